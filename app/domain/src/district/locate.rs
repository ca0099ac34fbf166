//! Which district an address lies in. Pure text: no map, no server.
//!
//! Both sides are brought into one form first: old kanji and width as everywhere, 一丁目 = 1丁目 = １丁目 = the first number of
//! 1-2-3. Prefecture and city may stand in front or not. The longest town that the address begins with wins.

use super::point::Middles;
use super::{Places, Point};
use crate::id::{DistrictId, TownId};
use crate::text::{fold_name, is_dash};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Where an address lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Located {
    /// In this district; the town is unknown when several towns of the district fit (北町 of 北町一丁目 and 北町二丁目).
    Inside {
        /// The district.
        district: DistrictId,
        /// The town.
        town: Option<TownId>,
    },
    /// It names another city (市外).
    OutsideCity,
    /// Nothing fits.
    Unknown,
}

const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// The longest name of a city or county that is looked for in front of an address, in characters.
const CITY_NAME_MAX: usize = 8;
/// Between two numbers of an address; no letter, so that folding leaves it alone.
const DASH: char = '/';
/// After a number that counts 丁目.
const CHOME: char = '丁';

/// The table, prepared for looking up many addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Atlas {
    places: Places,
    prefecture: String,
    city: String,
    towns: HashMap<String, Fit>,
    longest: usize,
    foreign: Vec<String>,
    middles: Middles,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fit {
    district: DistrictId,
    town: Option<TownId>,
}

/// The common form of an address or of a town's name.
pub(crate) fn key(text: &str) -> String {
    let chars: Vec<char> = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let mut out = String::new();
    let mut rest: &[char] = &chars;
    while let Some((first, after)) = rest.split_first() {
        if let Some((number, left)) = counted(rest) {
            out.push_str(&number.to_string());
            out.push(CHOME);
            rest = left;
            continue;
        }
        let between = is_dash(*first) && out.ends_with(|c: char| c.is_ascii_digit()) && after.first().is_some_and(char::is_ascii_digit);
        // 桜ケ丘, 桜ヶ丘 and 桜が丘 are one place.
        let joint = matches!(first, 'ケ' | 'ヶ') && out.ends_with(is_kanji) && after.first().copied().is_some_and(is_kanji);
        out.push(if between {
            DASH
        } else if joint {
            'か'
        } else {
            *first
        });
        rest = after;
    }
    fold_name(&out)
}

fn is_kanji(c: char) -> bool {
    ('\u{3400}'..'\u{a000}').contains(&c)
}

/// A number before 丁目 at the beginning, and what follows.
fn counted(chars: &[char]) -> Option<(u32, &[char])> {
    let length = chars.iter().take_while(|c| c.is_ascii_digit() || numeral(**c).is_some()).count();
    let (number, rest) = chars.split_at_checked(length)?;
    let left = match rest {
        ['丁', '目', left @ ..] => left,
        _ => return None,
    };
    value(number).map(|n| (n, left))
}

const fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '〇' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

/// 12, 十二, 二十, 二十三; nothing for what is no number below a hundred.
fn value(chars: &[char]) -> Option<u32> {
    let digits: String = chars.iter().filter(|c| c.is_ascii_digit()).collect();
    if digits.len() == chars.len() {
        return digits.parse().ok().filter(|n| *n < 1000);
    }
    let numbers: Vec<u32> = chars.iter().map(|c| numeral(*c)).collect::<Option<_>>()?;
    match *numbers.as_slice() {
        [n] => Some(n),
        [10, n] if n < 10 => Some(10 + n),
        [n, 10] if n < 10 => Some(n * 10),
        [n, 10, m] if n < 10 && m < 10 => Some(n * 10 + m),
        _ => None,
    }
}

/// By what towns are sorted: 二丁目 before 十丁目.
#[must_use]
pub fn town_order(name: &str) -> String {
    let (mut out, mut number) = (String::new(), String::new());
    for c in key(name).chars().chain([' ']) {
        if c.is_ascii_digit() {
            number.push(c);
        } else {
            if !number.is_empty() {
                out.push_str(&format!("{number:0>4}"));
                number.clear();
            }
            out.push(c);
        }
    }
    out
}

/// The town's name without its 丁目.
fn base(key: &str) -> Option<&str> {
    let base = key.strip_suffix(CHOME)?.trim_end_matches(|c: char| c.is_ascii_digit());
    (!base.is_empty()).then_some(base)
}

