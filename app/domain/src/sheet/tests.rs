use super::inquiries::cells as inquiry_cells;
use super::*;
use crate::account::Staff;
use crate::calendar::{Birth, DateError};
use crate::cases::{CaseBrief, CaseStatus};
use crate::code::{Code, Codes, Item, List};
use crate::district::Atlas;
use crate::error::Flaw;
use crate::id::{CaseId, PatientId, UserId};
use crate::patient::Patient;
use chrono::{DateTime, Utc};
use proptest::strategy::Strategy;

fn codes() -> Codes {
    Codes::seed(crate::calendar::jst_date(now()))
}

fn now() -> DateTime<Utc> {
    "2026-11-22T05:00:00Z".parse().unwrap()
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

fn fields(kind: SheetKind, headings: &[&str]) -> Vec<&'static str> {
    match_columns(kind, &texts(headings)).into_iter().map(|c| c.map_or("", |c| c.field)).collect()
}

fn read(kind: SheetKind, headings: &[&str], cells: &[Cell]) -> Result<Record, crate::error::Flaws> {
    let columns = match_columns(kind, &texts(headings));
    let staff = [Staff { id: UserId::default(), name: "相談 花子".into(), unreachable: false }];
    read_row(&Reading { kind, columns: &columns, codes: &codes(), now: now(), staff: &staff, atlas: &Atlas::default() }, cells)
}

fn inquiry(headings: &[&str], cells: &[Cell]) -> inquiries::InquiryRow {
    match read(SheetKind::Inquiries, headings, cells) {
        Ok(Record::Inquiry(row)) => *row,
        other => panic!("{other:?}"),
    }
}

const HEADINGS: [&str; 5] = ["受付日", "受付方法", "相談者区分", "主な相談内容", "相談内容"];

fn row(more: &[Cell]) -> Vec<Cell> {
    [Cell::text("R8.4.1 10:30"), Cell::text("電話"), Cell::text("家族"), Cell::text("主治医紹介"), Cell::text("訪問診療を始めたい")]
        .into_iter()
        .chain(more.iter().cloned())
        .collect()
}

#[test]
fn headings_are_found_whatever_their_width_kana_and_spaces_and_each_column_once() {
    assert_eq!(
        fields(SheetKind::Patients, &["氏　名", "ﾌﾘｶﾞﾅ", "生年月日（必須）", "ＴＥＬ", "料金", "電話"]),
        ["patient_name", "patient_kana", "patient_birth", "patient_telephone", "", ""]
    );
    assert_eq!(fields(SheetKind::Inquiries, &["Ｎｏ．", "相談日", "※相談内容", ""]), ["number", "received_at", "content", ""]);
    for kind in SheetKind::ALL {
        let labels: Vec<&str> = kind.columns().iter().map(|c| c.label).collect();
        assert_eq!(fields(kind, &labels), kind.columns().iter().map(|c| c.field).collect::<Vec<_>>(), "each column is known by its own heading");
    }
}

#[test]
fn a_title_above_the_heading_is_passed_over() {
    let rows = vec![vec![Cell::text("令和8年度 相談記録")], vec![], HEADINGS.iter().map(|h| Cell::text(h)).collect(), row(&[])];
    assert_eq!(find_header(SheetKind::Inquiries, &rows), Some(2));
    assert_eq!(find_header(SheetKind::Inquiries, &[]), None);
}

