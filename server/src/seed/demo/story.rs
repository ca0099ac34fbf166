//! The order of things: who calls when, and what happens afterwards, strictly by the clock.

use super::StoryClock;
use super::matching::Begun;
use super::people::Cast;
use super::physicians::NamedPhysician;
use crate::seed::SeedError;
use crate::seed::people::Person;
use crate::seed::random::Random;
use crate::seed::scenes::Scene;
use crate::service::Services;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc, Weekday};
use domain::account::Actor;
use domain::calendar::{jst_date, start_of_day_utc};
use domain::id::{CaseId, InquiryId, PatientId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long the desks have been open.
const DAYS: u64 = 119;
/// The same story for everybody.
const SEED: u64 = 0x4D41_444F_4755_4348;

/// A patient of one of the desks.
pub(super) struct Known {
    pub(super) id: PatientId,
    pub(super) person: Person,
    pub(super) desk: usize,
}

/// What was recorded of a call.
pub(super) struct Filed {
    pub(super) inquiry: InquiryId,
    pub(super) case: CaseId,
    pub(super) scene: &'static Scene,
    pub(super) phrase: String,
    pub(super) actor: Actor,
}

/// What happens; numbers are places in [`Story::filed`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    Call,
    Step { of: usize, number: usize },
    Close(usize),
    Reopen(usize),
    Correct(usize),
    VoidInquiry(usize),
    VoidCase(usize),
    Patient(usize),
    Link(usize),
    Search { of: usize, number: usize },
    Tenures,
    Away,
}

/// The story and everything it remembers.
pub(super) struct Story {
    pub(super) services: Services,
    pub(super) cast: Cast,
    pub(super) now: DateTime<Utc>,
    pub(super) random: Random,
    pub(super) filed: Vec<Filed>,
    pub(super) patients: Vec<Known>,
    /// The searches that have begun, by their places in the list of them.
    pub(super) searches: BTreeMap<usize, Begun>,
    pub(super) doctors: Vec<NamedPhysician>,
    clock: Arc<StoryClock>,
    events: BTreeMap<(DateTime<Utc>, u32), Event>,
    planned: u32,
}

/// The next day on which the desk is open, `date` included.
pub(super) fn open_day(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date + Days::new(2),
        Weekday::Sun => date + Days::new(1),
        _ => date,
    }
}

impl Story {
    pub(super) fn new(services: Services, clock: Arc<StoryClock>, cast: Cast, doctors: Vec<NamedPhysician>, now: DateTime<Utc>) -> Self {
        let (filed, patients, searches, events) = (Vec::new(), Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { services, cast, now, random: Random::new(SEED), filed, patients, searches, doctors, clock, events, planned: 0 }
    }

    /// Tells everything, up to now.
    pub(super) async fn tell(&mut self) -> Result<(), SeedError> {
        self.plan_calls();
        self.plan_searches();
        while let Some(((at, _), event)) = self.events.pop_first() {
            self.clock.set(at);
            match event {
                Event::Call => self.call(at).await?,
                other => self.follow(at, other).await?,
            }
        }
        self.details().await?;
        self.drafts().await?;
        self.clock.set(self.now);
        Ok(())
    }

    /// Moves the clock.
    pub(super) fn set_clock(&self, to: DateTime<Utc>) {
        self.clock.set(to);
    }

    /// Notes that something will happen; what lies after now does not.
    pub(super) fn plan(&mut self, at: DateTime<Utc>, event: Event) {
        if at < self.now {
            self.planned += 1;
            self.events.insert((at, self.planned), event);
        }
    }

    /// A moment of that day while the desk is open.
    pub(super) fn moment(&mut self, day: NaiveDate) -> DateTime<Utc> {
        start_of_day_utc(day) + Duration::hours(9) + Duration::seconds(self.random.between(300, 8 * 3_600))
    }

    fn plan_calls(&mut self) {
        let today = jst_date(self.now);
        let first = today.checked_sub_days(Days::new(DAYS)).unwrap_or(today);
        for day in first.iter_days().take_while(|day| *day <= today) {
            // Whoever looks at the demonstration on a Sunday still finds calls of "today".
            if open_day(day) != day && day != today {
                continue;
            }
            for _ in 0..self.random.between(2, 4) {
                let at = self.moment(day);
                self.plan(at, Event::Call);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_is_closed_at_weekends() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert_eq!([20, 21, 22, 23].map(|d| open_day(day(d)).day()), [20, 23, 23, 23]);
    }
}
