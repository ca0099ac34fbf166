//! What pages show of inquiries; who saw whose data is logged.

use super::InquiryService;
use crate::service::common::{Stop, desks, entry, log, log_list};
use chrono::{DateTime, Utc};
use db::inquiry::InquiryRecord;
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::directory::{OrganizationBrief, name_keys};
use domain::error::{Fault, Refusal};
use domain::id::{CaseId, DeskId, InquiryId, PatientId};
use domain::inquiry::{Blank, InquiryForm, InquiryLine, InquiryView, ListPage, ListQuery, MatchQuery, Matches, PatientMatch, missing};
use domain::merge::Fields;
use domain::patient::may_be_same;

/// Patients and inquiries beside the form.
const BESIDE: u64 = 8;
/// People whose earlier inquiries stand beside the form.
const ABOUT: usize = 3;
/// Earlier inquiries beside a record.
const EARLIER: u64 = 20;

/// A record as its page shows it, without its surroundings.
pub(in crate::service) fn view_of(found: InquiryRecord, today: chrono::NaiveDate) -> InquiryView {
    let form = InquiryForm { id: found.id.to_string(), desk_id: found.desk.id.to_string(), ..InquiryForm::of(&found.data) };
    InquiryView {
        id: found.id,
        number: found.number,
        version: found.version,
        case: found.case,
        desk: found.desk,
        received_at: found.data.received_at,
        recorded_at: found.recorded_at,
        recorded_by: found.recorded_by_name,
        patient: found.patient,
        continued: found.continued,
        anonymous: found.data.anonymous,
        organization: None,
        missing: missing(&found.data).into_iter().map(str::to_owned).collect(),
        voided: found.voided,
        form,
        history: Vec::new(),
        of_patient: Vec::new(),
        of_telephone: Vec::new(),
        today,
    }
}

/// So long a form that was opened and not touched may be reloaded.
const FRESH: chrono::Duration = chrono::Duration::hours(12);

