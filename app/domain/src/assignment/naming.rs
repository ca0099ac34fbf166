//! Whether a text says who the patient is: what is asked and answered about an offer is read by somebody who is not told yet.

use crate::district::address_key;
use crate::error::{Flaw, Flaws};
use crate::patient::{NOTHING, Patient, UNKNOWN};
use crate::text::{ascii, digits, fold_name, is_dash, is_kana, many_lines};

/// The most characters of a question or an answer.
pub const MESSAGE_MAX: usize = 1_000;
/// The least characters of a name in kanji that are looked for anywhere; one alone stands in too many other words.
const KANJI_MIN: usize = 2;
/// The same in kana.
const KANA_MIN: usize = 3;
/// What is said after somebody's name.
const CALLED: [&str; 6] = ["さん", "様", "さま", "氏", "殿", "宅"];
/// A telephone number without so many first figures, the area code, still leads to somebody.
const AREA_DIGITS: usize = 3;
/// The least figures that are left then.
const LOCAL_MIN: usize = 6;
/// Where the part of an address begins that a card does not tell.
const CITY_ENDS: [char; 7] = ['県', '府', '都', '市', '区', '郡', '道'];

/// The field of a question or an answer.
const FIELD: &str = "offer_message";

/// Reads a question or an answer about an offer; `patient` is given as long as its reader must not know who that is.
///
/// # Errors
/// Empty, too long, or [`Flaw::NamesPatient`], under `offer_message`.
pub fn message(text: &str, patient: Option<&Patient>) -> Result<String, Flaws> {
    let mut flaws = Flaws::default();
    let read = flaws.note(FIELD, many_lines(text, MESSAGE_MAX).map_err(Flaw::from)).filter(|_| flaws.is_empty());
    match &read {
        Some(read) if read.is_empty() => flaws.push(FIELD, Flaw::Required),
        Some(read) if patient.is_some_and(|patient| names_patient(read, patient)) => flaws.push(FIELD, Flaw::NamesPatient),
        _ => {}
    }
    flaws.or(read)
}

/// Whether `text` holds a name, a telephone number, 被保険者番号 or the address of the patient or of the key person, however it is written.
#[must_use]
pub fn names_patient(text: &str, patient: &Patient) -> bool {
    let details = &patient.details;
    let folded = fold_name(text);
    let names = [&patient.name, &patient.kana, &details.key_name, &details.key_kana];
    let numbers = [&patient.telephone, &details.key_telephone, &details.emergency, &details.insured_number];
    names.into_iter().any(|name| holds_name(&folded, name)) || holds_number(text, &numbers) || holds_address(text, &patient.address)
}

/// The name whole, or its family or given name alone.
fn holds_name(folded: &str, name: &str) -> bool {
    let parts = name.split_whitespace().chain([name]);
    parts.filter(|part| !matches!(*part, UNKNOWN | NOTHING)).any(|part| {
        let (key, least) = (fold_name(part), if is_kana(part) { KANA_MIN } else { KANJI_MIN });
        if key.chars().count() >= least { folded.contains(&key) } else { holds_called(folded, &key) }
    })
}

/// A short name counts where it is somebody's: 林さん, but not 小林さん or 林の中.
fn holds_called(folded: &str, key: &str) -> bool {
    let same = |c: char| is_kana(&c.to_string()) == is_kana(key) && c.is_alphabetic();
    !key.is_empty()
        && folded.match_indices(key).any(|(at, found)| {
            let before = folded.get(..at).and_then(|text| text.chars().next_back());
            let after = folded.get(at + found.len()..).unwrap_or_default();
            !before.is_some_and(same) && CALLED.iter().any(|called| after.starts_with(called))
        })
}

/// The figures of a text, number by number: what people write within a number joins it, anything else ends it.
fn figures(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for c in ascii(text).chars() {
        match (c.is_ascii_digit(), found.last_mut()) {
            (true, Some(last)) => last.push(c),
            (false, Some(last)) if !(last.is_empty() || is_dash(c) || matches!(c, ' ' | '\u{3000}' | '(' | ')' | '.' | '・')) => found.push(String::new()),
            _ => {}
        }
    }
    found
}

