//! What goes out on paper: a sheet that is opened counts as printed, because nobody can see what the printer does.

mod letter;

use super::Services;
use super::cases::CaseService;
use super::common::{Stop, entry, log};
use super::error::fault;
use async_trait::async_trait;
use db::cases::CaseRecord;
use domain::account::{Actor, Permission};
use domain::assignment::Role;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::cases::{CaseView, EntryForm};
use domain::error::{Fault, Refusal};
use domain::id::{CaseId, EntryId, PatientId, RequestId};
use domain::paper::{ContactSheet, Fax, FaxForm, FaxPage, LetterPage};
use domain::ports::{CaseDesk, PaperDesk};

/// Fulfils [`PaperDesk`].
#[derive(Clone)]
pub struct PaperService(pub Services);

#[async_trait]
impl PaperDesk for PaperService {
    async fn case_sheet(&self, actor: &Actor, id: CaseId) -> Result<CaseView, Fault> {
        let view = CaseService(self.0.clone()).case(actor, id).await?;
        let mut line = entry(actor, self.0.now(), Deed::Print, RecordKind::Case, id, 0);
        line.patient = view.patient.as_ref().map(|p| p.id);
        log(&self.0, line).await?;
        Ok(view)
    }

    async fn fax(&self, actor: &Actor, id: CaseId, form: &FaxForm) -> Result<FaxPage, Fault> {
        actor.require(Permission::InquiryRead)?;
        let case = self.own(actor, id).await.map_err(Stop::fault)?;
        let fax = if form.show.trim() == "1" { Some(form.parse()?) } else { None };
        let patient = match &fax {
            Some(fax) => {
                let line = self.printed(actor, &case, fax);
                log(&self.0, line).await?;
                case.patient.as_ref().filter(|_| fax.name_reason.is_some()).map(|p| p.name.clone())
            }
            None => None,
        };
        let today = jst_date(self.0.now());
        let desk = db::desk::find_record(self.0.db.read(), case.desk.id).await.map_err(fault)?.map(|d| d.data);
        let (telephone, address) = desk.map(|d| (d.telephone, d.address)).unwrap_or_default();
        Ok(FaxPage { case: case.brief, desk: case.desk, telephone, address, sender: actor.name.clone(), patient, fax, next_entry: EntryId::new(), today })
    }

    async fn record_fax(&self, actor: &Actor, id: CaseId, form: &FaxForm) -> Result<(), Fault> {
        actor.require(Permission::InquiryWrite)?;
        let fax = form.parse()?;
        let case = self.own(actor, id).await.map_err(Stop::fault)?;
        if !case.brief.status.is_open() {
            return Err(Refusal::CaseClosed.into());
        }
        let named = fax.name_reason.as_ref().map(|r| format!("\n氏名を記載（理由：{r}）")).unwrap_or_default();
        let text = format!("FAX送付状を作成　FAX番号 {}　{}枚　送信者 {}\n件名：{}{named}", fax.to_fax, fax.sheets, fax.sender, fax.subject);
        let note = EntryForm { id: form.id.clone(), means: "fax".into(), counterpart: fax.to_name, text, ..EntryForm::default() };
        CaseService(self.0.clone()).add_entry(actor, id, &note).await
    }

    async fn letter(&self, actor: &Actor, id: RequestId, role: Role) -> Result<LetterPage, Fault> {
        actor.require(Permission::InquiryRead)?;
        let page = letter::letter(self.0.db.read(), actor, (id, role), self.0.now()).await.map_err(Stop::fault)?;
        log(&self.0, self.named(actor, RecordKind::MatchRequest, id, page.patient.id, &format!("依頼書（{}）", page.to.physician.name))).await?;
        Ok(page)
    }

    async fn contacts(&self, actor: &Actor, id: PatientId) -> Result<ContactSheet, Fault> {
        actor.require(Permission::InquiryRead)?;
        let sheet = letter::contacts(self.0.db.read(), actor, id, self.0.now()).await.map_err(Stop::fault)?;
        log(&self.0, self.named(actor, RecordKind::Patient, id, id, "連絡先")).await?;
        Ok(sheet)
    }
}

impl PaperService {
    async fn own(&self, actor: &Actor, id: CaseId) -> Result<CaseRecord, Stop> {
        let found = db::cases::find(self.0.db.read(), id).await.map_err(fault)?.ok_or(Fault::NotFound)?;
        actor.require_desk(found.desk.id)?;
        Ok(found)
    }

    /// The line of the log about a sheet that names the patient.
    fn named(&self, actor: &Actor, kind: RecordKind, record: impl ToString, patient: PatientId, what: &str) -> AuditEntry {
        AuditEntry { patient: Some(patient), note: what.to_owned(), ..entry(actor, self.0.now(), Deed::Print, kind, record, 0) }
    }

    /// The line of the log: whose data went out, and why it carried a name.
    fn printed(&self, actor: &Actor, case: &CaseRecord, fax: &Fax) -> AuditEntry {
        let mut line = entry(actor, self.0.now(), Deed::Print, RecordKind::Case, case.brief.id, 0);
        line.patient = case.patient.as_ref().map(|p| p.id).filter(|_| fax.name_reason.is_some());
        line.note = fax.name_reason.as_ref().map_or_else(|| "FAX送付状".to_owned(), |reason| format!("FAX送付状（氏名を記載：{reason}）"));
        line
    }
}
