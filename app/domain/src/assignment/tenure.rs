//! Who looks after a patient, in which role, from when until when (担当).

use super::Role;
use crate::code::Code;
use crate::error::Refusal;
use crate::id::{AssignmentId, PatientId, PhysicianId, RequestId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why an assignment ends that is handed over.
const CHANGED: &str = "changed";

/// A physician who holds a role for a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// 対象者
    pub patient: PatientId,
    /// 役割
    pub role: Role,
    /// 医師
    pub physician: PhysicianId,
    /// The first day.
    pub from: NaiveDate,
    /// The first day after it; none while no end is known. An assignment that never came to be ends on its first day.
    pub until: Option<NaiveDate>,
    /// 担当を終えた理由
    pub end_reason: Option<Code>,
    /// The search that led to it.
    pub request: Option<RequestId>,
}

impl Assignment {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn is_active_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// It still holds on `day`, or is to begin later.
    fn lasts_beyond(&self, day: NaiveDate) -> bool {
        self.until.is_none_or(|until| day.max(self.from) < until)
    }

    /// Both hold on some day.
    fn meets(&self, other: &Self) -> bool {
        let (from, is_before) = (self.from.max(other.from), |until: Option<NaiveDate>, day| until.is_none_or(|until| day < until));
        is_before(self.until, from) && is_before(other.until, from)
    }

    /// The same, ended before `day` for `reason`.
    fn ended(&self, day: NaiveDate, reason: Code) -> Self {
        Self { until: Some(day.max(self.from)), end_reason: Some(reason), ..self.clone() }
    }
}

/// The assignments that hold on `day`.
pub fn active_on(assignments: &[Assignment], day: NaiveDate) -> impl Iterator<Item = &Assignment> {
    assignments.iter().filter(move |a| a.is_active_on(day))
}

/// Two assignments of one patient that cannot both be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// One role twice at a time.
    Role(AssignmentId, AssignmentId),
    /// One physician in both roles at a time.
    Physician(AssignmentId, AssignmentId),
}

/// Every pair of assignments that cannot both be; empty when all is well.
#[must_use]
pub fn overlaps(assignments: &[Assignment]) -> Vec<Overlap> {
    let mut found = Vec::new();
    for (place, a) in assignments.iter().enumerate() {
        for b in assignments.iter().skip(place + 1).filter(|b| b.patient == a.patient && b.meets(a)) {
            if a.role == b.role {
                found.push(Overlap::Role(a.id, b.id));
            } else if a.physician == b.physician {
                found.push(Overlap::Physician(a.id, b.id));
            }
        }
    }
    found
}

/// Who takes a role over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successor {
    /// The id of the new assignment.
    pub id: AssignmentId,
    /// 対象者
    pub patient: PatientId,
    /// Who.
    pub physician: PhysicianId,
    /// The search that led to it.
    pub request: Option<RequestId>,
}

/// What a handover changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The former assignment, ended; none when nobody held the role.
    pub ended: Option<Assignment>,
    /// The new one.
    pub begun: Assignment,
}

/// `to` holds `role` from the day `on`; whoever held it ends on that day, because of the change. `assignments` are all of the patient's.
///
/// # Errors
/// [`Refusal::NotInThisState`] when `to` holds the role already, [`Refusal::AssignmentsOverlap`] when somebody is to hold it later,
/// [`Refusal::SamePhysician`] when `to` holds the other role.
pub fn hand_over(assignments: &[Assignment], role: Role, to: Successor, on: NaiveDate) -> Result<HandOver, Refusal> {
    let own = || assignments.iter().filter(|a| a.patient == to.patient);
    let former = own().find(|a| a.role == role && a.is_active_on(on));
    if former.is_some_and(|a| a.physician == to.physician) {
        return Err(Refusal::NotInThisState);
    }
    let begun = Assignment { id: to.id, patient: to.patient, role, physician: to.physician, from: on, until: None, end_reason: None, request: to.request };
    if own().any(|a| a.role == role && a.from > on && a.meets(&begun)) {
        return Err(Refusal::AssignmentsOverlap);
    }
    if own().any(|a| a.role != role && a.physician == to.physician && a.meets(&begun)) {
        return Err(Refusal::SamePhysician);
    }
    Ok(HandOver { ended: former.map(|a| a.ended(on, Code(CHANGED.to_owned()))), begun })
}

