//! Times in which nobody is responsible for a patient: both physicians are away, or the only one is.

use crate::service::common::Stop;
use crate::service::notice::staff_of;
use chrono::{DateTime, Duration, Utc};
use db::assignment::HeldBy;
use db::{ConnectionTrait, Tx};
use domain::assignment::{Role, Uncovered};
use domain::calendar::jst_date;
use domain::id::{DeskId, PatientId, PhysicianId};
use domain::notice::{Event, Facts, NoticeKind, Place};
use domain::physician::{Absence, PhysicianBrief, both_absent};
use std::collections::{BTreeMap, HashMap};

/// So many days ahead it is shown and told.
const AHEAD_DAYS: i64 = 14;
/// An absence that lasts began at most so many days ago.
const BACK_DAYS: i64 = 366;

/// One patient's physicians on a day.
#[derive(Default)]
struct Pair {
    primary: Option<PhysicianId>,
    secondary: Option<PhysicianId>,
}

/// How a physician is shown.
pub(in crate::service) async fn names(conn: &impl ConnectionTrait) -> Result<HashMap<PhysicianId, PhysicianBrief>, Stop> {
    let known = db::physician::all(conn).await?;
    Ok(known.into_iter().map(|k| (k.physician.id, PhysicianBrief { id: k.physician.id, name: k.name, organization: k.organization.name })).collect())
}

/// The times from now on, with the patient's desk; those that are under way begin when they began.
pub(crate) async fn uncovered(conn: &impl ConnectionTrait, desks: Option<&[DeskId]>, now: DateTime<Utc>) -> Result<Vec<(DeskId, Uncovered)>, Stop> {
    let (from, until) = (now - Duration::days(BACK_DAYS), now + Duration::days(AHEAD_DAYS));
    // From long ago on, so that a time that has begun keeps its beginning, which names it.
    let absences: Vec<Absence> = db::physician::absences(conn, None, from).await?;
    if absences.iter().all(|a| a.until <= now || a.withdrawn_at.is_some()) {
        return Ok(Vec::new());
    }
    let today = jst_date(now);
    let held: Vec<HeldBy> = db::assignment::lasting(conn, desks, today).await?.into_iter().filter(|h| h.assignment.is_active_on(today) && h.patient.ended.is_none()).collect();
    let mut pairs: BTreeMap<PatientId, Pair> = BTreeMap::new();
    for one in &held {
        let pair = pairs.entry(one.patient.id).or_default();
        match one.assignment.role {
            Role::Primary => pair.primary = Some(one.assignment.physician),
            Role::Secondary => pair.secondary = Some(one.assignment.physician),
        }
    }
    let names = names(conn).await?;
    let mut found = Vec::new();
    for (patient, pair) in pairs {
        let Some(one) = held.iter().find(|h| h.patient.id == patient) else { continue };
        let Some(primary) = pair.primary.and_then(|id| names.get(&id)) else { continue };
        for time in both_absent(pair.primary, pair.secondary, &absences, from, until).into_iter().filter(|time| now < time.until) {
            let secondary = pair.secondary.and_then(|id| names.get(&id)).cloned();
            found.push((one.desk, Uncovered { patient: one.patient.clone(), time, primary: primary.clone(), secondary }));
        }
    }
    found.sort_by_key(|(_, u)| (u.time, u.patient.id));
    Ok(found)
}

/// Tells everybody at the desk of such a time, once. Answers how many were told now.
pub(crate) async fn tell(tx: &Tx, desk: DeskId, time: &Uncovered, now: DateTime<Utc>) -> Result<u64, Stop> {
    let facts = Facts::at(Place::Board).due(Some(jst_date(time.time.from)));
    let event = Event::new(NoticeKind::NobodyActing, format!("{}:{}", time.patient.id, time.time.from.to_rfc3339()), facts);
    Ok(db::notice::tell(tx, &event, &staff_of(tx, desk).await?, now).await?)
}
