//! What is said when something is wrong: what, and what to do.

use super::fields::field_label;
use crate::error::AppError;
use domain::calendar::DateError;
use domain::error::{Fault, Flaw, Refusal};

fn date_error(error: &DateError) -> String {
    match error {
        DateError::Unreadable => "日付として読み取れません。例：1940-03-02、S15.3.2、昭和15年3月2日".to_owned(),
        DateError::NoSuchDay => "その日付は暦にありません。月と日を確かめてください。".to_owned(),
        DateError::Incomplete => "年・月・日のすべてを入力してください。例：1940-03-02、S15.3.2".to_owned(),
        DateError::EraMissing => "元号を付けてください。例：S15.3.2、昭和15年3月2日".to_owned(),
        DateError::Contradiction => "括弧の中の年や曜日が、日付と合いません。".to_owned(),
        DateError::OutsideEra { era } => format!("{}の期間にない日付です。元号と年を確かめてください。", era.name()),
        DateError::Future => "未来すぎる日付です。年を確かめてください。".to_owned(),
        DateError::TooOld => "古すぎる日付です。年を確かめてください。".to_owned(),
    }
}

/// The message beside `field`.
#[must_use]
pub fn flaw_text(field: &str, flaw: &Flaw) -> String {
    let label = field_label(field);
    match flaw {
        Flaw::Required if matches!(field, "channel" | "caller_type" | "main_category" | "outcome" | "means" | "status") => format!("{label}を選んでください。"),
        Flaw::Required if field == "patient_id" => "対象者を検索して選ぶか、「対象者なし」「新しい対象者」を選んでください。".to_owned(),
        Flaw::Required => format!("{label}を入力してください。"),
        Flaw::TooLong { max, actual } => format!("{label}は{max}文字までです（いま{actual}文字）。{}文字減らしてください。", actual.saturating_sub(*max)),
        Flaw::NotAChoice => format!("{label}に選べない値が指定されています。選び直してください。"),
        Flaw::Date(error) => date_error(error),
        Flaw::Telephone => "電話番号として読み取れません。例：072-555-0101".to_owned(),
        Flaw::Kana => "ふりがなは、ひらがな（カタカナも可）で入力してください。".to_owned(),
        Flaw::OutOfRange { min, max } => format!("{label}は{min}から{max}までの整数で入力してください。"),
        Flaw::InFuture => "現在より後の日時です。日時を確かめてください。".to_owned(),
        Flaw::InPast => "過ぎた日付です。今日以降の日付を入力してください。".to_owned(),
        Flaw::BackdateReason => "前の日の相談を記録するときは、さかのぼって入力する理由を入力してください。".to_owned(),
        Flaw::Duplicate => "同じ名前の対象者が登録されています。下の候補から紐付けるか、「別人として登録する」にチェックを入れてください。".to_owned(),
        Flaw::UnknownPatient => "選んだ対象者が見つかりません。もう一度検索してください。".to_owned(),
        Flaw::UnknownCase => "続きにするケースが見つからないか、終結しています。ケースを選び直してください。".to_owned(),
        Flaw::UnknownStaff => "選んだ担当者はこの拠点にいません。選び直してください。".to_owned(),
        Flaw::OutcomeAndNextDate => "転帰を入れて終結するときは、次回対応予定日を空にしてください。続けるときは転帰を空にしてください。".to_owned(),
        Flaw::Repeated => "同じ項目が重なっています。".to_owned(),
        Flaw::PasswordTooShort { min } => format!("パスワードは{min}文字以上にしてください。短い文章のような言葉が覚えやすく安全です。"),
        Flaw::PasswordCommon => "推測されやすいパスワードです。よく使われる言葉や並び数字だけのものは使えません。".to_owned(),
        Flaw::PasswordLikeLogin => "ログインIDを含むパスワードは使えません。".to_owned(),
        Flaw::PasswordsDiffer => "確認のために入力したパスワードが一致しません。".to_owned(),
        Flaw::FormulaError => "セルの数式がエラー（#REF! など）になっています。値を入力し直してください。".to_owned(),
        Flaw::OtherPatient => "同じケース番号の行と対象者が違います。ケース番号か対象者を確かめてください。".to_owned(),
        Flaw::PasswordWrong => "現在のパスワードが違います。".to_owned(),
    }
}

fn delay(seconds: u32) -> String {
    if seconds >= 60 { format!("{}分", seconds.div_ceil(60)) } else { format!("{seconds}秒") }
}

/// Why a rule said no.
#[must_use]
pub fn refusal_text(refusal: &Refusal) -> String {
    match refusal {
        Refusal::SignInFailed => "ログインIDまたはパスワードが違います。".to_owned(),
        Refusal::SignInDelayed { seconds } => format!("ログインの失敗が続いたため、しばらく受け付けません。約{}後にもう一度お試しください。", delay(*seconds)),
        Refusal::LinkInvalid => "このリンクは使えません。使用済みか、期限が切れています。システム管理者に新しいリンクを依頼してください。".to_owned(),
        Refusal::AlreadyRecorded { number } => {
            format!("この受付は {number} として保存済みです。内容を変えるときは、その相談を開いて編集してください。入力した内容はこの画面に残っています。")
        }
        Refusal::EntryRecorded => "この経過は別の内容で記録済みです。画面を読み込み直してから、新しい経過として追加してください。".to_owned(),
        Refusal::NotInThisState => "ケースの状態が変わっているため、この操作はできません。画面を読み込み直して状態を確かめてください。".to_owned(),
        Refusal::Voided => "取消になっているため、変更できません。".to_owned(),
        Refusal::LastInquiry => "ケースに残る最後の相談です。移すのではなく、ケースを取消にしてください。".to_owned(),
        Refusal::DifferentPatients => "対象者が違うケースは関連付けられません。".to_owned(),
        Refusal::Sheet(reason) => super::sheet_refusal(reason),
        Refusal::SameCase => "同じケースが指定されています。".to_owned(),
    }
}

/// The message above a form or on a page.
#[must_use]
pub fn error_text(error: &AppError) -> String {
    match error {
        AppError::Fault(fault) => match fault {
            Fault::SignInRequired => "ログインの有効期限が切れました。別のタブでログインし直してから、もう一度保存してください。入力した内容はこの画面に残っています。".to_owned(),
            Fault::Forbidden => "この操作を行う権限がありません。".to_owned(),
            Fault::NotFound => "見つかりませんでした。".to_owned(),
            Fault::Invalid(flaws) => format!("入力内容に確認が必要な項目が{}件あります。", flaws.0.len()),
            Fault::Conflict(_) => "編集している間に、ほかの人が同じ項目を変更しました。どちらの内容にするか選んでください。".to_owned(),
            Fault::Refused(r) => refusal_text(r),
            Fault::Busy => "混み合っているため保存できませんでした。入力した内容は残っています。少し待って、もう一度保存してください。".to_owned(),
            Fault::Full => "サーバーの保存先に空きがないため、保存できませんでした。入力した内容はこの画面に残っています。すぐにシステム管理者へ連絡してください。".to_owned(),
            Fault::Internal { ticket } => format!("処理中に問題が起きました。入力した内容は残っています。続くときは、受付票番号 {ticket} をシステム管理者に伝えてください。"),
        },
        AppError::Offline => "サーバーに接続できません。入力した内容はこの画面に残っています。接続を確かめて、もう一度お試しください。".to_owned(),
        AppError::Malformed => "送られた内容をサーバーが受け取れませんでした。長すぎる項目がないか確かめてください。入力した内容はこの画面に残っています。".to_owned(),
    }
}
