//! What pages show of patients; who saw whose data is logged.

use super::merge::{find, restored};
use super::{PatientService, own};
use crate::service::common::{Stop, desks, entry, log, log_list};
use chrono::{DateTime, Utc};
use domain::account::Actor;
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::cases::CaseBrief;
use domain::error::{Fault, Refusal};
use domain::id::{MergeId, PatientId};
use domain::patient::duplicate::compare;
use domain::patient::{DistinctPair, DuplicatePage, DuplicatePair, EndView, MergeView, Patient, PatientView, Suspect, UnmergeView};

/// Inquiries on a patient's page.
const INQUIRIES: u64 = 50;
/// Pairs on one page.
const PAIRS: usize = 100;

fn side(patient: &Patient, likeness: &domain::patient::duplicate::Likeness) -> Suspect {
    Suspect { patient: patient.brief(), address: patient.address.clone(), likeness: likeness.clone() }
}

impl PatientService {
    /// Logs that a patient's data was on the screen.
    async fn seen(&self, actor: &Actor, patient: &Patient, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut seen = entry(actor, now, Deed::View, RecordKind::Patient, patient.id, patient.version);
        seen.patient = Some(patient.id);
        log(&self.0, seen).await
    }

    pub(super) async fn one(&self, actor: &Actor, id: PatientId) -> Result<Patient, Stop> {
        let found = own(self.0.db.read(), actor, id).await?.patient;
        self.seen(actor, &found, self.0.now()).await?;
        Ok(found)
    }

    pub(super) async fn whole(&self, actor: &Actor, id: PatientId) -> Result<PatientView, Stop> {
        let (conn, now) = (self.0.db.read(), self.0.now());
        let found = own(conn, actor, id).await?;
        self.seen(actor, &found.patient, now).await?;
        let desks = desks(actor);
        let history = db::audit::history(conn, RecordKind::Patient, &id.to_string()).await?;
        let mut suspects: Vec<Suspect> = db::patient::candidates(conn, &desks, &found.patient.data(), Some(id))
            .await?
            .into_iter()
            .filter(|other| other.desk_id == found.desk_id)
            .filter_map(|other| compare(&found.patient, &other.patient).map(|likeness| side(&other.patient, &likeness)))
            .collect();
        suspects.sort_by_key(|s| std::cmp::Reverse(s.likeness.points));
        Ok(PatientView {
            desk: actor.desks.iter().find(|d| d.id == found.desk_id).cloned().ok_or(Fault::Forbidden)?,
            cases: db::cases::of_patient(conn, &desks, id, None).await?,
            inquiries: db::inquiry::of_patient(conn, &desks, id, None, INQUIRIES).await?,
            history: history.into_iter().filter(|c| c.deed != Deed::Create).collect(),
            merges: db::patient::merges_of(conn, id).await?,
            suspects,
            today: jst_date(now),
            patient: found.patient,
        })
    }

    pub(super) async fn doubles(&self, actor: &Actor) -> Result<DuplicatePage, Stop> {
        let conn = self.0.db.read();
        let desks = desks(actor);
        let mut pairs: Vec<(u32, DuplicatePair)> = Vec::new();
        for (a, b) in db::patient::pairs(conn, &desks).await? {
            if let Some(likeness) = compare(&a.patient, &b.patient) {
                pairs.push((likeness.points, DuplicatePair { a: side(&a.patient, &likeness), b: side(&b.patient, &likeness) }));
            }
        }
        pairs.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
        let more = pairs.len() > PAIRS;
        pairs.truncate(PAIRS);
        let pairs: Vec<DuplicatePair> = pairs.into_iter().map(|(_, pair)| pair).collect();
        let distinct = db::patient::distinct_pairs(conn, &desks, 100).await?;
        let distinct: Vec<DistinctPair> = distinct.into_iter().map(|d| DistinctPair { a: d.a.patient.brief(), b: d.b.patient.brief(), at: d.at, by_name: d.by_name }).collect();
        let ids = pairs.iter().flat_map(|p| [p.a.patient.id.0, p.b.patient.id.0]).chain(distinct.iter().flat_map(|d| [d.a.id.0, d.b.id.0]));
        log_list(&self.0, actor, "duplicates", ids).await?;
        Ok(DuplicatePage { pairs, more, distinct, today: jst_date(self.0.now()) })
    }

    pub(super) async fn before_merge(&self, actor: &Actor, survivor: PatientId, absorbed: PatientId) -> Result<MergeView, Stop> {
        let (conn, now) = (self.0.db.read(), self.0.now());
        let (stays, goes) = (own(conn, actor, survivor).await?, own(conn, actor, absorbed).await?);
        for patient in [&stays.patient, &goes.patient] {
            self.seen(actor, patient, now).await?;
        }
        if stays.patient.merged_into.is_some() || goes.patient.merged_into.is_some() {
            return Err(Refusal::PatientMerged.into());
        }
        if survivor == absorbed || stays.desk_id != goes.desk_id {
            return Err(Refusal::NotMergeable.into());
        }
        let all = db::patient::cases_of(conn, absorbed).await?;
        Ok(MergeView {
            cases: db::cases::of_patient(conn, &desks(actor), absorbed, None).await?,
            all_cases: i64::try_from(all.ids.len()).unwrap_or(i64::MAX),
            inquiries: all.inquiries,
            survivor: stays.patient,
            absorbed: goes.patient,
            today: jst_date(now),
        })
    }

    pub(super) async fn before_unmerge(&self, actor: &Actor, id: MergeId) -> Result<UnmergeView, Stop> {
        let (conn, now) = (self.0.db.read(), self.0.now());
        let (merge, survivor, absorbed) = find(conn, actor, id).await?;
        for patient in [&survivor.patient, &absorbed.patient] {
            self.seen(actor, patient, now).await?;
        }
        let moved = |case: &CaseBrief| merge.cases.contains(&case.id);
        let (back, stay) = db::cases::of_patient(conn, &desks(actor), merge.survivor, None).await?.into_iter().partition(moved);
        let (_, kept) = restored(&merge, &survivor.patient);
        Ok(UnmergeView { id, survivor: survivor.patient, absorbed: absorbed.patient, at: merge.at, by_name: merge.by_name, back, stay, kept, today: jst_date(now) })
    }

    pub(super) async fn before_end(&self, actor: &Actor, id: PatientId) -> Result<EndView, Stop> {
        let (conn, now) = (self.0.db.read(), self.0.now());
        let found = own(conn, actor, id).await?.patient;
        self.seen(actor, &found, now).await?;
        let desks = desks(actor);
        let mut open = Vec::new();
        for case in db::cases::open_of_patient(conn, &desks, id).await? {
            if let Some(version) = db::patient::version_of_case(conn, case.id).await? {
                open.push((case, version));
            }
        }
        Ok(EndView { patient: found, open, elsewhere: db::patient::open_elsewhere(conn, &desks, id).await?, today: jst_date(now) })
    }
}
