use super::*;
use crate::district::{City, District, Town};
use crate::error::Flaw;
use crate::id::{DistrictId, TownId};
use crate::sheet::{Record, SheetKind, match_columns, read_row};
use chrono::{DateTime, NaiveDate, Utc};

fn now() -> DateTime<Utc> {
    "2026-11-22T05:00:00Z".parse().unwrap()
}

fn codes() -> Codes {
    Codes::seed(crate::calendar::jst_date(now()))
}

fn minatogawa() -> (Atlas, DistrictId) {
    let district = |name: &str, order| District { id: DistrictId::new(), name: name.into(), order, retired: false, version: 1 };
    let districts = vec![district("北部", 1), district("南部", 2)];
    let north = districts[0].id;
    let towns = vec![Town { id: TownId::new(), name: "北町".into(), kana: String::new(), district_id: north, point: None, version: 1 }];
    (Atlas::new(Places { city: City { prefecture: "青森県".into(), name: "みなと川市".into(), version: 1 }, districts, towns }), north)
}

fn organization(atlas: &Atlas, headings: &[&str], cells: &[Cell]) -> Result<OrganizationData, Flaws> {
    let headings: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
    let columns = match_columns(SheetKind::Organizations, &headings);
    match read_row(&Reading { kind: SheetKind::Organizations, columns: &columns, codes: &codes(), now: now(), staff: &[], atlas }, cells)? {
        Record::Organization(row) => Ok(row.data),
        other => panic!("{other:?}"),
    }
}

const HEAD: &str = "医療機関名|フリガナ|種別|医療機関コード|〒|所在地|地区|TEL|FAX|メールアドレス|HP|月|日曜日|祝|診療時間|在支診|医療処置|サービス|担当者|備考|公開項目";
const ROW: &str = "あおば坂クリニック|アオバザカ|診療所|01-1-0113719|0000001|みなと川市北町1-2|北部|000-0000-0001|000-0000-0002|desk@clinic.example|clinic.example\
    |9-12 14-18|休診|休み|第3水曜は休診|CLASS|PROCEDURES|訪問診療\n往診|青葉|駐車場なし|電話番号、診療・営業時間";

#[test]
fn an_organization_with_every_field_reads_back_as_the_same() {
    let ((atlas, north), codes) = (minatogawa(), codes());
    let head: Vec<&str> = HEAD.split('|').collect();
    let labels: Vec<String> = codes.choices(List::Procedure).take(2).map(|i| i.label.clone()).collect();
    let class = codes.choices(List::CareClass).next().unwrap().label.clone();
    let row = ROW.replace("CLASS", &class).replace("PROCEDURES", &labels.join("、"));
    let read = |row: &str| organization(&atlas, &head, &row.split('|').map(Cell::text).collect::<Vec<_>>());
    let data = read(&row).unwrap();
    assert_eq!((data.district_choice, data.capabilities.len(), data.public.len()), (None, 2, 2), "the address lies there anyway");
    assert!(read(&row.replace("|北部|", "|南部|")).unwrap().district_choice.is_some(), "chosen against the address");
    assert_eq!(read(&row.replace("|北部|", "|東部|")).unwrap_err().of("district_id"), Some(&Flaw::NotAChoice));
    let stored = Organization {
        id: OrganizationId::default(),
        data: data.clone(),
        district: Some(north),
        outside: false,
        confirmed_on: NaiveDate::from_ymd_opt(2026, 4, 1),
        confirmed_by: String::new(),
        closed_on: None,
        close_reason: String::new(),
        version: 1,
    };
    let written = cells(&stored, &codes, atlas.places());
    let labels: Vec<&str> = COLUMNS.iter().map(|c| c.label).chain(WRITTEN_ONLY.iter().copied()).collect();
    assert_eq!(written.len(), labels.len());
    for cells in [written.clone(), written.iter().map(|c| Cell::text(&c.shown())).collect()] {
        assert_eq!(organization(&atlas, &labels, &cells), Ok(data.clone()));
    }
}

#[test]
fn an_organization_is_known_by_its_code_or_by_name_and_telephone() {
    let (atlas, _) = minatogawa();
    let one = |name: &str, code: &str, telephone: &str| {
        let cells = [name, "病院", code, telephone].map(Cell::text);
        organization(&atlas, &["名称", "種別", "医療機関コード", "電話番号"], &cells).unwrap()
    };
    let known = one("みなと川病院", "0110113719", "000-0000-0001");
    let cells = [Cell::text("みなと川病院"), Cell::text("病院"), Cell::Number(110_113_719.0)];
    assert_eq!(organization(&atlas, &["名称", "種別", "医療機関コード"], &cells).unwrap().code, "0110113719", "a spreadsheet took the zero");
    assert!(same(&known, &one("みなと川 病院", "", "00000000001")) && same(&known, &one("みなと川病院", "", "")));
    assert!(same(&known, &one("新みなと川病院", "0110113719", "")), "renamed");
    assert!(!same(&known, &one("みなと川病院", "", "000-0000-0009")));
    assert!(!same(&known, &one("みなと川病院", "0110113727", "000-0000-0001")));
}
