//! `organizations`

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub kana: String,
    pub kind: String,
    pub code: String,
    pub postal_code: String,
    pub address: String,
    pub district_choice: Option<Uuid>,
    pub district_id: Option<Uuid>,
    pub outside: bool,
    pub telephone: String,
    pub telephone_digits: String,
    pub fax: String,
    pub email: String,
    pub web: String,
    pub hours: String,
    pub hours_note: String,
    pub care_class: Option<String>,
    pub services: String,
    pub person_in_charge: String,
    pub note: String,
    pub public: String,
    pub confirmed_on: Option<NaiveDate>,
    pub confirmed_by: Option<Uuid>,
    pub closed_on: Option<NaiveDate>,
    pub close_reason: String,
    pub voided_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Uuid,
    pub updated_at: DateTime<Utc>,
    pub name_key: String,
    pub search_text: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
