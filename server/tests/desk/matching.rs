//! The search for a patient's physicians: from the case to the first visit, each way of going wrong, and who is told of what.

use super::notices::told;
use super::{World, actor, flaw, on_both};
use crate::common::DESK;
use domain::account::{Actor, Role as Work};
use domain::assignment::{CancelWhy, Choice, NeedsForm, NextStep, OfferState, RequestState, RequestView, Role};
use domain::directory::{ContactForm, OrganizationForm};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{CaseId, ContactId, OfferId, OrganizationId, PatientId, PhysicianId, RequestId, UserId};
use domain::inquiry::InquiryForm;
use domain::notice::{CaseStep, NoticeKind};
use domain::patient::{EndForm, MergeOrder, PatientForm};
use domain::physician::{Acting, PhysicianData};
use domain::ports::{AssignmentDesk, CaseDesk, DirectoryDesk, PatientDesk, PracticeDesk};
use futures::FutureExt;
use server::files::Files;
use server::jobs::Jobs;
use server::service::assignment::AssignmentService;
use server::service::directory::DirectoryService;
use server::service::practice::PracticeService;

/// A physician who can sign in.
pub(super) struct Doctor {
    pub(super) id: PhysicianId,
    pub(super) actor: Actor,
}

pub(super) fn desk(world: &World) -> AssignmentService {
    AssignmentService(world.house.services.clone())
}

pub(super) fn practice(world: &World) -> PracticeService {
    PracticeService(world.house.services.clone())
}

async fn profile(world: &World, id: PhysicianId, user: UserId) {
    let data = PhysicianData { accepting: true, acts_secondary: true, radius_m: Some(10_000), user: Some(user), ..PhysicianData::default() };
    let now = world.house.services.now();
    world.house.services.write(move |tx| async move { Ok(db::physician::insert(tx, id, &data, now).await?) }.boxed()).await.unwrap();
}

/// A physician of a clinic of their own.
pub(super) async fn doctor(world: &World, login: &str) -> Doctor {
    let directory = DirectoryService(world.house.services.clone());
    let form =
        OrganizationForm { id: OrganizationId::new().to_string(), organization_name: format!("{login}医院"), organization_kind: "clinic".into(), ..OrganizationForm::default() };
    let (clinic, contact) = (directory.add(&world.hanako, &form).await.unwrap(), ContactId::new());
    directory.save_contact(&world.hanako, clinic, contact, 0, &ContactForm { contact_name: format!("{login}先生"), ..ContactForm::default() }).await.unwrap();
    let actor = actor(&world.house, login, Work::Physician, &[]).await;
    profile(world, PhysicianId(contact.0), actor.user_id).await;
    Doctor { id: PhysicianId(contact.0), actor }
}

pub(super) fn needs(mode: &str) -> NeedsForm {
    NeedsForm { start_on: "2026-12-01".into(), match_urgency: "normal".into(), match_mode: mode.into(), want_primary: "1".into(), ..NeedsForm::default() }
}

