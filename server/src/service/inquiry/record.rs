//! One intake becomes records: number, patient, case, inquiry and their audit entries, all or nothing.

use crate::service::common::{Stop, desks, entry};
use crate::service::notice::CaseNews;
use chrono::{DateTime, Utc};
use db::Tx;
use db::cases::{CaseState, NewCase};
use db::inquiry::{NewInquiry, PatientWords};
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::cases::{CaseBrief, CaseEvent, CaseStatus};
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{AuditId, CaseId, OrganizationId, PatientId, UserId};
use domain::inquiry::{InquiryForm, Intake, PatientChoice, Recorded, missing, number, numbering_year};
use domain::merge::{Fields, to_fields};
use domain::notice::CaseStep;
use domain::patient::Patient;

/// Everything one recording needs.
pub(super) struct Job {
    pub(super) actor: Actor,
    pub(super) now: DateTime<Utc>,
    pub(super) form: InquiryForm,
    pub(super) intake: Intake,
}

/// What the form says of desk and case.
const AROUND: [&str; 6] = ["desk_id", "case_id", "separate_case", "outcome", "next_date", "staff_id"];

/// The case that the contact belongs to.
enum Thread {
    New,
    Existing { brief: CaseBrief, patient: Option<PatientId>, version: i32 },
}

/// What the people of a case knew of it before this contact.
struct Before {
    is_new: bool,
    number: String,
    owner: Option<UserId>,
    due: Option<chrono::NaiveDate>,
}

impl Before {
    fn of(thread: &Thread, number: &str) -> Self {
        match thread {
            Thread::New => Self { is_new: true, number: number.to_owned(), owner: None, due: None },
            Thread::Existing { brief, .. } => Self { is_new: false, number: brief.number.clone(), owner: brief.owner.as_ref().map(|o| o.id), due: brief.next_date },
        }
    }
}

fn flaw(field: &str, flaw: Flaw) -> Stop {
    let mut flaws = Flaws::default();
    flaws.push(field, flaw);
    flaws.into()
}

/// A case as its history shows it.
pub(in crate::service) fn case_fields(status: CaseStatus, owner: Option<UserId>, next_date: Option<chrono::NaiveDate>, outcome: Option<&domain::code::Code>) -> Fields {
    Fields::from([
        ("status".to_owned(), status.code().to_owned()),
        ("owner_id".to_owned(), owner.map(|o| o.to_string()).unwrap_or_default()),
        ("next_date".to_owned(), next_date.map(|d| d.to_string()).unwrap_or_default()),
        ("outcome".to_owned(), outcome.map(|o| o.0.clone()).unwrap_or_default()),
    ])
}

impl Job {
    pub(super) async fn run(self, tx: &Tx) -> Result<Recorded, Stop> {
        db::hold::desk(tx, self.intake.desk_id).await?;
        if let Some(repeated) = self.recorded_before(tx).await? {
            return Ok(repeated);
        }
        let staff = db::desk::staff(tx, &[self.intake.desk_id]).await?;
        if self.intake.staff_id.is_some_and(|id| !staff.iter().any(|s| s.id == id)) {
            return Err(flaw("staff_id", Flaw::UnknownStaff));
        }
        let chosen = self.patient(tx).await?;
        let thread = self.thread(tx, chosen.as_ref()).await?;
        let patient = match (&thread, chosen) {
            (_, Some(patient)) => Some(patient),
            (Thread::Existing { patient: Some(id), .. }, None) => {
                db::hold::patient_as_is(tx, *id).await?;
                db::patient::find(tx, *id).await?.map(|p| p.patient)
            }
            _ => None,
        };
        let continued = self.continued(tx, &thread, patient.as_ref()).await?;
        let year = numbering_year(jst_date(self.intake.data.received_at));
        let sequence = db::sequence::next(tx, self.intake.desk_id, year.0).await?;
        let number = number(year, sequence);
        let before = Before::of(&thread, &number);
        let case_id = self.carry_on(tx, thread, patient.as_ref(), &number).await?;
        let lacking = i32::try_from(missing(&self.intake.data).len()).unwrap_or(i32::MAX);
        let new = NewInquiry {
            id: self.intake.id,
            desk_id: self.intake.desk_id,
            case_id,
            fiscal_year: year.0,
            sequence,
            number: &number,
            data: &self.intake.data,
            recorded_at: self.now,
            recorded_by: self.actor.user_id,
            continued,
            missing: lacking,
            patient: patient.as_ref().map(PatientWords::from),
        };
        db::inquiry::insert(tx, &new).await?;
        if let Some(organization) = organization_of(tx, &self.intake.data.affiliation).await? {
            db::inquiry::set_organization(tx, self.intake.id, Some(organization)).await?;
        }
        db::draft::delete(tx, self.intake.id).await?;
        let mut log = entry(&self.actor, self.now, Deed::Create, RecordKind::Inquiry, self.intake.id, 1);
        log.patient = patient.as_ref().map(|p| p.id);
        log.after = Some(self.sent());
        db::audit::append(tx, &log).await?;
        self.tell(tx, case_id, before, log.id).await?;
        Ok(Recorded { id: self.intake.id, case_id, number, repeated: false })
    }

