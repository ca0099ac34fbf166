//! The reading of the intake form. The same reading runs beside the form and in the server.

use super::form::{CONTENT_MAX, InquiryData, InquiryForm, Intake, PatientChoice, REASON_MAX};
use crate::calendar::{jst, jst_date, minutes_between, parse_date, start_of_day_utc};
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::patient::{NAME_MAX, kana, line, telephone};
use crate::text::many_lines;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// The most characters of 所属機関.
const AFFILIATION_MAX: usize = 100;
/// The longest contact, in minutes: a day.
const MINUTES_MAX: i64 = 1_440;
/// After so many minutes nobody is on the telephone any more: the form was left open.
const LEFT_OPEN: i64 = 180;
/// A record made later than this after the contact says why.
const BACKDATE_AFTER: Duration = Duration::hours(12);
/// Clocks of desk and server may differ by so much.
const CLOCK_SLACK: Duration = Duration::minutes(5);

fn id<T: FromStr>(text: &str, flaw: Flaw) -> Result<Option<T>, Flaw> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| flaw),
    }
}

fn lines(text: &str) -> Result<String, Flaw> {
    many_lines(text, CONTENT_MAX).map_err(Into::into)
}

fn required_lines(text: &str) -> Result<String, Flaw> {
    lines(text).and_then(|t| if t.is_empty() { Err(Flaw::Required) } else { Ok(t) })
}

fn further_categories(texts: &[String], main: &str, lists: &Codes, day: Option<NaiveDate>) -> Result<Vec<Code>, Flaw> {
    let mut codes = Vec::new();
    // A list chosen after a conflict comes as one text with commas.
    for text in texts.iter().flat_map(|t| t.split(',')).map(str::trim).filter(|t| !t.is_empty()) {
        let code = lists.required(List::Category, text, day)?;
        if code.0 != main.trim() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    Ok(codes)
}

fn minutes(text: &str) -> Result<Option<i32>, Flaw> {
    let digits: String = text.nfkc().collect();
    let digits = digits.trim().trim_end_matches('分').trim();
    if digits.is_empty() {
        return Ok(None);
    }
    let flaw = Flaw::OutOfRange { min: 0, max: MINUTES_MAX };
    match digits.parse::<i64>() {
        Ok(n) if (0..=MINUTES_MAX).contains(&n) => i32::try_from(n).map(Some).map_err(|_| flaw),
        _ => Err(flaw),
    }
}

/// Reads a local date and time as a form sends it (2026-11-22T14:05).
fn local_time(text: &str) -> Result<Option<DateTime<Utc>>, Flaw> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let unreadable = Flaw::Date(crate::calendar::DateError::Unreadable);
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")).map_err(|_| unreadable.clone())?;
    // The local midnight plus the time of day: Japan has no daylight saving, so every local time exists once.
    let since_midnight = time.time().signed_duration_since(chrono::NaiveTime::MIN);
    start_of_day_utc(time.date()).checked_add_signed(since_midnight).map(Some).ok_or(unreadable)
}

impl InquiryForm {
    /// The time of the contact: what was typed, else when the form was opened, else now.
    fn received(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, Flaw> {
        let opened = DateTime::parse_from_rfc3339(self.opened_at.trim()).map(|t| t.with_timezone(&Utc)).ok().filter(|t| *t <= now);
        match past_time(&self.received_at, now) {
            Ok(_) if self.received_at.trim().is_empty() => Ok(opened.unwrap_or(now)),
            other => other,
        }
    }

    fn reason(&self, received: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<String, Flaw> {
        let reason = line(&self.backdate_reason, REASON_MAX)?;
        let late = received.is_some_and(|r| now - r > BACKDATE_AFTER && jst_date(r) != jst_date(now));
        if late && reason.is_empty() { Err(Flaw::BackdateReason) } else { Ok(reason) }
    }

    /// Reads the contact itself; `recorded` is when it was (first) recorded. Choices may be those of today or of the contact's own day.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse_data(&self, recorded: DateTime<Utc>, codes: &Codes) -> Result<InquiryData, Flaws> {
        let mut flaws = Flaws::default();
        let received_at = flaws.note("received_at", self.received(recorded));
        let day = received_at.map(jst_date);
        let backdate_reason = flaws.note("backdate_reason", self.reason(received_at, recorded));
        let channel = flaws.note("channel", codes.required(List::Channel, &self.channel, day));
        let caller_type = flaws.note("caller_type", codes.required(List::CallerType, &self.caller_type, day));
        let caller_name = flaws.note("caller_name", line(&self.caller_name, NAME_MAX));
        let caller_kana = flaws.note("caller_kana", kana(&self.caller_kana));
        let affiliation = flaws.note("affiliation", line(&self.affiliation, AFFILIATION_MAX));
        let telephone = flaws.note("telephone", telephone(&self.telephone));
        let main_category = flaws.note("main_category", codes.required(List::Category, &self.main_category, day));
        let other_categories = flaws.note("other_categories", further_categories(&self.other_categories, &self.main_category, codes, day));
        let urgency = flaws.note("urgency", codes.optional(List::Urgency, &self.urgency, day).map(|u| u.unwrap_or_else(|| Code("normal".to_owned()))));
        let content = flaws.note("content", required_lines(&self.content));
        let response = flaws.note("response", lines(&self.response));
        let minutes = flaws.note("minutes", minutes(&self.minutes));
        let data = (|| {
            let caller_name = caller_name?;
            Some(InquiryData {
                received_at: received_at?,
                backdate_reason: backdate_reason?,
                channel: channel?,
                caller_type: caller_type?,
                anonymous: caller_name.contains("匿名"),
                caller_name,
                caller_kana: caller_kana?,
                affiliation: affiliation?,
                telephone: telephone?,
                main_category: main_category?,
                other_categories: other_categories?,
                urgency: urgency?,
                content: content?,
                response: response?,
                minutes: minutes?,
            })
        })();
        flaws.or(data)
    }

    /// Reads whom the inquiry is about.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse_patient(&self, today: NaiveDate, codes: &Codes) -> Result<PatientChoice, Flaws> {
        let mut flaws = Flaws::default();
        match self.patient_mode.trim() {
            "" | "none" => Ok(PatientChoice::None),
            "existing" => match id(&self.patient_id, Flaw::UnknownPatient) {
                Ok(Some(id)) => Ok(PatientChoice::Existing(id)),
                Ok(None) => {
                    flaws.push("patient_id", Flaw::Required);
                    Err(flaws)
                }
                Err(flaw) => {
                    flaws.push("patient_id", flaw);
                    Err(flaws)
                }
            },
            "new" => Ok(PatientChoice::New { data: Box::new(self.patient().parse(today, codes)?), distinct: self.patient_distinct == "1" }),
            _ => {
                flaws.push("patient_mode", Flaw::NotAChoice);
                Err(flaws)
            }
        }
    }

