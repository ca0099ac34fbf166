//! Code lists: the choices of a form. A record keeps the code; the screen shows the label that the code bore on the record's day.
//!
//! A list is master data: labels change, choices come and retire, nothing is deleted. One [`Item`] is one code under one label
//! for one period.

mod change;
mod codes;
mod list;
mod seed;

pub use change::{CodeChange, CodeForm, ITEMS_MAX, LABEL_MAX, apply};
pub use codes::{Codes, MainCategory};
pub use list::List;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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

/// A list as its page in the administration shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeListView {
    /// Which.
    pub list: List,
    /// Grows by one with each change.
    pub version: i32,
    /// Everything that ever was in it, in order.
    pub items: Vec<Item>,
    /// The present day.
    pub today: NaiveDate,
    /// What was changed, oldest first.
    pub history: Vec<crate::audit::Change>,
}

/// One code under one label for one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What records keep; never changes its meaning. Subs of a category are "main/sub".
    pub code: String,
    /// What people read.
    pub label: String,
    /// The heading under which the choice stands; empty in flat lists.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Its place in the list, small first.
    pub order: i32,
    /// The first day on which it is offered; none from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The first day on which it is no longer offered; none without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl Item {
    /// Whether it is offered on `day`.
    #[must_use]
    pub fn is_active(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
}
