//! What a person wants by e-mail and when: from kind, choice and clock to the moment an e-mail is ready.

use super::{Event, NoticeKind};
use crate::calendar::{DAY_MINUTES, jst, parse_clock, start_of_day_utc};
use crate::error::{Flaw, Flaws};
use crate::merge::Fields;
use chrono::{DateTime, Days, Duration, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long an e-mail waits for further changes of the same case, in minutes.
pub const BUNDLE_MINUTES: i64 = 5;
/// The hour of the morning's e-mail, in Japan.
pub const MORNING_HOUR: i64 = 8;

/// When an e-mail of one kind is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// At once (すぐに).
    Now,
    /// Every morning, all in one (朝8時にまとめて).
    Morning,
    /// Never; the notice is still shown in the application.
    Off,
}

impl Choice {
    /// Every choice, in order.
    pub const ALL: [Self; 3] = [Self::Now, Self::Morning, Self::Off];

    /// As records and forms write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Morning => "morning",
            Self::Off => "off",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }
}

/// Hours in which only what is urgent goes out: minutes of the day in Japan, the end not included; it may pass midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The first minute.
    pub from: u16,
    /// The minute after the last.
    pub to: u16,
}

impl Quiet {
    /// When it is over, if it is quiet at `at`.
    #[must_use]
    pub fn ends(self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let time = jst(at);
        let minute = u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0);
        let (quiet, over_midnight) =
            if self.from <= self.to { (self.from <= minute && minute < self.to, false) } else { (minute >= self.from || minute < self.to, minute >= self.from) };
        if !quiet {
            return None;
        }
        let day = if over_midnight { time.date_naive().checked_add_days(Days::new(1))? } else { time.date_naive() };
        Some(start_of_day_utc(day) + Duration::minutes(i64::from(self.to)))
    }
}

/// What one person chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Choices that differ from the default.
    pub choices: BTreeMap<NoticeKind, Choice>,
    /// Quiet hours.
    pub quiet: Option<Quiet>,
}

impl Preferences {
    /// What holds for a kind.
    #[must_use]
    pub fn of(&self, kind: NoticeKind) -> Choice {
        if kind.is_mandatory() {
            return Choice::Now;
        }
        self.choices.get(&kind).copied().unwrap_or_else(|| kind.default_choice())
    }
}

/// How a notice leaves by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Not before.
    pub ready_at: DateTime<Utc>,
    /// What else rides in the same e-mail; `None` for one that rides alone.
    pub bundle: Option<String>,
}

/// The next morning's hour after `now`.
fn morning(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = jst(now).date_naive();
    let eight = start_of_day_utc(today) + Duration::hours(MORNING_HOUR);
    if now < eight { eight } else { eight + Duration::days(1) }
}

/// Whether, when and with what an event's notice goes to a person by e-mail.
#[must_use]
pub fn sending(event: &Event, preferences: &Preferences, now: DateTime<Utc>) -> Option<Sending> {
    // A reminder is written in the morning: for whoever wants one e-mail then, this is it.
    let is_morning = matches!(event.kind, NoticeKind::DueTomorrow | NoticeKind::Overdue);
    let wanted = match preferences.of(event.kind) {
        Choice::Off => return None,
        Choice::Morning if is_morning => now,
        Choice::Morning => morning(now),
        Choice::Now if event.waits => now + Duration::minutes(BUNDLE_MINUTES),
        Choice::Now => now,
    };
    let quiet = preferences.quiet.filter(|_| !event.kind.is_urgent() && !event.urgent).and_then(|quiet| quiet.ends(wanted));
    let is_later = quiet.is_some() || (preferences.of(event.kind) == Choice::Morning && !is_morning);
    let ready_at = quiet.unwrap_or(wanted);
    // Whatever waits for the same hour comes in one e-mail.
    let bundle = if is_later { Some(format!("later:{}", ready_at.timestamp())) } else { Some(event.bundle.clone()).filter(|b| !b.is_empty()) };
    Some(Sending { ready_at, bundle })
}

/// What a person typed about notices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    /// Per kind's code, the choice's code.
    pub choices: BTreeMap<String, String>,
    /// "22:00", or empty.
    pub quiet_from: String,
    /// "7:00", or empty.
    pub quiet_to: String,
}

/// Minutes after midnight, which 24:00 is as well; none when nothing is typed.
fn clock(text: &str) -> Result<Option<u16>, Flaw> {
    if text.trim().is_empty() { Ok(None) } else { parse_clock(text).map(|time| Some(time % DAY_MINUTES)).ok_or(Flaw::Clock) }
}

