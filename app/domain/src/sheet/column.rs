//! Columns of a table, and which of a file's columns they are.

use super::{Cell, SheetKind};
use crate::code::{Codes, List};
use crate::patient::{NOTHING, NOTHING_CODE, UNKNOWN, UNKNOWN_CODE};
use crate::text::fold;

/// Rows at the top of a file among which the heading is looked for: titles and dates of print stand above it.
const HEADING_WITHIN: usize = 10;

/// What stands between several choices in one cell.
pub(super) const BETWEEN: &str = "、";

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// As it stands.
    Text,
    /// A choice, by label or by code.
    Code(List),
    /// Choices, with 、 between.
    Codes(List),
    /// Some of these, by name or by code, with 、 between.
    Named(&'static [(&'static str, &'static str)]),
    /// A category, by label or by code.
    Category,
    /// Categories, with 、 between.
    Categories,
    /// 状態, by label or by code.
    Status,
    /// A day.
    Date,
    /// A day, or that nobody knows it.
    Day,
    /// A day, or an age.
    Birth,
    /// A day and a time.
    DateTime,
    /// A time of day, beside a column with the day.
    Clock,
    /// A telephone number.
    Telephone,
    /// A whole number.
    Number,
    /// So many figures, the first of which may be zeros.
    Figures(usize),
}

impl Kind {
    /// The cell that reads back as `text`, which a form's field holds. Of no use for what rows of 相談 alone have.
    pub(super) fn cell(self, text: &str, codes: &Codes) -> Cell {
        let label = |list: List, code: &str| match code {
            UNKNOWN_CODE if !codes.ever(list, code) => UNKNOWN.to_owned(),
            NOTHING_CODE if !codes.ever(list, code) => NOTHING.to_owned(),
            code => codes.label(list, code, None),
        };
        match self {
            Self::Code(list) if !text.is_empty() => Cell::text(&label(list, text)),
            Self::Codes(list) => Cell::text(&text.split(',').filter(|c| !c.is_empty()).map(|c| label(list, c)).collect::<Vec<_>>().join(BETWEEN)),
            Self::Named(names) => {
                let name = |code: &str| names.iter().find(|(c, _)| *c == code).map_or(code.to_owned(), |(_, name)| (*name).to_owned());
                Cell::text(&text.split(',').filter(|c| !c.is_empty()).map(name).collect::<Vec<_>>().join(BETWEEN))
            }
            Self::Birth | Self::Date | Self::Day => text.parse().map_or_else(|_| Cell::text(text), Cell::date),
            _ => Cell::text(text),
        }
    }
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The form's field.
    pub field: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// Other headings by which it goes.
    pub aliases: &'static [&'static str],
    /// How its cells are read.
    pub kind: Kind,
    /// Without it no row can be read.
    pub required: bool,
    /// It is read and not written: another column says the same.
    pub read_only: bool,
}

impl Column {
    pub(super) const fn new(field: &'static str, label: &'static str, kind: Kind, aliases: &'static [&'static str]) -> Self {
        Self { field, label, aliases, kind, required: false, read_only: false }
    }

    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    fn is_called(&self, heading: &str) -> bool {
        fold(self.label) == heading || self.aliases.iter().any(|alias| fold(alias) == heading)
    }
}

/// A heading in the form in which headings are compared: marks such as ※ and 必須 in brackets make no difference.
fn heading(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !matches!(c, '※' | '*' | '＊' | '●' | '【' | '】')).collect();
    let folded = fold(&bare);
    ["(必須)", "(任意)"].iter().find_map(|suffix| folded.strip_suffix(suffix)).unwrap_or(&folded).to_owned()
}

/// For each heading of a file the column that it names; the first of two equal ones.
#[must_use]
pub fn match_columns(kind: SheetKind, headings: &[String]) -> Vec<Option<&'static Column>> {
    let mut found: Vec<Option<&'static Column>> = Vec::with_capacity(headings.len());
    for text in headings {
        let wanted = heading(text);
        let column = kind.columns().iter().find(|column| !wanted.is_empty() && column.is_called(&wanted));
        let taken = column.is_some_and(|column| found.iter().flatten().any(|other| other.field == column.field));
        found.push(column.filter(|_| !taken));
    }
    found
}

/// Which of the first rows is the heading: the one that names the most columns, else the first that is not empty.
#[must_use]
pub fn find_header(kind: SheetKind, rows: &[Vec<Cell>]) -> Option<usize> {
    let named = |row: &Vec<Cell>| match_columns(kind, &row.iter().map(Cell::shown).collect::<Vec<_>>()).iter().flatten().count();
    let first = rows.iter().position(|row| row.iter().any(|cell| !cell.is_empty()))?;
    let best = rows.iter().take(HEADING_WITHIN).enumerate().map(|(at, row)| (named(row), at)).max_by_key(|(count, at)| (*count, usize::MAX - at));
    best.filter(|(count, _)| *count >= 2).map(|(_, at)| at).or(Some(first))
}
