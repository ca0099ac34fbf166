//! Recording a contact, finding it again, reading, correcting and printing it.

mod affiliation;
mod beside;
mod detail;
mod edit;
mod form;
mod intake;
mod list;
mod rows;
#[cfg(feature = "hydrate")]
mod script;
mod sheet;

pub use detail::InquiryPage;
pub use edit::EditPage;
pub use intake::IntakePage;
pub use list::ListPage;
pub use rows::row_list;
pub use sheet::SheetPage;

pub(crate) use beside::{Aside, Linked, patient_section};
