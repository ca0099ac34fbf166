//! A physician's own work: one's own offers and no others, no name before the desk confirms, one's own absences.

use super::matching::{Doctor, ask, choice, confirm, desk, doctor, needs, practice, search, see};
use super::notices::{address, told};
use super::{World, actor, flaw, on_both};
use crate::common::Kind;
use crate::common::relay::Relay;
use domain::account::{Actor, Role as Work};
use domain::assignment::{Choice, NextStep, OfferState, Role};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{AbsenceId, OfferId, PatientId, RequestId};
use domain::inquiry::InquiryForm;
use domain::notice::NoticeKind;
use domain::physician::{AbsenceForm, Acting};
use domain::ports::{AssignmentDesk, PracticeDesk};
use server::mail::Worker;
use std::collections::BTreeSet;

fn away(from: &str, until: &str) -> AbsenceForm {
    AbsenceForm { absence_from: from.into(), absence_until: until.into(), absence_kind: "conference".into(), ..AbsenceForm::default() }
}

fn message() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// A patient whose visits by these two have begun.
async fn begun(world: &World, primary: &Doctor, secondary: &Doctor) -> PatientId {
    let (recorded, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
    let form = domain::assignment::NeedsForm { want_secondary: "1".into(), ..needs("committee") };
    let d = desk(world);
    let id = d.open(&world.hanako, RequestId::new(), recorded.case_id, &form).await.unwrap();
    for (role, who) in [(Role::Primary, primary), (Role::Secondary, secondary)] {
        d.decide(&world.hanako, id, role, &Choice { reason: "会議".into(), ..choice(who) }).await.unwrap();
    }
    confirm(world, id).await.unwrap();
    d.start(&world.hanako, id, "2026-11-20").await.unwrap();
    patient
}

on_both! {
    async fn an_offer_is_for_whom_it_was_sent_to_and_looking_at_it_is_noted(world: World) {
        let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let (id, patient, _) = search(&world, "broadcast").await;
        let offer = ask(&world, id, Role::Primary, &a).await;
        let p = practice(&world);
        assert_eq!(p.practice(&a.actor).await.unwrap().waiting, 1);
        let by_itself = Actor { automatic: true, ..a.actor.clone() };
        p.offer(&by_itself, offer).await.unwrap();
        assert_eq!(see(&world, id).await.offers[0].offer.viewed_at, None, "an open page asks by itself");
        let version = see(&world, id).await.version;
        world.pass_minutes(7);
        let view = p.offer(&a.actor, offer).await.unwrap();
        assert_eq!((view.state, view.card.role, view.card.district.as_str()), (OfferState::Viewed, Role::Primary, ""));
        let seen = see(&world, id).await;
        assert_eq!((seen.offers[0].offer.viewed_at, seen.version), (Some(world.house.services.now()), version), "a look is no change of the search");
        for answer in [
            p.offer(&b.actor, offer).await.map(drop),
            p.accept(&b.actor, offer, 1).await,
            p.decline(&b.actor, offer, "capacity", "").await,
            p.ask(&b.actor, offer, &message(), "質問").await,
            p.offer(&b.actor, OfferId::new()).await.map(drop),
        ] {
            assert_eq!(answer, Err(Fault::NotFound));
        }
        let log = world.audit().await;
        assert_eq!(log.iter().filter(|l| l.deed == "refused" && l.kind == "offer" && l.user_name == "dr-bさん").count(), 5, "who opens somebody else's link is logged");
        assert!(log.iter().any(|l| l.deed == "view" && l.kind == "offer" && l.patient == Some(patient) && l.user_name == "dr-aさん"));
        assert_eq!((p.offers(&a.actor).await.unwrap().len(), p.offers(&b.actor).await.unwrap().len()), (1, 0));
        assert_eq!(flaw(p.decline(&a.actor, offer, "", "").await, "decline_reason"), Flaw::Required);
    }

    async fn an_open_page_learns_that_there_is_something_new_without_a_look(world: World) {
        let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let (id, ..) = search(&world, "broadcast").await;
        let offer = ask(&world, id, Role::Primary, &a).await;
        let (d, p) = (desk(&world), practice(&world));
        let asked = p.standing(&a.actor, offer).await.unwrap();
        assert_eq!(see(&world, id).await.offers[0].offer.viewed_at, None, "asking how it stands is no look");
        let shown = p.offer(&a.actor, offer).await.unwrap().standing();
        assert_ne!(shown, asked);
        assert_eq!(p.standing(&a.actor, offer).await.unwrap(), shown);
        let version = d.version(&world.hanako, id).await.unwrap();
        assert_eq!(version, see(&world, id).await.version);
        let second = ask(&world, id, Role::Primary, &b).await;
        assert_eq!(p.standing(&a.actor, offer).await.unwrap(), shown, "that another is asked is nothing to them");
        d.answer(&world.hanako, id, offer, &message(), "駐車場は1台です").await.unwrap();
        let answered = p.standing(&a.actor, offer).await.unwrap();
        assert_ne!(answered, shown);
        p.accept(&b.actor, second, 1).await.unwrap();
        assert_ne!(p.standing(&a.actor, offer).await.unwrap(), answered, "it is settled");
        assert!(d.version(&world.hanako, id).await.unwrap() > version);
        assert_eq!(p.standing(&b.actor, offer).await, Err(Fault::NotFound));
        assert_eq!(d.version(&world.kiku, id).await, Err(Fault::Forbidden));
        assert_eq!(d.version(&world.hanako, RequestId::new()).await, Err(Fault::NotFound));
    }

    async fn what_becomes_urgent_reaches_whoever_is_asked(world: World) {
        let a = doctor(&world, "dr-a").await;
        let (id, ..) = search(&world, "nominate").await;
        let offer = ask(&world, id, Role::Primary, &a).await;
        let (d, p) = (desk(&world), practice(&world));
        let shown = p.offer(&a.actor, offer).await.unwrap();
        world.pass_minutes(60);
        let urgent = domain::assignment::NeedsForm { match_urgency: "urgent".into(), ..needs("nominate") };
        d.change(&world.hanako, id, see(&world, id).await.version, &urgent).await.unwrap();
        let now = p.offer(&a.actor, offer).await.unwrap();
        let until = world.house.services.now() + chrono::TimeDelta::hours(4);
        assert_eq!((now.card.deadline, now.card.urgency, now.state, now.is_again), (until, domain::assignment::Urgency::Urgent, shown.state, true));
        assert_ne!(now.standing(), shown.standing());
        let heard: Vec<_> = told(&world, &a.actor).await.into_iter().filter(|l| l.kind == NoticeKind::OfferReceived).map(|l| (l.facts.urgent, l.facts.moment)).collect();
        assert!(heard.len() == 2 && heard.contains(&(true, Some(until))), "{heard:?}");
        p.accept(&a.actor, offer, shown.seen_needs).await.unwrap();
    }

    async fn questions_go_to_the_desk_and_back_and_name_nobody(world: World) {
        let a = doctor(&world, "dr-a").await;
        let (id, patient, _) = search(&world, "nominate").await;
        let offer = ask(&world, id, Role::Primary, &a).await;
        let (d, p, first) = (desk(&world), practice(&world), message());
        p.ask(&a.actor, offer, &first, "駐車場はありますか").await.unwrap();
        p.ask(&a.actor, offer, &first, "駐車場はありますか").await.unwrap();
        p.ask(&a.actor, offer, &first, "玄関に段差はありますか").await.unwrap();
        for text in ["佐藤キヨさんのお宅は狭いです", "さとうさんです", "サトウ様"] {
            assert_eq!(flaw(d.answer(&world.hanako, id, offer, &message(), text).await, "offer_message"), Flaw::NamesPatient, "{text}");
        }
        assert_eq!(see(&world, id).await.next, NextStep::Answer { offer, physician: a.id, role: Role::Primary });
        assert_eq!(d.board(&world.hanako).await.unwrap().lines[0].next, NextStep::Answer { offer, physician: a.id, role: Role::Primary });
        // A refusal would tell that the guess was right.
        p.ask(&a.actor, offer, &message(), "佐藤さんですか").await.unwrap();
        d.answer(&world.hanako, id, offer, &message(), "1台分あります").await.unwrap();
        let said: Vec<_> = p.offer(&a.actor, offer).await.unwrap().questions.into_iter().map(|q| (q.from_desk, q.content)).collect();
        assert_eq!(said, [(false, "駐車場はありますか".to_owned()), (false, "玄関に段差はありますか".to_owned()), (false, "佐藤さんですか".to_owned()), (true, "1台分あります".to_owned())]);
        assert_eq!(told(&world, &world.taro).await.iter().filter(|l| l.kind == NoticeKind::OfferMessage).count(), 3, "other words in a form that was sent are another message");
        assert_eq!(told(&world, &a.actor).await.iter().filter(|l| l.kind == NoticeKind::OfferMessage).count(), 1);
        assert!(matches!(see(&world, id).await.next, NextStep::Wait { .. }), "answered");
        p.accept(&a.actor, offer, 1).await.unwrap();
        confirm(&world, id).await.unwrap();
        assert_eq!(p.offer(&a.actor, offer).await.unwrap().patient, Some(patient));
        d.answer(&world.hanako, id, offer, &message(), "佐藤様のお宅です").await.unwrap();
        d.withdraw(&world.hanako, id, "希望").await.unwrap();
        assert_eq!(p.ask(&a.actor, offer, &message(), "なぜですか").await, Err(Fault::Refused(Refusal::OfferWithdrawn)));
    }

    async fn the_secondary_acts_while_the_primary_is_away_and_nobody_is_told_in_time(world: World) {
        let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let patient = begun(&world, &a, &b).await;
        let (d, p, id) = (desk(&world), practice(&world), AbsenceId::new());
        p.add_absence(&a.actor, id, &away("2026-11-22", "2026-11-24")).await.unwrap();
        p.add_absence(&a.actor, id, &away("2026-11-22", "2026-11-24")).await.unwrap();
        assert_eq!(p.practice(&a.actor).await.unwrap().absences.len(), 1);
        assert!(matches!(d.physicians(&world.hanako, patient).await.unwrap().acting, Acting::Secondary { id, .. } if id == b.id));
        assert!(matches!(p.patients(&b.actor).await.unwrap()[0].acting, Acting::Secondary { id, .. } if id == b.id));
        p.add_absence(&b.actor, AbsenceId::new(), &away("2026-11-23", "2026-11-25")).await.unwrap();
        let board = d.board(&world.hanako).await.unwrap();
        let logged = world.audit().await.len();
        let counts = d.counts(&world.hanako).await.unwrap();
        assert_eq!((counts.open as usize, counts.uncovered as usize, counts.stalled as usize), (board.lines.len(), board.uncovered.len(), board.lines.iter().filter(|l| l.stall.is_some()).count()));
        assert_eq!(world.audit().await.len(), logged, "numbers name nobody");
        assert_eq!((board.uncovered.len(), board.uncovered[0].patient.id), (1, patient));
        let (jobs, _, _) = server::jobs::Jobs::new(world.house.services.clone(), world.house.account.clone(), server::files::Files::new(std::env::temp_dir().join("madoguchi-none")));
        for _ in 0..3 {
            jobs.round().await;
            world.pass_minutes(2);
        }
        for who in [&world.hanako, &world.taro] {
            assert_eq!(told(&world, who).await.iter().filter(|l| l.kind == NoticeKind::NobodyActing).count(), 1, "{}", who.name);
        }
        assert_eq!(p.withdraw_absence(&b.actor, id, 1).await, Err(Fault::NotFound));
        p.withdraw_absence(&a.actor, id, 1).await.unwrap();
        p.withdraw_absence(&a.actor, id, 1).await.unwrap();
        assert_eq!(d.board(&world.hanako).await.unwrap().uncovered, []);
        assert_eq!(d.physicians(&world.hanako, patient).await.unwrap().acting, Acting::Primary(a.id));
    }

    async fn it_is_for_physicians_with_a_profile(world: World) {
        let nobody = actor(&world.house, "nobody", Work::Physician, &[]).await;
        let p = practice(&world);
        let empty = p.practice(&nobody).await.unwrap();
        assert_eq!((empty.profile, empty.waiting, empty.patients.len()), (None, 0, 0));
        let offer = OfferId::new();
        for (who, expected) in [(&nobody, Fault::NotFound), (&world.hanako, Fault::Forbidden)] {
            for answer in [
                p.patients(who).await.map(drop),
                p.patient(who, PatientId::new()).await.map(drop),
                p.offers(who).await.map(drop),
                p.offer(who, offer).await.map(drop),
                p.accept(who, offer, 1).await,
                p.decline(who, offer, "capacity", "").await,
                p.ask(who, offer, &message(), "質問").await,
                p.add_absence(who, AbsenceId::new(), &away("2026-12-01", "2026-12-02")).await,
                p.withdraw_absence(who, AbsenceId::new(), 1).await,
            ] {
                assert_eq!(answer, Err(expected.clone()), "{}", who.name);
            }
        }
        assert_eq!(p.practice(&world.hanako).await, Err(Fault::Forbidden));
    }
}

/// Everything of the patient that must not leave the desk before it confirms.
const SECRETS: [&str; 9] = ["秘密田", "ひみつだ", "昭和五年", "1930-01", "秘密町", "072-555-9999", "0725559999", "秘密病", "鍵太郎"];

/// Everything that was sent, and everything that is stored beside the patient's record and the search itself.
async fn stored(world: &World, relay: &Relay) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    world.house.clock.pass(chrono::Duration::minutes(6));
    Worker::new(world.house.services.clone()).once().await.unwrap();
    let mails = relay.taken();
    let to: BTreeSet<String> = mails.iter().map(|m| m.to.clone()).collect();
    assert_eq!(to, BTreeSet::from(["a@example.jp", "b@example.jp", "taro@example.jp"].map(str::to_owned)));
    texts.extend(mails.iter().flat_map(|m| {
        let (subject, body) = m.read();
        [subject, body, m.raw.clone()]
    }));
    for (sql, columns) in
        [("SELECT facts, event FROM notices", ["facts", "event"]), ("SELECT data, card FROM offers", ["data", "card"]), ("SELECT subject, body FROM mails", ["subject", "body"])]
    {
        for row in world.query(sql).await {
            texts.extend(columns.map(|column| row.try_get::<String>("", column).unwrap()));
        }
    }
    texts.extend(world.query("SELECT content FROM offer_messages").await.iter().map(|row| row.try_get::<String>("", "content").unwrap()));
    texts.extend(world.query("SELECT inputs FROM match_rankings").await.iter().map(|row| row.try_get::<String>("", "inputs").unwrap()));
    texts
}

