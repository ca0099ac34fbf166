//! Every Japanese label and message: one word per thing.

mod errors;
mod fields;
mod patient;

pub use errors::{error_text, flaw_text};
pub use fields::{codes, deed, field_label, label, role, status, value_text};
pub use patient::{end, end_short, holds_several, reason};

/// What happened, after an action: the text of the notice for `?done=`.
#[must_use]
pub fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "record" => "保存しました。",
        "edit" | "patient" => "変更を保存しました。",
        "patient-new" => "対象者を登録しました。",
        "patient-merge" => "2つの記録を統合しました。",
        "patient-unmerge" => "統合を取り消し、2つの記録に戻しました。",
        "patient-merged" => "この記録は、下の対象者に統合されています。",
        "patient-end" => "死亡・転出を記録しました。",
        "patient-revive" => "死亡・転出の記録を取り消しました。終結したケースは、必要なものを個別に再開してください。",
        "distinct" => "別人として記録しました。",
        "distinct-undo" => "別人とした記録を取り消しました。",
        "entry" => "経過を記録しました。",
        "close" => "ケースを終結しました。",
        "reopen" => "ケースを再開しました。",
        "void" => "取消にしました。記録は残ります。",
        "move" => "相談をこのケースへ移しました。",
        "link" => "ケースを関連付けました。",
        "discard" => "下書きを破棄しました。",
        "password" => "パスワードを変更しました。ほかの端末はログアウトしました。",
        "session" => "選んだ端末をログアウトしました。",
        "sign-out" => "ログアウトしました。",
        "everywhere" => "すべての端末からログアウトしました。",
        _ => return None,
    })
}
