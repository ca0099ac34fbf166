//! The append-only log of what was done and seen.

use crate::parts::{append_only, drop_all, index, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, text_null, timestamp_with_time_zone, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No references: the log also speaks of what was refused or never existed.
        let mut audit = table("audit", &["id"]);
        audit.col(uuid("id")).col(timestamp_with_time_zone("at")).col(uuid_null("user_id")).col(text("user_name")).col(text("from_address"));
        audit.col(text("deed")).col(text("kind")).col(text("record")).col(integer("version")).col(uuid_null("patient_id"));
        audit.col(text_null("before")).col(text_null("after")).col(text("note"));
        manager.create_table(audit).await?;
        index(manager, "audit", "record", &["kind", "record", "at"]).await?;
        index(manager, "audit", "patient", &["patient_id", "at"]).await?;
        index(manager, "audit", "user", &["user_id", "at"]).await?;
        append_only(manager, "audit").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["audit"]).await
    }
}
