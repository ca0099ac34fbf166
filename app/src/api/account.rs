//! Signing in and one's own account.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::account::{AccountView, Welcome};
use leptos::server;

/// Opens a session and goes on to `next`.
///
/// # Errors
/// Refused with a delay, or because name or password is wrong.
#[server(prefix = "/api", endpoint = "account/sign-in")]
pub async fn sign_in(login: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    let origin = crate::context::public();
    let session = crate::context::reply(crate::context::ports().account.sign_in(&login, &password, &origin).await)?;
    crate::context::set_session_cookie(&session);
    // An address that answers programs is no page to arrive at.
    let next = if next.is_empty() || next.starts_with("/api/") { session.start } else { crate::address::back_to(&next) };
    crate::context::go(&next);
    Ok(())
}

/// Whose one-time link this is.
///
/// # Errors
/// The link is unknown, used or too old.
#[server(prefix = "/api", endpoint = "account/welcome")]
pub async fn welcome_link(token: String) -> Result<Welcome, AppError> {
    let _origin = crate::context::public();
    crate::context::reply(crate::context::ports().account.welcome(&token).await)
}

/// Uses a one-time link: sets the password and signs in.
///
/// # Errors
/// The link is no longer good, or the password is not.
#[server(prefix = "/api", endpoint = "account/accept")]
pub async fn accept(token: String, password: String, password_again: String) -> Result<(), AppError> {
    let origin = crate::context::public();
    let session = crate::context::reply(crate::context::ports().account.accept(&token, &password, &password_again, &origin).await)?;
    crate::context::set_session_cookie(&session);
    crate::context::go("/");
    Ok(())
}

/// One's own account.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "account/view")]
pub async fn account() -> Result<AccountView, AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().account.account(&actor).await)
}

/// Changes one's own password.
///
/// # Errors
/// The present password is wrong, or the new one is not good enough.
#[server(prefix = "/api", endpoint = "account/password")]
pub async fn change_password(password_present: String, password: String, password_again: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().account.change_password(&actor, &password_present, &password, &password_again).await)?;
    crate::context::go("/account?done=password");
    Ok(())
}

/// Ends this session.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "account/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().account.sign_out(&actor).await)?;
    crate::context::clear_session_cookie();
    crate::context::go("/sign-in?done=sign-out");
    Ok(())
}

/// Ends one of one's own sessions.
///
/// # Errors
/// Not signed in, or no such session.
#[server(prefix = "/api", endpoint = "account/end-session")]
pub async fn end_session(session: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    let session = crate::context::id(&session)?;
    crate::context::reply(crate::context::ports().account.end_session(&actor, session).await)?;
    crate::context::go("/account?done=session");
    Ok(())
}

/// Ends all of one's own sessions.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "account/sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().account.sign_out_everywhere(&actor).await)?;
    crate::context::clear_session_cookie();
    crate::context::go("/sign-in?done=everywhere");
    Ok(())
}
