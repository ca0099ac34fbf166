//! The program itself: settings that are refused, people that are added, backup and restore.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod common;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

struct Desk {
    folder: PathBuf,
    more: Vec<(&'static str, String)>,
}

impl Desk {
    fn new() -> Self {
        Self { folder: common::folder(), more: Vec::new() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
        command.args(arguments).current_dir(&self.folder).env_clear().env("MADOGUCHI_DATABASE", "sqlite:./data/madoguchi.db").env("MADOGUCHI_SITE", "site");
        command.envs(self.more.iter().map(|(k, v)| (*k, v.as_str())));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn good(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    fn bad(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{arguments:?} should have failed: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn serve(&self) -> Served {
        let child = self.command(&["serve"]).env("MADOGUCHI_LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut served = Served(child);
        let mut said = String::new();
        // The log is not read any further: a server goes on when nobody listens to it.
        for line in BufReader::new(served.0.stderr.take().unwrap()).lines() {
            let line = line.unwrap();
            said.push_str(&line);
            if line.contains("serving") {
                return served;
            }
        }
        panic!("the server ended: {said}");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

struct Served(Child);

impl Served {
    /// As an operator stops it; answers what it printed.
    fn stop(mut self) -> String {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.0.wait().unwrap().success(), "a stop is an orderly end");
        std::io::read_to_string(self.0.stdout.take().unwrap()).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn links(said: &str) -> Vec<&str> {
    said.lines().filter(|line| line.starts_with("http")).collect()
}

#[test]
fn a_bad_setting_stops_the_program_and_is_named() {
    let mut desk = Desk::new();
    desk.more = vec![("MADOGUCHI_LISTEN", "everywhere".into())];
    let said = desk.bad(&["serve"]);
    assert!(said.contains("`listen`") && said.contains("\"everywhere\"") && said.contains("127.0.0.1:3000"), "{said}");
    desk.more = vec![("MADOGUCHI_LISTNE", "127.0.0.1:1".into())];
    assert!(desk.bad(&["check"]).contains("unknown setting `listne`"));
    desk.more = vec![("MADOGUCHI_DATABASE", "postgres:hunter2".into())];
    let said = desk.bad(&["migrate"]);
    assert!(said.contains("`database`") && !said.contains("hunter2"), "{said}");
    desk.more.clear();
    assert!(desk.bad(&["check", "--config", "missing.toml"]).contains("missing.toml"));
    std::fs::write(desk.folder.join("madoguchi.toml"), "session_idle_minutes = \"soon\"\n").unwrap();
    assert!(desk.bad(&["check"]).contains("`session_idle_minutes`"));
    std::fs::remove_file(desk.folder.join("madoguchi.toml")).unwrap();
    desk.more = vec![("MADOGUCHI_SITE", "no/such/site".into())];
    let said = desk.bad(&["serve"]);
    assert!(said.contains("`site`") && said.contains("no/such/site"), "{said}");
    assert!(!desk.folder.join("data").exists(), "nothing was made");
    assert!(desk.good(&["--help"]).starts_with("Runs and looks after Madoguchi"));
}

#[test]
fn people_are_added_invited_disabled_and_listed_and_each_link_is_one_line() {
    let desk = Desk::new();
    desk.good(&["desk", "add", "--name", "在宅医療相談窓口"]);
    let add = ["user", "add", "--login", "hanako", "--name", "相談 花子", "--role", "desk_staff", "--role", "manager", "--desk", "在宅医療相談窓口", "--email", "h@example.jp"];
    let said = desk.good(&add);
    assert_eq!(links(&said).len(), 1, "{said}");
    assert!(links(&said)[0].starts_with("http://127.0.0.1:3000/welcome/"));
    assert!(desk.bad(&add).contains("is taken"));
    assert_ne!(links(&desk.good(&["user", "invite", "--login", "hanako"])), links(&said));
    desk.good(&["user", "disable", "--login", "hanako"]);
    let list = desk.good(&["user", "list"]);
    assert!(list.contains("hanako\t相談 花子\tdesk_staff,manager\t在宅医療相談窓口\tdisabled"), "{list}");
    assert!(desk.bad(&["user", "invite", "--login", "nobody"]).contains("there is no user"));
    assert!(desk.bad(&["user", "add", "--login", "x2", "--name", "x", "--role", "root"]).contains("desk_staff"));
    assert!(desk.bad(&["user", "add", "--login", "x2", "--name", "x", "--role", "desk_staff"]).contains("--desk"));
    desk.good(&["user", "add", "--login", "x2", "--name", "x", "--role", "manager"]);
}

#[test]
fn one_server_per_file_and_the_administrator_s_link_until_it_is_used() {
    let desk = Desk::new();
    let served = desk.serve();
    assert!(desk.bad(&["serve"]).contains("a server is running"));
    desk.good(&["user", "list"]);
    desk.good(&["backup", "copy.db"]);
    assert!(desk.bad(&["restore", "copy.db"]).contains("stop it first"));
    assert_eq!(links(&served.stop()).len(), 1);
    assert_eq!(links(&desk.serve().stop()).len(), 1);
    assert!(desk.good(&["desk", "list"]).contains("在宅医療相談窓口"));
    desk.good(&["check"]);
}

fn before_restore(folder: &Path) -> usize {
    std::fs::read_dir(folder.join("data")).unwrap().filter(|f| f.as_ref().unwrap().file_name().to_string_lossy().contains(".before-restore-")).count()
}

#[test]
fn a_backup_comes_back_and_what_is_none_changes_nothing() {
    let desk = Desk::new();
    desk.good(&["desk", "add", "--name", "一の窓口"]);
    desk.good(&["backup", "copy.db"]);
    assert!(desk.bad(&["backup", "copy.db"]).contains("exists already"));
    desk.good(&["desk", "add", "--name", "二の窓口"]);

    std::fs::write(desk.folder.join("text.db"), "not a database, but long enough to be looked at\n".repeat(100)).unwrap();
    let mut broken = std::fs::read(desk.folder.join("copy.db")).unwrap();
    let middle = broken.len() / 2;
    broken[middle..middle + 8192].fill(0x5a);
    std::fs::write(desk.folder.join("broken.db"), broken).unwrap();
    std::fs::write(desk.folder.join("empty.db"), "").unwrap();
    for bad in ["text.db", "broken.db", "empty.db", "missing.db"] {
        let said = desk.bad(&["restore", bad]);
        assert!(said.contains(bad), "{said}");
        assert!(desk.good(&["desk", "list"]).contains("二の窓口"));
        assert_eq!(before_restore(&desk.folder), 0);
    }

    desk.good(&["restore", "copy.db"]);
    let list = desk.good(&["desk", "list"]);
    assert!(list.contains("一の窓口") && !list.contains("二の窓口"), "{list}");
    assert_eq!(before_restore(&desk.folder), 1);
    let left = std::fs::read_dir(desk.folder.join("data")).unwrap().filter(|f| f.as_ref().unwrap().file_name().to_string_lossy().contains(".restoring-")).count();
    assert_eq!(left, 0);
    desk.good(&["check"]);
}
