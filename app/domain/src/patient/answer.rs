//! What one field of a patient can say: nothing yet (未入力), 「不明」 (asked, nobody knows), 「なし」 (asked, there is none), or a value.
//!
//! The answer is the field's own text, so that it is typed, merged, kept in the history and read aloud like any other value.

use super::{line, telephone};
use crate::calendar::parse_date;
use crate::code::{Code, Codes, List};
use crate::error::Flaw;
use crate::text::{ascii, fold, many_lines, to_hiragana};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Asked, and nobody knows.
pub const UNKNOWN: &str = "不明";
/// Asked, and there is none.
pub const NOTHING: &str = "なし";
/// [`UNKNOWN`] as a code of any list.
pub const UNKNOWN_CODE: &str = "unknown";
/// [`NOTHING`] as the only code of a list of several.
pub const NOTHING_CODE: &str = "none";

/// The answer that a text gives in other words.
fn answer(text: &str) -> Option<&'static str> {
    match fold(text).as_str() {
        "不明" | "わからない" | "分からない" | "わかりません" => Some(UNKNOWN),
        "なし" | "無し" | "無" | "特になし" | "とくになし" => Some(NOTHING),
        _ => None,
    }
}

/// A day, or that nobody knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// 未入力
    #[default]
    Open,
    /// 不明
    Unknown,
    /// The day.
    On(NaiveDate),
}

impl Day {
    /// The day, when it is known.
    #[must_use]
    pub const fn known(self) -> Option<NaiveDate> {
        match self {
            Self::On(day) => Some(day),
            Self::Open | Self::Unknown => None,
        }
    }
}

/// How a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// One line of so many characters.
    Line(usize),
    /// Several lines of so many characters.
    Area(usize),
    /// A telephone number.
    Telephone,
    /// ふりがな, in which 「なし」 is a name like any other.
    Kana,
    /// 被保険者番号
    Insured,
}

/// What reading needs to know.
pub struct Reading<'a> {
    /// Today in Japan.
    pub today: NaiveDate,
    /// The code lists.
    pub codes: &'a Codes,
}

/// A field's value: how it is typed, read and shown again.
pub trait Answer: Sized {
    /// As a form holds it.
    type Text;
    /// What its kind needs to be read.
    type How;
    /// Reads what was typed; what a record has `stored` already stays readable.
    fn read(text: &Self::Text, how: &Self::How, stored: &[&Self], with: &Reading<'_>) -> Result<Self, Flaw>;
    /// As the form shows it again.
    fn show(&self) -> Self::Text;
}

impl Answer for String {
    type Text = Self;
    type How = Words;

    fn read(text: &Self, how: &Words, _: &[&Self], _: &Reading<'_>) -> Result<Self, Flaw> {
        if let Some(answer) = answer(text).filter(|_| *how != Words::Kana) {
            return Ok(answer.to_owned());
        }
        match *how {
            Words::Line(max) => line(text, max),
            Words::Area(max) => many_lines(text, max).map_err(Into::into),
            Words::Telephone => telephone(text),
            Words::Kana => super::kana(text).or_else(|flaw| if matches!(answer(&to_hiragana(text)), Some(UNKNOWN)) { Ok(UNKNOWN.to_owned()) } else { Err(flaw) }),
            Words::Insured => insured(text),
        }
    }

    fn show(&self) -> Self {
        self.clone()
    }
}

/// 被保険者番号: ten digits, or H and nine digits for those without health insurance.
fn insured(text: &str) -> Result<String, Flaw> {
    let typed = ascii(&line(text, 20)?).to_uppercase().replace([' ', '-'], "");
    let digits = typed.strip_prefix('H').unwrap_or(&typed);
    let fits = typed.is_empty() || (typed.len() == 10 && digits.chars().all(|c| c.is_ascii_digit()));
    if fits { Ok(typed) } else { Err(Flaw::InsuredNumber) }
}

impl Answer for Option<Code> {
    type Text = String;
    type How = List;

    fn read(text: &String, list: &List, stored: &[&Self], with: &Reading<'_>) -> Result<Self, Flaw> {
        let code = text.trim();
        if stored.iter().filter_map(|s| s.as_ref()).any(|s| s.as_str() == code) {
            return Ok(Some(Code(code.to_owned())));
        }
        // Consent decides what may be done with a person's data: it was given or it was not.
        if code == UNKNOWN_CODE && *list != List::Consent {
            return Ok(Some(Code(code.to_owned())));
        }
        with.codes.optional(*list, code, None)
    }

    fn show(&self) -> String {
        self.as_ref().map(|c| c.0.clone()).unwrap_or_default()
    }
}

impl Answer for Vec<Code> {
    type Text = Vec<String>;
    type How = List;

