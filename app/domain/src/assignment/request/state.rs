//! The states of a search and the only steps between them.

use crate::error::Refusal;
use serde::{Deserialize, Serialize};

/// 調整依頼の状態
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// 依頼受付
    Requested,
    /// 候補選定中
    Screening,
    /// 打診中
    Offering,
    /// 一部決定: somebody accepted, another role is still sought.
    Accepted,
    /// 全員決定: every role is taken; the desk confirms.
    Complete,
    /// 確定
    Confirmed,
    /// 開始: the visits have begun.
    Started,
    /// 担当医なし
    NoProvider,
    /// 取下げ
    Withdrawn,
}

/// How far the roles that are looked for are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// None, or none for certain.
    Open,
    /// One of two.
    Some,
    /// All.
    All,
}

/// What happens to a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestStep {
    /// The desk begins to look for candidates.
    Screen,
    /// Somebody is asked, or decided on.
    Offer,
    /// The roles stand like this now.
    Roles(Standing),
    /// The desk confirms.
    Confirm,
    /// The visits begin.
    Start,
    /// Nobody was found.
    GiveUp,
    /// Nothing is wanted any more.
    Withdraw,
}

impl RequestState {
    /// Every state in the order in which it is listed.
    pub const ALL: [Self; 9] =
        [Self::Requested, Self::Screening, Self::Offering, Self::Accepted, Self::Complete, Self::Confirmed, Self::Started, Self::NoProvider, Self::Withdrawn];

    /// As records keep it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Screening => "screening",
            Self::Offering => "offering",
            Self::Accepted => "accepted",
            Self::Complete => "complete",
            Self::Confirmed => "confirmed",
            Self::Started => "started",
            Self::NoProvider => "no_provider",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Nothing changes it any more.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Started | Self::NoProvider | Self::Withdrawn)
    }

    /// The state after `step`.
    ///
    /// # Errors
    /// [`Refusal::RequestEnded`] after the end, [`Refusal::RolesOpen`] for confirming too early, else the state does not allow it.
    pub const fn apply(self, step: RequestStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Started | Self::NoProvider | Self::Withdrawn, _) => Err(Refusal::RequestEnded),
            (_, RequestStep::Withdraw) => Ok(Self::Withdrawn),
            (Self::Requested, RequestStep::Screen) | (Self::Screening, RequestStep::Roles(Standing::Open)) => Ok(Self::Screening),
            (Self::Requested, RequestStep::Roles(_)) => Ok(Self::Requested),
            (Self::Requested | Self::Screening | Self::Offering | Self::Accepted, RequestStep::GiveUp) => Ok(Self::NoProvider),
            (Self::Requested, RequestStep::Offer) | (_, RequestStep::Screen | RequestStep::GiveUp) => Err(Refusal::NotInThisState),
            (Self::Screening, RequestStep::Offer) => Ok(Self::Offering),
            (now, RequestStep::Offer) => Ok(now),
            (Self::Confirmed, RequestStep::Roles(Standing::All)) => Ok(Self::Confirmed),
            (_, RequestStep::Roles(Standing::Open)) => Ok(Self::Offering),
            (_, RequestStep::Roles(Standing::Some)) => Ok(Self::Accepted),
            (_, RequestStep::Roles(Standing::All)) => Ok(Self::Complete),
            (Self::Complete, RequestStep::Confirm) => Ok(Self::Confirmed),
            (Self::Confirmed, RequestStep::Start) => Ok(Self::Started),
            (Self::Confirmed, RequestStep::Confirm) | (_, RequestStep::Start) => Err(Refusal::NotInThisState),
            (_, RequestStep::Confirm) => Err(Refusal::RolesOpen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(steps: &[RequestStep]) -> Result<RequestState, Refusal> {
        steps.iter().try_fold(RequestState::Requested, |state, step| state.apply(*step))
    }

    #[test]
    fn a_search_runs_from_request_to_the_first_visit() {
        use RequestStep::{Confirm, GiveUp, Offer, Roles, Screen, Start, Withdraw};
        let complete = [Screen, Offer, Roles(Standing::Open), Roles(Standing::Some), Offer, Roles(Standing::All)];
        assert_eq!(run(&complete), Ok(RequestState::Complete));
        assert_eq!(run(&[&complete[..], &[Confirm, Roles(Standing::All), Start]].concat()), Ok(RequestState::Started));
        assert_eq!(run(&[&complete[..], &[Confirm, Roles(Standing::Open)]].concat()), Ok(RequestState::Offering));
        assert_eq!(run(&[&complete[..], &[GiveUp]].concat()), Err(Refusal::NotInThisState));
        assert_eq!(run(&[&complete[..], &[Start]].concat()), Err(Refusal::NotInThisState));
        assert_eq!(run(&[Screen, Confirm]), Err(Refusal::RolesOpen));
        assert_eq!(run(&[Offer]), Err(Refusal::NotInThisState));
        assert_eq!(run(&[Screen, GiveUp, Screen]), Err(Refusal::RequestEnded));
        assert_eq!(run(&[Withdraw, Withdraw]), Err(Refusal::RequestEnded));
        assert_eq!(run(&[Screen, Roles(Standing::Open)]), Ok(RequestState::Screening));
    }

    #[test]
    fn codes_read_back() {
        for state in RequestState::ALL {
            assert_eq!(RequestState::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.code()));
        }
    }
}
