//! What can go wrong, in the words of the domain: a refusal says why, a fault says what the caller gets.

use crate::calendar::DateError;
use crate::merge::Conflict;
use serde::{Deserialize, Serialize};

/// What is wrong with one field. Its Japanese text is in the pages' words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// The field must be filled.
    Required,
    /// More characters than the field holds.
    TooLong {
        /// The most characters the field holds.
        max: u32,
        /// How many were typed.
        actual: u32,
    },
    /// Not one of the choices, or a choice that is no longer offered.
    NotAChoice,
    /// The program itself needs this code.
    Essential,
    /// A date that cannot be read or used.
    Date(DateError),
    /// Not a telephone number.
    Telephone,
    /// Not kana.
    Kana,
    /// Not a whole number within the limits.
    OutOfRange {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// The time lies after now.
    InFuture,
    /// The date lies before today.
    InPast,
    /// A record made for an earlier time says why.
    BackdateReason,
    /// The person may already be known: link, or say that it is somebody else.
    Duplicate,
    /// The person named does not exist (any more).
    UnknownPatient,
    /// The case named does not exist (any more) or is not open.
    UnknownCase,
    /// The person in charge is not a member of the desk.
    UnknownStaff,
    /// An outcome ends the case, a next date continues it: one of the two.
    OutcomeAndNextDate,
    /// A period ends before it begins.
    EndBeforeStart,
    /// 被保険者番号 has ten digits.
    InsuredNumber,
    /// The same thing twice (a further category equal to the main one).
    Repeated,
    /// Not a 医療機関コード of ten digits.
    InstitutionCode,
    /// Not a 郵便番号 of seven digits.
    PostalCode,
    /// Not a web address.
    WebAddress,
    /// Not the hours of a day as the directory keeps them, or spans that overlap.
    DayHours,
    /// The organization may be in the directory already: look, or say that it is another one.
    DuplicateOrganization,
    /// A line has not the columns it should have.
    Columns,
    /// What is wrong in one line of many.
    Line {
        /// The line, from 1.
        number: u32,
        /// What is wrong there.
        flaw: Box<Flaw>,
    },
    /// Password rule: too short, in characters.
    PasswordTooShort {
        /// The least number of characters.
        min: u32,
    },
    /// Password rule: too common or guessable.
    PasswordCommon,
    /// Password rule: contains the sign-in name.
    PasswordLikeLogin,
    /// Password rule: made of the person's own name.
    PasswordLikeName,
    /// The two passwords differ.
    PasswordsDiffer,
    /// The present password is wrong.
    PasswordWrong,
    /// The file's content is of no kind that is taken, whatever its name says.
    FileKind,
    /// The file is larger than is taken.
    FileTooLarge {
        /// The most, in MB.
        max: u32,
    },
    /// The case's files together would be larger than is kept for one case.
    CaseFilesFull {
        /// The most, in MB.
        max: u32,
    },
    /// Somebody or something has this name already.
    Taken,
    /// Not usable as a sign-in name.
    Login,
    /// Not an e-mail address.
    Email,
    /// Not opening hours, or spans that overlap.
    Hours,
    /// The last day is before the first.
    PeriodReversed,
    /// A cell whose formula has no value (#REF!).
    FormulaError,
    /// A row of the same case is about somebody else.
    OtherPatient,
    /// Not a time of day.
    Clock,
    /// Quiet hours that would last the whole day, or none of it.
    QuietAllDay,
    /// A template names what cannot be filled in there.
    UnknownPlaceholder {
        /// The name between the braces.
        name: String,
    },
    /// A template opens a placeholder and does not close it.
    UnclosedPlaceholder,
    /// A template lacks what every e-mail needs.
    MissingPlaceholder {
        /// The name between the braces.
        name: String,
    },
    /// 同意 is still to be asked for, and yet it has a day, a person or a scope.
    ConsentNotGiven,
    /// The day lies before the person's birth.
    BeforeBirth,
    /// A period longer than is taken at once.
    PeriodTooLong {
        /// The most days.
        days: u32,
    },
    /// There is no secondary physician (副主治医), not this one any more, or none who could take over.
    NoSecondary,
    /// A message says who the patient is, to somebody who is not told yet.
    NamesPatient,
}

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFlaw {
    /// The field's name in its form.
    pub field: String,
    /// What is wrong.
    pub flaw: Flaw,
}

/// Everything that is wrong with a form, in the form's order; never empty inside a [`Fault`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaws(pub Vec<FieldFlaw>);

impl Flaws {
    /// Adds a flaw to `field`.
    pub fn push(&mut self, field: &str, flaw: Flaw) {
        self.0.push(FieldFlaw { field: field.to_owned(), flaw });
    }

    /// The value of `result`, or `None` after noting its flaw at `field`.
    pub fn note<T>(&mut self, field: &str, result: Result<T, Flaw>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(flaw) => {
                self.push(field, flaw);
                None
            }
        }
    }

    /// The first flaw of `field`.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&Flaw> {
        self.0.iter().find(|f| f.field == field).map(|f| &f.flaw)
    }

    /// Nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value` when nothing is wrong.
    ///
    /// # Errors
    /// The flaws themselves.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

