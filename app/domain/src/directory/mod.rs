//! The directory (機関): organizations that the desk works with, and their people. The whole house shares it.

mod contact;
mod form;
mod hours;
mod query;
mod values;

pub use contact::{Contact, ContactData, ContactForm};
pub use form::{OrganizationData, OrganizationForm, PUBLISHABLE, RetireForm};
pub use hours::{DAYS, DayHours, Hours, Span};
pub use query::{DirectoryFilter, DirectoryQuery, DistrictFilter};
pub use values::check_digit_fits;

use crate::audit::Change;
use crate::code::Code;
use crate::district::Places;
use crate::id::{DistrictId, OrganizationId, PhysicianId};
use crate::text::fold;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// After so many days what is known of an organization is to be confirmed again.
pub const CONFIRM_AFTER_DAYS: i64 = 365;

/// An organization as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// What people know of it.
    pub data: OrganizationData,
    /// The district that its address lies in, or the one that was chosen.
    pub district: Option<DistrictId>,
    /// Its address lies outside the city.
    pub outside: bool,
    /// 最終確認日
    pub confirmed_on: Option<NaiveDate>,
    /// Who confirmed.
    pub confirmed_by: String,
    /// 廃止日
    pub closed_on: Option<NaiveDate>,
    /// 廃止の理由
    pub close_reason: String,
    /// Grows by one with each change.
    pub version: i32,
}

/// As much of an organization as a list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationLine {
    /// Its id.
    pub id: OrganizationId,
    /// 名称
    pub name: String,
    /// ふりがな
    pub kana: String,
    /// 種別
    pub kind: Code,
    /// 在支診・在支病の区分
    pub care_class: Option<Code>,
    /// 住所
    pub address: String,
    /// 圏域
    pub district: Option<DistrictId>,
    /// 市外
    pub outside: bool,
    /// 電話番号
    pub telephone: String,
    /// 医療機関コード
    pub code: String,
    /// 最終確認日
    pub confirmed_on: Option<NaiveDate>,
    /// 廃止
    pub closed: bool,
}

/// One page of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryPage {
    /// The rows.
    pub rows: Vec<OrganizationLine>,
    /// How many there are in all.
    pub total: i64,
    /// City, districts, towns.
    pub places: Places,
    /// Today in Japan.
    pub today: NaiveDate,
    /// The person may add and change.
    pub may_write: bool,
}

/// One organization in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationView {
    /// Its id.
    pub id: OrganizationId,
    /// What is known, as its form shows it.
    pub form: OrganizationForm,
    /// 圏域
    pub district: Option<DistrictId>,
    /// 市外
    pub outside: bool,
    /// 最終確認日
    pub confirmed_on: Option<NaiveDate>,
    /// Who confirmed.
    pub confirmed_by: String,
    /// 廃止日
    pub closed_on: Option<NaiveDate>,
    /// 廃止の理由
    pub close_reason: String,
    /// Its version, for editing.
    pub version: i32,
    /// Its people; who left stands last.
    pub people: Vec<Contact>,
    /// Those of them who have a profile as physicians (医師).
    pub physicians: Vec<PhysicianId>,
    /// What changed since, oldest first.
    pub history: Vec<Change>,
    /// City, districts, towns.
    pub places: Places,
    /// Today in Japan.
    pub today: NaiveDate,
    /// The person may add and change.
    pub may_write: bool,
}

/// An organization's name and id: what another page links to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationBrief {
    /// Its id.
    pub id: OrganizationId,
    /// 名称
    pub name: String,
    /// 種別
    pub kind: Code,
}

/// What stands beside 所属機関 while it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestions {
    /// Organizations that fit, best first.
    pub found: Vec<OrganizationBrief>,
    /// The one that the text names.
    pub named: Option<OrganizationBrief>,
}

/// The keys by which a typed 所属機関 finds its organization, longest first: the whole text, then without its last words
/// (「みなと川病院 地域連携室」 is also 「みなと川病院」).
#[must_use]
pub fn name_keys(typed: &str) -> Vec<String> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut keys: Vec<String> = (1..=words.len().min(6)).rev().filter_map(|n| words.get(..n)).map(|front| fold(&front.concat())).filter(|k| !k.is_empty()).collect();
    // A very long text is no name with a department behind it.
    let whole = fold(typed);
    if !whole.is_empty() && keys.first() != Some(&whole) {
        keys.insert(0, whole);
    }
    keys.dedup();
    keys
}

/// The kind of organization (機関の種別) in which a caller of this kind (相談者区分) works.
#[must_use]
pub fn kind_of_caller(caller_type: &str) -> &'static str {
    match caller_type {
        "hospital_msw" | "hospital_nurse" | "hospital_doctor" => "hospital",
        "clinic" | "home_doctor" => "clinic",
        "visiting_nurse" => "visiting_nurse",
        "pharmacy" => "pharmacy",
        "dental" => "dental",
        "rehab" => "rehab",
        "care_manager" => "care_manager",
        "community_support_center" => "community_support_center",
        "home_helper" => "home_helper",
        "day_short_service" => "day_short_service",
        "care_facility" => "care_facility",
        "disability_support" => "disability_support",
        "government" | "other_municipality" | "welfare_commissioner" => "government",
        "fire_ems" => "fire_ems",
        "police" => "police",
        "association" => "association",
        "company" => "company",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Codes, List};

    #[test]
    fn a_typed_affiliation_is_looked_up_with_and_without_its_department() {
        assert_eq!(name_keys("みなと川 中央病院　地域連携室"), ["みなと川中央病院地域連携室", "みなと川中央病院", "みなと川"]);
        assert_eq!(name_keys("ﾐﾅﾄｸﾘﾆｯｸ"), [fold("みなとクリニック")]);
        assert!(name_keys(" ー ").is_empty());
        assert!(name_keys(&"あ ".repeat(100)).len() <= 7);
    }

    #[test]
    fn every_caller_s_organization_has_a_kind_that_is_offered() {
        let codes = Codes::seed(NaiveDate::default());
        for item in codes.choices(List::CallerType) {
            assert!(codes.required(List::OrganizationKind, kind_of_caller(&item.code), None).is_ok(), "{}", item.code);
        }
    }
}
