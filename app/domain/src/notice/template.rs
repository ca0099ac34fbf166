//! The words of an e-mail with places to be filled in: 「{{番号}}」. No loops, no conditions, and nothing to fill in that could name a patient.

use crate::error::{Flaw, Flaws};
use crate::merge::Fields;
use crate::text::{many_lines, one_line};
use serde::{Deserialize, Serialize};

/// The most characters of a subject.
pub const SUBJECT_MAX: usize = 100;
/// The most characters of a body.
pub const BODY_MAX: usize = 4_000;

/// What can be filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The name of whoever gets the e-mail.
    Recipient,
    /// The number of the case, or how many there are.
    Number,
    /// What happened.
    What,
    /// Until when.
    Due,
    /// How many matters.
    Count,
    /// All matters, a line each.
    List,
    /// Where to look.
    Link,
}

impl Placeholder {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Recipient, Self::Number, Self::What, Self::Due, Self::Count, Self::List, Self::Link];

    /// As templates write it, between double braces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recipient => "宛名",
            Self::Number => "番号",
            Self::What => "内容",
            Self::Due => "期限",
            Self::Count => "件数",
            Self::List => "一覧",
            Self::Link => "リンク",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name.trim())
    }
}

/// What a template is filled with, already in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The name of whoever gets it.
    pub recipient: String,
    /// The number of the case.
    pub number: String,
    /// What happened.
    pub what: String,
    /// Until when; empty without a deadline.
    pub due: String,
    /// How many matters.
    pub count: u32,
    /// All matters, a line each.
    pub list: String,
    /// Where to look.
    pub link: String,
}

impl Message {
    fn value(&self, placeholder: Placeholder) -> String {
        match placeholder {
            Placeholder::Recipient => self.recipient.clone(),
            Placeholder::Number => self.number.clone(),
            Placeholder::What => self.what.clone(),
            Placeholder::Due if self.due.is_empty() => "（なし）".to_owned(),
            Placeholder::Due => self.due.clone(),
            Placeholder::Count => self.count.to_string(),
            Placeholder::List => self.list.clone(),
            Placeholder::Link => self.link.clone(),
        }
    }
}

/// Why a text cannot be a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateFlaw {
    /// There is no such thing to fill in.
    Unknown(String),
    /// 「{{」 without 「}}」.
    Unclosed,
}

enum Part<'a> {
    Text(&'a str),
    Fill(Placeholder),
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, TemplateFlaw> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, more) = after.split_once("}}").ok_or(TemplateFlaw::Unclosed)?;
        // Whoever forgot to close one is told so, and not that the text up to the next one is unknown.
        if name.contains("{{") || name.contains('\n') {
            return Err(TemplateFlaw::Unclosed);
        }
        let placeholder = Placeholder::from_name(name).ok_or_else(|| TemplateFlaw::Unknown(name.trim().chars().take(40).collect()))?;
        found.push(Part::Text(before));
        found.push(Part::Fill(placeholder));
        rest = more;
    }
    found.push(Part::Text(rest));
    Ok(found)
}

fn fill(text: &str, message: &Message) -> String {
    // What was stored was checked; should it not be readable after all, the reader sees it as it stands.
    let Ok(parts) = parts(text) else { return text.to_owned() };
    parts
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Fill(placeholder) => message.value(placeholder),
        })
        .collect()
}

/// The words of one kind of e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The subject.
    pub subject: String,
    /// The body; paragraphs are parted by empty lines.
    pub body: String,
}

/// A template filled in: subject and body. The subject is one line, whatever it was filled with.
#[must_use]
pub fn render(template: &Template, message: &Message) -> (String, String) {
    let subject = fill(&template.subject, message).chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    (subject.trim().to_owned(), fill(&template.body, message))
}

/// What somebody typed as a template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    /// The subject.
    pub mail_subject: String,
    /// The body.
    pub mail_body: String,
}

fn flaw(flaw: TemplateFlaw) -> Flaw {
    match flaw {
        TemplateFlaw::Unknown(name) => Flaw::UnknownPlaceholder { name },
        TemplateFlaw::Unclosed => Flaw::UnclosedPlaceholder,
    }
}

fn body(text: &str) -> Result<String, Flaw> {
    let text = many_lines(text, BODY_MAX)?;
    if text.is_empty() {
        return Err(Flaw::Required);
    }
    let parts = parts(&text).map_err(flaw)?;
    let links = parts.iter().any(|part| matches!(part, Part::Fill(Placeholder::Link)));
    if links { Ok(text) } else { Err(Flaw::MissingPlaceholder { name: Placeholder::Link.name().to_owned() }) }
}

