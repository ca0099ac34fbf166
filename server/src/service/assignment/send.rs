//! Physicians are asked, decided on, asked no more, and answered.

use super::rank::{ranking, screened};
use super::step::{Ground, Step, Who, advance, own_held};
use super::tell;
use crate::service::common::Stop;
use db::Tx;
use db::assignment::Record;
use domain::account::Actor;
use domain::assignment::{CancelWhy, Choice, Invite, MatchEvent, Offer, OfferEvent, OfferState, Ranking, RequestState, Role, message};
use domain::audit::{Deed, RecordKind};
use domain::code::{Code, List};
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{OfferId, RequestId};
use uuid::Uuid;

/// This very form was sent before.
fn is_repeated(record: &Record, role: Role, choices: &[Choice]) -> bool {
    let same = |c: &Choice| record.matching.offer(c.offer).is_some_and(|o| o.role == role && o.physician == c.physician);
    !choices.is_empty() && choices.iter().all(same)
}

fn invite(ranking: &Ranking, choice: &Choice) -> Result<Invite, Stop> {
    let flaw = || {
        let mut flaws = Flaws::default();
        flaws.push("physician", Flaw::NotAChoice);
        flaws
    };
    let reason = domain::text::one_line(&choice.reason, domain::inquiry::REASON_MAX).map_err(|error| {
        let mut flaws = Flaws::default();
        flaws.push("reason", error.into());
        flaws
    })?;
    let candidate = ranking.pool.iter().find(|c| c.id == choice.physician).ok_or_else(flaw)?;
    if ranking.other.as_ref().is_some_and(|o| o.physician == candidate.id) {
        return Err(Refusal::SamePhysician.into());
    }
    // The desk may ask somebody against whom a rule speaks; it says why.
    if ranking.of(candidate.id).is_some_and(|r| !r.is_admitted()) && reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    Ok(Invite { offer: choice.offer, physician: candidate.id, clinic: candidate.clinic, distance_m: candidate.distance_m(&ranking.needs.place), reason })
}

/// Asks the chosen physicians.
pub(super) async fn send(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, role: Role, choices: &[Choice]) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    if is_repeated(&record, role, choices) {
        return Ok(record);
    }
    if choices.is_empty() {
        let mut flaws = Flaws::default();
        flaws.push("physician", Flaw::Required);
        return Err(flaws.into());
    }
    let record = screened(tx, actor, ground, record).await?;
    let ranking = ranking(tx, ground, &record, role).await?;
    let invites = choices.iter().map(|choice| invite(&ranking, choice)).collect::<Result<Vec<_>, _>>()?;
    advance(tx, Who::Person(actor), ground, &record, Step::of(MatchEvent::Send { role, invites })).await
}

/// Writes down who takes a role.
pub(super) async fn decide(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, role: Role, choice: &Choice) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    if is_repeated(&record, role, std::slice::from_ref(choice)) {
        return Ok(record);
    }
    let record = screened(tx, actor, ground, record).await?;
    let ranking = ranking(tx, ground, &record, role).await?;
    let invite = invite(&ranking, choice)?;
    let said = invite.reason.clone();
    advance(tx, Who::Person(actor), ground, &record, Step::of(MatchEvent::Decide { role, invite }).said(said)).await
}

/// Takes an offer back. Sent twice, it is one.
pub(super) async fn take_back(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, offer: OfferId) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    let found = record.matching.offer(offer).ok_or(Fault::NotFound)?;
    if found.state == OfferState::Cancelled(CancelWhy::DeskTookBack) {
        return Ok(record);
    }
    advance(tx, Who::Person(actor), ground, &record, Step::of(MatchEvent::TakeBack { offer })).await
}

/// The physician is told whose physician they are.
pub(in crate::service) fn is_disclosed(record: &Record, offer: &Offer) -> bool {
    matches!(record.matching.request.state, RequestState::Confirmed | RequestState::Started) && offer.state.holds()
}

/// Whoever still has something to say about the offer may say it.
pub(in crate::service) fn open_for_words(offer: &Offer, now: chrono::DateTime<chrono::Utc>) -> Result<(), Refusal> {
    if offer.is_overdue(now) { Err(Refusal::OfferExpired) } else { offer.state.apply(&OfferEvent::View, offer.needs).map(drop) }
}

/// Writes what somebody says about an offer, once; nobody's name is in it before the desk has confirmed.
pub(in crate::service) async fn say(tx: &Tx, actor: &Actor, ground: &Ground, record: &Record, offer: &Offer, (id, content): (Uuid, &str), by_physician: bool) -> Result<(), Stop> {
    // Only the desk knows whom it must not name: a refusal would tell a physician that a guess was right.
    let hidden = if by_physician || is_disclosed(record, offer) { None } else { Some(db::patient::find(tx, record.patient).await?.ok_or(Fault::NotFound)?.patient) };
    let content = message(content, hidden.as_ref())?;
    // Somebody went back to a form that was sent, and wrote something else into it: that is another message.
    let id = if db::assignment::said(tx, id).await?.is_some_and(|before| before != content) { Uuid::now_v7() } else { id };
    if !db::assignment::say(tx, id, offer.id, actor.user_id, by_physician, &content, ground.now).await? {
        return Ok(());
    }
    let mut line = Who::Person(actor).entry(ground.now, Deed::AddEntry, RecordKind::Offer, offer.id, 0);
    line.patient = Some(record.patient);
    line.note = id.to_string();
    db::audit::append(tx, &line).await?;
    tell::of_message(tx, Who::Person(actor), record, offer, id, ground.now).await
}

/// The id of a message, made with its form.
pub(in crate::service) fn message_id(text: &str) -> Result<Uuid, Flaws> {
    let mut flaws = Flaws::default();
    let id = flaws.note("offer_message", Uuid::try_parse(text.trim()).map_err(|_| Flaw::NotAChoice));
    flaws.or(id)
}

/// Answers a physician's question, or writes to them first.
pub(super) async fn answer(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, offer: OfferId, words: (Uuid, &str)) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    let found = record.matching.offer(offer).ok_or(Fault::NotFound)?;
    // Nobody reads what is written about a decision that nobody was asked for.
    if found.asked_at.is_none() {
        return Err(Refusal::NotInThisState.into());
    }
    open_for_words(found, ground.now)?;
    say(tx, actor, ground, &record, found, words, false).await?;
    Ok(record)
}

/// What a physician said on the telephone: why not, if it was a no, and what else.
pub(super) struct Heard {
    declines: Option<Code>,
    remark: String,
}

/// Reads what the desk wrote down.
pub(super) fn heard(ground: &Ground, accepts: bool, reason: &str, remark: &str) -> Result<Heard, Flaws> {
    let mut flaws = Flaws::default();
    let declines = if accepts { Some(None) } else { flaws.note("decline_reason", ground.codes.required(List::DeclineReason, reason, None)).map(Some) };
    let remark = flaws.note("heard", domain::text::one_line(remark, domain::inquiry::REASON_MAX).map_err(Flaw::from));
    flaws.or(declines.zip(remark).map(|(declines, remark)| Heard { declines, remark }))
}

/// Writes down a physician's answer in their stead; the log says who did. They were told the needs as they are now.
pub(super) async fn answer_for(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, offer: OfferId, heard: Heard) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    let found = record.matching.offer(offer).ok_or(Fault::NotFound)?;
    let event = match heard.declines {
        None => MatchEvent::Accept { offer, seen_needs: found.needs },
        Some(reason) => MatchEvent::Decline { offer, reason },
    };
    advance(tx, Who::Person(actor), ground, &record, Step::of(event).said(heard.remark)).await
}
