//! Changes of a list: every one that a person can make, and what none of them may break.

use super::*;
use crate::code::Codes;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-22")
}

fn form(action: &str, code: &str, label: &str, from: &str) -> CodeForm {
    CodeForm { action: action.into(), code: code.into(), label: label.into(), from: from.into(), group: String::new() }
}

fn after(list: List, items: &[Item], form: &CodeForm) -> Result<Vec<Item>, Flaws> {
    apply(list, items, &form.parse(today())?, today())
}

fn seeded(list: List) -> Vec<Item> {
    Codes::seed(today()).all(list).to_vec()
}

fn codes(list: List, items: Vec<Item>) -> Codes {
    Codes::new(today(), items.into_iter().map(|i| (list, i)))
}

#[test]
fn a_new_choice_is_offered_from_its_day_and_stands_at_the_end_of_its_heading() {
    let items = after(List::CallerType, &seeded(List::CallerType), &CodeForm { group: "介護".into(), ..form("add", "", "ヘルパー", "2026-12-01") }).unwrap();
    let lists = codes(List::CallerType, items);
    assert!(lists.choices(List::CallerType).all(|i| i.label != "ヘルパー"));
    let december = lists.on(day("2026-12-01"));
    let care: Vec<&str> = december.choices(List::CallerType).filter(|i| i.group == "介護").map(|i| i.label.as_str()).collect();
    assert_eq!(care.last(), Some(&"ヘルパー"));
    assert_eq!(december.groups(List::CallerType).len(), 5, "no heading twice");
}

#[test]
fn a_renamed_choice_keeps_its_earlier_label_on_earlier_days_and_a_corrected_one_does_not() {
    let items = after(List::Channel, &seeded(List::Channel), &form("rename", "fax", "ファクス", "")).unwrap();
    let lists = codes(List::Channel, items.clone());
    assert_eq!((lists.label(List::Channel, "fax", day("2026-11-21")), lists.label(List::Channel, "fax", None)), ("FAX".into(), "ファクス".into()));
    let twice = codes(List::Channel, after(List::Channel, &items, &form("rename", "fax", "ファックス", "")).unwrap());
    assert_eq!(twice.all(List::Channel).iter().filter(|i| i.code == "fax").count(), 2, "a label that was never used leaves no trace");
    let corrected = codes(List::Channel, after(List::Channel, &seeded(List::Channel), &form("correct", "fax", "ファクシミリ", "")).unwrap());
    assert_eq!(corrected.label(List::Channel, "fax", day("2020-01-01")), "ファクシミリ");
}

#[test]
fn a_retired_main_category_takes_its_subs_with_it_and_comes_back_from_today() {
    let items = after(List::Category, &seeded(List::Category), &form("retire", "medical", "", "")).unwrap();
    let lists = codes(List::Category, items.clone());
    assert!(lists.optional(List::Category, "medical/symptom", None).is_err());
    assert!(lists.optional(List::Category, "medical/symptom", day("2026-11-21")).is_ok());
    assert!(lists.categories().iter().all(|(code, _, _)| code != "medical"));
    let back = codes(List::Category, after(List::Category, &items, &form("restore", "medical", "", "")).unwrap());
    assert!(back.optional(List::Category, "medical", None).is_ok());
}

#[test]
fn moving_keeps_a_main_category_and_its_subs_together() {
    let items = after(List::Category, &seeded(List::Category), &form("down", "doctor_matching", "", "")).unwrap();
    let lists = codes(List::Category, items);
    let mains: Vec<String> = lists.categories().into_iter().map(|(code, _, _)| code).collect();
    assert_eq!(&mains[..2], ["transition", "doctor_matching"]);
    assert_eq!(lists.categories()[1].2.len(), 7);
    let first = after(List::Channel, &seeded(List::Channel), &form("up", "phone", "", "")).unwrap();
    assert_eq!(first, seeded(List::Channel), "the first stays the first");
}

