//! The schema, step by step: one migration per subject, on SQLite and PostgreSQL alike. Entities are never imported here,
//! so that a step stays what it was when later steps change the same tables.

mod m0001_accounts;
mod m0002_patients;
mod m0003_cases;
mod m0004_inquiries;
mod m0005_drafts;
mod m0006_audit;
mod m0007_search;
mod m0008_codes;
mod m0009_directory;
mod m0010_patients;
mod m0011_administration;
mod m0012_handover;
mod m0013_imports;
mod m0014_case_numbers;
mod m0015_draft_versions;
mod m0016_notices;
mod m0017_towns;
mod m0018_physicians;
mod m0019_assignments;
mod parts;

use sea_orm_migration::prelude::*;

/// Brings a database to the schema that this program needs.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_patients::Migration),
            Box::new(m0003_cases::Migration),
            Box::new(m0004_inquiries::Migration),
            Box::new(m0005_drafts::Migration),
            Box::new(m0006_audit::Migration),
            Box::new(m0007_search::Migration),
            Box::new(m0008_codes::Migration),
            Box::new(m0009_directory::Migration),
            Box::new(m0010_patients::Migration),
            Box::new(m0011_administration::Migration),
            Box::new(m0012_handover::Migration),
            Box::new(m0013_imports::Migration),
            Box::new(m0014_case_numbers::Migration),
            Box::new(m0015_draft_versions::Migration),
            Box::new(m0016_notices::Migration),
            Box::new(m0017_towns::Migration),
            Box::new(m0018_physicians::Migration),
            Box::new(m0019_assignments::Migration),
        ]
    }
}
