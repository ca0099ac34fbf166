//! Times in which nobody is responsible for a patient: shown on the board, told to the desk once each.

use crate::service::common::Stop;
use crate::service::notice::staff_of;
use chrono::{DateTime, Days, Duration, Utc};
use db::{ConnectionTrait, Tx};
use domain::assignment::{Assignment, Role, Uncovered, active_on};
use domain::calendar::{jst_date, start_of_day_utc};
use domain::id::{DeskId, PatientId, PhysicianId};
use domain::notice::{Event, Facts, NoticeKind, Place};
use domain::patient::PatientBrief;
use domain::physician::{ABSENCE_MAX_DAYS, Absence, PhysicianBrief};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many days ahead it is looked for patients whom nobody would look after.
const AHEAD_DAYS: u64 = 60;

type Names = HashMap<PhysicianId, PhysicianBrief>;

/// How a physician is shown.
pub(in crate::service) async fn names(conn: &impl ConnectionTrait) -> Result<Names, Stop> {
    let known = db::physician::all(conn).await?;
    Ok(known.into_iter().map(|k| (k.physician.id, PhysicianBrief { id: k.physician.id, name: k.name, organization: k.organization.name })).collect())
}

/// What the times are read from.
struct Sight {
    now: DateTime<Utc>,
    absences: Vec<Absence>,
    names: Names,
}

impl Sight {
    async fn new(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Self>, Stop> {
        // From long ago on, so that a time that has begun keeps its beginning, which names it.
        let absences = db::physician::absences(conn, None, now - Duration::days(i64::from(ABSENCE_MAX_DAYS))).await?;
        if absences.iter().all(|a| a.until <= now || a.withdrawn_at.is_some()) {
            return Ok(None);
        }
        Ok(Some(Self { now, absences, names: names(conn).await? }))
    }

    /// Whoever is away now or later.
    fn away(&self) -> BTreeSet<PhysicianId> {
        self.absences.iter().filter(|a| a.until > self.now && a.withdrawn_at.is_none()).map(|a| a.physician).collect()
    }

    /// The times of one patient that are not over.
    fn of_patient(&self, history: &[Assignment], patient: &PatientBrief) -> Vec<Uncovered> {
        let from = self.now - Duration::days(i64::from(ABSENCE_MAX_DAYS));
        let until = jst_date(self.now).checked_add_days(Days::new(AHEAD_DAYS)).map_or(self.now, start_of_day_utc);
        let times = domain::assignment::uncovered(history, &self.absences, from, until);
        let day = |from: DateTime<Utc>| jst_date(from.max(self.now));
        let one = |time: domain::physician::Interval| {
            let holder = |role| self.holder(history, role, day(time.from));
            Some(Uncovered { patient: patient.clone(), time, primary: holder(Role::Primary)?, secondary: holder(Role::Secondary) })
        };
        times.into_iter().filter(|time| self.now < time.until).filter_map(one).collect()
    }

    fn holder(&self, history: &[Assignment], role: Role, day: chrono::NaiveDate) -> Option<PhysicianBrief> {
        active_on(history, day).find(|a| a.role == role).and_then(|a| self.names.get(&a.physician)).cloned()
    }
}

/// The times from now on, with the patient's desk; those that are under way begin when they began.
pub(crate) async fn uncovered(conn: &impl ConnectionTrait, desks: Option<&[DeskId]>, now: DateTime<Utc>) -> Result<Vec<(DeskId, Uncovered)>, Stop> {
    let Some(sight) = Sight::new(conn, now).await? else { return Ok(Vec::new()) };
    let away = sight.away();
    let held = db::assignment::lasting(conn, desks, jst_date(now)).await?;
    let patients: BTreeMap<PatientId, _> =
        held.into_iter().filter(|h| h.patient.ended.is_none() && away.contains(&h.assignment.physician)).map(|h| (h.patient.id, (h.desk, h.patient))).collect();
    let histories = db::assignment::histories(conn, &patients.keys().copied().collect::<Vec<_>>()).await?;
    let mut found = Vec::new();
    for (desk, patient) in patients.values() {
        let history = histories.get(&patient.id).map(Vec::as_slice).unwrap_or_default();
        found.extend(sight.of_patient(history, patient).into_iter().map(|time| (*desk, time)));
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

/// To be called after an absence of `physician` came or went: tells the desks of patients who will have nobody, once for each time.
pub(in crate::service) async fn after_absence(tx: &Tx, physician: PhysicianId, now: DateTime<Utc>) -> Result<(), Stop> {
    let Some(sight) = Sight::new(tx, now).await? else { return Ok(()) };
    let held = db::assignment::patients_of(tx, physician, jst_date(now)).await?;
    let patients: BTreeMap<PatientId, _> = held.into_iter().filter(|h| h.patient.ended.is_none()).map(|h| (h.patient.id, (h.desk, h.patient))).collect();
    let histories = db::assignment::histories(tx, &patients.keys().copied().collect::<Vec<_>>()).await?;
    for (desk, patient) in patients.values() {
        let history = histories.get(&patient.id).map(Vec::as_slice).unwrap_or_default();
        for time in sight.of_patient(history, patient) {
            tell(tx, *desk, &time, now).await?;
        }
    }
    Ok(())
}
