//! One step of a search for physicians: decided by the rules, then written, logged and told in one transaction that holds the search.

use super::{tell, tenure};
use crate::service::Services;
use crate::service::common::{Stop, entry};
use chrono::{DateTime, Utc};
use db::assignment::Record;
use db::{DbError, Tx};
use domain::account::Actor;
use domain::assignment::{Card, Effect, MatchEvent, NeedsForm, Offer, Place};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::code::Codes;
use domain::district::{Atlas, Located};
use domain::error::{Fault, Refusal};
use domain::id::{AuditId, OfferId, RequestId, UserId};
use domain::merge::Fields;
use domain::patient::Patient;
use std::collections::HashMap;
use std::sync::Arc;

/// Who is said to have done what the clock did.
const CLOCK: &str = "自動処理";

/// What a step stands on: the time, the city's table and the code lists.
#[derive(Clone)]
pub(in crate::service) struct Ground {
    pub(in crate::service) now: DateTime<Utc>,
    pub(in crate::service) atlas: Arc<Atlas>,
    pub(in crate::service) codes: Codes,
}

impl Ground {
    /// Where somebody with this address is visited.
    pub(super) fn place(&self, address: &str) -> Place {
        let located = self.atlas.locate(address);
        let district = if let Located::Inside { district, .. } = located { Some(district) } else { None };
        Place { district, outside: located == Located::OutsideCity, point: self.atlas.point(located) }
    }

    /// The name of the place's district; empty when it is not known.
    pub(super) fn district(&self, place: &Place) -> &str {
        place.district.map_or("", |id| self.atlas.places().district_name(id))
    }
}

impl Services {
    /// What a step stands on, as it is now.
    pub(in crate::service) async fn ground(&self) -> Ground {
        self.refresh_atlas().await;
        Ground { now: self.now(), atlas: self.atlas.get(), codes: self.codes() }
    }
}

/// Who takes a step.
#[derive(Clone, Copy)]
pub(crate) enum Who<'a> {
    /// Somebody.
    Person(&'a Actor),
    /// Time passed.
    Clock,
}

impl Who<'_> {
    pub(super) const fn user(self) -> Option<UserId> {
        match self {
            Self::Person(actor) => Some(actor.user_id),
            Self::Clock => None,
        }
    }

    pub(in crate::service) fn entry(self, at: DateTime<Utc>, deed: Deed, kind: RecordKind, record: impl ToString, version: i32) -> AuditEntry {
        match self {
            Self::Person(actor) => entry(actor, at, deed, kind, record, version),
            Self::Clock => AuditEntry {
                id: AuditId::new(),
                at,
                user_id: None,
                user_name: CLOCK.to_owned(),
                from: String::new(),
                deed,
                kind,
                record: record.to_string(),
                version,
                patient: None,
                before: None,
                after: None,
                note: String::new(),
            },
        }
    }
}

/// A search, held until the job ends.
pub(in crate::service) async fn held(tx: &Tx, id: RequestId) -> Result<Record, Stop> {
    db::hold::request(tx, id).await?;
    db::assignment::find(tx, id).await?.ok_or_else(|| Fault::NotFound.into())
}

/// A search of the actor's desks, held until the job ends.
pub(super) async fn own_held(tx: &Tx, actor: &Actor, id: RequestId) -> Result<Record, Stop> {
    let record = held(tx, id).await?;
    actor.require_desk(record.desk)?;
    Ok(record)
}

/// What happens to a search, and what is written beside it.
pub(in crate::service) struct Step {
    event: MatchEvent,
    /// The desk's remark, when it is another one.
    note: Option<String>,
    /// What the log adds.
    said: String,
}

impl Step {
    pub(in crate::service) const fn of(event: MatchEvent) -> Self {
        Self { event, note: None, said: String::new() }
    }

    pub(super) fn with_note(self, note: String) -> Self {
        Self { note: Some(note), ..self }
    }

    pub(super) fn said(self, said: impl Into<String>) -> Self {
        Self { said: said.into(), ..self }
    }
}

/// What the rules of the tables say when two do the same in one moment.
pub(super) fn told(error: DbError) -> Stop {
    match &error {
        DbError::Unique { constraint } => match constraint.as_str() {
            "uq_offers_holder" => Refusal::OfferSettled.into(),
            "pk_offers" => Refusal::AlreadyAsked.into(),
            "uq_assignments_role" => Refusal::AssignmentsOverlap.into(),
            "uq_assignments_person" => Refusal::SamePhysician.into(),
            "uq_match_requests_open" => Refusal::RequestOpen.into(),
            _ => error.into(),
        },
        _ => error.into(),
    }
}

