//! What [`parse_date`] and its kin read and refuse.

use super::super::{show_birth, show_date, show_wareki};
use super::*;
use proptest::prelude::*;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn check(input: &str, expected: &str) {
    assert_eq!(parse_date(input, today()).map(|d| d.to_string()).as_deref(), Ok(expected), "{input}");
}

fn refuse(input: &str, error: DateError) {
    assert_eq!(parse_date(input, today()), Err(error), "{input}");
}

#[test]
fn common_years() {
    for input in [
        "2026-11-22",
        "2026/11/22",
        "2026.11.22",
        "20261122",
        "2026年11月22日",
        "２０２６－１１－２２",
        "２０２６年１１月２２日",
        "2026ー11ー22",
        "2026−11−22",
        " 2026 年 11 月 22 日 ",
        "2026 11 22",
        "2026年11月22",
        "西暦2026年11月22日",
        "二〇二六年十一月二十二日",
        "2026年11月22日（日）",
        "2026/11/22(日曜日)",
        "2026年（令和8年）11月22日",
    ] {
        check(input, "2026-11-22");
    }
    check("1940/3/2", "1940-03-02");
    check("19400302", "1940-03-02");
}

#[test]
fn a_month_and_a_day_are_those_that_are_meant() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for (typed, ahead, past, near) in [
        ("11/22", "2026-11-22", "2026-11-22", "2026-11-22"),
        ("11/23", "2026-11-23", "2025-11-23", "2026-11-23"),
        ("11/1", "2027-11-01", "2026-11-01", "2026-11-01"),
        ("11/30", "2026-11-30", "2025-11-30", "2026-11-30"),
        ("1月4日", "2027-01-04", "2026-01-04", "2027-01-04"),
        ("昨日", "2026-11-21", "2026-11-21", "2026-11-21"),
        ("一昨日", "2026-11-20", "2026-11-20", "2026-11-20"),
        ("2027-01-04", "2027-01-04", "2027-01-04", "2027-01-04"),
    ] {
        assert_eq!((parse_date(typed, today()), parse_past(typed, today()), parse_near(typed, today())), (Ok(day(ahead)), Ok(day(past)), Ok(day(near))), "{typed}");
    }
    let leap = day("2028-03-01");
    assert_eq!((parse_past("2/29", leap), parse_date("2/29", leap), parse_near("2/29", leap)), (Ok(day("2028-02-29")), Err(DateError::NoSuchDay), Ok(day("2028-02-29"))));
    assert_eq!(parse_past("2/30", leap), Err(DateError::NoSuchDay));
    for end in [NaiveDate::MIN, NaiveDate::MAX] {
        for typed in ["昨日", "一昨日", "12/31", "1/1", "+3"] {
            let _ = (parse_date(typed, end), parse_past(typed, end), parse_near(typed, end));
        }
    }
}

#[test]
fn eras() {
    for input in [
        "S15.3.2",
        "s15/3/2",
        "Ｓ１５．３．２",
        "S15-03-02",
        "S150302",
        "S.15.3.2",
        "昭和15年3月2日",
        "昭15.3.2",
        "昭和十五年三月二日",
        "㍼15年3月2日",
        "昭和15年3月2日生",
        "昭和15年3月2日（1940年）",
    ] {
        check(input, "1940-03-02");
    }
    for (input, expected) in [
        ("R8.11.22", "2026-11-22"),
        ("令和元年5月1日", "2019-05-01"),
        ("㋿元年五月一日", "2019-05-01"),
        ("R1.5.1", "2019-05-01"),
        ("H31.4.30", "2019-04-30"),
        ("T13.5.6", "1924-05-06"),
        ("M45.7.29", "1912-07-29"),
        ("S11.2.29", "1936-02-29"),
        ("S64.1.7", "1989-01-07"),
        // Announced in the course of the day: either era is right.
        ("大正15年12月25日", "1926-12-25"),
        ("昭和元年12月25日", "1926-12-25"),
        ("明治45年7月30日", "1912-07-30"),
        ("大正元年7月30日", "1912-07-30"),
    ] {
        check(input, expected);
    }
}

