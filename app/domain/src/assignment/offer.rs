//! One question to one physician (打診): its states and the only steps between them.

use super::{Role, Urgency, deadline, reminder_at};
use crate::calendar::Holidays;
use crate::code::Code;
use crate::error::Refusal;
use crate::id::{OfferId, OrganizationId, PhysicianId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why an offer ended without an answer, or in spite of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelWhy {
    /// 他の医師に決定: somebody else has the role.
    Filled,
    /// 依頼の取下げ: patient or family want nothing more.
    Withdrawn,
    /// 患者の死亡
    Died,
    /// 担当医なしで終了
    NoProvider,
    /// 医師の退会・休止
    PhysicianLeft,
    /// 差替え: another offer or decision took its place.
    Replaced,
    /// 窓口による取下げ
    DeskTookBack,
}

impl CancelWhy {
    /// Every reason, in order.
    pub const ALL: [Self; 7] = [Self::Filled, Self::Withdrawn, Self::Died, Self::NoProvider, Self::PhysicianLeft, Self::Replaced, Self::DeskTookBack];

    /// As records keep it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filled => "filled",
            Self::Withdrawn => "withdrawn",
            Self::Died => "died",
            Self::NoProvider => "no_provider",
            Self::PhysicianLeft => "physician_left",
            Self::Replaced => "replaced",
            Self::DeskTookBack => "desk_took_back",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.code() == code)
    }

    /// What somebody is told who answers all the same.
    const fn refusal(self) -> Refusal {
        match self {
            Self::Filled => Refusal::OfferSettled,
            Self::Withdrawn | Self::Died | Self::NoProvider | Self::DeskTookBack => Refusal::OfferWithdrawn,
            Self::PhysicianLeft | Self::Replaced => Refusal::OfferClosed,
        }
    }
}

/// 打診の状態
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// 作成中
    Draft,
    /// 打診中
    Sent,
    /// 打診中（閲覧済み）
    Viewed,
    /// 受諾
    Accepted,
    /// 再確認中: accepted, but what is needed has changed since.
    Reconfirm,
    /// 辞退
    Declined,
    /// 期限切れ
    Expired,
    /// 取消
    Cancelled(CancelWhy),
}

/// What happens to an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferEvent {
    /// It goes out.
    Send,
    /// A decision that was made elsewhere is written down.
    Decide,
    /// The physician opens it.
    View,
    /// The physician says yes.
    Accept {
        /// The version of the needs that the physician had before their eyes.
        seen_needs: i32,
    },
    /// The physician says no.
    Decline {
        /// 断った理由
        reason: Code,
    },
    /// The deadline passes.
    Expire,
    /// It ends.
    Cancel {
        /// Why.
        why: CancelWhy,
    },
    /// What is needed changes.
    NeedsChanged {
        /// A demand is new or another one, so that an answer may turn out differently.
        hard: bool,
    },
}

