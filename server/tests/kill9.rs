//! The program is killed in the middle of saving, twenty times: what it acknowledged is there, nothing is half there.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use db::{Database, Options};
use domain::id::{DeskId, InquiryId};
use domain::inquiry::{Filter, Recorded};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use server::bench::client::{Client, form};
use server::bench::{Prepared, Server};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;
use uuid::Uuid;

const TIMES: u64 = 20;
const WRITERS: usize = 4;

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Saves until the connection breaks; tells each acknowledged record.
fn write(mut client: Client, desk: &str, told: &mpsc::Sender<Recorded>) {
    loop {
        let id = InquiryId::new().to_string();
        let body = form(&[
            ("form[id]", &id),
            ("form[desk_id]", desk),
            ("form[channel]", "phone"),
            ("form[caller_type]", "family"),
            ("form[caller_name]", "遮断 太郎"),
            ("form[patient_mode]", "new"),
            ("form[patient_name]", &format!("対象 {id}")),
            ("form[main_category]", "medical/symptom"),
            ("form[other_categories][0]", "care/burden"),
            ("form[content]", "電源が突然切れても、受け付けた相談は残る。"),
        ]);
        let Ok(answer) = client.post("/api/inquiry/record", &body) else { return };
        match serde_json::from_slice(&answer.body) {
            Ok(recorded) if answer.status == 200 => told.send(recorded).unwrap(),
            _ => panic!("a save answered {}: {}", answer.status, answer.text()),
        }
    }
}

/// One life of the program: it starts by itself, saves under load and is killed at a moment that differs from time to time.
fn live(program: &Path, prepared: &Prepared, client: &mut Client, time: u64) -> Vec<Recorded> {
    let (server, _) = Server::start(program, prepared).unwrap();
    *client = client.again(server.address);
    if time == 0 {
        client.sign_in(&prepared.login, &prepared.password).unwrap();
    }
    let (told, heard) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            let (own, told) = (client.again(server.address), told.clone());
            scope.spawn(move || write(own, &prepared.desk, &told));
        }
        // Once saving is under way, the blow comes at another phase of a commit each time.
        let first = heard.recv_timeout(Duration::from_secs(20)).unwrap();
        std::thread::sleep(Duration::from_millis(60 + time * 37 % 211));
        server.kill();
        drop(told);
        std::iter::once(first).chain(heard.iter()).collect()
    })
}

async fn count(db: &Database, sql: &str) -> i64 {
    let row = db.read().query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Looks at the file as it was left.
async fn check(file: &Path, desk: DeskId, acknowledged: &BTreeMap<InquiryId, String>) -> i64 {
    let db = Database::connect(&format!("sqlite:{}", file.display()), &Options::default()).await.unwrap();
    assert_eq!(db.integrity().await.unwrap(), Vec::<String>::new());
    let stored = count(&db, "SELECT count(*) FROM inquiries").await;
    let last = count(&db, "SELECT coalesce(max(sequence), 0) FROM inquiries").await;
    let distinct = count(&db, "SELECT count(DISTINCT sequence) FROM inquiries").await;
    assert_eq!((stored, distinct), (last, last), "numbers run from 1 without gap or double");
    for whole in ["cases", "patients", "audit WHERE deed = 'create' AND kind = 'inquiry'", "inquiry_search", "inquiry_categories", "patient_search"] {
        assert_eq!(count(&db, &format!("SELECT count(*) FROM {whole}")).await, stored, "half a record in {whole}");
    }
    assert!(stored >= i64::try_from(acknowledged.len()).unwrap());
    for (id, number) in acknowledged {
        let found = db::inquiry::find(db.read(), *id).await.unwrap().unwrap_or_else(|| panic!("{number} was acknowledged and is gone"));
        assert_eq!((&found.number, found.patient.is_some()), (number, true));
    }
    let rows = db::inquiry::rows(db.read(), &[desk], &Filter { page: 1, terms: vec!["遮断太郎".into()], ..Filter::default() }).await.unwrap();
    assert!(!rows.rows.is_empty(), "the search index has them");
    db.close().await;
    stored
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let folder = Folder(std::env::temp_dir().join(format!("madoguchi-kill-{}", Uuid::now_v7())));
    std::fs::create_dir_all(&folder.0).unwrap();
    // The tests run before anything is built: an empty site is enough for saving.
    let site = folder.0.join("site");
    for part in ["pkg", "assets"] {
        std::fs::create_dir_all(site.join(part)).unwrap();
    }
    let prepared = Prepared { site: Some(site), ..Prepared::empty(&folder.0).await.unwrap() };
    let program = PathBuf::from(env!("CARGO_BIN_EXE_madoguchi"));
    let desk: DeskId = prepared.desk.parse().unwrap();
    let mut client = Client::new("127.0.0.1:9".parse().unwrap());
    let mut acknowledged = BTreeMap::new();
    let mut stored = 0;
    for time in 0..TIMES {
        let told = tokio::task::block_in_place(|| live(&program, &prepared, &mut client, time));
        let before = acknowledged.len();
        acknowledged.extend(told.into_iter().map(|r| (r.id, r.number)));
        assert!(acknowledged.len() > before, "nothing was saved in life {time}");
        // The file is looked at only sometimes as it was left, so that mostly the program itself has to mend it.
        if time % 5 == 4 {
            stored = check(&prepared.file, desk, &acknowledged).await;
        }
    }
    println!("{} acknowledged and {stored} stored in {TIMES} lives", acknowledged.len());
}
