//! Every Japanese label and message: one word per thing.

pub mod admin;
pub mod assignment;
mod browser;
mod code;
pub mod directory;
mod errors;
mod failure;
mod fields;
mod handover;
pub mod notice;
mod patient;
pub mod physician;
pub mod practice;
mod sheets;
pub mod tenure;

pub use browser::browser;
pub use code::{list_name, period, standing};
pub use errors::refusal_text;
pub use errors::{error_text, flaw_text};
pub use failure::{page_error_heading, page_error_text};
pub use fields::{codes, deed, field_label, label, note_label, role, status, value_text};
pub use patient::{end, end_short, holds_several, reason};
pub use sheets::{import_state, sheet_kind, sheet_refusal};

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
        "patient-revive" => {
            "死亡・転出の記録を取り消しました。終結したケースは、必要なものを個別に再開してください。主治医・副主治医の担当と主治医調整は元に戻りません。改めて調整してください。"
        }
        "distinct" => "別人として記録しました。",
        "distinct-undo" => "別人とした記録を取り消しました。",
        "entry" => "経過を記録しました。",
        "close" => "ケースを終結しました。",
        "reopen" => "ケースを再開しました。",
        "void" => "取消にしました。記録は残ります。",
        "move" => "相談をこのケースへ移しました。",
        "move-gained" => "相談をこのケースへ移しました。対象者のなかった相談が、このケースの対象者の相談になりました。",
        "move-lost" => "相談をこのケースへ移しました。このケースには対象者がいないため、相談は対象者なしになりました。",
        "move-another" => "相談をこのケースへ移しました。相談の対象者は、このケースの対象者に変わりました。",
        "link" => "ケースを関連付けました。",
        "organization" => "機関を登録しました。",
        "confirmed" => "内容を確認したことを記録しました。",
        "retired" => "廃止にしました。記録は残ります。",
        "restored" => "廃止を取り消しました。",
        "contact" => "担当者を保存しました。",
        "pasted" => "町丁の一覧を取り込みました。",
        "discard" => "下書きを破棄しました。",
        "password" => "パスワードを変更しました。ほかの端末はログアウトしました。",
        "session" => "選んだ端末をログアウトしました。",
        "sign-out" => "ログアウトしました。",
        "import" => "取り込みました。",
        "undo-import" => "取込みを取り消しました。",
        "discard-import" => "取込みを中止しました。ファイルは破棄しました。",
        "everywhere" => "すべての端末からログアウトしました。",
        _ => {
            return handover::done(code)
                .or_else(|| admin::done(code))
                .or_else(|| notice::done(code))
                .or_else(|| physician::done(code))
                .or_else(|| practice::done(code))
                .or_else(|| assignment::done(code))
                .or_else(|| tenure::done(code));
        }
    })
}
