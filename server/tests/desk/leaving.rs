//! A physician leaves: nothing happens before every patient is decided about, and then everything does.

use super::matching::{Doctor, ask, confirm, desk, doctor, needs, practice, search, see};
use super::notices::told;
use super::{World, actor, flaw, on_both};
use crate::common::DESK;
use chrono::NaiveDate;
use domain::account::Role as Work;
use domain::assignment::{Assignment, CancelWhy, NeedsForm, OfferState, RequestState, Role};
use domain::cases::CaseStatus;
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{AssignmentId, CaseId, PatientId, PhysicianId, RequestId};
use domain::notice::{CaseStep, NoticeKind};
use domain::physician::{LeavingForm, LeavingView, Step, note_field, step_field};
use domain::ports::{AssignmentDesk, CaseDesk, PaperDesk, PhysicianDesk, PracticeDesk};
use futures::FutureExt;
use server::service::paper::PaperService;
use server::service::physician::PhysicianService;

fn physicians(world: &World) -> PhysicianService {
    PhysicianService(world.house.services.clone())
}

/// Gives the patient a physician from the first of November on.
async fn assign(world: &World, patient: PatientId, role: Role, physician: PhysicianId) {
    let assignment = Assignment { id: AssignmentId::new(), patient, role, physician, from: "2026-11-01".parse().unwrap(), until: None, end_reason: None, request: None };
    let (by, now) = (world.hanako.user_id, world.house.services.now());
    world.house.services.db.write(move |tx| async move { db::assignment::add(tx, &assignment, by, now).await }.boxed()).await.unwrap();
}

/// Twelve patients of a physician; every third has a secondary.
async fn twelve(world: &World, leaving: &Doctor, standby: &Doctor) -> Vec<(PatientId, CaseId)> {
    let mut patients = Vec::new();
    for n in 0..12 {
        let (recorded, patient) = world.patient(&format!("対象者 {n:02}"), "").await;
        assign(world, patient, Role::Primary, leaving.id).await;
        if n % 3 == 0 {
            assign(world, patient, Role::Secondary, standby.id).await;
        }
        patients.push((patient, recorded.case_id));
    }
    patients
}

async fn view(world: &World, id: PhysicianId) -> LeavingView {
    physicians(world).leaving(&world.hanako, id).await.unwrap()
}

/// The plan that takes every proposal, with a word about each.
fn proposed(view: &LeavingView, on: &str) -> LeavingForm {
    let steps = view.patients.iter().filter_map(|l| Some((step_field(l.patient.id), l.proposal()?.code()))).collect();
    LeavingForm { leaving_on: on.into(), leaving_steps: steps, ..LeavingForm::default() }
}

async fn stored(world: &World) -> (Vec<i64>, i64, i64) {
    let count = async |sql: &str| world.query(sql).await[0].try_get_by_index::<i64>(0).unwrap();
    let (requests, ended) = (count("SELECT count(*) FROM match_requests").await, count("SELECT count(*) FROM assignments WHERE until_on IS NOT NULL").await);
    (world.stored().await, requests, ended)
}

