//! Every entity is written and read once on both databases, so that it cannot drift from the schema.

mod physician;
mod sheets;

use super::{
    attachment, audit, case, case_entry, code_item, contact, desk, desk_closure, district, draft, handover_note, handover_read, holiday, house, inquiry, inquiry_category,
    kept_form, organization, organization_capability, patient, patient_code, patient_distinct, patient_merge, patient_merge_case, session, town, user_settings, visit,
};
use crate::{Database, Options};
use chrono::{DateTime, NaiveDate, Utc};
use migrations::Migrator;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, ModelTrait};
use sea_orm_migration::MigratorTrait;
use std::fmt::Debug;
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    "2026-11-22T05:05:00.123456Z".parse().unwrap()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

async fn comes_back<M, A>(conn: &DatabaseConnection, model: M)
where
    M: ModelTrait + IntoActiveModel<A> + Clone + PartialEq + Debug + Sync + sea_orm::FromQueryResult,
    M::Entity: EntityTrait<Model = M>,
    <M::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = M::Entity> + Send,
{
    M::Entity::insert(model.clone().into_active_model()).exec_without_returning(conn).await.unwrap();
    assert_eq!(M::Entity::find().all(conn).await.unwrap(), vec![model]);
}

fn text() -> String {
    "髙橋 🐈 'x'\n%_".to_owned()
}

fn patient(desk: Uuid, user: Uuid) -> patient::Model {
    patient::Model {
        id: Uuid::now_v7(),
        desk_id: desk,
        name: text(),
        kana: text(),
        birth_date: Some(today()),
        birth_age: Some(84),
        birth_as_of: Some(today()),
        sex: Some(text()),
        address: text(),
        telephone: text(),
        telephone_digits: text(),
        care_level: Some(text()),
        name_key: text(),
        kana_key: text(),
        version: 1,
        created_at: now(),
        created_by: user,
        updated_at: now(),
        search_key: -5,
        search_text: text(),
        residence: Some(text()),
        household: Some(text()),
        bedridden: Some(text()),
        dementia: Some(text()),
        insurance: Some(text()),
        place_of_death: Some(text()),
        consent: Some(text()),
        ended: Some(text()),
        care_from: Some(today()),
        care_to: Some(today()),
        discharge_on: Some(today()),
        consent_on: Some(today()),
        ended_on: Some(today()),
        details: text(),
        ended_place: text(),
        ended_note: text(),
        merged_into: Some(Uuid::now_v7()),
        voided_at: Some(now()),
    }
}

fn case(desk: Uuid, patient: Uuid, user: Uuid) -> case::Model {
    case::Model {
        id: Uuid::now_v7(),
        desk_id: desk,
        number: text(),
        patient_id: Some(patient),
        status: text(),
        owner_id: Some(user),
        next_date: Some(today()),
        outcome: Some(text()),
        main_category: text(),
        opened_at: now(),
        closed_at: Some(now()),
        voided_at: Some(now()),
        voided_by: Some(user),
        void_reason: Some(text()),
        version: 1,
        updated_at: now(),
    }
}

fn entry(case: Uuid, user: Uuid) -> case_entry::Model {
    case_entry::Model {
        id: Uuid::now_v7(),
        case_id: case,
        occurred_at: now(),
        means: text(),
        counterpart: text(),
        content: text(),
        next_step: text(),
        author_id: user,
        recorded_at: now(),
    }
}

fn inquiry(desk: Uuid, case: Uuid, user: Uuid, organization: Uuid) -> inquiry::Model {
    inquiry::Model {
        id: Uuid::now_v7(),
        desk_id: desk,
        case_id: case,
        fiscal_year: 2026,
        sequence: i64::MAX,
        number: text(),
        received_at: now(),
        recorded_at: now(),
        recorded_by: user,
        backdate_reason: text(),
        channel: text(),
        caller_type: text(),
        caller_name: text(),
        caller_kana: text(),
        affiliation: text(),
        telephone: text(),
        telephone_digits: text(),
        caller_name_key: text(),
        caller_kana_key: text(),
        main_category: text(),
        urgency: text(),
        minutes: Some(5),
        continued: true,
        anonymous: false,
        missing: 2,
        voided_at: Some(now()),
        voided_by: Some(user),
        void_reason: Some(text()),
        version: 1,
        updated_at: now(),
        search_key: 7,
        search_text: text(),
        content: text(),
        response: text(),
        organization_id: Some(organization),
    }
}

