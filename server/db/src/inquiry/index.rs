//! What an inquiry is found by, and keeping the index true when that changes.

use crate::search::{self, Searched};
use crate::sql::Sql;
use crate::{DbError, Tx};
use domain::id::{CaseId, InquiryId, PatientId};
use domain::patient::{Patient, PatientData};
use domain::text::{digits, fold};
use sea_orm::QueryResult;

/// What of a patient its inquiries are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatientWords<'a> {
    /// 氏名
    pub name: &'a str,
    /// ふりがな
    pub kana: &'a str,
    /// 電話番号
    pub telephone: &'a str,
}

impl<'a> From<&'a Patient> for PatientWords<'a> {
    fn from(patient: &'a Patient) -> Self {
        Self { name: &patient.name, kana: &patient.kana, telephone: &patient.telephone }
    }
}

impl<'a> From<&'a PatientData> for PatientWords<'a> {
    fn from(patient: &'a PatientData) -> Self {
        Self { name: &patient.name, kana: &patient.kana, telephone: &patient.telephone }
    }
}

/// What of an inquiry it is found by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) number: &'a str,
    pub(super) caller_name: &'a str,
    pub(super) caller_kana: &'a str,
    pub(super) affiliation: &'a str,
    pub(super) telephone: &'a str,
    pub(super) content: &'a str,
    pub(super) response: &'a str,
    pub(super) patient: Option<PatientWords<'a>>,
}

/// Each field folded by itself, a line per field: no word is found across two fields.
pub(super) fn search_text(words: &Words<'_>) -> String {
    let patient = words.patient.unwrap_or(PatientWords { name: "", kana: "", telephone: "" });
    let fields = [
        fold(words.number),
        fold(words.caller_name),
        fold(words.caller_kana),
        fold(words.affiliation),
        digits(words.telephone),
        fold(patient.name),
        fold(patient.kana),
        digits(patient.telephone),
        fold(words.content),
        fold(words.response),
    ];
    fields.into_iter().filter(|f| !f.is_empty()).collect::<Vec<_>>().join("\n")
}

const STORED_WORDS: &str = "SELECT i.id, i.search_key, i.number, i.caller_name, i.caller_kana, i.affiliation, i.telephone, i.content, i.response, \
    p.name AS patient_name, p.kana AS patient_kana, p.telephone AS patient_telephone \
    FROM inquiries i JOIN cases c ON c.id = i.case_id LEFT JOIN patients p ON p.id = c.patient_id WHERE ";

/// Reads the words of the inquiries chosen so far and, on PostgreSQL, holds them: what somebody else is writing is waited for, and
/// nobody writes between reading the words and storing what was made of them. Always in one order, so that two of these do not cross.
async fn words_held(mut sql: Sql, tx: &Tx) -> Result<Vec<QueryResult>, DbError> {
    sql.either("", " ORDER BY i.id FOR NO KEY UPDATE OF i");
    sql.all(tx).await
}

/// Indexes one inquiry again, under another key when it was received at another time.
pub(super) async fn reindex(tx: &Tx, id: InquiryId, new_key: Option<i64>) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, STORED_WORDS);
    sql.push("i.id = ").bind(id.0);
    for row in words_held(sql, tx).await? {
        again(tx, &row, new_key).await?;
    }
    Ok(())
}

/// Indexes every inquiry of a case again.
pub(crate) async fn reindex_case(tx: &Tx, case: CaseId) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, STORED_WORDS);
    sql.push("i.case_id = ").bind(case.0);
    for row in words_held(sql, tx).await? {
        again(tx, &row, None).await?;
    }
    Ok(())
}

/// Indexes every inquiry about a patient again.
///
/// # Errors
/// The store's.
pub async fn reindex_patient(tx: &Tx, patient: PatientId) -> Result<(), DbError> {
    let mut sql = Sql::new(tx, STORED_WORDS);
    sql.push("c.patient_id = ").bind(patient.0);
    for row in words_held(sql, tx).await? {
        again(tx, &row, None).await?;
    }
    Ok(())
}

async fn again(tx: &Tx, row: &QueryResult, new_key: Option<i64>) -> Result<(), DbError> {
    let text = |column: &str| row.try_get::<Option<String>>("", column).map(Option::unwrap_or_default);
    let (number, caller_name, caller_kana) = (text("number")?, text("caller_name")?, text("caller_kana")?);
    let (affiliation, telephone, content, response) = (text("affiliation")?, text("telephone")?, text("content")?, text("response")?);
    let (name, kana, patient_telephone) = (text("patient_name")?, text("patient_kana")?, text("patient_telephone")?);
    let searchable = search_text(&Words {
        number: &number,
        caller_name: &caller_name,
        caller_kana: &caller_kana,
        affiliation: &affiliation,
        telephone: &telephone,
        content: &content,
        response: &response,
        patient: Some(PatientWords { name: &name, kana: &kana, telephone: &patient_telephone }),
    });
    let (id, old_key): (uuid::Uuid, i64) = (row.try_get("", "id")?, row.try_get("", "search_key")?);
    let key = new_key.unwrap_or(old_key);
    let mut sql = Sql::new(tx, "UPDATE inquiries SET search_text = ");
    sql.bind(searchable.as_str());
    if key != old_key {
        sql.push(", search_key = ").bind(key);
    }
    sql.push(" WHERE id = ").bind(id);
    sql.run(tx).await?;
    search::remove(tx, Searched::Inquiries, old_key).await?;
    search::put(tx, Searched::Inquiries, key, &searchable).await
}
