//! What is looked for: which physician, from when, where, able to do what (求める条件).

use super::Place;
use crate::code::Code;
use crate::id::PhysicianId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a physician is for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 主治医
    Primary,
    /// 副主治医
    Secondary,
}

impl Role {
    /// Both, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::Primary, Self::Secondary];

    /// As records keep it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }

    /// The role beside it.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Primary => Self::Secondary,
            Self::Secondary => Self::Primary,
        }
    }
}

/// The roles that somebody is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// 主治医
    pub primary: bool,
    /// 副主治医
    pub secondary: bool,
}

impl Wanted {
    /// Whether `role` is among them.
    #[must_use]
    pub const fn includes(self, role: Role) -> bool {
        match role {
            Role::Primary => self.primary,
            Role::Secondary => self.secondary,
        }
    }

    /// The roles, in their order.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.includes(*role))
    }

    /// Nobody is looked for.
    #[must_use]
    pub const fn is_nothing(self) -> bool {
        !self.primary && !self.secondary
    }
}

/// How soon an answer is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// 通常
    #[default]
    Normal,
    /// 至急
    Urgent,
}

impl Urgency {
    /// Both, in the order in which they are listed.
    pub const ALL: [Self; 2] = [Self::Normal, Self::Urgent];

    /// As records and forms write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Urgent => "urgent",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|u| u.code() == code)
    }
}

/// How the search goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 指名打診: one after the other.
    #[default]
    Nominate,
    /// 一斉打診: several at once, the first to accept is taken.
    Broadcast,
    /// 調整会議: a meeting decides.
    Committee,
    /// 直接決定: settled by telephone or beforehand.
    Direct,
}

impl Mode {
    /// Every mode in the order in which it is listed.
    pub const ALL: [Self; 4] = [Self::Nominate, Self::Broadcast, Self::Committee, Self::Direct];

    /// As records and forms write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nominate => "nominate",
            Self::Broadcast => "broadcast",
            Self::Committee => "committee",
            Self::Direct => "direct",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }

    /// Physicians are asked; otherwise a decision is written down.
    #[must_use]
    pub const fn asks(self) -> bool {
        matches!(self, Self::Nominate | Self::Broadcast)
    }
}

/// What a patient needs of a physician. Nothing in it says who the patient is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// The roles that are looked for.
    pub wanted: Wanted,
    /// 開始希望日: the first visit.
    pub start_on: NaiveDate,
    /// Where the visits are.
    pub place: Place,
    /// 医療処置, each once.
    pub procedures: Vec<Code>,
    /// 看取り
    pub end_of_life: bool,
    /// 夜間往診
    pub night: bool,
    /// 医師の性別の希望
    pub sex: Option<Code>,
    /// 対応言語の希望
    pub language: Option<Code>,
    /// 診療科の希望: welcome, never required.
    pub specialty: Option<Code>,
    /// How soon an answer is needed.
    pub urgency: Urgency,
    /// かかりつけ医: the physician whom the patient has already.
    pub existing: Option<PhysicianId>,
}

/// Whether somebody who said yes to `old` may not be able to say yes to `new`: the start, the place, or a demand that is new or another one.
/// Whatever is no longer demanded, and whatever is only welcome, leaves every answer as it is.
#[must_use]
pub fn hard_change(old: &Needs, new: &Needs) -> bool {
    let added = new.procedures.iter().any(|p| !old.procedures.contains(p));
    let newly = |old: bool, new: bool| new && !old;
    let other = |old: &Option<Code>, new: &Option<Code>| new.is_some() && new != old;
    old.start_on != new.start_on
        || old.place != new.place
        || added
        || newly(old.end_of_life, new.end_of_life)
        || newly(old.night, new.night)
        || other(&old.sex, &new.sex)
        || other(&old.language, &new.language)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::district::Point;
    use crate::id::DistrictId;

    /// Needs that anybody can meet who visits at all.
    pub(in crate::assignment) fn needs() -> Needs {
        Needs {
            wanted: Wanted { primary: true, secondary: true },
            start_on: NaiveDate::from_ymd_opt(2026, 11, 27).unwrap(),
            place: Place { district: None, outside: false, point: Some(Point { x_m: 0, y_m: 0 }) },
            procedures: vec![],
            end_of_life: false,
            night: false,
            sex: None,
            language: None,
            specialty: None,
            urgency: Urgency::Normal,
            existing: None,
        }
    }

    pub(in crate::assignment) fn code(text: &str) -> Code {
        Code(text.to_owned())
    }

    #[test]
    fn a_demand_that_is_new_or_another_one_is_asked_about_again() {
        let old = Needs { procedures: vec![code("hot")], sex: Some(code("female")), ..needs() };
        for new in [
            Needs { start_on: old.start_on.succ_opt().unwrap(), ..old.clone() },
            Needs { start_on: old.start_on.pred_opt().unwrap(), ..old.clone() },
            Needs { place: Place { district: Some(DistrictId::new()), ..old.place }, ..old.clone() },
            Needs { place: Place { point: None, ..old.place }, ..old.clone() },
            Needs { procedures: vec![code("hot"), code("tpn")], ..old.clone() },
            Needs { end_of_life: true, ..old.clone() },
            Needs { night: true, ..old.clone() },
            Needs { sex: Some(code("male")), ..old.clone() },
            Needs { language: Some(code("korean")), ..old.clone() },
        ] {
            assert!(hard_change(&old, &new), "{new:?}");
        }
    }

    #[test]
    fn what_is_demanded_no_more_or_only_welcome_changes_no_answer() {
        let old = Needs { procedures: vec![code("hot"), code("tpn")], sex: Some(code("female")), language: Some(code("korean")), end_of_life: true, night: true, ..needs() };
        for new in [
            old.clone(),
            Needs { procedures: vec![code("tpn")], ..old.clone() },
            Needs { procedures: vec![code("tpn"), code("hot")], ..old.clone() },
            Needs { sex: None, language: None, end_of_life: false, night: false, ..old.clone() },
            Needs { specialty: Some(code("internal")), urgency: Urgency::Urgent, existing: Some(PhysicianId::new()), ..old.clone() },
            Needs { wanted: Wanted { primary: true, secondary: false }, ..old.clone() },
        ] {
            assert!(!hard_change(&old, &new), "{new:?}");
        }
    }

    #[test]
    fn codes_read_back() {
        assert!(Role::ALL.iter().all(|r| Role::from_code(r.code()) == Some(*r) && r.other().other() == *r));
        assert!(Urgency::ALL.iter().all(|u| Urgency::from_code(u.code()) == Some(*u)));
        assert!(Mode::ALL.iter().all(|m| Mode::from_code(m.code()) == Some(*m) && serde_json::to_string(m).unwrap() == format!("\"{}\"", m.code())));
        assert_eq!((Role::from_code("both"), Mode::from_code("")), (None, None));
        assert_eq!(needs().wanted.roles().collect::<Vec<_>>(), Role::ALL);
        assert!(Wanted::default().is_nothing() && Wanted::default().roles().next().is_none());
    }
}
