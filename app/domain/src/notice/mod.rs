//! Notices (通知): what one person is told because something happened, in the application and by e-mail.
//!
//! A notice knows numbers, kinds, deadlines and where to look, and nothing else: there is no field that a patient's name could get into.

mod choice;
mod due;
mod mail;
mod template;
mod views;

pub use choice::{BUNDLE_MINUTES, Choice, MORNING_HOUR, Preferences, PreferencesForm, Quiet, Sending, sending};
pub use due::{OpenCase, is_time_to_remind, oldest_told, reminder};
pub use mail::{Answer, GIVE_UP_HOURS, LEASE_SECONDS, MailState, after_answer, wait_after};
pub use template::{BODY_MAX, Message, Placeholder, SUBJECT_MAX, Template, TemplateFlaw, TemplateForm, render};
pub use views::{
    AttemptLine, Bell, JobState, JobTurn, MailDelivery, MailHouse, MailLine, MailPage, MailPurpose, MailQuery, MailView, NoticeLine, NoticePage, NoticeQuery, TemplateLine,
    TemplateView, Undelivered, Unreachable, Untold,
};

use crate::account::{Actor, Permission};
use crate::id::{CaseId, DeskId, MailId, OfferId, RequestId, UserId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Somebody put the person in charge of a case (担当).
    CaseAssigned,
    /// Somebody else carried on a case of the person's.
    CaseChanged,
    /// The next date of a case is the next working day (期限前日).
    DueTomorrow,
    /// The next date of a case has passed (期限超過).
    Overdue,
    /// An important line of the handover (引継ぎ・重要).
    HandoverImportant,
    /// Any other line of the handover.
    HandoverNote,
    /// The person may sign in: the one-time link (招待).
    Invited,
    /// The person's password was changed.
    PasswordChanged,
    /// The person signed in from a place they had not been before.
    NewPlace,
    /// An e-mail to somebody could not be delivered (不達).
    Undelivered,
    /// A physician is asked to take a patient on (打診).
    OfferReceived,
    /// The answer to an offer is still awaited, and its deadline comes near.
    OfferReminder,
    /// An offer needs no answer any more: it is settled, or was taken back.
    OfferClosed,
    /// A physician answered an offer, or let its deadline pass.
    OfferAnswered,
    /// Somebody asked or answered something about an offer.
    OfferMessage,
    /// The physicians of a patient are settled (担当の決定).
    PhysiciansDecided,
    /// An assignment began or ended (担当の変更).
    AssignmentChanged,
    /// Neither of a patient's physicians is there (主治医・副主治医とも不在).
    NobodyActing,
}

impl NoticeKind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 18] = [
        Self::CaseAssigned,
        Self::CaseChanged,
        Self::DueTomorrow,
        Self::Overdue,
        Self::HandoverImportant,
        Self::HandoverNote,
        Self::OfferReceived,
        Self::OfferReminder,
        Self::OfferClosed,
        Self::OfferAnswered,
        Self::OfferMessage,
        Self::PhysiciansDecided,
        Self::AssignmentChanged,
        Self::NobodyActing,
        Self::Undelivered,
        Self::NewPlace,
        Self::PasswordChanged,
        Self::Invited,
    ];

    /// As records write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CaseAssigned => "case_assigned",
            Self::CaseChanged => "case_changed",
            Self::DueTomorrow => "due_tomorrow",
            Self::Overdue => "overdue",
            Self::HandoverImportant => "handover_important",
            Self::HandoverNote => "handover_note",
            Self::Invited => "invited",
            Self::PasswordChanged => "password_changed",
            Self::NewPlace => "new_place",
            Self::Undelivered => "undelivered",
            Self::OfferReceived => "offer_received",
            Self::OfferReminder => "offer_reminder",
            Self::OfferClosed => "offer_closed",
            Self::OfferAnswered => "offer_answered",
            Self::OfferMessage => "offer_message",
            Self::PhysiciansDecided => "physicians_decided",
            Self::AssignmentChanged => "assignment_changed",
            Self::NobodyActing => "nobody_acting",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether nobody can do without its e-mail: what guards the person's own account.
    #[must_use]
    pub const fn is_mandatory(self) -> bool {
        matches!(self, Self::Invited | Self::PasswordChanged | Self::NewPlace)
    }

    /// Whether it goes out in quiet hours too.
    #[must_use]
    pub const fn is_urgent(self) -> bool {
        self.is_mandatory()
    }

    /// What holds until the person chooses.
    #[must_use]
    pub const fn default_choice(self) -> Choice {
        match self {
            // Whoever is at the desk reads them there.
            Self::HandoverNote => Choice::Off,
            _ => Choice::Now,
        }
    }

    /// Whether somebody with these roles is ever told of it.
    #[must_use]
    pub fn concerns(self, actor: &Actor) -> bool {
        match self {
            Self::CaseAssigned | Self::CaseChanged | Self::DueTomorrow | Self::Overdue | Self::HandoverImportant | Self::HandoverNote => actor.may(Permission::InquiryRead),
            Self::OfferReceived | Self::OfferReminder | Self::OfferClosed => actor.may(Permission::Practice),
            Self::OfferAnswered | Self::NobodyActing => actor.may(Permission::InquiryRead),
            Self::OfferMessage | Self::PhysiciansDecided | Self::AssignmentChanged => actor.may(Permission::InquiryRead) || actor.may(Permission::Practice),
            Self::Undelivered => actor.may(Permission::Administer),
            Self::Invited | Self::PasswordChanged | Self::NewPlace => true,
        }
    }
}

