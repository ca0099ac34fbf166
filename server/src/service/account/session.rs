//! From a cookie to a person, at every request.

use super::token;
use super::{AccountService, Who, entry};
use crate::service::error::fault;
use chrono::Duration;
use db::account::{Session, User};
use domain::account::{Actor, Permission};
use domain::audit::Deed;
use domain::error::Fault;
use domain::id::UserId;
use domain::ports::Origin;
use futures::FutureExt;

/// How often the last use of a session is written down: a write per request would be a waste.
fn touch_every() -> Duration {
    Duration::minutes(1)
}

impl AccountService {
    /// The person behind a session's token, while the session lasts, which it does the longer for being asked.
    ///
    /// # Errors
    /// The database's.
    pub async fn actor_of(&self, token: &str, origin: &Origin) -> Result<Option<Actor>, Fault> {
        let Some((session, actor)) = self.behind(token, origin, false).await? else { return Ok(None) };
        let now = self.now();
        if now - session.last_seen_at >= touch_every() {
            let id = session.id;
            let touched = self.services.write(move |tx| async move { Ok(db::account::touch_session(tx, id, now).await?) }.boxed()).await;
            if touched.is_err() {
                // A busy database must not keep people from reading; the next request tries again.
                tracing::warn!("the last use of a session could not be written");
            }
        }
        Ok(Some(actor))
    }

    /// The same for what an open page asks by itself: a screen that nobody sits at does not keep its session.
    ///
    /// # Errors
    /// The database's.
    pub async fn actor_of_page(&self, token: &str, origin: &Origin) -> Result<Option<Actor>, Fault> {
        Ok(self.behind(token, origin, true).await?.map(|(_, actor)| actor))
    }

    async fn behind(&self, token: &str, origin: &Origin, automatic: bool) -> Result<Option<(Session, Actor)>, Fault> {
        let Some((session, user)) = self.living(token).await? else { return Ok(None) };
        let conn = self.services.db.read();
        let roles = db::account::roles(conn, user.id).await.map_err(fault)?;
        let desks = db::account::desks(conn, user.id).await.map_err(fault)?;
        let actor = Actor { user_id: user.id, session_id: session.id, name: user.name, roles, desks, from: origin.from.clone(), automatic, read_only: false };
        let actor = match session.view_as {
            // No desk: whoever looks as another role sees the pages, and nobody's data in them.
            Some(role) if actor.may(Permission::UserManage) => Actor { roles: vec![role], desks: Vec::new(), read_only: true, ..actor },
            _ => actor,
        };
        Ok(Some((session, actor)))
    }

    /// Whether the session still lasts. Looking does not prolong it.
    pub async fn is_alive(&self, token: &str) -> bool {
        // When the database does not answer, nothing is known against the session.
        self.living(token).await.map_or(true, |living| living.is_some())
    }

    /// Whether a session that was not ended has not run out either.
    #[must_use]
    pub fn is_living(&self, session: &Session) -> bool {
        !session.ended && !self.rules.is_over(session.started_at, session.last_seen_at, self.now())
    }

    /// How many browsers a person is signed in with.
    ///
    /// # Errors
    /// The database's.
    pub async fn living_sessions(&self, user: UserId) -> Result<usize, Fault> {
        let sessions = db::account::sessions(self.services.db.read(), user).await.map_err(fault)?;
        Ok(sessions.iter().filter(|s| self.is_living(s)).count())
    }

    /// Whose session it is or was.
    pub async fn owner_of(&self, token: &str) -> Option<UserId> {
        db::account::session(self.services.db.read(), &token::hash(token)).await.ok().flatten().map(|(_, user)| user.id)
    }

    async fn living(&self, token: &str) -> Result<Option<(Session, User)>, Fault> {
        let found = db::account::session(self.services.db.read(), &token::hash(token)).await.map_err(fault)?;
        Ok(found.filter(|(session, user)| !session.ended && !user.disabled && !self.rules.is_over(session.started_at, session.last_seen_at, self.now())))
    }

    /// Writes down that somebody tried what they may not do.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_refusal(&self, actor: &Actor, path: &str) -> Result<(), Fault> {
        let line = entry(self.now(), &Who::from(actor), Deed::Refused, Some(actor.user_id), path);
        self.services.write(move |tx| async move { Ok(db::audit::append(tx, &line).await?) }.boxed()).await
    }

    /// Forgets what nobody needs any more: counters after a day, links and sessions after a year, kept forms after an hour, drafts after
    /// a month.
    ///
    /// # Errors
    /// The database's.
    pub async fn tidy_up(&self) -> Result<(), Fault> {
        let now = self.now();
        self.services
            .write(move |tx| {
                async move {
                    // An office that mistypes now and then does not come to a delay for everybody over the weeks.
                    db::account::fade_failures(tx, super::sign_in::ADDRESS).await?;
                    db::account::purge(tx, now - Duration::days(1), now - Duration::days(365)).await?;
                    db::draft::purge(tx, now - Duration::days(30)).await?;
                    db::kept_form::purge(tx, now - crate::http::kept_form_lifetime()).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
    }
}
