//! What is said when something is wrong: what, and what to do.

use super::fields::field_label;
use crate::error::AppError;
use domain::calendar::DateError;
use domain::error::{Fault, Flaw, Refusal};

fn date_error(field: &str, error: &DateError) -> String {
    let birth = field == "patient_birth";
    let example = if birth { "1940-03-02、S15.3.2、昭和15年3月2日" } else { "11/30、R8.11.30、2026-11-30" };
    match error {
        DateError::Unreadable => format!("日付として読み取れません。例：{example}"),
        DateError::NoSuchDay => "その日付は暦にありません。月と日を確かめてください。".to_owned(),
        DateError::Incomplete => format!("年・月・日のすべてを入力してください。例：{example}"),
        DateError::EraMissing => format!("元号を付けてください。例：{example}"),
        DateError::Contradiction => "括弧の中の年や曜日が、日付と合いません。".to_owned(),
        DateError::OutsideEra { era } => format!("{}の期間にない日付です。元号と年を確かめてください。", era.name()),
        DateError::Future if birth => "生年月日が今日より後の日付になっています。".to_owned(),
        DateError::Future => "日付が先すぎます。年を確かめてください。".to_owned(),
        DateError::TooOld => "日付が古すぎます。年を確かめてください。".to_owned(),
    }
}

/// The message beside `field`.
#[must_use]
pub fn flaw_text(field: &str, flaw: &Flaw) -> String {
    super::physician::flaw(field, flaw).or_else(|| super::assignment::flaw(field, flaw)).or_else(|| super::tenure::flaw(field, flaw)).unwrap_or_else(|| general(field, flaw))
}

/// The message of a flaw that says the same of many fields.
fn general(field: &str, flaw: &Flaw) -> String {
    let label = field_label(field);
    match flaw {
        Flaw::ConsentNotGiven | Flaw::BeforeBirth | Flaw::NamesPatient => of_patient(flaw),
        Flaw::PeriodTooLong { .. } | Flaw::NoSecondary => of_physician(flaw),
        Flaw::Columns | Flaw::DuplicateOrganization => of_directory(flaw).to_owned(),
        Flaw::PasswordTooShort { .. } | Flaw::PasswordCommon | Flaw::PasswordLikeLogin | Flaw::PasswordLikeName | Flaw::PasswordsDiffer | Flaw::PasswordWrong => of_password(flaw),
        Flaw::Clock | Flaw::QuietAllDay | Flaw::UnknownPlaceholder { .. } | Flaw::UnclosedPlaceholder | Flaw::MissingPlaceholder { .. } => of_mail(flaw),
        Flaw::Required => required(field, label),
        Flaw::TooLong { max, actual } => format!("{label}は{max}文字までです（いま{actual}文字）。{}文字減らしてください。", actual.saturating_sub(*max)),
        Flaw::NotAChoice if field == "lines" => "廃止した圏域です。圏域名を確かめてください。".to_owned(),
        Flaw::NotAChoice => format!("{label}に選べない値が指定されています。選び直してください。"),
        Flaw::Essential => "この項目は仕組みの中で使うため、廃止できません。表示名は変えられます。".to_owned(),
        Flaw::Date(error) => date_error(field, error),
        Flaw::Telephone if field == "to_fax" => "FAX番号として読み取れません。例：072-555-0102".to_owned(),
        Flaw::OutOfRange { max, .. } if field == "cases" => format!("一度に引き継げるのは{max}件までです。"),
        Flaw::Telephone => "電話番号として読み取れません。例：072-555-0101".to_owned(),
        Flaw::Kana => "ふりがなは、ひらがな（カタカナも可）で入力してください。".to_owned(),
        Flaw::OutOfRange { min, max } => format!("{label}は{min}から{max}までの整数で入力してください。"),
        Flaw::InFuture => "現在より後の日時です。日時を確かめてください。".to_owned(),
        Flaw::InPast => "過ぎた日付です。今日以降の日付を入力してください。".to_owned(),
        Flaw::BackdateReason => "前の日の相談を記録するときは、さかのぼって入力する理由を入力してください。".to_owned(),
        Flaw::Duplicate => "同じ人かもしれない対象者が登録されています。下の候補を確かめ、別の人のときは「別人として登録する」にチェックを入れてください。".to_owned(),
        Flaw::UnknownPatient => "選んだ対象者が見つかりません。もう一度検索してください。".to_owned(),
        Flaw::UnknownCase if field == "case_id" => "続きにするケースは終結しています。先に再開するか、「新しいケースとして記録する」にチェックを入れてください。".to_owned(),
        Flaw::UnknownCase if field == "about" => "このケース番号は、この拠点にありません。番号を確かめてください。".to_owned(),
        Flaw::UnknownCase => "続きにするケースが見つからないか、終結しています。ケースを選び直してください。".to_owned(),
        Flaw::UnknownStaff => "選んだ担当者はこの拠点にいません。選び直してください。".to_owned(),
        Flaw::OutcomeAndNextDate => "転帰を入れて終結するときは、次回対応予定日を空にしてください。続けるときは転帰を空にしてください。".to_owned(),
        Flaw::EndBeforeStart => "末日が初日より前になっています。日付を確かめてください。".to_owned(),
        Flaw::InsuredNumber => "被保険者番号は10桁の数字です（医療保険未加入の人は、Hと9桁の数字）。".to_owned(),
        Flaw::Repeated => repeated(field, label),
        Flaw::InstitutionCode => "医療機関コードは10桁の数字です（都道府県2桁＋点数表1桁＋7桁）。例：1312345678".to_owned(),
        Flaw::PostalCode => "郵便番号は7桁の数字で入力してください。例：123-4567".to_owned(),
        Flaw::WebAddress => "ホームページのアドレスとして読み取れません。例：https://example.jp".to_owned(),
        Flaw::DayHours => "時間として読み取れないか、時間帯が重なっています。例：9:00-12:00、14:00-18:00、休み".to_owned(),
        Flaw::Line { number, flaw } => format!("{number}行目：{}", flaw_text(field, flaw)),
        Flaw::FileKind => {
            "この種類のファイルは添付できません。PDFか画像（JPEG・PNG・WebP・HEIC）を選んでください。途中で切れたファイルや、名前だけを変えたファイルも添付できません。".to_owned()
        }
        Flaw::FileTooLarge { max } => format!("ファイルは{max}MBまでです。小さくするか、分けて添付してください。"),
        Flaw::CaseFilesFull { max } => format!("1つのケースに添付できるのは合わせて{max}MBまでです。不要なファイルを取消にしてから添付してください。"),
        Flaw::FormulaError => "セルの数式がエラー（#REF! など）になっています。値を入力し直してください。".to_owned(),
        Flaw::OtherPatient => "同じケース番号の行と対象者が違います。ケース番号か対象者を確かめてください。".to_owned(),
        Flaw::Taken if field == "holiday_date" => "その日はすでに祝日の表にあります。".to_owned(),
        Flaw::Taken => format!("同じ{label}がすでに使われています。別の{label}にしてください。"),
        Flaw::Login => "ログインIDは2文字から64文字で、半角の英小文字・数字と . - _ @ だけが使えます。".to_owned(),
        Flaw::Email => "メールアドレスとして読み取れません。例：hanako@example.jp".to_owned(),
        Flaw::Hours => "時刻として読み取れないか、時間帯が重なっています。例：9:00-12:00、13:00-17:00（4つまで。休みの日は空）".to_owned(),
        Flaw::PeriodReversed => "末日が初日より前です。日付を確かめてください。".to_owned(),
    }
}

