//! Migrating: all of it or nothing, marked as ours, by one server at a time, and never under a later version's feet.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{House, Kind, Scratch};
use db::Database;
use domain::ports::AccountDesk;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use server::database;
use server::events::Hint;
use server::service::Services;

async fn run(db: &Database, sql: &str) {
    db.connection().execute_unprepared(sql).await.unwrap();
}

async fn number(db: &Database, sql: &str) -> i64 {
    let backend = if db.is_sqlite() { DbBackend::Sqlite } else { DbBackend::Postgres };
    let row = db.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
    row.try_get_by_index::<i64>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from)).unwrap()
}

async fn a_step_that_fails_half_way_leaves_nothing(kind: Kind) {
    let scratch = Scratch::of(kind).await;
    let db = scratch.open().await;
    // In the way of the fourth step, after its first tables.
    run(&db, "CREATE TABLE sequences (x integer)").await;
    assert!(database::migrate(&db).await.is_err());
    let tables = if db.is_sqlite() { "SELECT count(*) FROM sqlite_master WHERE type = 'table'" } else { "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()" };
    assert_eq!(number(&db, tables).await, 1);
    assert!(!database::at_head(&db).await.unwrap());
    run(&db, "DROP TABLE sequences").await;
    assert!(database::migrate(&db).await.unwrap() > 0);
    assert!(database::at_head(&db).await.unwrap());
    assert_eq!(database::migrate(&db).await.unwrap(), 0);
    db.close().await;
}

#[tokio::test]
async fn a_step_that_fails_half_way_leaves_nothing_on_sqlite() {
    a_step_that_fails_half_way_leaves_nothing(Kind::Sqlite).await;
}

#[tokio::test]
async fn a_step_that_fails_half_way_leaves_nothing_on_postgresql() {
    a_step_that_fails_half_way_leaves_nothing(Kind::Postgres).await;
}

#[tokio::test]
async fn a_file_without_the_mark_gets_it_and_another_programs_file_is_left_alone() {
    let scratch = Scratch::of(Kind::Sqlite).await;
    let db = scratch.open().await;
    database::migrate(&db).await.unwrap();
    run(&db, "PRAGMA application_id = 0").await;
    assert_eq!(database::migrate(&db).await.unwrap(), 0);
    assert_eq!(number(&db, "PRAGMA application_id").await, 0x4D41_444F);
    db.close().await;
    let foreign = Scratch::of(Kind::Sqlite).await;
    let db = foreign.open().await;
    run(&db, "PRAGMA application_id = 77").await;
    assert!(database::migrate(&db).await.unwrap_err().to_string().contains("another program"));
    assert_eq!(number(&db, "SELECT count(*) FROM sqlite_master").await, 0);
    db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_together_migrate_once_and_make_one_administrator() {
    let scratch = Scratch::of(Kind::Postgres).await;
    let servers = [scratch.open().await, scratch.open().await, scratch.open().await];
    let steps = futures::future::join_all(servers.iter().map(database::migrate)).await;
    let steps: Vec<usize> = steps.into_iter().map(Result::unwrap).collect();
    assert_eq!(steps.iter().filter(|n| **n > 0).count(), 1, "{steps:?}");
    let accounts: Vec<_> = servers.iter().map(|db| common::account(db.clone())).collect();
    let links = futures::future::join_all(accounts.iter().map(|a| a.first_administrator())).await;
    let links: Vec<_> = links.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(links.len(), 3);
    for (account, link) in accounts.iter().zip(&links) {
        assert_eq!(account.welcome(link.token()).await.unwrap().login, "admin", "what one server printed is not ended by another");
    }
    for db in servers {
        db.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_on_one_server_is_told_to_the_pages_of_another_once() {
    let scratch = Scratch::of(Kind::Postgres).await;
    let (here, there) = (Services::new(scratch.open().await), Services::new(scratch.open().await));
    let (mut near, mut far) = (here.hints.listen(), there.hints.listen());
    for services in [&here, &there] {
        tokio::spawn(server::events::share(services.hints.clone(), services.db.clone()));
    }
    // Both say once that anything may have changed: from then on they hear each other.
    for pages in [&mut near, &mut far] {
        assert_eq!(within(pages).await.slice, "all");
    }
    let hint = |slice| Hint { slice, id: uuid::Uuid::now_v7(), version: 3, desk: domain::id::DeskId::new() };
    let (first, second, unknown) = (hint("inquiry"), hint("cases"), hint("of a later version"));
    for hint in [&first, &second, &unknown] {
        here.hints.send(hint.clone());
    }
    assert_eq!((within(&mut far).await, within(&mut far).await, within(&mut far).await.slice), (first.clone(), second.clone(), "all"));
    assert_eq!((within(&mut near).await, within(&mut near).await, within(&mut near).await), (first, second, unknown));
    there.hints.send(hint("patient"));
    assert_eq!(within(&mut near).await.slice, "patient");
    assert!(near.is_empty(), "what it said itself does not come back");
}

async fn within(pages: &mut tokio::sync::broadcast::Receiver<Hint>) -> Hint {
    tokio::time::timeout(std::time::Duration::from_secs(10), pages.recv()).await.unwrap().unwrap()
}

/// While servers are replaced one after the other, the earlier ones go on; a start on a later schema is refused.
#[tokio::test]
async fn a_later_schema_does_not_stop_who_runs_and_is_refused_at_the_start() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::on(kind, &[]).await;
        run(&house.db, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)").await;
        assert_eq!(house.get("/health/ready", None).await.status, 200);
        assert!(database::migrate(&house.db).await.unwrap_err().to_string().contains("later version"));
        run(&house.db, "DELETE FROM seaql_migrations").await;
        assert_eq!(house.get("/health/ready", None).await.status, 503);
    }
}