    /// Tells whoever is in charge now, and whoever was.
    async fn tell(&self, tx: &Tx, id: CaseId, before: Before, key: AuditId) -> Result<(), Stop> {
        let news = CaseNews { actor: &self.actor, id, number: &before.number, due: self.intake.next_date.or(before.due), key, now: self.now };
        let to = self.intake.staff_id.or(before.owner);
        match (before.is_new, self.intake.outcome.is_some()) {
            (true, _) => news.handed(tx, None, to).await,
            (false, true) => news.moved_on(tx, before.owner, to, CaseStep::Closed).await,
            (false, false) => news.moved_on(tx, before.owner, to, CaseStep::Inquiry).await,
        }
    }

    /// All that the form says: the contact as read, and what it says of patient and case, with which a second sending must agree.
    fn sent(&self) -> Fields {
        let patient: &[&str] = match self.intake.patient {
            PatientChoice::None => &[],
            PatientChoice::Existing(_) => &["patient_id"],
            PatientChoice::New { .. } => &["patient_name", "patient_kana", "patient_birth", "patient_sex", "patient_address", "patient_care_level"],
        };
        let around = to_fields(&self.form).into_iter().map(|(field, text)| (field, text.trim().to_owned()));
        let mut fields = InquiryForm::of(&self.intake.data).contact_fields();
        fields.extend(around.filter(|(field, text)| !text.is_empty() && (AROUND.contains(&field.as_str()) || patient.contains(&field.as_str()))));
        fields
    }

    /// The same form came before: the record it made. Another text under the same id is refused, so that nothing is lost silently.
    async fn recorded_before(&self, tx: &Tx) -> Result<Option<Recorded>, Stop> {
        let Some(found) = db::inquiry::find(tx, self.intake.id).await? else {
            return Ok(None);
        };
        self.actor.require_desk(found.desk.id)?;
        let mut first = db::audit::after_at(tx, RecordKind::Inquiry, &self.intake.id.to_string(), 1).await?.unwrap_or_default();
        let mut now = self.sent();
        // What the clock filled in differs from one sending to the next and says nothing about the contents. The minutes are the clock's as
        // well until somebody types over them, and the form does not tell which: a second sending never corrects them.
        let by_clock: &[&str] = if self.form.received_at.is_empty() { &["minutes", "received_at"] } else { &["minutes"] };
        for field in by_clock {
            now.remove(*field);
            first.remove(*field);
        }
        if now == first {
            return Ok(Some(Recorded { id: found.id, case_id: found.case.id, number: found.number, repeated: true }));
        }
        Err(Refusal::AlreadyRecorded { number: found.number }.into())
    }

    /// The patient whom the form names: found, or recorded now.
    async fn patient(&self, tx: &Tx) -> Result<Option<Patient>, Stop> {
        match &self.intake.patient {
            PatientChoice::None => Ok(None),
            choice => choose_patient(tx, &self.actor, self.intake.desk_id, choice, self.now).await.map(Some),
        }
    }

    async fn thread(&self, tx: &Tx, patient: Option<&Patient>) -> Result<Thread, Stop> {
        let chosen = match (self.intake.case_id, patient) {
            // Said also of a form that was opened to continue a case: it was closed meanwhile.
            _ if self.intake.separate_case => None,
            (Some(id), _) => Some(id),
            (None, Some(patient)) => db::cases::open_of_patient(tx, &[self.intake.desk_id], patient.id).await?.first().map(|c| c.id),
            _ => None,
        };
        let Some(id) = chosen else {
            return Ok(Thread::New);
        };
        db::hold::case(tx, id).await?;
        let found = db::cases::find(tx, id).await?.filter(|c| c.desk.id == self.intake.desk_id && c.brief.status.is_open()).ok_or_else(|| flaw("case_id", Flaw::UnknownCase))?;
        let known = found.patient.as_ref().map(|p| p.id);
        if let (Some(known), Some(patient)) = (known, patient)
            && known != patient.id
        {
            return Err(flaw("patient_id", Flaw::UnknownCase));
        }
        Ok(Thread::Existing { brief: found.brief, patient: known, version: found.version })
    }

    /// 継続: the case or the patient was known before.
    async fn continued(&self, tx: &Tx, thread: &Thread, patient: Option<&Patient>) -> Result<bool, Stop> {
        if matches!(thread, Thread::Existing { .. }) {
            return Ok(true);
        }
        let Some(patient) = patient else {
            return Ok(false);
        };
        Ok(!db::inquiry::of_patient(tx, &desks(&self.actor), patient.id, None, 1).await?.is_empty())
    }