/// Takes a step with a search that is held. A step that changes nothing writes nothing: a form that is sent twice is one form.
pub(in crate::service) async fn advance(tx: &Tx, who: Who<'_>, ground: &Ground, before: &Record, step: Step) -> Result<Record, Stop> {
    let now = ground.now;
    let holidays = db::holiday::from(tx, jst_date(now)).await?;
    let mut after = before.clone();
    let effects = after.matching.apply(step.event, now, &holidays)?;
    if let Some(note) = step.note {
        after.note = note;
    }
    if after.matching == before.matching && after.note == before.note {
        return Ok(after);
    }
    let patient = db::patient::find(tx, after.patient).await?.ok_or(Fault::NotFound)?.patient;
    let cards = cards(&after, &effects, &patient, ground);
    let saved = db::assignment::save(tx, &before.matching, &after, &cards, who.user().unwrap_or(after.by), now).await.map_err(told)?;
    if !saved {
        return Err(Fault::Busy.into());
    }
    after.version += 1;
    log(tx, who, before, &after, step.said, now).await?;
    tenure::begin(tx, who, ground, &after, &effects).await?;
    tell::of_step(tx, who, before, &after, &effects, now).await?;
    Ok(after)
}

/// The cards of those who are asked now, or whose card shows something else now.
fn cards(record: &Record, effects: &[Effect], patient: &Patient, ground: &Ground) -> HashMap<OfferId, Card> {
    let needs = &record.matching.request.needs;
    let changed = effects.iter().any(|e| matches!(e, Effect::NeedsChanged { .. }));
    let asked = |id: OfferId| effects.iter().any(|e| matches!(e, Effect::OfferSent { offer, .. } | Effect::AskAgain { offer, .. } if *offer == id));
    let shown = record.matching.offers.iter().filter(|o| !o.state.is_ended() && (changed || asked(o.id)));
    let card = |o: &Offer| {
        let deadline = o.deadline?;
        Some((o.id, Card::of(needs, patient.birth, patient.sex.as_ref(), ground.district(&needs.place), jst_date(ground.now), o.role, deadline)))
    };
    shown.filter_map(card).collect()
}

/// A search as the log keeps it.
pub(super) fn fields(record: &Record) -> Fields {
    let request = &record.matching.request;
    let mut fields = NeedsForm::of(&request.needs, request.mode, &record.note).fields();
    fields.insert("request_state".to_owned(), request.state.code().to_owned());
    if let Some(waiver) = &request.waiver {
        fields.insert("without_secondary".to_owned(), waiver.clone());
    }
    if let Some(end) = request.ended.as_ref().filter(|end| !end.reason.is_empty()) {
        fields.insert("request_end".to_owned(), end.reason.clone());
    }
    fields
}

fn offer_fields(offer: &Offer) -> Fields {
    let time = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    let mut fields = Fields::from([
        ("physician".to_owned(), offer.physician.to_string()),
        ("match_role".to_owned(), offer.role.code().to_owned()),
        ("offer_state".to_owned(), offer.state.code().to_owned()),
        ("offer_deadline".to_owned(), time(offer.deadline)),
        ("offer_remark".to_owned(), offer.remark.clone()),
    ]);
    fields.extend(offer.state.why().map(|why| ("offer_why".to_owned(), why.code().to_owned())));
    fields.extend(offer.reason.as_ref().map(|reason| ("decline_reason".to_owned(), reason.0.clone())));
    fields
}

async fn log(tx: &Tx, who: Who<'_>, before: &Record, after: &Record, said: String, now: DateTime<Utc>) -> Result<(), Stop> {
    let line = |deed, kind, record: String, version| {
        let mut line = who.entry(now, deed, kind, record, version);
        line.patient = Some(after.patient);
        line
    };
    let mut request = line(Deed::Update, RecordKind::MatchRequest, after.matching.request.id.to_string(), after.version);
    request.before = Some(fields(before));
    request.after = Some(fields(after));
    request.note = said;
    let mut lines = vec![request];
    for offer in &after.matching.offers {
        let old = before.matching.offer(offer.id);
        if old != Some(offer) {
            let mut of_offer = line(if old.is_some() { Deed::Update } else { Deed::Create }, RecordKind::Offer, offer.id.to_string(), after.version);
            of_offer.before = old.map(offer_fields);
            of_offer.after = Some(offer_fields(offer));
            lines.push(of_offer);
        }
    }
    Ok(db::audit::append_all(tx, &lines).await?)
}
