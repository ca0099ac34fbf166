//! Who looks after a patient: from the first visit on, until another takes over or nothing is wanted any more.

use super::step::{Ground, Step, Who, advance, held, told};
use crate::service::common::Stop;
use chrono::{Days, NaiveDate};
use db::Tx;
use db::assignment::Record;
use domain::account::Actor;
use domain::assignment::{Assignment, Effect, HandOver, MatchEvent, Role, Successor, end_all, hand_over, overlaps};
use domain::audit::{Deed, RecordKind};
use domain::calendar::{jst_date, parse_past};
use domain::code::{Code, Codes, List};
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{AssignmentId, AuditId, CaseId, DeskId, PatientId, PhysicianId, UserId};
use domain::merge::Fields;
use domain::notice::{CaseStep, Event, Facts, NoticeKind, Place};
use domain::patient::Ended;

/// Why an assignment ends that gives way to another one.
pub(super) const CHANGED: &str = "changed";

fn fields(assignment: &Assignment) -> Fields {
    Fields::from([
        ("physician".to_owned(), assignment.physician.to_string()),
        ("match_role".to_owned(), assignment.role.code().to_owned()),
        ("assigned_from".to_owned(), assignment.from.to_string()),
        ("assigned_until".to_owned(), assignment.until.map(|d| d.to_string()).unwrap_or_default()),
        ("assignment_end".to_owned(), assignment.end_reason.as_ref().map(|c| c.0.clone()).unwrap_or_default()),
    ])
}

/// Writes the end of an assignment and logs it: the line of the log.
pub(super) async fn shut(tx: &Tx, who: Who<'_>, ground: &Ground, before: &Assignment, after: &Assignment, note: &str) -> Result<Option<AuditId>, Stop> {
    let (Some(until), Some(reason)) = (after.until, &after.end_reason) else { return Ok(None) };
    if !db::assignment::end(tx, after.id, until, reason, note).await? {
        return Err(Fault::Busy.into());
    }
    let mut line = who.entry(ground.now, Deed::Close, RecordKind::Assignment, after.id, 0);
    line.patient = Some(after.patient);
    line.before = Some(fields(before));
    line.after = Some(fields(after));
    line.note = note.to_owned();
    db::audit::append(tx, &line).await?;
    Ok(Some(line.id))
}

/// Writes the end of an assignment, logs it and tells its physician.
pub(super) async fn close(tx: &Tx, who: Who<'_>, ground: &Ground, before: &Assignment, after: &Assignment, note: &str) -> Result<(), Stop> {
    let Some(key) = shut(tx, who, ground, before, after, note).await? else { return Ok(()) };
    let event = Event::new(NoticeKind::AssignmentChanged, key, Facts::at(Place::OwnPatients).step(CaseStep::Ended).due(after.until.and_then(|until| until.pred_opt())));
    let event = if let Some(user) = who.user() { event.by(user) } else { event };
    let people: Vec<_> = db::assignment::users_of(tx, &[after.physician]).await?.into_values().collect();
    db::notice::tell(tx, &event, &people, ground.now).await?;
    Ok(())
}

/// Writes an assignment that begins, for whoever takes the step or else for `by`.
pub(super) async fn open(tx: &Tx, who: Who<'_>, ground: &Ground, by: UserId, begun: &Assignment) -> Result<(), Stop> {
    db::assignment::add(tx, begun, who.user().unwrap_or(by), ground.now).await.map_err(told)?;
    let mut line = who.entry(ground.now, Deed::Create, RecordKind::Assignment, begun.id, 1);
    line.patient = Some(begun.patient);
    line.after = Some(fields(begun));
    Ok(db::audit::append(tx, &line).await?)
}

