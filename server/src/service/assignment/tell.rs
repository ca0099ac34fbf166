//! Who is told what of a search: physicians through their sign-in, the desk through whoever is in charge of the case, or all of them.
//! Numbers, deadlines and links alone; nothing of the patient.

use super::step::Who;
use crate::service::common::Stop;
use crate::service::notice::staff_of;
use chrono::{DateTime, NaiveDate, Utc};
use db::Tx;
use db::assignment::Record;
use domain::assignment::{CancelWhy, Closing, Effect, EndWhy, Offer, RequestState, Role, Urgency};
use domain::calendar::jst_date;
use domain::error::Fault;
use domain::id::{CaseId, DeskId, OfferId, PhysicianId, UserId};
use domain::notice::{CaseStep, Event, Facts, NoticeKind, Place};

/// Whoever at the desk is told: the number of the case, and the people.
pub(super) struct AtDesk {
    number: String,
    people: Vec<UserId>,
}

/// Whoever is in charge of the case; without one, everybody who does the work of the desk.
pub(super) async fn at_desk(tx: &Tx, case: CaseId, desk: DeskId) -> Result<AtDesk, Stop> {
    let case = db::cases::brief(tx, case).await?.ok_or(Fault::NotFound)?;
    let people = match case.owner {
        Some(owner) => vec![owner.id],
        None => staff_of(tx, desk).await?,
    };
    Ok(AtDesk { number: case.number, people })
}

/// What is told to whom, before it is known as whom somebody signs in.
enum To {
    Physician(PhysicianId),
    Desk,
}

struct News<'a> {
    who: Who<'a>,
    before: &'a Record,
    after: &'a Record,
    number: &'a str,
}

impl News<'_> {
    fn event(&self, kind: NoticeKind, key: impl ToString, facts: Facts) -> Event {
        let urgent = self.after.matching.request.needs.urgency == Urgency::Urgent;
        let event = Event::new(kind, format!("{}:{}", key.to_string(), self.after.version), facts).urgently(urgent);
        match self.who.user() {
            Some(user) => event.by(user),
            None => event,
        }
    }

    /// To the desk, about the whole search.
    fn desk(&self, kind: NoticeKind, key: impl ToString, step: Option<CaseStep>) -> (To, Event) {
        let place = Place::Matching(self.after.matching.request.id);
        (To::Desk, self.event(kind, key, Facts { number: self.number.to_owned(), step, ..Facts::at(place) }))
    }

    fn offer(&self, physician: PhysicianId, kind: NoticeKind, offer: OfferId, step: Option<CaseStep>, until: Option<DateTime<Utc>>) -> (To, Event) {
        // Only who has to answer is told by when, and that it is urgent.
        let urgent = until.is_some() && self.after.matching.request.needs.urgency == Urgency::Urgent;
        let facts = Facts { step, due: until.map(jst_date), moment: until, urgent, ..Facts::at(Place::Offer(offer)) };
        (To::Physician(physician), self.event(kind, offer, facts))
    }

    fn patients(&self, physician: PhysicianId, kind: NoticeKind, step: Option<CaseStep>, due: Option<NaiveDate>) -> (To, Event) {
        let key = format!("{}:{physician}", self.after.matching.request.id);
        (To::Physician(physician), self.event(kind, key, Facts { step, due, ..Facts::at(Place::OwnPatients) }))
    }

    fn old(&self, offer: OfferId) -> Option<&Offer> {
        self.before.matching.offer(offer)
    }

    fn closed(&self, offer: OfferId, physician: PhysicianId, why: Closing) -> Vec<(To, Event)> {
        let to_desk = |step| self.desk(NoticeKind::OfferAnswered, offer, Some(step));
        let asked = self.old(offer).is_some_and(|o| o.asked_at.is_some());
        match why {
            Closing::Declined => vec![to_desk(CaseStep::Declined)],
            Closing::Expired => vec![to_desk(CaseStep::Expired), self.offer(physician, NoticeKind::OfferClosed, offer, Some(CaseStep::Expired), None)],
            // Whoever has a role now needs no word about another question.
            Closing::Cancelled(CancelWhy::Replaced) if self.after.matching.role_of(physician).is_some() => Vec::new(),
            // Somebody who was confirmed knows whose physician they were to be.
            Closing::Cancelled(_) if self.before.matching.request.state == RequestState::Confirmed && self.old(offer).is_some_and(|o| o.state.holds()) => {
                vec![self.patients(physician, NoticeKind::AssignmentChanged, Some(CaseStep::Ended), None)]
            }
            Closing::Cancelled(why) if asked => {
                let step = if why == CancelWhy::Filled { CaseStep::Filled } else { CaseStep::TakenBack };
                vec![self.offer(physician, NoticeKind::OfferClosed, offer, Some(step), None)]
            }
            Closing::Cancelled(_) => Vec::new(),
        }
    }

    fn of(&self, effect: &Effect) -> Vec<(To, Event)> {
        match *effect {
            Effect::OfferSent { offer, physician, deadline, .. } => vec![self.offer(physician, NoticeKind::OfferReceived, offer, None, Some(deadline))],
            Effect::AskAgain { offer, physician, deadline } => {
                vec![self.offer(physician, NoticeKind::OfferReceived, offer, Some(CaseStep::AskedAgain), Some(deadline))]
            }
            Effect::OfferClosed { offer, physician, why, .. } => self.closed(offer, physician, why),
            // What the desk decided itself it knows.
            Effect::Accepted { offer, .. } if self.old(offer).is_some() => vec![self.desk(NoticeKind::OfferAnswered, offer, Some(CaseStep::Accepted))],
            Effect::Confirmed => {
                let holders =
                    Role::ALL.into_iter().filter_map(|role| self.after.matching.holder(role)).map(|o| self.patients(o.physician, NoticeKind::PhysiciansDecided, None, None));
                holders.chain([self.desk(NoticeKind::PhysiciansDecided, self.after.matching.request.id, None)]).collect()
            }
            Effect::Assign { physician, from, .. } => vec![self.patients(physician, NoticeKind::AssignmentChanged, None, Some(from))],
            Effect::Ended { why: EndWhy::Started } => vec![self.desk(NoticeKind::AssignmentChanged, self.after.matching.request.id, None)],
            Effect::Ended { why: EndWhy::NoProvider | EndWhy::Withdrawn } => vec![self.desk(NoticeKind::CaseChanged, self.after.matching.request.id, Some(CaseStep::Standing))],
            // A death closes the case, and that is told.
            Effect::Ended { why: EndWhy::Died } => Vec::new(),
            Effect::Accepted { .. } | Effect::OfferViewed { .. } | Effect::ProposeNext { .. } | Effect::SameClinic | Effect::NeedsChanged { .. } | Effect::Settled => Vec::new(),
        }
    }
}

