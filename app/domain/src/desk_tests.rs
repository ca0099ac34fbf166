//! Opening hours, read and asked.

use super::*;
use crate::calendar::national_holidays;
use proptest::prelude::*;

fn office() -> Hours {
    let day = || parse_spans("9:00-12:00、13:00-17:00").unwrap();
    Hours([day(), day(), day(), day(), day(), vec![], vec![]])
}

fn at(japan: &str) -> DateTime<Utc> {
    format!("{japan}:00+09:00").parse().unwrap()
}

fn holidays() -> Holidays {
    (2026..=2027).flat_map(national_holidays).map(|(d, _)| d).collect()
}

fn year_end() -> Vec<Closure> {
    vec![Closure { id: ClosureId::new(), from: "2026-12-29".parse().unwrap(), to: "2027-01-03".parse().unwrap(), reason: "年末年始".into() }]
}

#[test]
fn hours_are_read_in_any_width_and_shown_in_one() {
    for text in ["9:00-12:00、13:00-17:00", "９：００〜１２：００，１３：００～１７：００", "13:00 - 17:00, 09:00 - 12:00"] {
        assert_eq!(show_spans(&parse_spans(text).unwrap()), "9:00-12:00、13:00-17:00", "{text}");
    }
    assert_eq!(parse_spans(" 　"), Ok(vec![]));
    assert_eq!(show_spans(&parse_spans("0:00-24:00").unwrap()), "0:00-24:00");
    for bad in
        ["9時から", "9:00", "12:00-9:00", "9:00-9:00", "9:60-10:00", "24:01-24:02", "9:00-12:00、11:59-13:00", "1:00-2:00,3:00-4:00,5:00-6:00,7:00-8:00,9:00-10:00", "+9:00-10:00"]
    {
        assert_eq!(parse_spans(bad), Err(Flaw::Hours), "{bad}");
    }
}

#[test]
fn a_desk_is_open_within_its_hours_the_last_minute_excluded() {
    for (time, open) in
        [("2026-11-20T08:59", false), ("2026-11-20T09:00", true), ("2026-11-20T12:00", false), ("2026-11-20T16:59", true), ("2026-11-20T17:00", false), ("2026-11-23T10:00", false)]
    {
        assert_eq!(is_open(&office(), &year_end(), &holidays(), at(time)), open, "{time}");
    }
    assert!(is_open(&office(), &[], &Holidays::default(), at("2026-11-23T10:00")), "a Monday like any other where no holiday is kept");
}

#[test]
fn the_next_opening_skips_lunch_weekends_holidays_and_closures() {
    let next = |time| next_open(&office(), &year_end(), &holidays(), at(time));
    assert_eq!(next("2026-11-20T12:30"), Some(at("2026-11-20T13:00")));
    assert_eq!(next("2026-11-20T17:00"), Some(at("2026-11-24T09:00")));
    assert_eq!(next("2026-12-28T17:00"), Some(at("2027-01-04T09:00")));
    assert_eq!(next("2026-11-20T10:07"), Some(at("2026-11-20T10:07")));
    assert_eq!(next_open(&Hours::default(), &[], &holidays(), at("2026-11-20T10:00")), None);
}

#[test]
fn the_form_tells_every_flaw_at_once_and_shows_what_it_read() {
    let form = DeskForm { desk_telephone: "不明".into(), hours_mon: "朝から".into(), hours_sun: "9-5".into(), desk_address: "あ".repeat(201), ..DeskForm::default() };
    let fields: Vec<String> = form.parse().unwrap_err().0.into_iter().map(|f| f.field).collect();
    assert_eq!(fields, ["desk_name", "desk_telephone", "desk_address", "hours_mon", "hours_sun"]);
    let data = DeskData { name: "北部".into(), telephone: "072-555-0101".into(), address: "北町1".into(), hours: office() };
    assert_eq!(DeskForm::of(&data).parse(), Ok(data));
}

#[test]
fn a_closure_of_one_day_needs_one_date_and_none_ends_before_it_begins() {
    let today = "2026-11-22".parse().unwrap();
    let form = |from: &str, to: &str| ClosureForm { id: ClosureId::new().to_string(), closure_from: from.into(), closure_to: to.into(), closure_reason: "研修".into() };
    let one = form("R8.12.1", "").parse(today).unwrap();
    assert_eq!((one.from, one.to), ("2026-12-01".parse().unwrap(), "2026-12-01".parse().unwrap()));
    assert_eq!(form("R8.12.2", "R8.12.1").parse(today).unwrap_err().of("closure_to"), Some(&Flaw::PeriodReversed));
    assert_eq!(form("", "").parse(today).unwrap_err().of("closure_from"), Some(&Flaw::Required));
}

proptest! {
    #[test]
    fn the_next_opening_is_open_and_nothing_before_it_is(minutes in 0i64..500_000) {
        let now = at("2026-01-01T00:00") + Duration::minutes(minutes);
        if let Some(next) = next_open(&office(), &year_end(), &holidays(), now) {
            prop_assert!(next >= now && is_open(&office(), &year_end(), &holidays(), next));
            prop_assert!(next == now || !is_open(&office(), &year_end(), &holidays(), next - Duration::minutes(1)));
        }
    }

    #[test]
    fn any_text_gets_an_answer(text in "\\PC{0,40}") {
        if let Ok(spans) = parse_spans(&text) {
            prop_assert_eq!(parse_spans(&show_spans(&spans)), Ok(spans));
        }
    }
}
