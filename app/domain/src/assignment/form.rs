//! The needs as typed and as read.

use super::{Mode, Needs, Place, Role, Urgency, Wanted};
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::id::PhysicianId;
use crate::merge::{Fields, to_fields};
use crate::patient::{NOTHING_CODE, UNKNOWN_CODE};
use crate::text::many_lines;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of the desk's remark.
pub const NOTE_MAX: usize = 1_000;
/// 在宅看取り stands among the procedures of a patient; here it has a field of its own.
const END_OF_LIFE: &str = "eol";

/// What is looked for, as typed. "1" ticks a box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NeedsForm {
    /// 開始希望日
    pub start_on: String,
    /// 医療処置
    pub procedures: Vec<String>,
    /// 看取り
    pub end_of_life: String,
    /// 夜間往診
    pub night: String,
    /// 医師の性別の希望
    pub wish_sex: String,
    /// 対応言語の希望
    pub wish_language: String,
    /// 診療科の希望
    pub wish_specialty: String,
    /// 急ぎ
    pub match_urgency: String,
    /// 進め方
    pub match_mode: String,
    /// 主治医を探す
    pub want_primary: String,
    /// 副主治医を探す
    pub want_secondary: String,
    /// 内部メモ: for the desk alone; it is on no card.
    pub match_note: String,
}

/// [`NeedsForm`] as read. Where the patient lives and whom they have already come from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedsData {
    /// The roles that are looked for.
    pub wanted: Wanted,
    /// 開始希望日
    pub start_on: NaiveDate,
    /// 医療処置, each once, in the order of their list.
    pub procedures: Vec<Code>,
    /// 看取り
    pub end_of_life: bool,
    /// 夜間往診
    pub night: bool,
    /// 医師の性別の希望
    pub sex: Option<Code>,
    /// 対応言語の希望
    pub language: Option<Code>,
    /// 診療科の希望
    pub specialty: Option<Code>,
    /// 急ぎ
    pub urgency: Urgency,
    /// 進め方
    pub mode: Mode,
    /// 内部メモ
    pub note: String,
}

impl NeedsData {
    /// The needs at `place` of a patient whose physician so far is `existing`.
    #[must_use]
    pub fn needs(&self, place: Place, existing: Option<PhysicianId>) -> Needs {
        Needs {
            wanted: self.wanted,
            start_on: self.start_on,
            place,
            procedures: self.procedures.clone(),
            end_of_life: self.end_of_life,
            night: self.night,
            sex: self.sex.clone(),
            language: self.language.clone(),
            specialty: self.specialty.clone(),
            urgency: self.urgency,
            existing,
        }
    }
}

fn tick(is: bool) -> String {
    if is { "1".to_owned() } else { String::new() }
}

fn ticked(text: &str) -> bool {
    text.trim() == "1"
}

fn text(code: Option<&Code>) -> String {
    code.map(|c| c.0.clone()).unwrap_or_default()
}

/// A choice among a few.
fn choice<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Flaw> {
    match text.trim() {
        "" => Err(Flaw::Required),
        code => read(code).ok_or(Flaw::NotAChoice),
    }
}

impl NeedsForm {
    /// The form that shows what holds.
    #[must_use]
    pub fn of(needs: &Needs, mode: Mode, note: &str) -> Self {
        Self {
            start_on: needs.start_on.format("%Y-%m-%d").to_string(),
            procedures: needs.procedures.iter().map(|c| c.0.clone()).collect(),
            end_of_life: tick(needs.end_of_life),
            night: tick(needs.night),
            wish_sex: text(needs.sex.as_ref()),
            wish_language: text(needs.language.as_ref()),
            wish_specialty: text(needs.specialty.as_ref()),
            match_urgency: needs.urgency.code().to_owned(),
            match_mode: mode.code().to_owned(),
            want_primary: tick(needs.wanted.includes(Role::Primary)),
            want_secondary: tick(needs.wanted.includes(Role::Secondary)),
            match_note: note.to_owned(),
        }
    }

