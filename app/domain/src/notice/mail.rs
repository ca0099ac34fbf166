//! The life of an e-mail in the outbox: from the relay's answer to what becomes of it.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// How long a worker has an e-mail to itself, in seconds: longer than a whole exchange with a relay may take.
pub const LEASE_SECONDS: i64 = 150;
/// An e-mail is given up so many hours after the first try.
pub const GIVE_UP_HOURS: i64 = 72;
/// The waits after the first tries, in seconds; then hourly.
const WAITS: [i64; 5] = [15, 60, 5 * 60, 30 * 60, 2 * 3_600];

/// How an e-mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Waits for its time (送信待ち).
    Waiting,
    /// A worker has it (送信中).
    Sending,
    /// The relay took it (送信済み).
    Sent,
    /// Given up (不達).
    Failed,
    /// Taken out of the outbox (取消).
    Cancelled,
}

impl MailState {
    /// Every state, in the order in which they are listed.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Sending, Self::Sent, Self::Failed, Self::Cancelled];

    /// As records write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it can be put into the outbox once more.
    #[must_use]
    pub const fn can_resend(self) -> bool {
        matches!(self, Self::Failed | Self::Cancelled | Self::Sent)
    }

    /// Whether it can be taken out.
    #[must_use]
    pub const fn can_cancel(self) -> bool {
        matches!(self, Self::Waiting)
    }
}

/// What a relay said to an e-mail, or that it said nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It took it.
    Accepted(String),
    /// Not now (4xx), not reachable, cut off, or a fault between us and the relay: worth trying again.
    Later(String),
    /// Never (5xx): the address does not exist or the e-mail is not wanted.
    Refused(String),
}

impl Answer {
    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Accepted(text) | Self::Later(text) | Self::Refused(text) => text,
        }
    }

    /// As records write the outcome.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Later(_) => "later",
            Self::Refused(_) => "refused",
        }
    }
}

/// How long to wait after the `tries`th try that was put off (from 1).
#[must_use]
pub fn wait_after(tries: u32) -> Duration {
    let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    Duration::seconds(WAITS.get(index).copied().unwrap_or(3_600))
}

/// What becomes of an e-mail after its `tries`th try (from 1), the first of which was at `first`: its state, and when it is tried again.
#[must_use]
pub fn after_answer(answer: &Answer, tries: u32, first: DateTime<Utc>, now: DateTime<Utc>) -> (MailState, Option<DateTime<Utc>>) {
    match answer {
        Answer::Accepted(_) => (MailState::Sent, None),
        Answer::Refused(_) => (MailState::Failed, None),
        Answer::Later(_) => {
            let again = now + wait_after(tries);
            if again <= first + Duration::hours(GIVE_UP_HOURS) { (MailState::Waiting, Some(again)) } else { (MailState::Failed, None) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_become_rarer_and_end_after_three_days() {
        let first: DateTime<Utc> = "2026-11-23T01:00:00Z".parse().unwrap();
        let (mut now, mut waits) = (first, Vec::new());
        for tries in 1.. {
            let (state, again) = after_answer(&Answer::Later(String::new()), tries, first, now);
            let Some(again) = again else {
                assert_eq!(state, MailState::Failed);
                break;
            };
            waits.push((again - now).num_seconds());
            now = again;
        }
        assert_eq!(waits.get(..6), Some(&[15, 60, 300, 1_800, 7_200, 3_600][..]));
        assert!(waits.iter().skip(5).all(|w| *w == 3_600));
        let last = now - first;
        assert!(last <= Duration::hours(72) && last > Duration::hours(71), "{last}");
    }

    #[test]
    fn a_final_answer_ends_it_at_once() {
        let now: DateTime<Utc> = "2026-11-23T01:00:00Z".parse().unwrap();
        assert_eq!(after_answer(&Answer::Accepted(String::new()), 1, now, now), (MailState::Sent, None));
        assert_eq!(after_answer(&Answer::Refused(String::new()), 1, now, now), (MailState::Failed, None));
    }

    #[test]
    fn a_long_stop_does_not_lengthen_the_three_days() {
        let first: DateTime<Utc> = "2026-11-23T01:00:00Z".parse().unwrap();
        assert_eq!(after_answer(&Answer::Later(String::new()), 2, first, first + Duration::days(4)), (MailState::Failed, None));
    }

    #[test]
    fn codes_read_back() {
        for state in MailState::ALL {
            assert_eq!(MailState::from_code(state.code()), Some(state));
        }
    }
}
