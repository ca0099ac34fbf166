//! What goes out on paper: ケース概要, 連絡用FAX送付状, 依頼書 and 連絡先 (相談票 is with the inquiries).

mod contacts;
mod fax;
mod letter;
mod overview;

pub use contacts::ContactsPage;
pub use fax::FaxPage;
pub use letter::LetterPage;
pub use overview::OverviewPage;
