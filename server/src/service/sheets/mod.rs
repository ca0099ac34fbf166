//! Taking spreadsheets in: upload, look, take in, take back. The steps that look at every row run beside the requests.

mod export;
mod organizations;
mod people;
mod plan;
mod take;
mod undo;

use super::Services;
use super::common::{Stop, announce, desks, entry, log};
use crate::sheet::{Grid, read};
use async_trait::async_trait;
use chrono::Duration as Span;
use db::Tx;
use db::sheets::{Checked, ImportRecord, NewImport};
use domain::account::{Actor, Permission};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::directory::DirectoryQuery;
use domain::district::Atlas;
use domain::error::Fault;
use domain::id::{DeskId, ImportId};
use domain::inquiry::ListQuery;
use domain::patient::PatientQuery;
use domain::ports::{Format, SheetDesk};
use domain::sheet::{Counts, FileColumn, ImportState, ImportView, Preview, SheetKind, SheetRefusal, Start, match_columns};
use futures::FutureExt;
use plan::{Plan, Source};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use take::Taking;

/// Imports on the page.
const LISTED: u64 = 50;
/// Cells below a heading on the page.
const SAMPLES: usize = 3;
/// Flaws on the page; the file has all of them.
const FLAWS: usize = 100;
/// The most characters of a file's name and of a cell on the page.
const SHOWN: usize = 100;
/// The longest taking in.
const LONGEST: Duration = Duration::from_secs(600);
/// A step that lasts longer was cut off, by a power cut for example.
const CUT_OFF: Span = Span::minutes(15);
/// Files that nobody takes in are thrown away after so long.
const KEPT: Span = Span::days(7);

/// How far a step is.
#[derive(Clone, Default)]
pub(super) struct Meter(Arc<(AtomicU32, AtomicU32)>);

