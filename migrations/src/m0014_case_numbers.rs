//! No two cases of a desk bear the same number.

use crate::parts::{index, run, unique};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Where two bear the same number, the later ones become "R8-000002-2" and so on: nobody has to decide before the upgrade.
const APART: &str = "UPDATE cases SET number = number || '-' || d.place FROM \
    (SELECT id, row_number() OVER (PARTITION BY desk_id, number ORDER BY opened_at, id) AS place FROM cases) d WHERE d.id = cases.id AND d.place > 1";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, APART).await?;
        manager.drop_index(Index::drop().name("idx_cases_number").table("cases").to_owned()).await?;
        unique(manager, "cases", "number", &["desk_id", "number"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("uq_cases_number").table("cases").to_owned()).await?;
        index(manager, "cases", "number", &["number", "desk_id"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
