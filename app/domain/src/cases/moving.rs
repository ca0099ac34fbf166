//! What an inquiry's moving to another case means for whose inquiry it is.

use crate::id::{CaseId, PatientId};
use serde::{Deserialize, Serialize};

/// Whose an inquiry is after moving, compared with before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// The same person's, or still nobody's.
    Same,
    /// It was nobody's and is now somebody's.
    Gained,
    /// It was somebody's and is now nobody's.
    Lost,
    /// It was one person's and is now another's: only when somebody says that this is meant.
    Another,
}

impl Whose {
    /// What moving from a case about `from` to a case about `to` means.
    #[must_use]
    pub fn after(from: Option<PatientId>, to: Option<PatientId>) -> Self {
        match (from, to) {
            (Some(from), Some(to)) if from != to => Self::Another,
            (None, Some(_)) => Self::Gained,
            (Some(_), None) => Self::Lost,
            _ => Self::Same,
        }
    }

    /// Whether it may be done. `confirmed` is the person whom somebody saw named as the new one: a tick made for one
    /// person is none for another.
    #[must_use]
    pub fn is_allowed(self, to: Option<PatientId>, confirmed: &str) -> bool {
        self != Self::Another || to.is_some_and(|to| confirmed.trim() == to.to_string())
    }
}

/// Where a moved inquiry is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Its case.
    pub case: CaseId,
    /// Whose it is now.
    pub whose: Whose,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inquiry_becomes_another_person_s_only_when_that_very_person_was_confirmed() {
        let (kiyo, ryohei) = (Some(PatientId::new()), Some(PatientId::new()));
        for (from, to, expected) in [(None, None, Whose::Same), (kiyo, kiyo, Whose::Same), (None, kiyo, Whose::Gained), (kiyo, None, Whose::Lost), (kiyo, ryohei, Whose::Another)] {
            assert_eq!(Whose::after(from, to), expected);
            assert_eq!(expected.is_allowed(to, ""), expected != Whose::Another);
        }
        let named = |p: Option<PatientId>| p.map(|p| p.to_string()).unwrap_or_default();
        assert!(Whose::Another.is_allowed(ryohei, &named(ryohei)));
        assert!(!Whose::Another.is_allowed(ryohei, &named(kiyo)));
    }
}
