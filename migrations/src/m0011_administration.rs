//! Looking after the house: desks with hours and closures, holidays, own settings, looking as another role, reading the log by time.

use crate::parts::{drop_all, index, reference, run, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, date, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns that existing tables get: table, column, type.
const COLUMNS: [(&str, &str, &str); 4] = [
    ("sessions", "view_as", "text NULL"),
    ("desks", "telephone", "text NOT NULL DEFAULT ''"),
    ("desks", "address", "text NOT NULL DEFAULT ''"),
    // JSON: the hours are read and written whole, never searched.
    ("desks", "hours", "text NOT NULL DEFAULT ''"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column, kind) in COLUMNS {
            run(manager, &format!("ALTER TABLE {table} ADD COLUMN {column} {kind}")).await?;
        }

        let mut closures = table("desk_closures", &["id"]);
        closures.col(uuid("id")).col(uuid("desk_id")).col(date("first_date")).col(date("last_date")).col(text("reason"));
        closures.col(timestamp_with_time_zone("created_at")).col(timestamp_with_time_zone_null("removed_at"));
        closures.foreign_key(&mut reference("desk_closures", "desk_id", "desks"));
        manager.create_table(closures).await?;
        index(manager, "desk_closures", "desk", &["desk_id", "last_date"]).await?;

        let mut holidays = table("holidays", &["id"]);
        holidays.col(uuid("id")).col(date("date")).col(text("name")).col(boolean("retired")).col(integer("version")).col(timestamp_with_time_zone("created_at"));
        manager.create_table(holidays).await?;
        unique(manager, "holidays", "date", &["date"]).await?;

        let mut settings = table("user_settings", &["user_id"]);
        settings.col(uuid("user_id")).col(text("text_size")).col(text("contrast")).col(text("start_page")).col(timestamp_with_time_zone("updated_at"));
        settings.foreign_key(&mut reference("user_settings", "user_id", "users"));
        manager.create_table(settings).await?;

        index(manager, "audit", "at", &["at", "id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("idx_audit_at").table("audit").to_owned()).await?;
        drop_all(manager, &["desk_closures", "holidays", "user_settings"]).await?;
        for (table, column, _) in COLUMNS {
            run(manager, &format!("ALTER TABLE {table} DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}
