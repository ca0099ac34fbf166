//! Whether two records may be one person: what speaks for it, and how strongly. A human decides.

use super::{NOTHING, Patient, UNKNOWN, name_keys};
use crate::calendar::{Birth, age_on};
use crate::text::{ascii, digits, fold, fold_name, is_dash};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// What two records have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The name, old forms of characters folded.
    Name,
    /// The kana, voicing dropped.
    Kana,
    /// 生年月日
    Birth,
    /// 生年月日 but for one figure, or with month and day changed round.
    BirthNearly,
    /// An age by hearsay that fits.
    Age,
    /// 電話番号
    Telephone,
    /// 住所
    Address,
}

impl Reason {
    const fn points(self) -> u32 {
        match self {
            Self::Name | Self::Kana | Self::Birth => 3,
            Self::BirthNearly | Self::Telephone | Self::Address => 2,
            Self::Age => 1,
        }
    }
}

/// How probable it is that two records are one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// The more, the likelier.
    pub points: u32,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// With so many points two records are shown as a pair.
const LEAST: u32 = 4;
/// With so many they are one person in all likelihood.
const PROBABLE: u32 = 6;

impl Likeness {
    /// One person in all likelihood.
    #[must_use]
    pub const fn is_probable(&self) -> bool {
        self.points >= PROBABLE
    }
}

/// How alike two records are; none when they are not, or when something speaks against it. The order of the two is no matter.
#[must_use]
pub fn compare(a: &Patient, b: &Patient) -> Option<Likeness> {
    likeness(a, b).filter(|l| l.points >= LEAST)
}

/// Whether whoever records `a` is asked if it is `b`: a mere namesake is asked about too, unless the births differ.
#[must_use]
pub fn suspect(a: &Patient, b: &Patient) -> Option<Likeness> {
    likeness(a, b).filter(|l| l.points >= LEAST || l.reasons.iter().any(|r| matches!(r, Reason::Name | Reason::Kana)))
}

fn likeness(a: &Patient, b: &Patient) -> Option<Likeness> {
    let mut reasons = Vec::new();
    let (name_a, kana_a) = name_keys(&a.name, &a.kana);
    let (name_b, kana_b) = name_keys(&b.name, &b.kana);
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    if same(&name_a, &name_b) {
        reasons.push(Reason::Name);
    }
    if same(&kana_a, &kana_b) || same(&heard(&a.kana), &heard(&b.kana)) {
        reasons.push(Reason::Kana);
    }
    let named = !reasons.is_empty();
    match births(a.birth, b.birth) {
        Births::Against => return None,
        Births::Nothing => {}
        Births::For(reason) => reasons.push(reason),
    }
    if same(&digits(&a.telephone), &digits(&b.telephone)) {
        reasons.push(Reason::Telephone);
    }
    if same(&address_key(&a.address), &address_key(&b.address)) {
        reasons.push(Reason::Address);
    }
    // Man and wife share house and telephone; twins share the birthday too.
    if !named && !reasons.contains(&Reason::Birth) {
        return None;
    }
    // A name in characters and in kana is one name.
    let twice = if reasons.contains(&Reason::Name) && reasons.contains(&Reason::Kana) { Reason::Kana.points() - 1 } else { 0 };
    let points = reasons.iter().map(|r| r.points()).sum::<u32>() - twice;
    Some(Likeness { points, reasons })
}

/// A reading as it is heard: づ and ず, ぢ and じ sound alike (ちづこ, ちずこ), and then voicing makes no difference.
fn heard(kana: &str) -> String {
    let alike: String = fold(kana)
        .chars()
        .map(|c| {
            if c == 'づ' {
                'ず'
            } else if c == 'ぢ' {
                'じ'
            } else {
                c
            }
        })
        .collect();
    fold_name(&alike)
}

/// The readings under whose keys somebody may be recorded who is called `kana`: as written, and with the kana that sound alike.
#[must_use]
pub fn kana_keys(kana: &str) -> Vec<String> {
    let with = |pairs: [(char, char); 2]| fold_name(&fold(kana).chars().map(|c| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)).collect::<String>());
    let mut keys = vec![fold_name(kana), with([('づ', 'ず'), ('ぢ', 'じ')]), with([('ず', 'づ'), ('じ', 'ぢ')])];
    keys.retain(|k| !k.is_empty());
    keys.dedup();
    keys
}

