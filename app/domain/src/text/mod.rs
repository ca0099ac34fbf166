//! Text as people type it: the search form, the index tokens, telephone numbers, kana and clean lines.
//!
//! Nothing here knows a record or a database; the store keeps what these functions return.

mod clean;
mod excerpt;
mod fold;
mod grams;
mod kana;
mod telephone;
mod terms;
mod variants;

pub use clean::{TextError, ascii, many_lines, one_line};
pub use excerpt::{Piece, excerpt};
pub use fold::{fold, fold_name};
pub(crate) use fold::{is_dash, is_dot, is_invisible};
pub use grams::{Gram, grams, query_grams};
pub use kana::{is_kana, to_hiragana};
pub use telephone::{Telephone, TelephoneError, digits};
pub use terms::terms;

#[cfg(test)]
pub(crate) mod strategies;
