//! Physicians: a profile beside a person of the directory, found by what is asked for, corrected by two at once; absences entered once,
//! withdrawn, and told of when a patient would be left with nobody.

use super::notices::told;
use super::{World, actor, flaw, on_both};
use crate::common::DESK;
use chrono::{DateTime, Utc};
use domain::account::{Actor, Role};
use domain::assignment::{Assignment, Role as Part};
use domain::audit::Deed;
use domain::directory::{ContactForm, OrganizationForm};
use domain::district::DistrictForm;
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{AbsenceId, AssignmentId, ContactId, OrganizationId, PatientId, PhysicianId};
use domain::notice::{NoticeKind, Place};
use domain::physician::{AbsenceForm, PhysicianForm, PhysicianQuery, PhysicianView};
use domain::ports::{DirectoryDesk, DistrictDesk, PhysicianDesk};
use futures::FutureExt;
use server::service::directory::DirectoryService;
use server::service::district::DistrictService;
use server::service::physician::PhysicianService;

fn desk(world: &World) -> PhysicianService {
    PhysicianService(world.house.services.clone())
}

/// A clinic with one person of this name and kana.
async fn person(world: &World, clinic: &str, name: &str, kana: &str) -> (OrganizationId, PhysicianId) {
    let directory = DirectoryService(world.house.services.clone());
    let form = OrganizationForm { id: OrganizationId::new().to_string(), organization_name: clinic.into(), organization_kind: "clinic".into(), ..OrganizationForm::default() };
    let (organization, contact) = (directory.add(&world.hanako, &form).await.unwrap(), ContactId::new());
    let form = ContactForm { contact_name: name.into(), contact_kana: kana.into(), ..ContactForm::default() };
    directory.save_contact(&world.hanako, organization, contact, 0, &form).await.unwrap();
    (organization, PhysicianId(contact.0))
}

fn takes() -> PhysicianForm {
    PhysicianForm { accepting: "yes".into(), specialties: vec!["internal".into()], capacity: "10".into(), acts_secondary: "1".into(), ..PhysicianForm::default() }
}

/// A physician with a profile.
async fn physician(world: &World, clinic: &str, name: &str, kana: &str, form: &PhysicianForm) -> PhysicianId {
    let (_, id) = person(world, clinic, name, kana).await;
    desk(world).save(&world.hanako, id, 0, form).await.unwrap();
    id
}

async fn see(world: &World, id: PhysicianId) -> PhysicianView {
    desk(world).physician(&world.hanako, id).await.unwrap()
}

async fn names(world: &World, query: PhysicianQuery) -> Vec<String> {
    desk(world).list(&world.hanako, &query).await.unwrap().rows.into_iter().map(|r| r.name).collect()
}

fn away(from: &str, until: &str) -> AbsenceForm {
    AbsenceForm { absence_from: from.into(), absence_until: until.into(), absence_kind: "conference".into(), ..AbsenceForm::default() }
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+09:00").parse().unwrap()
}

/// Gives the patient a physician from the first of November on.
async fn assign(world: &World, patient: PatientId, role: Part, physician: PhysicianId) {
    let assignment = Assignment { id: AssignmentId::new(), patient, role, physician, from: "2026-11-01".parse().unwrap(), until: None, end_reason: None, request: None };
    let (by, now) = (world.hanako.user_id, world.house.services.now());
    world.house.services.db.write(move |tx| async move { db::assignment::add(tx, &assignment, by, now).await }.boxed()).await.unwrap();
}

async fn every_method(world: &World, who: &Actor, id: PhysicianId, absence: AbsenceId) -> (Vec<Result<(), Fault>>, Vec<Result<(), Fault>>) {
    let d = desk(world);
    let reading = vec![d.list(who, &PhysicianQuery::default()).await.map(drop), d.physician(who, id).await.map(drop)];
    let writing = vec![
        d.save(who, id, 1, &PhysicianForm { capacity: "3".into(), ..takes() }).await,
        d.add_absence(who, id, AbsenceId::new(), &away("12/1", "12/2")).await,
        d.withdraw_absence(who, absence, 1).await.map(drop),
    ];
    (reading, writing)
}

