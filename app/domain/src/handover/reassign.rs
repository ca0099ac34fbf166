//! Giving cases to somebody else: the chosen ones, or all that are shown, for a leave.

use crate::account::{Desk, Staff};
use crate::cases::CaseBrief;
use crate::error::{Flaw, Flaws};
use crate::id::{CaseId, DeskId, UserId};
use crate::text::many_lines;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most cases that change hands at once.
pub const MOST_CASES: u32 = 200;
/// The most characters of 引継ぎメモ.
const MEMO_MAX: usize = 500;

/// Whose cases are shown, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReassignQuery {
    /// 拠点; empty for the person's first.
    pub desk: String,
    /// 担当者: empty for one's own, "none" for nobody's.
    pub staff: String,
}

/// Whose cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This person's.
    Of(UserId),
    /// Nobody's.
    Nobodys,
}

impl ReassignQuery {
    /// Reads the address.
    ///
    /// # Errors
    /// Every flaw, under the field names.
    pub fn parse(&self, me: UserId) -> Result<(Option<DeskId>, Whose), Flaws> {
        let mut flaws = Flaws::default();
        let desk = match self.desk.trim() {
            "" => Some(None),
            id => flaws.note("desk", id.parse().map(Some).map_err(|_| Flaw::NotAChoice)),
        };
        let whose = match self.staff.trim() {
            "" | "me" => Some(Whose::Of(me)),
            "none" => Some(Whose::Nobodys),
            id => flaws.note("staff", id.parse().map(Whose::Of).map_err(|_| Flaw::NotAChoice)),
        };
        flaws.or(desk.zip(whose))
    }
}

/// A case as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The case.
    pub id: CaseId,
    /// Its version on the screen.
    pub version: i32,
}

/// Who is to carry which cases on, as typed. Cases are written `id:version`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReassignForm {
    /// The ticked ones.
    pub cases: Vec<String>,
    /// All that were shown.
    pub shown: Vec<String>,
    /// "1": all that were shown.
    pub all: String,
    /// 新しい担当者
    pub new_owner: String,
    /// 引継ぎメモ; may be empty.
    pub memo: String,
}

/// [`ReassignForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reassign {
    /// The cases, each once, in the order of their ids.
    pub cases: Vec<Seen>,
    /// 新しい担当者
    pub owner: UserId,
    /// 引継ぎメモ
    pub memo: String,
}

fn seen(text: &str) -> Option<Seen> {
    let (id, version) = text.split_once(':')?;
    Some(Seen { id: id.parse().ok()?, version: version.parse().ok()? })
}

impl ReassignForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self) -> Result<Reassign, Flaws> {
        let mut flaws = Flaws::default();
        let texts = if self.all.trim() == "1" { &self.shown } else { &self.cases };
        let most = usize::try_from(MOST_CASES).unwrap_or(usize::MAX);
        let read: Option<BTreeMap<CaseId, i32>> = texts.iter().map(|t| seen(t).map(|s| (s.id, s.version))).collect();
        let cases = match read {
            Some(cases) if cases.is_empty() => Err(Flaw::Required),
            Some(cases) if cases.len() > most => Err(Flaw::OutOfRange { min: 1, max: i64::from(MOST_CASES) }),
            Some(cases) => Ok(cases.into_iter().map(|(id, version)| Seen { id, version }).collect()),
            None => Err(Flaw::NotAChoice),
        };
        let cases = flaws.note("cases", cases);
        let owner = match self.new_owner.trim() {
            "" => Err(Flaw::Required),
            id => id.parse().map_err(|_| Flaw::UnknownStaff),
        };
        let owner = flaws.note("new_owner", owner);
        let memo = flaws.note("memo", many_lines(&self.memo, MEMO_MAX).map_err(Flaw::from));
        let form = (|| Some(Reassign { cases: cases?, owner: owner?, memo: memo? }))();
        flaws.or(form)
    }
}

/// An open case in the list of those that can change hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCase {
    /// The case.
    pub case: CaseBrief,
    /// Its version.
    pub version: i32,
    /// 対象者の氏名; empty when it has none.
    pub patient: String,
}

/// The page on which cases change hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReassignPage {
    /// The person's desks.
    pub desks: Vec<Desk>,
    /// The desk that is shown.
    pub desk: DeskId,
    /// Whose cases are shown; nobody's when empty.
    pub whose: Option<UserId>,
    /// The person who asks.
    pub me: UserId,
    /// Who can be put in charge there.
    pub staff: Vec<Staff>,
    /// The cases, nearest next date first.
    pub cases: Vec<OpenCase>,
    /// There are more than are shown.
    pub more: bool,
    /// Today in Japan.
    pub today: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: CaseId, version: i32) -> String {
        format!("{id}:{version}")
    }

    #[test]
    fn the_ticked_cases_are_meant_unless_all_that_were_shown_are() {
        let (a, b, owner) = (CaseId::new(), CaseId::new(), UserId::new());
        let form = ReassignForm { cases: vec![text(b, 2)], shown: vec![text(b, 2), text(a, 1)], new_owner: owner.to_string(), ..ReassignForm::default() };
        assert_eq!(form.parse().unwrap().cases, [Seen { id: b, version: 2 }]);
        let all = ReassignForm { all: "1".into(), ..form.clone() }.parse().unwrap();
        assert_eq!(all.cases, [Seen { id: a, version: 1 }, Seen { id: b, version: 2 }]);
        assert_eq!(all.owner, owner);
    }

    #[test]
    fn nothing_ticked_nobody_chosen_and_nonsense_are_told() {
        let flaws = ReassignForm::default().parse().unwrap_err();
        assert_eq!((flaws.of("cases"), flaws.of("new_owner")), (Some(&Flaw::Required), Some(&Flaw::Required)));
        for bad in ["", "x", ":1", "x:1", &format!("{}:", CaseId::new()), &format!("{}:99999999999", CaseId::new())] {
            let form = ReassignForm { cases: vec![bad.to_owned()], new_owner: "?".into(), memo: "あ".repeat(501), ..ReassignForm::default() };
            let flaws = form.parse().unwrap_err();
            assert_eq!((flaws.of("cases"), flaws.of("new_owner")), (Some(&Flaw::NotAChoice), Some(&Flaw::UnknownStaff)), "{bad}");
            assert!(flaws.of("memo").is_some());
        }
        let many: Vec<String> = (0..=MOST_CASES).map(|_| text(CaseId::new(), 1)).collect();
        assert!(matches!(ReassignForm { cases: many, ..ReassignForm::default() }.parse().unwrap_err().of("cases"), Some(Flaw::OutOfRange { .. })));
    }
}
