//! A desk with two people, a second desk with one, and the services that they use.

mod admin;
mod admin_house;
mod admin_log;
mod answers;
mod attachments;
mod audit;
mod cases;
mod codes;
mod crowd;
mod directory;
mod districts;
mod edit;
mod full;
mod handover;
mod leaving;
mod mail_troubles;
mod mails;
mod matching;
mod moving;
mod notices;
mod paper;
mod patient_merges;
mod patient_records;
mod patients;
mod permissions;
mod physicians;
mod practice;
mod record;
mod resend;
mod screens;
mod sheet_lists;
mod sheets;
mod today;

use crate::common::{DESK, House, Kind};
use chrono::{DateTime, Utc};
use domain::account::{Actor, Role};
use domain::cases::{CaseView, EntryForm};
use domain::error::{Fault, Flaw};
use domain::id::{CaseId, EntryId, InquiryId, PatientId, SessionId};
use domain::inquiry::{InquiryForm, InquiryView, Recorded};
use domain::ports::{CaseDesk, InquiryDesk};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use server::service::account::NewPerson;
use server::service::cases::CaseService;
use server::service::inquiry::InquiryService;
use server::service::patient::PatientService;
use server::service::today::TodayService;

/// A desk that the two people of [`DESK`] do not belong to.
const ELSEWHERE: &str = "東部相談窓口";

/// Makes one test of each body per database.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident: World) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn body($world: World) $body

            #[tokio::test]
            async fn on_sqlite() {
                body(World::on($crate::common::Kind::Sqlite).await).await;
            }

            #[tokio::test]
            async fn on_postgresql() {
                body(World::on($crate::common::Kind::Postgres).await).await;
            }
        }
    )+};
}
use on_both;

struct World {
    house: House,
    inquiry: InquiryService,
    cases: CaseService,
    patient: PatientService,
    today: TodayService,
    /// Works at the desk; whoever acts when nobody is named.
    hanako: Actor,
    /// Works at the same desk.
    taro: Actor,
    /// Works elsewhere.
    kiku: Actor,
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    deed: String,
    kind: String,
    record: String,
    version: i32,
    patient: Option<PatientId>,
    user_name: String,
    from: String,
    note: String,
    before: Option<String>,
    after: Option<String>,
}

impl Line {
    fn of(row: &QueryResult) -> Self {
        Self {
            deed: row.try_get("", "deed").unwrap(),
            kind: row.try_get("", "kind").unwrap(),
            record: row.try_get("", "record").unwrap(),
            version: row.try_get("", "version").unwrap(),
            patient: row.try_get::<Option<uuid::Uuid>>("", "patient_id").unwrap().map(PatientId),
            user_name: row.try_get("", "user_name").unwrap(),
            from: row.try_get("", "from_address").unwrap(),
            note: row.try_get("", "note").unwrap(),
            before: row.try_get("", "before").unwrap(),
            after: row.try_get("", "after").unwrap(),
        }
    }
}

impl World {
    async fn on(kind: Kind) -> Self {
        Self::with(kind, &[]).await
    }

    /// With settings of its own.
    async fn with(kind: Kind, settings: &[(&str, &str)]) -> Self {
        let house = House::on(kind, settings).await;
        house.desk().await;
        house.account.add_desk(ELSEWHERE).await.unwrap();
        let hanako = actor(&house, "hanako", Role::DeskStaff, &[DESK]).await;
        let taro = actor(&house, "taro", Role::RotaManager, &[DESK]).await;
        let kiku = actor(&house, "kiku", Role::DeskStaff, &[ELSEWHERE]).await;
        let services = house.services.clone();
        Self {
            inquiry: InquiryService(services.clone()),
            cases: CaseService(services.clone()),
            patient: PatientService(services.clone()),
            today: TodayService(services),
            house,
            hanako,
            taro,
            kiku,
        }
    }

    /// Sets the clock forward to a time in Japan.
    fn until(&self, time: &str) {
        let time: DateTime<Utc> = format!("{time}:00+09:00").parse().unwrap();
        self.house.clock.pass(time - self.house.services.now());
    }

    fn pass_minutes(&self, minutes: i64) {
        self.house.clock.pass(chrono::Duration::minutes(minutes));
    }

    /// The form with no more than what is required.
    fn call(&self, content: &str) -> InquiryForm {
        self.call_at(&self.hanako, content)
    }

