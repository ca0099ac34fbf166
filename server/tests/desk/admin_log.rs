//! Reading the audit log: who sees which values, pages by key, and the file.

use super::admin::{admin_of, signed_in};
use super::{World, actor, flaw, on_both};
use crate::common::DESK;
use domain::account::{Actor, Role};
use domain::admin::{AuditLine, AuditQuery};
use domain::audit::{Deed, RecordKind};
use domain::error::{Fault, Flaw};
use domain::patient::PatientForm;
use domain::ports::{AdminDesk, PatientDesk};

fn of(lines: &[AuditLine], deed: Deed, kind: RecordKind) -> AuditLine {
    lines.iter().find(|l| l.deed == Ok(deed) && l.kind == Ok(kind)).unwrap_or_else(|| panic!("no {deed:?} of {kind:?}")).clone()
}

on_both! {
    async fn values_are_shown_only_to_those_who_read_the_desk_s_inquiries(world: World) {
        let admin = admin_of(&world.house);
        let (recorded, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let form = PatientForm { patient_name: "佐藤 清".into(), patient_kana: "さとう きよ".into(), ..PatientForm::default() };
        world.patient.edit(&world.hanako, patient, 1, &form).await.unwrap();
        let officer = actor(&world.house, "officer", Role::Manager, &[DESK]).await;
        let both = Actor { roles: vec![Role::Manager, Role::DeskStaff], ..officer.clone() };
        let elsewhere = Actor { roles: vec![Role::Manager, Role::DeskStaff], ..world.kiku.clone() };
        for (who, sees) in [(&officer, false), (&both, true), (&elsewhere, false)] {
            let page = admin.audit(who, &AuditQuery::default()).await.unwrap();
            let line = of(&page.lines, Deed::Update, RecordKind::Patient);
            assert_eq!((line.fields.as_slice(), line.changes.len(), line.hidden), (&["patient_name".to_owned()][..], usize::from(sees), !sees));
            let text = format!("{:?}", page.lines);
            assert_eq!(text.contains("佐藤"), sees, "{text}");
            assert!(!of(&page.lines, Deed::Create, RecordKind::User).hidden);
        }
        let by_number = AuditQuery { record: recorded.number.to_lowercase(), ..AuditQuery::default() };
        let found = admin.audit(&officer, &by_number).await.unwrap().lines;
        assert!(!found.is_empty() && found.iter().all(|l| l.number == recorded.number), "{found:?}");
        // Which lines speak of a patient is only for those who may see the patient.
        let by_patient = AuditQuery { patient: patient.to_string(), ..AuditQuery::default() };
        assert_eq!(admin.audit(&officer, &by_patient).await.map(drop), Err(Fault::Forbidden));
        assert_eq!(admin.audit(&elsewhere, &by_patient).await.map(drop), Err(Fault::Forbidden));
        assert!(admin.audit(&both, &by_patient).await.unwrap().lines.iter().any(|l| l.kind == Ok(RecordKind::Patient)));
        assert_eq!(flaw(admin.audit(&officer, &AuditQuery { from: "いつか".into(), ..AuditQuery::default() }).await, "from"), Flaw::Date(domain::calendar::DateError::Unreadable));
    }

    async fn pages_follow_one_another_without_gap_or_double_and_each_look_is_logged(world: World) {
        let admin = admin_of(&world.house);
        for n in 0..60 {
            world.record(&world.call(&format!("相談 {n}"))).await;
        }
        let officer = actor(&world.house, "officer", Role::Manager, &[DESK]).await;
        let mut query = AuditQuery { deed: "create".into(), ..AuditQuery::default() };
        let expected = world.audit().await.iter().filter(|l| l.deed == "create").count();
        let mut ids = Vec::new();
        let mut pages = 0;
        loop {
            let page = admin.audit(&officer, &query).await.unwrap();
            ids.extend(page.lines.iter().map(|l| (std::cmp::Reverse(l.at), std::cmp::Reverse(l.id))));
            pages += 1;
            if page.next.is_empty() {
                break;
            }
            query.before = page.next;
        }
        assert!(ids.is_sorted(), "newest first");
        let count = ids.len();
        ids.dedup();
        assert_eq!((count, ids.len()), (expected, expected));
        let looks = world.audit().await.into_iter().filter(|l| l.deed == "view" && l.note.starts_with("audit ")).collect::<Vec<_>>();
        assert_eq!(looks.len(), pages);
        assert!(looks[0].after.as_deref().unwrap_or_default().contains("create"), "with what was asked");
    }

    async fn the_file_opens_in_a_spreadsheet_holds_no_formula_and_is_logged(world: World) {
        let (_, staff) = signed_in(&world.house, "ito", Role::DeskStaff).await;
        let (_, officer) = signed_in(&world.house, "officer", Role::Manager).await;
        let admin = admin_of(&world.house);
        let (root, _) = signed_in(&world.house, "root", Role::Admin).await;
        admin.disable_user(&root, world.taro.user_id, "=HYPERLINK(\"x\")").await.unwrap();
        assert_eq!(world.house.get("/admin/audit/csv", Some(&staff)).await.status, 403);
        assert_eq!(world.house.get("/admin/audit/csv", None).await.status, 302);
        let file = world.house.get("/admin/audit/csv?deed=disable", Some(&officer)).await;
        assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"audit-20261122.csv\"");
        let lines: Vec<&str> = file.text.trim_end().split("\r\n").collect();
        assert_eq!(lines[0], "\u{feff}日時,利用者,操作,記録の種類,記録のID,受付番号,変更した項目,備考,接続元");
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[1].starts_with("2026-11-22 10:00:00,rootさん,利用停止,利用者,") && lines[1].contains("\"'=HYPERLINK(\"\"x\"\")\""), "{}", lines[1]);
        let export = world.audit().await.into_iter().find(|l| l.deed == "export").unwrap();
        assert_eq!((export.user_name.as_str(), export.note.as_str()), ("officerさん", "audit 1"));
        let flawed = world.house.get("/admin/audit/csv?from=x", Some(&officer)).await;
        assert_eq!((flawed.status.as_u16(), flawed.header("location")), (303, "/admin/audit?from=x"));
        let page = world.house.get("/admin/audit?from=x", Some(&officer)).await;
        assert!(page.status == 422 && page.text.contains("日付として読み取れません"), "{}", page.text);
        assert_eq!(world.house.get("/admin/audit/csv?from=x&from=y", Some(&officer)).await.status, 400);
    }
}