/// An address as it is compared: 9丁目8番7号, ９－８－７ and 九丁目8の7 are one. Empty for what says nothing (不明).
fn address_key(address: &str) -> String {
    if matches!(address.trim(), UNKNOWN | NOTHING) {
        return String::new();
    }
    let mut key = String::new();
    let mut rest = ascii(address).chars().filter(|c| !c.is_whitespace()).collect::<String>();
    for (word, mark) in [("丁目", "-"), ("番地の", "-"), ("番地", "-"), ("番", "-"), ("号", "-")] {
        rest = rest.replace(word, mark);
    }
    let chars: Vec<char> = rest.chars().collect();
    for (i, c) in chars.iter().copied().enumerate() {
        let after_figure = key.chars().next_back().is_some_and(|p| p.is_ascii_digit());
        let before_figure = chars.get(i + 1).is_some_and(|n| n.is_ascii_digit());
        match (figure(c), c) {
            // 一丁目: only before a mark, so that 三条町 stays what it is.
            (Some(figure), _) if chars.get(i + 1) == Some(&'-') => key.push(figure),
            (_, 'の') if after_figure && before_figure => key.push('-'),
            (_, c) if is_dash(c) && after_figure => key.push('-'),
            (_, c) => key.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
        }
    }
    key.trim_end_matches('-').to_owned()
}

const fn figure(c: char) -> Option<char> {
    match c {
        '一' => Some('1'),
        '二' => Some('2'),
        '三' => Some('3'),
        '四' => Some('4'),
        '五' => Some('5'),
        '六' => Some('6'),
        '七' => Some('7'),
        '八' => Some('8'),
        '九' => Some('9'),
        _ => None,
    }
}

enum Births {
    For(Reason),
    Nothing,
    Against,
}

fn births(a: Option<Birth>, b: Option<Birth>) -> Births {
    match (a, b) {
        (Some(Birth::Date(a)), Some(Birth::Date(b))) if a == b => Births::For(Reason::Birth),
        (Some(Birth::Date(a)), Some(Birth::Date(b))) if nearly(a, b) => Births::For(Reason::BirthNearly),
        (Some(Birth::Date(_)), Some(Birth::Date(_))) => Births::Against,
        (Some(a), Some(b)) => ages(a, b),
        _ => Births::Nothing,
    }
}

/// An age by hearsay is off by a year or two as a rule; ten years make another person.
fn ages(a: Birth, b: Birth) -> Births {
    let day = |birth: Birth| if let Birth::AgeAbout { as_of, .. } = birth { Some(as_of) } else { None };
    let Some(day) = day(a).into_iter().chain(day(b)).max() else { return Births::Nothing };
    match (age_on(a, day), age_on(b, day)) {
        (Some(a), Some(b)) if (a - b).abs() <= 2 => Births::For(Reason::Age),
        (Some(a), Some(b)) if (a - b).abs() >= 10 => Births::Against,
        _ => Births::Nothing,
    }
}

