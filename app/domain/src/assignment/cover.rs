//! Times in which nobody is responsible for a patient: both physicians are away, or the only one is.

use super::{Assignment, Role, active_on};
use crate::calendar::{jst_date, start_of_day_utc};
use crate::id::PhysicianId;
use crate::physician::{Absence, Interval, both_absent, merged};
use chrono::{DateTime, NaiveDate, Utc};

fn holder(assignments: &[Assignment], role: Role, day: NaiveDate) -> Option<PhysicianId> {
    active_on(assignments, day).find(|a| a.role == role).map(|a| a.physician)
}

/// When nobody is there between `from` and `until` for the patient of these assignments, who may change within that time.
#[must_use]
pub fn uncovered(assignments: &[Assignment], absences: &[Absence], from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Interval> {
    let days = assignments.iter().flat_map(|a| [Some(a.from), a.until]).flatten().map(start_of_day_utc);
    let mut edges: Vec<DateTime<Utc>> = days.filter(|at| from < *at && *at < until).chain([from, until]).collect();
    edges.sort_unstable();
    edges.dedup();
    let pieces = edges.iter().zip(edges.iter().skip(1));
    merged(pieces.flat_map(|(from, until)| {
        let day = jst_date(*from);
        both_absent(holder(assignments, Role::Primary, day), holder(assignments, Role::Secondary, day), absences, *from, *until)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::id::{AbsenceId, AssignmentId, PatientId};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn holds(physician: PhysicianId, role: Role, from: &str, until: Option<&str>) -> Assignment {
        let until = until.map(|u| u.parse().unwrap());
        Assignment { id: AssignmentId::new(), patient: PatientId::default(), role, physician, from: from.parse().unwrap(), until, end_reason: None, request: None }
    }

    fn away(physician: PhysicianId, from: &str, until: &str) -> Absence {
        Absence { id: AbsenceId::new(), physician, from: at(from), until: at(until), kind: Code("other".into()), note: String::new(), withdrawn_at: None, version: 1 }
    }

    fn year(assignments: &[Assignment], absences: &[Absence]) -> Vec<Interval> {
        uncovered(assignments, absences, at("2026-01-31T15:00:00Z"), at("2027-01-31T15:00:00Z"))
    }

    #[test]
    fn who_holds_the_patient_is_asked_day_by_day() {
        let (first, second, later) = (PhysicianId::new(), PhysicianId::new(), PhysicianId::new());
        let assignments =
            [holds(first, Role::Primary, "2026-01-01", Some("2026-12-03")), holds(later, Role::Primary, "2026-12-03", None), holds(second, Role::Secondary, "2026-01-01", None)];
        let both = [away(first, "2026-11-30T15:00:00Z", "2026-12-10T15:00:00Z"), away(second, "2026-11-30T15:00:00Z", "2026-12-05T15:00:00Z")];
        // From the 3rd in Japan on somebody else is the primary, and is there.
        assert_eq!(year(&assignments, &both), [Interval { from: at("2026-11-30T15:00:00Z"), until: at("2026-12-02T15:00:00Z") }]);
        assert!(year(&assignments, &both[..1]).is_empty(), "the secondary is there");
    }

    #[test]
    fn without_anybody_nobody_is_missing_and_the_only_one_is() {
        let only = PhysicianId::new();
        let absences = [away(only, "2026-11-20T15:00:00Z", "2026-11-25T15:00:00Z")];
        assert!(year(&[], &absences).is_empty(), "who has no physician is no gap of an absence");
        let found = year(&[holds(only, Role::Primary, "2026-11-23", None)], &absences);
        assert_eq!(found, [Interval { from: at("2026-11-22T15:00:00Z"), until: at("2026-11-25T15:00:00Z") }], "from the day on which it begins");
    }
}
