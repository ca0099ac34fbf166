//! The lines of the handover and who confirmed them, when somebody was last here, and the files attached to a case.

use crate::parts::{drop_all, index, reference, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, date, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        notes(manager).await?;
        let mut visits = table("visits", &["user_id"]);
        visits.col(uuid("user_id")).col(timestamp_with_time_zone("seen_at")).foreign_key(&mut reference("visits", "user_id", "users"));
        manager.create_table(visits).await?;
        // What others changed since a moment: few kinds, the latest lines.
        index(manager, "audit", "changes", &["kind", "at"]).await?;
        attachments(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("idx_audit_changes").table("audit").to_owned()).await?;
        drop_all(manager, &["handover_notes", "handover_reads", "visits", "attachments"]).await
    }
}

async fn notes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut notes = table("handover_notes", &["id"]);
    notes.col(uuid("id")).col(uuid("desk_id")).col(date("day")).col(text("content")).col(boolean("important")).col(uuid_null("case_id"));
    notes.col(uuid("author_id")).col(timestamp_with_time_zone("recorded_at"));
    notes.col(timestamp_with_time_zone_null("voided_at")).col(text_null("void_reason"));
    for (column, to) in [("desk_id", "desks"), ("case_id", "cases"), ("author_id", "users")] {
        notes.foreign_key(&mut reference("handover_notes", column, to));
    }
    manager.create_table(notes).await?;
    index(manager, "handover_notes", "day", &["desk_id", "day", "recorded_at"]).await?;

    let mut reads = table("handover_reads", &["note_id", "user_id"]);
    reads.col(uuid("note_id")).col(uuid("user_id")).col(timestamp_with_time_zone("read_at"));
    reads.foreign_key(&mut reference("handover_reads", "note_id", "handover_notes")).foreign_key(&mut reference("handover_reads", "user_id", "users"));
    manager.create_table(reads).await
}

async fn attachments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut files = table("attachments", &["id"]);
    files.col(uuid("id")).col(uuid("case_id")).col(text("name")).col(text("media_type")).col(big_integer("size")).col(text("sha256")).col(text("description"));
    files.col(uuid("uploaded_by")).col(timestamp_with_time_zone("uploaded_at"));
    files.col(timestamp_with_time_zone_null("voided_at")).col(uuid_null("voided_by")).col(text_null("void_reason")).col(integer("version"));
    for (column, to) in [("case_id", "cases"), ("uploaded_by", "users"), ("voided_by", "users")] {
        files.foreign_key(&mut reference("attachments", column, to));
    }
    manager.create_table(files).await?;
    index(manager, "attachments", "case", &["case_id", "uploaded_at"]).await
}
