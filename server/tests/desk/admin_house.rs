//! Desks, holidays, sessions, and looking at the pages as another role sees them.

use super::admin::{admin_of, signed_in};
use super::{World, flaw, on_both};
use domain::account::Role;
use domain::admin::HolidayForm;
use domain::cases::CloseForm;
use domain::desk::{ClosureForm, DeskForm};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{ClosureId, DeskId};
use domain::ports::{AdminDesk, CaseDesk, InquiryDesk};

fn weekdays(name: &str) -> DeskForm {
    let hours = || "9:00-17:00".to_owned();
    DeskForm { desk_name: name.into(), hours_mon: hours(), hours_tue: hours(), hours_wed: hours(), hours_thu: hours(), hours_fri: hours(), ..DeskForm::default() }
}

on_both! {
    async fn a_desk_keeps_its_hours_and_closes_for_good_only_without_open_cases(world: World) {
        let admin = admin_of(&world.house);
        admin.fill_holidays().await.unwrap();
        let (root, _) = signed_in(&world.house, "root", Role::Admin).await;
        let id = DeskId::new();
        admin.add_desk(&root, id, &weekdays("西部相談窓口")).await.unwrap();
        admin.add_desk(&root, id, &weekdays("西部相談窓口")).await.unwrap();
        assert_eq!(flaw(admin.add_desk(&root, DeskId::new(), &weekdays("西部相談窓口")).await, "desk_name"), Flaw::Taken);
        // The clock stands on Sunday, 2026-11-22, 10:00; Monday is a holiday, and Tuesday is closed for training.
        let closure = ClosureForm { id: ClosureId::new().to_string(), closure_from: "R8.11.24".into(), closure_to: String::new(), closure_reason: "研修".into() };
        admin.add_closure(&root, id, &closure).await.unwrap();
        admin.add_closure(&root, id, &closure).await.unwrap();
        let view = admin.desk(&root, id).await.unwrap();
        assert_eq!((view.open, view.next_open, view.closures.len()), (false, Some("2026-11-25T00:00:00Z".parse().unwrap()), 1));
        admin.remove_closure(&root, id, view.closures[0].id).await.unwrap();
        let view = admin.desk(&root, id).await.unwrap();
        assert_eq!((view.next_open, view.closures.len()), (Some("2026-11-24T00:00:00Z".parse().unwrap()), 0));
        admin.edit_desk(&root, id, view.version, &DeskForm { desk_telephone: "072-555-0101".into(), ..weekdays("西部相談窓口") }).await.unwrap();
        let Err(Fault::Conflict(_)) = admin.edit_desk(&root, id, view.version, &DeskForm { desk_telephone: "072-555-0199".into(), ..weekdays("西部相談窓口") }).await else {
            panic!("no conflict")
        };

        let desk = world.hanako.desks[0].id;
        let recorded = world.record(&world.call("終わっていない件")).await;
        assert_eq!(admin.use_desk(&root, desk, false, "統合").await, Err(Fault::Refused(Refusal::DeskInUse { cases: 1 })));
        let close = CloseForm { outcome: "resolved_info".into(), remark: String::new() };
        let version = world.see_case(recorded.case_id).await.version;
        world.cases.close(&world.hanako, recorded.case_id, version, &close).await.unwrap();
        assert_eq!(flaw(admin.use_desk(&root, desk, false, "").await, "reason"), Flaw::Required);
        admin.use_desk(&root, desk, false, "統合").await.unwrap();
        assert!(admin.desk(&root, desk).await.unwrap().disabled);
        assert!(!admin.desk_choices(&root).await.unwrap().iter().any(|d| d.id == desk));
        admin.use_desk(&root, desk, true, "").await.unwrap();
        assert!(!admin.desk(&root, desk).await.unwrap().disabled);
    }

    async fn the_holiday_table_is_filled_once_and_kept_by_hand_from_then_on(world: World) {
        let admin = admin_of(&world.house);
        admin.fill_holidays().await.unwrap();
        let (root, _) = signed_in(&world.house, "root", Role::Admin).await;
        let year = |year| { let (admin, root) = (admin.clone(), root.clone()); async move { admin.holidays(&root, Some(year)).await.unwrap() } };
        assert_eq!((year(2026).await.days.len(), year(2035).await.years), (18, (2019, 2035)));
        let form = |date: &str, name: &str| HolidayForm { holiday_date: date.into(), holiday_name: name.into() };
        assert_eq!(flaw(admin.add_holiday(&root, &form("R8.11.23", "二重")).await, "holiday_date"), Flaw::Taken);
        assert_eq!(admin.add_holiday(&root, &form("R9.7.24", "市制記念日")).await, Ok(2027));
        let day = year(2026).await.days.into_iter().find(|d| d.date.to_string() == "2026-11-23").unwrap();
        admin.rename_holiday(&root, day.id, day.version, &form("", "勤労感謝の日（改）")).await.unwrap();
        assert_eq!(admin.rename_holiday(&root, day.id, day.version, &form("", "ほかの名")).await, Err(Fault::Busy), "somebody else renamed it");
        admin.use_holiday(&root, day.id, false).await.unwrap();
        let holidays = db::holiday::from(world.house.db.read(), day.date).await.unwrap();
        assert!(!holidays.contains(day.date) && holidays.contains("2027-07-24".parse().unwrap()));
        // The next start leaves the table as it is.
        admin.fill_holidays().await.unwrap();
        let after = year(2026).await.days.into_iter().find(|d| d.id == day.id).unwrap();
        assert_eq!((after.name.as_str(), after.retired, after.version), ("勤労感謝の日（改）", true, 3));
    }

    async fn the_sessions_of_others_are_seen_and_ended(world: World) {
        let admin = admin_of(&world.house);
        let (root, root_token) = signed_in(&world.house, "root", Role::Admin).await;
        let (ito, ito_token) = signed_in(&world.house, "ito", Role::DeskStaff).await;
        let seen = admin.sessions(&root).await.unwrap();
        assert_eq!(seen.iter().map(|s| (s.login.as_str(), s.current)).collect::<std::collections::BTreeSet<_>>(), [("ito", false), ("root", true)].into());
        assert_eq!(admin.end_sessions(&root, ito.user_id, Some(root.session_id)).await, Err(Fault::NotFound), "a session of somebody else under this name");
        admin.end_sessions(&root, ito.user_id, None).await.unwrap();
        assert_eq!(world.house.get("/", Some(&ito_token)).await.status, 302);
        assert_eq!(world.house.get("/", Some(&root_token)).await.status, 200);
        assert!(world.house.log().await.contains(&"end_session".to_owned()));
    }

    async fn looking_as_another_role_shows_nobody_s_data_and_writes_nothing(world: World) {
        let (_, token) = signed_in(&world.house, "root", Role::Admin).await;
        let (recorded, patient) = world.patient("佐藤 秘密子", "さとう ひみつこ").await;
        let as_role = |path: &'static str, form: Vec<(&'static str, &'static str)>| { let (house, token) = (&world.house, &token); async move { house.post(path, "/admin/as-role", Some(token), &form).await } };
        assert_eq!(as_role("/api/admin/view-as", vec![("role", "desk_staff")]).await.header("location"), "/");
        let before = world.stored().await;
        for path in ["/".to_owned(), "/inquiries".to_owned(), "/inquiries?q=秘密".replace("秘密", "%E7%A7%98%E5%AF%86"), format!("/inquiries/{}", recorded.id), format!("/cases/{}", recorded.case_id), format!("/patients/{patient}/edit"), "/inquiries/new".to_owned(), "/account".to_owned()] {
            let page = world.house.get(&path, Some(&token)).await;
            assert!(!page.text.contains("秘密子") && !page.text.contains("ひみつこ"), "{path}");
            assert!(page.text.contains("「相談員」の見え方を確認しています"), "{path}: {}", page.text);
        }
        assert_eq!(world.house.get("/admin/users", Some(&token)).await.status, 403, "an administrator's page is not the desk's");
        let id = recorded.id.to_string();
        let looking = world.house.account.actor_of(&token, &crate::common::here()).await.unwrap().unwrap();
        assert!(looking.read_only && looking.desks.is_empty());
        assert_eq!(world.inquiry.void(&looking, recorded.id, "理由").await, Err(Fault::Refused(Refusal::ReadOnly)));
        for path in ["/api/inquiry/record", "/api/inquiry/void", "/api/inquiry/keep-draft", "/api/cases/entry", "/api/patient/edit", "/api/account/password", "/api/admin/settings-keep", "/api/admin/user-add", "/api/account/sign-out-everywhere"] {
            let answer = world.house.post(path, "/", Some(&token), &[("id", &id), ("reason", "x"), ("form[text_size]", "large"), ("form[contrast]", "high"), ("form[start_page]", "today")]).await;
            assert_eq!(answer.status, 403, "{path}");
            assert!(answer.text.contains("元に戻る"), "{path}: {}", answer.text);
        }
        assert_eq!(world.stored().await[..7], before[..7], "nothing but the log grew");
        assert_eq!(as_role("/api/admin/view-as-oneself", vec![]).await.header("location"), "/admin/as-role");
        assert!(!world.house.account.actor_of(&token, &crate::common::here()).await.unwrap().unwrap().read_only);
        assert_eq!(world.house.get("/admin/users", Some(&token)).await.status, 200);
    }
}
