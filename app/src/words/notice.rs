//! Notices and e-mail: kinds, what a notice says, choices, states. The server writes its e-mails in these words too.

use chrono::NaiveDate;
use domain::account::Staff;
use domain::calendar::{show_date, show_datetime};
use domain::notice::{CaseStep, Choice, Facts, JobState, MailPurpose, MailState, NoticeKind};

/// The name of a kind, in settings and lists.
#[must_use]
pub const fn kind(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::CaseAssigned => "担当になったとき",
        NoticeKind::CaseChanged => "担当ケースの更新",
        NoticeKind::DueTomorrow => "対応予定日の前日",
        NoticeKind::Overdue => "対応予定日の超過",
        NoticeKind::HandoverImportant => "引継ぎ（重要）",
        NoticeKind::HandoverNote => "引継ぎ",
        NoticeKind::Invited => "利用者登録の案内",
        NoticeKind::PasswordChanged => "パスワードの変更",
        NoticeKind::NewPlace => "これまでと異なる接続元からのログイン",
        NoticeKind::Undelivered => "メールの不達",
        NoticeKind::OfferReceived => "訪問診療の打診",
        NoticeKind::OfferReminder => "打診の回答期限",
        NoticeKind::OfferClosed => "打診の終了",
        NoticeKind::OfferAnswered => "打診への回答",
        NoticeKind::OfferMessage => "打診の質問・返信",
        NoticeKind::PhysiciansDecided => "担当医の決定",
        NoticeKind::AssignmentChanged => "担当の変更",
        NoticeKind::NobodyActing => "担当医の不在",
    }
}

/// When a kind is told, for whoever chooses.
#[must_use]
pub const fn kind_hint(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::CaseAssigned => "ほかの人が、あなたをケースの担当者にしたとき",
        NoticeKind::CaseChanged => "ほかの人が、あなたの担当ケースに記録や変更をしたとき。5分以内の変更は1通にまとめます",
        NoticeKind::DueTomorrow => "担当ケースの次回対応予定日の、前の営業日の朝8時",
        NoticeKind::Overdue => "担当ケースの次回対応予定日を過ぎたとき（翌朝8時）",
        NoticeKind::HandoverImportant => "拠点の引継ぎに「重要」の記録が書かれたとき",
        NoticeKind::HandoverNote => "拠点の引継ぎに記録が書かれたとき",
        NoticeKind::Invited => "利用者として登録されたとき",
        NoticeKind::PasswordChanged => "あなたのパスワードが変更されたとき",
        NoticeKind::NewPlace => "これまでと異なる接続元からログインがあったとき",
        NoticeKind::Undelivered => "利用者へのメールが届かず、送信を終えたとき",
        NoticeKind::OfferReceived => "新しい打診が届いたとき、条件が変わって改めて回答をお願いするとき",
        NoticeKind::OfferReminder => "回答していない打診の期限が近づいたとき",
        NoticeKind::OfferClosed => "打診が、ほかの先生に決まったとき、または取り下げられたとき",
        NoticeKind::OfferAnswered => "医師が打診に回答したとき、回答のないまま期限を過ぎたとき",
        NoticeKind::OfferMessage => "打診について質問や返信があったとき",
        NoticeKind::PhysiciansDecided => "主治医・副主治医が決まったとき",
        NoticeKind::AssignmentChanged => "担当が始まったとき、終わったとき",
        NoticeKind::NobodyActing => "主治医と副主治医が同時に不在になるとき",
    }
}

/// What was done to a case.
const fn step(step: CaseStep) -> &'static str {
    match step {
        CaseStep::Inquiry => "相談が追加されました",
        CaseStep::Corrected => "相談の記録が修正されました",
        CaseStep::InquiryVoided => "相談の記録が取り消されました",
        CaseStep::Entry => "経過が記録されました",
        CaseStep::Standing => "状態または予定が変更されました",
        CaseStep::Patient => "対象者が変更されました",
        CaseStep::Closed => "終結しました",
        CaseStep::Reopened => "再開されました",
        CaseStep::Voided => "取り消されました",
        CaseStep::Moved => "相談が移されました",
        CaseStep::File => "添付ファイルが変更されました",
        CaseStep::HandedOver => "担当がほかの人に変わりました",
        CaseStep::Accepted => "打診が受諾されました",
        CaseStep::Declined => "打診が辞退されました",
        CaseStep::Expired => "打診が回答のないまま期限を過ぎました",
        CaseStep::Filled => "打診は、ほかの先生にお願いすることになりました",
        CaseStep::TakenBack => "打診が取り下げられました",
        CaseStep::AskedAgain => "打診の条件が変わりました。改めて回答をお願いします",
        CaseStep::Ended => "担当が終わりました",
        CaseStep::PhysicianLeaves => "担当医が退職・休止します",
    }
}

