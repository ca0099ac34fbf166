//! Reminders of next dates: which case is told of today, from the calendar alone.

use super::{Event, Facts, MORNING_HOUR, NoticeKind};
use crate::calendar::{Holidays, is_working_day, jst, jst_date};
use crate::id::{CaseId, DeskId, UserId};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Timelike, Utc};

/// An open case with a next date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCase {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its desk.
    pub desk: DeskId,
    /// Who is in charge.
    pub owner: Option<UserId>,
    /// When something is to be done.
    pub next_date: NaiveDate,
    /// When it was changed last.
    pub changed_at: DateTime<Utc>,
}

/// A date that passed longer ago is not told of any more.
const OLD_DAYS: i64 = 14;

/// The oldest date that is still told of on `today`.
#[must_use]
pub fn oldest_told(today: NaiveDate) -> NaiveDate {
    today - TimeDelta::days(OLD_DAYS)
}

/// The first day after `today` that is a working day.
fn next_working_day(today: NaiveDate, holidays: &Holidays) -> NaiveDate {
    let mut day = today;
    for _ in 0..60 {
        let Some(next) = day.checked_add_days(Days::new(1)) else { return day };
        day = next;
        if is_working_day(day, holidays) {
            return day;
        }
    }
    day
}

/// What is said today about a case's next date: on the last working day before it (and on free days in between), and after it has passed.
///
/// The event has one key per case and date, so it is told once, whenever the job comes round; a date that was passed over while
/// nothing ran is told as overdue and no more as due.
#[must_use]
pub fn reminder(case: &OpenCase, today: NaiveDate, holidays: &Holidays) -> Option<Event> {
    let kind = if case.next_date < today {
        // Whatever passed long ago is no news: after a long stop, or on the first day of this program, nobody gets years of it.
        if case.next_date < oldest_told(today) {
            return None;
        }
        NoticeKind::Overdue
    } else if today < case.next_date && case.next_date <= next_working_day(today, holidays) {
        NoticeKind::DueTomorrow
    } else {
        return None;
    };
    let facts = Facts::case(case.id, &case.number).due(Some(case.next_date));
    Some(Event::new(kind, format!("{}:{}", case.id, case.next_date), facts).together(format!("reminders:{today}")))
}

/// Whether the day's reminders may go out yet: from eight in the morning on.
#[must_use]
pub fn is_time_to_remind(now: DateTime<Utc>) -> Option<NaiveDate> {
    (i64::from(jst(now).hour()) >= MORNING_HOUR).then(|| jst_date(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn case(next: &str) -> OpenCase {
        OpenCase { id: CaseId::new(), number: "R8-000001".into(), desk: DeskId::new(), owner: None, next_date: date(next), changed_at: DateTime::UNIX_EPOCH }
    }

    fn kind(next: &str, today: &str) -> Option<NoticeKind> {
        let holidays = [date("2026-11-23")].into_iter().collect();
        reminder(&case(next), date(today), &holidays).map(|e| e.kind)
    }

    #[test]
    fn friday_tells_of_monday_and_over_a_holiday_of_tuesday() {
        // 2026-11-20 is a Friday, the 23rd a holiday on a Monday.
        assert_eq!(kind("2026-11-24", "2026-11-19"), None);
        assert_eq!(kind("2026-11-24", "2026-11-20"), Some(NoticeKind::DueTomorrow));
        assert_eq!(kind("2026-11-22", "2026-11-20"), Some(NoticeKind::DueTomorrow), "a date on a Sunday is told of on Friday");
        assert_eq!(kind("2026-11-24", "2026-11-23"), Some(NoticeKind::DueTomorrow), "late, but in time");
        assert_eq!(kind("2026-11-24", "2026-11-24"), None, "the home page shows what is due today");
        assert_eq!(kind("2026-11-24", "2026-11-25"), Some(NoticeKind::Overdue));
        assert_eq!(kind("2026-11-24", "2026-12-08"), Some(NoticeKind::Overdue));
        assert_eq!(kind("2026-11-24", "2026-12-09"), None, "the home page still shows it");
    }

    #[test]
    fn the_day_begins_at_eight() {
        assert_eq!(is_time_to_remind("2026-11-22T22:59:59Z".parse().unwrap()), None);
        assert_eq!(is_time_to_remind("2026-11-22T23:00:00Z".parse().unwrap()), Some(date("2026-11-23")));
        assert_eq!(is_time_to_remind("2026-11-23T15:00:00Z".parse().unwrap()), None);
    }

    proptest! {
        #[test]
        fn every_date_is_told_of_on_one_working_day_before_it_and_never_after_as_due(offset in 0u64..4_000, back in 1u64..40) {
            let next = date("2020-01-01") + Days::new(offset);
            let holidays = Holidays::default();
            let case = OpenCase { next_date: next, ..case("2026-01-01") };
            let told: Vec<NaiveDate> = (1..=back).map(|d| next - Days::new(d)).filter(|d| is_working_day(*d, &holidays) && reminder(&case, *d, &holidays).is_some()).collect();
            prop_assert!(told.len() <= 1);
            prop_assert!(back < 3 || told.len() == 1, "three days before any date there was a working day: {next}");
            let keys: std::collections::BTreeSet<String> = (1..=5).filter_map(|d| reminder(&case, next + Days::new(d), &holidays)).map(|e| { assert_eq!(e.kind, NoticeKind::Overdue); e.key }).collect();
            prop_assert_eq!(keys.len(), 1, "overdue is one event, however long it lasts");
        }
    }
}
