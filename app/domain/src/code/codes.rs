//! All lists as they stand on one day, and what forms and pages ask of them.

use super::{Code, Item, List, seed};
use crate::error::Flaw;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The code lists, and the day on which they are asked. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Codes {
    today: NaiveDate,
    lists: Arc<BTreeMap<List, Vec<Item>>>,
}

/// A main category: code, label, and its subs as (code "main/sub", label).
pub type MainCategory = (String, String, Vec<(String, String)>);

/// How the lists go to the browser.
#[derive(Serialize, Deserialize)]
struct Wire {
    today: NaiveDate,
    lists: BTreeMap<List, Vec<Item>>,
}

impl From<Wire> for Codes {
    fn from(wire: Wire) -> Self {
        Self { today: wire.today, lists: Arc::new(wire.lists) }
    }
}

impl From<Codes> for Wire {
    fn from(codes: Codes) -> Self {
        Self { today: codes.today, lists: Arc::unwrap_or_clone(codes.lists) }
    }
}

/// Main and sub of a category.
fn split(category: &str) -> (&str, Option<&str>) {
    category.split_once('/').map_or((category, None), |(main, sub)| (main, Some(sub)))
}

impl Codes {
    /// The lists of the first start, seen on `today`.
    #[must_use]
    pub fn seed(today: NaiveDate) -> Self {
        let items = List::ALL.iter().flat_map(|list| {
            seed::of(*list).iter().zip(1..).map(|((code, label, group), order)| {
                let item = Item { code: (*code).to_owned(), label: (*label).to_owned(), group: (*group).to_owned(), order, from: None, to: None };
                (*list, item)
            })
        });
        Self::new(today, items)
    }

    /// Lists of these items, seen on `today`.
    #[must_use]
    pub fn new(today: NaiveDate, items: impl IntoIterator<Item = (List, Item)>) -> Self {
        let mut lists: BTreeMap<List, Vec<Item>> = BTreeMap::new();
        for (list, item) in items {
            lists.entry(list).or_default().push(item);
        }
        for items in lists.values_mut() {
            items.sort_by(|a, b| (a.order, &a.code, a.from).cmp(&(b.order, &b.code, b.from)));
        }
        Self { today, lists: Arc::new(lists) }
    }

    /// The same lists seen on another day.
    #[must_use]
    pub fn on(&self, today: NaiveDate) -> Self {
        Self { today, lists: self.lists.clone() }
    }

    /// Only these lists, for a page that needs no others. Retired items stay: older records bear them.
    #[must_use]
    pub fn only(&self, wanted: &[List]) -> Self {
        let lists = self.lists.iter().filter(|(list, _)| wanted.contains(list)).map(|(list, items)| (*list, items.clone())).collect();
        Self { today: self.today, lists: Arc::new(lists) }
    }

