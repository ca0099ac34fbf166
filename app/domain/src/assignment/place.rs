//! Where a patient lives and a clinic stands, as points on a plane of metres.

use crate::id::DistrictId;
use serde::{Deserialize, Serialize};

/// A point on the city's own plane, in metres east and north of its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Point {
    /// Metres to the east.
    pub x_m: i32,
    /// Metres to the north.
    pub y_m: i32,
}

impl Point {
    /// The straight line to `other` in whole metres, rounded down. The order of the two is no matter.
    #[must_use]
    pub fn distance_m(self, other: Self) -> u32 {
        let square = |a: i32, b: i32| u64::from(a.abs_diff(b)).pow(2);
        let sum = square(self.x_m, other.x_m).saturating_add(square(self.y_m, other.y_m));
        u32::try_from(sum.isqrt()).unwrap_or(u32::MAX)
    }
}

/// Where the patient is visited, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// 圏域
    pub district: Option<DistrictId>,
    /// 市外: no district of the city can hold it.
    pub outside: bool,
    /// The point itself.
    pub point: Option<Point>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(x_m: i32, y_m: i32) -> Point {
        Point { x_m, y_m }
    }

    #[test]
    fn distances_are_whole_metres() {
        for (a, b, metres) in [(at(0, 0), at(3, 4), 5), (at(-3, 0), at(0, -4), 5), (at(0, 0), at(1, 1), 1), (at(0, 0), at(11_314, 11_314), 16_000), (at(7, 7), at(7, 7), 0)] {
            assert_eq!(a.distance_m(b), metres);
        }
        assert_eq!(at(i32::MIN, i32::MIN).distance_m(at(i32::MAX, i32::MAX)), u32::MAX, "no two points are too far apart to be told");
    }

    proptest! {
        #[test]
        fn a_distance_is_the_root_of_its_square(ax in -1_000_000..1_000_000, ay in -1_000_000..1_000_000, bx in -1_000_000..1_000_000, by in -1_000_000..1_000_000) {
            let (a, b) = (at(ax, ay), at(bx, by));
            let (dx, dy, metres) = (i64::from(ax - bx), i64::from(ay - by), i64::from(a.distance_m(b)));
            prop_assert!(metres * metres <= dx * dx + dy * dy && dx * dx + dy * dy < (metres + 1) * (metres + 1));
            prop_assert_eq!(a.distance_m(b), b.distance_m(a));
        }
    }
}