    /// As the log compares it.
    #[must_use]
    pub fn fields(&self) -> Fields {
        to_fields(self)
    }

    /// The form that [`Self::fields`] came from; fields of other things are passed over.
    #[must_use]
    pub fn from_fields(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
        Self {
            start_on: text("start_on"),
            procedures: text("procedures").split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            end_of_life: text("end_of_life"),
            night: text("night"),
            wish_sex: text("wish_sex"),
            wish_language: text("wish_language"),
            wish_specialty: text("wish_specialty"),
            match_urgency: text("match_urgency"),
            match_mode: text("match_mode"),
            want_primary: text("want_primary"),
            want_secondary: text("want_secondary"),
            match_note: text("match_note"),
        }
    }

    /// Reads the form of a new request.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, codes: &Codes, today: NaiveDate) -> Result<NeedsData, Flaws> {
        self.read(codes, today, None)
    }

    /// Reads the form of a request whose needs were `before`: a start that nobody touched may have passed, and a choice that nobody
    /// touched may be retired.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse_over(&self, codes: &Codes, today: NaiveDate, before: &Needs) -> Result<NeedsData, Flaws> {
        let wishes = [(List::Sex, &before.sex), (List::Language, &before.language), (List::Specialty, &before.specialty)];
        let held = before.procedures.iter().map(|p| (List::Procedure, p.as_str())).chain(wishes.into_iter().filter_map(|(list, wish)| Some((list, wish.as_ref()?.as_str()))));
        self.read(&codes.keeping(held), today, Some(before))
    }

    fn read(&self, codes: &Codes, today: NaiveDate, before: Option<&Needs>) -> Result<NeedsData, Flaws> {
        let mut flaws = Flaws::default();
        let wanted = Wanted { primary: ticked(&self.want_primary), secondary: ticked(&self.want_secondary) };
        if wanted.is_nothing() {
            flaws.push("want_primary", Flaw::Required);
        }
        let start_on = flaws.note("start_on", self.start(today, before));
        let procedures = flaws.note("procedures", self.procedures(codes));
        let sex = flaws.note("wish_sex", if self.wish_sex.trim() == UNKNOWN_CODE { Err(Flaw::NotAChoice) } else { codes.optional(List::Sex, &self.wish_sex, None) });
        let language = flaws.note("wish_language", codes.optional(List::Language, &self.wish_language, None));
        let specialty = flaws.note("wish_specialty", codes.optional(List::Specialty, &self.wish_specialty, None));
        let urgency = flaws.note("match_urgency", choice(&self.match_urgency, Urgency::from_code));
        let mode = flaws.note("match_mode", choice(&self.match_mode, Mode::from_code));
        let note = flaws.note("match_note", many_lines(&self.match_note, NOTE_MAX).map_err(Flaw::from));
        let data = (|| {
            let (procedures, dying) = procedures?;
            Some(NeedsData {
                wanted,
                start_on: start_on?,
                procedures,
                end_of_life: ticked(&self.end_of_life) || dying,
                night: ticked(&self.night),
                sex: sex?,
                language: language?,
                specialty: specialty?,
                urgency: urgency?,
                mode: mode?,
                note: note?,
            })
        })();
        flaws.or(data)
    }

    fn start(&self, today: NaiveDate, before: Option<&Needs>) -> Result<NaiveDate, Flaw> {
        let kept = before.map(|b| b.start_on).filter(|day| day.format("%Y-%m-%d").to_string() == self.start_on.trim());
        kept.map_or_else(|| crate::inquiry::next_date(&self.start_on, today)?.ok_or(Flaw::Required), Ok)
    }

    /// The procedures, and whether 在宅看取り was among them. 「なし」 and 「不明」 of a patient's record demand nothing.
    fn procedures(&self, codes: &Codes) -> Result<(Vec<Code>, bool), Flaw> {
        let (mut read, mut dying) = (Vec::new(), false);
        for text in self.procedures.iter().flat_map(|t| t.split(',')).map(str::trim).filter(|t| !matches!(*t, NOTHING_CODE | UNKNOWN_CODE)) {
            if text == END_OF_LIFE {
                dying = true;
            } else {
                read.extend(codes.optional(List::Procedure, text, None)?.filter(|c| !read.contains(c)));
            }
        }
        let place = |code: &Code| codes.all(List::Procedure).iter().position(|i| i.code == code.0);
        read.sort_by_key(|c| (place(c), c.clone()));
        Ok((read, dying))
    }
}