/// What happened, without the number.
#[must_use]
pub fn what(kind: NoticeKind, facts: &Facts) -> String {
    match kind {
        NoticeKind::CaseAssigned => "担当になりました",
        NoticeKind::CaseChanged => facts.step.map_or("更新されました", step),
        NoticeKind::DueTomorrow => "対応予定日が近づいています",
        NoticeKind::Overdue => "対応予定日を過ぎています",
        NoticeKind::HandoverImportant => "重要な引継ぎが書かれました",
        NoticeKind::HandoverNote => "引継ぎが書かれました",
        NoticeKind::Invited => "利用者として登録されました",
        NoticeKind::PasswordChanged => "パスワードが変更されました",
        NoticeKind::NewPlace => "これまでと異なる接続元からログインがありました",
        NoticeKind::Undelivered => "届かなかったメールがあります",
        NoticeKind::OfferReceived => facts.step.map_or("訪問診療の打診が届きました", step),
        NoticeKind::OfferReminder => "打診の回答期限が近づいています",
        NoticeKind::OfferClosed => facts.step.map_or("打診への回答は不要になりました", step),
        NoticeKind::OfferAnswered => facts.step.map_or("打診に回答がありました", step),
        NoticeKind::OfferMessage => "打診について質問・返信があります",
        NoticeKind::PhysiciansDecided => "担当医が決まりました",
        NoticeKind::AssignmentChanged => facts.step.map_or("担当が始まりました", step),
        NoticeKind::NobodyActing => "主治医・副主治医とも不在になります",
    }
    .to_owned()
}

/// A deadline.
#[must_use]
pub fn due(date: NaiveDate) -> String {
    show_date(date)
}

/// The day that a notice names, with its hour where that matters.
#[must_use]
pub fn deadline(facts: &Facts) -> Option<String> {
    facts.moment.map(show_datetime).or_else(|| facts.due.map(due))
}

/// What that day is.
const fn date_label(kind: NoticeKind, facts: &Facts) -> &'static str {
    match (kind, facts.step) {
        (NoticeKind::OfferReceived | NoticeKind::OfferReminder, _) => "回答期限",
        (NoticeKind::AssignmentChanged, Some(CaseStep::Ended)) => "最後の担当日",
        (NoticeKind::AssignmentChanged, _) => "開始日",
        (NoticeKind::NobodyActing, _) => "不在の初日",
        _ => "期限",
    }
}

/// A notice in one sentence.
#[must_use]
pub fn text(kind: NoticeKind, facts: &Facts) -> String {
    let subject = if facts.number.is_empty() { String::new() } else { format!("{}　", facts.number) };
    let until = deadline(facts).map(|d| format!("　{}：{d}", date_label(kind, facts))).unwrap_or_default();
    let urgent = if facts.urgent { "【至急】" } else { "" };
    format!("{subject}{urgent}{}{until}", what(kind, facts))
}

/// A colleague's name, where somebody is given work.
#[must_use]
pub fn colleague(person: &Staff) -> String {
    if person.unreachable { format!("{}（連絡不能）", person.name) } else { person.name.clone() }
}

/// When an e-mail is wanted.
#[must_use]
pub const fn choice(choice: Choice) -> &'static str {
    match choice {
        Choice::Now => "すぐに",
        Choice::Morning => "朝8時にまとめて",
        Choice::Off => "送らない",
    }
}

/// How an e-mail stands.
#[must_use]
pub const fn mail_state(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "送信待ち",
        MailState::Sending => "送信中",
        MailState::Sent => "送信済み",
        MailState::Failed => "不達",
        MailState::Cancelled => "取消",
    }
}

