//! Users: who looks after them, the last administrator, merging, and what each person sets for themselves.

use super::{World, actor, flaw, on_both};
use crate::common::{DESK, House, PASSWORD, here};
use domain::account::{Actor, Role};
use domain::admin::{AuditQuery, HolidayForm, OwnSettings, SettingsForm, TextSize, UserForm, UserQuery, UserState};
use domain::desk::{ClosureForm, DeskForm};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{ClosureId, DeskId, HolidayId, SessionId, UserId};
use domain::ports::{AccountDesk, AdminDesk};
use server::service::admin::AdminService;

pub(super) fn admin_of(house: &House) -> AdminService {
    AdminService::new(house.services.clone(), house.account.clone())
}

/// Somebody with a password and a signed-in browser: the person as a request brings them, and the session's token.
pub(super) async fn signed_in(house: &House, login: &str, role: Role) -> (Actor, String) {
    let token = house.person(login, role).await;
    let person = house.account.actor_of(&token, &here()).await.unwrap().unwrap();
    (person, token)
}

fn form(login: &str, name: &str, roles: &[&str], desks: &[DeskId]) -> UserForm {
    UserForm {
        login: login.into(),
        user_name: name.into(),
        user_email: String::new(),
        roles: roles.iter().map(|r| (*r).to_owned()).collect(),
        desks: desks.iter().map(ToString::to_string).collect(),
    }
}

