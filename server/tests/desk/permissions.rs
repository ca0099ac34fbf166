//! Who may not: roles without the desk's work, and people of another desk, whoever calls the service.

use super::{World, actor, entry, on_both};
use crate::common::DESK;
use domain::account::{Actor, Role};
use domain::cases::{CaseForm, CloseForm};
use domain::error::Fault;
use domain::id::{CaseId, InquiryId, PatientId};
use domain::inquiry::{InquiryForm, ListQuery, MatchQuery, Recorded};
use domain::patient::PatientForm;
use domain::ports::{CaseDesk, InquiryDesk, PatientDesk, TodayDesk};
use domain::today::Counts;

/// What a method answered, without its value.
type Answer = (&'static str, Result<(), Fault>);

fn about(case: CaseId, inquiry: InquiryId) -> Recorded {
    Recorded { id: inquiry, case_id: case, number: String::new(), repeated: false }
}

/// What every method that names a record answers.
async fn touching(world: &World, who: &Actor, what: &Recorded, patient: PatientId) -> Vec<Answer> {
    let (inquiry, cases, people) = (&world.inquiry, &world.cases, &world.patient);
    let (id, case) = (what.id, what.case_id);
    let form = world.call("変えてみる");
    let patient_form = PatientForm { patient_name: "別の名".into(), ..PatientForm::default() };
    let close = CloseForm { outcome: "resolved_info".into(), remark: String::new() };
    let known = InquiryForm::default().linked_to(&patient.to_string());
    vec![
        ("blank", inquiry.blank(who, None, Some(case)).await.map(drop)),
        ("edit", inquiry.edit(who, id, 1, &form).await),
        ("void", inquiry.void(who, id, "理由").await),
        ("inquiry", inquiry.inquiry(who, id).await.map(drop)),
        ("sheet", inquiry.sheet(who, id).await.map(drop)),
        ("case", cases.case(who, case).await.map(drop)),
        ("changes", cases.changes(who, case).await.map(drop)),
        ("case edit", cases.edit(who, case, 1, &CaseForm { status: "arranging".into(), ..CaseForm::default() }).await),
        ("entry", cases.add_entry(who, case, &entry("記録")).await),
        ("close", cases.close(who, case, 1, &close).await),
        ("reopen", cases.reopen(who, case, 1, "理由").await),
        ("case void", cases.void(who, case, 1, "理由").await),
        ("move", cases.move_inquiry(who, id, "", "").await.map(drop)),
        ("link", cases.link(who, case, CaseId::new()).await),
        ("set patient", cases.set_patient(who, case, 1, &known).await),
        ("patient", people.patient(who, patient).await.map(drop)),
        ("patient edit", people.edit(who, patient, 1, &patient_form).await),
    ]
}

/// What every other method answers.
async fn asking(world: &World, who: &Actor) -> Vec<Answer> {
    let (inquiry, people) = (&world.inquiry, &world.patient);
    let form = world.call("入れてみる");
    vec![
        ("blank", inquiry.blank(who, None, None).await.map(drop)),
        ("record", inquiry.record(who, &form).await.map(drop)),
        ("list", inquiry.list(who, &ListQuery::default()).await.map(drop)),
        ("matches", inquiry.matches(who, &MatchQuery { telephone: "0901".into(), ..MatchQuery::default() }).await.map(drop)),
        ("keep draft", inquiry.keep_draft(who, &form, None).await.map(drop)),
        ("discard draft", inquiry.discard_draft(who, InquiryId::new()).await),
        ("find", people.find(who, "佐藤").await.map(drop)),
    ]
}

on_both! {
    async fn roles_without_the_desk_s_work_are_refused_by_every_method(world: World) {
        let (recorded, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        for (login, role) in [("officer", Role::Manager), ("doctor", Role::Physician), ("hospital", Role::Hospital), ("root", Role::Admin)] {
            let who = actor(&world.house, login, role, &[DESK]).await;
            let before = world.stored().await;
            let mut answers = touching(&world, &who, &recorded, patient).await;
            answers.extend(touching(&world, &who, &about(CaseId::new(), InquiryId::new()), PatientId::new()).await);
            answers.extend(asking(&world, &who).await);
            assert_eq!(answers.len(), 2 * 17 + 7);
            for (method, answer) in answers {
                assert_eq!(answer, Err(Fault::Forbidden), "{method} as {role:?}");
            }
            assert_eq!(world.stored().await, before);
        }
    }

    async fn the_home_page_of_such_a_role_shows_nothing_of_the_desk(world: World) {
        world.inquiry.record(&world.taro, &world.call("担当未定の件")).await.unwrap();
        for (login, role) in [("officer", Role::Manager), ("doctor", Role::Physician), ("hospital", Role::Hospital), ("root", Role::Admin)] {
            let who = actor(&world.house, login, role, &[DESK]).await;
            let view = world.today.today(&who).await.unwrap();
            assert_eq!((view.at_desk, view.counts), (false, Counts::default()), "{role:?}");
            assert!(view.due.is_empty() && view.mine.is_empty() && view.unassigned.is_empty() && view.drafts.is_empty() && view.latest.is_empty());
            let nobody = Actor { roles: vec![], ..who };
            assert_eq!(world.today.today(&nobody).await, Err(Fault::Forbidden));
        }
    }

    async fn what_belongs_to_another_desk_is_forbidden_and_not_listed(world: World) {
        let (recorded, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let before = world.stored().await;
        for (method, answer) in touching(&world, &world.kiku, &recorded, patient).await {
            assert_eq!(answer, Err(Fault::Forbidden), "{method}");
        }
        assert_eq!(world.inquiry.keep_draft(&world.kiku, &InquiryForm { id: recorded.id.to_string(), ..InquiryForm::default() }, None).await, Err(Fault::Forbidden));
        let own = world.inquiry.record(&world.kiku, &world.call_at(&world.kiku, "東部の件")).await.unwrap();
        assert_eq!(world.cases.link(&world.kiku, own.case_id, recorded.case_id).await, Err(Fault::Forbidden));
        for desk in [String::new(), world.hanako.desks[0].id.to_string()] {
            let query = ListQuery { desk: desk.clone(), ..ListQuery::default() };
            let ids: Vec<InquiryId> = world.inquiry.list(&world.kiku, &query).await.unwrap().rows.iter().map(|r| r.id).collect();
            assert_eq!(ids, if desk.is_empty() { vec![own.id] } else { vec![] });
        }
        let nowhere = Actor { desks: vec![], ..world.hanako.clone() };
        assert_eq!(world.inquiry.list(&nowhere, &ListQuery::default()).await.unwrap().total, 0, "no desk, no rows");
        assert_eq!(world.see(recorded.id).await.version, 1);
        assert_eq!(world.stored().await[1..7].iter().zip(&before[1..7]).map(|(now, then)| now - then).collect::<Vec<_>>(), [0, 1, 0, 0, 0, 0], "only their own case came");
    }

    async fn unknown_records_are_not_found(world: World) {
        let nothing = about(CaseId::new(), InquiryId::new());
        for (method, answer) in touching(&world, &world.hanako, &nothing, PatientId::new()).await {
            assert_eq!(answer, Err(Fault::NotFound), "{method}");
        }
    }
}
