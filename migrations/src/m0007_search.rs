//! The full-text index over the tokens that the program makes itself: FTS5 in SQLite, tsvector with GIN in PostgreSQL.

use crate::parts::{is_sqlite, run};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, search) in [("inquiries", "inquiry_search"), ("patients", "patient_search")] {
            if is_sqlite(manager) {
                // Only the tokens are kept (contentless), without positions (detail=none): hits are compared with the search text anyway.
                run(manager, &format!("CREATE VIRTUAL TABLE {search} USING fts5(grams, content='', contentless_delete=1, tokenize='ascii', detail=none)")).await?;
            } else {
                run(manager, &format!("ALTER TABLE {table} ADD COLUMN grams tsvector NOT NULL DEFAULT ''")).await?;
                run(manager, &format!("CREATE INDEX idx_{table}_grams ON {table} USING gin (grams)")).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, search) in [("inquiries", "inquiry_search"), ("patients", "patient_search")] {
            if is_sqlite(manager) {
                run(manager, &format!("DROP TABLE {search}")).await?;
            } else {
                run(manager, &format!("ALTER TABLE {table} DROP COLUMN grams")).await?;
            }
        }
        Ok(())
    }
}
