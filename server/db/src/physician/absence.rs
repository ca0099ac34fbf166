//! When physicians are away.

use crate::entity::absence;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::code::Code;
use domain::id::{AbsenceId, PhysicianId, UserId};
use domain::physician::{Absence, AbsenceData};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

fn read(model: absence::Model) -> Absence {
    Absence {
        id: AbsenceId(model.id),
        physician: PhysicianId(model.physician_id),
        from: model.from_at,
        until: model.until_at,
        kind: Code(model.kind),
        note: model.note,
        withdrawn_at: model.withdrawn_at,
        version: model.version,
    }
}

/// Absences that are not over at `from`, earliest first, those that were withdrawn too: of one physician, or of all.
///
/// # Errors
/// The store's.
pub async fn absences<C: ConnectionTrait>(conn: &C, physician: Option<PhysicianId>, from: DateTime<Utc>) -> Result<Vec<Absence>, DbError> {
    let mut query = absence::Entity::find().filter(absence::Column::UntilAt.gt(stored(from)));
    if let Some(physician) = physician {
        query = query.filter(absence::Column::PhysicianId.eq(physician.0));
    }
    let found = query.order_by_asc(absence::Column::FromAt).order_by_asc(absence::Column::Id).all(conn).await?;
    Ok(found.into_iter().map(read).collect())
}

/// One absence.
///
/// # Errors
/// The store's.
pub async fn find_absence<C: ConnectionTrait>(conn: &C, id: AbsenceId) -> Result<Option<Absence>, DbError> {
    Ok(absence::Entity::find_by_id(id.0).one(conn).await?.map(read))
}

/// Writes a new absence.
///
/// # Errors
/// [`DbError::Unique`] `pk_absences` when the id exists.
pub async fn insert_absence(tx: &Tx, id: AbsenceId, physician: PhysicianId, data: &AbsenceData, by: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    let model = absence::Model {
        id: id.0,
        physician_id: physician.0,
        from_at: stored(data.from),
        until_at: stored(data.until),
        kind: data.kind.0.clone(),
        note: data.note.clone(),
        withdrawn_at: None,
        version: 1,
        created_at: stored(at),
        created_by: by.0,
    };
    absence::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Changes the absence that was seen at `version`; false when it is another version by now, or was withdrawn.
///
/// # Errors
/// The store's.
pub async fn update_absence(tx: &Tx, id: AbsenceId, version: i32, data: &AbsenceData) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE absences SET from_at = ");
    sql.bind(stored(data.from)).push(", until_at = ").bind(stored(data.until)).push(", kind = ").bind(data.kind.as_str()).push(", note = ").bind(data.note.as_str());
    sql.push(", version = version + 1 WHERE withdrawn_at IS NULL AND id = ").bind(id.0).push(" AND version = ").bind(version);
    Ok(sql.run(tx).await? == 1)
}

/// Withdraws the absence that was seen at `version`; false when it is another version by now, or was withdrawn.
///
/// # Errors
/// The store's.
pub async fn withdraw_absence(tx: &Tx, id: AbsenceId, version: i32, at: DateTime<Utc>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE absences SET withdrawn_at = ");
    sql.bind(stored(at)).push(", version = version + 1 WHERE withdrawn_at IS NULL AND id = ").bind(id.0).push(" AND version = ").bind(version);
    Ok(sql.run(tx).await? == 1)
}
