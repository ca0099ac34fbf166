//! Physicians beside their entry in the directory and when they are away.

use crate::parts::{drop_all, index, reference, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut physicians = table("physicians", &["id"]);
        // The person's own id in the directory.
        physicians.col(uuid("id")).col(uuid_null("user_id")).col(boolean("accepting")).col(text("profile")).col(integer("version"));
        physicians.col(timestamp_with_time_zone("created_at")).col(timestamp_with_time_zone("updated_at"));
        physicians.foreign_key(&mut reference("physicians", "id", "contacts")).foreign_key(&mut reference("physicians", "user_id", "users"));
        manager.create_table(physicians).await?;
        unique(manager, "physicians", "user", &["user_id"]).await?;

        let mut absences = table("absences", &["id"]);
        absences.col(uuid("id")).col(uuid("physician_id")).col(timestamp_with_time_zone("from_at")).col(timestamp_with_time_zone("until_at"));
        absences.col(text("kind")).col(text("note")).col(timestamp_with_time_zone_null("withdrawn_at")).col(integer("version"));
        absences.col(timestamp_with_time_zone("created_at")).col(uuid("created_by"));
        absences.foreign_key(&mut reference("absences", "physician_id", "physicians")).foreign_key(&mut reference("absences", "created_by", "users"));
        manager.create_table(absences).await?;
        index(manager, "absences", "physician", &["physician_id", "until_at"]).await?;
        index(manager, "absences", "until", &["until_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["physicians", "absences"]).await
    }
}
