//! Use cases, as the pages call them and the services fulfil them. One trait per slice.
//!
//! Every method begins with the actor; the service checks the permission again, whoever called.

mod account;
mod cases;
mod directory;
mod inquiry;
mod patient;
mod today;

pub use account::{AccountDesk, Origin};
pub use cases::CaseDesk;
pub use directory::{DirectoryDesk, DistrictDesk};
pub use inquiry::InquiryDesk;
pub use patient::PatientDesk;
pub use today::TodayDesk;
