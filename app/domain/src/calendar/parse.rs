//! Reads a date in any way that people write one. What can be read in two ways is refused, not guessed.

use super::Era;
use super::normal::normal;
use super::show::weekday;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Why a text is not a usable date. The words for people are in the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum DateError {
    /// No date at all, or one with something else beside it.
    #[error("not a date")]
    Unreadable,
    /// A year, or a year and month, without the day.
    #[error("the day is missing")]
    Incomplete,
    /// A year of one or two digits without its era.
    #[error("the era is missing")]
    EraMissing,
    /// The calendar has no such day (30 February).
    #[error("no such day")]
    NoSuchDay,
    /// The era has no such year or day (昭和70年, 昭和64年1月8日).
    #[error("outside the era")]
    OutsideEra {
        /// The era that was written.
        era: Era,
    },
    /// The weekday or the second year in brackets belongs to another date.
    #[error("contradicts itself")]
    Contradiction,
    /// After today, where that cannot be.
    #[error("in the future")]
    Future,
    /// Longer ago than can be.
    #[error("too long ago")]
    TooOld,
}

/// Which year is meant by a month and a day without one.
#[derive(Clone, Copy)]
enum Meant {
    /// The next such day, from this one on.
    From(NaiveDate),
    /// The last such day, up to this one.
    UpTo(NaiveDate),
    /// The nearest such day, before or after this one.
    Around(NaiveDate),
    /// None: the year has to be said.
    Said,
}

/// Reads a date: 2026-11-22, 20261122, 2026年11月22日, R8.11.22, 昭和15年3月2日, in figures of any width or 漢数字;
/// and, seen from `today`, 11/22 (the next one), 今日, 明日, 明後日, 昨日, 一昨日, +3.
///
/// # Errors
/// What keeps the text from being a date.
pub fn parse_date(text: &str, today: NaiveDate) -> Result<NaiveDate, DateError> {
    read(text, Meant::From(today))
}

/// The same for what has happened: 11/22 is the last one up to `today`. A date that is written with a year may still lie in the future.
///
/// # Errors
/// What keeps the text from being a date.
pub fn parse_past(text: &str, today: NaiveDate) -> Result<NaiveDate, DateError> {
    read(text, Meant::UpTo(today))
}

/// The same for the ends of a time that is looked through: 11/22 is the nearest one, so that a month is found up to its last day.
///
/// # Errors
/// What keeps the text from being a date.
pub fn parse_near(text: &str, today: NaiveDate) -> Result<NaiveDate, DateError> {
    read(text, Meant::Around(today))
}

/// Reads a date that says its year: none that is meant from a day on, as 11/22 and 明日 are.
///
/// # Errors
/// What keeps the text from being a date.
pub fn parse_absolute(text: &str) -> Result<NaiveDate, DateError> {
    read(text, Meant::Said)
}

fn read(text: &str, meant: Meant) -> Result<NaiveDate, DateError> {
    let normal = normal(text).ok_or(DateError::Unreadable)?;
    let seen = match meant {
        Meant::From(today) | Meant::UpTo(today) | Meant::Around(today) => relative(&normal.body, today),
        Meant::Said => None,
    };
    let date = match seen {
        Some(date) => date?,
        None => calendar_date(&normal.body, meant)?,
    };
    normal.notes.iter().try_for_each(|note| agrees(note, date))?;
    Ok(date)
}

/// 今日, 明日, 明後日, 昨日, 一昨日, +3.
fn relative(body: &str, today: NaiveDate) -> Option<Result<NaiveDate, DateError>> {
    let days = match body {
        "今日" | "本日" | "きょう" => 0,
        "昨日" | "きのう" => return Some(today.pred_opt().ok_or(DateError::NoSuchDay)),
        // Its first character was read as a figure.
        "1昨日" | "おととい" => return Some(today.checked_sub_days(Days::new(2)).ok_or(DateError::NoSuchDay)),
        "明日" | "あす" | "あした" => 1,
        "明後日" | "あさって" => 2,
        _ => {
            let count = body.strip_prefix('+')?;
            let count = count.strip_suffix("日").unwrap_or(count);
            match figures(count, 3) {
                Some(days) => u64::from(days),
                None => return Some(Err(DateError::Unreadable)),
            }
        }
    };
    Some(today.checked_add_days(Days::new(days)).ok_or(DateError::NoSuchDay))
}

fn calendar_date(body: &str, meant: Meant) -> Result<NaiveDate, DateError> {
    let body = body.strip_prefix("西暦").unwrap_or(body);
    let body = ["生まれ", "生"].iter().find_map(|suffix| body.strip_suffix(suffix)).unwrap_or(body);
    let (era, rest) = era_prefix(body);
    let (parts, marks) = split(&rest).ok_or(DateError::Unreadable)?;
    match (parts.as_slice(), marks.as_slice()) {
        ([year, month, day], ['年' | '.', '月' | '.', '日' | ' ']) => build(era, year, month, day),
        ([month, day], ['月' | '.', '日' | ' ']) if era.is_none() && month.len() <= 2 => {
            let (month, day) = (figures(month, 2).ok_or(DateError::Unreadable)?, figures(day, 2).ok_or(DateError::Unreadable)?);
            match meant {
                Meant::From(today) => next(month, day, today),
                Meant::UpTo(today) => last(month, day, today),
                Meant::Around(today) => nearest(month, day, today),
                Meant::Said => Err(DateError::Incomplete),
            }
        }
        ([year, month], ['年' | '.', '月' | ' ']) if figures(month, 2).is_some() => Err(incomplete(era, year)),
        ([year], ['年']) => Err(incomplete(era, year)),
        ([compact], [' ']) => match (era, compact.len()) {
            (None, 8) => build(None, at(compact, 0, 4), at(compact, 4, 6), at(compact, 6, 8)),
            (Some(_), 6) => build(era, at(compact, 0, 2), at(compact, 2, 4), at(compact, 4, 6)),
            _ => Err(DateError::Unreadable),
        },
        _ => Err(DateError::Unreadable),
    }
}

