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
    /// The same thing twice (a further category equal to the main one).
    Repeated,
    /// Password rule: too short, in characters.
    PasswordTooShort {
        /// The least number of characters.
        min: u32,
    },
    /// Password rule: too common or guessable.
    PasswordCommon,
    /// Password rule: contains the sign-in name.
    PasswordLikeLogin,
    /// The two passwords differ.
    PasswordsDiffer,
    /// The present password is wrong.
    PasswordWrong,
    /// A cell whose formula has no value (#REF!).
    FormulaError,
    /// A row of the same case is about somebody else.
    OtherPatient,
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
    /// A case keeps at least one inquiry.
    LastInquiry,
    /// Cases of different patients are not linked.
    DifferentPatients,
    /// The thing is linked to itself.
    SameCase,
    /// A file, or an import, cannot go on.
    Sheet(crate::sheet::SheetRefusal),
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

impl From<crate::text::TextError> for Flaw {
    fn from(error: crate::text::TextError) -> Self {
        match error {
            crate::text::TextError::TooLong { max, actual } => Self::TooLong { max: u32::try_from(max).unwrap_or(u32::MAX), actual: u32::try_from(actual).unwrap_or(u32::MAX) },
        }
    }
}
