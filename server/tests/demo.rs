//! The city that does not exist: whoever looks around finds the search for physicians at every point of its way, and nobody is written to.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

mod common;

use chrono::Duration;
use common::House;
use domain::account::{Actor, Role as Work};
use domain::assignment::{NextStep, OfferState, Role};
use domain::calendar::jst_date;
use domain::id::{PatientId, SessionId};
use domain::ports::{AssignmentDesk, PracticeDesk};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use server::service::assignment::AssignmentService;
use server::service::practice::PracticeService;
use std::collections::{BTreeMap, BTreeSet};

/// What the statement counts, by the words in its first column.
async fn counted(house: &House, sql: &str) -> BTreeMap<String, i64> {
    let rows = house.db.read().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap())).collect()
}

async fn somebody(house: &House, login: &str, role: Work) -> Actor {
    let user = db::account::user_by_login(house.db.read(), login).await.unwrap().unwrap();
    let desks = db::desk::all(house.db.read()).await.unwrap();
    Actor { user_id: user.id, session_id: SessionId::new(), name: user.name, roles: vec![role], desks, from: String::new(), automatic: false, read_only: false }
}

fn expected(counts: &[(&str, i64)]) -> BTreeMap<String, i64> {
    counts.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect()
}

/// The searches stand where they should, whenever the city was made.
async fn every_state_is_there(house: &House) {
    let states =
        expected(&[("requested", 1), ("screening", 1), ("offering", 5), ("accepted", 1), ("complete", 1), ("confirmed", 1), ("withdrawn", 1), ("no_provider", 1), ("started", 1)]);
    assert_eq!(counted(house, "SELECT state, count(*) FROM match_requests GROUP BY state").await, states);
    let offers = counted(house, "SELECT state, count(*) FROM offers GROUP BY state").await;
    for state in ["viewed", "accepted", "reconfirm", "declined", "expired", "cancelled"] {
        assert!(offers.contains_key(state), "{state} in {offers:?}");
    }
    assert_eq!(counted(house, "SELECT CASE WHEN by_physician THEN 'asked' ELSE 'answered' END, count(*) FROM offer_messages GROUP BY 1").await["answered"], 1);
    let waiting = counted(house, "SELECT state, count(*) FROM mails WHERE state IN ('waiting', 'sending') GROUP BY state").await;
    assert!(waiting.is_empty(), "{waiting:?}");
}

async fn patients_have_physicians(house: &House) {
    let today = jst_date(house.services.now());
    let held = db::assignment::lasting(house.db.read(), None, today).await.unwrap();
    let of = |role| held.iter().filter(|h| h.assignment.role == role && h.assignment.from <= today).map(|h| h.patient.id).collect::<BTreeSet<PatientId>>();
    let (primary, secondary) = (of(Role::Primary), of(Role::Secondary));
    assert!(primary.len() >= 12 && secondary.len() >= 10 && secondary.is_subset(&primary), "{} and {}", primary.len(), secondary.len());
    let ended = counted(house, "SELECT end_reason, count(*) FROM assignments WHERE end_reason IS NOT NULL GROUP BY end_reason").await;
    assert_eq!(ended.get("recovered"), Some(&1));
    let lines = db::audit::history(house.db.read(), domain::audit::RecordKind::Assignment, &held[0].assignment.id.to_string()).await.unwrap();
    assert_eq!(lines.len(), 1, "who looks after somebody is in the log");
}

async fn the_board_shows_them(house: &House) {
    let board = AssignmentService(house.services.clone()).board(&somebody(house, "ono", Work::DeskStaff).await).await.unwrap();
    assert_eq!((board.lines.len(), board.uncovered.len()), (10, 1));
    let next: Vec<NextStep> = board.lines.iter().map(|l| l.next).collect();
    let is_there = |step: fn(&NextStep) -> bool| next.iter().any(step);
    assert!(is_there(|s| matches!(s, NextStep::Screen)) && is_there(|s| matches!(s, NextStep::Choose { role: Role::Primary })));
    assert!(is_there(|s| matches!(s, NextStep::Choose { role: Role::Secondary })) && is_there(|s| matches!(s, NextStep::ProposeNext { .. })));
    assert!(is_there(|s| matches!(s, NextStep::Wait { .. })) && is_there(|s| matches!(s, NextStep::Call { .. })));
    assert!(is_there(|s| matches!(s, NextStep::Confirm)) && is_there(|s| matches!(s, NextStep::Start { .. })));
    let uncovered = &board.uncovered[0];
    assert_eq!((uncovered.primary.name.as_str(), uncovered.secondary.as_ref().map(|s| s.name.as_str())), ("燈 浩司", Some("川口 誠一")));
    assert!(house.services.now() < uncovered.time.from);
}

async fn physicians_sign_in_and_find_their_work(house: &House) {
    let practice = PracticeService(house.services.clone());
    for login in ["moriyama", "shiota", "aoba", "kamome"] {
        let me = somebody(house, login, Work::Physician).await;
        let view = practice.practice(&me).await.unwrap();
        assert_eq!(view.profile.as_ref().map(|p| p.name.as_str()), Some(me.name.as_str()), "{login}");
        assert!(!view.patients.is_empty() && !practice.offers(&me).await.unwrap().is_empty(), "{login}");
    }
    let me = somebody(house, "moriyama", Work::Physician).await;
    let offers = practice.offers(&me).await.unwrap();
    assert_eq!(offers.iter().filter(|o| o.state == OfferState::Viewed).count(), 2);
    for offer in offers {
        let told = format!("{:?}", practice.offer(&me, offer.id).await.unwrap());
        assert!(["大塚", "野口", "おおつか", "のぐち"].iter().all(|name| !told.contains(name)), "{told}");
    }
}

#[tokio::test]
async fn the_demo_shows_the_search_for_physicians_at_every_point_of_its_way() {
    let house = House::open().await;
    let made = server::seed::demo(&house.services).await.unwrap();
    assert_eq!(made.people.len(), 9);
    every_state_is_there(&house).await;
    patients_have_physicians(&house).await;
    the_board_shows_them(&house).await;
    physicians_sign_in_and_find_their_work(&house).await;
}

/// Sunday morning is one moment; a night before a working day, and the first days of a year, are others.
#[tokio::test]
async fn the_demo_is_the_same_whenever_it_is_made() {
    for hours in [14 + 24 * 2, 24 * 42 + 6] {
        let house = House::open().await;
        house.clock.pass(Duration::hours(hours));
        server::seed::demo(&house.services).await.unwrap();
        every_state_is_there(&house).await;
        patients_have_physicians(&house).await;
        the_board_shows_them(&house).await;
    }
}
