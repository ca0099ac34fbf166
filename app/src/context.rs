//! What the server puts beside every request: who asks, the ports, the clock. Nothing here exists in the browser.

use crate::error::AppError;
use axum::http::header::{ACCEPT, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use chrono::{DateTime, Utc};
use domain::account::{Actor, Permission, SignedIn};
use domain::error::Fault;
use domain::ports::{
    AccountDesk, AdminDesk, AssignmentDesk, AttachmentDesk, CaseDesk, CodeDesk, DirectoryDesk, DistrictDesk, HandoverDesk, InquiryDesk, MailDesk, NoticeDesk, Origin, PaperDesk,
    PatientDesk, PhysicianDesk, PracticeDesk, SheetDesk, TodayDesk,
};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// The use cases.
#[derive(Clone)]
pub struct Ports {
    /// Signing in and one's own account.
    pub account: Arc<dyn AccountDesk>,
    /// Looking after the house.
    pub admin: Arc<dyn AdminDesk>,
    /// Inquiries.
    pub inquiry: Arc<dyn InquiryDesk>,
    /// One's own notices.
    pub notice: Arc<dyn NoticeDesk>,
    /// The outbox.
    pub mail: Arc<dyn MailDesk>,
    /// Cases.
    pub cases: Arc<dyn CaseDesk>,
    /// Code lists.
    pub code: Arc<dyn CodeDesk>,
    /// Patients.
    pub patient: Arc<dyn PatientDesk>,
    /// Physicians, as the desk looks after them.
    pub physician: Arc<dyn PhysicianDesk>,
    /// Organizations and their people.
    pub directory: Arc<dyn DirectoryDesk>,
    /// City, districts, towns.
    pub district: Arc<dyn DistrictDesk>,
    /// Spreadsheets.
    pub sheets: Arc<dyn SheetDesk>,
    /// The home page.
    pub today: Arc<dyn TodayDesk>,
    /// Handing the desk over.
    pub handover: Arc<dyn HandoverDesk>,
    /// What goes out on paper.
    pub paper: Arc<dyn PaperDesk>,
    /// Files attached to a case.
    pub attachment: Arc<dyn AttachmentDesk>,
    /// Finding a patient's physicians.
    pub assignment: Arc<dyn AssignmentDesk>,
    /// A physician's own work.
    pub practice: Arc<dyn PracticeDesk>,
}

/// Who asks; nobody before sign-in.
#[derive(Clone)]
pub struct Asking(pub Option<Actor>);

/// The server's clock at this request.
#[derive(Clone, Copy)]
pub struct Now(pub DateTime<Utc>);

/// How the session cookie is written.
#[derive(Clone)]
pub struct Cookies {
    /// Its name.
    pub name: &'static str,
    /// Only over TLS.
    pub secure: bool,
}

/// Notes, for the log, that somebody asked for what they may not: the person, and the address asked for.
pub type RefusalNote = dyn Fn(&Actor, &str) + Send + Sync;

/// Notes a lacking permission in the audit log; the server provides it.
#[derive(Clone)]
pub struct NoteRefusal(pub Arc<RefusalNote>);

/// A form that was refused while the browser posted it by itself (without JavaScript): shown again with everything typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptForm {
    /// The address it was posted to.
    pub path: String,
    /// What was typed: name and text.
    pub pairs: Vec<(String, String)>,
    /// Why it was refused.
    pub error: AppError,
}

/// The form that was refused just before, if it was posted to one of `paths`: a page has several forms.
#[must_use]
pub fn kept(paths: &[&str]) -> Option<KeptForm> {
    use_context::<KeptForm>().filter(|form| paths.contains(&form.path.as_str()))
}

/// The ports of this request.
#[must_use]
pub fn ports() -> Ports {
    expect_context::<Ports>()
}

/// The clock of this request.
#[must_use]
pub fn now() -> DateTime<Utc> {
    use_context::<Now>().map_or(DateTime::<Utc>::UNIX_EPOCH, |n| n.0)
}

/// Who asks, if they may. Every server function begins with this or with [`public`].
///
/// # Errors
/// [`Fault::SignInRequired`] or [`Fault::Forbidden`]; the latter is logged.
pub fn actor(permission: Permission) -> Result<Actor, AppError> {
    let actor = use_context::<Asking>().and_then(|a| a.0).ok_or(Fault::SignInRequired);
    let allowed = actor.and_then(|actor| {
        actor.require(permission)?;
        Ok(actor)
    });
    reply(allowed)
}

/// A server function that anybody may call: where the request comes from.
#[must_use]
pub fn public() -> Origin {
    use_context::<Origin>().unwrap_or_default()
}

/// Whoever asks, for pages that look different when signed in.
#[must_use]
pub fn asking() -> Option<Actor> {
    use_context::<Asking>().and_then(|a| a.0)
}

