//! 機関 as rows.

use super::cell::Cell;
use super::column::{Column, Kind};
use super::row::{Reading, Texts, joined};
use crate::code::{Codes, List};
use crate::directory::{Organization, OrganizationData, OrganizationForm};
use crate::district::{Atlas, Located, Places};
use crate::error::Flaws;
use crate::id::OrganizationId;
use crate::merge::Fields;
use crate::text::{digits, fold};

/// What may be marked 公開, by code and by name.
const PUBLIC: &[(&str, &str)] = &[
    ("address", "住所"),
    ("telephone", "電話番号"),
    ("fax", "FAX"),
    ("email", "メール"),
    ("web", "ホームページ"),
    ("hours", "診療・営業時間"),
    ("care_class", "在支診・在支病の区分"),
    ("capabilities", "対応できる医療処置"),
    ("services", "提供サービス"),
];
/// In the column of districts: not in the city.
const OUTSIDE: &str = "市外";

/// The columns.
pub const COLUMNS: &[Column] = &[
    Column::new("organization_name", "名称", Kind::Text, &["機関名", "医療機関名", "事業所名", "施設名", "名前"]).required(),
    Column::new("organization_kana", "ふりがな", Kind::Text, &["フリガナ", "カナ", "かな", "よみ", "名称カナ"]),
    Column::new("organization_kind", "種別", Kind::Code(List::OrganizationKind), &["機関の種別", "機関種別", "区分"]).required(),
    Column::new("institution_code", "医療機関コード", Kind::Figures(10), &["医療機関番号", "機関コード", "事業所番号"]),
    Column::new("postal_code", "郵便番号", Kind::Figures(7), &["〒"]),
    Column::new("address", "住所", Kind::Text, &["所在地"]),
    Column::new("district_id", "圏域", Kind::Text, &["地区", "日常生活圏域"]),
    Column::new("telephone", "電話番号", Kind::Telephone, &["電話", "TEL", "連絡先"]),
    Column::new("fax", "FAX", Kind::Telephone, &["FAX番号", "ファクス", "ファックス"]),
    Column::new("email", "メール", Kind::Text, &["メールアドレス", "E-mail"]),
    Column::new("web", "ホームページ", Kind::Text, &["URL", "ウェブサイト", "HP"]),
    Column::new("hours_mon", "月曜日", Kind::Text, &["月", "月曜"]),
    Column::new("hours_tue", "火曜日", Kind::Text, &["火", "火曜"]),
    Column::new("hours_wed", "水曜日", Kind::Text, &["水", "水曜"]),
    Column::new("hours_thu", "木曜日", Kind::Text, &["木", "木曜"]),
    Column::new("hours_fri", "金曜日", Kind::Text, &["金", "金曜"]),
    Column::new("hours_sat", "土曜日", Kind::Text, &["土", "土曜"]),
    Column::new("hours_sun", "日曜日", Kind::Text, &["日", "日曜"]),
    Column::new("hours_holiday", "祝日", Kind::Text, &["祝", "祝祭日"]),
    Column::new("hours_note", "時間の補足", Kind::Text, &["診療時間の補足", "診療時間"]),
    Column::new("care_class", "在支診・在支病の区分", Kind::Code(List::CareClass), &["在支診", "在宅療養支援診療所"]),
    Column::new("capabilities", "対応できる医療処置", Kind::Codes(List::Procedure), &["医療処置", "対応可能な処置"]),
    Column::new("services", "提供サービス", Kind::Text, &["サービス", "サービス内容"]),
    Column::new("person_in_charge", "窓口担当者", Kind::Text, &["担当者", "窓口"]),
    Column::new("organization_note", "備考", Kind::Text, &["メモ", "特記事項"]),
    Column::new("public", "公開してよい項目", Kind::Named(PUBLIC), &["公開項目"]),
];

/// What is written beside the columns, and not read.
pub const WRITTEN_ONLY: &[&str] = &["最終確認日", "廃止日"];

/// A row as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationRow {
    /// The organization.
    pub data: OrganizationData,
}

/// 圏域 by its name. The one in which the address lies anyway was not chosen by hand.
fn district(name: &str, address: &str, atlas: &Atlas) -> String {
    let wanted = fold(name);
    if wanted == fold(OUTSIDE) {
        return String::new();
    }
    let Some(found) = atlas.places().offered(None).find(|d| fold(&d.name) == wanted) else { return name.to_owned() };
    match atlas.locate(address) {
        Located::Inside { district, .. } if district == found.id => String::new(),
        _ => found.id.to_string(),
    }
}

pub(super) fn read(texts: &Texts, flaws: Flaws, reading: &Reading<'_>) -> Result<OrganizationRow, Flaws> {
    let mut fields: Fields = texts.iter().map(|(field, text)| ((*field).to_owned(), text.clone())).collect();
    if let Some(name) = fields.get("district_id") {
        let found = district(name, fields.get("address").map_or("", String::as_str), reading.atlas);
        fields.insert("district_id".to_owned(), found);
    }
    match OrganizationForm::of_fields(&fields).parse(reading.codes, reading.atlas.places(), None) {
        Ok(data) if flaws.is_empty() => Ok(OrganizationRow { data }),
        Ok(_) => Err(flaws),
        Err(more) => Err(joined(flaws, more)),
    }
}

/// All that is known of the organization, in one way of writing.
#[must_use]
pub fn fields(data: &OrganizationData) -> Fields {
    OrganizationForm::of(OrganizationId::default(), data).fields()
}

/// Whether two rows speak of one organization: the same 医療機関コード, or the same name with the same telephone number or none on one side.
#[must_use]
pub fn same(one: &OrganizationData, other: &OrganizationData) -> bool {
    if !one.code.is_empty() && !other.code.is_empty() {
        return one.code == other.code;
    }
    let (a, b) = (digits(&one.telephone), digits(&other.telephone));
    fold(&one.name) == fold(&other.name) && (a.is_empty() || b.is_empty() || a == b)
}

/// An organization's cells, in the order of [`COLUMNS`] and then of [`WRITTEN_ONLY`].
#[must_use]
pub fn cells(organization: &Organization, codes: &Codes, places: &Places) -> Vec<Cell> {
    let fields = fields(&organization.data);
    let day = |day: Option<chrono::NaiveDate>| day.map_or(Cell::Empty, Cell::date);
    let own = COLUMNS.iter().map(|column| match (column.field, organization.district) {
        ("district_id", Some(district)) => Cell::text(places.district_name(district)),
        ("district_id", None) => Cell::text(if organization.outside { OUTSIDE } else { "" }),
        (field, _) => column.kind.cell(fields.get(field).map_or("", String::as_str), codes),
    });
    own.chain([day(organization.confirmed_on), day(organization.closed_on)]).collect()
}

#[cfg(test)]
#[path = "organizations_tests.rs"]
mod tests;
