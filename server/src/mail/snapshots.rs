//! What every kind of e-mail looks like when it leaves, kept beside its words as `example.txt`, and the proof that nothing else is in it.

use super::{Mailer, compose, default_template, example, message::build};
use domain::id::{MailId, NoticeId};
use domain::notice::{CaseStep, Facts, MailPurpose, Message, NoticeKind, NoticeLine, Place};
use lettre::Address;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

fn mailer() -> Mailer {
    Mailer::off("https://desk.example.jp")
}

/// Headers that matter and both halves, as a person can read them.
fn shown(purpose: MailPurpose) -> String {
    let mailer = mailer();
    let id: MailId = "01900000-0000-7000-8000-000000000001".parse().unwrap();
    let outgoing = compose(&mailer, (id, 1), purpose, "hanako@city.example.jp", &default_template(purpose), &example(&mailer, purpose));
    let from: Address = "madoguchi@city.example.jp".parse().unwrap();
    let raw = build(&from, &outgoing, SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_910_400)).unwrap().formatted();
    let read = mail_parser::MessageParser::default().parse(&raw).unwrap();
    let names = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "List-Unsubscribe"];
    let mut out = String::new();
    for name in names {
        let value = match name {
            "Subject" => read.subject().map(str::to_owned),
            name => read.header_raw(name).map(|v| v.trim().to_owned()),
        };
        out.push_str(&format!("{name}: {}\n", value.unwrap_or_else(|| "(none)".to_owned())));
    }
    let clean = |text: std::borrow::Cow<'_, str>| text.replace("\r\n", "\n").trim_end().to_owned();
    format!("{out}\n{}\n\n---- html ----\n{}\n", clean(read.body_text(0).unwrap()), clean(read.body_html(0).unwrap()))
}

#[test]
fn every_kind_of_e_mail_looks_as_its_example_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/mail/templates");
    let mut differ = Vec::new();
    for purpose in MailPurpose::all() {
        let file = folder.join(purpose.code()).join("example.txt");
        let now = shown(purpose);
        if std::fs::read_to_string(&file).unwrap_or_default() != now {
            differ.push(purpose.code());
            // Whoever changes the words on purpose has the new examples written and looks at them: WRITE_EXAMPLES=1 cargo test.
            if std::env::var_os("WRITE_EXAMPLES").is_some() {
                std::fs::write(&file, now).unwrap();
            }
        }
    }
    assert!(differ.is_empty(), "these do not look as before: {differ:?}");
}

/// A notice with everything in it that a notice can know. Whoever gives notices another field has to come by here.
fn full(kind: NoticeKind, number: &str) -> NoticeLine {
    let Facts { number: _, step: _, due: _, moment: _, urgent: _, place: _ } = Facts::at(Place::Account);
    let facts = Facts {
        number: number.to_owned(),
        step: Some(CaseStep::HandedOver),
        due: chrono::NaiveDate::from_ymd_opt(2026, 11, 24),
        moment: Some("2026-11-24T06:30:00Z".parse().unwrap()),
        urgent: true,
        place: Place::Case("01900000-0000-7000-8000-000000000002".parse().unwrap()),
    };
    NoticeLine { id: NoticeId::new(), kind, facts, at: chrono::DateTime::UNIX_EPOCH, unread: true }
}

#[test]
fn with_every_field_filled_an_e_mail_holds_its_words_number_kind_deadline_and_link_and_nothing_else() {
    let mailer = mailer();
    for purpose in MailPurpose::all() {
        let lines = match purpose {
            MailPurpose::Notice(kind) => vec![full(kind, "R8-000123")],
            MailPurpose::Bundle => NoticeKind::ALL.into_iter().map(|kind| full(kind, "R8-000123")).collect(),
            MailPurpose::Test => Vec::new(),
        };
        let message = super::filled(&mailer, "山田 花子", &lines, None);
        let template = default_template(purpose);
        let outgoing = compose(&mailer, (MailId::new(), 1), purpose, "hanako@city.example.jp", &template, &message);
        // What can be filled in, longest first, so that a part of one is not taken for another.
        let Message { recipient, number, what, due, count, list, link } = message;
        let mut allowed = vec![list, link, what, due, recipient, number, count.to_string()];
        allowed.extend(lines.iter().map(|l| app::words::notice::text(l.kind, &l.facts)));
        allowed.retain(|text| !text.is_empty());
        allowed.sort_by_key(|text| std::cmp::Reverse(text.len()));
        for (written, words) in [(&outgoing.subject, &template.subject), (&outgoing.text, &template.body)] {
            let mut rest = written.clone();
            for text in &allowed {
                rest = rest.replace(text.as_str(), "");
            }
            // What is left are the template's own words and the end that every e-mail has.
            let mut own: String = words.split("{{").map(|part| part.split_once("}}").map_or(part, |(_, after)| after)).collect();
            own.push_str(&super::compose::footer(&mailer, outgoing.choose.is_some()));
            let known: std::collections::BTreeSet<char> = own.chars().chain("（なし）".chars()).collect();
            let strange: String = rest.chars().filter(|c| !known.contains(c)).collect();
            assert!(strange.is_empty(), "{purpose:?}: {strange} in {rest}");
        }
    }
}
