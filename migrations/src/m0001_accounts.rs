//! Desks, the people who sign in, their roles and desks, sessions, one-time links and counted failures.

use crate::parts::{drop_all, index, reference, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        people(manager).await?;
        sessions(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["desks", "users", "user_roles", "user_desks", "sessions", "links", "sign_in_failures"]).await
    }
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut desks = table("desks", &["id"]);
    desks.col(uuid("id")).col(text("name")).col(integer("version")).col(timestamp_with_time_zone("created_at")).col(timestamp_with_time_zone_null("disabled_at"));
    manager.create_table(desks).await?;
    unique(manager, "desks", "name", &["name"]).await?;

    let mut users = table("users", &["id"]);
    users.col(uuid("id")).col(text("login")).col(text("name")).col(text_null("email")).col(text_null("password_hash"));
    users.col(timestamp_with_time_zone_null("disabled_at")).col(integer("version")).col(timestamp_with_time_zone("created_at"));
    manager.create_table(users).await?;
    unique(manager, "users", "login", &["login"]).await?;

    let mut roles = table("user_roles", &["user_id", "role"]);
    roles.col(uuid("user_id")).col(text("role")).foreign_key(&mut reference("user_roles", "user_id", "users"));
    manager.create_table(roles).await?;

    let mut desks = table("user_desks", &["user_id", "desk_id"]);
    desks.col(uuid("user_id")).col(uuid("desk_id"));
    desks.foreign_key(&mut reference("user_desks", "user_id", "users")).foreign_key(&mut reference("user_desks", "desk_id", "desks"));
    manager.create_table(desks).await?;
    index(manager, "user_desks", "desk", &["desk_id"]).await
}

async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut sessions = table("sessions", &["id"]);
    sessions.col(uuid("id")).col(text("token_hash")).col(uuid("user_id")).col(timestamp_with_time_zone("started_at"));
    sessions.col(timestamp_with_time_zone("last_seen_at")).col(timestamp_with_time_zone_null("ended_at")).col(text("from_address")).col(text("browser"));
    sessions.foreign_key(&mut reference("sessions", "user_id", "users"));
    manager.create_table(sessions).await?;
    unique(manager, "sessions", "token_hash", &["token_hash"]).await?;
    index(manager, "sessions", "user", &["user_id", "started_at"]).await?;

    let mut links = table("links", &["token_hash"]);
    links.col(text("token_hash")).col(uuid("user_id")).col(timestamp_with_time_zone("created_at")).col(timestamp_with_time_zone("expires_at"));
    links.col(timestamp_with_time_zone_null("used_at")).foreign_key(&mut reference("links", "user_id", "users"));
    manager.create_table(links).await?;
    index(manager, "links", "user", &["user_id"]).await?;

    let mut failures = table("sign_in_failures", &["key"]);
    failures.col(text("key")).col(integer("failures")).col(timestamp_with_time_zone("last_at"));
    manager.create_table(failures).await
}
