//! Spreadsheets: which columns a table has, how a row of cells becomes a form, and how a record becomes a row again.
//!
//! No file is opened here: the server brings cells, whatever they were stored in. A row is read by the same forms as the screen's, so a
//! rule is never written twice. A further table is one more file beside [`inquiries`], and a variant of [`SheetKind`].

mod cell;
mod column;
pub mod inquiries;
pub mod organizations;
pub mod patients;
mod row;
mod time;
mod views;

pub use cell::Cell;
pub use column::{Column, Kind, find_header, match_columns};
pub use row::{Reading, Record, RowFlaw, Texts, read_row};
pub use views::{Counts, FileColumn, ImportLine, ImportState, ImportView, Preview, Start};

use serde::{Deserialize, Serialize};

/// The most rows of one file, without its heading.
pub const ROWS_MAX: usize = 20_000;
/// The most columns of one file.
pub const COLUMNS_MAX: usize = 100;
/// The most bytes of one file.
pub const FILE_MAX: usize = 20 * 1024 * 1024;
/// The most rows that are written into one file.
pub const EXPORT_MAX: usize = 100_000;

/// What a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// 相談
    Inquiries,
    /// 対象者
    Patients,
    /// 機関
    Organizations,
}

impl SheetKind {
    /// Every kind, as they are offered.
    pub const ALL: [Self; 3] = [Self::Inquiries, Self::Patients, Self::Organizations];

    /// As records and addresses write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inquiries => "inquiries",
            Self::Patients => "patients",
            Self::Organizations => "organizations",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its columns, in the order in which they are written.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Inquiries => inquiries::COLUMNS,
            Self::Patients => patients::COLUMNS,
            Self::Organizations => organizations::COLUMNS,
        }
    }

    /// Headings that are written behind the columns, and not read.
    #[must_use]
    pub const fn written_only(self) -> &'static [&'static str] {
        match self {
            Self::Inquiries => &[],
            Self::Patients => patients::WRITTEN_ONLY,
            Self::Organizations => organizations::WRITTEN_ONLY,
        }
    }

    /// The column of `field`.
    #[must_use]
    pub fn column(self, field: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.field == field)
    }
}

/// Why a whole file is refused. The text for people is in the pages' words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetRefusal {
    /// Nothing was chosen.
    NoFile,
    /// More bytes than are read.
    TooLarge,
    /// A workbook that unpacks to far more than it should.
    Bomb,
    /// Neither a workbook nor a text.
    NotASheet,
    /// The old binary workbook, or one with a password.
    OldOrLocked,
    /// A text that is neither UTF-8 nor Shift_JIS.
    Encoding,
    /// A damaged file.
    Damaged,
    /// No row below a heading.
    Empty,
    /// More rows than are read.
    TooManyRows,
    /// More columns than are read.
    TooManyColumns,
    /// Cells are merged within the table.
    Merged {
        /// Where: A3:B4.
        range: String,
    },
    /// No heading fits a column.
    NoColumns,
    /// A required column is missing.
    ColumnMissing {
        /// Its label.
        label: String,
    },
    /// A column of the table was chosen twice.
    ColumnTwice {
        /// Its label.
        label: String,
    },
    /// Somebody else is at it, or it is in another state by now.
    NotNow,
    /// Some rows are wrong, or nothing is left to take in.
    NothingToTake,
    /// Records of it were changed since.
    Changed {
        /// How many.
        count: u32,
        /// Some of them, by number or name.
        some: Vec<String>,
    },
    /// More rows than one file is written with.
    ExportTooLarge,
}

#[cfg(test)]
mod tests;
