//! The forms of the district page, as typed and as read.

use super::point::metres;
use super::{City, District, Places, Point, Town};
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
    /// 東西の座標: metres to the east; may be empty.
    pub town_x: String,
    /// 南北の座標: metres to the north; may be empty.
    pub town_y: String,
}

/// [`TownForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TownData {
    /// 町丁名
    pub name: String,
    /// ふりがな
    pub kana: String,
    /// 圏域
    pub district_id: DistrictId,
    /// Its middle on the plane.
    pub point: Option<Point>,
}

/// Both coordinates or none of them.
fn point(flaws: &mut Flaws, x: &str, y: &str) -> Option<Option<Point>> {
    let x = flaws.note("town_x", metres(x));
    let y = flaws.note("town_y", metres(y));
    match (x?, y?) {
        (Some(x_m), Some(y_m)) => return Some(Some(Point { x_m, y_m })),
        (None, None) => return Some(None),
        (None, Some(_)) => flaws.push("town_x", Flaw::Required),
        (Some(_), None) => flaws.push("town_y", Flaw::Required),
    }
    None
}

impl TownForm {
    /// The form that shows a town.
    #[must_use]
    pub fn of(town: &Town) -> Self {
        Self {
            town_name: town.name.clone(),
            town_kana: town.kana.clone(),
            town_district: town.district_id.to_string(),
            town_x: town.point.map(|p| p.x_m.to_string()).unwrap_or_default(),
            town_y: town.point.map(|p| p.y_m.to_string()).unwrap_or_default(),
        }
    }

    /// Reads the form. No two towns bear one name; of the two coordinates there are both or none.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, places: &Places, known: Option<&Town>) -> Result<TownData, Flaws> {
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
        let point = point(&mut flaws, &self.town_x, &self.town_y);
        let data = (|| Some(TownData { name: name?, kana: kana?, district_id: district?, point: point? }))();
        flaws.or(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::TownId;

    fn places() -> Places {
        Places { districts: vec![District { id: DistrictId::new(), name: "北部".into(), order: 1, retired: false, version: 1 }], ..Places::default() }
    }

    #[test]
    fn a_town_has_both_coordinates_or_none() {
        let places = places();
        let form = |x: &str, y: &str| {
            let form = TownForm { town_name: "北町".into(), town_district: places.districts[0].id.to_string(), town_x: x.into(), town_y: y.into(), ..TownForm::default() };
            form.parse(&places, None)
        };
        assert_eq!(form("", " ").unwrap().point, None);
        assert_eq!(form("−１２,３４５.６", "500m").unwrap().point, Some(Point { x_m: -12_345, y_m: 500 }));
        assert_eq!(form("", "5").unwrap_err().of("town_x"), Some(&Flaw::Required));
        assert_eq!(form("5", "").unwrap_err().of("town_y"), Some(&Flaw::Required));
        assert_eq!(form("東", "1000001").unwrap_err().0.len(), 2);
    }

    #[test]
    fn a_town_that_is_shown_is_read_as_the_same() {
        let places = places();
        for point in [None, Some(Point { x_m: 0, y_m: -7 })] {
            let town = Town { id: TownId::new(), name: "北町".into(), kana: "きたまち".into(), district_id: places.districts[0].id, point, version: 1 };
            let TownData { name, kana, district_id, point } = TownForm::of(&town).parse(&places, Some(&town)).unwrap();
            assert_eq!(Town { id: town.id, name, kana, district_id, point, version: 1 }, town);
        }
    }

    #[test]
    fn a_town_that_was_kept_without_a_point_is_still_read() {
        let town = Town { id: TownId::new(), name: "北町".into(), kana: String::new(), district_id: DistrictId::new(), point: None, version: 1 };
        let mut kept = serde_json::to_value(&town).unwrap();
        kept.as_object_mut().unwrap().remove("point");
        assert_eq!(serde_json::from_value::<Town>(kept).unwrap(), town);
    }
}
