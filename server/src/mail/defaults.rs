//! The words that are delivered with the program, a folder for each kind of e-mail.

use domain::notice::{MailPurpose, NoticeKind, Template};

macro_rules! template {
    ($folder:literal) => {
        (include_str!(concat!("templates/", $folder, "/subject.txt")), include_str!(concat!("templates/", $folder, "/body.txt")))
    };
}

/// The delivered words of one kind.
#[must_use]
pub fn default_template(purpose: MailPurpose) -> Template {
    let (subject, body) = match purpose {
        MailPurpose::Notice(NoticeKind::CaseAssigned) => template!("case_assigned"),
        MailPurpose::Notice(NoticeKind::CaseChanged) => template!("case_changed"),
        MailPurpose::Notice(NoticeKind::DueTomorrow) => template!("due_tomorrow"),
        MailPurpose::Notice(NoticeKind::Overdue) => template!("overdue"),
        MailPurpose::Notice(NoticeKind::HandoverImportant) => template!("handover_important"),
        MailPurpose::Notice(NoticeKind::HandoverNote) => template!("handover_note"),
        MailPurpose::Notice(NoticeKind::Invited) => template!("invited"),
        MailPurpose::Notice(NoticeKind::PasswordChanged) => template!("password_changed"),
        MailPurpose::Notice(NoticeKind::NewPlace) => template!("new_place"),
        MailPurpose::Notice(NoticeKind::Undelivered) => template!("undelivered"),
        MailPurpose::Notice(NoticeKind::OfferReceived) => template!("offer_received"),
        MailPurpose::Notice(NoticeKind::OfferReminder) => template!("offer_reminder"),
        MailPurpose::Notice(NoticeKind::OfferClosed) => template!("offer_closed"),
        MailPurpose::Notice(NoticeKind::OfferAnswered) => template!("offer_answered"),
        MailPurpose::Notice(NoticeKind::OfferMessage) => template!("offer_message"),
        MailPurpose::Notice(NoticeKind::PhysiciansDecided) => template!("physicians_decided"),
        MailPurpose::Notice(NoticeKind::AssignmentChanged) => template!("assignment_changed"),
        MailPurpose::Notice(NoticeKind::NobodyActing) => template!("nobody_acting"),
        MailPurpose::Bundle => template!("bundle"),
        MailPurpose::Test => template!("test"),
    };
    Template { subject: subject.trim().to_owned(), body: body.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::notice::TemplateForm;

    #[test]
    fn the_delivered_words_pass_the_check_that_typed_ones_have_to() {
        for purpose in MailPurpose::all() {
            let template = default_template(purpose);
            assert_eq!(TemplateForm::of(&template).parse(), Ok(template), "{purpose:?}");
        }
    }
}