    fn call_at(&self, actor: &Actor, content: &str) -> InquiryForm {
        InquiryForm {
            id: InquiryId::new().to_string(),
            desk_id: actor.desks[0].id.to_string(),
            channel: "phone".into(),
            caller_type: "family".into(),
            main_category: "complaint".into(),
            content: content.into(),
            ..InquiryForm::default()
        }
    }

    /// The form about a new patient.
    fn call_about(&self, name: &str, kana: &str) -> InquiryForm {
        InquiryForm { patient_mode: "new".into(), patient_name: name.into(), patient_kana: kana.into(), ..self.call("訪問診療を始めたい。") }
    }

    /// The form about a known patient.
    fn call_again(&self, patient: PatientId) -> InquiryForm {
        self.call("その後どうなったか知りたい。").linked_to(&patient.to_string())
    }

    async fn record(&self, form: &InquiryForm) -> Recorded {
        self.inquiry.record(&self.hanako, form).await.unwrap()
    }

    /// Records a contact about a new patient: the record and the patient.
    async fn patient(&self, name: &str, kana: &str) -> (Recorded, PatientId) {
        let recorded = self.record(&self.call_about(name, kana)).await;
        let patient = self.see(recorded.id).await.patient.unwrap().id;
        (recorded, patient)
    }

    async fn see(&self, id: InquiryId) -> InquiryView {
        self.inquiry.inquiry(&self.hanako, id).await.unwrap()
    }

    async fn see_case(&self, id: CaseId) -> CaseView {
        self.cases.case(&self.hanako, id).await.unwrap()
    }

    async fn query(&self, sql: &str) -> Vec<QueryResult> {
        let backend = if self.house.db.is_sqlite() { DbBackend::Sqlite } else { DbBackend::Postgres };
        self.house.db.read().query_all_raw(Statement::from_string(backend, sql)).await.unwrap()
    }

    /// How much is stored: rows of every table that a save may touch, and the numbers given.
    async fn stored(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in ["inquiries", "inquiry_categories", "cases", "case_links", "case_entries", "patients", "drafts", "audit"] {
            counts.push(self.query(&format!("SELECT count(*) FROM {table}")).await[0].try_get_by_index(0).unwrap());
        }
        counts.push(self.query("SELECT CAST(COALESCE(sum(last), 0) AS bigint) FROM sequences").await[0].try_get_by_index(0).unwrap());
        counts
    }

    async fn audit(&self) -> Vec<Line> {
        self.query("SELECT * FROM audit ORDER BY at, id").await.iter().map(Line::of).collect()
    }

    /// What was logged after the first `known` lines, once there are `expected` of them; lists are logged beside the answer.
    async fn logged(&self, known: usize, expected: usize) -> Vec<Line> {
        for _ in 0..200 {
            if self.audit().await.len() >= known + expected {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        self.audit().await.split_off(known)
    }
}

/// A person of these desks, as a request brings them.
async fn actor(house: &House, login: &str, role: Role, desks: &[&str]) -> Actor {
    let names: Vec<String> = desks.iter().map(|d| (*d).to_owned()).collect();
    house.account.add(NewPerson { login: login.into(), name: format!("{login}さん"), email: None, roles: vec![role], desks: names }).await.unwrap();
    let people = house.account.people().await.unwrap();
    let user_id = people.iter().find(|p| p.user.login == login).unwrap().user.id;
    let all = house.account.all_desks().await.unwrap();
    let desks = desks.iter().map(|name| all.iter().find(|d| d.name == *name).unwrap().clone()).collect();
    Actor { user_id, session_id: SessionId::new(), name: format!("{login}さん"), roles: vec![role], desks, from: "192.0.2.7".into(), automatic: false, read_only: false }
}

fn entry(text: &str) -> EntryForm {
    EntryForm { id: EntryId::new().to_string(), means: "phone".into(), counterpart: "北町クリニック".into(), text: text.into(), ..EntryForm::default() }
}

/// The flaw of `field` in a refused form.
#[track_caller]
fn flaw<T: std::fmt::Debug>(answer: Result<T, Fault>, field: &str) -> Flaw {
    match answer {
        Err(Fault::Invalid(flaws)) => flaws.of(field).unwrap_or_else(|| panic!("no flaw at {field}: {flaws:?}")).clone(),
        other => panic!("it should have had a flaw at {field}: {other:?}"),
    }
}
