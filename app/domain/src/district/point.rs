//! Places on the plane (平面直角座標系): whole metres to the east and to the north of the origin of the city's zone.
//!
//! A city lies in one zone (系); points of two zones have nothing to do with each other. The official tables call north X and
//! east Y: here x is east and y is north, as on a map.

use super::{Located, Places};
use crate::error::Flaw;
use crate::id::{DistrictId, TownId};
use crate::text::{ascii, is_dash};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The farthest from the origin that a coordinate is taken, in metres: wider than any zone.
pub const PLANE_MAX_M: i32 = 1_000_000;
/// Visits of a clinic farther away than this, in metres in a straight line, are paid only for an absolute reason (絶対的な理由).
pub const VISIT_LIMIT_M: i32 = 16_000;

/// A place on the plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Point {
    /// Metres to the east.
    pub x_m: i32,
    /// Metres to the north.
    pub y_m: i32,
}

impl Point {
    /// The distance in a straight line, in metres; a metre that was begun counts, and more than an `i32` holds is its greatest.
    #[must_use]
    pub fn distance_m(self, other: Self) -> i32 {
        let (x, y) = (u128::from(self.x_m.abs_diff(other.x_m)), u128::from(self.y_m.abs_diff(other.y_m)));
        let squared = x * x + y * y;
        let whole = squared.isqrt();
        let begun = whole + u128::from(whole * whole < squared);
        i32::try_from(begun).unwrap_or(i32::MAX)
    }

    /// Whether a clinic here is more than 16 km away from a home there: to be pointed out, never to be forbidden.
    #[must_use]
    pub fn beyond_16_km(self, other: Self) -> bool {
        self.distance_m(other) > VISIT_LIMIT_M
    }

    /// The mean of some points; none of nothing.
    #[must_use]
    pub fn mean(points: impl IntoIterator<Item = Self>) -> Option<Self> {
        let (count, x, y) = points.into_iter().fold((0_i64, 0_i64, 0_i64), |(n, x, y), p| (n + 1, x + i64::from(p.x_m), y + i64::from(p.y_m)));
        let share = |sum: i64| sum.checked_div_euclid(count).and_then(|mean| i32::try_from(mean).ok());
        Some(Self { x_m: share(x)?, y_m: share(y)? })
    }
}

/// Reads a coordinate in metres that may be left open. Tables give tenths of a metre; the middle of a town is not that exact.
///
/// # Errors
/// [`Flaw::OutOfRange`].
pub(super) fn metres(text: &str) -> Result<Option<i32>, Flaw> {
    let plain: String = ascii(text).chars().filter(|c| !c.is_whitespace() && *c != ',').map(|c| if is_dash(c) { '-' } else { c }).collect();
    let plain = plain.strip_suffix('m').unwrap_or(&plain);
    if plain.is_empty() {
        return Ok(None);
    }
    let (whole, tenths) = plain.split_once('.').unwrap_or((plain, "0"));
    let exact = !tenths.is_empty() && tenths.bytes().all(|b| b.is_ascii_digit());
    let flaw = Flaw::OutOfRange { min: -i64::from(PLANE_MAX_M), max: i64::from(PLANE_MAX_M) };
    whole.parse().ok().filter(|n| exact && (-PLANE_MAX_M..=PLANE_MAX_M).contains(n)).map(Some).ok_or(flaw)
}

/// The middles of towns and districts, for looking up many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Middles {
    towns: HashMap<TownId, Point>,
    districts: HashMap<DistrictId, Point>,
}

impl Middles {
    /// Prepares the table; the middle of a district is the mean of its towns' points.
    pub(super) fn new(places: &Places) -> Self {
        let mut of_district: HashMap<DistrictId, Vec<Point>> = HashMap::new();
        let mut towns = HashMap::new();
        for (town, point) in places.towns.iter().filter_map(|t| t.point.map(|p| (t, p))) {
            towns.insert(town.id, point);
            of_district.entry(town.district_id).or_default().push(point);
        }
        let districts = of_district.into_iter().filter_map(|(id, points)| Point::mean(points).map(|mean| (id, mean))).collect();
        Self { towns, districts }
    }

