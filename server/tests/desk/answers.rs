//! What the desk writes down for a physician who answers on the telephone, and cases that do not end under a search.

use super::matching::{ask, confirm, desk, doctor, practice, search, see};
use super::{World, flaw, on_both};
use domain::assignment::{NextStep, OfferState, RequestState, Role};
use domain::cases::CloseForm;
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{CaseId, OfferId};
use domain::ports::{AssignmentDesk, CaseDesk, PracticeDesk};

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
    }
}
