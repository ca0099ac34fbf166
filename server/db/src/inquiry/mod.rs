//! Inquiries (相談): recording, reading one, lines beside a form, and the list with its search.

mod filter;
mod find;
mod index;
mod lines;
mod rows;
mod write;

pub use find::{InquiryRecord, exists, find, living_in_case, of_case, of_year, with_keys};
pub use index::{PatientWords, reindex_patient};
pub use lines::{matches, of_patient, of_telephone};
pub use rows::{Rows, all_keys, rows};
pub use write::{NewInquiry, insert, insert_all, move_to_case, set_organization, update, void};

pub(crate) use index::reindex_case;
pub(crate) use rows::{count, first_rows};
