//! Japan time: nine hours ahead of UTC, the whole year, every year that matters here.

use chrono::{DateTime, Days, Duration, FixedOffset, NaiveDate, NaiveTime, Offset, TimeDelta, Utc};

const AHEAD_SECONDS: i32 = 9 * 3_600;

/// `now` on the clocks of Japan.
#[must_use]
pub fn jst(now: DateTime<Utc>) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(AHEAD_SECONDS).unwrap_or_else(|| Utc.fix());
    // The last hours that chrono can hold have no local time.
    let latest = DateTime::<Utc>::MAX_UTC.checked_sub_days(Days::new(1)).unwrap_or(now);
    now.min(latest).with_timezone(&zone)
}

/// The day it is in Japan at `now`.
#[must_use]
pub fn jst_date(now: DateTime<Utc>) -> NaiveDate {
    jst(now).date_naive()
}

/// The moment at which `date` begins in Japan.
#[must_use]
pub fn start_of_day_utc(date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    midnight.checked_sub_signed(TimeDelta::seconds(i64::from(AHEAD_SECONDS))).map_or(DateTime::<Utc>::MIN_UTC, |t| t.and_utc())
}

/// Minutes from `start` to `end`; a minute that was begun counts, and time does not run backwards.
#[must_use]
pub fn minutes_between(start: DateTime<Utc>, end: DateTime<Utc>) -> i64 {
    let seconds = end.signed_duration_since(start).max(Duration::zero()).num_seconds();
    seconds / 60 + i64::from(seconds % 60 > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_changes_at_three_in_the_afternoon_utc() {
        assert_eq!(jst_date(utc("2026-11-22T14:59:59Z")).to_string(), "2026-11-22");
        assert_eq!(jst_date(utc("2026-11-22T15:00:00Z")).to_string(), "2026-11-23");
        assert_eq!(jst(utc("2026-11-22T05:05:00Z")).to_rfc3339(), "2026-11-22T14:05:00+09:00");
        assert_eq!(start_of_day_utc(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()), utc("2026-11-21T15:00:00Z"));
    }

    #[test]
    fn a_minute_begun_counts() {
        for (end, minutes) in [("10:00:00", 0), ("10:00:01", 1), ("10:01:00", 1), ("10:15:30", 16), ("09:00:00", 0)] {
            assert_eq!(minutes_between(utc("2026-11-22T10:00:00Z"), utc(&format!("2026-11-22T{end}Z"))), minutes);
        }
    }

    #[test]
    fn the_ends_of_time_are_survived() {
        for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let _ = (jst_date(now), minutes_between(now, DateTime::<Utc>::MAX_UTC), minutes_between(DateTime::<Utc>::MAX_UTC, now));
        }
        let _ = (start_of_day_utc(NaiveDate::MIN), start_of_day_utc(NaiveDate::MAX));
    }

    proptest! {
        #[test]
        fn a_day_begins_on_itself(seconds in -60_000_000_000i64..200_000_000_000) {
            let now = Utc.timestamp_opt(seconds, 0).unwrap();
            let start = start_of_day_utc(jst_date(now));
            prop_assert!(start <= now && now - start < Duration::days(1));
            prop_assert_eq!(jst_date(start), jst_date(now));
        }
    }
}
