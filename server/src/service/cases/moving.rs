//! Inquiries that go from one case to another, or to a case of their own.
//!
//! A case bears the number of the inquiry that opened it, and no two cases of a desk bear the same. A case that gives its last inquiry
//! away was opened by mistake: it is voided, and comes back when that inquiry does.

use super::change::no_search;
use super::own;
use crate::service::common::{Stop, desks, entry};
use crate::service::inquiry::case_fields;
use crate::service::notice::CaseNews;
use chrono::{DateTime, Utc};
use db::Tx;
use db::cases::{CaseRecord, CaseState, NewCase};
use db::inquiry::InquiryRecord;
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::cases::{CaseEvent, CaseStatus, Moved, Whose};
use domain::error::{Fault, Flaw, Flaws, OtherPatient, Refusal};
use domain::id::{AuditId, CaseId, DeskId, InquiryId, PatientId};
use domain::merge::Fields;
use domain::notice::CaseStep;

/// Who moves, and when.
struct Move<'a> {
    tx: &'a Tx,
    actor: &'a Actor,
    now: DateTime<Utc>,
}

/// Where the inquiry goes.
enum Target {
    /// A case that somebody named.
    Named(Box<CaseRecord>),
    /// The case of its number, emptied before.
    Again(Box<CaseRecord>),
    /// A new case.
    New,
}

impl Target {
    fn known(&self) -> Option<&CaseRecord> {
        match self {
            Self::Named(case) | Self::Again(case) => Some(case),
            Self::New => None,
        }
    }
}

/// What is to be moved, and where to.
pub(super) struct Wish {
    pub(super) inquiry: InquiryId,
    /// The number of a case; empty for a case of its own.
    pub(super) to: String,
    /// The patient whom somebody saw named as the new one.
    pub(super) confirmed: String,
}

/// Moves an inquiry, or asks back when it would become another person's.
pub(super) async fn move_inquiry(tx: &Tx, actor: &Actor, wish: &Wish, now: DateTime<Utc>) -> Result<(Result<Moved, Fault>, DeskId), Stop> {
    let (id, to) = (wish.inquiry, wish.to.as_str());
    let desk = db::inquiry::find(tx, id).await?.ok_or(Fault::NotFound)?.desk.id;
    actor.require_desk(desk)?;
    db::hold::desk(tx, desk).await?;
    db::hold::inquiry(tx, id).await?;
    let found = db::inquiry::find(tx, id).await?.ok_or(Fault::NotFound)?;
    if found.voided.is_some() {
        return Err(Refusal::Voided.into());
    }
    let this = Move { tx, actor, now };
    let (from, target) = this.both(&found, to).await?;
    let last = db::inquiry::living_in_case(tx, from.brief.id).await? <= 1;
    if last && (to.is_empty() || !db::entries::of_case(tx, from.brief.id).await?.is_empty()) {
        return Err(Refusal::LastInquiry.into());
    }
    let patient = from.patient.as_ref().map(|p| p.id);
    let new_patient = match &target {
        Target::Named(case) => case.patient.as_ref().map(|p| p.id),
        Target::Again(_) | Target::New => patient,
    };
    let change = Whose::after(patient, new_patient);
    if !change.is_allowed(new_patient, &wish.confirmed) {
        return Ok((Err(this.ask_back(&found.number, &from, target.known()).await?), desk));
    }
    let (case, number, whose) = match target {
        Target::Named(case) => (case.brief.id, case.brief.number, case.patient.map(|p| p.id)),
        Target::Again(case) => (this.reopen(&case, &from).await?, found.number.clone(), patient),
        Target::New => (this.open(&found, &from).await?, found.number.clone(), patient),
    };
    if !db::inquiry::move_to_case(tx, id, case, now).await? {
        return Err(Fault::Busy.into());
    }
    this.log_inquiry(&found, patient, &from.brief.number, &number).await?;
    this.log_case(from.brief.id, patient, &found.number, "").await?;
    this.log_case(case, whose, "", &found.number).await?;
    for case in [from.brief.id, case] {
        this.tell(case).await?;
    }
    if last && from.voided.is_none() {
        this.void_emptied(&from, &format!("相談 {} をケース {number} へ移したため", found.number)).await?;
    }
    Ok((Ok(Moved { case, whose: change }), found.desk.id))
}