/// When the form with this id was made: the id carries it.
fn made_at(id: InquiryId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

/// When the form was opened. The call's clock then survives a reload.
fn opened_at(id: InquiryId, now: DateTime<Utc>) -> DateTime<Utc> {
    made_at(id).filter(|at| *at <= now && now - *at < FRESH).unwrap_or(now)
}

impl InquiryService {
    pub(super) async fn blank_form(&self, actor: &Actor, draft: Option<InquiryId>, case: Option<CaseId>) -> Result<Blank, Stop> {
        let conn = self.0.db.read();
        let now = self.0.now();
        let desks = desks(actor);
        let drafts = db::draft::of_user(conn, actor.user_id).await?;
        let id = draft.unwrap_or_default();
        let kept = match draft {
            None => None,
            Some(id) => {
                if let Some(found) = db::inquiry::find(conn, id).await? {
                    actor.require_desk(found.desk.id)?;
                    return Err(Refusal::AlreadyRecorded { number: found.number }.into());
                }
                db::draft::find(conn, actor.user_id, id).await?
            }
        };
        let resumed = kept.is_some();
        let draft_version = kept.as_ref().map_or(0, |(_, version)| *version);
        // A new form's id is fresh; an old one without a draft was thrown away or recorded by nobody.
        let lost = !resumed && draft.is_some_and(|id| made_at(id).is_none_or(|at| now - at > FRESH));
        let mut form = kept.map(|(form, _)| form).unwrap_or_else(|| InquiryForm {
            staff_id: actor.user_id.to_string(),
            opened_at: opened_at(id, now).to_rfc3339(),
            desk_id: actor.desks.first().map(|d| d.id.to_string()).unwrap_or_default(),
            ..InquiryForm::default()
        });
        form.id = id.to_string();
        let wanted = case.or_else(|| form.case_id.parse().ok());
        let continued = match wanted {
            None => None,
            Some(id) => {
                let found = db::cases::find(conn, id).await?.ok_or(Fault::NotFound)?;
                actor.require_desk(found.desk.id)?;
                Some(found)
            }
        };
        if let Some(found) = &continued
            && !resumed
        {
            form.case_id = found.brief.id.to_string();
            form.desk_id = found.desk.id.to_string();
            if let Some(patient) = &found.patient {
                form = form.linked_to(&patient.id.to_string());
            }
        }
        let patient = match form.patient_id.parse() {
            Ok(id) => db::patient::matching(conn, &desks, id).await?,
            Err(_) => None,
        };
        if let Some(shown) = &patient {
            let mut seen = entry(actor, now, Deed::View, RecordKind::Patient, shown.patient.id, 0);
            seen.patient = Some(shown.patient.id);
            log(&self.0, seen).await?;
        }
        Ok(Blank { staff: db::desk::staff(conn, &desks).await?, form, draft_version, lost, now, desks: actor.desks.clone(), drafts, patient, case: continued.map(|c| c.brief) })
    }

    pub(super) async fn view(&self, actor: &Actor, id: InquiryId) -> Result<InquiryView, Stop> {
        let conn = self.0.db.read();
        let found = db::inquiry::find(conn, id).await?.ok_or(Fault::NotFound)?;
        actor.require_desk(found.desk.id)?;
        let now = self.0.now();
        let desks = desks(actor);
        let of_patient = match &found.patient {
            Some(patient) => db::inquiry::of_patient(conn, &desks, patient.id, Some(id), EARLIER).await?,
            None => Vec::new(),
        };
        let digits = domain::text::digits(&found.data.telephone);
        let of_telephone = if digits.is_empty() { Vec::new() } else { db::inquiry::of_telephone(conn, &desks, &digits, Some(id), EARLIER).await? };
        let mut seen = entry(actor, now, Deed::View, RecordKind::Inquiry, id, found.version);
        seen.patient = found.patient.as_ref().map(|p| p.id);
        if !of_telephone.is_empty() {
            // Whoever else called from this number, about whomever, is on the page as well.
            let ids: Vec<String> = of_telephone.iter().map(|line| line.id.to_string()).collect();
            seen.after = Some(Fields::from([("ids".to_owned(), ids.join(","))]));
        }
        log(&self.0, seen).await?;
        let history = db::audit::history(conn, RecordKind::Inquiry, &id.to_string()).await?;
        let history = history.into_iter().filter(|c| c.deed != Deed::Create).collect();
        let organization = self.organization(&found).await?;
        Ok(InquiryView { history, of_patient, of_telephone, organization, ..view_of(found, jst_date(now)) })
    }

    /// The organization of 所属機関: as it was linked, or else the one that bears the name by now.
    async fn organization(&self, found: &InquiryRecord) -> Result<Option<OrganizationBrief>, Stop> {
        let conn = self.0.db.read();
        if let Some(id) = found.organization {
            let linked = db::directory::find(conn, id).await?;
            return Ok(linked.map(|o| OrganizationBrief { id, name: o.data.name, kind: o.data.kind }));
        }
        Ok(db::directory::by_names(conn, &name_keys(&found.data.affiliation)).await?)
    }

    pub(super) async fn paper(&self, actor: &Actor, id: InquiryId) -> Result<InquiryView, Stop> {
        let found = db::inquiry::find(self.0.db.read(), id).await?.ok_or(Fault::NotFound)?;
        actor.require_desk(found.desk.id)?;
        let now = self.0.now();
        let mut printed = entry(actor, now, Deed::Print, RecordKind::Inquiry, id, found.version);
        printed.patient = found.patient.as_ref().map(|p| p.id);
        log(&self.0, printed).await?;
        Ok(view_of(found, jst_date(now)))
    }

    pub(super) async fn page(&self, actor: &Actor, query: &ListQuery) -> Result<ListPage, Stop> {
        let now = self.0.now();
        let filter = query.parse(now, actor.user_id, &self.0.codes())?;
        let conn = self.0.db.read();
        let desks = desks(actor);
        let found = db::inquiry::rows(conn, &desks, &filter).await?;
        let staff = async { db::desk::staff(conn, &desks).await.map_err(Stop::from) };
        let logged = async { log_list(&self.0, actor, "list", found.rows.iter().map(|r| r.id.0)).await.map_err(Stop::from) };
        let (staff, ()) = futures::try_join!(staff, logged)?;
        Ok(ListPage { rows: found.rows, total: found.total, more: found.more, today: jst_date(now), desks: actor.desks.clone(), staff })
    }

    /// Earlier inquiries about the people found, and from the number or name typed; newest first.
    async fn earlier(&self, desks: &[DeskId], query: &MatchQuery, patients: &[PatientMatch]) -> Result<Vec<InquiryLine>, Stop> {
        let conn = self.0.db.read();
        let mut lines = db::inquiry::matches(conn, desks, query, BESIDE).await?;
        // Once the form names somebody, only that person's matter; of many namesakes the first few are enough.
        let named = query.patient_id.parse().ok();
        let people: Vec<PatientId> = match named {
            Some(id) => vec![id],
            None => patients.iter().map(|p| p.patient.id).take(ABOUT).collect(),
        };
        for patient in people {
            for line in db::inquiry::of_patient(conn, desks, patient, None, BESIDE).await? {
                if !lines.iter().any(|l| l.id == line.id) {
                    lines.push(line);
                }
            }
        }
        lines.sort_by_key(|l| std::cmp::Reverse(l.received_at));
        lines.truncate(usize::try_from(BESIDE + BESIDE).unwrap_or(usize::MAX));
        Ok(lines)
    }

    pub(super) async fn fitting(&self, actor: &Actor, query: &MatchQuery) -> Result<Matches, Stop> {
        let conn = self.0.db.read();
        let desks = desks(actor);
        let mut patients = db::patient::fitting(conn, &desks, query, BESIDE).await?;
        let same = |p: &domain::inquiry::PatientMatch| may_be_same((&p.patient.name, &p.patient.kana), (&query.patient_name, &query.patient_kana));
        for namesake in db::patient::namesakes(conn, &desks, &query.patient_name, &query.patient_kana).await? {
            if !patients.iter().any(|p| p.patient.id == namesake.patient.id) {
                patients.push(namesake);
            }
        }
        let namesakes = patients.iter().filter(|p| same(p)).map(|p| p.patient.id).collect();
        let inquiries = self.earlier(&desks, query, &patients).await?;
        log_list(&self.0, actor, "matches", patients.iter().map(|p| p.patient.id.0).chain(inquiries.iter().map(|i| i.id.0))).await?;
        Ok(Matches { patients, namesakes, inquiries })
    }
}
