//! What the pages of physicians show.

use super::{Absence, PhysicianForm, Step};
use crate::account::Staff;
use crate::assignment::Role;
use crate::audit::Change;
use crate::code::Code;
use crate::directory::{Contact, OrganizationBrief};
use crate::district::Places;
use crate::id::{AbsenceId, CaseId, DistrictId, PhysicianId};
use crate::patient::PatientBrief;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A physician's name and id: what another page links to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhysicianBrief {
    /// Its id.
    pub id: PhysicianId,
    /// 氏名
    pub name: String,
    /// 所属機関の名称
    pub organization: String,
}

/// As much of a physician as a list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhysicianLine {
    /// Its id.
    pub id: PhysicianId,
    /// 氏名
    pub name: String,
    /// ふりがな
    pub kana: String,
    /// 所属機関
    pub organization: OrganizationBrief,
    /// 診療科
    pub specialties: Vec<Code>,
    /// 訪問できる圏域
    pub districts: Vec<DistrictId>,
    /// 看取り
    pub eol: bool,
    /// 夜間・休日の往診
    pub night: bool,
    /// 副主治医を引き受ける
    pub acts_secondary: bool,
    /// Takes new patients today.
    pub accepting: bool,
    /// How many patients they hold as primary.
    pub load: i64,
    /// 受け持てる人数
    pub capacity: Option<i32>,
    /// When they are back, while they are away (不在).
    pub away_until: Option<DateTime<Utc>>,
}

impl PhysicianLine {
    /// They hold as many patients as they said to take, or more. Whoever named no number is never full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.capacity.is_some_and(|capacity| self.load >= i64::from(capacity))
    }
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhysicianPage {
    /// The rows.
    pub rows: Vec<PhysicianLine>,
    /// How many there are in all.
    pub total: i64,
    /// City, districts, towns.
    pub places: Places,
    /// Today in Japan.
    pub today: NaiveDate,
    /// The person may add and change.
    pub may_write: bool,
}

/// One physician in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhysicianView {
    /// Its id.
    pub id: PhysicianId,
    /// The person in the directory.
    pub contact: Contact,
    /// 所属機関
    pub organization: OrganizationBrief,
    /// The profile, as its form shows it.
    pub form: PhysicianForm,
    /// Takes new patients today.
    pub accepting: bool,
    /// How many patients they hold as primary.
    pub load: i64,
    /// Its version, for editing; 0 while there is no profile yet.
    pub version: i32,
    /// 不在, earliest first, those that were withdrawn too.
    pub absences: Vec<Absence>,
    /// When they are back, while they are away.
    pub away_until: Option<DateTime<Utc>>,
    /// The id of the absence that may be entered next.
    pub next_absence: AbsenceId,
    /// The other physicians: partners, and who may become one.
    pub others: Vec<PhysicianBrief>,
    /// Users who can be the physician's sign-in, and the one who is.
    pub users: Vec<Staff>,
    /// What changed since, oldest first.
    pub history: Vec<Change>,
    /// City, districts, towns.
    pub places: Places,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// The person may change the profile.
    pub may_write: bool,
}

/// A patient of a physician who leaves, and what can become of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingLine {
    /// Who.
    pub patient: PatientBrief,
    /// The leaving physician's role.
    pub role: Role,
    /// The first day of it.
    pub from: NaiveDate,
    /// The secondary physician, whether they can take over or not; none where the leaving one is the secondary.
    pub secondary: Option<PhysicianBrief>,
    /// The secondary can take over.
    pub may_promote: bool,
    /// The case in which another physician can be looked for.
    pub case: Option<CaseId>,
    /// That case is closed, and is opened again for it.
    pub reopens: bool,
    /// A search is open there already, and goes on.
    pub is_searching: bool,
}

impl LeavingLine {
    /// What is proposed; a person decides. None where only a person can know.
    #[must_use]
    pub fn proposal(&self) -> Option<Step> {
        match &self.secondary {
            Some(secondary) if self.may_promote => Some(Step::PromoteSecondary(secondary.id)),
            _ => self.case.map(|_| Step::Rematch),
        }
    }

    /// What can be chosen, in order.
    #[must_use]
    pub fn choices(&self) -> Vec<Step> {
        let promote = self.secondary.as_ref().filter(|_| self.may_promote).map(|s| Step::PromoteSecondary(s.id));
        promote.into_iter().chain(self.case.map(|_| Step::Rematch)).chain([Step::Skip]).collect()
    }
}

/// The page of a physician who leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingView {
    /// Who leaves.
    pub physician: PhysicianBrief,
    /// The version of the profile, for deciding.
    pub version: i32,
    /// Takes new patients today.
    pub accepting: bool,
    /// The patients of one's own desks.
    pub patients: Vec<LeavingLine>,
    /// How many patients other desks have, who decide about them.
    pub elsewhere: u32,
    /// How many offers and decisions of open searches are cancelled.
    pub offers: u32,
    /// Today in Japan.
    pub today: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::OrganizationId;

    #[test]
    fn a_secondary_who_can_take_over_is_proposed_and_else_a_search() {
        let patient = PatientBrief { id: crate::id::PatientId::new(), name: "甲".into(), kana: String::new(), birth: None, sex: None, ended: None };
        let secondary = PhysicianBrief { id: PhysicianId::new(), name: "梅田".into(), organization: String::new() };
        let line = |may_promote, case: bool| LeavingLine {
            patient: patient.clone(),
            role: Role::Primary,
            from: NaiveDate::default(),
            secondary: Some(secondary.clone()),
            may_promote,
            case: case.then(CaseId::new),
            is_searching: false,
            reopens: false,
        };
        assert_eq!(line(true, true).proposal(), Some(Step::PromoteSecondary(secondary.id)));
        assert_eq!(line(true, true).choices().len(), 3);
        assert_eq!((line(false, true).proposal(), line(false, true).choices()), (Some(Step::Rematch), vec![Step::Rematch, Step::Skip]));
        assert_eq!((line(false, false).proposal(), line(false, false).choices()), (None, vec![Step::Skip]));
    }

    #[test]
    fn whoever_holds_as_many_as_they_said_is_full_and_whoever_said_nothing_is_not() {
        let line = |load, capacity| PhysicianLine {
            id: PhysicianId::new(),
            name: "青葉".into(),
            kana: String::new(),
            organization: OrganizationBrief { id: OrganizationId::new(), name: "あおば坂クリニック".into(), kind: Code("clinic".into()) },
            specialties: vec![],
            districts: vec![],
            eol: false,
            night: false,
            acts_secondary: false,
            accepting: true,
            load,
            capacity,
            away_until: None,
        };
        for (load, capacity, full) in [(0, Some(0), true), (9, Some(10), false), (10, Some(10), true), (11, Some(10), true), (900, None, false)] {
            assert_eq!(line(load, capacity).is_full(), full, "{load} of {capacity:?}");
        }
    }
}
