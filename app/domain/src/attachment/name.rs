//! The name of a file that somebody sent: no folders, no controls, and the ending that its content has.

use super::MediaKind;
use crate::text::one_line;

/// The most characters of a name without its ending.
const NAME_MAX: usize = 100;

/// `typed` as a harmless name whose ending says what the content is. What is left of nothing is called 添付ファイル.
#[must_use]
pub fn clean_name(typed: &str, kind: MediaKind) -> String {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|c| !c.is_control() && !is_direction(*c) && !"<>:\"|?*;%".contains(*c)).collect();
    let visible = one_line(&visible, usize::MAX).unwrap_or_default();
    let stem = visible.rsplit_once('.').map_or(visible.as_str(), |(stem, ending)| if kind.has_ending(ending) || is_ending(ending) { stem } else { visible.as_str() });
    let stem: String = stem.trim_matches(['.', ' ']).chars().take(NAME_MAX).collect();
    let stem = if stem.is_empty() { "添付ファイル" } else { stem.as_str() };
    format!("{stem}.{}", kind.ending())
}

/// What turns the direction of writing round, and would show "gpj.exe" as "exe.jpg".
const fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A short ASCII word after the last dot is an ending; 「第2.1版の写し」 has none.
fn is_ending(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric()) && text.chars().any(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folders_controls_and_wrong_endings_go() {
        for (typed, clean) in [
            ("診療情報提供書.pdf", "診療情報提供書.pdf"),
            ("C:\\Users\\花子\\写真.PDF", "写真.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("a\u{202e}fdp.exe", "afdp.pdf"),
            ("x\r\nSet-Cookie: a=b.html", "xSet-Cookie a=b.pdf"),
            ("同意書 第2.1版", "同意書 第2.1版.pdf"),
            ("", "添付ファイル.pdf"),
            ("....", "添付ファイル.pdf"),
            (".htaccess", ".htaccess.pdf"),
        ] {
            let expected = if typed == ".htaccess" { "htaccess.pdf" } else { clean };
            assert_eq!(clean_name(typed, MediaKind::Pdf), expected, "{typed}");
        }
        assert_eq!(clean_name("顔.jpeg", MediaKind::Jpeg), "顔.jpg");
    }

    proptest! {
        #[test]
        fn every_name_is_short_visible_and_ends_as_it_should(typed in "\\PC{0,300}|[\\x00-\\x1f./\\\\]{0,40}") {
            let name = clean_name(&typed, MediaKind::Png);
            prop_assert!(name.ends_with(".png") && name.chars().count() <= NAME_MAX + 4);
            prop_assert!(!name.contains(['/', '\\', '"']) && !name.chars().any(char::is_control) && !name.starts_with('.'));
        }
    }
}
