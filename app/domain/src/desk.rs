//! When a desk (拠点) answers: opening hours by weekday, closures of its own, and holidays. Times are those of Japan.

use crate::account::Desk;
use crate::audit::Change;
use crate::calendar::{Holidays, jst, jst_date, parse_clock, parse_date, start_of_day_utc};
use crate::error::{Flaw, Flaws};
use crate::id::{ClosureId, DeskId};
use crate::patient::{ADDRESS_MAX, NAME_MAX, line, telephone};
use crate::text::ascii;
use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// Spans of one weekday.
const SPANS_MAX: usize = 4;
/// How far [`next_open`] looks ahead.
const AHEAD_DAYS: u16 = 400;
/// The most characters of a closure's reason.
const REASON_MAX: usize = 200;

/// From one minute of the day up to another, that one not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first minute.
    pub from: u16,
    /// The minute after the last.
    pub to: u16,
}

/// Opening hours, Monday first; a weekday without spans is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours(pub [Vec<Span>; 7]);

/// Days on which a desk is closed, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// Its id.
    pub id: ClosureId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Why.
    pub reason: String,
}

fn span(text: &str) -> Option<Span> {
    let (from, to) = text.split_once('-')?;
    let span = Span { from: parse_clock(from)?, to: parse_clock(to)? };
    (span.from < span.to).then_some(span)
}

/// Reads the hours of a weekday: "9:00-12:00、13:00-17:00"; nothing means closed.
///
/// # Errors
/// [`Flaw::Hours`].
pub fn parse_spans(text: &str) -> Result<Vec<Span>, Flaw> {
    let plain: String = ascii(text).chars().map(|c| if matches!(c, '~' | '〜' | '−' | '–' | '—' | 'ー') { '-' } else { c }).collect();
    let parts = plain.split(['、', ',', '，', '・', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let mut spans = parts.map(|part| span(part).ok_or(Flaw::Hours)).collect::<Result<Vec<_>, _>>()?;
    spans.sort_unstable();
    let overlap = spans.iter().zip(spans.iter().skip(1)).any(|(a, b)| b.from < a.to);
    if overlap || spans.len() > SPANS_MAX { Err(Flaw::Hours) } else { Ok(spans) }
}

/// The hours of a weekday as [`parse_spans`] reads them.
#[must_use]
pub fn show_spans(spans: &[Span]) -> String {
    let time = |t: u16| format!("{}:{:02}", t / 60, t % 60);
    spans.iter().map(|s| format!("{}-{}", time(s.from), time(s.to))).collect::<Vec<_>>().join("、")
}

/// The spans of a date, closures and holidays considered.
fn spans_on<'a>(hours: &'a Hours, closures: &[Closure], holidays: &Holidays, date: NaiveDate) -> &'a [Span] {
    let closed = holidays.contains(date) || closures.iter().any(|c| c.from <= date && date <= c.to);
    let weekday = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
    match hours.0.get(weekday) {
        Some(spans) if !closed => spans,
        _ => &[],
    }
}

/// Whether the desk answers at `at`.
#[must_use]
pub fn is_open(hours: &Hours, closures: &[Closure], holidays: &Holidays, at: DateTime<Utc>) -> bool {
    let time = jst(at);
    let minute = u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0);
    spans_on(hours, closures, holidays, time.date_naive()).iter().any(|s| s.from <= minute && minute < s.to)
}

/// When the desk answers next: `at` itself when it does; nothing when it does not within a year.
#[must_use]
pub fn next_open(hours: &Hours, closures: &[Closure], holidays: &Holidays, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if is_open(hours, closures, holidays, at) {
        return Some(at);
    }
    let mut date = jst_date(at);
    for _ in 0..AHEAD_DAYS {
        let opening = spans_on(hours, closures, holidays, date).iter().map(|s| start_of_day_utc(date) + Duration::minutes(i64::from(s.from))).find(|t| *t > at);
        if opening.is_some() {
            return opening;
        }
        date = date.succ_opt()?;
    }
    None
}

/// A desk as its form shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskForm {
    /// 名称
    pub desk_name: String,
    /// 電話番号
    pub desk_telephone: String,
    /// 所在地
    pub desk_address: String,
    /// 月曜
    pub hours_mon: String,
    /// 火曜
    pub hours_tue: String,
    /// 水曜
    pub hours_wed: String,
    /// 木曜
    pub hours_thu: String,
    /// 金曜
    pub hours_fri: String,
    /// 土曜
    pub hours_sat: String,
    /// 日曜
    pub hours_sun: String,
}