/// The assignments that end because of `reason`, as they stand then: `on` is the first day without them. What was to begin later never does.
#[must_use]
pub fn end_all(assignments: &[Assignment], on: NaiveDate, reason: &Code) -> Vec<Assignment> {
    assignments.iter().filter(|a| a.lasts_beyond(on)).map(|a| a.ended(on, reason.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + Days::new(number)
    }

    fn patient() -> PatientId {
        PatientId(Uuid::from_u128(1))
    }

    fn to(physician: u128) -> Successor {
        Successor { id: AssignmentId::new(), patient: patient(), physician: PhysicianId(Uuid::from_u128(physician)), request: None }
    }

    fn reason(text: &str) -> Code {
        Code(text.to_owned())
    }

    /// The assignments after a change.
    fn after(mut assignments: Vec<Assignment>, changed: impl IntoIterator<Item = Assignment>) -> Vec<Assignment> {
        for change in changed {
            match assignments.iter_mut().find(|a| a.id == change.id) {
                Some(assignment) => *assignment = change,
                None => assignments.push(change),
            }
        }
        assignments
    }

    fn handed(assignments: Vec<Assignment>, role: Role, physician: u128, on: NaiveDate) -> Result<Vec<Assignment>, Refusal> {
        let change = hand_over(&assignments, role, to(physician), on)?;
        Ok(after(assignments, change.ended.into_iter().chain([change.begun])))
    }

    #[test]
    fn the_former_ends_on_the_day_the_new_one_begins() {
        let first = handed(vec![], Role::Primary, 1, day(0)).unwrap();
        let both = handed(first, Role::Primary, 2, day(10)).unwrap();
        assert_eq!((both[0].until, both[0].end_reason.clone()), (Some(day(10)), Some(reason("changed"))));
        let on = |number| active_on(&both, day(number)).map(|a| a.physician).collect::<Vec<_>>();
        assert_eq!((on(9), on(10)), (vec![to(1).physician], vec![to(2).physician]));
        assert!(overlaps(&both).is_empty());
    }

    #[test]
    fn a_handover_that_cannot_be_is_refused() {
        let held = handed(handed(vec![], Role::Primary, 1, day(10)).unwrap(), Role::Secondary, 2, day(10)).unwrap();
        assert_eq!(handed(held.clone(), Role::Primary, 1, day(12)), Err(Refusal::NotInThisState));
        assert_eq!(handed(held.clone(), Role::Primary, 2, day(12)), Err(Refusal::SamePhysician));
        assert_eq!(handed(held.clone(), Role::Primary, 3, day(5)), Err(Refusal::AssignmentsOverlap));
        assert_eq!(handed(held.clone(), Role::Secondary, 1, day(20)), Err(Refusal::SamePhysician));
        let freed = after(held.clone(), end_all(&held, day(15), &reason("admission")));
        assert!(handed(freed, Role::Secondary, 1, day(15)).is_ok());
        let other = Successor { patient: PatientId::new(), ..to(2) };
        assert!(hand_over(&held, Role::Primary, other, day(12)).unwrap().ended.is_none(), "another patient's assignments are no matter");
    }

    #[test]
    fn death_ends_everything_and_what_was_to_begin_never_does() {
        let held = handed(handed(vec![], Role::Primary, 1, day(0)).unwrap(), Role::Secondary, 2, day(10)).unwrap();
        let ended = end_all(&held, day(5), &reason("death"));
        assert_eq!(ended.iter().map(|a| (a.from, a.until)).collect::<Vec<_>>(), [(day(0), Some(day(5))), (day(10), Some(day(10)))]);
        assert!(ended.iter().all(|a| a.end_reason == Some(reason("death"))));
        assert!(end_all(&ended, day(5), &reason("moved")).is_empty(), "what has ended ends once");
        assert!(active_on(&ended, day(10)).next().is_none());
    }

    #[test]
    fn what_cannot_both_be_is_found() {
        let of = |role, physician, from, until: Option<u64>| Assignment { from: day(from), until: until.map(day), ..hand_over(&[], role, to(physician), day(0)).unwrap().begun };
        let (a, b, c) = (of(Role::Primary, 1, 0, Some(5)), of(Role::Primary, 2, 5, None), of(Role::Secondary, 2, 0, Some(6)));
        assert!(overlaps(&[a.clone(), b.clone()]).is_empty());
        assert_eq!(overlaps(&[a.clone(), b.clone(), c.clone()]), [Overlap::Physician(b.id, c.id)]);
        let d = of(Role::Primary, 3, 4, Some(9));
        assert_eq!(overlaps(&[a.clone(), b.clone(), d.clone()]), [Overlap::Role(a.id, d.id), Overlap::Role(b.id, d.id)]);
        let (empty, elsewhere) = (of(Role::Primary, 3, 2, Some(2)), Assignment { patient: PatientId::new(), ..d });
        assert!(overlaps(&[a, b, empty, elsewhere]).is_empty());
    }

    proptest! {
        #[test]
        fn whatever_is_handed_over_and_ended_nobody_is_there_twice(steps in proptest::collection::vec((0..4, 0_u64..60, 1_u128..5), 0..60)) {
            let mut held: Vec<Assignment> = Vec::new();
            for (kind, on, physician) in steps {
                let before = held.clone();
                held = match kind {
                    0 => after(held, end_all(&before, day(on), &reason("admission"))),
                    kind => handed(held, if kind == 1 { Role::Secondary } else { Role::Primary }, physician, day(on)).unwrap_or(before),
                };
                prop_assert!(overlaps(&held).is_empty());
                for number in 0..60 {
                    let active: Vec<&Assignment> = active_on(&held, day(number)).collect();
                    let physicians: std::collections::BTreeSet<PhysicianId> = active.iter().map(|a| a.physician).collect();
                    prop_assert!(active.len() <= 2 && physicians.len() == active.len());
                    prop_assert!(Role::ALL.into_iter().all(|role| active.iter().filter(|a| a.role == role).count() <= 1));
                }
                prop_assert!(held.iter().all(|a| a.until.is_none_or(|until| a.from <= until) && a.until.is_some() == a.end_reason.is_some()));
            }
        }
    }
}
