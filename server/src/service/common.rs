//! What every service does the same way: the audit entry, the desks of the actor, merging two people's edits.

use super::Services;
pub(super) use super::error::Stop;
use super::error::fault;
use crate::events::Hint;
use chrono::{DateTime, Utc};
use db::{ConnectionTrait, Tx};
use domain::account::Actor;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::error::Fault;
use domain::id::{AuditId, DeskId, PatientId, UserId};
use domain::merge::{Conflict, Fields, three_way};
use futures::FutureExt;
use uuid::Uuid;

/// What the log says of a look that an open page took by itself.
const AUTOMATIC: &str = "auto";

/// The desks of the actor.
pub(super) fn desks(actor: &Actor) -> Vec<DeskId> {
    actor.desks.iter().map(|d| d.id).collect()
}

/// An audit entry of something the actor did or saw.
pub(super) fn entry(actor: &Actor, at: DateTime<Utc>, deed: Deed, kind: RecordKind, record: impl ToString, version: i32) -> AuditEntry {
    AuditEntry {
        id: AuditId::new(),
        at,
        user_id: Some(actor.user_id),
        user_name: actor.name.clone(),
        from: actor.from.clone(),
        deed,
        kind,
        record: record.to_string(),
        version,
        patient: None,
        before: None,
        after: None,
        note: if actor.automatic && deed == Deed::View { AUTOMATIC.to_owned() } else { String::new() },
    }
}

/// Logs an entry in a transaction of its own.
pub(super) async fn log(services: &Services, entry: AuditEntry) -> Result<(), Fault> {
    services.db.write(move |tx: &Tx| async move { db::audit::append(tx, &entry).await }.boxed()).await.map_err(fault)
}

/// Logs a view of a list: nobody sees whom it shows before that is written down.
pub(super) async fn log_list(services: &Services, actor: &Actor, what: &str, ids: impl Iterator<Item = Uuid>) -> Result<(), Fault> {
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut entry = entry(actor, services.now(), Deed::View, RecordKind::List, "", 0);
    entry.note = format!("{what} {}{}", ids.len(), if actor.automatic { format!(" {AUTOMATIC}") } else { String::new() });
    entry.after = Some(Fields::from([("ids".to_owned(), ids.join(","))]));
    log(services, entry).await
}

/// Announces a change after its commit.
pub(super) fn announce(services: &Services, slice: &'static str, id: Uuid, version: i32, desk: DeskId) {
    services.hints.send(Hint { slice, id, version, desk });
}

/// A record as one person sees it and another may have changed.
pub(super) struct Edited<'a> {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id.
    pub record: String,
    /// The version that the person saw.
    pub seen: i32,
    /// The version that is stored.
    pub version: i32,
    /// The fields that are stored.
    pub theirs: &'a Fields,
    /// The fields that the person typed.
    pub mine: &'a Fields,
}

/// The fields to store: what the person typed, merged with what others stored since.
///
/// # Errors
/// [`Fault::Conflict`] when both changed a field to different values; [`Fault::NotFound`] for a version that never was.
pub(super) async fn merge(conn: &impl ConnectionTrait, edited: Edited<'_>) -> Result<Fields, Stop> {
    if edited.seen == edited.version {
        return Ok(edited.mine.clone());
    }
    let mut base = db::audit::after_at(conn, edited.kind, &edited.record, edited.seen).await?.ok_or(Fault::NotFound)?;
    // The log also tells what no form of the record shows: its case, its patient.
    base.retain(|field, _| edited.theirs.contains_key(field));
    merge_onto(conn, edited, &base).await
}

/// The same, when it is known what the person saw: for a form that was opened before there was a record.
pub(super) async fn merge_onto(conn: &impl ConnectionTrait, edited: Edited<'_>, base: &Fields) -> Result<Fields, Stop> {
    match three_way(base, edited.theirs, edited.mine) {
        Ok(merged) => Ok(merged),
        Err((clashes, merged)) => {
            let last = db::audit::last_change(conn, edited.kind, &edited.record).await?;
            let (by, by_name, at) = last.map_or_else(|| (UserId::default(), String::new(), DateTime::<Utc>::UNIX_EPOCH), |l| (l.by, l.by_name, l.at));
            Err(Fault::Conflict(Box::new(Conflict { clashes, merged, version: edited.version, by, by_name, at })).into())
        }
    }
}

/// The patient's id for the log.
pub(super) fn patient_of(patient: Option<&domain::patient::Patient>) -> Option<PatientId> {
    patient.map(|p| p.id)
}
