use super::*;
use crate::district::District;
use crate::text::strategies::{anything, japanese};
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    date("2026-11-22")
}

fn codes() -> Codes {
    Codes::seed(today())
}

fn places() -> Places {
    let district = |name: &str, retired| District { id: DistrictId::new(), name: name.into(), order: 1, retired, version: 1 };
    Places { districts: vec![district("北部", false), district("南部", false), district("旧市街", true)], ..Places::default() }
}

fn full(places: &Places) -> PhysicianForm {
    PhysicianForm {
        specialties: vec!["palliative,internal".into(), "internal".into()],
        visit_districts: vec![places.districts[1].id.to_string(), places.districts[0].id.to_string()],
        visit_radius: "１６㎞".into(),
        physician_procedures: vec!["hot".into(), "peg".into()],
        physician_eol: "1".into(),
        physician_night: "1".into(),
        physician_languages: vec!["english".into()],
        physician_sex: "female".into(),
        capacity: "３０名".into(),
        accepting: "yes".into(),
        accepting_from: "R8.12.1".into(),
        accepting_until: "令和9年3月31日".into(),
        acts_secondary: "1".into(),
        partners: vec![PhysicianId::new().to_string(), PhysicianId::new().to_string()],
        physician_login: UserId::new().to_string(),
        physician_note: "水曜は研究日\n駐車場が要る".into(),
    }
}

#[test]
fn only_whether_new_patients_are_taken_must_be_said() {
    let form = PhysicianForm { accepting: "no".into(), ..PhysicianForm::default() };
    assert_eq!(form.parse(&codes(), &places(), today(), None), Ok(PhysicianData::default()));
    let flaws = PhysicianForm::default().parse(&codes(), &places(), today(), None).unwrap_err();
    assert_eq!((flaws.0.len(), flaws.of("accepting")), (1, Some(&Flaw::Required)));
}

#[test]
fn what_is_shown_again_is_read_as_the_same_and_fields_are_the_form() {
    let places = places();
    let data = full(&places).parse(&codes(), &places, today(), None).unwrap();
    assert_eq!((data.radius_m, data.capacity, data.specialties.len(), data.districts.len()), (Some(16_000), Some(30), 2, 2));
    assert_eq!((data.accepting_from, data.accepting_until), (Some(date("2026-12-01")), Some(date("2027-03-31"))));
    let shown = PhysicianForm::of(&data);
    assert_eq!(shown.parse(&codes(), &places, today(), None), Ok(data.clone()));
    assert_eq!(PhysicianForm::of_fields(&shown.fields()), shown);
    assert_eq!(shown.fields().len(), 16);
}

#[test]
fn every_flaw_is_told_at_once() {
    let places = places();
    let bad = || "x".to_owned();
    let form = PhysicianForm {
        specialties: vec![bad()],
        visit_districts: vec![places.districts[2].id.to_string()],
        visit_radius: "51".into(),
        physician_procedures: vec![bad()],
        physician_languages: vec![bad()],
        physician_sex: bad(),
        capacity: "-1".into(),
        accepting: bad(),
        accepting_from: "13月".into(),
        accepting_until: bad(),
        partners: vec![bad()],
        physician_login: bad(),
        physician_note: "長".repeat(2_001),
        ..PhysicianForm::default()
    };
    assert_eq!(form.parse(&codes(), &places, today(), None).unwrap_err().0.len(), 13);
    let reversed = PhysicianForm { accepting: "yes".into(), accepting_from: "2026-12-02".into(), accepting_until: "2026-12-01".into(), ..PhysicianForm::default() };
    assert_eq!(reversed.parse(&codes(), &places, today(), None).unwrap_err().of("accepting_until"), Some(&Flaw::PeriodReversed));
    let many = PhysicianForm { accepting: "no".into(), partners: (0..=PARTNERS_MAX).map(|_| PhysicianId::new().to_string()).collect(), ..PhysicianForm::default() };
    assert!(matches!(many.parse(&codes(), &places, today(), None).unwrap_err().of("partners"), Some(Flaw::OutOfRange { .. })));
}

#[test]
fn limits_are_allowed_and_what_lies_beyond_is_not() {
    let form = |radius: &str, capacity: &str| {
        let form = PhysicianForm { accepting: "no".into(), visit_radius: radius.into(), capacity: capacity.into(), ..PhysicianForm::default() };
        form.parse(&codes(), &places(), today(), None).is_ok()
    };
    for (radius, capacity, good) in
        [("1", "0", true), ("50 km", "500 人", true), ("0", "", false), ("51", "", false), ("", "501", false), ("1.5", "", false), ("km", "", false), ("", "人", false)]
    {
        assert_eq!(form(radius, capacity), good, "{radius} {capacity}");
    }
}

#[test]
fn what_is_retired_stays_where_it_is_and_is_not_chosen_anew() {
    let places = places();
    let gone = || Code("gone".into());
    let stored = PhysicianData {
        specialties: vec![gone()],
        districts: vec![places.districts[2].id],
        procedures: vec![gone()],
        languages: vec![gone()],
        sex: Some(gone()),
        accepting_from: Some(date("2020-01-01")),
        ..PhysicianData::default()
    };
    let form = PhysicianForm::of(&stored);
    assert_eq!(form.parse(&codes(), &places, today(), Some(&stored)), Ok(stored));
    assert_eq!(form.parse(&codes(), &places, today(), None).unwrap_err().0.len(), 5);
}

#[test]
fn new_patients_are_taken_from_the_first_to_the_last_day_and_never_while_it_is_no() {
    let data = PhysicianData { accepting: true, accepting_from: Some(date("2026-12-01")), accepting_until: Some(date("2026-12-31")), ..PhysicianData::default() };
    for (on, taken) in [("2026-11-30", false), ("2026-12-01", true), ("2026-12-31", true), ("2027-01-01", false)] {
        assert_eq!(data.is_accepting(date(on)), taken, "{on}");
        assert!(!PhysicianData { accepting: false, ..data.clone() }.is_accepting(date(on)));
        assert!(PhysicianData { accepting: true, ..PhysicianData::default() }.is_accepting(date(on)));
    }
}

proptest! {
    #[test]
    fn any_text_is_answered_and_what_is_read_is_shown_and_read_again(text in prop_oneof![anything(), japanese(), "[0-9０-９]{0,3} ?(km|人|名)?"], radius in "[0-9]{0,2}") {
        let places = places();
        let form = PhysicianForm { visit_radius: radius, capacity: text.clone(), physician_note: text.clone(), accepting: "yes".into(), ..PhysicianForm::default() };
        let all = PhysicianForm {
            specialties: vec![text.clone()], visit_districts: vec![text.clone()], partners: vec![text.clone()], accepting_from: text.clone(), accepting_until: text, ..form.clone()
        };
        for form in [form, all] {
            if let Ok(data) = form.parse(&codes(), &places, today(), None) {
                prop_assert_eq!(PhysicianForm::of(&data).parse(&codes(), &places, today(), None), Ok(data));
            }
        }
    }
}
