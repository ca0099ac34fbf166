//! Changing a list: codes come, are renamed, retire and return. None is ever lost, and no earlier day is told anew.

use super::{Item, List};
use crate::calendar::parse_date;
use crate::error::{Flaw, Flaws};
use crate::text::one_line;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of a label.
pub const LABEL_MAX: usize = 40;
/// The most codes that a list holds.
pub const ITEMS_MAX: usize = 300;

/// A change of a list as typed. Which fields count depends on `action`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// add, rename, correct, retire, restore, up or down.
    pub action: String,
    /// The code that is changed; for a new sub of a category its main code.
    pub code: String,
    /// 表示名
    pub label: String,
    /// 見出し of a new choice.
    pub group: String,
    /// 適用日; empty for today.
    pub from: String,
}

/// A change of a list as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeChange {
    /// A new choice from a day on, as a sub of `main` when that is given.
    Add {
        /// The main category of a new sub.
        main: Option<String>,
        /// 表示名
        label: String,
        /// 見出し
        group: String,
        /// The first day.
        from: NaiveDate,
    },
    /// Another label from a day on; earlier records keep the earlier one.
    Rename {
        /// Which.
        code: String,
        /// The new label.
        label: String,
        /// The first day.
        from: NaiveDate,
    },
    /// A slip of the pen: the present label is replaced for all its days.
    Correct {
        /// Which.
        code: String,
        /// The right label.
        label: String,
    },
    /// No longer offered from a day on. The subs of a main category go with it.
    Retire {
        /// Which.
        code: String,
        /// The first day without it.
        from: NaiveDate,
    },
    /// Offered again from today.
    Restore {
        /// Which.
        code: String,
    },
    /// One place up or down among its neighbours.
    Shift {
        /// Which.
        code: String,
        /// Towards the beginning.
        up: bool,
    },
}

fn label(text: &str) -> Result<String, Flaw> {
    let text = one_line(text, LABEL_MAX)?;
    // A comma parts several values, a slash parts main and sub.
    if text.is_empty() { Err(Flaw::Required) } else { Ok(text.replace(',', "、")) }
}

fn first_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Flaw> {
    if text.trim().is_empty() {
        return Ok(today);
    }
    let day = parse_date(text, today).map_err(Flaw::Date)?;
    // What was recorded up to yesterday was recorded under the list of that day.
    if day < today { Err(Flaw::InPast) } else { Ok(day) }
}

impl CodeForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, today: NaiveDate) -> Result<CodeChange, Flaws> {
        let mut flaws = Flaws::default();
        let code = self.code.trim().to_owned();
        let change = match self.action.as_str() {
            "add" => {
                let text = flaws.note("label", label(&self.label));
                let group = flaws.note("group", one_line(&self.group, LABEL_MAX).map_err(Flaw::from));
                let from = flaws.note("from", first_day(&self.from, today));
                let main = (!code.is_empty()).then_some(code);
                (|| Some(CodeChange::Add { main, label: text?, group: group?, from: from? }))()
            }
            "rename" => {
                let text = flaws.note("label", label(&self.label));
                let from = flaws.note("from", first_day(&self.from, today));
                (|| Some(CodeChange::Rename { code, label: text?, from: from? }))()
            }
            "correct" => flaws.note("label", label(&self.label)).map(|label| CodeChange::Correct { code, label }),
            "retire" => flaws.note("from", first_day(&self.from, today)).map(|from| CodeChange::Retire { code, from }),
            "restore" => Some(CodeChange::Restore { code }),
            "up" => Some(CodeChange::Shift { code, up: true }),
            "down" => Some(CodeChange::Shift { code, up: false }),
            _ => flaws.note("action", Err(Flaw::NotAChoice)),
        };
        flaws.or(change)
    }
}

fn flaw(field: &str, flaw: Flaw) -> Flaws {
    let mut flaws = Flaws::default();
    flaws.push(field, flaw);
    flaws
}

