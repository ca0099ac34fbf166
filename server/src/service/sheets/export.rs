//! Lists as files: within one's desks, as filtered, logged, and read part by part.

use super::SheetService;
use crate::service::common::{Stop, desks, entry, log};
use crate::sheet::write::{Table, WriteError};
use domain::account::{Actor, Permission};
use domain::audit::{Deed, RecordKind};
use domain::error::Fault;
use domain::inquiry::{ListQuery, View};
use domain::merge::Fields;
use domain::ports::Format;
use domain::sheet::{Cell, Column, EXPORT_MAX, SheetKind, SheetRefusal, inquiries, patients};

/// Records that are in memory at once.
const PART: usize = 500;

fn failed(error: WriteError) -> Stop {
    Stop::Fault(crate::service::error::internal(&error))
}

fn table(kind: SheetKind, format: Format, name: &str) -> Result<Table, Stop> {
    let written = |column: &&Column| !column.read_only;
    let header: Vec<&str> = kind.columns().iter().filter(written).map(|column| column.label).collect();
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
        let limit = i64::try_from(EXPORT_MAX).unwrap_or(i64::MAX);
        let keys = db::inquiry::all_keys(conn, &desks(actor), &filter, limit.saturating_add(1)).await?;
        if keys.len() > EXPORT_MAX {
            return Err(Fault::from(SheetRefusal::ExportTooLarge).into());
        }
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
        let asked = query.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        self.note_export(actor, SheetKind::Inquiries, keys.len(), asked).await?;
        finish(table).await
    }

    pub(super) async fn patients_file(&self, actor: &Actor, format: Format) -> Result<Vec<u8>, Stop> {
        actor.require(Permission::InquiryRead)?;
        let conn = self.services.db.read();
        let codes = self.services.codes();
        let mut table = table(SheetKind::Patients, format, "対象者")?;
        let (mut after, mut count) = (i64::MIN, 0);
        loop {
            let part = db::patient::part(conn, &desks(actor), after, 500).await?;
            let Some((last, _)) = part.last() else { break };
            after = *last;
            count += part.len();
            if count > EXPORT_MAX {
                return Err(Fault::from(SheetRefusal::ExportTooLarge).into());
            }
            for (_, patient) in &part {
                table.push(&patients::cells(patient, &codes)).map_err(failed)?;
            }
        }
        self.note_export(actor, SheetKind::Patients, count, Fields::new()).await?;
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
