//! Who comes in and who does not: links, passwords, delays, sessions; on both databases.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod common;

use chrono::Duration;
use common::{DESK, House, Kind, PASSWORD, here};
use domain::account::Role;
use domain::error::{Fault, Flaw, Refusal};
use domain::ports::{AccountDesk, Origin};
use server::service::account::NewPerson;

macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($house:ident: House) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn body($house: House) $body

            #[tokio::test]
            async fn on_sqlite() {
                body(House::on(Kind::Sqlite, &[]).await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                body(House::on(Kind::Postgres, &[]).await).await;
            }
        }
    )+};
}

fn refused(answer: Result<impl Sized, Fault>) -> Fault {
    answer.err().expect("it should have been refused")
}

fn delayed(seconds: u32) -> Fault {
    Fault::Refused(Refusal::SignInDelayed { seconds })
}

const FAILED: Fault = Fault::Refused(Refusal::SignInFailed);
const BETTER: &str = "坂の上のクリニックは木曜が休み";
const DEAD_LINK: Fault = Fault::Refused(Refusal::LinkInvalid);

/// Counts failures of an address without the work of so many wrong passwords.
async fn guess(house: &House, times: u32, from: &Origin) {
    let (key, now) = (format!("from:{}", from.from), house.services.now());
    let write = house.services.write(move |tx| {
        Box::pin(async move {
            for _ in 0..times {
                db::account::count_failure(tx, &key, now).await?;
            }
            Ok(())
        })
    });
    write.await.unwrap();
}