/// Tells whoever is concerned of what follows from a step.
pub(super) async fn of_step(tx: &Tx, who: Who<'_>, before: &Record, after: &Record, effects: &[Effect], now: DateTime<Utc>) -> Result<(), Stop> {
    let desk = at_desk(tx, after.case, after.desk).await?;
    let news = News { who, before, after, number: &desk.number };
    let told: Vec<(To, Event)> = effects.iter().flat_map(|effect| news.of(effect)).collect();
    let physicians: Vec<PhysicianId> = told.iter().filter_map(|(to, _)| if let To::Physician(id) = to { Some(*id) } else { None }).collect();
    let users = db::assignment::users_of(tx, &physicians).await?;
    for (to, event) in told {
        let people = match to {
            To::Desk => desk.people.clone(),
            To::Physician(id) => users.get(&id).copied().into_iter().collect(),
        };
        db::notice::tell(tx, &event, &people, now).await?;
    }
    Ok(())
}

/// Tells whoever is in charge at the desk that a physician leaves; without a case, everybody who does the work of the desk.
pub(super) async fn of_leaving(tx: &Tx, who: Who<'_>, place: Place, (case, desk): (Option<CaseId>, DeskId), key: impl ToString, now: DateTime<Utc>) -> Result<(), Stop> {
    let at = match case {
        Some(case) => at_desk(tx, case, desk).await?,
        None => AtDesk { number: String::new(), people: staff_of(tx, desk).await? },
    };
    let facts = Facts { number: at.number, ..Facts::at(place) };
    let event = Event::new(NoticeKind::AssignmentChanged, key, facts.step(CaseStep::PhysicianLeaves));
    let event = if let Some(user) = who.user() { event.by(user) } else { event };
    db::notice::tell(tx, &event, &at.people, now).await?;
    Ok(())
}

/// Tells of a question or an answer: the desk of what a physician wrote, the physician of what the desk wrote.
pub(in crate::service) async fn of_message(tx: &Tx, who: Who<'_>, record: &Record, offer: &Offer, message: uuid::Uuid, now: DateTime<Utc>) -> Result<(), Stop> {
    let users = db::assignment::users_of(tx, &[offer.physician]).await?;
    let physician = users.get(&offer.physician).copied();
    let by_physician = physician.is_some() && who.user() == physician;
    let desk = at_desk(tx, record.case, record.desk).await?;
    let news = News { who, before: record, after: record, number: &desk.number };
    if by_physician {
        let (_, event) = news.desk(NoticeKind::OfferMessage, message, None);
        db::notice::tell(tx, &event, &desk.people, now).await?;
    } else if let Some(physician) = physician {
        let event = news.event(NoticeKind::OfferMessage, message, Facts::at(Place::Offer(offer.id)));
        db::notice::tell(tx, &event, &[physician], now).await?;
    }
    Ok(())
}

/// Reminds a physician of an offer whose answer is waited for.
pub(crate) async fn remind(tx: &Tx, record: &Record, offer: &Offer, now: DateTime<Utc>) -> Result<u64, Stop> {
    let news = News { who: Who::Clock, before: record, after: record, number: "" };
    let (_, event) = news.offer(offer.physician, NoticeKind::OfferReminder, offer.id, None, offer.deadline);
    // One reminder of each deadline, whatever else happens to the search.
    let event = Event { key: format!("{}:{}", offer.id, offer.deadline.map_or(0, |d| d.timestamp())), ..event };
    let users = db::assignment::users_of(tx, &[offer.physician]).await?;
    let people: Vec<UserId> = users.into_values().collect();
    Ok(db::notice::tell(tx, &event, &people, now).await?)
}
