//! The time line is checked hour by hour against a plain reading of the absences.

use super::*;
use crate::code::Code;
use crate::id::AbsenceId;
use chrono::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

const PRIMARY: PhysicianId = PhysicianId(Uuid::from_u128(1));
const SECONDARY: PhysicianId = PhysicianId(Uuid::from_u128(2));
const OTHER: PhysicianId = PhysicianId(Uuid::from_u128(3));
/// The period of the tests, in hours.
const HOURS: i64 = 48;

fn hour(n: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(1_795_000_000 / 3_600 * 3_600 + n * 3_600, 0).unwrap()
}

fn span(from: i64, until: i64) -> Interval {
    Interval { from: hour(from), until: hour(until) }
}

fn away_from(physician: PhysicianId, from: i64, until: i64) -> Absence {
    Absence { id: AbsenceId::new(), physician, from: hour(from), until: hour(until), kind: Code("other".into()), note: String::new(), withdrawn_at: None, version: 1 }
}

fn line(absences: &[Absence]) -> Vec<(Interval, Acting)> {
    time_line(Some(PRIMARY), Some(SECONDARY), absences, hour(0), hour(HOURS))
}

fn standing_in(back: i64) -> Acting {
    Acting::Secondary { id: SECONDARY, primary_back_at: hour(back) }
}

fn nobody(until: i64) -> Acting {
    Acting::Nobody { until: hour(until) }
}

#[test]
fn the_secondary_stands_in_and_when_both_are_away_it_is_said_until_when() {
    let absences = [away_from(PRIMARY, 10, 20), away_from(SECONDARY, 12, 14), away_from(SECONDARY, 18, 30), away_from(OTHER, 0, HOURS)];
    let expected = [
        (span(0, 10), Acting::Primary(PRIMARY)),
        (span(10, 12), standing_in(20)),
        (span(12, 14), nobody(14)),
        (span(14, 18), standing_in(20)),
        (span(18, 20), nobody(20)),
        (span(20, HOURS), Acting::Primary(PRIMARY)),
    ];
    assert_eq!(line(&absences), expected);
    assert_eq!(both_absent(Some(PRIMARY), Some(SECONDARY), &absences, hour(0), hour(HOURS)), [span(12, 14), span(18, 20)]);
    assert_eq!(both_absent(Some(PRIMARY), Some(SECONDARY), &absences, hour(13), hour(19)), [span(13, 14), span(18, 19)]);
}

#[test]
fn at_the_moment_of_coming_back_one_is_back() {
    let absences = [away_from(PRIMARY, 10, 20)];
    let at = |n| acting(Some(PRIMARY), Some(SECONDARY), &absences, hour(n));
    assert_eq!((at(9), at(10), at(19), at(20)), (Acting::Primary(PRIMARY), standing_in(20), standing_in(20), Acting::Primary(PRIMARY)));
}

#[test]
fn without_a_secondary_or_with_oneself_as_one_nobody_stands_in() {
    let absences = [away_from(PRIMARY, 10, 20)];
    for secondary in [None, Some(PRIMARY)] {
        assert_eq!(acting(Some(PRIMARY), secondary, &absences, hour(10)), nobody(20));
        assert_eq!(both_absent(Some(PRIMARY), secondary, &absences, hour(0), hour(HOURS)), [span(10, 20)]);
    }
}

#[test]
fn without_a_primary_nobody_holds_the_patient() {
    for secondary in [None, Some(SECONDARY)] {
        assert_eq!(acting(None, secondary, &[away_from(SECONDARY, 0, 9)], hour(5)), Acting::Unassigned);
        assert_eq!(time_line(None, secondary, &[away_from(SECONDARY, 0, 9)], hour(0), hour(HOURS)), [(span(0, HOURS), Acting::Unassigned)]);
        assert_eq!(both_absent(None, secondary, &[away_from(SECONDARY, 0, 9)], hour(0), hour(HOURS)), []);
    }
}

#[test]
fn an_empty_period_has_no_line() {
    assert_eq!(time_line(Some(PRIMARY), None, &[], hour(5), hour(5)), []);
    assert_eq!(time_line(Some(PRIMARY), None, &[], hour(6), hour(5)), []);
}

fn physicians() -> impl Strategy<Value = Option<PhysicianId>> {
    prop::sample::select(vec![None, Some(PRIMARY), Some(PRIMARY), Some(SECONDARY), Some(SECONDARY), Some(OTHER)])
}

