//! What keeps a physician from being asked, and what only asks for a look.

use super::{Ask, Candidate};
use crate::assignment::{Needs, Role};
use crate::code::Code;
use crate::id::DistrictId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// 16 km: from a clinic that is farther away in a straight line, visits are paid only for an absolute reason (絶対的理由).
pub const FAR_M: u32 = 16_000;

/// Why a physician cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Has left the circle of physicians (退会).
    Left,
    /// Takes no new patients on the first day (新規受入停止).
    NotAccepting {
        /// The first day on which they are taken; none when none are taken at all, or from the beginning.
        from: Option<NaiveDate>,
        /// The first day on which they are taken no more.
        until: Option<NaiveDate>,
    },
    /// Away on the first day (不在).
    Absent {
        /// The first day away.
        from: NaiveDate,
        /// The first day back; none when that is open.
        until: Option<NaiveDate>,
    },
    /// As many patients as can be taken (受け持ちがいっぱい); counts for the primary role alone.
    Full {
        /// The most.
        capacity: u32,
        /// At present.
        load: u32,
    },
    /// Neither the district nor the radius reaches the patient (訪問範囲外).
    OutOfArea {
        /// The patient's district.
        district: Option<DistrictId>,
        /// From the clinic to the patient.
        distance_m: Option<u32>,
        /// How far the physician goes.
        radius_m: Option<u32>,
    },
    /// 対応できない医療処置
    Procedures {
        /// Those that are missing.
        missing: Vec<Code>,
    },
    /// 看取りに対応しない
    NoEndOfLife,
    /// 夜間往診に対応しない
    NoNightVisits,
    /// Not of the sex that is wished for.
    Sex {
        /// The wish.
        wanted: Code,
    },
    /// Does not speak the language that is wished for.
    Language {
        /// The wish.
        wanted: Code,
    },
    /// Holds the other role for this patient.
    HoldsOtherRole,
    /// 副主治医を引き受けない
    NotSecondary,
}

/// What is to be looked at before a physician is asked. It never excludes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// More than [`FAR_M`] away: whoever asks says why.
    Beyond16Km {
        /// How far, in metres.
        distance_m: u32,
    },
    /// Of the same clinic as whoever holds the other role: both may be away at once.
    SameClinicAsOtherRole,
    /// Nearly as many patients as can be taken.
    NearCapacity {
        /// How many more can be taken.
        free: u32,
    },
    /// E-mail does not arrive: call.
    Unreachable,
    /// Whether the visits reach the patient cannot be told: a place or a point is missing.
    PlaceUnknown,
}

/// Whether the visits reach the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Inside,
    Outside,
    Unknown,
}

/// What is not known excludes nobody, as long as it could turn out well.
fn reach(candidate: &Candidate, needs: &Needs, distance_m: Option<u32>) -> Reach {
    let place = &needs.place;
    let district = match place.district {
        _ if place.outside || candidate.districts.is_empty() => Some(false),
        district => district.map(|d| candidate.districts.contains(&d)),
    };
    let radius = candidate.radius_m.map_or(Some(false), |radius| distance_m.map(|d| d <= radius));
    match (district, radius) {
        (Some(true), _) | (_, Some(true)) => Reach::Inside,
        (Some(false), Some(false)) => Reach::Outside,
        _ => Reach::Unknown,
    }
}

/// Everything that stands against asking the candidate.
pub(super) fn exclusions(candidate: &Candidate, ask: &Ask<'_>, distance_m: Option<u32>) -> Vec<Exclusion> {
    let needs = ask.needs;
    let accepting = &candidate.accepting;
    let missing = || needs.procedures.iter().filter(|p| !candidate.procedures.contains(p));
    let absence = candidate.absences.iter().filter(|a| a.holds(ask.day)).max_by_key(|a| (a.until.is_none(), a.until));
    let full = candidate.capacity.filter(|capacity| ask.role == Role::Primary && candidate.load >= *capacity);
    let found = [
        (!candidate.active).then_some(Exclusion::Left),
        (!accepting.on(ask.day)).then_some(Exclusion::NotAccepting { from: accepting.from, until: accepting.until }),
        absence.map(|a| Exclusion::Absent { from: a.from, until: a.until }),
        full.map(|capacity| Exclusion::Full { capacity, load: candidate.load }),
        (reach(candidate, needs, distance_m) == Reach::Outside).then_some(Exclusion::OutOfArea { district: needs.place.district, distance_m, radius_m: candidate.radius_m }),
        missing().next().map(|_| Exclusion::Procedures { missing: missing().cloned().collect() }),
        (needs.end_of_life && !candidate.end_of_life).then_some(Exclusion::NoEndOfLife),
        (needs.night && !candidate.night_visits).then_some(Exclusion::NoNightVisits),
        needs.sex.as_ref().filter(|wanted| candidate.sex.as_ref() != Some(*wanted)).map(|wanted| Exclusion::Sex { wanted: wanted.clone() }),
        needs.language.as_ref().filter(|wanted| !candidate.languages.contains(wanted)).map(|wanted| Exclusion::Language { wanted: wanted.clone() }),
        ask.other.is_some_and(|o| o.physician == candidate.id).then_some(Exclusion::HoldsOtherRole),
        (ask.role == Role::Secondary && !candidate.acts_as_secondary).then_some(Exclusion::NotSecondary),
    ];
    found.into_iter().flatten().collect()
}

/// Room for so few more is nearly none: one place, or a tenth of all.
fn near_capacity(candidate: &Candidate) -> Option<u32> {
    candidate.free().filter(|free| (1..=(candidate.capacity.unwrap_or(0) / 10).max(1)).contains(free))
}

/// What is to be looked at before the candidate is asked.
pub(super) fn cautions(candidate: &Candidate, ask: &Ask<'_>, distance_m: Option<u32>) -> Vec<Caution> {
    let same_clinic = candidate.clinic.is_some() && ask.other.is_some_and(|o| o.physician != candidate.id && o.clinic == candidate.clinic);
    let found = [
        distance_m.filter(|d| *d > FAR_M).map(|distance_m| Caution::Beyond16Km { distance_m }),
        same_clinic.then_some(Caution::SameClinicAsOtherRole),
        near_capacity(candidate).filter(|_| ask.role == Role::Primary).map(|free| Caution::NearCapacity { free }),
        (!candidate.reachable).then_some(Caution::Unreachable),
        (reach(candidate, ask.needs, distance_m) == Reach::Unknown).then_some(Caution::PlaceUnknown),
    ];
    found.into_iter().flatten().collect()
}