/// What is missing: chosen or typed.
fn required(field: &str, label: &str) -> String {
    match field {
        "channel" | "caller_type" | "main_category" | "outcome" | "means" | "status" | "end_kind" | "file" | "new_owner" | "organization_kind" | "town_district" | "accepting"
        | "absence_kind" => {
            format!("{label}を選んでください。")
        }
        "patient_id" => "対象者を検索して選ぶか、「対象者なし」「新しい対象者」を選んでください。".to_owned(),
        "cases" => "引き継ぐケースを1件以上選んでください。".to_owned(),
        "roles" => "役割を1つ以上選んでください。".to_owned(),
        _ => format!("{label}を入力してください。"),
    }
}

/// What stands twice.
fn repeated(field: &str, label: &str) -> String {
    match field {
        several if super::patient::several_codes(several) => "「なし」または「不明」を選んだときは、ほかの項目を選べません。".to_owned(),
        "district_name" | "town_name" => format!("同じ{label}がすでに登録されています。"),
        "lines" => "同じ町丁が一覧の中で重なっています。".to_owned(),
        _ => "同じ項目が重なっています。".to_owned(),
    }
}

/// What is wrong with a password.
fn of_password(flaw: &Flaw) -> String {
    match flaw {
        Flaw::PasswordTooShort { min } => format!("パスワードは{min}文字以上にしてください。短い文章のような言葉が覚えやすく安全です。"),
        Flaw::PasswordCommon => "推測されやすいパスワードです。よく使われる言葉や連続した数字だけのものは使えません。".to_owned(),
        Flaw::PasswordLikeLogin => "ログインIDを含むパスワードは使えません。".to_owned(),
        Flaw::PasswordLikeName => "お名前を繰り返しただけのパスワードは使えません。".to_owned(),
        Flaw::PasswordsDiffer => "確認のために入力したパスワードが一致しません。".to_owned(),
        Flaw::PasswordWrong => "現在のパスワードが違います。".to_owned(),
        _ => String::new(),
    }
}

