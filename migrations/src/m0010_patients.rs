//! The whole patient: details, several-valued codes, 死亡・転出, records of one person made one, and people who are not one.

use crate::parts::{drop_all, index, reference, run, table};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, date_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What is filtered by and counted.
const CODES: [&str; 8] = ["residence", "household", "bedridden", "dementia", "insurance", "place_of_death", "consent", "ended"];
const DATES: [&str; 5] = ["care_from", "care_to", "discharge_on", "consent_on", "ended_on"];
/// Indexes of `patients` that this step makes.
const INDEXES: [&str; 3] = ["idx_patients_birth", "idx_patients_care_to", "idx_patients_merged"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        columns(manager).await?;
        let mut codes = table("patient_codes", &["patient_id", "list", "code"]);
        codes.col(uuid("patient_id")).col(text("list")).col(text("code")).foreign_key(&mut reference("patient_codes", "patient_id", "patients"));
        manager.create_table(codes).await?;
        index(manager, "patient_codes", "code", &["list", "code", "patient_id"]).await?;
        merges(manager).await?;
        distinct(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["patient_codes", "patient_merges", "patient_merge_cases", "patient_distinct"]).await?;
        for name in INDEXES {
            run(manager, &format!("DROP INDEX {name}")).await?;
        }
        let others = ["details", "ended_place", "ended_note", "merged_into"];
        for column in CODES.into_iter().chain(DATES).chain(others) {
            run(manager, &format!("ALTER TABLE patients DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}

async fn columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut columns: Vec<ColumnDef> = CODES.into_iter().map(text_null).chain(DATES.into_iter().map(date_null)).collect();
    // What is only read stands together; what is filtered by or counted has a column or a row of its own besides.
    columns.push(text("details").default("{}").take());
    columns.extend([text("ended_place").default("").take(), text("ended_note").default("").take(), uuid_null("merged_into")]);
    for mut column in columns {
        manager.alter_table(Table::alter().table("patients").add_column(&mut column).to_owned()).await?;
    }
    index(manager, "patients", "birth", &["desk_id", "birth_date"]).await?;
    index(manager, "patients", "care_to", &["desk_id", "care_to"]).await?;
    index(manager, "patients", "merged", &["merged_into"]).await
}

async fn merges(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut merges = table("patient_merges", &["id"]);
    merges.col(uuid("id")).col(uuid("survivor_id")).col(uuid("absorbed_id"));
    merges.col(text("survivor_before")).col(text("survivor_after"));
    merges.col(timestamp_with_time_zone("merged_at")).col(uuid("merged_by"));
    merges.col(timestamp_with_time_zone_null("undone_at")).col(uuid_null("undone_by"));
    for (column, to) in [("survivor_id", "patients"), ("absorbed_id", "patients"), ("merged_by", "users"), ("undone_by", "users")] {
        merges.foreign_key(&mut reference("patient_merges", column, to));
    }
    manager.create_table(merges).await?;
    // A record is absorbed once at a time, whoever else tries at the same moment.
    run(manager, "CREATE UNIQUE INDEX uq_patient_merges_absorbed ON patient_merges (absorbed_id) WHERE undone_at IS NULL").await?;
    index(manager, "patient_merges", "survivor", &["survivor_id"]).await?;
    let mut cases = table("patient_merge_cases", &["merge_id", "case_id"]);
    cases.col(uuid("merge_id")).col(uuid("case_id"));
    cases.foreign_key(&mut reference("patient_merge_cases", "merge_id", "patient_merges")).foreign_key(&mut reference("patient_merge_cases", "case_id", "cases"));
    manager.create_table(cases).await
}

async fn distinct(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut distinct = table("patient_distinct", &["a", "b"]);
    distinct.col(uuid("a")).col(uuid("b")).col(boolean("active")).col(timestamp_with_time_zone("decided_at")).col(uuid("decided_by"));
    // One row per pair: the smaller id first.
    distinct.check(Expr::col("a").lt(Expr::col("b")));
    for (column, to) in [("a", "patients"), ("b", "patients"), ("decided_by", "users")] {
        distinct.foreign_key(&mut reference("patient_distinct", column, to));
    }
    manager.create_table(distinct).await?;
    index(manager, "patient_distinct", "b", &["b"]).await
}
