//! The city's districts and towns, and the organizations that the desks work with.

use super::StoryClock;
use super::people::Cast;
use crate::seed::SeedError;
use crate::seed::people::{TOWNS, telephone};
use crate::seed::random::Random;
use crate::service::Services;
use crate::service::directory::DirectoryService;
use crate::service::district::DistrictService;
use chrono::{DateTime, Duration, Utc};
use domain::account::{Actor, Role};
use domain::directory::{ContactForm, OrganizationForm, RetireForm, check_digit_fits};
use domain::district::CityForm;
use domain::id::{ContactId, OrganizationId};
use domain::ports::{DirectoryDesk, DistrictDesk};

const SEED: u64 = 0x004B_494B_414E;
const CITY: &str = "みなと川市";
const DISTRICTS: [&str; 4] = ["北部", "中央", "南部", "西部"];
const CHOME: [&str; 5] = ["一", "二", "三", "四", "五"];

/// Kind, name, kana.
type House = (&'static str, &'static str, &'static str);

const HOUSES: [House; 61] = [
    ("hospital", "みなと川中央病院", "みなとがわちゅうおうびょういん"),
    ("hospital", "汐見総合病院", "しおみそうごうびょういん"),
    ("hospital", "北浜リハビリテーション病院", "きたはまりはびりてーしょんびょういん"),
    ("hospital", "白帆台病院", "しらほだいびょういん"),
    ("hospital", "松原記念病院", "まつばらきねんびょういん"),
    ("clinic", "あおば坂クリニック", "あおばざかくりにっく"),
    ("clinic", "汐見内科医院", "しおみないかいいん"),
    ("clinic", "はまなす在宅クリニック", "はまなすざいたくくりにっく"),
    ("clinic_bed", "川口町診療所", "かわぐちちょうしんりょうじょ"),
    ("clinic", "入船ファミリークリニック", "いりふねふぁみりーくりにっく"),
    ("clinic", "みどり野医院", "みどりのいいん"),
    ("clinic", "灯台前内科", "とうだいまえないか"),
    ("clinic", "かもめ台ホームクリニック", "かもめだいほーむくりにっく"),
    ("clinic", "北浜整形外科", "きたはませいけいげか"),
    ("clinic", "松原皮膚科医院", "まつばらひふかいいん"),
    ("clinic", "浜風こころの診療所", "はまかぜこころのしんりょうじょ"),
    ("clinic", "白帆台眼科", "しらほだいがんか"),
    ("dental", "入船歯科医院", "いりふねしかいいん"),
    ("dental", "みどり野デンタルクリニック", "みどりのでんたるくりにっく"),
    ("dental", "汐見町訪問歯科", "しおみちょうほうもんしか"),
    ("dental", "北浜ファミリー歯科", "きたはまふぁみりーしか"),
    ("pharmacy", "しおかぜ薬局", "しおかぜやっきょく"),
    ("pharmacy", "浜風調剤薬局", "はまかぜちょうざいやっきょく"),
    ("pharmacy", "ひまわり薬局 入船店", "ひまわりやっきょくいりふねてん"),
    ("pharmacy", "白帆台薬局", "しらほだいやっきょく"),
    ("pharmacy", "灯台前ファーマシー", "とうだいまえふぁーましー"),
    ("visiting_nurse", "訪問看護ステーションかもめ", "ほうもんかんごすてーしょんかもめ"),
    ("visiting_nurse", "なぎさ訪問看護ステーション", "なぎさほうもんかんごすてーしょん"),
    ("visiting_nurse", "訪問看護ステーションひだまり", "ほうもんかんごすてーしょんひだまり"),
    ("visiting_nurse", "みなと川訪問看護ステーション", "みなとがわほうもんかんごすてーしょん"),
    ("visiting_nurse", "訪問看護ステーション白帆", "ほうもんかんごすてーしょんしらほ"),
    ("rehab", "訪問リハビリ いりふね", "ほうもんりはびりいりふね"),
    ("rehab", "北浜訪問リハビリステーション", "きたはまほうもんりはびりすてーしょん"),
    ("care_manager", "居宅介護支援事業所しおさい", "きょたくかいごしえんじぎょうしょしおさい"),
    ("care_manager", "ケアプランセンター浜風", "けあぷらんせんたーはまかぜ"),
    ("care_manager", "居宅介護支援事業所つばき", "きょたくかいごしえんじぎょうしょつばき"),
    ("care_manager", "みどり野ケアプラン", "みどりのけあぷらん"),
    ("care_manager", "ケアプランセンター灯", "けあぷらんせんたーあかり"),
    ("care_manager", "かもめ台介護相談室", "かもめだいかいごそうだんしつ"),
    ("community_support_center", "北部地域包括支援センター", "ほくぶちいきほうかつしえんせんたー"),
    ("community_support_center", "南部地域包括支援センター", "なんぶちいきほうかつしえんせんたー"),
    ("community_support_center", "中央地域包括支援センター", "ちゅうおうちいきほうかつしえんせんたー"),
    ("community_support_center", "西部地域包括支援センター", "せいぶちいきほうかつしえんせんたー"),
    ("home_helper", "ヘルパーステーションすずらん", "へるぱーすてーしょんすずらん"),
    ("home_helper", "訪問介護さくら貝", "ほうもんかいごさくらがい"),
    ("day_short_service", "デイサービスなごみ", "でいさーびすなごみ"),
    ("day_short_service", "ショートステイ浜の家", "しょーとすていはまのいえ"),
    ("day_short_service", "デイケア松原", "でいけあまつばら"),
    ("care_facility", "特別養護老人ホーム 潮騒苑", "とくべつようごろうじんほーむしおさいえん"),
    ("care_facility", "グループホームはまゆう", "ぐるーぷほーむはまゆう"),
    ("care_facility", "有料老人ホーム 白帆の丘", "ゆうりょうろうじんほーむしらほのおか"),
    ("care_facility", "介護老人保健施設 みなと", "かいごろうじんほけんしせつみなと"),
    ("care_facility", "サービス付き高齢者向け住宅 灯", "さーびすつきこうれいしゃむけじゅうたくあかり"),
    ("disability_support", "相談支援事業所ほたる", "そうだんしえんじぎょうしょほたる"),
    ("government", "みなと川市 高齢福祉課", "みなとがわしこうれいふくしか"),
    ("government", "みなと川市 保健センター", "みなとがわしほけんせんたー"),
    ("government", "隣市 在宅医療・介護連携支援センター", "となりしざいたくいりょうかいごれんけいしえんせんたー"),
    ("fire_ems", "みなと川市消防本部 救急係", "みなとがわししょうぼうほんぶきゅうきゅうがかり"),
    ("association", "みなと川市医師会 事務局", "みなとがわしいしかいじむきょく"),
    ("association", "みなと川市薬剤師会", "みなとがわしやくざいしかい"),
    ("clinic", "旧港町医院", "きゅうみなとまちいいん"),
];

const ABILITIES: [&str; 12] = ["suction", "hot", "peg", "tpn", "opioid_pca", "pressure_ulcer", "foley", "stoma", "insulin", "palliative", "eol", "iv"];

/// An organization that was made, by its name.
pub(super) type Made = (&'static str, OrganizationId);

/// Fills the tables as the house would have before its desks opened.
pub(super) async fn fill(services: &Services, clock: &StoryClock, cast: &Cast, now: DateTime<Utc>) -> Result<Vec<Made>, SeedError> {
    let Some(staff) = cast.staff.first().and_then(|s| s.first()) else { return Ok(Vec::new()) };
    let actor = Actor { roles: vec![Role::DeskStaff, Role::Admin], ..staff.clone() };
    clock.set(now - Duration::days(500));
    let districts = DistrictService(services.clone());
    districts.save_city(&actor, &CityForm { prefecture: "みなと県".to_owned(), city: CITY.to_owned() }).await?;
    districts.paste(&actor, &towns()).await?;
    let directory = DirectoryService(services.clone());
    let mut random = Random::new(SEED);
    let mut made = Vec::new();
    for (number, house) in HOUSES.iter().enumerate() {
        let form = form(&mut random, *house, number);
        made.push(directory.add(&actor, &form).await?);
    }
    for (number, id) in made.iter().enumerate() {
        // A third was confirmed long ago, a third lately, and a third never.
        let days = match number % 3 {
            0 => 400,
            1 => 60,
            _ => continue,
        };
        clock.set(now - Duration::days(days));
        directory.confirm(&actor, *id, 1).await?;
        if number % 2 == 1 {
            directory.save_contact(&actor, *id, ContactId::new(), 0, &contact(&mut random)).await?;
        }
    }
    clock.set(now - Duration::days(50));
    if let Some(last) = made.last() {
        let closed = RetireForm { closed_on: String::new(), reason: "院長の引退により閉院。患者は灯台前内科へ引き継ぎ。".to_owned() };
        let seen = directory.organization(&actor, *last).await?.version;
        directory.retire(&actor, *last, seen, &closed).await?;
    }
    clock.set(now);
    Ok(HOUSES.iter().map(|(_, name, _)| *name).zip(made).collect())
}

/// Each quarter with its five 丁目, the quarters dealt out to the districts.
fn towns() -> String {
    let lines = TOWNS.iter().enumerate().flat_map(|(at, town)| {
        let district = DISTRICTS.get(at * DISTRICTS.len() / TOWNS.len()).copied().unwrap_or_default();
        CHOME.iter().enumerate().map(move |(chome, n)| {
            let [x, y] = middle(at, chome);
            format!("{district}\t{town}{n}丁目\t\t{x}\t{y}")
        })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Metres to the east and to the north: the quarters lie in rows of four, 2 km from each other, with their 丁目 around the middle.
fn middle(quarter: usize, chome: usize) -> [i64; 2] {
    let far = |steps: usize, metres: i64| i64::try_from(steps).unwrap_or(0) * metres;
    [far(quarter % 4, 2_000) + far(chome % 3, 450) - 3_000, far(quarter / 4, 1_800) + far(chome / 3, 400) - 2_700]
}

/// A code with a right 検証番号, of a prefecture's table and a running number.
fn institution_code(table: u8, number: usize) -> String {
    let nine = format!("13{table}99{number:04}");
    (0..10).map(|last| format!("{nine}{last}")).find(|code| check_digit_fits(code)).unwrap_or_default()
}

fn form(random: &mut Random, (kind, name, kana): House, number: usize) -> OrganizationForm {
    let outside = name.starts_with("隣市");
    let town = TOWNS.iter().find(|t| name.starts_with(**t)).copied().unwrap_or_else(|| random.word(&TOWNS));
    let place = format!("{}-{}-{}", random.between(1, 5), random.between(1, 28), random.between(1, 20));
    let medical = matches!(kind, "hospital" | "clinic" | "clinic_bed" | "visiting_nurse");
    let table = match kind {
        "dental" => Some(3),
        "pharmacy" => Some(4),
        "visiting_nurse" => Some(6),
        "hospital" | "clinic" | "clinic_bed" => Some(1),
        _ => None,
    };
    let class = match kind {
        "clinic" | "clinic_bed" => random.word(&["enhanced_single", "enhanced_joint", "ordinary", "none", "none"]),
        "hospital" => random.word(&["enhanced_single", "none"]),
        _ => "",
    };
    let mut hours = OrganizationForm::default();
    week(&mut hours, kind);
    OrganizationForm {
        id: OrganizationId::new().to_string(),
        organization_name: name.to_owned(),
        organization_kana: kana.to_owned(),
        organization_kind: kind.to_owned(),
        institution_code: table.map(|t| institution_code(t, number)).unwrap_or_default(),
        postal_code: format!("000-{:04}", number + 1),
        address: if outside { "みなと県隣市本町2-1".to_owned() } else { format!("{CITY}{town}{place}") },
        telephone: telephone(random),
        fax: if random.percent(80) { telephone(random) } else { String::new() },
        email: if random.percent(40) { format!("house{number}@minatogawa.example") } else { String::new() },
        care_class: class.to_owned(),
        capabilities: if medical { ABILITIES.iter().filter(|_| random.percent(55)).map(|c| (*c).to_owned()).collect() } else { Vec::new() },
        services: match kind {
            "visiting_nurse" => "24時間対応体制加算あり".to_owned(),
            "clinic" if class.starts_with("enhanced") => "訪問診療・往診（24時間）".to_owned(),
            _ => String::new(),
        },
        public: ["telephone", "address", "hours"].map(str::to_owned).to_vec(),
        ..hours
    }
}

fn week(form: &mut OrganizationForm, kind: &str) {
    let (day, saturday) = match kind {
        "hospital" | "fire_ems" => ("24時間", "24時間"),
        "clinic" | "clinic_bed" | "dental" => ("9:00-12:00、14:00-18:00", "9:00-12:00"),
        "pharmacy" => ("9:00-19:00", "9:00-13:00"),
        "care_facility" => return,
        _ => ("9:00-17:30", "休"),
    };
    for slot in [&mut form.hours_mon, &mut form.hours_tue, &mut form.hours_wed, &mut form.hours_thu, &mut form.hours_fri] {
        day.clone_into(slot);
    }
    saturday.clone_into(&mut form.hours_sat);
    let sunday = if day == "24時間" { day } else { "休" };
    for slot in [&mut form.hours_sun, &mut form.hours_holiday] {
        sunday.clone_into(slot);
    }
    if matches!(kind, "clinic" | "dental") {
        "9:00-12:00".clone_into(&mut form.hours_wed);
        "水曜の午後は往診のみ".clone_into(&mut form.hours_note);
    }
}

fn contact(random: &mut Random) -> ContactForm {
    let person = crate::seed::people::caller(random);
    ContactForm {
        contact_name: person.written,
        contact_kana: person.kana,
        contact_role: random.word(&["医療ソーシャルワーカー", "看護師長", "事務長", "管理者", "主任ケアマネジャー"]).to_owned(),
        contact_telephone: telephone(random),
        ..ContactForm::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::is_kana;

    #[test]
    fn every_organization_has_its_kana_and_a_code_that_fits() {
        for (number, (_, name, kana)) in HOUSES.iter().enumerate() {
            assert!(is_kana(kana), "{name}");
            assert!(check_digit_fits(&institution_code(1, number)) && institution_code(1, number).len() == 10);
        }
    }
}
