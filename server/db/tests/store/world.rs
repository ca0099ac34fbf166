//! A migrated store with a desk and two people, and builders for what tests record.

use chrono::{DateTime, NaiveDate, Utc};
use db::cases::{CaseState, NewCase};
use db::inquiry::{NewInquiry, PatientWords};
use db::{ConnectionTrait, Database, DbError, Options, Tx};
use domain::calendar::FiscalYear;
use domain::cases::CaseStatus;
use domain::code::Code;
use domain::id::{CaseId, DeskId, InquiryId, PatientId, UserId};
use domain::inquiry::{InquiryData, number};
use domain::patient::PatientData;
use futures::FutureExt;
use futures::future::BoxFuture;
use migrations::Migrator;
use sea_orm::Statement;
use sea_orm_migration::MigratorTrait;
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;

/// Makes one test of each body per database.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($world:ident) $body:block)+) => {$(
        async fn $name($world: &$crate::world::World) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let world = $crate::world::World::sqlite().await;
                super::$name(&world).await;
                world.close().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgresql() {
                let world = $crate::world::World::postgres().await;
                super::$name(&world).await;
                world.close().await;
            }
        }
    )+};
}
pub(crate) use on_both;

pub(crate) struct World {
    pub(crate) db: Database,
    pub(crate) desk: DeskId,
    pub(crate) kato: UserId,
    pub(crate) mori: UserId,
    pub(crate) file: Option<PathBuf>,
    url: String,
    schema: Option<(Database, String)>,
}

/// Patient, because tests run beside each other and beside compilers.
fn patient_options(schema: Option<String>) -> Options {
    Options { timeout: Duration::from_secs(30), pool: 8, schema, ..Options::default() }
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn now() -> DateTime<Utc> {
    at("2026-11-22T05:05:00Z")
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn code(text: &str) -> Code {
    Code(text.to_owned())
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let file = std::env::temp_dir().join(format!("madoguchi-{}", Uuid::now_v7())).join("test.db");
        let url = format!("sqlite:{}", file.display());
        let db = Database::connect(&url, &patient_options(None)).await.unwrap();
        Self::settled(db, url, Some(file), None).await
    }

    pub(crate) async fn postgres() -> Self {
        let url = std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL is not set: start a server with `export TEST_POSTGRES_URL=$(.ci/postgres start)`");
        let schema = format!("t_{}", Uuid::now_v7().simple());
        let outside = Database::connect(&url, &Options { pool: 1, ..Options::default() }).await.unwrap();
        outside.connection().execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
        let db = Database::connect(&url, &patient_options(Some(schema.clone()))).await.unwrap();
        Self::settled(db, url, None, Some((outside, schema))).await
    }

    /// The same store, opened a second time by somebody less patient.
    pub(crate) async fn impatient(&self) -> Database {
        let options = patient_options(self.schema.as_ref().map(|s| s.1.clone()));
        Database::connect(&self.url, &Options { timeout: Duration::from_secs(1), ..options }).await.unwrap()
    }

    async fn settled(db: Database, url: String, file: Option<PathBuf>, schema: Option<(Database, String)>) -> Self {
        Migrator::up(db.connection(), None).await.unwrap();
        let (desk, kato, mori) = (DeskId::new(), UserId::new(), UserId::new());
        let world = Self { db, desk, kato, mori, file, url, schema };
        world.write(move |tx| async move { db::desk::insert(tx, desk, "在宅医療相談窓口", now()).await }.boxed()).await;
        world.user(kato, "kato", "加藤", "desk_staff", desk).await;
        world.user(mori, "mori", "森", "rota_manager", desk).await;
        world
    }

    pub(crate) async fn close(&self) {
        self.db.close().await;
        if let Some(folder) = self.file.as_ref().and_then(|f| f.parent()) {
            std::fs::remove_dir_all(folder).unwrap();
        }
        if let Some((outside, schema)) = &self.schema {
            outside.connection().execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
        }
    }

    pub(crate) async fn write<T, F>(&self, job: F) -> T
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, DbError>> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write(job).await.unwrap()
    }

    /// Runs one statement as a job.
    pub(crate) async fn run(&self, sql: &str, values: Vec<sea_orm::Value>) -> Result<u64, DbError> {
        let sql = sql.to_owned();
        self.db
            .write(move |tx| {
                async move {
                    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
                    Ok::<_, DbError>(tx.execute_raw(statement).await?.rows_affected())
                }
                .boxed()
            })
            .await
    }

    pub(crate) async fn user(&self, id: UserId, login: &str, name: &str, role: &str, desk: DeskId) {
        let insert = "INSERT INTO users (id, login, name, version, created_at) VALUES ($1, $2, $3, 1, $4)";
        self.run(insert, vec![id.0.into(), login.into(), name.into(), now().into()]).await.unwrap();
        self.run("INSERT INTO user_roles (user_id, role) VALUES ($1, $2)", vec![id.0.into(), role.into()]).await.unwrap();
        self.run("INSERT INTO user_desks (user_id, desk_id) VALUES ($1, $2)", vec![id.0.into(), desk.0.into()]).await.unwrap();
    }

    pub(crate) async fn patient(&self, data: PatientData) -> PatientId {
        let (id, desk, by) = (PatientId::new(), self.desk, self.kato);
        self.write(move |tx| async move { db::patient::insert(tx, id, desk, &data, by, now()).await }.boxed()).await;
        id
    }

    /// Records what the builder describes, in a new case unless one is named.
    pub(crate) async fn record(&self, call: Call) -> Recorded {
        let (desk, by) = (self.desk, self.kato);
        self.write(move |tx| record(tx, desk, by, call).boxed()).await
    }
}

