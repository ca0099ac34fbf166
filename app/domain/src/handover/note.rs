//! One line of a handover, as typed, as read and as shown. It is never changed: its author takes it back and writes another.

use crate::account::Desk;
use crate::calendar::{DateError, parse_date};
use crate::error::{Flaw, Flaws};
use crate::id::{CaseId, DeskId, NoteId, UserId};
use crate::inquiry::Voided;
use crate::text::{many_lines, one_line};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The most characters of a line.
pub const NOTE_MAX: usize = 2_000;
/// For so many days a line that one has not confirmed is counted as waiting.
pub const UNREAD_DAYS: i64 = 7;
/// A case's number, with room for any way of writing it.
const NUMBER_MAX: usize = 20;
/// So many days ahead a line may be left.
const DAYS_AHEAD: i64 = 31;

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The desk.
    pub desk: DeskId,
    /// The day.
    pub date: NaiveDate,
}

/// Which handover is asked for, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandoverQuery {
    /// 拠点; empty for the person's first.
    pub desk: String,
    /// 日付, in any way of writing; empty for today.
    pub date: String,
    /// "1": what the person has not confirmed yet, of all their desks.
    pub unread: String,
}

/// [`HandoverQuery`] as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// One desk and day; the desk may be left open.
    Day(Option<DeskId>, NaiveDate),
    /// What waits to be confirmed.
    Unread,
}

impl HandoverQuery {
    /// Reads the address.
    ///
    /// # Errors
    /// Every flaw, under the field names.
    pub fn parse(&self, today: NaiveDate) -> Result<View, Flaws> {
        if self.unread.trim() == "1" {
            return Ok(View::Unread);
        }
        let mut flaws = Flaws::default();
        let desk = match self.desk.trim() {
            "" => Some(None),
            id => flaws.note("desk", id.parse().map(Some).map_err(|_| Flaw::NotAChoice)),
        };
        let date = if self.date.trim().is_empty() { Some(today) } else { flaws.note("date", parse_date(&self.date, today).map_err(Flaw::Date)) };
        flaws.or(desk.zip(date).map(|(desk, date)| View::Day(desk, date)))
    }
}

/// A new line, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteForm {
    /// Its id, made with the form.
    pub id: String,
    /// 拠点
    pub desk_id: String,
    /// 日付
    pub date: String,
    /// 重要: "1".
    pub important: String,
    /// ケース番号, when the line is about one.
    pub about: String,
    /// 引継ぎの内容
    pub note: String,
}

/// [`NoteForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteData {
    /// Its id.
    pub id: NoteId,
    /// Where it stands.
    pub place: Place,
    /// 重要
    pub important: bool,
    /// ケース番号 as typed; empty when it is about none.
    pub about: String,
    /// 引継ぎの内容
    pub text: String,
}

impl NoteForm {
    /// Reads the form. A line may be left for the days to come, and at night for the day that has just ended.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, today: NaiveDate) -> Result<NoteData, Flaws> {
        let mut flaws = Flaws::default();
        let id = flaws.note("id", self.id.trim().parse().map_err(|_| Flaw::Required));
        let desk = flaws.note("desk_id", self.desk_id.trim().parse().map_err(|_| Flaw::NotAChoice));
        let date = flaws.note("date", day(&self.date, today));
        let about = flaws.note("about", one_line(&self.about, NUMBER_MAX).map_err(Flaw::from));
        let text = flaws.note("note", many_lines(&self.note, NOTE_MAX).map_err(Flaw::from).and_then(|t| if t.is_empty() { Err(Flaw::Required) } else { Ok(t) }));
        let data = (|| Some(NoteData { id: id?, place: Place { desk: desk?, date: date? }, important: self.important.trim() == "1", about: about?, text: text? }))();
        flaws.or(data)
    }
}