#[test]
fn labels_and_codes_and_mixed_dates_of_one_column_are_read() {
    let time = |cell: Cell| {
        let mut cells = row(&[]);
        cells[0] = cell;
        read(SheetKind::Inquiries, &HEADINGS, &cells).map(|r| r.fields()["received_at"].clone())
    };
    let day = |text: &str| Cell::Time(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
    for cell in [
        Cell::text("R8.4.1"),
        Cell::text("令和8年4月1日"),
        Cell::text("2026/4/1"),
        Cell::text("20260401"),
        day("2026-04-01 00:00"),
        Cell::Number(46_113.0),
        Cell::Number(20_260_401.0),
    ] {
        assert_eq!(time(cell.clone()).unwrap(), "2026-04-01T00:00", "{cell:?}");
    }
    assert_eq!(time(day("2026-04-01 10:30")).unwrap(), "2026-04-01T10:30");
    assert_eq!(time(Cell::text("4/1")).unwrap_err().of("received_at"), Some(&Flaw::Date(DateError::Incomplete)), "which year is not guessed");
    assert_eq!(time(Cell::text("2027-04-01")).unwrap_err().of("received_at"), Some(&Flaw::InFuture));
    assert_eq!(time(Cell::Empty).unwrap_err().of("received_at"), Some(&Flaw::Required));
    assert_eq!(time(Cell::Error("#REF!".into())).unwrap_err().of("received_at"), Some(&Flaw::FormulaError));
    let row = inquiry(&HEADINGS, &row(&[]));
    assert_eq!((row.data.channel.as_str(), row.data.caller_type.as_str(), row.data.main_category.as_str()), ("phone", "family", "doctor_matching/primary"));
    assert_eq!((row.data.backdate_reason.as_str(), row.status), (inquiries::REASON, CaseStatus::Closed));
}

#[test]
fn everything_wrong_with_a_row_is_told_under_its_column() {
    let headings: Vec<&str> = HEADINGS.into_iter().chain(["電話番号", "所要時間", "担当者", "状態", "生年月日"]).collect();
    let more = [Cell::text("不明"), Cell::text("長い"), Cell::text("退職 太郎"), Cell::text("保留"), Cell::text("S70.1.1")];
    let mut cells = row(&more);
    cells[1] = Cell::text("伝書鳩");
    let flaws = read(SheetKind::Inquiries, &headings, &cells).unwrap_err();
    let found: Vec<&str> = flaws.0.iter().map(|f| f.field.as_str()).collect();
    for field in ["channel", "telephone", "minutes", "staff_id", "status", "patient_birth", "patient_name"] {
        assert!(found.contains(&field), "{field}: {found:?}");
    }
    assert_eq!(flaws.of("channel"), Some(&Flaw::NotAChoice));
}

#[test]
fn a_number_gets_back_the_zero_that_a_spreadsheet_took() {
    let headings: Vec<&str> = HEADINGS.into_iter().chain(["電話番号", "所要時間（分）", "受付時刻"]).collect();
    let row = inquiry(&headings, &row(&[Cell::Number(9_012_345_678.0), Cell::Number(15.0), Cell::text("9時半")]));
    assert_eq!((row.data.telephone.as_str(), row.data.minutes), ("09012345678", Some(15)));
    let mut cells: Vec<Cell> = vec![Cell::text("R8.4.1"), Cell::text("電話"), Cell::text("家族"), Cell::text("苦情"), Cell::text("x")];
    cells.extend([Cell::Number(725_550_101.0), Cell::Empty, Cell::text("午後2時半")]);
    let row = inquiry(&headings, &cells);
    assert_eq!((row.data.telephone.as_str(), row.fields()["received_at"].as_str()), ("0725550101", "2026-04-01T14:30"));
}

#[test]
fn a_written_record_reads_back_as_the_same_row() {
    let headings: Vec<&str> = HEADINGS.into_iter().chain(["その他の相談内容", "緊急度", "対象者", "年齢", "性別", "担当者", "次回対応予定日"]).collect();
    let more =
        [Cell::text("苦情、退院調整"), Cell::text("即時"), Cell::text("佐藤 キヨ"), Cell::text("84歳くらい"), Cell::text("女性"), Cell::text("相談花子"), Cell::text("R8.12.1")];
    let first = inquiry(&headings, &row(&more));
    assert_eq!(first.patient.as_ref().unwrap().birth, Some(Birth::AgeAbout { age: 84, as_of: "2026-04-01".parse().unwrap() }), "told on the day of the contact");
    assert_eq!(first.data.other_categories.len(), 2);
    let case = CaseBrief {
        id: CaseId::default(),
        number: "R8-000001".into(),
        status: first.status,
        owner: first.staff_id.map(|id| Staff { id, name: "相談 花子".into(), unreachable: false }),
        next_date: first.next_date,
        outcome: None,
        opened_at: now(),
        main_category: Code("x".into()),
    };
    assert_eq!(case.status, CaseStatus::InProgress);
    let patient = Patient::new(PatientId::default(), first.patient.clone().unwrap());
    let written = inquiry_cells("R8-000001", &first.data, Some(&patient), &case, "", &codes());
    let header: Vec<&str> = SheetKind::Inquiries.columns().iter().filter(|c| !c.read_only).map(|c| c.label).collect();
    assert_eq!(written.len(), header.len());
    let columns = match_columns(SheetKind::Inquiries, &texts(&header));
    let staff = [Staff { id: first.staff_id.unwrap(), name: "相談 花子".into(), unreachable: false }];
    let again = read_row(&Reading { kind: SheetKind::Inquiries, columns: &columns, codes: &codes(), now: now(), staff: &staff, atlas: &Atlas::default() }, &written).unwrap();
    assert_eq!(again.fields(), first.fields());
    // As text, as CSV has it, the same.
    let shown: Vec<Cell> = written.iter().map(|c| Cell::text(&c.shown())).collect();
    let again = read_row(&Reading { kind: SheetKind::Inquiries, columns: &columns, codes: &codes(), now: now(), staff: &staff, atlas: &Atlas::default() }, &shown).unwrap();
    assert_eq!((again.fields(), again.key()), (first.fields(), "R8-000001"));
}

#[test]
fn a_patient_with_every_field_reads_back_as_the_same() {
    let codes = codes();
    let fields: crate::merge::Fields = patients::COLUMNS
        .iter()
        .map(|column| {
            let text = match (column.field, column.kind) {
                (_, Kind::Code(list)) => codes.choices(list).next().unwrap().code.clone(),
                (_, Kind::Codes(list)) => codes.choices(list).map(|i| i.code.as_str()).collect::<Vec<_>>().join(","),
                (_, Kind::Birth | Kind::Day) => "2026-04-01".to_owned(),
                (_, Kind::Telephone) => "0725-55-0101".to_owned(),
                ("patient_insured_number", _) => "0001234567".to_owned(),
                (field, _) if field.ends_with("_kana") => "さとう".to_owned(),
                (field, _) => format!("{field}のメモ"),
            };
            (column.field.to_owned(), text)
        })
        .collect();
    let today = crate::calendar::jst_date(now());
    let labels: Vec<&str> = patients::COLUMNS.iter().map(|c| c.label).collect();
    let form = crate::patient::PatientForm::from_fields(&fields);
    assert_eq!(form.fields().keys().collect::<Vec<_>>(), fields.keys().collect::<Vec<_>>(), "every field has its column");
    let answers = fields.iter().map(|(name, text)| {
        let text = match patients::COLUMNS.iter().find(|c| c.field == name).unwrap().kind {
            Kind::Codes(_) => "none",
            Kind::Code(_) if name != "patient_consent" && name != "patient_sex" && name != "patient_care_level" => "unknown",
            Kind::Day => "不明",
            _ => text,
        };
        (name.clone(), text.to_owned())
    });
    for fields in [fields.clone(), answers.collect()] {
        let data = crate::patient::PatientForm::from_fields(&fields).parse(today, &codes).unwrap();
        let cells = patients::cells(&Patient::new(PatientId::default(), data.clone()), &codes);
        for cells in [cells.clone(), cells.iter().map(|c| Cell::text(&c.shown())).collect()] {
            let Ok(Record::Patient(again)) = read(SheetKind::Patients, &labels, &cells) else { panic!("{cells:?}") };
            assert_eq!(again.data, data);
        }
    }
}

#[test]
fn a_label_with_the_mark_between_two_labels_is_one_choice() {
    let today = crate::calendar::jst_date(now());
    let items: Vec<(List, Item)> = [("a", "点滴、輸液"), ("b", "輸液"), ("c", "点滴")]
        .into_iter()
        .map(|(code, label)| (List::Procedure, Item { code: code.into(), label: label.into(), group: String::new(), order: 1, from: None, to: None }))
        .collect();
    let codes = Codes::new(today, items);
    let cell = Kind::Codes(List::Procedure).cell("b,a,c", &codes);
    assert_eq!(cell, Cell::text("輸液、点滴、輸液、点滴"));
    let columns = [patients::COLUMNS.iter().find(|c| c.field == "patient_name"), patients::COLUMNS.iter().find(|c| c.field == "patient_procedures")];
    let row =
        read_row(&Reading { kind: SheetKind::Patients, columns: &columns, codes: &codes, now: now(), staff: &[], atlas: &Atlas::default() }, &[Cell::text("佐藤"), cell]).unwrap();
    assert_eq!(row.fields()["patient_procedures"].split(',').count(), 3);
}

proptest::proptest! {
    #[test]
    fn any_cells_are_answered(cells in proptest::collection::vec(proptest::prop_oneof!["\\PC{0,12}".prop_map(|t: String| Cell::text(&t)), proptest::num::f64::ANY.prop_map(Cell::Number)], 0..28)) {
        for kind in SheetKind::ALL {
            let columns: Vec<Option<&'static Column>> = kind.columns().iter().map(Some).collect();
            let _ = read_row(&Reading { kind, columns: &columns, codes: &codes(), now: now(), staff: &[], atlas: &Atlas::default() }, &cells);
        }
    }
}
