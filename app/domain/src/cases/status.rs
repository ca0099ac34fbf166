//! The states of a case and the only steps between them.

use crate::error::Refusal;
use serde::{Deserialize, Serialize};

/// 状態
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    /// 受付
    Received,
    /// 対応中
    InProgress,
    /// 調整中
    Arranging,
    /// 待ち: somebody outside must answer.
    WaitingExternal,
    /// 終結
    Closed,
    /// 再開
    Reopened,
    /// 取消: recorded by mistake.
    Voided,
}

/// What happens to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseEvent {
    /// Somebody says how it stands.
    Set(CaseStatus),
    /// It ends, with an outcome.
    Close,
    /// It goes on after all.
    Reopen,
    /// It should never have been.
    Void,
    /// A new inquiry or entry comes in.
    Contact,
}

impl CaseStatus {
    /// Every status in the order in which it is listed.
    pub const ALL: [Self; 7] = [Self::Received, Self::InProgress, Self::Arranging, Self::WaitingExternal, Self::Closed, Self::Reopened, Self::Voided];

    /// As records keep it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InProgress => "in_progress",
            Self::Arranging => "arranging",
            Self::WaitingExternal => "waiting_external",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Voided => "voided",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Somebody still has something to do.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Voided)
    }

    /// The state after `event`.
    ///
    /// # Errors
    /// A voided case stays as it is; a closed one must be reopened first; ends are reached only by closing and voiding.
    pub const fn apply(self, event: CaseEvent) -> Result<Self, Refusal> {
        match (self, event) {
            (Self::Voided, _) => Err(Refusal::Voided),
            (_, CaseEvent::Void) => Ok(Self::Voided),
            (Self::Closed, CaseEvent::Reopen) => Ok(Self::Reopened),
            (Self::Closed, CaseEvent::Set(_) | CaseEvent::Contact) => Err(Refusal::CaseClosed),
            (Self::Closed, _) | (_, CaseEvent::Reopen) => Err(Refusal::NotInThisState),
            (_, CaseEvent::Close) => Ok(Self::Closed),
            (_, CaseEvent::Set(Self::Closed | Self::Voided)) => Err(Refusal::NotInThisState),
            // 再開 and 受付 say how the case came to be open; nobody sets a case back to them by hand.
            (now, CaseEvent::Set(Self::Reopened | Self::Received))
                if !matches!((now, event), (Self::Reopened, CaseEvent::Set(Self::Reopened)) | (Self::Received, CaseEvent::Set(Self::Received))) =>
            {
                Err(Refusal::NotInThisState)
            }
            (_, CaseEvent::Set(next)) => Ok(next),
            (Self::Received, CaseEvent::Contact) => Ok(Self::InProgress),
            (now, CaseEvent::Contact) => Ok(now),
        }
    }

    /// The statuses that a person can choose for a case in this one.
    #[must_use]
    pub fn choices(self) -> Vec<Self> {
        Self::ALL.into_iter().filter(|s| self.apply(CaseEvent::Set(*s)).is_ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_case_runs_from_received_to_closed_and_can_come_back() {
        let mut status = CaseStatus::Received;
        for event in [
            CaseEvent::Contact,
            CaseEvent::Set(CaseStatus::Arranging),
            CaseEvent::Close,
            CaseEvent::Reopen,
            CaseEvent::Contact,
            CaseEvent::Set(CaseStatus::WaitingExternal),
            CaseEvent::Close,
        ] {
            status = status.apply(event).unwrap();
        }
        assert_eq!(status, CaseStatus::Closed);
    }

    #[test]
    fn a_closed_case_takes_nothing_but_reopening_and_voiding() {
        assert_eq!(CaseStatus::Closed.apply(CaseEvent::Contact), Err(Refusal::CaseClosed));
        assert_eq!(CaseStatus::Closed.apply(CaseEvent::Close), Err(Refusal::NotInThisState));
        assert_eq!(CaseStatus::Closed.apply(CaseEvent::Set(CaseStatus::InProgress)), Err(Refusal::CaseClosed));
        assert_eq!(CaseStatus::InProgress.apply(CaseEvent::Set(CaseStatus::Closed)), Err(Refusal::NotInThisState));
    }

    fn any_status() -> impl Strategy<Value = CaseStatus> {
        proptest::sample::select(CaseStatus::ALL.to_vec())
    }

    fn any_event() -> impl Strategy<Value = CaseEvent> {
        prop_oneof![any_status().prop_map(CaseEvent::Set), Just(CaseEvent::Close), Just(CaseEvent::Reopen), Just(CaseEvent::Void), Just(CaseEvent::Contact)]
    }

    proptest! {
        #[test]
        fn nothing_leaves_voided_and_only_reopening_leaves_closed(events in proptest::collection::vec(any_event(), 0..30)) {
            let mut status = CaseStatus::Received;
            for event in events {
                if let Ok(next) = status.apply(event) {
                    prop_assert_ne!(status, CaseStatus::Voided);
                    if status == CaseStatus::Closed {
                        prop_assert!(matches!(event, CaseEvent::Reopen | CaseEvent::Void));
                    }
                    status = next;
                }
            }
        }
    }

    #[test]
    fn codes_read_back() {
        for status in CaseStatus::ALL {
            assert_eq!(CaseStatus::from_code(status.code()), Some(status));
        }
        assert_eq!(CaseStatus::Reopened.choices(), [CaseStatus::InProgress, CaseStatus::Arranging, CaseStatus::WaitingExternal, CaseStatus::Reopened]);
    }
}
