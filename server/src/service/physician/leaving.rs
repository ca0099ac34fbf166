//! A physician leaves (退職・休止): what becomes of each of their patients is decided first, and then happens for all of them in one
//! transaction, or for none. Each desk decides about its own patients.

use crate::service::assignment::{Ground, LEFT, Leaver, searches};
use crate::service::cases::reopen;
use crate::service::common::{Stop, entry};
use chrono::{Days, NaiveDate};
use db::assignment::{HeldBy, Record};
use db::physician::Known;
use db::{ConnectionTrait, Tx};
use domain::account::Actor;
use domain::assignment::{Assignment, Role, active_on};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::{jst_date, show_date};
use domain::cases::CaseStatus;
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{CaseId, ContactId, DeskId, PatientId, PhysicianId};
use domain::physician::{Decision, Leaving, LeavingForm, LeavingLine, LeavingPatient, LeavingView, PhysicianBrief, PhysicianData, PhysicianForm, Standby, Step, step_field};
use std::collections::{BTreeSet, HashMap};

/// Why a closed case is opened again.
const REOPENED: &str = "担当医の退職・休止により、次の医師を探すため";

/// A patient of one of the actor's desks.
struct Line {
    shown: LeavingLine,
    desk: DeskId,
}

impl Line {
    fn held(&self) -> LeavingPatient {
        let secondary = self.shown.secondary.as_ref().map(|s| Standby { id: s.id, active: self.shown.may_promote });
        LeavingPatient { patient: self.shown.patient.id, secondary }
    }
}

/// Whom the physician holds, patient by patient, the primary role first; whose end for the same reason is written down already is done with.
async fn held(conn: &impl ConnectionTrait, physician: PhysicianId, today: NaiveDate) -> Result<Vec<HeldBy>, Stop> {
    let mut seen = BTreeSet::new();
    let mut all = db::assignment::patients_of(conn, physician, today).await?;
    let is_done = |a: &Assignment| a.until.is_some() && a.end_reason.as_ref().is_some_and(|r| r.as_str() == LEFT);
    all.retain(|h| !is_done(&h.assignment) && seen.insert(h.patient.id));
    Ok(all)
}

fn is_own(actor: &Actor, held: &HeldBy) -> bool {
    actor.require_desk(held.desk).is_ok()
}

/// Where somebody else can be looked for.
#[derive(Default)]
struct Where {
    case: Option<CaseId>,
    is_searching: bool,
    is_closed: bool,
}

/// The open case of a patient in which a search goes on, or else the newest open one, or else the newest closed one, which is opened again.
async fn case_of(conn: &impl ConnectionTrait, patient: PatientId, desk: DeskId) -> Result<Where, Stop> {
    let cases = db::cases::of_patient(conn, &[desk], patient, None).await?;
    let open = || cases.iter().filter(|c| c.status.is_open()).map(|c| c.id);
    let searches = db::assignment::of_patient(conn, patient).await?;
    let searching = searches.iter().map(|r| r.case).find(|case| open().any(|id| id == *case));
    let case = searching.or_else(|| open().next());
    let closed = cases.iter().find(|c| c.status == CaseStatus::Closed).map(|c| c.id);
    Ok(Where { case: case.or(closed), is_searching: searching.is_some(), is_closed: case.is_none() && closed.is_some() })
}

async fn line(conn: &impl ConnectionTrait, one: &HeldBy, known: &HashMap<PhysicianId, Known>, today: NaiveDate) -> Result<Line, Stop> {
    let (role, leaving) = (one.assignment.role, one.assignment.physician);
    let history = db::assignment::history(conn, one.patient.id).await?;
    let is_another = |a: &&Assignment| a.physician != leaving;
    let standby = active_on(&history, today).filter(is_another).find(|a| a.role == Role::Secondary).filter(|_| role == Role::Primary);
    let followed = history.iter().filter(is_another).any(|a| a.role == role && a.until.is_none_or(|until| today.max(a.from) < until));
    let secondary = standby.and_then(|a| known.get(&a.physician));
    let practises = secondary.is_some_and(|k| k.left_on.is_none_or(|day| today < day)) && standby.is_some_and(|a| a.until.is_none());
    let place = if one.patient.ended.is_some() { Where::default() } else { case_of(conn, one.patient.id, one.desk).await? };
    let shown = LeavingLine {
        patient: one.patient.clone(),
        role,
        from: one.assignment.from,
        secondary: secondary.map(super::brief),
        may_promote: practises && !followed && one.patient.ended.is_none(),
        case: place.case,
        is_searching: place.is_searching,
        reopens: place.is_closed,
    };
    Ok(Line { shown, desk: one.desk })
}

