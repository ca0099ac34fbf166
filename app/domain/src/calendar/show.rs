//! Dates and times as the screen and the paper show them.

use super::{Era, jst};
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};

/// 2026年11月22日（日）
#[must_use]
pub fn show_date(date: NaiveDate) -> String {
    format!("{}年{}", date.year(), show_short(date))
}

/// 11月22日（日）
#[must_use]
pub fn show_short(date: NaiveDate) -> String {
    format!("{}月{}日（{}）", date.month(), date.day(), weekday(date))
}

/// 2026年11月22日（日）14:05, on the clocks of Japan.
#[must_use]
pub fn show_datetime(time: DateTime<Utc>) -> String {
    format!("{}{}", show_date(jst(time).date_naive()), show_time(time))
}

/// 14:05, on the clocks of Japan.
#[must_use]
pub fn show_time(time: DateTime<Utc>) -> String {
    let time = jst(time);
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// 昭和15年3月2日, the first year as 元年; before 明治 the common year.
#[must_use]
pub fn show_wareki(date: NaiveDate) -> String {
    let year = match Era::of(date) {
        Some((era, 1)) => format!("{}元", era.name()),
        Some((era, year)) => format!("{}{year}", era.name()),
        None => date.year().to_string(),
    };
    format!("{year}年{}月{}日", date.month(), date.day())
}

/// 昭和15年3月2日（1940年）
#[must_use]
pub fn show_birth(date: NaiveDate) -> String {
    format!("{}（{}年）", show_wareki(date), date.year())
}

/// 日 to 土.
pub(super) fn weekday(date: NaiveDate) -> char {
    match date.weekday() {
        Weekday::Sun => '日',
        Weekday::Mon => '月',
        Weekday::Tue => '火',
        Weekday::Wed => '水',
        Weekday::Thu => '木',
        Weekday::Fri => '金',
        Weekday::Sat => '土',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_shown() {
        assert_eq!(show_date(day("2026-11-22")), "2026年11月22日（日）");
        assert_eq!(show_short(day("2026-11-02")), "11月2日（月）");
        assert_eq!(show_wareki(day("1940-03-02")), "昭和15年3月2日");
        assert_eq!(show_wareki(day("2019-05-01")), "令和元年5月1日");
        assert_eq!(show_wareki(day("1850-05-01")), "1850年5月1日");
        assert_eq!(show_birth(day("1940-03-02")), "昭和15年3月2日（1940年）");
    }

    #[test]
    fn times_are_those_of_japan() {
        let time: DateTime<Utc> = "2026-11-22T05:05:59Z".parse().unwrap();
        assert_eq!(show_datetime(time), "2026年11月22日（日）14:05");
        assert_eq!(show_datetime("2026-11-22T15:00:00Z".parse().unwrap()), "2026年11月23日（月）00:00");
        for time in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let _ = show_datetime(time);
        }
    }
}
