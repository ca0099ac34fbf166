//! What the steps share: tables with named keys, named indexes, and the triggers that make a table append-only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A table whose primary key is called `pk_<table>`.
pub(crate) fn table(name: &'static str, key: &[&'static str]) -> TableCreateStatement {
    let mut index = Index::create();
    index.name(format!("pk_{name}"));
    for column in key {
        index.col(*column);
    }
    let mut table = Table::create();
    table.table(name).primary_key(&mut index);
    table
}

/// A reference called `fk_<table>_<column>`. Nothing that is referred to is ever deleted, hence no cascade.
pub(crate) fn reference(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.name(format!("fk_{table}_{column}")).from(table, column).to(to, "id");
    key
}

/// An index called `idx_<table>_<what>`.
pub(crate) async fn index(manager: &SchemaManager<'_>, table: &'static str, what: &str, columns: &[&'static str]) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("idx_{table}_{what}")).table(table);
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}

/// A unique index called `uq_<table>_<what>`: the store maps violations back by this name.
pub(crate) async fn unique(manager: &SchemaManager<'_>, table: &'static str, what: &str, columns: &[&'static str]) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("uq_{table}_{what}")).table(table).unique();
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}

/// An index for looking up by the beginning of a text: byte order on both databases, whatever the locale.
pub(crate) async fn prefix_index(manager: &SchemaManager<'_>, table: &str, what: &str, columns: &str, text: &str) -> Result<(), DbErr> {
    let collation = if is_sqlite(manager) { "" } else { " COLLATE \"C\"" };
    let columns = columns.replace(text, &format!("{text}{collation}"));
    run(manager, &format!("CREATE INDEX idx_{table}_{what} ON {table} ({columns})")).await
}

/// Makes `table` refuse UPDATE and DELETE, whoever asks.
pub(crate) async fn append_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if is_sqlite(manager) {
        for (deed, when) in [("update", "UPDATE"), ("delete", "DELETE")] {
            run(manager, &format!("CREATE TRIGGER trg_{table}_no_{deed} BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")).await?;
        }
        return Ok(());
    }
    run(manager, "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$").await?;
    run(manager, &format!("CREATE TRIGGER trg_{table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")).await?;
    run(manager, &format!("CREATE TRIGGER trg_{table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")).await
}

/// Whether this is the embedded database.
pub(crate) fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}

/// Runs one statement as it stands.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

/// Drops tables, the last one first.
pub(crate) async fn drop_all(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        manager.drop_table(Table::drop().table(*table).to_owned()).await?;
    }
    Ok(())
}
