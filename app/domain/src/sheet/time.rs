//! A day and a time in one cell, in every way that people write both.

use crate::calendar::{DateError, parse_absolute};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use unicode_normalization::UnicodeNormalization;

/// Reads 2026-04-01 10:30, R8.4.1 10:30, 令和8年4月1日（水） 午後2時5分, or a day alone.
///
/// # Errors
/// What keeps the text from being that.
pub(super) fn parse_time(text: &str) -> Result<NaiveDateTime, DateError> {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    let (day, clock) = split(text);
    let time = if clock.is_empty() { NaiveTime::MIN } else { parse_clock(clock).ok_or(DateError::Unreadable)? };
    parse_absolute(day).map(|date: NaiveDate| date.and_time(time))
}

/// Where the day ends and the time begins.
fn split(text: &str) -> (&str, &str) {
    let noon = ["午前", "午後", "AM", "PM", "am", "pm"].iter().filter_map(|mark| text.find(mark)).min();
    let sign = text.find(':').or_else(|| text.find('時'));
    let Some(sign) = sign else { return (text, "") };
    // The figures before the sign are the hour.
    let before = text.get(..sign).unwrap_or_default();
    let hour = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let begin = noon.filter(|at| *at < hour).unwrap_or(hour);
    let day = text.get(..begin).unwrap_or_default().trim_end();
    (day.strip_suffix('T').unwrap_or(day).trim_end(), text.get(begin..).unwrap_or_default())
}

/// Reads the time of a day that has that time: 24:00 is the next day's.
pub(super) fn parse_clock(text: &str) -> Option<NaiveTime> {
    let minutes = u32::from(crate::calendar::parse_clock(text)?);
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_with_their_times() {
        for (text, expected) in [
            ("2026-04-01 10:30", "2026-04-01T10:30:00"),
            ("2026/4/1 9:05:59", "2026-04-01T09:05:00"),
            ("2026-04-01T10:30", "2026-04-01T10:30:00"),
            ("R8.4.1 10：30", "2026-04-01T10:30:00"),
            ("令和8年4月1日（水）　午後2時5分", "2026-04-01T14:05:00"),
            ("昭和64年1月7日 午前0時", "1989-01-07T00:00:00"),
            ("2026年11月22日（日）14:05", "2026-11-22T14:05:00"),
            ("20260401 1030", ""),
            ("R8.4.1 10時半", "2026-04-01T10:30:00"),
            ("2026/4/1 2:05 PM", "2026-04-01T14:05:00"),
            ("H31.4.30", "2019-04-30T00:00:00"),
            ("2026-04-01 25:00", ""),
            ("2026-04-01 10:60", ""),
            ("4/1 10:30", ""),
            ("10:30", ""),
            ("明日 10:30", ""),
        ] {
            let read = parse_time(text).map(|t| t.format("%Y-%m-%dT%H:%M:%S").to_string()).unwrap_or_default();
            assert_eq!(read, expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC{0,30}") {
            let _ = (parse_time(&text), parse_clock(&text));
        }

        #[test]
        fn what_is_written_reads_back(days in 0i64..60_000, minutes in 0i64..1_440) {
            let time = NaiveDate::from_ymd_opt(1940, 1, 1).unwrap().and_time(NaiveTime::MIN) + chrono::Duration::minutes(days * 1_440 + minutes);
            proptest::prop_assert_eq!(parse_time(&time.format("%Y-%m-%d %H:%M").to_string()), Ok(time));
        }
    }
}