#[cfg(test)]
mod tests {
    use super::super::needs::tests::{code, needs};
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    fn form() -> NeedsForm {
        NeedsForm { start_on: "11/27".into(), match_urgency: "urgent".into(), match_mode: "broadcast".into(), want_primary: "1".into(), ..NeedsForm::default() }
    }

    fn parse(form: &NeedsForm) -> Result<NeedsData, Flaws> {
        form.parse(&Codes::seed(today()), today())
    }

    #[test]
    fn a_form_reads_back_what_it_shows() {
        let wishes = Needs {
            procedures: vec![code("hot"), code("tpn")],
            end_of_life: true,
            sex: Some(code("female")),
            language: Some(code("sign")),
            specialty: Some(code("palliative")),
            ..needs()
        };
        let data = parse(&NeedsForm::of(&wishes, Mode::Broadcast, "家族は日中不在")).unwrap();
        assert_eq!((data.needs(wishes.place, None), data.mode, data.note.as_str()), (wishes, Mode::Broadcast, "家族は日中不在"));
    }

    #[test]
    fn procedures_stand_once_in_their_order_and_dying_at_home_is_no_procedure() {
        let data = parse(&NeedsForm { procedures: vec!["tpn,hot".into(), "eol".into(), "hot".into(), "none".into()], ..form() }).unwrap();
        assert_eq!((data.procedures, data.end_of_life), (vec![code("hot"), code("tpn")], true));
        assert!(!parse(&form()).unwrap().end_of_life);
    }

    #[test]
    fn an_empty_form_says_what_is_missing_and_nonsense_is_told() {
        let flaws = parse(&NeedsForm::default()).unwrap_err();
        for field in ["want_primary", "start_on", "match_urgency", "match_mode"] {
            assert_eq!(flaws.of(field), Some(&Flaw::Required), "{field}");
        }
        let bad = NeedsForm {
            start_on: "2026-11-19".into(),
            procedures: vec!["magic".into()],
            wish_sex: "unknown".into(),
            wish_language: "x".into(),
            wish_specialty: "x".into(),
            match_urgency: "info".into(),
            match_mode: "x".into(),
            match_note: "あ".repeat(1_001),
            ..form()
        };
        let flaws = parse(&bad).unwrap_err();
        assert_eq!(flaws.of("start_on"), Some(&Flaw::InPast));
        for field in ["procedures", "wish_sex", "wish_language", "wish_specialty", "match_urgency", "match_mode"] {
            assert_eq!(flaws.of(field), Some(&Flaw::NotAChoice), "{field}");
        }
        assert!(matches!(flaws.of("match_note"), Some(Flaw::TooLong { .. })));
    }

    #[test]
    fn a_start_that_nobody_touched_may_have_passed() {
        let before = Needs { start_on: NaiveDate::from_ymd_opt(2026, 11, 18).unwrap(), ..needs() };
        let form = NeedsForm::of(&before, Mode::Nominate, "");
        assert_eq!(form.parse_over(&Codes::seed(today()), today(), &before).unwrap().start_on, before.start_on);
        assert_eq!(parse(&form).unwrap_err().of("start_on"), Some(&Flaw::InPast));
        let full = NeedsForm { procedures: vec!["hot".into(), "tpn".into()], match_note: "日中不在".into(), ..form };
        assert_eq!(NeedsForm::from_fields(&full.fields()), full);
    }
}
