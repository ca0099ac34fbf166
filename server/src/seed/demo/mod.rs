//! みなと川市, a city that does not exist: two desks, nine people and some four months of calls, made through the services
//! with their rules and their audit, by a clock that is moved along.

mod calls;
mod details;
mod directory;
mod follow;
mod matching;
mod people;
mod physicians;
mod story;

use super::{SeedError, require_empty};
use crate::service::account::Invited;
use crate::service::error::Stop;
use crate::service::{Clock, Services};
use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Somebody who can sign in to look around.
#[derive(Clone)]
pub struct DemoPerson {
    /// Sign-in name.
    pub login: &'static str,
    /// Name.
    pub name: &'static str,
    /// Roles and desks, in words.
    pub what: &'static str,
    /// The one-time link.
    pub invited: Invited,
}

/// What was made.
#[derive(Clone)]
pub struct Demo {
    /// Who can sign in.
    pub people: Vec<DemoPerson>,
    /// How many inquiries.
    pub inquiries: usize,
    /// How many patients.
    pub patients: usize,
}

impl Demo {
    /// What the operator is told.
    #[must_use]
    pub fn lines(&self, public_url: &str) -> Vec<String> {
        let mut lines = vec![format!("みなと川市 (fictional): {} inquiries, {} patients. One-time links, good for 72 hours:", self.inquiries, self.patients)];
        for person in &self.people {
            lines.push(format!("{}  {}  {}", person.login, person.name, person.what));
            lines.push(person.invited.link(public_url));
        }
        lines
    }
}

/// A clock that stands where the story is.
struct StoryClock(AtomicI64);

impl StoryClock {
    fn set(&self, to: DateTime<Utc>) {
        self.0.store(to.timestamp_millis(), Ordering::Relaxed);
    }
}

impl Clock for StoryClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

/// Nobody is written to about a story: what it would have told by e-mail is taken back, and people have read all but the last day's.
async fn quiet(services: &Services, now: DateTime<Utc>) -> Result<(), SeedError> {
    services
        .write(move |tx| {
            async move {
                db::mail::cancel_waiting(tx, "架空の市のデータのため、送信していません", now + Duration::days(2)).await?;
                for line in db::account::users(tx).await? {
                    db::notice::read_all(tx, line.user.id, now - Duration::days(1), now).await?;
                }
                Ok::<_, Stop>(())
            }
            .boxed()
        })
        .await
        .map_err(SeedError::Fault)
}

/// Makes the city. The same at every run but for ids and for where "now" is.
///
/// # Errors
/// [`SeedError::NotEmpty`], or the services'.
pub async fn demo(services: &Services) -> Result<Demo, SeedError> {
    require_empty(services).await?;
    let now = services.now();
    let clock = Arc::new(StoryClock(AtomicI64::new(now.timestamp_millis())));
    let moved = Services { clock: clock.clone(), ..services.clone() };
    let (people, cast) = people::open(&moved).await?;
    let houses = directory::fill(&moved, &clock, &cast, now).await?;
    let doctors = physicians::fill(&moved, &clock, &cast, now, &houses).await?;
    let mut story = story::Story::new(moved, clock, cast, doctors, now);
    story.tell().await?;
    quiet(services, now).await?;
    Ok(Demo { people, inquiries: story.filed.len() + story.searches.len(), patients: story.patients.len() + story.searches.len() })
}
