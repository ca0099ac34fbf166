//! What the desk writes down for a physician who answers on the telephone, and cases that do not end under a search.

use super::matching::{ask, confirm, desk, doctor, practice, search, see};
use super::notices::told;
use super::{World, flaw, on_both};
use domain::assignment::{Assignment, NextStep, OfferState, RequestState, Role};
use domain::cases::CloseForm;
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{AssignmentId, CaseId, OfferId};
use domain::notice::{CaseStep, NoticeKind};
use domain::ports::{AssignmentDesk, CaseDesk, PracticeDesk};
use futures::FutureExt;

fn refused(refusal: Refusal) -> Result<(), Fault> {
    Err(Fault::Refused(refusal))
}

async fn close(world: &World, case: CaseId) -> Result<(), Fault> {
    let version = world.see_case(case).await.version;
    world.cases.close(&world.hanako, case, version, &CloseForm { outcome: "hospitalized".into(), remark: String::new() }).await
}

on_both! {
    async fn an_answer_on_the_telephone_counts_and_says_who_wrote_it_down(world: World) {
        let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let (id, _, _) = search(&world, "nominate").await;
        let d = desk(&world);
        let first = ask(&world, id, Role::Primary, &a).await;
        assert_eq!(flaw(d.answer_for(&world.hanako, id, first, false, "", "").await, "decline_reason"), Flaw::Required);
        assert!(matches!(flaw(d.answer_for(&world.hanako, id, first, true, "", &"あ".repeat(501)).await, "heard"), Flaw::TooLong { .. }));
        assert_eq!(d.answer_for(&world.hanako, id, OfferId::new(), true, "", "").await, Err(Fault::NotFound));
        assert_eq!(d.answer_for(&world.kiku, id, first, true, "", "").await, Err(Fault::Forbidden), "another desk's search");
        assert_eq!(d.answer_for(&a.actor, id, first, true, "", "").await, Err(Fault::Forbidden));
        d.answer_for(&world.hanako, id, first, false, "capacity", "院長より電話").await.unwrap();
        assert_eq!(see(&world, id).await.next, NextStep::ProposeNext { role: Role::Primary });
        assert_eq!(practice(&world).accept(&a.actor, first, 1).await, refused(Refusal::OfferClosed));
        let second = ask(&world, id, Role::Primary, &b).await;
        d.answer_for(&world.hanako, id, second, true, "", "電話で受諾").await.unwrap();
        assert_eq!(practice(&world).offer(&b.actor, second).await.unwrap().state, OfferState::Accepted);
        let lines = world.audit().await.into_iter().filter(|l| l.kind == "match_request" && !l.user_name.starts_with("dr-")).map(|l| l.note).collect::<Vec<_>>();
        assert!(lines.contains(&"院長より電話".to_owned()) && lines.contains(&"電話で受諾".to_owned()), "{lines:?}");
        confirm(&world, id).await.unwrap();
    }

    async fn visits_begin_when_they_have_and_whoever_was_confirmed_learns_that_it_is_over(world: World) {
        let a = doctor(&world, "dr-a").await;
        let (id, patient, _) = search(&world, "nominate").await;
        let offer = ask(&world, id, Role::Primary, &a).await;
        practice(&world).accept(&a.actor, offer, 1).await.unwrap();
        confirm(&world, id).await.unwrap();
        assert_eq!(flaw(desk(&world).start(&world.hanako, id, "2026-11-23").await, "assigned_from"), Flaw::InFuture);
        let mine = practice(&world).patients(&a.actor).await.unwrap();
        assert!(mine[0].planned && !mine[0].mine, "nobody acts before it begins");
        desk(&world).withdraw(&world.hanako, id, "入院が延びた").await.unwrap();
        let last = told(&world, &a.actor).await.pop().unwrap();
        assert_eq!((last.kind, last.facts.step), (NoticeKind::AssignmentChanged, Some(CaseStep::Ended)), "not that an offer needs no answer");
        assert_eq!(practice(&world).patient(&a.actor, patient).await, Err(Fault::NotFound));
    }

    async fn what_was_called_off_before_it_began_holds_no_day(world: World) {
        let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let (_, patient, _) = search(&world, "nominate").await;
        let assignment = |physician, from: &str, until: Option<&str>| Assignment {
            id: AssignmentId::new(),
            patient,
            role: Role::Primary,
            physician,
            from: from.parse().unwrap(),
            until: until.map(|u| u.parse().unwrap()),
            end_reason: None,
            request: None,
        };
        for one in [assignment(a.id, "2026-11-01", Some("2026-12-31")), assignment(b.id, "2026-12-31", None)] {
            let (by, now) = (world.hanako.user_id, world.house.services.now());
            world.house.services.db.write(move |tx| async move { db::assignment::add(tx, &one, by, now).await }.boxed()).await.unwrap();
        }
        let mine = practice(&world).patients(&b.actor).await.unwrap();
        assert!(mine.len() == 1 && mine[0].planned && !mine[0].mine, "who follows begins later");
        assert!(practice(&world).patients(&a.actor).await.unwrap()[0].mine);
        desk(&world).end(&world.hanako, patient, Role::Primary, "2026-11-22", "changed", "").await.unwrap();
        assert_eq!(practice(&world).patients(&b.actor).await.unwrap(), [], "the record is closed to whom it was never opened for");
        assert_eq!(practice(&world).patient(&b.actor, patient).await, Err(Fault::NotFound));
        let loads = db::physician::loads(world.house.services.db.read(), "2026-11-22".parse().unwrap()).await.unwrap();
        assert_eq!(loads.get(&b.id), None);
    }

    async fn a_case_does_not_end_under_a_search(world: World) {
        let a = doctor(&world, "dr-a").await;
        let (id, _, case) = search(&world, "nominate").await;
        let version = world.see_case(case).await.version;
        assert_eq!(close(&world, case).await, refused(Refusal::RequestOpen));
        assert_eq!(world.cases.void(&world.hanako, case, version, "誤り").await, refused(Refusal::RequestOpen));
        let offer = ask(&world, id, Role::Primary, &a).await;
        practice(&world).accept(&a.actor, offer, 1).await.unwrap();
        assert_eq!(close(&world, case).await, refused(Refusal::RequestOpen), "not yet confirmed");
        confirm(&world, id).await.unwrap();
        close(&world, case).await.unwrap();
        assert_eq!(see(&world, id).await.request.state, RequestState::Confirmed, "who was found stays");
        let loads = db::physician::loads(world.house.services.db.read(), "2026-11-22".parse().unwrap()).await.unwrap();
        assert_eq!(loads.get(&a.id), Some(&1), "who is confirmed has a patient more");
    }
}
