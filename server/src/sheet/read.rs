//! From a file to cells, never more than the limits say. To be called where blocking is no harm.

use super::{text, workbook};
use domain::sheet::{COLUMNS_MAX, Cell, FILE_MAX, ROWS_MAX, SheetKind, SheetRefusal, find_header};

/// A table as it stands in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The sheet's name, or how the text is written.
    pub sheet: String,
    /// The heading's row, as the spreadsheet counts.
    pub heading_row: u32,
    /// The headings.
    pub headings: Vec<String>,
    /// The rows below that are not empty, each with its number as the spreadsheet counts.
    pub rows: Vec<(u32, Vec<Cell>)>,
}

/// Rows with something in them, by their number from 0, and what stands around them.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) sheet: String,
    pub(super) rows: Vec<(u32, Vec<Cell>)>,
    /// Merged cells: first and last row and column, from 0.
    pub(super) merged: Vec<((u32, u32), (u32, u32))>,
}

impl Raw {
    /// Adds a row; empty ones leave nothing behind.
    pub(super) fn push(&mut self, number: u32, mut cells: Vec<Cell>) -> Result<(), SheetRefusal> {
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if cells.len() > COLUMNS_MAX {
            return Err(SheetRefusal::TooManyColumns);
        }
        // The heading and what stands above it are not counted.
        if self.rows.len() >= ROWS_MAX + 10 {
            return Err(SheetRefusal::TooManyRows);
        }
        self.rows.push((number, cells));
        Ok(())
    }
}

/// Reads a file as a table of `kind`.
///
/// # Errors
/// Why it cannot be read.
pub fn read(kind: SheetKind, file: &[u8]) -> Result<Grid, SheetRefusal> {
    if file.is_empty() {
        return Err(SheetRefusal::NoFile);
    }
    if file.len() > FILE_MAX {
        return Err(SheetRefusal::TooLarge);
    }
    let raw = if file.starts_with(b"PK\x03\x04") {
        workbook::read(file)?
    } else if file.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(SheetRefusal::OldOrLocked);
    } else {
        text::read(file)?
    };
    table(kind, raw)
}

fn table(kind: SheetKind, raw: Raw) -> Result<Grid, SheetRefusal> {
    let first: Vec<Vec<Cell>> = raw.rows.iter().take(10).map(|(_, cells)| cells.clone()).collect();
    let at = find_header(kind, &first).ok_or(SheetRefusal::Empty)?;
    let mut rows = raw.rows.into_iter().skip(at);
    let Some((heading, cells)) = rows.next() else { return Err(SheetRefusal::Empty) };
    let rows: Vec<(u32, Vec<Cell>)> = rows.map(|(number, cells)| (number + 1, cells)).collect();
    if rows.len() > ROWS_MAX {
        return Err(SheetRefusal::TooManyRows);
    }
    let Some((last, _)) = rows.last() else { return Err(SheetRefusal::Empty) };
    // A title above the heading may be merged; within the table nobody can tell what a merged cell means.
    if let Some((from, to)) = raw.merged.iter().find(|(from, to)| to.0 >= heading && from.0 < *last) {
        return Err(SheetRefusal::Merged { range: format!("{}:{}", address(*from), address(*to)) });
    }
    Ok(Grid { sheet: raw.sheet, heading_row: heading + 1, headings: cells.iter().map(|cell| cell.shown().trim().to_owned()).collect(), rows })
}

/// A3, as the spreadsheet calls it.
fn address((row, column): (u32, u32)) -> String {
    let (mut rest, mut letters) = (column + 1, Vec::new());
    while rest > 0 {
        let letter = char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        letters.push(letter);
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), row + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_the_spreadsheet_calls_them() {
        for (cell, name) in [((0, 0), "A1"), ((2, 25), "Z3"), ((9, 26), "AA10"), ((0, 701), "ZZ1"), ((0, 702), "AAA1")] {
            assert_eq!(address(cell), name);
        }
    }
}