on_both! {
    async fn one_of_twelve_is_undecided_and_nothing_happens(world: World) {
        let (leaving, standby) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let patients = twelve(&world, &leaving, &standby).await;
        let seen = view(&world, leaving.id).await;
        assert_eq!((seen.patients.len(), seen.elsewhere, seen.accepting), (12, 0, true));
        assert_eq!(seen.patients.iter().filter(|l| l.proposal() == Some(Step::PromoteSecondary(standby.id))).count(), 4);
        let undecided = patients[7].0;
        let mut form = proposed(&seen, "2026-11-30");
        form.leaving_steps.remove(&step_field(undecided));
        let before = stored(&world).await;
        let answer = physicians(&world).leave(&world.hanako, leaving.id, seen.version, &form).await;
        let Err(Fault::Invalid(flaws)) = answer else { panic!("{answer:?}") };
        assert_eq!(flaws.0.len(), 1);
        assert_eq!(flaws.of(&step_field(undecided)), Some(&Flaw::Required), "the row is named");
        form.leaving_steps.insert(step_field(undecided), Step::Skip.code());
        assert_eq!(flaw(physicians(&world).leave(&world.hanako, leaving.id, seen.version, &form).await, &note_field(undecided)), Flaw::Required);
        form.leaving_steps.insert(step_field(undecided), Step::PromoteSecondary(standby.id).code());
        assert_eq!(flaw(physicians(&world).leave(&world.hanako, leaving.id, seen.version, &form).await, &step_field(undecided)), Flaw::NoSecondary);
        assert_eq!(physicians(&world).leave(&world.hanako, leaving.id, seen.version + 1, &proposed(&seen, "")).await, Err(Fault::Refused(Refusal::ChangedMeanwhile)));
        assert_eq!(stored(&world).await, before, "nothing of it is written");
        assert!(view(&world, leaving.id).await.accepting);
    }

    async fn all_twelve_are_decided_and_everything_happens_as_decided(world: World) {
        let (leaving, standby) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let patients = twelve(&world, &leaving, &standby).await;
        let (open, _, _) = search(&world, "broadcast").await;
        let offer = ask(&world, open, Role::Primary, &leaving).await;
        // For the second of them somebody is looked for already, in the other role.
        let second = NeedsForm { want_primary: String::new(), want_secondary: "1".into(), ..needs("nominate") };
        let known = desk(&world).open(&world.hanako, RequestId::new(), patients[1].1, &second).await.unwrap();
        let seen = view(&world, leaving.id).await;
        assert_eq!((seen.offers, seen.patients.iter().filter(|l| l.is_searching).count()), (1, 1));
        let mut form = proposed(&seen, "2026-11-30");
        form.leaving_steps.insert(step_field(patients[2].0), Step::Skip.code());
        form.leaving_notes.insert(note_field(patients[2].0), "通院に切替え".into());
        physicians(&world).leave(&world.hanako, leaving.id, seen.version, &form).await.unwrap();
        let before = stored(&world).await;
        physicians(&world).leave(&world.hanako, leaving.id, seen.version, &form).await.unwrap();
        assert_eq!(stored(&world).await, before, "sent twice it is one");
        let until: Option<NaiveDate> = Some("2026-12-01".parse().unwrap());
        for (n, (patient, case)) in patients.iter().enumerate() {
            let now = desk(&world).physicians(&world.hanako, *patient).await.unwrap();
            let left = now.current.iter().find(|l| l.physician.id == leaving.id).unwrap();
            assert_eq!((left.assignment.until, left.assignment.end_reason.as_ref().map(|c| c.as_str())), (until, Some("left")), "{n}");
            let next: Vec<_> = now.planned.iter().map(|l| (l.physician.id, l.assignment.role, Some(l.assignment.from))).collect();
            let searched = desk(&world).blank(&world.hanako, *case).await.unwrap().open;
            match n {
                _ if n % 3 == 0 => assert_eq!((next, searched), (vec![(standby.id, Role::Primary, until)], None), "{n}"),
                2 => assert_eq!((next, searched), (vec![], None)),
                _ => assert_eq!((next, searched.is_some()), (vec![], true), "{n}"),
            }
        }
        let wanted = see(&world, known).await.request.needs.wanted;
        assert!(wanted.primary && wanted.secondary, "the search that was open goes on for both");
        let fresh = desk(&world).blank(&world.hanako, patients[4].1).await.unwrap().open.unwrap();
        let fresh = see(&world, fresh).await.request;
        assert_eq!((fresh.state, Some(fresh.needs.start_on), fresh.needs.wanted.secondary), (RequestState::Requested, until, false));
        let ended = see(&world, open).await.offers.into_iter().find(|o| o.offer.id == offer).unwrap();
        assert_eq!(ended.offer.state, OfferState::Cancelled(CancelWhy::PhysicianLeft));
        let profile = physicians(&world).physician(&world.hanako, leaving.id).await.unwrap();
        assert!(!profile.accepting && profile.form.acts_secondary.is_empty());
        assert!(profile.history.iter().any(|c| c.note.contains("退職・休止")));
        assert!(view(&world, leaving.id).await.patients.is_empty());
        let leaves = |l: &domain::notice::NoticeLine| l.kind == NoticeKind::AssignmentChanged && l.facts.step == Some(CaseStep::PhysicianLeaves);
        assert_eq!(told(&world, &world.taro).await.into_iter().filter(leaves).count(), 13, "each case, and the search that asked");
        let begun = told(&world, &standby.actor).await.into_iter().filter(|l| l.kind == NoticeKind::AssignmentChanged).map(|l| l.facts.step).collect::<Vec<_>>();
        assert_eq!(begun, [None; 4], "who takes over hears of what begins, not of an end");
        world.until("2026-12-01T09:00");
        let now = desk(&world).physicians(&world.hanako, patients[0].0).await.unwrap();
        assert_eq!(now.current.iter().map(|l| (l.physician.id, l.assignment.role)).collect::<Vec<_>>(), [(standby.id, Role::Primary)]);
    }

    async fn a_closed_case_is_opened_again_to_look_for_somebody_and_a_voided_one_is_not(world: World) {
        let leaving = doctor(&world, "dr-a").await;
        let (recorded, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        assign(&world, patient, Role::Secondary, leaving.id).await;
        let (other, kept) = world.patient("鈴木 ハル", "すずき はる").await;
        assign(&world, kept, Role::Primary, leaving.id).await;
        let version = world.see_case(recorded.case_id).await.version;
        let end = domain::cases::CloseForm { outcome: "resolved_info".into(), remark: String::new() };
        world.cases.close(&world.hanako, recorded.case_id, version, &end).await.unwrap();
        let seen = view(&world, leaving.id).await;
        let line = |id| seen.patients.iter().find(|l| l.patient.id == id).unwrap();
        assert_eq!((line(patient).reopens, line(patient).proposal(), line(kept).reopens), (true, Some(Step::Rematch), false));
        let form = proposed(&seen, "");
        world.cases.void(&world.hanako, other.case_id, world.see_case(other.case_id).await.version, "誤り").await.unwrap();
        assert_eq!(flaw(physicians(&world).leave(&world.hanako, leaving.id, seen.version, &form).await, &step_field(kept)), Flaw::UnknownCase);
        assert_eq!(world.see_case(recorded.case_id).await.brief.status, CaseStatus::Closed, "nothing of it is written");
        let mut form = form;
        form.leaving_steps.insert(step_field(kept), Step::Skip.code());
        form.leaving_notes.insert(note_field(kept), "通院に切替え".into());
        physicians(&world).leave(&world.hanako, leaving.id, seen.version, &form).await.unwrap();
        let case = world.see_case(recorded.case_id).await;
        assert_eq!(case.brief.status, CaseStatus::Reopened);
        assert!(case.history.iter().any(|c| c.note.contains("次の医師を探すため")), "why it was opened again stands in its record");
        assert!(desk(&world).blank(&world.hanako, recorded.case_id).await.unwrap().open.is_some());
    }

    async fn each_desk_decides_about_its_own_patients(world: World) {
        let leaving = doctor(&world, "dr-a").await;
        let (_, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        assign(&world, patient, Role::Primary, leaving.id).await;
        let elsewhere = physicians(&world).leaving(&world.kiku, leaving.id).await.unwrap();
        assert_eq!((elsewhere.patients.len(), elsewhere.elsewhere), (0, 1));
        physicians(&world).leave(&world.kiku, leaving.id, elsewhere.version, &LeavingForm::default()).await.unwrap();
        assert_eq!(desk(&world).physicians(&world.hanako, patient).await.unwrap().current.len(), 1, "nobody decides about another desk's patients");
        let heard = told(&world, &world.hanako).await.into_iter().filter(|l| l.facts.step == Some(CaseStep::PhysicianLeaves)).count();
        assert_eq!(heard, 1, "that desk is told");
        assert_eq!(view(&world, leaving.id).await.patients.len(), 1);
        let root = actor(&world.house, "root", Work::Admin, &[DESK]).await;
        for who in [&root, &leaving.actor] {
            assert_eq!(physicians(&world).leaving(who, leaving.id).await.map(drop), Err(Fault::Forbidden));
            assert_eq!(physicians(&world).leave(who, leaving.id, 2, &LeavingForm::default()).await, Err(Fault::Forbidden));
        }
        assert_eq!(physicians(&world).leaving(&world.hanako, PhysicianId::new()).await.map(drop), Err(Fault::NotFound));
    }

    async fn a_letter_names_the_patient_only_after_the_confirmation_and_is_logged(world: World) {
        let a = doctor(&world, "dr-a").await;
        let (id, patient, _) = search(&world, "nominate").await;
        let paper = PaperService(world.house.services.clone());
        let offer = ask(&world, id, Role::Primary, &a).await;
        practice(&world).accept(&a.actor, offer, 1).await.unwrap();
        assert_eq!(paper.letter(&world.hanako, id, Role::Primary).await.map(drop), Err(Fault::Refused(Refusal::NotInThisState)));
        assert!(paper.contacts(&world.hanako, patient).await.unwrap().primary.is_none(), "not decided yet");
        confirm(&world, id).await.unwrap();
        let letter = paper.letter(&world.hanako, id, Role::Primary).await.unwrap();
        assert_eq!((letter.to.physician.id, letter.patient.id, letter.other), (a.id, patient, None));
        assert_eq!(paper.letter(&world.hanako, id, Role::Secondary).await.map(drop), Err(Fault::Refused(Refusal::NotInThisState)));
        let sheet = paper.contacts(&world.hanako, patient).await.unwrap();
        assert_eq!(sheet.primary.map(|p| (p.physician.id, p.from)), Some((a.id, Some("2026-12-01".parse().unwrap()))));
        let printed: Vec<_> = world.audit().await.into_iter().filter(|l| l.deed == "print").map(|l| (l.kind, l.patient)).collect();
        assert_eq!(printed, ["patient", "match_request", "patient"].map(|kind| (kind.to_owned(), Some(patient))));
        for who in [&world.kiku, &a.actor] {
            assert_eq!(paper.letter(who, id, Role::Primary).await.map(drop), Err(Fault::Forbidden));
            assert_eq!(paper.contacts(who, patient).await.map(drop), Err(Fault::Forbidden));
        }
    }
}
