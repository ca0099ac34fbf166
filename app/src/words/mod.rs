//! Every Japanese label and message: one word per thing.

pub mod admin;
mod browser;
mod code;
mod errors;
mod failure;
mod fields;
mod handover;
mod sheets;

pub use browser::browser;
pub use code::{list_name, period, standing};
#[cfg(feature = "ssr")]
pub use errors::refusal_text;
pub use errors::{error_text, flaw_text};
pub use failure::{page_error_heading, page_error_text};
pub use fields::{codes, deed, field_label, label, note_label, role, status, value_text};
pub use sheets::{import_state, sheet_kind, sheet_refusal};

/// What happened, after an action: the text of the notice for `?done=`.
#[must_use]
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "record" => "保存しました。",
        "edit" | "patient" => "変更を保存しました。",
        "entry" => "経過を記録しました。",
        "close" => "ケースを終結しました。",
        "reopen" => "ケースを再開しました。",
        "void" => "取消にしました。記録は残ります。",
        "move" => "相談をこのケースへ移しました。",
        "move-gained" => "相談をこのケースへ移しました。対象者のなかった相談が、このケースの対象者の相談になりました。",
        "move-lost" => "相談をこのケースへ移しました。このケースには対象者がいないため、相談は対象者なしになりました。",
        "move-another" => "相談をこのケースへ移しました。相談の対象者は、このケースの対象者に変わりました。",
        "link" => "ケースを関連付けました。",
        "discard" => "下書きを破棄しました。",
        "password" => "パスワードを変更しました。ほかの端末はログアウトしました。",
        "session" => "選んだ端末をログアウトしました。",
        "sign-out" => "ログアウトしました。",
        "import" => "取り込みました。",
        "undo-import" => "取込みを取り消しました。",
        "discard-import" => "取込みを中止しました。ファイルは破棄しました。",
        "everywhere" => "すべての端末からログアウトしました。",
        _ => return handover::done(code).or_else(|| admin::done(code)),
    })
}
