//! Signing in and one's own account.

use crate::account::{AccountView, Actor, SignedIn, Welcome};
use crate::error::Fault;
use crate::id::SessionId;
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
