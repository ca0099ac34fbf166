//! A time in which a physician is away (不在), as typed, as read and as stored. Days are those of Japan.

use super::{Interval, merged};
use crate::calendar::{DAY_MINUTES, DateError, jst, parse_clock, parse_date, start_of_day_utc};
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::id::{AbsenceId, PhysicianId};
use crate::inquiry::REASON_MAX;
use crate::merge::Fields;
use crate::patient::line;
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// The longest absence that is taken at once, in days.
pub const ABSENCE_MAX_DAYS: u32 = 366;
/// An absence begins at most so many days before or after today; a year beyond that is a slip of the pen.
const NEAR_DAYS: i64 = 3_660;

/// A physician's absence, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// Who is away.
    pub physician: PhysicianId,
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The moment of coming back.
    pub until: DateTime<Utc>,
    /// 不在の種別
    pub kind: Code,
    /// 備考
    pub note: String,
    /// 取消: since when it does not count any more.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Grows by one with each change.
    pub version: i32,
}

impl Absence {
    /// Its time; none when it was withdrawn.
    #[must_use]
    pub fn time(&self) -> Option<Interval> {
        self.withdrawn_at.is_none().then_some(Interval { from: self.from, until: self.until })
    }
}

/// When somebody with these absences is away: in as few spans as can be, earliest first. Withdrawn ones do not count.
#[must_use]
pub fn union(absences: &[Absence]) -> Vec<Interval> {
    merged(absences.iter().filter_map(Absence::time))
}

/// When `physician` is away; other people's absences are passed over.
pub(super) fn away(physician: PhysicianId, absences: &[Absence]) -> Vec<Interval> {
    merged(absences.iter().filter(|a| a.physician == physician).filter_map(Absence::time))
}

/// When `physician`, who is away at `at`, is back; none when they are not away.
#[must_use]
pub fn away_until(physician: PhysicianId, absences: &[Absence], at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    end_at(&away(physician, absences), at)
}

/// The end of the span that `at` is in.
pub(super) fn end_at(spans: &[Interval], at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    spans.iter().find(|i| i.contains(at)).map(|i| i.until)
}

/// An absence, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AbsenceForm {
    /// 初日
    pub absence_from: String,
    /// The time on the first day; empty for 0:00.
    pub absence_from_time: String,
    /// 末日, included.
    pub absence_until: String,
    /// The time of coming back on the last day; empty for its end.
    pub absence_until_time: String,
    /// 不在の種別
    pub absence_kind: String,
    /// 備考
    pub absence_note: String,
}

/// [`AbsenceForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceData {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The moment of coming back.
    pub until: DateTime<Utc>,
    /// 不在の種別
    pub kind: Code,
    /// 備考
    pub note: String,
}

/// Minutes after midnight; none when nothing is typed.
fn clock(text: &str) -> Result<Option<i64>, Flaw> {
    if text.trim().is_empty() { Ok(None) } else { parse_clock(text).map(|time| Some(i64::from(time))).ok_or(Flaw::Clock) }
}

fn day(text: &str, today: NaiveDate) -> Result<NaiveDate, Flaw> {
    if text.trim().is_empty() { Err(Flaw::Required) } else { parse_date(text, today).map_err(Flaw::Date) }
}

fn moment(day: NaiveDate, minutes: i64) -> Result<DateTime<Utc>, Flaw> {
    start_of_day_utc(day).checked_add_signed(Duration::minutes(minutes)).ok_or(Flaw::Date(DateError::NoSuchDay))
}

/// As the form shows a time of day; midnight is nothing typed.
fn clock_text(time: NaiveTime) -> String {
    if time.num_seconds_from_midnight() == 0 { String::new() } else { time.format("%H:%M").to_string() }
}

impl AbsenceForm {
    /// The form that shows an absence.
    #[must_use]
    pub fn of(absence: &Absence) -> Self {
        let (from, until) = (jst(absence.from), jst(absence.until));
        let midnight = until.time().num_seconds_from_midnight() == 0;
        // What ends at midnight lasts to the end of the day before, as people write it.
        let last = if midnight { until.date_naive().checked_sub_days(Days::new(1)).unwrap_or(until.date_naive()) } else { until.date_naive() };
        Self {
            absence_from: from.date_naive().to_string(),
            absence_from_time: clock_text(from.time()),
            absence_until: last.to_string(),
            absence_until_time: clock_text(until.time()),
            absence_kind: absence.kind.0.clone(),
            absence_note: absence.note.clone(),
        }
    }

    /// The fields that are corrected, merged and kept in the history.
    #[must_use]
    pub fn fields(&self) -> Fields {
        crate::merge::to_fields(self)
    }

    /// Reads the form of a new absence (`old` empty), or of one that is stored. A new one is not over yet; a stored one may be put
    /// right afterwards.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, codes: &Codes, now: DateTime<Utc>, old: Option<&Absence>) -> Result<AbsenceData, Flaws> {
        let mut flaws = Flaws::default();
        let time = self.read_time(&mut flaws, now, old);
        let kind = codes.kept(List::AbsenceKind, &self.absence_kind, old.map_or("", |o| o.kind.as_str())).and_then(|k| k.ok_or(Flaw::Required));
        let kind = flaws.note("absence_kind", kind);
        let note = flaws.note("absence_note", line(&self.absence_note, REASON_MAX));
        let data = (|| {
            let Interval { from, until } = time?;
            Some(AbsenceData { from, until, kind: kind?, note: note? })
        })();
        flaws.or(data)
    }

    fn read_time(&self, flaws: &mut Flaws, now: DateTime<Utc>, old: Option<&Absence>) -> Option<Interval> {
        let today = jst(now).date_naive();
        let first = flaws.note("absence_from", day(&self.absence_from, today));
        let from_clock = flaws.note("absence_from_time", clock(&self.absence_from_time));
        let last = flaws.note("absence_until", day(&self.absence_until, today));
        let until_clock = flaws.note("absence_until_time", clock(&self.absence_until_time));
        let (first, from_clock, last, until_clock) = (first?, from_clock?, last?, until_clock?);
        let from = flaws.note("absence_from", moment(first, from_clock.unwrap_or(0)))?;
        let until = flaws.note("absence_until", moment(last, until_clock.unwrap_or(i64::from(DAY_MINUTES))))?;
        let near = Duration::days(NEAR_DAYS);
        if until <= from {
            let field = if first == last && until_clock.is_some() { "absence_until_time" } else { "absence_until" };
            flaws.push(field, Flaw::EndBeforeStart);
        } else if until - from > Duration::days(i64::from(ABSENCE_MAX_DAYS)) {
            flaws.push("absence_until", Flaw::PeriodTooLong { days: ABSENCE_MAX_DAYS });
        } else if old.is_none() && until <= now {
            flaws.push("absence_until", Flaw::InPast);
        } else if from - now > near {
            flaws.push("absence_from", Flaw::Date(DateError::Future));
        } else if now - from > near && old.is_none_or(|o| o.from != from) {
            flaws.push("absence_from", Flaw::Date(DateError::TooOld));
        }
        Some(Interval { from, until })
    }
}

#[cfg(test)]
#[path = "absence_tests.rs"]
mod tests;
