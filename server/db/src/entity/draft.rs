//! `drafts`

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// An unfinished form.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub desk_id: Option<Uuid>,
    pub payload: String,
    pub excerpt: String,
    pub updated_at: DateTime<Utc>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