    /// The case, how it stood before, and how it stands with this contact.
    fn moved_on(&self, thread: &Thread) -> Result<(CaseId, Option<Fields>, CaseState<'static>), Stop> {
        let (id, before, status, owner, next_date) = match thread {
            Thread::New if self.intake.data.response.is_empty() => (CaseId::new(), None, CaseStatus::Received, None, None),
            Thread::New => (CaseId::new(), None, CaseStatus::InProgress, None, None),
            Thread::Existing { brief, .. } => {
                let owner = brief.owner.as_ref().map(|o| o.id);
                let before = case_fields(brief.status, owner, brief.next_date, brief.outcome.as_ref());
                (brief.id, Some(before), brief.status.apply(CaseEvent::Contact)?, owner, brief.next_date)
            }
        };
        let closing = self.intake.outcome.is_some();
        let state = CaseState {
            status: if closing { status.apply(CaseEvent::Close)? } else { status },
            owner_id: self.intake.staff_id.or(owner),
            next_date: if closing { None } else { self.intake.next_date.or(next_date) },
            outcome: self.intake.outcome.clone(),
            closed_at: closing.then_some(self.now),
            voided: None,
        };
        Ok((id, before, state))
    }

    /// Opens the case or moves it on.
    async fn carry_on(&self, tx: &Tx, thread: Thread, patient: Option<&Patient>, number: &str) -> Result<CaseId, Stop> {
        let (id, before, state) = self.moved_on(&thread)?;
        let mut after = case_fields(state.status, state.owner_id, state.next_date, state.outcome.as_ref());
        let mut version = 1;
        match &thread {
            Thread::New => {
                let new = NewCase {
                    id,
                    desk_id: self.intake.desk_id,
                    number,
                    patient_id: patient.map(|p| p.id),
                    state,
                    main_category: &self.intake.data.main_category,
                    opened_at: self.intake.data.received_at,
                };
                db::cases::insert(tx, &new).await?;
            }
            Thread::Existing { patient: known, version: seen, .. } => {
                version = *seen;
                if let (None, Some(patient)) = (known, patient) {
                    if !db::cases::set_patient(tx, id, version, Some(patient.id), self.now).await? {
                        return Err(Fault::Busy.into());
                    }
                    after.insert("patient".to_owned(), patient.name.clone());
                    version += 1;
                } else if before.as_ref() == Some(&after) {
                    return Ok(id);
                }
                if !db::cases::update(tx, id, version, &state, self.now).await? {
                    return Err(Fault::Busy.into());
                }
                version += 1;
            }
        }
        let deed = match (&before, self.intake.outcome.is_some()) {
            (None, _) => Deed::Create,
            (Some(_), true) => Deed::Close,
            (Some(_), false) => Deed::Update,
        };
        let mut log = entry(&self.actor, self.now, deed, RecordKind::Case, id, version);
        log.patient = patient.map(|p| p.id);
        log.before = before;
        log.after = Some(after);
        db::audit::append(tx, &log).await?;
        Ok(id)
    }
}

/// The organization that a typed 所属機関 names.
pub(super) async fn organization_of(tx: &Tx, affiliation: &str) -> Result<Option<OrganizationId>, Stop> {
    let keys = domain::directory::name_keys(affiliation);
    Ok(db::directory::by_names(tx, &keys).await?.map(|o| o.id))
}

/// The patient of a choice that is not "none": a known one of the actor's desks, or a new one that is nobody's double.
pub(in crate::service) async fn choose_patient(tx: &Tx, actor: &Actor, desk: domain::id::DeskId, choice: &PatientChoice, now: DateTime<Utc>) -> Result<Patient, Stop> {
    match choice {
        PatientChoice::None => Err(flaw("patient_mode", Flaw::Required)),
        PatientChoice::Existing(id) => {
            // What a case says of its patient stays true until the case is stored.
            // A case of one desk does not show another desk's patient, whoever belongs to both.
            let found = crate::service::patient::standing(tx, *id).await?.filter(|p| p.desk_id == desk && actor.require_desk(desk).is_ok());
            found.map(|p| p.patient).ok_or_else(|| flaw("patient_id", Flaw::UnknownPatient))
        }
        PatientChoice::New { data, distinct } => {
            if !distinct && !db::patient::namesakes(tx, &[desk], &data.name, &data.kana).await?.is_empty() {
                return Err(flaw("patient_distinct", Flaw::Duplicate));
            }
            let id = PatientId::new();
            db::patient::insert(tx, id, desk, data, actor.user_id, now).await?;
            let patient = Patient::new(id, data.as_ref().clone());
            let mut log = entry(actor, now, Deed::Create, RecordKind::Patient, id, 1);
            log.patient = Some(id);
            log.after = Some(patient.fields());
            db::audit::append(tx, &log).await?;
            Ok(patient)
        }
    }
}
