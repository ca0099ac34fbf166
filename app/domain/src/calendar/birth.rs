//! 生年月日, or an age where no more is known.

use super::normal::normal;
use super::parse::{DateError, figures, parse_absolute};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Nobody has lived longer; a slip in the era is far more likely.
const OLDEST: i32 = 130;

/// When a person was born, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Birth {
    /// The day.
    Date(NaiveDate),
    /// An age by hearsay, and the day on which it was told.
    AgeAbout {
        /// Years of age.
        age: i32,
        /// When that was so.
        as_of: NaiveDate,
    },
}

/// Reads a date of birth with its year, in any way of writing, or an age: 84歳, 84才くらい, 約84歳, 八十四歳.
///
/// # Errors
/// What keeps the text from being a birth; also when it lies after `today` or more than 130 years before.
pub fn parse_birth(text: &str, today: NaiveDate) -> Result<Birth, DateError> {
    if let Some(age) = age(text) {
        return match age? {
            age if age > OLDEST => Err(DateError::TooOld),
            age => Ok(Birth::AgeAbout { age, as_of: today }),
        };
    }
    let date = parse_absolute(text)?;
    if date > today {
        return Err(DateError::Future);
    }
    if years(date, today) > OLDEST {
        return Err(DateError::TooOld);
    }
    Ok(Birth::Date(date))
}

/// The age on `date`, counted up on the birthday; an age by hearsay grows by the years since it was told.
/// None before the birth.
#[must_use]
pub fn age_on(birth: Birth, date: NaiveDate) -> Option<i32> {
    match birth {
        Birth::Date(born) => (born <= date).then(|| years(born, date)),
        Birth::AgeAbout { age, as_of } => age.checked_add(years(as_of, date)).filter(|age| *age >= 0),
    }
}

/// Whole years from `from` to `to`, negative when `to` is earlier.
fn years(from: NaiveDate, to: NaiveDate) -> i32 {
    to.year() - from.year() - i32::from((to.month(), to.day()) < (from.month(), from.day()))
}

/// The age that `text` tells; none when it does not speak of an age.
fn age(text: &str) -> Option<Result<i32, DateError>> {
    let body = normal(text)?.body;
    if !body.contains(['歳', '才']) && !body.contains("さい") {
        return None;
    }
    Some(age_number(&body).ok_or(DateError::Unreadable))
}

fn age_number(body: &str) -> Option<i32> {
    let body = ["約", "およそ", "おおよそ", "だいたい", "たぶん", "推定", "満"].iter().find_map(|p| body.strip_prefix(p)).unwrap_or(body);
    let body = ["くらい", "ぐらい", "位", "ほど", "程度", "前後"].iter().find_map(|s| body.strip_suffix(s)).unwrap_or(body);
    let number = ["歳", "才", "さい"].iter().find_map(|s| body.strip_suffix(s))?;
    figures(number, 3).and_then(|n| i32::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn today() -> NaiveDate {
        day("2026-11-22")
    }

    #[test]
    fn dates_of_birth() {
        for (input, expected) in [
            ("S15.3.2", "1940-03-02"),
            ("昭和8年11月30日", "1933-11-30"),
            ("1938-07-15", "1938-07-15"),
            ("T13.5.6", "1924-05-06"),
            ("19400302", "1940-03-02"),
            ("S7.1.9", "1932-01-09"),
            ("大正15年12月25日", "1926-12-25"),
            ("昭和元年12月25日", "1926-12-25"),
            ("S20.8.15", "1945-08-15"),
            ("1940/3/2", "1940-03-02"),
            ("S11.2.29", "1936-02-29"),
            ("S38.10.10", "1963-10-10"),
            ("S5.12.31", "1930-12-31"),
            ("S14.6.1", "1939-06-01"),
            ("2026-11-22", "2026-11-22"),
        ] {
            assert_eq!(parse_birth(input, today()), Ok(Birth::Date(day(expected))), "{input}");
        }
    }

    #[test]
    fn ages_by_hearsay() {
        for input in ["84歳くらい", "84才", "約84歳", "84歳", "八十四歳", "８４歳ぐらい", "約 84 才位", "満84さい", "84歳前後"] {
            assert_eq!(parse_birth(input, today()), Ok(Birth::AgeAbout { age: 84, as_of: today() }), "{input}");
        }
        assert_eq!(parse_birth("０歳", today()), Ok(Birth::AgeAbout { age: 0, as_of: today() }));
    }

    #[test]
    fn refusals() {
        for (input, error) in [
            ("R元年以前不明", DateError::Unreadable),
            ("84", DateError::Unreadable),
            ("歳", DateError::Unreadable),
            ("80歳代", DateError::Unreadable),
            ("-1歳", DateError::Unreadable),
            ("131歳", DateError::TooOld),
            ("2026-11-23", DateError::Future),
            ("R9.1.1", DateError::Future),
            ("1895-11-21", DateError::TooOld),
            ("M20.1.1", DateError::TooOld),
            ("3/2", DateError::Incomplete),
            ("明日", DateError::Unreadable),
            ("昭和70年", DateError::OutsideEra { era: super::super::Era::Showa }),
        ] {
            assert_eq!(parse_birth(input, today()), Err(error), "{input}");
        }
    }

    #[test]
    fn ages_grow_on_the_birthday() {
        let born = Birth::Date(day("1940-03-02"));
        let told = Birth::AgeAbout { age: 84, as_of: day("2026-11-22") };
        for (birth, date, expected) in [
            (born, "2026-03-01", Some(85)),
            (born, "2026-03-02", Some(86)),
            (born, "1940-03-02", Some(0)),
            (born, "1940-03-01", None),
            (Birth::Date(day("1936-02-29")), "2026-02-28", Some(89)),
            (Birth::Date(day("1936-02-29")), "2026-03-01", Some(90)),
            (told, "2026-11-22", Some(84)),
            (told, "2027-11-21", Some(84)),
            (told, "2027-11-22", Some(85)),
            (told, "2025-11-22", Some(83)),
            (told, "1900-01-01", None),
        ] {
            assert_eq!(age_on(birth, day(date)), expected, "{birth:?} on {date}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in prop_oneof![
            prop::collection::vec(any::<char>(), 0..20).prop_map(|c| c.into_iter().collect::<String>()),
            "(約|満)?[0-9一二十百]{0,4}(歳|才)?(くらい|位)?",
        ]) {
            if let Ok(birth) = parse_birth(&text, today()) {
                let age = age_on(birth, today()).unwrap();
                prop_assert!((0..=130).contains(&age));
                let json = serde_json::to_string(&birth).unwrap();
                prop_assert_eq!(serde_json::from_str::<Birth>(&json).unwrap(), birth);
            }
        }
    }
}
