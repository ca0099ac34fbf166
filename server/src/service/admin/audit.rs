//! The audit log: what of a line somebody may see, page by page, and as a file.

use super::AdminService;
use crate::service::common::{entry, log};
use crate::service::error::fault;
use db::audit_log::LogLine;
use domain::account::{Actor, Permission};
use domain::admin::{AUDIT_PAGE, AuditFilter, AuditLine, AuditPage, AuditQuery, CSV_MAX, Cursor};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::error::{Fault, Flaw, Refusal};
use domain::merge::Fields;

/// Lines of a file that are read at once: a hundred thousand lines never stand in memory together.
const AT_ONCE: u64 = 1_000;

/// Records that hold nothing of a patient: everybody who reads the log sees what was changed in them.
const OPEN: [RecordKind; 8] =
    [RecordKind::User, RecordKind::Desk, RecordKind::Holiday, RecordKind::Code, RecordKind::District, RecordKind::Settings, RecordKind::Mail, RecordKind::MailTemplate];

/// A line as `actor` may see it: values and reasons of a desk's records are for those who read its inquiries.
fn seen_by(actor: &Actor, line: LogLine) -> AuditLine {
    let kind = RecordKind::from_code(&line.kind).ok_or(line.kind);
    let open = kind.as_ref().is_ok_and(|k| OPEN.contains(k));
    let of_own_desk = actor.may(Permission::InquiryRead) && line.desk.is_some_and(|desk| actor.require_desk(desk).is_ok());
    let free = open || of_own_desk;
    // A list has no fields of its own: it only names what was on the screen, or how it was asked for.
    let listed = kind == Ok(RecordKind::List);
    let fields: Vec<String> = if listed { Vec::new() } else { line.changes.iter().map(|c| c.field.clone()).collect() };
    AuditLine {
        id: line.id,
        at: line.at,
        user_name: line.user_name,
        from: line.from,
        deed: db::audit_log::deed(&line.deed),
        record: line.record,
        number: line.number,
        hidden: !free && !listed && (!fields.is_empty() || !line.note.is_empty()),
        changes: if free { line.changes } else { Vec::new() },
        note: if free || listed { line.note } else { String::new() },
        fields,
        kind,
    }
}

impl AdminService {
    /// The filter, if `actor` may ask for it.
    async fn filter(&self, actor: &Actor, query: &AuditQuery) -> Result<AuditFilter, Fault> {
        actor.require(Permission::AuditRead)?;
        let filter = query.parse(jst_date(self.services.now()))?;
        if let Some(patient) = filter.patient {
            // Which lines speak of a patient is itself something about the patient.
            actor.require(Permission::InquiryRead)?;
            let desk = db::audit_log::desk_of_patient(self.services.db.read(), patient).await.map_err(fault)?;
            let desk = desk.ok_or_else(|| super::flawed("patient", Flaw::UnknownPatient))?;
            actor.require_desk(desk)?;
        }
        Ok(filter)
    }

    async fn note_look(&self, actor: &Actor, deed: Deed, query: &AuditQuery, lines: u64) -> Result<(), Fault> {
        let mut line = entry(actor, self.services.now(), deed, RecordKind::List, "", 0);
        line.note = format!("audit {lines}");
        line.after = Some(query.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Fields>());
        log(&self.services, line).await
    }

    pub(super) async fn audit_page(&self, actor: &Actor, query: &AuditQuery) -> Result<AuditPage, Fault> {
        let filter = self.filter(actor, query).await?;
        let conn = self.services.db.read();
        let size = usize::try_from(AUDIT_PAGE).unwrap_or(usize::MAX);
        let mut lines = db::audit_log::page(conn, &filter, u64::from(AUDIT_PAGE) + 1).await.map_err(fault)?;
        let more = lines.len() > size;
        lines.truncate(size);
        let next = lines.last().filter(|_| more).map(|l| l.cursor().to_string()).unwrap_or_default();
        let people = db::audit_log::people(conn).await.map_err(fault)?;
        self.note_look(actor, Deed::View, query, u64::try_from(lines.len()).unwrap_or_default()).await?;
        Ok(AuditPage { lines: lines.into_iter().map(|l| seen_by(actor, l)).collect(), next, people, by_patient: actor.may(Permission::InquiryRead) })
    }

    /// Begins a file of the filtered lines: logged before the first of them leaves.
    ///
    /// # Errors
    /// The filter is flawed, not allowed, or lets too many lines through.
    pub async fn audit_file(&self, actor: &Actor, query: &AuditQuery) -> Result<AuditFile, Fault> {
        let filter = AuditFilter { before: None, ..self.filter(actor, query).await? };
        let most = u64::from(CSV_MAX);
        let lines = db::audit_log::count(self.services.db.read(), &filter, most + 1).await.map_err(fault)?;
        if lines > most {
            return Err(Refusal::TooMany { max: CSV_MAX }.into());
        }
        self.note_look(actor, Deed::Export, query, lines).await?;
        Ok(AuditFile { service: self.clone(), actor: actor.clone(), filter, left: lines })
    }
}

/// The lines of a file, a part at a time.
pub struct AuditFile {
    service: AdminService,
    actor: Actor,
    filter: AuditFilter,
    left: u64,
}

impl AuditFile {
    /// The next lines; nothing after the last.
    ///
    /// # Errors
    /// The database's.
    pub async fn next(&mut self) -> Result<Option<Vec<AuditLine>>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        let lines = db::audit_log::page(self.service.services.db.read(), &self.filter, AT_ONCE.min(self.left)).await.map_err(fault)?;
        let Some(last) = lines.last() else { return Ok(None) };
        let Cursor { at, id } = last.cursor();
        self.filter.before = Some(Cursor { at, id });
        self.left = self.left.saturating_sub(u64::try_from(lines.len()).unwrap_or(self.left));
        Ok(Some(lines.into_iter().map(|l| seen_by(&self.actor, l)).collect()))
    }
}
