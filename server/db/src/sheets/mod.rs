//! Spreadsheets (取込み): the files that were brought, what each row became, and taking all of it back.

mod imports;
mod rows;

pub use imports::{Checked, ImportRecord, NewImport, change, file, find, finish, insert, list, note, throw_away_before};
pub use rows::{Made, MadeKind, PatientKeys, SourceRow, add, changed_since, known, made, patients_by_keys, set_free, undone, void_all};
