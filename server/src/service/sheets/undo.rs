//! Taking back: everything that an import made is voided, as long as nobody built upon it.

use super::{LONGEST, SheetService, refuse, touched};
use crate::service::common::{Stop, announce, entry};
use chrono::{DateTime, Utc};
use db::sheets::MadeKind;
use db::{Tx, Voiding};
use domain::account::Actor;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::id::{DeskId, ImportId};
use domain::sheet::{ImportState, SheetRefusal};
use futures::FutureExt;

/// Names that a refusal tells.
const NAMED: usize = 10;

/// One taking back.
struct Undoing {
    by: Actor,
    import: ImportId,
    desk: DeskId,
    version: i32,
    reason: String,
    now: DateTime<Utc>,
}

impl Undoing {
    async fn run(self, tx: &Tx) -> Result<(), Stop> {
        db::hold::desk(tx, self.desk).await?;
        if !db::sheets::change(tx, self.import, self.version, ImportState::Undone, None, self.now).await? {
            return refuse(SheetRefusal::NotNow);
        }
        let changed = db::sheets::changed_since(tx, self.import).await?;
        if !changed.is_empty() {
            let count = u32::try_from(changed.len()).unwrap_or(u32::MAX);
            return refuse(SheetRefusal::Changed { count, some: changed.into_iter().take(NAMED).collect() });
        }
        let made = db::sheets::made(tx, self.import).await?;
        db::sheets::void_all(tx, self.import, &Voiding { at: self.now, by: self.by.user_id, reason: &self.reason }).await?;
        db::sheets::set_free(tx, self.import).await?;
        db::sheets::note(tx, self.import, &self.reason).await?;
        let kinds = |kind| match kind {
            MadeKind::Inquiry => RecordKind::Inquiry,
            MadeKind::Case => RecordKind::Case,
            MadeKind::Patient => RecordKind::Patient,
            MadeKind::Organization => RecordKind::Organization,
        };
        let mut log: Vec<AuditEntry> = made.into_iter().map(|(kind, record, version)| self.line(Deed::Void, kinds(kind), record.to_string(), version + 1)).collect();
        log.push(self.line(Deed::UndoImport, RecordKind::Import, self.import.to_string(), self.version + 1));
        Ok(db::audit::append_all(tx, &log).await?)
    }

    fn line(&self, deed: Deed, kind: RecordKind, record: String, version: i32) -> AuditEntry {
        AuditEntry { note: self.reason.clone(), ..entry(&self.by, self.now, deed, kind, record, version) }
    }
}

impl SheetService {
    pub(super) async fn take_back(&self, actor: &Actor, id: ImportId, version: i32, reason: &str) -> Result<(), Stop> {
        let found = self.found(actor, id).await?;
        if found.line.state != ImportState::Done {
            return refuse(SheetRefusal::NotNow);
        }
        let desk = found.line.desk.id;
        let undoing = Undoing { by: actor.clone(), import: id, desk, version, reason: domain::cases::reason(reason)?, now: self.services.now() };
        let done: Result<(), Stop> = self.services.db.write_long(LONGEST, move |tx: &Tx| async move { undoing.run(tx).await }.boxed()).await;
        done?;
        announce(&self.services, touched(found.line.kind), id.0, 2, desk);
        Ok(())
    }
}
