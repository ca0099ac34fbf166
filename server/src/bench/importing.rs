//! Taking a spreadsheet in beside the running server, by the program's own command.

use super::report::{Report, Row};
use super::{BenchError, Prepared, tell};
use chrono::{Duration as Span, NaiveDate};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Rows of the file.
const ROWS: u32 = 10_000;
/// From the product's targets.
const TARGET: Duration = Duration::from_secs(10);
const FAMILY: [(&str, &str); 10] = [
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("髙橋", "タカハシ"),
    ("田中", "タナカ"),
    ("伊藤", "イトウ"),
    ("渡邊", "ワタナベ"),
    ("山本", "ヤマモト"),
    ("中村", "ナカムラ"),
    ("小林", "コバヤシ"),
    ("加藤", "カトウ"),
];
const GIVEN: [(&str, &str); 5] = [("キヨ", "キヨ"), ("ハル", "ハル"), ("太郎", "タロウ"), ("花子", "ハナコ"), ("次郎", "ジロウ")];

/// A day that is `days` after `first`.
fn day(first: (i32, u32, u32), days: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(first.0, first.1, first.2).unwrap_or_default() + Span::days(i64::from(days))
}

/// Contacts of three years, nearly each about somebody else.
fn file() -> String {
    let mut text = "番号,相談日,受付方法,相談者区分,相談者,電話,対象者,フリガナ,生年月日,住所,主な相談内容,相談内容,対応内容\r\n".to_owned();
    let people = FAMILY.iter().cycle().zip(GIVEN.iter().cycle().flat_map(|given| [given; 7]));
    for (row, (family, given)) in (1..=ROWS).zip(people) {
        let (contact, born) = (day((2023, 4, 1), row % 1_000), day((1927, 1, 1), row * 7 % 12_000));
        let clock = format!("{}:{:02}", 9 + row % 8, row % 60);
        // Writing into a String cannot fail.
        let _ = write!(text, "{row},{contact} {clock},電話,家族,{} 花,090-{:04}-{:04},{} {},{} {},", family.0, row % 9_000 + 1_000, row, family.0, given.0, family.1, given.1);
        let _ = write!(text, "{born},みなと川市北町{}-{},主治医紹介,退院後の訪問診療を始めたい。{row}件目,折り返し連絡した。\r\n", row % 9 + 1, row % 30 + 1);
    }
    text
}

/// Times one import into the desk: every row looked at, then all taken in.
pub(super) fn import(program: &Path, prepared: &Prepared, report: &mut Report) -> Result<(), BenchError> {
    tell("import");
    let csv = prepared.file.with_extension("csv");
    std::fs::write(&csv, file())?;
    let began = Instant::now();
    let done = Command::new(program)
        .args(["import", "--kind", "inquiries", "--desk", &prepared.desk_name, "--login", &prepared.login])
        .arg(&csv)
        .env("MADOGUCHI_DATABASE", format!("sqlite:{}", prepared.file.display()))
        .output()?;
    let took = began.elapsed();
    let said = String::from_utf8_lossy(&done.stdout);
    if !done.status.success() || !said.contains(&format!("{ROWS} rows taken in")) {
        return Err(BenchError::Unexpected(format!("the import came to nothing: {said}{}", String::from_utf8_lossy(&done.stderr))));
    }
    report.add(Row::plain("import of 10,000 rows (dry run and taking in)", format!("{:.1} s", took.as_secs_f64()), "< 10 s", Some(took < TARGET)));
    Ok(())
}
