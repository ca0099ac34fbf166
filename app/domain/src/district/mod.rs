//! The parts of the city: districts (圏域) and the towns (町丁) in them, and which of them an address lies in.

mod form;
mod locate;
mod paste;
mod point;

pub use form::{CityForm, DistrictForm, TOWN_MAX, TownData, TownForm};
pub(crate) use locate::key as address_key;
pub use locate::{Atlas, Located, town_order};
pub use paste::{PASTE_MAX, Pasted, read_paste};
pub use point::{PLANE_MAX_M, Point, VISIT_LIMIT_M};

use crate::id::{DistrictId, TownId};
use serde::{Deserialize, Serialize};

/// The city whose desks these are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct City {
    /// 都道府県
    pub prefecture: String,
    /// 市区町村
    pub name: String,
    /// Grows with each change of the city, its districts and its towns.
    pub version: i32,
}

/// A district (圏域).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct District {
    /// Its id.
    pub id: DistrictId,
    /// 圏域名
    pub name: String,
    /// Its place in lists, small first.
    pub order: i32,
    /// No longer offered; older records keep it.
    pub retired: bool,
    /// Grows by one with each change.
    pub version: i32,
}

/// A town (町丁), in one district.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Town {
    /// Its id.
    pub id: TownId,
    /// 町丁名
    pub name: String,
    /// ふりがな; empty when unknown.
    pub kana: String,
    /// Its district.
    pub district_id: DistrictId,
    /// Its middle on the plane, when it is known.
    #[serde(default)]
    pub point: Option<Point>,
    /// Grows by one with each change.
    pub version: i32,
}

/// The whole table: city, districts in their order, towns by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// The city.
    pub city: City,
    /// The districts, in their order.
    pub districts: Vec<District>,
    /// The towns.
    pub towns: Vec<Town>,
}

impl Places {
    /// The district's name; empty for one that is not there.
    #[must_use]
    pub fn district_name(&self, id: DistrictId) -> &str {
        self.districts.iter().find(|d| d.id == id).map_or("", |d| d.name.as_str())
    }

    /// The districts that are offered, and `kept` even when it is not any more.
    pub fn offered(&self, kept: Option<DistrictId>) -> impl Iterator<Item = &District> {
        self.districts.iter().filter(move |d| !d.retired || Some(d.id) == kept)
    }
}
