//! Until when an offer can be answered (回答期限), and when its physician is reminded.

use super::Urgency;
use crate::calendar::{Holidays, add_working_days, is_working_day, jst_date, start_of_day_utc};
use chrono::{DateTime, TimeDelta, Utc};

/// Working days to answer in.
const WORKING_DAYS: u32 = 2;
/// Hours by the clock to answer in, day and night, when it is urgent.
const URGENT_HOURS: i64 = 4;
/// The hour of the reminder on the last working day, in Japan.
const REMINDER_HOUR: i64 = 9;
/// A reminder comes so long before the deadline, or it is of no use.
const NOTICE_MINUTES: i64 = 60;

/// The moment after which an offer sent at `sent_at` is not answered any more: four hours later when urgent, else the same time of day
/// in Japan on the second working day after. What is sent on a free day counts from the next working day.
#[must_use]
pub fn deadline(sent_at: DateTime<Utc>, urgency: Urgency, holidays: &Holidays) -> DateTime<Utc> {
    if urgency == Urgency::Urgent {
        return sent_at.checked_add_signed(TimeDelta::hours(URGENT_HOURS)).unwrap_or(DateTime::<Utc>::MAX_UTC);
    }
    let day = jst_date(sent_at);
    let time = sent_at.signed_duration_since(start_of_day_utc(day));
    let first = if is_working_day(day, holidays) { day } else { add_working_days(day, 1, holidays) };
    start_of_day_utc(add_working_days(first, WORKING_DAYS, holidays)).checked_add_signed(time).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// When somebody who has not answered is reminded: at nine in Japan on the day of the deadline; where that is too late, or less than a day
/// was given, after three quarters of the time. Never before `sent_at`, never after `deadline`.
#[must_use]
pub fn reminder_at(sent_at: DateTime<Utc>, deadline: DateTime<Utc>) -> DateTime<Utc> {
    let given = deadline.signed_duration_since(sent_at).max(TimeDelta::zero());
    let quarter = TimeDelta::seconds(given.num_seconds() / 4);
    let late = deadline.checked_sub_signed(quarter).unwrap_or(deadline);
    if given < TimeDelta::days(1) {
        return late;
    }
    let nine = start_of_day_utc(jst_date(deadline)).checked_add_signed(TimeDelta::hours(REMINDER_HOUR)).unwrap_or(deadline);
    if nine > sent_at && deadline.signed_duration_since(nine) >= TimeDelta::minutes(NOTICE_MINUTES) { nine } else { late }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::national_holidays;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn holidays() -> Holidays {
        (2020..2035).flat_map(national_holidays).map(|(day, _)| day).collect()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("{text}:00+09:00")).unwrap().to_utc()
    }

    #[test]
    fn two_working_days_later_at_the_same_time_in_japan() {
        for (sent, until) in [
            ("2026-11-17T15:00", "2026-11-19T15:00"),
            // Friday before a long weekend: Monday is 勤労感謝の日.
            ("2026-11-20T15:00", "2026-11-25T15:00"),
            ("2026-11-21T10:00", "2026-11-26T10:00"),
            ("2026-11-23T10:00", "2026-11-26T10:00"),
            // The small hours in Japan are the day before in UTC.
            ("2026-11-17T00:30", "2026-11-19T00:30"),
        ] {
            assert_eq!(deadline(utc(sent), Urgency::Normal, &holidays()), utc(until), "{sent}");
        }
    }

    #[test]
    fn what_is_urgent_waits_four_hours_whatever_day_it_is() {
        assert_eq!(deadline(utc("2026-11-20T22:00"), Urgency::Urgent, &holidays()), utc("2026-11-21T02:00"));
        assert_eq!(reminder_at(utc("2026-11-20T22:00"), utc("2026-11-21T02:00")), utc("2026-11-21T01:00"));
    }

    #[test]
    fn the_reminder_comes_in_the_morning_of_the_last_day_or_else_late() {
        assert_eq!(reminder_at(utc("2026-11-20T15:00"), utc("2026-11-25T15:00")), utc("2026-11-25T09:00"));
        assert_eq!(reminder_at(utc("2026-11-17T10:00"), utc("2026-11-19T10:00")), utc("2026-11-19T09:00"));
        assert_eq!(reminder_at(utc("2026-11-17T08:00"), utc("2026-11-19T08:00")), utc("2026-11-18T20:00"), "nine would be too late");
        assert_eq!(reminder_at(utc("2026-11-17T09:30"), utc("2026-11-19T09:30")), utc("2026-11-18T21:30"), "half an hour is no notice");
    }

    #[test]
    fn the_ends_of_time_are_survived() {
        for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            for urgency in Urgency::ALL {
                let _ = reminder_at(now, deadline(now, urgency, &Holidays::default()));
            }
            let _ = (reminder_at(now, DateTime::<Utc>::MAX_UTC), reminder_at(DateTime::<Utc>::MAX_UTC, now));
        }
    }

    proptest! {
        #[test]
        fn a_deadline_falls_on_a_working_day_and_its_reminder_between(seconds in 1_600_000_000_i64..1_980_000_000, urgent: bool) {
            let (sent, holidays) = (Utc.timestamp_opt(seconds, 0).unwrap(), holidays());
            let until = deadline(sent, if urgent { Urgency::Urgent } else { Urgency::Normal }, &holidays);
            let reminder = reminder_at(sent, until);
            prop_assert!(sent < reminder && reminder < until);
            prop_assert!(urgent || is_working_day(jst_date(until), &holidays));
            prop_assert!(urgent || (until - sent).num_seconds() % 86_400 == 0 && until - sent >= TimeDelta::days(2));
        }
    }
}
