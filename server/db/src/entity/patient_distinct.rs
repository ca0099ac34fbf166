//! `patient_distinct`

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// Two records that are two people.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient_distinct")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub a: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub b: Uuid,
    pub active: bool,
    pub decided_at: DateTime<Utc>,
    pub decided_by: Uuid,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
