//! The forms of the district page, as typed and as read.

use super::{City, District, Places, Town};
use crate::error::{Flaw, Flaws};
use crate::id::DistrictId;
use crate::patient::{kana, line};
use crate::text::fold;
use serde::{Deserialize, Serialize};

/// The most characters of a district's, a town's or the city's name.
pub const TOWN_MAX: usize = 40;
/// The largest number in the order of districts.
const ORDER_MAX: i32 = 999;

/// The city, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CityForm {
    /// 都道府県
    pub prefecture: String,
    /// 市区町村
    pub city: String,
}

impl CityForm {
    /// The form that shows the city.
    #[must_use]
    pub fn of(city: &City) -> Self {
        Self { prefecture: city.prefecture.clone(), city: city.name.clone() }
    }

    /// Reads the form: prefecture and name.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self) -> Result<(String, String), Flaws> {
        let mut flaws = Flaws::default();
        let prefecture = flaws.note("prefecture", line(&self.prefecture, TOWN_MAX));
        let city = flaws.note("city", required(&self.city));
        flaws.or(prefecture.zip(city))
    }
}

/// A district, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DistrictForm {
    /// 圏域名
    pub district_name: String,
    /// 並び順
    pub district_order: String,
    /// 廃止: "1" when ticked.
    pub district_retired: String,
}

fn required(text: &str) -> Result<String, Flaw> {
    line(text, TOWN_MAX).and_then(|n| if n.is_empty() { Err(Flaw::Required) } else { Ok(n) })
}

impl DistrictForm {
    /// The form that shows a district.
    #[must_use]
    pub fn of(district: &District) -> Self {
        Self { district_name: district.name.clone(), district_order: district.order.to_string(), district_retired: if district.retired { "1".to_owned() } else { String::new() } }
    }

    /// Reads the form into `known` (or a new district at the end of the list). No two districts bear one name.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, places: &Places, known: Option<&District>) -> Result<District, Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note(
            "district_name",
            required(&self.district_name).and_then(|name| {
                let taken = places.districts.iter().any(|d| Some(d.id) != known.map(|k| k.id) && fold(&d.name) == fold(&name));
                if taken { Err(Flaw::Repeated) } else { Ok(name) }
            }),
        );
        let order = flaws.note("district_order", order(&self.district_order, places, known));
        let district = (|| {
            Some(District {
                id: known.map_or_else(DistrictId::new, |k| k.id),
                name: name?,
                order: order?,
                retired: self.district_retired == "1",
                version: known.map_or(1, |k| k.version + 1),
            })
        })();
        flaws.or(district)
    }
}

fn order(text: &str, places: &Places, known: Option<&District>) -> Result<i32, Flaw> {
    let text = crate::text::ascii(text.trim());
    if text.is_empty() {
        let last = places.districts.iter().map(|d| d.order).max().unwrap_or(0);
        return Ok(known.map_or(last.saturating_add(1).min(ORDER_MAX), |k| k.order));
    }
    let flaw = Flaw::OutOfRange { min: 1, max: i64::from(ORDER_MAX) };
    text.parse().ok().filter(|n| (1..=ORDER_MAX).contains(n)).ok_or(flaw)
}

/// A town, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TownForm {
    /// 町丁名
    pub town_name: String,
    /// ふりがな
    pub town_kana: String,
    /// 圏域.
    pub town_district: String,
}

impl TownForm {
    /// The form that shows a town.
    #[must_use]
    pub fn of(town: &Town) -> Self {
        Self { town_name: town.name.clone(), town_kana: town.kana.clone(), town_district: town.district_id.to_string() }
    }

    /// Reads the form: name, kana, district. No two towns bear one name.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, places: &Places, known: Option<&Town>) -> Result<(String, String, DistrictId), Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note(
            "town_name",
            required(&self.town_name).and_then(|name| {
                let taken = places.towns.iter().any(|t| Some(t.id) != known.map(|k| k.id) && fold(&t.name) == fold(&name));
                if taken { Err(Flaw::Repeated) } else { Ok(name) }
            }),
        );
        let kana = flaws.note("town_kana", kana(&self.town_kana));
        let kept = known.map(|k| k.district_id);
        let district = flaws.note(
            "town_district",
            match self.town_district.trim() {
                "" => Err(Flaw::Required),
                id => id.parse().ok().filter(|id| places.offered(kept).any(|d| d.id == *id)).ok_or(Flaw::NotAChoice),
            },
        );
        let data = (|| Some((name?, kana?, district?)))();
        flaws.or(data)
    }
}
