//! The contacts themselves, their further categories, and the sequences that number them.

use crate::parts::{drop_all, index, prefix_index, reference, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, integer_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        inquiries(manager).await?;
        indexes(manager).await?;
        let mut categories = table("inquiry_categories", &["inquiry_id", "category"]);
        categories.col(uuid("inquiry_id")).col(text("category")).foreign_key(&mut reference("inquiry_categories", "inquiry_id", "inquiries"));
        manager.create_table(categories).await?;
        let mut sequences = table("sequences", &["desk_id", "fiscal_year"]);
        sequences.col(uuid("desk_id")).col(integer("fiscal_year")).col(big_integer("last")).foreign_key(&mut reference("sequences", "desk_id", "desks"));
        manager.create_table(sequences).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["inquiries", "inquiry_categories", "sequences"]).await
    }
}

async fn inquiries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut t = table("inquiries", &["id"]);
    t.col(uuid("id")).col(uuid("desk_id")).col(uuid("case_id"));
    t.col(integer("fiscal_year")).col(big_integer("sequence")).col(text("number"));
    t.col(timestamp_with_time_zone("received_at")).col(timestamp_with_time_zone("recorded_at")).col(uuid("recorded_by")).col(text("backdate_reason"));
    t.col(text("channel")).col(text("caller_type")).col(text("caller_name")).col(text("caller_kana")).col(text("affiliation"));
    t.col(text("telephone")).col(text("telephone_digits")).col(text("caller_name_key")).col(text("caller_kana_key"));
    t.col(text("main_category")).col(text("urgency")).col(integer_null("minutes")).col(boolean("continued")).col(boolean("anonymous")).col(integer("missing"));
    t.col(timestamp_with_time_zone_null("voided_at")).col(uuid_null("voided_by")).col(text_null("void_reason"));
    t.col(integer("version")).col(timestamp_with_time_zone("updated_at"));
    // The search text stands before the long texts: comparing a hit need not read past them.
    t.col(big_integer("search_key")).col(text("search_text")).col(text("content")).col(text("response"));
    for (column, to) in [("desk_id", "desks"), ("case_id", "cases"), ("recorded_by", "users"), ("voided_by", "users")] {
        t.foreign_key(&mut reference("inquiries", column, to));
    }
    manager.create_table(t).await
}

async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    unique(manager, "inquiries", "number", &["desk_id", "fiscal_year", "sequence"]).await?;
    unique(manager, "inquiries", "search_key", &["search_key"]).await?;
    // Everything that the list filters by, in the list's order: filtering and counting read this index and no record.
    let list = ["search_key", "desk_id", "case_id", "channel", "caller_type", "urgency", "main_category", "missing", "fiscal_year", "sequence"];
    index(manager, "inquiries", "list", &list).await?;
    index(manager, "inquiries", "received", &["desk_id", "received_at"]).await?;
    index(manager, "inquiries", "case", &["case_id", "search_key"]).await?;
    index(manager, "inquiries", "number_text", &["number", "desk_id"]).await?;
    index(manager, "inquiries", "recorded", &["recorded_at"]).await?;
    // While somebody types, what fits is read from these alone: newest first, of the desk, not voided, and of which case.
    for (what, column) in [("telephone", "telephone_digits"), ("caller_name", "caller_name_key"), ("caller_kana", "caller_kana_key")] {
        prefix_index(manager, "inquiries", what, &format!("{column}, search_key, desk_id, voided_at, case_id"), column).await?;
    }
    Ok(())
}