#[test]
fn what_is_wrong_is_said_at_its_field() {
    let wrong = |list: List, f: CodeForm| after(list, &seeded(list), &f).unwrap_err().0.remove(0);
    let told = |f: CodeForm| {
        let found = wrong(List::Channel, f);
        (found.field, found.flaw)
    };
    assert_eq!(told(form("add", "", " ", "")), ("label".into(), Flaw::Required));
    assert_eq!(told(form("add", "", "電話", "")), ("label".into(), Flaw::Repeated));
    assert_eq!(told(form("add", "phone", "内線", "")), ("code".into(), Flaw::NotAChoice));
    assert_eq!(told(form("rename", "fax", "電話", "")), ("label".into(), Flaw::Repeated));
    assert_eq!(told(form("rename", "pigeon", "鳩", "")), ("code".into(), Flaw::NotAChoice));
    assert_eq!(told(form("rename", "fax", "ファクス", "2026-11-21")), ("from".into(), Flaw::InPast));
    assert_eq!(told(form("retire", "pigeon", "", "")), ("code".into(), Flaw::NotAChoice));
    assert_eq!(told(form("burn", "fax", "", "")), ("action".into(), Flaw::NotAChoice));
    assert_eq!(told(form("restore", "fax", "", "")), ("code".into(), Flaw::NotAChoice));
    assert_eq!(wrong(List::Urgency, form("retire", "normal", "", "")).flaw, Flaw::Essential);
    assert_eq!(wrong(List::Category, form("add", "gone", "x", "")).field, "code");
}

prop_compose! {
    fn change(list: List)(action in 0..7_usize, which in 0..200_usize, label in "[あ-お]{1,3}", days in 0..3_i64) -> CodeForm {
        let items = seeded(list);
        let code = items[which % items.len()].code.clone();
        let action = ["add", "rename", "correct", "retire", "restore", "up", "down"][action];
        let from = (today() + chrono::Duration::days(days)).to_string();
        CodeForm { action: action.into(), code: if action == "add" { String::new() } else { code }, label, group: String::new(), from }
    }
}

proptest! {
    #[test]
    fn no_change_loses_a_code_overlaps_two_labels_or_hides_an_essential_one(steps in prop::collection::vec((0..3_usize).prop_flat_map(|l| (Just(l), change([List::Channel, List::Urgency, List::Category][l]))), 1..25)) {
        for list in [List::Channel, List::Urgency, List::Category] {
            let own = steps.iter().filter(|(l, _)| [List::Channel, List::Urgency, List::Category][*l] == list);
            let mut items = seeded(list);
            let mut now = today();
            for (_, step) in own {
                let before = items.clone();
                let Ok(read) = step.parse(now) else { continue };
                let Ok(after) = apply(list, &items, &read, now) else { continue };
                items = after;
                let (old, new) = (codes(list, before.clone()), codes(list, items.clone()));
                for item in &before {
                    prop_assert!(new.ever(list, &item.code), "{} is gone after {read:?}", item.code);
                    if !matches!(read, CodeChange::Correct { .. }) {
                        let yesterday = now - chrono::Duration::days(1);
                        prop_assert_eq!(old.label(list, &item.code, yesterday), new.label(list, &item.code, yesterday), "{:?}", read);
                    }
                }
                for a in &items {
                    let clash = items.iter().any(|b| b != a && b.code == a.code && a.from.is_none_or(|f| b.to.is_none_or(|t| f < t)) && b.from.is_none_or(|f| a.to.is_none_or(|t| f < t)) && a.from != a.to && b.from != b.to);
                    prop_assert!(!clash, "{} bears two labels at once after {read:?}", a.code);
                }
                prop_assert!(list.essential().iter().all(|code| new.on(now).choices(list).any(|i| i.code == *code)), "{:?}", read);
                let mut orders: Vec<(i32, &str)> = items.iter().map(|i| (i.order, i.code.as_str())).collect();
                orders.dedup();
                prop_assert!(orders.windows(2).all(|w| w[0].0 < w[1].0), "{:?}", orders);
                now += chrono::Duration::days(1);
            }
        }
    }
}
