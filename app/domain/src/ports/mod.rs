//! Use cases, as the pages call them and the services fulfil them. One trait per slice.
//!
//! Every method begins with the actor; the service checks the permission again, whoever called.

mod account;
mod cases;
mod inquiry;
mod patient;
mod sheets;
mod today;

pub use account::{AccountDesk, Origin};
pub use cases::CaseDesk;
pub use inquiry::InquiryDesk;
pub use patient::PatientDesk;
pub use sheets::{Format, SheetDesk};
pub use today::TodayDesk;
