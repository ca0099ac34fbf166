//! 国民の祝日 as the law sets them, and working days. What the desk really keeps is its table; this only fills it.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// The years for which [`national_holidays`] knows the law: from 山の日 on, as far as the equinoxes can be foretold.
const YEARS: std::ops::RangeInclusive<i32> = 2016..=2099;
/// More working days ahead than anybody plans.
const MOST_DAYS: u32 = 3_000;

/// The days on which the desk's world rests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(BTreeSet<NaiveDate>);

impl Holidays {
    /// Whether `date` is one of them.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.0.contains(&date)
    }
}

impl FromIterator<NaiveDate> for Holidays {
    fn from_iter<T: IntoIterator<Item = NaiveDate>>(dates: T) -> Self {
        Self(dates.into_iter().collect())
    }
}

/// Neither Saturday, Sunday nor a holiday.
#[must_use]
pub fn is_working_day(date: NaiveDate, holidays: &Holidays) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !holidays.contains(date)
}

/// The `count`th working day after `date`; the day itself for none.
#[must_use]
pub fn add_working_days(date: NaiveDate, count: u32, holidays: &Holidays) -> NaiveDate {
    let mut day = date;
    let mut left = count.min(MOST_DAYS);
    while left > 0 {
        let Some(next) = day.succ_opt() else { return day };
        day = next;
        if is_working_day(day, holidays) {
            left -= 1;
        }
    }
    day
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The `nth` Monday of a month (ハッピーマンデー).
fn monday(year: i32, month: u32, nth: u8) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, nth)
}

/// The day of the equinox by the astronomers' formula; `at_1980` is its moment in 1980, in millionths of a day.
fn equinox(year: i32, month: u32, at_1980: i32) -> Option<NaiveDate> {
    let years = year - 1980;
    let date = (at_1980 + 242_194 * years) / 1_000_000 - years / 4;
    day(year, month, u32::try_from(date).ok()?)
}

/// The holidays that the law names, before those that follow from them.
fn named(year: i32) -> Vec<(Option<NaiveDate>, &'static str)> {
    let sports = if year <= 2019 { "体育の日" } else { "スポーツの日" };
    let (marine, mountain, sport) = match year {
        // Moved for the Olympic Games, by a law of its own.
        2020 => (day(year, 7, 23), day(year, 8, 10), day(year, 7, 24)),
        2021 => (day(year, 7, 22), day(year, 8, 8), day(year, 7, 23)),
        _ => (monday(year, 7, 3), day(year, 8, 11), monday(year, 10, 2)),
    };
    let emperor = match year {
        ..=2018 => day(year, 12, 23),
        2019 => None,
        _ => day(year, 2, 23),
    };
    let mut days = vec![
        (day(year, 1, 1), "元日"),
        (monday(year, 1, 2), "成人の日"),
        (day(year, 2, 11), "建国記念の日"),
        (emperor, "天皇誕生日"),
        (equinox(year, 3, 20_843_100), "春分の日"),
        (day(year, 4, 29), "昭和の日"),
        (day(year, 5, 3), "憲法記念日"),
        (day(year, 5, 4), "みどりの日"),
        (day(year, 5, 5), "こどもの日"),
        (marine, "海の日"),
        (mountain, "山の日"),
        (monday(year, 9, 3), "敬老の日"),
        (equinox(year, 9, 23_248_800), "秋分の日"),
        (sport, sports),
        (day(year, 11, 3), "文化の日"),
        (day(year, 11, 23), "勤労感謝の日"),
    ];
    if year == 2019 {
        days.push((day(year, 5, 1), "休日（天皇の即位の日）"));
        days.push((day(year, 10, 22), "休日（即位礼正殿の儀の行われる日）"));
    }
    days
}

/// All holidays of a year with their names, in order; none for years whose law is not known here.
#[must_use]
pub fn national_holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    if !YEARS.contains(&year) {
        return Vec::new();
    }
    let named: BTreeMap<NaiveDate, &'static str> = named(year).into_iter().filter_map(|(date, name)| Some((date?, name))).collect();
    let mut all = named.clone();
    for date in named.keys() {
        let after = |days| date.checked_add_days(Days::new(days));
        // 振替休日: the next day that is no holiday itself.
        if date.weekday() == Weekday::Sun
            && let Some(free) = (1..8).filter_map(after).find(|d| !named.contains_key(d))
        {
            all.insert(free, "振替休日");
        }
        // 国民の休日: a day between two holidays.
        if let (Some(between), Some(next)) = (after(1), after(2))
            && named.contains_key(&next)
            && !named.contains_key(&between)
        {
            all.entry(between).or_insert("国民の休日");
        }
    }
    all.into_iter().collect()
}

#[cfg(test)]
#[path = "holiday_tests.rs"]
mod tests;
