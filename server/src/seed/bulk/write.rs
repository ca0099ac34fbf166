//! Storing what was planned.

use super::plan::{CaseRow, Item};
use chrono::{DateTime, Utc};
use db::account::NewUser;
use db::cases::{CaseState, NewCase};
use db::inquiry::{NewInquiry, PatientWords};
use db::{DbError, Tx};
use domain::account::Desk;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::inquiry::{InquiryForm, missing, number, numbering_year};

/// A desk, where there is none, and somebody who works there.
pub(super) async fn place(tx: &Tx, desk: Desk, new_desk: bool, user: NewUser, now: DateTime<Utc>) -> Result<(), DbError> {
    if new_desk {
        db::desk::insert(tx, desk.id, &desk.name, now).await?;
    }
    db::account::insert_user(tx, &user, now).await
}

/// Stores inquiries with their patients, cases and entries.
pub(super) async fn batch(tx: &Tx, items: &[Item]) -> Result<(), DbError> {
    for item in items {
        store(tx, item).await?;
    }
    Ok(())
}

async fn store(tx: &Tx, item: &Item) -> Result<(), DbError> {
    let at = item.data.received_at;
    let year = numbering_year(jst_date(at));
    let sequence = db::sequence::next(tx, item.desk, year.0).await?;
    let number = number(year, sequence);
    if let Some(patient) = item.patient.as_ref().filter(|_| item.new_patient) {
        db::patient::insert(tx, patient.id, item.desk, &patient.data, item.by.id, at).await?;
    }
    if let Some(case) = &item.case {
        open(tx, item, case, &number).await?;
    }
    let new = NewInquiry {
        id: item.id,
        desk_id: item.desk,
        case_id: item.case_id,
        fiscal_year: year.0,
        sequence,
        number: &number,
        data: &item.data,
        recorded_at: at,
        recorded_by: item.by.id,
        continued: item.patient.is_some() && !item.new_patient,
        missing: i32::try_from(missing(&item.data).len()).unwrap_or(i32::MAX),
        patient: item.patient.as_ref().map(|p| PatientWords::from(&p.data)),
    };
    db::inquiry::insert(tx, &new).await?;
    db::audit::append(tx, &log(item)).await
}

async fn open(tx: &Tx, item: &Item, case: &CaseRow, number: &str) -> Result<(), DbError> {
    let at = item.data.received_at;
    let state = CaseState { status: case.status, owner_id: case.owner, next_date: case.next_date, outcome: case.outcome.clone(), closed_at: case.closed_at, voided: None };
    let new =
        NewCase { id: item.case_id, desk_id: item.desk, number, patient_id: item.patient.as_ref().map(|p| p.id), state, main_category: &item.data.main_category, opened_at: at };
    db::cases::insert(tx, &new).await?;
    for entry in &case.entries {
        db::entries::insert(tx, item.case_id, entry, item.by.id, entry.occurred_at).await?;
    }
    Ok(())
}

fn log(item: &Item) -> AuditEntry {
    AuditEntry {
        id: item.audit,
        at: item.data.received_at,
        user_id: Some(item.by.id),
        user_name: item.by.name.clone(),
        from: "192.0.2.10".to_owned(),
        deed: Deed::Create,
        kind: RecordKind::Inquiry,
        record: item.id.to_string(),
        version: 1,
        patient: item.patient.as_ref().map(|p| p.id),
        before: None,
        after: Some(InquiryForm::of(&item.data).contact_fields()),
        note: String::new(),
    }
}
