//! Code lists as the desk keeps them: one row is one code under one label for one period.

use crate::parts::{drop_all, index, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date_null, integer, text, uuid};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut lists = table("code_lists", &["name"]);
        lists.col(text("name")).col(integer("version"));
        manager.create_table(lists).await?;

        let mut items = table("code_items", &["id"]);
        items.col(uuid("id")).col(text("list")).col(text("code")).col(text("label")).col(text("heading")).col(integer("place"));
        items.col(date_null("valid_from")).col(date_null("valid_to"));
        let mut list = ForeignKey::create();
        list.name("fk_code_items_list").from("code_items", "list").to("code_lists", "name");
        items.foreign_key(&mut list);
        manager.create_table(items).await?;
        index(manager, "code_items", "list", &["list", "place"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["code_lists", "code_items"]).await
    }
}
