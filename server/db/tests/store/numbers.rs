//! 受付番号: without gap and without double, whoever saves at the same time.

use crate::world::{Call, call, on_both, record};
use db::DbError;
use futures::FutureExt;
use futures::future::join_all;

const EACH: usize = 40;

on_both! {
    async fn eight_writers_at_once_leave_neither_gap_nor_double(world) {
        let writers = (0..8).map(|writer| {
            let (db, desk, by) = (world.db.clone(), world.desk, world.kato);
            tokio::spawn(async move {
                for n in 0..EACH {
                    let call: Call = call(&format!("書き手{writer} 件{n}"));
                    db.write(move |tx| record(tx, desk, by, call).boxed()).await.unwrap();
                }
            })
        });
        for done in join_all(writers).await {
            done.unwrap();
        }
        let expected: Vec<i64> = (1..=8 * 40).collect();
        assert_eq!(sequences(world).await, expected);
    }

    async fn what_is_undone_leaves_no_gap(world) {
        for keep in [true, false, false, true, false, true] {
            let (desk, by) = (world.desk, world.kato);
            let done = world
                .db
                .write(move |tx| {
                    async move {
                        record(tx, desk, by, call("相談")).await?;
                        if keep { Ok(()) } else { Err(DbError::Other("thought better of it".into())) }
                    }
                    .boxed()
                })
                .await;
            assert_eq!(done.is_ok(), keep);
        }
        assert_eq!(sequences(world).await, [1, 2, 3]);
    }

    async fn each_desk_and_year_counts_for_itself(world) {
        let (desk, other) = (world.desk, domain::id::DeskId::new());
        let given = world
            .write(move |tx| {
                async move {
                    db::desk::insert(tx, other, "北支所", crate::world::now()).await?;
                    let mut given = Vec::new();
                    for (desk, year) in [(desk, 2026), (desk, 2026), (other, 2026), (desk, 2027), (desk, 2026)] {
                        given.push(db::sequence::next(tx, desk, year).await?);
                    }
                    Ok(given)
                }
                .boxed()
            })
            .await;
        assert_eq!(given, [1, 2, 1, 1, 3]);
    }
}

async fn sequences(world: &crate::world::World) -> Vec<i64> {
    use sea_orm::{ConnectionTrait, Statement};
    let conn = world.db.read();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), "SELECT sequence FROM inquiries ORDER BY sequence")).await.unwrap();
    rows.iter().map(|r| r.try_get_by_index(0).unwrap()).collect()
}
