//! The intake form's reading: what is taken, what is refused, and that no text breaks it.

use super::*;
use crate::id::{DeskId, InquiryId};
use proptest::prelude::*;

fn codes() -> Codes {
    Codes::seed(jst_date(now()))
}

fn now() -> DateTime<Utc> {
    "2026-11-22T05:05:00Z".parse().unwrap()
}

fn least() -> InquiryForm {
    InquiryForm {
        id: InquiryId::new().to_string(),
        desk_id: DeskId::new().to_string(),
        opened_at: "2026-11-22T05:00:00Z".into(),
        channel: "phone".into(),
        caller_type: "family".into(),
        main_category: "complaint".into(),
        content: "折り返しがない".into(),
        ..Default::default()
    }
}

fn flaws_of(change: impl FnOnce(&mut InquiryForm)) -> Vec<(String, Flaw)> {
    let mut form = least();
    change(&mut form);
    form.parse(now(), &codes()).unwrap_err().0.into_iter().map(|f| (f.field, f.flaw)).collect()
}

#[test]
fn four_fields_are_enough_and_the_rest_has_defaults() {
    let intake = least().parse(now(), &codes()).unwrap();
    assert_eq!(intake.data.urgency.as_str(), "normal");
    assert_eq!(intake.data.received_at.to_rfc3339(), "2026-11-22T05:00:00+00:00");
    assert_eq!(intake.patient, PatientChoice::None);
    assert_eq!(crate::inquiry::missing(&intake.data), ["caller_name", "telephone", "response"]);
}

#[test]
fn the_clock_fills_the_minutes_unless_somebody_typed_them_or_the_form_was_left_open() {
    let minutes = |change: fn(&mut InquiryForm)| {
        let mut form = least();
        change(&mut form);
        form.parse(now(), &codes()).unwrap().data.minutes
    };
    assert_eq!(minutes(|_| ()), Some(5));
    assert_eq!(minutes(|f| f.minutes = "12".into()), Some(12));
    assert_eq!(minutes(|f| f.received_at = "2026-11-22T09:00".into()), None);
    assert_eq!(minutes(|f| f.opened_at = "2026-11-22T01:00:00Z".into()), None);
    assert_eq!(minutes(|f| f.opened_at = String::new()), None);
}

#[test]
fn the_four_required_fields_are_told_together() {
    let flaws = flaws_of(|f| *f = InquiryForm { id: f.id.clone(), desk_id: f.desk_id.clone(), ..Default::default() });
    let fields: Vec<&str> = flaws.iter().map(|(f, _)| f.as_str()).collect();
    assert_eq!(fields, ["channel", "caller_type", "main_category", "content"]);
    assert!(flaws.iter().all(|(_, flaw)| *flaw == Flaw::Required));
}

#[test]
fn yesterday_needs_a_reason_and_tomorrow_is_refused() {
    assert_eq!(flaws_of(|f| f.received_at = "2026-11-20T10:00".into()), [("backdate_reason".into(), Flaw::BackdateReason)]);
    let mut form = least();
    form.received_at = "2026-11-20T10:00".into();
    form.backdate_reason = "手書きの記録から".into();
    assert_eq!(form.parse(now(), &codes()).unwrap().data.received_at.to_rfc3339(), "2026-11-20T01:00:00+00:00");
    assert_eq!(flaws_of(|f| f.received_at = "2026-11-23T10:00".into()), [("received_at".into(), Flaw::InFuture)]);
    assert_eq!(flaws_of(|f| f.received_at = "きのう".into()), [("received_at".into(), Flaw::Date(crate::calendar::DateError::Unreadable))]);
}

#[test]
fn earlier_on_the_same_day_needs_no_reason() {
    let mut form = least();
    form.received_at = "2026-11-22T09:00".into();
    assert!(form.parse(now(), &codes()).is_ok());
}

#[test]
fn too_long_content_says_by_how_much() {
    assert_eq!(flaws_of(|f| f.content = "あ".repeat(10_001)), [("content".into(), Flaw::TooLong { max: 10_000, actual: 10_001 })]);
}

#[test]
fn minutes_are_a_whole_number_of_at_most_a_day() {
    for (text, expected) in [("50", Some(50)), ("５０", Some(50)), (" 50分", Some(50)), ("", None), ("0", Some(0))] {
        assert_eq!(minutes(text), Ok(expected), "{text}");
    }
    for text in ["-1", "1441", "1.5", "半", "99999999999999999999"] {
        assert!(minutes(text).is_err(), "{text}");
    }
}

#[test]
fn a_further_category_equal_to_the_main_one_is_dropped() {
    let codes = further_categories(&["complaint".into(), "other".into(), "other".into(), String::new()], "complaint", &codes(), None).unwrap();
    assert_eq!(codes, vec![Code("other".into())]);
}

#[test]
fn an_outcome_and_a_next_date_contradict_each_other() {
    let flaws = flaws_of(|f| {
        f.outcome = "resolved_info".into();
        f.next_date = "2026-11-30".into();
    });
    assert_eq!(flaws, [("next_date".into(), Flaw::OutcomeAndNextDate)]);
}

#[test]
fn a_next_date_in_the_past_is_refused_and_words_are_understood() {
    assert_eq!(flaws_of(|f| f.next_date = "2026-11-21".into()), [("next_date".into(), Flaw::InPast)]);
    let mut form = least();
    form.next_date = "R8.11.30".into();
    assert_eq!(form.parse(now(), &codes()).unwrap().next_date, NaiveDate::from_ymd_opt(2026, 11, 30));
}

#[test]
fn anonymous_is_a_name_like_any_other_but_known_as_such() {
    let mut form = least();
    form.caller_name = "匿名".into();
    let data = form.parse(now(), &codes()).unwrap().data;
    assert!(data.anonymous);
    assert!(!crate::inquiry::missing(&data).contains(&"telephone"));
}

#[test]
fn an_existing_patient_must_be_named_by_a_real_id() {
    assert_eq!(flaws_of(|f| f.patient_mode = "existing".into()), [("patient_id".into(), Flaw::Required)]);
    let flaws = flaws_of(|f| {
        f.patient_mode = "existing".into();
        f.patient_id = "'; drop table".into();
    });
    assert_eq!(flaws, [("patient_id".into(), Flaw::UnknownPatient)]);
}

proptest! {
    #[test]
    fn no_text_in_any_field_breaks_the_reading(texts in proptest::collection::vec("\\PC{0,40}", 24)) {
        let mut value = serde_json::to_value(InquiryForm::default()).unwrap();
        let mut texts = texts.into_iter().cycle();
        for (_, field) in value.as_object_mut().unwrap() {
            if field.is_string() {
                *field = texts.next().unwrap().into();
            } else {
                *field = serde_json::json!([texts.next().unwrap()]);
            }
        }
        let form: InquiryForm = serde_json::from_value(value).unwrap();
        let _ = form.parse(now(), &codes());
    }
}