/// Begins the assignments that a step leads to.
pub(super) async fn begin(tx: &Tx, who: Who<'_>, ground: &Ground, record: &Record, effects: &[Effect]) -> Result<(), Stop> {
    let new: Vec<(Role, PhysicianId, NaiveDate)> =
        effects.iter().filter_map(|e| if let Effect::Assign { role, physician, from } = e { Some((*role, *physician, *from)) } else { None }).collect();
    if new.is_empty() {
        return Ok(());
    }
    let mut all = db::assignment::history(tx, record.patient).await?;
    // Whoever takes the other role gives up the one that somebody else takes now.
    for (role, physician, from) in &new {
        let gives_way = |a: &Assignment| a.role != *role && a.physician == *physician && new.iter().any(|(other, to, _)| *other == a.role && to != physician);
        let held: Vec<Assignment> = all.iter().filter(|a| gives_way(a)).cloned().collect();
        for after in end_all(&held, *from, &Code(CHANGED.to_owned())) {
            if let Some(before) = all.iter_mut().find(|a| a.id == after.id) {
                close(tx, who, ground, before, &after, "").await?;
                *before = after;
            }
        }
    }
    for (role, physician, from) in new {
        let to = Successor { id: AssignmentId::new(), patient: record.patient, physician, request: Some(record.matching.request.id) };
        let HandOver { ended, begun } = match hand_over(&all, role, to, from) {
            // The search ended with whoever held the role before: that goes on.
            Err(Refusal::NotInThisState) => continue,
            other => other?,
        };
        if let Some(after) = ended
            && let Some(before) = all.iter_mut().find(|a| a.id == after.id)
        {
            close(tx, who, ground, before, &after, "").await?;
            *before = after;
        }
        open(tx, who, ground, record.by, &begun).await?;
        all.push(begun);
    }
    Ok(())
}

/// The end of an assignment, as read.
pub(super) struct Ending {
    last: NaiveDate,
    reason: Code,
    note: String,
}

/// Reads the end: the last day, which has come, and why.
pub(super) fn ending(on: &str, reason: &str, note: &str, codes: &Codes, today: NaiveDate) -> Result<Ending, Flaws> {
    let mut flaws = Flaws::default();
    let day = if on.trim().is_empty() { Err(Flaw::Required) } else { parse_past(on, today).map_err(Flaw::Date) };
    let last = flaws.note("assignment_end_on", day.and_then(|day| if day > today { Err(Flaw::InFuture) } else { Ok(day) }));
    let reason = flaws.note("assignment_end", codes.required(List::AssignmentEnd, reason, None));
    let note = flaws.note("assignment_note", domain::text::one_line(note, domain::inquiry::REASON_MAX).map_err(Flaw::from));
    let read = (|| Some(Ending { last: last?, reason: reason?, note: note? }))();
    flaws.or(read)
}

/// Ends whoever holds a role for a patient. Sent twice, it is one end.
pub(super) async fn end(tx: &Tx, actor: &Actor, ground: &Ground, (patient, role): (PatientId, Role), ending: &Ending) -> Result<DeskId, Stop> {
    db::hold::patient(tx, patient).await?;
    let found = db::patient::find(tx, patient).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk_id)?;
    let until = ending.last.checked_add_days(Days::new(1)).unwrap_or(ending.last);
    let all = db::assignment::history(tx, patient).await?;
    let of_role: Vec<Assignment> = all.into_iter().filter(|a| a.role == role).collect();
    if of_role.iter().any(|a| a.until == Some(until.max(a.from)) && a.end_reason.as_ref() == Some(&ending.reason)) {
        return Ok(found.desk_id);
    }
    let lasting: Vec<Assignment> = of_role.into_iter().filter(|a| a.until.is_none_or(|end| until < end)).collect();
    if lasting.is_empty() {
        return Err(Refusal::NotInThisState.into());
    }
    // What is only planned is called off; what has begun lasted a day at least.
    if lasting.iter().any(|a| until <= a.from && a.from <= jst_date(ground.now)) {
        let mut flaws = Flaws::default();
        flaws.push("assignment_end_on", Flaw::EndBeforeStart);
        return Err(flaws.into());
    }
    for after in end_all(&lasting, until, &ending.reason) {
        if let Some(before) = lasting.iter().find(|a| a.id == after.id) {
            close(tx, Who::Person(actor), ground, before, &after, &ending.note).await?;
        }
    }
    Ok(found.desk_id)
}

