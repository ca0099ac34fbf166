//! Who is responsible for a patient (本日の担当): the primary physician (主治医), or the secondary one (副主治医) while the primary is away.

use super::absence::{away, end_at};
use super::{Absence, Interval};
use crate::id::PhysicianId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who is responsible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acting {
    /// 主治医
    Primary(PhysicianId),
    /// 副主治医, in place of the primary.
    Secondary {
        /// Who stands in.
        id: PhysicianId,
        /// When the primary is back.
        primary_back_at: DateTime<Utc>,
    },
    /// The primary is away, and so is the secondary, or there is none: an alert, and the physician on duty (当番医) is asked.
    Nobody {
        /// When the first of them is back.
        until: DateTime<Utc>,
    },
    /// There is no primary: nobody holds the patient, and a secondary alone stands in for nobody.
    Unassigned,
}

/// The two physicians of a patient, and when each of them is away.
struct Cover {
    primary: Option<(PhysicianId, Vec<Interval>)>,
    secondary: Option<(PhysicianId, Vec<Interval>)>,
}

impl Cover {
    fn new(primary: Option<PhysicianId>, secondary: Option<PhysicianId>, absences: &[Absence]) -> Self {
        let with_away = |id: PhysicianId| (id, away(id, absences));
        // Nobody stands in for themselves.
        let secondary = secondary.filter(|id| primary != Some(*id));
        Self { primary: primary.map(with_away), secondary: secondary.map(with_away) }
    }

    fn at(&self, at: DateTime<Utc>) -> Acting {
        let Some((primary, primary_away)) = &self.primary else { return Acting::Unassigned };
        let Some(primary_back_at) = end_at(primary_away, at) else { return Acting::Primary(*primary) };
        match &self.secondary {
            None => Acting::Nobody { until: primary_back_at },
            Some((id, secondary_away)) => match end_at(secondary_away, at) {
                None => Acting::Secondary { id: *id, primary_back_at },
                Some(secondary_back_at) => Acting::Nobody { until: primary_back_at.min(secondary_back_at) },
            },
        }
    }

    /// Moments at which the answer may change.
    fn edges(&self) -> impl Iterator<Item = DateTime<Utc>> {
        self.primary.iter().chain(&self.secondary).flat_map(|(_, away)| away).flat_map(|i| [i.from, i.until])
    }
}

/// Who is responsible at `at`. Absences of other physicians may be among `absences`; withdrawn ones do not count.
#[must_use]
pub fn acting(primary: Option<PhysicianId>, secondary: Option<PhysicianId>, absences: &[Absence], at: DateTime<Utc>) -> Acting {
    Cover::new(primary, secondary, absences).at(at)
}

/// Who is responsible from `from` until `until` (not included): spans without a gap, earliest first, and no two neighbours say the
/// same. Nothing when the period is empty.
#[must_use]
pub fn time_line(primary: Option<PhysicianId>, secondary: Option<PhysicianId>, absences: &[Absence], from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<(Interval, Acting)> {
    if until <= from {
        return Vec::new();
    }
    let cover = Cover::new(primary, secondary, absences);
    let starts: BTreeSet<DateTime<Utc>> = cover.edges().filter(|at| from < *at && *at < until).chain([from]).collect();
    let ends = starts.iter().skip(1).copied().chain([until]);
    let mut line: Vec<(Interval, Acting)> = Vec::new();
    for (from, until) in starts.iter().copied().zip(ends) {
        let acting = cover.at(from);
        match line.last_mut() {
            Some((last, same)) if *same == acting => last.until = until,
            _ => line.push((Interval { from, until }, acting)),
        }
    }
    line
}

/// When nobody is responsible within `from` until `until` (not included), though the patient has a primary: what alerts are about.
#[must_use]
pub fn both_absent(primary: Option<PhysicianId>, secondary: Option<PhysicianId>, absences: &[Absence], from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Interval> {
    let line = time_line(primary, secondary, absences, from, until);
    line.into_iter().filter(|(_, acting)| matches!(acting, Acting::Nobody { .. })).map(|(time, _)| time).collect()
}

#[cfg(test)]
#[path = "acting_tests.rs"]
mod tests;
