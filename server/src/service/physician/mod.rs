//! Physicians (医師): who takes on what, and when they are away. Shared by the whole house, like the directory that they stand in.

pub(in crate::service) mod absence;
mod change;
mod leaving;

use super::Services;
use super::assignment::announce_record;
use super::common::{Stop, announce, log_list};
use super::error::fault;
use async_trait::async_trait;
use change::Job;
use chrono::{DateTime, Duration, Utc};
use db::Tx;
use db::physician::Known;
use domain::account::{Actor, Permission, Role, Staff};
use domain::audit::{Change, RecordKind};
use domain::calendar::jst_date;
use domain::directory::{Contact, OrganizationBrief};
use domain::district::Places;
use domain::error::Fault;
use domain::id::{AbsenceId, ContactId, DistrictId, PhysicianId, UserId};
use domain::inquiry::PAGE_SIZE;
use domain::physician::{
    Absence, AbsenceForm, LeavingForm, LeavingView, PhysicianBrief, PhysicianFilter, PhysicianForm, PhysicianLine, PhysicianPage, PhysicianQuery, PhysicianView, away_until,
};
use domain::ports::PhysicianDesk;
use domain::text::fold;
use futures::FutureExt;
use std::collections::HashMap;

/// Absences stay on the physician's page for so many days after their end.
const SHOWN_DAYS: i64 = 90;

/// Fulfils [`PhysicianDesk`].
#[derive(Clone)]
pub struct PhysicianService(pub Services);

#[async_trait]
impl PhysicianDesk for PhysicianService {
    async fn list(&self, actor: &Actor, query: &PhysicianQuery) -> Result<PhysicianPage, Fault> {
        actor.require(Permission::DirectoryRead)?;
        let (conn, now) = (self.0.db.read(), self.0.now());
        let today = jst_date(now);
        let places = db::district::places(conn).await.map_err(fault)?;
        let filter = query.parse(today, &self.0.codes(), &places)?;
        let loads = db::physician::loads(conn, today).await.map_err(fault)?;
        let absences = db::physician::absences(conn, None, now).await.map_err(fault)?;
        let all = db::physician::all(conn).await.map_err(fault)?;
        let found = sieved(all, &filter);
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let size = usize::try_from(PAGE_SIZE).unwrap_or(50);
        let skipped = size.saturating_mul(usize::try_from(filter.page.saturating_sub(1)).unwrap_or(usize::MAX));
        let rows = found.into_iter().skip(skipped).take(size).map(|known| line(known, &loads, &absences, now)).collect();
        // Lists show districts; thousands of towns would only make the page heavy.
        let places = Places { towns: Vec::new(), ..places };
        Ok(PhysicianPage { rows, total, places, today, may_write: actor.may(Permission::DirectoryWrite) })
    }

    async fn physician(&self, actor: &Actor, id: PhysicianId) -> Result<PhysicianView, Fault> {
        actor.require(Permission::DirectoryRead)?;
        self.view(actor, id).await.map_err(Stop::fault)
    }

    async fn save(&self, actor: &Actor, id: PhysicianId, version: i32, form: &PhysicianForm) -> Result<(), Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let (job, form) = (self.job(actor), form.clone());
        self.write(move |tx| async move { job.save(tx, id, version, &form).await }.boxed()).await
    }

    async fn add_absence(&self, actor: &Actor, physician: PhysicianId, id: AbsenceId, form: &AbsenceForm) -> Result<(), Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let (job, form) = (self.absence_job(actor), form.clone());
        self.write(move |tx| async move { job.add(tx, physician, id, &form).await }.boxed()).await
    }

    async fn withdraw_absence(&self, actor: &Actor, id: AbsenceId, version: i32) -> Result<PhysicianId, Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let job = self.absence_job(actor);
        self.write(move |tx| async move { job.withdraw(tx, id, version, None).await }.boxed()).await
    }

    async fn leaving(&self, actor: &Actor, id: PhysicianId) -> Result<LeavingView, Fault> {
        // The page names patients: the directory alone is not enough.
        actor.require(Permission::DirectoryWrite)?;
        actor.require(Permission::InquiryWrite)?;
        let view = leaving::view(self.0.db.read(), actor, id, jst_date(self.0.now())).await.map_err(Stop::fault)?;
        log_list(&self.0, actor, "leaving", view.patients.iter().map(|l| l.patient.id.0)).await?;
        Ok(view)
    }

    async fn leave(&self, actor: &Actor, id: PhysicianId, version: i32, form: &LeavingForm) -> Result<(), Fault> {
        actor.require(Permission::DirectoryWrite)?;
        actor.require(Permission::InquiryWrite)?;
        let (who, ground, form) = (actor.clone(), self.0.ground().await, form.clone());
        let left = self.write(move |tx| async move { leaving::leave(tx, &who, &ground, (id, version), &form).await }.boxed()).await?;
        for record in &left.searches {
            announce_record(&self.0, record);
        }
        for (patient, desk) in left.patients {
            announce(&self.0, "patient", patient.0, 0, desk);
        }
        Ok(())
    }
}

