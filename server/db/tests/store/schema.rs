//! The migrations and the rules that the schema itself keeps.

use crate::world::{call, day, now, on_both, person};
use chrono::{DateTime, Utc};
use db::DbError;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::cases::EntryData;
use domain::id::{AuditId, EntryId, InquiryId, UserId};
use futures::FutureExt;
use migrations::Migrator;
use sea_orm_migration::MigratorTrait;

pub(crate) fn entry(content: &str, at: DateTime<Utc>) -> EntryData {
    EntryData {
        id: EntryId::new(),
        occurred_at: at,
        means: crate::world::code("phone"),
        counterpart: "病院".into(),
        content: content.into(),
        next_step: String::new(),
        again: false,
    }
}

pub(crate) fn line(deed: Deed, kind: RecordKind, record: &str, version: i32, by: UserId) -> AuditEntry {
    AuditEntry {
        id: AuditId::new(),
        at: now(),
        user_id: Some(by),
        user_name: "加藤".into(),
        from: "127.0.0.1".into(),
        deed,
        kind,
        record: record.into(),
        version,
        patient: None,
        before: None,
        after: None,
        note: String::new(),
    }
}

on_both! {
    async fn migrations_run_again_without_doing_anything_and_back_to_nothing(world) {
        assert!(Migrator::get_pending_migrations(world.db.connection()).await.unwrap().is_empty());
        Migrator::up(world.db.connection(), None).await.unwrap();
        Migrator::down(world.db.connection(), None).await.unwrap();
        Migrator::up(world.db.connection(), None).await.unwrap();
        assert!(db::desk::all(world.db.read()).await.unwrap().is_empty());
    }

    async fn two_cases_of_a_desk_that_bear_one_number_are_told_apart_by_the_upgrade(world) {
        Migrator::down(world.db.connection(), Some(6)).await.unwrap();
        let (first, second, third) = (world.record(call("一")).await, world.record(call("二")).await, world.record(call("三")).await);
        world.run("UPDATE cases SET number = 'R8-000001', opened_at = opened_at", vec![]).await.unwrap();
        Migrator::up(world.db.connection(), None).await.unwrap();
        let mut numbers = Vec::new();
        for case in [first.case, second.case, third.case] {
            numbers.push(db::cases::brief(world.db.read(), case).await.unwrap().unwrap().number);
        }
        numbers.sort();
        assert_eq!(numbers, ["R8-000001", "R8-000001-2", "R8-000001-3"]);
        assert_eq!(world.run("UPDATE cases SET number = 'R8-000001'", vec![]).await, Err(DbError::Unique { constraint: "uq_cases_number".into() }));
    }

    async fn audit_and_case_entries_take_no_change(world) {
        let (case, by) = (world.record(call("相談")).await.case, world.kato);
        world.write(move |tx| async move { db::entries::insert(tx, case, &entry("電話した", now()), by, now()).await }.boxed()).await;
        world.write(move |tx| async move { db::audit::append(tx, &line(Deed::View, RecordKind::Case, "x", 0, by)).await }.boxed()).await;
        for sql in ["UPDATE audit SET note = 'x'", "DELETE FROM audit", "UPDATE case_entries SET content = 'x'", "DELETE FROM case_entries"] {
            let refused = world.run(sql, vec![]).await;
            assert!(matches!(&refused, Err(DbError::Other(text)) if text.contains("append-only")), "{sql}: {refused:?}");
        }
        assert_eq!(db::entries::of_case(world.db.read(), case).await.unwrap()[0].content, "電話した");
    }

    async fn broken_rules_are_named_alike_on_both_databases(world) {
        let recorded = world.record(call("相談")).await;
        let patient = world.patient(person("佐藤", "", "")).await;
        let (desk, user, id) = (world.desk.0, world.kato.0, recorded.id.0);
        let insert = |table: &str, columns: &str, values: &str| format!("INSERT INTO {table} ({columns}) {values}");
        let copy = |what: &str| {
            let columns = "id, desk_id, case_id, fiscal_year, sequence, number, received_at, recorded_at, recorded_by, backdate_reason, channel, caller_type, \
                caller_name, caller_kana, affiliation, telephone, telephone_digits, caller_name_key, caller_kana_key, main_category, urgency, continued, anonymous, missing, \
                version, updated_at, search_key, search_text, content, response";
            let selected = columns.replacen("id,", if what.contains("id") { "id," } else { "$1," }, 1);
            let selected = if what.contains("sequence") { selected } else { selected.replace(" sequence,", " sequence + 1,") };
            let selected = if what.contains("search_key") { selected } else { selected.replace(" search_key,", " search_key + 5000,") };
            insert("inquiries", columns, &format!("SELECT {selected} FROM inquiries LIMIT 1"))
        };
        let new = || -> sea_orm::Value { InquiryId::new().0.into() };
        let cases: Vec<(String, Vec<sea_orm::Value>, &str)> = vec![
            (insert("desks", "id, name, version, created_at", "SELECT $1, name, 1, created_at FROM desks"), vec![new()], "uq_desks_name"),
            (insert("users", "id, login, name, version, created_at", "SELECT $1, login, name, 1, created_at FROM users LIMIT 1"), vec![new()], "uq_users_login"),
            (insert("user_roles", "user_id, role", "SELECT user_id, role FROM user_roles LIMIT 1"), vec![], "pk_user_roles"),
            (insert("user_desks", "user_id, desk_id", "VALUES ($1, $2)"), vec![user.into(), desk.into()], "pk_user_desks"),
            (copy("id"), vec![], "pk_inquiries"),
            (copy("sequence"), vec![new()], "uq_inquiries_number"),
            (copy("search_key"), vec![new()], "uq_inquiries_search_key"),
            (insert("drafts", "id, user_id, payload, excerpt, updated_at", "SELECT $1, id, '', '', created_at FROM users"), vec![id.into()], "pk_drafts"),
        ];
        for (sql, values, rule) in cases {
            assert_eq!(world.run(&sql, values).await, Err(DbError::Unique { constraint: rule.into() }), "{sql}");
        }
        let nowhere = world.run("UPDATE cases SET owner_id = $1", vec![new()]).await;
        assert_eq!(nowhere, Err(DbError::ForeignKey));
        let gone = world.run("DELETE FROM desks", vec![]).await;
        assert!(gone.is_err(), "{patient}: {gone:?}");
    }

    async fn times_and_dates_come_back_as_they_were(world) {
        for time in ["2026-11-22T05:05:00Z", "2026-11-22T05:05:00.1Z", "2026-11-22T05:05:00.123456Z", "1999-12-31T23:59:59.999999Z"] {
            let saved = world.record(call("相談").received(time).due("2026-12-01")).await;
            let found = db::inquiry::find(world.db.read(), saved.id).await.unwrap().unwrap();
            assert_eq!(found.data.received_at, crate::world::at(time));
            assert_eq!(found.case.next_date, Some(day("2026-12-01")));
        }
    }
}
