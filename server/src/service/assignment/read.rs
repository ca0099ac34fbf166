//! What the desk's pages show; who saw whose data is logged.

use super::AssignmentService;
use super::cover::{names, uncovered};
use super::rank::latest;
use super::step::Ground;
use crate::service::common::{Stop, desks, entry, log, log_list};
use chrono::{DateTime, Utc};
use db::assignment::Record;
use db::physician::Known;
use domain::account::{Actor, Permission};
use domain::assignment::{
    Assignment, BoardLine, BoardNames, BoardPage, MatchCounts, Offer, OfferLine, PatientPhysicians, RankingView, RequestBrief, RequestView, Role, TenureLine, active_on,
    board_line, next_step, stall, with_question,
};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::error::Fault;
use domain::id::{PatientId, PhysicianId, RequestId};
use domain::physician::{Absence, PhysicianBrief, acting, away_until};
use std::collections::HashMap;

/// Somebody who is in the directory no more.
fn brief(names: &HashMap<PhysicianId, PhysicianBrief>, id: PhysicianId) -> PhysicianBrief {
    names.get(&id).cloned().unwrap_or_else(|| PhysicianBrief { id, name: String::new(), organization: String::new() })
}

fn request_brief(record: &Record, names: &HashMap<PhysicianId, PhysicianBrief>) -> RequestBrief {
    let request = &record.matching.request;
    RequestBrief { id: request.id, state: request.state, start_on: request.needs.start_on, holders: holders(record, names) }
}

fn holders(record: &Record, names: &HashMap<PhysicianId, PhysicianBrief>) -> Vec<(Role, PhysicianBrief)> {
    Role::ALL.into_iter().filter_map(|role| record.matching.holder(role).map(|o| (role, brief(names, o.physician)))).collect()
}

/// An answer is waited for, and may still come.
fn waits(offer: &Offer, now: DateTime<Utc>) -> bool {
    offer.state.is_out() && !offer.is_overdue(now)
}

/// The offer about which a physician had the last word.
fn asked(offers: &[OfferLine], now: DateTime<Utc>) -> Option<&Offer> {
    offers.iter().find(|line| waits(&line.offer, now) && line.questions.last().is_some_and(|q| !q.from_desk)).map(|line| &line.offer)
}

impl AssignmentService {
    pub(super) async fn whole_board(&self, actor: &Actor, ground: &Ground) -> Result<BoardPage, Stop> {
        let (conn, now, desks) = (self.0.db.read(), ground.now, desks(actor));
        let mut lines: Vec<BoardLine> = Vec::new();
        let unanswered = db::assignment::unanswered(conn).await?;
        for record in db::assignment::open(conn, &desks).await? {
            let Some(case) = db::cases::brief(conn, record.case).await? else { continue };
            let district = ground.district(&record.matching.request.needs.place).to_owned();
            let line = board_line(&record.matching, BoardNames { case_id: case.id, number: case.number, owner: case.owner, district }, now);
            let asked = record.matching.offers.iter().find(|o| waits(o, now) && unanswered.contains(&o.id));
            lines.push(BoardLine { next: with_question(line.next, asked), ..line });
        }
        lines.sort_by_key(BoardLine::order);
        let uncovered: Vec<_> = uncovered(conn, Some(&desks), now).await?.into_iter().map(|(_, u)| u).collect();
        log_list(&self.0, actor, "matching", lines.iter().map(|l| l.id.0).chain(uncovered.iter().map(|u| u.patient.id.0))).await?;
        Ok(BoardPage { lines, uncovered, now })
    }

    pub(super) async fn count(&self, actor: &Actor, now: DateTime<Utc>) -> Result<MatchCounts, Stop> {
        let (conn, desks) = (self.0.db.read(), desks(actor));
        let open = db::assignment::open(conn, &desks).await?;
        let stalled = open.iter().filter(|r| stall(&r.matching, now).is_some()).count();
        let uncovered = uncovered(conn, Some(&desks), now).await?.len();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(MatchCounts { open: number(open.len()), stalled: number(stalled), uncovered: number(uncovered) })
    }