async fn lines(conn: &impl ConnectionTrait, own: &[HeldBy], today: NaiveDate) -> Result<Vec<Line>, Stop> {
    let known: HashMap<PhysicianId, Known> = db::physician::all(conn).await?.into_iter().map(|k| (k.physician.id, k)).collect();
    let mut lines = Vec::new();
    for one in own {
        lines.push(line(conn, one, &known, today).await?);
    }
    Ok(lines)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The page.
pub(super) async fn view(conn: &impl ConnectionTrait, actor: &Actor, id: PhysicianId, today: NaiveDate) -> Result<LeavingView, Stop> {
    let known = db::physician::find(conn, id).await?.ok_or(Fault::NotFound)?;
    let (own, others): (Vec<HeldBy>, Vec<HeldBy>) = held(conn, id, today).await?.into_iter().partition(|h| is_own(actor, h));
    Ok(LeavingView {
        version: known.physician.version,
        accepting: known.physician.data.is_accepting(today),
        patients: lines(conn, &own, today).await?.into_iter().map(|l| l.shown).collect(),
        elsewhere: count(others.len()),
        offers: count(searches(conn, id).await?.len()),
        physician: PhysicianBrief { id, name: known.name, organization: known.organization.name },
        today,
    })
}

/// What was touched: for the hints.
pub(super) struct Left {
    pub(super) searches: Vec<Record>,
    pub(super) patients: Vec<(PatientId, DeskId)>,
}

/// The physician leaves.
pub(super) async fn leave(tx: &Tx, actor: &Actor, ground: &Ground, (id, seen): (PhysicianId, i32), form: &LeavingForm) -> Result<Left, Stop> {
    let today = jst_date(ground.now);
    let organization = db::physician::organization_of(tx, ContactId(id.0)).await?.ok_or(Fault::NotFound)?;
    db::hold::organization(tx, organization).await?;
    let known = db::physician::find(tx, id).await?.ok_or(Fault::NotFound)?;
    // Everybody is held before anything is read of them, in one order.
    let (own, others): (Vec<HeldBy>, Vec<HeldBy>) = held(tx, id, today).await?.into_iter().partition(|h| is_own(actor, h));
    for patient in own.iter().map(|h| h.patient.id).collect::<BTreeSet<_>>() {
        db::hold::patient(tx, patient).await?;
    }
    if own.is_empty() && known.physician.version == seen.saturating_add(1) && !known.physician.data.accepting {
        return Ok(Left { searches: Vec::new(), patients: Vec::new() });
    }
    if known.physician.version != seen {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let lines = lines(tx, &own, today).await?;
    let plan = read(form, id, &lines, today)?;
    let until = plan.on.checked_add_days(Days::new(1)).unwrap_or(plan.on);
    let leaver = Leaver { actor, ground, physician: id, until };
    let mut searches = Vec::new();
    for (decision, line) in plan.patients.iter().zip(&lines) {
        searches.extend(decided(tx, &leaver, decision, line).await?);
    }
    searches.extend(leaver.cancel_offers(tx).await?);
    for other in &others {
        let place = case_of(tx, other.patient.id, other.desk).await?;
        leaver.tell(tx, other.patient.id, place.case, other.desk).await?;
    }
    stop_accepting(tx, &leaver, &known, &plan).await?;
    // Somebody whose visits began in this very moment was decided about by nobody.
    if held(tx, id, today).await?.iter().any(|h| is_own(actor, h) && h.assignment.until.is_none_or(|end| until < end)) {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    Ok(Left { searches, patients: own.iter().map(|h| (h.patient.id, h.desk)).collect() })
}

/// Reads the form with what only the store knows: whether there is a case in which somebody can be looked for.
fn read(form: &LeavingForm, id: PhysicianId, lines: &[Line], today: NaiveDate) -> Result<Leaving, Flaws> {
    let held: Vec<LeavingPatient> = lines.iter().map(Line::held).collect();
    let plan = form.parse(id, &held, today)?;
    let mut flaws = Flaws::default();
    for (decision, line) in plan.patients.iter().zip(lines) {
        if decision.step == Step::Rematch && line.shown.case.is_none() {
            flaws.push(&step_field(decision.patient), Flaw::UnknownCase);
        }
    }
    flaws.or(Some(plan))
}

/// Does what was decided about one patient, and tells the desk: the search that was begun, or that goes on.
async fn decided(tx: &Tx, leaver: &Leaver<'_>, decision: &Decision, line: &Line) -> Result<Option<Record>, Stop> {
    let (patient, note) = (decision.patient, decision.note.as_str());
    let begun = match (decision.step, line.shown.case) {
        (Step::Rematch, Some(case)) => {
            db::hold::case(tx, case).await?;
            let held = db::cases::find(tx, case).await?.ok_or(Fault::NotFound)?;
            // Closed in this very moment, or opened: the person decided on what they saw.
            if held.brief.status.is_open() == line.shown.reopens {
                return Err(Refusal::ChangedMeanwhile.into());
            }
            if line.shown.reopens {
                reopen(tx, leaver.actor, &held, REOPENED, leaver.ground.now).await?;
            }
            let found = db::patient::find(tx, patient).await?.ok_or(Fault::NotFound)?;
            Some(leaver.search(tx, &found.patient, (case, line.desk), note).await?)
        }
        (Step::PromoteSecondary(to), _) => {
            leaver.promote(tx, patient, to, note).await?;
            None
        }
        (Step::Skip | Step::Rematch, _) => {
            leaver.end(tx, patient, note).await?;
            None
        }
    };
    leaver.tell(tx, patient, line.shown.case, line.desk).await?;
    Ok(begun)
}

/// No new patients from now on, in either role.
async fn stop_accepting(tx: &Tx, leaver: &Leaver<'_>, known: &Known, plan: &Leaving) -> Result<(), Stop> {
    let (physician, now) = (&known.physician, leaver.ground.now);
    let data = PhysicianData { accepting: false, accepting_from: None, accepting_until: None, acts_secondary: false, ..physician.data.clone() };
    if !db::physician::update(tx, physician.id, physician.version, &data, now).await? {
        return Err(Fault::Busy.into());
    }
    let line = AuditEntry {
        before: Some(PhysicianForm::of(&physician.data).fields()),
        after: Some(PhysicianForm::of(&data).fields()),
        note: format!("退職・休止（{}まで担当）", show_date(plan.on)),
        ..entry(leaver.actor, now, Deed::Update, RecordKind::Physician, physician.id, physician.version + 1)
    };
    Ok(db::audit::append(tx, &line).await?)
}
