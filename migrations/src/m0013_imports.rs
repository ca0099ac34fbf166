//! Spreadsheets that were brought to be taken in, and what each row of them became.

use crate::parts::{drop_all, index, reference, run, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob_null, integer, text, text_null, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The file itself stays only until it is taken in or thrown away.
        let mut imports = table("imports", &["id"]);
        imports.col(uuid("id")).col(uuid("desk_id")).col(text("kind")).col(text("file_name")).col(blob_null("file")).col(text("state"));
        imports.col(text("preview")).col(text("counts")).col(text("flaws")).col(text_null("failed")).col(text("undo_reason"));
        imports.col(integer("version")).col(timestamp_with_time_zone("created_at")).col(uuid("created_by")).col(timestamp_with_time_zone("changed_at"));
        imports.foreign_key(&mut reference("imports", "desk_id", "desks")).foreign_key(&mut reference("imports", "created_by", "users"));
        manager.create_table(imports).await?;
        index(manager, "imports", "list", &["desk_id", "created_at"]).await?;

        let mut rows = table("import_rows", &["id"]);
        rows.col(uuid("id")).col(uuid("import_id")).col(uuid("desk_id")).col(text("sheet")).col(text("source_key")).col(text("row_hash"));
        rows.col(text("kind")).col(uuid("record_id")).col(integer("version"));
        rows.foreign_key(&mut reference("import_rows", "import_id", "imports"));
        manager.create_table(rows).await?;
        // What makes an import repeatable: a row of a source becomes a record once.
        unique(manager, "import_rows", "source", &["desk_id", "sheet", "source_key"]).await?;
        index(manager, "import_rows", "import", &["import_id", "kind", "record_id"]).await?;

        run(manager, "ALTER TABLE patients ADD COLUMN voided_at timestamp with time zone NULL").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "ALTER TABLE patients DROP COLUMN voided_at").await?;
        drop_all(manager, &["imports", "import_rows"]).await
    }
}
