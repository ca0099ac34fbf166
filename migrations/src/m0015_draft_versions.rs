//! Which state of a draft its writer has seen: one draft open in two browsers.

use crate::parts::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "ALTER TABLE drafts ADD COLUMN version integer NOT NULL DEFAULT 1").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "ALTER TABLE drafts DROP COLUMN version").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