fn shown(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

impl PreferencesForm {
    /// The form that shows what holds.
    #[must_use]
    pub fn of(preferences: &Preferences) -> Self {
        let choices = NoticeKind::ALL.into_iter().filter(|kind| !kind.is_mandatory()).map(|kind| (kind.code().to_owned(), preferences.of(kind).code().to_owned()));
        Self {
            choices: choices.collect(),
            quiet_from: preferences.quiet.map(|q| shown(q.from)).unwrap_or_default(),
            quiet_to: preferences.quiet.map(|q| shown(q.to)).unwrap_or_default(),
        }
    }

    /// As the log compares it.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields: Fields = self.choices.iter().map(|(kind, choice)| (format!("mail_{kind}"), choice.clone())).collect();
        fields.insert("quiet_from".to_owned(), self.quiet_from.clone());
        fields.insert("quiet_to".to_owned(), self.quiet_to.clone());
        fields
    }

    /// Reads it over what holds: a kind that the form does not name stays as it is.
    ///
    /// # Errors
    /// [`Flaw::NotAChoice`] for an unknown kind or choice, or for a mandatory kind that is to be switched off; [`Flaw::Clock`],
    /// [`Flaw::Required`] and [`Flaw::QuietAllDay`] for the quiet hours.
    pub fn parse(&self, before: &Preferences) -> Result<Preferences, Flaws> {
        let mut flaws = Flaws::default();
        let mut choices = before.choices.clone();
        for (code, choice) in &self.choices {
            let read = NoticeKind::from_code(code).zip(Choice::from_code(choice)).filter(|(kind, choice)| !kind.is_mandatory() || *choice == Choice::Now);
            match read {
                Some((kind, choice)) if choice == kind.default_choice() => {
                    choices.remove(&kind);
                }
                Some((kind, choice)) => {
                    choices.insert(kind, choice);
                }
                None => flaws.push(&format!("mail_{code}"), Flaw::NotAChoice),
            }
        }
        let from = flaws.note("quiet_from", clock(&self.quiet_from));
        let to = flaws.note("quiet_to", clock(&self.quiet_to));
        let quiet = match (from.flatten(), to.flatten()) {
            (Some(from), Some(to)) if from == to => {
                flaws.push("quiet_to", Flaw::QuietAllDay);
                None
            }
            (Some(from), Some(to)) => Some(Quiet { from, to }),
            (Some(_), None) if to.is_some() => {
                flaws.push("quiet_to", Flaw::Required);
                None
            }
            (None, Some(_)) if from.is_some() => {
                flaws.push("quiet_from", Flaw::Required);
                None
            }
            _ => None,
        };
        flaws.or(Some(Preferences { choices, quiet }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::CaseId;
    use crate::notice::Facts;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn event(kind: NoticeKind) -> Event {
        Event::new(kind, "x", Facts::case(CaseId::new(), "R8-000001"))
    }

    fn preferences(kind: NoticeKind, choice: Choice, quiet: Option<(u16, u16)>) -> Preferences {
        Preferences { choices: BTreeMap::from([(kind, choice)]), quiet: quiet.map(|(from, to)| Quiet { from, to }) }
    }

    #[test]
    fn at_once_in_the_morning_or_not_at_all() {
        // 2026-11-23 10:00 in Japan.
        let now = utc("2026-11-23T01:00:00Z");
        let kind = NoticeKind::CaseAssigned;
        assert_eq!(sending(&event(kind), &Preferences::default(), now), Some(Sending { ready_at: now, bundle: None }));
        assert_eq!(sending(&event(kind), &preferences(kind, Choice::Off, None), now), None);
        let morning = sending(&event(kind), &preferences(kind, Choice::Morning, None), now).unwrap();
        assert_eq!(morning.ready_at, utc("2026-11-23T23:00:00Z"));
        let early = sending(&event(kind), &preferences(kind, Choice::Morning, None), utc("2026-11-22T22:59:59Z")).unwrap();
        assert_eq!(early.ready_at, utc("2026-11-22T23:00:00Z"));
        let other = sending(&event(NoticeKind::Undelivered), &preferences(NoticeKind::Undelivered, Choice::Morning, None), now).unwrap();
        assert_eq!(morning.bundle, other.bundle, "everything of one morning is one e-mail");
    }

    #[test]
    fn a_reminder_of_the_morning_does_not_wait_for_the_next_one() {
        // Five past eight in Japan, when the job came round.
        let now = utc("2026-11-23T23:05:00Z");
        let event = event(NoticeKind::Overdue).together("reminders:2026-11-24");
        let sending = sending(&event, &preferences(NoticeKind::Overdue, Choice::Morning, None), now).unwrap();
        assert_eq!(sending, Sending { ready_at: now, bundle: Some("reminders:2026-11-24".into()) });
    }

    #[test]
    fn changes_of_one_case_wait_for_each_other() {
        let now = utc("2026-11-23T01:00:00Z");
        let sending = sending(&event(NoticeKind::CaseChanged).gather("case:1"), &Preferences::default(), now).unwrap();
        assert_eq!(sending, Sending { ready_at: now + Duration::minutes(5), bundle: Some("case:1".into()) });
    }

    #[test]
    fn mandatory_kinds_go_out_at_once_whatever_was_stored() {
        let now = utc("2026-11-23T15:30:00Z");
        for kind in NoticeKind::ALL.into_iter().filter(|k| k.is_mandatory()) {
            assert_eq!(sending(&event(kind), &preferences(kind, Choice::Off, Some((0, 1_439))), now), Some(Sending { ready_at: now, bundle: None }));
            let form = PreferencesForm { choices: BTreeMap::from([(kind.code().into(), "off".into())]), ..PreferencesForm::default() };
            assert!(form.parse(&Preferences::default()).is_err());
        }
    }

    #[test]
    fn quiet_hours_pass_midnight() {
        let night = Quiet { from: 22 * 60, to: 7 * 60 };
        // 21:59, 22:00, 0:30, 6:59 and 7:00 in Japan.
        assert_eq!(night.ends(utc("2026-11-23T12:59:00Z")), None);
        assert_eq!(night.ends(utc("2026-11-23T13:00:00Z")), Some(utc("2026-11-23T22:00:00Z")));
        assert_eq!(night.ends(utc("2026-11-23T15:30:00Z")), Some(utc("2026-11-23T22:00:00Z")));
        assert_eq!(night.ends(utc("2026-11-23T21:59:59Z")), Some(utc("2026-11-23T22:00:00Z")));
        assert_eq!(night.ends(utc("2026-11-23T22:00:00Z")), None);
        let kind = NoticeKind::CaseAssigned;
        let (a, b) = (utc("2026-11-23T14:00:00Z"), utc("2026-11-23T16:00:00Z"));
        let quiet = preferences(kind, Choice::Now, Some((22 * 60, 7 * 60)));
        assert_eq!(sending(&event(kind), &quiet, a), sending(&event(kind), &quiet, b), "one e-mail after the night");
    }

    #[test]
    fn forms_read_back_and_say_what_is_wrong() {
        let held = preferences(NoticeKind::Overdue, Choice::Morning, Some((1_320, 420)));
        let form = PreferencesForm::of(&held);
        assert_eq!((form.quiet_from.as_str(), form.quiet_to.as_str()), ("22:00", "7:00"));
        assert_eq!(form.parse(&Preferences::default()).unwrap(), held);
        let flaw = |from: &str, to: &str| {
            let form = PreferencesForm { quiet_from: from.into(), quiet_to: to.into(), ..PreferencesForm::default() };
            form.parse(&Preferences::default()).map_err(|f| f.0.into_iter().map(|f| (f.field, f.flaw)).collect::<Vec<_>>())
        };
        assert_eq!(flaw("25:00", ""), Err(vec![("quiet_from".into(), Flaw::Clock)]));
        assert_eq!(flaw("22:00", ""), Err(vec![("quiet_to".into(), Flaw::Required)]));
        assert_eq!(flaw("", "7:00"), Err(vec![("quiet_from".into(), Flaw::Required)]));
        assert_eq!(flaw("7:00", "7:00"), Err(vec![("quiet_to".into(), Flaw::QuietAllDay)]));
        assert_eq!(flaw("２２：００", "7:00").unwrap().quiet, Some(Quiet { from: 1_320, to: 420 }));
        let strange = PreferencesForm { choices: BTreeMap::from([("weather".into(), "now".into())]), ..PreferencesForm::default() };
        assert!(strange.parse(&Preferences::default()).is_err());
    }

    proptest! {
        #[test]
        fn nothing_is_ready_in_quiet_hours_or_before_now(seconds in 0i64..4_000_000_000, from in 0u16..1_440, to in 0u16..1_440, kind in 0usize..18, choice in 0usize..3, waits: bool) {
            prop_assume!(from != to);
            let now = Utc.timestamp_opt(seconds, 0).unwrap();
            let kind = NoticeKind::ALL[kind];
            let held = preferences(kind, Choice::ALL[choice], Some((from, to)));
            let mut event = event(kind);
            event.waits = waits && !kind.is_mandatory();
            if let Some(sending) = sending(&event, &held, now) {
                prop_assert!(sending.ready_at >= now && sending.ready_at <= now + Duration::hours(49));
                prop_assert!(kind.is_urgent() || held.quiet.unwrap().ends(sending.ready_at).is_none());
            } else {
                prop_assert_eq!(held.of(kind), Choice::Off);
            }
        }
    }
}
