//! People who sign in: users, sessions, one-time links and the counters of failed sign-ins. Only hashes of secrets are here.

mod manage;
mod sessions;
mod sign_in;
mod users;

pub use manage::{administrators, all_sessions, hold_administrators, keep_settings, open_cases, restore, settings, update_user, user_line, view_as};
pub use sessions::{end_session, end_sessions, has_signed_in, insert_session, session, sessions, touch_session};
pub use sign_in::{add_link, clear_failures, count_failure, end_links, fade_failures, failures, hold_failures, insert_link, link, lower_failures, purge, signed_in_from, use_link};
pub use users::{any_user, desks, disable, insert_user, names, roles, set_password, user, user_by_login, users};

use chrono::{DateTime, Utc};
use domain::account::{Desk, Role};
use domain::id::{DeskId, SessionId, UserId};

/// A user to be.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The id.
    pub id: UserId,
    /// Sign-in name, in lower case.
    pub login: String,
    /// Name.
    pub name: String,
    /// E-mail address, when one is known.
    pub email: Option<String>,
    /// What the person is.
    pub roles: Vec<Role>,
    /// Where the person belongs.
    pub desks: Vec<DeskId>,
}

/// A user.
#[derive(Clone, Debug)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// E-mail address; empty when none is known.
    pub email: String,
    /// The password's hash; none before the first link was used.
    pub password_hash: Option<String>,
    /// May not sign in any more.
    pub disabled: bool,
    /// The record's version.
    pub version: i32,
    /// Since when e-mails to the person come back.
    pub mail_trouble_at: Option<DateTime<Utc>>,
}

/// A user as the command line lists them.
#[derive(Clone, Debug)]
pub struct UserLine {
    /// The user.
    pub user: User,
    /// What the person is.
    pub roles: Vec<Role>,
    /// Where the person belongs, in order of name.
    pub desks: Vec<Desk>,
}

/// A session to be.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The id.
    pub id: SessionId,
    /// The token's hash.
    pub token_hash: String,
    /// Whose.
    pub user: UserId,
    /// When it starts.
    pub at: DateTime<Utc>,
    /// The browser's address.
    pub from: String,
    /// The browser's name of itself.
    pub browser: String,
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// The id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// It was ended on purpose.
    pub ended: bool,
    /// The browser's address.
    pub from: String,
    /// The browser's name of itself.
    pub browser: String,
    /// The role as whom its pages are looked at.
    pub view_as: Option<Role>,
}

/// A one-time link.
#[derive(Clone, Debug)]
pub struct Link {
    /// Whose.
    pub user: UserId,
    /// When it stops being good.
    pub expires_at: DateTime<Utc>,
    /// It was used, or replaced by a later one.
    pub used: bool,
}

/// Failed sign-ins in a row.
#[derive(Clone, Debug)]
pub struct Failures {
    /// How many.
    pub failures: u32,
    /// When the last one was.
    pub last_at: DateTime<Utc>,
}