/// What is wrong with what is said of a person.
fn of_patient(flaw: &Flaw) -> String {
    match flaw {
        Flaw::ConsentNotGiven => "同意が「未取得」のときは、同意日・同意者・範囲を空にしてください。得ている場合は「取得済み」を選んでください。".to_owned(),
        Flaw::BeforeBirth => "生年月日より前の日付です。日付を確かめてください。".to_owned(),
        Flaw::NamesPatient => "対象者の氏名・電話番号・住所などが含まれています。担当が確定するまでは、誰のことかわからない書き方にしてください。".to_owned(),
        _ => String::new(),
    }
}

/// What is wrong with a physician's absence or with who follows.
fn of_physician(flaw: &Flaw) -> String {
    match flaw {
        Flaw::PeriodTooLong { days } => format!("期間は{days}日までです。分けて入力してください。"),
        Flaw::NoSecondary => "副主治医がいないか、別の人に変わっています。最新の内容を確かめて、選び直してください。".to_owned(),
        _ => String::new(),
    }
}

/// What is wrong with organizations, districts and towns.
const fn of_directory(flaw: &Flaw) -> &'static str {
    match flaw {
        Flaw::DuplicateOrganization => "同じ機関がすでに登録されている可能性があります。下の候補を確かめ、別の機関のときは「別の機関として登録する」にチェックを入れてください。",
        Flaw::Columns => {
            "圏域と町丁を、タブかカンマで区切って入力してください。続けて、ふりがなと東西・南北の座標（m）も書けます。例：北部,北町一丁目,きたまちいっちょうめ,1200,-350"
        }
        _ => "",
    }
}

/// What is wrong with choices about e-mail and with its words.
fn of_mail(flaw: &Flaw) -> String {
    match flaw {
        Flaw::Clock => "時刻として読み取れません。22:00 のように入力してください。".to_owned(),
        Flaw::QuietAllDay => "開始と終了が同じ時刻です。休止しないときは、両方を空にしてください。".to_owned(),
        Flaw::UnknownPlaceholder { name } => format!("「{{{{{name}}}}}」はここでは使えません。差し込める項目の表を確かめてください。"),
        Flaw::UnclosedPlaceholder => "「{{」に対応する「}}」がありません。".to_owned(),
        Flaw::MissingPlaceholder { name } => format!("「{{{{{name}}}}}」を本文に入れてください。ないと、受け取った人が内容を確認できません。"),
        _ => String::new(),
    }
}

fn delay(seconds: u32) -> String {
    if seconds >= 60 { format!("{}分", seconds.div_ceil(60)) } else { format!("{seconds}秒") }
}