#[test]
fn days_to_come() {
    for (input, expected) in [
        ("11/22", "2026-11-22"),
        ("11/21", "2027-11-21"),
        ("11月23日", "2026-11-23"),
        ("１２月１日", "2026-12-01"),
        ("1-5", "2027-01-05"),
        ("今日", "2026-11-22"),
        ("明日", "2026-11-23"),
        ("明後日", "2026-11-24"),
        ("+3", "2026-11-25"),
        ("＋１０日", "2026-12-02"),
        ("11月24日（火）", "2026-11-24"),
    ] {
        check(input, expected);
    }
    refuse("2/29", DateError::NoSuchDay);
    assert_eq!(parse_date("2/29", NaiveDate::from_ymd_opt(2027, 12, 1).unwrap()).unwrap().to_string(), "2028-02-29");
    assert_eq!(parse_date("+1", NaiveDate::MAX), Err(DateError::NoSuchDay));
    assert_eq!(parse_date("1/1", NaiveDate::MAX), Err(DateError::NoSuchDay));
}

#[test]
fn refusals_say_why() {
    for input in [
        "",
        " ",
        "不明",
        "R元年以前不明",
        "昭和",
        "S15.3.2.",
        "S15032",
        "2026-11-22-1",
        "1940年3月2日頃",
        "22日",
        "+",
        "+1000",
        "+-3",
        "1",
        "19400302a",
        "2026//11",
        "2026-11-22（仮）",
        "2026-111-2",
    ] {
        refuse(input, DateError::Unreadable);
    }
    for input in ["2026-02-29", "20261301", "S15.2.30", "2026-00-10", "13/1"] {
        refuse(input, DateError::NoSuchDay);
    }
    for (input, era) in [
        ("S64.1.8", Era::Showa),
        ("昭和70年", Era::Showa),
        ("昭和70年3月2日", Era::Showa),
        ("H1.1.7", Era::Heisei),
        ("R1.4.30", Era::Reiwa),
        ("R0.5.1", Era::Reiwa),
        ("M1.1.1", Era::Meiji),
        ("昭和元年12月24日", Era::Showa),
    ] {
        refuse(input, DateError::OutsideEra { era });
    }
    for input in ["昭和15年", "昭和15年3月", "1940年", "1940/3", "2026年11月"] {
        refuse(input, DateError::Incomplete);
    }
    for input in ["15.3.2", "15年3月2日", "26/11/22"] {
        refuse(input, DateError::EraMissing);
    }
    for input in ["2026年11月22日（月）", "昭和15年3月2日（1941年）", "1940年（昭和16年）3月2日"] {
        refuse(input, DateError::Contradiction);
    }
}

#[test]
fn errors_travel() {
    let error = DateError::OutsideEra { era: Era::Showa };
    let json = serde_json::to_string(&error).unwrap();
    assert_eq!(serde_json::from_str::<DateError>(&json).unwrap(), error);
}

proptest! {
    #[test]
    fn any_text_is_answered(text in prop_oneof![
        prop::collection::vec(any::<char>(), 0..20).prop_map(|c| c.into_iter().collect::<String>()),
        "[RSHTM令和昭元年月日一二三十百千〇0-9./+() -]{0,14}",
    ]) {
        let _ = parse_date(&text, today());
        let _ = parse_absolute(&text);
    }

    #[test]
    fn what_is_shown_is_read_again(days in 682_000i32..800_000) {
        let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
        for text in [show_date(date), show_wareki(date), show_birth(date), date.to_string(), date.format("%Y%m%d").to_string()] {
            prop_assert_eq!(parse_date(&text, today()), Ok(date));
        }
    }

    #[test]
    fn a_day_without_year_lies_within_a_year(month in 1u32..13, day in 1u32..29) {
        let date = parse_date(&format!("{month}/{day}"), today()).unwrap();
        prop_assert!(date >= today() && date < today() + Days::new(366));
    }
}
