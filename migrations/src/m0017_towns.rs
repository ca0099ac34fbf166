//! Where on the plane a town lies: for distances between homes and clinics.

use crate::parts::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const COLUMNS: [&str; 2] = ["x_m", "y_m"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            run(manager, &format!("ALTER TABLE towns ADD COLUMN {column} integer NULL")).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in COLUMNS {
            run(manager, &format!("ALTER TABLE towns DROP COLUMN {column}")).await?;
        }
        Ok(())
    }
}