impl OfferState {
    /// As records keep it; why it was cancelled is kept beside it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Viewed => "viewed",
            Self::Accepted => "accepted",
            Self::Reconfirm => "reconfirm",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Cancelled(_) => "cancelled",
        }
    }

    /// Why it was cancelled.
    #[must_use]
    pub const fn why(self) -> Option<CancelWhy> {
        match self {
            Self::Cancelled(why) => Some(why),
            _ => None,
        }
    }

    /// Reads what [`Self::code`] and [`Self::why`] wrote.
    #[must_use]
    pub fn from_code(code: &str, why: Option<CancelWhy>) -> Option<Self> {
        let plain = [Self::Draft, Self::Sent, Self::Viewed, Self::Accepted, Self::Reconfirm, Self::Declined, Self::Expired];
        plain.into_iter().chain(why.map(Self::Cancelled)).find(|s| s.code() == code)
    }

    /// The physician's answer is waited for.
    #[must_use]
    pub const fn is_out(self) -> bool {
        matches!(self, Self::Sent | Self::Viewed | Self::Reconfirm)
    }

    /// The role is the physician's, or is kept free for them until they confirm again.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(self, Self::Accepted | Self::Reconfirm)
    }

    /// Nothing changes it any more.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Declined | Self::Expired | Self::Cancelled(_))
    }

    /// The state after `event`, when the offer asks about version `needs` of the needs. An answer sent twice is one answer.
    ///
    /// # Errors
    /// An ended offer says how it ended; a yes to earlier needs is [`Refusal::NeedsChanged`]; else the state does not allow it.
    pub const fn apply(self, event: &OfferEvent, needs: i32) -> Result<Self, Refusal> {
        match (self, event) {
            (Self::Declined, OfferEvent::Decline { .. }) => Ok(Self::Declined),
            (now, OfferEvent::NeedsChanged { .. }) if now.is_ended() => Ok(now),
            (Self::Declined, _) => Err(Refusal::OfferClosed),
            (Self::Expired, _) => Err(Refusal::OfferExpired),
            (Self::Cancelled(why), _) => Err(why.refusal()),
            (_, OfferEvent::Cancel { why }) => Ok(Self::Cancelled(*why)),
            (now, OfferEvent::NeedsChanged { hard: false }) => Ok(now),
            (Self::Draft, OfferEvent::NeedsChanged { .. }) => Ok(Self::Draft),
            (Self::Draft, OfferEvent::Send) => Ok(Self::Sent),
            (Self::Draft, OfferEvent::Decide) => Ok(Self::Accepted),
            (Self::Draft, _) | (_, OfferEvent::Send | OfferEvent::Decide) => Err(Refusal::NotInThisState),
            (Self::Sent | Self::Viewed, OfferEvent::View) => Ok(Self::Viewed),
            (now, OfferEvent::View) | (now @ Self::Accepted, OfferEvent::Accept { .. }) => Ok(now),
            (Self::Sent | Self::Viewed, OfferEvent::NeedsChanged { .. }) => Ok(Self::Sent),
            (_, OfferEvent::NeedsChanged { .. }) => Ok(Self::Reconfirm),
            (Self::Accepted, OfferEvent::Decline { .. } | OfferEvent::Expire) => Err(Refusal::NotInThisState),
            (_, OfferEvent::Accept { seen_needs }) if *seen_needs < needs => Err(Refusal::NeedsChanged),
            (_, OfferEvent::Accept { .. }) => Ok(Self::Accepted),
            (_, OfferEvent::Decline { .. }) => Ok(Self::Declined),
            (_, OfferEvent::Expire) => Ok(Self::Expired),
        }
    }
}

/// An offer as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its id, made with the form that sends it.
    pub id: OfferId,
    /// The role that is asked for.
    pub role: Role,
    /// Who is asked.
    pub physician: PhysicianId,
    /// 医療機関 of the physician at that time.
    pub clinic: Option<OrganizationId>,
    /// 状態
    pub state: OfferState,
    /// The version of the needs that it asks about: an answer that knows this one, or a later one, counts.
    pub needs: i32,
    /// When it went out first; none for a decision.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was asked last: later than sent when the needs changed.
    pub asked_at: Option<DateTime<Utc>>,
    /// When it was opened since it was asked last.
    pub viewed_at: Option<DateTime<Utc>>,
    /// When yes or no was said.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// 回答期限
    pub deadline: Option<DateTime<Utc>>,
    /// 断った理由
    pub reason: Option<Code>,
    /// 選んだ理由: why a far one is asked, or what was decided; empty otherwise.
    pub remark: String,
}

impl Offer {
    /// Asks about version `needs` of the needs at `now`, for the first time or once more, with a deadline of its own.
    pub(super) fn ask(&mut self, needs: i32, urgency: Urgency, now: DateTime<Utc>, holidays: &Holidays) -> DateTime<Utc> {
        let until = deadline(now, urgency, holidays);
        self.needs = needs;
        self.sent_at = self.sent_at.or(Some(now));
        self.asked_at = Some(now);
        self.viewed_at = None;
        self.answered_at = None;
        self.deadline = Some(until);
        until
    }

    /// It has become urgent at `now`: the new deadline, unless the old one is nearer already.
    pub(super) fn hurry(&mut self, now: DateTime<Utc>, holidays: &Holidays) -> Option<DateTime<Utc>> {
        let until = deadline(now, Urgency::Urgent, holidays);
        if self.deadline.is_some_and(|before| before <= until) {
            return None;
        }
        self.asked_at = Some(now);
        self.deadline = Some(until);
        self.deadline
    }

