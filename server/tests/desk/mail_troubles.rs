//! What goes wrong around e-mail: slow relays, alerts about alerts, reports of earlier sendings, invitations that came too late,
//! reminders of what somebody just typed, people who left.

use super::mails::{mails, outbox, with_relay, worker, world_with};
use super::notices::{address, owned, told};
use super::{World, actor};
use crate::common::relay::{Manner, Relay};
use crate::common::{DESK, Kind, PASSWORD};
use chrono::Duration;
use domain::account::{Actor, Role};
use domain::inquiry::InquiryForm;
use domain::notice::{CaseStep, MailQuery, MailState, NoticeKind};
use domain::ports::{AccountDesk, InquiryDesk, MailDesk, NoticeDesk, Origin};
use server::files::Files;
use server::jobs::Jobs;
use server::service::notice::NoticeService;

async fn round(world: &World) {
    let (jobs, _, _) = Jobs::new(world.house.services.clone(), world.house.account.clone(), Files::new(std::env::temp_dir().join("madoguchi-none")));
    jobs.round().await;
}

async fn state_of(world: &World, admin: &Actor, to: &str) -> Vec<MailState> {
    let query = MailQuery { to: to.into(), ..MailQuery::default() };
    outbox(world).mails(admin, &query).await.unwrap().lines.into_iter().map(|l| l.state).collect()
}

