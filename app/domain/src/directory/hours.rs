//! Opening hours per weekday: several spans a day, or closed (休診). Nothing typed means not known.

use crate::calendar::{DAY_MINUTES, parse_clock};
use crate::error::Flaw;
use crate::text::{ascii, is_dash};
use serde::{Deserialize, Serialize};

/// The days of the form, in its order.
pub const DAYS: [&str; 8] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"];
/// The most spans of a day.
const SPANS_MAX: usize = 4;

/// From–to, in minutes after midnight, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The beginning.
    pub from: u16,
    /// The end.
    pub to: u16,
}

/// The hours of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayHours {
    /// 未入力
    #[default]
    Unknown,
    /// 休み
    Closed,
    /// Open.
    Open(Vec<Span>),
}

/// The hours of a week and of holidays, in the order of [`DAYS`].
pub type Hours = [DayHours; 8];

fn time(minutes: u16) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

impl DayHours {
    /// Reads 「9:00-12:00、13:30-17:00」, 「9-12 14-18」, 「24時間」, 「休診」.
    ///
    /// # Errors
    /// [`Flaw::DayHours`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let plain: String = ascii(text.trim()).chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
        match plain.as_str() {
            "" => return Ok(Self::Unknown),
            "休" | "休診" | "休業" | "休み" | "なし" | "-" | "×" => return Ok(Self::Closed),
            "24時間" | "終日" => return Ok(Self::Open(vec![Span { from: 0, to: DAY_MINUTES }])),
            _ => {}
        }
        // A space may stand around the dash as well as between two spans.
        let joined = plain.replace(" -", "-").replace("- ", "-");
        let parts: Vec<&str> = joined.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、' | '，' | '/' | '・' | ';')).filter(|p| !p.is_empty()).collect();
        let mut spans = parts.iter().map(|p| span(p)).collect::<Result<Vec<_>, _>>()?;
        spans.sort_unstable();
        let overlap = spans.iter().zip(spans.iter().skip(1)).any(|(a, b)| a.to > b.from);
        if spans.is_empty() || spans.len() > SPANS_MAX || overlap { Err(Flaw::DayHours) } else { Ok(Self::Open(spans)) }
    }

    /// As the form shows it again; what is shown can be read.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Closed => "休み".to_owned(),
            Self::Open(spans) => match spans.as_slice() {
                [Span { from: 0, to: DAY_MINUTES }] => "24時間".to_owned(),
                spans => spans.iter().map(|s| format!("{}–{}", time(s.from), time(s.to))).collect::<Vec<_>>().join("、"),
            },
        }
    }
}

fn span(text: &str) -> Result<Span, Flaw> {
    let (from, to) = text.split_once('-').ok_or(Flaw::DayHours)?;
    let (from, to) = parse_clock(from).zip(parse_clock(to)).ok_or(Flaw::DayHours)?;
    if from < to { Ok(Span { from, to }) } else { Err(Flaw::DayHours) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::strategies::{anything, japanese};
    use proptest::prelude::*;

    #[test]
    fn hours_as_people_write_them() {
        for (typed, shown) in [
            ("9:00-12:00、13:30-17:00", "9:00–12:00、13:30–17:00"),
            ("９：００〜１２：００", "9:00–12:00"),
            ("14-18 9-12", "9:00–12:00、14:00–18:00"),
            ("9時～12時", "9:00–12:00"),
            ("9:00 - 12:00 / 14:00 - 18:00", "9:00–12:00、14:00–18:00"),
            ("休診", "休み"),
            ("24時間", "24時間"),
            ("0:00-24:00", "24時間"),
            ("", ""),
        ] {
            let read = DayHours::parse(typed).unwrap();
            assert_eq!(read.text(), shown, "{typed}");
            assert_eq!(DayHours::parse(shown), Ok(read), "{shown}");
        }
        for bad in ["午前", "9:00", "12-9", "9-12 11-13", "9:60-10", "25-26", "1-2 3-4 5-6 7-8 9-10", "9-", "999-1000"] {
            assert_eq!(DayHours::parse(bad), Err(Flaw::DayHours), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_shown_and_read_again(text in prop_oneof![anything(), japanese(), "[0-9:時〜 、-]{0,14}"]) {
            if let Ok(hours) = DayHours::parse(&text) {
                prop_assert_eq!(DayHours::parse(&hours.text()), Ok(hours));
            }
        }
    }
}
