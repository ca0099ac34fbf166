//! ふりがな: what counts as kana, and its one written form.

use super::fold::{combining_mark, hiragana};
use unicode_normalization::UnicodeNormalization;

/// `text` with katakana of either width as hiragana, marks composed (ｶﾞ → が). White space stays, at the
/// narrow width; what is not kana stays in its NFKC form.
#[must_use]
pub fn to_hiragana(text: &str) -> String {
    text.chars().map(combining_mark).nfkc().filter(|c| !matches!(c, '\u{3099}' | '\u{309a}')).map(hiragana).collect()
}

/// Whether `text` is kana of any kind and width, with spaces, long marks and middle dots between.
#[must_use]
pub fn is_kana(text: &str) -> bool {
    let plain = to_hiragana(text);
    plain.chars().any(is_letter) && plain.chars().all(|c| is_letter(c) || c.is_whitespace() || matches!(c, 'ー' | '・'))
}

fn is_letter(c: char) -> bool {
    // ヷ to ヺ have no hiragana.
    matches!(c, 'ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ヷ'..='ヺ' | 'ㇰ'..='ㇿ')
}

#[cfg(test)]
mod tests {
    use super::super::strategies::{anything, japanese};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kana_in_every_dress() {
        for (input, expected) in [
            ("サトウ　キヨ", "さとう きよ"),
            ("ｻﾄｳ ｷﾖ", "さとう きよ"),
            ("ﾜﾀﾅﾍﾞ ﾊﾟｳﾛ", "わたなべ ぱうろ"),
            ("か゛", "が"),
            ("ヴィクトリア", "ゔぃくとりあ"),
            ("ｻｰﾋﾞｽ", "さーびす"),
            ("いすヾ", "いすゞ"),
        ] {
            assert_eq!(to_hiragana(input), expected);
            assert!(is_kana(input), "{input}");
        }
        for input in ["", " ", "ー", "佐藤", "さとう1", "Sato", "さとう(妻)", "さ\u{0}と"] {
            assert!(!is_kana(input), "{input}");
        }
    }

    proptest! {
        #[test]
        fn hiragana_is_final(text in prop_oneof![anything(), japanese()]) {
            let once = to_hiragana(&text);
            prop_assert_eq!(is_kana(&text), is_kana(&once));
            prop_assert_eq!(to_hiragana(&once), once);
        }
    }
}
