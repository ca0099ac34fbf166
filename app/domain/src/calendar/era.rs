//! 元号: which years and days belong to which era.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// An era. Dates before 1873 count by today's calendar, not by the lunar one of the time: no one alive needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Era {
    /// 明治, from 1868-01-25.
    Meiji,
    /// 大正, from 1912-07-30.
    Taisho,
    /// 昭和, from 1926-12-25.
    Showa,
    /// 平成, from 1989-01-08.
    Heisei,
    /// 令和, from 2019-05-01.
    Reiwa,
}

impl Era {
    /// All eras, the latest first.
    pub const ALL: [Self; 5] = [Self::Reiwa, Self::Heisei, Self::Showa, Self::Taisho, Self::Meiji];

    /// Its name: 令和.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// Its letter: R.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Meiji => 'M',
            Self::Taisho => 'T',
            Self::Showa => 'S',
            Self::Heisei => 'H',
            Self::Reiwa => 'R',
        }
    }

    /// Its first day, as year, month, day.
    fn begins(self) -> (i32, u32, u32) {
        match self {
            Self::Meiji => (1868, 1, 25),
            Self::Taisho => (1912, 7, 30),
            Self::Showa => (1926, 12, 25),
            Self::Heisei => (1989, 1, 8),
            Self::Reiwa => (2019, 5, 1),
        }
    }

    /// Its last day. The last day of 明治 and 大正 is the first of the next era as well: papers of that day bear either.
    fn ends(self) -> Option<(i32, u32, u32)> {
        match self {
            Self::Meiji => Some((1912, 7, 30)),
            Self::Taisho => Some((1926, 12, 25)),
            Self::Showa => Some((1989, 1, 7)),
            Self::Heisei => Some((2019, 4, 30)),
            Self::Reiwa => None,
        }
    }

    /// The year of the common calendar of the era's `year`, when the era has such a year.
    #[must_use]
    pub fn common_year(self, year: i32) -> Option<i32> {
        let common = self.begins().0.checked_add(year.checked_sub(1)?)?;
        let last = self.ends().map_or(9_999, |(year, ..)| year);
        (year >= 1 && common <= last).then_some(common)
    }

    /// Whether `date` may be written in this era.
    #[must_use]
    pub fn holds(self, date: NaiveDate) -> bool {
        let day = (date.year(), date.month(), date.day());
        day >= self.begins() && self.ends().is_none_or(|end| day <= end)
    }

    /// The era of `date` and the year in it; none before 1868-01-25.
    #[must_use]
    pub fn of(date: NaiveDate) -> Option<(Self, i32)> {
        let era = Self::ALL.into_iter().find(|era| era.holds(date))?;
        Some((era, date.year() - era.begins().0 + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(date: &str, expected: Option<(Era, i32)>) {
        assert_eq!(Era::of(date.parse().unwrap()), expected, "{date}");
    }

    #[test]
    fn the_boundaries() {
        check("1868-01-24", None);
        check("1868-01-25", Some((Era::Meiji, 1)));
        check("1912-07-29", Some((Era::Meiji, 45)));
        check("1912-07-30", Some((Era::Taisho, 1)));
        check("1926-12-24", Some((Era::Taisho, 15)));
        check("1926-12-25", Some((Era::Showa, 1)));
        check("1989-01-07", Some((Era::Showa, 64)));
        check("1989-01-08", Some((Era::Heisei, 1)));
        check("2019-04-30", Some((Era::Heisei, 31)));
        check("2019-05-01", Some((Era::Reiwa, 1)));
        check("2026-11-22", Some((Era::Reiwa, 8)));
    }

    #[test]
    fn years_an_era_has() {
        for (era, year, expected) in [
            (Era::Showa, 15, Some(1940)),
            (Era::Showa, 64, Some(1989)),
            (Era::Showa, 65, None),
            (Era::Reiwa, 0, None),
            (Era::Taisho, 13, Some(1924)),
            (Era::Reiwa, i32::MAX, None),
            (Era::Reiwa, i32::MIN, None),
        ] {
            assert_eq!(era.common_year(year), expected);
        }
    }
}
