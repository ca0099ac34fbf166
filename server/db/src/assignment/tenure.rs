//! Who holds which role for whom, from when until when.

use crate::convert::{PATIENT_BRIEF, patient_brief_of};
use crate::sql::{Sql, stored};
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::assignment::{Assignment, Role};
use domain::code::Code;
use domain::id::{AssignmentId, DeskId, PatientId, PhysicianId, RequestId, UserId};
use domain::patient::PatientBrief;
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// An assignment with the patient whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBy {
    /// The assignment.
    pub assignment: Assignment,
    /// Its patient.
    pub patient: PatientBrief,
    /// The patient's desk.
    pub desk: DeskId,
}

const SELECT: &str = "SELECT a.id, a.patient_id, a.role, a.physician_id, a.from_on, a.until_on, a.end_reason, a.request_id FROM assignments a WHERE ";

fn read(row: &QueryResult) -> Result<Assignment, DbError> {
    let role: String = row.try_get("", "role")?;
    Ok(Assignment {
        id: AssignmentId(row.try_get("", "id")?),
        patient: PatientId(row.try_get("", "patient_id")?),
        role: Role::from_code(&role).ok_or_else(|| DbError::Other(format!("a stored role is unknown: {role}")))?,
        physician: PhysicianId(row.try_get("", "physician_id")?),
        from: row.try_get("", "from_on")?,
        until: row.try_get("", "until_on")?,
        end_reason: row.try_get::<Option<String>>("", "end_reason")?.map(Code),
        request: row.try_get::<Option<Uuid>>("", "request_id")?.map(RequestId),
    })
}

/// So many patients are asked for in one statement.
const PATIENTS_AT_ONCE: usize = 500;

/// On a day or later. One that was called off before it began holds no day, whenever that would have been.
const LASTS: &str = " AND (a.until_on IS NULL OR a.from_on < a.until_on) AND (a.until_on IS NULL OR a.until_on > ";

/// Everybody who ever held a role for a patient, earliest first.
///
/// # Errors
/// The store's.
pub async fn history<C: ConnectionTrait>(conn: &C, patient: PatientId) -> Result<Vec<Assignment>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("a.patient_id = ").bind(patient.0).push(" ORDER BY a.from_on, a.role, a.id");
    sql.all(conn).await?.iter().map(read).collect()
}

/// The same of several patients; whoever nobody ever held is left out.
///
/// # Errors
/// The store's.
pub async fn histories<C: ConnectionTrait>(conn: &C, patients: &[PatientId]) -> Result<HashMap<PatientId, Vec<Assignment>>, DbError> {
    let mut found: HashMap<PatientId, Vec<Assignment>> = HashMap::new();
    for some in patients.chunks(PATIENTS_AT_ONCE) {
        let mut sql = Sql::new(conn, SELECT);
        sql.push("a.patient_id IN ").list(some.iter().map(|id| id.0)).push(" ORDER BY a.from_on, a.role, a.id");
        for row in sql.all(conn).await? {
            let one = read(&row)?;
            found.entry(one.patient).or_default().push(one);
        }
    }
    Ok(found)
}

/// What a physician holds on `today` or later.
///
/// # Errors
/// The store's.
pub async fn of_physician<C: ConnectionTrait>(conn: &C, physician: PhysicianId, today: NaiveDate) -> Result<Vec<Assignment>, DbError> {
    let mut sql = Sql::new(conn, SELECT);
    sql.push("a.physician_id = ").bind(physician.0).push(LASTS).bind(today).push(") ORDER BY a.from_on, a.id");
    sql.all(conn).await?.iter().map(read).collect()
}

/// The same with the patients.
///
/// # Errors
/// The store's.
pub async fn patients_of<C: ConnectionTrait>(conn: &C, physician: PhysicianId, today: NaiveDate) -> Result<Vec<HeldBy>, DbError> {
    let mut sql = with_patients(conn);
    sql.push("a.physician_id = ").bind(physician.0);
    held(conn, sql, today).await
}