/// Why a rule said no.
#[must_use]
pub fn refusal_text(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Preview => "プレビューを表示しています。まだ保存していません。".to_owned(),
        Refusal::MailChanged => "このメールはすでに送信されたか、取り消されています。最新の状態を確かめてください。".into(),
        Refusal::MailOff => "メールの送信は停止中です（設定 MADOGUCHI_MAIL=off）。設定で送信先のサーバーを指定し、再起動してください。".into(),
        Refusal::SignInFailed => "ログインIDまたはパスワードが違います。".to_owned(),
        Refusal::SignInDelayed { seconds } => format!("ログインの失敗が続いたため、しばらく受け付けません。約{}後にもう一度お試しください。", delay(*seconds)),
        Refusal::LinkInvalid => "このリンクは使えません。使用済みか、期限が切れています。システム管理者に新しいリンクを依頼してください。".to_owned(),
        Refusal::AlreadyRecorded { number } => {
            format!("この受付は {number} として保存済みです。内容を変えるときは、その相談を開いて編集してください。入力した内容はこの画面に残っています。")
        }
        Refusal::EntryRecorded => "この経過は別の内容で記録済みです。画面を読み込み直してから、新しい経過として記録してください。".to_owned(),
        Refusal::NotInThisState => "状態が変わっているため、この操作はできません。画面を読み込み直して、いまの状態を確かめてください。".to_owned(),
        Refusal::Voided => "取消になっているため、変更できません。".to_owned(),
        Refusal::LastInquiry => {
            "ケースに残る最後の相談です。経過のないケースなら、移す先のケースの番号を入力すると移せます。経過のあるケースは、移すのではなく取消にしてください。".to_owned()
        }
        Refusal::OpensTheCase => "この相談の番号は、すでにケースの番号になっています。ほかの相談を移すか、移す先のケースの番号を入力してください。".to_owned(),
        Refusal::DifferentPatients => "対象者が違うケースは関連付けられません。".to_owned(),
        Refusal::PatientChanged => "この画面を開いた後に、対象者または対応中のケースが変更されました。画面を読み込み直して、内容を確かめてください。".to_owned(),
        Refusal::PatientMerged => "この記録はほかの対象者に統合されています。統合先の対象者を開いてください。".to_owned(),
        Refusal::NotMergeable => "この2つの記録は統合できません。同じ拠点の、別々の記録を選んでください。".to_owned(),
        Refusal::LaterMerge => "この統合の後に、ほかの統合が行われています。新しい統合から順に取り消してください。".to_owned(),
        Refusal::MergeUndone => "この統合は、すでに取り消されています。".to_owned(),
        Refusal::EndsDiffer => {
            "片方の記録だけが「死亡・転出」になっているため、統合できません。どちらが正しいかを確かめ、もう一方にも死亡・転出を記録するか、誤った記録を取り消してから統合してください。".to_owned()
        }
        Refusal::ChangedMeanwhile => "ほかの人が先に変更しました。最新の内容を確かめて、もう一度操作してください。".to_owned(),
        Refusal::NoteRecorded => "この引継ぎは別の内容で記録済みです。画面を読み込み直してから、新しい引継ぎとして追加してください。".to_owned(),
        Refusal::NotTheAuthor => "引継ぎを取消にできるのは、書いた本人だけです。".to_owned(),
        Refusal::OwnNote => "自分で書いた引継ぎは、確認済みにする必要がありません。".to_owned(),
        Refusal::CasesChanged { numbers } => format!(
            "画面を開いた後に、ほかの人が変更したケースがあります（{}）。どのケースの担当者も変えていません。画面を読み込み直して内容を確かめてから、もう一度選んでください。",
            numbers.join("、")
        ),
        Refusal::FileRecorded => "このファイルは別の内容で添付済みです。画面を読み込み直してから、もう一度添付してください。".to_owned(),
        Refusal::Sheet(reason) => super::sheet_refusal(reason),
        Refusal::SameCase => "同じケースが指定されています。".to_owned(),
        Refusal::SignedInAgain => "ログインし直しました。内容を確かめて、もう一度保存してください。".to_owned(),
        Refusal::CaseClosed => "終結したため記録できません。再開してから記録してください。".to_owned(),
        Refusal::SameEntry => "同じ内容の経過が、少し前に記録済みです。別の対応のときは、「別の対応としてもう一度記録する」にチェックを入れてください。".to_owned(),
        Refusal::DraftChanged => "別の画面でこの下書きが更新されました。最新の下書きを開くか、もう一度送信してこの内容で上書きしてください。".to_owned(),
        Refusal::OtherPatient(o) => format!(
            "対象者が異なります。{} は {}さん、移動先 {} は {}さんのケースです。移してよいときは、「対象者が異なることを確認しました」にチェックを入れて、もう一度移してください。",
            o.number, o.name, o.case, o.other_name
        ),
        Refusal::LastAdministrator => {
            "利用できるシステム管理者がほかにいないため、この変更はできません。先に別の人をシステム管理者にし、その人がログインできることを確かめてください。".to_owned()
        }
        Refusal::OwnAccount => "自分自身の利用は停止できません。ほかのシステム管理者に依頼してください。".to_owned(),
        Refusal::DeskInUse { cases } => format!("終結していないケースが{cases}件あるため、この拠点の利用は停止できません。先にケースを終結してください。"),
        Refusal::ReadOnly => "ほかの役割の見え方を確認している間は、書き込みや変更はできません。「元に戻る」を押してから行ってください。".to_owned(),
        Refusal::TooMany { max } => format!("{max}件を超えるため出力できません。期間や条件で絞り込んでください。"),
        // What is left is said of the search for physicians.
        other => super::assignment::refusal(other).to_owned(),
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
            Fault::Internal { ticket } => format!("処理中に問題が起きました。入力した内容は残っています。続くときは、問い合わせ番号 {ticket} をシステム管理者に伝えてください。"),
        },
        AppError::Offline => "サーバーに接続できません。入力した内容はこの画面に残っています。接続を確かめて、もう一度お試しください。".to_owned(),
        AppError::Malformed => "送られた内容をサーバーが受け取れませんでした。長すぎる項目がないか確かめてください。入力した内容はこの画面に残っています。".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_cannot_be_read_is_answered_with_examples_of_its_own_kind() {
        let text = |field, error| flaw_text(field, &Flaw::Date(error));
        assert!(text("patient_birth", DateError::Unreadable).contains("昭和15年3月2日"));
        for field in ["next_date", "from", "to"] {
            assert!(!text(field, DateError::Unreadable).contains("15年"), "{field}");
            assert!(text(field, DateError::Unreadable).contains("11/30"), "{field}");
        }
        assert_eq!(text("patient_birth", DateError::Future), "生年月日が今日より後の日付になっています。");
        assert_eq!(text("next_date", DateError::Future), "日付が先すぎます。年を確かめてください。");
    }
}
