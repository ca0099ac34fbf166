//! One search for physicians (調整依頼) with all its offers: the only way in which either changes.

mod event;
mod run;
mod state;

pub use event::{Closing, Effect, EndWhy, Invite, MatchEvent};
pub use state::{RequestState, RequestStep, Standing};

use super::{Mode, Needs, Offer, Role};
use crate::calendar::Holidays;
use crate::error::Refusal;
use crate::id::{OfferId, PhysicianId, RequestId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How a search ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Why.
    pub why: EndWhy,
    /// In words, where a reason is asked for; empty otherwise.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The search itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// 状態
    pub state: RequestState,
    /// 進め方
    pub mode: Mode,
    /// What is looked for.
    pub needs: Needs,
    /// Grows by one with each change of the needs; from 1.
    pub needs_version: i32,
    /// Why it goes on without a secondary physician, although one was wanted.
    pub waiver: Option<String>,
    /// When it was asked for.
    pub made_at: DateTime<Utc>,
    /// When something happened last.
    pub touched_at: DateTime<Utc>,
    /// How it ended.
    pub ended: Option<End>,
}

/// A search and its offers, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matching {
    /// The search.
    pub request: Request,
    /// Its offers.
    pub offers: Vec<Offer>,
}

impl Matching {
    /// A new search, asked for at `now`.
    #[must_use]
    pub const fn new(id: RequestId, needs: Needs, mode: Mode, now: DateTime<Utc>) -> Self {
        let request = Request { id, state: RequestState::Requested, mode, needs, needs_version: 1, waiver: None, made_at: now, touched_at: now, ended: None };
        Self { request, offers: Vec::new() }
    }

    /// Applies `event` at `now` and says what follows: what is to be written and who is to be told. Whatever is overdue at `now` expires first.
    ///
    /// # Errors
    /// Why the event is not possible; then nothing has changed.
    pub fn apply(&mut self, event: MatchEvent, now: DateTime<Utc>, holidays: &Holidays) -> Result<Vec<Effect>, Refusal> {
        let (next, effects) = run::run(self.clone(), event, now, holidays)?;
        *self = next;
        Ok(effects)
    }

    /// One of its offers.
    #[must_use]
    pub fn offer(&self, id: OfferId) -> Option<&Offer> {
        self.offers.iter().find(|o| o.id == id)
    }

    /// The offer of whoever holds `role`, or has to confirm it again.
    #[must_use]
    pub fn holder(&self, role: Role) -> Option<&Offer> {
        self.offers.iter().find(|o| o.role == role && o.state.holds())
    }

    /// The offers of `role` whose answers are waited for.
    pub fn out(&self, role: Role) -> impl Iterator<Item = &Offer> {
        self.offers.iter().filter(move |o| o.role == role && o.state.is_out())
    }

    /// `role` has to be filled: it is wanted, and the desk does not do without it.
    #[must_use]
    pub const fn needs_role(&self, role: Role) -> bool {
        self.request.needs.wanted.includes(role) && !(matches!(role, Role::Secondary) && self.request.waiver.is_some())
    }

    /// `role` has to be filled, and nobody holds it.
    #[must_use]
    pub fn seeks(&self, role: Role) -> bool {
        self.needs_role(role) && self.holder(role).is_none()
    }

    /// How far the roles are filled.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let firm = |role: &Role| self.holder(*role).is_some_and(|o| o.state == super::OfferState::Accepted);
        let needed = Role::ALL.into_iter().filter(|role| self.needs_role(*role));
        match (needed.clone().filter(firm).count(), needed.count()) {
            (0, _) => Standing::Open,
            (held, all) if held == all => Standing::All,
            _ => Standing::Some,
        }
    }

    /// Both roles lie with one clinic: a thing to look at, and no hindrance.
    #[must_use]
    pub fn same_clinic(&self) -> bool {
        let clinic = |role| self.holder(role).and_then(|o| o.clinic);
        clinic(Role::Primary).is_some_and(|primary| clinic(Role::Secondary) == Some(primary))
    }

    /// The role that a physician holds here.
    #[must_use]
    pub fn role_of(&self, physician: PhysicianId) -> Option<Role> {
        self.offers.iter().find(|o| o.physician == physician && o.state.holds()).map(|o| o.role)
    }
}

#[cfg(test)]
mod sequence_tests;
#[cfg(test)]
mod tests;
