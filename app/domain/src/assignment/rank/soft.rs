//! What speaks for a physician, in points. No rule takes points away, so that whatever speaks for somebody never counts against them.

use super::{Ask, Candidate};
use crate::assignment::Role;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// More than all other rules together: whom the patient knows already stands first.
pub(super) const EXISTING: i32 = 1_000;
/// For visiting the patient's district.
const DISTRICT: i32 = 60;
/// Up to so many metres, so many points.
const DISTANCES: [(u32, i32); 4] = [(2_000, 80), (4_000, 60), (8_000, 40), (super::FAR_M, 20)];
/// From so many free places on, so many points.
const SPARE: [(u32, i32); 3] = [(5, 30), (3, 20), (1, 10)];
/// Whoever told no limit stands between those with little and with much room.
const SPARE_UNTOLD: i32 = 20;
/// For practising what is wished for.
const SPECIALTY: i32 = 50;
/// 機能強化型 is on call day and night, alone or with others.
const CARE_CLASSES: [(&str, i32); 3] = [("enhanced_single", 40), ("enhanced_joint", 30), ("ordinary", 15)];
/// For visits at night, where they are wanted or death at home is to be expected.
const NIGHT: i32 = 20;
/// For accepting every offer of the past year.
const ACCEPTANCE: u32 = 40;
/// Whoever was never asked is taken for one who accepts every second offer.
const ACCEPTANCE_UNTOLD: i32 = 20;
/// For having no patient at all while others have some.
const FAIRNESS: u64 = 30;
/// For a pair that works well together.
const PARTNER: i32 = 40;
/// For being there in the time after the first visit, which is the hardest.
const START: i32 = 20;
/// So many days after the first visit somebody should not be away.
const START_DAYS: u64 = 14;

/// Why points are given, with what they were reckoned from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreRule {
    /// The patient knows the physician already (かかりつけ).
    Existing,
    /// Visits the patient's district (圏域内).
    SameDistrict,
    /// Near (距離).
    Distance {
        /// From the clinic to the patient, in metres.
        distance_m: u32,
    },
    /// Room for more patients as primary physician (受入余力).
    SpareCapacity {
        /// How many; none when no limit was told.
        free: Option<u32>,
    },
    /// Practises what is wished for (診療科).
    Specialty,
    /// 在宅療養支援診療所・病院の区分
    CareClass,
    /// 夜間往診
    Night,
    /// Offers of the past year (受諾実績).
    PastAcceptance {
        /// Accepted.
        accepted: u32,
        /// Declined or left unanswered.
        declined: u32,
    },
    /// Fewer patients than the others have (負担の公平).
    Fairness {
        /// Patients at present.
        load: u32,
        /// What the others have on average, in tenths of a patient.
        average_tenths: u32,
    },
    /// Works well with whoever holds the other role (連携).
    Partner,
    /// Not away in the two weeks after the first visit (開始直後の在院).
    StartFeasible,
}

/// Points, and what they are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// What for.
    pub rule: ScoreRule,
    /// How many; never negative.
    pub points: i32,
}

/// The most that all rules but [`ScoreRule::Existing`] give together.
#[cfg(test)]
pub(super) fn most() -> i32 {
    DISTRICT + 80 + 30 + SPECIALTY + 40 + NIGHT + 40 + 30 + PARTNER + START
}

/// Everything that speaks for the candidate.
pub(super) fn contributions(candidate: &Candidate, ask: &Ask<'_>, distance_m: Option<u32>) -> Vec<Contribution> {
    let needs = ask.needs;
    let give = |is: bool, rule: ScoreRule, points: i32| (is && points > 0).then_some(Contribution { rule, points });
    let known = candidate.is_existing || needs.existing == Some(candidate.id);
    let visits = !needs.place.outside && needs.place.district.is_some_and(|d| candidate.districts.contains(&d));
    let class = candidate.care_class.as_ref().and_then(|class| CARE_CLASSES.iter().find(|(code, _)| *code == class.as_str()));
    let given = [
        give(known, ScoreRule::Existing, EXISTING),
        give(visits, ScoreRule::SameDistrict, DISTRICT),
        distance_m.and_then(distance),
        spare(candidate).filter(|_| ask.role == Role::Primary),
        give(needs.specialty.as_ref().is_some_and(|wish| candidate.specialties.contains(wish)), ScoreRule::Specialty, SPECIALTY),
        class.and_then(|(_, points)| give(true, ScoreRule::CareClass, *points)),
        give((needs.night || needs.end_of_life) && candidate.night_visits, ScoreRule::Night, NIGHT),
        acceptance(candidate),
        fairness(candidate, ask),
        give(is_partner(candidate, ask), ScoreRule::Partner, PARTNER),
        give(is_there(candidate, ask.day), ScoreRule::StartFeasible, START),
    ];
    given.into_iter().flatten().collect()
}

fn distance(distance_m: u32) -> Option<Contribution> {
    let (_, points) = DISTANCES.iter().find(|(most, _)| distance_m <= *most)?;
    Some(Contribution { rule: ScoreRule::Distance { distance_m }, points: *points })
}

fn spare(candidate: &Candidate) -> Option<Contribution> {
    let free = candidate.free();
    let points = match free {
        None => SPARE_UNTOLD,
        Some(free) => SPARE.iter().find(|(least, _)| free >= *least)?.1,
    };
    Some(Contribution { rule: ScoreRule::SpareCapacity { free }, points })
}

fn acceptance(candidate: &Candidate) -> Option<Contribution> {
    let (accepted, declined) = (candidate.accepted, candidate.declined);
    let asked = u64::from(accepted) + u64::from(declined);
    let points = (u64::from(ACCEPTANCE) * u64::from(accepted)).checked_div(asked).map_or(ACCEPTANCE_UNTOLD, |points| i32::try_from(points).unwrap_or(0));
    (points > 0).then_some(Contribution { rule: ScoreRule::PastAcceptance { accepted, declined }, points })
}

fn fairness(candidate: &Candidate, ask: &Ask<'_>) -> Option<Contribution> {
    let own = u64::from(candidate.load).saturating_mul(ask.pool_size);
    let points = ask.pool_load.checked_sub(own)?.saturating_mul(FAIRNESS).checked_div(ask.pool_load)?;
    let average = ask.pool_load.saturating_mul(10).checked_div(ask.pool_size)?;
    let rule = ScoreRule::Fairness { load: candidate.load, average_tenths: u32::try_from(average).unwrap_or(u32::MAX) };
    (points > 0).then_some(Contribution { rule, points: i32::try_from(points).ok()? })
}

fn is_partner(candidate: &Candidate, ask: &Ask<'_>) -> bool {
    ask.other.is_some_and(|other| other.physician != candidate.id && (other.partners.contains(&candidate.id) || candidate.partners.contains(&other.physician)))
}

fn is_there(candidate: &Candidate, day: NaiveDate) -> bool {
    let until = day.checked_add_days(Days::new(START_DAYS)).unwrap_or(NaiveDate::MAX);
    candidate.absences.iter().all(|a| a.until.is_some_and(|back| back <= day) || a.from >= until)
}
