//! 取込み: a spreadsheet is brought, looked at row by row, taken in, and can be taken back.

mod import;
mod start;
mod steps;

pub use import::ImportPage;
pub use start::StartPage;

/// Where files are posted to.
pub const UPLOAD: &str = "/admin/import/upload";
