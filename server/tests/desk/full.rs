//! A full disk: a clear answer, nothing half-written, and work goes on when there is room again. SQLite only: a limit of pages stands in for the disk.

use super::{World, entry};
use crate::common::Kind;
use domain::error::Fault;
use domain::inquiry::InquiryForm;
use domain::ports::{CaseDesk, InquiryDesk};
use sea_orm_migration::sea_orm::ConnectionTrait;

impl World {
    /// Lets the database grow by no more than `pages` from now on.
    async fn leave_room(&self, pages: i64) {
        let now: i64 = self.query("PRAGMA page_count").await[0].try_get_by_index(0).unwrap();
        self.house.db.connection().execute_unprepared(&format!("PRAGMA max_page_count = {}", now + pages)).await.unwrap();
    }

    async fn make_room(&self) {
        self.house.db.connection().execute_unprepared("PRAGMA max_page_count = 4294967294").await.unwrap();
    }

    /// A form that needs more room than there is left.
    fn long_call(&self) -> InquiryForm {
        InquiryForm { content: "長い相談。".repeat(1_900), ..self.call_about("佐藤 キヨ", "さとう きよ") }
    }
}

#[tokio::test]
async fn a_save_that_finds_no_room_says_so_and_leaves_nothing_half_written() {
    let world = World::on(Kind::Sqlite).await;
    let case = world.record(&world.call("先の相談")).await.case_id;
    let form = world.long_call();
    world.inquiry.keep_draft(&world.hanako, &form, None).await.unwrap();
    let before = world.stored().await;
    for room in 0..4 {
        world.leave_room(room).await;
        assert_eq!(world.inquiry.record(&world.hanako, &form).await, Err(Fault::Full), "{room} pages left");
        assert_eq!(world.stored().await, before, "{room} pages left");
    }
    assert_eq!(world.house.db.integrity().await.unwrap(), Vec::<String>::new());
    world.make_room().await;
    let recorded = world.record(&form).await;
    assert_eq!((recorded.number.as_str(), recorded.repeated), ("R8-000002", false), "the refused saves took no number");
    world.cases.add_entry(&world.hanako, case, &entry("続き")).await.unwrap();
}

#[tokio::test]
async fn reading_goes_on_while_there_is_no_room_to_write() {
    let world = World::on(Kind::Sqlite).await;
    let first = world.record(&world.call("先の相談")).await;
    world.leave_room(0).await;
    let (long, short) = (world.long_call(), world.call("短い相談"));
    let (full, other) = tokio::join!(world.inquiry.record(&world.hanako, &long), world.inquiry.record(&world.taro, &short));
    assert_eq!(full, Err(Fault::Full));
    // A short one may still fit into a page that is there.
    assert!(matches!(other, Ok(_) | Err(Fault::Full | Fault::Busy)), "{other:?}");
    let found = world.inquiry.list(&world.hanako, &domain::inquiry::ListQuery::default()).await.unwrap();
    assert!(found.rows.iter().any(|r| r.id == first.id));
    world.make_room().await;
    assert!(world.inquiry.record(&world.taro, &short).await.is_ok());
}
