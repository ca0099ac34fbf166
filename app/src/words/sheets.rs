//! Imports and exports.

use domain::sheet::{ImportState, SheetKind, SheetRefusal};

/// The labels of fields that only spreadsheets have.
#[must_use]
pub fn sheet_field(field: &str) -> &str {
    match field {
        "received_time" => "受付時刻",
        "number" => "受付番号",
        "case_number" => "ケース番号",
        "void_reason" => "取消の理由",
        "kind" => "取り込む内容",
        "file" => "ファイル",
        other => other,
    }
}

/// What a spreadsheet holds.
#[must_use]
pub const fn sheet_kind(kind: SheetKind) -> &'static str {
    match kind {
        SheetKind::Inquiries => "相談",
        SheetKind::Patients => "対象者",
        SheetKind::Organizations => "機関",
    }
}

/// How far an import is.
#[must_use]
pub const fn import_state(state: ImportState) -> &'static str {
    match state {
        ImportState::Uploaded => "確認前",
        ImportState::Checking => "確認中",
        ImportState::Checked => "確認済み",
        ImportState::Running => "取込み中",
        ImportState::Done => "取込み済み",
        ImportState::Undone => "取込みの取消済み",
        ImportState::Discarded => "中止",
    }
}

/// Why a file, or an import, cannot go on.
#[must_use]
pub fn sheet_refusal(refusal: &SheetRefusal) -> String {
    match refusal {
        SheetRefusal::NoFile => "ファイルを選んでください。".to_owned(),
        SheetRefusal::TooLarge => "ファイルが大きすぎます。20MBまでのファイルに分けてください。".to_owned(),
        SheetRefusal::Bomb => "展開すると異常に大きくなるファイルのため、読み込みませんでした。必要な表だけを新しいブックに貼り付けて保存し直してください。".to_owned(),
        SheetRefusal::NotASheet => "Excelブック（.xlsx）またはCSVとして読み取れません。ファイルの種類を確かめてください。".to_owned(),
        SheetRefusal::OldOrLocked => {
            "古い形式（.xls）か、パスワード付きのブックです。Excelで開き、パスワードを外して「Excelブック（.xlsx）」として保存し直してください。".to_owned()
        }
        SheetRefusal::Encoding => "文字コードがUTF-8でもShift_JISでもないため、読み取れません。Excelで「CSV UTF-8」として保存し直してください。".to_owned(),
        SheetRefusal::Damaged => "ファイルが壊れているため、読み取れません。Excelで開いて保存し直してください。".to_owned(),
        SheetRefusal::Empty => "見出しの下に行がありません。1行目に見出し、2行目から記録がある表にしてください。".to_owned(),
        SheetRefusal::TooManyRows => "行が多すぎます。20,000行までのファイルに分けてください。".to_owned(),
        SheetRefusal::TooManyColumns => "列が多すぎます。100列までにしてください。".to_owned(),
        SheetRefusal::Merged { range } => format!("表の中に結合されたセル（{range}）があります。結合を解除し、それぞれのセルに値を入れてください。"),
        SheetRefusal::NoColumns => "見出しから項目を一つも見つけられませんでした。見出しの行がある表か、確かめてください。".to_owned(),
        SheetRefusal::ColumnMissing { label } => format!("「{label}」にあたる列を選んでください。"),
        SheetRefusal::ColumnTwice { label } => format!("「{label}」に二つの列が選ばれています。どちらか一つにしてください。"),
        SheetRefusal::NotNow => "ほかの画面で先に操作されたか、処理の途中です。画面を読み込み直して、状態を確かめてください。".to_owned(),
        SheetRefusal::NothingToTake => "誤りのある行が残っているか、新しい行がないため、取り込めません。".to_owned(),
        SheetRefusal::Changed { count, some } => {
            let rest = if usize::try_from(*count).is_ok_and(|n| n > some.len()) { " ほか" } else { "" };
            format!("取込みの後に変更や追記をした記録が{count}件あるため、取り消せません（{}{rest}）。個別に取消にしてください。", some.join("、"))
        }
        SheetRefusal::ExportTooLarge => "100,000件を超えるため、出力できません。期間や条件で絞り込んでください。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::cases::CaseStatus;
    use domain::sheet::SheetKind;
    use domain::sheet::inquiries::STATUS;

    #[test]
    fn rows_and_screens_call_a_state_the_same() {
        for status in CaseStatus::ALL {
            assert!(STATUS.contains(&(status.code(), crate::words::status(status))));
        }
    }

    #[test]
    fn every_column_is_called_as_on_the_screen() {
        for column in SheetKind::Patients.columns().iter().chain(SheetKind::Organizations.columns()) {
            assert_eq!(column.label, crate::words::field_label(column.field));
        }
        for column in SheetKind::Inquiries.columns().iter().filter(|c| !c.field.starts_with("patient_")) {
            let label = if column.field == "case_number" { super::sheet_field(column.field) } else { crate::words::field_label(column.field) };
            assert_eq!(column.label, label);
        }
    }
}