fn subject(text: &str) -> Result<String, Flaw> {
    let text = one_line(text, SUBJECT_MAX)?;
    if text.is_empty() {
        return Err(Flaw::Required);
    }
    let parts = parts(&text).map_err(flaw)?;
    // A link or a list does not belong into a subject.
    match parts.iter().find_map(|part| if let Part::Fill(p @ (Placeholder::Link | Placeholder::List)) = part { Some(*p) } else { None }) {
        Some(placeholder) => Err(Flaw::UnknownPlaceholder { name: placeholder.name().to_owned() }),
        None => Ok(text),
    }
}

impl TemplateForm {
    /// The form that shows a template.
    #[must_use]
    pub fn of(template: &Template) -> Self {
        Self { mail_subject: template.subject.clone(), mail_body: template.body.clone() }
    }

    /// As the log compares it.
    #[must_use]
    pub fn fields(&self) -> Fields {
        Fields::from([("mail_subject".to_owned(), self.mail_subject.clone()), ("mail_body".to_owned(), self.mail_body.clone())])
    }

    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with subject and body.
    pub fn parse(&self) -> Result<Template, Flaws> {
        let mut flaws = Flaws::default();
        let subject = flaws.note("mail_subject", subject(&self.mail_subject));
        let body = flaws.note("mail_body", body(&self.mail_body));
        flaws.or(subject.zip(body).map(|(subject, body)| Template { subject, body }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(subject: &str, body: &str) -> TemplateForm {
        TemplateForm { mail_subject: subject.into(), mail_body: body.into() }
    }

    fn flaws(subject: &str, body: &str) -> Vec<(String, Flaw)> {
        form(subject, body).parse().err().map(|f| f.0.into_iter().map(|f| (f.field, f.flaw)).collect()).unwrap_or_default()
    }

    #[test]
    fn places_are_filled_in() {
        let template = form("【窓口】{{番号}} {{ 内容 }}", "{{宛名}} 様\r\n\r\n期限：{{期限}}\n{{リンク}}").parse().unwrap();
        let message = Message { recipient: "佐藤".into(), number: "R8-000001".into(), what: "担当になりました".into(), link: "https://x/".into(), ..Message::default() };
        let (subject, body) = render(&template, &message);
        assert_eq!(subject, "【窓口】R8-000001 担当になりました");
        assert_eq!(body, "佐藤 様\n\n期限：（なし）\nhttps://x/");
    }

    #[test]
    fn what_is_filled_in_is_not_read_again_and_breaks_no_header() {
        let template = form("{{番号}}", "{{リンク}}").parse().unwrap();
        let message = Message { number: "{{リンク}}\r\nBcc: x@example.jp".into(), link: "https://x/".into(), ..Message::default() };
        assert_eq!(render(&template, &message).0, "{{リンク}}  Bcc: x@example.jp");
    }

    #[test]
    fn mistakes_are_told_where_they_are() {
        assert_eq!(flaws("件名", "{{氏名}}{{リンク}}"), [("mail_body".into(), Flaw::UnknownPlaceholder { name: "氏名".into() })]);
        assert_eq!(flaws("件名", "{{リンク"), [("mail_body".into(), Flaw::UnclosedPlaceholder)]);
        assert_eq!(flaws("件名", "{{番号 {{リンク}}"), [("mail_body".into(), Flaw::UnclosedPlaceholder)]);
        assert_eq!(
            flaws("件名", "{{一覧}}"),
            [("mail_body".into(), Flaw::MissingPlaceholder { name: "リンク".into() })],
            "a list has addresses only when it leads to several places"
        );
        assert_eq!(flaws("件名", "本文だけ"), [("mail_body".into(), Flaw::MissingPlaceholder { name: "リンク".into() })]);
        assert_eq!(flaws("{{リンク}}", "{{リンク}}"), [("mail_subject".into(), Flaw::UnknownPlaceholder { name: "リンク".into() })]);
        assert_eq!(flaws(" ", ""), [("mail_subject".into(), Flaw::Required), ("mail_body".into(), Flaw::Required)]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(subject in "\\PC{0,120}|[{}番号リンク\\n ]{0,60}", body in "\\PC{0,300}|([{]{1,3}(番号|リンク|氏名| )[}]{0,3}|.){0,60}", fill in "\\PC{0,60}|.{0,60}") {
            let message = Message { recipient: fill.clone(), number: fill.clone(), what: fill.clone(), due: fill.clone(), count: 3, list: fill.clone(), link: fill };
            let (one, _) = render(&Template { subject: subject.clone(), body: body.clone() }, &message);
            prop_assert!(!one.chars().any(char::is_control));
            if let Ok(template) = form(&subject, &body).parse() {
                prop_assert_eq!(TemplateForm::of(&template).parse().unwrap(), template.clone());
                let _ = render(&template, &message);
            }
        }
    }
}