on_both! {
    async fn a_person_of_the_directory_gets_a_profile_once(world: World) {
        let (organization, id) = person(&world, "みなと医院", "青葉 一郎", "あおば いちろう").await;
        let blank = see(&world, id).await;
        assert_eq!((blank.version, blank.form, blank.contact.data.name.as_str(), blank.organization.id), (0, PhysicianForm::default(), "青葉 一郎", organization));
        assert_eq!(names(&world, PhysicianQuery::default()).await, Vec::<String>::new());
        assert_eq!(flaw(desk(&world).save(&world.hanako, id, 0, &PhysicianForm::default()).await, "accepting"), Flaw::Required);
        desk(&world).save(&world.hanako, id, 0, &takes()).await.unwrap();
        let before = world.stored().await;
        desk(&world).save(&world.hanako, id, 0, &takes()).await.unwrap();
        assert_eq!(world.stored().await, before, "sent twice it is one profile");
        let seen = see(&world, id).await;
        assert_eq!((seen.version, seen.accepting, seen.load, seen.form.capacity.as_str(), seen.may_write), (1, true, 0, "10", true));
        assert_eq!(seen.history.iter().map(|c| c.deed).collect::<Vec<_>>(), [Deed::Create]);
        let directory = DirectoryService(world.house.services.clone());
        assert_eq!(directory.organization(&world.hanako, organization).await.unwrap().physicians, [id]);
        for unknown in [PhysicianId::new(), PhysicianId(organization.0)] {
            assert_eq!(desk(&world).physician(&world.hanako, unknown).await.err(), Some(Fault::NotFound));
            assert_eq!(desk(&world).save(&world.hanako, unknown, 0, &takes()).await, Err(Fault::NotFound));
        }
    }

    async fn the_list_is_sieved_by_what_is_asked_and_by_words(world: World) {
        let districts = DistrictService(world.house.services.clone());
        let admin = actor(&world.house, "root", Role::Admin, &[]).await;
        districts.save_district(&admin, None, &DistrictForm { district_name: "北部".into(), ..DistrictForm::default() }).await.unwrap();
        let north = districts.places(&world.hanako).await.unwrap().districts[0].id.to_string();
        let full = PhysicianForm { visit_districts: vec![north.clone()], physician_procedures: vec!["hot".into()], physician_eol: "1".into(), ..takes() };
        physician(&world, "みなと医院", "髙橋 キヨ", "たかはし きよ", &full).await;
        physician(&world, "北浜クリニック", "青葉 一郎", "あおば いちろう", &PhysicianForm { specialties: vec!["surgery".into()], accepting_from: "12/1".into(), ..takes() }).await;
        physician(&world, "浜風診療所", "名なし", "", &PhysicianForm { accepting: "no".into(), ..PhysicianForm::default() }).await;
        let query = PhysicianQuery::default;
        assert_eq!(names(&world, query()).await, ["青葉 一郎", "髙橋 キヨ", "名なし"], "without kana last");
        for words in ["高橋", "ﾀｶﾊｼ きよ", "みなと 医院", "髙橋　ミナト"] {
            assert_eq!(names(&world, PhysicianQuery { q: words.into(), ..query() }).await, ["髙橋 キヨ"], "{words}");
        }
        assert_eq!(names(&world, PhysicianQuery { q: "高橋 北浜".into(), ..query() }).await, Vec::<String>::new());
        for (field, value) in [("specialty", "internal"), ("district", north.as_str()), ("procedure", "hot"), ("accepting", "yes"), ("eol", "1")] {
            let query: PhysicianQuery = serde_json::from_value(serde_json::json!({ field: value })).unwrap();
            assert_eq!(names(&world, query).await, ["髙橋 キヨ"], "{field}");
        }
        assert_eq!(names(&world, PhysicianQuery { accepting: "no".into(), ..query() }).await, ["青葉 一郎", "名なし"]);
        world.until("2026-12-01T09:00");
        assert_eq!(names(&world, PhysicianQuery { accepting: "yes".into(), ..query() }).await, ["青葉 一郎", "髙橋 キヨ"], "from its day on");
        assert_eq!(flaw(desk(&world).list(&world.hanako, &PhysicianQuery { specialty: "alchemy".into(), ..query() }).await, "specialty"), Flaw::NotAChoice);
        let page = desk(&world).list(&world.hanako, &PhysicianQuery { page: "2".into(), ..query() }).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (0, 3));
    }

    async fn who_left_is_not_listed_and_load_and_absence_are_shown(world: World) {
        let (organization, id) = person(&world, "みなと医院", "青葉 一郎", "あおば いちろう").await;
        desk(&world).save(&world.hanako, id, 0, &PhysicianForm { capacity: "1".into(), ..takes() }).await.unwrap();
        let (_, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        assign(&world, patient, Part::Primary, id).await;
        let first = AbsenceId::new();
        desk(&world).add_absence(&world.hanako, id, first, &away("11/22", "11/23")).await.unwrap();
        desk(&world).add_absence(&world.hanako, id, AbsenceId::new(), &away("11/24", "11/25")).await.unwrap();
        let row = desk(&world).list(&world.hanako, &PhysicianQuery::default()).await.unwrap().rows.remove(0);
        assert_eq!((row.load, row.capacity, row.is_full(), row.away_until), (1, Some(1), true, Some(at("2026-11-26T00:00"))), "absences that touch are one");
        desk(&world).withdraw_absence(&world.taro, first, 1).await.unwrap();
        let seen = see(&world, id).await;
        assert_eq!((seen.load, seen.away_until, seen.absences.len()), (1, None, 2), "the other one begins later");
        let directory = DirectoryService(world.house.services.clone());
        let left = ContactForm { contact_name: "青葉 一郎".into(), left_on: "2026-11-20".into(), ..ContactForm::default() };
        directory.save_contact(&world.hanako, organization, ContactId(id.0), 1, &left).await.unwrap();
        assert_eq!(names(&world, PhysicianQuery::default()).await, Vec::<String>::new());
        assert_eq!(see(&world, id).await.contact.data.left_on, "2026-11-20".parse().ok(), "the page is still there");
    }

    async fn two_people_s_corrections_merge_or_are_shown_to_the_second(world: World) {
        let id = physician(&world, "みなと医院", "青葉 一郎", "あおば いちろう", &takes()).await;
        let d = desk(&world);
        let form = see(&world, id).await.form;
        world.pass_minutes(1);
        d.save(&world.taro, id, 1, &PhysicianForm { capacity: "12".into(), ..form.clone() }).await.unwrap();
        world.pass_minutes(1);
        let more = PhysicianForm { specialties: vec!["internal".into(), "palliative".into()], physician_night: "1".into(), ..form.clone() };
        d.save(&world.hanako, id, 1, &more).await.unwrap();
        let now = see(&world, id).await;
        assert_eq!((now.version, now.form.capacity.as_str(), now.form.physician_night.as_str(), now.form.specialties.len()), (3, "12", "1", 2));
        d.save(&world.hanako, id, 3, &now.form).await.unwrap();
        assert_eq!(see(&world, id).await.version, 3, "an unchanged form changes nothing");
        let Err(Fault::Conflict(told)) = d.save(&world.kiku, id, 1, &PhysicianForm { capacity: "99".into(), ..form.clone() }).await else { panic!("both changed it") };
        assert_eq!((told.clashes.len(), told.clashes[0].field.as_str(), told.version, told.by_name.as_str()), (1, "capacity", 3, "hanakoさん"));
        d.save(&world.kiku, id, told.version, &PhysicianForm::of_fields(&told.merged)).await.unwrap();
        let now = see(&world, id).await;
        assert_eq!((now.version, now.form.capacity.as_str(), now.form.physician_night.as_str()), (4, "99", "1"));
        // Whoever opened the empty form before there was a profile is asked as well, and what they left open stays.
        let Err(Fault::Conflict(told)) = d.save(&world.taro, id, 0, &PhysicianForm { capacity: "7".into(), accepting: "yes".into(), ..PhysicianForm::default() }).await else { panic!() };
        assert_eq!(told.clashes.iter().map(|c| c.field.as_str()).collect::<Vec<_>>(), ["capacity"]);
        assert_eq!(told.merged["specialties"], "internal,palliative");
        assert_eq!(d.save(&world.kiku, id, 99, &form).await, Err(Fault::NotFound));
    }

    async fn partners_and_sign_ins_are_those_that_there_are(world: World) {
        let doctor = actor(&world.house, "doctor", Role::Physician, &[DESK]).await;
        let gone = actor(&world.house, "gone", Role::Physician, &[DESK]).await;
        world.house.account.disable("gone").await.unwrap();
        let first = physician(&world, "みなと医院", "青葉 一郎", "あおば いちろう", &takes()).await;
        let second = physician(&world, "北浜医院", "白帆 二郎", "しらほ じろう", &takes()).await;
        let (_, without) = person(&world, "浜風医院", "浜 三郎", "はま さぶろう").await;
        let d = desk(&world);
        for wrong in [first, without, PhysicianId::new()] {
            let form = PhysicianForm { partners: vec![wrong.to_string()], ..takes() };
            assert_eq!(flaw(d.save(&world.hanako, first, 1, &form).await, "partners"), Flaw::NotAChoice);
        }
        for wrong in [world.hanako.user_id, gone.user_id, domain::id::UserId::new()] {
            let form = PhysicianForm { physician_login: wrong.to_string(), ..takes() };
            assert_eq!(flaw(d.save(&world.hanako, first, 1, &form).await, "physician_login"), Flaw::NotAChoice);
        }
        let form = PhysicianForm { partners: vec![second.to_string()], physician_login: doctor.user_id.to_string(), ..takes() };
        d.save(&world.hanako, first, 1, &form).await.unwrap();
        let seen = see(&world, first).await;
        assert_eq!((seen.form.physician_login.clone(), seen.others.len(), seen.users.len()), (doctor.user_id.to_string(), 1, 1));
        let last = seen.history.last().unwrap();
        assert!(last.fields.iter().any(|f| (f.field.as_str(), f.after.as_str()) == ("partners", "白帆 二郎")), "{last:?}");
        assert!(see(&world, second).await.users.is_empty(), "somebody else's sign-in is not offered");
        assert_eq!(flaw(d.save(&world.hanako, second, 1, &PhysicianForm { physician_login: doctor.user_id.to_string(), ..takes() }).await, "physician_login"), Flaw::Taken);
        world.house.account.disable("doctor").await.unwrap();
        d.save(&world.hanako, first, 2, &PhysicianForm { capacity: "5".into(), ..form }).await.unwrap();
        assert_eq!(see(&world, first).await.version, 3, "what stands already may stay");
    }

    async fn an_absence_is_entered_once_and_withdrawn_once(world: World) {
        let id = physician(&world, "みなと医院", "青葉 一郎", "あおば いちろう", &takes()).await;
        let (d, absence, form) = (desk(&world), AbsenceId::new(), AbsenceForm { absence_note: "学会".into(), ..away("12/1", "12/3") });
        d.add_absence(&world.hanako, id, absence, &form).await.unwrap();
        let before = world.stored().await;
        d.add_absence(&world.hanako, id, absence, &form).await.unwrap();
        assert_eq!(world.stored().await, before, "sent twice it is one absence");
        assert_eq!(flaw(d.add_absence(&world.hanako, id, absence, &away("12/1", "12/9")).await, "absence_from"), Flaw::Repeated);
        let seen = see(&world, id).await;
        assert_eq!(seen.absences.iter().map(|a| (a.from, a.until, a.version)).collect::<Vec<_>>(), [(at("2026-12-01T00:00"), at("2026-12-04T00:00"), 1)]);
        for (wrong, field, expected) in [(away("12/3", "12/1"), "absence_until", Flaw::EndBeforeStart), (away("2026-11-01", "2026-11-02"), "absence_until", Flaw::InPast), (away("", "12/1"), "absence_from", Flaw::Required)] {
            assert_eq!(flaw(d.add_absence(&world.hanako, id, AbsenceId::new(), &wrong).await, field), expected);
        }
        let (_, without) = person(&world, "浜風医院", "浜 三郎", "はま さぶろう").await;
        for unknown in [without, PhysicianId::new()] {
            assert_eq!(d.add_absence(&world.hanako, unknown, AbsenceId::new(), &form).await, Err(Fault::NotFound));
        }
        assert_eq!(d.withdraw_absence(&world.taro, absence, 7).await, Err(Fault::Refused(Refusal::ChangedMeanwhile)));
        world.pass_minutes(1);
        assert_eq!(d.withdraw_absence(&world.taro, absence, 1).await, Ok(id));
        assert_eq!(d.withdraw_absence(&world.taro, absence, 1).await, Ok(id), "sent twice it is withdrawn once");
        assert_eq!(d.withdraw_absence(&world.taro, absence, 2).await, Err(Fault::Refused(Refusal::ChangedMeanwhile)));
        assert_eq!(d.withdraw_absence(&world.taro, AbsenceId::new(), 1).await, Err(Fault::NotFound));
        d.add_absence(&world.hanako, id, absence, &form).await.unwrap();
        let seen = see(&world, id).await;
        assert!(seen.absences[0].withdrawn_at.is_some() && seen.absences[0].version == 2, "an old form does not bring it back");
        assert_eq!(seen.history.iter().map(|c| c.deed).collect::<Vec<_>>(), [Deed::Create, Deed::Create, Deed::Void]);
        assert_eq!(world.audit().await.iter().filter(|l| l.kind == "absence").map(|l| (l.deed.as_str(), l.version)).collect::<Vec<_>>(), [("create", 1), ("void", 2)]);
    }

    async fn a_patient_left_with_nobody_is_told_of_once(world: World) {
        let first = physician(&world, "みなと医院", "青葉 一郎", "あおば いちろう", &takes()).await;
        let second = physician(&world, "北浜医院", "白帆 二郎", "しらほ じろう", &takes()).await;
        let (_, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        assign(&world, patient, Part::Primary, first).await;
        assign(&world, patient, Part::Secondary, second).await;
        let d = desk(&world);
        d.add_absence(&world.hanako, first, AbsenceId::new(), &away("12/1", "12/5")).await.unwrap();
        let nobody = async |who: &Actor| told(&world, who).await.into_iter().filter(|l| l.kind == NoticeKind::NobodyActing).collect::<Vec<_>>();
        assert!(nobody(&world.hanako).await.is_empty(), "the secondary is there");
        let absence = AbsenceId::new();
        d.add_absence(&world.taro, second, absence, &away("12/4", "12/8")).await.unwrap();
        for who in [&world.hanako, &world.taro] {
            let lines = nobody(who).await;
            assert_eq!(lines.iter().map(|l| (l.facts.number.as_str(), l.facts.place, l.facts.due)).collect::<Vec<_>>(), [("", Place::Board, "2026-12-04".parse().ok())]);
        }
        assert!(nobody(&world.kiku).await.is_empty(), "another desk's patient");
        d.withdraw_absence(&world.taro, absence, 1).await.unwrap();
        d.add_absence(&world.taro, second, AbsenceId::new(), &away("12/4", "12/6")).await.unwrap();
        assert_eq!(nobody(&world.hanako).await.len(), 1, "the same time is told of once");
        d.add_absence(&world.taro, second, AbsenceId::new(), &away("12/2", "12/2")).await.unwrap();
        assert_eq!(nobody(&world.hanako).await.len(), 2, "another one is another matter");
        assert_eq!(world.query("SELECT DISTINCT facts FROM notices WHERE kind = 'nobody_acting'").await.len(), 2);
    }

    async fn who_may_not_look_or_change_is_refused_by_every_method(world: World) {
        let id = physician(&world, "みなと医院", "青葉 一郎", "あおば いちろう", &takes()).await;
        let absence = AbsenceId::new();
        desk(&world).add_absence(&world.hanako, id, absence, &away("12/1", "12/3")).await.unwrap();
        for (login, role, reads) in [("doctor", Role::Physician, false), ("hospital", Role::Hospital, false), ("officer", Role::Manager, true)] {
            let who = actor(&world.house, login, role, &[DESK]).await;
            let before = world.stored().await;
            let (reading, writing) = every_method(&world, &who, id, absence).await;
            for answer in reading {
                assert!(answer.is_ok() == reads && (reads || answer == Err(Fault::Forbidden)), "{role:?}: {answer:?}");
            }
            assert!(writing.iter().all(|a| *a == Err(Fault::Forbidden)), "{role:?}");
            assert_eq!(world.stored().await, before);
            if reads {
                assert!(!desk(&world).physician(&who, id).await.unwrap().may_write);
            }
        }
        let seen = see(&world, id).await;
        assert_eq!((seen.version, seen.absences[0].version), (1, 1));
    }
}