    /// The middle of the town, or else of the district.
    pub(super) fn of(&self, located: Located) -> Option<Point> {
        match located {
            Located::Inside { district, town } => town.and_then(|id| self.towns.get(&id)).or_else(|| self.districts.get(&district)).copied(),
            Located::OutsideCity | Located::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::strategies::{anything, japanese};
    use proptest::prelude::*;

    fn point(x_m: i32, y_m: i32) -> Point {
        Point { x_m, y_m }
    }

    #[test]
    fn a_metre_begun_counts_and_the_ends_of_the_plane_are_survived() {
        for (to, metres) in [(point(3, -4), 5), (point(0, 0), 0), (point(1, 1), 2), (point(16_000, 0), 16_000)] {
            assert_eq!(point(0, 0).distance_m(to), metres);
        }
        assert_eq!(point(i32::MIN, i32::MIN).distance_m(point(i32::MAX, i32::MAX)), i32::MAX);
    }

    #[test]
    fn only_what_is_more_than_16_km_away_is_pointed_out() {
        let clinic = point(-8_000, 500);
        assert!(!clinic.beyond_16_km(point(8_000, 500)));
        assert!(clinic.beyond_16_km(point(8_000, 501)) && clinic.beyond_16_km(point(8_001, 500)));
    }

    #[test]
    fn coordinates_as_tables_and_people_write_them() {
        for (text, metres_read) in [("", None), (" ", None), ("-12345.67", Some(-12_345)), ("１,２３４ m", Some(1_234)), ("△5", None), ("+7", Some(7)), ("−0.9", Some(0))] {
            let read = metres(text);
            assert_eq!(read.clone().ok().flatten(), metres_read, "{text}");
            assert_eq!(read.is_err(), text == "△5", "{text}");
        }
        for bad in ["-", "1.", ".5", "1.x", "1.2.3", "1000001", "99999999999", "5mm"] {
            assert_eq!(metres(bad), Err(Flaw::OutOfRange { min: -1_000_000, max: 1_000_000 }), "{bad}");
        }
    }

    #[test]
    fn the_mean_of_nothing_is_nothing() {
        assert_eq!(Point::mean([]), None);
        assert_eq!(Point::mean([point(-3, 4), point(0, 5)]), Some(point(-2, 4)));
    }

    fn any_point() -> impl Strategy<Value = Point> {
        prop_oneof![(any::<i32>(), any::<i32>()), (-40_000..40_000_i32, -40_000..40_000_i32)].prop_map(|(x, y)| point(x, y))
    }

    proptest! {
        #[test]
        fn distances_are_those_of_a_plane(a in any_point(), b in any_point(), c in any_point()) {
            prop_assert_eq!(a.distance_m(b), b.distance_m(a));
            prop_assert_eq!(a.distance_m(b) == 0, a == b);
            let (direct, around) = (i64::from(a.distance_m(c)), i64::from(a.distance_m(b)) + i64::from(b.distance_m(c)));
            prop_assert!(direct <= around);
        }

        #[test]
        fn the_distance_is_the_least_number_of_metres_that_reaches(a in (-1_000_000..1_000_000_i32, -1_000_000..1_000_000_i32), b in (-1_000_000..1_000_000_i32, -1_000_000..1_000_000_i32)) {
            let metres = i64::from(point(a.0, a.1).distance_m(point(b.0, b.1)));
            let (x, y) = (i64::from(a.0 - b.0), i64::from(a.1 - b.1));
            prop_assert!(metres * metres >= x * x + y * y);
            prop_assert!(metres == 0 || (metres - 1) * (metres - 1) < x * x + y * y);
        }

        #[test]
        fn the_mean_lies_among_its_points(points in prop::collection::vec(any_point(), 1..20)) {
            let mean = Point::mean(points.clone()).unwrap();
            prop_assert!(points.iter().any(|p| p.x_m <= mean.x_m) && points.iter().any(|p| p.x_m >= mean.x_m));
            prop_assert!(points.iter().any(|p| p.y_m <= mean.y_m) && points.iter().any(|p| p.y_m >= mean.y_m));
        }

        #[test]
        fn any_text_is_answered_and_what_is_read_reads_back(text in prop_oneof![anything(), japanese(), "[-+０-９0-9.,m ]{0,9}"]) {
            if let Ok(Some(read)) = metres(&text) {
                prop_assert_eq!(metres(&read.to_string()), Ok(Some(read)));
            }
        }
    }
}
