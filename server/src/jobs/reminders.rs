//! Reminders of next dates, from eight in the morning on.

use super::Job;
use crate::service::Services;
use crate::service::error::{Stop, fault};
use crate::service::notice::staff_of;
use async_trait::async_trait;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::calendar::{Holidays, add_working_days};
use domain::error::Fault;
use domain::notice::{Event, OpenCase, is_time_to_remind, reminder};
use futures::FutureExt;

/// Reminders that are written at once: others' saves wait no longer than for these.
const AT_ONCE: usize = 100;
/// Reminders of the last so many days are looked through, so that none is tried again in vain.
const KNOWN_DAYS: i64 = 60;

pub(super) struct Reminders(pub(super) Services);

#[async_trait]
impl Job for Reminders {
    fn name(&self) -> &'static str {
        "reminders"
    }

    async fn turn(&self, now: DateTime<Utc>) -> Result<String, Fault> {
        let Some(today) = is_time_to_remind(now) else { return Ok("told=0".to_owned()) };
        let due = self.due(today, now).await?;
        let mut told = 0;
        for part in due.chunks(AT_ONCE) {
            told += self.tell(part.to_vec(), now).await?;
        }
        Ok(format!("told={told}"))
    }
}

impl Reminders {
    /// Cases that are to be spoken of today, and were not.
    async fn due(&self, today: NaiveDate, now: DateTime<Utc>) -> Result<Vec<(OpenCase, Event)>, Fault> {
        let conn = self.0.db.read();
        let holidays: Holidays = db::holiday::from(conn, today).await.map_err(fault)?;
        let cases = db::cases::dated(conn, add_working_days(today, 1, &holidays)).await.map_err(fault)?;
        let known = db::notice::reminded(conn, now - Duration::days(KNOWN_DAYS)).await.map_err(fault)?;
        let events = cases.into_iter().filter_map(|case| reminder(&case, today, &holidays).map(|event| (case, event)));
        Ok(events.filter(|(_, event)| !known.contains(&(event.kind, event.key.clone()))).collect())
    }

    async fn tell(&self, part: Vec<(OpenCase, Event)>, now: DateTime<Utc>) -> Result<u64, Fault> {
        self.0
            .write(move |tx| {
                async move {
                    let mut told = 0;
                    for (case, event) in part {
                        // What nobody is in charge of is everybody's at the desk.
                        let to = match case.owner {
                            Some(owner) => vec![owner],
                            None => staff_of(tx, case.desk).await?,
                        };
                        told += db::notice::tell(tx, &event, &to, now).await?;
                    }
                    Ok::<_, Stop>(told)
                }
                .boxed()
            })
            .await
    }
}