fn main_of(code: &str) -> Option<&str> {
    code.split_once('/').map(|(main, _)| main)
}

/// The last period of `code`.
fn last<'a>(items: &'a mut [Item], code: &str) -> Result<&'a mut Item, Flaws> {
    items.iter_mut().filter(|i| i.code == code).max_by_key(|i| i.from).ok_or_else(|| flaw("code", Flaw::NotAChoice))
}

/// Another choice beside it bears that label on `day` or later.
fn taken(items: &[Item], code: &str, text: &str, day: NaiveDate) -> bool {
    items.iter().any(|i| i.code != code && main_of(&i.code) == main_of(code) && i.label == text && i.to.is_none_or(|to| to > day))
}

/// A code that the list never had: what a desk adds is told from what the program brought.
fn fresh(items: &[Item], main: Option<&str>) -> String {
    let prefix = main.map(|m| format!("{m}/")).unwrap_or_default();
    let mut number = 1;
    loop {
        let code = format!("{prefix}own{number}");
        if items.iter().all(|i| i.code != code) {
            return code;
        }
        number += 1;
    }
}

/// The list after `change`.
///
/// # Errors
/// A flaw at the field that is wrong: unknown code, a label that another choice bears, an essential code that would retire.
pub fn apply(list: List, items: &[Item], change: &CodeChange, today: NaiveDate) -> Result<Vec<Item>, Flaws> {
    let mut after = items.to_vec();
    match change {
        CodeChange::Add { main, label, group, from } => add(list, &mut after, main.as_deref(), (label, group), *from)?,
        CodeChange::Rename { code, label, from } => rename(&mut after, code, label, *from)?,
        CodeChange::Correct { code, label } => {
            let same = taken(&after, code, label, today);
            let item = last(&mut after, code)?;
            if same {
                return Err(flaw("label", Flaw::Repeated));
            }
            label.clone_into(&mut item.label);
        }
        CodeChange::Retire { code, from } => retire(list, &mut after, code, *from)?,
        CodeChange::Restore { code } => restore(&mut after, code, today)?,
        CodeChange::Shift { code, up } => shift(&mut after, code, *up, today)?,
    }
    number(&mut after);
    Ok(after)
}

fn add(list: List, items: &mut Vec<Item>, main: Option<&str>, (label, group): (&str, &str), from: NaiveDate) -> Result<(), Flaws> {
    let parent = match main {
        Some(main) if list == List::Category && main_of(main).is_none() => Some(items.iter().find(|i| i.code == main).cloned().ok_or_else(|| flaw("code", Flaw::NotAChoice))?),
        Some(_) => return Err(flaw("code", Flaw::NotAChoice)),
        None => None,
    };
    let code = fresh(items, main);
    if taken(items, &code, label, from) {
        return Err(flaw("label", Flaw::Repeated));
    }
    if items.len() >= ITEMS_MAX {
        return Err(flaw("label", Flaw::OutOfRange { min: 0, max: i64::try_from(ITEMS_MAX).unwrap_or(i64::MAX) }));
    }
    // A sub stands behind its siblings, a choice with a heading behind those of its heading.
    let group = parent.map_or_else(|| group.to_owned(), |p| p.group);
    let kin = |i: &&Item| main.map_or_else(|| i.group == group, |main| i.code == main || main_of(&i.code) == Some(main));
    let order = items.iter().filter(kin).map(|i| i.order).max().or_else(|| items.last().map(|i| i.order)).unwrap_or_default();
    let place = items.iter().rposition(|i| i.order <= order).map_or(0, |p| p + 1);
    items.insert(place, Item { code, label: label.to_owned(), group, order, from: Some(from), to: None });
    Ok(())
}

