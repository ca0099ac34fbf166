//! The fields of a search, of its offers and of the assignments that follow: labels, values, what is wrong, what happened.

use chrono::DateTime;
use domain::assignment::{CancelWhy, Mode, OfferState, RequestState, Role, Urgency};
use domain::calendar::{show_date, show_datetime};
use domain::code::List;
use domain::error::Flaw;

/// The label of a field.
pub(in crate::words) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "start_on" => "開始希望日",
        "procedures" => "医療処置",
        "end_of_life" => "看取り",
        "night" => "夜間・休日の往診",
        "wish_sex" => "医師の性別の希望",
        "wish_language" => "対応言語の希望",
        "wish_specialty" => "診療科の希望",
        "match_urgency" => "回答の急ぎ",
        "match_mode" => "進め方",
        "want_primary" => "主治医",
        "want_secondary" => "副主治医",
        "match_note" => "内部メモ",
        "request_state" => "調整の状態",
        "request_end" => "終了の理由",
        "without_secondary" => "副主治医なしで確定する理由",
        "physician" => "医師",
        "match_role" => "役割",
        "offer_state" => "打診の状態",
        "offer_why" => "打診が終わった理由",
        "offer_deadline" => "回答期限",
        "offer_remark" => "選んだ理由",
        "offer_message" => "質問・連絡の内容",
        "decline_reason" => "辞退の理由",
        "offer" => "回答した医師",
        "heard" => "聞き取った内容",
        "assigned_from" => "訪問開始日",
        "assigned_until" => "担当の終了日",
        _ => return None,
    })
}

/// The list whose codes a field holds.
pub(in crate::words) fn list_of(field: &str) -> Option<List> {
    Some(match field {
        "procedures" => List::Procedure,
        "wish_sex" => List::Sex,
        "wish_language" => List::Language,
        "wish_specialty" => List::Specialty,
        "decline_reason" => List::DeclineReason,
        _ => return None,
    })
}

/// Fields that hold several values.
pub(in crate::words) fn holds_several(field: &str) -> bool {
    field == "procedures"
}

fn known<T>(code: &str, found: Option<T>, text: impl Fn(T) -> &'static str) -> String {
    found.map_or_else(|| code.to_owned(), |known| text(known).to_owned())
}

/// A value that is neither a code of a list nor plain text.
pub(in crate::words) fn value(field: &str, value: &str) -> Option<String> {
    Some(match (field, value) {
        ("start_on" | "assigned_from" | "assigned_until" | "assignment_end_on", day) => day.parse().map_or_else(|_| day.to_owned(), show_date),
        ("end_of_life" | "night", "1") => "必要".to_owned(),
        ("want_primary" | "want_secondary", "1") => "探す".to_owned(),
        ("match_urgency", code) => known(code, Urgency::from_code(code), super::urgency),
        ("match_mode", code) => known(code, Mode::from_code(code), super::mode),
        ("match_role", code) => known(code, Role::from_code(code), super::role),
        ("request_state", code) => known(code, RequestState::from_code(code), super::request_state),
        ("offer_state", "cancelled") => "取消".to_owned(),
        ("offer_state", code) => known(code, OfferState::from_code(code, None), super::offer_state),
        ("offer_why", code) => known(code, CancelWhy::from_code(code), |why| super::offer_state(OfferState::Cancelled(why))),
        ("offer_deadline", time) => DateTime::parse_from_rfc3339(time).map_or_else(|_| time.to_owned(), |at| show_datetime(at.to_utc())),
        _ => return None,
    })
}

/// A tick, or none: both are answers where the form asks.
#[must_use]
pub fn unticked(field: &str) -> Option<&'static str> {
    Some(match field {
        "end_of_life" | "night" => "不要",
        "want_primary" | "want_secondary" => "探さない",
        "procedures" | "wish_sex" | "wish_language" | "wish_specialty" | "match_note" => "なし",
        _ => return None,
    })
}

/// What is wrong, where the general words would not say it.
pub(in crate::words) fn flaw(field: &str, flaw: &Flaw) -> Option<String> {
    let text = match (field, flaw) {
        ("want_primary", Flaw::Required) => "主治医か副主治医の、少なくとも一方を選んでください。",
        ("match_urgency", Flaw::Required) => "回答の急ぎを選んでください。",
        ("match_mode", Flaw::Required) => "進め方を選んでください。",
        ("physician", Flaw::Required) => "医師を選んでください。",
        ("physician", Flaw::NotAChoice) => "選んだ医師は候補にいません。候補を並べ直してから、選び直してください。",
        ("assigned_from", Flaw::Required) => "訪問が始まった日を入力してください。",
        ("assigned_from", Flaw::InFuture) => "訪問が始まってから記録します。今日までの日付を、年から入力してください。例：2026-12-01、今日",
        ("offer", Flaw::Required) => "回答した医師を選んでください。",
        ("decline_reason", Flaw::Required) => "辞退の理由を選んでください。",
        _ => return None,
    };
    Some(text.to_owned())
}

/// What happened, after an action on a search.
pub(in crate::words) fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "matching-open" => "調整依頼を作成しました。続けて、候補の医師を選んでください。",
        "matching-needs" => "依頼の内容を保存しました。",
        "matching-rank" => "候補を並べました。打診する医師を選んでください。",
        "matching-sent" => "打診を送りました。回答があると、通知でお知らせします。",
        "matching-decided" => "決定を記録しました。",
        "matching-back" => "打診を取り下げました。",
        "matching-answer" => "医師に連絡を送りました。",
        "matching-heard" => "医師の回答を記録しました。",
        "matching-confirm" => "担当を確定しました。対象者の氏名と連絡先は、これから担当の医師に表示されます。",
        "matching-start" => "訪問の開始を記録しました。",
        "matching-give-up" => "担当医なしとして終了しました。",
        "matching-withdraw" => "調整依頼を取り下げました。",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::assignment::NeedsForm;

    #[test]
    fn every_field_of_the_form_has_a_label_of_its_own() {
        for field in NeedsForm::default().fields().keys() {
            assert!(label(field).is_some(), "{field}");
        }
        let form = serde_json::to_value(NeedsForm::default()).unwrap();
        for (field, value) in form.as_object().unwrap() {
            assert_eq!(crate::words::holds_several(field), value.is_array(), "{field}");
        }
    }

    #[test]
    fn codes_become_words() {
        assert_eq!(value("match_mode", "committee").as_deref(), Some("調整会議で決める"));
        assert_eq!(value("offer_why", "filled").as_deref(), Some("ほかの医師に決定"));
        assert_eq!(value("request_state", "x").as_deref(), Some("x"));
        assert_eq!(value("offer_deadline", "2026-11-24T06:00:00+00:00"), Some(show_datetime("2026-11-24T06:00:00Z".parse().unwrap())));
    }
}
