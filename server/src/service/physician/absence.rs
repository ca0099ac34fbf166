//! Absences (不在): entered once however often the form is sent, withdrawn but never deleted, and looked at again for patients who would
//! be left with nobody. The desk's pages and the physician's own do the same.

use crate::service::common::{Stop, entry};
use crate::service::notice::staff_of;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use db::Tx;
use domain::account::Actor;
use domain::assignment::{Assignment, Role, active_on};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::{jst_date, start_of_day_utc};
use domain::code::Codes;
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{AbsenceId, ContactId, PatientId, PhysicianId};
use domain::merge::Fields;
use domain::notice::{Event, Facts, NoticeKind, Place};
use domain::physician::{ABSENCE_MAX_DAYS, Absence, AbsenceForm, Interval, both_absent, merged};
use std::collections::BTreeSet;

/// So many days ahead it is looked for patients whom nobody would look after.
const AHEAD_DAYS: u64 = 60;

/// Who does it, when, and the lists of that day.
pub(in crate::service) struct Job {
    /// Who; that they may was asked before.
    pub(in crate::service) actor: Actor,
    /// When.
    pub(in crate::service) now: DateTime<Utc>,
    /// The code lists.
    pub(in crate::service) codes: Codes,
}

impl Job {
    /// Enters an absence. The same form again changes nothing; another one under its id is not lost, but told of.
    pub(in crate::service) async fn add(&self, tx: &Tx, physician: PhysicianId, id: AbsenceId, form: &AbsenceForm) -> Result<(), Stop> {
        self.hold(tx, physician).await?;
        if let Some(known) = db::physician::find_absence(tx, id).await? {
            return self.again(&known, physician, form);
        }
        db::physician::find(tx, physician).await?.ok_or(Fault::NotFound)?;
        let data = form.parse(&self.codes, self.now, None)?;
        db::physician::insert_absence(tx, id, physician, &data, self.actor.user_id, self.now).await?;
        let new = Absence { id, physician, from: data.from, until: data.until, kind: data.kind, note: data.note, withdrawn_at: None, version: 1 };
        self.log(tx, Deed::Create, (id, 1), nothing(), AbsenceForm::of(&new).fields()).await?;
        after_change(tx, physician, self.now).await
    }

    fn again(&self, known: &Absence, physician: PhysicianId, form: &AbsenceForm) -> Result<(), Stop> {
        if known.physician != physician {
            return Err(Fault::NotFound.into());
        }
        let data = form.parse(&self.codes, self.now, Some(known))?;
        let same = (data.from, data.until, &data.kind, &data.note) == (known.from, known.until, &known.kind, &known.note);
        let mut flaws = Flaws::default();
        if !same {
            flaws.push("absence_from", Flaw::Repeated);
        }
        Ok(flaws.or(Some(()))?)
    }

    /// Withdraws the absence that was seen at `seen`: of anybody, or of nobody but `own`. Answers whose it was.
    pub(in crate::service) async fn withdraw(&self, tx: &Tx, id: AbsenceId, seen: i32, own: Option<PhysicianId>) -> Result<PhysicianId, Stop> {
        let physician = db::physician::find_absence(tx, id).await?.ok_or(Fault::NotFound)?.physician;
        if own.is_some_and(|own| own != physician) {
            return Err(Fault::NotFound.into());
        }
        self.hold(tx, physician).await?;
        let found = db::physician::find_absence(tx, id).await?.ok_or(Fault::NotFound)?;
        if found.withdrawn_at.is_some() && found.version == seen + 1 {
            return Ok(physician);
        }
        if found.version != seen || found.withdrawn_at.is_some() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        if !db::physician::withdraw_absence(tx, id, seen, self.now).await? {
            return Err(Fault::Busy.into());
        }
        self.log(tx, Deed::Void, (id, seen + 1), AbsenceForm::of(&found).fields(), nothing()).await?;
        after_change(tx, physician, self.now).await?;
        Ok(physician)
    }

    /// Absences are entered and withdrawn one after the other: of two physicians of one patient who are away at the same time, the
    /// later one sees the earlier one.
    async fn hold(&self, tx: &Tx, physician: PhysicianId) -> Result<(), Stop> {
        db::hold::directory(tx).await?;
        let organization = db::physician::organization_of(tx, ContactId(physician.0)).await?.ok_or(Fault::NotFound)?;
        Ok(db::hold::organization(tx, organization).await?)
    }

    async fn log(&self, tx: &Tx, deed: Deed, (id, version): (AbsenceId, i32), before: Fields, after: Fields) -> Result<(), Stop> {
        let line = AuditEntry { before: Some(before), after: Some(after), ..entry(&self.actor, self.now, deed, RecordKind::Absence, id, version) };
        Ok(db::audit::append(tx, &line).await?)
    }
}

