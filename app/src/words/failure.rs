//! What is said in place of a page that cannot be shown. Nobody was saving anything here.

use super::errors::refusal_text;
use crate::error::AppError;
use domain::error::{Fault, Refusal};

/// The heading.
#[must_use]
pub const fn page_error_heading(error: &AppError) -> &'static str {
    match error {
        AppError::Fault(Fault::NotFound) => "ページが見つかりません",
        AppError::Fault(Fault::Forbidden) => "この画面を開く権限がありません",
        AppError::Fault(Fault::SignInRequired) => "ログインが必要です",
        AppError::Fault(Fault::Invalid(_)) | AppError::Malformed => "アドレスを読み取れません",
        _ => "表示できませんでした",
    }
}

/// What to do now.
#[must_use]
pub fn page_error_text(error: &AppError) -> String {
    match error {
        AppError::Fault(fault) => match fault {
            Fault::SignInRequired => "ログインの有効期限が切れました。もう一度ログインしてください。".to_owned(),
            Fault::Forbidden => "必要なときは、システム管理者に権限の追加を依頼してください。この操作は記録されました。".to_owned(),
            Fault::NotFound => "アドレスが間違っているか、別の拠点の記録です。受付番号が分かるときは、検索してください。".to_owned(),
            Fault::Invalid(_) => "アドレスに正しくない条件が含まれています。メニューから開き直してください。".to_owned(),
            Fault::Conflict(_) => "ほかの人が先に変更しました。画面を読み込み直してください。".to_owned(),
            Fault::Refused(Refusal::AlreadyRecorded { number }) => format!("この受付は {number} として保存済みです。受付番号で検索して開いてください。"),
            Fault::Refused(other) => refusal_text(other),
            Fault::Busy => "ただいま混み合っています。少し待って、画面を読み込み直してください。".to_owned(),
            Fault::Full => "サーバーの保存先に空きがありません。すぐにシステム管理者へ連絡してください。".to_owned(),
            Fault::Internal { ticket } => {
                format!("処理中に問題が起きました。画面を読み込み直してください。続くときは、問い合わせ番号 {ticket} をシステム管理者に伝えてください。")
            }
        },
        AppError::Offline => "サーバーに接続できません。接続を確かめて、画面を読み込み直してください。".to_owned(),
        AppError::Malformed => "アドレスが正しいか確かめて、メニューから開き直してください。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_cannot_be_read_says_nothing_about_saving() {
        let faults = [Fault::SignInRequired, Fault::Forbidden, Fault::NotFound, Fault::Busy, Fault::Full, Fault::Internal { ticket: "T-1".to_owned() }];
        for error in faults.map(AppError::Fault).into_iter().chain([AppError::Offline, AppError::Malformed]) {
            let text = page_error_text(&error);
            assert!(!text.contains("保存でき") && !text.contains("もう一度保存") && !text.contains("入力した内容"), "{error:?}: {text}");
        }
        assert!(page_error_text(&AppError::Fault(Fault::Internal { ticket: "T-1".to_owned() })).contains("問い合わせ番号 T-1"));
    }
}
