//! One cell, whatever file it came from.

use chrono::{NaiveDate, NaiveDateTime, Timelike};

/// The days that workbooks count before 1 March 1900 are off by one; nobody's record is that old.
const FIRST_SERIAL: f64 = 61.0;
/// 31 December 2199.
const LAST_SERIAL: f64 = 109_939.0;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A date, perhaps with its time.
    Time(NaiveDateTime),
    /// A time of day alone.
    Clock(chrono::NaiveTime),
    /// はい or いいえ
    Bool(bool),
    /// A formula without a value: #REF! and the like.
    Error(String),
}

impl Cell {
    /// A cell of text; nothing when there is only white space.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// A date without a time.
    #[must_use]
    pub fn date(date: NaiveDate) -> Self {
        Self::Time(date.and_time(chrono::NaiveTime::MIN))
    }

    /// Whether nothing is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as a person reads it; dates in ISO order.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => plain(*number),
            Self::Time(time) if time.num_seconds_from_midnight() == 0 => time.date().to_string(),
            Self::Time(time) => time.format("%Y-%m-%d %H:%M").to_string(),
            Self::Clock(time) => time.format("%H:%M").to_string(),
            Self::Bool(yes) => if *yes { "はい" } else { "いいえ" }.to_owned(),
        }
    }

    /// The cell as a date form field reads it: a number may be the serial of a date whose format was lost.
    #[must_use]
    pub(super) fn shown_date(&self) -> String {
        match self {
            Self::Time(time) => time.date().to_string(),
            Self::Number(number) => serial(*number).map_or_else(|| plain(*number), |time| time.date().to_string()),
            other => other.shown(),
        }
    }

    /// The cell as so many figures: a number lost the zeros that it begins with.
    #[must_use]
    pub(super) fn shown_figures(&self, count: usize) -> String {
        match self {
            Self::Number(number) => format!("{:0>count$}", plain(*number)),
            other => other.shown(),
        }
    }

    /// The cell as a telephone number: a number lost the zero that it begins with.
    #[must_use]
    pub(super) fn shown_telephone(&self) -> String {
        match self {
            Self::Number(number) => {
                let digits = plain(*number);
                let lost = matches!(digits.len(), 9 | 10) && digits.chars().all(|c| c.is_ascii_digit()) && !digits.starts_with('0');
                if lost { format!("0{digits}") } else { digits }
            }
            other => other.shown(),
        }
    }
}

/// A number without an exponent, and without a fraction where there is none.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

/// The date and time that a workbook counts as so many days.
pub(super) fn serial(days: f64) -> Option<NaiveDateTime> {
    if !(FIRST_SERIAL..=LAST_SERIAL).contains(&days) {
        return None;
    }
    let base = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(chrono::NaiveTime::MIN);
    let minutes = days * 1_440.0;
    #[expect(clippy::cast_possible_truncation, reason = "within the limits above")]
    let minutes = minutes.round() as i64;
    base.checked_add_signed(chrono::Duration::minutes(minutes))
}
