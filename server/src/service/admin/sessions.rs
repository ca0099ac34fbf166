//! Signed-in browsers of everybody, and looking at the pages as another role sees them.

use super::AdminService;
use crate::service::common::entry;
use crate::service::error::fault;
use domain::account::{Actor, Role};
use domain::admin::HouseSession;
use domain::audit::{Deed, RecordKind};
use domain::error::Fault;
use domain::id::{SessionId, UserId};
use futures::FutureExt;

impl AdminService {
    pub(super) async fn list_sessions(&self, actor: &Actor) -> Result<Vec<HouseSession>, Fault> {
        let found = db::account::all_sessions(self.services.db.read()).await.map_err(fault)?;
        let living = found.into_iter().filter(|(session, _, _)| self.account.is_living(session));
        Ok(living
            .map(|(session, user_name, login)| HouseSession {
                current: session.id == actor.session_id,
                id: session.id,
                user: session.user,
                user_name,
                login,
                started_at: session.started_at,
                last_seen_at: session.last_seen_at,
                from: session.from,
                browser: session.browser,
            })
            .collect())
    }

    pub(super) async fn end_house_sessions(&self, actor: &Actor, user: UserId, session: Option<SessionId>) -> Result<(), Fault> {
        let (actor, now) = (actor.clone(), self.services.now());
        self.write(move |tx| {
            async move {
                let ended = match session {
                    Some(session) => u64::from(db::account::end_session(tx, user, session, now).await?),
                    None => db::account::end_sessions(tx, user, None, now).await?,
                };
                if ended == 0 {
                    return Err(Fault::NotFound.into());
                }
                let mut log = entry(&actor, now, Deed::EndSession, RecordKind::User, user, 0);
                log.note = format!("{ended}台");
                Ok(db::audit::append(tx, &log).await?)
            }
            .boxed()
        })
        .await
    }

    pub(super) async fn look_as(&self, actor: &Actor, role: Option<Role>) -> Result<(), Fault> {
        let (actor, now) = (actor.clone(), self.services.now());
        self.write(move |tx| {
            async move {
                if !db::account::view_as(tx, actor.session_id, role).await? {
                    return Err(Fault::NotFound.into());
                }
                let mut log = entry(&actor, now, Deed::View, RecordKind::User, actor.user_id, 0);
                log.note = role.map_or_else(|| "as oneself".to_owned(), |r| format!("as {}", r.code()));
                Ok(db::audit::append(tx, &log).await?)
            }
            .boxed()
        })
        .await
    }
}