/// A patient died or moved away: whatever is looked for ends, and whoever looked after them does so up to that day.
pub(in crate::service) async fn patient_ended(tx: &Tx, actor: &Actor, ground: &Ground, patient: PatientId, ended: &Ended) -> Result<Vec<Record>, Stop> {
    let who = Who::Person(actor);
    let mut closed = Vec::new();
    let mut searches = db::assignment::of_patient(tx, patient).await?;
    // Whoever holds several holds them in this order.
    searches.sort_by_key(|known| known.matching.request.id);
    for known in searches {
        // Held first and read again: it may have led to assignments meanwhile.
        let record = held(tx, known.matching.request.id).await?;
        if record.matching.request.state.is_ended() {
            continue;
        }
        let event = if ended.kind.is_death() { MatchEvent::Died } else { MatchEvent::Withdraw { reason: "転出".to_owned() } };
        closed.push(advance(tx, who, ground, &record, Step::of(event)).await?);
    }
    let last = ended.on.unwrap_or_else(|| jst_date(ground.now));
    let reason = Code(if ended.kind.is_death() { "death" } else { "moved" }.to_owned());
    let all = db::assignment::history(tx, patient).await?;
    for after in end_all(&all, last.checked_add_days(Days::new(1)).unwrap_or(last), &reason) {
        if let Some(before) = all.iter().find(|a| a.id == after.id) {
            close(tx, who, ground, before, &after, "").await?;
        }
    }
    Ok(closed)
}

async fn give(tx: &Tx, actor: &Actor, ground: &Ground, assignment: &Assignment, to: PatientId, deed: Deed) -> Result<(), Stop> {
    db::assignment::give(tx, assignment, to).await.map_err(told)?;
    let mut line = Who::Person(actor).entry(ground.now, deed, RecordKind::Assignment, assignment.id, 0);
    line.patient = Some(to);
    line.note = assignment.patient.to_string();
    Ok(db::audit::append(tx, &line).await?)
}

/// Two records of one person became one: searches and assignments are the survivor's now.
pub(in crate::service) async fn merged(tx: &Tx, actor: &Actor, ground: &Ground, absorbed: PatientId, survivor: PatientId) -> Result<(), Stop> {
    let moved = db::assignment::history(tx, absorbed).await?;
    let mut all: Vec<Assignment> = moved.iter().map(|a| Assignment { patient: survivor, ..a.clone() }).collect();
    all.extend(db::assignment::history(tx, survivor).await?);
    // Two who held a role in the past of two records are a mistake of then; two at once from now on cannot be.
    let today = jst_date(ground.now);
    all.retain(|a| a.until.is_none_or(|until| today < until));
    if !overlaps(&all).is_empty() {
        return Err(Refusal::BothAssigned.into());
    }
    db::assignment::give_requests(tx, absorbed, survivor, None).await?;
    for assignment in &moved {
        give(tx, actor, ground, assignment, survivor, Deed::Merge).await?;
    }
    Ok(())
}

/// The merge is taken back: what belongs to the cases that go back goes with them.
pub(in crate::service) async fn unmerged(tx: &Tx, actor: &Actor, ground: &Ground, survivor: PatientId, absorbed: PatientId, cases: &[CaseId]) -> Result<(), Stop> {
    let requests = db::assignment::give_requests(tx, survivor, absorbed, Some(cases)).await?;
    let back = db::assignment::history(tx, survivor).await?;
    for assignment in back.iter().filter(|a| a.request.is_some_and(|id| requests.contains(&id))) {
        give(tx, actor, ground, assignment, absorbed, Deed::Unmerge).await?;
    }
    Ok(())
}
