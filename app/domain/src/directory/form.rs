//! An organization's form, as typed and as read.

use super::contact::past_day;
use super::hours::{DayHours, Hours};
use super::values::{email, institution_code, postal_code, web_address};
use crate::code::{Code, Codes, List};
use crate::district::Places;
use crate::error::{Flaw, Flaws};
use crate::id::{DistrictId, OrganizationId};
use crate::inquiry::REASON_MAX;
use crate::merge::Fields;
use crate::patient::{ADDRESS_MAX, NAME_MAX, kana, line, telephone};
use crate::text::many_lines;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of a longer remark.
const NOTE_MAX: usize = 2_000;

/// Fields that may be marked 公開.
pub const PUBLISHABLE: [&str; 9] = ["address", "telephone", "fax", "email", "web", "hours", "care_class", "capabilities", "services"];

/// An organization's fields as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganizationForm {
    /// The record's id, made with the form.
    pub id: String,
    /// 名称
    pub organization_name: String,
    /// ふりがな
    pub organization_kana: String,
    /// 種別
    pub organization_kind: String,
    /// 医療機関コード
    pub institution_code: String,
    /// 郵便番号
    pub postal_code: String,
    /// 住所
    pub address: String,
    /// 圏域, when it is not taken from the address.
    pub district_id: String,
    /// 電話番号
    pub telephone: String,
    /// FAX
    pub fax: String,
    /// メール
    pub email: String,
    /// ホームページ
    pub web: String,
    /// 月曜
    pub hours_mon: String,
    /// 火曜
    pub hours_tue: String,
    /// 水曜
    pub hours_wed: String,
    /// 木曜
    pub hours_thu: String,
    /// 金曜
    pub hours_fri: String,
    /// 土曜
    pub hours_sat: String,
    /// 日曜
    pub hours_sun: String,
    /// 祝日
    pub hours_holiday: String,
    /// 診療時間の補足
    pub hours_note: String,
    /// 在支診・在支病の区分
    pub care_class: String,
    /// 対応できる医療処置
    pub capabilities: Vec<String>,
    /// 提供サービス
    pub services: String,
    /// 窓口担当者
    pub person_in_charge: String,
    /// 備考
    pub organization_note: String,
    /// 公開してよい項目
    pub public: Vec<String>,
    /// 別の機関として登録する: "1" when ticked.
    pub distinct: String,
}

/// [`OrganizationForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationData {
    /// 名称
    pub name: String,
    /// ふりがな
    pub kana: String,
    /// 種別
    pub kind: Code,
    /// 医療機関コード; empty when unknown.
    pub code: String,
    /// 郵便番号
    pub postal_code: String,
    /// 住所
    pub address: String,
    /// The district that was chosen by hand.
    pub district_choice: Option<DistrictId>,
    /// 電話番号 as typed.
    pub telephone: String,
    /// FAX as typed.
    pub fax: String,
    /// メール
    pub email: String,
    /// ホームページ
    pub web: String,
    /// 診療・営業時間
    pub hours: Hours,
    /// 診療時間の補足
    pub hours_note: String,
    /// 在支診・在支病の区分
    pub care_class: Option<Code>,
    /// 対応できる医療処置
    pub capabilities: Vec<Code>,
    /// 提供サービス
    pub services: String,
    /// 窓口担当者
    pub person_in_charge: String,
    /// 備考
    pub note: String,
    /// 公開してよい項目
    pub public: Vec<String>,
}

