//! One event, step by step, on a copy of the search.

use super::{Closing, Effect, End, EndWhy, Invite, MatchEvent, Matching, RequestState, RequestStep};
use crate::assignment::{CancelWhy, Mode, Needs, Offer, OfferEvent, OfferState, Role, Urgency, hard_change};
use crate::calendar::Holidays;
use crate::code::Code;
use crate::error::Refusal;
use crate::id::{OfferId, PhysicianId};
use chrono::{DateTime, NaiveDate, Utc};

/// Whoever does not answer is written down as that.
const NO_REPLY: &str = "no_reply";

struct Run<'a> {
    at: DateTime<Utc>,
    holidays: &'a Holidays,
    matching: Matching,
    effects: Vec<Effect>,
}

/// What `event` makes of `matching`, and what follows.
pub(super) fn run(matching: Matching, event: MatchEvent, at: DateTime<Utc>, holidays: &Holidays) -> Result<(Matching, Vec<Effect>), Refusal> {
    let mut run = Run { at, holidays, matching, effects: Vec::new() };
    run.expire()?;
    run.step(event)?;
    run.settle()?;
    run.propose();
    if !run.effects.is_empty() {
        run.matching.request.touched_at = at;
    }
    Ok((run.matching, run.effects))
}

impl Run<'_> {
    fn step(&mut self, event: MatchEvent) -> Result<(), Refusal> {
        match event {
            MatchEvent::Screen => self.screen(),
            MatchEvent::Send { role, invites } => self.send(role, &invites),
            MatchEvent::Decide { role, invite } => self.decide(role, &invite),
            MatchEvent::View { offer } => self.view(offer),
            MatchEvent::Accept { offer, seen_needs } => self.accept(offer, seen_needs),
            MatchEvent::Decline { offer, reason } => self.decline(offer, reason),
            MatchEvent::Expire => Ok(()),
            MatchEvent::TakeBack { offer } => self.take_back(offer),
            MatchEvent::Change { needs, mode } => self.change(*needs, mode),
            MatchEvent::Confirm { without_secondary } => self.confirm(without_secondary),
            MatchEvent::Start { on } => self.start(on),
            MatchEvent::GiveUp { reason } => self.end(RequestStep::GiveUp, EndWhy::NoProvider, CancelWhy::NoProvider, Some(reason)),
            MatchEvent::Withdraw { reason } => self.end(RequestStep::Withdraw, EndWhy::Withdrawn, CancelWhy::Withdrawn, Some(reason)),
            MatchEvent::Died => self.end(RequestStep::Withdraw, EndWhy::Died, CancelWhy::Died, None),
            MatchEvent::PhysicianLeft { physician } => self.leave(physician),
        }
    }

    fn advance(&mut self, step: RequestStep) -> Result<(), Refusal> {
        self.matching.request.state = self.matching.request.state.apply(step)?;
        Ok(())
    }

    /// The state follows from how the roles stand.
    fn settle(&mut self) -> Result<(), Refusal> {
        let before = self.matching.request.state;
        if before.is_ended() {
            return Ok(());
        }
        self.advance(RequestStep::Roles(self.matching.standing()))?;
        if self.matching.request.state == RequestState::Complete && before != RequestState::Complete {
            self.effects.push(Effect::Settled);
        }
        Ok(())
    }

    /// A role whose last offer has just ended needs the desk.
    fn propose(&mut self) {
        if self.matching.request.state.is_ended() {
            return;
        }
        let lost = |role: Role| self.effects.iter().any(|e| matches!(e, Effect::OfferClosed { role: of, .. } if *of == role));
        let next: Vec<Role> = Role::ALL.into_iter().filter(|role| lost(*role) && self.matching.seeks(*role) && self.matching.out(*role).next().is_none()).collect();
        self.effects.extend(next.into_iter().map(|role| Effect::ProposeNext { role }));
    }

    fn find(&self, id: OfferId) -> Result<&Offer, Refusal> {
        self.matching.offer(id).ok_or(Refusal::OfferClosed)
    }

    fn ids(&self, which: impl Fn(&Offer) -> bool) -> Vec<OfferId> {
        self.matching.offers.iter().filter(|o| which(o)).map(|o| o.id).collect()
    }

    /// Applies `event` to one offer and writes down what changes with it.
    fn turn(&mut self, id: OfferId, event: &OfferEvent) -> Result<(), Refusal> {
        let at = self.at;
        let Some(offer) = self.matching.offers.iter_mut().find(|o| o.id == id) else { return Err(Refusal::OfferClosed) };
        let next = offer.state.apply(event, offer.needs)?;
        if next == offer.state {
            return Ok(());
        }
        offer.state = next;
        let (role, physician) = (offer.role, offer.physician);
        let why = match next {
            OfferState::Viewed => {
                offer.viewed_at = Some(at);
                self.effects.push(Effect::OfferViewed { offer: id });
                return Ok(());
            }
            OfferState::Accepted => {
                offer.answered_at = Some(at);
                self.effects.push(Effect::Accepted { offer: id, role, physician });
                return Ok(());
            }
            OfferState::Draft | OfferState::Sent | OfferState::Reconfirm => return Ok(()),
            OfferState::Declined => Closing::Declined,
            OfferState::Expired => Closing::Expired,
            OfferState::Cancelled(why) => Closing::Cancelled(why),
        };
        offer.ended_at = Some(at);
        if let OfferEvent::Decline { reason } = event {
            offer.answered_at = Some(at);
            offer.reason = Some(reason.clone());
        } else if next == OfferState::Expired {
            offer.reason = Some(Code(NO_REPLY.to_owned()));
        }
        self.effects.push(Effect::OfferClosed { offer: id, role, physician, why });
        Ok(())
    }

    /// Ends every offer that has not ended and is one of `which`.
    fn cancel(&mut self, why: CancelWhy, which: impl Fn(&Offer) -> bool) -> Result<(), Refusal> {
        let ids = self.ids(|o| !o.state.is_ended() && which(o));
        ids.into_iter().try_for_each(|id| self.turn(id, &OfferEvent::Cancel { why }))
    }

    fn expire(&mut self) -> Result<(), Refusal> {
        let at = self.at;
        let ids = self.ids(|o| o.is_overdue(at));
        ids.into_iter().try_for_each(|id| self.turn(id, &OfferEvent::Expire))
    }

    fn screen(&mut self) -> Result<(), Refusal> {
        self.advance(RequestStep::Screen)?;
        self.matching.request.touched_at = self.at;
        Ok(())
    }

    /// Writes down a new offer, unless somebody who is asked for this role already, or holds the other one, would get it.
    fn draft(&mut self, role: Role, invite: &Invite) -> Result<(), Refusal> {
        let holds_other = self.matching.holder(role.other()).is_some_and(|o| o.physician == invite.physician);
        if holds_other {
            return Err(Refusal::SamePhysician);
        }
        if self.matching.offer(invite.offer).is_some() {
            return Err(Refusal::AlreadyAsked);
        }
        self.matching.offers.push(Offer {
            id: invite.offer,
            role,
            physician: invite.physician,
            clinic: invite.clinic,
            state: OfferState::Draft,
            needs: self.matching.request.needs_version,
            sent_at: None,
            asked_at: None,
            viewed_at: None,
            answered_at: None,
            ended_at: None,
            deadline: None,
            reason: None,
            remark: invite.reason.trim().to_owned(),
        });
        Ok(())
    }

    /// The search takes somebody new for `role`. Whoever looks for a secondary again does not do without one.
    fn open(&mut self, role: Role) -> Result<(), Refusal> {
        self.advance(RequestStep::Offer)?;
        if !self.matching.request.needs.wanted.includes(role) {
            return Err(Refusal::RoleNotWanted);
        }
        if role == Role::Secondary {
            self.matching.request.waiver = None;
        }
        Ok(())
    }

    fn send(&mut self, role: Role, invites: &[Invite]) -> Result<(), Refusal> {
        if !self.matching.request.state.is_ended() && !self.matching.request.mode.asks() {
            return Err(Refusal::WrongMode);
        }
        self.open(role)?;
        if self.matching.holder(role).is_some() {
            return Err(Refusal::OfferSettled);
        }
        if self.matching.request.mode == Mode::Nominate && (invites.len() > 1 || self.matching.out(role).next().is_some()) {
            return Err(Refusal::OneAtATime);
        }
        if invites.is_empty() {
            return Err(Refusal::NotInThisState);
        }
        invites.iter().try_for_each(|invite| {
            if invite.lacks_reason() {
                return Err(Refusal::ReasonMissing);
            }
            if self.matching.out(role).any(|o| o.physician == invite.physician) {
                return Err(Refusal::AlreadyAsked);
            }
            self.draft(role, invite)?;
            self.turn(invite.offer, &OfferEvent::Send)?;
            if let Some(deadline) = self.ask(invite.offer) {
                self.effects.push(Effect::OfferSent { offer: invite.offer, role, physician: invite.physician, deadline });
            }
            Ok(())
        })
    }

    /// Gives an offer the present needs and a deadline.
    fn ask(&mut self, id: OfferId) -> Option<DateTime<Utc>> {
        let (version, urgency) = (self.matching.request.needs_version, self.matching.request.needs.urgency);
        let offer = self.matching.offers.iter_mut().find(|o| o.id == id)?;
        Some(offer.ask(version, urgency, self.at, self.holidays))
    }

    fn decide(&mut self, role: Role, invite: &Invite) -> Result<(), Refusal> {
        if !self.matching.request.state.is_ended() && self.matching.request.mode.asks() {
            return Err(Refusal::WrongMode);
        }
        self.open(role)?;
        if invite.reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if self.matching.holder(role).is_some_and(|o| o.physician == invite.physician && o.state == OfferState::Accepted) {
            return Err(Refusal::OfferSettled);
        }
        // A decision stands above an answer: whoever held the role, or was asked for it, gives way.
        self.cancel(CancelWhy::Replaced, |o| o.role == role && (o.state.holds() || o.physician == invite.physician))?;
        self.draft(role, invite)?;
        self.turn(invite.offer, &OfferEvent::Decide)?;
        self.filled(role, invite.offer, invite.physician)
    }

    fn view(&mut self, id: OfferId) -> Result<(), Refusal> {
        self.turn(id, &OfferEvent::View)
    }

    fn accept(&mut self, id: OfferId, seen_needs: i32) -> Result<(), Refusal> {
        let offer = self.find(id)?;
        let (role, physician, before) = (offer.role, offer.physician, offer.state);
        self.turn(id, &OfferEvent::Accept { seen_needs })?;
        if before == OfferState::Accepted {
            return Ok(());
        }
        self.filled(role, id, physician)
    }

    /// Somebody has the role: whoever else was asked for it is told, and the physician is not asked for the other role any more.
    fn filled(&mut self, role: Role, offer: OfferId, physician: PhysicianId) -> Result<(), Refusal> {
        let others = |o: &Offer| o.id != offer && o.state.holds();
        if self.matching.offers.iter().any(|o| others(o) && o.role == role) {
            return Err(Refusal::OfferSettled);
        }
        if self.matching.offers.iter().any(|o| others(o) && o.physician == physician) {
            return Err(Refusal::SamePhysician);
        }
        self.cancel(CancelWhy::Filled, |o| o.role == role && o.id != offer)?;
        self.cancel(CancelWhy::Replaced, |o| o.role != role && o.physician == physician)?;
        if self.matching.same_clinic() {
            self.effects.push(Effect::SameClinic);
        }
        Ok(())
    }

    fn decline(&mut self, id: OfferId, reason: Code) -> Result<(), Refusal> {
        self.turn(id, &OfferEvent::Decline { reason })
    }

    fn take_back(&mut self, id: OfferId) -> Result<(), Refusal> {
        self.find(id)?;
        if self.matching.request.state.is_ended() {
            return Err(Refusal::RequestEnded);
        }
        self.turn(id, &OfferEvent::Cancel { why: CancelWhy::DeskTookBack })
    }

    fn change(&mut self, needs: Needs, mode: Mode) -> Result<(), Refusal> {
        if self.matching.request.state.is_ended() {
            return Err(Refusal::RequestEnded);
        }
        if needs.wanted.is_nothing() {
            return Err(Refusal::RoleNotWanted);
        }
        let request = &mut self.matching.request;
        request.mode = mode;
        if request.needs == needs {
            return Ok(());
        }
        let hard = hard_change(&request.needs, &needs);
        let hurried = needs.urgency == Urgency::Urgent && request.needs.urgency != Urgency::Urgent;
        let wanted = needs.wanted;
        request.needs = needs;
        request.needs_version = request.needs_version.saturating_add(1);
        if !wanted.secondary {
            request.waiver = None;
        }
        self.effects.push(Effect::NeedsChanged { version: request.needs_version, hard });
        self.cancel(CancelWhy::DeskTookBack, |o| !wanted.includes(o.role))?;
        if hard {
            return self.ask_again();
        }
        if hurried {
            self.hurry();
        }
        Ok(())
    }

    /// What changed in earnest is asked again, with the present needs and a new deadline.
    fn ask_again(&mut self) -> Result<(), Refusal> {
        self.ids(|o| !o.state.is_ended()).into_iter().try_for_each(|id| {
            self.turn(id, &OfferEvent::NeedsChanged { hard: true })?;
            let physician = self.find(id)?.physician;
            if let Some(deadline) = self.ask(id) {
                self.effects.push(Effect::AskAgain { offer: id, physician, deadline });
            }
            Ok(())
        })
    }

    /// What has become urgent is answered by a nearer deadline. Whoever has accepted stays, and is not asked.
    fn hurry(&mut self) {
        let (at, holidays) = (self.at, self.holidays);
        for offer in self.matching.offers.iter_mut().filter(|o| o.state.is_out()) {
            if let Some(deadline) = offer.hurry(at, holidays) {
                self.effects.push(Effect::AskAgain { offer: offer.id, physician: offer.physician, deadline });
            }
        }
    }

    fn confirm(&mut self, without_secondary: Option<String>) -> Result<(), Refusal> {
        let secondary = self.matching.holder(Role::Secondary).is_some_and(|o| o.state == OfferState::Accepted);
        if let Some(reason) = without_secondary.filter(|_| self.matching.request.needs.wanted.secondary && !secondary) {
            if reason.trim().is_empty() {
                return Err(Refusal::ReasonMissing);
            }
            self.matching.request.waiver = Some(reason.trim().to_owned());
            self.cancel(CancelWhy::DeskTookBack, |o| o.role == Role::Secondary)?;
        }
        let physician = |role| self.matching.holder(role).map(|o| o.physician);
        if physician(Role::Primary).is_some_and(|primary| physician(Role::Secondary) == Some(primary)) {
            return Err(Refusal::SamePhysician);
        }
        self.settle()?;
        self.advance(RequestStep::Confirm)?;
        self.effects.push(Effect::Confirmed);
        Ok(())
    }

    fn start(&mut self, on: NaiveDate) -> Result<(), Refusal> {
        self.advance(RequestStep::Start)?;
        for role in Role::ALL {
            if let Some(holder) = self.matching.holder(role) {
                let physician = holder.physician;
                self.effects.push(Effect::Assign { role, physician, from: on });
            }
        }
        self.cancel(CancelWhy::Filled, |o| !o.state.holds())?;
        self.ended(EndWhy::Started, String::new());
        Ok(())
    }

    fn end(&mut self, step: RequestStep, why: EndWhy, cancel: CancelWhy, reason: Option<String>) -> Result<(), Refusal> {
        self.advance(step)?;
        if reason.as_ref().is_some_and(|r| r.trim().is_empty()) {
            return Err(Refusal::ReasonMissing);
        }
        self.cancel(cancel, |_| true)?;
        self.ended(why, reason.unwrap_or_default().trim().to_owned());
        Ok(())
    }

    fn ended(&mut self, why: EndWhy, reason: String) {
        self.matching.request.ended = Some(End { why, reason, at: self.at });
        self.effects.push(Effect::Ended { why });
    }

    /// After the end, the assignments themselves say who is there.
    fn leave(&mut self, physician: PhysicianId) -> Result<(), Refusal> {
        if self.matching.request.state.is_ended() {
            return Ok(());
        }
        self.cancel(CancelWhy::PhysicianLeft, |o| o.physician == physician)
    }
}