impl Move<'_> {
    /// Tells whoever is in charge of the case that an inquiry came or went.
    async fn tell(&self, case: CaseId) -> Result<(), Stop> {
        let brief = db::cases::brief(self.tx, case).await?.ok_or(Fault::NotFound)?;
        let news = CaseNews { actor: self.actor, id: case, number: &brief.number, due: brief.next_date, key: AuditId::new(), now: self.now };
        news.changed(self.tx, brief.owner.map(|o| o.id), CaseStep::Moved).await
    }

    /// The case that the inquiry leaves and the one it goes to, both held, in the order of their ids: two moves that cross do not wait
    /// for each other.
    async fn both(&self, found: &InquiryRecord, to: &str) -> Result<(CaseRecord, Target), Stop> {
        let from = found.case.id;
        let wanted = if to.is_empty() { db::cases::with_number(self.tx, found.desk.id, &found.number).await? } else { Some(self.named(to).await?) };
        let mut held: Vec<CaseId> = wanted.into_iter().chain([from]).collect();
        held.sort_unstable_by_key(|case| case.0);
        for case in held {
            db::hold::case(self.tx, case).await?;
        }
        let target = match wanted {
            None => Target::New,
            Some(case) if to.is_empty() => self.own_again(case).await?,
            Some(case) => self.target(found.desk.id, case).await?,
        };
        if target.known().is_some_and(|case| case.brief.id == from) {
            return Err(Refusal::SameCase.into());
        }
        Ok((own(self.tx, self.actor, from).await?, target))
    }

    /// Says whose inquiry it is and whose it would be. The answer shows a person's name, so it is a look that is logged.
    async fn ask_back(&self, number: &str, from: &CaseRecord, target: Option<&CaseRecord>) -> Result<Fault, Stop> {
        let (Some(from), Some((case, other))) = (&from.patient, target.and_then(|t| t.patient.as_ref().map(|p| (&t.brief, p)))) else {
            return Err(Fault::NotFound.into());
        };
        let mut log = entry(self.actor, self.now, Deed::View, RecordKind::Case, case.id, 0);
        log.patient = Some(other.id);
        db::audit::append(self.tx, &log).await?;
        let asked = OtherPatient { number: number.to_owned(), name: from.name.clone(), case: case.number.clone(), other: other.id, other_name: other.name.clone() };
        Ok(Refusal::OtherPatient(Box::new(asked)).into())
    }

    async fn named(&self, to: &str) -> Result<CaseId, Stop> {
        db::cases::by_number(self.tx, &desks(self.actor), to).await?.ok_or_else(unknown)
    }

    async fn target(&self, desk: DeskId, case: CaseId) -> Result<Target, Stop> {
        let found = own(self.tx, self.actor, case).await?;
        if found.desk.id != desk || found.voided.is_some() { Err(unknown()) } else { Ok(Target::Named(Box::new(found))) }
    }

    /// The case that bears the inquiry's own number: it comes back when nothing is in it, else there would be two of that number.
    async fn own_again(&self, case: CaseId) -> Result<Target, Stop> {
        let found = own(self.tx, self.actor, case).await?;
        if found.voided.is_none() || db::inquiry::living_in_case(self.tx, case).await? > 0 {
            return Err(Refusal::OpensTheCase.into());
        }
        Ok(Target::Again(Box::new(found)))
    }

    /// A case of its own for an inquiry that does not belong where it is. The person is the same until somebody says otherwise.
    async fn open(&self, inquiry: &InquiryRecord, from: &CaseRecord) -> Result<CaseId, Stop> {
        let id = CaseId::new();
        let state = carried_on(from);
        let patient_id = from.patient.as_ref().map(|p| p.id);
        let after = case_fields(state.status, state.owner_id, None, None);
        let new =
            NewCase { id, desk_id: inquiry.desk.id, number: &inquiry.number, patient_id, state, main_category: &inquiry.data.main_category, opened_at: inquiry.data.received_at };
        db::cases::insert(self.tx, &new).await?;
        let mut log = entry(self.actor, self.now, Deed::Create, RecordKind::Case, id, 1);
        log.patient = patient_id;
        log.after = Some(after);
        db::audit::append(self.tx, &log).await?;
        Ok(id)
    }

    /// The emptied case `case` once more, about the person of `from`.
    async fn reopen(&self, case: &CaseRecord, from: &CaseRecord) -> Result<CaseId, Stop> {
        let state = carried_on(from);
        let patient = from.patient.as_ref();
        if !db::cases::restore(self.tx, case.brief.id, case.version, &state, patient.map(|p| p.id), self.now).await? {
            return Err(Fault::Busy.into());
        }
        let mut before = fields_of(case);
        let mut after = case_fields(state.status, state.owner_id, None, None);
        if case.patient.as_ref().map(|p| p.id) != patient.map(|p| p.id) {
            before.insert("patient".to_owned(), case.patient.as_ref().map(|p| p.name.clone()).unwrap_or_default());
            after.insert("patient".to_owned(), patient.map(|p| p.name.clone()).unwrap_or_default());
        }
        let mut log = entry(self.actor, self.now, Deed::Reopen, RecordKind::Case, case.brief.id, case.version + 1);
        log.patient = patient.map(|p| p.id);
        log.before = Some(before);
        log.after = Some(after);
        log.note = format!("相談 {} を戻したため", case.brief.number);
        db::audit::append(self.tx, &log).await?;
        Ok(case.brief.id)
    }

    /// Voids the case that has given its last inquiry away.
    async fn void_emptied(&self, from: &CaseRecord, reason: &str) -> Result<(), Stop> {
        let status = from.brief.status.apply(CaseEvent::Void)?;
        no_search(self.tx, from.brief.id).await?;
        let owner_id = from.brief.owner.as_ref().map(|o| o.id);
        let voided = Some(db::Voiding { at: self.now, by: self.actor.user_id, reason });
        let state = CaseState { status, owner_id, next_date: None, outcome: from.brief.outcome.clone(), closed_at: from.closed_at, voided };
        if !db::cases::update(self.tx, from.brief.id, from.version, &state, self.now).await? {
            return Err(Fault::Busy.into());
        }
        let mut log = entry(self.actor, self.now, Deed::Void, RecordKind::Case, from.brief.id, from.version + 1);
        log.patient = from.patient.as_ref().map(|p| p.id);
        log.before = Some(fields_of(from));
        log.after = Some(case_fields(status, owner_id, None, from.brief.outcome.as_ref()));
        log.note = reason.to_owned();
        Ok(db::audit::append(self.tx, &log).await?)
    }

    async fn log_inquiry(&self, found: &InquiryRecord, patient: Option<PatientId>, from: &str, to: &str) -> Result<(), Stop> {
        let fields = |number: &str| {
            let mut fields = domain::inquiry::InquiryForm::of(&found.data).contact_fields();
            fields.insert("case".to_owned(), number.to_owned());
            fields
        };
        let mut log = entry(self.actor, self.now, Deed::Move, RecordKind::Inquiry, found.id, found.version + 1);
        log.patient = patient;
        log.before = Some(fields(from));
        log.after = Some(fields(to));
        Ok(db::audit::append(self.tx, &log).await?)
    }

    /// Each of the two cases tells of it in its history.
    async fn log_case(&self, case: CaseId, patient: Option<PatientId>, before: &str, after: &str) -> Result<(), Stop> {
        let side = |text: &str| Some(Fields::from([("moved".to_owned(), text.to_owned())]));
        let mut log = entry(self.actor, self.now, Deed::Move, RecordKind::Case, case, 0);
        log.patient = patient;
        log.before = side(before);
        log.after = side(after);
        Ok(db::audit::append(self.tx, &log).await?)
    }
}

fn unknown() -> Stop {
    let mut flaws = Flaws::default();
    flaws.push("case_number", Flaw::UnknownCase);
    flaws.into()
}

fn fields_of(case: &CaseRecord) -> Fields {
    let brief = &case.brief;
    case_fields(brief.status, brief.owner.as_ref().map(|o| o.id), brief.next_date, brief.outcome.as_ref())
}

/// How the matter stands in a case of its own: whoever was in charge stays it.
fn carried_on(from: &CaseRecord) -> CaseState<'static> {
    let owner_id = from.brief.owner.as_ref().map(|o| o.id);
    CaseState { status: CaseStatus::InProgress, owner_id, next_date: None, outcome: None, closed_at: None, voided: None }
}
