//! Made-up people, places and houses of a city that does not exist. Telephone numbers begin with 000, which nobody has.

use super::random::Random;
use chrono::NaiveDate;
use domain::code::{Codes, List};

/// A family name: as written, and in kana.
const FAMILY: [(&str, &str); 96] = [
    ("佐藤", "さとう"),
    ("鈴木", "すずき"),
    ("髙橋", "たかはし"),
    ("田中", "たなか"),
    ("伊藤", "いとう"),
    ("渡辺", "わたなべ"),
    ("山本", "やまもと"),
    ("中村", "なかむら"),
    ("小林", "こばやし"),
    ("加藤", "かとう"),
    ("吉田", "よしだ"),
    ("山田", "やまだ"),
    ("佐々木", "ささき"),
    ("山口", "やまぐち"),
    ("松本", "まつもと"),
    ("井上", "いのうえ"),
    ("木村", "きむら"),
    ("林", "はやし"),
    ("斎藤", "さいとう"),
    ("清水", "しみず"),
    ("山﨑", "やまざき"),
    ("森", "もり"),
    ("池田", "いけだ"),
    ("橋本", "はしもと"),
    ("阿部", "あべ"),
    ("石川", "いしかわ"),
    ("山下", "やました"),
    ("中島", "なかじま"),
    ("石井", "いしい"),
    ("小川", "おがわ"),
    ("前田", "まえだ"),
    ("岡田", "おかだ"),
    ("長谷川", "はせがわ"),
    ("藤田", "ふじた"),
    ("後藤", "ごとう"),
    ("近藤", "こんどう"),
    ("村上", "むらかみ"),
    ("遠藤", "えんどう"),
    ("青木", "あおき"),
    ("坂本", "さかもと"),
    ("福田", "ふくだ"),
    ("太田", "おおた"),
    ("西村", "にしむら"),
    ("藤井", "ふじい"),
    ("金子", "かねこ"),
    ("岡本", "おかもと"),
    ("藤原", "ふじわら"),
    ("三浦", "みうら"),
    ("中野", "なかの"),
    ("原田", "はらだ"),
    ("松田", "まつだ"),
    ("竹内", "たけうち"),
    ("中川", "なかがわ"),
    ("小野", "おの"),
    ("田村", "たむら"),
    ("和田", "わだ"),
    ("石田", "いしだ"),
    ("森田", "もりた"),
    ("上田", "うえだ"),
    ("原", "はら"),
    ("内田", "うちだ"),
    ("柴田", "しばた"),
    ("酒井", "さかい"),
    ("宮崎", "みやざき"),
    ("横山", "よこやま"),
    ("高木", "たかぎ"),
    ("安藤", "あんどう"),
    ("宮本", "みやもと"),
    ("大野", "おおの"),
    ("小島", "こじま"),
    ("谷口", "たにぐち"),
    ("今井", "いまい"),
    ("丸山", "まるやま"),
    ("増田", "ますだ"),
    ("高田", "たかだ"),
    ("菅原", "すがわら"),
    ("平野", "ひらの"),
    ("大塚", "おおつか"),
    ("千葉", "ちば"),
    ("久保", "くぼ"),
    ("松井", "まつい"),
    ("岩崎", "いわさき"),
    ("桜井", "さくらい"),
    ("野口", "のぐち"),
    ("木下", "きのした"),
    ("松尾", "まつお"),
    ("菊地", "きくち"),
    ("野村", "のむら"),
    ("新井", "あらい"),
    ("渡邉", "わたなべ"),
    ("杉山", "すぎやま"),
    ("古川", "ふるかわ"),
    ("浜田", "はまだ"),
    ("市川", "いちかわ"),
    ("小松", "こまつ"),
    ("水野", "みずの"),
];

/// Given names of old women.
const WOMEN: [(&str, &str); 48] = [
    ("キヨ", "きよ"),
    ("トメ", "とめ"),
    ("ハル", "はる"),
    ("フミ", "ふみ"),
    ("ヨシ子", "よしこ"),
    ("和子", "かずこ"),
    ("幸子", "さちこ"),
    ("節子", "せつこ"),
    ("弘子", "ひろこ"),
    ("恵美子", "えみこ"),
    ("久子", "ひさこ"),
    ("千代", "ちよ"),
    ("静江", "しずえ"),
    ("美代子", "みよこ"),
    ("光子", "みつこ"),
    ("文子", "ふみこ"),
    ("悦子", "えつこ"),
    ("敏子", "としこ"),
    ("京子", "きょうこ"),
    ("洋子", "ようこ"),
    ("信子", "のぶこ"),
    ("富美子", "ふみこ"),
    ("トシ", "とし"),
    ("ミツ", "みつ"),
    ("スミ子", "すみこ"),
    ("シゲ子", "しげこ"),
    ("勝江", "かつえ"),
    ("喜代子", "きよこ"),
    ("綾子", "あやこ"),
    ("貞子", "さだこ"),
    ("房江", "ふさえ"),
    ("栄子", "えいこ"),
    ("道子", "みちこ"),
    ("澄江", "すみえ"),
    ("照子", "てるこ"),
    ("春江", "はるえ"),
    ("百合子", "ゆりこ"),
    ("まさ子", "まさこ"),
    ("ツネ", "つね"),
    ("イト", "いと"),
    ("玉枝", "たまえ"),
    ("初枝", "はつえ"),
    ("英子", "ひでこ"),
    ("昌子", "まさこ"),
    ("りつ", "りつ"),
    ("好江", "よしえ"),
    ("辰子", "たつこ"),
    ("とみ子", "とみこ"),
];

