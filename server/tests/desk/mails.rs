//! The outbox against a relay that takes, puts off, refuses and cuts the line; two workers at once; bounces; reminders.

use super::notices::{address, owned, told};
use super::{World, actor, entry};
use crate::common::relay::{Manner, Relay};
use crate::common::{DESK, Kind};
use chrono::Duration;
use domain::account::{Actor, Role};
use domain::cases::CaseForm;
use domain::error::{Fault, Refusal};
use domain::id::CaseId;
use domain::inquiry::InquiryForm;
use domain::notice::{MailLine, MailPurpose, MailQuery, MailState, NoticeKind, TemplateForm};
use domain::ports::{AccountDesk, CaseDesk, MailDesk, NoticeDesk, Origin};
use server::files::Files;
use server::jobs::Jobs;
use server::mail::Worker;
use server::service::mail::MailService;
use server::service::notice::NoticeService;
use std::collections::{BTreeMap, BTreeSet};

async fn world_with(kind: Kind, relay: &Relay, more: &[(&str, &str)]) -> (World, Actor) {
    let url = format!("smtp://{}", relay.address);
    let mut settings = vec![("MADOGUCHI_MAIL", url.as_str()), ("MADOGUCHI_MAIL_FROM", "madoguchi@desk.example")];
    settings.extend(more);
    let world = World::with(kind, &settings).await;
    let admin = actor(&world.house, "root", Role::Admin, &[DESK]).await;
    address(&world, &world.taro, "taro@example.jp").await;
    (world, admin)
}

fn worker(world: &World) -> Worker {
    Worker::new(world.house.services.clone())
}

fn outbox(world: &World) -> MailService {
    MailService(world.house.services.clone())
}

async fn mails(world: &World, admin: &Actor) -> Vec<MailLine> {
    let mut lines = outbox(world).mails(admin, &MailQuery::default()).await.unwrap().lines;
    lines.retain(|l| l.user == Some(world.taro.user_id));
    lines.reverse();
    lines
}

/// Runs the body on both databases.
macro_rules! with_relay {
    ($($(#[$doc:meta])* async fn $name:ident($relay:ident, $world:ident, $admin:ident) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn body(kind: Kind) {
                let $relay = Relay::open().await;
                let ($world, $admin) = world_with(kind, &$relay, &[]).await;
                $body
            }

            #[tokio::test]
            async fn on_sqlite() {
                body(Kind::Sqlite).await;
            }

            #[tokio::test]
            async fn on_postgresql() {
                body(Kind::Postgres).await;
            }
        }
    )+};
}

