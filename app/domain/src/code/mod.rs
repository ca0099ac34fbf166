//! Code lists: the choices of a form. A record keeps the code, the screen shows the label.

mod category;
mod lists;

pub use category::{CATEGORIES, Main, Programme, Sub, category_label, is_category, main_of};
pub use lists::{CALLER_TYPE, CARE_LEVEL, CHANNEL, MEANS, OUTCOME, SEX, URGENCY};

use crate::error::Flaw;
use serde::{Deserialize, Serialize};

/// One choice of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What records keep; never changes its meaning.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
    /// The heading under which the choice stands; empty in flat lists.
    pub group: &'static str,
}

/// A list of choices in the order in which they are shown.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeList {
    /// The list's name in records and files.
    pub name: &'static str,
    /// Its choices.
    pub items: &'static [Item],
}

/// A code that was found in its list when it was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(pub String);

impl Code {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CodeList {
    /// The label of `code`; the code itself when the list does not know it, so that nothing is hidden.
    #[must_use]
    pub fn label<'a>(&self, code: &'a str) -> &'a str {
        self.items.iter().find(|i| i.code == code).map_or(code, |i| i.label)
    }

    /// Whether `code` is a choice of this list.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.items.iter().any(|i| i.code == code)
    }

    /// Reads a required choice.
    ///
    /// # Errors
    /// [`Flaw::Required`] for nothing, [`Flaw::NotAChoice`] for an unknown code.
    pub fn required(&self, text: &str) -> Result<Code, Flaw> {
        self.optional(text)?.ok_or(Flaw::Required)
    }

    /// Reads a choice that may be left open.
    ///
    /// # Errors
    /// [`Flaw::NotAChoice`] for an unknown code.
    pub fn optional(&self, text: &str) -> Result<Option<Code>, Flaw> {
        match text.trim() {
            "" => Ok(None),
            code if self.has(code) => Ok(Some(Code(code.to_owned()))),
            _ => Err(Flaw::NotAChoice),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_list_has_a_code_or_a_label_twice() {
        for list in [&CHANNEL, &CALLER_TYPE, &URGENCY, &CARE_LEVEL, &OUTCOME, &SEX, &MEANS] {
            let codes: BTreeSet<_> = list.items.iter().map(|i| i.code).collect();
            let labels: BTreeSet<_> = list.items.iter().map(|i| i.label).collect();
            assert_eq!(codes.len(), list.items.len(), "{}", list.name);
            assert_eq!(labels.len(), list.items.len(), "{}", list.name);
        }
    }

    #[test]
    fn an_unknown_code_is_refused_and_nothing_is_required_where_it_must_be() {
        assert_eq!(CHANNEL.required(""), Err(Flaw::Required));
        assert_eq!(CHANNEL.required("pigeon"), Err(Flaw::NotAChoice));
        assert_eq!(CHANNEL.optional(" "), Ok(None));
        assert_eq!(CHANNEL.label("phone"), "電話");
        assert_eq!(CHANNEL.label("pigeon"), "pigeon");
    }

    #[test]
    fn a_category_is_a_main_code_or_a_main_and_one_of_its_subs() {
        assert!(is_category("doctor_matching/primary"));
        assert!(is_category("complaint"));
        assert!(!is_category("complaint/primary"));
        assert!(!is_category(""));
        assert_eq!(category_label("doctor_matching/primary"), "在宅医の紹介・調整 / 主治医紹介");
        assert_eq!(category_label("disaster"), "災害・感染");
        assert_eq!(category_label("gone/away"), "gone/away");
        let all: Vec<String> = CATEGORIES.iter().flat_map(|m| std::iter::once(m.code.to_owned()).chain(m.subs.iter().map(|s| format!("{}/{}", m.code, s.code)))).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.iter().all(|c| is_category(c)));
    }
}