/// A rule said no. The text for people is in the pages' words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Sign-in name or password is wrong (which one is not said).
    SignInFailed,
    /// Too many failures: try again after so many seconds.
    SignInDelayed {
        /// Seconds until the next try is looked at.
        seconds: u32,
    },
    /// The one-time link is unknown, used or too old.
    LinkInvalid,
    /// This form was recorded already, with other contents.
    AlreadyRecorded {
        /// 受付番号 of the record.
        number: String,
    },
    /// This entry was recorded already, with other contents.
    EntryRecorded,
    /// The state does not allow the step (a closed case takes no entry, for example).
    NotInThisState,
    /// The record was voided and stays as it is.
    Voided,
    /// A case that has entries keeps at least one inquiry, and the only inquiry of a case needs no further case of its own.
    LastInquiry,
    /// A case bears this inquiry's number already, so it opens no other one.
    OpensTheCase,
    /// Cases of different patients are not linked.
    DifferentPatients,
    /// The form was refused because the session had ended; its person is back.
    SignedInAgain,
    /// The thing is linked to itself.
    SameCase,
    /// What was shown of a patient, or of what hangs on them, changed meanwhile: look again.
    PatientChanged,
    /// The record was merged into another one of the same person.
    PatientMerged,
    /// Records of different desks, or one and the same record, are not merged.
    NotMergeable,
    /// A later merge of the same record is taken back first.
    LaterMerge,
    /// The merge was taken back already.
    MergeUndone,
    /// Only one of two records says that the person died or moved away: that is settled before they are merged.
    EndsDiffer,
    /// Somebody else changed the same record or list meanwhile.
    ChangedMeanwhile,
    /// The case is closed: it is reopened before anything is written into it.
    CaseClosed,
    /// The same person wrote the very same entry a moment ago.
    SameEntry,
    /// Another page of the same person kept another state of this draft meanwhile.
    DraftChanged,
    /// Moving makes an inquiry another person's: it must be said that this is meant.
    OtherPatient(Box<OtherPatient>),
    /// This line of the handover was recorded already, with other contents.
    NoteRecorded,
    /// Only who wrote a line of the handover takes it back.
    NotTheAuthor,
    /// One's own line of the handover is not for oneself to confirm.
    OwnNote,
    /// These cases were changed by others meanwhile; none was reassigned.
    CasesChanged {
        /// Their numbers.
        numbers: Vec<String>,
    },
    /// This file was attached already, with other contents.
    FileRecorded,
    /// Nobody could look after the people and desks any more.
    LastAdministrator,
    /// One cannot keep oneself out.
    OwnAccount,
    /// The desk still has open cases.
    DeskInUse {
        /// How many.
        cases: i64,
    },
    /// The pages are being looked at as another role sees them: nothing is written.
    ReadOnly,
    /// Too many lines for one file.
    TooMany {
        /// The most.
        max: u32,
    },
    /// This house sends no e-mail.
    MailOff,
    /// The e-mail was sent, cancelled or put back meanwhile.
    MailChanged,
    /// Only a preview was asked for: nothing was stored.
    Preview,
    /// A file, or an import, cannot go on.
    Sheet(crate::sheet::SheetRefusal),
    /// The deadline of the offer (打診) has passed.
    OfferExpired,
    /// Somebody else has taken the role that the offer asks for.
    OfferSettled,
    /// The offer was taken back, or nothing is arranged for the patient any more.
    OfferWithdrawn,
    /// The offer was answered, or another one took its place.
    OfferClosed,
    /// What is looked for changed since it was read: read again, then answer.
    NeedsChanged,
    /// One physician is asked at a time in this way of searching.
    OneAtATime,
    /// Sending offers, or deciding at once, is not how this request goes on.
    WrongMode,
    /// This physician is being asked for this role already.
    AlreadyAsked,
    /// One physician does not hold both roles.
    SamePhysician,
    /// The role is not among those that are looked for.
    RoleNotWanted,
    /// A role that is looked for is held by nobody yet.
    RolesOpen,
    /// The search has ended.
    RequestEnded,
    /// The step needs a reason.
    ReasonMissing,
    /// Somebody holds the role for that time, or will.
    AssignmentsOverlap,
    /// The case has an open search for physicians already.
    RequestOpen,
    /// Nobody is looked for before it is known for whom.
    PatientMissing,
    /// Two records of one person each have a physician in one role, or one physician in both.
    BothAssigned,
}

/// Whose an inquiry is, and whose it would be in the case it is moved to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPatient {
    /// 受付番号 of the inquiry.
    pub number: String,
    /// Whose it is.
    pub name: String,
    /// The number of the case.
    pub case: String,
    /// Whose the case is.
    pub other: crate::id::PatientId,
    /// That person's name.
    pub other_name: String,
}

/// What a caller of a port gets instead of an answer. No database or mail text is ever in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Fault {
    /// Nobody is signed in, or the session ended.
    #[error("sign-in required")]
    SignInRequired,
    /// The person may not do this.
    #[error("forbidden")]
    Forbidden,
    /// There is no such record.
    #[error("not found")]
    NotFound,
    /// The form has flaws.
    #[error("invalid")]
    Invalid(Flaws),
    /// Somebody else changed the same fields meanwhile.
    #[error("conflict")]
    Conflict(Box<Conflict>),
    /// A rule said no.
    #[error("refused")]
    Refused(Refusal),
    /// The database was busy for too long; nothing was saved.
    #[error("busy")]
    Busy,
    /// There is no room left to save; nothing was saved.
    #[error("no room left")]
    Full,
    /// Our mistake; the ticket finds the log line.
    #[error("internal error {ticket}")]
    Internal {
        /// What the person tells the administrator.
        ticket: String,
    },
}

impl From<Flaws> for Fault {
    fn from(flaws: Flaws) -> Self {
        Self::Invalid(flaws)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<crate::sheet::SheetRefusal> for Fault {
    fn from(refusal: crate::sheet::SheetRefusal) -> Self {
        Self::Refused(Refusal::Sheet(refusal))
    }
}
