//! One way of writing for everything that dates are typed in: width, case, 漢数字, dashes, brackets.

/// A date as typed, brought to one way of writing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Normal {
    /// Without brackets and white space, digits and Latin capitals in ASCII.
    pub(super) body: String,
    /// What stood in brackets: a weekday, the year in the other calendar.
    pub(super) notes: Vec<String>,
}

/// The most characters that a date needs, notes included.
const MOST: usize = 60;

/// Brings `text` to one way of writing; none when it is too long or mixes digits (8十).
pub(super) fn normal(text: &str) -> Option<Normal> {
    if text.chars().count() > MOST {
        return None;
    }
    let (mut body, mut notes) = (String::new(), Vec::new());
    let mut note: Option<String> = None;
    for c in plain(text).chars() {
        match (c, &mut note) {
            ('(', None) => note = Some(String::new()),
            (')', Some(_)) => notes.extend(note.take()),
            ('(' | ')', _) => return None,
            (c, Some(note)) => note.push(c),
            (c, None) => body.push(c),
        }
    }
    if note.is_some() {
        return None;
    }
    let notes = notes.iter().map(|n| tidy(n)).collect::<Option<Vec<String>>>()?;
    Some(Normal { body: tidy(&body)?, notes })
}

/// Width and case; dashes and dots of every kind as one.
fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let one = |c: char| match c {
        // A long mark stands for a dash between the figures; in words (きょう) there is none.
        c if crate::text::is_dash(c) => '-',
        c if crate::text::is_dot(c) => '.',
        '。' | '、' | ',' => '.',
        // Circles are what the keyboard offers for 〇.
        '○' | '◯' => '〇',
        c => c.to_ascii_uppercase(),
    };
    text.nfkc().filter(|c| c.is_whitespace() || !crate::text::is_invisible(*c)).map(one).collect()
}

fn tidy(text: &str) -> Option<String> {
    let digits = kanji_numbers(text.trim())?;
    let mut out = String::new();
    let mut gap = false;
    for c in digits.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        // "S15 3 2": between figures the space is the separator.
        if gap && c.is_ascii_digit() && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push('.');
        }
        gap = false;
        out.push(c);
    }
    Some(out)
}

/// Replaces each 漢数字 by digits; none when one touches a digit or has no sense.
fn kanji_numbers(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars() {
        if value(c).is_some() {
            if out.ends_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            if c.is_ascii_digit() {
                return None;
            }
            out.push_str(&number(&run)?);
            run.clear();
        }
        out.push(c);
    }
    if !run.is_empty() {
        out.push_str(&number(&run)?);
    }
    Some(out)
}

fn value(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().zip(0..).find_map(|(digit, n)| (digit == c).then_some(n)).or(match c {
        '零' => Some(0),
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        _ => None,
    })
}

/// 一九四〇 by place, 千九百四十 by value.
fn number(run: &[char]) -> Option<String> {
    let values: Vec<u32> = run.iter().filter_map(|c| value(*c)).collect();
    if values.iter().all(|v| *v < 10) {
        return Some(values.iter().map(u32::to_string).collect());
    }
    let (mut sum, mut digit, mut below) = (0, None, 10_000);
    for v in values {
        if v >= 10 {
            // Units only ever get smaller: 十百 is no number.
            if v >= below || digit == Some(0) {
                return None;
            }
            sum += digit.take().unwrap_or(1) * v;
            below = v;
        } else if digit.replace(v).is_some() {
            return None;
        }
    }
    Some((sum + digit.unwrap_or(0)).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Option<&str>) {
        assert_eq!(normal(input).map(|n| n.body).as_deref(), expected, "{input}");
    }

    #[test]
    fn one_way_of_writing() {
        check("昭和十五年三月二日", Some("昭和15年3月2日"));
        check("一九四〇年十二月二十三日", Some("1940年12月23日"));
        check("千九百四十年", Some("1940年"));
        check("二〇二六ー十一ー二十二", Some("2026-11-22"));
        check("ｓ１５・３・２", Some("S15.3.2"));
        check("S15 3 2", Some("S15.3.2"));
        check(" 昭和 15 年　3 月 2 日 ", Some("昭和15年3月2日"));
        check("㋿8年", Some("令和8年"));
        check("八十四歳", Some("84歳"));
        check("十", Some("10"));
        check("百五", Some("105"));
        for nonsense in ["8十年", "十8", "十百", "二三十", "十二三", "〇十", "(日", "日)", "((日))"] {
            check(nonsense, None);
        }
        check(&"1".repeat(61), None);
        assert_eq!(normal("2026年11月22日（日）").unwrap().notes, ["日"]);
    }
}