/// Items of a list, whether they came one by one or as one text with commas.
fn items(texts: &[String]) -> Vec<String> {
    let mut all: Vec<String> = texts.iter().flat_map(|t| t.split(',')).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn name(text: &str) -> Result<String, Flaw> {
    line(text, NAME_MAX).and_then(|n| if n.is_empty() { Err(Flaw::Required) } else { Ok(n) })
}

impl OrganizationForm {
    /// The hours as typed, in the order of the days.
    #[must_use]
    pub fn hours(&self) -> [&str; 8] {
        [&self.hours_mon, &self.hours_tue, &self.hours_wed, &self.hours_thu, &self.hours_fri, &self.hours_sat, &self.hours_sun, &self.hours_holiday].map(String::as_str)
    }

    /// Reads the form of a new organization (`stored` empty), or of one that is stored: what nobody touched stays.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, codes: &Codes, places: &Places, stored: Option<&OrganizationData>) -> Result<OrganizationData, Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note("organization_name", name(&self.organization_name));
        let reading = flaws.note("organization_kana", kana(&self.organization_kana));
        let old_kind = stored.map_or("", |s| s.kind.as_str());
        let kind = flaws.note("organization_kind", codes.kept(List::OrganizationKind, &self.organization_kind, old_kind).and_then(|k| k.ok_or(Flaw::Required)));
        let code = flaws.note("institution_code", institution_code(&self.institution_code));
        let postal = flaws.note("postal_code", postal_code(&self.postal_code));
        let address = flaws.note("address", line(&self.address, ADDRESS_MAX));
        let district = flaws.note("district_id", chosen(&self.district_id, places, stored.and_then(|s| s.district_choice)));
        let phone = flaws.note("telephone", telephone(&self.telephone));
        let fax = flaws.note("fax", telephone(&self.fax));
        let mail = flaws.note("email", email(&self.email));
        let web = flaws.note("web", web_address(&self.web));
        let hours = self.read_hours(&mut flaws);
        let hours_note = flaws.note("hours_note", line(&self.hours_note, REASON_MAX));
        let old_class = stored.and_then(|s| s.care_class.as_ref()).map_or("", Code::as_str);
        let class = flaws.note("care_class", codes.kept(List::CareClass, &self.care_class, old_class));
        let capabilities = flaws.note("capabilities", capabilities(&self.capabilities, codes, stored));
        let services = flaws.note("services", many_lines(&self.services, NOTE_MAX).map_err(Flaw::from));
        let person = flaws.note("person_in_charge", line(&self.person_in_charge, NAME_MAX));
        let note = flaws.note("organization_note", many_lines(&self.organization_note, NOTE_MAX).map_err(Flaw::from));
        let public = flaws.note("public", public(&self.public));
        let data = (|| {
            Some(OrganizationData {
                name: name?,
                kana: reading?,
                kind: kind?,
                code: code?,
                postal_code: postal?,
                address: address?,
                district_choice: district?,
                telephone: phone?,
                fax: fax?,
                email: mail?,
                web: web?,
                hours,
                hours_note: hours_note?,
                care_class: class?,
                capabilities: capabilities?,
                services: services?,
                person_in_charge: person?,
                note: note?,
                public: public?,
            })
        })();
        flaws.or(data)
    }

    fn read_hours(&self, flaws: &mut Flaws) -> Hours {
        let names = super::DAYS.map(|d| format!("hours_{d}"));
        let mut hours = Hours::default();
        for ((day, name), text) in hours.iter_mut().zip(names).zip(self.hours()) {
            if let Some(read) = flaws.note(&name, DayHours::parse(text)) {
                *day = read;
            }
        }
        hours
    }

    /// The form that shows an organization.
    #[must_use]
    pub fn of(id: OrganizationId, data: &OrganizationData) -> Self {
        let [mon, tue, wed, thu, fri, sat, sun, holiday] = data.hours.each_ref().map(DayHours::text);
        Self {
            id: id.to_string(),
            organization_name: data.name.clone(),
            organization_kana: data.kana.clone(),
            organization_kind: data.kind.0.clone(),
            institution_code: data.code.clone(),
            postal_code: data.postal_code.clone(),
            address: data.address.clone(),
            district_id: data.district_choice.map(|d| d.to_string()).unwrap_or_default(),
            telephone: data.telephone.clone(),
            fax: data.fax.clone(),
            email: data.email.clone(),
            web: data.web.clone(),
            hours_mon: mon,
            hours_tue: tue,
            hours_wed: wed,
            hours_thu: thu,
            hours_fri: fri,
            hours_sat: sat,
            hours_sun: sun,
            hours_holiday: holiday,
            hours_note: data.hours_note.clone(),
            care_class: data.care_class.as_ref().map(|c| c.0.clone()).unwrap_or_default(),
            capabilities: data.capabilities.iter().map(|c| c.0.clone()).collect(),
            services: data.services.clone(),
            person_in_charge: data.person_in_charge.clone(),
            organization_note: data.note.clone(),
            public: data.public.clone(),
            distinct: String::new(),
        }
    }

    /// The fields that are corrected, merged and kept in the history.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = crate::merge::to_fields(self);
        fields.retain(|name, _| !matches!(name.as_str(), "id" | "distinct"));
        fields
    }

    /// The form of these fields.
    #[must_use]
    pub fn of_fields(fields: &Fields) -> Self {
        let mut object = serde_json::Map::new();
        for (name, text) in fields {
            let value = if matches!(name.as_str(), "capabilities" | "public") { items(std::slice::from_ref(text)).into() } else { text.clone().into() };
            object.insert(name.clone(), value);
        }
        serde_json::from_value(object.into()).unwrap_or_default()
    }
}

fn chosen(text: &str, places: &Places, stored: Option<DistrictId>) -> Result<Option<DistrictId>, Flaw> {
    match text.trim() {
        "" => Ok(None),
        id => id.parse().ok().filter(|id| places.offered(stored).any(|d| d.id == *id)).map(Some).ok_or(Flaw::NotAChoice),
    }
}

fn capabilities(texts: &[String], codes: &Codes, stored: Option<&OrganizationData>) -> Result<Vec<Code>, Flaw> {
    let kept = |code: &str| stored.is_some_and(|s| s.capabilities.iter().any(|c| c.as_str() == code));
    items(texts).into_iter().map(|text| if kept(&text) { Ok(Code(text)) } else { codes.required(List::Procedure, &text, None) }).collect()
}

fn public(texts: &[String]) -> Result<Vec<String>, Flaw> {
    let items = items(texts);
    if items.iter().all(|i| PUBLISHABLE.contains(&i.as_str())) { Ok(items) } else { Err(Flaw::NotAChoice) }
}

/// Taking an organization out of use, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RetireForm {
    /// 廃止日; empty for today.
    pub closed_on: String,
    /// 理由
    pub reason: String,
}

impl RetireForm {
    /// Reads the form: a day that has come, and why.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, today: NaiveDate) -> Result<(NaiveDate, String), Flaws> {
        let mut flaws = Flaws::default();
        let day = flaws.note("closed_on", past_day(&self.closed_on, today)).map(|d| d.unwrap_or(today));
        let reason = flaws.note("reason", line(&self.reason, REASON_MAX).and_then(|r| if r.is_empty() { Err(Flaw::Required) } else { Ok(r) }));
        flaws.or(day.zip(reason))
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