    fn read(texts: &Vec<String>, list: &List, stored: &[&Self], with: &Reading<'_>) -> Result<Self, Flaw> {
        let mut codes = Self::new();
        // A choice between two versions of a list comes as one text with commas.
        for code in texts.iter().flat_map(|t| t.split(',')).map(str::trim).filter(|c| !c.is_empty()) {
            let kept = stored.iter().any(|s| s.iter().any(|s| s.as_str() == code)) || matches!(code, UNKNOWN_CODE | NOTHING_CODE);
            let code = if kept { Some(Code(code.to_owned())) } else { with.codes.optional(*list, code, None)? };
            codes.extend(code.filter(|c| !codes.contains(c)));
        }
        let answers = codes.iter().filter(|c| matches!(c.as_str(), UNKNOWN_CODE | NOTHING_CODE)).count();
        if answers > 0 && codes.len() > 1 {
            return Err(Flaw::Repeated);
        }
        let place = |code: &Code| with.codes.all(*list).iter().position(|i| i.code == code.0);
        codes.sort_by_key(|c| (place(c), c.clone()));
        Ok(codes)
    }

    fn show(&self) -> Vec<String> {
        self.iter().map(|c| c.0.clone()).collect()
    }
}

impl Answer for Day {
    type Text = String;
    type How = ();

    fn read(text: &String, (): &(), stored: &[&Self], with: &Reading<'_>) -> Result<Self, Flaw> {
        if let Some(same) = stored.iter().find(|s| s.show() == text.trim()) {
            return Ok(**same);
        }
        match answer(text) {
            Some(UNKNOWN) => Ok(Self::Unknown),
            _ if text.trim().is_empty() => Ok(Self::Open),
            _ => parse_date(text, with.today).map(Self::On).map_err(Flaw::Date),
        }
    }

    fn show(&self) -> String {
        match self {
            Self::Open => String::new(),
            Self::Unknown => UNKNOWN.to_owned(),
            Self::On(day) => day.format("%Y-%m-%d").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<A: Answer>(text: A::Text, how: A::How) -> Result<A, Flaw> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        A::read(&text, &how, &[], &Reading { today, codes: &Codes::seed(today) })
    }

    #[test]
    fn not_asked_not_known_and_none_are_three_things() {
        let texts: Vec<String> = ["", "不明", "なし", "ペニシリン"].map(|t| read(t.to_owned(), Words::Line(80)).unwrap()).into();
        assert_eq!(texts, ["", "不明", "なし", "ペニシリン"]);
        assert_eq!(read::<String>(" 特になし ".into(), Words::Area(80)), Ok(NOTHING.to_owned()));
        assert_eq!(read::<String>("わからない".into(), Words::Telephone), Ok(UNKNOWN.to_owned()));
        assert_eq!(read::<Day>("不明".into(), ()), Ok(Day::Unknown));
        assert_eq!(read::<Day>(" ".into(), ()), Ok(Day::Open));
        assert_eq!(read::<Option<Code>>("unknown".into(), List::PlaceOfDeath), Ok(Some(Code("unknown".into()))));
        assert_eq!(read::<Option<Code>>("unknown".into(), List::Consent), Err(Flaw::NotAChoice));
        assert_eq!(read::<Vec<Code>>(vec![], List::Procedure), Ok(vec![]));
        assert_eq!(read::<Vec<Code>>(vec!["none".into()], List::Procedure), Ok(vec![Code("none".into())]));
    }

    #[test]
    fn a_list_takes_no_answer_beside_a_value_and_stands_in_its_own_order() {
        assert_eq!(read::<Vec<Code>>(vec!["none".into(), "hot".into()], List::Procedure), Err(Flaw::Repeated));
        assert_eq!(read::<Vec<Code>>(vec!["hot,suction".into(), "hot".into()], List::Procedure), Ok(vec![Code("suction".into()), Code("hot".into())]));
        assert_eq!(read::<Vec<Code>>(vec!["x".into()], List::Procedure), Err(Flaw::NotAChoice));
    }

    #[test]
    fn an_insured_number_has_ten_places() {
        assert_eq!(read::<String>("０００１２３４５６７".into(), Words::Insured), Ok("0001234567".into()));
        assert_eq!(read::<String>("h000123456".into(), Words::Insured), Ok("H000123456".into()));
        assert_eq!(read::<String>("12345".into(), Words::Insured), Err(Flaw::InsuredNumber));
        assert_eq!(read::<String>("不明".into(), Words::Insured), Ok(UNKNOWN.to_owned()));
    }
}
