//! Bounces: delivery status notifications (RFC 3464) that the relay puts into a Maildir of ours.
//!
//! A folder and not a mailbox over IMAP: in a closed municipal network the program then needs neither a further line to another server
//! nor another password, any mail server can deliver into a folder (or its operator copies the files there), and what was read stays
//! to be looked at.

use domain::id::MailId;
use mail_parser::{Message, MessageParser, PartType};

/// The most bytes of a report that are looked at: the report stands at its beginning.
pub const MOST_BYTES: u64 = 1024 * 1024;

/// A message that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Which e-mail of the outbox.
    pub mail: MailId,
    /// Which sending of it: it may have been sent anew since.
    pub edition: i32,
    /// The status code: "5.1.1".
    pub status: String,
    /// What the other server said.
    pub words: String,
}

fn text_of<'a>(body: &'a PartType<'a>) -> Option<std::borrow::Cow<'a, str>> {
    match body {
        PartType::Text(text) | PartType::Html(text) => Some(text.as_ref().into()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Some(String::from_utf8_lossy(bytes)),
        PartType::Message(message) => Some(String::from_utf8_lossy(message.raw_message())),
        PartType::Multipart(_) => None,
    }
}

/// The value of a header-like line, with its continuations.
fn value(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines();
    let first = lines.find_map(|line| line.split_at_checked(name.len()).filter(|(head, _)| head.eq_ignore_ascii_case(name)).and_then(|(_, rest)| rest.strip_prefix(':')))?;
    let more = lines.take_while(|line| line.starts_with([' ', '\t'])).map(str::trim);
    Some(std::iter::once(first.trim()).chain(more).collect::<Vec<_>>().join(" "))
}

/// Our own Message-ID: id, point, edition.
fn own(message_id: &str) -> Option<(MailId, i32)> {
    let (id, rest) = message_id.trim().trim_start_matches('<').split_once('.')?;
    let edition = rest.split_once('@')?.0.parse().ok()?;
    Some((id.parse().ok()?, edition))
}

fn parts<'a>(message: &'a Message<'a>) -> impl Iterator<Item = std::borrow::Cow<'a, str>> {
    message.parts.iter().filter_map(|part| text_of(&part.body))
}

/// Reads a report; `None` for anything else: a delay, an absence note, a message about no e-mail of ours.
#[must_use]
pub fn read(raw: &[u8]) -> Option<Bounce> {
    let message = MessageParser::default().parse(raw)?;
    let (mail, edition) =
        parts(&message).find_map(|text| value(&text, "Message-ID").as_deref().and_then(own).or_else(|| value(&text, "X-Original-Message-ID").as_deref().and_then(own)))?;
    let report = parts(&message).find(|text| value(text, "Action").is_some())?;
    if !value(&report, "Action")?.eq_ignore_ascii_case("failed") {
        return None;
    }
    let status = value(&report, "Status").unwrap_or_default();
    let words = value(&report, "Diagnostic-Code").unwrap_or_else(|| status.clone());
    let clean = |text: String| text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(500).collect::<String>();
    Some(Bounce { mail, edition, status: clean(status), words: clean(words) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(action: &str, message_id: &str) -> String {
        format!(
            "From: MAILER-DAEMON@relay.example.jp\r\nTo: madoguchi@example.jp\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\nMessage-Id: <20261123.ABC@relay.example.jp>\r\n\r\n\
             --b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; relay.example.jp\r\n\r\nFinal-Recipient: rfc822; sato@example.jp\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 <sato@example.jp>: Recipient address\r\n    rejected: User unknown\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
             From: madoguchi@example.jp\r\nMessage-ID: <{message_id}>\r\nSubject: x\r\n\r\n--b--\r\n"
        )
    }

    #[test]
    fn a_report_names_the_e_mail_and_what_was_said() {
        let id = MailId::new();
        let found = read(report("failed", &format!("{id}.1@example.jp")).as_bytes()).unwrap();
        assert_eq!((found.mail, found.edition, found.status.as_str()), (id, 1, "5.1.1"));
        assert_eq!(found.words, "smtp; 550 5.1.1 <sato@example.jp>: Recipient address rejected: User unknown");
    }

    #[test]
    fn delays_absence_notes_and_strangers_are_no_bounces() {
        let id = MailId::new();
        assert_eq!(read(report("delayed", &format!("{id}.1@example.jp")).as_bytes()), None);
        assert_eq!(read(report("failed", "other@example.jp").as_bytes()), None);
        assert_eq!(read(format!("Subject: 不在\r\nIn-Reply-To: <{id}.1@example.jp>\r\n\r\n休みです").as_bytes()), None);
        for raw in [&b""[..], b"\xff\xfe\x00", b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n--b\r\n--b--"] {
            assert_eq!(read(raw), None);
        }
    }
}
