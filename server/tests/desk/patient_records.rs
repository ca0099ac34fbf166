//! The whole patient: fields that nobody asked or nobody knows, the list, look-alikes, merging, and the end of a matter.

use super::{World, flaw, on_both};
use domain::account::Actor;
use domain::cases::CaseStatus;
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{CaseId, PatientId};
use domain::inquiry::{InquiryForm, MatchQuery};
use domain::patient::duplicate::Reason;
use domain::patient::{EndForm, MergeOrder, PatientForm, PatientQuery};
use domain::ports::{InquiryDesk, PatientDesk};

fn named(name: &str, kana: &str) -> PatientForm {
    PatientForm { patient_name: name.into(), patient_kana: kana.into(), ..PatientForm::default() }
}

impl World {
    async fn form_of(&self, id: PatientId) -> PatientForm {
        PatientForm::of(&self.patient.patient(&self.hanako, id).await.unwrap())
    }

    async fn create(&self, form: &PatientForm) -> PatientId {
        let id = PatientId::new();
        self.patient.create(&self.hanako, id, self.hanako.desks[0].id, form).await.unwrap();
        id
    }

    async fn listed(&self, who: &Actor, query: PatientQuery) -> Vec<String> {
        let mut names: Vec<String> = self.patient.list(who, &query).await.unwrap().rows.into_iter().map(|r| r.patient.name).collect();
        names.sort();
        names
    }

    async fn order(&self, survivor: PatientId, absorbed: PatientId) -> MergeOrder {
        let version = self.patient.patient(&self.hanako, survivor).await.unwrap().version;
        let absorbed_version = self.patient.patient(&self.hanako, absorbed).await.unwrap().version;
        MergeOrder { survivor, version, absorbed, absorbed_version }
    }

    /// Two records of one person, each with a case.
    async fn doubles(&self) -> (PatientId, CaseId, PatientId, CaseId) {
        let (first, a) = self.patient("髙橋 ハル", "たかはし はる").await;
        let mut again = self.call_about("高橋 春", "タカハシ ハル");
        again.patient_distinct = "1".into();
        again.patient_address = "北町1-2".into();
        let second = self.record(&again).await;
        let b = self.see(second.id).await.patient.unwrap().id;
        (a, first.case_id, b, second.case_id)
    }

    /// The ending that the page would send for everything open now.
    async fn ending(&self, id: PatientId, kind: &str) -> (i32, EndForm) {
        let view = self.patient.end_view(&self.hanako, id).await.unwrap();
        (view.patient.version, EndForm { end_kind: kind.into(), end_on: "R8.11.20".into(), cases: view.shown(), ..EndForm::default() })
    }
}