on_both! {
    async fn a_user_is_added_once_invited_again_and_comes_in_by_the_last_link_only(world: World) {
        let admin = admin_of(&world.house);
        let (root, _) = signed_in(&world.house, "root", Role::Admin).await;
        let id = UserId::new();
        let new = form("kato", "加藤 花子", &["desk_staff", "manager"], &[world.hanako.desks[0].id]);
        let first = admin.add_user(&root, id, &new).await.unwrap();
        let second = admin.add_user(&root, id, &new).await.unwrap();
        assert_eq!((first.id, second.id), (id, id));
        assert!(first.token != second.token, "a form sent again makes a new link");
        assert_eq!(flaw(admin.add_user(&root, UserId::new(), &new).await.map(drop), "login"), Flaw::Taken);
        let invited = admin.invite_user(&root, id).await.unwrap();
        for old in [&first.token, &second.token] {
            assert!(world.house.account.accept(old, PASSWORD, PASSWORD, &here()).await.is_err());
        }
        assert_eq!(admin.user(&root, id).await.unwrap().user.state, UserState::Invited);
        world.house.account.accept(&invited.token, PASSWORD, PASSWORD, &here()).await.unwrap();
        let view = admin.user(&root, id).await.unwrap();
        assert_eq!((view.user.state, view.user.roles.clone(), view.sessions), (UserState::Active, vec![Role::DeskStaff, Role::Manager], 1));
        let found = admin.users(&root, &UserQuery { name: "ｋａｔ".into(), state: "active".into() }).await.unwrap();
        assert_eq!(found.iter().map(|u| u.login.as_str()).collect::<Vec<_>>(), ["kato"]);
        assert_eq!(flaw(admin.add_user(&root, UserId::new(), &form("x y", "", &["boss"], &[])).await.map(drop), "roles"), Flaw::NotAChoice);
        assert_eq!(flaw(admin.add_user(&root, UserId::new(), &form("ueda", "上田", &["manager"], &[DeskId::new()])).await.map(drop), "desks"), Flaw::NotAChoice);
    }

    async fn two_who_change_a_user_are_merged_or_asked(world: World) {
        let admin = admin_of(&world.house);
        let (root, _) = signed_in(&world.house, "root", Role::Admin).await;
        let id = world.taro.user_id;
        let seen = admin.user(&root, id).await.unwrap().user;
        let desks = [world.taro.desks[0].id];
        admin.edit_user(&root, id, seen.version, &form("", "当番 太郎", &["rota_manager"], &desks)).await.unwrap();
        // The second person changed only the roles: the new name stays.
        admin.edit_user(&root, id, seen.version, &form("", "taroさん", &["rota_manager", "manager"], &desks)).await.unwrap();
        let merged = admin.user(&root, id).await.unwrap().user;
        assert_eq!((merged.name.as_str(), merged.roles.clone()), ("当番 太郎", vec![Role::RotaManager, Role::Manager]));
        let Err(Fault::Conflict(conflict)) = admin.edit_user(&root, id, seen.version, &form("", "別の名", &["rota_manager"], &desks)).await else { panic!("no conflict") };
        assert_eq!(conflict.clashes.iter().map(|c| c.field.as_str()).collect::<Vec<_>>(), ["user_name"]);
        assert_eq!(conflict.by_name, "rootさん");
    }

    async fn the_last_administrator_stays_also_when_two_keep_each_other_out_at_once(world: World) {
        let admin = admin_of(&world.house);
        let (one, _) = signed_in(&world.house, "one", Role::Admin).await;
        assert_eq!(admin.disable_user(&one, one.user_id, "退職").await, Err(Fault::Refused(Refusal::OwnAccount)));
        let demoted = form("", "oneさん", &["manager"], &[]);
        assert_eq!(admin.edit_user(&one, one.user_id, 1, &demoted).await, Err(Fault::Refused(Refusal::LastAdministrator)));
        // Somebody who never signed in is nobody to rely on.
        world.house.invited("waiting", Role::Admin).await;
        assert_eq!(admin.edit_user(&one, one.user_id, 1, &demoted).await, Err(Fault::Refused(Refusal::LastAdministrator)));
        assert!(world.house.account.disable("one").await.is_err(), "nor by the command line");
        let (two, two_token) = signed_in(&world.house, "two", Role::Admin).await;
        assert_eq!(flaw(admin.disable_user(&one, two.user_id, " ").await, "reason"), Flaw::Required);
        let (a, b) = tokio::join!(admin.disable_user(&one, two.user_id, "交代"), admin.disable_user(&two, one.user_id, "交代"));
        let refused = Err(Fault::Refused(Refusal::LastAdministrator));
        assert!((a == Ok(()) && b == refused) || (b == Ok(()) && a == refused), "{a:?} {b:?}");
        if a == Ok(()) {
            assert_eq!(world.house.account.actor_of(&two_token, &here()).await.unwrap(), None, "their sessions are over");
            admin.restore_user(&one, two.user_id).await.unwrap();
            assert_eq!(admin.user(&one, two.user_id).await.unwrap().user.state, UserState::Active);
        }
    }

    async fn settings_are_kept_for_each_and_only_pages_that_one_may_open_begin_the_day(world: World) {
        let admin = admin_of(&world.house);
        let form = |start: &str| SettingsForm { text_size: "xlarge".into(), contrast: "high".into(), start_page: start.into() };
        assert_eq!(flaw(admin.keep_settings(&world.hanako, &form("admin")).await, "start_page"), Flaw::NotAChoice);
        assert_eq!(admin.settings(&world.hanako).await, Ok(OwnSettings::default()));
        admin.keep_settings(&world.hanako, &form("intake")).await.unwrap();
        admin.keep_settings(&world.hanako, &form("inquiries")).await.unwrap();
        assert_eq!(admin.settings(&world.hanako).await.map(|s| s.text_size), Ok(TextSize::ExtraLarge));
        assert_eq!(admin.settings(&world.taro).await, Ok(OwnSettings::default()));
        let signed = signed_in(&world.house, "ito", Role::DeskStaff).await;
        admin.keep_settings(&signed.0, &form("inquiries")).await.unwrap();
        let page = world.house.get("/account", Some(&signed.1)).await;
        assert!(page.text.contains("data-size=\"xlarge\"") && page.text.contains("data-contrast=\"high\""), "{}", page.text);
        let sign_in = |next: &'static str| [("login", "ito"), ("password", PASSWORD), ("next", next)];
        assert_eq!(world.house.post("/api/account/sign-in", "/sign-in", None, &sign_in("")).await.header("location"), "/inquiries");
        assert_eq!(world.house.post("/api/account/sign-in", "/sign-in", None, &sign_in("/account")).await.header("location"), "/account");
    }

    async fn whoever_lacks_the_permission_is_refused_by_every_method(world: World) {
        let admin = admin_of(&world.house);
        let (user, desk, nobody) = (world.taro.user_id, world.hanako.desks[0].id, UserId::new());
        for (login, role, reads_log) in [("staff", Role::DeskStaff, false), ("doctor", Role::Physician, false), ("ward", Role::Hospital, false), ("officer", Role::Manager, true)] {
            let who = actor(&world.house, login, role, &[DESK]).await;
            let before = world.stored().await;
            let user_form = form("new", "新しい人", &["admin"], &[desk]);
            let answers = [
                admin.users(&who, &UserQuery::default()).await.map(drop),
                admin.desk_choices(&who).await.map(drop),
                admin.user(&who, user).await.map(drop),
                admin.add_user(&who, nobody, &user_form).await.map(drop),
                admin.edit_user(&who, user, 1, &user_form).await,
                admin.invite_user(&who, user).await.map(drop),
                admin.disable_user(&who, user, "理由").await,
                admin.restore_user(&who, user).await,
                admin.desks(&who).await.map(drop),
                admin.desk(&who, desk).await.map(drop),
                admin.add_desk(&who, DeskId::new(), &DeskForm { desk_name: "新".into(), ..DeskForm::default() }).await,
                admin.edit_desk(&who, desk, 1, &DeskForm { desk_name: "新".into(), ..DeskForm::default() }).await,
                admin.use_desk(&who, desk, false, "理由").await,
                admin.add_closure(&who, desk, &ClosureForm::default()).await,
                admin.remove_closure(&who, desk, ClosureId::new()).await,
                admin.holidays(&who, None).await.map(drop),
                admin.add_holiday(&who, &HolidayForm::default()).await.map(drop),
                admin.rename_holiday(&who, HolidayId::new(), 1, &HolidayForm::default()).await.map(drop),
                admin.use_holiday(&who, HolidayId::new(), false).await.map(drop),
                admin.sessions(&who).await.map(drop),
                admin.end_sessions(&who, user, None).await,
                admin.end_sessions(&who, user, Some(SessionId::new())).await,
                admin.view_as(&who, Role::Admin).await,
            ];
            for (i, answer) in answers.into_iter().enumerate() {
                assert_eq!(answer, Err(Fault::Forbidden), "{i} as {role:?}");
            }
            assert_eq!(world.stored().await, before);
            assert_eq!(admin.audit(&who, &AuditQuery::default()).await.is_ok(), reads_log, "{role:?}");
        }
    }
}
