//! Lists as files: within one's desks, as filtered, logged, and read part by part.

use super::SheetService;
use crate::service::common::{Stop, desks, entry, log};
use crate::sheet::write::{Table, WriteError};
use domain::account::{Actor, Permission};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::directory::DirectoryQuery;
use domain::error::Fault;
use domain::inquiry::{ListQuery, View};
use domain::merge::Fields;
use domain::patient::PatientQuery;
use domain::ports::Format;
use domain::sheet::{Cell, Column, EXPORT_MAX, SheetKind, SheetRefusal, inquiries, organizations, patients};

/// Records that are in memory at once.
const PART: usize = 500;

/// One more than may be written shows that there are too many.
fn limit() -> i64 {
    i64::try_from(EXPORT_MAX).unwrap_or(i64::MAX).saturating_add(1)
}

fn within(count: usize) -> Result<(), Stop> {
    if count > EXPORT_MAX { Err(Fault::from(SheetRefusal::ExportTooLarge).into()) } else { Ok(()) }
}

/// The list's filters, for the log.
fn asked(pairs: Vec<(&'static str, &str)>) -> Fields {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn failed(error: WriteError) -> Stop {
    Stop::Fault(crate::service::error::internal(&error))
}

fn table(kind: SheetKind, format: Format, name: &str) -> Result<Table, Stop> {
    let written = |column: &&Column| !column.read_only;
    let header: Vec<&str> = kind.columns().iter().filter(written).map(|column| column.label).chain(kind.written_only().iter().copied()).collect();
    Table::new(format, name, &header).map_err(failed)
}

/// Putting a workbook together is work for no request's thread.
async fn finish(table: Table) -> Result<Vec<u8>, Stop> {
    tokio::task::spawn_blocking(move || table.finish()).await.map_err(|e| Stop::Fault(crate::service::error::internal(&e)))?.map_err(failed)
}

impl SheetService {
    async fn note_export(&self, actor: &Actor, what: SheetKind, count: usize, asked: Fields) -> Result<(), Stop> {
        let mut line = entry(actor, self.services.now(), Deed::Export, RecordKind::List, "", 0);
        line.note = format!("{} {count}", what.code());
        line.after = Some(asked);
        // Nothing leaves without its line in the log.
        Ok(log(&self.services, line).await?)
    }

    pub(super) async fn inquiries_file(&self, actor: &Actor, query: &ListQuery, format: Format) -> Result<Vec<u8>, Stop> {
        actor.require(Permission::InquiryRead)?;
        let mut filter = query.parse(self.services.now(), actor.user_id, &self.services.codes())?;
        // One row per contact, whichever way the list was looked at.
        filter.view = View::Inquiries;
        let conn = self.services.db.read();
        let keys = db::inquiry::all_keys(conn, &desks(actor), &filter, limit()).await?;
        within(keys.len())?;
        let codes = self.services.codes();
        let mut table = table(SheetKind::Inquiries, format, "相談")?;
        for part in keys.chunks(PART) {
            for found in db::inquiry::with_keys(conn, part).await? {
                let void_reason = found.voided.as_ref().map(|v| v.reason.as_str()).unwrap_or_default();
                let cells = inquiries::cells(&found.number, &found.data, found.patient.as_ref(), &found.case, void_reason, &codes);
                table.push(&cells).map_err(failed)?;
            }
            tokio::task::yield_now().await;
        }
        self.note_export(actor, SheetKind::Inquiries, keys.len(), asked(query.pairs())).await?;
        finish(table).await
    }

    pub(super) async fn patients_file(&self, actor: &Actor, query: &PatientQuery, format: Format) -> Result<Vec<u8>, Stop> {
        actor.require(Permission::InquiryRead)?;
        let (conn, codes) = (self.services.db.read(), self.services.codes());
        let filter = query.parse(&codes)?;
        let ids = db::patient::ids(conn, &desks(actor), &filter, jst_date(self.services.now()), limit()).await?;
        let mut table = within(ids.len()).and_then(|()| table(SheetKind::Patients, format, "対象者"))?;
        for part in ids.chunks(PART) {
            for patient in db::patient::in_order(conn, part).await? {
                let mut cells = patients::cells(&patient, &codes);
                let ended = patient.ended.as_ref();
                cells.push(ended.map_or(Cell::Empty, |e| Cell::text(app::words::end(e.kind))));
                cells.push(ended.and_then(|e| e.on).map_or(Cell::Empty, Cell::date));
                table.push(&cells).map_err(failed)?;
            }
            tokio::task::yield_now().await;
        }
        self.note_export(actor, SheetKind::Patients, ids.len(), asked(query.pairs())).await?;
        finish(table).await
    }

    pub(super) async fn organizations_file(&self, actor: &Actor, query: &DirectoryQuery, format: Format) -> Result<Vec<u8>, Stop> {
        actor.require(Permission::DirectoryRead)?;
        let (conn, codes) = (self.services.db.read(), self.services.codes());
        let places = db::district::places(conn).await?;
        let filter = query.parse(jst_date(self.services.now()), &codes, &places)?;
        let ids = db::directory::ids(conn, &filter, limit()).await?;
        let mut table = within(ids.len()).and_then(|()| table(SheetKind::Organizations, format, "機関"))?;
        for part in ids.chunks(PART) {
            for organization in db::directory::several(conn, part).await? {
                table.push(&organizations::cells(&organization, &codes, &places)).map_err(failed)?;
            }
            tokio::task::yield_now().await;
        }
        self.note_export(actor, SheetKind::Organizations, ids.len(), asked(query.pairs())).await?;
        finish(table).await
    }
}

/// The wrong rows as a file: where they stand, what is wrong, and the row itself, so that it can be mended there.
pub(super) fn wrong_rows(plan: &super::plan::Plan) -> Result<Vec<u8>, Stop> {
    let mut header = vec!["行", "理由"];
    header.extend(plan.headings.iter().map(String::as_str));
    let rows = plan.wrong.iter().map(|(number, cells, flaws)| {
        let reasons: Vec<String> = flaws.0.iter().map(|f| app::flaw_text(&f.field, &f.flaw)).collect();
        [number.to_string(), reasons.join(" ／ ")].into_iter().chain(cells.iter().map(Cell::shown)).collect::<Vec<String>>()
    });
    crate::sheet::write::csv(&header, rows).map_err(failed)
}
