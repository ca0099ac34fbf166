//! 依頼書 and 連絡先: the sheets that name a patient together with their physicians.

use crate::service::common::Stop;
use chrono::{DateTime, NaiveDate, Utc};
use db::ConnectionTrait;
use db::assignment::Record;
use domain::account::Actor;
use domain::assignment::{Assignment, RequestState, Role, active_on};
use domain::calendar::jst_date;
use domain::desk::DeskData;
use domain::error::{Fault, Refusal};
use domain::id::{DeskId, PatientId, PhysicianId, RequestId};
use domain::paper::{ContactSheet, LetterPage, PaperPhysician};
use domain::physician::PhysicianBrief;

async fn desk(conn: &impl ConnectionTrait, id: DeskId) -> Result<DeskData, Stop> {
    Ok(db::desk::find_record(conn, id).await?.map(|d| d.data).unwrap_or_default())
}

async fn physician(conn: &impl ConnectionTrait, role: Role, id: PhysicianId, from: Option<NaiveDate>) -> Result<Option<PaperPhysician>, Stop> {
    let known = db::physician::find(conn, id).await?;
    Ok(known.map(|k| PaperPhysician { role, physician: PhysicianBrief { id, name: k.name, organization: k.organization.name }, telephone: k.telephone, from }))
}

/// The names are known to the physicians from the confirmation on, and never before.
const fn is_confirmed(state: RequestState) -> bool {
    matches!(state, RequestState::Confirmed | RequestState::Started)
}

/// Whoever holds `role` when the search is not about it: today, or from the next beginning on.
fn holder_beside(history: &[Assignment], role: Role, today: NaiveDate) -> Option<&Assignment> {
    let coming = || history.iter().filter(|a| a.role == role && today < a.from && a.until.is_none_or(|until| a.from < until)).min_by_key(|a| a.from);
    active_on(history, today).find(|a| a.role == role).or_else(coming)
}

/// 依頼書 of a search that the desk has confirmed.
pub(super) async fn letter(conn: &impl ConnectionTrait, actor: &Actor, (id, role): (RequestId, Role), now: DateTime<Utc>) -> Result<LetterPage, Stop> {
    let record = db::assignment::find(conn, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(record.desk)?;
    let request = &record.matching.request;
    let holder = record.matching.holder(role).filter(|_| is_confirmed(request.state)).ok_or(Refusal::NotInThisState)?;
    let today = jst_date(now);
    let to = physician(conn, role, holder.physician, None).await?.ok_or(Fault::NotFound)?;
    let other = match record.matching.holder(role.other()) {
        Some(offer) => Some(offer.physician),
        None => holder_beside(&db::assignment::history(conn, record.patient).await?, role.other(), today).map(|a| a.physician),
    };
    let other = match other.filter(|other| *other != holder.physician) {
        Some(other) => physician(conn, role.other(), other, None).await?,
        None => None,
    };
    Ok(LetterPage {
        case: db::cases::brief(conn, record.case).await?.ok_or(Fault::NotFound)?,
        to,
        other,
        patient: db::patient::find(conn, record.patient).await?.ok_or(Fault::NotFound)?.patient,
        needs: request.needs.clone(),
        desk: desk(conn, record.desk).await?,
        sender: actor.name.clone(),
        today,
    })
}

/// Whoever is confirmed for a role in a search whose visits have not begun.
fn confirmed(records: &[Record], role: Role) -> Option<(PhysicianId, NaiveDate)> {
    let open = records.iter().filter(|r| is_confirmed(r.matching.request.state));
    open.filter_map(|r| r.matching.holder(role).map(|o| (o.physician, r.matching.request.needs.start_on))).next()
}

/// 連絡先 of a patient.
pub(super) async fn contacts(conn: &impl ConnectionTrait, actor: &Actor, id: PatientId, now: DateTime<Utc>) -> Result<ContactSheet, Stop> {
    let found = db::patient::find(conn, id).await?.ok_or(Fault::NotFound)?;
    actor.require_desk(found.desk_id)?;
    let today = jst_date(now);
    let history = db::assignment::history(conn, id).await?;
    let records = db::assignment::of_patient(conn, id).await?;
    let mut holders = [None, None];
    for (role, place) in Role::ALL.into_iter().zip(&mut holders) {
        let held = holder_beside(&history, role, today).map(|a| (a.physician, a.from));
        if let Some((who, from)) = held.or_else(|| confirmed(&records, role)) {
            *place = physician(conn, role, who, Some(from).filter(|from| today < *from)).await?;
        }
    }
    let [primary, secondary] = holders;
    Ok(ContactSheet { patient: found.patient, primary, secondary, desk: desk(conn, found.desk_id).await?, today })
}
