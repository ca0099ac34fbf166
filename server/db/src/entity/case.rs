//! `cases`

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A thread of inquiries.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub desk_id: Uuid,
    pub number: String,
    pub patient_id: Option<Uuid>,
    pub status: String,
    pub owner_id: Option<Uuid>,
    pub next_date: Option<NaiveDate>,
    pub outcome: Option<String>,
    pub main_category: String,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub voided_at: Option<DateTime<Utc>>,
    pub voided_by: Option<Uuid>,
    pub void_reason: Option<String>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
