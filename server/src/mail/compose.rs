//! From notices to the words of an e-mail.

use super::{Mailer, Outgoing};
use app::words::notice as words;
use domain::id::MailId;
use domain::notice::{CaseStep, Facts, MailPurpose, Message, NoticeKind, NoticeLine, Place, Template, render};

/// Notices that an e-mail lists; of more it tells the number.
const LISTED: usize = 50;
/// What stands in the records in place of a one-time link.
const HIDDEN: &str = "（本人だけに送られた、一度だけ使えるリンク）";

/// The end of every e-mail.
pub(super) fn footer(mailer: &Mailer, can_choose: bool) -> String {
    let choose = if can_choose { format!("\n通知の受け取り方は、次の画面で変更できます。\n{}", mailer.link("/account/notices")) } else { String::new() };
    format!("\n\n--\nこのメールは「窓口 Madoguchi」から自動で送信しています。返信はできません。{choose}\n")
}

/// Where an e-mail leads: the one place that all its notices are about, or the list of notices.
fn place(mailer: &Mailer, lines: &[NoticeLine], secret: Option<&str>) -> String {
    match lines {
        [] => mailer.link("/"),
        [line, rest @ ..] if rest.iter().all(|other| other.facts.place == line.facts.place) => match (line.facts.place, secret) {
            (Place::Welcome, Some(secret)) => mailer.link(&format!("/welcome/{secret}")),
            (place, _) => mailer.link(&place.path()),
        },
        _ => mailer.link("/notices"),
    }
}

/// All matters, a line each, and how many lines there are.
fn list(mailer: &Mailer, lines: &[NoticeLine]) -> (String, usize) {
    let several = lines.iter().any(|line| lines.first().is_some_and(|first| first.facts.place != line.facts.place));
    let mut rows: Vec<String> = Vec::new();
    for line in lines.iter().take(LISTED) {
        let mut row = format!("・{}", words::text(line.kind, &line.facts));
        if several {
            row.push_str(&format!("\n　{}", mailer.link(&line.facts.place.path())));
        }
        // Ten entries of one case in five minutes are one line.
        if rows.last() != Some(&row) {
            rows.push(row);
        }
    }
    let more = lines.len().saturating_sub(LISTED);
    let count = rows.len() + more;
    if more > 0 {
        rows.push(format!("ほか {more}件"));
    }
    (rows.join("\n"), count)
}

/// What the notices say, in words.
#[must_use]
pub fn filled(mailer: &Mailer, recipient: &str, lines: &[NoticeLine], secret: Option<&str>) -> Message {
    let mut numbers: Vec<&str> = lines.iter().map(|l| l.facts.number.as_str()).filter(|n| !n.is_empty()).collect();
    numbers.dedup();
    let number = match numbers.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, rest @ ..] => format!("{first} ほか{}件", rest.len()),
    };
    let nearest = lines.iter().filter(|l| l.facts.due.is_some()).min_by_key(|l| (l.facts.due, l.facts.moment));
    let (list, count) = list(mailer, lines);
    Message {
        recipient: recipient.to_owned(),
        number,
        what: lines.first().map(|l| words::what(l.kind, &l.facts)).unwrap_or_default(),
        due: nearest.and_then(|l| words::deadline(&l.facts)).unwrap_or_default(),
        count: u32::try_from(count).unwrap_or(u32::MAX),
        list,
        link: place(mailer, lines, secret),
    }
}

/// The secret of a link that leads nowhere, for previews.
const EXAMPLE_SECRET: &str = "xxxxxxxx";

/// What a notice of this kind would know.
fn example_facts(kind: NoticeKind, number: &str) -> Facts {
    let case = || Facts::case(domain::id::CaseId(uuid::Uuid::nil()), number).due(chrono::NaiveDate::from_ymd_opt(2026, 11, 24));
    match kind {
        NoticeKind::CaseAssigned | NoticeKind::DueTomorrow | NoticeKind::Overdue => case(),
        NoticeKind::CaseChanged => case().step(CaseStep::Entry),
        NoticeKind::HandoverImportant | NoticeKind::HandoverNote => {
            Facts::at(Place::Handover(domain::id::DeskId(uuid::Uuid::nil()), chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default()))
        }
        NoticeKind::Invited => Facts::at(Place::Welcome),
        NoticeKind::PasswordChanged | NoticeKind::NewPlace => Facts::at(Place::Account),
        NoticeKind::Undelivered => Facts::at(Place::Mail(MailId(uuid::Uuid::nil()))),
        NoticeKind::OfferReceived | NoticeKind::OfferReminder | NoticeKind::OfferMessage => Facts { place: Place::Offer(domain::id::OfferId(uuid::Uuid::nil())), ..case() },
        NoticeKind::OfferClosed => {
            Facts { place: Place::Offer(domain::id::OfferId(uuid::Uuid::nil())), ..Facts::case(domain::id::CaseId(uuid::Uuid::nil()), number) }.step(CaseStep::Filled)
        }
        NoticeKind::OfferAnswered => {
            Facts { place: Place::Matching(domain::id::RequestId(uuid::Uuid::nil())), ..Facts::case(domain::id::CaseId(uuid::Uuid::nil()), number) }.step(CaseStep::Declined)
        }
        NoticeKind::PhysiciansDecided | NoticeKind::AssignmentChanged => Facts { place: Place::OwnPatients, ..Facts::case(domain::id::CaseId(uuid::Uuid::nil()), number) },
        NoticeKind::NobodyActing => Facts { place: Place::Board, ..Facts::case(domain::id::CaseId(uuid::Uuid::nil()), number) },
    }
}

/// A message with every place filled, as the preview shows it.
#[must_use]
pub fn example(mailer: &Mailer, purpose: MailPurpose) -> Message {
    let line =
        |kind: NoticeKind, number: &str| NoticeLine { id: domain::id::NoticeId::new(), kind, facts: example_facts(kind, number), at: chrono::DateTime::UNIX_EPOCH, unread: true };
    let lines = match purpose {
        MailPurpose::Notice(kind) => vec![line(kind, "R8-000123")],
        MailPurpose::Bundle => vec![line(NoticeKind::CaseAssigned, "R8-000123"), line(NoticeKind::HandoverImportant, "")],
        MailPurpose::Test => Vec::new(),
    };
    filled(mailer, "山田 花子", &lines, Some(EXAMPLE_SECRET))
}

/// An e-mail to `to` in the words of `template`.
#[must_use]
pub fn compose(mailer: &Mailer, mail: (MailId, i32), purpose: MailPurpose, to: &str, template: &Template, message: &Message) -> Outgoing {
    let (subject, body) = render(template, message);
    let mandatory = matches!(purpose, MailPurpose::Notice(kind) if kind.is_mandatory()) || purpose == MailPurpose::Test;
    Outgoing {
        message_id: mailer.message_id(mail.0, mail.1),
        to: to.to_owned(),
        subject,
        text: body + &footer(mailer, !mandatory),
        choose: (!mandatory).then(|| mailer.link("/account/notices")),
    }
}

/// The body as the records keep it.
#[must_use]
pub fn link_hidden(text: &str, link: &str, secret: Option<&str>) -> String {
    if secret.is_some() { text.replace(link, HIDDEN) } else { text.to_owned() }
}
