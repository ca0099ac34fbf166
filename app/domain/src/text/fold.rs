//! The form that texts and search words are compared in. It is for finding, never for showing.

use super::variants::common_form;
use unicode_normalization::UnicodeNormalization;

/// The search form of a text: width, case, kind and size of kana, old kanji, long marks, dashes, dots
/// and white space make no difference any more.
///
/// White space goes too, line breaks included: fold each field by itself and join the results with `\n`.
#[must_use]
pub fn fold(text: &str) -> String {
    // Dropping a character may bring a letter and its accent together: hence a second composition.
    text.chars().map(combining_mark).nfkc().filter(|c| !is_dropped(*c)).flat_map(char::to_lowercase).nfkc().filter_map(fold_char).collect()
}

/// [`fold`] for names: voiced and unvoiced kana (やまざき, やまさき) and old kana (ゑ, ゐ, を) are one as well.
/// づ goes to つ and ぢ to ち, as a reading is voiced or not within the same column (いいづか, いいつか).
#[must_use]
pub fn fold_name(text: &str) -> String {
    fold(text).chars().map(unvoiced).collect()
}

fn fold_char(c: char) -> Option<char> {
    // A voicing mark that found no kana to sit on says nothing; kept, it could join the next fold.
    let lost = is_dropped(c) || matches!(c, '\u{3099}' | '\u{309a}');
    (!lost).then(|| common_form(large(hiragana(c))))
}

/// The spacing voicing marks ゛ and ゜ as the combining ones, so that か゛ becomes が.
pub(super) fn combining_mark(c: char) -> char {
    match c {
        '\u{309b}' => '\u{3099}',
        '\u{309c}' => '\u{309a}',
        _ => c,
    }
}

/// Katakana to hiragana, one character.
pub(super) fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// Small kana to large. ヶ counts as か (三ヶ月 = 三か月); where it is read が, [`fold_name`] finds it.
fn large(c: char) -> char {
    match c {
        'ぁ' => 'あ',
        'ぃ' => 'い',
        'ぅ' => 'う',
        'ぇ' => 'え',
        'ぉ' => 'お',
        'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => char::from_u32(u32::from(c) + 1).unwrap_or(c),
        'ゕ' | 'ゖ' => 'か',
        'ㇰ' => 'く',
        'ㇱ' => 'し',
        'ㇲ' => 'す',
        'ㇳ' => 'と',
        'ㇴ' => 'ぬ',
        'ㇵ' => 'は',
        'ㇶ' => 'ひ',
        'ㇷ' => 'ふ',
        'ㇸ' => 'へ',
        'ㇹ' => 'ほ',
        'ㇺ' => 'む',
        'ㇻ' => 'ら',
        'ㇼ' => 'り',
        'ㇽ' => 'る',
        'ㇾ' => 'れ',
        'ㇿ' => 'ろ',
        _ => c,
    }
}

fn unvoiced(c: char) -> char {
    let back = match c {
        // The block goes か が き ぎ … ち ぢ, then つ づ て で と ど with っ shifting the parity, then は ば ぱ.
        'か'..='ぢ' => (u32::from(c) - 0x304b) % 2,
        'つ'..='ど' => (u32::from(c) - 0x3064) % 2,
        'は'..='ぽ' => (u32::from(c) - 0x306f) % 3,
        _ => 0,
    };
    match c {
        'ゔ' => 'う',
        'ゐ' => 'い',
        'ゑ' => 'え',
        'を' => 'お',
        'ゞ' => 'ゝ',
        _ => char::from_u32(u32::from(c) - back).unwrap_or(c),
    }
}

/// Whether `c` makes no difference for finding.
fn is_dropped(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || is_variation(c) || matches!(c, '\u{200c}' | '\u{200d}') || is_dash(c) || is_dot(c)
}

/// Controls and characters without a shape of their own. The joiners U+200C and U+200D and the variation
/// selectors are not among them: emoji and the forms of a name need them when shown.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Variation selectors, the ideographic ones included.
pub(super) fn is_variation(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Everything that people type for a dash, a hyphen, a wave or a long-vowel mark.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '~' | '\u{2d7}' | '\u{58a}' | '\u{5be}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2053}' | '\u{207b}' | '\u{208b}' | '\u{2212}')
        || matches!(c, '\u{2500}' | '\u{2501}' | '\u{2796}' | '\u{2e3a}' | '\u{2e3b}' | '\u{301c}' | '\u{3030}' | '\u{30a0}' | 'ー')
        || matches!(c, '\u{fe31}' | '\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ff5e}' | '\u{ff70}')
}

/// Middle dots and bullets between words.
pub(crate) fn is_dot(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{387}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' | '・' | '\u{ff65}')
}

#[cfg(test)]
mod tests {
    use super::super::strategies::{anything, japanese};
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(fold(input), expected, "{input}");
    }

    #[test]
    fn the_search_form() {
        for name in ["サトウ", "ｻﾄｳ", "さとう", "さ と う", "さ　とう", "サ・ト・ウ", "ｻﾄｰｳ"] {
            check(name, "さとう");
        }
        check("髙橋", "高橋");
        check("山﨑 一郎", "山崎一郎");
        check("渡邊・渡邉", "渡辺渡辺");
        check("𠮷野 栄", "吉野栄");
        check("葛\u{e0100}城 辻\u{fe00}", "葛城辻");
        check("神\u{fa19}", "神神");
        check("ＡＬＳ", "als");
        check("㍿ｶﾞｷﾞｸﾞ ﾊﾟ か゛ か\u{3099}", "株式会社がぎぐぱがが");
        check("ケアマネージャー", "けあまねじや");
        check("三ヶ月 三ヵ月 三か月", "三か月三か月三か月");
        check("R8-000001", "r8000001");
        check("090‐1234−5678", "09012345678");
        check("夜〜朝～昼", "夜朝昼");
        check("退院後、🐈‍⬛と独居。", "退院後、🐈⬛と独居。");
        check("a\u{0}b\u{200b}c\u{feff}", "abc");
        check("か\u{200b}\u{3099} e-\u{301}", "がé");
        check("  ", "");
    }

    #[test]
    fn names_ignore_voicing() {
        for (a, b) in [
            ("やまざき", "ヤマサキ"),
            ("いいづか", "いいつか"),
            ("ぱばは", "ははは"),
            ("がぎぐげござじずぜぞだぢづでど", "かきくけこさしすせそたちつてと"),
            ("とめゑ", "とめえ"),
            ("ヴ", "う"),
        ] {
            assert_eq!(fold_name(a), fold_name(b));
        }
        assert_eq!(fold_name("なにぬねのまみむ"), "なにぬねのまみむ");
        assert_ne!(fold_name("まつだ"), fold_name("ますだ"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in prop_oneof![anything(), japanese()]) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert!(!once.contains(char::is_whitespace) && !once.contains('\0'));
            let name = fold_name(&text);
            prop_assert_eq!(fold_name(&name), name);
        }

        #[test]
        fn katakana_and_hiragana_are_one(text in "[ァ-ヴ]{0,20}") {
            let hira: String = text.chars().map(hiragana).collect();
            prop_assert_eq!(fold(&text), fold(&hira));
        }
    }
}