    pub(super) async fn whole_request(&self, actor: &Actor, ground: &Ground, id: RequestId) -> Result<RequestView, Stop> {
        let (conn, now) = (self.0.db.read(), ground.now);
        let record = db::assignment::find(conn, id).await?.ok_or(Fault::NotFound)?;
        actor.require_desk(record.desk)?;
        let case = db::cases::brief(conn, record.case).await?.ok_or(Fault::NotFound)?;
        let patient = db::patient::find(conn, record.patient).await?.ok_or(Fault::NotFound)?.patient;
        let mut seen = entry(actor, now, Deed::View, RecordKind::MatchRequest, id, record.version);
        seen.patient = Some(record.patient);
        log(&self.0, seen).await?;
        let known = db::physician::all(conn).await?;
        let physicians: Vec<PhysicianBrief> = known.into_iter().map(|k| PhysicianBrief { id: k.physician.id, name: k.name, organization: k.organization.name }).collect();
        let mut offers = Vec::new();
        for offer in record.matching.offers.iter().cloned() {
            let questions = db::assignment::messages(conn, offer.id).await?;
            let (name, clinic) = physicians.iter().find(|p| p.id == offer.physician).map(|p| (p.name.clone(), p.organization.clone())).unwrap_or_default();
            offers.push(OfferLine::new(offer, name, clinic, questions));
        }
        let next = with_question(next_step(&record.matching, now), asked(&offers, now));
        let rankings = latest(conn, id).await?.into_iter().map(|r| RankingView::new(r, &record.matching.request)).collect();
        let history = db::audit::history(conn, RecordKind::MatchRequest, &id.to_string()).await?;
        Ok(RequestView {
            version: record.version,
            case,
            patient: patient.brief(),
            district: ground.district(&record.matching.request.needs.place).to_owned(),
            physicians,
            note: record.note,
            offers,
            rankings,
            same_clinic: record.matching.same_clinic(),
            next,
            stall: stall(&record.matching, now),
            history: history.into_iter().filter(|c| c.deed != Deed::Create).collect(),
            now,
            request: record.matching.request,
        })
    }

    pub(super) async fn physicians_of(&self, actor: &Actor, ground: &Ground, id: PatientId) -> Result<PatientPhysicians, Stop> {
        let (conn, now) = (self.0.db.read(), ground.now);
        let found = db::patient::find(conn, id).await?.ok_or(Fault::NotFound)?;
        actor.require_desk(found.desk_id)?;
        let mut seen = entry(actor, now, Deed::View, RecordKind::Assignment, id, 0);
        seen.patient = Some(id);
        log(&self.0, seen).await?;
        let today = jst_date(now);
        let known: HashMap<PhysicianId, Known> = db::physician::all(conn).await?.into_iter().map(|k| (k.physician.id, k)).collect();
        let names = names(conn).await?;
        let absences: Vec<Absence> = db::physician::absences(conn, None, now).await?;
        let history = db::assignment::history(conn, id).await?;
        let line = |a: &Assignment| TenureLine {
            assignment: a.clone(),
            physician: brief(&names, a.physician),
            telephone: known.get(&a.physician).map(|k| k.reached_at().to_owned()).unwrap_or_default(),
            away_until: away_until(a.physician, &absences, now),
        };
        let of = |role| active_on(&history, today).find(|a| a.role == role);
        // Another desk's search is that desk's.
        let briefs = |records: Vec<Record>| -> Vec<RequestBrief> { records.iter().filter(|r| actor.require_desk(r.desk).is_ok()).map(|r| request_brief(r, &names)).collect() };
        let requests = briefs(db::assignment::of_patient(conn, id).await?);
        let past = briefs(db::assignment::ended_of_patient(conn, id).await?);
        let mut former: Vec<TenureLine> = history.iter().filter(|a| a.until.is_some_and(|until| until <= today)).map(line).collect();
        former.reverse();
        Ok(PatientPhysicians {
            current: Role::ALL.into_iter().filter_map(of).map(line).collect(),
            planned: history.iter().filter(|a| today < a.from && a.until.is_none_or(|until| a.from < until)).map(line).collect(),
            former,
            acting: acting(of(Role::Primary).map(|a| a.physician), of(Role::Secondary).map(|a| a.physician), &absences, now),
            requests,
            past,
            now,
            may_write: actor.may(Permission::InquiryWrite) && !actor.read_only,
        })
    }
}
