//! What happens to a search, and what follows from it.

use crate::assignment::{CancelWhy, FAR_M, Mode, Needs, Role};
use crate::code::Code;
use crate::id::{OfferId, OrganizationId, PhysicianId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A physician whom the desk asks, or decides on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The id of the offer, made with the form.
    pub offer: OfferId,
    /// Who.
    pub physician: PhysicianId,
    /// 医療機関
    pub clinic: Option<OrganizationId>,
    /// From the clinic to the patient in metres, when it is known.
    pub distance_m: Option<u32>,
    /// 選んだ理由; needed for a decision, and for a clinic that is too far away.
    pub reason: String,
}

impl Invite {
    /// The reason is missing that so long a way asks for.
    pub(super) fn lacks_reason(&self) -> bool {
        self.reason.trim().is_empty() && self.distance_m.is_some_and(|d| d > FAR_M)
    }
}

/// What happens to a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchEvent {
    /// The desk begins to look for candidates.
    Screen,
    /// Offers go out for a role.
    Send {
        /// The role.
        role: Role,
        /// Who is asked.
        invites: Vec<Invite>,
    },
    /// A meeting, or the desk itself, has decided; nobody is asked.
    Decide {
        /// The role.
        role: Role,
        /// Who it is, with the reason.
        invite: Invite,
    },
    /// A physician opens an offer.
    View {
        /// Which.
        offer: OfferId,
    },
    /// A physician says yes.
    Accept {
        /// To which offer.
        offer: OfferId,
        /// The version of the needs that was on the page.
        seen_needs: i32,
    },
    /// A physician says no.
    Decline {
        /// To which offer.
        offer: OfferId,
        /// 断った理由
        reason: Code,
    },
    /// Time passes: whatever is overdue expires.
    Expire,
    /// The desk takes one offer back, answered or not.
    TakeBack {
        /// Which.
        offer: OfferId,
    },
    /// What is looked for, or how, is another thing now.
    Change {
        /// The new needs.
        needs: Box<Needs>,
        /// 進め方
        mode: Mode,
    },
    /// The desk confirms.
    Confirm {
        /// Why it goes on without a secondary physician, when nobody was found.
        without_secondary: Option<String>,
    },
    /// The visits begin.
    Start {
        /// The first day.
        on: NaiveDate,
    },
    /// Nobody was found.
    GiveUp {
        /// 理由
        reason: String,
    },
    /// Patient or family want nothing more.
    Withdraw {
        /// 理由
        reason: String,
    },
    /// The patient died.
    Died,
    /// A physician has left, or practises no more for now.
    PhysicianLeft {
        /// Who.
        physician: PhysicianId,
    },
}

/// How an offer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// 辞退
    Declined,
    /// 期限切れ
    Expired,
    /// 取消
    Cancelled(CancelWhy),
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndWhy {
    /// 開始
    Started,
    /// 担当医なし
    NoProvider,
    /// 取下げ
    Withdrawn,
    /// 死亡
    Died,
}

/// What follows from an event: what the service writes and whom it tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// An offer goes out.
    OfferSent {
        /// Which.
        offer: OfferId,
        /// For which role.
        role: Role,
        /// To whom.
        physician: PhysicianId,
        /// 回答期限
        deadline: DateTime<Utc>,
    },
    /// An offer was opened for the first time since it was asked.
    OfferViewed {
        /// Which.
        offer: OfferId,
    },
    /// An offer ended. Each does so once.
    OfferClosed {
        /// Which.
        offer: OfferId,
        /// For which role.
        role: Role,
        /// Whose.
        physician: PhysicianId,
        /// How.
        why: Closing,
    },
    /// The needs changed, and a physician who was asked, or has accepted, is asked once more.
    AskAgain {
        /// Which.
        offer: OfferId,
        /// Whose.
        physician: PhysicianId,
        /// The new 回答期限.
        deadline: DateTime<Utc>,
    },
    /// Nobody is being asked for a role any more that is still sought.
    ProposeNext {
        /// Which.
        role: Role,
    },
    /// A role is taken.
    Accepted {
        /// By which offer.
        offer: OfferId,
        /// Which.
        role: Role,
        /// By whom.
        physician: PhysicianId,
    },
    /// Both roles lie with one clinic now.
    SameClinic,
    /// The needs have another version.
    NeedsChanged {
        /// Which.
        version: i32,
        /// Answers given so far do not count any more.
        hard: bool,
    },
    /// Every role is taken.
    Settled,
    /// The desk confirmed.
    Confirmed,
    /// An assignment begins.
    Assign {
        /// The role.
        role: Role,
        /// Who.
        physician: PhysicianId,
        /// The first day.
        from: NaiveDate,
    },
    /// The search ended.
    Ended {
        /// Why.
        why: EndWhy,
    },
}
