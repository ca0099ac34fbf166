//! What goes out on paper and is written first: 連絡用FAX送付状. A sheet names no patient unless somebody says why.

mod letter;

pub use letter::{ContactSheet, LetterPage, PaperPhysician};

use crate::account::Desk;
use crate::cases::CaseBrief;
use crate::error::{Flaw, Flaws};
use crate::id::EntryId;
use crate::inquiry::REASON_MAX;
use crate::patient::{line, telephone};
use crate::text::many_lines;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of 宛先, 送信者 and 件名.
const LINE_MAX: usize = 60;
/// The most characters of 本文: it stands in the address, and fits on one page.
const BODY_MAX: usize = 500;
/// The most characters of the reason: it stands in the address too.
const NAME_REASON_MAX: usize = 60;
/// Nobody sends more pages than this by FAX.
const SHEETS_MAX: u32 = 99;

const _: () = assert!(NAME_REASON_MAX <= REASON_MAX);

/// 連絡用FAX送付状, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FaxForm {
    /// The id of the entry that may be written, made with the form.
    pub id: String,
    /// 宛先
    pub to_name: String,
    /// FAX番号
    pub to_fax: String,
    /// 送信者
    pub sender: String,
    /// 枚数, this sheet included.
    pub sheets: String,
    /// 件名
    pub subject: String,
    /// 本文
    pub body: String,
    /// 氏名を載せる: "1".
    pub with_name: String,
    /// 氏名を載せる理由
    pub name_reason: String,
    /// "1": the sheet is to be shown.
    pub show: String,
}

/// [`FaxForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fax {
    /// 宛先
    pub to_name: String,
    /// FAX番号
    pub to_fax: String,
    /// 送信者
    pub sender: String,
    /// 枚数
    pub sheets: u32,
    /// 件名
    pub subject: String,
    /// 本文
    pub body: String,
    /// Why the patient's name is on it; no name without a reason.
    pub name_reason: Option<String>,
}

fn required(text: &str) -> Result<String, Flaw> {
    line(text, LINE_MAX).and_then(|t| if t.is_empty() { Err(Flaw::Required) } else { Ok(t) })
}

impl FaxForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self) -> Result<Fax, Flaws> {
        let mut flaws = Flaws::default();
        let to_name = flaws.note("to_name", required(&self.to_name));
        let to_fax = flaws.note("to_fax", telephone(&self.to_fax).and_then(|t| if t.is_empty() { Err(Flaw::Required) } else { Ok(t) }));
        let sender = flaws.note("sender", required(&self.sender));
        let sheets = flaws.note("sheets", crate::number::up_to(&self.sheets, SHEETS_MAX).and_then(|n| n.ok_or(Flaw::Required)));
        let subject = flaws.note("subject", required(&self.subject));
        let body = flaws.note("body", many_lines(&self.body, BODY_MAX).map_err(Flaw::from));
        let name_reason = flaws.note("name_reason", self.reason());
        let fax = (|| Some(Fax { to_name: to_name?, to_fax: to_fax?, sender: sender?, sheets: sheets?, subject: subject?, body: body?, name_reason: name_reason? }))();
        flaws.or(fax)
    }

    fn reason(&self) -> Result<Option<String>, Flaw> {
        if self.with_name.trim() != "1" {
            return Ok(None);
        }
        line(&self.name_reason, NAME_REASON_MAX).and_then(|r| if r.is_empty() { Err(Flaw::Required) } else { Ok(Some(r)) })
    }

    /// The form as the parameters of an address.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("to_name", &self.to_name),
            ("to_fax", &self.to_fax),
            ("sender", &self.sender),
            ("sheets", &self.sheets),
            ("subject", &self.subject),
            ("body", &self.body),
            ("with_name", &self.with_name),
            ("name_reason", &self.name_reason),
            ("show", &self.show),
        ];
        all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n, v.as_str())).collect()
    }
}

/// What the FAX page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaxPage {
    /// The case.
    pub case: CaseBrief,
    /// Its desk.
    pub desk: Desk,
    /// 電話番号 of the desk; empty when it is not recorded.
    pub telephone: String,
    /// 所在地 of the desk; empty when it is not recorded.
    pub address: String,
    /// Who is signed in: the sender, until somebody else is named.
    pub sender: String,
    /// 対象者の氏名, only when a reason was given.
    pub patient: Option<String>,
    /// The sheet; none while the form is being filled.
    pub fax: Option<Fax>,
    /// The id of the entry that may be written.
    pub next_entry: EntryId,
    /// Today in Japan.
    pub today: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> FaxForm {
        FaxForm {
            to_name: "北町クリニック".into(),
            to_fax: "０７２−５５５−０１０２".into(),
            sender: "田辺".into(),
            sheets: "２".into(),
            subject: "退院前カンファレンスの件".into(),
            ..FaxForm::default()
        }
    }

    #[test]
    fn a_sheet_names_nobody_unless_a_reason_is_given() {
        let fax = form().parse().unwrap();
        assert_eq!((fax.sheets, fax.name_reason), (2, None));
        assert_eq!(FaxForm { name_reason: "理由だけ".into(), ..form() }.parse().unwrap().name_reason, None);
        let asked = FaxForm { with_name: "1".into(), ..form() };
        assert_eq!(asked.parse().unwrap_err().of("name_reason"), Some(&Flaw::Required));
        assert_eq!(FaxForm { name_reason: "主治医が特定できないため".into(), ..asked }.parse().unwrap().name_reason.as_deref(), Some("主治医が特定できないため"));
    }

    #[test]
    fn what_is_missing_or_too_long_is_told_field_by_field() {
        let flaws = FaxForm::default().parse().unwrap_err();
        let fields: Vec<&str> = flaws.0.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["to_name", "to_fax", "sender", "sheets", "subject"]);
        let flaws = FaxForm { to_fax: "北町".into(), sheets: "100".into(), body: "あ".repeat(BODY_MAX + 1), ..form() }.parse().unwrap_err();
        assert_eq!(flaws.of("to_fax"), Some(&Flaw::Telephone));
        assert!(matches!(flaws.of("sheets"), Some(Flaw::OutOfRange { .. })) && matches!(flaws.of("body"), Some(Flaw::TooLong { .. })));
    }

    #[test]
    fn the_longest_sheet_still_fits_into_an_address() {
        let long = |n: usize| "髙".repeat(n);
        let form = FaxForm {
            to_name: long(LINE_MAX),
            sender: long(LINE_MAX),
            subject: long(LINE_MAX),
            body: long(BODY_MAX),
            name_reason: long(NAME_REASON_MAX),
            with_name: "1".into(),
            show: "1".into(),
            ..form()
        };
        form.parse().unwrap();
        let bytes: usize = form.pairs().iter().map(|(n, v)| n.len() + 2 + v.len() * 3).sum();
        assert!(bytes < 7_800, "{bytes}");
    }
}
