//! Single values of an organization: 医療機関コード, 郵便番号, e-mail and web address.

use crate::error::Flaw;
use crate::patient::line;
use crate::text::{ascii, is_dash};

/// The most characters of an e-mail or a web address.
const ADDRESS_MAX: usize = 200;

fn figures(text: &str) -> String {
    ascii(text).chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect()
}

/// Reads a 医療機関コード: 都道府県 01–47, 点数表 (1 医科, 3 歯科, 4 調剤, 5 施設, 6 訪問看護, 7 柔道整復, 8 鍼灸), seven figures. It may be left open.
///
/// # Errors
/// [`Flaw::InstitutionCode`].
pub fn institution_code(text: &str) -> Result<String, Flaw> {
    let code = figures(text.trim());
    if code.is_empty() {
        return Ok(code);
    }
    let prefecture = code.get(..2).and_then(|p| p.parse().ok()).is_some_and(|p: u8| (1..=47).contains(&p));
    let table = matches!(code.as_bytes().get(2), Some(b'1' | b'3'..=b'8'));
    if code.len() == 10 && code.bytes().all(|b| b.is_ascii_digit()) && prefecture && table { Ok(code) } else { Err(Flaw::InstitutionCode) }
}

/// Whether the last figure is the 検証番号 of the other nine: from the right every second figure counts twice, and the sum of all
/// figures is a multiple of ten. Codes that do not fit are only pointed out: a slip of the pen is likelier than an exception.
#[must_use]
pub fn check_digit_fits(code: &str) -> bool {
    let doubled = |n: u32| if n > 4 { n * 2 - 9 } else { n * 2 };
    let sum: u32 = code.chars().rev().filter_map(|c| c.to_digit(10)).enumerate().map(|(at, n)| if at % 2 == 1 { doubled(n) } else { n }).sum();
    sum.is_multiple_of(10)
}

/// Reads a 郵便番号 as 123-4567. It may be left open.
///
/// # Errors
/// [`Flaw::PostalCode`].
pub fn postal_code(text: &str) -> Result<String, Flaw> {
    let figures = figures(text.trim().trim_start_matches('〒'));
    match (figures.len(), figures.get(..3), figures.get(3..)) {
        (0, ..) => Ok(figures),
        (7, Some(front), Some(rest)) if figures.bytes().all(|b| b.is_ascii_digit()) => Ok(format!("{front}-{rest}")),
        _ => Err(Flaw::PostalCode),
    }
}

/// Reads an e-mail address that may be left open. Whether it exists only a mail can tell.
///
/// # Errors
/// [`Flaw::Email`], or too long.
pub fn email(text: &str) -> Result<String, Flaw> {
    let typed = ascii(&line(text, ADDRESS_MAX)?);
    let fits = |(user, host): (&str, &str)| !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..") && !host.contains('@');
    let plain = typed.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | ',' | ';' | '(' | ')'));
    if typed.is_empty() || (plain && typed.split_once('@').is_some_and(fits)) { Ok(typed) } else { Err(Flaw::Email) }
}

/// Reads a web address that may be left open; without a scheme it is https.
///
/// # Errors
/// [`Flaw::WebAddress`], or too long.
pub fn web_address(text: &str) -> Result<String, Flaw> {
    let typed = ascii(&line(text, ADDRESS_MAX)?);
    if typed.is_empty() {
        return Ok(typed);
    }
    // Only what a browser opens as a page: a link never runs a script.
    let (scheme, rest) = typed.split_once("://").unwrap_or(("https", typed.as_str()));
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let good_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'));
    let good = matches!(scheme.as_str(), "http" | "https") && good_host && !typed.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\'));
    if good { Ok(format!("{scheme}://{rest}")) } else { Err(Flaw::WebAddress) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn institution_codes_have_a_prefecture_a_table_and_seven_figures() {
        for good in ["0110113719", "０１-１-０１１３７１９", "13 1 2345678", "4769999999", ""] {
            assert!(institution_code(good).is_ok(), "{good}");
        }
        for bad in ["0010113719", "4810113719", "0120113719", "0190113719", "011011371", "01101137190", "01101137l9", "医療機関"] {
            assert_eq!(institution_code(bad), Err(Flaw::InstitutionCode), "{bad}");
        }
        assert!(check_digit_fits("0110113719"));
        assert!(!check_digit_fits("0110113718") && !check_digit_fits("0110113791"));
    }

    #[test]
    fn postal_codes_mail_and_web() {
        assert_eq!(postal_code("〒１２３４５６７").unwrap(), "123-4567");
        assert_eq!(postal_code("123-4567").unwrap(), "123-4567");
        for bad in ["123-456", "12345678", "abc-defg"] {
            assert_eq!(postal_code(bad), Err(Flaw::PostalCode), "{bad}");
        }
        for (text, good) in
            [("a@b.example", true), ("ａ＠b.example", true), ("", true), ("a@b", false), ("a b@c.example", false), ("a@b.example,c@d.example", false), ("@b.example", false)]
        {
            assert_eq!(email(text).is_ok(), good, "{text}");
        }
        assert_eq!(web_address("clinic.example/home").unwrap(), "https://clinic.example/home");
        assert_eq!(web_address("HTTP://clinic.example").unwrap(), "http://clinic.example");
        for bad in ["javascript:alert(1)", "javascript://clinic.example", "クリニック", "https://", "https://a b.example", "ftp://clinic.example"] {
            assert_eq!(web_address(bad), Err(Flaw::WebAddress), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn reading_again_what_was_read_changes_nothing(text in "[ -~０-９ー〒あ]{0,14}|[0-9]{10}|[0-9]{3}-?[0-9]{4}") {
            for read in [institution_code, postal_code, email, web_address] {
                if let Ok(once) = read(&text) {
                    prop_assert_eq!(read(&once), Ok(once.clone()));
                }
            }
        }

        #[test]
        fn one_wrong_figure_never_fits(code in "(0[1-9]|[1-3][0-9]|4[0-7])[13-8][0-9]{6}", at in 0_usize..10, by in 1_u32..10) {
            let last = ('0'..='9').find(|d| check_digit_fits(&format!("{code}{d}"))).unwrap();
            let whole = format!("{code}{last}");
            let wrong: String = whole.chars().enumerate().map(|(i, c)| if i == at { char::from_digit((c.to_digit(10).unwrap() + by) % 10, 10).unwrap() } else { c }).collect();
            prop_assert!(!check_digit_fits(&wrong));
        }
    }
}
