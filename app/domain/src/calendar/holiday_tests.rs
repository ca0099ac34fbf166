//! The Cabinet Office's lists, and what holds for every year.

use super::*;
use proptest::prelude::*;

fn check(year: i32, expected: &[&str]) {
    let found: Vec<String> = national_holidays(year).iter().map(|(date, _)| format!("{}/{}", date.month(), date.day())).collect();
    assert_eq!(found, expected, "{year}");
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_lists_of_2025_to_2027_are_those_of_the_cabinet_office() {
    check(2025, &["1/1", "1/13", "2/11", "2/23", "2/24", "3/20", "4/29", "5/3", "5/4", "5/5", "5/6", "7/21", "8/11", "9/15", "9/23", "10/13", "11/3", "11/23", "11/24"]);
    check(2026, &["1/1", "1/12", "2/11", "2/23", "3/20", "4/29", "5/3", "5/4", "5/5", "5/6", "7/20", "8/11", "9/21", "9/22", "9/23", "10/12", "11/3", "11/23"]);
    check(2027, &["1/1", "1/11", "2/11", "2/23", "3/21", "3/22", "4/29", "5/3", "5/4", "5/5", "7/19", "8/11", "9/20", "9/23", "10/11", "11/3", "11/23"]);
}

#[test]
fn the_years_of_the_accession_and_of_the_games_had_lists_of_their_own() {
    check(
        2019,
        &[
            "1/1", "1/14", "2/11", "3/21", "4/29", "4/30", "5/1", "5/2", "5/3", "5/4", "5/5", "5/6", "7/15", "8/11", "8/12", "9/16", "9/23", "10/14", "10/22", "11/3", "11/4",
            "11/23",
        ],
    );
    check(2020, &["1/1", "1/13", "2/11", "2/23", "2/24", "3/20", "4/29", "5/3", "5/4", "5/5", "5/6", "7/23", "7/24", "8/10", "9/21", "9/22", "11/3", "11/23"]);
    check(2021, &["1/1", "1/11", "2/11", "2/23", "3/20", "4/29", "5/3", "5/4", "5/5", "7/22", "7/23", "8/8", "8/9", "9/20", "9/23", "11/3", "11/23"]);
}

#[test]
fn what_follows_from_the_named_days_says_so() {
    let named: Vec<(String, &str)> = national_holidays(2026).into_iter().filter(|(_, n)| n.ends_with("休日")).map(|(d, n)| (d.to_string(), n)).collect();
    assert_eq!(named, [("2026-05-06".to_owned(), "振替休日"), ("2026-09-22".to_owned(), "国民の休日")]);
    assert!(national_holidays(2015).is_empty() && national_holidays(2100).is_empty());
}

#[test]
fn working_days_skip_weekends_and_holidays() {
    let holidays: Holidays = national_holidays(2026).into_iter().map(|(d, _)| d).collect();
    // Friday before a long weekend: Monday is 勤労感謝の日.
    assert_eq!(add_working_days(date("2026-11-20"), 1, &holidays), date("2026-11-24"));
    assert_eq!(add_working_days(date("2026-11-22"), 0, &holidays), date("2026-11-22"));
    assert_eq!(add_working_days(date("2026-09-18"), 2, &holidays), date("2026-09-25"));
    assert_eq!(add_working_days(date("2026-09-18"), 2, &Holidays::default()), date("2026-09-22"));
    assert_eq!(add_working_days(NaiveDate::MAX, 5, &holidays), NaiveDate::MAX);
}

proptest! {
    #[test]
    fn every_year_has_its_days_once_in_order_and_within_bounds(year in 2016i32..=2099) {
        let days = national_holidays(year);
        prop_assert!((16..=25).contains(&days.len()));
        prop_assert!(days.windows(2).all(|w| w[0].0 < w[1].0));
        prop_assert!(days.iter().all(|(d, _)| d.year() == year));
        // A holiday on a Sunday is made up for by a working day of the same week.
        for (sunday, _) in days.iter().filter(|(d, _)| d.weekday() == Weekday::Sun) {
            prop_assert!((1..4).any(|n| days.contains(&(*sunday + Days::new(n), "振替休日"))));
        }
    }

    #[test]
    fn adding_working_days_adds_up_and_ends_on_one(offset in 0u64..30_000, a in 1u32..40, b in 1u32..40) {
        let start = date("2020-01-01") + Days::new(offset);
        let holidays: Holidays = (2020..2099).flat_map(national_holidays).map(|(d, _)| d).collect();
        let end = add_working_days(start, a, &holidays);
        prop_assert!(is_working_day(end, &holidays) && end > start);
        prop_assert_eq!(add_working_days(end, b, &holidays), add_working_days(start, a + b, &holidays));
    }
}