fn line(patient: Uuid, user: Uuid) -> audit::Model {
    audit::Model {
        id: Uuid::now_v7(),
        at: now(),
        user_id: Some(user),
        user_name: text(),
        from_address: text(),
        deed: text(),
        kind: text(),
        record: text(),
        version: 3,
        patient_id: Some(patient),
        before: Some(text()),
        after: Some(text()),
        note: text(),
    }
}

fn organization(district: Uuid, user: Uuid) -> organization::Model {
    organization::Model {
        id: Uuid::now_v7(),
        name: text(),
        kana: text(),
        kind: text(),
        code: text(),
        postal_code: text(),
        address: text(),
        district_choice: Some(district),
        district_id: Some(district),
        outside: true,
        telephone: text(),
        telephone_digits: text(),
        fax: text(),
        email: text(),
        web: text(),
        hours: text(),
        hours_note: text(),
        care_class: Some(text()),
        services: text(),
        person_in_charge: text(),
        note: text(),
        public: text(),
        confirmed_on: Some(today()),
        confirmed_by: Some(user),
        closed_on: Some(today()),
        close_reason: text(),
        voided_at: Some(now()),
        version: 1,
        created_at: now(),
        created_by: user,
        updated_at: now(),
        name_key: text(),
        search_text: text(),
    }
}

/// Answers an organization and a person of it.
async fn directory_comes_back(conn: &DatabaseConnection, user: Uuid) -> (Uuid, Uuid) {
    // The migration itself makes the one row of the house.
    assert_eq!(house::Entity::find().all(conn).await.unwrap(), vec![house::Model { id: 1, prefecture: String::new(), city: String::new(), version: 1 }]);
    let district = district::Model { id: Uuid::now_v7(), name: text(), position: 3, retired: true, version: 1 };
    comes_back(conn, district.clone()).await;
    comes_back(conn, town::Model { id: Uuid::now_v7(), name: text(), kana: text(), district_id: district.id, version: 1, x_m: Some(-5), y_m: Some(7) }).await;
    let organization = organization(district.id, user);
    comes_back(conn, organization.clone()).await;
    comes_back(conn, organization_capability::Model { organization_id: organization.id, code: text() }).await;
    let contact = contact::Model {
        id: Uuid::now_v7(),
        organization_id: organization.id,
        name: text(),
        kana: text(),
        role: text(),
        telephone: text(),
        email: text(),
        note: text(),
        left_on: Some(today()),
        version: 1,
        created_at: now(),
    };
    comes_back(conn, contact.clone()).await;
    (organization.id, contact.id)
}

async fn handover_comes_back(conn: &DatabaseConnection, desk: Uuid, case: Uuid, user: Uuid) {
    let note = handover_note::Model {
        id: Uuid::now_v7(),
        desk_id: desk,
        day: today(),
        content: text(),
        important: true,
        case_id: Some(case),
        author_id: user,
        recorded_at: now(),
        voided_at: Some(now()),
        void_reason: Some(text()),
    };
    comes_back(conn, note.clone()).await;
    comes_back(conn, handover_read::Model { note_id: note.id, user_id: user, read_at: now() }).await;
    comes_back(conn, visit::Model { user_id: user, seen_at: now() }).await;
    let file = attachment::Model {
        id: Uuid::now_v7(),
        case_id: case,
        name: text(),
        media_type: text(),
        size: i64::MAX,
        sha256: text(),
        description: text(),
        uploaded_by: user,
        uploaded_at: now(),
        voided_at: Some(now()),
        voided_by: Some(user),
        void_reason: Some(text()),
        version: 1,
    };
    comes_back(conn, file).await;
}

async fn administration(conn: &DatabaseConnection, desk: Uuid, user: Uuid) {
    comes_back(
        conn,
        desk_closure::Model { id: Uuid::now_v7(), desk_id: desk, first_date: today(), last_date: today(), reason: text(), created_at: now(), removed_at: Some(now()) },
    )
    .await;
    comes_back(conn, holiday::Model { id: Uuid::now_v7(), date: today(), name: text(), retired: true, version: 2, created_at: now() }).await;
    comes_back(conn, user_settings::Model { user_id: user, text_size: text(), contrast: text(), start_page: text(), updated_at: now() }).await;
    let session = session::Model {
        id: Uuid::now_v7(),
        token_hash: text(),
        user_id: user,
        started_at: now(),
        last_seen_at: now(),
        ended_at: Some(now()),
        from_address: text(),
        browser: text(),
        view_as: Some(text()),
    };
    comes_back(conn, session).await;
}

