//! The end of a search: confirmed and begun, or given up.

use super::step::{Ground, Step, Who, advance, own_held};
use crate::service::common::Stop;
use chrono::Days;
use db::Tx;
use db::assignment::Record;
use domain::account::Actor;
use domain::assignment::{EndWhy, MatchEvent, RequestState};
use domain::calendar::{DateError, jst_date, parse_past};
use domain::error::{Flaw, Flaws, Refusal};
use domain::id::RequestId;

/// The visits began at most so many days ago.
const START_DAYS: u64 = 366;

/// Confirms who takes the roles, as it was seen at `version`.
pub(super) async fn confirm(tx: &Tx, actor: &Actor, ground: &Ground, (id, version): (RequestId, i32), without_secondary: &str) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    if record.matching.request.state == RequestState::Confirmed && record.version == version + 1 {
        return Ok(record);
    }
    if record.version != version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let reason = read_optional("without_secondary", without_secondary)?;
    let event = MatchEvent::Confirm { without_secondary: reason.clone() };
    advance(tx, Who::Person(actor), ground, &record, Step::of(event).said(reason.unwrap_or_default())).await
}

fn read_optional(field: &str, text: &str) -> Result<Option<String>, Flaws> {
    let mut flaws = Flaws::default();
    let read = flaws.note(field, domain::text::one_line(text, domain::inquiry::REASON_MAX).map_err(Flaw::from));
    flaws.or(read).map(|reason| Some(reason).filter(|r| !r.is_empty()))
}

/// Writes down that the visits begin on a day, and with them the assignments.
pub(super) async fn start(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, on: &str) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    let today = jst_date(ground.now);
    let mut flaws = Flaws::default();
    let day = if on.trim().is_empty() { Err(Flaw::Required) } else { parse_past(on, today).map_err(Flaw::Date) };
    let near = today.checked_sub_days(Days::new(START_DAYS)).unwrap_or(today);
    let day = day.and_then(|day| match day {
        // What is only planned has not begun: the assignments would be those of another day.
        day if day > today => Err(Flaw::InFuture),
        day if day < near => Err(Flaw::Date(DateError::TooOld)),
        day => Ok(day),
    });
    let day = flaws.note("assigned_from", day);
    let on = flaws.or(day)?;
    if record.matching.request.state == RequestState::Started {
        let begun = db::assignment::history(tx, record.patient).await?.into_iter().filter(|a| a.request == Some(id));
        let same = begun.map(|a| a.from == on).reduce(|all, one| all && one);
        return if same == Some(true) { Ok(record) } else { Err(Refusal::RequestEnded.into()) };
    }
    advance(tx, Who::Person(actor), ground, &record, Step::of(MatchEvent::Start { on })).await
}

/// Ends a search without a physician, with the reason. Sent twice, it is one end.
pub(super) async fn end(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, why: EndWhy, reason: &str) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    let reason = domain::cases::reason(reason)?;
    if record.matching.request.ended.as_ref().is_some_and(|end| end.why == why && end.reason == reason) {
        return Ok(record);
    }
    let event = match why {
        EndWhy::NoProvider => MatchEvent::GiveUp { reason: reason.clone() },
        _ => MatchEvent::Withdraw { reason: reason.clone() },
    };
    advance(tx, Who::Person(actor), ground, &record, Step::of(event).said(reason)).await
}