    /// The lists with what a record holds already: what nobody touched may stay when the record is changed, retired or not.
    #[must_use]
    pub fn keeping<'a>(&self, held: impl IntoIterator<Item = (List, &'a str)>) -> Self {
        let mut lists = BTreeMap::clone(&self.lists);
        for (list, code) in held {
            let items = lists.get_mut(&list).map(Vec::as_mut_slice).unwrap_or_default();
            if let Some(item) = items.iter_mut().filter(|i| i.code == code).max_by_key(|i| i.from) {
                item.to = None;
            }
        }
        Self { today: self.today, lists: Arc::new(lists) }
    }

    /// The day on which the lists are asked.
    #[must_use]
    pub const fn today(&self) -> NaiveDate {
        self.today
    }

    /// Every item of a list that ever was, in order.
    #[must_use]
    pub fn all(&self, list: List) -> &[Item] {
        self.lists.get(&list).map_or(&[], Vec::as_slice)
    }

    /// The choices of a list today, in order.
    pub fn choices(&self, list: List) -> impl Iterator<Item = &Item> {
        self.all(list).iter().filter(|i| i.is_active(self.today))
    }

    /// The choices of a list today under their headings: (heading, [(code, label in full)]).
    #[must_use]
    pub fn groups(&self, list: List) -> Vec<(String, Vec<(String, String)>)> {
        let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for item in self.choices(list) {
            let choice = (item.code.clone(), self.label(list, &item.code, self.today));
            match groups.iter_mut().find(|(group, _)| *group == item.group) {
                Some((_, items)) => items.push(choice),
                None => groups.push((item.group.clone(), vec![choice])),
            }
        }
        groups
    }

    /// The categories today, each with its subs.
    #[must_use]
    pub fn categories(&self) -> Vec<MainCategory> {
        let mut mains: Vec<MainCategory> = Vec::new();
        for item in self.choices(List::Category) {
            match split(&item.code) {
                (_, None) => mains.push((item.code.clone(), item.label.clone(), Vec::new())),
                (main, Some(_)) => {
                    // A sub whose main is retired is not offered either.
                    if let Some((_, _, subs)) = mains.iter_mut().find(|(code, _, _)| code == main) {
                        subs.push((item.code.clone(), item.label.clone()));
                    }
                }
            }
        }
        mains
    }

    /// The item of `code` on `day`, or the one nearest to that day.
    fn item(&self, list: List, code: &str, day: NaiveDate) -> Option<&Item> {
        let of_code = || self.all(list).iter().filter(|i| i.code == code);
        let earlier = || of_code().filter(|i| i.from.is_none_or(|from| from <= day)).max_by_key(|i| i.from);
        earlier().or_else(|| of_code().min_by_key(|i| i.from))
    }

    /// The label of `code` alone, on `day` (today when none is given); the code itself when the list does not know it, so
    /// that nothing is hidden.
    #[must_use]
    pub fn short_label<'a>(&'a self, list: List, code: &'a str, day: impl Into<Option<NaiveDate>>) -> &'a str {
        self.item(list, code, day.into().unwrap_or(self.today)).map_or(code, |i| i.label.as_str())
    }

    /// The label of `code` on `day` (today when none is given); of a category "main / sub".
    #[must_use]
    pub fn label(&self, list: List, code: &str, day: impl Into<Option<NaiveDate>>) -> String {
        let day = day.into().unwrap_or(self.today);
        match (list, split(code)) {
            (List::Category, (main, Some(_))) if self.item(list, code, day).is_some() => {
                format!("{} / {}", self.short_label(list, main, day), self.short_label(list, code, day))
            }
            _ => self.short_label(list, code, day).to_owned(),
        }
    }

    /// Whether `code` ever was in the list.
    #[must_use]
    pub fn ever(&self, list: List, code: &str) -> bool {
        self.all(list).iter().any(|i| i.code == code)
    }

    /// Reads a choice that may be left open: offered today, or on the day of the record when that is given.
    ///
    /// # Errors
    /// [`Flaw::NotAChoice`] for an unknown or retired code.
    pub fn optional(&self, list: List, text: &str, day: impl Into<Option<NaiveDate>>) -> Result<Option<Code>, Flaw> {
        let (text, day) = (text.trim(), day.into());
        if text.is_empty() {
            return Ok(None);
        }
        let offered = |i: &&Item| i.code == text && (i.is_active(self.today) || day.is_some_and(|day| i.is_active(day)));
        self.all(list).iter().find(offered).map(|_| Some(Code(text.to_owned()))).ok_or(Flaw::NotAChoice)
    }

    /// Reads a required choice, like [`Self::optional`].
    ///
    /// # Errors
    /// [`Flaw::Required`] for nothing, [`Flaw::NotAChoice`] for an unknown or retired code.
    pub fn required(&self, list: List, text: &str, day: impl Into<Option<NaiveDate>>) -> Result<Code, Flaw> {
        self.optional(list, text, day)?.ok_or(Flaw::Required)
    }

    /// Reads a choice of a record that has `stored` already: what nobody touched stays, also when it is retired by now.
    ///
    /// # Errors
    /// [`Flaw::NotAChoice`] for an unknown or retired code.
    pub fn kept(&self, list: List, text: &str, stored: &str) -> Result<Option<Code>, Flaw> {
        if !stored.is_empty() && text.trim() == stored { Ok(Some(Code(stored.to_owned()))) } else { self.optional(list, text, None) }
    }

    /// Reads a choice of a filter: retired codes find the records that bear them.
    ///
    /// # Errors
    /// [`Flaw::NotAChoice`] for a code that never was.
    pub fn known(&self, list: List, text: &str) -> Result<Option<Code>, Flaw> {
        match text.trim() {
            "" => Ok(None),
            code if self.ever(list, code) => Ok(Some(Code(code.to_owned()))),
            _ => Err(Flaw::NotAChoice),
        }
    }
}

#[cfg(test)]
#[path = "codes_tests.rs"]
mod tests;
