use super::*;
use crate::district::District;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn codes() -> Codes {
    Codes::seed(today())
}

fn places() -> Places {
    let district = |name: &str, retired| District { id: DistrictId::new(), name: name.into(), order: 1, retired, version: 1 };
    Places { districts: vec![district("北部", false), district("旧市街", true)], ..Places::default() }
}

fn full(places: &Places) -> OrganizationForm {
    OrganizationForm {
        organization_name: "あおば坂クリニック".into(),
        organization_kana: "アオバザカ".into(),
        organization_kind: "clinic".into(),
        institution_code: "01-1-0113719".into(),
        postal_code: "0000001".into(),
        address: "みなと川市北町1-2".into(),
        district_id: places.districts[0].id.to_string(),
        telephone: "000-0000-0001".into(),
        fax: "000-0000-0002".into(),
        email: "desk@clinic.example".into(),
        web: "clinic.example".into(),
        hours_mon: "9-12 14-18".into(),
        hours_sun: "休".into(),
        hours_note: "第3水曜は休診".into(),
        care_class: "ordinary".into(),
        capabilities: vec!["peg,hot".into(), "hot".into()],
        services: "訪問診療\n往診".into(),
        person_in_charge: "青葉".into(),
        organization_note: "駐車場なし".into(),
        public: vec!["telephone".into()],
        ..OrganizationForm::default()
    }
}

#[test]
fn name_and_kind_are_enough() {
    let form = OrganizationForm { organization_name: " みなと　病院 ".into(), organization_kind: "hospital".into(), ..Default::default() };
    let data = form.parse(&codes(), &places(), None).unwrap();
    assert_eq!((data.code.as_str(), data.district_choice, data.capabilities.len(), data.hours), ("", None, 0, Hours::default()));
    let flaws = OrganizationForm::default().parse(&codes(), &places(), None).unwrap_err();
    assert_eq!(flaws.0.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["organization_name", "organization_kind"]);
}

#[test]
fn what_is_shown_again_is_read_as_the_same_and_fields_are_the_form() {
    let places = places();
    let data = full(&places).parse(&codes(), &places, None).unwrap();
    let shown = OrganizationForm::of(OrganizationId::new(), &data);
    assert_eq!(shown.parse(&codes(), &places, None), Ok(data.clone()));
    assert_eq!(OrganizationForm::of_fields(&shown.fields()).parse(&codes(), &places, None), Ok(data.clone()));
    assert_eq!((data.code.as_str(), data.postal_code.as_str(), data.web.as_str()), ("0110113719", "000-0001", "https://clinic.example"));
    assert_eq!(data.capabilities, [Code("hot".into()), Code("peg".into())]);
}

#[test]
fn every_flaw_is_told_at_once() {
    let places = places();
    let bad = "ｘ".repeat(3_000);
    let form = OrganizationForm {
        organization_name: bad.clone(),
        organization_kana: "漢字".into(),
        organization_kind: "x".into(),
        institution_code: "1".into(),
        postal_code: "1".into(),
        address: bad.clone(),
        district_id: places.districts[1].id.to_string(),
        telephone: "不明".into(),
        fax: "不明".into(),
        email: "x".into(),
        web: "javascript:alert(1)".into(),
        hours_wed: "午前".into(),
        hours_note: bad.clone(),
        care_class: "x".into(),
        capabilities: vec!["x".into()],
        services: bad.clone(),
        person_in_charge: bad.clone(),
        organization_note: bad,
        public: vec!["organization_note".into()],
        ..Default::default()
    };
    let flaws = form.parse(&codes(), &places, None).unwrap_err();
    assert_eq!(flaws.0.len(), 19, "{flaws:?}");
    assert_eq!(flaws.of("hours_wed"), Some(&Flaw::DayHours));
}

#[test]
fn what_is_retired_stays_where_it_is_and_is_not_chosen_anew() {
    let places = places();
    let old = full(&places).parse(&codes(), &places, None).unwrap();
    let stored = OrganizationData {
        kind: Code("gone".into()),
        care_class: Some(Code("old".into())),
        capabilities: vec![Code("past".into())],
        district_choice: Some(places.districts[1].id),
        ..old
    };
    let form = OrganizationForm::of(OrganizationId::new(), &stored);
    assert_eq!(form.parse(&codes(), &places, Some(&stored)), Ok(stored));
    assert_eq!(form.parse(&codes(), &places, None).unwrap_err().0.len(), 4);
}

#[test]
fn an_organization_closes_on_a_day_that_has_come_and_for_a_reason() {
    let form = |day: &str, reason: &str| RetireForm { closed_on: day.into(), reason: reason.into() }.parse(today());
    assert_eq!(form("", "閉院").unwrap().0, today());
    assert_eq!(form("R8.3.31", "閉院").unwrap().0, NaiveDate::from_ymd_opt(2026, 3, 31).unwrap());
    assert_eq!(form("2026-11-23", "").unwrap_err().0.len(), 2);
}
