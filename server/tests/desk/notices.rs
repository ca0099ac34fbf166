//! Who is told of what: once, not of one's own doing, as each one chose, and nothing of a patient in it.

use super::{World, actor, entry, on_both};
use crate::common::DESK;
use chrono::{DateTime, Utc};
use domain::account::{Actor, Role};
use domain::cases::{CaseForm, CloseForm};
use domain::error::Fault;
use domain::handover::{NoteForm, ReassignForm};
use domain::id::{CaseId, NoteId};
use domain::inquiry::InquiryForm;
use domain::notice::{CaseStep, NoticeKind, NoticeLine, NoticeQuery, Place, PreferencesForm};
use domain::ports::{CaseDesk, HandoverDesk, NoticeDesk};
use server::service::handover::HandoverService;
use server::service::notice::NoticeService;
use std::collections::BTreeMap;

fn desk(world: &World) -> NoticeService {
    NoticeService(world.house.services.clone())
}

pub(super) async fn told(world: &World, who: &Actor) -> Vec<NoticeLine> {
    let mut lines = desk(world).notices(who, &NoticeQuery::default()).await.unwrap().lines;
    lines.reverse();
    lines
}

async fn kinds(world: &World, who: &Actor) -> Vec<(NoticeKind, Option<CaseStep>)> {
    told(world, who).await.into_iter().map(|l| (l.kind, l.facts.step)).collect()
}

/// Gives somebody an address.
pub(super) async fn address(world: &World, who: &Actor, email: &str) {
    let backend = if world.house.db.is_sqlite() { sea_orm_migration::sea_orm::DbBackend::Sqlite } else { sea_orm_migration::sea_orm::DbBackend::Postgres };
    let sql = sea_orm_migration::sea_orm::Statement::from_sql_and_values(backend, "UPDATE users SET email = $1 WHERE id = $2", [email.into(), who.user_id.0.into()]);
    sea_orm_migration::sea_orm::ConnectionTrait::execute_raw(world.house.db.connection(), sql).await.unwrap();
}

/// Mails that wait: for whom they are ready, and how many notices ride in each.
async fn mails(world: &World) -> Vec<(DateTime<Utc>, i64)> {
    let rows = world.query("SELECT m.next_at, (SELECT count(*) FROM notices n WHERE n.mail_id = m.id) AS n FROM mails m WHERE m.state = 'waiting' ORDER BY m.next_at, m.id").await;
    rows.iter().map(|r| (r.try_get("", "next_at").unwrap(), r.try_get("", "n").unwrap())).collect()
}

pub(super) async fn owned(world: &World, owner: &Actor) -> (CaseId, String) {
    let recorded = world.record(&InquiryForm { staff_id: owner.user_id.to_string(), ..world.call("担当のある件") }).await;
    (recorded.case_id, recorded.number)
}

async fn version(world: &World, case: CaseId) -> i32 {
    world.see_case(case).await.version
}

fn choose(kind: NoticeKind, choice: &str) -> PreferencesForm {
    PreferencesForm { choices: BTreeMap::from([(kind.code().to_owned(), choice.to_owned())]), ..PreferencesForm::default() }
}

