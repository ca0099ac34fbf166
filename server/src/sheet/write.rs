//! From cells to a file: real dates, a heading that stays, and nothing that a spreadsheet program would run.

use super::defuse::defused;
use domain::ports::Format as FileFormat;
use domain::sheet::Cell;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

/// A file could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("a spreadsheet could not be written: {0}")]
pub struct WriteError(String);

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}

impl From<csv::Error> for WriteError {
    fn from(error: csv::Error) -> Self {
        Self(error.to_string())
    }
}

/// A whole CSV file of texts: with the mark by which Excel knows UTF-8, formulas defused.
///
/// # Errors
/// Out of memory at most.
pub fn csv<R: AsRef<[String]>>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, WriteError> {
    let mut writer = csv_writer();
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.as_ref().iter().map(|text| defused(text)))?;
    }
    writer.into_inner().map_err(|e| WriteError(e.to_string()))
}

fn csv_writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec())
}

/// A file to which rows are added part by part.
pub struct Table {
    rows: u32,
    columns: u16,
    body: Body,
}

enum Body {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Xlsx(Box<Pages>),
}

struct Pages {
    book: Workbook,
    date: Format,
    time: Format,
    text: Format,
}

impl Table {
    /// A file with its heading.
    ///
    /// # Errors
    /// No room for the rows beside the memory.
    pub fn new(format: FileFormat, sheet: &str, header: &[&str]) -> Result<Self, WriteError> {
        let columns = u16::try_from(header.len()).unwrap_or(u16::MAX);
        if format == FileFormat::Csv {
            let mut writer = csv_writer();
            writer.write_record(header)?;
            return Ok(Self { rows: 1, columns, body: Body::Csv(Box::new(writer)) });
        }
        let mut book = Workbook::new();
        let bold = Format::new().set_bold().set_align(FormatAlign::Top);
        // Rows wait in a nameless file instead of the memory.
        let page = book.add_worksheet_with_constant_memory()?;
        page.set_name(sheet)?;
        page.set_freeze_panes(1, 0)?;
        for (column, text) in (0u16..).zip(header) {
            let wide = text.contains("内容") || text.contains("住所");
            page.set_column_width(column, if wide { 40 } else { 16 })?;
        }
        for (column, text) in (0u16..).zip(header) {
            page.write_string_with_format(0, column, *text, &bold)?;
        }
        let date = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
        let time = Format::new().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Top);
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Ok(Self { rows: 1, columns, body: Body::Xlsx(Box::new(Pages { book, date, time, text })) })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// No room for it.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        match &mut self.body {
            Body::Csv(writer) => writer.write_record(cells.iter().map(|cell| defused(&cell.shown())))?,
            Body::Xlsx(pages) => {
                let Pages { book, date, time, text } = pages.as_mut();
                let page = book.worksheet_from_index(0)?;
                for (column, cell) in (0u16..).zip(cells) {
                    match cell {
                        Cell::Empty => continue,
                        Cell::Time(at) if at.time() == chrono::NaiveTime::MIN => page.write_datetime_with_format(self.rows, column, at.date(), date)?,
                        Cell::Time(at) => page.write_datetime_with_format(self.rows, column, at, time)?,
                        Cell::Number(number) => page.write_number(self.rows, column, *number)?,
                        other => page.write_string_with_format(self.rows, column, other.shown(), text)?,
                    };
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// The whole file.
    ///
    /// # Errors
    /// No room for it.
    pub fn finish(self) -> Result<Vec<u8>, WriteError> {
        match self.body {
            Body::Csv(writer) => writer.into_inner().map_err(|e| WriteError(e.to_string())),
            Body::Xlsx(mut pages) => {
                pages.book.worksheet_from_index(0)?.autofilter(0, 0, self.rows - 1, self.columns.saturating_sub(1))?;
                Ok(pages.book.save_to_buffer()?)
            }
        }
    }
}