on_both! {
    async fn not_asked_not_known_and_none_come_back_as_they_were_told(world: World) {
        let form = PatientForm {
            patient_residence: "in_hospital".into(),
            patient_care_to: "R9.3.31".into(),
            patient_discharge_on: "わからない".into(),
            patient_allergies: "特になし".into(),
            patient_physician: "不明".into(),
            patient_place_of_death: "unknown".into(),
            patient_procedures: vec!["suction".into(), "hot".into()],
            patient_infections: vec!["none".into()],
            patient_consent: "consented".into(),
            ..named("佐藤 キヨ", "さとう きよ")
        };
        let id = world.create(&form).await;
        let back = world.form_of(id).await;
        assert_eq!((back.patient_care_to.as_str(), back.patient_discharge_on.as_str(), back.patient_allergies.as_str()), ("2027-03-31", "不明", "なし"));
        assert_eq!((back.patient_physician.as_str(), back.patient_pharmacy.as_str(), back.patient_place_of_death.as_str()), ("不明", "", "unknown"));
        assert_eq!((back.patient_procedures.join(" "), back.patient_infections.join(" ")), ("suction hot".into(), "none".into()));
        let codes = world.query("SELECT code FROM patient_codes ORDER BY list, code").await;
        assert_eq!(codes.iter().map(|r| r.try_get_by_index::<String>(0).unwrap()).collect::<Vec<_>>(), ["none", "hot", "suction"]);
        let changed = PatientForm { patient_procedures: vec!["peg".into()], patient_consent: "not_yet".into(), ..back };
        world.patient.edit(&world.taro, id, 1, &changed).await.unwrap();
        let view = world.patient.view(&world.hanako, id).await.unwrap();
        let told: Vec<_> = view.history[0].fields.iter().map(|f| (f.field.as_str(), f.before.as_str(), f.after.as_str())).collect();
        assert_eq!(told, [("patient_consent", "consented", "not_yet"), ("patient_procedures", "suction,hot", "peg")]);
        assert_eq!(world.query("SELECT code FROM patient_codes WHERE list = 'procedure'").await.len(), 1);
    }

    async fn the_list_filters_searches_and_shows_only_one_s_own_desks(world: World) {
        let care = |level: &str, to: &str| PatientForm { patient_care_level: level.into(), patient_care_to: to.into(), ..PatientForm::default() };
        world.create(&PatientForm { patient_insured_number: "0001234567".into(), ..named("佐藤 キヨ", "さとう きよ") }).await;
        world.create(&PatientForm { patient_name: "山﨑 一郎".into(), patient_consent: "consented".into(), ..care("care3", "R8.12.1") }).await;
        let gone = world.create(&PatientForm { patient_name: "林 みね".into(), patient_residence: "home".into(), ..care("care3", "R8.3.31") }).await;
        let (version, form) = world.ending(gone, "died_home").await;
        let all = PatientQuery::default;
        assert_eq!(world.listed(&world.hanako, all()).await.len(), 3);
        world.patient.end(&world.hanako, gone, version, &form).await.unwrap();
        for (query, names) in [
            (all(), vec!["佐藤 キヨ", "山﨑 一郎"]),
            (PatientQuery { state: "died".into(), ..all() }, vec!["林 みね"]),
            (PatientQuery { patient_care_level: "care3".into(), state: "all".into(), ..all() }, vec!["山﨑 一郎", "林 みね"]),
            (PatientQuery { validity: "ending".into(), ..all() }, vec!["山﨑 一郎"]),
            (PatientQuery { validity: "ended".into(), state: "all".into(), ..all() }, vec!["林 みね"]),
            (PatientQuery { patient_consent: "open".into(), ..all() }, vec!["佐藤 キヨ"]),
            (PatientQuery { q: "ﾔﾏｻﾞｷ".into(), ..all() }, vec![]),
            (PatientQuery { q: "山崎".into(), sort: "kana".into(), ..all() }, vec!["山﨑 一郎"]),
            (PatientQuery { q: "0001234567".into(), ..all() }, vec!["佐藤 キヨ"]),
            (PatientQuery { page: "2".into(), ..all() }, vec![]),
        ] {
            assert_eq!(world.listed(&world.hanako, query.clone()).await, names, "{query:?}");
        }
        assert!(world.listed(&world.kiku, all()).await.is_empty());
        assert_eq!(flaw(world.patient.list(&world.hanako, &PatientQuery { validity: "x".into(), ..all() }).await, "validity"), Flaw::NotAChoice);
    }

    async fn whoever_looks_alike_is_asked_about_once(world: World) {
        let (_, known) = world.patient("髙橋 ハル", "たかはし はる").await;
        let form = PatientForm { patient_telephone: "072-555-0101".into(), ..named("高橋ハル", "") };
        let (id, desk) = (PatientId::new(), world.hanako.desks[0].id);
        assert_eq!(flaw(world.patient.create(&world.hanako, id, desk, &form).await, "patient_distinct"), Flaw::Duplicate);
        let suspects = world.patient.suspects(&world.hanako, None, &form, None).await.unwrap();
        assert_eq!(suspects.iter().map(|s| (s.patient.id, s.likeness.reasons.clone())).collect::<Vec<_>>(), [(known, vec![Reason::Name])]);
        let sure = PatientForm { patient_distinct: "1".into(), ..form };
        world.patient.create(&world.hanako, id, desk, &sure).await.unwrap();
        let stored = world.stored().await;
        world.patient.create(&world.hanako, id, desk, &sure).await.unwrap();
        assert_eq!(world.stored().await, stored, "sent twice it is one record");
        let other = PatientForm { patient_address: "南町".into(), ..sure };
        assert_eq!(world.patient.create(&world.hanako, id, desk, &other).await, Err(Fault::Refused(Refusal::PatientChanged)));
        // A correction that makes them more alike asks nothing that was answered.
        let same = PatientForm { patient_kana: "たかはし はる".into(), ..world.form_of(id).await };
        world.patient.edit(&world.hanako, id, 1, &same).await.unwrap();
        assert!(world.patient.duplicates(&world.hanako).await.unwrap().pairs.is_empty());
        // One that makes somebody else alike asks.
        let third = world.create(&named("別府 トメ", "べっぷ とめ")).await;
        let alike = PatientForm { patient_name: "高橋 はる".into(), patient_kana: "たかはしはる".into(), ..world.form_of(third).await };
        assert_eq!(flaw(world.patient.edit(&world.hanako, third, 1, &alike).await, "patient_distinct"), Flaw::Duplicate);
    }

    async fn a_pair_is_two_people_until_that_is_taken_back(world: World) {
        let (a, _, b, _) = world.doubles().await;
        let page = world.patient.duplicates(&world.hanako).await.unwrap();
        assert!(page.pairs.is_empty(), "a kana alone is no pair: {page:?}");
        for id in [a, b] {
            let form = PatientForm { patient_birth: "S15.3.2".into(), patient_distinct: "1".into(), ..world.form_of(id).await };
            world.patient.edit(&world.hanako, id, 1, &form).await.unwrap();
        }
        assert!(world.patient.duplicates(&world.hanako).await.unwrap().pairs.is_empty(), "the second correction said so");
        let told = world.patient.duplicates(&world.hanako).await.unwrap().distinct;
        assert_eq!((told.len(), told[0].by_name.as_str()), (1, "hanakoさん"));
        world.patient.set_distinct(&world.taro, b, a, false).await.unwrap();
        let page = world.patient.duplicates(&world.hanako).await.unwrap();
        assert_eq!((page.pairs.len(), page.distinct.len()), (1, 0));
        assert_eq!(page.pairs[0].a.likeness.reasons, [Reason::Kana, Reason::Birth]);
        world.patient.set_distinct(&world.taro, a, b, true).await.unwrap();
        assert!(world.patient.duplicates(&world.hanako).await.unwrap().pairs.is_empty());
        assert_eq!(world.patient.set_distinct(&world.hanako, a, a, true).await, Err(Fault::Refused(Refusal::NotMergeable)));
    }

    async fn a_merge_moves_everything_and_its_undoing_brings_everything_back(world: World) {
        let (a, case_a, b, case_b) = world.doubles().await;
        let (first, second) = (world.form_of(a).await, world.form_of(b).await);
        let view = world.patient.merge_view(&world.hanako, a, b).await.unwrap();
        assert_eq!((view.all_cases, view.inquiries, view.cases.len()), (1, 1, 1));
        let chosen = PatientForm { patient_address: second.patient_address.clone(), ..first.clone() };
        world.patient.merge(&world.hanako, world.order(a, b).await, &chosen).await.unwrap();
        assert_eq!(world.form_of(a).await, chosen);
        let merged = world.patient.view(&world.hanako, a).await.unwrap();
        assert_eq!((merged.cases.len(), merged.inquiries.len(), merged.merges.len()), (2, 2, 1));
        assert_eq!(world.see_case(case_b).await.patient.unwrap().id, a);
        // The stub leads on and is offered nowhere.
        assert_eq!(world.patient.patient(&world.hanako, b).await.unwrap().merged_into, Some(a));
        assert_eq!(world.patient.find(&world.hanako, "はる").await.unwrap().iter().map(|m| m.patient.id).collect::<Vec<_>>(), [a]);
        assert_eq!(world.listed(&world.hanako, PatientQuery::default()).await, ["髙橋 ハル"]);
        let beside = world.inquiry.matches(&world.hanako, &MatchQuery { patient_kana: "たかはし はる".into(), ..MatchQuery::default() }).await.unwrap();
        assert_eq!((beside.patients.len(), beside.namesakes), (1, vec![a]));
        assert_eq!(world.patient.edit(&world.hanako, b, 2, &second).await, Err(Fault::Refused(Refusal::PatientMerged)));
        let late = world.record(&world.call_again(b)).await;
        assert_eq!(world.see(late.id).await.patient.unwrap().id, a, "an old form that names the stub reaches the person");
        let separate = InquiryForm { separate_case: "1".into(), ..world.call_again(a) };
        let added = world.record(&separate).await.case_id;
        let now = PatientForm { patient_telephone: "072-555-0101".into(), ..world.form_of(a).await };
        world.patient.edit(&world.taro, a, 2, &now).await.unwrap();
        // Back again: what was added since stays.
        let merge = merged.merges[0].id;
        let view = world.patient.unmerge_view(&world.hanako, merge).await.unwrap();
        assert_eq!(view.kept, ["patient_telephone"]);
        assert_eq!(view.back.iter().map(|c| c.id).collect::<Vec<_>>(), [case_b]);
        assert!(view.stay.iter().any(|c| c.id == case_a) && view.stay.iter().any(|c| c.id == added));
        assert_eq!(world.patient.unmerge(&world.hanako, merge).await, Ok(a));
        assert_eq!(world.form_of(a).await, PatientForm { patient_telephone: "072-555-0101".into(), ..first });
        assert_eq!(world.form_of(b).await, second);
        assert_eq!((world.see_case(case_a).await.patient.unwrap().id, world.see_case(case_b).await.patient.unwrap().id), (a, b));
        assert_eq!(world.see_case(added).await.patient.unwrap().id, a);
        assert_eq!(world.patient.unmerge(&world.hanako, merge).await, Err(Fault::Refused(Refusal::MergeUndone)));
        let deeds: Vec<String> = world.audit().await.into_iter().filter(|l| l.kind == "patient" && l.record == b.to_string() && l.deed != "view").map(|l| l.deed).collect();
        assert_eq!(deeds, ["create", "merge", "unmerge"]);
        // The old versions still serve as the common ground of two people's edits.
        let form = PatientForm { patient_address: "南町3-4".into(), ..second };
        let version = world.patient.patient(&world.hanako, b).await.unwrap().version;
        world.patient.edit(&world.hanako, b, version, &form).await.unwrap();
    }

    async fn of_two_merges_of_one_patient_one_wins_and_the_other_is_told(world: World) {
        let (a, _, b, _) = world.doubles().await;
        let form = world.form_of(a).await;
        let (there, back) = (world.order(a, b).await, world.order(b, a).await);
        let (one, other) = tokio::join!(world.patient.merge(&world.hanako, there, &form), world.patient.merge(&world.taro, back, &form));
        let refused = [one, other].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert!(matches!(refused.as_slice(), [Fault::Refused(Refusal::PatientMerged | Refusal::PatientChanged)]), "{refused:?}");
        let count: i64 = world.query("SELECT count(*) FROM patients WHERE merged_into IS NOT NULL").await[0].try_get_by_index(0).unwrap();
        assert_eq!(count, 1);
    }

    async fn only_what_was_seen_is_merged(world: World) {
        let (a, _, b, _) = world.doubles().await;
        let (order, form) = (world.order(a, b).await, world.form_of(a).await);
        world.patient.edit(&world.taro, b, 1, &PatientForm { patient_address: "南町".into(), ..world.form_of(b).await }).await.unwrap();
        let before = world.stored().await;
        assert_eq!(world.patient.merge(&world.hanako, order, &form).await, Err(Fault::Refused(Refusal::PatientChanged)));
        assert_eq!(world.patient.merge(&world.hanako, MergeOrder { absorbed: a, ..order }, &form).await, Err(Fault::Refused(Refusal::NotMergeable)));
        assert_eq!(world.stored().await, before);
    }

    async fn a_death_closes_what_was_shown_and_nothing_else(world: World) {
        let (recorded, id) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let (version, form) = world.ending(id, "died_home").await;
        let separate = InquiryForm { separate_case: "1".into(), ..world.call_again(id) };
        let second = world.record(&separate).await.case_id;
        let before = world.stored().await;
        assert_eq!(world.patient.end(&world.hanako, id, version, &form).await, Err(Fault::Refused(Refusal::PatientChanged)), "a case came in meanwhile");
        assert_eq!(world.stored().await, before);
        let (version, form) = world.ending(id, "died_home").await;
        world.patient.end(&world.hanako, id, version, &form).await.unwrap();
        for case in [recorded.case_id, second] {
            let brief = world.see_case(case).await.brief;
            assert_eq!((brief.status, brief.outcome.map(|c| c.0)), (CaseStatus::Closed, Some("died_home".to_owned())));
        }
        let patient = world.patient.patient(&world.hanako, id).await.unwrap();
        assert_eq!(patient.ended.and_then(|e| e.on), Some("2026-11-20".parse().unwrap()));
        assert!(world.patient.find(&world.hanako, "佐藤").await.unwrap()[0].patient.ended.is_some_and(|k| k.is_death()));
        let closed = world.audit().await.into_iter().filter(|l| l.deed == "close" && l.patient == Some(id)).count();
        assert_eq!(closed, 2);
        world.patient.revive(&world.taro, id, patient.version).await.unwrap();
        assert_eq!(world.patient.patient(&world.hanako, id).await.unwrap().ended, None);
        assert_eq!(world.see_case(second).await.brief.status, CaseStatus::Closed, "nothing is reopened by itself");
        let history = world.patient.view(&world.hanako, id).await.unwrap().history;
        assert!(history.iter().any(|c| c.fields.iter().any(|f| f.field == "end_kind" && f.after == "died_home")));
    }

    async fn moving_away_asks_for_the_outcome_of_what_is_open(world: World) {
        let (recorded, id) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let (version, form) = world.ending(id, "moved").await;
        assert_eq!(flaw(world.patient.end(&world.hanako, id, version, &form).await, "outcome"), Flaw::Required);
        world.patient.end(&world.hanako, id, version, &EndForm { outcome: "handed_over".into(), end_place: "隣の市".into(), ..form }).await.unwrap();
        assert_eq!(world.see_case(recorded.case_id).await.brief.outcome.map(|c| c.0).as_deref(), Some("handed_over"));
    }

    async fn nothing_of_it_is_for_other_roles_and_other_desks(world: World) {
        let (a, _, b, _) = world.doubles().await;
        let (order, form) = (world.order(a, b).await, world.form_of(a).await);
        let (version, ending) = world.ending(a, "died_home").await;
        let officer = crate::desk::actor(&world.house, "officer", domain::account::Role::Manager, &[crate::common::DESK]).await;
        let before = world.stored().await;
        for who in [&world.kiku, &officer] {
            let people = &world.patient;
            for (method, answer) in [
                ("view", people.view(who, a).await.map(drop)),
                ("create", people.create(who, PatientId::new(), world.hanako.desks[0].id, &form).await),
                ("distinct", people.set_distinct(who, a, b, true).await),
                ("merge view", people.merge_view(who, a, b).await.map(drop)),
                ("merge", people.merge(who, order, &form).await),
                ("end view", people.end_view(who, a).await.map(drop)),
                ("end", people.end(who, a, version, &ending).await),
                ("revive", people.revive(who, a, version).await),
            ] {
                assert_eq!(answer, Err(Fault::Forbidden), "{method} by {}", who.name);
            }
        }
        assert_eq!(world.stored().await, before);
        assert_eq!(world.patient.list(&officer, &PatientQuery::default()).await, Err(Fault::Forbidden));
        assert_eq!(world.patient.duplicates(&officer).await, Err(Fault::Forbidden));
        assert!(world.patient.suspects(&world.kiku, None, &form, None).await.unwrap().is_empty());
        world.patient.merge(&world.hanako, order, &form).await.unwrap();
        let merge = world.patient.view(&world.hanako, a).await.unwrap().merges[0].id;
        for who in [&world.kiku, &officer] {
            assert_eq!(world.patient.unmerge_view(who, merge).await.map(drop), Err(Fault::Forbidden));
            assert_eq!(world.patient.unmerge(who, merge).await, Err(Fault::Forbidden));
        }
    }
}
