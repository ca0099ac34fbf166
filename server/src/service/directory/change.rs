//! Recording organizations, correcting, confirming, taking out of use: each one transaction with its line in the log.

use crate::service::common::{Edited, Stop, entry, merge};
use crate::service::district::place;
use chrono::{DateTime, NaiveDate, Utc};
use db::Tx;
use domain::account::Actor;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::code::Codes;
use domain::directory::{Organization, OrganizationData, OrganizationForm};
use domain::district::Atlas;
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::OrganizationId;
use domain::merge::Fields;
use domain::text::{digits, fold};

/// Who does it, when, and the lists of that day.
pub(super) struct Job {
    pub(super) actor: Actor,
    pub(super) now: DateTime<Utc>,
    pub(super) codes: Codes,
}

/// What decides whether two organizations may be one.
fn identity(data: &OrganizationData) -> (String, String, &str) {
    (fold(&data.name), digits(&data.telephone), &data.code)
}

/// Everything of an organization that its history tells.
fn fields(organization: &Organization) -> Fields {
    let mut fields = OrganizationForm::of(organization.id, &organization.data).fields();
    let day = |d: Option<NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
    fields.insert("confirmed_on".to_owned(), day(organization.confirmed_on));
    fields.insert("closed_on".to_owned(), day(organization.closed_on));
    fields
}

impl Job {
    fn line(&self, deed: Deed, id: OrganizationId, version: i32) -> AuditEntry {
        entry(&self.actor, self.now, deed, RecordKind::Organization, id, version)
    }

    async fn refuse_double(&self, tx: &Tx, id: OrganizationId, data: &OrganizationData, form: &OrganizationForm) -> Result<(), Stop> {
        if form.distinct == "1" {
            return Ok(());
        }
        let doubles = db::directory::similar(tx, &data.name, &data.telephone, &data.code).await?;
        let mut flaws = Flaws::default();
        if doubles.iter().any(|o| o.id != id) {
            flaws.push("distinct", Flaw::DuplicateOrganization);
        }
        Ok(flaws.or(Some(()))?)
    }

    pub(super) async fn add(&self, tx: &Tx, form: &OrganizationForm) -> Result<OrganizationId, Stop> {
        db::hold::directory(tx).await?;
        let id: OrganizationId = form.id.parse().map_err(|_| Fault::NotFound)?;
        // The same form sent twice is one record.
        if db::directory::find(tx, id).await?.is_some() {
            return Ok(id);
        }
        let atlas = Atlas::new(db::district::places(tx).await?);
        let data = form.parse(&self.codes, atlas.places(), None)?;
        self.refuse_double(tx, id, &data, form).await?;
        db::directory::insert(tx, id, &data, place(&atlas, &data.address, data.district_choice), self.actor.user_id, self.now).await?;
        let new =
            Organization { id, data, district: None, outside: false, confirmed_on: None, confirmed_by: String::new(), closed_on: None, close_reason: String::new(), version: 1 };
        let log = AuditEntry { after: Some(fields(&new)), ..self.line(Deed::Create, id, 1) };
        db::audit::append(tx, &log).await?;
        Ok(id)
    }

    async fn held(&self, tx: &Tx, id: OrganizationId) -> Result<Organization, Stop> {
        db::hold::directory(tx).await?;
        db::hold::organization(tx, id).await?;
        Ok(db::directory::find(tx, id).await?.ok_or(Fault::NotFound)?)
    }

    pub(super) async fn edit(&self, tx: &Tx, id: OrganizationId, seen: i32, form: &OrganizationForm) -> Result<(), Stop> {
        let found = self.held(tx, id).await?;
        let atlas = Atlas::new(db::district::places(tx).await?);
        let read = |form: &OrganizationForm| form.parse(&self.codes, atlas.places(), Some(&found.data));
        let theirs = OrganizationForm::of(id, &found.data).fields();
        let mine = OrganizationForm::of(id, &read(form)?).fields();
        let merged = merge(tx, Edited { kind: RecordKind::Organization, record: id.to_string(), seen, version: found.version, theirs: &theirs, mine: &mine }).await?;
        if merged == theirs {
            return Ok(());
        }
        let data = read(&OrganizationForm::of_fields(&merged))?;
        if identity(&data) != identity(&found.data) {
            self.refuse_double(tx, id, &data, form).await?;
        }
        if !db::directory::update(tx, id, found.version, &data, place(&atlas, &data.address, data.district_choice), self.now).await? {
            return Err(Fault::Busy.into());
        }
        let after = Organization { data, ..found.clone() };
        self.log_change(tx, Deed::Update, &found, &after, String::new()).await
    }

    async fn log_change(&self, tx: &Tx, deed: Deed, before: &Organization, after: &Organization, note: String) -> Result<(), Stop> {
        let line = AuditEntry { before: Some(fields(before)), after: Some(fields(after)), note, ..self.line(deed, before.id, before.version + 1) };
        Ok(db::audit::append(tx, &line).await?)
    }

    /// Whoever confirms says that what they saw is right: when it changed meanwhile, they look again.
    pub(super) async fn confirm(&self, tx: &Tx, id: OrganizationId, seen: i32) -> Result<(), Stop> {
        let found = self.held(tx, id).await?;
        let today = jst_date(self.now);
        if found.confirmed_on == Some(today) && found.version == seen + 1 {
            return Ok(());
        }
        if found.version != seen {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        if !db::directory::confirm(tx, id, seen, today, self.actor.user_id, self.now).await? {
            return Err(Fault::Busy.into());
        }
        let after = Organization { confirmed_on: Some(today), ..found.clone() };
        self.log_change(tx, Deed::Update, &found, &after, String::new()).await
    }

    /// Out of use on a day for a reason, or back.
    pub(super) async fn close(&self, tx: &Tx, id: OrganizationId, seen: i32, closed: Option<(NaiveDate, String)>) -> Result<(), Stop> {
        let found = self.held(tx, id).await?;
        let day = closed.as_ref().map(|c| c.0);
        if found.closed_on == day && found.version == seen + 1 {
            return Ok(());
        }
        if found.version != seen || found.closed_on.is_some() == closed.is_some() {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        if !db::directory::set_closed(tx, id, seen, closed.as_ref().map(|(day, reason)| (*day, reason.as_str())), self.now).await? {
            return Err(Fault::Busy.into());
        }
        let deed = if closed.is_some() { Deed::Retire } else { Deed::Restore };
        let after = Organization { closed_on: day, ..found.clone() };
        self.log_change(tx, deed, &found, &after, closed.map(|c| c.1).unwrap_or_default()).await
    }
}
