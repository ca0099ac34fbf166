//! Imports and the rows that they made.

use super::{comes_back, now, text};
use crate::entity::{import, import_row};
use sea_orm::DatabaseConnection;
use uuid::Uuid;

/// An import of a desk, and a row of it.
pub(super) async fn comes_back_with_row(conn: &DatabaseConnection, desk: Uuid, user: Uuid) {
    let import = import(desk, user);
    comes_back(conn, import.clone()).await;
    comes_back(conn, import_row(import.id, desk)).await;
}

fn import(desk: Uuid, user: Uuid) -> import::Model {
    import::Model {
        id: Uuid::now_v7(),
        desk_id: desk,
        kind: text(),
        file_name: text(),
        file: Some(vec![0, 255, 80]),
        state: text(),
        preview: text(),
        counts: text(),
        flaws: text(),
        failed: Some(text()),
        undo_reason: text(),
        version: 1,
        created_at: now(),
        created_by: user,
        changed_at: now(),
    }
}

fn import_row(import: Uuid, desk: Uuid) -> import_row::Model {
    import_row::Model {
        id: Uuid::now_v7(),
        import_id: import,
        desk_id: desk,
        sheet: text(),
        source_key: text(),
        row_hash: text(),
        kind: text(),
        record_id: Uuid::now_v7(),
        version: 1,
    }
}
