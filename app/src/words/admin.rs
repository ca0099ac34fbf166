//! 管理: labels of users, desks, holidays, the audit log and one's own settings.

use domain::admin::{Contrast, StartPage, TextSize, UserState};
use domain::audit::{Deed, RecordKind};

/// 利用者の状態
#[must_use]
pub const fn user_state(state: UserState) -> &'static str {
    match state {
        UserState::Active => "利用中",
        UserState::Invited => "招待中",
        UserState::Disabled => "利用停止",
    }
}

/// 記録の種類
#[must_use]
pub const fn record_kind(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Inquiry => "相談",
        RecordKind::Case => "ケース",
        RecordKind::Patient => "対象者",
        RecordKind::User => "利用者",
        RecordKind::Desk => "拠点",
        RecordKind::List => "一覧・検索",
        RecordKind::Organization => "機関",
        RecordKind::District => "圏域・町丁",
        RecordKind::Code => "コード表",
        RecordKind::Holiday => "祝日",
        RecordKind::Handover => "引継ぎ",
        RecordKind::Attachment => "添付ファイル",
        RecordKind::Import => "取込み",
        RecordKind::Settings => "利用者の設定",
        RecordKind::Mail => "メール",
        RecordKind::MailTemplate => "メールの文面",
        RecordKind::Physician => "医師",
        RecordKind::Absence => "医師の不在",
        RecordKind::MatchRequest => "調整依頼",
        RecordKind::Offer => "打診",
        RecordKind::Assignment => "担当医",
    }
}

/// What the log says was done, also by a later version of the program.
#[must_use]
pub fn logged_deed(deed: &Result<Deed, String>) -> String {
    deed.as_ref().map_or_else(Clone::clone, |d| super::deed(*d).to_owned())
}

/// What the log says it was done to.
#[must_use]
pub fn logged_kind(kind: &Result<RecordKind, String>) -> String {
    kind.as_ref().map_or_else(Clone::clone, |k| record_kind(*k).to_owned())
}

/// What a line about a list says was on the screen: the list, and how many lines of it.
#[must_use]
pub fn logged_list(note: &str) -> String {
    let Some((code, count)) = note.split_once(' ') else { return note.to_owned() };
    let list = match code {
        "today" => "今日",
        "audit" => "操作記録",
        "patients" => "対象者の検索",
        "list" => "相談一覧",
        "matches" => "これまでの相談",
        "handover" => "引継ぎ",
        "reassign" => "担当者の引継ぎ",
        "changes" => "変わったこと",
        "duplicates" => "同じ人かもしれない対象者",
        "matching" => "調整状況",
        "own_patients" => "担当患者",
        "own_offers" => "打診",
        _ => return note.to_owned(),
    };
    format!("{list} {count}件")
}

/// 文字の大きさ
#[must_use]
pub const fn text_size(size: TextSize) -> &'static str {
    match size {
        TextSize::Standard => "標準",
        TextSize::Large => "大",
        TextSize::ExtraLarge => "特大",
    }
}

/// コントラスト
#[must_use]
pub const fn contrast(contrast: Contrast) -> &'static str {
    match contrast {
        Contrast::Standard => "標準",
        Contrast::High => "高い",
    }
}

/// ログイン後に開く画面
#[must_use]
pub const fn start_page(page: StartPage) -> &'static str {
    match page {
        StartPage::Today => "今日",
        StartPage::Inquiries => "相談一覧",
        StartPage::Intake => "新規受付",
        StartPage::Directory => "機関",
        StartPage::Administration => "管理",
    }
}

/// The labels of this slice's form fields.
#[must_use]
pub fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => "氏名・ログインID",
        "state" => "状態",
        "user_name" => "氏名",
        "user_email" => "メールアドレス",
        "roles" => "役割",
        "desks" => "拠点",
        "desk_name" => "拠点名",
        "desk_telephone" => "電話番号",
        "desk_address" => "所在地",
        "hours_mon" => "月曜日",
        "hours_tue" => "火曜日",
        "hours_wed" => "水曜日",
        "hours_thu" => "木曜日",
        "hours_fri" => "金曜日",
        "hours_sat" => "土曜日",
        "hours_sun" => "日曜日",
        "closure_from" => "休業の初日",
        "closure_to" => "休業の末日",
        "closure_reason" => "休業の理由",
        "closure" => "休業日",
        "holiday_date" => "日付",
        "holiday_name" => "祝日の名称",
        "retired" => "平日扱い",
        "disabled" => "利用停止",
        "person" => "利用者",
        "deed" => "操作",
        "kind" => "記録の種類",
        "record" => "記録のIDか受付番号",
        "before" => "ページの始まり",
        "text_size" => "文字の大きさ",
        "contrast" => "コントラスト",
        "start_page" => "ログイン後に開く画面",
        "ids" => "表示した記録",
        "role" => "役割",
        _ => return None,
    })
}

/// A value of this slice's fields as people read it.
#[must_use]
pub fn value(field: &str, value: &str) -> Option<String> {
    Some(match field {
        "roles" | "role" => value.split(',').map(|code| code.parse().map_or_else(|()| code.to_owned(), |r| super::role(r).to_owned())).collect::<Vec<_>>().join("、"),
        "desks" => format!("{}か所", value.split(',').count()),
        "text_size" => TextSize::from_code(value).map(text_size)?.to_owned(),
        "contrast" => Contrast::from_code(value).map(contrast)?.to_owned(),
        "start_page" => StartPage::from_code(value).map(start_page)?.to_owned(),
        "retired" | "disabled" => if value == "true" { "はい" } else { "いいえ" }.to_owned(),
        "holiday_date" => value.parse().map_or_else(|_| value.to_owned(), domain::calendar::show_date),
        _ => return None,
    })
}

/// What happened, after an action of this slice.
#[must_use]
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "user-add" => "利用者を登録しました。招待リンクを本人に渡してください。",
        "user-edit" => "利用者の変更を保存しました。",
        "user-invite" => "新しい招待リンクを作りました。前のリンクは使えなくなりました。",
        "user-disable" => "利用を停止し、ログイン中の端末をすべてログアウトさせました。",
        "user-restore" => "利用を再開しました。",
        "desk-add" => "拠点を登録しました。",
        "desk-edit" => "拠点の変更を保存しました。",
        "desk-disable" => "拠点の利用を停止しました。",
        "desk-restore" => "拠点の利用を再開しました。",
        "closure-add" => "休業日を登録しました。",
        "closure-remove" => "休業日を取り消しました。",
        "holiday-add" => "祝日を追加しました。",
        "holiday-edit" => "祝日の名称を変更しました。",
        "holiday-retire" => "平日として扱います。",
        "holiday-restore" => "祝日に戻しました。",
        "house-session" => "選んだ端末をログアウトさせました。",
        "settings" => "表示の設定を保存しました。",
        _ => return None,
    })
}
