//! XLSX. A workbook is a zip of XML: what it unpacks to is measured before anything of it is believed.

use super::read::Raw;
use calamine::{DataRef, Reader, Sheet, SheetType, SheetVisible, Xlsx};
use domain::sheet::{COLUMNS_MAX, Cell, SheetRefusal};
use std::io::{Cursor, Read};

/// The most bytes that a workbook unpacks to.
const UNPACKED_MAX: u64 = 200 * 1024 * 1024;
/// The most bytes of the texts that all sheets share: these are held in memory.
const SHARED_MAX: u64 = 64 * 1024 * 1024;
/// The most parts of a workbook.
const PARTS_MAX: usize = 2_000;

/// Unpacks everything into nothing: what the zip's directory says of its sizes may be a lie.
fn measure(file: &[u8]) -> Result<(), SheetRefusal> {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).map_err(|_| SheetRefusal::Damaged)?;
    if zip.len() > PARTS_MAX {
        return Err(SheetRefusal::Bomb);
    }
    let mut left = UNPACKED_MAX;
    for number in 0..zip.len() {
        let part = zip.by_index(number).map_err(|_| SheetRefusal::Damaged)?;
        let shared = part.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let most = if shared { left.min(SHARED_MAX) } else { left };
        if part.size() > most {
            return Err(SheetRefusal::Bomb);
        }
        let read = std::io::copy(&mut part.take(most + 1), &mut std::io::sink()).map_err(|_| SheetRefusal::Damaged)?;
        if read > most {
            return Err(SheetRefusal::Bomb);
        }
        left -= read;
    }
    Ok(())
}

pub(super) fn read(file: &[u8]) -> Result<Raw, SheetRefusal> {
    measure(file)?;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).map_err(|_| SheetRefusal::NotASheet)?;
    let visible = |sheet: &&Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let names: Vec<String> = book.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    for name in names {
        let raw = sheet(&mut book, &name)?;
        // The first sheet with a table in it; covers and notes of one line are passed over.
        if raw.rows.len() > 1 {
            let merged = book.merge_cells_by_sheet_name(&name).map_err(|_| SheetRefusal::Damaged)?;
            return Ok(Raw { merged: merged.into_iter().map(|d| (d.start, d.end)).collect(), ..raw });
        }
    }
    Err(SheetRefusal::Empty)
}

/// Cell by cell, since the rectangle around two far cells may be larger than any memory.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Raw, SheetRefusal> {
    let mut raw = Raw { sheet: name.to_owned(), ..Raw::default() };
    let mut cells = book.worksheet_cells_reader(name).map_err(|_| SheetRefusal::Damaged)?;
    let mut row: Vec<Cell> = Vec::new();
    let mut number = 0;
    while let Some(found) = cells.next_cell().map_err(|_| SheetRefusal::Damaged)? {
        let (at, column) = found.get_position();
        if at != number {
            raw.push(number, std::mem::take(&mut row))?;
            number = at;
        }
        let cell = cell(found.get_value());
        if cell.is_empty() {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            return Err(SheetRefusal::TooManyColumns);
        }
        if row.len() <= column {
            row.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = row.get_mut(column) {
            *place = cell;
        }
    }
    raw.push(number, row)?;
    raw.rows.sort_by_key(|(number, _)| *number);
    Ok(raw)
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.to_string().parse().unwrap_or_default()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(yes) => Cell::Bool(*yes),
        DataRef::DateTime(time) if (0.0..1.0).contains(&time.as_f64()) => time.as_datetime().map_or(Cell::Number(time.as_f64()), |t| Cell::Clock(t.time())),
        DataRef::DateTime(time) => time.as_datetime().map_or(Cell::Number(time.as_f64()), Cell::Time),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}
