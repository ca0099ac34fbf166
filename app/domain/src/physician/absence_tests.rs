use super::*;
use crate::text::strategies::{anything, japanese};
use chrono::TimeZone;
use proptest::prelude::*;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// 2026-11-22 14:05 in Japan.
fn now() -> DateTime<Utc> {
    utc("2026-11-22T05:05:00Z")
}

fn codes() -> Codes {
    Codes::seed(jst(now()).date_naive())
}

fn form(from: (&str, &str), until: (&str, &str)) -> AbsenceForm {
    AbsenceForm {
        absence_from: from.0.into(),
        absence_from_time: from.1.into(),
        absence_until: until.0.into(),
        absence_until_time: until.1.into(),
        absence_kind: "vacation".into(),
        absence_note: String::new(),
    }
}

fn read(from: (&str, &str), until: (&str, &str)) -> Result<(DateTime<Utc>, DateTime<Utc>), Flaws> {
    form(from, until).parse(&codes(), now(), None).map(|d| (d.from, d.until))
}

fn absence(from: DateTime<Utc>, until: DateTime<Utc>) -> Absence {
    Absence { id: AbsenceId::new(), physician: PhysicianId::new(), from, until, kind: Code("vacation".into()), note: String::new(), withdrawn_at: None, version: 1 }
}

#[test]
fn the_last_day_is_included_and_days_begin_at_midnight_in_japan() {
    assert_eq!(read(("R8.12.29", ""), ("令和9年1月3日", "")), Ok((utc("2026-12-28T15:00:00Z"), utc("2027-01-03T15:00:00Z"))));
    assert_eq!(read(("12/1", ""), ("12/1", "")), Ok((utc("2026-11-30T15:00:00Z"), utc("2026-12-01T15:00:00Z"))));
    assert_eq!(read(("明日", "18時半"), ("明後日", "９：００")), Ok((utc("2026-11-23T09:30:00Z"), utc("2026-11-24T00:00:00Z"))));
    assert_eq!(read(("12/1", "22:00"), ("12/1", "24:00")), Ok((utc("2026-12-01T13:00:00Z"), utc("2026-12-01T15:00:00Z"))));
}

#[test]
fn times_as_people_write_them() {
    for (text, minutes) in [("9", 540), ("9:05", 545), ("０９：０５", 545), ("9時", 540), ("9時半", 570), ("9時5分", 545), ("0:00", 0), ("24:00", 1_440), ("24", 1_440)] {
        assert_eq!(clock(text), Ok(Some(minutes)), "{text}");
    }
    for bad in ["25", "24:01", "9:60", "-1", "+9", "9:5:60", "朝", ":", "100:00", "9:005"] {
        assert_eq!(clock(bad), Err(Flaw::Clock), "{bad}");
    }
    assert_eq!(clock("　"), Ok(None));
}

#[test]
fn an_end_before_its_beginning_is_told_where_it_was_typed() {
    assert_eq!(read(("12/2", ""), ("12/1", "")).unwrap_err().of("absence_until"), Some(&Flaw::EndBeforeStart));
    assert_eq!(read(("12/1", "18:00"), ("12/1", "9:00")).unwrap_err().of("absence_until_time"), Some(&Flaw::EndBeforeStart));
    assert_eq!(read(("12/1", "9:00"), ("12/1", "9:00")).unwrap_err().of("absence_until_time"), Some(&Flaw::EndBeforeStart));
    assert_eq!(read(("12/1", "24:00"), ("12/1", "")).unwrap_err().of("absence_until"), Some(&Flaw::EndBeforeStart));
}

