//! The directory: organizations with what they can do and who works there, and the districts and towns of the city.

use crate::parts::{drop_all, index, is_sqlite, prefix_index, reference, run, table, unique};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, date_null, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        places(manager).await?;
        organizations(manager).await?;
        details(manager).await?;
        let mut column = Table::alter();
        column.table("inquiries").add_column(uuid_null("organization_id"));
        manager.alter_table(column).await?;
        // SQLite could not take a column with a reference back again; organizations are never deleted anyway.
        if !is_sqlite(manager) {
            manager.create_foreign_key(reference("inquiries", "organization_id", "organizations")).await?;
        }
        index(manager, "inquiries", "organization", &["organization_id", "search_key"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("idx_inquiries_organization").table("inquiries").to_owned()).await?;
        manager.alter_table(Table::alter().table("inquiries").drop_column("organization_id").to_owned()).await?;
        drop_all(manager, &["house", "districts", "towns", "organizations", "organization_capabilities", "contacts"]).await
    }
}

async fn places(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut house = table("house", &["id"]);
    house.col(integer("id")).col(text("prefecture")).col(text("city")).col(integer("version"));
    manager.create_table(house).await?;
    run(manager, "INSERT INTO house (id, prefecture, city, version) VALUES (1, '', '', 1)").await?;

    let mut districts = table("districts", &["id"]);
    districts.col(uuid("id")).col(text("name")).col(integer("position")).col(boolean("retired")).col(integer("version"));
    manager.create_table(districts).await?;
    unique(manager, "districts", "name", &["name"]).await?;

    let mut towns = table("towns", &["id"]);
    towns.col(uuid("id")).col(text("name")).col(text("kana")).col(uuid("district_id")).col(integer("version"));
    towns.foreign_key(&mut reference("towns", "district_id", "districts"));
    manager.create_table(towns).await?;
    unique(manager, "towns", "name", &["name"]).await?;
    index(manager, "towns", "district", &["district_id"]).await
}

async fn organizations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut t = table("organizations", &["id"]);
    t.col(uuid("id")).col(text("name")).col(text("kana")).col(text("kind")).col(text("code"));
    t.col(text("postal_code")).col(text("address"));
    // The district chosen by hand, and the one that counts: chosen, or else found from the address.
    t.col(uuid_null("district_choice")).col(uuid_null("district_id")).col(boolean("outside"));
    t.col(text("telephone")).col(text("telephone_digits")).col(text("fax")).col(text("email")).col(text("web"));
    t.col(text("hours")).col(text("hours_note")).col(text_null("care_class")).col(text("services")).col(text("person_in_charge"));
    t.col(text("note")).col(text("public"));
    t.col(date_null("confirmed_on")).col(uuid_null("confirmed_by")).col(date_null("closed_on")).col(text("close_reason"));
    // An import that was taken back leaves its records, for the log speaks of them.
    t.col(timestamp_with_time_zone_null("voided_at"));
    t.col(integer("version")).col(timestamp_with_time_zone("created_at")).col(uuid("created_by")).col(timestamp_with_time_zone("updated_at"));
    t.col(text("name_key")).col(text("search_text"));
    for (column, to) in [("district_choice", "districts"), ("district_id", "districts"), ("confirmed_by", "users"), ("created_by", "users")] {
        t.foreign_key(&mut reference("organizations", column, to));
    }
    manager.create_table(t).await?;
    prefix_index(manager, "organizations", "name", "name_key, id", "name_key").await?;
    index(manager, "organizations", "code", &["code"]).await
}

async fn details(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut capabilities = table("organization_capabilities", &["organization_id", "code"]);
    capabilities.col(uuid("organization_id")).col(text("code"));
    capabilities.foreign_key(&mut reference("organization_capabilities", "organization_id", "organizations"));
    manager.create_table(capabilities).await?;

    let mut contacts = table("contacts", &["id"]);
    contacts.col(uuid("id")).col(uuid("organization_id")).col(text("name")).col(text("kana")).col(text("role")).col(text("telephone"));
    contacts.col(text("email")).col(text("note")).col(date_null("left_on")).col(integer("version")).col(timestamp_with_time_zone("created_at"));
    contacts.foreign_key(&mut reference("contacts", "organization_id", "organizations"));
    manager.create_table(contacts).await?;
    index(manager, "contacts", "organization", &["organization_id"]).await
}
