//! What is known of patients: correcting it, and finding people while the telephone rings.

use super::{World, flaw, on_both};
use domain::account::Actor;
use domain::calendar::Birth;
use domain::error::{Fault, Flaw};
use domain::id::PatientId;
use domain::inquiry::{InquiryForm, ListQuery, MatchQuery};
use domain::patient::PatientForm;
use domain::ports::{CaseDesk, InquiryDesk, PatientDesk};

async fn form_of(world: &World, id: PatientId) -> PatientForm {
    PatientForm::of(&world.patient.patient(&world.hanako, id).await.unwrap())
}

/// The names of the patients and the numbers of the inquiries that stand beside the form.
async fn beside(world: &World, query: MatchQuery) -> (Vec<String>, Vec<String>) {
    let found = world.inquiry.matches(&world.hanako, &query).await.unwrap();
    (found.patients.into_iter().map(|p| p.patient.name).collect(), found.inquiries.into_iter().map(|i| i.number).collect())
}

on_both! {
    async fn two_people_s_corrections_of_a_patient_merge_or_are_shown_to_the_second(world: World) {
        let (_, id) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let form = form_of(&world, id).await;
        world.patient.edit(&world.taro, id, 1, &PatientForm { patient_address: "北町1-2".into(), ..form.clone() }).await.unwrap();
        world.patient.edit(&world.hanako, id, 1, &PatientForm { patient_telephone: "03-1234-5678".into(), ..form.clone() }).await.unwrap();
        let now = form_of(&world, id).await;
        assert_eq!((now.patient_address.as_str(), now.patient_telephone.as_str()), ("北町1-2", "03-1234-5678"));
        let before = world.stored().await;
        world.patient.edit(&world.hanako, id, 1, &form).await.unwrap();
        assert_eq!(world.stored().await, before, "an unchanged form changes nothing");
        let mine = PatientForm { patient_address: "南町3-4".into(), ..form };
        let Err(Fault::Conflict(told)) = world.patient.edit(&world.hanako, id, 1, &mine).await else { panic!("both changed the address") };
        let clash = &told.clashes[0];
        assert_eq!((told.clashes.len(), clash.base.as_str(), clash.theirs.as_str(), clash.mine.as_str()), (1, "", "北町1-2", "南町3-4"));
        assert_eq!((told.version, told.merged["patient_telephone"].as_str()), (3, "03-1234-5678"));
        let chosen = PatientForm { patient_telephone: "03-1234-5678".into(), ..mine };
        world.patient.edit(&world.hanako, id, told.version, &chosen).await.unwrap();
        assert_eq!(form_of(&world, id).await.patient_address, "南町3-4");
    }

    async fn a_correction_of_a_patient_obeys_the_rules_of_the_form(world: World) {
        let (_, id) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let form = form_of(&world, id).await;
        let before = world.stored().await;
        assert_eq!(flaw(world.patient.edit(&world.hanako, id, 1, &PatientForm { patient_name: " ".into(), ..form.clone() }).await, "patient_name"), Flaw::Required);
        assert_eq!(world.patient.edit(&world.hanako, id, 7, &form).await, Err(Fault::NotFound));
        assert_eq!(world.patient.edit(&world.hanako, PatientId::new(), 1, &form).await, Err(Fault::NotFound));
        assert_eq!(world.patient.patient(&world.hanako, PatientId::new()).await, Err(Fault::NotFound));
        assert_eq!(world.stored().await[..7], before[..7]);
    }

    async fn whoever_works_at_two_desks_carries_nothing_from_one_to_the_other(world: World) {
        let both = Actor { desks: [&world.hanako.desks[..], &world.kiku.desks[..]].concat(), ..world.hanako.clone() };
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let there = InquiryForm { desk_id: both.desks[1].id.to_string(), ..world.call_again(patient) };
        assert_eq!(flaw(world.inquiry.record(&both, &there).await, "patient_id"), Flaw::UnknownPatient);
        let nobody = InquiryForm { patient_mode: "none".into(), patient_id: String::new(), ..there };
        let theirs = world.inquiry.record(&both, &nobody).await.unwrap();
        let known = InquiryForm::default().linked_to(&patient.to_string());
        assert_eq!(flaw(world.cases.set_patient(&both, theirs.case_id, 1, &known).await, "patient_id"), Flaw::UnknownPatient);
        // As earlier versions may have left it: another desk's case about this desk's patient, linked to this desk's case.
        let (a, b) = if theirs.case_id.0 < first.case_id.0 { (theirs.case_id, first.case_id) } else { (first.case_id, theirs.case_id) };
        let by = world.hanako.user_id;
        let (case, at) = (theirs.case_id, world.house.services.now());
        let left = world.house.db.write(move |tx| {
            Box::pin(async move {
                db::cases::set_patient(tx, case, 1, Some(patient), at).await?;
                db::cases::link(tx, a, b, by, at).await
            })
        });
        assert!(left.await.unwrap());
        assert_eq!(world.see_case(first.case_id).await.linked, []);
        let beside = world.inquiry.matches(&world.hanako, &MatchQuery { patient_name: "佐藤".into(), ..MatchQuery::default() }).await.unwrap().patients;
        assert_eq!((beside[0].inquiries, beside[0].open_case.as_ref().unwrap().id), (1, first.case_id));
    }

    /// The recording must wait for the new name, or the contact would be found by the old one for ever.
    async fn a_contact_recorded_while_its_person_is_renamed_is_found_by_the_new_name(world: World) {
        let (_, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let (data, at) = (PatientForm { patient_name: "高橋 キヨ".into(), ..PatientForm::default() }.parse("2026-11-22".parse().unwrap(), &world.house.services.codes()).unwrap(), world.house.services.now());
        let renamed = world.house.db.write(move |tx| {
            Box::pin(async move {
                let done = db::patient::update(tx, patient, 1, &data, at).await?;
                tokio::time::sleep(std::time::Duration::from_millis(600)).await;
                Ok::<_, db::DbError>(done)
            })
        });
        let call = world.call_again(patient);
        let recorded = async {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            world.record(&call).await
        };
        let (renamed, _) = tokio::join!(renamed, recorded);
        assert!(renamed.unwrap());
        let found = world.inquiry.list(&world.hanako, &ListQuery { q: "高橋".into(), ..ListQuery::default() }).await.unwrap();
        assert_eq!(found.total, 2);
    }

    async fn an_age_by_hearsay_keeps_the_day_on_which_it_was_told(world: World) {
        let told = InquiryForm { patient_birth: "84歳くらい".into(), ..world.call_about("佐藤 キヨ", "") };
        let id = world.see(world.record(&told).await.id).await.patient.unwrap().id;
        world.until("2027-06-01T10:00");
        let form = form_of(&world, id).await;
        world.patient.edit(&world.hanako, id, 1, &PatientForm { patient_care_level: "care2".into(), ..form.clone() }).await.unwrap();
        let birth = world.patient.patient(&world.hanako, id).await.unwrap().birth;
        assert_eq!(birth, Some(Birth::AgeAbout { age: 84, as_of: "2026-11-22".parse().unwrap() }));
        world.patient.edit(&world.hanako, id, 2, &PatientForm { patient_birth: "S17.3.2".into(), ..form }).await.unwrap();
        assert_eq!(world.patient.patient(&world.hanako, id).await.unwrap().birth, Some(Birth::Date("1942-03-02".parse().unwrap())));
    }

    async fn the_search_finds_earlier_inquiries_by_the_patient_s_new_name(world: World) {
        let (first, id) = world.patient("山﨑 一郎", "やまざき いちろう").await;
        let form = PatientForm { patient_name: "髙橋 一郎".into(), patient_kana: "たかはし いちろう".into(), ..form_of(&world, id).await };
        world.patient.edit(&world.taro, id, 1, &form).await.unwrap();
        for (words, expected) in [("高橋", 1), ("ﾀｶﾊｼ", 1), ("山崎", 0), ("やまざき", 0)] {
            let found = world.inquiry.list(&world.hanako, &ListQuery { q: words.into(), ..ListQuery::default() }).await.unwrap();
            assert_eq!(found.rows.iter().filter(|r| r.id == first.id).count(), expected, "{words}");
            assert_eq!(world.patient.find(&world.hanako, words).await.unwrap().len(), expected, "{words}");
        }
    }

    async fn earlier_contacts_stand_beside_the_form_by_telephone_name_and_kana(world: World) {
        let call = InquiryForm { caller_name: "中村 真".into(), caller_kana: "なかむら まこと".into(), telephone: "090-1234-5678".into(), ..world.call_about("佐藤 キヨ", "さとう きよ") };
        world.record(&call).await;
        let hit = (vec!["佐藤 キヨ".to_owned()], vec!["R8-000001".to_owned()]);
        let query = MatchQuery::default;
        assert_eq!(beside(&world, MatchQuery { telephone: "0901".into(), ..query() }).await, hit);
        assert_eq!(beside(&world, MatchQuery { telephone: "０９０－１２３４－５６７８".into(), ..query() }).await, hit);
        assert_eq!(beside(&world, MatchQuery { caller_name: "中村".into(), ..query() }).await, hit);
        assert_eq!(beside(&world, MatchQuery { caller_kana: "ﾅｶﾑﾗ".into(), ..query() }).await, hit);
        assert_eq!(beside(&world, MatchQuery { patient_kana: "サト".into(), ..query() }).await, hit);
        assert_eq!(beside(&world, MatchQuery { search: "キヨ".into(), ..query() }).await, hit);
        for nothing in [query(), MatchQuery { telephone: "090".into(), ..query() }, MatchQuery { telephone: "1234-5678".into(), ..query() }, MatchQuery { patient_kana: "き".into(), ..query() }] {
            assert_eq!(beside(&world, nothing.clone()).await, (vec![], vec![]), "{nothing:?}");
        }
        let patient_id = world.patient.find(&world.hanako, "佐藤").await.unwrap()[0].patient.id.to_string();
        let theirs = world.inquiry.matches(&world.kiku, &MatchQuery { telephone: "0901".into(), patient_id, ..query() }).await.unwrap();
        assert!(theirs.patients.is_empty() && theirs.inquiries.is_empty(), "nobody sees another desk's people");
        assert!(world.patient.find(&world.kiku, "佐藤").await.unwrap().is_empty());
    }

    async fn namesakes_are_marked_among_the_people_who_fit(world: World) {
        let (_, known) = world.patient("髙橋 ハル", "たかはし はる").await;
        let (_, other) = world.patient("高橋 ハルエ", "たかはし はるえ").await;
        let found = world.inquiry.matches(&world.hanako, &MatchQuery { patient_name: "高橋ハル".into(), ..MatchQuery::default() }).await.unwrap();
        assert_eq!(found.namesakes, [known]);
        let mut fitting: Vec<_> = found.patients.iter().map(|p| (p.patient.id, p.inquiries, p.open_case.is_some())).collect();
        fitting.sort_unstable();
        let mut expected = [(known, 1, true), (other, 1, true)];
        expected.sort_unstable();
        assert_eq!(fitting, expected);
    }
}
