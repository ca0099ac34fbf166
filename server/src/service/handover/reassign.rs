//! Cases change hands: all that were chosen, or none.

use super::flaw;
use crate::service::common::{Stop, entry};
use crate::service::inquiry::case_fields;
use crate::service::notice::CaseNews;
use chrono::{DateTime, Utc};
use db::Tx;
use db::cases::{CaseRecord, CaseState};
use domain::account::{Actor, Staff};
use domain::audit::{Deed, RecordKind};
use domain::cases::EntryData;
use domain::code::Code;
use domain::error::{Fault, Flaw, Refusal};
use domain::handover::{Reassign, Seen};
use domain::id::{CaseId, DeskId, EntryId, UserId};

/// A case that changed hands.
pub(super) struct Changed {
    pub(super) id: CaseId,
    pub(super) version: i32,
    pub(super) desk: DeskId,
}

/// Gives the cases to their new owner.
pub(super) async fn all(tx: &Tx, actor: &Actor, order: &Reassign, now: DateTime<Utc>) -> Result<Vec<Changed>, Stop> {
    let mut found = Vec::new();
    // They come in the order of their ids, so that two people who hand over at once do not wait for each other for ever.
    for seen in &order.cases {
        db::hold::case(tx, seen.id).await?;
        let case = db::cases::find(tx, seen.id).await?.ok_or(Fault::NotFound)?;
        actor.require_desk(case.desk.id)?;
        found.push((case, *seen));
    }
    let moved: Vec<String> = found.iter().filter(|(case, seen)| !is_as_seen(case, *seen, order.owner)).map(|(case, _)| case.brief.number.clone()).collect();
    if !moved.is_empty() {
        return Err(Refusal::CasesChanged { numbers: moved }.into());
    }
    let mut changed = Vec::new();
    for (case, _) in found {
        let staff = db::desk::staff(tx, &[case.desk.id]).await?;
        let owner = staff.into_iter().find(|s| s.id == order.owner).ok_or_else(|| flaw("new_owner", Flaw::UnknownStaff))?;
        if case.brief.owner.as_ref().map(|o| o.id) != Some(owner.id) {
            changed.push(hand_over(tx, actor, &case, &owner, &order.memo, now).await?);
        }
    }
    Ok(changed)
}

/// Nobody changed it since, and somebody still has something to do; or this very form has done its work already.
fn is_as_seen(case: &CaseRecord, seen: Seen, owner: UserId) -> bool {
    let done = case.version == seen.version + 1 && case.brief.owner.as_ref().map(|o| o.id) == Some(owner);
    case.brief.status.is_open() && (case.version == seen.version || done)
}

async fn hand_over(tx: &Tx, actor: &Actor, case: &CaseRecord, owner: &Staff, memo: &str, now: DateTime<Utc>) -> Result<Changed, Stop> {
    let brief = &case.brief;
    let fields = |owner: Option<UserId>| case_fields(brief.status, owner, brief.next_date, brief.outcome.as_ref());
    let state = CaseState { status: brief.status, owner_id: Some(owner.id), next_date: brief.next_date, outcome: brief.outcome.clone(), closed_at: case.closed_at, voided: None };
    if !db::cases::update(tx, brief.id, case.version, &state, now).await? {
        return Err(Fault::Busy.into());
    }
    let patient = case.patient.as_ref().map(|p| p.id);
    let mut log = entry(actor, now, Deed::Update, RecordKind::Case, brief.id, case.version + 1);
    log.patient = patient;
    log.before = Some(fields(brief.owner.as_ref().map(|o| o.id)));
    log.after = Some(fields(Some(owner.id)));
    db::audit::append(tx, &log).await?;
    let news = CaseNews { actor, id: brief.id, number: &brief.number, due: brief.next_date, key: log.id, now };
    news.handed(tx, brief.owner.as_ref().map(|o| o.id), Some(owner.id)).await?;
    if !memo.is_empty() {
        let before = brief.owner.as_ref().map_or("未定", |o| o.name.as_str());
        let content = format!("担当者の引継ぎ（{before} → {}）\n引継ぎメモ：{memo}", owner.name);
        let data = EntryData {
            id: EntryId::new(),
            occurred_at: now,
            means: Code("internal".to_owned()),
            again: false,
            counterpart: owner.name.clone(),
            content,
            next_step: String::new(),
        };
        db::entries::insert(tx, brief.id, &data, actor.user_id, now).await?;
        let mut log = entry(actor, now, Deed::AddEntry, RecordKind::Case, brief.id, case.version + 1);
        log.patient = patient;
        log.note = data.id.to_string();
        db::audit::append(tx, &log).await?;
    }
    Ok(Changed { id: brief.id, version: case.version + 1, desk: case.desk.id })
}
