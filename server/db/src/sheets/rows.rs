//! What rows became.

use crate::entity::{import_row, patient};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx, Voiding};
use domain::id::{CaseId, DeskId, ImportId};
use domain::patient::Patient;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Values that one statement binds at most, with room to spare on both databases.
const AT_ONCE: usize = 500;

/// What kind of record was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MadeKind {
    /// 相談
    Inquiry,
    /// ケース
    Case,
    /// 対象者
    Patient,
    /// 機関
    Organization,
}

impl MadeKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Inquiry, Self::Case, Self::Patient, Self::Organization];

    const fn code(self) -> &'static str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Case => "case",
            Self::Patient => "patient",
            Self::Organization => "organization",
        }
    }
}

/// A record that an import made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its kind.
    pub kind: MadeKind,
    /// Its id.
    pub record: Uuid,
    /// Its version when it was made.
    pub version: i32,
    /// The table whose row it comes from, and the row's key there.
    pub source: (String, String),
    /// What the row said, in short.
    pub hash: String,
}

/// A row that was taken in before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// What it said then, in short.
    pub hash: String,
    /// The record that it became.
    pub record: Uuid,
    /// The case of an inquiry.
    pub case: Option<CaseId>,
}

/// A known patient, with what patients are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientKeys {
    /// The patient.
    pub patient: Patient,
    /// The name, folded.
    pub name_key: String,
    /// The kana, folded.
    pub kana_key: String,
}

