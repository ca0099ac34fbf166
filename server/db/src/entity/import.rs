//! `imports`

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// A spreadsheet that was brought to be taken in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub desk_id: Uuid,
    pub kind: String,
    pub file_name: String,
    pub file: Option<Vec<u8>>,
    pub state: String,
    pub preview: String,
    pub counts: String,
    pub flaws: String,
    pub failed: Option<String>,
    pub undo_reason: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub created_by: Uuid,
    pub changed_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
