use super::*;
use crate::district::{City, District, Point, Town};
use crate::text::strategies::{anything, japanese};
use proptest::prelude::*;

fn places(towns: &[(&str, usize)]) -> Places {
    let districts: Vec<District> =
        ["北部", "南部", "中央"].iter().zip(1..).map(|(name, order)| District { id: DistrictId::new(), name: (*name).to_owned(), order, retired: false, version: 1 }).collect();
    let towns = towns
        .iter()
        .map(|(name, district)| Town { id: TownId::new(), name: (*name).to_owned(), kana: String::new(), district_id: districts[*district].id, point: None, version: 1 })
        .collect();
    Places { city: City { prefecture: "みなと県".into(), name: "みなと川市".into(), version: 1 }, districts, towns }
}

fn atlas() -> Atlas {
    Atlas::new(places(&[("北町一丁目", 0), ("北町二丁目", 0), ("北町南", 1), ("松原", 1), ("松原一丁目", 2), ("松原十二丁目", 0), ("渡邊町", 2), ("三条町", 1), ("桜ヶ丘", 0)]))
}

/// 圏域／町丁, 市外 or ?.
fn place(atlas: &Atlas, address: &str) -> String {
    match atlas.locate(address) {
        Located::Inside { district, town } => {
            let town = town.and_then(|id| atlas.places().towns.iter().find(|t| t.id == id)).map_or("—", |t| t.name.as_str());
            format!("{}／{town}", atlas.places().district_name(district))
        }
        Located::OutsideCity => "市外".into(),
        Located::Unknown => "?".into(),
    }
}

#[test]
fn addresses_as_people_write_them() {
    let atlas = atlas();
    for (address, expected) in [
        ("みなと川市北町1丁目2-3", "北部／北町一丁目"),
        ("みなと県みなと川市北町一丁目２番３号", "北部／北町一丁目"),
        ("北町１−２−３ 第二ハイツ201", "北部／北町一丁目"),
        ("〒000-0001 みなと川市 北町 2-10", "北部／北町二丁目"),
        ("北町2", "北部／北町二丁目"),
        ("北町", "北部／—"),
        ("北町1番5号", "北部／—"),
        ("北町３丁目1", "北部／—"),
        ("北町南4-1", "南部／北町南"),
        ("松原1-2", "中央／松原一丁目"),
        ("松原12-1-1", "北部／松原十二丁目"),
        ("松原十二丁目1", "北部／松原十二丁目"),
        ("松原2-1", "南部／松原"),
        ("松原1番地", "南部／松原"),
        ("大字松原200", "南部／松原"),
        ("渡辺町5", "中央／渡邊町"),
        ("三条町5-1", "南部／三条町"),
        ("桜ケ丘1", "北部／桜ヶ丘"),
        ("桜が丘1", "北部／桜ヶ丘"),
        ("みなと川市知らない町1", "?"),
        ("知らない町1", "?"),
        ("", "?"),
        ("隣市北町1-2", "市外"),
        ("東京都新宿区1-2", "市外"),
        ("南郡北町村1", "市外"),
        ("みなと県隣市松原1", "市外"),
    ] {
        assert_eq!(place(&atlas, address), expected, "{address}");
    }
}

#[test]
fn towns_are_in_the_order_of_their_numbers() {
    let mut names = ["北町十丁目", "北町二丁目", "北町", "東町一丁目", "北町1丁目"];
    names.sort_by_key(|n| town_order(n));
    assert_eq!(names, ["北町", "北町1丁目", "北町二丁目", "北町十丁目", "東町一丁目"]);
}

#[test]
fn without_a_table_nothing_is_known_and_without_a_city_nothing_is_outside() {
    let empty = Atlas::new(Places::default());
    assert_eq!(empty.locate("隣市北町1-2"), Located::Unknown);
    assert_eq!(empty.locate("みなと川市北町1-2"), Located::Unknown);
}

