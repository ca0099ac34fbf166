//! One message: headers and the two halves of its body.

use super::Outgoing;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, message};
use std::str::FromStr;
use std::time::SystemTime;

/// As whom it comes, beside the address.
const SENDER: &str = "窓口 Madoguchi";

/// Puts a message together: one recipient, nobody else.
///
/// # Errors
/// Why the address cannot be written to.
pub(super) fn build(from: &Address, mail: &Outgoing, now: SystemTime) -> Result<Message, String> {
    let to = Address::from_str(mail.to.trim()).map_err(|e| format!("the address cannot be used: {e}"))?;
    let body = MultiPart::alternative().singlepart(part(ContentType::TEXT_PLAIN, mail.text.clone())).singlepart(part(ContentType::TEXT_HTML, html_of(&mail.text)));
    let built = Message::builder()
        .from(Mailbox::new(Some(SENDER.to_owned()), from.clone()))
        .to(Mailbox::new(None, to))
        .subject(mail.subject.clone())
        .date(now)
        .message_id(Some(mail.message_id.clone()))
        .multipart(body)
        .map_err(|e| e.to_string())?;
    let mut built = built;
    // Nobody's absence note answers a machine.
    for (name, value) in [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"), ("Content-Language", "ja")] {
        insert(&mut built, name, value.to_owned());
    }
    if let Some(address) = &mail.choose {
        insert(&mut built, "List-Unsubscribe", format!("<{address}>"));
    }
    Ok(built)
}

fn part(kind: message::header::ContentType, text: String) -> SinglePart {
    SinglePart::builder().header(kind).body(text)
}

fn insert(message: &mut Message, name: &'static str, value: String) {
    message.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A line, with its addresses as links.
fn linked(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || !c.is_ascii() || "<>\"".contains(c)).unwrap_or(from.len());
        let (address, after) = from.split_at(end);
        let address = escaped(address);
        out.push_str(&escaped(before));
        out.push_str(&format!("<a href=\"{address}\">{address}</a>"));
        rest = after;
    }
    out + &escaped(rest)
}

/// The body as simple HTML: paragraphs, line breaks and links, without anything that would be loaded.
#[must_use]
pub fn html_of(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|p| p.trim_matches('\n')).filter(|p| !p.is_empty());
    let body: String = paragraphs.map(|p| format!("<p>{}</p>\n", p.split('\n').map(linked).collect::<Vec<_>>().join("<br>\n"))).collect();
    format!("<!DOCTYPE html>\n<html lang=\"ja\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n{body}</body>\n</html>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing(to: &str) -> Outgoing {
        Outgoing {
            message_id: "<1.1@example.jp>".into(),
            to: to.into(),
            subject: "【窓口】R8-000001 担当になりました".into(),
            text: "佐藤 様\n\nhttps://x.example/cases/1".into(),
            choose: Some("https://x.example/account/notices".into()),
        }
    }

    #[test]
    fn headers_say_what_it_is() {
        let from = Address::from_str("madoguchi@example.jp").unwrap();
        let raw = build(&from, &outgoing("sato@example.jp"), SystemTime::UNIX_EPOCH).unwrap().formatted();
        let read = mail_parser::MessageParser::default().parse(&raw).unwrap();
        assert_eq!(read.subject(), Some("【窓口】R8-000001 担当になりました"));
        assert_eq!(read.message_id(), Some("1.1@example.jp"));
        assert_eq!(read.to().unwrap().first().unwrap().address(), Some("sato@example.jp"));
        assert!(read.cc().is_none() && read.bcc().is_none());
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n").trim(), "佐藤 様\n\nhttps://x.example/cases/1");
        assert!(read.body_html(0).unwrap().contains("<a href=\"https://x.example/cases/1\">"));
        let text = String::from_utf8(raw).unwrap();
        for header in ["Auto-Submitted: auto-generated", "List-Unsubscribe: <https://x.example/account/notices>", "Date: Thu, 01 Jan 1970", "Content-Type: multipart/alternative"] {
            assert!(text.contains(header), "{header}\n{text}");
        }
        assert!(text.is_ascii(), "no relay of today or yesterday stumbles over it");
    }

    #[test]
    fn an_address_that_cannot_be_used_is_refused_in_words() {
        let from = Address::from_str("madoguchi@example.jp").unwrap();
        for address in ["", "佐藤", "a@b@c", "a@example.jp\r\nBcc: b@example.jp"] {
            assert!(build(&from, &outgoing(address), SystemTime::UNIX_EPOCH).is_err(), "{address}");
        }
    }

    #[test]
    fn html_holds_what_the_text_holds_and_runs_nothing() {
        let html = html_of("a <script>&\n\n一覧\nhttps://x.example/?a=1&b=\"2\"、次");
        assert!(html.contains("a &lt;script&gt;&amp;") && html.contains("一覧<br>"), "{html}");
        assert!(html.contains("<a href=\"https://x.example/?a=1&amp;b=\">") && html.contains("、次"), "{html}");
    }
}
