//! Cases (ケース): their state, their patient, and the links between them.

mod find;
mod write;

pub use find::{CaseRecord, brief, by_number, changes, dated, find, links, of_patient, open_of_patient, with_number};
pub(crate) use find::{briefs, open_codes, read_briefs};
pub use write::{CaseState, NewCase, insert, insert_all, link, restore, set_patient, unlink, update};