#[test]
fn an_absence_lasts_at_most_366_days_and_a_new_one_is_not_over() {
    assert!(read(("2026-12-01", ""), ("2027-12-01", "")).is_ok());
    assert_eq!(read(("2026-12-01", ""), ("2027-12-02", "")).unwrap_err().of("absence_until"), Some(&Flaw::PeriodTooLong { days: 366 }));
    assert_eq!(read(("2026-11-20", ""), ("2026-11-22", "14:05")).unwrap_err().of("absence_until"), Some(&Flaw::InPast));
    assert!(read(("2026-11-20", ""), ("2026-11-22", "14:06")).is_ok(), "one that has begun");
    assert_eq!(read(("2036-12-01", ""), ("2036-12-02", "")).unwrap_err().of("absence_from"), Some(&Flaw::Date(DateError::Future)));
    let over = form(("2026-11-20", ""), ("2026-11-21", ""));
    let stored = absence(utc("2026-11-19T15:00:00Z"), utc("2026-11-20T15:00:00Z"));
    assert!(over.parse(&codes(), now(), None).is_err() && over.parse(&codes(), now(), Some(&stored)).is_ok(), "a stored one may be put right");
    let ancient = form(("1966-11-20", ""), ("1966-11-21", ""));
    assert_eq!(ancient.parse(&codes(), now(), Some(&stored)).unwrap_err().of("absence_from"), Some(&Flaw::Date(DateError::TooOld)));
}

#[test]
fn every_flaw_is_told_at_once_and_a_retired_kind_stays() {
    let bad = AbsenceForm {
        absence_from: "13月".into(),
        absence_from_time: "朝".into(),
        absence_until_time: "夜".into(),
        absence_kind: "x".into(),
        absence_note: "長".repeat(REASON_MAX + 1),
        ..AbsenceForm::default()
    };
    let flaws = bad.parse(&codes(), now(), None).unwrap_err();
    assert_eq!((flaws.0.len(), flaws.of("absence_until")), (6, Some(&Flaw::Required)));
    let stored = Absence { kind: Code("gone".into()), ..absence(now(), now() + Duration::days(1)) };
    assert_eq!(AbsenceForm::of(&stored).parse(&codes(), now(), Some(&stored)).unwrap().kind, Code("gone".into()));
    assert_eq!(AbsenceForm::of(&stored).fields().len(), 6);
}

#[test]
fn absences_that_touch_at_midnight_are_one_and_withdrawn_ones_do_not_count() {
    let (a, b, c) = (utc("2026-12-01T15:00:00Z"), utc("2026-12-02T15:00:00Z"), utc("2026-12-03T15:00:00Z"));
    let gone = Absence { withdrawn_at: Some(now()), ..absence(c, c + Duration::days(9)) };
    let mut absences = [absence(b, c), gone, absence(a, b)];
    assert_eq!(union(&absences), [Interval { from: a, until: c }]);
    let physician = absences[2].physician;
    assert_eq!(away_until(physician, &absences, a), Some(b), "others do not count");
    absences[0].physician = physician;
    assert_eq!((away_until(physician, &absences, a), away_until(physician, &absences, c)), (Some(c), None));
}

proptest! {
    #[test]
    fn what_is_stored_is_shown_and_read_as_the_same(start in -400_000..5_000_000_i64, minutes in 1..=527_040_i64) {
        let from = Utc.timestamp_opt(now().timestamp() / 60 * 60 + start * 60, 0).unwrap();
        let stored = absence(from, from + Duration::minutes(minutes));
        let shown = AbsenceForm::of(&stored);
        let expected = AbsenceData { from: stored.from, until: stored.until, kind: stored.kind.clone(), note: String::new() };
        prop_assert_eq!(shown.parse(&codes(), now(), Some(&stored)), Ok(expected));
    }

    #[test]
    fn any_text_is_answered(text in prop_oneof![anything(), japanese(), "[0-9:時半分]{0,6}"]) {
        let typed = AbsenceForm { absence_from: text.clone(), absence_from_time: text.clone(), absence_until: text.clone(), absence_until_time: text.clone(), absence_kind: text.clone(), absence_note: text.clone() };
        let _ = typed.parse(&codes(), now(), None);
        if let Ok(data) = form(("明日", &text), ("+9", "")).parse(&codes(), now(), None) {
            prop_assert!(data.from < data.until);
        }
    }
}
