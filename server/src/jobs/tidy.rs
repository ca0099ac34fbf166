//! Forgetting what nobody needs any more.

use super::Job;
use crate::files::Files;
use crate::service::Services;
use crate::service::account::AccountService;
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use domain::error::Fault;
use futures::FutureExt;

/// Notices and e-mails are kept so long.
const KEPT_DAYS: i64 = 400;

/// Old counters, links, sessions, drafts, kept forms, notices and e-mails.
pub(super) struct Tidy(pub(super) AccountService, pub(super) Services);

#[async_trait]
impl Job for Tidy {
    fn name(&self) -> &'static str {
        "tidy"
    }

    async fn turn(&self, now: DateTime<Utc>) -> Result<String, Fault> {
        self.0.tidy_up().await?;
        let before = now - Duration::days(KEPT_DAYS);
        let (notices, mails) = self.1.write(move |tx| async move { Ok((db::notice::purge(tx, before).await?, db::mail::purge(tx, before).await?)) }.boxed()).await?;
        Ok(format!("notices={notices} mails={mails}"))
    }
}

/// Contents of files that no record speaks of.
pub(super) struct Sweep(pub(super) Files, pub(super) db::Database);

#[async_trait]
impl Job for Sweep {
    fn name(&self) -> &'static str {
        "files"
    }

    async fn turn(&self, _: DateTime<Utc>) -> Result<String, Fault> {
        match self.0.sweep(&self.1, std::time::SystemTime::now()).await {
            Ok(removed) => Ok(format!("removed={removed}")),
            Err(error) => {
                let ticket = uuid::Uuid::now_v7().to_string();
                tracing::warn!(%error, ticket, "looking through the attached files failed");
                Err(Fault::Internal { ticket })
            }
        }
    }
}
