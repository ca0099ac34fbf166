//! A text that a spreadsheet program would take for a formula gets an apostrophe in front, and loses it again when it is read.

/// What a formula may begin with, in any width.
const DANGEROUS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Whether the text begins like a formula, apart from apostrophes in front.
fn is_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// The text as it is written.
pub(super) fn defused(text: &str) -> String {
    if is_dangerous(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text as it was before.
pub(super) fn restored(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_dangerous(text)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text_and_comes_back() {
        for text in ["=1+1", "+81-90", "-", "@SUM", "\tx", "'=1", "''=1", "＝cmd", "'", "普通の文", "O'Neil", "'普通"] {
            let written = defused(text);
            assert!(!written.starts_with(DANGEROUS), "{text}");
            assert_eq!(restored(&written), text);
        }
        assert_eq!(defused("'普通"), "'普通");
    }
}
