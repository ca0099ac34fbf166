//! What belongs to a case: entries and linked cases.

use super::{Changed, own, own_to_change};
use crate::service::common::{Stop, entry};
use crate::service::inquiry::case_fields;
use crate::service::notice::CaseNews;
use chrono::{DateTime, Utc};
use db::Tx;
use db::cases::{CaseRecord, CaseState};
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::cases::{CaseEvent, CaseStatus, EntryData};
use domain::error::{Fault, Refusal};
use domain::id::CaseId;
use domain::merge::Fields;
use domain::notice::CaseStep;

/// Adds an entry; the same entry sent again is the same entry. Its time counts when it was typed (`timed`), not when the clock filled it in.
pub(super) async fn add_entry(tx: &Tx, actor: &Actor, id: CaseId, data: &EntryData, timed: bool, now: DateTime<Utc>) -> Result<Changed, Stop> {
    let found = own_to_change(tx, actor, id).await?;
    let known = db::entries::of_case(tx, id).await?;
    if let Some(known) = known.iter().find(|e| e.id == data.id) {
        let same = (!timed || known.occurred_at == data.occurred_at)
            && known.means == data.means
            && known.counterpart == data.counterpart
            && known.content == data.content
            && known.next_step == data.next_step;
        return if same { Ok(Changed { version: found.version, desk: found.desk.id }) } else { Err(Refusal::EntryRecorded.into()) };
    }
    let status = found.brief.status.apply(CaseEvent::Contact)?;
    if !data.again && known.iter().any(|e| data.repeats(e, &actor.name, now)) {
        return Err(Refusal::SameEntry.into());
    }
    if !db::entries::insert(tx, id, data, actor.user_id, now).await? {
        // The id belongs to an entry of another case.
        return Err(Refusal::EntryRecorded.into());
    }
    let mut log = entry(actor, now, Deed::AddEntry, RecordKind::Case, id, found.version);
    log.patient = found.patient.as_ref().map(|p| p.id);
    log.note = data.id.to_string();
    db::audit::append(tx, &log).await?;
    let news = CaseNews { actor, id, number: &found.brief.number, due: found.brief.next_date, key: log.id, now };
    news.changed(tx, found.brief.owner.as_ref().map(|o| o.id), CaseStep::Entry).await?;
    if status == found.brief.status {
        return Ok(Changed { version: found.version, desk: found.desk.id });
    }
    take_up(tx, actor, &found, status, now).await
}

/// The first entry takes a received case up.
async fn take_up(tx: &Tx, actor: &Actor, found: &CaseRecord, status: CaseStatus, now: DateTime<Utc>) -> Result<Changed, Stop> {
    let brief = &found.brief;
    let owner_id = brief.owner.as_ref().map(|o| o.id);
    let state = CaseState { status, owner_id, next_date: brief.next_date, outcome: brief.outcome.clone(), closed_at: found.closed_at, voided: None };
    let mut log = entry(actor, now, Deed::Update, RecordKind::Case, brief.id, found.version + 1);
    log.patient = found.patient.as_ref().map(|p| p.id);
    log.before = Some(case_fields(brief.status, owner_id, brief.next_date, brief.outcome.as_ref()));
    log.after = Some(case_fields(status, owner_id, brief.next_date, brief.outcome.as_ref()));
    if !db::cases::update(tx, brief.id, found.version, &state, now).await? {
        return Err(Fault::Busy.into());
    }
    db::audit::append(tx, &log).await?;
    Ok(Changed { version: found.version + 1, desk: found.desk.id })
}

/// Links two cases of one patient.
pub(super) async fn link(tx: &Tx, actor: &Actor, id: CaseId, other: CaseId, now: DateTime<Utc>) -> Result<Changed, Stop> {
    if id == other {
        return Err(Refusal::SameCase.into());
    }
    let (a, b) = (own(tx, actor, id).await?, own(tx, actor, other).await?);
    let patient = a.patient.as_ref().map(|p| p.id);
    if patient.is_none() || patient != b.patient.as_ref().map(|p| p.id) {
        return Err(Refusal::DifferentPatients.into());
    }
    if db::cases::link(tx, id, other, actor.user_id, now).await? {
        for (case, with) in [(&a, &b), (&b, &a)] {
            let mut log = entry(actor, now, Deed::Link, RecordKind::Case, case.brief.id, 0);
            log.patient = patient;
            log.before = Some(Fields::new());
            log.after = Some(Fields::from([("linked".to_owned(), with.brief.number.clone())]));
            db::audit::append(tx, &log).await?;
        }
    }
    Ok(Changed { version: a.version, desk: a.desk.id })
}
