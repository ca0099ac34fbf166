//! Use cases, as the pages call them and the services fulfil them. One trait per slice.
//!
//! Every method begins with the actor; the service checks the permission again, whoever called.

mod account;
mod admin;
mod assignment;
mod attachment;
mod cases;
mod code;
mod directory;
mod handover;
mod inquiry;
mod notice;
mod paper;
mod patient;
mod physician;
mod practice;
mod sheets;
mod today;

pub use account::{AccountDesk, Origin};
pub use admin::AdminDesk;
pub use assignment::AssignmentDesk;
pub use attachment::AttachmentDesk;
pub use cases::CaseDesk;
pub use code::CodeDesk;
pub use directory::{DirectoryDesk, DistrictDesk};
pub use handover::HandoverDesk;
pub use inquiry::InquiryDesk;
pub use notice::{MailDesk, NoticeDesk};
pub use paper::PaperDesk;
pub use patient::PatientDesk;
pub use physician::PhysicianDesk;
pub use practice::PracticeDesk;
pub use sheets::{Format, SheetDesk};
pub use today::TodayDesk;
