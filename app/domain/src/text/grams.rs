//! Index tokens of a folded text: pairs of characters, so that two-character words (透析) are found.
//!
//! A token is plain ASCII, four base-36 characters for one character of text: every full-text tokenizer
//! takes it as one word, and no stemmer or stop list touches it.

use std::collections::HashSet;

const DIGITS: [char; 36] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y',
    'z',
];

/// What the index is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Gram {
    /// A token equal to this one.
    Exact(String),
    /// A token that begins with this one.
    Prefix(String),
}

/// The distinct tokens of a folded text whose fields are joined by `\n`, in order of appearance: each pair
/// of neighbours, and the last character of each line by itself, so that every character begins a token.
/// No pair crosses a line.
#[must_use]
pub fn grams(folded: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut tokens = Vec::new();
    for line in folded.split('\n') {
        let last = line.chars().next_back().map(|c| token(&[c]));
        for token in pairs(line).chain(last) {
            if seen.insert(token.clone()) {
                tokens.push(token);
            }
        }
    }
    tokens
}

/// The tokens that a text containing the folded `term` must have: its pairs, or for one character whatever
/// begins with it. They may stand apart in the text, so a hit is still to be compared with the text itself.
#[must_use]
pub fn query_grams(term: &str) -> Vec<Gram> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for line in term.split('\n') {
        let mut chars = line.chars();
        let wanted: Vec<Gram> = match (chars.next(), chars.next()) {
            (Some(only), None) => vec![Gram::Prefix(token(&[only]))],
            _ => pairs(line).map(Gram::Exact).collect(),
        };
        for gram in wanted {
            if seen.insert(gram.clone()) {
                found.push(gram);
            }
        }
    }
    found
}

fn pairs(line: &str) -> impl Iterator<Item = String> + '_ {
    line.chars().zip(line.chars().skip(1)).map(|(a, b)| token(&[a, b]))
}

fn token(chars: &[char]) -> String {
    let mut token = String::with_capacity(chars.len() * 4);
    for c in chars {
        let code = u32::from(*c);
        // 36⁴ is more than the number of code points.
        for power in [46_656, 1_296, 36, 1] {
            let digit = usize::try_from(code / power % 36).unwrap_or(0);
            token.extend(DIGITS.get(digit));
        }
    }
    token
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::super::strategies::{anything, japanese};
    use super::*;
    use proptest::prelude::*;

    fn satisfied(index: &[String], gram: &Gram) -> bool {
        match gram {
            Gram::Exact(token) => index.contains(token),
            Gram::Prefix(start) => index.iter().any(|t| t.starts_with(start)),
        }
    }

    #[test]
    fn tokens() {
        assert_eq!(token(&['\0']), "0000");
        assert_eq!(token(&['a']), "002p");
        assert_eq!(token(&[char::MAX]), "nvnj");
        assert_eq!(grams("ab"), ["002p002q", "002q"]);
        assert_eq!(grams("aa\na"), ["002p002p", "002p"]);
        assert_eq!(grams("ab\ncd").len(), 4);
        assert!(grams("").is_empty() && grams("\n\n").is_empty());
        assert_eq!(query_grams("a"), [Gram::Prefix("002p".into())]);
        assert_eq!(query_grams("abab").len(), 2);
        assert!(query_grams("").is_empty());
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        let index = grams("さと\nう");
        assert!(!query_grams("とう").iter().all(|g| satisfied(&index, g)));
        assert!(query_grams("う").iter().all(|g| satisfied(&index, g)));
    }

    proptest! {
        #[test]
        fn whatever_the_text_contains_is_found(fields in prop::collection::vec(prop_oneof![anything(), japanese()], 1..4), from in 0usize..40, take in 1usize..12) {
            let folded: Vec<String> = fields.iter().map(|f| fold(f)).collect();
            let index = grams(&folded.join("\n"));
            for field in &folded {
                let term: String = field.chars().skip(from).take(take).collect();
                for gram in query_grams(&term) {
                    prop_assert!(satisfied(&index, &gram));
                }
            }
            let distinct: HashSet<&String> = index.iter().collect();
            prop_assert_eq!(distinct.len(), index.len());
            prop_assert!(index.iter().all(|t| matches!(t.len(), 4 | 8) && t.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())));
        }
    }
}
