//! 死亡・転出: why nothing is arranged for a person any more.

use super::line;
use crate::calendar::parse_past;
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::id::CaseId;
use crate::merge::Fields;
use crate::text::many_lines;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of a place.
const PLACE_MAX: usize = 200;
/// The most characters of a note.
const NOTE_MAX: usize = 2_000;

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    /// 死亡（自宅）
    DiedHome,
    /// 死亡（自宅外）
    DiedElsewhere,
    /// 転出
    Moved,
}

impl EndKind {
    /// Every kind in the order of the form.
    pub const ALL: [Self; 3] = [Self::DiedHome, Self::DiedElsewhere, Self::Moved];

    /// As records keep it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DiedHome => "died_home",
            Self::DiedElsewhere => "died_elsewhere",
            Self::Moved => "moved",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// 死亡
    #[must_use]
    pub const fn is_death(self) -> bool {
        !matches!(self, Self::Moved)
    }
}

/// 死亡・転出
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    pub kind: EndKind,
    /// The day; none when it is not known.
    pub on: Option<NaiveDate>,
    /// Where: the house where the person died, or where they moved to.
    pub place: String,
    /// A remark.
    pub note: String,
}

impl Ended {
    /// What the history tells of it.
    #[must_use]
    pub fn fields(&self) -> Fields {
        Fields::from([
            ("end_kind".to_owned(), self.kind.code().to_owned()),
            ("end_on".to_owned(), self.on.map(|d| d.to_string()).unwrap_or_default()),
            ("end_place".to_owned(), self.place.clone()),
            ("end_note".to_owned(), self.note.clone()),
        ])
    }
}

/// 死亡・転出 as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EndForm {
    /// How.
    pub end_kind: String,
    /// The day.
    pub end_on: String,
    /// Where.
    pub end_place: String,
    /// A remark.
    pub end_note: String,
    /// The outcome of the open cases of somebody who moved away; a death says it by itself.
    pub outcome: String,
    /// The open cases that the page showed: "id:version" each.
    pub cases: Vec<String>,
}

/// [`EndForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What is known.
    pub ended: Ended,
    /// The outcome of the open cases; none where there are none.
    pub outcome: Option<Code>,
    /// The open cases that the page showed, with their versions.
    pub cases: Vec<(CaseId, i32)>,
}

impl EndForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, today: NaiveDate, codes: &Codes) -> Result<Ending, Flaws> {
        let mut flaws = Flaws::default();
        let kind = flaws.note("end_kind", if self.end_kind.is_empty() { Err(Flaw::Required) } else { EndKind::from_code(self.end_kind.trim()).ok_or(Flaw::NotAChoice) });
        let on = flaws.note("end_on", day(&self.end_on, today));
        let place = flaws.note("end_place", line(&self.end_place, PLACE_MAX));
        let note = flaws.note("end_note", many_lines(&self.end_note, NOTE_MAX).map_err(Into::into));
        let cases = flaws.note("cases", self.cases.iter().map(|c| case(c).ok_or(Flaw::UnknownCase)).collect::<Result<Vec<_>, _>>());
        let outcome = match kind {
            Some(kind) if kind.is_death() => Some(Some(Code(kind.code().to_owned()))),
            _ if self.cases.is_empty() => Some(None),
            kind => flaws.note("outcome", outcome(&self.outcome, kind, codes)),
        };
        let ending = (|| Some(Ending { ended: Ended { kind: kind?, on: on?, place: place?, note: note? }, outcome: outcome?, cases: cases? }))();
        flaws.or(ending)
    }
}

/// The outcome of the open cases of somebody who moved away: not that they died.
fn outcome(text: &str, kind: Option<EndKind>, codes: &Codes) -> Result<Option<Code>, Flaw> {
    let code = codes.required(List::Outcome, text, None)?;
    let died = EndKind::from_code(code.as_str()).is_some_and(EndKind::is_death);
    if died && kind == Some(EndKind::Moved) { Err(Flaw::NotAChoice) } else { Ok(Some(code)) }
}

fn day(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Flaw> {
    match text.trim() {
        "" | super::UNKNOWN => Ok(None),
        text => match parse_past(text, today).map_err(Flaw::Date)? {
            day if day > today => Err(Flaw::InFuture),
            day => Ok(Some(day)),
        },
    }
}

fn case(text: &str) -> Option<(CaseId, i32)> {
    let (id, version) = text.split_once(':')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_death_says_the_outcome_itself_and_a_move_asks_for_it_where_cases_are_open() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let codes = Codes::seed(today);
        let shown = vec![format!("{}:3", CaseId::default())];
        let died = EndForm { end_kind: "died_home".into(), end_on: "R8.11.20".into(), cases: shown.clone(), ..EndForm::default() }.parse(today, &codes).unwrap();
        assert_eq!((died.outcome, died.ended.on, died.cases.len()), (Some(Code("died_home".into())), NaiveDate::from_ymd_opt(2026, 11, 20), 1));
        let moved = EndForm { end_kind: "moved".into(), cases: shown, ..EndForm::default() };
        assert_eq!(moved.parse(today, &codes).unwrap_err().of("outcome"), Some(&Flaw::Required));
        assert_eq!(EndForm { outcome: "died_home".into(), ..moved.clone() }.parse(today, &codes).unwrap_err().of("outcome"), Some(&Flaw::NotAChoice));
        assert_eq!(EndForm { cases: vec![], ..moved.clone() }.parse(today, &codes).unwrap().outcome, None);
        let late = EndForm { end_on: "2026-11-23".into(), end_kind: String::new(), ..moved }.parse(today, &codes).unwrap_err();
        assert_eq!((late.of("end_on"), late.of("end_kind")), (Some(&Flaw::InFuture), Some(&Flaw::Required)));
    }
}