/// A port's answer for the wire, with the HTTP status that says the same. What somebody may not do or see is logged, whoever said no.
///
/// # Errors
/// The fault, wrapped.
pub fn reply<T>(answer: Result<T, Fault>) -> Result<T, AppError> {
    answer.map_err(|fault| {
        if fault == Fault::Forbidden
            && let (Some(actor), Some(NoteRefusal(note))) = (asking(), use_context())
        {
            note(&actor, use_context::<Parts>().map(|p| p.uri.path().to_owned()).unwrap_or_default().as_str());
        }
        let error = AppError::from(fault);
        set_status(&error);
        error
    })
}

/// The request is a browser's own form post, whose answer is a redirect and keeps its status.
fn is_plain_form_post() -> bool {
    use_context::<Parts>()
        .is_some_and(|parts| parts.method == axum::http::Method::POST && parts.headers.get(ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains("text/html")))
}

/// Gives the response the status of `error`, unless it sends the browser on.
pub fn set_status(error: &AppError) {
    if let Some(response) = use_context::<ResponseOptions>()
        && !is_plain_form_post()
        && response.0.read().is_ok_and(|parts| !parts.headers.contains_key(LOCATION))
        && let Ok(status) = StatusCode::from_u16(error.status())
    {
        response.set_status(status);
    }
}

/// Sends the browser on to `path`, with or without JavaScript.
pub fn go(path: &str) {
    leptos_axum::redirect(path);
}

/// How browsers reach the server.
#[derive(Clone)]
pub struct PublicUrl(pub String);

/// The cookie that carries a new invitation link to the page that shows it: the server keeps only the hash of its secret, and
/// an address would keep it for ever.
const INVITATION: &str = "madoguchi_invitation";
/// Seconds until the link must have been shown.
const INVITATION_SECONDS: u32 = 300;

/// Hands a new invitation link to the next page of the same browser.
pub fn hand_over_invitation(invited: &domain::admin::InvitedUser) {
    write_invitation(&format!("{}.{}", invited.id, invited.token), INVITATION_SECONDS);
}

/// The invitation link of `user` that was made just before; once only.
#[must_use]
pub fn take_invitation(user: domain::id::UserId) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let lines = parts.headers.get_all(axum::http::header::COOKIE);
    let pairs = lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.filter(|(name, _)| *name == INVITATION).map(|(_, value)| value).next_back()?;
    let (id, token) = value.split_once('.')?;
    let good = id == user.to_string() && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let PublicUrl(address) = use_context().filter(|_| good)?;
    write_invitation("", 0);
    Some(format!("{address}/welcome/{token}"))
}

fn write_invitation(value: &str, max_age: u32) {
    let (Some(cookies), Some(response)) = (use_context::<Cookies>(), use_context::<ResponseOptions>()) else {
        return;
    };
    let secure = if cookies.secure { "; Secure" } else { "" };
    if let Ok(cookie) = HeaderValue::from_str(&format!("{INVITATION}={value}; Path=/admin/users; HttpOnly; SameSite=Strict; Max-Age={max_age}{secure}")) {
        response.append_header(SET_COOKIE, cookie);
    }
}

/// Writes the session cookie.
pub fn set_session_cookie(session: &SignedIn) {
    write_cookie(&session.token, session.max_age);
}

/// Forgets the session cookie.
pub fn clear_session_cookie() {
    write_cookie("", 0);
}

fn write_cookie(value: &str, max_age: i64) {
    let (Some(cookies), Some(response)) = (use_context::<Cookies>(), use_context::<ResponseOptions>()) else {
        return;
    };
    let secure = if cookies.secure { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}", cookies.name);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.append_header(SET_COOKIE, cookie);
    }
}

/// Reads the id of an address; what is no id names no record.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn id<T: std::str::FromStr>(text: &str) -> Result<T, AppError> {
    reply(text.parse().map_err(|_| Fault::NotFound))
}

/// Reads an id that may be left out.
///
/// # Errors
/// [`Fault::NotFound`] for what is no id.
pub fn optional_id<T: std::str::FromStr>(text: &str) -> Result<Option<T>, AppError> {
    if text.is_empty() { Ok(None) } else { id(text).map(Some) }
}

/// Sends a browser that opened an empty intake page on to the same page under the form's own address.
pub fn name_new_form(form: &domain::inquiry::InquiryForm) {
    let opened = use_context::<Parts>().is_some_and(|parts| parts.method == axum::http::Method::GET && parts.uri.path() == "/inquiries/new");
    if opened {
        let case = if form.case_id.is_empty() { String::new() } else { format!("&case={}", form.case_id) };
        go(&format!("/inquiries/new?draft={}{case}", form.id));
    }
}
