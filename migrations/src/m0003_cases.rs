//! Cases, the links between them, and their append-only record.

use crate::parts::{append_only, drop_all, index, reference, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date_null, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        cases(manager).await?;
        links(manager).await?;
        entries(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["cases", "case_links", "case_entries"]).await
    }
}

async fn cases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut cases = table("cases", &["id"]);
    cases.col(uuid("id")).col(uuid("desk_id")).col(text("number")).col(uuid_null("patient_id")).col(text("status")).col(uuid_null("owner_id"));
    cases.col(date_null("next_date")).col(text_null("outcome")).col(text("main_category"));
    cases.col(timestamp_with_time_zone("opened_at")).col(timestamp_with_time_zone_null("closed_at"));
    cases.col(timestamp_with_time_zone_null("voided_at")).col(uuid_null("voided_by")).col(text_null("void_reason"));
    cases.col(integer("version")).col(timestamp_with_time_zone("updated_at"));
    for (column, to) in [("desk_id", "desks"), ("patient_id", "patients"), ("owner_id", "users"), ("voided_by", "users")] {
        cases.foreign_key(&mut reference("cases", column, to));
    }
    manager.create_table(cases).await?;
    // The id stands at the end so that lists read the index alone.
    index(manager, "cases", "status", &["desk_id", "status", "next_date", "owner_id", "id"]).await?;
    index(manager, "cases", "owner", &["owner_id", "status", "next_date", "desk_id", "id"]).await?;
    index(manager, "cases", "patient", &["patient_id", "opened_at"]).await?;
    index(manager, "cases", "number", &["number", "desk_id"]).await
}

async fn links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut links = table("case_links", &["a", "b"]);
    links.col(uuid("a")).col(uuid("b")).col(timestamp_with_time_zone("created_at")).col(uuid("created_by"));
    // One row per pair: the smaller id first.
    links.check(Expr::col("a").lt(Expr::col("b")));
    links.foreign_key(&mut reference("case_links", "a", "cases")).foreign_key(&mut reference("case_links", "b", "cases"));
    links.foreign_key(&mut reference("case_links", "created_by", "users"));
    manager.create_table(links).await?;
    index(manager, "case_links", "b", &["b"]).await
}

async fn entries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut entries = table("case_entries", &["id"]);
    entries.col(uuid("id")).col(uuid("case_id")).col(timestamp_with_time_zone("occurred_at")).col(text("means")).col(text("counterpart"));
    entries.col(text("content")).col(text("next_step")).col(uuid("author_id")).col(timestamp_with_time_zone("recorded_at"));
    entries.foreign_key(&mut reference("case_entries", "case_id", "cases")).foreign_key(&mut reference("case_entries", "author_id", "users"));
    manager.create_table(entries).await?;
    index(manager, "case_entries", "case", &["case_id", "occurred_at"]).await?;
    index(manager, "case_entries", "recorded", &["recorded_at"]).await?;
    append_only(manager, "case_entries").await
}
