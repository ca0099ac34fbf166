//! Spreadsheet files: reading what people bring, within bounds, and writing what they take along. What the cells mean is the domain's.

mod defuse;
mod read;
mod text;
mod workbook;
pub mod write;

pub use read::{Grid, read};
