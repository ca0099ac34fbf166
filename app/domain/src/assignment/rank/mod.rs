//! Who fits (候補の順位): hard rules exclude and say why, soft rules give points and say for what, and the desk decides.

mod candidate;
mod hard;
mod soft;

pub use candidate::{Accepting, Candidate, Other, Period};
pub use hard::{Caution, Exclusion, FAR_M};
pub use soft::{Contribution, ScoreRule};

use super::{Needs, Role};
use crate::calendar::jst_date;
use crate::id::PhysicianId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// The version of the rules: a ranking that was made under another one need not come out the same again.
pub const RULES: i32 = 1;

/// A candidate as ranked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// The physician.
    pub physician: PhysicianId,
    /// The sum of all points.
    pub score: i32,
    /// Why the physician cannot be asked: everything that stands against it; empty for one who can.
    pub exclusions: Vec<Exclusion>,
    /// What is to be looked at before the physician is asked.
    pub cautions: Vec<Caution>,
    /// What the points are for.
    pub contributions: Vec<Contribution>,
    /// The straight line from the clinic to the patient, in metres.
    pub distance_m: Option<u32>,
    /// Patients at present, as primary physician.
    pub load: u32,
}

impl Ranked {
    /// Nothing stands against asking.
    #[must_use]
    pub const fn is_admitted(&self) -> bool {
        self.exclusions.is_empty()
    }

    /// Whoever asks says why: visits over so long a way are paid only for an absolute reason (絶対的理由).
    #[must_use]
    pub fn asks_reason(&self) -> bool {
        self.cautions.iter().any(|c| matches!(c, Caution::Beyond16Km { .. }))
    }
}

/// What every rule looks at beside the candidate.
struct Ask<'a> {
    needs: &'a Needs,
    role: Role,
    other: Option<&'a Other>,
    /// The first visit; today when that has passed.
    day: NaiveDate,
    /// The patients of the whole pool, and how many physicians they are divided among.
    pool_load: u64,
    pool_size: u64,
}

/// Ranks `pool` for `role`: admitted before excluded, then more points first, then fewer patients, then the older id. The order of the
/// pool is no matter. `other` is whoever holds the other role for this patient, if anybody does.
#[must_use]
pub fn rank(needs: &Needs, role: Role, other: Option<&Other>, pool: &[Candidate], today: NaiveDate) -> Vec<Ranked> {
    let ask = Ask {
        needs,
        role,
        other,
        day: needs.start_on.max(today),
        pool_load: pool.iter().map(|c| u64::from(c.load)).sum(),
        pool_size: u64::try_from(pool.len()).unwrap_or(u64::MAX),
    };
    let mut ranked: Vec<Ranked> = pool.iter().map(|candidate| ranked(candidate, &ask)).collect();
    ranked.sort_unstable_by_key(|r| (!r.is_admitted(), Reverse(r.score), r.load, r.physician));
    ranked
}

fn ranked(candidate: &Candidate, ask: &Ask<'_>) -> Ranked {
    let distance_m = candidate.distance_m(&ask.needs.place);
    let contributions = soft::contributions(candidate, ask, distance_m);
    Ranked {
        physician: candidate.id,
        score: contributions.iter().map(|c| c.points).sum(),
        exclusions: hard::exclusions(candidate, ask, distance_m),
        cautions: hard::cautions(candidate, ask, distance_m),
        contributions,
        distance_m,
        load: candidate.load,
    }
}

/// A ranking with everything that it was made of, to be kept and explained months later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// [`RULES`] at that time.
    pub rules: i32,
    /// What was looked for.
    pub needs: Needs,
    /// The role.
    pub role: Role,
    /// Whoever held the other role.
    pub other: Option<Other>,
    /// All who were looked at.
    pub pool: Vec<Candidate>,
    /// The outcome.
    pub ranked: Vec<Ranked>,
}

impl Ranking {
    /// Ranks `pool` at `made_at`.
    #[must_use]
    pub fn new(made_at: DateTime<Utc>, needs: Needs, role: Role, other: Option<Other>, pool: Vec<Candidate>) -> Self {
        let ranked = rank(&needs, role, other.as_ref(), &pool, jst_date(made_at));
        Self { made_at, rules: RULES, needs, role, other, pool, ranked }
    }

    /// The outcome once more, from what was kept.
    #[must_use]
    pub fn again(&self) -> Vec<Ranked> {
        rank(&self.needs, self.role, self.other.as_ref(), &self.pool, jst_date(self.made_at))
    }

    /// What it says of one physician.
    #[must_use]
    pub fn of(&self, physician: PhysicianId) -> Option<&Ranked> {
        self.ranked.iter().find(|r| r.physician == physician)
    }
}

#[cfg(test)]
mod tests;