/// What is known of a desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskData {
    /// Its name.
    pub name: String,
    /// Its telephone number; empty when unknown.
    pub telephone: String,
    /// Its address; empty when unknown.
    pub address: String,
    /// Its hours.
    pub hours: Hours,
}

impl DeskForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw at once.
    pub fn parse(&self) -> Result<DeskData, Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note("desk_name", line(&self.desk_name, NAME_MAX).and_then(|n| if n.is_empty() { Err(Flaw::Required) } else { Ok(n) }));
        let telephone = flaws.note("desk_telephone", telephone(&self.desk_telephone));
        let address = flaws.note("desk_address", line(&self.desk_address, ADDRESS_MAX));
        let typed = [&self.hours_mon, &self.hours_tue, &self.hours_wed, &self.hours_thu, &self.hours_fri, &self.hours_sat, &self.hours_sun];
        let fields = ["hours_mon", "hours_tue", "hours_wed", "hours_thu", "hours_fri", "hours_sat", "hours_sun"];
        let mut hours = Hours::default();
        for ((field, text), day) in fields.into_iter().zip(typed).zip(hours.0.iter_mut()) {
            if let Some(spans) = flaws.note(field, parse_spans(text)) {
                *day = spans;
            }
        }
        let data = (|| Some(DeskData { name: name?, telephone: telephone?, address: address?, hours }))();
        flaws.or(data)
    }

    /// The form that shows `data`.
    #[must_use]
    pub fn of(data: &DeskData) -> Self {
        let [mon, tue, wed, thu, fri, sat, sun] = data.hours.0.each_ref().map(|spans| show_spans(spans));
        Self {
            desk_name: data.name.clone(),
            desk_telephone: data.telephone.clone(),
            desk_address: data.address.clone(),
            hours_mon: mon,
            hours_tue: tue,
            hours_wed: wed,
            hours_thu: thu,
            hours_fri: fri,
            hours_sat: sat,
            hours_sun: sun,
        }
    }
}

/// 休業日 as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClosureForm {
    /// The id, made by the form.
    pub id: String,
    /// The first day.
    pub closure_from: String,
    /// The last day; the first one when empty.
    pub closure_to: String,
    /// Why.
    pub closure_reason: String,
}

impl ClosureForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw at once.
    pub fn parse(&self, today: NaiveDate) -> Result<Closure, Flaws> {
        let mut flaws = Flaws::default();
        let date = |text: &str| if text.trim().is_empty() { Err(Flaw::Required) } else { parse_date(text, today).map_err(Flaw::Date) };
        let from = flaws.note("closure_from", date(&self.closure_from));
        let to = if self.closure_to.trim().is_empty() { from } else { flaws.note("closure_to", date(&self.closure_to)) };
        let reason = flaws.note("closure_reason", line(&self.closure_reason, REASON_MAX).and_then(|r| if r.is_empty() { Err(Flaw::Required) } else { Ok(r) }));
        let id = flaws.note("closure_from", self.id.parse().map_err(|_| Flaw::NotAChoice));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            flaws.push("closure_to", Flaw::PeriodReversed);
        }
        let closure = (|| Some(Closure { id: id?, from: from?, to: to?, reason: reason? }))();
        flaws.or(closure)
    }
}

/// A desk in the list of desks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRow {
    /// The desk.
    pub desk: Desk,
    /// Its telephone number.
    pub telephone: String,
    /// It is no longer used.
    pub disabled: bool,
    /// It answers now.
    pub open: bool,
    /// How many people belong to it.
    pub people: i64,
    /// How many of its cases are open.
    pub cases: i64,
}

/// A desk's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// Its id.
    pub id: DeskId,
    /// What is known of it.
    pub data: DeskData,
    /// Its version.
    pub version: i32,
    /// It is no longer used.
    pub disabled: bool,
    /// Its closures that are not over, in order.
    pub closures: Vec<Closure>,
    /// How many of its cases are open.
    pub cases: i64,
    /// It answers now.
    pub open: bool,
    /// When it answers next.
    pub next_open: Option<DateTime<Utc>>,
    /// What was changed.
    pub history: Vec<Change>,
    /// The id of the next closure.
    pub next_closure: ClosureId,
}

#[cfg(test)]
#[path = "desk_tests.rs"]
mod tests;
