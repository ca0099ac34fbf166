//! The labels of fields and of the values that records keep as codes.

use domain::account::Role;
use domain::audit::Deed;
use domain::cases::CaseStatus;
use domain::code::{CALLER_TYPE, CARE_LEVEL, CHANNEL, MEANS, OUTCOME, SEX, URGENCY, category_label};

/// The label of a form field.
#[must_use]
pub fn field_label(field: &str) -> &str {
    match field {
        "q" => "検索",
        "from" => "期間の初日",
        "to" => "期間の末日",
        "desk" | "desk_id" => "拠点",
        "status" => "状態",
        "staff" | "staff_id" | "owner_id" => "担当者",
        "category" | "main_category" => "主な相談内容",
        "overdue" => "期限超過",
        "today" => "本日期限",
        "missing" => "未入力",
        "view" => "まとめ方",
        "sort" => "並び順",
        "page" => "ページ",
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
        "case_number" => "移す先のケース番号",
        "other" => "関連付けるケース",
        "occurred_at" => "日時",
        "means" => "方法",
        "text" => "内容",
        "counterpart" => "相手",
        "next_step" => "次の予定",
        "reason" => "理由",
        "remark" => "終結時のメモ",
        "login" => "ログインID",
        "password" => "パスワード",
        "password_present" => "現在のパスワード",
        "password_again" => "パスワード（確認）",
        other => super::sheets::sheet_field(other),
    }
}

fn date_text(value: &str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), domain::calendar::show_date)
}

/// A field's value as people read it; codes become labels, nothing becomes （空）.
#[must_use]
pub fn value_text(field: &str, value: &str) -> String {
    if value.is_empty() {
        return "（空）".to_owned();
    }
    match field {
        "channel" => CHANNEL.label(value).to_owned(),
        "caller_type" => CALLER_TYPE.label(value).to_owned(),
        "urgency" => URGENCY.label(value).to_owned(),
        "outcome" => OUTCOME.label(value).to_owned(),
        "patient_sex" => SEX.label(value).to_owned(),
        "patient_care_level" => CARE_LEVEL.label(value).to_owned(),
        "means" => MEANS.label(value).to_owned(),
        "main_category" => category_label(value),
        "other_categories" => value.split(',').map(category_label).collect::<Vec<_>>().join("、"),
        "status" => CaseStatus::from_code(value).map_or_else(|| value.to_owned(), |s| status(s).to_owned()),
        "next_date" => date_text(value),
        "received_at" => value.replace('T', " "),
        "minutes" => format!("{value}分"),
        _ => value.to_owned(),
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
        Deed::AddEntry => "経過の追加",
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