/// Absences around the period; some withdrawn, some without any time.
fn absences() -> impl Strategy<Value = Vec<Absence>> {
    let one = (prop::sample::select(vec![PRIMARY, SECONDARY, OTHER]), -10..HOURS + 10, -2..20_i64, prop::bool::weighted(0.2))
        .prop_map(|(physician, from, length, withdrawn)| Absence { withdrawn_at: withdrawn.then(|| hour(0)), ..away_from(physician, from, from + length) });
    prop::collection::vec(one, 0..10)
}

fn is_away(physician: PhysicianId, absences: &[Absence], at: DateTime<Utc>) -> bool {
    absences.iter().any(|a| a.physician == physician && a.withdrawn_at.is_none() && a.from <= at && at < a.until)
}

proptest! {
    #[test]
    fn the_time_line_covers_the_period_and_says_what_acting_says(primary in physicians(), secondary in physicians(), absences in absences(), from in -5..HOURS, length in 0..HOURS) {
        let line = time_line(primary, secondary, &absences, hour(from), hour(from + length));
        prop_assert_eq!(line.is_empty(), length == 0);
        prop_assert!(line.iter().all(|(time, _)| !time.is_empty()));
        prop_assert!(line.iter().zip(line.iter().skip(1)).all(|((a, who), (b, next))| a.until == b.from && who != next));
        if let (Some((first, _)), Some((last, _))) = (line.first(), line.last()) {
            prop_assert_eq!((first.from, last.until), (hour(from), hour(from + length)));
        }
        for minute in (from * 60..(from + length) * 60).step_by(20) {
            let at = hour(0) + chrono::Duration::minutes(minute);
            let here: Vec<Acting> = line.iter().filter(|(time, _)| time.contains(at)).map(|(_, who)| *who).collect();
            prop_assert_eq!(here, vec![acting(primary, secondary, &absences, at)]);
        }
        let alerts: Vec<Interval> = both_absent(primary, secondary, &absences, hour(from), hour(from + length));
        prop_assert_eq!(super::super::merged(alerts.clone()), alerts, "alerts never touch");
    }

    #[test]
    fn the_secondary_acts_exactly_while_the_primary_is_away_and_they_are_not(absences in absences()) {
        for n in 0..HOURS {
            let (primary_away, secondary_away) = (is_away(PRIMARY, &absences, hour(n)), is_away(SECONDARY, &absences, hour(n)));
            match acting(Some(PRIMARY), Some(SECONDARY), &absences, hour(n)) {
                Acting::Primary(id) => prop_assert!(id == PRIMARY && !primary_away),
                Acting::Secondary { id, primary_back_at } => {
                    prop_assert!(id == SECONDARY && primary_away && !secondary_away);
                    prop_assert!(!is_away(PRIMARY, &absences, primary_back_at) && (n..).take_while(|h| hour(*h) < primary_back_at).all(|h| is_away(PRIMARY, &absences, hour(h))));
                }
                Acting::Nobody { until } => {
                    prop_assert!(primary_away && secondary_away);
                    let after = acting(Some(PRIMARY), Some(SECONDARY), &absences, until);
                    prop_assert!(!matches!(after, Acting::Nobody { .. }), "{:?}", after);
                    let still = Acting::Nobody { until };
                    prop_assert!((n..).take_while(|h| hour(*h) < until).all(|h| acting(Some(PRIMARY), Some(SECONDARY), &absences, hour(h)) == still));
                }
                Acting::Unassigned => prop_assert!(false),
            }
        }
    }

    #[test]
    fn neither_order_nor_splitting_nor_withdrawn_absences_change_anything(given in absences(), order in any::<u64>(), cut in 1..10_i64) {
        let mut other: Vec<Absence> = given.iter().filter(|a| a.withdrawn_at.is_none()).flat_map(|a| {
            let middle = (a.from + chrono::Duration::hours(cut)).min(a.until);
            [Absence { until: middle, ..a.clone() }, Absence { from: middle, ..a.clone() }]
        }).collect();
        other.sort_by_key(|a| (u64::try_from(a.from.timestamp()).unwrap() ^ order, a.physician));
        prop_assert_eq!(line(&other), line(&given));
        let mut backwards = given.clone();
        backwards.reverse();
        prop_assert_eq!(line(&backwards), line(&given));
    }
}