#[test]
fn a_town_whose_parts_lie_in_two_districts_is_not_guessed() {
    let atlas = Atlas::new(places(&[("東町一丁目", 0), ("東町二丁目", 1)]));
    assert_eq!(place(&atlas, "東町3-1"), "?");
    assert_eq!(place(&atlas, "東町2-1"), "南部／東町二丁目");
}

#[test]
fn an_address_lies_in_the_middle_of_its_town_or_else_of_its_district() {
    let mut places = places(&[("北町一丁目", 0), ("北町二丁目", 0), ("北町三丁目", 0), ("松原", 1)]);
    for (town, point) in places.towns.iter_mut().zip([Some((-100, 30)), Some((201, 70)), None, None]) {
        town.point = point.map(|(x_m, y_m)| Point { x_m, y_m });
    }
    let (north, town) = (places.districts[0].id, places.towns[1].id);
    let atlas = Atlas::new(places);
    let of = |address: &str| atlas.point_of(address).map(|p| (p.x_m, p.y_m));
    assert_eq!(of("みなと川市北町2-3"), Some((201, 70)));
    assert_eq!(of("北町"), Some((50, 50)), "only the district is known");
    assert_eq!(of("北町三丁目1"), Some((50, 50)), "the town's own middle is not known");
    assert_eq!((of("松原1"), of("隣市北町1-2"), of("")), (None, None, None));
    assert_eq!(atlas.point(Located::Inside { district: north, town: None }), Some(Point { x_m: 50, y_m: 50 }));
    assert_eq!(atlas.point(Located::Inside { district: north, town: Some(town) }), Some(Point { x_m: 201, y_m: 70 }));
}

const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

proptest! {
    #[test]
    fn every_way_of_writing_a_number_of_chome_is_the_same(n in 1_usize..=12, tail in "[1-9][0-9]?", prefix in prop::sample::select(vec!["", "みなと川市", "みなと県みなと川市", "みなと県 みなと川市　"])) {
        let towns: Vec<String> = NUMERALS.iter().map(|k| format!("西町{k}丁目")).collect();
        let named: Vec<(&str, usize)> = towns.iter().enumerate().map(|(i, t)| (t.as_str(), i % 3)).collect();
        let atlas = Atlas::new(places(&named));
        let wide: String = n.to_string().chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        let expected = Located::Inside { district: atlas.places().towns[n - 1].district_id, town: Some(atlas.places().towns[n - 1].id) };
        for number in [format!("{n}丁目"), format!("{wide}丁目"), format!("{}丁目", NUMERALS[n - 1]), format!("{n}-"), format!("{wide}－"), format!("{n}‐")] {
            let address = format!("{prefix}西町{number}{tail}");
            prop_assert_eq!(atlas.locate(&address), expected, "{}", address);
        }
    }

    #[test]
    fn the_longest_town_wins_whatever_follows(names in prop::collection::btree_set("[東西南北山川]{1,4}", 1..8), pick in any::<prop::sample::Index>(), tail in "(番地|丁目|-)?[1-9]?") {
        let names: Vec<String> = names.into_iter().collect();
        let table: Vec<(&str, usize)> = names.iter().enumerate().map(|(i, n)| (n.as_str(), i % 3)).collect();
        let atlas = Atlas::new(places(&table));
        let name = &names[pick.index(names.len())];
        let found = place(&atlas, &format!("{name}9{tail}"));
        prop_assert!(found.ends_with(&format!("／{name}")), "{} in {:?}: {}", name, names, found);
    }

    #[test]
    fn any_text_is_answered_and_the_city_in_front_changes_no_district(text in prop_oneof![anything(), japanese(), "(北町|松原|隣市|東京都)?[0-9一二十丁目番-]{0,8}"]) {
        let atlas = atlas();
        let bare = atlas.locate(&text);
        if let Located::Inside { .. } = bare
            && !text.trim_start().starts_with(['〒', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'み'])
            && text.chars().next().is_some_and(|c| c.is_alphabetic())
        {
            prop_assert_eq!(atlas.locate(&format!("みなと県みなと川市{text}")), bare);
        }
    }
}
