//! Whole numbers that people type.

use crate::error::Flaw;
use crate::text::ascii;

/// Reads a number from 1 to `most`, in figures of any width; none when nothing is typed.
///
/// # Errors
/// [`Flaw::OutOfRange`].
pub(crate) fn up_to(text: &str, most: u32) -> Result<Option<u32>, Flaw> {
    match ascii(text).trim() {
        "" => Ok(None),
        typed => typed.parse().ok().filter(|n| (1..=most).contains(n)).map(Some).ok_or(Flaw::OutOfRange { min: 1, max: i64::from(most) }),
    }
}

/// Reads the page of a list, from 1 to `last`; nothing typed is the first.
///
/// # Errors
/// [`Flaw::OutOfRange`].
pub(crate) fn page(text: &str, last: u32) -> Result<u32, Flaw> {
    Ok(up_to(text, last)?.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_number_from_one_to_the_last() {
        for (typed, read) in [("", 1), (" 7 ", 7), ("２００", 200), ("1", 1)] {
            assert_eq!(page(typed, 200), Ok(read), "{typed}");
        }
        for bad in ["0", "201", "-1", "1.5", "x", "99999999999"] {
            assert_eq!(page(bad, 200), Err(Flaw::OutOfRange { min: 1, max: 200 }), "{bad}");
        }
        assert_eq!(up_to("　", 9), Ok(None));
    }
}
