//! Telephone numbers: kept as typed for showing, compared by their digits.

use super::clean::ascii;
use super::fold::{is_dash, is_invisible};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

const MIN_DIGITS: usize = 9;
const MAX_DIGITS: usize = 15;
const MAX_EXTENSION: usize = 8;

/// Why a text is not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum TelephoneError {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Something other than digits and the usual marks.
    #[error("not a telephone number")]
    Unreadable,
    /// Fewer than 9 digits.
    #[error("too few digits")]
    TooShort,
    /// More than 15 digits.
    #[error("too many digits")]
    TooLong,
}

/// A telephone number, perhaps with an extension (内線).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telephone {
    typed: String,
    digits: String,
    extension: Option<String>,
}

impl Telephone {
    /// Reads a number in any width, with hyphens, brackets, spaces, +81 and an extension.
    ///
    /// # Errors
    /// What keeps the text from being a number.
    pub fn parse(text: &str) -> Result<Self, TelephoneError> {
        let typed: String = text.trim().chars().filter(|c| !is_invisible(*c)).collect();
        if typed.is_empty() {
            return Err(TelephoneError::Empty);
        }
        let plain = plain(&typed);
        let (number, extension) = split(&plain);
        let number = without_label(number);
        let readable = number.strip_prefix('+').unwrap_or(number).chars().all(is_mark_or_digit);
        if !readable || !number.contains(|c: char| c.is_ascii_digit()) {
            return Err(TelephoneError::Unreadable);
        }
        let digits = domestic(number);
        match digits.len() {
            0..MIN_DIGITS => Err(TelephoneError::TooShort),
            MIN_DIGITS..=MAX_DIGITS => Ok(Self { typed, digits, extension: extension.map(read_extension).transpose()? }),
            _ => Err(TelephoneError::TooLong),
        }
    }

    /// The digits without the extension, +81 as 0: what numbers are compared by.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The number as it was typed.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.typed
    }

    /// 内線, when one was given.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }
}

/// The digits of a telephone number or of a part of one, +81 as 0, without an extension. Empty when there are none.
#[must_use]
pub fn digits(text: &str) -> String {
    let plain = plain(text);
    domestic(split(&plain).0)
}

/// Whether `text` is digits with the marks of a telephone number between, and nothing else.
pub(super) fn looks_like_number(text: &str) -> bool {
    let plain = plain(text);
    plain.strip_prefix('+').unwrap_or(&plain).chars().all(is_mark_or_digit) && plain.contains(|c: char| c.is_ascii_digit())
}

fn plain(text: &str) -> String {
    ascii(text).nfkc().flat_map(char::to_lowercase).filter(|c| !is_invisible(*c)).collect::<String>().trim().to_owned()
}

/// The number and what follows the mark of an extension.
fn split(plain: &str) -> (&str, Option<&str>) {
    ["内線", "内", "ext", "#"].iter().filter_map(|mark| plain.split_once(mark)).min_by_key(|(before, _)| before.len()).map_or((plain, None), |(n, e)| (n, Some(e)))
}

fn without_label(number: &str) -> &str {
    let bare = ["tel", "電話"].iter().find_map(|label| number.strip_prefix(label)).unwrap_or(number);
    bare.trim_start_matches([':', '.', ' '])
}

fn is_mark_or_digit(c: char) -> bool {
    c.is_ascii_digit() || c.is_whitespace() || is_dash(c) || matches!(c, '(' | ')' | '.')
}

fn domestic(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let abroad = number.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+').starts_with('+');
    match digits.strip_prefix("81") {
        // +81 (0)72: the bracketed zero is dialled only at home, where it stands already.
        Some(rest) if abroad => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        _ => digits,
    }
}

fn read_extension(text: &str) -> Result<String, TelephoneError> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let readable = text.chars().all(|c| is_mark_or_digit(c) || matches!(c, '線' | ':' | ','));
    if readable && (1..=MAX_EXTENSION).contains(&digits.len()) { Ok(digits) } else { Err(TelephoneError::Unreadable) }
}

#[cfg(test)]
mod tests {
    use super::super::strategies::{anything, japanese};
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, expected: Result<&str, TelephoneError>) {
        let parsed = Telephone::parse(input);
        assert_eq!(parsed.as_ref().map(Telephone::digits), expected.as_ref().map(|d| *d), "{input}");
        if let Ok(telephone) = parsed {
            assert_eq!(telephone.display(), input.trim());
            assert_eq!(digits(input), telephone.digits());
        }
    }

    #[test]
    fn numbers_as_people_type_them() {
        for (input, expected) in [
            ("072-555-0101", "0725550101"),
            ("0725550101", "0725550101"),
            ("０９０−１２３４ー５６７８", "09012345678"),
            ("(06)6555-0101", "0665550101"),
            ("（０６）６５５５　０１０１", "0665550101"),
            ("+81-90-1234-5678", "09012345678"),
            ("+81 (0)72 555 0101", "0725550101"),
            ("072-555-0101 内線123", "0725550101"),
            ("072-555-0101（内線：12）", "0725550101"),
            ("℡ 072.555.0101", "0725550101"),
            ("+1 212 555 0100", "12125550100"),
        ] {
            check(input, Ok(expected));
        }
        assert_eq!(Telephone::parse("072-555-0101（内 12）").unwrap().extension(), Some("12"));
    }

    #[test]
    fn what_is_no_number() {
        for (input, error) in [
            (" ", TelephoneError::Empty),
            ("不明", TelephoneError::Unreadable),
            ("090-1234-567八", TelephoneError::Unreadable),
            ("090-1234-5678 長男", TelephoneError::Unreadable),
            ("072-555-0101 内線なし", TelephoneError::Unreadable),
            ("555-0101", TelephoneError::TooShort),
            ("0725550101072555", TelephoneError::TooLong),
            ("--", TelephoneError::Unreadable),
        ] {
            check(input, Err(error));
        }
    }

    #[test]
    fn parts_have_digits_too() {
        assert_eq!(digits("５５５−０１"), "55501");
        assert_eq!(digits("さとう"), "");
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in prop_oneof![anything(), japanese(), "[+0-9() -]{0,20}"]) {
            let all = digits(&text);
            prop_assert!(all.chars().all(|c| c.is_ascii_digit()));
            prop_assert_eq!(digits(&all), all.clone());
            if let Ok(telephone) = Telephone::parse(&text) {
                let again = Telephone::parse(telephone.digits()).unwrap();
                prop_assert_eq!(again.digits(), telephone.digits());
            }
        }
    }
}