impl Meter {
    fn begin(&self, of: usize) {
        self.0.0.store(0, Ordering::Relaxed);
        self.0.1.store(u32::try_from(of).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    fn step(&self) {
        self.steps(1);
    }

    fn steps(&self, count: usize) {
        self.0.0.fetch_add(u32::try_from(count).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    fn read(&self) -> (u32, u32) {
        (self.0.0.load(Ordering::Relaxed), self.0.1.load(Ordering::Relaxed))
    }
}

/// Fulfils [`SheetDesk`].
#[derive(Clone)]
pub struct SheetService {
    services: Services,
    meters: Arc<Mutex<HashMap<ImportId, Meter>>>,
}

fn refuse<T>(refusal: SheetRefusal) -> Result<T, Stop> {
    Err(Fault::from(refusal).into())
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(SHOWN).collect()
}

/// What the page shows of a file, with the columns that its headings name.
fn preview(kind: SheetKind, grid: &Grid) -> Result<Preview, SheetRefusal> {
    let found = match_columns(kind, &grid.headings);
    if found.iter().flatten().next().is_none() {
        return Err(SheetRefusal::NoColumns);
    }
    let width = grid.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0).max(grid.headings.len());
    let columns = (0..width)
        .map(|at| FileColumn {
            heading: grid.headings.get(at).map(|h| shortened(h)).unwrap_or_default(),
            field: found.get(at).copied().flatten().map(|c| c.field.to_owned()).unwrap_or_default(),
            samples: grid.rows.iter().take(SAMPLES).map(|(_, cells)| cells.get(at).map(|c| shortened(&c.shown())).unwrap_or_default()).collect(),
        })
        .collect();
    Ok(Preview { sheet: shortened(&grid.sheet), rows: u32::try_from(grid.rows.len()).unwrap_or(u32::MAX), heading_row: grid.heading_row, columns })
}

/// The columns as a person chose them.
fn chosen(kind: SheetKind, mut preview: Preview, fields: &[String]) -> Result<Preview, SheetRefusal> {
    for (column, field) in preview.columns.iter_mut().zip(fields) {
        column.field = kind.column(field).map(|c| c.field.to_owned()).unwrap_or_default();
    }
    for column in kind.columns() {
        let count = preview.columns.iter().filter(|c| c.field == column.field).count();
        if column.required && count == 0 {
            return Err(SheetRefusal::ColumnMissing { label: column.label.to_owned() });
        }
        if count > 1 {
            return Err(SheetRefusal::ColumnTwice { label: column.label.to_owned() });
        }
    }
    Ok(preview)
}

impl SheetService {
    /// A service on these.
    #[must_use]
    pub fn new(services: Services) -> Self {
        Self { services, meters: Arc::default() }
    }

    /// An import of one of the actor's desks. A step that was cut off counts as not begun.
    async fn found(&self, actor: &Actor, id: ImportId) -> Result<ImportRecord, Stop> {
        actor.require(Permission::DataImport)?;
        let mut found = db::sheets::find(self.services.db.read(), id).await?.ok_or(Fault::NotFound)?;
        actor.require_desk(found.line.desk.id)?;
        if found.line.state.is_busy() && self.services.now() - found.changed_at > CUT_OFF {
            found.line.state = if found.line.state == ImportState::Checking { ImportState::Uploaded } else { ImportState::Checked };
        }
        Ok(found)
    }

    /// Brings an import that is in one of `from` to the next state, when it is still as it was seen.
    async fn step(&self, actor: &Actor, id: ImportId, version: i32, from: &[ImportState], to: ImportState, columns: Option<Preview>) -> Result<ImportRecord, Stop> {
        let found = self.found(actor, id).await?;
        if !from.contains(&found.line.state) {
            return refuse(SheetRefusal::NotNow);
        }
        let now = self.services.now();
        let changed: Result<bool, Stop> =
            self.services.db.write(move |tx: &Tx| async move { Ok(db::sheets::change(tx, id, version, to, columns.as_ref(), now).await?) }.boxed()).await;
        if changed? { Ok(found) } else { refuse(SheetRefusal::NotNow) }
    }

    /// Every row of the file, read and compared.
    async fn plan(&self, found: &ImportRecord, meter: Meter) -> Result<Plan, Stop> {
        let conn = self.services.db.read();
        let Some(file) = db::sheets::file(conn, found.line.id).await? else { return refuse(SheetRefusal::NotNow) };
        let staff = db::desk::staff(conn, &[found.line.desk.id]).await?;
        let atlas = Atlas::new(db::district::places(conn).await?);
        let source =
            Source { kind: found.line.kind, desk: found.line.desk.id, preview: found.preview.clone(), file, now: self.services.now(), staff, codes: self.services.codes(), atlas };
        plan::make(conn, source, meter).await
    }

    fn meter(&self, id: ImportId) -> Meter {
        self.meters.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone()
    }

    fn forget(&self, id: ImportId) {
        self.meters.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    async fn begin_check(&self, actor: &Actor, id: ImportId, version: i32, fields: &[String]) -> Result<ImportRecord, Stop> {
        let found = self.found(actor, id).await?;
        let columns = chosen(found.line.kind, found.preview, fields).map_err(Fault::from)?;
        let begun = self.step(actor, id, version, &[ImportState::Uploaded, ImportState::Checked], ImportState::Checking, Some(columns.clone())).await?;
        Ok(ImportRecord { preview: columns, ..begun })
    }

    async fn work_check(&self, found: ImportRecord) -> Result<(), Fault> {
        let id = found.line.id;
        let planned = self.plan(&found, self.meter(id)).await.map_err(Stop::fault);
        let (to, checked) = match planned {
            Ok(plan) => (ImportState::Checked, Checked { counts: plan.counts, flaws: plan.flaws(FLAWS), failed: None }),
            Err(fault) => (ImportState::Uploaded, Checked { counts: found.line.counts, flaws: Vec::new(), failed: Some(fault) }),
        };
        self.end(id, to, checked).await
    }

    async fn end(&self, id: ImportId, to: ImportState, checked: Checked) -> Result<(), Fault> {
        let now = self.services.now();
        let ended: Result<(), Stop> = self.services.db.write(move |tx: &Tx| async move { Ok(db::sheets::finish(tx, id, to, &checked, now).await?) }.boxed()).await;
        self.forget(id);
        ended.map_err(Stop::fault)
    }

    async fn begin_run(&self, actor: &Actor, id: ImportId, version: i32) -> Result<ImportRecord, Stop> {
        let found = self.found(actor, id).await?;
        if found.line.state == ImportState::Checked && (found.line.counts.wrong > 0 || found.line.counts.fresh == 0) {
            return refuse(SheetRefusal::NothingToTake);
        }
        self.step(actor, id, version, &[ImportState::Checked], ImportState::Running, None).await
    }

    async fn work_run(&self, actor: Actor, found: ImportRecord) -> Result<(), Fault> {
        let (id, desk, kind) = (found.line.id, found.line.desk.id, found.line.kind);
        let meter = self.meter(id);
        match self.take_in(actor, &found, meter).await.map_err(Stop::fault) {
            Ok(()) => {
                self.forget(id);
                announce(&self.services, touched(kind), id.0, 1, desk);
                Ok(())
            }
            Err(fault) => self.end(id, ImportState::Checked, Checked { counts: found.line.counts, flaws: found.flaws, failed: Some(fault) }).await,
        }
    }

    async fn take_in(&self, actor: Actor, found: &ImportRecord, meter: Meter) -> Result<(), Stop> {
        let (id, desk) = (found.line.id, found.line.desk.id);
        let plan = self.plan(found, meter.clone()).await?;
        let counts = plan.counts;
        if counts.wrong > 0 || counts.fresh == 0 {
            return refuse(SheetRefusal::NothingToTake);
        }
        let now = self.services.now();
        let mut line = entry(&actor, now, Deed::Import, RecordKind::Import, id, 1);
        line.note = format!("{} {}", found.line.kind.code(), counts.fresh);
        let taking = Taking { actor, import: id, desk, kind: found.line.kind, plan, now, meter };
        self.services.db.write_long(LONGEST, move |tx: &Tx| async move { take_whole(tx, taking, counts, line).await }.boxed()).await
    }

    /// Looks at every row, and answers when that is done.
    ///
    /// # Errors
    /// As [`SheetDesk::check`].
    pub async fn check_now(&self, actor: &Actor, id: ImportId, version: i32, fields: &[String]) -> Result<(), Fault> {
        let begun = self.begin_check(actor, id, version, fields).await.map_err(Stop::fault)?;
        self.work_check(begun).await
    }

    /// Takes it in, and answers when that is done.
    ///
    /// # Errors
    /// As [`SheetDesk::run`].
    pub async fn run_now(&self, actor: &Actor, id: ImportId, version: i32) -> Result<(), Fault> {
        let begun = self.begin_run(actor, id, version).await.map_err(Stop::fault)?;
        self.work_run(actor.clone(), begun).await
    }
}

/// What open pages hear of.
const fn touched(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Inquiries => "inquiry",
        SheetKind::Patients => "patient",
        SheetKind::Organizations => "organization",
    }
}

/// Keeps a file; old ones that nobody took in go.
async fn keep(tx: &Tx, new: NewImport, line: AuditEntry) -> Result<(), Stop> {
    db::sheets::throw_away_before(tx, new.at - KEPT).await?;
    db::sheets::insert(tx, new).await?;
    Ok(db::audit::append(tx, &line).await?)
}

/// All of it or nothing: the records, the log, and that it was done.
async fn take_whole(tx: &Tx, taking: Taking, counts: Counts, line: AuditEntry) -> Result<(), Stop> {
    taking.run(tx).await?;
    db::audit::append(tx, &line).await?;
    db::sheets::finish(tx, taking.import, ImportState::Done, &Checked { counts, ..Checked::default() }, taking.now).await?;
    Ok(db::sheets::note(tx, taking.import, "").await?)
}

#[async_trait]
impl SheetDesk for SheetService {
    async fn imports(&self, actor: &Actor) -> Result<Start, Fault> {
        actor.require(Permission::DataImport)?;
        let imports = db::sheets::list(self.services.db.read(), &desks(actor), LISTED).await.map_err(super::error::fault)?;
        Ok(Start { desks: actor.desks.clone(), imports })
    }

    async fn upload(&self, actor: &Actor, kind: SheetKind, desk: DeskId, file_name: &str, file: Vec<u8>) -> Result<ImportId, Fault> {
        actor.require(Permission::DataImport)?;
        actor.require_desk(desk)?;
        let looked = tokio::task::spawn_blocking(move || read(kind, &file).and_then(|grid| preview(kind, &grid)).map(|preview| (file, preview))).await;
        let (file, preview) = looked.map_err(|e| super::error::internal(&e))??;
        let (id, now) = (ImportId::new(), self.services.now());
        let new = NewImport { id, desk_id: desk, kind, file_name: shortened(file_name), file, preview, by: actor.user_id, at: now };
        let line = entry(actor, now, Deed::Create, RecordKind::Import, id, 1);
        let kept: Result<(), Stop> = self.services.db.write(move |tx: &Tx| async move { keep(tx, new, line).await }.boxed()).await;
        kept.map_err(Stop::fault).map(|()| id)
    }

    async fn import(&self, actor: &Actor, id: ImportId) -> Result<ImportView, Fault> {
        let found = self.found(actor, id).await.map_err(Stop::fault)?;
        let progress = self.meters.lock().unwrap_or_else(PoisonError::into_inner).get(&id).map(Meter::read).unwrap_or_default();
        if !found.line.state.is_busy() {
            log(&self.services, entry(actor, self.services.now(), Deed::View, RecordKind::Import, id, 0)).await?;
        }
        Ok(ImportView {
            line: found.line,
            version: found.version,
            preview: found.preview,
            flaws: found.flaws,
            failed: found.failed,
            progress,
            changed_at: found.changed_at,
            undo_reason: found.undo_reason,
        })
    }

    async fn check(&self, actor: &Actor, id: ImportId, version: i32, fields: &[String]) -> Result<(), Fault> {
        let begun = self.begin_check(actor, id, version, fields).await.map_err(Stop::fault)?;
        let service = self.clone();
        // Logged with its ticket, and told on the page.
        tokio::spawn(async move { service.work_check(begun).await });
        Ok(())
    }

    async fn run(&self, actor: &Actor, id: ImportId, version: i32) -> Result<(), Fault> {
        let begun = self.begin_run(actor, id, version).await.map_err(Stop::fault)?;
        let (service, actor) = (self.clone(), actor.clone());
        tokio::spawn(async move { service.work_run(actor, begun).await });
        Ok(())
    }

    async fn undo(&self, actor: &Actor, id: ImportId, version: i32, reason: &str) -> Result<(), Fault> {
        self.take_back(actor, id, version, reason).await.map_err(Stop::fault)
    }

    async fn discard(&self, actor: &Actor, id: ImportId, version: i32) -> Result<(), Fault> {
        let from = [ImportState::Uploaded, ImportState::Checked];
        self.step(actor, id, version, &from, ImportState::Discarded, None).await.map_err(Stop::fault)?;
        let done: Result<(), Stop> = self.services.db.write(move |tx: &Tx| async move { Ok(db::sheets::note(tx, id, "").await?) }.boxed()).await;
        done.map_err(Stop::fault)
    }

    async fn wrong_rows(&self, actor: &Actor, id: ImportId) -> Result<Vec<u8>, Fault> {
        let found = self.found(actor, id).await.map_err(Stop::fault)?;
        if found.line.state != ImportState::Checked {
            return Err(SheetRefusal::NotNow.into());
        }
        log(&self.services, entry(actor, self.services.now(), Deed::Export, RecordKind::Import, id, 0)).await?;
        let plan = self.plan(&found, Meter::default()).await.map_err(Stop::fault)?;
        export::wrong_rows(&plan).map_err(Stop::fault)
    }

    async fn export_inquiries(&self, actor: &Actor, query: &ListQuery, format: Format) -> Result<Vec<u8>, Fault> {
        self.inquiries_file(actor, query, format).await.map_err(Stop::fault)
    }

    async fn export_patients(&self, actor: &Actor, query: &PatientQuery, format: Format) -> Result<Vec<u8>, Fault> {
        self.patients_file(actor, query, format).await.map_err(Stop::fault)
    }

    async fn export_organizations(&self, actor: &Actor, query: &DirectoryQuery, format: Format) -> Result<Vec<u8>, Fault> {
        self.organizations_file(actor, query, format).await.map_err(Stop::fault)
    }
}
