//! A physician leaves: what becomes of the patients whom they hold, and of the offers that are open to them.

use super::open::{END_OF_LIFE, begin};
use super::step::{Ground, Step, Who, advance, held};
use super::tell;
use super::tenure::{CHANGED, close, open, shut};
use crate::service::common::Stop;
use chrono::NaiveDate;
use db::Tx;
use db::assignment::Record;
use domain::account::Actor;
use domain::assignment::{Assignment, HandOver, MatchEvent, Matching, Mode, Needs, Role, Successor, Urgency, Wanted, end_all, hand_over};
use domain::calendar::jst_date;
use domain::code::Code;
use domain::error::Refusal;
use domain::id::{AssignmentId, CaseId, DeskId, PatientId, PhysicianId, RequestId};
use domain::notice::{Event, Facts, NoticeKind, Place};
use domain::patient::{NOTHING_CODE, Patient, UNKNOWN_CODE};

/// Why an assignment ends whose physician leaves.
pub(in crate::service) const LEFT: &str = "left";

/// Who leaves, and who writes it down.
pub(in crate::service) struct Leaver<'a> {
    /// Who writes it down.
    pub(in crate::service) actor: &'a Actor,
    /// The time and the lists.
    pub(in crate::service) ground: &'a Ground,
    /// Who leaves.
    pub(in crate::service) physician: PhysicianId,
    /// The first day without them.
    pub(in crate::service) until: NaiveDate,
}

fn lasts_beyond(assignment: &Assignment, day: NaiveDate) -> bool {
    assignment.until.is_none_or(|until| day.max(assignment.from) < until)
}

