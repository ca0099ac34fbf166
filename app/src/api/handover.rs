//! Handing the desk over.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::handover::{ChangesPage, HandoverPage, HandoverQuery, NoteForm, ReassignForm, ReassignPage, ReassignQuery};
use leptos::server;

/// The lines of one desk and day, or what waits to be confirmed.
///
/// # Errors
/// The address cannot be read.
#[server(prefix = "/api", endpoint = "handover/page")]
pub async fn handover(query: HandoverQuery) -> Result<HandoverPage, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    crate::context::reply(crate::context::ports().handover.page(&actor, &query).await)
}

/// What others changed since one was last here.
///
/// # Errors
/// No such page number.
#[server(prefix = "/api", endpoint = "handover/changes")]
pub async fn changes(page: String) -> Result<ChangesPage, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    crate::context::reply(crate::context::ports().handover.changes(&actor, &page).await)
}

/// Open cases that can be given to somebody else.
///
/// # Errors
/// The address cannot be read.
#[server(prefix = "/api", endpoint = "handover/reassignable")]
pub async fn reassignable(query: ReassignQuery) -> Result<ReassignPage, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    crate::context::reply(crate::context::ports().handover.reassignable(&actor, &query).await)
}

/// Back to the lines of that desk and day, or to where the button stood.
#[cfg(feature = "ssr")]
fn go_to(place: domain::handover::Place, unread: &str, done: &str) {
    if unread == "1" {
        crate::context::go(&format!("/handover?unread=1&done={done}"));
    } else {
        crate::context::go(&format!("/handover?desk={}&date={}&done={done}", place.desk, place.date));
    }
}

/// Adds a line.
///
/// # Errors
/// Flaws, or the same id with other contents.
#[server(prefix = "/api", endpoint = "handover/add")]
pub async fn add_note(form: NoteForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let place = crate::context::reply(crate::context::ports().handover.add(&actor, &form).await)?;
    go_to(place, "", "note");
    Ok(())
}

/// Confirms a colleague's line.
///
/// # Errors
/// Unknown, voided, or one's own.
#[server(prefix = "/api", endpoint = "handover/confirm")]
pub async fn confirm_note(id: String, #[server(default)] unread: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let note = crate::context::id(&id)?;
    let place = crate::context::reply(crate::context::ports().handover.confirm(&actor, note).await)?;
    go_to(place, &unread, "confirm");
    Ok(())
}

/// Takes one's own line back.
///
/// # Errors
/// No reason, or somebody else's.
#[server(prefix = "/api", endpoint = "handover/void")]
pub async fn void_note(id: String, reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let note = crate::context::id(&id)?;
    let place = crate::context::reply(crate::context::ports().handover.void(&actor, note, &reason).await)?;
    go_to(place, "", "note-void");
    Ok(())
}

/// Everything until then has been seen.
///
/// # Errors
/// Not a moment.
#[server(prefix = "/api", endpoint = "handover/seen")]
pub async fn seen_until(until: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    crate::context::reply(crate::context::ports().handover.seen(&actor, &until).await)?;
    crate::context::go("/handover/changes?done=seen");
    Ok(())
}

/// Gives cases to somebody else: all that were chosen, or none.
///
/// # Errors
/// Flaws, or some were changed meanwhile.
#[server(prefix = "/api", endpoint = "handover/reassign")]
pub async fn reassign(form: ReassignForm, #[server(default)] desk: String, #[server(default)] staff: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    crate::context::reply(crate::context::ports().handover.reassign(&actor, &form).await)?;
    let id = |text: &str| text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(36).collect::<String>();
    crate::context::go(&format!("/handover/reassign?desk={}&staff={}&done=reassign", id(&desk), id(&staff)));
    Ok(())
}
