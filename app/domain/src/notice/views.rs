//! What the pages of notices and of the outbox show.

use super::{Facts, MailState, NoticeKind, PreferencesForm, Template};
use crate::audit::Change;
use crate::id::{MailId, NoticeId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A notice in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Its id.
    pub id: NoticeId,
    /// What it is about.
    pub kind: NoticeKind,
    /// What it tells.
    pub facts: Facts,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whether the person has not read it yet.
    pub unread: bool,
}

/// Which of one's notices are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeQuery {
    /// "unread", or all.
    pub show: String,
    /// The page, from 1.
    pub page: String,
}

/// A page of one's own notices, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    /// The lines.
    pub lines: Vec<NoticeLine>,
    /// How many are unread in all.
    pub unread: i64,
    /// How many there are to list.
    pub total: i64,
    /// This page, from 1.
    pub page: i64,
    /// The last page.
    pub pages: i64,
    /// Whether only unread ones are listed.
    pub only_unread: bool,
}

/// What the bell shows, and one's own choices as a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bell {
    /// How many notices are unread.
    pub unread: i64,
}

/// Somebody whom no e-mail reaches (連絡不能).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreachable {
    /// The person.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Somebody who has not read yet what an e-mail that was given up was to tell (不達).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// The person.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// How many e-mails.
    pub mails: i64,
    /// When the last one was given up.
    pub last_at: DateTime<Utc>,
}

/// Colleagues who are to be told in another way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untold {
    /// Whom no e-mail reaches.
    pub unreachable: Vec<Unreachable>,
    /// Whom single e-mails did not reach.
    pub undelivered: Vec<Undelivered>,
}

/// One's own choices about notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDelivery {
    /// The kinds that concern the person, with what holds for each.
    pub kinds: Vec<NoticeKind>,
    /// What holds, as the form shows it.
    pub form: PreferencesForm,
    /// The person's e-mail address; `None` when there is none, and then no e-mail goes out.
    pub email: Option<String>,
    /// Since when e-mails to it come back.
    pub trouble_since: Option<DateTime<Utc>>,
    /// Whether this house sends e-mail at all.
    pub mail_on: bool,
}

/// What an e-mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailPurpose {
    /// Notices of one kind.
    Notice(NoticeKind),
    /// Notices of several kinds, or several of one.
    Bundle,
    /// An administrator tries the relay.
    Test,
}

impl MailPurpose {
    /// Every purpose that has a template.
    #[must_use]
    pub fn all() -> Vec<Self> {
        NoticeKind::ALL.into_iter().map(Self::Notice).chain([Self::Bundle, Self::Test]).collect()
    }

    /// As records and addresses write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Notice(kind) => kind.code(),
            Self::Bundle => "bundle",
            Self::Test => "test",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "bundle" => Some(Self::Bundle),
            "test" => Some(Self::Test),
            code => NoticeKind::from_code(code).map(Self::Notice),
        }
    }
}

/// Which e-mails of the outbox are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailQuery {
    /// A state's code, or empty for all.
    pub state: String,
    /// A purpose's code, or empty for all.
    pub purpose: String,
    /// Part of a recipient's name or address.
    pub to: String,
    /// The page, from 1.
    pub page: String,
}

/// An e-mail of the outbox in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLine {
    /// Its id.
    pub id: MailId,
    /// What it is for.
    pub purpose: MailPurpose,
    /// How it stands.
    pub state: MailState,
    /// Whom it goes to.
    pub user: Option<UserId>,
    /// The recipient's name; empty for a test to an address.
    pub name: String,
    /// The address; empty until it is sent for the first time.
    pub address: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it is tried next.
    pub next_at: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub tries: i32,
    /// The last answer.
    pub answer: String,
}

/// A page of the outbox, newest first, and how many there are in each state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPage {
    /// The lines.
    pub lines: Vec<MailLine>,
    /// How many there are to list.
    pub total: i64,
    /// This page, from 1.
    pub page: i64,
    /// The last page.
    pub pages: i64,
    /// How many e-mails are in each state.
    pub counts: Vec<(MailState, i64)>,
    /// How e-mail leaves this house.
    pub house: MailHouse,
    /// Whom no e-mail reaches.
    pub unreachable: Vec<Unreachable>,
}

/// How e-mail leaves this house, as the settings say. Never a password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailHouse {
    /// Whether it does at all.
    pub on: bool,
    /// The relay and its port.
    pub relay: String,
    /// "plain", "starttls" or "tls".
    pub security: String,
    /// The name that we sign in to the relay with; empty without.
    pub user: String,
    /// The sender's address.
    pub from: String,
    /// The folder that bounces are read from; empty when none is set.
    pub bounces: String,
}

/// One try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptLine {
    /// Which one, from 1.
    pub number: i32,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// [`super::Answer`]'s code, or "bounced".
    pub outcome: String,
    /// The relay's words.
    pub answer: String,
}

/// One e-mail in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    /// As the list shows it.
    pub line: MailLine,
    /// Its Message-ID.
    pub message_id: String,
    /// The subject as it was sent last, or would be now.
    pub subject: String,
    /// The body as it was sent last, or would be now; one-time secrets are left out.
    pub body: String,
    /// Every try, oldest first.
    pub attempts: Vec<AttemptLine>,
    /// The notices that ride in it.
    pub notices: Vec<NoticeLine>,
    /// Since when e-mails to the recipient come back.
    pub trouble_since: Option<DateTime<Utc>>,
    /// What people did to it.
    pub history: Vec<Change>,
}

/// A template in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateLine {
    /// Whose words it is.
    pub purpose: MailPurpose,
    /// The subject that holds.
    pub subject: String,
    /// Whether somebody changed it.
    pub changed: bool,
}

/// A template in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateView {
    /// Whose words it is.
    pub purpose: MailPurpose,
    /// What holds.
    pub template: Template,
    /// What is delivered with the program.
    pub default: Template,
    /// Whether somebody changed it.
    pub changed: bool,
    /// Its version; 0 as delivered.
    pub version: i32,
    /// What `template` looks like with example values: subject and body.
    pub preview: (String, String),
    /// What changed, by whom.
    pub history: Vec<Change>,
}

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Its last turn went well and the next one is not late.
    Good,
    /// It has not had a turn yet.
    New,
    /// Its last turn failed.
    Failed,
    /// Its next turn is late.
    Late,
}

/// A job's last turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobTurn {
    /// The job's name.
    pub name: String,
    /// When the last turn ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// What it did, as figures: "sent 3".
    pub outcome: String,
    /// When the next turn is due.
    pub next_at: Option<DateTime<Utc>>,
    /// How it stands.
    pub state: JobState,
}
