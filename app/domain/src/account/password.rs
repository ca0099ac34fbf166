//! Which passwords are taken: long enough, not among the common ones, not made of the sign-in name.

use crate::error::Flaw;
use unicode_normalization::UnicodeNormalization;

/// The least number of characters (the health ministry's safety guideline, version 6.0: 13 without regular change).
pub const PASSWORD_MIN: u32 = 13;
/// The most characters; hashing more would only cost time.
pub const PASSWORD_MAX: u32 = 200;

/// Words that guessing programs try first; a password is refused when little is left without them.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "pass",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "asdf",
    "zxcvbnm",
    "1q2w3e4r5t",
    "1q2w3e4r",
    "1qaz2wsx",
    "qazwsx",
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefgh",
    "abcdef",
    "abc",
    "01234567890",
    "1234567890",
    "0123456789",
    "123456789",
    "12345678",
    "1234567",
    "123456",
    "12345",
    "1234",
    "123",
    "9876543210",
    "987654321",
    "letmein",
    "welcome",
    "administrator",
    "admin",
    "root",
    "guest",
    "test",
    "user",
    "login",
    "master",
    "secret",
    "changeme",
    "default",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "dragon",
    "monkey",
    "superman",
    "batman",
    "whatever",
    "trustno1",
    "starwars",
    "computer",
    "internet",
    "sakura",
    "nippon",
    "japan",
    "tokyo",
    "osaka",
    "kyoto",
    "doraemon",
    "pikachu",
    "arigatou",
    "konnichiwa",
    "himitsu",
    "pasuwado",
    "madoguchi",
    "zaitaku",
    "iryou",
    "kaigo",
    "soudan",
    "byouin",
    "kango",
    "ishikai",
    "yakuin",
    "shiyakusho",
    "パスワード",
    "ひみつ",
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わをん",
    "いろはにほへと",
    "ちりぬるを",
    "aiueo",
    "kakikukeko",
    "sasisuseso",
    "sashisuseso",
    "tatituteto",
    "tachitsuteto",
    "窓口",
    "在宅医療",
    "相談",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "spring",
    "summer",
    "autumn",
    "winter",
    "2020",
    "2021",
    "2022",
    "2023",
    "2024",
    "2025",
    "2026",
    "2027",
    "reiwa",
    "heisei",
    "showa",
];

/// Checks a new password. Any character may be in it; spaces too.
///
/// # Errors
/// [`Flaw::PasswordTooShort`], [`Flaw::TooLong`], [`Flaw::PasswordLikeLogin`] or [`Flaw::PasswordCommon`].
pub fn check_password(password: &str, login: &str, name: &str) -> Result<(), Flaw> {
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    if length < PASSWORD_MIN {
        return Err(Flaw::PasswordTooShort { min: PASSWORD_MIN });
    }
    if length > PASSWORD_MAX {
        return Err(Flaw::TooLong { max: PASSWORD_MAX, actual: length });
    }
    let plain: String = password.nfkc().collect::<String>().to_lowercase();
    let login = login.to_lowercase();
    if login.chars().count() >= 3 && plain.contains(&login) && substance(&plain.replace(&login, "")) < 8 {
        return Err(Flaw::PasswordLikeLogin);
    }
    if is_made_of_name(&plain, name) {
        return Err(Flaw::PasswordLikeName);
    }
    // Katakana says what hiragana says.
    let plain = crate::text::to_hiragana(&plain);
    if substance(&without_common(&plain)) < 6 {
        return Err(Flaw::PasswordCommon);
    }
    Ok(())
}

/// Whether little is left of a password without its person's name, whole or in parts.
fn is_made_of_name(plain: &str, name: &str) -> bool {
    let name: String = name.nfkc().collect::<String>().to_lowercase();
    let whole: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let mut rest: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
    let length = rest.chars().count();
    // One character alone is in too many words to be somebody's name.
    for part in std::iter::once(whole.as_str()).chain(name.split_whitespace()).filter(|part| part.chars().count() >= 2) {
        rest = rest.replace(part, "");
    }
    rest.chars().count() < length && substance(&rest) < 8
}

fn without_common(plain: &str) -> String {
    let mut rest = plain.to_owned();
    // Longest first, so that "password" goes before "pass".
    let mut words: Vec<&&str> = COMMON.iter().collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    for word in words {
        rest = rest.replace(*word, "");
    }
    rest
}

/// How many characters carry something: letters and digits, where a repeated or counting run counts once.
fn substance(text: &str) -> u32 {
    let mut count = 0;
    let mut previous: Option<char> = None;
    let mut seen = std::collections::BTreeSet::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        let runs_on = previous.is_some_and(|p| c == p || u32::from(c) == u32::from(p) + 1 || u32::from(c) + 1 == u32::from(p));
        if !runs_on {
            count += 1;
            seen.insert(c);
        }
        previous = Some(c);
    }
    // "abXabXabXabXabX" is long and says three things.
    count.min(u32::try_from(seen.len()).unwrap_or(u32::MAX).saturating_mul(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(password: &str, expected: Result<(), Flaw>) {
        assert_eq!(check_password(password, "hanako", "相談 花子"), expected, "{password}");
    }

    #[test]
    fn twelve_characters_are_too_few_and_two_hundred_and_one_too_many() {
        check("korewa-nagai", Err(Flaw::PasswordTooShort { min: 13 }));
        check("korewa-nagaiyo", Ok(()));
        check(&"aZ4)".repeat(51), Err(Flaw::TooLong { max: 200, actual: 204 }));
    }

    #[test]
    fn common_passwords_are_refused_also_when_stretched() {
        for password in [
            "password12345",
            "Password123456!",
            "1234567890123",
            "qwertyuiop123",
            "aaaaaaaaaaaaaaaa",
            "administrator1",
            "ｐａｓｓｗｏｒｄ１２３４５",
            "abcabcabcabcabc",
            "Madoguchi2026!!",
            "sakurasakura11",
        ] {
            check(password, Err(Flaw::PasswordCommon));
        }
    }

    #[test]
    fn the_person_s_own_name_is_no_password() {
        for password in ["相談花子相談花子相談花子相", "相談 花子 相談 花子 2026", "花子花子花子花子花子花子花子"] {
            check(password, Err(Flaw::PasswordLikeName));
        }
        check("相談花子は坂の上のクリニックが好き", Ok(()));
    }

    #[test]
    fn rows_of_the_kana_table_are_no_password() {
        for password in ["あいうえおかきくけこさしすせそ", "アイウエオカキクケコサシスセソ", "いろはにほへとちりぬるを123", "aiueokakikukeko"]
        {
            check(password, Err(Flaw::PasswordCommon));
        }
    }

    #[test]
    fn the_sign_in_name_is_no_password() {
        check("hanakohanako12", Err(Flaw::PasswordLikeLogin));
    }

    #[test]
    fn sentences_are_welcome() {
        for password in ["坂の上のクリニックは木曜が休み", "teiden no hi ha rousoku", "Yuki-ga-furu-7ban", "correct horse battery staple"] {
            check(password, Ok(()));
        }
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in "\\PC{0,260}", login in "\\PC{0,20}") {
            let _ = check_password(&text, &login, &login);
        }
    }
}
