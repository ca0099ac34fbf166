//! Spans of time, the end not included.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// From–until, the end not included. One that ends where it begins, or before, holds no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The first moment after it.
    pub until: DateTime<Utc>,
}

impl Interval {
    /// It holds no moment.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.until <= self.from
    }

    /// Whether `at` is in it.
    #[must_use]
    pub fn contains(self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

/// The same moments in as few spans as can be, earliest first: spans that overlap or touch become one, empty ones go.
#[must_use]
pub fn merged(intervals: impl IntoIterator<Item = Interval>) -> Vec<Interval> {
    let mut all: Vec<Interval> = intervals.into_iter().filter(|i| !i.is_empty()).collect();
    all.sort_unstable();
    let mut out: Vec<Interval> = Vec::new();
    for next in all {
        match out.last_mut() {
            Some(last) if next.from <= last.until => last.until = last.until.max(next.until),
            _ => out.push(next),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn hour(n: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(n * 3_600, 0).unwrap()
    }

    fn span(from: i64, until: i64) -> Interval {
        Interval { from: hour(from), until: hour(until) }
    }

    #[test]
    fn spans_that_overlap_or_touch_become_one() {
        let found = merged([span(5, 7), span(1, 3), span(3, 4), span(6, 9), span(2, 2), span(12, 11)]);
        assert_eq!(found, [span(1, 4), span(5, 9)]);
    }

    proptest! {
        #[test]
        fn merging_changes_no_moment_and_leaves_gaps_between(spans in prop::collection::vec((0..60_i64, 0..60_i64), 0..12)) {
            let spans: Vec<Interval> = spans.into_iter().map(|(a, b)| span(a, b)).collect();
            let found = merged(spans.clone());
            for n in 0..60 {
                prop_assert_eq!(found.iter().any(|i| i.contains(hour(n))), spans.iter().any(|i| i.contains(hour(n))));
            }
            prop_assert!(found.iter().all(|i| !i.is_empty()));
            prop_assert!(found.iter().zip(found.iter().skip(1)).all(|(a, b)| a.until < b.from));
            prop_assert_eq!(merged(found.clone()), found);
        }
    }
}