/// What an e-mail is for.
#[must_use]
pub const fn purpose(purpose: MailPurpose) -> &'static str {
    match purpose {
        MailPurpose::Notice(of) => kind(of),
        MailPurpose::Bundle => "まとめ",
        MailPurpose::Test => "送信テスト",
    }
}

/// What came of a try.
#[must_use]
pub fn outcome(code: &str) -> &'static str {
    match code {
        "accepted" => "受け付けられました",
        "later" => "あとで再送します",
        "refused" => "拒否されました",
        "bounced" => "送信後に戻ってきました",
        _ => "不明",
    }
}

/// How the line to the relay is guarded.
#[must_use]
pub fn security(code: &str) -> &'static str {
    match code {
        "plain" => "暗号化なし",
        "starttls" => "STARTTLS（暗号化）",
        "tls" => "TLS（暗号化）",
        _ => "",
    }
}

/// The name of a job.
#[must_use]
pub fn job(name: &str) -> &'static str {
    match name {
        "mail" => "メールの送信",
        "reminders" => "対応予定日のお知らせ",
        "bounces" => "不達通知（エラーメール）の読取り",
        "tidy" => "期限切れデータの削除",
        "offers" => "打診の期限と督促",
        "files" => "使われない添付ファイルの整理",
        _ => "その他",
    }
}

/// How a job stands.
#[must_use]
pub const fn job_state(state: JobState) -> &'static str {
    match state {
        JobState::Good => "正常",
        JobState::New => "未実行",
        JobState::Failed => "失敗",
        JobState::Late => "遅延",
    }
}

/// What a job did: "sent=3 waiting=0" in words.
#[must_use]
pub fn job_outcome(text: &str) -> String {
    let name = |key: &str| match key {
        "sent" => "送信",
        "later" => "再送待ち",
        "failed" => "不達",
        "waiting" => "送信待ち",
        "told" => "通知",
        "read" => "読取り",
        "bounced" => "不達",
        "notices" => "通知の整理",
        "mails" => "メールの整理",
        "removed" => "整理",
        "expired" => "期限切れ",
        "reminded" => "督促",
        "uncovered" => "不在の通知",
        _ => "",
    };
    let parts: Vec<String> =
        text.split(' ').filter_map(|pair| pair.split_once('=')).filter(|(key, _)| !name(key).is_empty()).map(|(key, n)| format!("{} {n}件", name(key))).collect();
    if parts.is_empty() { text.to_owned() } else { parts.join("、") }
}

/// The label of a field of this slice.
pub(super) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "quiet_from" => "休止の開始時刻",
        "quiet_to" => "休止の終了時刻",
        "mail_subject" => "件名",
        "mail_body" => "本文",
        "mail_state" => "メールの状態",
        "mail_trouble" => "連絡不能",
        "test_address" => "送信先のメールアドレス",
        "purpose" => "種別",
        "to" => "宛先",
        field => kind(NoticeKind::from_code(field.strip_prefix("mail_")?)?),
    })
}

/// A value of this slice as the log keeps it.
pub(super) fn value(field: &str, value: &str) -> Option<String> {
    match field {
        "mail_state" => MailState::from_code(value).map(|s| mail_state(s).to_owned()),
        "mail_trouble" => Some(if value.is_empty() { "なし" } else { "あり" }.to_owned()),
        field => {
            NoticeKind::from_code(field.strip_prefix("mail_")?)?;
            Choice::from_code(value).map(|c| choice(c).to_owned())
        }
    }
}

/// What happened, after an action.
pub(super) fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "notices-read" => "すべて既読にしました。",
        "delivery" => "通知の設定を保存しました。",
        "reachable" => "メールが届くことを記録しました。",
        "mail-test" => "送信テストを行いました。結果は、下の「送信サーバーの応答」のとおりです。",
        "mail-resend" => "もう一度送ります。",
        "mail-cancel" => "送信を取り消しました。",
        "template" => "文面を保存しました。次に送るメールから使います。",
        "template-reset" => "既定の文面に戻しました。",
        _ => return None,
    })
}
