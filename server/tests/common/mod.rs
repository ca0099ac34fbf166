//! A house for tests: a database of its own, a clock that stands still, and the router driven without a port.

#![expect(dead_code, unreachable_pub, reason = "each test program uses its own part of this")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

pub mod relay;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::{DateTime, Duration, Utc};
use db::{Database, Options};
use domain::account::Role;
use domain::ports::{AccountDesk, Origin};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use server::config::Settings;
use server::mail::Mailer;
use server::service::account::{AccountService, NewPerson};
use server::service::{Clock, Services};
use server::{database, http, serve};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

pub const PASSWORD: &str = "雨の日は傘を二本持つ-2026";
pub const DESK: &str = "在宅医療相談窓口";
pub const OWN: &str = "http://desk.example";

/// A clock that moves only when told.
#[derive(Clone)]
pub struct StoppedClock(Arc<Mutex<DateTime<Utc>>>);

impl Clock for StoppedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

impl StoppedClock {
    pub fn pass(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

pub struct House {
    pub db: Database,
    pub clock: StoppedClock,
    pub services: Services,
    pub account: AccountService,
    pub router: Router,
    pub stop: CancellationToken,
    folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn settings(folder: &std::path::Path, more: &[(&str, &str)]) -> Settings {
    let file = folder.join("madoguchi.db");
    let mut variables = vec![
        ("MADOGUCHI_DATABASE".to_owned(), format!("sqlite:{}", file.display())),
        ("MADOGUCHI_PUBLIC_URL".to_owned(), OWN.to_owned()),
        ("MADOGUCHI_SITE".to_owned(), folder.join("site").display().to_string()),
    ];
    variables.extend(more.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    Settings::load(None, variables).unwrap()
}

pub fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("madoguchi-test-{}", Uuid::now_v7()));
    std::fs::create_dir_all(folder.join("site/pkg")).unwrap();
    std::fs::create_dir_all(folder.join("site/assets")).unwrap();
    std::fs::write(folder.join("site/pkg/madoguchi.js"), "export default 1;").unwrap();
    folder
}

/// A place for a database, empty, that several servers may open.
pub struct Scratch {
    folder: PathBuf,
    url: String,
    schema: Option<String>,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Scratch {
    pub async fn of(kind: Kind) -> Self {
        let folder = folder();
        match kind {
            Kind::Sqlite => Self { url: format!("sqlite:{}", folder.join("madoguchi.db").display()), folder, schema: None },
            Kind::Postgres => {
                let (url, schema) = new_schema().await;
                Self { folder, url, schema: Some(schema) }
            }
        }
    }

    pub async fn open(&self) -> Database {
        self.open_within(Options::default().timeout).await
    }

    /// Opened by somebody who waits no longer than this.
    pub async fn open_within(&self, timeout: std::time::Duration) -> Database {
        Database::connect(&self.url, &Options { pool: 4, timeout, schema: self.schema.clone(), ..Options::default() }).await.unwrap()
    }
}

/// The account service of a further server on this database.
pub fn account(db: Database) -> AccountService {
    AccountService::new(Services::new(db), domain::account::SessionRules { idle: Duration::minutes(60), absolute: Duration::hours(12) })
}

async fn postgres() -> Database {
    let (url, schema) = new_schema().await;
    Database::connect(&url, &Options { pool: 4, schema: Some(schema), ..Options::default() }).await.unwrap()
}

/// An empty schema of its own on the throwaway cluster.
async fn new_schema() -> (String, String) {
    let url =
        std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL is not set: start a throwaway cluster with .ci/postgres, the PostgreSQL half of the tests is not optional");
    let schema = format!("t{}", Uuid::now_v7().simple());
    let admin = Database::connect(&url, &Options { pool: 1, ..Options::default() }).await.unwrap();
    admin.connection().execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
    admin.close().await;
    (url, schema)
}

impl House {
    pub async fn open() -> Self {
        Self::on(Kind::Sqlite, &[]).await
    }

    pub async fn on(kind: Kind, more: &[(&str, &str)]) -> Self {
        let folder = folder();
        let settings = settings(&folder, more);
        let db = match kind {
            Kind::Sqlite => database::open(&settings).await.unwrap(),
            Kind::Postgres => postgres().await,
        };
        database::migrate(&db).await.unwrap();
        let clock = StoppedClock(Arc::new(Mutex::new("2026-11-22T01:00:00Z".parse().unwrap())));
        let mail = Arc::new(Mailer::new(&settings).unwrap());
        let services = Services { clock: Arc::new(clock.clone()), mail, ..Services::new(db.clone()) };
        let account = AccountService::new(services.clone(), serve::session_rules(&settings));
        let stop = CancellationToken::new();
        let router = http::router(http::State::new(services.clone(), account.clone(), settings, stop.clone()));
        Self { db, clock, services, account, router, stop, folder }
    }

    /// The same database after a restart of the program.
    pub fn restarted(&self) -> AccountService {
        let services = Services { clock: Arc::new(self.clock.clone()), ..Services::new(self.db.clone()) };
        AccountService::new(services, domain::account::SessionRules { idle: Duration::minutes(60), absolute: Duration::hours(12) })
    }

    pub async fn desk(&self) {
        if self.account.all_desks().await.unwrap().is_empty() {
            self.account.add_desk(DESK).await.unwrap();
        }
    }

    /// An invited person: the token of the link.
    pub async fn invited(&self, login: &str, role: Role) -> String {
        self.desk().await;
        let person = NewPerson { login: login.into(), name: format!("{login}さん"), email: None, roles: vec![role], desks: vec![DESK.into()] };
        self.account.add(person).await.unwrap().token().to_owned()
    }

    /// A person with a password: the token of the session.
    pub async fn person(&self, login: &str, role: Role) -> String {
        let link = self.invited(login, role).await;
        self.account.accept(&link, PASSWORD, PASSWORD, &here()).await.unwrap().token
    }

    /// Lines of the audit log, oldest first: deed and note.
    pub async fn log(&self) -> Vec<String> {
        let backend = if self.db.is_sqlite() { DbBackend::Sqlite } else { DbBackend::Postgres };
        let rows = self.db.read().query_all_raw(Statement::from_string(backend, "SELECT deed FROM audit ORDER BY at, id")).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn get(&self, path: &str, session: Option<&str>) -> Answer {
        self.ask(page(path, session)).await
    }

    /// Posts a form as a browser without JavaScript does.
    pub async fn post(&self, path: &str, from: &str, session: Option<&str>, form: &[(&str, &str)]) -> Answer {
        let body = form.iter().fold(form_urlencoded::Serializer::new(String::new()), |mut s, (k, v)| {
            s.append_pair(k, v);
            s
        });
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html,*/*")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, OWN)
            .header("sec-fetch-site", "same-origin")
            .header(header::REFERER, format!("{OWN}{from}"))
            .header(header::COOKIE, session.map(|s| format!("madoguchi_session={s}")).unwrap_or_default());
        self.ask(request.body(Body::from(body.finish_ref())).unwrap()).await
    }
}

trait Finish {
    fn finish_ref(self) -> String;
}

impl Finish for form_urlencoded::Serializer<'_, String> {
    fn finish_ref(mut self) -> String {
        self.finish()
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

pub fn page(path: &str, session: Option<&str>) -> Request<Body> {
    let mut request = Request::get(path).header(header::ACCEPT, "text/html");
    if let Some(session) = session {
        request = request.header(header::COOKIE, format!("madoguchi_session={session}"));
    }
    request.body(Body::empty()).unwrap()
}

pub fn here() -> Origin {
    Origin { from: "192.0.2.1".into(), browser: "Test".into() }
}
