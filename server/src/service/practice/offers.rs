//! The physician's own offers: looked at, answered, asked about. Somebody else's are not there.

use super::me;
use crate::service::assignment::{Ground, Step, Who, advance, held, is_disclosed, open_for_words, say};
use crate::service::common::{Stop, entry};
use chrono::{DateTime, Utc};
use db::assignment::Record;
use db::{ConnectionTrait, Tx};
use domain::account::Actor;
use domain::assignment::{MatchEvent, Offer, OfferState, OfferView};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::code::Code;
use domain::error::Fault;
use domain::id::OfferId;
use uuid::Uuid;

/// An offer that the actor was sent, with its search, held until the job ends.
async fn own(tx: &Tx, actor: &Actor, id: OfferId) -> Result<(Record, Offer), Stop> {
    let me = me(tx, actor).await?.physician.id;
    let asked = db::assignment::asked(tx, id).await?.filter(|a| a.offer.physician == me).ok_or(Fault::NotFound)?;
    let record = held(tx, asked.request).await?;
    // Read again, now that nobody else can change it.
    let offer = record.matching.offer(id).filter(|o| o.physician == me).cloned().ok_or(Fault::NotFound)?;
    Ok((record, offer))
}

/// What a look at an offer shows, and the search when it was the first look.
pub(super) struct Seen {
    pub(super) view: OfferView,
    pub(super) viewed: Option<Record>,
}

/// Looks at an offer: noted with the time, whenever somebody really looks.
pub(super) async fn look(tx: &Tx, actor: &Actor, ground: &Ground, id: OfferId) -> Result<Seen, Stop> {
    let (mut record, mut offer) = own(tx, actor, id).await?;
    let now = ground.now;
    let mut viewed = None;
    if offer.state == OfferState::Sent && !offer.is_overdue(now) && !actor.automatic {
        let holidays = db::holiday::from(tx, jst_date(now)).await?;
        // Another offer that is overdue is for the job; this step writes this one alone.
        record.matching.apply(MatchEvent::View { offer: id }, now, &holidays)?;
        offer = record.matching.offer(id).cloned().ok_or(Fault::NotFound)?;
        db::assignment::viewed(tx, record.matching.request.id, &offer, actor.user_id, now).await?;
        viewed = Some(record.clone());
    }
    let mut line = entry(actor, now, Deed::View, RecordKind::Offer, id, record.version);
    line.patient = Some(record.patient);
    db::audit::append(tx, &line).await?;
    let card = db::assignment::card(tx, id).await?.ok_or(Fault::NotFound)?;
    let questions = db::assignment::messages(tx, id).await?;
    let desk = db::desk::find_record(tx, record.desk).await?.map(|d| (d.data.name, d.data.telephone)).unwrap_or_default();
    let patient = is_disclosed(&record, &offer).then_some(record.patient);
    let view = OfferView { patient, desk: desk.0, desk_telephone: desk.1, ..OfferView::new(&offer, offer.needs, card, questions, now) };
    Ok(Seen { view, viewed })
}

/// How an offer stands, without looking at it: nothing is noted, and nobody waits.
pub(super) async fn standing(conn: &impl ConnectionTrait, actor: &Actor, now: DateTime<Utc>, id: OfferId) -> Result<String, Stop> {
    let me = me(conn, actor).await?.physician.id;
    let asked = db::assignment::asked(conn, id).await?.filter(|a| a.offer.physician == me).ok_or(Fault::NotFound)?;
    let record = db::assignment::find(conn, asked.request).await?.ok_or(Fault::NotFound)?;
    let questions = db::assignment::messages(conn, id).await?;
    let patient = is_disclosed(&record, &asked.offer).then_some(record.patient);
    let (needs, offer) = (asked.offer.needs, &asked.offer);
    Ok(OfferView { patient, ..OfferView::new(offer, needs, asked.card, questions, now) }.standing())
}

/// Takes the patient on, as they were described at `seen`.
pub(super) async fn accept(tx: &Tx, actor: &Actor, ground: &Ground, id: OfferId, seen: i32) -> Result<Record, Stop> {
    let (record, _) = own(tx, actor, id).await?;
    advance(tx, Who::Person(actor), ground, &record, Step::of(MatchEvent::Accept { offer: id, seen_needs: seen })).await
}

/// Declines; what is remarked goes to the desk like a question.
pub(super) async fn decline(tx: &Tx, actor: &Actor, ground: &Ground, id: OfferId, reason: Code, remark: &str) -> Result<Record, Stop> {
    let (record, offer) = own(tx, actor, id).await?;
    let after = advance(tx, Who::Person(actor), ground, &record, Step::of(MatchEvent::Decline { offer: id, reason })).await?;
    if after.version != record.version && !remark.trim().is_empty() {
        say(tx, actor, ground, &record, &offer, (Uuid::now_v7(), remark), true).await?;
    }
    Ok(after)
}

/// Asks the desk something.
pub(super) async fn ask(tx: &Tx, actor: &Actor, ground: &Ground, id: OfferId, words: (Uuid, &str)) -> Result<Record, Stop> {
    let (record, offer) = own(tx, actor, id).await?;
    open_for_words(&offer, ground.now)?;
    say(tx, actor, ground, &record, &offer, words, true).await?;
    Ok(record)
}
