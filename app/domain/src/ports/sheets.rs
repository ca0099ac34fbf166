//! Taking spreadsheets in, and writing lists into spreadsheets.

use crate::account::Actor;
use crate::directory::DirectoryQuery;
use crate::error::Fault;
use crate::id::{DeskId, ImportId};
use crate::inquiry::ListQuery;
use crate::patient::PatientQuery;
use crate::sheet::{ImportView, SheetKind, Start};
use async_trait::async_trait;

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// Text with commas.
    Csv,
}

/// Taking spreadsheets in, and writing lists into spreadsheets.
#[async_trait]
pub trait SheetDesk: Send + Sync {
    /// The imports of one's desks.
    async fn imports(&self, actor: &Actor) -> Result<Start, Fault>;
    /// Keeps a file and looks at its heading.
    async fn upload(&self, actor: &Actor, kind: SheetKind, desk: DeskId, file_name: &str, file: Vec<u8>) -> Result<ImportId, Fault>;
    /// One import in full.
    async fn import(&self, actor: &Actor, id: ImportId) -> Result<ImportView, Fault>;
    /// Says which column is which field, and begins to look at every row.
    async fn check(&self, actor: &Actor, id: ImportId, version: i32, fields: &[String]) -> Result<(), Fault>;
    /// Begins to take it in: all of it or nothing.
    async fn run(&self, actor: &Actor, id: ImportId, version: i32) -> Result<(), Fault>;
    /// Takes it back: everything that it made, unless something of it was changed since.
    async fn undo(&self, actor: &Actor, id: ImportId, version: i32, reason: &str) -> Result<(), Fault>;
    /// Throws the file away.
    async fn discard(&self, actor: &Actor, id: ImportId, version: i32) -> Result<(), Fault>;
    /// The wrong rows with what is wrong, as a file.
    async fn wrong_rows(&self, actor: &Actor, id: ImportId) -> Result<Vec<u8>, Fault>;
    /// The list of inquiries as a file; logged.
    async fn export_inquiries(&self, actor: &Actor, query: &ListQuery, format: Format) -> Result<Vec<u8>, Fault>;
    /// The list of patients as a file; logged.
    async fn export_patients(&self, actor: &Actor, query: &PatientQuery, format: Format) -> Result<Vec<u8>, Fault>;
    /// The directory as a file; logged.
    async fn export_organizations(&self, actor: &Actor, query: &DirectoryQuery, format: Format) -> Result<Vec<u8>, Fault>;
}