async fn no_field_of_a_patient_leaves_before_the_desk_confirms(kind: Kind) {
    let relay = Relay::open().await;
    let url = format!("smtp://{}", relay.address);
    let world = World::with(kind, &[("MADOGUCHI_MAIL", url.as_str()), ("MADOGUCHI_MAIL_FROM", "madoguchi@desk.example")]).await;
    let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
    for (who, email) in [(&a.actor, "a@example.jp"), (&b.actor, "b@example.jp"), (&world.taro, "taro@example.jp")] {
        address(&world, who, email).await;
    }
    let form = InquiryForm {
        patient_mode: "new".into(),
        patient_name: "秘密田花子".into(),
        patient_kana: "ひみつだはなこ".into(),
        patient_birth: "S5.1.1".into(),
        patient_address: "秘密町九丁目8".into(),
        caller_name: "鍵太郎".into(),
        telephone: "072-555-9999".into(),
        content: "秘密病の件".into(),
        staff_id: world.taro.user_id.to_string(),
        ..world.call("")
    };
    let case = world.record(&form).await.case_id;
    let mut hints = world.house.services.hints.listen();
    let (d, p) = (desk(&world), practice(&world));
    let id = d.open(&world.hanako, RequestId::new(), case, &domain::assignment::NeedsForm { match_note: "秘密田さんの秘密病".into(), ..needs("broadcast") }).await.unwrap();
    d.rank(&world.hanako, id, Role::Primary).await.unwrap();
    let choices = [choice(&a), choice(&b)];
    d.send(&world.hanako, id, Role::Primary, &choices).await.unwrap();
    let mut texts: Vec<String> = Vec::new();
    for (doctor, choice) in [(&a, &choices[0]), (&b, &choices[1])] {
        texts.push(serde_json::to_string(&p.offer(&doctor.actor, choice.offer).await.unwrap()).unwrap());
        p.ask(&doctor.actor, choice.offer, &message(), "酸素は使っていますか").await.unwrap();
        d.answer(&world.hanako, id, choice.offer, &message(), "いいえ").await.unwrap();
        texts.push(serde_json::to_string(&p.offers(&doctor.actor).await.unwrap()).unwrap());
        texts.push(serde_json::to_string(&p.practice(&doctor.actor).await.unwrap()).unwrap());
    }
    p.decline(&a.actor, choices[0].offer, "distance", "遠いため").await.unwrap();
    d.change(&world.hanako, id, see(&world, id).await.version, &domain::assignment::NeedsForm { night: "1".into(), match_note: "秘密田".into(), ..needs("broadcast") })
        .await
        .unwrap();
    p.accept(&b.actor, choices[1].offer, 2).await.unwrap();
    texts.push(serde_json::to_string(&p.offers(&b.actor).await.unwrap()).unwrap());
    texts.push(serde_json::to_string(&p.practice(&b.actor).await.unwrap()).unwrap());
    texts.extend(stored(&world, &relay).await);
    let mut heard = 0;
    while let Ok(hint) = hints.try_recv() {
        texts.push(serde_json::to_string(&hint).unwrap());
        heard += 1;
    }
    assert!(heard > 5 && texts.len() > 30, "{heard} {}", texts.len());
    for secret in SECRETS {
        assert!(texts.iter().all(|t| !t.contains(secret)), "{secret} in {:?}", texts.iter().find(|t| t.contains(secret)));
    }
    confirm(&world, id).await.unwrap();
    assert!(serde_json::to_string(&p.patients(&b.actor).await.unwrap()).unwrap().contains("秘密田"), "from now on the physician knows");
    assert_eq!(p.patients(&a.actor).await.unwrap(), []);
}

#[tokio::test]
async fn no_field_of_a_patient_leaves_on_sqlite() {
    no_field_of_a_patient_leaves_before_the_desk_confirms(Kind::Sqlite).await;
}

#[tokio::test]
async fn no_field_of_a_patient_leaves_on_postgresql() {
    no_field_of_a_patient_leaves_before_the_desk_confirms(Kind::Postgres).await;
}
