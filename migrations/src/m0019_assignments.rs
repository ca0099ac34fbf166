//! The search for a patient's physicians: requests, what was ranked and from what, offers with their questions, and who holds which role.

use crate::parts::{append_only, drop_all, index, reference, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, date, date_null, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        requests(manager).await?;
        rankings(manager).await?;
        offers(manager).await?;
        assignments(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["match_requests", "match_rankings", "offers", "offer_messages", "assignments"]).await
    }
}

async fn requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut t = table("match_requests", &["id"]);
    t.col(uuid("id")).col(uuid("desk_id")).col(uuid("case_id")).col(uuid("patient_id")).col(text("state")).col(text("data")).col(text("note"));
    // The case while the request is open: one at a time.
    t.col(uuid_null("open_key")).col(integer("version"));
    t.col(timestamp_with_time_zone("requested_at")).col(uuid("requested_by")).col(timestamp_with_time_zone("changed_at"));
    // When the desk confirmed, and when it ended: what is counted later.
    t.col(timestamp_with_time_zone_null("decided_at")).col(timestamp_with_time_zone_null("closed_at"));
    for (column, to) in [("desk_id", "desks"), ("case_id", "cases"), ("patient_id", "patients"), ("requested_by", "users")] {
        t.foreign_key(&mut reference("match_requests", column, to));
    }
    manager.create_table(t).await?;
    unique(manager, "match_requests", "open", &["open_key"]).await?;
    index(manager, "match_requests", "desk", &["desk_id", "requested_at"]).await?;
    index(manager, "match_requests", "case", &["case_id"]).await?;
    index(manager, "match_requests", "patient", &["patient_id"]).await
}

async fn rankings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut t = table("match_rankings", &["id"]);
    t.col(uuid("id")).col(uuid("request_id")).col(text("role")).col(timestamp_with_time_zone("made_at")).col(uuid("made_by")).col(text("inputs"));
    t.foreign_key(&mut reference("match_rankings", "request_id", "match_requests")).foreign_key(&mut reference("match_rankings", "made_by", "users"));
    manager.create_table(t).await?;
    index(manager, "match_rankings", "request", &["request_id", "made_at"]).await?;
    append_only(manager, "match_rankings").await
}

async fn offers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut t = table("offers", &["id"]);
    t.col(uuid("id")).col(uuid("request_id")).col(uuid("physician_id")).col(text("role")).col(text("state")).col(text("data")).col(text("card"));
    // Request and role while the physician has accepted: the first acceptance wins.
    t.col(text_null("holder_key"));
    // Until when an answer is awaited, when it is reminded of, and when that was done.
    t.col(timestamp_with_time_zone_null("deadline")).col(timestamp_with_time_zone_null("remind_at")).col(timestamp_with_time_zone_null("reminded_at"));
    t.col(timestamp_with_time_zone("created_at")).col(uuid("created_by"));
    for (column, to) in [("request_id", "match_requests"), ("physician_id", "physicians"), ("created_by", "users")] {
        t.foreign_key(&mut reference("offers", column, to));
    }
    manager.create_table(t).await?;
    unique(manager, "offers", "holder", &["holder_key"]).await?;
    index(manager, "offers", "request", &["request_id"]).await?;
    index(manager, "offers", "physician", &["physician_id", "state"]).await?;
    index(manager, "offers", "deadline", &["state", "deadline"]).await?;

    let mut messages = table("offer_messages", &["id"]);
    messages.col(uuid("id")).col(uuid("offer_id")).col(timestamp_with_time_zone("at")).col(uuid("by_id")).col(boolean("by_physician")).col(text("content"));
    messages.foreign_key(&mut reference("offer_messages", "offer_id", "offers")).foreign_key(&mut reference("offer_messages", "by_id", "users"));
    manager.create_table(messages).await?;
    index(manager, "offer_messages", "offer", &["offer_id", "at"]).await?;
    append_only(manager, "offer_messages").await
}

async fn assignments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut t = table("assignments", &["id"]);
    t.col(uuid("id")).col(uuid("patient_id")).col(text("role")).col(uuid("physician_id")).col(date("from_on")).col(date_null("until_on"));
    t.col(text_null("end_reason")).col(text("end_note")).col(uuid_null("request_id"));
    // Patient and role while it lasts: one of each. Patient and physician while it lasts: nobody holds both.
    t.col(text_null("role_key")).col(text_null("person_key"));
    t.col(integer("version")).col(timestamp_with_time_zone("created_at")).col(uuid("created_by"));
    for (column, to) in [("patient_id", "patients"), ("physician_id", "physicians"), ("request_id", "match_requests"), ("created_by", "users")] {
        t.foreign_key(&mut reference("assignments", column, to));
    }
    manager.create_table(t).await?;
    unique(manager, "assignments", "role", &["role_key"]).await?;
    unique(manager, "assignments", "person", &["person_key"]).await?;
    index(manager, "assignments", "patient", &["patient_id", "from_on"]).await?;
    index(manager, "assignments", "physician", &["physician_id"]).await
}
