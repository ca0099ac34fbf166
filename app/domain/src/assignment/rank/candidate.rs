//! All that ranking may know of a physician.

use crate::assignment::Place;
use crate::code::Code;
use crate::district::Point;
use crate::id::{DistrictId, OrganizationId, PhysicianId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Days from the first to the one before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The first day after it; none without end.
    pub until: Option<NaiveDate>,
}

impl Period {
    /// Whether `day` is one of them.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Whether and when new patients are taken (新規受入).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepting {
    /// At all.
    pub yes: bool,
    /// The first day; none for no beginning.
    pub from: Option<NaiveDate>,
    /// The first day on which none are taken any more; none without end.
    pub until: Option<NaiveDate>,
}

impl Accepting {
    /// Always.
    pub const ALWAYS: Self = Self { yes: true, from: None, until: None };

    /// Whether a new patient is taken on `day`.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> bool {
        self.yes && self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// A physician as far as ranking is concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The physician.
    pub id: PhysicianId,
    /// 医療機関
    pub clinic: Option<OrganizationId>,
    /// Still a member of the circle of physicians.
    pub active: bool,
    /// 新規受入
    pub accepting: Accepting,
    /// 副主治医を引き受ける
    pub acts_as_secondary: bool,
    /// 訪問する圏域
    pub districts: Vec<DistrictId>,
    /// 訪問半径 around the clinic, in metres.
    pub radius_m: Option<u32>,
    /// Where the clinic stands.
    pub clinic_point: Option<Point>,
    /// 対応できる医療処置
    pub procedures: Vec<Code>,
    /// 看取り
    pub end_of_life: bool,
    /// 夜間往診
    pub night_visits: bool,
    /// 対応言語, besides Japanese.
    pub languages: Vec<Code>,
    /// 性別
    pub sex: Option<Code>,
    /// 診療科
    pub specialties: Vec<Code>,
    /// 在宅療養支援診療所・病院の区分
    pub care_class: Option<Code>,
    /// The most patients as primary physician; none when no limit was told.
    pub capacity: Option<u32>,
    /// Patients at present, as primary physician.
    pub load: u32,
    /// 不在
    pub absences: Vec<Period>,
    /// 連携しやすい医師
    pub partners: Vec<PhysicianId>,
    /// Offers accepted in the past year.
    pub accepted: u32,
    /// Offers declined or left unanswered in the past year.
    pub declined: u32,
    /// Has looked after this patient before.
    pub is_existing: bool,
    /// E-mail arrives.
    pub reachable: bool,
}

impl Candidate {
    /// The straight line from the clinic to `place` in metres, when both points are known.
    #[must_use]
    pub fn distance_m(&self, place: &Place) -> Option<u32> {
        u32::try_from(self.clinic_point?.distance_m(place.point?)).ok()
    }

    /// Patients that can still be taken; none when no limit was told.
    #[must_use]
    pub const fn free(&self) -> Option<u32> {
        match self.capacity {
            Some(capacity) => Some(capacity.saturating_sub(self.load)),
            None => None,
        }
    }
}

/// Whoever holds the other role for the same patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// The physician.
    pub physician: PhysicianId,
    /// 医療機関
    pub clinic: Option<OrganizationId>,
    /// 連携しやすい医師 of that physician.
    pub partners: Vec<PhysicianId>,
}