fn day(text: &str, today: NaiveDate) -> Result<NaiveDate, Flaw> {
    let date = if text.trim().is_empty() { today } else { parse_date(text, today).map_err(Flaw::Date)? };
    if date < today - Duration::days(1) {
        Err(Flaw::InPast)
    } else if date > today + Duration::days(DAYS_AHEAD) {
        Err(Flaw::Date(DateError::Future))
    } else {
        Ok(date)
    }
}

/// A line as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// Its desk.
    pub desk: Desk,
    /// Its day.
    pub date: NaiveDate,
    /// 引継ぎの内容
    pub text: String,
    /// 重要
    pub important: bool,
    /// The case that it is about, with its number.
    pub case: Option<(CaseId, String)>,
    /// Who wrote it.
    pub author_id: UserId,
    /// Their name.
    pub author: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who has confirmed it, and when; earliest first.
    pub readers: Vec<(String, DateTime<Utc>)>,
    /// The person who asks has confirmed it.
    pub confirmed: bool,
    /// The person who asks wrote it.
    pub mine: bool,
    /// 取消
    pub voided: Option<Voided>,
}

/// The handover's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverPage {
    /// The person's desks.
    pub desks: Vec<Desk>,
    /// The desk and the day that are shown; none when it is what waits to be confirmed.
    pub place: Option<(Desk, NaiveDate)>,
    /// Today in Japan.
    pub today: NaiveDate,
    /// The lines: important ones first, then in the order of their writing.
    pub notes: Vec<Note>,
    /// How many lines of the last days wait for this person, of all their desks.
    pub unread: i64,
    /// The id of the line that may be written next.
    pub next_note: NoteId,
}

/// What 今日 shows of the handover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverBrief {
    /// How many lines wait for this person.
    pub unread: i64,
    /// The latest ones.
    pub latest: Vec<Note>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn form(text: &str, date: &str) -> NoteForm {
        NoteForm { id: NoteId::new().to_string(), desk_id: DeskId::new().to_string(), note: text.into(), date: date.into(), ..NoteForm::default() }
    }

    #[test]
    fn a_line_needs_a_text_within_its_limit_and_belongs_to_today_when_no_day_is_said() {
        assert_eq!(form(" 夜間の電話は一件 ", "").parse(today()).unwrap().place.date, today());
        assert_eq!(form(" 夜間の電話は一件 ", "").parse(today()).unwrap().text, "夜間の電話は一件");
        assert_eq!(form(" \n ", "").parse(today()).unwrap_err().of("note"), Some(&Flaw::Required));
        assert!(form(&"あ".repeat(NOTE_MAX), "").parse(today()).is_ok());
        assert!(matches!(form(&"あ".repeat(NOTE_MAX + 1), "").parse(today()).unwrap_err().of("note"), Some(Flaw::TooLong { .. })));
    }

    #[test]
    fn a_line_is_left_for_the_days_to_come_and_for_yesterday_but_not_further_back() {
        for (date, good) in [("R8.11.22", true), ("令和8年11月21日", true), ("2026-11-20", false), ("2026-12-23", true), ("2026-12-24", false), ("きのう？", false)] {
            assert_eq!(form("x", date).parse(today()).is_ok(), good, "{date}");
        }
    }

    #[test]
    fn the_address_names_a_day_in_any_writing_or_what_waits() {
        let query = |desk: &str, date: &str, unread: &str| HandoverQuery { desk: desk.into(), date: date.into(), unread: unread.into() }.parse(today());
        assert_eq!(query("", "", ""), Ok(View::Day(None, today())));
        assert_eq!(query("", "R8.11.1", ""), Ok(View::Day(None, NaiveDate::from_ymd_opt(2026, 11, 1).unwrap())));
        assert_eq!(query("x", "", "1"), Ok(View::Unread));
        let flaws = query("x", "13月", "").unwrap_err();
        assert!(flaws.of("desk").is_some() && flaws.of("date").is_some());
    }
}
