//! Offers (打診): those whose time is over end, and physicians are reminded in time; nobody is left without a physician unnoticed.
//! After a stop it catches up: what is over ends once, and what came near too long ago is not reminded of any more.

use super::Job;
use crate::service::Services;
use crate::service::assignment::{expire, remind, tell_uncovered, uncovered};
use crate::service::error::{Stop, fault};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::error::Fault;
use domain::id::{OfferId, RequestId};
use futures::FutureExt;
use std::collections::BTreeSet;

pub(super) struct Offers(pub(super) Services);

#[async_trait]
impl Job for Offers {
    fn name(&self) -> &'static str {
        "offers"
    }

    async fn turn(&self, now: DateTime<Utc>) -> Result<String, Fault> {
        let due = db::assignment::due(self.0.db.read(), now).await.map_err(fault)?;
        let over: BTreeSet<RequestId> = due.iter().filter(|d| d.is_over).map(|d| d.request).collect();
        let (mut expired, mut reminded, mut trouble) = (0, 0, None);
        // One search that cannot be written keeps no other one from its turn.
        for request in over {
            match expire(&self.0, request).await {
                Ok(did) => expired += u32::from(did),
                Err(fault) => trouble = Some(fault),
            }
        }
        for one in due.iter().filter(|d| !d.is_over) {
            match self.remind(one.request, one.id, now).await {
                Ok(did) => reminded += u32::from(did),
                Err(fault) => trouble = Some(fault),
            }
        }
        let uncovered = self.uncovered(now).await?;
        trouble.map_or_else(|| Ok(format!("expired={expired} reminded={reminded} uncovered={uncovered}")), Err)
    }
}

impl Offers {
    async fn remind(&self, request: RequestId, offer: OfferId, now: DateTime<Utc>) -> Result<bool, Fault> {
        self.0
            .write(move |tx| {
                async move {
                    db::hold::request(tx, request).await?;
                    if !db::assignment::reminded(tx, offer, now).await? {
                        return Ok(false);
                    }
                    let record = db::assignment::find(tx, request).await?.ok_or(Fault::NotFound)?;
                    if let Some(offer) = record.matching.offer(offer) {
                        remind(tx, &record, offer, now).await?;
                    }
                    Ok::<_, Stop>(true)
                }
                .boxed()
            })
            .await
    }

    /// Tells the desks of times in which nobody acts; each time once.
    async fn uncovered(&self, now: DateTime<Utc>) -> Result<u64, Fault> {
        let times = uncovered(self.0.db.read(), None, now).await.map_err(Stop::fault)?;
        if times.is_empty() {
            return Ok(0);
        }
        self.0
            .write(move |tx| {
                async move {
                    let mut told = 0;
                    for (desk, time) in &times {
                        told += tell_uncovered(tx, *desk, time, now).await?;
                    }
                    Ok::<_, Stop>(told)
                }
                .boxed()
            })
            .await
    }
}
