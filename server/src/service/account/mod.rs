//! Signing in, one's own account, and the people that the command line looks after.

mod admin;
mod session;
mod sign_in;
pub(crate) mod token;

pub(super) use admin::is_last_administrator;
pub use admin::{Invited, NewPerson, Refused};

use super::error::{Stop, fault};
use super::notice::tell_account;
use super::{Passwords, Services};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::{AccountView, Actor, SessionRules, SessionView, SignedIn, Welcome, check_password};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{AuditId, SessionId, UserId};
use domain::notice::NoticeKind;
use domain::ports::{AccountDesk, Origin};
use futures::FutureExt;
use std::sync::{Arc, Mutex};

/// The account service. Cheap to clone.
#[derive(Clone)]
pub struct AccountService {
    services: Services,
    passwords: Passwords,
    rules: SessionRules,
    /// The minute, and how many tries during a delay were logged in it.
    noted: Arc<Mutex<(i64, u32)>>,
}

impl AccountService {
    /// The service, with the rules of how long sessions last.
    #[must_use]
    pub fn new(services: Services, rules: SessionRules) -> Self {
        Self { services, passwords: Passwords::default(), rules, noted: Arc::default() }
    }

    fn now(&self) -> DateTime<Utc> {
        self.services.now()
    }

    async fn user(&self, id: UserId) -> Result<db::account::User, Fault> {
        db::account::user(self.services.db.read(), id).await.map_err(fault)?.ok_or(Fault::NotFound)
    }
}

/// Whoever a line of the log is about, and who did it.
struct Who<'a> {
    id: Option<UserId>,
    name: &'a str,
    from: &'a str,
}

impl<'a> From<&'a Actor> for Who<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self { id: Some(actor.user_id), name: &actor.name, from: &actor.from }
    }
}

/// A line of the log about the account `user`.
fn entry(at: DateTime<Utc>, who: &Who<'_>, deed: Deed, user: Option<UserId>, note: &str) -> AuditEntry {
    AuditEntry {
        id: AuditId::new(),
        at,
        user_id: who.id,
        user_name: who.name.to_owned(),
        from: who.from.to_owned(),
        deed,
        kind: RecordKind::User,
        record: user.map(|id| id.to_string()).unwrap_or_default(),
        version: 0,
        patient: None,
        before: None,
        after: None,
        note: note.to_owned(),
    }
}

/// Checks a new password typed twice.
fn check_new(password: &str, again: &str, user: &db::account::User) -> Result<(), Fault> {
    let mut flaws = Flaws::default();
    flaws.note("password", check_password(password, &user.login, &user.name));
    if password != again {
        flaws.push("password_again", Flaw::PasswordsDiffer);
    }
    Ok(flaws.or(Some(()))?)
}

#[async_trait]
impl AccountDesk for AccountService {
    async fn sign_in(&self, login: &str, password: &str, origin: &Origin) -> Result<SignedIn, Fault> {
        self.sign_in_with(login, password, origin).await
    }

    async fn welcome(&self, token: &str) -> Result<Welcome, Fault> {
        let (_, user) = self.good_link(token).await?;
        Ok(Welcome { login: user.login, name: user.name })
    }

    async fn accept(&self, token: &str, password: &str, again: &str, origin: &Origin) -> Result<SignedIn, Fault> {
        self.accept_link(token, password, again, origin).await
    }

    async fn account(&self, actor: &Actor) -> Result<AccountView, Fault> {
        let user = self.user(actor.user_id).await?;
        let now = self.now();
        let sessions = db::account::sessions(self.services.db.read(), actor.user_id).await.map_err(fault)?;
        let sessions = sessions.into_iter().filter(|s| !self.rules.is_over(s.started_at, s.last_seen_at, now)).map(|s| SessionView {
            id: s.id,
            started_at: s.started_at,
            last_seen_at: s.last_seen_at,
            from: s.from,
            browser: s.browser,
            current: s.id == actor.session_id,
        });
        Ok(AccountView { login: user.login, name: user.name, email: user.email, roles: actor.roles.clone(), desks: actor.desks.clone(), sessions: sessions.collect() })
    }

    async fn change_password(&self, actor: &Actor, present: &str, password: &str, again: &str) -> Result<(), Fault> {
        let user = self.user(actor.user_id).await?;
        let origin = Origin { from: actor.from.clone(), browser: String::new() };
        // Somebody at a forgotten screen could guess here as well as at the door.
        let keys = self.attempt(&user.login, &origin).await?;
        if !self.passwords.check(present, user.password_hash.clone()).await? {
            self.note_failure(Some(user.id), &origin, "present password").await?;
            let mut flaws = Flaws::default();
            flaws.push("password_present", Flaw::PasswordWrong);
            return Err(flaws.into());
        }
        let (now, actor) = (self.now(), actor.clone());
        let checked = check_new(password, again, &user);
        let hash = if checked.is_ok() { Some(self.passwords.hash(password).await?) } else { None };
        self.services
            .write(move |tx| {
                async move {
                    sign_in::forgive(tx, &keys).await?;
                    if let Some(hash) = hash {
                        db::account::set_password(tx, actor.user_id, &hash).await?;
                        db::account::end_sessions(tx, actor.user_id, Some(actor.session_id), now).await?;
                        let log = entry(now, &Who::from(&actor), Deed::Password, Some(actor.user_id), "");
                        db::audit::append(tx, &log).await?;
                        tell_account(tx, NoticeKind::PasswordChanged, log.id, actor.user_id, now).await?;
                    }
                    Ok::<_, Stop>(())
                }
                .boxed()
            })
            .await?;
        checked
    }

    async fn sign_out(&self, actor: &Actor) -> Result<(), Fault> {
        self.end(actor, actor.session_id).await
    }

    async fn end_session(&self, actor: &Actor, session: SessionId) -> Result<(), Fault> {
        self.end(actor, session).await
    }

    async fn sign_out_everywhere(&self, actor: &Actor) -> Result<(), Fault> {
        let (now, actor) = (self.now(), actor.clone());
        self.services
            .write(move |tx| {
                async move {
                    db::account::end_sessions(tx, actor.user_id, None, now).await?;
                    db::audit::append(tx, &entry(now, &Who::from(&actor), Deed::SignOut, Some(actor.user_id), "everywhere")).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
    }
}

impl AccountService {
    async fn end(&self, actor: &Actor, session: SessionId) -> Result<(), Fault> {
        let (now, actor) = (self.now(), actor.clone());
        self.services
            .write(move |tx| {
                async move {
                    if !db::account::end_session(tx, actor.user_id, session, now).await? {
                        return Err(Fault::NotFound.into());
                    }
                    let note = if session == actor.session_id { "" } else { "another session" };
                    db::audit::append(tx, &entry(now, &Who::from(&actor), Deed::SignOut, Some(actor.user_id), note)).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
    }

    /// The link with this token and its user, if it can still be used.
    async fn good_link(&self, token: &str) -> Result<(String, db::account::User), Fault> {
        let hash = token::hash(token);
        let link = db::account::link(self.services.db.read(), &hash).await.map_err(fault)?;
        let link = link.filter(|link| !link.used && self.now() < link.expires_at).ok_or(Refusal::LinkInvalid)?;
        let user = self.user(link.user).await?;
        if user.disabled { Err(Refusal::LinkInvalid.into()) } else { Ok((hash, user)) }
    }
}
