//! Jobs: together in a commit, each for itself in success and failure.

use crate::world::{World, call, on_both, record};
use db::{Database, DbError};
use futures::FutureExt;
use futures::future::join_all;

async fn add_desk(world: &World, name: String, outcome: Outcome) -> Result<(), DbError> {
    add_desk_to(&world.db, name, outcome).await
}

async fn add_desk_to(db: &Database, name: String, outcome: Outcome) -> Result<(), DbError> {
    db.write(move |tx| {
        async move {
            db::desk::insert(tx, domain::id::DeskId::new(), &name, crate::world::now()).await?;
            match outcome {
                Outcome::Keep => Ok(()),
                Outcome::Refuse => Err(DbError::Other("refused".into())),
                Outcome::Panic => panic!("a job that panics"),
                Outcome::Hang => std::future::pending().await,
            }
        }
        .boxed()
    })
    .await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Keep,
    Refuse,
    Panic,
    Hang,
}

async fn desk_names(world: &World) -> Vec<String> {
    let mut names: Vec<String> = db::desk::all(world.db.read()).await.unwrap().into_iter().map(|d| d.name).filter(|n| n != "在宅医療相談窓口").collect();
    names.sort();
    names
}

on_both! {
    async fn a_failing_or_panicking_job_does_not_disturb_its_neighbours(world) {
        let outcomes = [Outcome::Keep, Outcome::Refuse, Outcome::Keep, Outcome::Panic, Outcome::Keep];
        let jobs = (0..25).map(|n| add_desk(world, format!("d{n:02}"), outcomes[n % 5]));
        let results = join_all(jobs).await;
        for (n, result) in results.iter().enumerate() {
            assert_eq!(result.is_ok(), outcomes[n % 5] == Outcome::Keep, "job {n}: {result:?}");
        }
        let kept: Vec<String> = (0..25).filter(|n| outcomes[n % 5] == Outcome::Keep).map(|n| format!("d{n:02}")).collect();
        assert_eq!(desk_names(world).await, kept);
    }

    async fn a_broken_rule_inside_a_job_undoes_that_job_only(world) {
        let twice = (0..6).map(|n| add_desk(world, format!("d{}", n / 2), Outcome::Keep));
        let results = join_all(twice).await;
        assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 3);
        assert!(results.iter().filter_map(|r| r.as_ref().err()).all(|e| *e == DbError::Unique { constraint: "uq_desks_name".into() }));
        assert_eq!(desk_names(world).await, ["d0", "d1", "d2"]);
    }

    async fn what_is_acknowledged_is_there_for_every_reader(world) {
        for n in 0..20 {
            add_desk(world, format!("d{n:02}"), Outcome::Keep).await.unwrap();
            assert_eq!(desk_names(world).await.len(), n + 1);
        }
    }

    async fn a_job_that_hangs_is_given_up_and_the_next_one_runs(world) {
        let db = world.impatient().await;
        let (hanging, next) = tokio::join!(add_desk_to(&db, "hanging".into(), Outcome::Hang), add_desk_to(&db, "next".into(), Outcome::Keep));
        assert_eq!(hanging, Err(DbError::Busy));
        assert_eq!(next, Ok(()));
        db.close().await;
        assert_eq!(desk_names(world).await, ["next"]);
    }

    async fn closing_finishes_what_waits_and_refuses_what_comes_later(world) {
        let waiting: Vec<_> = (0..50).map(|n| { let (db, desk, by) = (world.db.clone(), world.desk, world.kato); tokio::spawn(async move { db.write(move |tx| record(tx, desk, by, call(&format!("{n}"))).boxed()).await }) }).collect();
        let saved = join_all(waiting).await.into_iter().filter(|r| r.as_ref().unwrap().is_ok()).count();
        assert_eq!(saved, 50);
        world.db.close().await;
        assert!(add_desk(world, "late".into(), Outcome::Keep).await.is_err());
    }
}

/// A second program (the command line) holds the write lock longer than anybody waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_locked_by_another_program_is_busy_and_comes_back() {
    use sea_orm::{ConnectionTrait, TransactionTrait};
    let world = World::sqlite().await;
    let url = format!("sqlite:{}", world.file.as_ref().unwrap().display());
    let other = sea_orm::Database::connect(&url).await.unwrap();
    let options = sea_orm::TransactionOptions { sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate), ..Default::default() };
    let lock = other.begin_with_options(options).await.unwrap();
    lock.execute_unprepared("UPDATE desks SET version = version").await.unwrap();
    let db = world.impatient().await;
    assert_eq!(add_desk_to(&db, "x".into(), Outcome::Keep).await, Err(DbError::Busy));
    lock.rollback().await.unwrap();
    assert_eq!(add_desk_to(&db, "x".into(), Outcome::Keep).await, Ok(()));
    db.close().await;
    other.close().await.unwrap();
    world.close().await;
}

/// On PostgreSQL a row that somebody holds stops who wants to write it, for no longer than they wait, and no reader.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_waits_for_a_row_is_told_in_time_and_readers_go_on() {
    use sea_orm::{ConnectionTrait, TransactionTrait};
    let world = World::postgres().await;
    let holder = world.db.connection().begin().await.unwrap();
    holder.execute_unprepared("UPDATE desks SET version = version").await.unwrap();
    let db = world.impatient().await;
    let began = std::time::Instant::now();
    let desk = world.desk;
    // More of them than there are connections.
    let waiting = (0..12).map(|_| db.write(move |tx| async move { db::hold::desk(tx, desk).await }.boxed()));
    let reading = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let read = db::desk::all(db.read()).await;
        (read, began.elapsed())
    };
    let (answers, (read, after)) = tokio::join!(join_all(waiting), reading);
    assert!(answers.iter().all(|a| *a == Err(DbError::Busy)), "{answers:?}");
    assert!(read.is_ok() && after < std::time::Duration::from_millis(900), "{read:?} after {after:?}");
    assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
    holder.rollback().await.unwrap();
    assert_eq!(db.write(move |tx| async move { db::hold::desk(tx, desk).await }.boxed()).await, Ok(()), "the connections are free again");
    db.close().await;
    world.close().await;
}

/// Nothing is half there after the disk was full, and the store goes on when there is room again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_nothing_is_half_written() {
    use sea_orm::ConnectionTrait;
    let world = World::sqlite().await;
    // SQLite answers a page beyond this count exactly as it answers a full disk.
    world.db.connection().execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
    let (desk, by) = (world.desk, world.kato);
    let big = "長い相談。".repeat(2_000);
    let jobs = (0..4).map(|n| {
        let big = format!("{n}{big}");
        world.db.write(move |tx| record(tx, desk, by, call(&big)).boxed())
    });
    let results = join_all(jobs).await;
    assert_eq!(results[0], Err(DbError::Full));
    // The failed connection is replaced, and with it goes the limit: there is room again.
    let mut saved: Vec<String> = results.into_iter().flatten().map(|r| r.number).collect();
    saved.push(world.record(call("また書ける")).await.number);
    let expected: Vec<String> = (1..=saved.len()).map(|n| format!("R8-{n:06}")).collect();
    assert_eq!(saved, expected, "no number is lost with what was not saved");
    let rows = db::inquiry::rows(world.db.read(), &[desk], &crate::search::filter(|_| ())).await.unwrap();
    assert_eq!(rows.total, i64::try_from(saved.len()).unwrap());
    assert_eq!(world.db.integrity().await, Ok(vec![]));
    world.close().await;
}
