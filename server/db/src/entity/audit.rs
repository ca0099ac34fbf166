//! `audit`

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub user_id: Option<Uuid>,
    pub user_name: String,
    pub from_address: String,
    pub deed: String,
    pub kind: String,
    pub record: String,
    pub version: i32,
    pub patient_id: Option<Uuid>,
    pub before: Option<String>,
    pub after: Option<String>,
    pub note: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
