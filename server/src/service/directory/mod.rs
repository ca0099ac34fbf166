//! Organizations (機関) and their people: shared by the whole house.

mod change;
mod contacts;

use super::Services;
use super::common::Stop;
use super::error::fault;
use async_trait::async_trait;
use change::Job;
use db::Tx;
use domain::account::{Actor, Permission};
use domain::audit::{Change, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::directory::{ContactForm, DirectoryPage, DirectoryQuery, OrganizationForm, OrganizationLine, OrganizationView, RetireForm, Suggestions, kind_of_caller, name_keys};
use domain::district::Places;
use domain::error::Fault;
use domain::id::{ContactId, OrganizationId};
use domain::ports::DirectoryDesk;
use futures::FutureExt;

/// Organizations that stand beside a typed 所属機関.
const SUGGESTED: i64 = 12;
/// What is typed is looked up as far as this.
const TYPED_MAX: usize = 200;

/// Fulfils [`DirectoryDesk`].
#[derive(Clone)]
pub struct DirectoryService(pub Services);

#[async_trait]
impl DirectoryDesk for DirectoryService {
    async fn list(&self, actor: &Actor, query: &DirectoryQuery) -> Result<DirectoryPage, Fault> {
        actor.require(Permission::DirectoryRead)?;
        let (conn, today) = (self.0.db.read(), jst_date(self.0.now()));
        let places = db::district::places(conn).await.map_err(fault)?;
        let filter = query.parse(today, &self.0.codes(), &places)?;
        let found = db::directory::rows(conn, &filter).await.map_err(fault)?;
        Ok(DirectoryPage { rows: found.rows, total: found.total, places: without_towns(places), today, may_write: actor.may(Permission::DirectoryWrite) })
    }

    async fn organization(&self, actor: &Actor, id: OrganizationId) -> Result<OrganizationView, Fault> {
        actor.require(Permission::DirectoryRead)?;
        self.view(actor, id).await.map_err(Stop::fault)
    }

    async fn similar(&self, actor: &Actor, form: &OrganizationForm) -> Result<Vec<OrganizationLine>, Fault> {
        actor.require(Permission::DirectoryRead)?;
        let name: String = form.organization_name.chars().take(TYPED_MAX).collect();
        let code: String = domain::text::digits(&form.institution_code).chars().take(10).collect();
        let found = db::directory::similar(self.0.db.read(), &name, &form.telephone, &code).await.map_err(fault)?;
        Ok(found.into_iter().filter(|o| o.id.to_string() != form.id).collect())
    }

    async fn add(&self, actor: &Actor, form: &OrganizationForm) -> Result<OrganizationId, Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let (job, form) = (self.job(actor), form.clone());
        self.write(move |tx| async move { job.add(tx, &form).await }.boxed()).await
    }

    async fn edit(&self, actor: &Actor, id: OrganizationId, version: i32, form: &OrganizationForm) -> Result<(), Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let (job, form) = (self.job(actor), form.clone());
        self.write(move |tx| async move { job.edit(tx, id, version, &form).await }.boxed()).await
    }

    async fn confirm(&self, actor: &Actor, id: OrganizationId, version: i32) -> Result<(), Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let job = self.job(actor);
        self.write(move |tx| async move { job.confirm(tx, id, version).await }.boxed()).await
    }

    async fn retire(&self, actor: &Actor, id: OrganizationId, version: i32, form: &RetireForm) -> Result<(), Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let (job, closed) = (self.job(actor), form.parse(jst_date(self.0.now()))?);
        self.write(move |tx| async move { job.close(tx, id, version, Some(closed)).await }.boxed()).await
    }

    async fn restore(&self, actor: &Actor, id: OrganizationId, version: i32) -> Result<(), Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let job = self.job(actor);
        self.write(move |tx| async move { job.close(tx, id, version, None).await }.boxed()).await
    }

    async fn save_contact(&self, actor: &Actor, organization: OrganizationId, contact: ContactId, version: i32, form: &ContactForm) -> Result<(), Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let (job, form) = (self.job(actor), form.clone());
        self.write(move |tx| async move { job.save_contact(tx, organization, (contact, version), &form).await }.boxed()).await
    }

    async fn suggest(&self, actor: &Actor, typed: &str) -> Result<Suggestions, Fault> {
        actor.require(Permission::DirectoryRead)?;
        let (conn, typed) = (self.0.db.read(), typed.chars().take(TYPED_MAX).collect::<String>());
        let found = db::directory::fitting(conn, &typed, SUGGESTED).await.map_err(fault)?;
        Ok(Suggestions { found, named: db::directory::by_names(conn, &name_keys(&typed)).await.map_err(fault)? })
    }

    async fn add_by_name(&self, actor: &Actor, name: &str, caller_type: &str) -> Result<Suggestions, Fault> {
        actor.require(Permission::DirectoryWrite)?;
        let known = db::directory::by_names(self.0.db.read(), &name_keys(name)).await.map_err(fault)?;
        if known.is_none() {
            let form = OrganizationForm {
                id: OrganizationId::new().to_string(),
                organization_name: name.to_owned(),
                organization_kind: kind_of_caller(caller_type).to_owned(),
                ..OrganizationForm::default()
            };
            self.add(actor, &form).await?;
        }
        self.suggest(actor, name).await
    }
}

/// Lists show districts; thousands of towns would only make the page heavy.
fn without_towns(places: Places) -> Places {
    Places { towns: Vec::new(), ..places }
}

impl DirectoryService {
    fn job(&self, actor: &Actor) -> Job {
        Job { actor: actor.clone(), now: self.0.now(), codes: self.0.codes() }
    }

    async fn write<T, F>(&self, job: F) -> Result<T, Fault>
    where
        F: for<'t> FnOnce(&'t Tx) -> futures::future::BoxFuture<'t, Result<T, Stop>> + Send + 'static,
        T: Send + 'static,
    {
        self.0.db.write(job).await.map_err(Stop::fault)
    }

    async fn view(&self, actor: &Actor, id: OrganizationId) -> Result<OrganizationView, Stop> {
        let conn = self.0.db.read();
        let found = db::directory::find(conn, id).await?.ok_or(Fault::NotFound)?;
        let people = db::directory::contacts(conn, id).await?;
        let places = db::district::places(conn).await?;
        let mut history = db::audit::history(conn, RecordKind::Organization, &id.to_string()).await?;
        history.retain(|c| c.deed != Deed::Create);
        for person in &people {
            history.extend(db::audit::history(conn, RecordKind::Organization, &person.id.to_string()).await?);
        }
        history.sort_by_key(|c| (c.at, c.id));
        Ok(OrganizationView {
            id,
            form: OrganizationForm::of(id, &found.data),
            district: found.district,
            outside: found.outside,
            confirmed_on: found.confirmed_on,
            confirmed_by: found.confirmed_by,
            closed_on: found.closed_on,
            close_reason: found.close_reason,
            version: found.version,
            people,
            physicians: db::physician::of_organization(conn, id).await?,
            history: with_names(history, &places),
            places: without_towns(places),
            today: jst_date(self.0.now()),
            may_write: actor.may(Permission::DirectoryWrite),
        })
    }
}

/// The history with districts by name: nobody reads an id.
fn with_names(mut history: Vec<Change>, places: &Places) -> Vec<Change> {
    for field in history.iter_mut().flat_map(|c| &mut c.fields).filter(|f| f.field == "district_id") {
        for text in [&mut field.before, &mut field.after] {
            if let Ok(id) = text.parse() {
                places.district_name(id).clone_into(text);
            }
        }
    }
    history
}