on_both! {
    async fn whoever_is_put_in_charge_is_told_and_whoever_did_it_is_not(world: World) {
        let (case, number) = owned(&world, &world.taro).await;
        let told = told(&world, &world.taro).await;
        assert_eq!(told.iter().map(|l| (l.kind, l.facts.number.clone(), l.facts.place, l.unread)).collect::<Vec<_>>(), [(NoticeKind::CaseAssigned, number, Place::Case(case), true)]);
        assert_eq!(kinds(&world, &world.hanako).await, []);
        owned(&world, &world.hanako).await;
        assert_eq!(kinds(&world, &world.hanako).await, [], "nobody is told of their own doing");
    }

    async fn every_step_of_a_case_is_told_to_whoever_is_in_charge(world: World) {
        let (case, _) = owned(&world, &world.taro).await;
        world.cases.add_entry(&world.hanako, case, &entry("電話した")).await.unwrap();
        let seen = version(&world, case).await;
        let form = CaseForm { status: "arranging".into(), owner_id: world.taro.user_id.to_string(), next_date: "2026-12-01".into() };
        world.cases.edit(&world.hanako, case, seen, &form).await.unwrap();
        world.cases.close(&world.hanako, case, version(&world, case).await, &CloseForm { outcome: "resolved_info".into(), ..CloseForm::default() }).await.unwrap();
        world.cases.reopen(&world.hanako, case, version(&world, case).await, "続きがある").await.unwrap();
        world.cases.void(&world.hanako, case, version(&world, case).await, "誤り").await.unwrap();
        let steps: Vec<_> = kinds(&world, &world.taro).await.into_iter().skip(1).map(|(_, step)| step.unwrap()).collect();
        assert_eq!(steps, [CaseStep::Entry, CaseStep::Standing, CaseStep::Closed, CaseStep::Reopened, CaseStep::Voided]);
        let due = told(&world, &world.taro).await[2].facts.due;
        assert_eq!(due, Some("2026-12-01".parse().unwrap()));
    }

    async fn a_form_that_is_sent_twice_tells_once(world: World) {
        let form = InquiryForm { staff_id: world.taro.user_id.to_string(), ..world.call("二度送る") };
        world.record(&form).await;
        world.record(&form).await;
        assert_eq!(kinds(&world, &world.taro).await.len(), 1);
    }

    async fn cases_that_are_handed_over_together_ride_in_one_mail(world: World) {
        address(&world, &world.taro, "taro@example.jp").await;
        let mut cases = Vec::new();
        for _ in 0..4 {
            let (case, _) = owned(&world, &world.hanako).await;
            cases.push(format!("{case}:{}", version(&world, case).await));
        }
        let form = ReassignForm { cases, new_owner: world.taro.user_id.to_string(), ..ReassignForm::default() };
        HandoverService(world.house.services.clone()).reassign(&world.hanako, &form).await.unwrap();
        assert_eq!(kinds(&world, &world.taro).await.len(), 4);
        assert_eq!(mails(&world).await, [(world.house.services.now(), 4)]);
    }

    async fn ten_changes_of_one_case_within_five_minutes_are_one_mail(world: World) {
        address(&world, &world.taro, "taro@example.jp").await;
        let (case, _) = owned(&world, &world.taro).await;
        let (other, _) = owned(&world, &world.taro).await;
        let first = world.house.services.now();
        for i in 0..10 {
            world.cases.add_entry(&world.hanako, case, &entry(&format!("{i}回目"))).await.unwrap();
        }
        world.cases.add_entry(&world.hanako, other, &entry("別の件")).await.unwrap();
        let waiting: Vec<_> = mails(&world).await.into_iter().filter(|(at, _)| *at > first).collect();
        assert_eq!(waiting, [(first + chrono::Duration::minutes(5), 10), (first + chrono::Duration::minutes(5), 1)]);
    }

    async fn morning_off_and_quiet_hours_are_kept(world: World) {
        address(&world, &world.taro, "taro@example.jp").await;
        desk(&world).choose(&world.taro, &choose(NoticeKind::CaseAssigned, "off")).await.unwrap();
        owned(&world, &world.taro).await;
        assert_eq!((mails(&world).await.len(), kinds(&world, &world.taro).await.len()), (0, 1), "the bell tells it all the same");
        desk(&world).choose(&world.taro, &choose(NoticeKind::CaseAssigned, "morning")).await.unwrap();
        owned(&world, &world.taro).await;
        owned(&world, &world.taro).await;
        // Ten in the morning in Japan: the next eight o'clock is tomorrow's.
        assert_eq!(mails(&world).await, [("2026-11-22T23:00:00Z".parse().unwrap(), 2)]);
        let quiet = PreferencesForm { quiet_from: "9:00".into(), quiet_to: "12:00".into(), ..choose(NoticeKind::CaseAssigned, "now") };
        desk(&world).choose(&world.taro, &quiet).await.unwrap();
        owned(&world, &world.taro).await;
        assert_eq!(mails(&world).await[0], ("2026-11-22T03:00:00Z".parse().unwrap(), 1));
        let refused = desk(&world).choose(&world.taro, &choose(NoticeKind::PasswordChanged, "off")).await;
        assert!(matches!(refused, Err(Fault::Invalid(_))), "{refused:?}");
        assert_eq!(world.audit().await.iter().filter(|l| l.kind == "settings").count(), 3);
    }

    async fn important_lines_reach_everybody_else_at_the_desk(world: World) {
        let form = NoteForm { id: NoteId::new().to_string(), desk_id: world.hanako.desks[0].id.to_string(), note: "鍵を預かっている".into(), important: "1".into(), ..NoteForm::default() };
        HandoverService(world.house.services.clone()).add(&world.hanako, &form).await.unwrap();
        assert_eq!(kinds(&world, &world.taro).await, [(NoticeKind::HandoverImportant, None)]);
        assert_eq!((kinds(&world, &world.hanako).await, kinds(&world, &world.kiku).await), (vec![], vec![]));
    }

    async fn the_bell_counts_and_opening_one_leads_to_it(world: World) {
        let (case, _) = owned(&world, &world.taro).await;
        owned(&world, &world.taro).await;
        let notices = desk(&world);
        assert_eq!(notices.bell(&world.taro).await.unwrap().unread, 2);
        let first = told(&world, &world.taro).await[0].id;
        assert_eq!(notices.open(&world.hanako, first).await, Err(Fault::NotFound), "somebody else's");
        assert_eq!(notices.open(&world.taro, first).await, Ok(Place::Case(case)));
        assert_eq!(notices.bell(&world.taro).await.unwrap().unread, 1);
        let before = world.house.services.now();
        world.pass_minutes(1);
        owned(&world, &world.taro).await;
        notices.read_all(&world.taro, &before.to_rfc3339()).await.unwrap();
        assert_eq!(notices.bell(&world.taro).await.unwrap().unread, 1, "what came after the page was opened stays");
        let unread = NoticeQuery { show: "unread".into(), ..NoticeQuery::default() };
        assert_eq!(notices.notices(&world.taro, &unread).await.unwrap().lines.len(), 1);
    }

    async fn whoever_may_not_sign_in_is_not_told(world: World) {
        let jiro = actor(&world.house, "jiro", Role::DeskStaff, &[DESK]).await;
        let admin = actor(&world.house, "root", Role::Admin, &[]).await;
        let _ = admin;
        world.house.account.disable("jiro").await.unwrap();
        let form = NoteForm { id: NoteId::new().to_string(), desk_id: world.hanako.desks[0].id.to_string(), note: "x".into(), important: "1".into(), ..NoteForm::default() };
        HandoverService(world.house.services.clone()).add(&world.hanako, &form).await.unwrap();
        assert_eq!(kinds(&world, &jiro).await, []);
    }
}
