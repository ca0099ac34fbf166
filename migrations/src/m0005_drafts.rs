//! Unfinished forms, and refused forms of browsers without JavaScript.

use crate::parts::{drop_all, index, reference, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, timestamp_with_time_zone, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A draft has the id of the record to be. Its desk is what was typed so far, hence no reference.
        let mut drafts = table("drafts", &["id"]);
        drafts.col(uuid("id")).col(uuid("user_id")).col(uuid_null("desk_id")).col(text("payload")).col(text("excerpt"));
        drafts.col(timestamp_with_time_zone("updated_at")).foreign_key(&mut reference("drafts", "user_id", "users"));
        manager.create_table(drafts).await?;
        index(manager, "drafts", "user", &["user_id", "updated_at"]).await?;

        let mut kept = table("kept_forms", &["id"]);
        kept.col(uuid("id")).col(uuid_null("user_id")).col(text("payload")).col(timestamp_with_time_zone("created_at"));
        manager.create_table(kept).await?;
        index(manager, "kept_forms", "created", &["created_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["drafts", "kept_forms"]).await
    }
}
