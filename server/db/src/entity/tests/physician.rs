//! Physicians and their absences.

use super::{comes_back, now, text};
use crate::entity::{absence, physician};
use sea_orm::DatabaseConnection;
use uuid::Uuid;

/// A profile beside a person of the directory, and an absence.
pub(super) async fn comes_back_with_absence(conn: &DatabaseConnection, person: Uuid, user: Uuid) {
    comes_back(conn, physician::Model { id: person, user_id: Some(user), accepting: true, profile: text(), version: 2, created_at: now(), updated_at: now() }).await;
    let away = absence::Model {
        id: Uuid::now_v7(),
        physician_id: person,
        from_at: now(),
        until_at: now() + chrono::Duration::days(3),
        kind: text(),
        note: text(),
        withdrawn_at: Some(now()),
        version: 2,
        created_at: now(),
        created_by: user,
    };
    comes_back(conn, away).await;
}
