//! `inquiries`

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inquiries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub desk_id: Uuid,
    pub case_id: Uuid,
    pub fiscal_year: i32,
    pub sequence: i64,
    pub number: String,
    pub received_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    pub recorded_by: Uuid,
    pub backdate_reason: String,
    pub channel: String,
    pub caller_type: String,
    pub caller_name: String,
    pub caller_kana: String,
    pub affiliation: String,
    pub telephone: String,
    pub telephone_digits: String,
    pub caller_name_key: String,
    pub caller_kana_key: String,
    pub main_category: String,
    pub urgency: String,
    pub minutes: Option<i32>,
    pub continued: bool,
    pub anonymous: bool,
    pub missing: i32,
    pub voided_at: Option<DateTime<Utc>>,
    pub voided_by: Option<Uuid>,
    pub void_reason: Option<String>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    pub search_key: i64,
    pub search_text: String,
    pub content: String,
    pub response: String,
    pub organization_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
