//! The labels of the handover's, the FAX sheet's and the attached files' fields, and what is said after each of their actions.

/// The label of a field of these slices.
pub(super) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "date" => "日付",
        "note" => "引継ぎの内容",
        "about" => "関連するケース番号",
        "cases" => "引き継ぐケース",
        "new_owner" => "新しい担当者",
        "memo" => "引継ぎメモ",
        "to_name" => "宛先",
        "to_fax" => "FAX番号",
        "sender" => "送信者",
        "sheets" => "枚数",
        "subject" => "件名",
        "body" => "本文",
        "name_reason" => "氏名を載せる理由",
        "file" => "ファイル",
        "description" => "説明",
        "attachment" => "添付ファイル",
        _ => return None,
    })
}

/// What happened, after an action.
pub(super) fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "note" => "引継ぎを記録しました。",
        "confirm" => "確認済みにしました。",
        "note-void" => "引継ぎを取消にしました。記録は残ります。",
        "seen" => "ここまで確認したことを記録しました。",
        "reassign" => "担当者を変更しました。",
        "fax" => "送付状の作成を経過に記録しました。この画面を印刷してください。",
        "attach" => "ファイルを添付しました。",
        "file-void" => "ファイルを取消にしました。記録は残ります。",
        _ => return None,
    })
}
