//! The labels of fields and of the values that records keep as codes.

use chrono::NaiveDate;
use domain::account::Role;
use domain::audit::Deed;
use domain::cases::CaseStatus;
use domain::code::{Codes, List};

/// The label of a form field.
#[must_use]
pub fn field_label(field: &str) -> &str {
    match field {
        "desk" | "desk_id" => "拠点",
        "status" => "状態",
        "staff" | "staff_id" | "owner_id" => "担当者",
        "category" | "main_category" => "主な相談内容",
        "received_at" => "受付日時",
        "backdate_reason" => "さかのぼって入力する理由",
        "channel" => "受付方法",
        "caller_type" => "相談者区分",
        "caller_name" => "相談者氏名",
        "caller_kana" => "相談者ふりがな",
        "affiliation" => "所属機関",
        "telephone" | "patient_telephone" => "電話番号",
        "patient_mode" | "patient_id" | "patient" => "対象者",
        "patient_search" => "対象者を検索",
        "patient_name" => "氏名",
        "patient_kana" => "ふりがな",
        "patient_birth" => "生年月日",
        "patient_sex" => "性別",
        "patient_address" => "住所",
        "patient_care_level" => "要介護度",
        "patient_distinct" => "別人として登録する",
        "case_id" | "case" => "ケース",
        "other_categories" => "その他の相談内容",
        "urgency" => "緊急度",
        "content" => "相談内容",
        "response" => "対応内容",
        "outcome" => "転帰",
        "minutes" => "所要時間",
        "next_date" => "次回対応予定日",
        "moved" => "移した相談",
        "linked" => "関連付けたケース",
        "case_number" => "移動先のケース番号",
        "other" => "関連付けるケース",
        "occurred_at" => "日時",
        "means" => "方法",
        "text" => "内容",
        "counterpart" => "相手",
        "next_step" => "次の予定",
        "reason" => "理由",
        "remark" => "終結時のメモ",
        "label" => "表示名",
        "code" => "項目",
        "group" => "見出し",
        "action" => "操作",
        "login" => "ログインID",
        "password" => "パスワード",
        "password_present" => "現在のパスワード",
        "password_again" => "パスワード（確認）",
        other => list_label(other),
    }
}

/// The label of a parameter of the list.
fn list_label(field: &str) -> &str {
    match field {
        "q" => "検索",
        "from" => "期間の初日",
        "to" => "期間の末日",
        "overdue" => "期限超過",
        "today" => "本日期限",
        "missing" => "未入力",
        "view" => "まとめ方",
        "sort" => "並び順",
        "page" => "ページ",
        other => super::handover::label(other)
            .or_else(|| super::admin::label(other))
            .or_else(|| super::directory::label(other))
            .or_else(|| super::patient::label(other))
            .or_else(|| super::notice::label(other))
            .or_else(|| super::physician::label(other))
            .or_else(|| super::assignment::label(other))
            .or_else(|| super::tenure::label(other))
            .unwrap_or_else(|| super::sheets::sheet_field(other)),
    }
}

fn date_text(value: &str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), domain::calendar::show_date)
}

/// The code lists of this page: the server gives them to every page, and the page to its island.
#[must_use]
pub fn codes() -> Codes {
    leptos::prelude::use_context::<Codes>().unwrap_or_default()
}

/// The label of a code on the day of its record, or today.
#[must_use]
pub fn label(list: List, code: &str, day: impl Into<Option<NaiveDate>>) -> String {
    codes().label(list, code, day)
}

/// The list whose code a form field holds.
fn list_of(field: &str) -> Option<List> {
    Some(match field {
        "channel" => List::Channel,
        "caller_type" => List::CallerType,
        "urgency" => List::Urgency,
        "outcome" => List::Outcome,
        "patient_sex" => List::Sex,
        "patient_care_level" => List::CareLevel,
        "means" => List::Means,
        "main_category" | "other_categories" => List::Category,
        "organization_kind" => List::OrganizationKind,
        "care_class" => List::CareClass,
        "capability" | "capabilities" => List::Procedure,
        other => {
            return super::patient::list_of(other)
                .or_else(|| super::physician::list_of(other))
                .or_else(|| super::assignment::list_of(other))
                .or_else(|| super::tenure::list_of(other));
        }
    })
}