/// Those whom the filter admits and whose name, kana and clinic hold all the words; who left is not among them, and who has no kana
/// stands last.
fn sieved(all: Vec<Known>, filter: &PhysicianFilter) -> Vec<Known> {
    let spoken = |known: &Known| {
        let text = [fold(&known.name), fold(&known.kana), fold(&known.organization.name)].join("\n");
        filter.terms.iter().all(|term| text.contains(term.as_str()))
    };
    let mut found: Vec<Known> = all.into_iter().filter(|k| k.left_on.is_none() && filter.admits(&k.physician.data) && spoken(k)).collect();
    found.sort_by_key(|k| k.kana.is_empty());
    found
}

fn line(known: Known, loads: &HashMap<PhysicianId, i64>, absences: &[Absence], now: DateTime<Utc>) -> PhysicianLine {
    let (id, data) = (known.physician.id, known.physician.data);
    PhysicianLine {
        id,
        name: known.name,
        kana: known.kana,
        organization: known.organization,
        accepting: data.is_accepting(jst_date(now)),
        specialties: data.specialties,
        districts: data.districts,
        eol: data.eol,
        night: data.night,
        acts_secondary: data.acts_secondary,
        load: loads.get(&id).copied().unwrap_or(0),
        capacity: data.capacity,
        away_until: away_until(id, absences, now),
    }
}

impl PhysicianService {
    async fn write<T, F>(&self, job: F) -> Result<T, Fault>
    where
        F: for<'t> FnOnce(&'t Tx) -> futures::future::BoxFuture<'t, Result<T, Stop>> + Send + 'static,
        T: Send + 'static,
    {
        self.0.write(job).await
    }

    fn job(&self, actor: &Actor) -> Job {
        Job { actor: actor.clone(), now: self.0.now(), codes: self.0.codes() }
    }

    fn absence_job(&self, actor: &Actor) -> absence::Job {
        absence::Job { actor: actor.clone(), now: self.0.now(), codes: self.0.codes() }
    }

    async fn view(&self, actor: &Actor, id: PhysicianId) -> Result<PhysicianView, Stop> {
        let (conn, now) = (self.0.db.read(), self.0.now());
        let (contact, organization) = person(conn, id).await?;
        let all = db::physician::all(conn).await?;
        let found = all.iter().find(|k| k.physician.id == id).map(|k| &k.physician);
        let form = found.map(|p| PhysicianForm::of(&p.data)).unwrap_or_default();
        let places = db::district::places(conn).await?;
        let users = sign_ins(conn, &all, id).await?;
        let kept = |known: &&Known| known.left_on.is_none() || found.is_some_and(|p| p.data.partners.contains(&known.physician.id));
        let others = all.iter().filter(|k| k.physician.id != id).filter(kept).map(brief).collect::<Vec<_>>();
        let absences = db::physician::absences(conn, Some(id), now - Duration::days(SHOWN_DAYS)).await?;
        Ok(PhysicianView {
            id,
            contact,
            organization,
            accepting: found.is_some_and(|p| p.data.is_accepting(jst_date(now))),
            load: db::physician::loads(conn, jst_date(now)).await?.get(&id).copied().unwrap_or(0),
            version: found.map_or(0, |p| p.version),
            away_until: away_until(id, &absences, now),
            next_absence: AbsenceId::new(),
            history: history(conn, id, &absences, &Names { places: &places, others: &all, users: &users }).await?,
            form,
            absences,
            others,
            users,
            places: Places { towns: Vec::new(), ..places },
            now,
            may_write: actor.may(Permission::DirectoryWrite),
        })
    }
}

