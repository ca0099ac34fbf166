//! Notices, the outbox of e-mails with every try, templates that were changed, people's choices, and the turns of the jobs.

use crate::parts::{drop_all, index, reference, run, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Since when e-mails to a person come back, and what was said then.
const COLUMNS: [(&str, &str); 2] = [("mail_trouble_at", "timestamp with time zone NULL"), ("mail_trouble", "text NULL")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (column, kind) in COLUMNS {
            run(manager, &format!("ALTER TABLE users ADD COLUMN {column} {kind}")).await?;
        }
        outbox(manager).await?;
        notices(manager).await?;
        choices(manager).await?;
        jobs(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["mails", "mail_attempts", "mail_templates", "notices", "notice_choices", "notice_quiet", "jobs"]).await?;
        for (column, _) in COLUMNS {
            run(manager, &format!("ALTER TABLE users DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}

async fn outbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut mails = table("mails", &["id"]);
    mails.col(uuid("id")).col(uuid_null("user_id")).col(text("purpose")).col(text("state")).col(text("address"));
    // What may still join it; nothing any more once a worker has it.
    mails.col(text_null("open_key"));
    mails.col(timestamp_with_time_zone("created_at")).col(timestamp_with_time_zone("next_at")).col(timestamp_with_time_zone_null("first_at"));
    mails.col(integer("tries")).col(integer("edition")).col(uuid_null("lease_by")).col(timestamp_with_time_zone_null("lease_until")).col(timestamp_with_time_zone_null("ended_at"));
    mails.col(text("subject")).col(text("body")).col(text("answer"));
    mails.foreign_key(&mut reference("mails", "user_id", "users"));
    manager.create_table(mails).await?;
    unique(manager, "mails", "open_key", &["open_key"]).await?;
    index(manager, "mails", "queue", &["state", "next_at"]).await?;
    index(manager, "mails", "created", &["created_at", "id"]).await?;
    index(manager, "mails", "user", &["user_id", "created_at"]).await?;

    let mut attempts = table("mail_attempts", &["mail_id", "number"]);
    attempts.col(uuid("mail_id")).col(integer("number")).col(timestamp_with_time_zone("at")).col(big_integer("took_ms")).col(text("outcome")).col(text("answer"));
    attempts.foreign_key(&mut reference("mail_attempts", "mail_id", "mails"));
    manager.create_table(attempts).await?;

    let mut templates = table("mail_templates", &["purpose"]);
    templates.col(text("purpose")).col(text("subject")).col(text("body")).col(boolean("changed")).col(integer("version"));
    manager.create_table(templates).await
}

async fn notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut notices = table("notices", &["id"]);
    notices.col(uuid("id")).col(text("event")).col(uuid("user_id")).col(text("kind")).col(text("facts")).col(timestamp_with_time_zone("at"));
    notices.col(timestamp_with_time_zone_null("read_at")).col(uuid_null("mail_id"));
    notices.foreign_key(&mut reference("notices", "user_id", "users")).foreign_key(&mut reference("notices", "mail_id", "mails"));
    manager.create_table(notices).await?;
    unique(manager, "notices", "event", &["event", "user_id", "kind"]).await?;
    index(manager, "notices", "user", &["user_id", "at"]).await?;
    index(manager, "notices", "mail", &["mail_id"]).await?;
    // The bell of every page asks for it; read ones are the many.
    run(manager, "CREATE INDEX idx_notices_unread ON notices (user_id) WHERE read_at IS NULL").await
}

async fn choices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut choices = table("notice_choices", &["user_id", "kind"]);
    choices.col(uuid("user_id")).col(text("kind")).col(text("choice")).foreign_key(&mut reference("notice_choices", "user_id", "users"));
    manager.create_table(choices).await?;
    let mut quiet = table("notice_quiet", &["user_id"]);
    quiet.col(uuid("user_id")).col(integer("first_minute")).col(integer("end_minute")).foreign_key(&mut reference("notice_quiet", "user_id", "users"));
    manager.create_table(quiet).await
}

async fn jobs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut jobs = table("jobs", &["name"]);
    jobs.col(text("name")).col(timestamp_with_time_zone("next_at")).col(uuid_null("lease_by")).col(timestamp_with_time_zone_null("lease_until"));
    jobs.col(timestamp_with_time_zone_null("ended_at")).col(big_integer("took_ms")).col(text("outcome")).col(boolean("failed"));
    manager.create_table(jobs).await
}
