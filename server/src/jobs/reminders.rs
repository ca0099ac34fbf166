//! Reminders of next dates, from eight in the morning on.

use super::Job;
use crate::events::Hint;
use crate::service::Services;
use crate::service::error::{Stop, fault};
use crate::service::notice::staff_of;
use async_trait::async_trait;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::calendar::{Holidays, add_working_days, start_of_day_utc};
use domain::error::Fault;
use domain::notice::{Event, MORNING_HOUR, OpenCase, is_time_to_remind, oldest_told, reminder};
use futures::FutureExt;

/// Reminders that are written at once: others' saves wait no longer than for these, each of which may tell a whole desk.
const AT_ONCE: usize = 10;
/// Reminders of the last so many days are looked through, so that none is tried again in vain.
const KNOWN_DAYS: i64 = 60;

/// The morning's turn comes so soon after the hour.
const MORNING_MINUTES: i64 = 15;

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
        if told > 0 {
            self.0.hints.send(Hint::of_anything());
        }
        Ok(format!("told={told}"))
    }
}

impl Reminders {
    /// Cases that are to be spoken of today, and were not.
    async fn due(&self, today: NaiveDate, now: DateTime<Utc>) -> Result<Vec<(OpenCase, Event)>, Fault> {
        let conn = self.0.db.read();
        let holidays: Holidays = db::holiday::from(conn, today).await.map_err(fault)?;
        let cases = db::cases::dated(conn, oldest_told(today), add_working_days(today, 1, &holidays)).await.map_err(fault)?;
        let known = db::notice::reminded(conn, now - Duration::days(KNOWN_DAYS)).await.map_err(fault)?;
        // What somebody typed after the morning's turn is no news today; a later day may still tell of it.
        let morning = start_of_day_utc(today) + Duration::hours(MORNING_HOUR) + Duration::minutes(MORNING_MINUTES);
        let cases = cases.into_iter().filter(|case| case.changed_at < morning);
        let events = cases.filter_map(|case| reminder(&case, today, &holidays).map(|event| (case, event)));
        Ok(events.filter(|(_, event)| !known.contains(&(event.kind, event.key.clone()))).collect())
    }

    async fn tell(&self, part: Vec<(OpenCase, Event)>, now: DateTime<Utc>) -> Result<u64, Fault> {
        self.0
            .write(move |tx| {
                async move {
                    let mut told = 0;
                    for (case, event) in part {
                        // What nobody is in charge of who still works there is everybody's at the desk.
                        let staff = staff_of(tx, case.desk).await?;
                        let to = match case.owner.filter(|owner| staff.contains(owner)) {
                            Some(owner) => vec![owner],
                            None => staff,
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
