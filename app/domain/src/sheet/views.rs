//! What pages show of imports.

use super::{RowFlaw, SheetKind};
use crate::account::Desk;
use crate::id::ImportId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is here; nothing was looked at but its heading.
    Uploaded,
    /// Every row is being looked at.
    Checking,
    /// Every row was looked at.
    Checked,
    /// It is being taken in.
    Running,
    /// It was taken in.
    Done,
    /// It was taken back.
    Undone,
    /// It will not be taken in.
    Discarded,
}

impl ImportState {
    /// Every state.
    pub const ALL: [Self; 7] = [Self::Uploaded, Self::Checking, Self::Checked, Self::Running, Self::Done, Self::Undone, Self::Discarded];

    /// As records keep it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Undone => "undone",
            Self::Discarded => "discarded",
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether the server is at it.
    #[must_use]
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }
}

/// What the look at every row found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Rows of the file.
    pub rows: u32,
    /// New ones.
    pub fresh: u32,
    /// Those that are here already.
    pub known: u32,
    /// Those that are here already and say something else by now; they are left alone.
    pub differing: u32,
    /// Wrong ones.
    pub wrong: u32,
    /// New rows whose patient is a known one: kana and day of birth are the same.
    pub linked: u32,
    /// New patients who bear the name of a known one.
    pub namesakes: u32,
}

/// One column of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// Its heading.
    pub heading: String,
    /// The field that it is read as; empty when it is left out.
    pub field: String,
    /// The first cells below.
    pub samples: Vec<String>,
}

/// The beginning of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preview {
    /// The sheet's name, or how the text was written.
    pub sheet: String,
    /// Rows below the heading.
    pub rows: u32,
    /// The row that is the heading, as the spreadsheet counts.
    pub heading_row: u32,
    /// Its columns.
    pub columns: Vec<FileColumn>,
}

/// An import in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// Its id.
    pub id: ImportId,
    /// What it holds.
    pub kind: SheetKind,
    /// The desk that it is for.
    pub desk: Desk,
    /// The file's name.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// What was found.
    pub counts: Counts,
    /// When it was brought.
    pub created_at: DateTime<Utc>,
    /// Who brought it.
    pub created_by: String,
}

/// One import in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// The line.
    pub line: ImportLine,
    /// Its version.
    pub version: i32,
    /// The beginning of the file.
    pub preview: Preview,
    /// Some of what is wrong.
    pub flaws: Vec<RowFlaw>,
    /// Why the last step came to nothing, in the words of [`super::SheetRefusal`] or of a fault.
    pub failed: Option<crate::error::Fault>,
    /// Rows that the present step has behind it, of how many.
    pub progress: (u32, u32),
    /// When the last step ended.
    pub changed_at: DateTime<Utc>,
    /// Why it was taken back.
    pub undo_reason: String,
}

/// What the page of imports shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The desks that one can take in for.
    pub desks: Vec<Desk>,
    /// What was brought before, newest first.
    pub imports: Vec<ImportLine>,
}
