//! Times of many runs, and what stands for them.

use super::BenchError;
use std::time::{Duration, Instant};

/// Times, shortest first.
#[derive(Clone, Debug)]
pub(super) struct Sample(Vec<Duration>);

impl Sample {
    pub(super) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// Takes the time of each of `runs` runs, after a few that do not count.
    pub(super) fn take(runs: usize, mut job: impl FnMut(usize) -> Result<(), BenchError>) -> Result<Self, BenchError> {
        for run in 0..3 {
            job(run)?;
        }
        let mut times = Vec::with_capacity(runs);
        for run in 0..runs {
            let began = Instant::now();
            job(run)?;
            times.push(began.elapsed());
        }
        Ok(Self::new(times))
    }

    pub(super) const fn runs(&self) -> usize {
        self.0.len()
    }

    pub(super) fn median(&self) -> Duration {
        self.at(50)
    }

    pub(super) fn p95(&self) -> Duration {
        self.at(95)
    }

    /// The time that so many in a hundred do not exceed.
    fn at(&self, percent: usize) -> Duration {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_p95_are_times_that_were_measured() {
        let sample = Sample::new((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!((sample.median().as_millis(), sample.p95().as_millis(), sample.runs()), (50, 95, 100));
        let one = Sample::new(vec![Duration::from_millis(7)]);
        assert_eq!((one.median().as_millis(), one.p95().as_millis()), (7, 7));
        assert_eq!(Sample::new(vec![]).median(), Duration::ZERO);
    }
}