fn holds_number(text: &str, numbers: &[&String]) -> bool {
    let found = figures(text);
    numbers
        .iter()
        .flat_map(|typed| figures(typed).into_iter().chain([digits(typed)]))
        .any(|number| number.get(AREA_DIGITS..).filter(|local| local.len() >= LOCAL_MIN).is_some_and(|local| found.iter().any(|n| n.contains(local))))
}

/// The town with its first number; where there is none, all that follows the city.
fn holds_address(text: &str, address: &str) -> bool {
    let whole = address_key(address);
    let first = whole.find(|c: char| c.is_ascii_digit()).unwrap_or(whole.len());
    let (before, after) = whole.split_at_checked(first).unwrap_or((whole.as_str(), ""));
    let town = before.rsplit(CITY_ENDS).next().unwrap_or(before).to_owned() + &after.chars().take_while(char::is_ascii_digit).collect::<String>();
    if town.chars().count() <= KANJI_MIN {
        return false;
    }
    let counted = town.ends_with(|c: char| c.is_ascii_digit());
    let text = address_key(text);
    text.match_indices(&town).any(|(at, found)| !(counted && text.get(at + found.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PatientId;
    use crate::patient::{Details, PatientData};

    fn patient() -> Patient {
        let details = Details { key_name: "渡邊 太郎".into(), key_telephone: "090-2222-3333".into(), ..Details::default() };
        Patient::new(
            PatientId::new(),
            PatientData {
                name: "渡邊 花子".into(),
                kana: "わたなべ はなこ".into(),
                address: "青葉県みなと市秘密町九丁目8-7".into(),
                telephone: "072-555-9999".into(),
                details,
                ..PatientData::default()
            },
        )
    }

    #[test]
    fn names_numbers_and_the_address_are_found_however_they_are_written() {
        for text in [
            "渡辺花子さんの件です",
            "渡邉様のお宅に駐車場はありますか",
            "ワタナベさんですか",
            "ﾜﾀﾅﾍﾞ様",
            "花子さんは独居ですか",
            "電話は０７２－５５５－９９９９です",
            "(072)555-9999へ",
            "555-9999へ折り返します",
            "0725559999",
            "家族は 090 2222 3333",
            "住所は秘密町９丁目です",
            "秘密町9-8の家",
            "秘密町九丁目の角",
        ] {
            assert!(names_patient(text, &patient()), "{text}");
        }
    }

    #[test]
    fn what_anybody_may_ask_is_no_name() {
        for text in [
            "",
            "酸素は何リットルですか",
            "9月8日から開始できますか。午後5時以降に 03-1234-5678 へお電話ください。",
            "秘密町91番地",
            "中部圏域のどのあたりですか",
            "花が好きな方ですか",
        ] {
            assert!(!names_patient(text, &patient()), "{text}");
        }
        let nobody = Patient::new(PatientId::new(), PatientData { name: "森".into(), kana: "もり".into(), ..PatientData::default() });
        assert!(!names_patient("森の近くですか。つもりはあります。小森さんのご紹介ですか。", &nobody));
        for text in ["森さんの件です", "森　様のお宅", "もりさんですか", "モリ様"] {
            assert!(names_patient(text, &nobody), "{text}");
        }
        let open =
            Patient::new(PatientId::new(), PatientData { name: "不明".into(), details: Details { key_name: "なし".into(), ..Details::default() }, ..PatientData::default() });
        assert!(!names_patient("既往は不明、アレルギーはなしですか", &open));
    }

    #[test]
    fn a_message_is_read_once_and_says_what_is_wrong() {
        assert_eq!(message(" 駐車できますか ", Some(&patient())).as_deref(), Ok("駐車できますか"));
        assert_eq!(message("", None).unwrap_err().of(FIELD), Some(&Flaw::Required));
        assert_eq!(message("渡邊さん", Some(&patient())).unwrap_err().of(FIELD), Some(&Flaw::NamesPatient));
        assert!(message("渡邊さん", None).is_ok());
        assert!(matches!(message(&"あ".repeat(1_001), None).unwrap_err().of(FIELD), Some(Flaw::TooLong { .. })));
    }
}