/// Given names of old men.
const MEN: [(&str, &str); 48] = [
    ("清", "きよし"),
    ("茂", "しげる"),
    ("勇", "いさむ"),
    ("正", "ただし"),
    ("実", "みのる"),
    ("博", "ひろし"),
    ("進", "すすむ"),
    ("昭", "あきら"),
    ("三郎", "さぶろう"),
    ("一郎", "いちろう"),
    ("正雄", "まさお"),
    ("義男", "よしお"),
    ("武", "たけし"),
    ("勝", "まさる"),
    ("弘", "ひろむ"),
    ("隆", "たかし"),
    ("忠夫", "ただお"),
    ("幸雄", "ゆきお"),
    ("利夫", "としお"),
    ("和夫", "かずお"),
    ("栄一", "えいいち"),
    ("孝", "たかし"),
    ("光男", "みつお"),
    ("敏夫", "としお"),
    ("豊", "ゆたか"),
    ("喜一", "きいち"),
    ("貞夫", "さだお"),
    ("重雄", "しげお"),
    ("文雄", "ふみお"),
    ("辰男", "たつお"),
    ("良平", "りょうへい"),
    ("健次", "けんじ"),
    ("久", "ひさし"),
    ("誠一", "せいいち"),
    ("哲也", "てつや"),
    ("泰造", "たいぞう"),
    ("達郎", "たつろう"),
    ("邦彦", "くにひこ"),
    ("善吉", "ぜんきち"),
    ("源治", "げんじ"),
    ("庄司", "しょうじ"),
    ("要", "かなめ"),
    ("稔", "みのる"),
    ("力", "つとむ"),
    ("英夫", "ひでお"),
    ("保", "たもつ"),
    ("宏", "ひろし"),
    ("末吉", "すえきち"),
];

/// Given names of those who call.
const CALLERS: [(&str, &str); 24] = [
    ("恵子", "けいこ"),
    ("直美", "なおみ"),
    ("由美", "ゆみ"),
    ("真由美", "まゆみ"),
    ("智子", "ともこ"),
    ("裕子", "ゆうこ"),
    ("香織", "かおり"),
    ("陽子", "ようこ"),
    ("美紀", "みき"),
    ("麻衣", "まい"),
    ("さおり", "さおり"),
    ("千尋", "ちひろ"),
    ("健一", "けんいち"),
    ("浩二", "こうじ"),
    ("大輔", "だいすけ"),
    ("誠", "まこと"),
    ("雅之", "まさゆき"),
    ("拓也", "たくや"),
    ("修", "おさむ"),
    ("純", "じゅん"),
    ("学", "まなぶ"),
    ("翔太", "しょうた"),
    ("聡", "さとし"),
    ("剛", "つよし"),
];

/// Quarters of the city.
pub(super) const TOWNS: [&str; 10] = ["汐見町", "浜風町", "北浜", "白帆台", "川口町", "灯台前", "松原", "入船", "かもめ台", "みどり野"];
/// Hospitals.
pub(super) const HOSPITALS: [&str; 5] = ["みなと川中央病院", "汐見総合病院", "北浜リハビリテーション病院", "白帆台病院", "松原記念病院"];
/// Clinics.
pub(super) const CLINICS: [&str; 6] = ["あおば坂クリニック", "汐見内科医院", "はまなす在宅クリニック", "川口町診療所", "入船ファミリークリニック", "みどり野医院"];
/// Stations of visiting nurses.
pub(super) const STATIONS: [&str; 5] =
    ["訪問看護ステーションかもめ", "なぎさ訪問看護ステーション", "訪問看護ステーションひだまり", "みなと川訪問看護ステーション", "訪問看護ステーション白帆"];
const CARE_MANAGERS: [&str; 5] = ["居宅介護支援事業所しおさい", "ケアプランセンター浜風", "居宅介護支援事業所つばき", "みどり野ケアプラン", "ケアプランセンター灯"];
const CENTERS: [&str; 4] = ["北部地域包括支援センター", "南部地域包括支援センター", "中央地域包括支援センター", "西部地域包括支援センター"];
const PHARMACIES: [&str; 4] = ["しおかぜ薬局", "浜風調剤薬局", "ひまわり薬局 入船店", "白帆台薬局"];
const FACILITIES: [&str; 4] = ["特別養護老人ホーム 潮騒苑", "グループホームはまゆう", "有料老人ホーム 白帆の丘", "介護老人保健施設 みなと"];
const SERVICES: [&str; 4] = ["ヘルパーステーションすずらん", "デイサービスなごみ", "ショートステイ浜の家", "訪問介護さくら貝"];