fn rename(items: &mut Vec<Item>, code: &str, label: &str, from: NaiveDate) -> Result<(), Flaws> {
    let same = taken(items, code, label, from);
    let item = last(items, code)?;
    if item.to.is_some() {
        return Err(flaw("code", Flaw::NotAChoice));
    }
    if same || item.label == label {
        return Err(flaw("label", Flaw::Repeated));
    }
    if item.from.is_some_and(|begun| from <= begun) {
        // The present label never came to be used before that day.
        item.from = item.from.min(Some(from));
        label.clone_into(&mut item.label);
        return Ok(());
    }
    let next = Item { label: label.to_owned(), from: Some(from), ..item.clone() };
    item.to = Some(from);
    let place = items.iter().rposition(|i| i.code == code).map_or(items.len(), |p| p + 1);
    items.insert(place, next);
    Ok(())
}

fn retire(list: List, items: &mut [Item], code: &str, from: NaiveDate) -> Result<(), Flaws> {
    if list.essential().contains(&code) {
        return Err(flaw("code", Flaw::Essential));
    }
    if last(items, code)?.to.is_some() {
        return Err(flaw("code", Flaw::NotAChoice));
    }
    for item in items.iter_mut().filter(|i| (i.code == code || main_of(&i.code) == Some(code)) && i.to.is_none()) {
        item.to = Some(from.max(item.from.unwrap_or(from)));
    }
    Ok(())
}

fn restore(items: &mut Vec<Item>, code: &str, today: NaiveDate) -> Result<(), Flaws> {
    let item = last(items, code)?.clone();
    let Some(to) = item.to else { return Err(flaw("code", Flaw::NotAChoice)) };
    if taken(items, code, &item.label, today) {
        return Err(flaw("label", Flaw::Repeated));
    }
    if to >= today {
        // It has not gone yet, or goes today: as if nothing had been said.
        last(items, code)?.to = None;
        return Ok(());
    }
    let place = items.iter().rposition(|i| i.code == code).map_or(items.len(), |p| p + 1);
    items.insert(place, Item { from: Some(today), to: None, ..item });
    Ok(())
}

/// The codes that stand beside each other: same heading, same main category, offered on `today` or later.
fn neighbours(items: &[Item], code: &str, today: NaiveDate) -> Vec<String> {
    let Some(own) = items.iter().find(|i| i.code == code) else { return Vec::new() };
    let mut codes: Vec<String> = Vec::new();
    for item in items.iter().filter(|i| i.group == own.group && main_of(&i.code) == main_of(code) && i.to.is_none_or(|to| to > today)) {
        if !codes.contains(&item.code) {
            codes.push(item.code.clone());
        }
    }
    codes
}

fn shift(items: &mut Vec<Item>, code: &str, up: bool, today: NaiveDate) -> Result<(), Flaws> {
    let codes = neighbours(items, code, today);
    let place = codes.iter().position(|c| c == code).ok_or_else(|| flaw("code", Flaw::NotAChoice))?;
    let other = if up { place.checked_sub(1) } else { place.checked_add(1) };
    let Some(other) = other.and_then(|place| codes.get(place)).cloned() else { return Ok(()) };
    let belongs = |item: &Item, to: &str| item.code == to || main_of(&item.code) == Some(to);
    let (first, second) = if up { (other.as_str(), code) } else { (code, other.as_str()) };
    // What moves down goes right behind the other, with everything that belongs to it.
    let moving: Vec<Item> = items.iter().filter(|i| belongs(i, first)).cloned().collect();
    items.retain(|i| !belongs(i, first));
    let place = items.iter().rposition(|i| belongs(i, second)).map_or(items.len(), |p| p + 1);
    items.splice(place..place, moving);
    Ok(())
}

/// Numbers the codes by where they stand; the periods of one code share one number.
fn number(items: &mut [Item]) {
    let mut seen: Vec<String> = Vec::new();
    for item in items.iter_mut() {
        let place = seen.iter().position(|c| *c == item.code).unwrap_or_else(|| {
            seen.push(item.code.clone());
            seen.len() - 1
        });
        item.order = i32::try_from(place).unwrap_or(i32::MAX).saturating_add(1);
    }
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