with_relay! {
    async fn what_is_written_leaves_once_with_number_and_link(relay, world, admin) {
        let (case, number) = owned(&world, &world.taro).await;
        assert_eq!(worker(&world).once().await.unwrap().sent, 1);
        assert_eq!(worker(&world).once().await.unwrap().sent, 0);
        let taken = relay.taken();
        assert_eq!((taken.len(), taken[0].to.as_str()), (1, "taro@example.jp"));
        let (subject, body) = taken[0].read();
        assert!(subject.contains(&number), "{subject}");
        assert!(body.contains("taroさん 様") && body.contains(&format!("http://desk.example/cases/{case}")), "{body}");
        let line = &mails(&world, &admin).await[0];
        assert_eq!((line.state, line.tries), (MailState::Sent, 1));
        let view = outbox(&world).mail(&admin, line.id).await.unwrap();
        assert_eq!(view.attempts[0].answer, "250 2.0.0 queued");
        assert_eq!(view.message_id, taken[0].message_id());
        assert!(view.body.contains(&number));
    }

    async fn what_is_put_off_is_tried_again_in_ever_longer_steps(relay, world, admin) {
        relay.always("taro@example.jp", Manner::Later);
        owned(&world, &world.taro).await;
        for seconds in [15, 60, 300, 1_800, 7_200, 3_600, 3_600] {
            assert_eq!(worker(&world).once().await.unwrap().later, 1);
            world.house.clock.pass(Duration::seconds(seconds - 1));
            assert_eq!(worker(&world).once().await.unwrap().later, 0, "not before {seconds} s");
            world.house.clock.pass(Duration::seconds(1));
        }
        relay.always("taro@example.jp", Manner::Take);
        assert_eq!(worker(&world).once().await.unwrap().sent, 1);
        assert_eq!(mails(&world, &admin).await[0].tries, 8);
    }

    async fn after_three_days_it_is_given_up_and_the_administrator_is_told(relay, world, admin) {
        relay.always("taro@example.jp", Manner::Later);
        owned(&world, &world.taro).await;
        let mut tries = 0;
        while mails(&world, &admin).await[0].state != MailState::Failed {
            tries += worker(&world).once().await.unwrap().later;
            world.house.clock.pass(Duration::hours(1));
            assert!(tries < 100);
        }
        assert!(tries >= 70, "{tries}");
        assert_eq!(told(&world, &admin).await.last().unwrap().kind, NoticeKind::Undelivered);
        let unreachable = NoticeService(world.house.services.clone()).untold(&world.hanako).await.unwrap().unreachable;
        assert!(unreachable.is_empty(), "a relay that is away says nothing about the address");
        let desk = NoticeService(world.house.services.clone());
        let untold = || async { desk.untold(&world.hanako).await.unwrap().undelivered.into_iter().map(|u| (u.id, u.mails)).collect::<Vec<_>>() };
        assert_eq!(untold().await, [(world.taro.user_id, 1)], "the desk tells taro otherwise");
        desk.read_all(&world.taro, "").await.unwrap();
        assert_eq!(untold().await, [], "who has read it in the application knows it");
    }

    async fn a_refusal_ends_it_and_marks_the_address_until_somebody_confirms(relay, world, admin) {
        relay.always("taro@example.jp", Manner::Refuse);
        owned(&world, &world.taro).await;
        assert_eq!(worker(&world).once().await.unwrap().failed, 1);
        let line = mails(&world, &admin).await[0].clone();
        assert!(line.state == MailState::Failed && line.answer.contains("550") && line.answer.contains("no such user"), "{line:?}");
        let notices = NoticeService(world.house.services.clone());
        assert_eq!(notices.untold(&world.hanako).await.unwrap().unreachable[0].id, world.taro.user_id);
        assert!(notices.delivery(&world.taro).await.unwrap().trouble_since.is_some());
        notices.confirm_own(&world.taro).await.unwrap();
        assert!(notices.untold(&world.hanako).await.unwrap().unreachable.is_empty());
        relay.always("taro@example.jp", Manner::Take);
        outbox(&world).resend(&admin, line.id).await.unwrap();
        assert_eq!(worker(&world).once().await.unwrap().sent, 1);
        assert_eq!(outbox(&world).mail(&admin, line.id).await.unwrap().attempts.len(), 2);
    }

    async fn a_refusal_of_the_message_says_nothing_about_the_address(relay, world, admin) {
        relay.always("taro@example.jp", Manner::Policy);
        owned(&world, &world.taro).await;
        assert_eq!(worker(&world).once().await.unwrap().failed, 1);
        assert_eq!(mails(&world, &admin).await[0].state, MailState::Failed);
        assert!(NoticeService(world.house.services.clone()).untold(&world.hanako).await.unwrap().unreachable.is_empty());
    }

    async fn a_line_cut_after_the_message_repeats_it_under_the_same_id(relay, world, admin) {
        relay.next(&[Manner::Cut]);
        owned(&world, &world.taro).await;
        assert_eq!(worker(&world).once().await.unwrap().later, 1);
        world.house.clock.pass(Duration::seconds(15));
        assert_eq!(worker(&world).once().await.unwrap().sent, 1);
        let ids: Vec<String> = relay.taken().iter().map(|t| t.message_id()).collect();
        assert_eq!((ids.len(), ids[0] == ids[1]), (2, true), "{ids:?}");
        let id = mails(&world, &admin).await[0].id;
        outbox(&world).resend(&admin, id).await.unwrap();
        worker(&world).once().await.unwrap();
        assert_ne!(relay.taken()[2].message_id(), ids[0], "sent anew on purpose it is another message");
    }

    async fn a_worker_that_died_is_taken_over(relay, world, admin) {
        owned(&world, &world.taro).await;
        let now = world.house.services.now();
        let leased = world.house.services.write(move |tx| futures::FutureExt::boxed(async move { Ok(db::mail::lease(tx, uuid::Uuid::now_v7(), now, now + Duration::seconds(150), 9).await?) })).await.unwrap();
        assert_eq!(leased.len(), 1);
        assert_eq!(worker(&world).once().await.unwrap().sent, 0, "somebody has it");
        world.house.clock.pass(Duration::seconds(150));
        assert_eq!(worker(&world).once().await.unwrap().sent, 1);
        assert_eq!((relay.taken().len(), mails(&world, &admin).await[0].tries), (1, 2));
    }

    async fn an_invitation_carries_a_link_that_is_in_no_record(relay, world, admin) {
        let jiro = actor(&world.house, "jiro", Role::DeskStaff, &[DESK]).await;
        address(&world, &jiro, "jiro@example.jp").await;
        world.house.account.invite("jiro").await.unwrap();
        worker(&world).once().await.unwrap();
        let taken = relay.taken().into_iter().find(|t| t.to == "jiro@example.jp").unwrap();
        let (_, body) = taken.read();
        let secret = body.split("/welcome/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let stored: Vec<String> = world.query("SELECT body FROM mails").await.iter().map(|r| r.try_get("", "body").unwrap()).collect();
        assert!(stored.iter().all(|b| !b.contains(&secret)), "{stored:?}");
        let origin = Origin { from: "192.0.2.9".into(), browser: "T".into() };
        world.house.account.accept(&secret, crate::common::PASSWORD, crate::common::PASSWORD, &origin).await.unwrap();
        let _ = admin;
        let again = Origin { from: "198.51.100.1".into(), browser: "T".into() };
        world.house.account.sign_in("jiro", crate::common::PASSWORD, &again).await.unwrap();
        assert_eq!(told(&world, &jiro).await.iter().filter(|l| l.unread).map(|l| l.kind).collect::<Vec<_>>(), [NoticeKind::NewPlace]);
    }

    async fn words_are_changed_checked_and_taken_back(relay, world, admin) {
        let purpose = MailPurpose::Notice(NoticeKind::CaseAssigned);
        let form = TemplateForm { mail_subject: "担当 {{番号}}".into(), mail_body: "{{宛名}}さんへ\n{{リンク}}".into() };
        let bad = TemplateForm { mail_body: "{{氏名}} {{リンク}}".into(), ..form.clone() };
        assert!(matches!(outbox(&world).save_template(&admin, purpose, 0, &bad).await, Err(Fault::Invalid(_))));
        outbox(&world).save_template(&admin, purpose, 0, &form).await.unwrap();
        outbox(&world).save_template(&admin, purpose, 0, &form).await.unwrap();
        let other = TemplateForm { mail_subject: "別".into(), ..form.clone() };
        assert_eq!(outbox(&world).save_template(&admin, purpose, 0, &other).await, Err(Fault::Refused(Refusal::ChangedMeanwhile)));
        let (_, number) = owned(&world, &world.taro).await;
        worker(&world).once().await.unwrap();
        assert_eq!(relay.taken()[0].read().0, format!("担当 {number}"));
        outbox(&world).reset_template(&admin, purpose, 1).await.unwrap();
        let view = outbox(&world).template(&admin, purpose, None).await.unwrap();
        assert_eq!((view.template == view.default, view.changed, view.version, view.history.len()), (true, false, 2, 2));
    }

    async fn a_test_shows_what_the_relay_said(relay, world, admin) {
        let id = outbox(&world).test(&admin, "anybody@example.jp").await.unwrap();
        assert_eq!(outbox(&world).mail(&admin, id).await.unwrap().attempts[0].answer, "250 2.0.0 queued");
        relay.always("nobody@example.jp", Manner::Refuse);
        let id = outbox(&world).test(&admin, "nobody@example.jp").await.unwrap();
        let view = outbox(&world).mail(&admin, id).await.unwrap();
        assert!(view.line.state == MailState::Failed && view.attempts[0].answer.contains("no such user"), "{view:?}");
        assert_eq!(outbox(&world).resend(&admin, id).await, Err(Fault::Refused(Refusal::NotInThisState)));
        assert!(matches!(outbox(&world).test(&admin, "x").await, Err(Fault::Invalid(_))));
        assert_eq!(outbox(&world).test(&world.hanako, "a@example.jp").await, Err(Fault::Forbidden));
    }

    async fn what_waits_can_be_taken_out(relay, world, admin) {
        owned(&world, &world.taro).await;
        let id = mails(&world, &admin).await[0].id;
        outbox(&world).cancel(&admin, id).await.unwrap();
        assert_eq!(outbox(&world).cancel(&admin, id).await, Err(Fault::Refused(Refusal::NotInThisState)));
        worker(&world).once().await.unwrap();
        assert!(relay.taken().is_empty());
    }

    async fn due_dates_are_told_once_whoever_runs_the_job_and_however_often(relay, world, admin) {
        // A Friday; the 23rd is a holiday.
        world.until("2026-11-20T07:59");
        let form = |date: &str| InquiryForm { staff_id: world.taro.user_id.to_string(), next_date: date.into(), ..world.call("予定のある件") };
        for date in ["2026-11-24", "2026-11-25", "2026-11-20"] {
            world.record(&form(date)).await;
        }
        worker(&world).once().await.unwrap();
        let before = relay.taken().len();
        let round = || async {
            let (jobs, _, _) = Jobs::new(world.house.services.clone(), world.house.account.clone(), Files::new(std::env::temp_dir().join("madoguchi-none")));
            jobs.round().await;
        };
        world.house.account.first_administrator().await.unwrap();
        round().await;
        let kinds = || async { told(&world, &world.taro).await.into_iter().map(|l| l.kind).filter(|k| *k != NoticeKind::CaseAssigned).collect::<Vec<_>>() };
        assert_eq!(kinds().await, [], "not before eight");
        world.until("2026-11-20T08:06");
        // The holidays are the server's own: without a table only weekends are free.
        round().await;
        let friday = kinds().await;
        assert!(friday.iter().all(|k| *k == NoticeKind::DueTomorrow), "{friday:?}");
        world.until("2026-11-21T08:30");
        round().await;
        assert_eq!(kinds().await.into_iter().filter(|k| *k == NoticeKind::Overdue).count(), 1, "the one of Friday has passed");
        for day in ["2026-11-22T08:30", "2026-11-26T08:30", "2026-11-26T08:40"] {
            world.until(day);
            round().await;
        }
        let told = kinds().await;
        assert_eq!(told.iter().filter(|k| **k == NoticeKind::Overdue).count(), 3, "{told:?}");
        worker(&world).once().await.unwrap();
        assert!(relay.taken().len() > before);
        let _ = admin;
    }

    async fn no_field_of_a_patient_is_in_any_mail_or_notice(relay, world, admin) {
        let secrets = ["秘密田", "ひみつだ", "昭和五年", "一九三〇", "秘密町九丁目", "072-555-9999", "0725559999", "秘密病"];
        let form = InquiryForm {
            patient_mode: "new".into(), patient_name: "秘密田花子".into(), patient_kana: "ひみつだはなこ".into(), patient_birth: "S5.1.1".into(), patient_address: "秘密町九丁目8".into(),
            caller_name: "秘密田太郎".into(), caller_kana: "ひみつだたろう".into(), telephone: "072-555-9999".into(), content: "秘密病の件".into(), response: "秘密病と伝えた".into(),
            staff_id: world.taro.user_id.to_string(), next_date: "2026-11-24".into(), ..world.call("")
        };
        let case: CaseId = world.record(&form).await.case_id;
        world.cases.add_entry(&world.hanako, case, &entry("秘密病。秘密田さんの住所は秘密町九丁目")).await.unwrap();
        let version = world.see_case(case).await.version;
        let edit = CaseForm { status: "arranging".into(), owner_id: world.taro.user_id.to_string(), next_date: "2026-11-25".into() };
        world.cases.edit(&world.hanako, case, version, &edit).await.unwrap();
        let version = world.see_case(case).await.version;
        world.cases.void(&world.hanako, case, version, "秘密田さんの件は誤り").await.unwrap();
        let note = domain::handover::NoteForm { id: domain::id::NoteId::new().to_string(), desk_id: world.hanako.desks[0].id.to_string(), note: "秘密田さんは秘密病".into(), important: "1".into(), ..Default::default() };
        domain::ports::HandoverDesk::add(&server::service::handover::HandoverService(world.house.services.clone()), &world.hanako, &note).await.unwrap();
        world.house.clock.pass(Duration::minutes(6));
        worker(&world).once().await.unwrap();
        let mut texts: Vec<String> = relay.taken().iter().flat_map(|t| { let (s, b) = t.read(); [s, b, t.raw.clone()] }).collect();
        assert!(texts.len() >= 9, "{}", texts.len());
        for row in world.query("SELECT facts, event FROM notices").await {
            texts.push(row.try_get("", "facts").unwrap());
            texts.push(row.try_get("", "event").unwrap());
        }
        for row in world.query("SELECT subject, body, answer FROM mails").await {
            texts.extend([row.try_get::<String>("", "subject").unwrap(), row.try_get("", "body").unwrap(), row.try_get("", "answer").unwrap()]);
        }
        for secret in secrets {
            assert!(texts.iter().all(|t| !t.contains(secret)), "{secret}");
        }
        let _ = admin;
    }
}

#[tokio::test]
async fn bounces_in_the_folder_mark_the_mail_and_the_address() {
    let relay = Relay::open().await;
    let folder = std::env::temp_dir().join(format!("madoguchi-bounces-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(folder.join("new")).unwrap();
    let (world, admin) = world_with(Kind::Sqlite, &relay, &[("MADOGUCHI_MAIL_BOUNCES", folder.to_str().unwrap())]).await;
    owned(&world, &world.taro).await;
    worker(&world).once().await.unwrap();
    let id = relay.taken()[0].message_id();
    let report = format!(
        "From: MAILER-DAEMON@r\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Final-Recipient: rfc822; taro@example.jp\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 unknown\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\n\r\n--b--\r\n"
    );
    std::fs::write(folder.join("new/1.report"), report).unwrap();
    std::fs::write(folder.join("new/2.noise"), "Subject: hello\r\n\r\nx").unwrap();
    let (jobs, _, _) = Jobs::new(world.house.services.clone(), world.house.account.clone(), Files::new(folder.join("files")));
    jobs.round().await;
    assert_eq!(mails(&world, &admin).await[0].state, MailState::Failed);
    assert_eq!(NoticeService(world.house.services.clone()).untold(&world.hanako).await.unwrap().unreachable.len(), 1);
    assert_eq!((std::fs::read_dir(folder.join("new")).unwrap().count(), std::fs::read_dir(folder.join("cur")).unwrap().count()), (0, 2));
    let turn = outbox(&world).jobs(&admin).await.unwrap().into_iter().find(|t| t.name == "bounces").unwrap();
    assert_eq!(turn.outcome, "read=2 bounced=1");
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_on_postgresql_deliver_everything_once() {
    let relay = Relay::open().await;
    let (world, _) = world_with(Kind::Postgres, &relay, &[]).await;
    let mut people = Vec::new();
    for i in 0..20 {
        let person = actor(&world.house, &format!("p{i}"), Role::DeskStaff, &[DESK]).await;
        address(&world, &person, &format!("p{i}@example.jp")).await;
        people.push(person.user_id);
    }
    for line in 0..10 {
        let form = domain::handover::NoteForm {
            id: domain::id::NoteId::new().to_string(),
            desk_id: world.hanako.desks[0].id.to_string(),
            note: format!("{line}"),
            important: "1".into(),
            ..Default::default()
        };
        domain::ports::HandoverDesk::add(&server::service::handover::HandoverService(world.house.services.clone()), &world.hanako, &form).await.unwrap();
    }
    let (a, b, c) = (worker(&world), worker(&world), worker(&world));
    let (a, b, c) = tokio::join!(a.once(), b.once(), c.once());
    let sent = [a.unwrap(), b.unwrap(), c.unwrap()].map(|d| d.sent);
    assert_eq!(sent.iter().sum::<u32>(), 210, "twenty people and taro, ten lines each: {sent:?}");
    let taken = relay.taken();
    let ids: BTreeSet<String> = taken.iter().map(|t| t.message_id()).collect();
    assert_eq!((taken.len(), ids.len()), (210, 210));
    let mut per: BTreeMap<String, usize> = BTreeMap::new();
    for mail in taken {
        *per.entry(mail.to).or_default() += 1;
    }
    assert!(per.len() == 21 && per.values().all(|n| *n == 10), "{per:?}");
}

#[tokio::test]
async fn a_house_without_a_relay_tells_in_the_application_only() {
    let world = World::with(Kind::Sqlite, &[("MADOGUCHI_MAIL", "off")]).await;
    let admin = actor(&world.house, "root", Role::Admin, &[DESK]).await;
    address(&world, &world.taro, "taro@example.jp").await;
    owned(&world, &world.taro).await;
    worker(&world).once().await.unwrap();
    assert_eq!(mails(&world, &admin).await[0].state, MailState::Cancelled);
    assert_eq!(told(&world, &world.taro).await.len(), 1);
    assert_eq!(outbox(&world).test(&admin, "a@example.jp").await, Err(Fault::Refused(Refusal::MailOff)));
}