    /// 所要時間 by the clock, when nobody typed it and the contact is recorded while it happens.
    fn with_elapsed(&self, mut data: InquiryData, now: DateTime<Utc>) -> InquiryData {
        let elapsed = minutes_between(data.received_at, now);
        if data.minutes.is_none() && self.received_at.trim().is_empty() && !self.opened_at.trim().is_empty() && elapsed <= LEFT_OPEN {
            data.minutes = i32::try_from(elapsed.max(1)).ok();
        }
        data
    }

    /// Reads the whole form at `now`, with the choices of `codes`.
    ///
    /// # Errors
    /// Every flaw, under the form's field names, in the form's order.
    pub fn parse(&self, now: DateTime<Utc>, codes: &Codes) -> Result<Intake, Flaws> {
        let today = jst(now).date_naive();
        let mut flaws = Flaws::default();
        let record = flaws.note("id", id(&self.id, Flaw::NotAChoice).and_then(|i| i.ok_or(Flaw::Required)));
        let desk_id = flaws.note("desk_id", id(&self.desk_id, Flaw::NotAChoice).and_then(|i| i.ok_or(Flaw::Required)));
        let data = self.parse_data(now, codes).map_err(|f| flaws.0.extend(f.0)).ok().map(|data| self.with_elapsed(data, now));
        let patient = self.parse_patient(today, codes).map_err(|f| flaws.0.extend(f.0)).ok();
        let case_id = flaws.note("case_id", id(&self.case_id, Flaw::UnknownCase));
        let outcome = flaws.note("outcome", codes.optional(List::Outcome, &self.outcome, None));
        let next_date = flaws.note("next_date", next_date(&self.next_date, today));
        let staff_id = flaws.note("staff_id", id(&self.staff_id, Flaw::UnknownStaff));
        if matches!((&outcome, &next_date), (Some(Some(_)), Some(Some(_)))) {
            flaws.push("next_date", Flaw::OutcomeAndNextDate);
        }
        let intake = (|| {
            Some(Intake {
                id: record?,
                desk_id: desk_id?,
                data: data?,
                patient: patient?,
                case_id: case_id?,
                separate_case: self.separate_case == "1",
                outcome: outcome?,
                next_date: next_date?,
                staff_id: staff_id?,
            })
        })();
        flaws.or(intake)
    }
}

/// Reads a local date and time that has come already; nothing means now.
pub(crate) fn past_time(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Flaw> {
    match local_time(text)? {
        None => Ok(now),
        Some(time) if time > now + CLOCK_SLACK => Err(Flaw::InFuture),
        Some(time) if time < now - Duration::days(3_660) => Err(Flaw::Date(crate::calendar::DateError::TooOld)),
        Some(time) => Ok(time.min(now)),
    }
}

/// Reads 次回対応予定日: today or later.
pub(crate) fn next_date(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Flaw> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let date = parse_date(text, today).map_err(Flaw::Date)?;
    if date < today {
        return Err(Flaw::InPast);
    }
    if date > today + Duration::days(3_660) {
        return Err(Flaw::Date(crate::calendar::DateError::Future));
    }
    Ok(Some(date))
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
