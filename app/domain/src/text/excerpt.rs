//! The part of a text that shows why it was found, with the hits marked.

use super::fold::{combining_mark, fold, is_invisible, is_variation};
use serde::{Deserialize, Serialize};
use unicode_normalization::char::canonical_combining_class;

/// A stretch of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The text as it was written.
    pub text: String,
    /// Whether it is a hit.
    pub marked: bool,
}

/// One visible character of the text with everything that hangs on it.
struct Cluster<'a> {
    text: &'a str,
    chars: usize,
    marked: bool,
}

/// About `max_chars` characters of `text` around the first hit of any of `terms`, in pieces; the hits are found
/// through folding and shown as written. "…" stands where something was left out and is not counted.
#[must_use]
pub fn excerpt(text: &str, terms: &[String], max_chars: usize) -> Vec<Piece> {
    let mut clusters = clusters(text);
    mark(&mut clusters, terms);
    let (from, to) = window(&clusters, max_chars);
    let mut pieces: Vec<Piece> = Vec::new();
    if from > 0 {
        push(&mut pieces, "…", false);
    }
    for cluster in clusters.iter().take(to).skip(from) {
        push(&mut pieces, cluster.text, cluster.marked);
    }
    if to < clusters.len() {
        push(&mut pieces, "…", false);
    }
    pieces
}

fn push(pieces: &mut Vec<Piece>, text: &str, marked: bool) {
    match pieces.last_mut() {
        Some(last) if last.marked == marked => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), marked }),
    }
}

fn clusters(text: &str) -> Vec<Cluster<'_>> {
    let mut ends: Vec<usize> = text.char_indices().skip(1).filter(|(_, c)| !hangs_on(*c)).map(|(at, _)| at).collect();
    ends.push(text.len());
    let mut from = 0;
    let mut clusters = Vec::with_capacity(ends.len());
    for end in ends {
        if let Some(part) = text.get(from..end).filter(|p| !p.is_empty()) {
            clusters.push(Cluster { text: part, chars: part.chars().count(), marked: false });
        }
        from = end;
    }
    clusters
}

/// Whether `c` belongs to the character before it: accents, half-width ﾞ, selectors, joiners.
fn hangs_on(c: char) -> bool {
    let c = combining_mark(c);
    let invisible = is_invisible(c) && !c.is_whitespace();
    canonical_combining_class(c) != 0 || matches!(c, 'ﾞ' | 'ﾟ' | '\u{200c}' | '\u{200d}') || is_variation(c) || invisible
}

fn mark(clusters: &mut [Cluster<'_>], terms: &[String]) {
    let mut folded: Vec<char> = Vec::new();
    let mut owner: Vec<usize> = Vec::new();
    for (at, cluster) in clusters.iter().enumerate() {
        // Words are not looked for across lines, as in the index.
        let form = if cluster.text.contains('\n') { "\n".to_owned() } else { fold(cluster.text) };
        for c in form.chars() {
            folded.push(c);
            owner.push(at);
        }
    }
    for term in terms {
        let wanted: Vec<char> = fold(term).chars().collect();
        if wanted.is_empty() {
            continue;
        }
        for (at, _) in folded.windows(wanted.len()).enumerate().filter(|(_, w)| *w == wanted) {
            if let (Some(&first), Some(&last)) = (owner.get(at), owner.get(at + wanted.len() - 1)) {
                clusters.iter_mut().take(last + 1).skip(first).for_each(|c| c.marked = true);
            }
        }
    }
}

/// From which cluster to before which one: a little before the first hit, the rest after it.
fn window(clusters: &[Cluster<'_>], max: usize) -> (usize, usize) {
    if clusters.iter().map(|c| c.chars).sum::<usize>() <= max {
        return (0, clusters.len());
    }
    let hit = clusters.iter().position(|c| c.marked).unwrap_or(0);
    let before = |limit: usize| {
        let fits = clusters.iter().take(hit).rev().scan(0, |used, c| {
            *used += c.chars;
            (*used <= limit).then_some(c.chars)
        });
        fits.fold((0, 0), |(count, chars), c| (count + 1, chars + c))
    };
    let after = |limit: usize| {
        let fits = clusters.iter().skip(hit).scan(0, |used, c| {
            *used += c.chars;
            (*used <= limit).then_some(c.chars)
        });
        fits.fold((0, 0), |(count, chars), c| (count + 1, chars + c))
    };
    let (_, lead) = before(max / 4);
    let (behind, used) = after(max.saturating_sub(lead));
    // A hit near the end leaves room: it goes to what stands before it.
    let (ahead, _) = before(max.saturating_sub(used));
    (hit.saturating_sub(ahead), hit + behind)
}

#[cfg(test)]
mod tests {
    use super::super::strategies::{anything, japanese};
    use super::super::terms::terms;
    use super::*;
    use proptest::prelude::*;

    /// Marked parts in brackets.
    fn show(text: &str, query: &str, max: usize) -> String {
        excerpt(text, &terms(query), max).into_iter().map(|p| if p.marked { format!("[{}]", p.text) } else { p.text }).collect()
    }

    #[test]
    fn hits_are_shown_as_written() {
        for (text, query, expected) in [
            ("佐藤 サトウ ｻﾄｳ さん", "さとう", "佐藤 [サトウ] [ｻﾄｳ] さん"),
            ("髙橋様と山﨑様", "高橋 山崎", "[髙橋]様と[山﨑]様"),
            ("電話は090-1234-5678です", "09012345678", "電話は[090-1234-5678]です"),
            ("ﾜﾀﾅﾍﾞ様", "わたなべ", "[ﾜﾀﾅﾍﾞ]様"),
            ("葛\u{e0100}城", "葛", "[葛\u{e0100}]城"),
            ("透析の透\n析", "透析", "[透析]の透\n析"),
            ("<b>透析</b>", "析", "<b>透[析]</b>"),
            ("㍿みどり", "会社", "[㍿]みどり"),
            ("何もない", "透析", "何もない"),
            ("", "透析", ""),
        ] {
            assert_eq!(show(text, query, 100), expected);
        }
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit() {
        let text = format!("{}透析{}", "あ".repeat(50), "い".repeat(50));
        assert_eq!(show(&text, "透析", 12), "…あああ[透析]いいいいいいい…");
        assert_eq!(show(&text, "ん", 5), "あああああ…");
        assert_eq!(show(&format!("{}透析", "あ".repeat(50)), "透析", 8), "…ああああああ[透析]");
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(text in prop_oneof![anything(), japanese()], query in japanese(), max in 0usize..60) {
            let pieces = excerpt(&text, &terms(&query), max);
            let all: String = pieces.iter().map(|p| p.text.as_str()).collect();
            let length = text.chars().count();
            if length <= max {
                prop_assert_eq!(all, text);
            } else {
                prop_assert!(all.chars().count() <= max + 2);
            }
            prop_assert!(pieces.windows(2).all(|w| w[0].marked != w[1].marked));
        }

        #[test]
        fn folding_by_piece_is_folding_the_whole(text in "([ｦ-ｯｱ-ﾝ][ﾞﾟ]?|[ぁ-ゖァ-ヶ]\u{3099}?|[ -~]|[髙﨑𠮷神㍿🐈ー・　]\u{e0100}?){0,30}") {
            let by_piece: String = clusters(&text).iter().map(|c| fold(c.text)).collect();
            prop_assert_eq!(by_piece, fold(&text));
        }
    }
}
