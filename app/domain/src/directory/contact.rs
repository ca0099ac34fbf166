//! People of an organization: who answers there.

use super::values::email;
use crate::calendar::parse_past;
use crate::error::{Flaw, Flaws};
use crate::id::ContactId;
use crate::inquiry::REASON_MAX;
use crate::patient::{NAME_MAX, kana, line, telephone};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A person of an organization, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// What is known.
    pub data: ContactData,
    /// Grows by one with each change.
    pub version: i32,
}

/// A person of an organization, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    /// 氏名
    pub contact_name: String,
    /// ふりがな
    pub contact_kana: String,
    /// 職種・役割
    pub contact_role: String,
    /// 直通電話
    pub contact_telephone: String,
    /// メール
    pub contact_email: String,
    /// 備考
    pub contact_note: String,
    /// 退職・異動日
    pub left_on: String,
}

/// [`ContactForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactData {
    /// 氏名
    pub name: String,
    /// ふりがな
    pub kana: String,
    /// 職種・役割
    pub role: String,
    /// 直通電話 as typed.
    pub telephone: String,
    /// メール
    pub email: String,
    /// 備考
    pub note: String,
    /// 退職・異動日
    pub left_on: Option<NaiveDate>,
}

impl ContactForm {
    /// The form that shows a person.
    #[must_use]
    pub fn of(data: &ContactData) -> Self {
        Self {
            contact_name: data.name.clone(),
            contact_kana: data.kana.clone(),
            contact_role: data.role.clone(),
            contact_telephone: data.telephone.clone(),
            contact_email: data.email.clone(),
            contact_note: data.note.clone(),
            left_on: data.left_on.map(|d| d.to_string()).unwrap_or_default(),
        }
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, today: NaiveDate) -> Result<ContactData, Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note("contact_name", line(&self.contact_name, NAME_MAX).and_then(|n| if n.is_empty() { Err(Flaw::Required) } else { Ok(n) }));
        let kana = flaws.note("contact_kana", kana(&self.contact_kana));
        let role = flaws.note("contact_role", line(&self.contact_role, NAME_MAX));
        let telephone = flaws.note("contact_telephone", telephone(&self.contact_telephone));
        let email = flaws.note("contact_email", email(&self.contact_email));
        let note = flaws.note("contact_note", line(&self.contact_note, REASON_MAX));
        let left_on = flaws.note("left_on", past_day(&self.left_on, today));
        let data = (|| Some(ContactData { name: name?, kana: kana?, role: role?, telephone: telephone?, email: email?, note: note?, left_on: left_on? }))();
        flaws.or(data)
    }
}

/// A day that has come, or nothing.
pub(super) fn past_day(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Flaw> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match parse_past(text, today).map_err(Flaw::Date)? {
        day if day > today => Err(Flaw::InFuture),
        day => Ok(Some(day)),
    }
}
