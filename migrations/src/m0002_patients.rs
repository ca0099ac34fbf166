//! The people whom inquiries are about.

use crate::parts::{drop_all, prefix_index, reference, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date_null, integer, integer_null, text, text_null, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut patients = table("patients", &["id"]);
        patients.col(uuid("id")).col(uuid("desk_id")).col(text("name")).col(text("kana"));
        // Either a date of birth, or an age and the day on which it was told.
        patients.col(date_null("birth_date")).col(integer_null("birth_age")).col(date_null("birth_as_of"));
        patients.col(text_null("sex")).col(text("address")).col(text("telephone")).col(text("telephone_digits")).col(text_null("care_level"));
        patients.col(text("name_key")).col(text("kana_key")).col(integer("version"));
        patients.col(timestamp_with_time_zone("created_at")).col(uuid("created_by")).col(timestamp_with_time_zone("updated_at"));
        patients.col(big_integer("search_key")).col(text("search_text"));
        patients.foreign_key(&mut reference("patients", "desk_id", "desks")).foreign_key(&mut reference("patients", "created_by", "users"));
        manager.create_table(patients).await?;
        unique(manager, "patients", "search_key", &["search_key"]).await?;
        prefix_index(manager, "patients", "name", "desk_id, name_key, search_key, id", "name_key").await?;
        prefix_index(manager, "patients", "kana", "desk_id, kana_key, search_key, id", "kana_key").await?;
        prefix_index(manager, "patients", "telephone", "telephone_digits, desk_id", "telephone_digits").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["patients"]).await
    }
}
