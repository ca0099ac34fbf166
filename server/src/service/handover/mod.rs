//! Handing the desk over: the day's lines, what changed, who carries a case on.

mod lines;
mod reassign;

use super::Services;
use super::common::{Stop, announce, desks, log_list};
use super::error::fault;
use async_trait::async_trait;
use chrono::{Duration, NaiveDate};
use db::handover::Scope;
use db::{ConnectionTrait, Tx};
use domain::account::{Actor, Desk, Permission};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::error::{Fault, Flaw, Flaws};
use domain::handover::{
    CHANGES_PER_PAGE, ChangesPage, HandoverBrief, HandoverPage, HandoverQuery, MOST_CASES, NoteForm, Place, ReassignForm, ReassignPage, ReassignQuery, UNREAD_DAYS, View, Whose,
    page_number, until,
};
use domain::id::{DeskId, NoteId, UserId};
use domain::ports::HandoverDesk;
use futures::FutureExt;

/// Lines that 今日 shows.
const LATEST: i64 = 3;

/// Fulfils [`HandoverDesk`].
#[derive(Clone)]
pub struct HandoverService(pub Services);

/// The first day whose lines are still counted as waiting.
fn waiting_from(today: NaiveDate) -> NaiveDate {
    today - Duration::days(UNREAD_DAYS - 1)
}

/// What 今日 shows of the handover.
pub(super) async fn brief(conn: &impl ConnectionTrait, desks: &[DeskId], me: UserId, today: NaiveDate) -> Result<HandoverBrief, Stop> {
    let from = waiting_from(today);
    Ok(HandoverBrief { unread: db::handover::unread(conn, desks, me, from).await?, latest: db::handover::notes(conn, desks, me, Scope::Latest(from, LATEST)).await? })
}

/// The desk that is asked for, when the actor belongs to it; otherwise the actor's first.
fn desk_of(actor: &Actor, asked: Option<DeskId>) -> Result<Desk, Fault> {
    let found = match asked {
        Some(id) => actor.desks.iter().find(|d| d.id == id),
        None => actor.desks.first(),
    };
    found.cloned().ok_or(Fault::Forbidden)
}

#[async_trait]
impl HandoverDesk for HandoverService {
    async fn page(&self, actor: &Actor, query: &HandoverQuery) -> Result<HandoverPage, Fault> {
        actor.require(Permission::InquiryRead)?;
        let today = jst_date(self.0.now());
        let (place, scope) = match query.parse(today)? {
            View::Day(desk, date) => {
                let desk = desk_of(actor, desk)?;
                let scope = Scope::Day(desk.id, date);
                (Some((desk, date)), scope)
            }
            View::Unread => (None, Scope::Unread(waiting_from(today))),
        };
        let (conn, desks) = (self.0.db.read(), desks(actor));
        let notes = db::handover::notes(conn, &desks, actor.user_id, scope).await.map_err(fault)?;
        let unread = db::handover::unread(conn, &desks, actor.user_id, waiting_from(today)).await.map_err(fault)?;
        log_list(&self.0, actor, "handover", notes.iter().map(|n| n.id.0)).await?;
        Ok(HandoverPage { desks: actor.desks.clone(), place, today, notes, unread, next_note: NoteId::new() })
    }