/// The era that `body` begins with, and the rest with 元 as 1.
fn era_prefix(body: &str) -> (Option<Era>, String) {
    for era in Era::ALL {
        let short: String = era.name().chars().take(1).collect();
        for name in [era.name(), &short, &era.letter().to_string()] {
            if let Some(rest) = body.strip_prefix(name) {
                let rest = rest.strip_prefix('.').unwrap_or(rest);
                return (Some(era), rest.strip_prefix('元').map_or_else(|| rest.to_owned(), |after| format!("1{after}")));
            }
        }
    }
    (None, body.to_owned())
}

/// The figures and the mark after each: 年, 月, 日, '.' for any separator, ' ' for none at the end.
fn split(text: &str) -> Option<(Vec<String>, Vec<char>)> {
    let (mut parts, mut marks) = (Vec::new(), Vec::new());
    let mut part = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            part.push(c);
            continue;
        }
        let mark = match c {
            '.' | '/' | '-' => '.',
            '年' | '月' | '日' => c,
            _ => return None,
        };
        if part.is_empty() {
            return None;
        }
        parts.push(std::mem::take(&mut part));
        marks.push(mark);
    }
    if !part.is_empty() {
        parts.push(part);
        marks.push(' ');
    }
    Some((parts, marks))
}

/// A number of at most `most` digits.
pub(super) fn figures(text: &str, most: usize) -> Option<u32> {
    let plain = !text.is_empty() && text.len() <= most && text.chars().all(|c| c.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn at(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

fn build(era: Option<Era>, year: &str, month: &str, day: &str) -> Result<NaiveDate, DateError> {
    let year = common_year(era, year)?;
    let (month, day) = (figures(month, 2).ok_or(DateError::Unreadable)?, figures(day, 2).ok_or(DateError::Unreadable)?);
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay)?;
    match era {
        Some(era) if !era.holds(date) => Err(DateError::OutsideEra { era }),
        _ => Ok(date),
    }
}

fn common_year(era: Option<Era>, year: &str) -> Result<i32, DateError> {
    let number = figures(year, 4).and_then(|n| i32::try_from(n).ok()).ok_or(DateError::Unreadable)?;
    match era {
        Some(era) => era.common_year(number).ok_or(DateError::OutsideEra { era }),
        None if year.len() == 4 => Ok(number),
        None => Err(DateError::EraMissing),
    }
}

/// A year that is wrong by itself is told before what is missing after it.
fn incomplete(era: Option<Era>, year: &str) -> DateError {
    common_year(era, year).err().unwrap_or(DateError::Incomplete)
}

/// The nearest such day from `today` on, this year or next.
fn next(month: u32, day: u32, today: NaiveDate) -> Result<NaiveDate, DateError> {
    let in_year = |year: i32| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date >= today);
    in_year(today.year()).or_else(|| in_year(today.year().checked_add(1)?)).ok_or(DateError::NoSuchDay)
}

/// The nearest such day up to `today`, this year or last.
fn last(month: u32, day: u32, today: NaiveDate) -> Result<NaiveDate, DateError> {
    let in_year = |year: i32| NaiveDate::from_ymd_opt(year, month, day).filter(|date| *date <= today);
    in_year(today.year()).or_else(|| in_year(today.year().checked_sub(1)?)).ok_or(DateError::NoSuchDay)
}

fn nearest(month: u32, day: u32, today: NaiveDate) -> Result<NaiveDate, DateError> {
    match (last(month, day, today), next(month, day, today)) {
        (Ok(before), Ok(after)) => Ok(if today.signed_duration_since(before) <= after.signed_duration_since(today) { before } else { after }),
        (before, after) => before.or(after),
    }
}

/// What stands in brackets beside a date: its weekday (日, 日曜日) or its year again (1940年, 昭和15年).
fn agrees(note: &str, date: NaiveDate) -> Result<(), DateError> {
    let mut rest = note.chars();
    let day = rest.next().filter(|day| "日月火水木金土".contains(*day));
    if let (Some(day), "" | "曜" | "曜日") = (day, rest.as_str()) {
        return if day == weekday(date) { Ok(()) } else { Err(DateError::Contradiction) };
    }
    let (era, rest) = era_prefix(note.strip_prefix("西暦").unwrap_or(note));
    let year = common_year(era, rest.strip_suffix('年').unwrap_or(&rest))?;
    if year == date.year() && era.is_none_or(|era| era.holds(date)) { Ok(()) } else { Err(DateError::Contradiction) }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
