//! The words of physicians and of their absences.

use chrono::{DateTime, Days, Utc};
use domain::calendar::{jst, show_date, show_datetime};
use domain::code::List;
use domain::error::Flaw;

/// The label of a field of a profile, of an absence, or of the list.
pub(super) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "specialties" | "specialty" => "診療科",
        "visit_districts" => "訪問できる圏域",
        "visit_radius" => "訪問できる範囲（km）",
        "physician_procedures" | "procedure" => "対応できる医療処置",
        "physician_eol" | "eol" => "看取り",
        "physician_night" => "夜間・休日の往診",
        "physician_languages" => "対応言語",
        "physician_sex" => "性別",
        "capacity" => "受け持てる人数",
        "load" => "受け持ち（主治医）",
        "accepting" => "新規の受入れ",
        "accepting_from" => "受入れの初日",
        "accepting_until" => "受入れの末日",
        "acts_secondary" => "副主治医",
        "partners" => "優先して代診する医師",
        "physician_login" => "ログインする利用者",
        "physician_note" | "absence_note" => "備考",
        "absence_from" => "不在の初日",
        "absence_from_time" => "不在になる時刻",
        "absence_until" => "不在の末日",
        "absence_until_time" => "戻る時刻",
        "absence_kind" => "不在の種別",
        _ => return None,
    })
}

/// The list whose codes a field holds.
pub(super) fn list_of(field: &str) -> Option<List> {
    Some(match field {
        "specialties" | "specialty" => List::Specialty,
        "physician_procedures" | "procedure" => List::Procedure,
        "physician_languages" => List::Language,
        "physician_sex" => List::Sex,
        "absence_kind" => List::AbsenceKind,
        _ => return None,
    })
}

/// Fields that hold several values.
pub(super) fn holds_several(field: &str) -> bool {
    matches!(field, "specialties" | "visit_districts" | "physician_procedures" | "physician_languages" | "partners")
}

/// A value that is neither a code nor plain text.
pub(super) fn value(field: &str, value: &str) -> Option<String> {
    Some(match (field, value) {
        ("accepting", "yes") => "受け入れる".to_owned(),
        ("accepting", "no") => "受け入れない".to_owned(),
        ("physician_eol" | "physician_night" | "eol", "1") => "対応する".to_owned(),
        ("acts_secondary", "1") => "引き受ける".to_owned(),
        ("visit_radius", km) => format!("{km}km"),
        ("capacity" | "load", count) => format!("{count}人"),
        ("accepting_from" | "accepting_until" | "absence_from" | "absence_until", day) => day.parse().map_or_else(|_| day.to_owned(), show_date),
        _ => return None,
    })
}

/// What is wrong, where the general words would not say it.
pub(super) fn flaw(field: &str, flaw: &Flaw) -> Option<String> {
    let text = match (field, flaw) {
        ("physician_login", Flaw::Taken) => "この利用者は、ほかの医師のログインに使われています。別の利用者を選んでください。",
        ("physician_login", Flaw::NotAChoice) => "医師としてログインできる利用者ではありません。選び直してください。",
        ("partners", Flaw::NotAChoice) => "本人、または登録のない医師は選べません。選び直してください。",
        ("absence_from", Flaw::Repeated) => "この不在は、別の内容で登録済みです。別の不在として加えるときは、もう一度登録してください。前の登録は一覧から取り消せます。",
        ("absence_until", Flaw::InPast) => "すでに終わった不在です。末日と戻る時刻を確かめてください。",
        ("absence_until_time", Flaw::EndBeforeStart) => "戻る時刻が、不在になる時刻より前です。時刻を確かめてください。",
        ("absence_from_time" | "absence_until_time", Flaw::Clock) => "時刻として読み取れません。13:00 のように入力してください。",
        ("partners", Flaw::OutOfRange { max, .. }) => return Some(format!("優先して代診する医師は{max}人までです。")),
        _ => return None,
    };
    Some(text.to_owned())
}

/// What happened, after an action on physicians.
pub(super) fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "physician" => "医師の登録内容を保存しました。",
        "absence" => "不在を登録しました。",
        "absence-withdrawn" => "不在を取り消しました。記録は残ります。",
        _ => return None,
    })
}

fn is_midnight(at: DateTime<Utc>) -> bool {
    jst(at).format("%H:%M:%S").to_string() == "00:00:00"
}

/// When a time begins: its day, with the time of day unless it is the whole day.
#[must_use]
pub fn since(at: DateTime<Utc>) -> String {
    if is_midnight(at) { show_date(jst(at).date_naive()) } else { show_datetime(at) }
}

/// Until when somebody is away. Who is back at midnight is away to the end of the day before, as people say it.
#[must_use]
pub fn until(at: DateTime<Utc>) -> String {
    let day = jst(at).date_naive();
    if is_midnight(at) { show_date(day.checked_sub_days(Days::new(1)).unwrap_or(day)) } else { show_datetime(at) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::physician::{AbsenceForm, PhysicianForm, PhysicianQuery};

    #[test]
    fn every_field_has_a_label_of_its_own() {
        let forms = [PhysicianForm::default().fields(), AbsenceForm::default().fields(), domain::merge::to_fields(&PhysicianQuery::default())];
        for field in forms.iter().flat_map(|fields| fields.keys()) {
            assert_ne!(crate::words::field_label(field), field);
        }
    }

    #[test]
    fn whole_days_are_said_without_a_time() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(since(at("2026-11-30T15:00:00Z")), show_date("2026-12-01".parse().unwrap()));
        assert_eq!(until(at("2026-12-03T15:00:00Z")), show_date("2026-12-03".parse().unwrap()));
        assert!(since(at("2026-11-30T16:30:00Z")).ends_with("1:30") && until(at("2026-12-03T04:00:00Z")).ends_with("13:00"));
    }
}