/// A search of a new patient's case.
pub(super) async fn search(world: &World, mode: &str) -> (RequestId, PatientId, CaseId) {
    let (recorded, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
    let id = desk(world).open(&world.hanako, RequestId::new(), recorded.case_id, &needs(mode)).await.unwrap();
    (id, patient, recorded.case_id)
}

pub(super) fn choice(doctor: &Doctor) -> Choice {
    Choice { offer: OfferId::new(), physician: doctor.id, reason: String::new() }
}

/// Asks a physician: the offer.
pub(super) async fn ask(world: &World, id: RequestId, role: Role, doctor: &Doctor) -> OfferId {
    let choice = choice(doctor);
    desk(world).send(&world.hanako, id, role, std::slice::from_ref(&choice)).await.unwrap();
    choice.offer
}

pub(super) async fn see(world: &World, id: RequestId) -> RequestView {
    desk(world).request(&world.hanako, id).await.unwrap()
}

pub(super) async fn confirm(world: &World, id: RequestId) -> Result<(), Fault> {
    desk(world).confirm(&world.hanako, id, see(world, id).await.version, "").await
}

async fn kinds(world: &World, who: &Actor) -> Vec<(NoticeKind, Option<CaseStep>)> {
    told(world, who).await.into_iter().map(|l| (l.kind, l.facts.step)).collect()
}

async fn state(world: &World, id: RequestId, offer: OfferId) -> OfferState {
    see(world, id).await.offers.into_iter().find(|o| o.offer.id == offer).unwrap().offer.state
}

/// Comes round with every job once.
async fn jobs(world: &World) {
    let (jobs, _, _) = Jobs::new(world.house.services.clone(), world.house.account.clone(), Files::new(std::env::temp_dir().join("madoguchi-none")));
    jobs.round().await;
}

fn refused(refusal: Refusal) -> Result<(), Fault> {
    Err(Fault::Refused(refusal))
}

on_both! {
    async fn one_after_the_other_from_the_case_to_the_first_visit(world: World) {
        let (a, b) = (doctor(&world, "aoba").await, doctor(&world, "ume").await);
        let (recorded, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let (d, p) = (desk(&world), practice(&world));
        let blank = d.blank(&world.hanako, recorded.case_id).await.unwrap();
        assert_eq!((blank.patient.as_ref().map(|p| p.id), blank.open), (Some(patient), None));
        d.open(&world.hanako, blank.id, recorded.case_id, &needs("nominate")).await.unwrap();
        let id = blank.id;
        assert_eq!(see(&world, id).await.next, NextStep::Screen);
        d.rank(&world.hanako, id, Role::Primary).await.unwrap();
        d.rank(&world.hanako, id, Role::Primary).await.unwrap();
        let view = see(&world, id).await;
        assert_eq!((view.rankings.len(), view.rankings[0].ranked.len(), view.rankings[0].is_current, view.next), (1, 2, true, NextStep::Choose { role: Role::Primary }));
        assert_eq!(world.query("SELECT id FROM match_rankings").await.len(), 1, "the same ranking is kept once");
        let first = ask(&world, id, Role::Primary, &a).await;
        assert_eq!(d.send(&world.hanako, id, Role::Primary, &[choice(&b)]).await, refused(Refusal::OneAtATime));
        let seen = p.offer(&a.actor, first).await.unwrap();
        assert!(seen.can_answer() && seen.seen_needs == 1);
        assert_eq!(state(&world, id, first).await, OfferState::Viewed);
        p.decline(&a.actor, first, "capacity", "来月なら可能です").await.unwrap();
        p.decline(&a.actor, first, "capacity", "来月なら可能です").await.unwrap();
        let view = see(&world, id).await;
        assert_eq!((view.next, view.offers[0].questions.len()), (NextStep::ProposeNext { role: Role::Primary }, 1));
        let second = ask(&world, id, Role::Primary, &b).await;
        assert_eq!(p.patients(&b.actor).await.unwrap(), [], "nobody's name before the desk confirms");
        p.accept(&b.actor, second, 1).await.unwrap();
        p.accept(&b.actor, second, 1).await.unwrap();
        assert_eq!(p.patient(&b.actor, patient).await, Err(Fault::NotFound));
        confirm(&world, id).await.unwrap();
        let mine = p.patients(&b.actor).await.unwrap();
        assert_eq!((mine.len(), mine[0].patient.name.as_str(), mine[0].planned), (1, "佐藤 キヨ", true));
        assert_eq!(p.patient(&b.actor, patient).await.unwrap().patient.name, "佐藤 キヨ");
        assert_eq!(p.patient(&a.actor, patient).await, Err(Fault::NotFound));
        d.start(&world.hanako, id, "2026-11-22").await.unwrap();
        d.start(&world.hanako, id, "2026-11-22").await.unwrap();
        let now = d.physicians(&world.hanako, patient).await.unwrap();
        assert_eq!((now.current.len(), now.current[0].physician.id, now.acting), (1, b.id, Acting::Primary(b.id)));
        assert!(!p.patients(&b.actor).await.unwrap()[0].planned);
        assert_eq!((see(&world, id).await.request.state, d.board(&world.hanako).await.unwrap().lines.len()), (RequestState::Started, 0));
        let answered = |step| (NoticeKind::OfferAnswered, Some(step));
        let at_desk = kinds(&world, &world.taro).await;
        for expected in [answered(CaseStep::Declined), answered(CaseStep::Accepted), (NoticeKind::PhysiciansDecided, None), (NoticeKind::AssignmentChanged, None)] {
            assert_eq!(at_desk.iter().filter(|k| **k == expected).count(), 1, "{expected:?} in {at_desk:?}");
        }
        assert_eq!(kinds(&world, &b.actor).await, [(NoticeKind::OfferReceived, None), (NoticeKind::PhysiciansDecided, None), (NoticeKind::AssignmentChanged, None)]);
        assert_eq!(kinds(&world, &a.actor).await, [(NoticeKind::OfferReceived, None)]);
        assert_eq!(kinds(&world, &world.kiku).await, [], "another desk is told of nothing");
        let looks = world.audit().await.into_iter().filter(|l| l.deed == "view" && l.kind == "patient" && l.user_name == "umeさん").count();
        assert_eq!(looks, 1, "the physician's look is logged");
    }

    async fn of_several_who_are_asked_the_first_wins_and_the_others_are_told(world: World) {
        let all = [doctor(&world, "dr-a").await, doctor(&world, "dr-b").await, doctor(&world, "dr-c").await];
        let (id, _, _) = search(&world, "broadcast").await;
        let choices = all.each_ref().map(choice);
        desk(&world).send(&world.hanako, id, Role::Primary, &choices).await.unwrap();
        desk(&world).send(&world.hanako, id, Role::Primary, &choices).await.unwrap();
        assert_eq!(see(&world, id).await.offers.len(), 3, "a form sent twice is one");
        let p = practice(&world);
        p.accept(&all[1].actor, choices[1].offer, 1).await.unwrap();
        assert_eq!(p.accept(&all[0].actor, choices[0].offer, 1).await, refused(Refusal::OfferSettled));
        assert_eq!(p.offer(&all[2].actor, choices[2].offer).await.unwrap().state, OfferState::Cancelled(CancelWhy::Filled));
        assert_eq!(kinds(&world, &all[2].actor).await.last(), Some(&(NoticeKind::OfferClosed, Some(CaseStep::Filled))));
        let logged = world.audit().await.into_iter().filter(|l| l.deed == "refused" && l.kind == "offer" && l.note == "accept: OfferSettled").count();
        assert_eq!(logged, 1, "nothing that was tried is lost");
    }

    async fn two_roles_are_two_people_and_going_without_a_second_needs_a_reason(world: World) {
        let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let (recorded, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let d = desk(&world);
        let both = NeedsForm { want_secondary: "1".into(), match_mode: "direct".into(), ..needs("direct") };
        let id = d.open(&world.hanako, RequestId::new(), recorded.case_id, &both).await.unwrap();
        assert_eq!(d.decide(&world.hanako, id, Role::Primary, &choice(&a)).await, refused(Refusal::ReasonMissing));
        let because = |doctor: &Doctor| Choice { reason: "会議で決定".into(), ..choice(doctor) };
        d.decide(&world.hanako, id, Role::Primary, &because(&a)).await.unwrap();
        assert_eq!(d.decide(&world.hanako, id, Role::Secondary, &because(&a)).await, refused(Refusal::SamePhysician));
        assert_eq!(confirm(&world, id).await, refused(Refusal::RolesOpen));
        d.decide(&world.hanako, id, Role::Secondary, &because(&b)).await.unwrap();
        confirm(&world, id).await.unwrap();
        d.start(&world.hanako, id, "2026-11-20").await.unwrap();
        let now = d.physicians(&world.hanako, patient).await.unwrap();
        assert_eq!(now.current.iter().map(|l| l.physician.id).collect::<Vec<_>>(), [a.id, b.id]);
        // The secondary becomes the primary, and somebody else the secondary.
        let c = doctor(&world, "dr-c").await;
        let next = d.open(&world.hanako, RequestId::new(), recorded.case_id, &both).await.unwrap();
        d.decide(&world.hanako, next, Role::Primary, &because(&b)).await.unwrap();
        d.decide(&world.hanako, next, Role::Secondary, &because(&c)).await.unwrap();
        confirm(&world, next).await.unwrap();
        d.start(&world.hanako, next, "2026-11-22").await.unwrap();
        let now = d.physicians(&world.hanako, patient).await.unwrap();
        assert_eq!((now.current.iter().map(|l| l.physician.id).collect::<Vec<_>>(), now.former.len()), (vec![b.id, c.id], 2));
        assert_eq!(kinds(&world, &a.actor).await.last(), Some(&(NoticeKind::AssignmentChanged, Some(CaseStep::Ended))));
        d.end(&world.hanako, patient, Role::Secondary, "2026-11-21", "wish", "").await.unwrap_err();
        d.end(&world.hanako, patient, Role::Secondary, "2026-11-22", "wish", "").await.unwrap();
        d.end(&world.hanako, patient, Role::Secondary, "2026-11-22", "wish", "").await.unwrap();
        world.until("2026-11-23T09:00");
        assert_eq!(d.physicians(&world.hanako, patient).await.unwrap().current.len(), 1);
    }

    async fn one_search_of_a_case_at_a_time_and_only_for_somebody(world: World) {
        let (id, _, case) = search(&world, "nominate").await;
        let d = desk(&world);
        assert_eq!(d.open(&world.hanako, id, case, &needs("nominate")).await, Ok(id));
        assert_eq!(d.open(&world.hanako, RequestId::new(), case, &needs("nominate")).await, Err(Fault::Refused(Refusal::RequestOpen)));
        assert_eq!(d.blank(&world.hanako, case).await.unwrap().open, Some(id));
        let nobody = world.record(&world.call("対象者のいない件")).await.case_id;
        assert_eq!(d.open(&world.hanako, RequestId::new(), nobody, &needs("nominate")).await, Err(Fault::Refused(Refusal::PatientMissing)));
        assert_eq!(flaw(d.change(&world.hanako, id, 1, &NeedsForm::default()).await, "start_on"), Flaw::Required);
        let version = world.see_case(case).await.version;
        let (_, other) = world.patient("田中 ヨシ", "").await;
        let about = InquiryForm::default().linked_to(&other.to_string());
        assert_eq!(world.cases.set_patient(&world.hanako, case, version, &about).await, refused(Refusal::RequestOpen), "nobody's search becomes another one's");
        d.withdraw(&world.hanako, id, "家族の希望").await.unwrap();
        d.withdraw(&world.hanako, id, "家族の希望").await.unwrap();
        assert_eq!(d.give_up(&world.hanako, id, "別の理由").await, refused(Refusal::RequestEnded));
        d.open(&world.hanako, RequestId::new(), case, &needs("nominate")).await.unwrap();
    }

    async fn an_answer_that_comes_too_late_is_told_why(world: World) {
        let a = doctor(&world, "dr-a").await;
        let (id, _, _) = search(&world, "broadcast").await;
        let (d, p) = (desk(&world), practice(&world));
        let expired = ask(&world, id, Role::Primary, &a).await;
        world.until("2026-11-26T10:00");
        assert_eq!(p.accept(&a.actor, expired, 1).await, refused(Refusal::OfferExpired));
        assert!(!p.offer(&a.actor, expired).await.unwrap().can_answer());
        let changed = ask(&world, id, Role::Primary, &a).await;
        let form = NeedsForm { start_on: "2026-12-03".into(), ..needs("broadcast") };
        d.change(&world.hanako, id, see(&world, id).await.version, &form).await.unwrap();
        assert_eq!(p.accept(&a.actor, changed, 1).await, refused(Refusal::NeedsChanged));
        let again = p.offer(&a.actor, changed).await.unwrap();
        assert_eq!((again.seen_needs, again.card.start_on), (2, "2026-12-03".parse().unwrap()));
        assert_eq!(kinds(&world, &a.actor).await.last(), Some(&(NoticeKind::OfferReceived, Some(CaseStep::AskedAgain))));
        p.accept(&a.actor, changed, 2).await.unwrap();
        // What is only welcome changes no answer.
        d.change(&world.hanako, id, see(&world, id).await.version, &NeedsForm { wish_specialty: "internal".into(), ..form }).await.unwrap();
        assert_eq!(state(&world, id, changed).await, OfferState::Accepted);
        d.take_back(&world.hanako, id, changed).await.unwrap();
        d.take_back(&world.hanako, id, changed).await.unwrap();
        assert_eq!(p.accept(&a.actor, changed, 2).await, refused(Refusal::OfferWithdrawn));
        assert_eq!(kinds(&world, &a.actor).await.last(), Some(&(NoticeKind::OfferClosed, Some(CaseStep::TakenBack))));
        let last = ask(&world, id, Role::Primary, &a).await;
        d.withdraw(&world.hanako, id, "家族の希望").await.unwrap();
        assert_eq!(p.accept(&a.actor, last, 2).await, refused(Refusal::OfferWithdrawn));
    }

    async fn two_who_change_the_needs_at_once_are_merged(world: World) {
        let (id, _, _) = search(&world, "nominate").await;
        let d = desk(&world);
        let version = see(&world, id).await.version;
        d.change(&world.hanako, id, version, &NeedsForm { night: "1".into(), ..needs("nominate") }).await.unwrap();
        d.change(&world.taro, id, version, &NeedsForm { match_note: "日中は不在".into(), ..needs("nominate") }).await.unwrap();
        let view = see(&world, id).await;
        assert_eq!((view.request.needs.night, view.note.as_str()), (true, "日中は不在"));
        let clash = d.change(&world.taro, id, version, &NeedsForm { match_note: "別の言葉".into(), ..needs("nominate") }).await;
        assert!(matches!(clash, Err(Fault::Conflict(_))), "{clash:?}");
        assert_eq!(desk(&world).confirm(&world.hanako, id, version, "").await, refused(Refusal::ChangedMeanwhile));
    }

    async fn the_job_ends_what_is_over_and_reminds_once(world: World) {
        let a = doctor(&world, "dr-a").await;
        let (id, _, _) = search(&world, "nominate").await;
        let offer = ask(&world, id, Role::Primary, &a).await;
        jobs(&world).await;
        assert_eq!(kinds(&world, &a.actor).await.len(), 1, "not yet");
        world.until("2026-11-25T09:05");
        for _ in 0..3 {
            jobs(&world).await;
            world.pass_minutes(2);
        }
        assert_eq!(kinds(&world, &a.actor).await.iter().filter(|(k, _)| *k == NoticeKind::OfferReminder).count(), 1);
        world.until("2026-11-27T10:00");
        for _ in 0..3 {
            jobs(&world).await;
            world.pass_minutes(2);
        }
        assert_eq!(state(&world, id, offer).await, OfferState::Expired);
        assert_eq!(kinds(&world, &a.actor).await.last(), Some(&(NoticeKind::OfferClosed, Some(CaseStep::Expired))));
        assert_eq!(kinds(&world, &world.taro).await.iter().filter(|k| **k == (NoticeKind::OfferAnswered, Some(CaseStep::Expired))).count(), 1);
        // After a stop of days nobody is reminded of what is over already.
        let b = doctor(&world, "dr-b").await;
        ask(&world, id, Role::Primary, &b).await;
        world.until("2026-12-10T10:00");
        jobs(&world).await;
        assert_eq!(kinds(&world, &b.actor).await, [(NoticeKind::OfferReceived, None), (NoticeKind::OfferClosed, Some(CaseStep::Expired))]);
    }

    async fn a_death_in_the_middle_ends_searches_and_assignments(world: World) {
        let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let (id, patient, case) = search(&world, "nominate").await;
        let (d, p) = (desk(&world), practice(&world));
        let offer = ask(&world, id, Role::Primary, &a).await;
        p.accept(&a.actor, offer, 1).await.unwrap();
        confirm(&world, id).await.unwrap();
        d.start(&world.hanako, id, "2026-11-20").await.unwrap();
        let second = NeedsForm { want_primary: String::new(), want_secondary: "1".into(), ..needs("broadcast") };
        let next = d.open(&world.hanako, RequestId::new(), case, &second).await.unwrap();
        assert_eq!(d.send(&world.hanako, next, Role::Secondary, &[choice(&a)]).await, refused(Refusal::SamePhysician), "who is the primary already");
        let waiting = ask(&world, next, Role::Secondary, &b).await;
        let view = world.patient.end_view(&world.hanako, patient).await.unwrap();
        let form = EndForm { end_kind: "died_home".into(), end_on: "2026-11-21".into(), cases: view.shown(), ..EndForm::default() };
        world.patient.end(&world.hanako, patient, view.patient.version, &form).await.unwrap();
        assert_eq!(see(&world, next).await.request.state, RequestState::Withdrawn);
        assert_eq!(p.accept(&b.actor, waiting, 1).await, refused(Refusal::OfferWithdrawn));
        assert_eq!(kinds(&world, &b.actor).await.last(), Some(&(NoticeKind::OfferClosed, Some(CaseStep::TakenBack))));
        let now = d.physicians(&world.hanako, patient).await.unwrap();
        assert_eq!((now.current.len(), now.former[0].assignment.end_reason.as_ref().map(|c| c.0.as_str())), (0, Some("death")));
        assert_eq!(p.patient(&a.actor, patient).await, Err(Fault::NotFound));
        assert_eq!(d.open(&world.hanako, RequestId::new(), case, &needs("nominate")).await, Err(Fault::Refused(Refusal::CaseClosed)));
    }

    async fn a_merge_takes_searches_and_assignments_along_unless_they_clash(world: World) {
        let (a, b) = (doctor(&world, "dr-a").await, doctor(&world, "dr-b").await);
        let (d, p) = (desk(&world), practice(&world));
        let mut records = Vec::new();
        for (name, doctor) in [("甲", &a), ("乙", &b)] {
            let (recorded, patient) = world.patient(name, "").await;
            let id = d.open(&world.hanako, RequestId::new(), recorded.case_id, &needs("nominate")).await.unwrap();
            let offer = ask(&world, id, Role::Primary, doctor).await;
            p.accept(&doctor.actor, offer, 1).await.unwrap();
            confirm(&world, id).await.unwrap();
            d.start(&world.hanako, id, "2026-11-20").await.unwrap();
            records.push(patient);
        }
        let merge = async || {
            let version = async |id| world.patient.patient(&world.hanako, id).await.unwrap().version;
            let order = MergeOrder { survivor: records[0], version: version(records[0]).await, absorbed: records[1], absorbed_version: version(records[1]).await };
            let form = PatientForm::of(&world.patient.patient(&world.hanako, records[0]).await.unwrap());
            world.patient.merge(&world.hanako, order, &form).await
        };
        assert_eq!(merge().await, refused(Refusal::BothAssigned));
        d.end(&world.hanako, records[0], Role::Primary, "2026-11-21", "changed", "").await.unwrap();
        merge().await.unwrap();
        let now = d.physicians(&world.hanako, records[0]).await.unwrap();
        assert_eq!((now.current[0].physician.id, now.former.len()), (b.id, 1));
        assert_eq!(p.patients(&b.actor).await.unwrap()[0].patient.id, records[0]);
        let undo = world.patient.view(&world.hanako, records[0]).await.unwrap().merges[0].id;
        world.patient.unmerge(&world.hanako, undo).await.unwrap();
        assert_eq!(d.physicians(&world.hanako, records[1]).await.unwrap().current[0].physician.id, b.id);
        assert_eq!(d.physicians(&world.hanako, records[0]).await.unwrap().current.len(), 0);
    }

    async fn nothing_of_it_is_for_other_roles_and_other_desks(world: World) {
        let a = doctor(&world, "dr-a").await;
        let (id, patient, case) = search(&world, "broadcast").await;
        let offer = ask(&world, id, Role::Primary, &a).await;
        let officer = actor(&world.house, "officer", Work::Manager, &[DESK]).await;
        let message = uuid::Uuid::now_v7().to_string();
        let d = desk(&world);
        for who in [&world.kiku, &officer, &a.actor] {
            for (method, answer) in [
                ("blank", d.blank(who, case).await.map(drop)),
                ("open", d.open(who, RequestId::new(), case, &needs("nominate")).await.map(drop)),
                ("request", d.request(who, id).await.map(drop)),
                ("change", d.change(who, id, 1, &needs("nominate")).await),
                ("rank", d.rank(who, id, Role::Primary).await),
                ("send", d.send(who, id, Role::Primary, &[choice(&a)]).await),
                ("decide", d.decide(who, id, Role::Primary, &choice(&a)).await),
                ("take back", d.take_back(who, id, offer).await),
                ("answer", d.answer(who, id, offer, &message, "はい").await),
                ("confirm", d.confirm(who, id, 1, "").await),
                ("start", d.start(who, id, "2026-12-01").await),
                ("give up", d.give_up(who, id, "理由").await),
                ("withdraw", d.withdraw(who, id, "理由").await),
                ("physicians", d.physicians(who, patient).await.map(drop)),
                ("end", d.end(who, patient, Role::Primary, "2026-11-22", "wish", "").await),
            ] {
                assert_eq!(answer, Err(Fault::Forbidden), "{method} by {}", who.name);
            }
        }
        assert_eq!(d.board(&officer).await, Err(Fault::Forbidden));
        assert_eq!(d.counts(&officer).await, Err(Fault::Forbidden));
        assert_eq!(d.board(&world.kiku).await.unwrap().lines, []);
        assert_eq!(d.request(&world.hanako, RequestId::new()).await.map(drop), Err(Fault::NotFound));
    }
}