async fn every_entity_comes_back(db: &Database) {
    let conn = db.connection();
    Migrator::up(conn, None).await.unwrap();
    let user = Uuid::now_v7();
    let insert = "INSERT INTO users (id, login, name, version, created_at) VALUES ($1, 'kato', '加藤', 1, $2)";
    conn.execute_raw(sea_orm::Statement::from_sql_and_values(conn.get_database_backend(), insert, [user.into(), now().into()])).await.unwrap();
    let desk = desk::Model { id: Uuid::now_v7(), name: text(), version: 1, created_at: now(), disabled_at: Some(now()), telephone: text(), address: text(), hours: text() };
    comes_back(conn, desk.clone()).await;
    administration(conn, desk.id, user).await;
    let patient = patient(desk.id, user);
    comes_back(conn, patient.clone()).await;
    let case = case(desk.id, patient.id, user);
    comes_back(conn, case.clone()).await;
    comes_back(conn, entry(case.id, user)).await;
    let (organization, person) = directory_comes_back(conn, user).await;
    physician::comes_back_with_absence(conn, person, user).await;
    let inquiry = inquiry(desk.id, case.id, user, organization);
    comes_back(conn, inquiry.clone()).await;
    comes_back(conn, inquiry_category::Model { inquiry_id: inquiry.id, category: text() }).await;
    comes_back(conn, draft::Model { id: Uuid::now_v7(), user_id: user, desk_id: Some(desk.id), payload: text(), excerpt: text(), updated_at: now(), version: 3 }).await;
    comes_back(conn, kept_form::Model { id: Uuid::now_v7(), user_id: Some(user), payload: text(), created_at: now() }).await;
    comes_back(conn, line(patient.id, user)).await;
    comes_back(conn, patient_code::Model { patient_id: patient.id, list: text(), code: text() }).await;
    let merge = patient_merge::Model {
        id: Uuid::now_v7(),
        survivor_id: patient.id,
        absorbed_id: patient.id,
        survivor_before: text(),
        survivor_after: text(),
        merged_at: now(),
        merged_by: user,
        undone_at: Some(now()),
        undone_by: Some(user),
    };
    comes_back(conn, merge.clone()).await;
    comes_back(conn, patient_merge_case::Model { merge_id: merge.id, case_id: case.id }).await;
    let other = patient::Model { id: Uuid::from_u128(u128::MAX), search_key: 5, ..patient.clone() };
    patient::Entity::insert(other.clone().into_active_model()).exec_without_returning(conn).await.unwrap();
    comes_back(conn, patient_distinct::Model { a: patient.id, b: other.id, active: true, decided_at: now(), decided_by: user }).await;
    conn.execute_unprepared("INSERT INTO code_lists (name, version) VALUES ('channel', 1)").await.unwrap();
    let period = (Some(today()), Some(today()));
    comes_back(
        conn,
        code_item::Model { id: Uuid::now_v7(), list: "channel".into(), code: text(), label: text(), heading: text(), place: 7, valid_from: period.0, valid_to: period.1 },
    )
    .await;
    handover_comes_back(conn, desk.id, case.id, user).await;
    sheets::comes_back_with_row(conn, desk.id, user).await;
}

#[tokio::test]
async fn entities_agree_with_the_schema_on_sqlite() {
    let file = std::env::temp_dir().join(format!("madoguchi-entities-{}.db", Uuid::now_v7()));
    let db = Database::connect(&format!("sqlite:{}", file.display()), &Options::default()).await.unwrap();
    every_entity_comes_back(&db).await;
    db.close().await;
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn entities_agree_with_the_schema_on_postgresql() {
    let url = std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL is not set: start a server with `export TEST_POSTGRES_URL=$(.ci/postgres start)`");
    let schema = format!("entities_{}", Uuid::now_v7().simple());
    let outside = Database::connect(&url, &Options { pool: 1, ..Options::default() }).await.unwrap();
    outside.connection().execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
    let db = Database::connect(&url, &Options { pool: 2, schema: Some(schema.clone()), ..Options::default() }).await.unwrap();
    every_entity_comes_back(&db).await;
    db.close().await;
    outside.connection().execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
}
