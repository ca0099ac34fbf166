//! The people of an organization.

use super::change::Job;
use crate::service::common::{Edited, Stop, entry, merge};
use db::Tx;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::directory::ContactForm;
use domain::error::Fault;
use domain::id::{ContactId, OrganizationId};
use domain::merge::{Fields, to_fields};

fn form_of(fields: &Fields) -> ContactForm {
    serde_json::to_value(fields).ok().and_then(|v| serde_json::from_value(v).ok()).unwrap_or_default()
}

impl Job {
    pub(super) async fn save_contact(&self, tx: &Tx, organization: OrganizationId, (id, seen): (ContactId, i32), form: &ContactForm) -> Result<(), Stop> {
        db::hold::organization(tx, organization).await?;
        db::directory::find(tx, organization).await?.ok_or(Fault::NotFound)?;
        let today = jst_date(self.now);
        let typed = form.parse(today)?;
        let people = db::directory::contacts(tx, organization).await?;
        let Some(known) = people.iter().find(|p| p.id == id) else {
            // A new one comes with the id that its form was made with, and without a version.
            if seen != 0 {
                return Err(Fault::NotFound.into());
            }
            db::directory::insert_contact(tx, organization, id, &typed, self.now).await?;
            let nothing = to_fields(&ContactForm::default());
            return self.log_contact(tx, Deed::Create, (id, 1), nothing, to_fields(&ContactForm::of(&typed))).await;
        };
        let theirs = to_fields(&ContactForm::of(&known.data));
        let mine = to_fields(&ContactForm::of(&typed));
        let seen = if seen == 0 && mine == theirs { known.version } else { seen };
        let merged = merge(tx, Edited { kind: RecordKind::Organization, record: id.to_string(), seen, version: known.version, theirs: &theirs, mine: &mine }).await?;
        if merged == theirs {
            return Ok(());
        }
        let data = form_of(&merged).parse(today)?;
        if !db::directory::update_contact(tx, id, known.version, &data).await? {
            return Err(Fault::Busy.into());
        }
        self.log_contact(tx, Deed::Update, (id, known.version + 1), theirs, to_fields(&ContactForm::of(&data))).await
    }

    async fn log_contact(&self, tx: &Tx, deed: Deed, (id, version): (ContactId, i32), before: Fields, after: Fields) -> Result<(), Stop> {
        let line = AuditEntry { before: Some(before), after: Some(after), ..entry(&self.actor, self.now, deed, RecordKind::Organization, id, version) };
        Ok(db::audit::append(tx, &line).await?)
    }
}
