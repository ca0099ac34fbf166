//! Spreadsheet files as people bring them, and the addresses at which files come in and go out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

mod common;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use common::{House, OWN};
use domain::account::Role;
use domain::sheet::{Cell, SheetKind, SheetRefusal};
use rust_xlsxwriter::{Format, Formula, Workbook};
use server::sheet::read;
use std::io::Write;
use tower::ServiceExt;

const HEADINGS: [&str; 5] = ["受付日時", "受付方法", "相談者区分", "主な相談内容", "相談内容"];
const ROW: [&str; 5] = ["R8.4.1", "電話", "家族", "苦情", "返事がない"];

/// A workbook with the heading and one row, and what `more` adds.
fn workbook(more: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, texts) in [HEADINGS, ROW].iter().enumerate() {
        for (column, text) in texts.iter().enumerate() {
            sheet.write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
    more(sheet);
    book.save_to_buffer().unwrap()
}

fn refused(file: &[u8]) -> SheetRefusal {
    read(SheetKind::Inquiries, file).unwrap_err()
}

#[test]
fn merged_cells_within_the_table_are_named_and_a_merged_title_above_it_is_none() {
    let merged = workbook(|sheet| {
        sheet.merge_range(2, 0, 3, 1, "R8.4.2", &Format::new()).unwrap();
        sheet.write_string(3, 4, "x").unwrap();
    });
    assert_eq!(refused(&merged), SheetRefusal::Merged { range: "A3:B4".into() });
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 4, "令和8年度 相談記録", &Format::new()).unwrap();
    for (row, texts) in [(2, HEADINGS), (3, ROW)] {
        for (column, text) in texts.iter().enumerate() {
            sheet.write_string(row, u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
    let grid = read(SheetKind::Inquiries, &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((grid.heading_row, grid.rows.len(), grid.rows[0].0), (3, 1, 4));
}

#[test]
fn formulas_give_their_value_and_broken_ones_an_error_of_their_row() {
    let file = workbook(|sheet| {
        sheet.write_formula(2, 0, Formula::new("=1+1").set_result("46113")).unwrap();
        sheet.write_formula(2, 1, Formula::new("=X1").set_result("#REF!")).unwrap();
    });
    let grid = read(SheetKind::Inquiries, &file).unwrap();
    assert_eq!(grid.rows[1].1[0], Cell::Number(46_113.0));
    assert!(matches!(&grid.rows[1].1[1], Cell::Error(text) if text == "#REF!"), "{:?}", grid.rows[1]);
}

#[test]
fn a_hundred_thousand_empty_rows_are_no_rows_and_a_far_cell_costs_nothing() {
    let file = workbook(|sheet| {
        let red = Format::new().set_bold();
        for row in 2..100_000 {
            sheet.write_blank(row, 0, &red).unwrap();
        }
        sheet.write_string(1_048_575, 4, "最後の行").unwrap();
    });
    let grid = read(SheetKind::Inquiries, &file).unwrap();
    assert_eq!(grid.rows.iter().map(|r| r.0).collect::<Vec<_>>(), [2, 1_048_576]);
    assert_eq!(refused(&workbook(|sheet| drop(sheet.write_string(2, 16_000, "遠い列")))), SheetRefusal::TooManyColumns);
    let many = workbook(|sheet| (2..20_100).for_each(|row| drop(sheet.write_number(row, 0, 1.0))));
    assert_eq!(refused(&many), SheetRefusal::TooManyRows);
}

#[test]
fn a_bomb_is_refused_before_it_goes_off_also_when_it_lies_about_its_size() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b'0'; 1024 * 1024];
    for _ in 0..66 {
        zip.write_all(&zeros).unwrap();
    }
    let mut bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 2 * 1024 * 1024);
    assert_eq!(refused(&bomb), SheetRefusal::Bomb);
    // The directory at the end says how large the part is: make it say one byte.
    let size = (66u32 * 1024 * 1024).to_le_bytes();
    let places: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..at + 4] == size).collect();
    for at in places {
        bomb[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
    }
    assert!(matches!(refused(&bomb), SheetRefusal::Bomb | SheetRefusal::Damaged));
}

#[test]
fn what_is_no_spreadsheet_is_told_apart() {
    assert_eq!(refused(b""), SheetRefusal::NoFile);
    assert_eq!(refused(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), SheetRefusal::OldOrLocked);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0"), SheetRefusal::NotASheet);
    assert_eq!(refused(b"PK\x03\x04 torn"), SheetRefusal::Damaged);
    assert_eq!(refused("受付日時,受付方法\n".as_bytes()), SheetRefusal::Empty);
    assert_eq!(refused(&vec![b'a'; 21 * 1024 * 1024]), SheetRefusal::TooLarge);
}

