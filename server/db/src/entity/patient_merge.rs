//! `patient_merges`

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Two records of one person that became one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient_merges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub survivor_id: Uuid,
    pub absorbed_id: Uuid,
    pub survivor_before: String,
    pub survivor_after: String,
    pub merged_at: DateTime<Utc>,
    pub merged_by: Uuid,
    pub undone_at: Option<DateTime<Utc>>,
    pub undone_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
