//! What goes out on paper: ケース概要 and 連絡用FAX送付状 (相談票 is with the inquiries).

mod fax;
mod overview;

pub use fax::FaxPage;
pub use overview::OverviewPage;
