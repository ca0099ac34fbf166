//! The growing delay after failed sign-ins.

use chrono::Duration;

/// Failures that cost nothing: people mistype.
const FREE: u32 = 5;
/// The longest delay: an attacker learns nothing in it, and the owner can still come back after a coffee.
const LONGEST_SECONDS: i64 = 900;

/// How long the next try waits after `failures` in a row: nothing up to four, 15 s at the fifth, doubling to 15 minutes.
#[must_use]
pub fn delay_after(failures: u32) -> Duration {
    if failures < FREE {
        return Duration::zero();
    }
    let doublings = (failures - FREE).min(16);
    Duration::seconds((15_i64 << doublings).min(LONGEST_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_failure_starts_a_delay_that_doubles_and_stops_growing() {
        let seconds: Vec<i64> = [0, 4, 5, 6, 7, 10, 11, 12, 1000].iter().map(|n| delay_after(*n).num_seconds()).collect();
        assert_eq!(seconds, vec![0, 0, 15, 30, 60, 480, 900, 900, 900]);
    }
}