/// A one-time secret out of the last e-mail to somebody.
fn secret(relay: &Relay, to: &str) -> String {
    let (_, body) = relay.taken().into_iter().rfind(|t| t.to == to).unwrap().read();
    body.split("/welcome/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

with_relay! {
    async fn alerts_about_alerts_come_to_an_end(relay, world, admin) {
        for login in ["ann", "ben", "cho"] {
            let person = actor(&world.house, login, Role::Admin, &[DESK]).await;
            address(&world, &person, &format!("{login}@example.jp")).await;
            relay.always(&format!("{login}@example.jp"), Manner::Policy);
        }
        relay.always("taro@example.jp", Manner::Policy);
        for _ in 0..3 {
            owned(&world, &world.taro).await;
            world.house.clock.pass(Duration::seconds(1));
        }
        let mut written = 0;
        for _ in 0..12 {
            worker(&world).once().await.unwrap();
            world.house.clock.pass(Duration::minutes(6));
            written = outbox(&world).mails(&admin, &MailQuery::default()).await.unwrap().total;
        }
        assert_eq!(written, 6, "three to taro, and one alert to each of three administrators");
    }

    async fn what_failed_again_is_told_again(relay, world, admin) {
        relay.always("taro@example.jp", Manner::Policy);
        owned(&world, &world.taro).await;
        for times in 1..=2 {
            worker(&world).once().await.unwrap();
            assert_eq!(told(&world, &admin).await.iter().filter(|l| l.kind == NoticeKind::Undelivered).count(), times);
            let line = mails(&world, &admin).await[0].clone();
            assert_eq!((line.state, line.tries), (MailState::Failed, 1), "sent once more it begins anew");
            outbox(&world).resend(&admin, line.id).await.unwrap();
        }
    }

    async fn an_invitation_that_was_used_is_not_sent_a_second_time(relay, world, admin) {
        let jiro = actor(&world.house, "jiro", Role::DeskStaff, &[DESK]).await;
        address(&world, &jiro, "jiro@example.jp").await;
        relay.next(&[Manner::Cut]);
        world.house.account.invite("jiro").await.unwrap();
        worker(&world).once().await.unwrap();
        let secret = secret(&relay, "jiro@example.jp");
        world.house.clock.pass(Duration::seconds(5));
        world.house.account.accept(&secret, PASSWORD, PASSWORD, &Origin { from: "192.0.2.9".into(), browser: "T".into() }).await.unwrap();
        world.house.clock.pass(Duration::seconds(15));
        let before = relay.taken().len();
        worker(&world).once().await.unwrap();
        assert!(relay.taken().iter().skip(before).all(|t| !t.read().1.contains("/welcome/")), "no fresh link to somebody who has a password");
        assert!(state_of(&world, &admin, "jiro").await.contains(&MailState::Cancelled));
    }

    async fn a_report_of_an_earlier_sending_or_address_changes_nothing(relay, world, admin) {
        owned(&world, &world.taro).await;
        worker(&world).once().await.unwrap();
        let id = mails(&world, &admin).await[0].id;
        outbox(&world).resend(&admin, id).await.unwrap();
        worker(&world).once().await.unwrap();
        let editions: Vec<String> = relay.taken().iter().map(|t| t.message_id()).collect();
        assert!(editions[0].contains(".1@") && editions[1].contains(".2@"), "{editions:?}");
        let now = world.house.services.now();
        let bounced = |edition: i32| world.house.services.write(move |tx| futures::FutureExt::boxed(async move { Ok(db::mail::bounced(tx, (id, edition), "550", now).await?) }));
        assert_eq!(bounced(1).await.unwrap(), None);
        assert_eq!(mails(&world, &admin).await[0].state, MailState::Sent);
        assert_eq!(bounced(2).await.unwrap().map(|s| (s.state, s.address)), Some((MailState::Failed, "taro@example.jp".to_owned())));
        let taro = world.taro.user_id;
        let marked = |from: &'static str| world.house.services.write(move |tx| futures::FutureExt::boxed(async move { Ok(db::notice::mark_trouble(tx, (taro, from), "550", now).await?) }));
        assert!(!marked("old@example.jp").await.unwrap() && marked("taro@example.jp").await.unwrap());
        address(&world, &world.taro, "taro@example.jp").await;
    }

    async fn what_was_typed_after_the_morning_and_cases_of_people_who_left(relay, world, admin) {
        world.until("2026-11-24T08:05");
        let dated = |who: &Actor, date: &str| InquiryForm { staff_id: who.user_id.to_string(), next_date: date.into(), ..world.call("予定のある件") };
        let jiro = actor(&world.house, "jiro", Role::DeskStaff, &[DESK]).await;
        world.record(&dated(&jiro, "2026-11-25")).await;
        world.until("2026-11-24T10:00");
        world.record(&dated(&world.hanako, "2026-11-25")).await;
        world.house.account.disable("jiro").await.unwrap();
        world.house.account.first_administrator().await.unwrap();
        round(&world).await;
        let kinds = |lines: Vec<domain::notice::NoticeLine>| lines.into_iter().map(|l| l.kind).filter(|k| *k == NoticeKind::DueTomorrow).count();
        assert_eq!(kinds(told(&world, &world.hanako).await), 1, "of jiro's case, which is everybody's now, and not of her own");
        assert_eq!(kinds(told(&world, &world.taro).await), 1);
        let _ = (relay, admin);
    }

    async fn corrections_of_a_contact_are_told_to_whoever_is_in_charge(relay, world, admin) {
        let recorded = world.record(&InquiryForm { staff_id: world.taro.user_id.to_string(), ..world.call("直す前") }).await;
        let mut form = world.call("直した後");
        form.id = recorded.id.to_string();
        world.inquiry.edit(&world.hanako, recorded.id, 1, &form).await.unwrap();
        world.inquiry.void(&world.hanako, recorded.id, "誤り").await.unwrap();
        let steps: Vec<_> = told(&world, &world.taro).await.into_iter().filter_map(|l| l.facts.step).collect();
        assert_eq!(steps, [CaseStep::Corrected, CaseStep::InquiryVoided]);
        let _ = (relay, admin);
    }

    async fn whoever_is_unreachable_is_in_the_log_with_what_was_said(relay, world, admin) {
        relay.always("taro@example.jp", Manner::Refuse);
        let (case, _) = owned(&world, &world.taro).await;
        worker(&world).once().await.unwrap();
        let marked: Vec<_> = world.see_case(case).await.staff.into_iter().filter(|s| s.unreachable).map(|s| s.id).collect();
        assert_eq!(marked, [world.taro.user_id], "whoever chooses a person in charge sees it");
        let line = world.audit().await.into_iter().rfind(|l| l.kind == "user" && l.note.contains("no such user"));
        assert!(line.is_some(), "the program's own mark is logged");
        assert!(outbox(&world).mails(&admin, &MailQuery::default()).await.unwrap().unreachable[0].answer.contains("no such user"));
        assert_eq!(NoticeService(world.house.services.clone()).untold(&world.hanako).await.unwrap().unreachable[0].answer, "");
    }
}

#[tokio::test]
async fn a_slow_relay_keeps_nobody_waiting_for_the_page_of_a_test() {
    let relay = Relay::open().await;
    let (world, admin) = world_with(Kind::Sqlite, &relay, &[]).await;
    relay.slow(std::time::Duration::from_millis(4_500));
    let began = std::time::Instant::now();
    let id = outbox(&world).test(&admin, "anybody@example.jp").await.unwrap();
    assert!(began.elapsed() < std::time::Duration::from_secs(17), "{:?}", began.elapsed());
    assert_eq!(outbox(&world).mail(&admin, id).await.unwrap().line.state, MailState::Sending);
    for _ in 0..100 {
        if outbox(&world).mail(&admin, id).await.unwrap().line.state == MailState::Sent {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the answer was not written down");
}

#[tokio::test]
async fn a_server_of_which_nobody_said_how_e_mail_leaves_does_not_empty_an_outbox_of_others() {
    let world = World::with(Kind::Postgres, &[]).await;
    let admin = actor(&world.house, "root", Role::Admin, &[DESK]).await;
    address(&world, &world.taro, "taro@example.jp").await;
    owned(&world, &world.taro).await;
    worker(&world).once().await.unwrap();
    assert_eq!(mails(&world, &admin).await[0].state, MailState::Waiting);
}
