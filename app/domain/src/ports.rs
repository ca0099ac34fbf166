//! Use cases, as the pages call them and the services fulfil them. One trait per slice.
//!
//! Every method begins with the actor; the service checks the permission again, whoever called.

use crate::account::{AccountView, Actor, SignedIn, Welcome};
use crate::audit::Change;
use crate::cases::{CaseForm, CaseView, CloseForm, EntryForm};
use crate::error::Fault;
use crate::id::{CaseId, InquiryId, PatientId, SessionId};
use crate::inquiry::{Blank, InquiryForm, InquiryView, ListPage, ListQuery, MatchQuery, Matches, PatientMatch, Recorded};
use crate::patient::{Patient, PatientForm};
use crate::today::TodayView;
use async_trait::async_trait;

/// Where a request comes from, as far as the server knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The browser's address.
    pub from: String,
    /// The browser's own name of itself.
    pub browser: String,
}

/// Signing in and one's own account.
#[async_trait]
pub trait AccountDesk: Send + Sync {
    /// Checks sign-in name and password and opens a session.
    async fn sign_in(&self, login: &str, password: &str, origin: &Origin) -> Result<SignedIn, Fault>;
    /// Whose one-time link this is.
    async fn welcome(&self, token: &str) -> Result<Welcome, Fault>;
    /// Uses the link: sets the password and opens a session.
    async fn accept(&self, token: &str, password: &str, again: &str, origin: &Origin) -> Result<SignedIn, Fault>;
    /// One's own account.
    async fn account(&self, actor: &Actor) -> Result<AccountView, Fault>;
    /// Changes one's own password; other sessions end.
    async fn change_password(&self, actor: &Actor, present: &str, password: &str, again: &str) -> Result<(), Fault>;
    /// Ends this session.
    async fn sign_out(&self, actor: &Actor) -> Result<(), Fault>;
    /// Ends one of one's own sessions.
    async fn end_session(&self, actor: &Actor, session: SessionId) -> Result<(), Fault>;
    /// Ends all of one's own sessions, this one too.
    async fn sign_out_everywhere(&self, actor: &Actor) -> Result<(), Fault>;
}

/// Recording contacts and finding them again.
#[async_trait]
pub trait InquiryDesk: Send + Sync {
    /// An empty form, or the draft `draft`, or a form that continues `case`.
    async fn blank(&self, actor: &Actor, draft: Option<InquiryId>, case: Option<CaseId>) -> Result<Blank, Fault>;
    /// Records the form: once, however often it is sent.
    async fn record(&self, actor: &Actor, form: &InquiryForm) -> Result<Recorded, Fault>;
    /// Changes the contact's own fields of an inquiry that was seen at `version`.
    async fn edit(&self, actor: &Actor, id: InquiryId, version: i32, form: &InquiryForm) -> Result<(), Fault>;
    /// Voids an inquiry with a reason.
    async fn void(&self, actor: &Actor, id: InquiryId, reason: &str) -> Result<(), Fault>;
    /// One inquiry in full; the view is logged.
    async fn inquiry(&self, actor: &Actor, id: InquiryId) -> Result<InquiryView, Fault>;
    /// One page of the list; the view is logged.
    async fn list(&self, actor: &Actor, query: &ListQuery) -> Result<ListPage, Fault>;
    /// Earlier contacts and patients that fit what is typed.
    async fn matches(&self, actor: &Actor, query: &MatchQuery) -> Result<Matches, Fault>;
    /// Keeps an unfinished form.
    async fn keep_draft(&self, actor: &Actor, form: &InquiryForm) -> Result<(), Fault>;
    /// Throws an unfinished form away.
    async fn discard_draft(&self, actor: &Actor, id: InquiryId) -> Result<(), Fault>;
}

/// Carrying a case on.
#[async_trait]
pub trait CaseDesk: Send + Sync {
    /// One case in full; the view is logged.
    async fn case(&self, actor: &Actor, id: CaseId) -> Result<CaseView, Fault>;
    /// A number that grows with every change of the case, its inquiries and its entries. Not a view of anybody's data.
    async fn changes(&self, actor: &Actor, id: CaseId) -> Result<i64, Fault>;
    /// Changes status, owner and next date of a case that was seen at `version`.
    async fn edit(&self, actor: &Actor, id: CaseId, version: i32, form: &CaseForm) -> Result<(), Fault>;
    /// Adds an entry: once, however often it is sent.
    async fn add_entry(&self, actor: &Actor, id: CaseId, form: &EntryForm) -> Result<(), Fault>;
    /// Ends the case.
    async fn close(&self, actor: &Actor, id: CaseId, version: i32, form: &CloseForm) -> Result<(), Fault>;
    /// Opens it again.
    async fn reopen(&self, actor: &Actor, id: CaseId, version: i32, reason: &str) -> Result<(), Fault>;
    /// Voids it with a reason.
    async fn void(&self, actor: &Actor, id: CaseId, version: i32, reason: &str) -> Result<(), Fault>;
    /// Moves an inquiry to the case with the number `to` (or to a new case when empty).
    async fn move_inquiry(&self, actor: &Actor, inquiry: InquiryId, to: &str) -> Result<CaseId, Fault>;
    /// Links two cases of one patient.
    async fn link(&self, actor: &Actor, id: CaseId, other: CaseId) -> Result<(), Fault>;
    /// Says whom the case is about; the patient part of the form is read.
    async fn set_patient(&self, actor: &Actor, id: CaseId, version: i32, form: &InquiryForm) -> Result<(), Fault>;
}

/// What is known of patients.
#[async_trait]
pub trait PatientDesk: Send + Sync {
    /// One patient; the view is logged.
    async fn patient(&self, actor: &Actor, id: PatientId) -> Result<Patient, Fault>;
    /// What was changed of a patient, oldest first. Belongs to the view that [`Self::patient`] logs.
    async fn history(&self, actor: &Actor, id: PatientId) -> Result<Vec<Change>, Fault>;
    /// Changes a patient that was seen at `version`.
    async fn edit(&self, actor: &Actor, id: PatientId, version: i32, form: &PatientForm) -> Result<(), Fault>;
    /// Known patients by name, kana or telephone number.
    async fn find(&self, actor: &Actor, words: &str) -> Result<Vec<PatientMatch>, Fault>;
}

/// The home page.
#[async_trait]
pub trait TodayDesk: Send + Sync {
    /// What waits now.
    async fn today(&self, actor: &Actor) -> Result<TodayView, Fault>;
}
