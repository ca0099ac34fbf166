//! One's own notices, and what one wants by e-mail.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::notice::{MailDelivery, NoticePage, NoticeQuery, PreferencesForm, Untold};
use leptos::server;

/// A page of one's own notices.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "notice/page")]
pub async fn notices(query: NoticeQuery) -> Result<NoticePage, AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().notice.notices(&actor, &query).await)
}

/// How many notices are unread: what the bell shows.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "notice/unread")]
pub async fn unread_count() -> Result<i64, AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().notice.bell(&actor).await.map(|bell| bell.unread))
}

/// Marks a notice as read and leads to what it is about.
///
/// # Errors
/// Not one's own.
#[server(prefix = "/api", endpoint = "notice/open")]
pub async fn open_notice(id: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    let id = crate::context::id(&id)?;
    let place = crate::context::reply(crate::context::ports().notice.open(&actor, id).await)?;
    crate::context::go(&if place == domain::notice::Place::Welcome { "/account".to_owned() } else { place.path() });
    Ok(())
}

/// Marks everything as read that the page showed.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "notice/read-all")]
pub async fn read_all_notices(until: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().notice.read_all(&actor, &until).await)?;
    crate::context::go("/notices?done=notices-read");
    Ok(())
}

/// What one wants by e-mail.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "notice/delivery")]
pub async fn delivery_settings() -> Result<MailDelivery, AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().notice.delivery(&actor).await)
}

/// Changes that.
///
/// # Errors
/// Flaws.
#[server(prefix = "/api", endpoint = "notice/choose")]
pub async fn choose_delivery(form: PreferencesForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().notice.choose(&actor, &form).await)?;
    crate::context::go("/account/notices?done=delivery");
    Ok(())
}

/// Says that e-mails to one's own address arrive again.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "notice/reachable")]
pub async fn confirm_reachable() -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().notice.confirm_own(&actor).await)?;
    crate::context::go("/account/notices?done=reachable");
    Ok(())
}

/// Colleagues who do not learn by e-mail what they are told; none for whoever does not work at a desk.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "notice/untold")]
pub async fn untold_colleagues() -> Result<Untold, AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().notice.untold(&actor).await)
}
