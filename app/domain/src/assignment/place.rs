//! Where a patient is visited, as far as it is known.

use crate::district::Point;
use crate::id::DistrictId;
use serde::{Deserialize, Serialize};

/// Where the patient is visited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// 圏域
    pub district: Option<DistrictId>,
    /// 市外: no district of the city can hold it.
    pub outside: bool,
    /// The point itself.
    pub point: Option<Point>,
}

impl Place {
    /// Neither district nor point is known.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.district.is_none() && self.point.is_none() && !self.outside
    }
}