/// Everything that is held on `today` or later, with the patients: at these desks, or at all.
///
/// # Errors
/// The store's.
pub async fn lasting<C: ConnectionTrait>(conn: &C, desks: Option<&[DeskId]>, today: NaiveDate) -> Result<Vec<HeldBy>, DbError> {
    let mut sql = with_patients(conn);
    match desks {
        Some(desks) => sql.push("p.desk_id IN ").desks(desks),
        None => sql.push("1 = 1"),
    };
    held(conn, sql, today).await
}

fn with_patients<C: ConnectionTrait>(conn: &C) -> Sql {
    let mut sql = Sql::new(conn, "SELECT a.id, a.patient_id, a.role, a.physician_id, a.from_on, a.until_on, a.end_reason, a.request_id, p.desk_id, ");
    sql.push(PATIENT_BRIEF).push(" FROM assignments a JOIN patients p ON p.id = a.patient_id WHERE ");
    sql
}

async fn held<C: ConnectionTrait>(conn: &C, mut sql: Sql, today: NaiveDate) -> Result<Vec<HeldBy>, DbError> {
    sql.push(LASTS).bind(today).push(") ORDER BY a.role, p.kana, p.id, a.from_on");
    let rows = sql.all(conn).await?;
    let one = |row: &QueryResult, patient| Ok(HeldBy { assignment: read(row)?, patient, desk: DeskId(row.try_get("", "desk_id")?) });
    rows.iter().filter_map(|row| patient_brief_of(row).transpose().map(|patient| one(row, patient?))).collect()
}

/// What is unique while an assignment of `patient` lasts.
fn keys(assignment: &Assignment, patient: PatientId) -> Option<(String, String)> {
    assignment.until.is_none().then(|| (format!("{patient}:{}", assignment.role.code()), format!("{patient}:{}", assignment.physician)))
}

/// Writes a new assignment.
///
/// # Errors
/// [`DbError::Unique`] `uq_assignments_role` when somebody holds the role, `uq_assignments_person` when the physician holds the other one.
pub async fn add(tx: &Tx, assignment: &Assignment, by: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    let (role_key, person_key) = keys(assignment, assignment.patient).unzip();
    let mut sql = Sql::new(
        tx,
        "INSERT INTO assignments (id, patient_id, role, physician_id, from_on, until_on, end_reason, end_note, request_id, role_key, person_key, version, created_at, created_by) VALUES (",
    );
    sql.bind(assignment.id.0).push(", ").bind(assignment.patient.0).push(", ").bind(assignment.role.code()).push(", ").bind(assignment.physician.0);
    sql.push(", ").bind(assignment.from).push(", ").bind(assignment.until).push(", ").bind(assignment.end_reason.clone().map(|c| c.0)).push(", '', ");
    sql.bind(assignment.request.map(|r| r.0)).push(", ").bind(role_key).push(", ").bind(person_key).push(", 1, ").bind(stored(at)).push(", ").bind(by.0).push(")");
    sql.run(tx).await?;
    Ok(())
}

/// Ends an assignment that lasts beyond `until`; false when it had ended by then.
///
/// # Errors
/// The store's.
pub async fn end(tx: &Tx, id: AssignmentId, until: NaiveDate, reason: &Code, note: &str) -> Result<bool, DbError> {
    let mut sql = Sql::new(tx, "UPDATE assignments SET role_key = NULL, person_key = NULL, version = version + 1, until_on = ");
    sql.bind(until).push(", end_reason = ").bind(reason.as_str()).push(", end_note = ").bind(note).push(" WHERE (until_on IS NULL OR until_on > ");
    sql.bind(until).push(") AND id = ").bind(id.0);
    Ok(sql.run(tx).await? == 1)
}

/// Gives an assignment to another record of the same person.
///
/// # Errors
/// [`DbError::Unique`] as for [`add`].
pub async fn give(tx: &Tx, assignment: &Assignment, to: PatientId) -> Result<(), DbError> {
    let (role_key, person_key) = keys(assignment, to).unzip();
    let mut sql = Sql::new(tx, "UPDATE assignments SET patient_id = ");
    sql.bind(to.0).push(", role_key = ").bind(role_key).push(", person_key = ").bind(person_key).push(", version = version + 1 WHERE id = ").bind(assignment.id.0);
    sql.run(tx).await?;
    Ok(())
}
