//! Which patients fit what is typed.

use super::LISTED;
use super::matching::matches_of;
use crate::DbError;
use crate::search::{self, LEAST_DIGITS, LEAST_NAME, Searched};
use crate::sql::Sql;
use domain::id::DeskId;
use domain::inquiry::{MatchQuery, PatientMatch};
use domain::patient::name_keys;
use domain::text::{digits, fold, fold_name, terms};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// More namesakes than this are no help to anybody.
const NAMESAKES: u64 = 20;

/// Patients who bear this very name, in characters or in kana.
///
/// # Errors
/// The store's.
pub async fn namesakes<C: ConnectionTrait>(conn: &C, desks: &[DeskId], name: &str, kana: &str) -> Result<Vec<PatientMatch>, DbError> {
    let (name_key, kana_key) = name_keys(name, kana);
    let mut ids = Vec::new();
    for (column, key) in [("name_key", name_key), ("kana_key", kana_key)].into_iter().filter(|(_, key)| !key.is_empty()) {
        let mut sql = Sql::new(conn, "SELECT p.id FROM patients p WHERE p.");
        sql.push(column).either("", " COLLATE \"C\"").push(" = ").bind(key).push(" AND ").push(LISTED).push(" AND p.desk_id IN ").desks(desks);
        newest(&mut sql, NAMESAKES);
        gather(&mut ids, sql.column(conn).await?);
    }
    matches_of(conn, desks, &ids).await
}

/// Patients whose name, kana and telephone number contain all the words, newest first.
///
/// # Errors
/// The store's.
pub async fn search<C: ConnectionTrait>(conn: &C, desks: &[DeskId], words: &str, limit: u64) -> Result<Vec<PatientMatch>, DbError> {
    let ids = searched(conn, desks, words, limit).await?;
    matches_of(conn, desks, &ids).await
}

async fn searched<C: ConnectionTrait>(conn: &C, desks: &[DeskId], words: &str, limit: u64) -> Result<Vec<Uuid>, DbError> {
    let terms = terms(words);
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(conn, "SELECT p.id FROM ");
    sql.either("patient_search s CROSS JOIN patients p ON p.search_key = s.rowid WHERE ", "patients p WHERE ");
    search::condition(&mut sql, Searched::Patients, "p", &terms);
    search::verify(&mut sql, "p.search_text", &terms);
    sql.push(" AND ").push(LISTED).push(" AND p.desk_id IN ").desks(desks).either(" ORDER BY s.rowid DESC LIMIT ", " ORDER BY p.search_key DESC LIMIT ").bind(limit_of(limit));
    sql.column(conn).await
}

/// Patients who fit the form as far as it is filled: the one it names, by the box 「対象者を検索」, by their own name and kana, and as those whom
/// earlier callers with this number or name asked about.
///
/// # Errors
/// The store's.
pub async fn fitting<C: ConnectionTrait>(conn: &C, desks: &[DeskId], query: &MatchQuery, limit: u64) -> Result<Vec<PatientMatch>, DbError> {
    let mut ids: Vec<Uuid> = query.patient_id.trim().parse().into_iter().collect();
    gather(&mut ids, searched(conn, desks, &query.search, limit).await?);
    let telephone = digits(&query.telephone);
    let names = [("name_key", fold(&query.patient_name), 1), ("kana_key", fold_name(&query.patient_kana), LEAST_NAME)];
    let telephones = [("telephone_digits", telephone.clone(), LEAST_DIGITS)];
    let callers_own = [("name_key", fold(&query.caller_name), LEAST_NAME), ("kana_key", fold_name(&query.caller_kana), LEAST_NAME)];
    for (column, prefix, least) in names.into_iter().chain(telephones).chain(callers_own) {
        if prefix.chars().count() >= least {
            gather(&mut ids, by_prefix(conn, desks, column, &prefix, limit).await?);
        }
    }
    let callers =
        [("telephone_digits", telephone, LEAST_DIGITS), ("caller_name_key", fold(&query.caller_name), LEAST_NAME), ("caller_kana_key", fold_name(&query.caller_kana), LEAST_NAME)];
    for (column, prefix, least) in callers {
        if prefix.chars().count() >= least {
            gather(&mut ids, asked_about(conn, desks, column, &prefix, limit).await?);
        }
    }
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    matches_of(conn, desks, &ids).await
}

async fn by_prefix<C: ConnectionTrait>(conn: &C, desks: &[DeskId], column: &str, prefix: &str, limit: u64) -> Result<Vec<Uuid>, DbError> {
    let mut sql = Sql::new(conn, "SELECT p.id FROM patients p WHERE ");
    sql.push(LISTED).push(" AND p.desk_id IN ").desks(desks).push(" AND ").begins(&format!("p.{column}"), prefix);
    newest(&mut sql, limit);
    sql.column(conn).await
}

/// The patients of the newest inquiries whose caller fits. Only so many inquiries are looked at: a common name has thousands.
async fn asked_about<C: ConnectionTrait>(conn: &C, desks: &[DeskId], column: &str, prefix: &str, limit: u64) -> Result<Vec<Uuid>, DbError> {
    let mut sql = Sql::new(conn, "SELECT c.patient_id FROM (SELECT i.case_id, i.search_key FROM inquiries i WHERE ");
    sql.begins(&format!("i.{column}"), prefix).push(" AND ").either("+", "").push("i.desk_id IN ").desks(desks);
    sql.push(" AND i.voided_at IS NULL ORDER BY i.search_key DESC LIMIT ").bind(limit_of(limit.saturating_mul(5)));
    sql.push(") n JOIN cases c ON c.id = n.case_id WHERE c.patient_id IS NOT NULL GROUP BY c.patient_id ORDER BY max(n.search_key) DESC LIMIT ").bind(limit_of(limit));
    sql.column(conn).await
}

fn newest(sql: &mut Sql, limit: u64) {
    sql.push(" ORDER BY p.search_key DESC LIMIT ").bind(limit_of(limit));
}

fn limit_of(limit: u64) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn gather(ids: &mut Vec<Uuid>, more: Vec<Uuid>) {
    for id in more {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
}