impl Leaver<'_> {
    const fn who(&self) -> Who<'_> {
        Who::Person(self.actor)
    }

    /// Ends whatever they hold for a patient, who is held: in which roles.
    pub(in crate::service) async fn end(&self, tx: &Tx, patient: PatientId, note: &str) -> Result<Vec<Assignment>, Stop> {
        let own: Vec<Assignment> = db::assignment::history(tx, patient).await?.into_iter().filter(|a| a.physician == self.physician).collect();
        let mut ended = Vec::new();
        for after in end_all(&own, self.until, &Code(LEFT.to_owned())) {
            if let Some(before) = own.iter().find(|a| a.id == after.id) {
                close(tx, self.who(), self.ground, before, &after, note).await?;
                ended.push(after);
            }
        }
        Ok(ended)
    }

    /// The secondary physician of a patient becomes the primary on the first day without the one who leaves.
    pub(in crate::service) async fn promote(&self, tx: &Tx, patient: PatientId, to: PhysicianId, note: &str) -> Result<(), Stop> {
        self.end(tx, patient, note).await?;
        let mut all = db::assignment::history(tx, patient).await?;
        if all.iter().any(|a| a.role == Role::Primary && lasts_beyond(a, self.until)) {
            return Err(Refusal::AssignmentsOverlap.into());
        }
        let held: Vec<Assignment> = all.iter().filter(|a| a.physician == to).cloned().collect();
        for after in end_all(&held, self.until, &Code(CHANGED.to_owned())) {
            if let Some(before) = all.iter_mut().find(|a| a.id == after.id) {
                shut(tx, self.who(), self.ground, before, &after, note).await?;
                *before = after;
            }
        }
        let successor = Successor { id: AssignmentId::new(), patient, physician: to, request: None };
        let HandOver { begun, .. } = hand_over(&all, Role::Primary, successor, self.until)?;
        open(tx, self.who(), self.ground, self.actor.user_id, &begun).await?;
        let event = Event::new(NoticeKind::AssignmentChanged, begun.id, Facts::at(Place::OwnPatients).due(Some(self.until))).by(self.actor.user_id);
        let people: Vec<_> = db::assignment::users_of(tx, &[to]).await?.into_values().collect();
        db::notice::tell(tx, &event, &people, self.ground.now).await?;
        Ok(())
    }

    /// Another physician is looked for in the patient's case, which is held; a search that is open there goes on, with this role among those
    /// that are wanted.
    pub(in crate::service) async fn search(&self, tx: &Tx, patient: &Patient, (case, desk): (CaseId, DeskId), note: &str) -> Result<Record, Stop> {
        let ended = self.end(tx, patient.id, note).await?;
        let has = |role| ended.iter().any(|a| a.role == role);
        let (primary, secondary) = (has(Role::Primary), has(Role::Secondary));
        let known = db::assignment::of_case(tx, case).await?.into_iter().map(|r| r.matching.request).find(|r| !r.state.is_ended());
        if let Some(known) = known {
            let record = held(tx, known.id).await?;
            let request = &record.matching.request;
            if request.state.is_ended() {
                return Err(Refusal::ChangedMeanwhile.into());
            }
            let wanted = Wanted { primary: request.needs.wanted.primary || primary, secondary: request.needs.wanted.secondary || secondary };
            let needs = Needs { wanted, existing: request.needs.existing.filter(|id| *id != self.physician), ..request.needs.clone() };
            let event = MatchEvent::Change { needs: Box::new(needs), mode: request.mode };
            return advance(tx, self.who(), self.ground, &record, Step::of(event).said(note)).await;
        }
        let needs = Needs { wanted: Wanted { primary, secondary }, ..self.needs(tx, patient, &ended).await? };
        let matching = Matching::new(RequestId::new(), needs, Mode::default(), self.ground.now);
        let record = Record { matching, desk, case, patient: patient.id, note: note.to_owned(), version: 1, by: self.actor.user_id };
        begin(tx, self.actor, &record, self.ground.now).await?;
        Ok(record)
    }

    /// What was asked of the one who leaves; where that was not written down, what the patient's record tells.
    async fn needs(&self, tx: &Tx, patient: &Patient, ended: &[Assignment]) -> Result<Needs, Stop> {
        let (start_on, place) = (self.until.max(jst_date(self.ground.now)), self.ground.place(&patient.address));
        if let Some(id) = ended.iter().find_map(|a| a.request)
            && let Some(found) = db::assignment::find(tx, id).await?
        {
            return Ok(Needs { start_on, place, urgency: Urgency::default(), existing: None, ..found.matching.request.needs });
        }
        let (end_of_life, procedures): (Vec<Code>, Vec<Code>) = patient.details.procedures.iter().cloned().partition(|c| c.as_str() == END_OF_LIFE);
        Ok(Needs {
            wanted: Wanted::default(),
            start_on,
            place,
            procedures: procedures.into_iter().filter(|c| ![NOTHING_CODE, UNKNOWN_CODE].contains(&c.as_str())).collect(),
            end_of_life: !end_of_life.is_empty(),
            night: false,
            sex: None,
            language: None,
            specialty: None,
            urgency: Urgency::default(),
            existing: None,
        })
    }

    /// Ends every offer to them that is open, and every decision for them in a search whose visits have not begun.
    pub(in crate::service) async fn cancel_offers(&self, tx: &Tx) -> Result<Vec<Record>, Stop> {
        let mut changed = Vec::new();
        for id in searches(tx, self.physician).await? {
            let record = held(tx, id).await?;
            let after = advance(tx, self.who(), self.ground, &record, Step::of(MatchEvent::PhysicianLeft { physician: self.physician })).await?;
            if after.version != record.version {
                tell::of_leaving(tx, self.who(), Place::Matching(id), (Some(after.case), after.desk), format!("{}:{id}", self.physician), self.ground.now).await?;
                changed.push(after);
            }
        }
        Ok(changed)
    }

    /// Tells the desk of a patient: whoever is in charge of the case.
    pub(in crate::service) async fn tell(&self, tx: &Tx, patient: PatientId, case: Option<CaseId>, desk: DeskId) -> Result<(), Stop> {
        let place = case.map_or(Place::Board, Place::Case);
        tell::of_leaving(tx, self.who(), place, (case, desk), format!("{}:{patient}:{}", self.physician, self.until), self.ground.now).await
    }
}

/// Open searches of the whole house in which a physician is asked, or holds a role.
pub(in crate::service) async fn searches(conn: &impl db::ConnectionTrait, physician: PhysicianId) -> Result<Vec<RequestId>, Stop> {
    let desks: Vec<DeskId> = db::desk::records(conn).await?.into_iter().map(|d| d.id).collect();
    let mut ids: Vec<RequestId> = db::assignment::open(conn, &desks)
        .await?
        .into_iter()
        .filter(|r| r.matching.offers.iter().any(|o| o.physician == physician && !o.state.is_ended()))
        .map(|r| r.matching.request.id)
        .collect();
    ids.sort_unstable();
    Ok(ids)
}
