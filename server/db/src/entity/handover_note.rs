//! `handover_notes`

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

/// A line of the handover.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handover_notes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub desk_id: Uuid,
    pub day: NaiveDate,
    pub content: String,
    pub important: bool,
    pub case_id: Option<Uuid>,
    pub author_id: Uuid,
    pub recorded_at: DateTime<Utc>,
    pub voided_at: Option<DateTime<Utc>>,
    pub void_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