fn brief(known: &Known) -> PhysicianBrief {
    PhysicianBrief { id: known.physician.id, name: known.name.clone(), organization: known.organization.name.clone() }
}

/// The person of the directory, and where they work.
async fn person(conn: &impl db::ConnectionTrait, id: PhysicianId) -> Result<(Contact, OrganizationBrief), Stop> {
    let organization = db::physician::organization_of(conn, ContactId(id.0)).await?.ok_or(Fault::NotFound)?;
    let people = db::directory::contacts(conn, organization).await?;
    let contact = people.into_iter().find(|p| p.id.0 == id.0).ok_or(Fault::NotFound)?;
    let found = db::directory::find(conn, organization).await?.ok_or(Fault::NotFound)?;
    Ok((contact, OrganizationBrief { id: organization, name: found.data.name, kind: found.data.kind }))
}

/// Users who can be the sign-in of `id`: physicians who may sign in and are nobody else's, and the one who is.
async fn sign_ins(conn: &impl db::ConnectionTrait, all: &[Known], id: PhysicianId) -> Result<Vec<Staff>, Stop> {
    let own = |user: UserId| all.iter().any(|k| k.physician.id == id && k.physician.data.user == Some(user));
    let taken = |user: UserId| all.iter().any(|k| k.physician.id != id && k.physician.data.user == Some(user));
    let free = |line: &db::account::UserLine| !line.user.disabled && line.roles.contains(&Role::Physician) && !taken(line.user.id);
    let mut users: Vec<Staff> = db::account::users(conn)
        .await?
        .into_iter()
        .filter(|line| own(line.user.id) || free(line))
        .map(|line| Staff { id: line.user.id, name: format!("{}（{}）", line.user.name, line.user.login), unreachable: false })
        .collect();
    users.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(users)
}

/// What the ids of a history are called: nobody reads an id.
struct Names<'a> {
    places: &'a Places,
    others: &'a [Known],
    users: &'a [Staff],
}

impl Names<'_> {
    fn name(&self, field: &str, id: &str) -> Option<String> {
        match field {
            "visit_districts" => id.parse::<DistrictId>().ok().map(|id| self.places.district_name(id).to_owned()),
            "partners" => id.parse::<PhysicianId>().ok().and_then(|id| self.others.iter().find(|k| k.physician.id == id)).map(|k| k.name.clone()),
            "physician_login" => id.parse::<UserId>().ok().and_then(|id| self.users.iter().find(|u| u.id == id)).map(|u| u.name.clone()),
            _ => None,
        }
    }

    fn put(&self, field: &str, text: &mut String) {
        let names: Vec<String> = text.split(',').map(|id| self.name(field, id).filter(|n| !n.is_empty()).unwrap_or_else(|| id.to_owned())).collect();
        *text = names.join("、");
    }
}

/// What became of the profile and of the absences that are shown, oldest first.
async fn history(conn: &impl db::ConnectionTrait, id: PhysicianId, absences: &[Absence], names: &Names<'_>) -> Result<Vec<Change>, Stop> {
    let mut history = db::audit::history(conn, RecordKind::Physician, &id.to_string()).await?;
    for absence in absences {
        history.extend(db::audit::history(conn, RecordKind::Absence, &absence.id.to_string()).await?);
    }
    history.sort_by_key(|c| (c.at, c.id));
    for field in history.iter_mut().flat_map(|c| &mut c.fields).filter(|f| matches!(f.field.as_str(), "visit_districts" | "partners" | "physician_login")) {
        names.put(&field.field, &mut field.before);
        names.put(&field.field, &mut field.after);
    }
    Ok(history)
}