/// A code's label; that nobody knows it, or that there is none, can be said of every list.
fn code_text(codes: &Codes, list: List, code: &str, day: Option<NaiveDate>) -> String {
    match code {
        domain::patient::UNKNOWN_CODE if !codes.ever(list, code) => domain::patient::UNKNOWN.to_owned(),
        domain::patient::NOTHING_CODE if !codes.ever(list, code) => domain::patient::NOTHING.to_owned(),
        code => codes.label(list, code, day),
    }
}

/// A field's value as people read it; codes become the labels of `day` (or today), nothing becomes 未入力.
#[must_use]
pub fn value_text(field: &str, value: &str, day: impl Into<Option<NaiveDate>>) -> String {
    if value.is_empty() {
        return "未入力".to_owned();
    }
    if let Some(list) = list_of(field) {
        let (codes, day) = (codes(), day.into());
        // A choice of several stands in one text with commas.
        return value.split(',').map(|code| code_text(&codes, list, code, day)).collect::<Vec<_>>().join("、");
    }
    match field {
        "status" => CaseStatus::from_code(value).map_or_else(|| value.to_owned(), |s| status(s).to_owned()),
        "next_date" | "confirmed_on" | "closed_on" | "left_on" => date_text(value),
        "public" => value.split(',').map(field_label).collect::<Vec<_>>().join("、"),
        "district_retired" => "廃止".to_owned(),
        "received_at" => value.replace('T', " "),
        "minutes" => format!("{value}分"),
        _ => super::admin::value(field, value)
            .or_else(|| super::patient::value(field, value))
            .or_else(|| super::notice::value(field, value))
            .or_else(|| super::physician::value(field, value))
            .or_else(|| super::assignment::value(field, value))
            .unwrap_or_else(|| value.to_owned()),
    }
}

/// 状態
#[must_use]
pub const fn status(status: CaseStatus) -> &'static str {
    match status {
        CaseStatus::Received => "受付",
        CaseStatus::InProgress => "対応中",
        CaseStatus::Arranging => "調整中",
        CaseStatus::WaitingExternal => "待ち",
        CaseStatus::Closed => "終結",
        CaseStatus::Reopened => "再開",
        CaseStatus::Voided => "取消",
    }
}

/// 役割
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::DeskStaff => "相談員",
        Role::RotaManager => "当番調整",
        Role::Physician => "医師",
        Role::Hospital => "病院",
        Role::Manager => "管理者",
        Role::Admin => "システム管理",
    }
}

/// What was done, in a record's history.
#[must_use]
pub const fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::Create => "登録",
        Deed::Update => "変更",
        Deed::View => "閲覧",
        Deed::AddEntry => "経過の記録",
        Deed::Close => "終結",
        Deed::Reopen => "再開",
        Deed::Void => "取消",
        Deed::Move => "ケースの移動",
        Deed::Link => "ケースの関連付け",
        Deed::Print => "印刷",
        Deed::SignIn => "ログイン",
        Deed::SignInFailed => "ログインの失敗",
        Deed::SignOut => "ログアウト",
        Deed::Refused => "権限なし",
        Deed::Password => "パスワードの設定",
        Deed::Invite => "招待",
        Deed::Disable => "利用停止",
        Deed::Restore => "利用再開",
        Deed::Retire => "廃止",
        Deed::Merge => "統合",
        Deed::Unmerge => "統合の取消",
        Deed::Export => "出力",
        Deed::Import => "取込み",
        Deed::UndoImport => "取込みの取消",
        Deed::Attach => "ファイルの添付",
        Deed::EndSession => "端末のログアウト",
    }
}

/// What the text beside a deed is called: one closes a case with a memo, and does the rest for a reason.
#[must_use]
pub const fn note_label(deed: Deed) -> &'static str {
    match deed {
        Deed::Close => "メモ",
        _ => "理由",
    }
}
