//! The words of the search box.

use super::fold::fold;
use super::telephone::{digits, looks_like_number};

const MOST: usize = 12;
/// More of a query is not looked at: nobody types it, and each character costs a comparison.
const LONGEST: usize = 200;
/// A shorter run of digits in brackets is more likely part of a text than of a telephone number.
const LEAST_NUMBER: usize = 6;

/// The words of the first 200 characters of `query` in search form, without doubles, at most 12; all of them must be found.
/// A telephone number with hyphens or brackets becomes its digits.
#[must_use]
pub fn terms(query: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    let query = query.char_indices().nth(LONGEST).and_then(|(end, _)| query.get(..end)).unwrap_or(query);
    // Split before folding: folding drops the white space.
    for word in query.split_whitespace() {
        let term = term(word);
        if !term.is_empty() && !terms.contains(&term) {
            terms.push(term);
        }
        if terms.len() == MOST {
            break;
        }
    }
    terms
}

/// A 受付番号 as people write it, without its leading zeros: r8-165 is R8-000165. One that begins with a zero is the beginning of a
/// whole number, R8-0001.
fn reference(word: &str) -> Option<String> {
    let (year, sequence) = word.split_once(['-', '‐', '−', '–', '－', 'ー'])?;
    let (year, sequence) = (fold(year), fold(sequence));
    let era = year.strip_prefix(['r', 'h']).filter(|y| (1..=2).contains(&y.len()) && y.bytes().all(|b| b.is_ascii_digit()));
    let plain = (1..6).contains(&sequence.len()) && !sequence.starts_with('0') && sequence.bytes().all(|b| b.is_ascii_digit());
    (era.is_some() && plain).then(|| format!("{year}{sequence:0>6}"))
}

fn term(word: &str) -> String {
    if let Some(reference) = reference(word) {
        return reference;
    }
    if looks_like_number(word) {
        let number = digits(word);
        if number.len() >= LEAST_NUMBER {
            return number;
        }
    }
    fold(word)
}

#[cfg(test)]
mod tests {
    use super::super::strategies::{anything, japanese};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_a_search() {
        for (query, expected) in [
            ("サトウ　在宅酸素", vec!["さとう", "在宅酸素"]),
            ("ｻﾄｳ さとう\t透析", vec!["さとう", "透析"]),
            ("090-1234-5678", vec!["09012345678"]),
            ("（０７２）５５５−０１０１", vec!["0725550101"]),
            ("+81-90-1234-5678", vec!["09012345678"]),
            ("555-0101", vec!["5550101"]),
            ("(1) R8-000001", vec!["(1)", "r8000001"]),
            ("r8-165 Ｒ８−１ H31-12", vec!["r8000165", "r8000001", "h31000012"]),
            ("x8-165 r8-x r812-1", vec!["x8165", "r8x", "r8121"]),
            ("R8-0001", vec!["r80001"]),
            ("  ー ・ 　", vec![]),
            ("🐈", vec!["🐈"]),
        ] {
            assert_eq!(terms(query), expected, "{query}");
        }
        let many: Vec<String> = (10..40).map(|n| n.to_string()).collect();
        assert_eq!(terms(&many.join(" ")).len(), 12);
        assert_eq!(terms(&"透".repeat(100_000)), ["透".repeat(200)], "one word as long as a form is cut");
    }

    proptest! {
        #[test]
        fn terms_are_few_folded_and_different(query in prop_oneof![anything(), japanese()]) {
            let found = terms(&query);
            prop_assert!(found.len() <= 12);
            for (at, term) in found.iter().enumerate() {
                prop_assert!(!term.is_empty() && !found.iter().skip(at + 1).any(|t| t == term));
                prop_assert_eq!(&fold(term), term);
            }
        }
    }
}