/// One figure apart, or month and day changed round.
fn nearly(a: NaiveDate, b: NaiveDate) -> bool {
    let figures = |d: NaiveDate| d.format("%Y%m%d").to_string();
    let apart = figures(a).chars().zip(figures(b).chars()).filter(|(x, y)| x != y).count();
    apart <= 1 || (a.year() == b.year() && a.month() == b.day() && a.day() == b.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_by_what_they_say() {
        for (a, b) in [("北浜市中町9丁目8番7号", "北浜市中町９－８－７"), ("中町九丁目8番地の7", "中町9-8-7"), ("中町 9ー8", "中町9丁目8番地")]
        {
            assert_eq!(address_key(a), address_key(b), "{a}");
        }
        for (a, b) in [("中町1-23", "中町12-3"), ("三条町1", "3条町1")] {
            assert_ne!(address_key(a), address_key(b), "{a}");
        }
        assert_eq!((address_key("不明"), address_key(" なし "), address_key("")), (String::new(), String::new(), String::new()));
    }

    #[test]
    fn what_sounds_alike_is_alike_and_what_does_not_is_not() {
        for (a, b) in [("ちづこ", "ちずこ"), ("いいづか", "いいずか"), ("ぢろう", "じろう"), ("やまざき", "やまさき"), ("いいづか", "いいつか")]
        {
            let keys = |kana| kana_keys(kana).into_iter().collect::<std::collections::BTreeSet<_>>();
            assert!(fold_name(a) == fold_name(b) || heard(a) == heard(b), "{a}");
            assert!(keys(a).contains(&fold_name(b)) && keys(b).contains(&fold_name(a)), "{a}");
        }
        assert!(fold_name("まつだ") != fold_name("ますだ") && heard("まつだ") != heard("ますだ"));
    }
    use crate::id::PatientId;
    use crate::patient::PatientData;
    use proptest::prelude::*;

    fn person(name: &str, kana: &str, birth: &str, telephone: &str, address: &str) -> Patient {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let birth = if birth.is_empty() { None } else { crate::calendar::parse_birth(birth, today).ok() };
        Patient::new(
            PatientId::default(),
            PatientData { name: name.into(), kana: kana.into(), birth, telephone: telephone.into(), address: address.into(), ..PatientData::default() },
        )
    }

    fn reasons(a: &Patient, b: &Patient) -> Vec<Reason> {
        compare(a, b).map(|l| l.reasons).unwrap_or_default()
    }

    #[test]
    fn the_same_person_is_known_through_old_forms_voicing_and_ways_of_writing() {
        let known = person("髙橋 ハル", "たかはし はる", "S15.3.2", "072-555-0101", "北町1-2-3");
        assert_eq!(reasons(&known, &person("高橋春", "タカハシ　ハル", "1940-03-02", "", "")), [Reason::Kana, Reason::Birth]);
        assert_eq!(reasons(&known, &person("高橋ハル", "", "1940-03-12", "", "")), [Reason::Name, Reason::BirthNearly]);
        assert_eq!(reasons(&known, &person("高橋ハル", "", "1940-02-03", "", "")), [Reason::Name, Reason::BirthNearly]);
        assert_eq!(reasons(&known, &person("高橋ハル", "", "86歳くらい", "", "")), [Reason::Name, Reason::Age]);
        assert_eq!(reasons(&known, &person("高橋ハル", "", "", "０７２（５５５）０１０１", "")), [Reason::Name, Reason::Telephone]);
        assert_eq!(reasons(&known, &person("別姓 ハル", "べっせい はる", "S15.3.2", "", "北町１－２－３")), [Reason::Birth, Reason::Address]);
    }

    #[test]
    fn couples_namesakes_of_another_age_and_mere_names_are_no_pair() {
        let known = person("佐藤 清", "さとう きよし", "S15.3.2", "072-555-0101", "北町1");
        for other in [
            person("佐藤 トメ", "さとう とめ", "S18.5.5", "072-555-0101", "北町1"),
            person("佐藤 トメ", "さとう とめ", "", "072-555-0101", "北町1"),
            person("佐藤 清", "さとう きよし", "S35.8.8", "072-555-0101", ""),
            person("佐藤 清", "", "70歳くらい", "", "北町1"),
            person("佐藤 清", "", "", "", ""),
        ] {
            assert_eq!(compare(&known, &other), None, "{other:?}");
        }
        assert!(compare(&known, &person("佐藤 清", "さとう きよし", "S15.3.2", "", "")).is_some_and(|l| l.is_probable()));
    }

    prop_compose! {
        fn any_person()(name in "(佐藤|髙橋|高橋) ?(清|きよ)?", kana in "(さとう|サトウ|たかはし)?", year in 1938_i32..1942, month in 1_u32..4, day in 1_u32..5,
            kind in 0..3, telephone in "(072-555-010[12])?", address in "(北町[12]|北町１)?") -> Patient {
            let birth = match kind { 0 => String::new(), 1 => format!("{year}-{month}-{day}"), _ => format!("{}歳", 2026 - year) };
            person(&name, &kana, &birth, &telephone, &address)
        }
    }

    proptest! {
        #[test]
        fn the_order_of_two_people_is_no_matter(a in any_person(), b in any_person()) {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a));
        }

        #[test]
        fn folding_the_names_first_changes_nothing(a in any_person(), b in any_person()) {
            let folded = Patient { name: fold(&a.name), kana: crate::text::fold_name(&a.kana), ..a.clone() };
            prop_assert_eq!(compare(&a, &b), compare(&folded, &b));
        }
    }
}
