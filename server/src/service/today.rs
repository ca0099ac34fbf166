//! What waits now.

use super::Services;
use super::common::{Stop, desks, log_list};
use async_trait::async_trait;
use domain::account::{Actor, Permission};
use domain::calendar::jst_date;
use domain::error::Fault;
use domain::handover::HandoverBrief;
use domain::ports::TodayDesk;
use domain::today::{Counts, TodayView};

/// Rows under one heading.
const ROWS: u64 = 7;
/// Overdue rows: all of them at any desk that keeps up, and a page of them at one that does not.
const OVERDUE: u64 = 50;
/// Lines of the colleagues' latest.
const LATEST: u64 = 7;

/// Fulfils [`TodayDesk`].
#[derive(Clone)]
pub struct TodayService(pub Services);

#[async_trait]
impl TodayDesk for TodayService {
    async fn today(&self, actor: &Actor) -> Result<TodayView, Fault> {
        actor.require(Permission::OwnAccount)?;
        let today = jst_date(self.0.now());
        if !actor.may(Permission::InquiryRead) {
            return Ok(TodayView {
                today,
                at_desk: false,
                counts: Counts::default(),
                due: vec![],
                mine: vec![],
                unassigned: vec![],
                drafts: vec![],
                handover: HandoverBrief::default(),
                latest: vec![],
            });
        }
        self.waiting(actor, today).await.map_err(Stop::fault)
    }
}

impl TodayService {
    async fn waiting(&self, actor: &Actor, today: chrono::NaiveDate) -> Result<TodayView, Stop> {
        let conn = self.0.db.read();
        let desks = desks(actor);
        let view = TodayView {
            today,
            at_desk: true,
            counts: db::today::counts(conn, &desks, actor.user_id, today).await?,
            due: db::today::due(conn, &desks, today, OVERDUE, ROWS).await?,
            mine: db::today::mine(conn, &desks, actor.user_id, ROWS).await?,
            unassigned: db::today::unassigned(conn, &desks, ROWS).await?,
            drafts: db::draft::of_user(conn, actor.user_id).await?,
            handover: super::handover::brief(conn, &desks, actor.user_id, today).await?,
            latest: db::today::latest(conn, &desks, actor.user_id, LATEST).await?,
        };
        let seen = view
            .due
            .iter()
            .chain(&view.mine)
            .chain(&view.unassigned)
            .map(|r| r.id.0)
            .chain(view.latest.iter().map(|h| h.case_id.0))
            .chain(view.handover.latest.iter().map(|n| n.id.0));
        log_list(&self.0, actor, "today", seen).await?;
        Ok(view)
    }
}
