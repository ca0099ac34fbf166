//! Backup of the running store, and its soundness.

use crate::world::{World, call};
use db::{Database, DbError, Options};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_the_running_database_is_sound_and_complete() {
    let world = World::sqlite().await;
    let saved = world.record(call("透析の相談")).await;
    assert_eq!(world.db.integrity().await, Ok(vec![]));
    let copy = world.file.as_ref().unwrap().with_file_name("copy.db");
    let (copied, later) = tokio::join!(world.db.backup(&copy), world.record(call("その間の相談")));
    copied.unwrap();
    assert!(matches!(world.db.backup(&copy).await, Err(DbError::Other(_))), "an existing file is never written over");
    let mode = |path: &std::path::Path| std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777;
    assert_eq!((mode(&copy), mode(copy.parent().unwrap())), (0o600, 0o700), "nobody else reads patients' data");
    let other = Database::connect(&format!("sqlite:{}", copy.display()), &Options::default()).await.unwrap();
    assert_eq!(db::inquiry::find(other.read(), saved.id).await.unwrap().unwrap().number, "R8-000001");
    let _ = later;
    other.close().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_has_its_own_tool_for_backups() {
    let world = World::postgres().await;
    assert!(matches!(world.db.backup(std::path::Path::new("x")).await, Err(DbError::Unsupported(_))));
    assert_eq!(world.db.integrity().await, Ok(vec![]));
    world.close().await;
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_told() {
    for url in ["sqlite:/proc/nowhere/x.db", "postgres://nobody@127.0.0.1:1/x", "mysql://x", "nonsense", ""] {
        let options = Options { timeout: std::time::Duration::from_secs(1), ..Options::default() };
        assert!(Database::connect(url, &options).await.is_err(), "{url}");
    }
}
