//! Eight people save at once: every record is there once, and the numbers run from 1 without a gap.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

mod common;

use common::{House, Kind, here};
use domain::account::{Actor, Role};
use domain::error::Fault;
use domain::id::InquiryId;
use domain::inquiry::{Filter, InquiryForm, Recorded};
use domain::ports::InquiryDesk;
use server::service::Services;
use server::service::inquiry::InquiryService;
use std::collections::BTreeSet;

const WRITERS: usize = 8;
const SAVES: usize = 200;

fn form(actor: &Actor, writer: usize, save: usize) -> InquiryForm {
    let mut form = InquiryForm {
        id: InquiryId::new().to_string(),
        desk_id: actor.desks[0].id.to_string(),
        channel: "phone".into(),
        caller_type: "care_manager".into(),
        caller_name: format!("相談者 {writer}"),
        telephone: format!("000-{writer:04}-{save:04}"),
        main_category: "doctor_matching/primary".into(),
        content: format!("同時に保存する相談 {writer}-{save}。透析中の方の訪問診療について。"),
        ..InquiryForm::default()
    };
    // Some bring a patient along, so that several tables are written.
    if save.is_multiple_of(5) {
        form.patient_mode = "new".into();
        form.patient_name = format!("対象 {writer}の{save}");
    }
    form
}

/// A busy database asks to try again; a browser does.
async fn save(service: &InquiryService, actor: &Actor, form: &InquiryForm) -> Recorded {
    for _ in 0..20 {
        match service.record(actor, form).await {
            Ok(recorded) => return recorded,
            Err(Fault::Busy) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            Err(fault) => panic!("a save was refused: {fault:?}"),
        }
    }
    panic!("the database stayed busy");
}

/// Saves everything, each form `times` times at once; the numbers that were given.
async fn save_all(service: &InquiryService, actor: &Actor, times: usize) -> Vec<Recorded> {
    let writers = (0..WRITERS).map(|writer| {
        let (service, actor) = (service.clone(), actor.clone());
        tokio::spawn(async move {
            let mut given = Vec::new();
            for number in 0..SAVES {
                let form = form(&actor, writer, number);
                given.extend(futures::future::join_all((0..times).map(|_| save(&service, &actor, &form))).await);
            }
            given
        })
    });
    futures::future::join_all(writers).await.into_iter().flat_map(Result::unwrap).collect()
}

async fn check(kind: Kind, times: usize) {
    let house = House::on(kind, &[]).await;
    let session = house.person("hanako", Role::DeskStaff).await;
    let actor = house.account.actor_of(&session, &here()).await.unwrap().unwrap();
    // The computer's own clock: with a clock that stands still, all would arrive in one millisecond.
    let service = InquiryService(Services::new(house.db.clone()));
    let given = save_all(&service, &actor, times).await;
    let count = WRITERS * SAVES;
    assert_eq!(given.len(), count * times);
    assert_eq!(given.iter().filter(|r| !r.repeated).count(), count, "each form makes one record, and the second answer says so");
    let numbers: BTreeSet<&str> = given.iter().map(|r| r.number.as_str()).collect();
    let ids: BTreeSet<InquiryId> = given.iter().map(|r| r.id).collect();
    assert_eq!((numbers.len(), ids.len()), (count, count));
    let mut sequences: Vec<usize> = numbers.iter().map(|n| n.split_once('-').unwrap().1.parse().unwrap()).collect();
    sequences.sort_unstable();
    assert_eq!(sequences, (1..=count).collect::<Vec<_>>(), "no gap and no double");
    for recorded in given.iter().step_by(37) {
        let stored = db::inquiry::find(house.db.read(), recorded.id).await.unwrap().unwrap();
        assert_eq!((stored.number, stored.case.id), (recorded.number.clone(), recorded.case_id));
    }
    let rows = db::inquiry::rows(house.db.read(), &[actor.desks[0].id], &Filter { page: 1, ..Filter::default() }).await.unwrap();
    assert_eq!(rows.total, i64::try_from(count).unwrap());
    assert_eq!(house.db.integrity().await.unwrap(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_writers_on_sqlite() {
    check(Kind::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_writers_on_postgresql() {
    check(Kind::Postgres, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_twice_on_sqlite() {
    check(Kind::Sqlite, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_twice_on_postgresql() {
    check(Kind::Postgres, 2).await;
}
