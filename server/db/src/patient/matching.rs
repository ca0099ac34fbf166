//! Patients as they stand beside a form: with their open case and how often they were asked about.

use crate::DbError;
use crate::cases::{briefs, open_codes, read_briefs};
use crate::convert::{PATIENT_BRIEF, patient_brief_of};
use crate::sql::Sql;
use domain::id::{CaseId, DeskId, PatientId};
use domain::inquiry::PatientMatch;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// One patient of these desks.
///
/// # Errors
/// The store's.
pub async fn matching<C: ConnectionTrait>(conn: &C, desks: &[DeskId], id: PatientId) -> Result<Option<PatientMatch>, DbError> {
    Ok(matches_of(conn, desks, &[id.0]).await?.pop())
}

/// The patients with these ids, in this order; ids of other desks' patients are left out.
pub(super) async fn matches_of<C: ConnectionTrait>(conn: &C, desks: &[DeskId], ids: &[Uuid]) -> Result<Vec<PatientMatch>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let of_patient = "FROM cases c JOIN inquiries i ON i.case_id = c.id WHERE c.patient_id = p.id AND i.voided_at IS NULL AND ";
    // Few cases are of one patient: SQLite must not begin with all cases of the desks.
    let mut sql = Sql::new(conn, "SELECT ");
    sql.push(PATIENT_BRIEF).push(", (SELECT count(*) ").push(of_patient).either("+", "").push("c.desk_id IN ").desks(desks).push(") AS inquiries, (SELECT i.received_at ");
    sql.push(of_patient)
        .either("+", "")
        .push("c.desk_id IN ")
        .desks(desks)
        .push(" ORDER BY i.search_key DESC LIMIT 1) AS last, (SELECT c.id FROM cases c WHERE c.patient_id = p.id AND ");
    sql.either("+", "")
        .push("c.desk_id IN ")
        .desks(desks)
        .push(" AND c.status IN ")
        .list(open_codes())
        .push(" ORDER BY c.opened_at DESC, c.id DESC LIMIT 1) AS open_case FROM patients p WHERE p.id IN ");
    sql.list(ids.iter().copied()).push(" AND p.voided_at IS NULL AND p.desk_id IN ").desks(desks);
    let rows = sql.all(conn).await?;
    let mut open = Vec::new();
    for row in &rows {
        open.extend(row.try_get::<Option<Uuid>>("", "open_case")?);
    }
    let mut cases = briefs(conn);
    cases.push("c.id IN ").list(open.iter().copied());
    let cases = if open.is_empty() { Vec::new() } else { read_briefs(cases, conn).await? };
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let open_case: Option<Uuid> = row.try_get("", "open_case")?;
        let Some(patient) = patient_brief_of(row)? else { continue };
        found.push(PatientMatch {
            patient,
            open_case: open_case.and_then(|id| cases.iter().find(|c| c.id == CaseId(id)).cloned()),
            inquiries: row.try_get("", "inquiries")?,
            last: row.try_get("", "last")?,
        });
    }
    found.sort_by_key(|m| ids.iter().position(|id| *id == m.patient.id.0));
    Ok(found)
}