/// Notes what was made.
///
/// # Errors
/// [`DbError::Unique`] `uq_import_rows_source` when a row became a record before.
pub async fn add(tx: &Tx, import: ImportId, desk: DeskId, made: &[Made]) -> Result<(), DbError> {
    for part in made.chunks(AT_ONCE) {
        let models = part.iter().map(|m| {
            import_row::Model {
                id: Uuid::now_v7(),
                import_id: import.0,
                desk_id: desk.0,
                sheet: m.source.0.clone(),
                source_key: m.source.1.clone(),
                row_hash: m.hash.clone(),
                kind: m.kind.code().to_owned(),
                record_id: m.record,
                version: m.version,
            }
            .into_active_model()
        });
        import_row::Entity::insert_many(models).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The rows with these keys that were taken in before.
///
/// # Errors
/// The store's.
pub async fn known<C: ConnectionTrait>(conn: &C, desk: DeskId, sheet: &str, keys: &[String]) -> Result<HashMap<String, SourceRow>, DbError> {
    let mut found = HashMap::new();
    for part in keys.chunks(AT_ONCE) {
        let mut sql = Sql::new(conn, "SELECT r.source_key, r.row_hash, r.record_id, i.case_id FROM import_rows r LEFT JOIN inquiries i ON i.id = r.record_id WHERE r.desk_id = ");
        sql.bind(desk.0).push(" AND r.sheet = ").bind(sheet).push(" AND r.source_key IN ").list(part.iter().cloned());
        for row in sql.all(conn).await? {
            let case: Option<Uuid> = row.try_get("", "case_id")?;
            found.insert(row.try_get("", "source_key")?, SourceRow { hash: row.try_get("", "row_hash")?, record: row.try_get("", "record_id")?, case: case.map(CaseId) });
        }
    }
    Ok(found)
}

/// Patients of the desk with one of these names or kana.
///
/// # Errors
/// The store's.
pub async fn patients_by_keys<C: ConnectionTrait>(conn: &C, desk: DeskId, names: &[String], kana: &[String]) -> Result<Vec<PatientKeys>, DbError> {
    let mut found: HashMap<Uuid, PatientKeys> = HashMap::new();
    for (column, keys) in [(patient::Column::NameKey, names), (patient::Column::KanaKey, kana)] {
        for part in keys.chunks(AT_ONCE) {
            let query = patient::Entity::find().filter(patient::Column::DeskId.eq(desk.0)).filter(patient::Column::VoidedAt.is_null());
            for model in query.filter(column.is_in(part.iter().cloned())).all(conn).await? {
                let (name_key, kana_key) = (model.name_key.clone(), model.kana_key.clone());
                found.insert(model.id, PatientKeys { patient: crate::convert::patient(model)?, name_key, kana_key });
            }
        }
    }
    Ok(found.into_values().collect())
}

/// What an import made.
///
/// # Errors
/// The store's.
pub async fn made<C: ConnectionTrait>(conn: &C, import: ImportId) -> Result<Vec<(MadeKind, Uuid, i32)>, DbError> {
    let models = import_row::Entity::find().filter(import_row::Column::ImportId.eq(import.0)).order_by_asc(import_row::Column::Id).all(conn).await?;
    Ok(models.into_iter().filter_map(|m| MadeKind::ALL.into_iter().find(|k| k.code() == m.kind).map(|kind| (kind, m.record_id, m.version))).collect())
}

const CHANGED_INQUIRIES: &str = "SELECT i.number AS name FROM import_rows r JOIN inquiries i ON i.id = r.record_id WHERE r.kind = 'inquiry' AND i.version <> r.version";
const CHANGED_CASES: &str = "SELECT c.number AS name FROM import_rows r JOIN cases c ON c.id = r.record_id WHERE r.kind = 'case' AND (c.version <> r.version \
    OR EXISTS (SELECT 1 FROM case_entries e WHERE e.case_id = c.id) \
    OR EXISTS (SELECT 1 FROM case_links l WHERE l.a = c.id OR l.b = c.id) \
    OR EXISTS (SELECT 1 FROM inquiries i WHERE i.case_id = c.id AND NOT EXISTS (SELECT 1 FROM import_rows o WHERE o.record_id = i.id AND o.import_id = r.import_id)))";
const CHANGED_PATIENTS: &str = "SELECT p.name AS name FROM import_rows r JOIN patients p ON p.id = r.record_id WHERE r.kind = 'patient' AND (p.version <> r.version \
    OR EXISTS (SELECT 1 FROM cases c WHERE c.patient_id = p.id AND NOT EXISTS (SELECT 1 FROM import_rows o WHERE o.record_id = c.id AND o.import_id = r.import_id)))";

const CHANGED_ORGANIZATIONS: &str = "SELECT o.name AS name FROM import_rows r JOIN organizations o ON o.id = r.record_id WHERE r.kind = 'organization' AND (o.version <> r.version \
    OR EXISTS (SELECT 1 FROM contacts t WHERE t.organization_id = o.id) OR EXISTS (SELECT 1 FROM inquiries i WHERE i.organization_id = o.id))";

/// Numbers and names of what was changed or built upon since it was made.
///
/// # Errors
/// The store's.
pub async fn changed_since<C: ConnectionTrait>(conn: &C, import: ImportId) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    for text in [CHANGED_INQUIRIES, CHANGED_CASES, CHANGED_PATIENTS, CHANGED_ORGANIZATIONS] {
        let mut sql = Sql::new(conn, text);
        sql.push(" AND r.import_id = ").bind(import.0).push(" ORDER BY 1");
        found.extend(sql.column::<String, C>(conn).await?);
    }
    found.dedup();
    Ok(found)
}

/// Voids everything that an import made.
///
/// # Errors
/// The store's.
pub async fn void_all(tx: &Tx, import: ImportId, voiding: &Voiding<'_>) -> Result<(), DbError> {
    let at = stored(voiding.at);
    for (kind, table, more) in [("inquiry", "inquiries", ", missing = 0"), ("case", "cases", ", status = 'voided', next_date = NULL")] {
        let mut sql = Sql::new(tx, "UPDATE ");
        sql.push(table).push(" SET version = version + 1, voided_by = ").bind(voiding.by.0).push(", void_reason = ").bind(voiding.reason);
        sql.push(", voided_at = ").bind(at).push(", updated_at = ").bind(at).push(more);
        sql.push(" WHERE voided_at IS NULL AND id IN (SELECT record_id FROM import_rows WHERE import_id = ").bind(import.0).push(" AND kind = ").bind(kind).push(")");
        sql.run(tx).await?;
    }
    for (kind, table) in [("patient", "patients"), ("organization", "organizations")] {
        let mut sql = Sql::new(tx, "UPDATE ");
        sql.push(table).push(" SET version = version + 1, voided_at = ").bind(at).push(", updated_at = ").bind(at);
        sql.push(" WHERE id IN (SELECT record_id FROM import_rows WHERE kind = ").bind(kind).push(" AND import_id = ").bind(import.0).push(")");
        sql.run(tx).await?;
    }
    Ok(())
}

/// Records of the desk whose import was taken back.
///
/// # Errors
/// The store's.
pub async fn undone<C: ConnectionTrait>(conn: &C, desk: DeskId) -> Result<HashSet<Uuid>, DbError> {
    let mut sql = Sql::new(conn, "SELECT record_id FROM import_rows WHERE source_key LIKE 'undone %' AND desk_id = ");
    sql.bind(desk.0);
    Ok(sql.column(conn).await?.into_iter().collect())
}

/// Lets the rows of an import that was taken back be taken in again.
///
/// # Errors
/// The store's.
pub async fn set_free(tx: &Tx, import: ImportId) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "UPDATE import_rows SET source_key = ");
    sql.bind(format!("undone {import} ")).push(" || source_key WHERE import_id = ").bind(import.0);
    sql.run(tx).await.map(|_| ())
}
