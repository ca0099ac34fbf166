//! Values of text fields before they are stored: no controls, composed, within their limit.

use super::fold::is_invisible;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Why a text cannot be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum TextError {
    /// More characters than the field holds.
    #[error("{actual} characters, at most {max}")]
    TooLong {
        /// The most characters the field holds.
        max: usize,
        /// How many there are.
        actual: usize,
    },
}

impl From<TextError> for crate::error::Flaw {
    fn from(error: TextError) -> Self {
        match error {
            TextError::TooLong { max, actual } => Self::TooLong { max: u32::try_from(max).unwrap_or(u32::MAX), actual: u32::try_from(actual).unwrap_or(u32::MAX) },
        }
    }
}

/// A value on one line: line breaks and tabs become spaces, controls and invisible characters go, the ends
/// are trimmed. Characters keep the form in which a name was written, variation selectors included.
///
/// # Errors
/// More than `max_chars` characters.
pub fn one_line(text: &str, max_chars: usize) -> Result<String, TextError> {
    limit(squeeze(text).replace('\n', " ").trim(), max_chars)
}

/// A value on many lines: the same as [`one_line`], except that line breaks stay, every kind as `\n`.
///
/// # Errors
/// More than `max_chars` characters.
pub fn many_lines(text: &str, max_chars: usize) -> Result<String, TextError> {
    limit(squeeze(text).trim(), max_chars)
}

/// Full-width ASCII and the ideographic space as their narrow forms; all else stays.
#[must_use]
pub fn ascii(text: &str) -> String {
    let narrow = |c| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(narrow).collect()
}

fn limit(text: &str, max: usize) -> Result<String, TextError> {
    let actual = text.chars().count();
    if actual > max { Err(TextError::TooLong { max, actual }) } else { Ok(text.to_owned()) }
}

fn squeeze(text: &str) -> String {
    let lines = text.replace("\r\n", "\n");
    let kept = lines.chars().filter_map(|c| match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        c if is_invisible(c) => None,
        c => Some(c),
    });
    compose(kept)
}

/// NFC, save that the compatibility ideographs stay: NFC would turn the 神 that somebody writes in his
/// name into the common one for good. They are starters that compose with nothing, so cutting is safe.
fn compose(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for c in chars {
        if matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}') {
            out.extend(run.nfc());
            run.clear();
            out.push(c);
        } else {
            run.push(c);
        }
    }
    out.extend(run.nfc());
    out
}

#[cfg(test)]
mod tests {
    use super::super::strategies::{anything, japanese};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_line_cleans_and_counts() {
        for (input, expected) in [
            ("　佐藤 キヨ \n", "佐藤 キヨ"),
            ("a\0b\u{1b}c\u{7f}", "abc"),
            ("一\r\n二\t三", "一 二 三"),
            ("か\u{3099}", "が"),
            ("\u{202e}逆\u{feff}", "逆"),
            ("福\u{fa1b} 葛\u{e0100}城 𠮷野 👩\u{200d}⚕\u{fe0f}", "福\u{fa1b} 葛\u{e0100}城 𠮷野 👩\u{200d}⚕\u{fe0f}"),
        ] {
            assert_eq!(one_line(input, 20).unwrap(), expected);
        }
        assert_eq!(one_line("𠮷🐈あ", 3).unwrap(), "𠮷🐈あ");
        assert_eq!(one_line("𠮷🐈あい", 3), Err(TextError::TooLong { max: 3, actual: 4 }));
    }

    #[test]
    fn many_lines_keep_their_breaks() {
        assert_eq!(many_lines("\r\n一行目\r\n\r二\u{0}行目\u{2028}三 \n", 99).unwrap(), "一行目\n\n二行目\n三");
        assert_eq!(many_lines(&"あ\r\n".repeat(3), 4), Err(TextError::TooLong { max: 4, actual: 5 }));
    }

    #[test]
    fn ascii_is_narrowed_and_nothing_else() {
        assert_eq!(ascii("１２３分　ＡＢＣ～ｶﾅ㍻①"), "123分 ABC~ｶﾅ㍻①");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in prop_oneof![anything(), japanese()]) {
            let line = one_line(&text, 1000).unwrap();
            prop_assert!(!line.contains(char::is_control));
            prop_assert_eq!(one_line(&line, 1000).unwrap(), line);
            let lines = many_lines(&text, 1000).unwrap();
            prop_assert!(!lines.contains(|c: char| c.is_control() && c != '\n'));
            prop_assert_eq!(many_lines(&lines, 1000).unwrap(), lines);
        }
    }
}