/// Posts a file as the form does.
async fn bring(house: &House, session: &str, desk: &str, name: &str, bytes: &[u8]) -> common::Answer {
    let edge = "edge0123456789";
    let mut body = Vec::new();
    for (field, value) in [("kind", "inquiries"), ("desk_id", desk)] {
        body.extend(format!("--{edge}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(format!("--{edge}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n").into_bytes());
    body.extend_from_slice(bytes);
    body.extend(format!("\r\n--{edge}--\r\n").into_bytes());
    let request = Request::post("/admin/import/upload")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={edge}"))
        .header(header::ORIGIN, OWN)
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, format!("madoguchi_session={session}"));
    house.ask(request.body(Body::from(body)).unwrap()).await
}

fn csv(rows: &[[&str; 5]]) -> Vec<u8> {
    rows.iter().map(|row| row.join(",") + "\n").collect::<String>().into_bytes()
}

#[tokio::test]
async fn a_file_goes_through_every_page_without_scripts() {
    let house = House::open().await;
    let root = house.person("root", Role::Admin).await;
    let desk = house.account.all_desks().await.unwrap()[0].id.to_string();
    assert!(house.get("/admin/import", Some(&root)).await.text.contains("取込みはまだありません"));
    // Larger than any form may be.
    let long = "あ".repeat(3_000);
    let rows: Vec<[&str; 5]> = std::iter::once(HEADINGS).chain(std::iter::repeat_n(["R8.4.1", "電話", "家族", "苦情", long.as_str()], 300)).collect();
    let answer = bring(&house, &root, &desk, "C:\\記録\\相談.csv", &csv(&rows)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let path = answer.header("location").to_owned();
    let id = path.rsplit('/').next().unwrap().to_owned();
    let page = house.get(&path, Some(&root)).await;
    assert!(page.text.contains("相談.csv") && page.text.contains("5列のうち5列の項目が分かりました") && page.text.contains("全行を確かめる"), "{}", page.text);
    let missing = [("id", id.as_str()), ("version", "1"), ("columns[0]", "received_at"), ("columns[1]", ""), ("columns[2]", ""), ("columns[3]", ""), ("columns[4]", "content")];
    let refused = house.post("/api/sheets/check", &path, Some(&root), &missing).await;
    assert!(house.get(refused.header("location"), Some(&root)).await.text.contains("「受付方法」にあたる列を選んでください"));
    let chosen = [
        ("id", id.as_str()),
        ("version", "1"),
        ("columns[0]", "received_at"),
        ("columns[1]", "channel"),
        ("columns[2]", "caller_type"),
        ("columns[3]", "main_category"),
        ("columns[4]", "content"),
    ];
    assert_eq!(house.post("/api/sheets/check", &path, Some(&root), &chosen).await.header("location"), path);
    let text = settled(&house, &path, &root).await;
    assert!(text.contains("300件を取り込む"), "{text}");
    let taken = house.post("/api/sheets/run", &path, Some(&root), &[("id", id.as_str()), ("version", "3")]).await;
    assert_eq!(taken.header("location"), path);
    let text = settled(&house, &path, &root).await;
    assert!(text.contains("300件を取り込みました。") && text.contains("この取込みを取り消す"), "{text}");
    let hanako = house.person("hanako", Role::DeskStaff).await;
    let list = house.get("/inquiries?sort=number", Some(&hanako)).await.text;
    assert!(list.contains("R8-000300") && list.contains("href=\"/export/inquiries.xlsx?sort=number\""), "{list}");
}

/// The page, once the server is through with the step.
async fn settled(house: &House, path: &str, session: &str) -> String {
    for _ in 0..400 {
        let text = house.get(path, Some(session)).await.text;
        if !text.contains("http-equiv=\"refresh\"") {
            return text;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the step does not end");
}

#[tokio::test]
async fn a_refused_file_brings_the_form_back_with_the_reason() {
    let house = House::open().await;
    let root = house.person("root", Role::Admin).await;
    let desk = house.account.all_desks().await.unwrap()[0].id.to_string();
    for (bytes, words) in [(&b"\x89PNG\0\0"[..], "として読み取れません"), (&b""[..], "ファイルを選んでください"), ("甲,乙\n1,2\n".as_bytes(), "項目を一つも見つけられませんでした")]
    {
        let answer = bring(&house, &root, &desk, "x.csv", bytes).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let page = house.get(answer.header("location"), Some(&root)).await;
        assert!(page.status == StatusCode::OK && page.text.contains(words), "{words}: {}", page.text);
    }
    let answer = bring(&house, &root, "no-desk", "x.csv", &csv(&[HEADINGS, ROW])).await;
    assert!(house.get(answer.header("location"), Some(&root)).await.text.contains("拠点に選べない値"));
    let hanako = house.person("hanako", Role::DeskStaff).await;
    assert_eq!(bring(&house, &hanako, &desk, "x.csv", &csv(&[HEADINGS, ROW])).await.status, StatusCode::FORBIDDEN);
    assert_eq!(bring(&house, "", &desk, "x.csv", &csv(&[HEADINGS, ROW])).await.status, StatusCode::FOUND);
    assert_eq!(bring(&house, &root, &desk, "x.csv", &vec![b'a'; 22 * 1024 * 1024]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(house.get("/admin/import", Some(&hanako)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn lists_are_downloaded_by_who_may_see_them_and_never_kept_by_a_browser() {
    let house = House::open().await;
    let hanako = house.person("hanako", Role::DeskStaff).await;
    let root = house.person("root", Role::Admin).await;
    let request = common::page("/export/inquiries.xlsx?status=open", Some(&hanako));
    let response = house.router.clone().oneshot(request).await.unwrap();
    let head = |name| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!((response.status(), head("cache-control"), head("content-disposition")), (StatusCode::OK, "no-store".into(), "attachment; filename=\"inquiries.xlsx\"".into()));
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    assert!(bytes.starts_with(b"PK"));
    assert!(house.get("/export/patients.csv", Some(&hanako)).await.text.starts_with("\u{feff}氏名,ふりがな,生年月日"));
    assert_eq!(house.get("/export/inquiries.csv", Some(&root)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.get("/export/inquiries.csv", None).await.status, StatusCode::FOUND);
    for (address, status) in [("/export/users.csv", 404), ("/export/inquiries.pdf", 404), ("/export/inquiries.csv?status=x", 400), ("/export/inquiries.csv?q=a&q=b", 400)] {
        assert_eq!(house.get(address, Some(&hanako)).await.status.as_u16(), status, "{address}");
    }
    assert!(house.log().await.iter().filter(|deed| *deed == "export").count() == 2);
}
