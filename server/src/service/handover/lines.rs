//! Lines of the handover: added once, confirmed by colleagues, taken back by their author.

use super::{flaw, line};
use crate::service::common::{Stop, entry};
use crate::service::notice::handover_line;
use chrono::{DateTime, Utc};
use db::Tx;
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::error::{Fault, Flaw, Refusal};
use domain::handover::{Note, NoteData, Place};
use domain::id::NoteId;
use domain::merge::Fields;

fn fields(data: &NoteData) -> Fields {
    Fields::from([
        ("date".to_owned(), data.place.date.to_string()),
        ("important".to_owned(), data.important.to_string()),
        ("about".to_owned(), data.about.clone()),
        ("note".to_owned(), data.text.clone()),
    ])
}

/// A line of the actor's desks.
async fn own(tx: &Tx, actor: &Actor, id: NoteId) -> Result<Note, Stop> {
    let found = db::handover::find(tx, id, actor.user_id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk.id)?;
    Ok(found)
}

fn place(note: &Note) -> Place {
    Place { desk: note.desk.id, date: note.date }
}

/// Adds a line; the same line sent again is the same line.
pub(super) async fn add(tx: &Tx, actor: &Actor, data: &NoteData, now: DateTime<Utc>) -> Result<(), Stop> {
    db::hold::desk(tx, data.place.desk).await?;
    if let Some(known) = db::handover::find(tx, data.id, actor.user_id).await? {
        let same = known.mine && known.text == data.text && known.important == data.important && place(&known) == data.place;
        return if same { Ok(()) } else { Err(Refusal::NoteRecorded.into()) };
    }
    let case = if data.about.is_empty() { None } else { Some(db::cases::by_number(tx, &[data.place.desk], &data.about).await?.ok_or_else(|| flaw("about", Flaw::UnknownCase))?) };
    db::handover::insert(tx, data, case, actor.user_id, now).await?;
    let mut log = line(actor, now, Deed::Create, data.id);
    log.after = Some(fields(data));
    db::audit::append(tx, &log).await?;
    handover_line(tx, actor, data.id, data.place, data.important, now).await
}

/// Notes that the actor has read a colleague's line.
pub(super) async fn confirm(tx: &Tx, actor: &Actor, id: NoteId, now: DateTime<Utc>) -> Result<Place, Stop> {
    let found = own(tx, actor, id).await?;
    if found.mine {
        return Err(Refusal::OwnNote.into());
    }
    if found.voided.is_some() {
        return Err(Refusal::Voided.into());
    }
    if db::handover::confirm(tx, id, actor.user_id, now).await? {
        let mut log = line(actor, now, Deed::Update, id);
        log.before = Some(Fields::new());
        log.after = Some(Fields::from([("confirmed".to_owned(), actor.name.clone())]));
        db::audit::append(tx, &log).await?;
    }
    Ok(place(&found))
}

/// Takes a line back; only who wrote it may.
pub(super) async fn void(tx: &Tx, actor: &Actor, id: NoteId, reason: &str, now: DateTime<Utc>) -> Result<Place, Stop> {
    let found = own(tx, actor, id).await?;
    if !found.mine {
        return Err(Refusal::NotTheAuthor.into());
    }
    if db::handover::void(tx, id, reason, now).await? {
        let mut log = line(actor, now, Deed::Void, id);
        log.note = reason.to_owned();
        db::audit::append(tx, &log).await?;
    }
    Ok(place(&found))
}

/// The actor has seen everything until then.
pub(super) async fn seen(tx: &Tx, actor: &Actor, until: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Stop> {
    if db::handover::set_seen(tx, actor.user_id, until).await? {
        let mut log = entry(actor, now, Deed::Update, RecordKind::Handover, actor.user_id, 0);
        log.before = Some(Fields::new());
        log.after = Some(Fields::from([("until".to_owned(), until.to_rfc3339())]));
        db::audit::append(tx, &log).await?;
    }
    Ok(())
}
