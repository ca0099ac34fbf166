//! All that the rules of ranking look at, gathered from the records, and the ranking kept.

use super::step::{Ground, Step, Who, advance, own_held};
use crate::service::common::{Stop, entry};
use chrono::{Days, Duration, NaiveDate};
use db::assignment::Record;
use db::physician::Known;
use db::{ConnectionTrait, Tx};
use domain::account::Actor;
use domain::assignment::{Accepting, Candidate, MatchEvent, Other, Period, Ranking, RequestState, Role, active_on};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::id::{PatientId, PhysicianId, RequestId};
use domain::physician::Absence;
use std::collections::{HashMap, HashSet};

/// So long back the answers of physicians count.
const ANSWER_DAYS: i64 = 365;

/// Whoever is the patient's primary physician on `today`.
pub(super) async fn primary_today(conn: &impl ConnectionTrait, patient: PatientId, today: NaiveDate) -> Result<Option<PhysicianId>, Stop> {
    let history = db::assignment::history(conn, patient).await?;
    Ok(active_on(&history, today).find(|a| a.role == Role::Primary).map(|a| a.physician))
}

/// Days of which any part is in the absence.
fn days_of(absence: &Absence) -> Option<Period> {
    let time = absence.time()?;
    let last = jst_date(time.until.checked_sub_signed(Duration::microseconds(1)).unwrap_or(time.until));
    Some(Period { from: jst_date(time.from), until: last.checked_add_days(Days::new(1)) })
}

fn count<T: TryInto<u32>>(number: T) -> u32 {
    number.try_into().unwrap_or(0)
}

/// What every candidate is made of.
struct Sources<'a> {
    ground: &'a Ground,
    loads: HashMap<PhysicianId, i64>,
    answers: HashMap<PhysicianId, (u32, u32)>,
    away: HashMap<PhysicianId, Vec<Period>>,
    known_to: HashSet<PhysicianId>,
}

impl Sources<'_> {
    fn candidate(&self, known: &Known) -> Candidate {
        let (id, data) = (known.physician.id, &known.physician.data);
        let (accepted, declined) = self.answers.get(&id).copied().unwrap_or_default();
        Candidate {
            id,
            clinic: Some(known.organization.id),
            active: known.left_on.is_none_or(|day| jst_date(self.ground.now) < day),
            accepting: Accepting { yes: data.accepting, from: data.accepting_from, until: data.accepting_until.and_then(|day| day.checked_add_days(Days::new(1))) },
            acts_as_secondary: data.acts_secondary,
            districts: data.districts.clone(),
            radius_m: data.radius_m.map(count),
            clinic_point: self.ground.atlas.point_of(&known.address),
            procedures: data.procedures.clone(),
            end_of_life: data.eol,
            night_visits: data.night,
            languages: data.languages.clone(),
            sex: data.sex.clone(),
            specialties: data.specialties.clone(),
            care_class: known.care_class.clone(),
            capacity: data.capacity.map(count),
            load: self.loads.get(&id).copied().map_or(0, count),
            absences: self.away.get(&id).cloned().unwrap_or_default(),
            partners: data.partners.clone(),
            accepted,
            declined,
            is_existing: self.known_to.contains(&id),
            reachable: !known.unreachable,
        }
    }
}

/// The physicians, as ranking sees them for this patient.
async fn pool(conn: &impl ConnectionTrait, ground: &Ground, patient: PatientId, known: &[Known]) -> Result<Vec<Candidate>, Stop> {
    let mut away: HashMap<PhysicianId, Vec<Period>> = HashMap::new();
    for absence in db::physician::absences(conn, None, ground.now).await? {
        away.entry(absence.physician).or_default().extend(days_of(&absence));
    }
    let sources = Sources {
        ground,
        loads: db::physician::loads(conn, jst_date(ground.now)).await?,
        answers: db::assignment::answers(conn, ground.now - Duration::days(ANSWER_DAYS)).await?,
        away,
        known_to: db::assignment::history(conn, patient).await?.into_iter().map(|a| a.physician).collect(),
    };
    Ok(known.iter().map(|k| sources.candidate(k)).collect())
}

/// Whoever holds the other role: in this search, or already where it is not looked for here.
async fn other(conn: &impl ConnectionTrait, ground: &Ground, record: &Record, role: Role, known: &[Known]) -> Result<Option<Other>, Stop> {
    let other = role.other();
    let physician = if record.matching.request.needs.wanted.includes(other) {
        record.matching.holder(other).map(|o| o.physician)
    } else {
        let history = db::assignment::history(conn, record.patient).await?;
        active_on(&history, jst_date(ground.now)).find(|a| a.role == other).map(|a| a.physician)
    };
    let found = physician.and_then(|id| known.iter().find(|k| k.physician.id == id));
    Ok(found.map(|k| Other { physician: k.physician.id, clinic: Some(k.organization.id), partners: k.physician.data.partners.clone() }))
}

/// The ranking of all physicians for a role as things stand.
pub(super) async fn ranking(conn: &impl ConnectionTrait, ground: &Ground, record: &Record, role: Role) -> Result<Ranking, Stop> {
    let known = db::physician::all(conn).await?;
    let other = other(conn, ground, record, role, &known).await?;
    let pool = pool(conn, ground, record.patient, &known).await?;
    Ok(Ranking::new(ground.now, record.matching.request.needs.clone(), role, other, pool))
}

/// The search, begun: candidates are looked for from now on.
pub(super) async fn screened(tx: &Tx, actor: &Actor, ground: &Ground, record: Record) -> Result<Record, Stop> {
    if record.matching.request.state == RequestState::Requested {
        return advance(tx, Who::Person(actor), ground, &record, Step::of(MatchEvent::Screen)).await;
    }
    Ok(record)
}

/// Ranks the physicians and keeps the ranking, with all that it was made of; one that says the same as the last is not kept twice.
pub(super) async fn rank(tx: &Tx, actor: &Actor, ground: &Ground, id: RequestId, role: Role) -> Result<Record, Stop> {
    let record = own_held(tx, actor, id).await?;
    if record.matching.request.state.is_ended() {
        return Err(domain::error::Refusal::RequestEnded.into());
    }
    if !record.matching.request.needs.wanted.includes(role) {
        return Err(domain::error::Refusal::RoleNotWanted.into());
    }
    let record = screened(tx, actor, ground, record).await?;
    let ranking = ranking(tx, ground, &record, role).await?;
    let last = db::assignment::ranking(tx, id, role).await?;
    let same =
        |last: &Ranking| last.rules == ranking.rules && last.needs == ranking.needs && last.other == ranking.other && last.pool == ranking.pool && last.ranked == ranking.ranked;
    if last.as_ref().is_some_and(same) {
        return Ok(record);
    }
    db::assignment::add_ranking(tx, id, &ranking, actor.user_id).await?;
    let mut line = entry(actor, ground.now, Deed::Update, RecordKind::MatchRequest, id, 0);
    line.patient = Some(record.patient);
    line.note = format!("ranking {}", role.code());
    db::audit::append(tx, &line).await?;
    Ok(record)
}

/// The latest ranking of each role that was ranked.
pub(super) async fn latest(conn: &impl ConnectionTrait, id: RequestId) -> Result<Vec<Ranking>, Stop> {
    let mut found = Vec::new();
    for role in Role::ALL {
        found.extend(db::assignment::ranking(conn, id, role).await?);
    }
    Ok(found)
}