on_both! {
    async fn a_link_sets_the_password_once_and_only_one_of_two_comers_gets_in(house: House) {
        let link = house.invited("hanako", Role::DeskStaff).await;
        assert_eq!(house.account.welcome(&link).await.unwrap().login, "hanako");
        let here = here();
        let (one, two) = tokio::join!(house.account.accept(&link, PASSWORD, PASSWORD, &here), house.account.accept(&link, PASSWORD, PASSWORD, &here));
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
        assert_eq!(refused(house.account.welcome(&link).await), DEAD_LINK);
        assert_eq!(refused(house.account.accept(&link, PASSWORD, PASSWORD, &here).await), DEAD_LINK);
        assert_eq!(refused(house.account.accept("no such link", PASSWORD, PASSWORD, &here).await), DEAD_LINK);
        assert_eq!(house.log().await, ["create", "create", "invite", "password", "sign_in"]);
    }

    async fn a_bad_new_password_is_named_and_leaves_the_link_good(house: House) {
        let link = house.invited("hanako", Role::DeskStaff).await;
        let fault = refused(house.account.accept(&link, "short", "other", &here()).await);
        let Fault::Invalid(flaws) = fault else { panic!("{fault:?}") };
        assert_eq!(flaws.of("password"), Some(&Flaw::PasswordTooShort { min: 13 }));
        assert_eq!(flaws.of("password_again"), Some(&Flaw::PasswordsDiffer));
        house.account.accept(&link, PASSWORD, PASSWORD, &here()).await.unwrap();
    }

    async fn a_link_is_good_for_72_hours_and_until_the_next_one(house: House) {
        let first = house.invited("hanako", Role::DeskStaff).await;
        let second = house.account.invite("Hanako").await.unwrap().token().to_owned();
        assert_eq!(refused(house.account.welcome(&first).await), DEAD_LINK);
        house.clock.pass(Duration::hours(72) - Duration::seconds(1));
        assert!(house.account.welcome(&second).await.is_ok());
        house.clock.pass(Duration::seconds(1));
        assert_eq!(refused(house.account.accept(&second, PASSWORD, PASSWORD, &here()).await), DEAD_LINK);
    }

    async fn a_wrong_password_and_an_unknown_name_get_the_same_answer(house: House) {
        house.person("hanako", Role::DeskStaff).await;
        house.invited("invited-only", Role::DeskStaff).await;
        for (login, password) in [("hanako", "wrong password 1"), ("nobody", PASSWORD), ("invited-only", PASSWORD), ("", ""), ("hanako", "")] {
            assert_eq!(refused(house.account.sign_in(login, password, &here()).await), FAILED, "{login}");
        }
        assert!(house.account.sign_in("  HANAKO ", PASSWORD, &here()).await.is_ok());
    }

    async fn after_five_failures_even_the_right_password_waits_also_after_a_restart(house: House) {
        house.person("hanako", Role::DeskStaff).await;
        for _ in 0..5 {
            assert_eq!(refused(house.account.sign_in("hanako", "wrong", &here()).await), FAILED);
        }
        assert_eq!(refused(house.account.sign_in("hanako", PASSWORD, &here()).await), delayed(15));
        let restarted = house.restarted();
        house.clock.pass(Duration::milliseconds(14_500));
        assert_eq!(refused(restarted.sign_in("hanako", PASSWORD, &here()).await), delayed(1));
        house.clock.pass(Duration::milliseconds(500));
        assert_eq!(refused(restarted.sign_in("hanako", "wrong", &here()).await), FAILED);
        assert_eq!(refused(restarted.sign_in("hanako", PASSWORD, &here()).await), delayed(30));
        house.clock.pass(Duration::seconds(30));
        restarted.sign_in("hanako", PASSWORD, &here()).await.unwrap();
        for _ in 0..4 {
            assert_eq!(refused(restarted.sign_in("hanako", "wrong", &here()).await), FAILED);
        }
        restarted.sign_in("hanako", PASSWORD, &here()).await.expect("success took the failures back");
    }

    async fn one_address_guessing_at_many_names_is_delayed_too_and_others_are_not(house: House) {
        house.person("hanako", Role::DeskStaff).await;
        let guessed = async |times: u32, from: &Origin| guess(&house, times, from).await;
        let office = Origin { from: "192.0.2.50".into(), ..Origin::default() };
        guessed(99, &office).await;
        house.clock.pass(Duration::minutes(61));
        assert_eq!(refused(house.account.sign_in("name", "wrong", &office).await), FAILED, "an hour is enough");
        guessed(99, &office).await;
        assert_eq!(refused(house.account.sign_in("hanako", PASSWORD, &office).await), delayed(15), "hanako was never seen there");
        house.account.sign_in("hanako", PASSWORD, &Origin { from: "192.0.2.99".into(), ..Origin::default() }).await.unwrap();
        guessed(100, &here()).await;
        assert_eq!(refused(house.account.sign_in("taro", "wrong", &here()).await), delayed(15));
        house.account.sign_in("hanako", PASSWORD, &here()).await.expect("hanako set the password here");
    }

    async fn a_success_of_one_s_own_does_not_hide_guesses_at_others(house: House) {
        house.person("hanako", Role::DeskStaff).await;
        guess(&house, 99, &here()).await;
        house.account.sign_in("hanako", PASSWORD, &here()).await.expect("hanako is known here");
        assert_eq!(refused(house.account.sign_in("name1", "wrong", &here()).await), FAILED);
        assert_eq!(refused(house.account.sign_in("name2", "wrong", &here()).await), delayed(15), "a hundred guesses, whatever hanako does");
        house.account.tidy_up().await.unwrap();
        assert_eq!(refused(house.account.sign_in("name2", "wrong", &here()).await), FAILED, "in time an address is forgiven");
    }

    async fn what_is_tried_during_a_delay_and_beside_the_present_password_is_logged_but_not_without_end(house: House) {
        let session = house.person("hanako", Role::DeskStaff).await;
        let actor = house.account.actor_of(&session, &here()).await.unwrap().unwrap();
        let known = house.log().await.len();
        assert!(house.account.change_password(&actor, "wrong", BETTER, BETTER).await.is_err());
        for _ in 0..4 {
            assert_eq!(refused(house.account.sign_in("hanako", "wrong", &here()).await), FAILED);
        }
        for _ in 0..30 {
            assert_eq!(refused(house.account.sign_in("hanako", PASSWORD, &here()).await), delayed(15));
        }
        let lines = house.log().await.split_off(known);
        assert_eq!((lines.len(), lines.iter().all(|deed| deed == "sign_in_failed")), (1 + 4 + 20, true), "{lines:?}");
    }

    async fn many_tries_at_the_same_time_do_not_slip_through(house: House) {
        house.person("hanako", Role::DeskStaff).await;
        let tries = (0..12).map(|_| {
            let account = house.account.clone();
            async move { account.sign_in("hanako", "wrong", &here()).await.err() }
        });
        let answers = futures::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|a| **a == Some(FAILED)).count(), 5, "{answers:?}");
    }

    async fn a_session_ends_by_idleness_by_age_and_when_its_person_is_disabled(house: House) {
        let session = house.person("hanako", Role::DeskStaff).await;
        let alive = async |token: &str| house.account.actor_of(token, &here()).await.unwrap().is_some();
        for _ in 0..12 {
            house.clock.pass(Duration::minutes(59));
            assert!(alive(&session).await);
        }
        house.clock.pass(Duration::minutes(12));
        assert!(!alive(&session).await, "twelve hours after sign-in");
        let session = house.account.sign_in("hanako", PASSWORD, &here()).await.unwrap().token;
        house.clock.pass(Duration::minutes(60));
        assert!(!alive(&session).await, "an hour without a request");
        let session = house.account.sign_in("hanako", PASSWORD, &here()).await.unwrap().token;
        let actor = house.account.actor_of(&session, &here()).await.unwrap().unwrap();
        assert_eq!((actor.name.as_str(), actor.roles.as_slice(), actor.from.as_str()), ("hanakoさん", &[Role::DeskStaff][..], "192.0.2.1"));
        assert_eq!(actor.desks.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), [DESK]);
        house.account.disable("hanako").await.unwrap();
        assert!(!alive(&session).await);
        assert_eq!(refused(house.account.sign_in("hanako", PASSWORD, &here()).await), FAILED);
        assert!(house.account.invite("hanako").await.is_err());
    }

    async fn one_s_own_sessions_are_listed_and_ended_one_by_one_or_all(house: House) {
        let first = house.person("hanako", Role::DeskStaff).await;
        house.clock.pass(Duration::minutes(1));
        let second = house.account.sign_in("hanako", PASSWORD, &here()).await.unwrap().token;
        let other = house.person("taro", Role::DeskStaff).await;
        let actor = async |token: &str| house.account.actor_of(token, &here()).await.unwrap();
        let (one, two, taro) = (actor(&first).await.unwrap(), actor(&second).await.unwrap(), actor(&other).await.unwrap());
        let seen = house.account.account(&two).await.unwrap().sessions;
        assert_eq!(seen.iter().map(|s| (s.id, s.current)).collect::<Vec<_>>(), [(two.session_id, true), (one.session_id, false)]);
        assert_eq!(refused(house.account.end_session(&taro, one.session_id).await), Fault::NotFound);
        house.account.end_session(&two, one.session_id).await.unwrap();
        assert!(actor(&first).await.is_none() && actor(&second).await.is_some());
        house.account.sign_out_everywhere(&two).await.unwrap();
        assert!(actor(&second).await.is_none() && actor(&other).await.is_some());
    }

    async fn a_changed_password_needs_the_old_one_and_ends_the_other_sessions(house: House) {
        let first = house.person("hanako", Role::DeskStaff).await;
        let second = house.account.sign_in("hanako", PASSWORD, &here()).await.unwrap().token;
        let actor = house.account.actor_of(&second, &here()).await.unwrap().unwrap();
        let wrong = refused(house.account.change_password(&actor, "not the old one", BETTER, BETTER).await);
        assert!(matches!(&wrong, Fault::Invalid(f) if f.of("password_present") == Some(&Flaw::PasswordWrong)), "{wrong:?}");
        let common = refused(house.account.change_password(&actor, PASSWORD, "passwordpassword", "passwordpassword").await);
        assert!(matches!(&common, Fault::Invalid(f) if f.of("password") == Some(&Flaw::PasswordCommon)), "{common:?}");
        house.account.change_password(&actor, PASSWORD, BETTER, BETTER).await.unwrap();
        assert!(house.account.actor_of(&first, &here()).await.unwrap().is_none());
        assert!(house.account.actor_of(&second, &here()).await.unwrap().is_some());
        assert_eq!(refused(house.account.sign_in("hanako", PASSWORD, &here()).await), FAILED);
        house.account.sign_in("hanako", BETTER, &here()).await.unwrap();
    }

    async fn the_first_administrator_gets_a_link_at_each_start_until_the_password_is_set(house: House) {
        let first = house.account.first_administrator().await.unwrap().unwrap();
        assert!(first.link("https://desk.example").starts_with("https://desk.example/welcome/"));
        let again = house.account.first_administrator().await.unwrap().unwrap();
        assert_eq!(house.account.welcome(first.token()).await.unwrap().login, "admin", "another server may have shown it");
        house.account.accept(again.token(), PASSWORD, PASSWORD, &here()).await.unwrap();
        assert!(house.account.first_administrator().await.unwrap().is_none());
        assert_eq!(refused(house.account.welcome(first.token()).await), DEAD_LINK, "the link that was used ends the others");
        let people = house.account.people().await.unwrap();
        assert_eq!(people.iter().map(|p| (p.user.login.as_str(), p.roles.as_slice(), p.desks.len())).collect::<Vec<_>>(), [("admin", &[Role::Admin][..], 1)]);
    }

    async fn the_command_line_is_told_what_is_wrong_with_a_new_person(house: House) {
        house.invited("hanako", Role::DeskStaff).await;
        let person = |login: &str, desk: &str| NewPerson { login: login.into(), name: "花子".into(), email: None, roles: vec![Role::Manager, Role::Manager], desks: vec![desk.into(), desk.into()] };
        for (new, words) in [(person("Hanako", DESK), "is taken"), (person("花子", DESK), "a-z"), (person("x", DESK), "2 to 64"), (person("taro", "no desk"), "no desk")] {
            let said = house.account.add(new).await.err().unwrap().to_string();
            assert!(said.contains(words), "{said}");
        }
        house.account.add(person("taro", DESK)).await.unwrap();
        assert!(house.account.add_desk(DESK).await.err().unwrap().to_string().contains("already"));
    }
}
