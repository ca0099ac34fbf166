//! 年度: April to March, named as the offices name it.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

const APRIL: u32 = 4;

/// A fiscal year, by the common year in which its April lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FiscalYear(pub i32);

impl FiscalYear {
    /// The fiscal year of `date`.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self(if date.month() < APRIL { date.year() - 1 } else { date.year() })
    }

    /// Its first day, 1 April.
    #[must_use]
    pub fn start(self) -> NaiveDate {
        day(self.0, APRIL, 1)
    }

    /// Its last day, 31 March.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        day(self.0.saturating_add(1), APRIL - 1, 31)
    }

    /// The short name, as in a 受付番号: R8. Before 明治 the common year.
    #[must_use]
    pub fn label(self) -> String {
        let (era, year) = self.named();
        era.map_or_else(|| year.to_string(), |(letter, _)| format!("{letter}{year}"))
    }

    /// The long name: 令和8年度.
    #[must_use]
    pub fn long_label(self) -> String {
        let (era, year) = self.named();
        let name = era.map_or("", |(_, name)| name);
        if year == 1 { format!("{name}元年度") } else { format!("{name}{year}年度") }
    }

    /// Named by the era of its 1 April, except 2019: that April was still 平成31年, but the offices
    /// write the year as 令和元年度.
    fn named(self) -> (Option<(char, &'static str)>, i32) {
        let naming = if self.0 == 2019 { day(2019, 5, 1) } else { self.start() };
        match super::Era::of(naming) {
            Some((era, year)) => (Some((era.letter(), era.name())), year),
            None => (None, self.0),
        }
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

/// A day of a year that may lie outside of what the calendar can hold: then its nearest end.
fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_years() {
        for (date, short, long) in [
            ("2026-11-22", "R8", "令和8年度"),
            ("2026-03-31", "R7", "令和7年度"),
            ("2026-04-01", "R8", "令和8年度"),
            ("2019-04-01", "R1", "令和元年度"),
            ("2020-03-31", "R1", "令和元年度"),
            ("2019-03-31", "H30", "平成30年度"),
            ("1989-04-01", "H1", "平成元年度"),
            ("1989-03-31", "S63", "昭和63年度"),
            ("1926-12-31", "T15", "大正15年度"),
            ("1860-05-05", "1860", "1860年度"),
        ] {
            let year = FiscalYear::of(date.parse().unwrap());
            assert_eq!((year.label().as_str(), year.long_label().as_str()), (short, long), "{date}");
        }
    }

    #[test]
    fn first_and_last_day() {
        let year = FiscalYear(2026);
        assert_eq!((year.start().to_string().as_str(), year.end().to_string().as_str()), ("2026-04-01", "2027-03-31"));
    }

    proptest! {
        #[test]
        fn every_day_lies_in_its_year(days in -300_000i32..900_000) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let year = FiscalYear::of(date);
            prop_assert!(year.start() <= date && date <= year.end());
            prop_assert_eq!((FiscalYear::of(year.start()), FiscalYear::of(year.end())), (year, year));
        }

        #[test]
        fn any_number_is_survived(year in any::<i32>()) {
            let year = FiscalYear(year);
            let _ = (year.start(), year.end(), year.label(), year.long_label());
        }
    }
}