    /// An answer is waited for that cannot come any more.
    #[must_use]
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.state.is_out() && self.deadline.is_some_and(|deadline| deadline <= now)
    }

    /// When the physician is reminded, as long as an answer is waited for.
    #[must_use]
    pub fn reminder_at(&self) -> Option<DateTime<Utc>> {
        if self.state.is_out() { Some(reminder_at(self.asked_at?, self.deadline?)) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decline() -> OfferEvent {
        OfferEvent::Decline { reason: Code("capacity".into()) }
    }

    fn run(events: &[OfferEvent], needs: i32) -> Result<OfferState, Refusal> {
        events.iter().try_fold(OfferState::Draft, |state, event| state.apply(event, needs))
    }

    #[test]
    fn an_offer_runs_from_draft_to_its_answer() {
        use OfferEvent::{Accept, Expire, NeedsChanged, Send, View};
        let yes = Accept { seen_needs: 1 };
        assert_eq!(run(&[Send, View, View, yes.clone(), yes.clone(), View], 1), Ok(OfferState::Accepted));
        assert_eq!(run(&[Send, yes.clone()], 1), Ok(OfferState::Accepted), "by telephone, without a look");
        assert_eq!(run(&[Send, View, decline(), decline()], 1), Ok(OfferState::Declined));
        assert_eq!(run(&[Send, Expire], 1), Ok(OfferState::Expired));
        assert_eq!(run(&[Send, View, NeedsChanged { hard: true }], 2), Ok(OfferState::Sent));
        assert_eq!(run(&[Send, View, NeedsChanged { hard: false }], 1), Ok(OfferState::Viewed));
        assert_eq!(run(&[Send, yes.clone(), NeedsChanged { hard: false }], 1), Ok(OfferState::Accepted));
        assert_eq!(run(&[OfferEvent::Decide, NeedsChanged { hard: true }], 1), Ok(OfferState::Reconfirm));
        assert_eq!(run(&[OfferEvent::Decide, NeedsChanged { hard: true }, yes], 2), Err(Refusal::NeedsChanged));
        assert_eq!(run(&[OfferEvent::Decide, NeedsChanged { hard: true }, Accept { seen_needs: 2 }], 2), Ok(OfferState::Accepted));
        assert_eq!(run(&[View], 1), Err(Refusal::NotInThisState));
        assert_eq!(run(&[Send, Send], 1), Err(Refusal::NotInThisState));
        assert_eq!(run(&[OfferEvent::Decide, decline()], 1), Err(Refusal::NotInThisState));
    }

    #[test]
    fn an_ended_offer_says_how_it_ended() {
        let yes = OfferEvent::Accept { seen_needs: 1 };
        for (state, refusal) in [
            (OfferState::Declined, Refusal::OfferClosed),
            (OfferState::Expired, Refusal::OfferExpired),
            (OfferState::Cancelled(CancelWhy::Filled), Refusal::OfferSettled),
            (OfferState::Cancelled(CancelWhy::Died), Refusal::OfferWithdrawn),
            (OfferState::Cancelled(CancelWhy::DeskTookBack), Refusal::OfferWithdrawn),
            (OfferState::Cancelled(CancelWhy::Replaced), Refusal::OfferClosed),
        ] {
            assert_eq!(state.apply(&yes, 1), Err(refusal));
            assert_eq!(state.apply(&OfferEvent::NeedsChanged { hard: true }, 1), Ok(state));
        }
    }

    #[test]
    fn codes_read_back() {
        for why in CancelWhy::ALL {
            assert_eq!(CancelWhy::from_code(why.code()), Some(why));
        }
        for state in [OfferState::Draft, OfferState::Sent, OfferState::Viewed, OfferState::Accepted, OfferState::Reconfirm, OfferState::Declined, OfferState::Expired] {
            assert_eq!(OfferState::from_code(state.code(), state.why()), Some(state));
        }
        let cancelled = OfferState::Cancelled(CancelWhy::Filled);
        assert_eq!(OfferState::from_code(cancelled.code(), cancelled.why()), Some(cancelled));
        assert_eq!(OfferState::from_code("cancelled", None), None);
    }

    fn any_event() -> impl Strategy<Value = OfferEvent> {
        prop_oneof![
            Just(OfferEvent::Send),
            Just(OfferEvent::Decide),
            Just(OfferEvent::View),
            (1..4).prop_map(|seen_needs| OfferEvent::Accept { seen_needs }),
            Just(decline()),
            Just(OfferEvent::Expire),
            proptest::sample::select(CancelWhy::ALL.to_vec()).prop_map(|why| OfferEvent::Cancel { why }),
            any::<bool>().prop_map(|hard| OfferEvent::NeedsChanged { hard }),
        ]
    }

    proptest! {
        #[test]
        fn nothing_leaves_an_end_and_nobody_accepts_what_they_have_not_seen(events in proptest::collection::vec((any_event(), 1..4), 0..40)) {
            let mut state = OfferState::Draft;
            for (event, needs) in events {
                let Ok(next) = state.apply(&event, needs) else { continue };
                prop_assert!(!state.is_ended() || next == state);
                if next == OfferState::Accepted && state.is_out() {
                    let seen = if let OfferEvent::Accept { seen_needs } = event { seen_needs } else { 0 };
                    prop_assert!(seen >= needs);
                }
                prop_assert!(!next.is_ended() || !(next.is_out() || next.holds()));
                state = next;
            }
        }
    }
}