fn nothing() -> Fields {
    AbsenceForm::default().fields()
}

/// To be called after an absence of `physician` came or went: tells the desks of patients who will have nobody, once for each time.
pub(in crate::service) async fn after_change(tx: &Tx, physician: PhysicianId, now: DateTime<Utc>) -> Result<(), Stop> {
    let held = db::assignment::of_physician(tx, physician, jst_date(now)).await?;
    let patients: BTreeSet<PatientId> = held.iter().map(|a| a.patient).collect();
    if patients.is_empty() {
        return Ok(());
    }
    // From long ago on, so that a time that has begun keeps its beginning, which names it.
    let window = Window::around(now);
    let absences = db::physician::absences(tx, None, window.from).await?;
    for patient in patients {
        let history = db::assignment::history(tx, patient).await?;
        for time in window.uncovered(&history, &absences).into_iter().filter(|time| time.until > now) {
            tell(tx, patient, time, now).await?;
        }
    }
    Ok(())
}

async fn tell(tx: &Tx, patient: PatientId, time: Interval, now: DateTime<Utc>) -> Result<(), Stop> {
    let Some(found) = db::patient::find(tx, patient).await? else { return Ok(()) };
    let event = Event::new(NoticeKind::NobodyActing, format!("{patient}:{}", time.from.to_rfc3339()), Facts::at(Place::Board).due(Some(jst_date(time.from))));
    let staff = staff_of(tx, found.desk_id).await?;
    db::notice::tell(tx, &event, &staff, now).await?;
    Ok(())
}

/// The time that is looked at.
struct Window {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Window {
    fn around(now: DateTime<Utc>) -> Self {
        let ahead = jst_date(now).checked_add_days(Days::new(AHEAD_DAYS)).map_or(now, start_of_day_utc);
        Self { from: now - Duration::days(i64::from(ABSENCE_MAX_DAYS)), until: ahead }
    }

    /// When nobody is there for the patient of these assignments, who may change within the window.
    fn uncovered(&self, assignments: &[Assignment], absences: &[Absence]) -> Vec<Interval> {
        let days = assignments.iter().flat_map(|a| [Some(a.from), a.until]).flatten().map(start_of_day_utc);
        let mut edges: Vec<DateTime<Utc>> = days.filter(|at| self.from < *at && *at < self.until).chain([self.from, self.until]).collect();
        edges.sort_unstable();
        edges.dedup();
        let pieces = edges.iter().zip(edges.iter().skip(1));
        merged(pieces.flat_map(|(from, until)| {
            let day = jst_date(*from);
            both_absent(holder(assignments, Role::Primary, day), holder(assignments, Role::Secondary, day), absences, *from, *until)
        }))
    }
}

fn holder(assignments: &[Assignment], role: Role, day: NaiveDate) -> Option<PhysicianId> {
    active_on(assignments, day).find(|a| a.role == role).map(|a| a.physician)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::code::Code;
    use domain::id::AssignmentId;

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

    #[test]
    fn who_holds_the_patient_is_asked_day_by_day() {
        let now = at("2026-11-22T01:00:00Z");
        let (first, second, later) = (PhysicianId::new(), PhysicianId::new(), PhysicianId::new());
        let assignments =
            [holds(first, Role::Primary, "2026-01-01", Some("2026-12-03")), holds(later, Role::Primary, "2026-12-03", None), holds(second, Role::Secondary, "2026-01-01", None)];
        let both = [away(first, "2026-11-30T15:00:00Z", "2026-12-10T15:00:00Z"), away(second, "2026-11-30T15:00:00Z", "2026-12-05T15:00:00Z")];
        let found = Window::around(now).uncovered(&assignments, &both);
        // From the 3rd in Japan on somebody else is the primary, and is there.
        assert_eq!(found, [Interval { from: at("2026-11-30T15:00:00Z"), until: at("2026-12-02T15:00:00Z") }]);
        assert!(Window::around(now).uncovered(&assignments, &both[..1]).is_empty(), "the secondary is there");
    }

    #[test]
    fn a_time_that_has_begun_keeps_its_beginning_and_one_far_ahead_waits() {
        let (only, begun) = (PhysicianId::new(), "2026-11-20T15:00:00Z");
        let assignments = [holds(only, Role::Primary, "2026-01-01", None)];
        let absences = [away(only, begun, "2026-11-25T15:00:00Z"), away(only, "2027-06-01T15:00:00Z", "2027-06-02T15:00:00Z")];
        for now in ["2026-11-22T01:00:00Z", "2026-11-23T05:00:00Z"] {
            let found = Window::around(at(now)).uncovered(&assignments, &absences);
            assert_eq!(found, [Interval { from: at(begun), until: at("2026-11-25T15:00:00Z") }], "{now}");
        }
    }
}
