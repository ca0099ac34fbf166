//! From the cells of a row to a record, or to everything that is wrong with the row.

use super::cell::Cell;
use super::column::{BETWEEN, Column, Kind};
use super::time::{parse_clock, parse_time};
use super::{SheetKind, inquiries, organizations, patients};
use crate::account::Staff;
use crate::calendar::{jst_date, parse_absolute};
use crate::code::{Codes, List};
use crate::district::Atlas;
use crate::error::{Flaw, Flaws};
use crate::merge::Fields;
use crate::patient::{NOTHING, NOTHING_CODE, UNKNOWN, UNKNOWN_CODE};
use crate::text::fold;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A label holds the mark that stands between two labels at most this often, less one.
const PARTS_OF_A_LABEL: usize = 4;

/// What the columns of a row say, as the form's fields say it.
pub type Texts = BTreeMap<&'static str, String>;

/// What a file is read with.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// What its rows are.
    pub kind: SheetKind,
    /// For each column of the file what it is; `None` for one that is left out.
    pub columns: &'a [Option<&'static Column>],
    /// The code lists.
    pub codes: &'a Codes,
    /// When it is read.
    pub now: DateTime<Utc>,
    /// The districts of the city.
    pub atlas: &'a Atlas,
    /// Who can be in charge.
    pub staff: &'a [Staff],
}

impl Reading<'_> {
    /// Today in Japan.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        jst_date(self.now)
    }
}

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFlaw {
    /// The row as the spreadsheet counts it.
    pub row: u32,
    /// The column's field.
    pub field: String,
    /// What is wrong.
    pub flaw: Flaw,
}

/// A row as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// 相談
    Inquiry(Box<inquiries::InquiryRow>),
    /// 対象者
    Patient(Box<patients::PatientRow>),
    /// 機関
    Organization(Box<organizations::OrganizationRow>),
}

impl Record {
    /// The number under which the file keeps it; empty when it keeps none.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Inquiry(row) => &row.number,
            Self::Patient(_) | Self::Organization(_) => "",
        }
    }

    /// All that the row says, in one way of writing: equal rows have equal fields.
    #[must_use]
    pub fn fields(&self) -> Fields {
        match self {
            Self::Inquiry(row) => row.fields(),
            Self::Patient(row) => patients::fields(&row.data),
            Self::Organization(row) => organizations::fields(&row.data),
        }
    }
}

/// Reads a row.
///
/// # Errors
/// Everything that is wrong, under the columns' fields.
pub fn read_row(reading: &Reading<'_>, cells: &[Cell]) -> Result<Record, Flaws> {
    let (texts, flaws) = texts(reading, cells);
    match reading.kind {
        SheetKind::Inquiries => inquiries::read(&texts, flaws, reading).map(|row| Record::Inquiry(Box::new(row))),
        SheetKind::Patients => patients::read(&texts, flaws, reading).map(|row| Record::Patient(Box::new(row))),
        SheetKind::Organizations => organizations::read(&texts, flaws, reading).map(|row| Record::Organization(Box::new(row))),
    }
}

/// The cells as texts of their fields, and what could not be read at all.
fn texts(reading: &Reading<'_>, cells: &[Cell]) -> (Texts, Flaws) {
    let (mut texts, mut flaws) = (Texts::new(), Flaws::default());
    for (cell, column) in cells.iter().zip(reading.columns) {
        let (Some(column), false) = (column, cell.is_empty()) else { continue };
        match text(column.kind, cell, reading.codes) {
            Ok(text) => {
                texts.insert(column.field, text);
            }
            Err(flaw) => flaws.push(column.field, flaw),
        }
    }
    (texts, flaws)
}

/// The texts of `flaws` and `more`, each field once: what could not even be read says more than what is missing for it.
pub(super) fn joined(mut flaws: Flaws, more: Flaws) -> Flaws {
    for flaw in more.0 {
        if flaws.of(&flaw.field).is_none() {
            flaws.0.push(flaw);
        }
    }
    flaws
}

