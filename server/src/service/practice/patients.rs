//! The physician's own patients: those for whom the desk confirmed them, and no others.

use crate::service::assignment::names;
use crate::service::common::Stop;
use chrono::{DateTime, Utc};
use db::ConnectionTrait;
use db::assignment::{HeldBy, Record};
use domain::assignment::{Needs, OwnPatient, OwnPatientView, Role, active_on};
use domain::calendar::jst_date;
use domain::error::Fault;
use domain::id::{PatientId, PhysicianId};
use domain::physician::{Absence, Acting, PhysicianBrief, acting};
use std::collections::HashMap;

/// What every line needs to know.
struct Around {
    me: PhysicianId,
    now: DateTime<Utc>,
    names: HashMap<PhysicianId, PhysicianBrief>,
    absences: Vec<Absence>,
}

impl Around {
    async fn read(conn: &impl ConnectionTrait, me: PhysicianId, now: DateTime<Utc>) -> Result<Self, Stop> {
        Ok(Self { me, now, names: names(conn).await?, absences: db::physician::absences(conn, None, now).await? })
    }

    /// Who holds the roles of a patient today: the other one, and who acts.
    async fn others(&self, conn: &impl ConnectionTrait, patient: PatientId, role: Role) -> Result<(Option<PhysicianBrief>, Acting), Stop> {
        let history = db::assignment::history(conn, patient).await?;
        let of = |role| active_on(&history, jst_date(self.now)).find(|a| a.role == role).map(|a| a.physician);
        let other = of(role.other()).and_then(|id| self.names.get(&id)).cloned();
        Ok((other, acting(of(Role::Primary), of(Role::Secondary), &self.absences, self.now)))
    }

    fn is_me(&self, acting: Acting) -> bool {
        matches!(acting, Acting::Primary(id) | Acting::Secondary { id, .. } if id == self.me)
    }

    async fn held(&self, conn: &impl ConnectionTrait, one: HeldBy) -> Result<OwnPatient, Stop> {
        let (other, acting) = self.others(conn, one.patient.id, one.assignment.role).await?;
        let (assignment, mine) = (one.assignment, self.is_me(acting));
        // Somebody who follows another one is told already, and begins later.
        let planned = jst_date(self.now) < assignment.from;
        Ok(OwnPatient { patient: one.patient, role: assignment.role, from: assignment.from, until: assignment.until, planned, mine, other, acting })
    }

    async fn planned(&self, conn: &impl ConnectionTrait, record: &Record) -> Result<Option<OwnPatient>, Stop> {
        let Some(role) = record.matching.role_of(self.me) else { return Ok(None) };
        let Some(found) = db::patient::find(conn, record.patient).await? else { return Ok(None) };
        let (held, acting) = self.others(conn, record.patient, role).await?;
        let other = record.matching.holder(role.other()).and_then(|o| self.names.get(&o.physician)).cloned().or(held);
        let from = record.matching.request.needs.start_on;
        let mine = self.is_me(acting);
        Ok(Some(OwnPatient { patient: found.patient.brief(), role, from, until: None, planned: true, mine, other, acting }))
    }
}

fn order(line: &OwnPatient) -> impl Ord + use<> {
    (line.planned, line.role, line.patient.kana.clone(), line.patient.id)
}

/// All of them, those whose visits have begun first.
pub(super) async fn own(conn: &impl ConnectionTrait, me: PhysicianId, now: DateTime<Utc>) -> Result<Vec<OwnPatient>, Stop> {
    let around = Around::read(conn, me, now).await?;
    let mut lines = Vec::new();
    for one in db::assignment::patients_of(conn, me, jst_date(now)).await? {
        lines.push(around.held(conn, one).await?);
    }
    for record in db::assignment::confirmed_with(conn, me).await? {
        lines.extend(around.planned(conn, &record).await?);
    }
    lines.sort_by_key(order);
    Ok(lines)
}

/// One of them in full; anybody else's is not found.
pub(super) async fn one(conn: &impl ConnectionTrait, me: PhysicianId, id: PatientId, now: DateTime<Utc>) -> Result<OwnPatientView, Stop> {
    let around = Around::read(conn, me, now).await?;
    let held = db::assignment::patients_of(conn, me, jst_date(now)).await?.into_iter().find(|h| h.patient.id == id);
    let confirmed = db::assignment::confirmed_with(conn, me).await?.into_iter().find(|r| r.patient == id);
    let mut needs: Option<Needs> = confirmed.as_ref().map(|r| r.matching.request.needs.clone());
    let line = match (held, &confirmed) {
        (Some(one), _) => {
            if let (None, Some(request)) = (&needs, one.assignment.request) {
                needs = db::assignment::find(conn, request).await?.map(|r| r.matching.request.needs);
            }
            around.held(conn, one).await?
        }
        (None, Some(record)) => around.planned(conn, record).await?.ok_or(Fault::NotFound)?,
        (None, None) => return Err(Fault::NotFound.into()),
    };
    let found = db::patient::find(conn, id).await?.ok_or(Fault::NotFound)?;
    let desk = db::desk::find_record(conn, found.desk_id).await?;
    let other_telephone = match &line.other {
        Some(other) => db::physician::find(conn, other.id).await?.map(|k| k.reached_at().to_owned()).unwrap_or_default(),
        None => String::new(),
    };
    Ok(OwnPatientView {
        line,
        patient: found.patient,
        other_telephone,
        procedures: needs.as_ref().map(|n| n.procedures.clone()).unwrap_or_default(),
        end_of_life: needs.as_ref().is_some_and(|n| n.end_of_life),
        night: needs.as_ref().is_some_and(|n| n.night),
        desk: desk.as_ref().map(|d| d.data.name.clone()).unwrap_or_default(),
        desk_telephone: desk.map(|d| d.data.telephone).unwrap_or_default(),
        today: jst_date(now),
    })
}
