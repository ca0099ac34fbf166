//! `import_rows`

use sea_orm::entity::prelude::*;

/// What a row became.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_rows")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub import_id: Uuid,
    pub desk_id: Uuid,
    pub sheet: String,
    pub source_key: String,
    pub row_hash: String,
    pub kind: String,
    pub record_id: Uuid,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