fn text(kind: Kind, cell: &Cell, codes: &Codes) -> Result<String, Flaw> {
    if matches!(cell, Cell::Error(_)) {
        return Err(Flaw::FormulaError);
    }
    Ok(match kind {
        Kind::Text => cell.shown(),
        Kind::Number => whole(&cell.shown()),
        Kind::Telephone => cell.shown_telephone(),
        Kind::Figures(count) => cell.shown_figures(count),
        Kind::Code(list) => code(list, codes, &cell.shown()),
        Kind::Codes(list) => several(list, codes, &cell.shown()),
        Kind::Status => choice(inquiries::STATUS.iter().copied(), &cell.shown()),
        Kind::Named(names) => parts(&cell.shown()).into_iter().map(|part| choice(names.iter().copied(), part)).collect::<Vec<_>>().join(","),
        Kind::Category => category(codes, &cell.shown()),
        Kind::Categories => parts(&cell.shown()).into_iter().map(|text| category(codes, text)).collect::<Vec<_>>().join(","),
        Kind::Birth | Kind::Day => cell.shown_date(),
        Kind::Date => match cell {
            Cell::Text(text) => parse_absolute(text).map_err(Flaw::Date)?.to_string(),
            other => parse_absolute(&other.shown_date()).map_err(Flaw::Date)?.to_string(),
        },
        Kind::DateTime => {
            let time = match cell {
                Cell::Time(time) => Ok(*time),
                Cell::Number(days) => super::cell::serial(*days).map_or_else(|| parse_time(&cell.shown()), Ok),
                other => parse_time(&other.shown()),
            };
            time.map_err(Flaw::Date)?.format("%Y-%m-%dT%H:%M").to_string()
        }
        Kind::Clock => match cell {
            Cell::Clock(time) => Some(*time),
            Cell::Time(time) => Some(time.time()),
            other => parse_clock(&other.shown()),
        }
        .ok_or(Flaw::Date(crate::calendar::DateError::Unreadable))?
        .format("%H:%M")
        .to_string(),
    })
}

/// 15分 and 15.0 as 15; anything else as it stands, for the form to refuse.
fn whole(text: &str) -> String {
    text.trim().strip_suffix(".0").unwrap_or(text).to_owned()
}

/// The code of a label or a code; the text itself when it is neither, for the form to refuse.
fn choice<'a>(items: impl Iterator<Item = (&'a str, &'a str)> + Clone, text: &str) -> String {
    let text = text.trim();
    let found = items.clone().find(|(code, label)| *code == text || *label == text).or_else(|| {
        let wanted = fold(text);
        items.clone().find(|(_, label)| fold(label) == wanted)
    });
    found.map_or_else(|| text.to_owned(), |(code, _)| code.to_owned())
}

/// The code of a choice; 不明 and なし are answers to every list of a patient.
fn code(list: List, codes: &Codes, text: &str) -> String {
    let found = choice(codes.all(list).iter().map(|i| (i.code.as_str(), i.label.as_str())), text);
    match found.as_str() {
        UNKNOWN => UNKNOWN_CODE.to_owned(),
        NOTHING => NOTHING_CODE.to_owned(),
        _ => found,
    }
}

/// What stands between the marks that part several values of one cell.
fn parts(text: &str) -> Vec<&str> {
    text.split(['、', ',', ';', '；', '\n']).map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// The codes of several choices, with commas. A label may hold the mark that stands between two: the longest one that fits is meant.
fn several(list: List, codes: &Codes, text: &str) -> String {
    let parts = parts(text);
    let mut found = Vec::new();
    let mut rest = parts.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let whole = (2..=rest.len().min(PARTS_OF_A_LABEL)).rev().find_map(|count| {
            let (taken, left) = rest.split_at_checked(count)?;
            let code = code(list, codes, &taken.join(BETWEEN));
            codes.ever(list, &code).then_some((code, left))
        });
        let (code, left) = whole.unwrap_or_else(|| (code(list, codes, first), others));
        found.push(code);
        rest = left;
    }
    found.join(",")
}

/// The code of a category: 在宅医の紹介・調整 / 主治医紹介, a main label, a sub label that stands in one list only, or the code.
fn category(codes: &Codes, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || codes.ever(List::Category, text) {
        return text.to_owned();
    }
    // Most cells are written as the list writes them: only the others are worth folding every label for.
    let found = category_by(codes, |label| label == text).or_else(|| {
        let wanted = fold(text);
        category_by(codes, |label| fold(label) == wanted)
    });
    found.unwrap_or_else(|| text.to_owned())
}

/// The code of the category whose label fits: its whole label, its main label, or a sub label that no other main has.
fn category_by(codes: &Codes, fits: impl Fn(&str) -> bool) -> Option<String> {
    let mut by_sub = Vec::new();
    for item in codes.all(List::Category) {
        if !item.code.contains('/') {
            if fits(&item.label) {
                return Some(item.code.clone());
            }
            continue;
        }
        if fits(&codes.label(List::Category, &item.code, None)) {
            return Some(item.code.clone());
        }
        if fits(&item.label) && !by_sub.contains(&item.code) {
            by_sub.push(item.code.clone());
        }
    }
    match by_sub.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}