/// What was done to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStep {
    /// A further contact.
    Inquiry,
    /// A contact was put right.
    Corrected,
    /// A contact was voided.
    InquiryVoided,
    /// An entry of the record.
    Entry,
    /// Status, person in charge or next date.
    Standing,
    /// Whom the case is about.
    Patient,
    /// Ended.
    Closed,
    /// Opened again.
    Reopened,
    /// Voided.
    Voided,
    /// An inquiry came in from another case, or left for one.
    Moved,
    /// A file was attached or voided.
    File,
    /// Given to somebody else.
    HandedOver,
    /// A physician took the patient on.
    Accepted,
    /// A physician declined.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// Somebody else has the role.
    Filled,
    /// The offer was taken back.
    TakenBack,
    /// What is looked for changed: an answer is asked for again.
    AskedAgain,
    /// An assignment ended.
    Ended,
    /// A physician who holds patients leaves.
    PhysicianLeaves,
}

/// Where the person looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A case.
    Case(CaseId),
    /// The handover of a desk and day.
    Handover(DeskId, NaiveDate),
    /// One's own account.
    Account,
    /// The page that a one-time link opens.
    Welcome,
    /// An e-mail of the outbox.
    Mail(MailId),
    /// An offer, as its physician sees it.
    Offer(OfferId),
    /// A search for physicians, as the desk sees it.
    Matching(RequestId),
    /// A physician's own patients.
    OwnPatients,
    /// The board of searches and absences.
    Board,
}

impl Place {
    /// The path of its page. The one of [`Self::Welcome`] lacks its secret, which is in no record.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Case(id) => format!("/cases/{id}"),
            Self::Handover(desk, date) => format!("/handover?desk={desk}&date={date}"),
            Self::Account => "/account".to_owned(),
            Self::Welcome => "/welcome".to_owned(),
            Self::Mail(id) => format!("/admin/mail/{id}"),
            Self::Offer(id) => format!("/offers/{id}"),
            Self::Matching(id) => format!("/matching/{id}"),
            Self::OwnPatients => "/practice".to_owned(),
            Self::Board => "/matching".to_owned(),
        }
    }
}

/// All that a notice knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The number of the case; empty when the notice is about none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<CaseStep>,
    /// Until when something is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// The very moment of that day, where hours matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<DateTime<Utc>>,
    /// 至急
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// Where to look.
    pub place: Place,
}

impl Facts {
    /// Facts about a place alone.
    #[must_use]
    pub const fn at(place: Place) -> Self {
        Self { number: String::new(), step: None, due: None, moment: None, urgent: false, place }
    }

    /// Facts about a case.
    #[must_use]
    pub fn case(id: CaseId, number: &str) -> Self {
        Self { number: number.to_owned(), ..Self::at(Place::Case(id)) }
    }

    /// The same with what was done.
    #[must_use]
    pub fn step(self, step: CaseStep) -> Self {
        Self { step: Some(step), ..self }
    }

    /// The same with a deadline.
    #[must_use]
    pub fn due(self, due: Option<NaiveDate>) -> Self {
        Self { due, ..self }
    }
}

/// What happened, once: whoever is told of it is told once, however often it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What the notice is about.
    pub kind: NoticeKind,
    /// Names the event among all of its kind, the same at every repetition.
    pub key: String,
    /// What is told.
    pub facts: Facts,
    /// Whoever did it, and need not be told.
    pub by: Option<UserId>,
    /// Events of one bundle ride in one e-mail, if they come soon after each other; empty for one that rides alone.
    pub bundle: String,
    /// Whether the e-mail waits a little for others of its bundle.
    pub waits: bool,
    /// Whether it goes out in quiet hours too.
    pub urgent: bool,
}

impl Event {
    /// An event that rides alone.
    #[must_use]
    pub fn new(kind: NoticeKind, key: impl ToString, facts: Facts) -> Self {
        Self { kind, key: key.to_string(), facts, by: None, bundle: String::new(), waits: false, urgent: false }
    }

    /// Done by `user`, who is not told.
    #[must_use]
    pub fn by(self, user: UserId) -> Self {
        Self { by: Some(user), ..self }
    }

    /// Goes out in quiet hours too, and at once.
    #[must_use]
    pub fn urgently(self, urgent: bool) -> Self {
        Self { urgent, ..self }
    }

    /// Waits a few minutes for others about the same matter.
    #[must_use]
    pub fn gather(self, bundle: impl ToString) -> Self {
        Self { bundle: bundle.to_string(), waits: true, ..self }
    }

    /// Rides with others that are written at the same moment.
    #[must_use]
    pub fn together(self, bundle: impl ToString) -> Self {
        Self { bundle: bundle.to_string(), waits: false, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_the_list_is_whole() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.code()));
        }
        let mut codes: Vec<_> = NoticeKind::ALL.iter().map(|k| k.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), NoticeKind::ALL.len());
    }

    #[test]
    fn what_guards_an_account_cannot_be_switched_off_by_default() {
        for kind in NoticeKind::ALL.into_iter().filter(|k| k.is_mandatory()) {
            assert_eq!(kind.default_choice(), Choice::Now);
        }
    }
}
