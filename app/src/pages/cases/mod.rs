//! The thread of one matter: what came in, what was done, how it stands, what is next.

mod actions;
mod files;
mod page;
mod patient;
mod thread;

pub use page::CasePage;
pub use patient::CasePatientPage;
