//! Table `jobs`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub next_at: DateTimeUtc,
    pub lease_by: Option<Uuid>,
    pub lease_until: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub took_ms: i64,
    pub outcome: String,
    pub failed: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
