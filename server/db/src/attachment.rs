//! What is known of the files attached to cases.

use crate::convert::voided;
use crate::entity::attachment;
use crate::sql::{Sql, stored};
use crate::{DbError, Tx, Voiding};
use chrono::{DateTime, Utc};
use domain::attachment::{Attachment, MediaKind};
use domain::id::{AttachmentId, CaseId, UserId};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryResult};
use uuid::Uuid;

/// A file with what its content must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The file.
    pub file: Attachment,
    /// SHA-256 of its content, in hexadecimal figures.
    pub sha256: String,
}

/// A file to be attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// Its id.
    pub id: AttachmentId,
    /// Its case.
    pub case_id: CaseId,
    /// Its clean name.
    pub name: String,
    /// What it is.
    pub kind: MediaKind,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content, in hexadecimal figures.
    pub sha256: String,
    /// 説明
    pub description: String,
}

const SELECT: &str = "SELECT a.id, a.case_id, a.name, a.media_type, a.size, a.sha256, a.description, a.uploaded_at, a.voided_at, a.void_reason, \
    u.name AS uploader, v.name AS voider FROM attachments a JOIN users u ON u.id = a.uploaded_by LEFT JOIN users v ON v.id = a.voided_by WHERE ";

fn file(row: &QueryResult) -> Result<Stored, DbError> {
    let kind: String = row.try_get("", "media_type")?;
    let size: i64 = row.try_get("", "size")?;
    let file = Attachment {
        id: AttachmentId(row.try_get("", "id")?),
        case_id: CaseId(row.try_get("", "case_id")?),
        name: row.try_get("", "name")?,
        kind: MediaKind::from_media_type(&kind).ok_or_else(|| DbError::Other(format!("a stored kind of file is unknown: {kind}")))?,
        size: u64::try_from(size).unwrap_or_default(),
        description: row.try_get("", "description")?,
        by_name: row.try_get("", "uploader")?,
        at: row.try_get("", "uploaded_at")?,
        voided: voided(row.try_get("", "voided_at")?, row.try_get("", "voider")?, row.try_get("", "void_reason")?),
    };
    Ok(Stored { file, sha256: row.try_get("", "sha256")? })
}

/// Writes down a file whose content is on the disk already.
///
/// # Errors
/// [`DbError::Unique`] `pk_attachments` when the id exists.
pub async fn insert(tx: &Tx, new: &NewAttachment, by: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    let model = attachment::Model {
        id: new.id.0,
        case_id: new.case_id.0,
        name: new.name.clone(),
        media_type: new.kind.media_type().to_owned(),
        size: i64::try_from(new.size).unwrap_or(i64::MAX),
        sha256: new.sha256.clone(),
        description: new.description.clone(),
        uploaded_by: by.0,
        uploaded_at: stored(at),
        voided_at: None,
        voided_by: None,
        void_reason: None,
        version: 1,
    };
    attachment::Entity::insert(model.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// One file.
///
/// # Errors
/// The store's.
pub async fn find<C: ConnectionTrait>(conn: &C, id: AttachmentId) -> Result<Option<Stored>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("a.id = ").bind(id.0);
    sql.one(conn).await?.as_ref().map(file).transpose()
}

/// The files of a case, oldest first; voided ones are among them.
///
/// # Errors
/// The store's.
pub async fn of_case<C: ConnectionTrait>(conn: &C, case: CaseId) -> Result<Vec<Attachment>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("a.case_id = ").bind(case.0).push(" ORDER BY a.uploaded_at, a.id");
    sql.all(conn).await?.iter().map(|row| file(row).map(|s| s.file)).collect()
}

/// How much a case's files that are not voided take together, in bytes.
///
/// # Errors
/// The store's.
pub async fn used<C: ConnectionTrait>(conn: &C, case: CaseId) -> Result<u64, DbError> {
    let mut sql = Sql::new(conn, "SELECT CAST(COALESCE(sum(size), 0) AS bigint) FROM attachments WHERE voided_at IS NULL AND case_id = ");
    sql.bind(case.0);
    Ok(sql.column::<i64, C>(conn).await?.pop().and_then(|n| u64::try_from(n).ok()).unwrap_or_default())
}

/// Voids a file; false when it was voided before.
///
/// # Errors
/// The store's.
pub async fn void(tx: &Tx, id: AttachmentId, voiding: Voiding<'_>) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE attachments SET voided_at = ");
    sql.bind(stored(voiding.at)).push(", voided_by = ").bind(voiding.by.0).push(", void_reason = ").bind(voiding.reason);
    sql.push(", version = version + 1 WHERE id = ").bind(id.0).push(" AND voided_at IS NULL");
    Ok(sql.run(tx).await? == 1)
}

/// Which of these ids no record has.
///
/// # Errors
/// The store's.
pub async fn unknown<C: ConnectionTrait>(conn: &C, ids: &[AttachmentId]) -> Result<Vec<AttachmentId>, DbError> {
    let mut sql = Sql::new(conn, "SELECT id FROM attachments WHERE id IN ");
    sql.list(ids.iter().map(|i| i.0));
    let known = sql.column::<Uuid, C>(conn).await?;
    Ok(ids.iter().copied().filter(|id| !known.contains(&id.0)).collect())
}
