//! Several merges of one person, and those who died: nobody's data stays with somebody else, nobody dies or revives by the by.

use super::{World, on_both};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{MergeId, PatientId};
use domain::patient::{EndForm, MergeOrder, PatientForm};
use domain::ports::PatientDesk;

async fn order(world: &World, survivor: PatientId, absorbed: PatientId) -> MergeOrder {
    let version = async |id| world.patient.patient(&world.hanako, id).await.unwrap().version;
    MergeOrder { survivor, version: version(survivor).await, absorbed, absorbed_version: version(absorbed).await }
}

async fn form(world: &World, id: PatientId) -> PatientForm {
    PatientForm::of(&world.patient.patient(&world.hanako, id).await.unwrap())
}

async fn with_allergy(world: &World, name: &str, allergy: &str) -> PatientId {
    let (_, id) = world.patient(name, "").await;
    let form = PatientForm { patient_allergies: allergy.into(), ..form(world, id).await };
    world.patient.edit(&world.hanako, id, 1, &form).await.unwrap();
    id
}

async fn merges(world: &World, id: PatientId) -> Vec<MergeId> {
    world.patient.view(&world.hanako, id).await.unwrap().merges.into_iter().map(|m| m.id).collect()
}

async fn end(world: &World, id: PatientId, on: &str) -> Result<(), Fault> {
    let view = world.patient.end_view(&world.hanako, id).await.unwrap();
    let form = EndForm { end_kind: "died_home".into(), end_on: on.into(), cases: view.shown(), ..EndForm::default() };
    world.patient.end(&world.hanako, id, view.patient.version, &form).await
}

on_both! {
    async fn merges_are_taken_back_in_turn_and_leave_nothing_of_the_others(world: World) {
        let (a, b, c) = (with_allergy(&world, "甲", "卵").await, with_allergy(&world, "乙", "なし").await, with_allergy(&world, "丙", "蕎麦").await);
        let own = form(&world, b).await;
        for other in [a, c] {
            let taken = PatientForm { patient_allergies: form(&world, other).await.patient_allergies, ..form(&world, b).await };
            world.patient.merge(&world.hanako, order(&world, b, other).await, &taken).await.unwrap();
            world.pass_minutes(1);
        }
        let standing = merges(&world, b).await;
        assert_eq!(world.patient.unmerge(&world.hanako, standing[1]).await, Err(Fault::Refused(Refusal::LaterMerge)));
        assert_eq!(world.patient.unmerge_view(&world.hanako, standing[1]).await.map(drop), Err(Fault::Refused(Refusal::LaterMerge)));
        world.patient.unmerge(&world.hanako, standing[0]).await.unwrap();
        assert_eq!(form(&world, b).await.patient_allergies, "卵");
        world.patient.unmerge(&world.hanako, standing[1]).await.unwrap();
        assert_eq!(form(&world, b).await, own);
        assert_eq!(world.patient.unmerge(&world.hanako, standing[1]).await, Err(Fault::Refused(Refusal::MergeUndone)));
    }

    async fn a_record_of_the_dead_is_not_merged_into_one_of_the_living(world: World) {
        let (a, b) = (world.patient("丁", "").await.1, world.patient("戊", "").await.1);
        end(&world, a, "2026-11-20").await.unwrap();
        let before = world.stored().await;
        for (survivor, absorbed) in [(b, a), (a, b)] {
            let chosen = form(&world, survivor).await;
            let answer = world.patient.merge(&world.hanako, order(&world, survivor, absorbed).await, &chosen).await;
            assert_eq!(answer, Err(Fault::Refused(Refusal::EndsDiffer)));
        }
        assert_eq!(world.stored().await[..6], before[..6]);
        // Settled first, with what is open shown and closed, they become one.
        end(&world, b, "2026-11-20").await.unwrap();
        let chosen = form(&world, b).await;
        world.patient.merge(&world.hanako, order(&world, b, a).await, &chosen).await.unwrap();
        assert!(world.patient.patient(&world.hanako, b).await.unwrap().ended.is_some());
    }

    async fn nobody_dies_before_their_birth(world: World) {
        let (_, id) = world.patient("己", "").await;
        let born = PatientForm { patient_birth: "1935-05-01".into(), ..form(&world, id).await };
        world.patient.edit(&world.hanako, id, 1, &born).await.unwrap();
        let Err(Fault::Invalid(flaws)) = end(&world, id, "1900-01-01").await else { panic!("it should have been refused") };
        assert_eq!(flaws.of("end_on"), Some(&Flaw::BeforeBirth));
    }

    async fn consent_that_is_still_to_be_asked_for_has_neither_day_nor_person(world: World) {
        let (_, id) = world.patient("庚", "").await;
        let given = PatientForm { patient_consent: "not_yet".into(), patient_consent_by: "長女".into(), ..form(&world, id).await };
        let Err(Fault::Invalid(flaws)) = world.patient.edit(&world.hanako, id, 1, &given).await else { panic!("it should have been refused") };
        assert_eq!(flaws.of("patient_consent"), Some(&Flaw::ConsentNotGiven));
        let early = PatientForm { patient_consent: "consented".into(), patient_consent_on: "R20.1.1".into(), ..form(&world, id).await };
        let Err(Fault::Invalid(flaws)) = world.patient.edit(&world.hanako, id, 1, &early).await else { panic!("it should have been refused") };
        assert_eq!(flaws.of("patient_consent_on"), Some(&Flaw::InFuture));
    }
}
