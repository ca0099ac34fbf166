//! What is read, shown again and taken for the same person.

use super::*;
use crate::code::Codes;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

#[test]
fn a_name_is_enough_and_everything_else_stays_unknown() {
    let form = PatientForm { patient_name: " 佐藤　キヨ ".into(), ..Default::default() };
    let data = form.parse(today(), &Codes::seed(today())).unwrap();
    assert_eq!((data.kana.as_str(), data.birth, data.sex), ("", None, None));
}

#[test]
fn every_flaw_is_told_at_once() {
    let form = PatientForm {
        patient_name: String::new(),
        patient_kana: "佐藤".into(),
        patient_birth: "R元年以前不明".into(),
        patient_sex: "x".into(),
        patient_address: "あ".repeat(201),
        patient_telephone: "番号".into(),
        patient_care_level: "care9".into(),
        ..Default::default()
    };
    let flaws = form.parse(today(), &Codes::seed(today())).unwrap_err();
    let fields: Vec<&str> = flaws.0.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["patient_name", "patient_kana", "patient_birth", "patient_sex", "patient_address", "patient_telephone", "patient_care_level"]);
}

#[test]
fn namesakes_are_found_through_old_forms_kana_and_voicing() {
    assert!(may_be_same(("髙橋 ハル", ""), ("高橋ハル", "たかはし はる")));
    assert!(may_be_same(("山﨑 一郎", "やまざき いちろう"), ("山崎 市郎", "ヤマサキ イチロウ")));
    assert!(!may_be_same(("佐藤 キヨ", ""), ("佐藤 トメ", "")));
    assert!(!may_be_same(("", ""), ("", "")));
}

#[test]
fn validity_is_marked_from_sixty_days_before_its_end() {
    let patient = |to: &str| {
        let form = PatientForm { patient_name: "佐藤".into(), patient_care_to: to.into(), ..Default::default() };
        Patient::new(PatientId::default(), form.parse(today(), &Codes::seed(today())).unwrap()).care_notice(today())
    };
    assert_eq!(patient("2026-11-21"), Some(CareNotice::Ended));
    assert_eq!(patient("2026-11-22"), Some(CareNotice::Ends(0)));
    assert_eq!(patient("R9.1.21"), Some(CareNotice::Ends(60)));
    assert_eq!((patient("R9.1.22"), patient(""), patient("不明")), (None, None, None));
}

#[test]
fn a_period_does_not_end_before_it_begins() {
    let form = PatientForm { patient_name: "佐藤".into(), patient_care_from: "R8.4.1".into(), patient_care_to: "R8.3.31".into(), ..Default::default() };
    assert_eq!(form.parse(today(), &Codes::seed(today())).unwrap_err().of("patient_care_to"), Some(&Flaw::EndBeforeStart));
}

#[test]
fn a_retired_code_of_the_record_stays_readable_and_is_not_offered_anew() {
    let codes = Codes::new(today(), std::iter::empty());
    let mut patient = Patient::new(PatientId::default(), PatientData { name: "佐藤".into(), ..Default::default() });
    patient.details.residence = Some(Code("home".into()));
    patient.details.procedures = vec![Code("hot".into())];
    let form = PatientForm::of(&patient);
    assert_eq!(form.parse_over(&[&patient], today(), &codes), Ok(patient.data()));
    let flaws = form.parse(today(), &codes).unwrap_err();
    assert_eq!((flaws.of("patient_residence"), flaws.of("patient_procedures")), (Some(&Flaw::NotAChoice), Some(&Flaw::NotAChoice)));
}

fn any_answer(value: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just("不明".to_owned()), Just("なし".to_owned()), "[ -~あ-ん亜-熙\\n]{0,30}", Just(value.to_owned())]
}

prop_compose! {
    fn any_form()(texts in proptest::collection::vec(any_answer("在宅酸素 2L"), 6), day in any_answer("R9.3.31"), telephone in any_answer("090-1234-5678"),
        level in proptest::sample::select(vec!["", "care3", "unknown"]), place in proptest::sample::select(vec!["", "home", "unknown"]),
        list in proptest::sample::subsequence(vec!["suction", "hot", "peg"], 0..=3)) -> PatientForm {
        PatientForm {
            patient_name: "佐藤 キヨ".into(),
            patient_birth: "S15.3.2".into(),
            patient_care_level: level.into(),
            patient_place_of_death: place.into(),
            patient_facility: texts[0].clone(),
            patient_illness: texts[1].clone(),
            patient_past: texts[2].clone(),
            patient_allergies: texts[3].clone(),
            patient_wishes: texts[4].clone(),
            patient_remarks: texts[5].clone(),
            patient_discharge_on: day,
            patient_key_telephone: telephone,
            patient_procedures: list.into_iter().map(str::to_owned).collect(),
            ..PatientForm::default()
        }
    }
}

proptest! {
    #[test]
    fn what_was_read_is_shown_so_that_it_reads_the_same_again(form in any_form()) {
        let codes = Codes::seed(today());
        if let Ok(data) = form.parse(today(), &codes) {
            let patient = Patient::new(PatientId::default(), data.clone());
            let shown = PatientForm::of(&patient);
            prop_assert_eq!(shown.parse(today(), &codes), Ok(data));
            prop_assert_eq!(PatientForm::from_fields(&shown.fields()), shown);
        }
    }
}
