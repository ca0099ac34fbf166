//! The full-text index: which key a record has in it, and how its tokens get in and out.
//!
//! A key is the time of the record in milliseconds, times 1024, plus some bits of its id. So the index itself is in the order
//! of the list, and the newest hits come first without sorting.

use crate::sql::Sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use domain::text::{Gram, grams, query_grams};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Fewer digits of a telephone number would fit half the city.
pub(crate) const LEAST_DIGITS: usize = 4;
/// A single character of a name would fit half the city.
pub(crate) const LEAST_NAME: usize = 2;
/// So many keys of a millisecond are tried before the next one.
const NEIGHBOURS: i64 = 4;
/// Keys per millisecond.
const SLOTS: i64 = 1024;

/// What can be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Searched {
    Inquiries,
    Patients,
}

impl Searched {
    const fn table(self) -> &'static str {
        match self {
            Self::Inquiries => "inquiries",
            Self::Patients => "patients",
        }
    }

    /// SQLite's index table.
    const fn index(self) -> &'static str {
        match self {
            Self::Inquiries => "inquiry_search",
            Self::Patients => "patient_search",
        }
    }
}

/// The least key of a moment.
pub(crate) fn key_at(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis().saturating_mul(SLOTS)
}

fn wanted_key(time: DateTime<Utc>, id: Uuid) -> i64 {
    let bits = i64::try_from(id.as_u128() % 1024).unwrap_or(0);
    key_at(time).saturating_add(bits)
}

/// The keys that are tried for a record, one after the other: where a moment is crowded, as after an import, the next millisecond has room.
fn tried(wanted: i64, count: i64) -> i64 {
    wanted.saturating_add(SLOTS.saturating_mul(count / NEIGHBOURS)).saturating_add(count % NEIGHBOURS)
}

/// A free key for the record `id` of `time`. Two desks on one PostgreSQL may still choose the same one in the same moment: the unique rule
/// stops the second, who tries again as with any busy database.
pub(crate) async fn free_key(tx: &Tx, what: Searched, time: DateTime<Utc>, id: Uuid) -> Result<i64, DbError> {
    Ok(free_keys(tx, what, &[(time, id)]).await?.pop().unwrap_or_else(|| wanted_key(time, id)))
}

/// As [`free_key`], for several records that are stored together: no two get the same one.
pub(crate) async fn free_keys(tx: &Tx, what: Searched, records: &[(DateTime<Utc>, Uuid)]) -> Result<Vec<i64>, DbError> {
    let wanted: Vec<i64> = records.iter().map(|(time, id)| wanted_key(*time, *id)).collect();
    let mut tries = vec![0; wanted.len()];
    let mut taken: HashSet<i64> = HashSet::new();
    loop {
        let mut chosen: HashSet<i64> = HashSet::new();
        let mut keys = Vec::with_capacity(wanted.len());
        for (wanted, count) in wanted.iter().zip(&mut tries) {
            while taken.contains(&tried(*wanted, *count)) || chosen.contains(&tried(*wanted, *count)) {
                *count += 1;
            }
            chosen.insert(tried(*wanted, *count));
            keys.push(tried(*wanted, *count));
        }
        let mut sql = Sql::new(tx, "SELECT search_key FROM ");
        sql.push(what.table()).push(" WHERE search_key IN ").list(keys.iter().copied());
        let met: Vec<i64> = sql.column(tx).await?;
        if met.is_empty() {
            return Ok(keys);
        }
        taken.extend(met);
    }
}

/// Puts the tokens of `text` into the index under `key`.
pub(crate) async fn put(tx: &Tx, what: Searched, key: i64, text: &str) -> Result<(), DbError> {
    put_all(tx, what, &[(key, text.to_owned())]).await
}

/// Puts the tokens of several texts into the index under their keys.
pub(crate) async fn put_all(tx: &Tx, what: Searched, texts: &[(i64, String)]) -> Result<(), DbError> {
    if texts.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(tx, "");
    if sql.is_sqlite() {
        sql.push("INSERT INTO ").push(what.index()).push(" (rowid, grams) VALUES ");
    } else {
        sql.push("UPDATE ").push(what.table()).push(" SET grams = array_to_tsvector(string_to_array(v.tokens, ' ')) FROM (VALUES ");
    }
    for (at, (key, text)) in texts.iter().enumerate() {
        sql.push(if at == 0 { "(" } else { ", (" }).bind(*key).either(", ", "::bigint, ").bind(grams(text).join(" ")).either(")", "::text)");
    }
    sql.either("", ") v (key, tokens) WHERE search_key = v.key");
    sql.run(tx).await.map(|_| ())
}

/// Takes the record `key` out of the index. PostgreSQL keeps the tokens in the record: there the next [`put`] replaces them.
pub(crate) async fn remove(tx: &Tx, what: Searched, key: i64) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, "DELETE FROM ");
    if sql.is_sqlite() {
        sql.push(what.index()).push(" WHERE rowid = ").bind(key);
        sql.run(tx).await?;
    }
    Ok(())
}

/// Appends the condition that all `terms` are in the index, which is joined as `s` on SQLite; on PostgreSQL `record` holds the tokens.
pub(crate) fn condition(sql: &mut Sql, what: Searched, record: &str, terms: &[String]) {
    let wanted: Vec<Gram> = terms.iter().flat_map(|t| query_grams(t)).collect();
    let sqlite = sql.is_sqlite();
    let (joint, prefix) = if sqlite { (" ", "*") } else { (" & ", ":*") };
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for gram in wanted {
        let text = match gram {
            Gram::Exact(token) => token,
            Gram::Prefix(token) => format!("{token}{prefix}"),
        };
        texts.insert(text);
    }
    let query = texts.into_iter().collect::<Vec<_>>().join(joint);
    // FTS5 is asked through its hidden column of the table's own name: without positions it has no columns to choose from.
    if sqlite {
        sql.push("s.").push(what.index()).push(" MATCH ").bind(query);
    } else {
        sql.push(record).push(".grams @@ ").bind(query).push("::tsquery");
    }
}

/// Appends " AND the text contains the term" for every term that the index alone does not prove: its pairs may stand apart.
pub(crate) fn verify(sql: &mut Sql, column: &str, terms: &[String]) {
    let doubtful: Vec<String> = terms.iter().filter(|t| needs_proof(t)).cloned().collect();
    contains(sql, column, &doubtful);
}

/// Appends " AND the text contains the term" for every term, without the index.
pub(crate) fn contains(sql: &mut Sql, column: &str, terms: &[String]) {
    for term in terms {
        sql.either(" AND instr(", " AND strpos(").push(column).push(", ").bind(term.clone()).push(") > 0");
    }
}

/// One pair, or one character, is proof in itself.
pub(crate) fn needs_proof(term: &str) -> bool {
    term.chars().nth(2).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_records_have_greater_keys() {
        let time: DateTime<Utc> = "2026-11-22T05:05:00Z".parse().unwrap();
        let later = time + chrono::Duration::milliseconds(1);
        assert!(wanted_key(time, Uuid::max()) < wanted_key(later, Uuid::nil()));
        assert!(key_at(time) <= wanted_key(time, Uuid::nil()));
        assert!(key_at("1900-01-01T00:00:00Z".parse().unwrap()) < 0);
        let _ = (wanted_key(DateTime::<Utc>::MIN_UTC, Uuid::max()), wanted_key(DateTime::<Utc>::MAX_UTC, Uuid::max()));
    }

    #[test]
    fn two_characters_are_proof_and_three_are_not() {
        assert!(!needs_proof("透析") && !needs_proof("🐈") && needs_proof("さとう"));
    }
}