impl Atlas {
    /// Prepares the table.
    #[must_use]
    pub fn new(places: Places) -> Self {
        let mut towns: HashMap<String, Fit> = HashMap::new();
        for town in &places.towns {
            let name = key(&town.name);
            if !name.is_empty() {
                towns.entry(name).or_insert(Fit { district: town.district_id, town: Some(town.id) });
            }
        }
        // 北町 alone is clear as long as all of its 丁目 lie in one district.
        let mut bases: HashMap<String, Option<DistrictId>> = HashMap::new();
        for (name, fit) in &towns {
            if let Some(base) = base(name) {
                bases.entry(base.to_owned()).and_modify(|d| *d = d.filter(|d| *d == fit.district)).or_insert(Some(fit.district));
            }
        }
        for (name, district) in bases {
            if let Some(district) = district {
                towns.entry(name).or_insert(Fit { district, town: None });
            }
        }
        let longest = towns.keys().map(|k| k.chars().count()).max().unwrap_or(0);
        let (prefecture, city) = (key(&places.city.prefecture), key(&places.city.name));
        let foreign = PREFECTURES.iter().map(|p| key(p)).filter(|p| *p != prefecture).collect();
        let middles = Middles::new(&places);
        Self { places, prefecture, city, towns, longest, foreign, middles }
    }

    /// The table as it was given.
    #[must_use]
    pub const fn places(&self) -> &Places {
        &self.places
    }

    /// Where the address lies.
    #[must_use]
    pub fn locate(&self, address: &str) -> Located {
        let whole = key(address);
        // Somebody may begin with the 郵便番号.
        let whole = whole.trim_start_matches(|c: char| c == '〒' || c == DASH || c.is_ascii_digit());
        if self.foreign.iter().any(|p| whole.starts_with(p.as_str())) {
            return Located::OutsideCity;
        }
        let inner = without(whole, &self.prefecture);
        let named = !self.city.is_empty() && inner.starts_with(self.city.as_str());
        let rest = if named { without(inner, &self.city) } else { inner };
        let rest = without(without(rest, "大字"), "字");
        match self.town_of(rest) {
            Some(Fit { district, town }) => Located::Inside { district, town },
            // Without a city of one's own nothing is outside of it.
            None if !named && !self.city.is_empty() && names_a_city(rest) => Located::OutsideCity,
            None => Located::Unknown,
        }
    }

    /// The point of a place: the middle of its town or, when the town or its middle is not known, of its district.
    #[must_use]
    pub fn point(&self, located: Located) -> Option<Point> {
        self.middles.of(located)
    }

    /// The point of an address, like [`Self::point`]; none outside of the table.
    #[must_use]
    pub fn point_of(&self, address: &str) -> Option<Point> {
        self.point(self.locate(address))
    }

    /// The longest town that `rest` begins with.
    fn town_of(&self, rest: &str) -> Option<Fit> {
        let ends: Vec<usize> = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(self.longest).collect();
        ends.into_iter().rev().find_map(|end| {
            let (name, after) = rest.split_at_checked(end)?;
            // A number that goes on is another number.
            let cut = name.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(|c: char| c.is_ascii_digit());
            if cut {
                return None;
            }
            // 北町1-2-3 and 北町1 mean 北町1丁目; 北町1番2号 does not.
            let counts = name.ends_with(|c: char| c.is_ascii_digit()) && (after.is_empty() || after.starts_with(DASH));
            let chome = if counts { self.towns.get(&format!("{name}{CHOME}")) } else { None };
            chome.or_else(|| self.towns.get(name)).copied()
        })
    }
}

fn without<'a>(text: &'a str, prefix: &str) -> &'a str {
    if prefix.is_empty() { text } else { text.strip_prefix(prefix).unwrap_or(text) }
}

/// Whether the text begins with the name of a city, a county or a prefecture.
fn names_a_city(text: &str) -> bool {
    let front: Vec<char> = text.chars().take(CITY_NAME_MAX).take_while(|c| !c.is_ascii_digit()).collect();
    front.iter().skip(1).any(|c| matches!(c, '市' | '郡' | '県' | '区'))
}

#[cfg(test)]
#[path = "locate_tests.rs"]
mod tests;
