//! What the lists promise: nothing hidden, nothing lost, each record the label of its day.

use super::*;
use std::collections::BTreeSet;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn seed() -> Codes {
    Codes::seed(day("2026-11-22"))
}

fn item(code: &str, label: &str, from: Option<&str>, to: Option<&str>) -> (List, Item) {
    (List::Channel, Item { code: code.into(), label: label.into(), group: String::new(), order: 1, from: from.map(day), to: to.map(day) })
}

#[test]
fn no_list_is_empty_or_has_a_code_or_a_label_twice() {
    let codes = seed();
    for list in List::ALL {
        let items = codes.all(*list);
        assert!(items.len() > 1, "{list:?}");
        let distinct: BTreeSet<_> = items.iter().map(|i| &i.code).collect();
        let labels: BTreeSet<_> = items.iter().map(|i| codes.label(*list, &i.code, None)).collect();
        assert_eq!((distinct.len(), labels.len()), (items.len(), items.len()), "{list:?}");
        assert!(list.essential().iter().all(|code| codes.ever(*list, code)), "{list:?}");
        assert_eq!(List::from_name(list.name()), Some(*list));
    }
    assert_eq!(List::from_name("pigeon"), None);
}

#[test]
fn an_unknown_code_is_refused_and_nothing_is_required_where_it_must_be() {
    let codes = seed();
    assert_eq!(codes.required(List::Channel, "", None), Err(Flaw::Required));
    assert_eq!(codes.required(List::Channel, "pigeon", None), Err(Flaw::NotAChoice));
    assert_eq!(codes.optional(List::Channel, " ", None), Ok(None));
    assert_eq!(codes.label(List::Channel, "phone", None), "電話");
    assert_eq!(codes.label(List::Channel, "pigeon", None), "pigeon");
}

#[test]
fn a_category_is_a_main_code_or_a_main_and_one_of_its_subs() {
    let codes = seed();
    let offered = |code: &str| codes.optional(List::Category, code, None).is_ok_and(|c| c.is_some());
    assert!(offered("doctor_matching/primary") && offered("complaint"));
    assert!(!offered("complaint/primary") && !offered("") && !offered("/") && !offered("medical/"));
    assert_eq!(codes.label(List::Category, "doctor_matching/primary", None), "在宅医の紹介・調整 / 主治医紹介");
    assert_eq!(codes.label(List::Category, "disaster", None), "災害・感染");
    assert_eq!(codes.label(List::Category, "gone/away", None), "gone/away");
    for item in codes.all(List::Category) {
        let (main, sub) = split(&item.code);
        assert!(sub.is_none() || codes.all(List::Category).iter().any(|m| m.code == main && m.group == item.group), "{}", item.code);
    }
}

#[test]
fn a_renamed_code_shows_the_label_of_the_record_s_day_and_a_retired_one_is_still_read() {
    let codes = Codes::new(
        day("2026-11-22"),
        [item("phone", "電話", None, Some("2026-04-01")), item("phone", "でんわ", Some("2026-04-01"), None), item("fax", "FAX", None, Some("2026-10-01"))],
    );
    let label = |code: &str, on: &str| codes.label(List::Channel, code, day(on));
    assert_eq!((label("phone", "2026-03-31"), label("phone", "2026-04-01")), ("電話".into(), "でんわ".into()));
    assert_eq!((label("fax", "2026-01-01"), label("fax", "2026-11-01")), ("FAX".into(), "FAX".into()));
    assert_eq!(codes.choices(List::Channel).map(|i| i.label.as_str()).collect::<Vec<_>>(), ["でんわ"]);
    assert_eq!(codes.optional(List::Channel, "fax", None), Err(Flaw::NotAChoice));
    assert_eq!(codes.optional(List::Channel, "fax", day("2026-09-30")), Ok(Some(Code("fax".into()))), "an old record keeps what was offered then");
    assert_eq!(codes.kept(List::Channel, "fax", "fax"), Ok(Some(Code("fax".into()))), "what nobody touched stays");
    assert_eq!(codes.kept(List::Channel, "fax", "phone"), Err(Flaw::NotAChoice));
    let held = codes.keeping([(List::Channel, "fax"), (List::Sex, "gone")]);
    assert_eq!(held.required(List::Channel, "fax", None), Ok(Code("fax".into())));
    assert_eq!(codes.known(List::Channel, "fax"), Ok(Some(Code("fax".into()))), "a filter finds old records");
    assert_eq!(codes.known(List::Channel, "pigeon"), Err(Flaw::NotAChoice));
}

#[test]
fn a_code_before_its_first_day_is_not_offered_and_its_label_is_known() {
    let codes = Codes::new(day("2026-11-22"), [item("chat", "チャット", Some("2027-04-01"), None)]);
    assert_eq!(codes.choices(List::Channel).count(), 0);
    assert_eq!(codes.label(List::Channel, "chat", None), "チャット");
    assert_eq!(codes.on(day("2027-04-01")).choices(List::Channel).count(), 1);
    assert_eq!(codes.only(&[List::Sex]).all(List::Channel), []);
}