    async fn add(&self, actor: &Actor, form: &NoteForm) -> Result<Place, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let now = self.0.now();
        let data = form.parse(jst_date(now))?;
        actor.require_desk(data.place.desk)?;
        let (place, id, actor) = (data.place, data.id, actor.clone());
        self.0.db.write(move |tx: &Tx| async move { lines::add(tx, &actor, &data, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "handover", id.0, 0, place.desk);
        Ok(place)
    }

    async fn confirm(&self, actor: &Actor, id: NoteId) -> Result<Place, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (actor, now) = (actor.clone(), self.0.now());
        let place = self.0.db.write(move |tx: &Tx| async move { lines::confirm(tx, &actor, id, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "handover", id.0, 0, place.desk);
        Ok(place)
    }

    async fn void(&self, actor: &Actor, id: NoteId, reason: &str) -> Result<Place, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let reason = domain::cases::reason(reason)?;
        let (actor, now) = (actor.clone(), self.0.now());
        let place = self.0.db.write(move |tx: &Tx| async move { lines::void(tx, &actor, id, &reason, now).await }.boxed()).await.map_err(Stop::fault)?;
        announce(&self.0, "handover", id.0, 0, place.desk);
        Ok(place)
    }

    async fn changes(&self, actor: &Actor, page: &str) -> Result<ChangesPage, Fault> {
        actor.require(Permission::InquiryRead)?;
        let page = page_number(page)?;
        self.changed(actor, page).await.map_err(Stop::fault)
    }

    async fn seen(&self, actor: &Actor, moment: &str) -> Result<(), Fault> {
        actor.require(Permission::InquiryRead)?;
        let now = self.0.now();
        let (until, actor) = (until(moment, now)?, actor.clone());
        self.0.db.write(move |tx: &Tx| async move { lines::seen(tx, &actor, until, now).await }.boxed()).await.map_err(Stop::fault)
    }

    async fn reassignable(&self, actor: &Actor, query: &ReassignQuery) -> Result<ReassignPage, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let (desk, whose) = query.parse(actor.user_id)?;
        let desk = desk_of(actor, desk)?;
        let conn = self.0.db.read();
        let found = db::handover::open_cases(conn, desk.id, whose, MOST_CASES).await.map_err(fault)?;
        log_list(&self.0, actor, "reassign", found.cases.iter().map(|c| c.case.id.0)).await?;
        let whose = match whose {
            Whose::Of(user) => Some(user),
            Whose::Nobodys => None,
        };
        let staff = db::desk::staff(conn, &[desk.id]).await.map_err(fault)?;
        let today = jst_date(self.0.now());
        Ok(ReassignPage { desks: actor.desks.clone(), desk: desk.id, whose, me: actor.user_id, staff, cases: found.cases, more: found.more, today })
    }

    async fn reassign(&self, actor: &Actor, form: &ReassignForm) -> Result<u32, Fault> {
        actor.require(Permission::InquiryWrite)?;
        let order = form.parse()?;
        let (actor, now) = (actor.clone(), self.0.now());
        let changed = self.0.db.write(move |tx: &Tx| async move { reassign::all(tx, &actor, &order, now).await }.boxed()).await.map_err(Stop::fault)?;
        for case in &changed {
            announce(&self.0, "cases", case.id.0, case.version, case.desk);
        }
        Ok(u32::try_from(changed.len()).unwrap_or(u32::MAX))
    }
}

impl HandoverService {
    async fn changed(&self, actor: &Actor, page: u32) -> Result<ChangesPage, Stop> {
        let (conn, now) = (self.0.db.read(), self.0.now());
        let said = db::handover::seen(conn, actor.user_id).await?;
        let since = match said {
            Some(moment) => moment,
            None => db::handover::last_session_end(conn, actor.user_id, actor.session_id).await?.unwrap_or(now - Duration::days(1)),
        };
        let found = db::handover::changed(conn, &desks(actor), actor.user_id, since, now).await?;
        let total = u32::try_from(found.cases.len()).unwrap_or(u32::MAX);
        let per_page = usize::try_from(CHANGES_PER_PAGE).unwrap_or(usize::MAX);
        let skipped = usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(per_page);
        let mut cases: Vec<_> = found.cases.into_iter().skip(skipped).take(per_page).collect();
        let staff = db::desk::staff(conn, &desks(actor)).await?;
        for field in cases.iter_mut().flat_map(|c| c.changes.iter_mut()).flat_map(|c| c.fields.iter_mut()).filter(|f| f.field == "owner_id") {
            for value in [&mut field.before, &mut field.after] {
                if let Some(person) = staff.iter().find(|s| s.id.to_string() == *value) {
                    value.clone_from(&person.name);
                }
            }
        }
        log_list(&self.0, actor, "changes", cases.iter().map(|c| c.case.id.0)).await?;
        Ok(ChangesPage { since, confirmed: said.is_some(), until: now, cases, total, page, cut: found.cut })
    }
}

/// A log line about the handover.
fn line(actor: &Actor, now: chrono::DateTime<chrono::Utc>, deed: Deed, id: NoteId) -> domain::audit::AuditEntry {
    super::common::entry(actor, now, deed, RecordKind::Handover, id, 0)
}

/// A refusal of one field.
fn flaw(field: &str, flaw: Flaw) -> Stop {
    let mut flaws = Flaws::default();
    flaws.push(field, flaw);
    flaws.into()
}
