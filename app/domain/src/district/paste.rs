//! A pasted list of towns: one 「圏域<tab or comma>町丁」 per line, perhaps with its kana and then its middle, metres to the east and
//! to the north. Every wrong line is told, none is taken then.

use super::point::metres;
use super::{Point, TOWN_MAX};
use crate::error::{Flaw, Flaws};
use crate::patient::{kana, line};
use crate::text::fold;

/// The most lines that are pasted at once.
pub const PASTE_MAX: usize = 2_000;
/// The most wrong lines that are told.
const TOLD: usize = 50;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// Its line, from 1.
    pub number: u32,
    /// 圏域名
    pub district: String,
    /// 町丁名
    pub town: String,
    /// ふりがな; empty when the line has none.
    pub kana: String,
    /// Its middle on the plane; none when the line does not say.
    pub point: Option<Point>,
}

/// Reads the list. Empty lines, and a heading 「圏域…町丁」, are passed over.
///
/// # Errors
/// [`Flaw::Line`] for every wrong line, under `lines`; [`Flaw::Required`] for an empty list.
pub fn read_paste(text: &str) -> Result<Vec<Pasted>, Flaws> {
    let mut flaws = Flaws::default();
    let mut found: Vec<Pasted> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let lines = text.lines().zip(1_u32..).filter(|(line, _)| !line.trim().is_empty());
    for (at, (line, number)) in lines.enumerate() {
        if at >= PASTE_MAX {
            flaws.push("lines", Flaw::OutOfRange { min: 1, max: i64::try_from(PASTE_MAX).unwrap_or(i64::MAX) });
            break;
        }
        if at == 0 && is_heading(line) {
            continue;
        }
        match one(line, number) {
            Ok(pasted) if !seen.insert(fold(&pasted.town)) => flaws.push("lines", Flaw::Line { number, flaw: Box::new(Flaw::Repeated) }),
            Ok(pasted) => found.push(pasted),
            Err(flaw) => flaws.push("lines", Flaw::Line { number, flaw: Box::new(flaw) }),
        }
        if flaws.0.len() >= TOLD {
            break;
        }
    }
    if found.is_empty() && flaws.is_empty() {
        flaws.push("lines", Flaw::Required);
    }
    flaws.or(Some(found))
}

fn parts(text: &str) -> Vec<&str> {
    let tabs = text.contains('\t');
    text.split(|c| if tabs { c == '\t' } else { matches!(c, ',' | '，' | '、') }).map(str::trim).collect()
}

fn is_heading(text: &str) -> bool {
    matches!(parts(text).as_slice(), [district, town, ..] if district.starts_with("圏域") && town.starts_with("町丁"))
}

fn one(text: &str, number: u32) -> Result<Pasted, Flaw> {
    let parts = parts(text);
    let (district, town, reading, x, y) = match *parts.as_slice() {
        [district, town] => (district, town, "", "", ""),
        [district, town, reading] => (district, town, reading, "", ""),
        [district, town, reading, x] => (district, town, reading, x, ""),
        [district, town, reading, x, y] => (district, town, reading, x, y),
        _ => return Err(Flaw::Columns),
    };
    let (district, town) = (line(district, TOWN_MAX)?, line(town, TOWN_MAX)?);
    if district.is_empty() || town.is_empty() {
        return Err(Flaw::Columns);
    }
    let kana = kana(reading)?;
    let point = match (metres(x)?, metres(y)?) {
        (Some(x_m), Some(y_m)) => Some(Point { x_m, y_m }),
        (None, None) => None,
        _ => return Err(Flaw::Columns),
    };
    Ok(Pasted { number, district, town, kana, point })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::strategies::{anything, japanese};
    use proptest::prelude::*;

    fn pasted(number: u32, district: &str, town: &str, kana: &str) -> Pasted {
        Pasted { number, district: district.into(), town: town.into(), kana: kana.into(), point: None }
    }

    #[test]
    fn lists_from_a_spreadsheet_and_by_hand() {
        let text = "圏域\t町丁\n北部\t北町一丁目\tキタマチ\r\n\n北部,北町二丁目\n 南部 、 松原 \n";
        assert_eq!(read_paste(text), Ok(vec![pasted(2, "北部", "北町一丁目", "きたまち"), pasted(4, "北部", "北町二丁目", ""), pasted(5, "南部", "松原", "")]));
    }

    #[test]
    fn a_line_may_say_where_the_town_lies() {
        let text = "北部\t北町\tキタマチ\t-12,345.6\t 789\n北部\t東町\t\t\t\n北部,西町,,5,−6\n";
        let points: Vec<Option<Point>> = read_paste(text).unwrap().into_iter().map(|p| p.point).collect();
        assert_eq!(points, [Some(Point { x_m: -12_345, y_m: 789 }), None, Some(Point { x_m: 5, y_m: -6 })]);
        let flaws = read_paste("北部,北町,,5\n北部,東町,,,5\n北部,西町,,5,6,7\n北部,南町,,東,北\n").unwrap_err();
        assert_eq!(flaws.0.len(), 4);
        assert_eq!(flaws.of("lines"), Some(&Flaw::Line { number: 1, flaw: Box::new(Flaw::Columns) }));
    }

    #[test]
    fn every_wrong_line_is_told_with_its_number() {
        let flaws = read_paste("北部,北町\n松原\n南部,\n北部,髙町,高\n中央,北 町\n").unwrap_err();
        let told: Vec<(u32, Flaw)> = flaws.0.into_iter().filter_map(|f| if let Flaw::Line { number, flaw } = f.flaw { Some((number, *flaw)) } else { None }).collect();
        assert_eq!(told, [(2, Flaw::Columns), (3, Flaw::Columns), (4, Flaw::Kana), (5, Flaw::Repeated)]);
        assert_eq!(read_paste(" \n").unwrap_err().of("lines"), Some(&Flaw::Required));
        assert!(read_paste(&(0..3_000).map(|n| format!("北部,町{n}\n")).collect::<String>()).is_err());
        assert!(read_paste(&"x\n".repeat(3_000)).unwrap_err().0.len() <= TOLD);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in prop_oneof![anything(), japanese()]) {
            if let Ok(found) = read_paste(&text) {
                prop_assert!(found.iter().all(|p| !p.town.is_empty() && !p.district.is_empty()));
            }
        }
    }
}