/// Somebody's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// 氏名
    pub(super) written: String,
    /// ふりがな
    pub(super) kana: String,
}

fn full(family: (&str, &str), given: (&str, &str)) -> Name {
    Name { written: format!("{} {}", family.0, given.0), kana: format!("{} {}", family.1, given.1) }
}

fn one_of(random: &mut Random, names: &[(&'static str, &'static str)]) -> (&'static str, &'static str) {
    random.pick(names).copied().unwrap_or_default()
}

/// A patient to be.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) name: Name,
    /// The code of the sex.
    pub(super) sex: &'static str,
    pub(super) birth_year: i32,
    pub(super) birth_month: u32,
    pub(super) birth_day: u32,
    pub(super) address: String,
    pub(super) telephone: String,
    /// The code of 要介護度.
    pub(super) care_level: &'static str,
    family: (&'static str, &'static str),
}

const CARE_LEVELS: [&str; 12] = ["care1", "care2", "care3", "care4", "care5", "care2", "care3", "support1", "support2", "applying", "none", "unknown"];

impl Person {
    /// Somebody new, aged between 62 and 99 in `year`.
    pub(super) fn new(random: &mut Random, year: i32) -> Self {
        let woman = random.percent(58);
        let family = one_of(random, &FAMILY);
        let given = one_of(random, if woman { &WOMEN } else { &MEN });
        let age = i32::try_from(random.between(62, 99)).unwrap_or(80);
        let address = format!("みなと川市{}{}-{}-{}", random.word(&TOWNS), random.between(1, 5), random.between(1, 28), random.between(1, 20));
        Self {
            name: full(family, given),
            sex: if woman { "female" } else { "male" },
            birth_year: year - age,
            birth_month: u32::try_from(random.between(1, 12)).unwrap_or(1),
            birth_day: u32::try_from(random.between(1, 28)).unwrap_or(1),
            address,
            telephone: telephone(random),
            care_level: random.word(&CARE_LEVELS),
            family,
        }
    }

    /// As the first line of a note names the person: 「82歳女性、要介護3」.
    pub(super) fn phrase(&self, year: i32) -> String {
        let sex = if self.sex == "female" { "女性" } else { "男性" };
        let codes = Codes::seed(NaiveDate::default());
        let care = codes.short_label(List::CareLevel, self.care_level, None);
        let age = year - self.birth_year;
        match self.care_level {
            "unknown" => format!("{age}歳{sex}"),
            "none" | "applying" => format!("{age}歳{sex}、介護保険は{care}"),
            _ => format!("{age}歳{sex}、{care}"),
        }
    }

    /// A relative, mostly of the same name.
    pub(super) fn relative(&self, random: &mut Random) -> Name {
        let family = if random.percent(75) { self.family } else { one_of(random, &FAMILY) };
        full(family, one_of(random, &CALLERS))
    }
}

/// Anybody who may call.
pub(super) fn caller(random: &mut Random) -> Name {
    let family = one_of(random, &FAMILY);
    full(family, one_of(random, &CALLERS))
}

/// A number that cannot be anybody's.
pub(super) fn telephone(random: &mut Random) -> String {
    format!("000-{:04}-{:04}", random.below(10_000), random.below(10_000))
}

/// Where somebody of this kind (相談者区分) works; empty for private people.
pub(super) fn affiliation(random: &mut Random, caller_type: &str) -> String {
    let of = |random: &mut Random, houses: &[&'static str], place: &str| format!("{}{place}", random.word(houses));
    match caller_type {
        "hospital_msw" => of(random, &HOSPITALS, " 地域連携室"),
        "hospital_nurse" => of(random, &HOSPITALS, " 病棟"),
        "hospital_doctor" => of(random, &HOSPITALS, ""),
        "clinic" | "home_doctor" | "dental" => of(random, &CLINICS, ""),
        "visiting_nurse" | "rehab" => of(random, &STATIONS, ""),
        "pharmacy" => of(random, &PHARMACIES, ""),
        "care_manager" => of(random, &CARE_MANAGERS, ""),
        "community_support_center" => of(random, &CENTERS, ""),
        "home_helper" | "day_short_service" => of(random, &SERVICES, ""),
        "care_facility" => of(random, &FACILITIES, ""),
        "government" => "みなと川市 高齢福祉課".to_owned(),
        "other_municipality" => "隣市 在宅医療・介護連携支援センター".to_owned(),
        "fire_ems" => "みなと川市消防本部 救急係".to_owned(),
        "association" => "みなと川市医師会 事務局".to_owned(),
        "disability_support" => "相談支援事業所ほたる".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::{Telephone, is_kana};

    #[test]
    fn everybody_has_readable_kana_and_a_number_that_parses() {
        let mut random = Random::new(1);
        for _ in 0..2000 {
            let person = Person::new(&mut random, 2026);
            let relative = person.relative(&mut random);
            for kana in [&person.name.kana, &relative.kana, &caller(&mut random).kana] {
                assert!(is_kana(kana), "{kana}");
            }
            assert!(Telephone::parse(&person.telephone).unwrap().digits().starts_with("000"));
            assert!(!person.phrase(2026).is_empty());
        }
    }
}
