//! Files attached to a case (添付ファイル): what may be attached, under which name, and what is known of it.

mod kind;
mod name;

pub use kind::{MediaKind, sniff};
pub use name::clean_name;

use crate::error::{Flaw, Flaws};
use crate::id::{AttachmentId, CaseId};
use crate::inquiry::Voided;
use crate::patient::line;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The largest file, in MB.
pub const FILE_MAX_MB: u32 = 20;
/// The largest file, in bytes.
pub const FILE_MAX: u64 = FILE_MAX_MB as u64 * 1024 * 1024;
/// All files of a case together, in MB.
pub const CASE_MAX_MB: u32 = 200;
/// All files of a case together, in bytes.
pub const CASE_MAX: u64 = CASE_MAX_MB as u64 * 1024 * 1024;
/// The most characters of 説明.
const DESCRIPTION_MAX: usize = 200;

/// What is typed beside the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AttachmentForm {
    /// Its id, made with the form.
    pub id: String,
    /// The case.
    pub case_id: String,
    /// 説明; may be empty.
    pub description: String,
    /// The file's name. Shown beside the message when the file is refused; the file itself has to be chosen again.
    pub file: String,
}

/// [`AttachmentForm`] as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentData {
    /// Its id.
    pub id: AttachmentId,
    /// The case.
    pub case_id: CaseId,
    /// 説明
    pub description: String,
}

impl AttachmentForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self) -> Result<AttachmentData, Flaws> {
        let mut flaws = Flaws::default();
        let id = flaws.note("id", self.id.trim().parse().map_err(|_| Flaw::Required));
        let case_id = flaws.note("case_id", self.case_id.trim().parse().map_err(|_| Flaw::UnknownCase));
        let description = flaws.note("description", line(&self.description, DESCRIPTION_MAX));
        let data = (|| Some(AttachmentData { id: id?, case_id: case_id?, description: description? }))();
        flaws.or(data)
    }
}

/// A file as the case shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Its case.
    pub case_id: CaseId,
    /// Its name.
    pub name: String,
    /// What it is, by its content.
    pub kind: MediaKind,
    /// Its size in bytes.
    pub size: u64,
    /// 説明
    pub description: String,
    /// Who attached it.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// 取消
    pub voided: Option<Voided>,
}

/// What is attached to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFiles {
    /// The files, oldest first.
    pub files: Vec<Attachment>,
    /// The id of the file that may be attached next.
    pub next: AttachmentId,
    /// Files can be attached: the person may, and the case is not voided.
    pub open: bool,
}

/// A size as people read it: 830 KB, 1.4 MB.
#[must_use]
pub fn show_size(bytes: u64) -> String {
    const KB: u64 = 1024;
    match bytes {
        0..KB => format!("{bytes} バイト"),
        b if b < KB * KB => format!("{} KB", b.div_ceil(KB).min(1023)),
        b => {
            let tenths = b.saturating_mul(10) / (KB * KB);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// Whether a file of `size` more fits beside `used`.
///
/// # Errors
/// Too large alone, or together.
pub fn fits(size: u64, used: u64) -> Result<(), Flaw> {
    if size == 0 {
        Err(Flaw::Required)
    } else if size > FILE_MAX {
        Err(Flaw::FileTooLarge { max: FILE_MAX_MB })
    } else if used.saturating_add(size) > CASE_MAX {
        Err(Flaw::CaseFilesFull { max: CASE_MAX_MB })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_fits_alone_and_beside_the_others_up_to_the_last_byte() {
        assert_eq!(fits(0, 0), Err(Flaw::Required));
        assert_eq!(fits(FILE_MAX, CASE_MAX - FILE_MAX), Ok(()));
        assert_eq!(fits(FILE_MAX + 1, 0), Err(Flaw::FileTooLarge { max: 20 }));
        assert_eq!(fits(FILE_MAX, CASE_MAX - FILE_MAX + 1), Err(Flaw::CaseFilesFull { max: 200 }));
        assert!(fits(1, u64::MAX).is_err());
    }

    #[test]
    fn sizes_are_short() {
        for (bytes, text) in [(0, "0 バイト"), (1023, "1023 バイト"), (1024, "1 KB"), (1025, "2 KB"), (1024 * 1024 - 1, "1023 KB"), (1_468_007, "1.4 MB"), (FILE_MAX, "20.0 MB")]
        {
            assert_eq!(show_size(bytes), text);
        }
    }
}
