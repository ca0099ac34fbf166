//! `patients`

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A person whom inquiries are about.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patients")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub desk_id: Uuid,
    pub name: String,
    pub kana: String,
    pub birth_date: Option<NaiveDate>,
    pub birth_age: Option<i32>,
    pub birth_as_of: Option<NaiveDate>,
    pub sex: Option<String>,
    pub address: String,
    pub telephone: String,
    pub telephone_digits: String,
    pub care_level: Option<String>,
    pub name_key: String,
    pub kana_key: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Uuid,
    pub updated_at: DateTime<Utc>,
    pub search_key: i64,
    pub search_text: String,
    pub residence: Option<String>,
    pub household: Option<String>,
    pub bedridden: Option<String>,
    pub dementia: Option<String>,
    pub insurance: Option<String>,
    pub place_of_death: Option<String>,
    pub consent: Option<String>,
    pub ended: Option<String>,
    pub care_from: Option<NaiveDate>,
    pub care_to: Option<NaiveDate>,
    pub discharge_on: Option<NaiveDate>,
    pub consent_on: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    pub details: String,
    pub ended_place: String,
    pub ended_note: String,
    pub merged_into: Option<Uuid>,
    pub voided_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