/// What a test recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) id: InquiryId,
    pub(crate) case: CaseId,
    pub(crate) number: String,
}

/// A call to be recorded, complete but for what a test cares about.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) id: InquiryId,
    pub(crate) data: InquiryData,
    pub(crate) case: Option<CaseId>,
    pub(crate) patient: Option<(PatientId, PatientData)>,
    pub(crate) owner: Option<UserId>,
    pub(crate) status: CaseStatus,
    pub(crate) next_date: Option<NaiveDate>,
    pub(crate) missing: i32,
}

pub(crate) fn call(content: &str) -> Call {
    let data = InquiryData {
        received_at: now(),
        backdate_reason: String::new(),
        channel: code("phone"),
        caller_type: code("family"),
        caller_name: String::new(),
        caller_kana: String::new(),
        affiliation: String::new(),
        telephone: String::new(),
        main_category: code("complaint"),
        other_categories: Vec::new(),
        urgency: code("normal"),
        content: content.to_owned(),
        response: String::new(),
        minutes: Some(5),
        anonymous: false,
    };
    Call { id: InquiryId::new(), data, case: None, patient: None, owner: None, status: CaseStatus::Received, next_date: None, missing: 0 }
}

impl Call {
    pub(crate) fn with(mut self, change: impl FnOnce(&mut InquiryData)) -> Self {
        change(&mut self.data);
        self
    }

    pub(crate) fn received(self, text: &str) -> Self {
        let time = at(text);
        self.with(|d| d.received_at = time)
    }

    pub(crate) fn about(mut self, id: PatientId, data: &PatientData) -> Self {
        self.patient = Some((id, data.clone()));
        self
    }

    pub(crate) fn of_case(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    pub(crate) fn owned(mut self, owner: UserId) -> Self {
        self.owner = Some(owner);
        self
    }

    pub(crate) fn standing(mut self, status: CaseStatus) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn due(mut self, text: &str) -> Self {
        self.next_date = Some(day(text));
        self
    }
}

pub(crate) fn person(name: &str, kana: &str, telephone: &str) -> PatientData {
    PatientData {
        name: name.to_owned(),
        kana: kana.to_owned(),
        birth: None,
        sex: None,
        address: String::new(),
        telephone: telephone.to_owned(),
        care_level: None,
        ..PatientData::default()
    }
}

pub(crate) fn state(status: CaseStatus) -> CaseState<'static> {
    CaseState { status, owner_id: None, next_date: None, outcome: None, closed_at: None, voided: None }
}

/// Records a call the way a service does: sequence, case, inquiry, in one job.
pub(crate) async fn record(tx: &Tx, desk: DeskId, by: UserId, call: Call) -> Result<Recorded, DbError> {
    let year = FiscalYear(2026);
    let sequence = db::sequence::next(tx, desk, year.0).await?;
    let number = number(year, sequence);
    let case = call.case.unwrap_or_default();
    if call.case.is_none() {
        let state = CaseState { owner_id: call.owner, next_date: call.next_date, ..state(call.status) };
        let (patient_id, main_category, opened_at) = (call.patient.as_ref().map(|p| p.0), &call.data.main_category, call.data.received_at);
        db::cases::insert(tx, &NewCase { id: case, desk_id: desk, number: &number, patient_id, state, main_category, opened_at }).await?;
    }
    let new = NewInquiry {
        id: call.id,
        desk_id: desk,
        case_id: case,
        fiscal_year: year.0,
        sequence,
        number: &number,
        data: &call.data,
        recorded_at: call.data.received_at,
        recorded_by: by,
        continued: call.case.is_some(),
        missing: call.missing,
        patient: call.patient.as_ref().map(|p| PatientWords::from(&p.1)),
    };
    db::inquiry::insert(tx, &new).await?;
    Ok(Recorded { id: call.id, case, number })
}
