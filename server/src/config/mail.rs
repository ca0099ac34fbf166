//! How e-mail leaves the house: the relay, its sign-in, the sender, and where bounces come back to.

use super::{Raw, SettingError, bad};
use lettre::Address;
use secrecy::SecretString;
use std::path::PathBuf;
use std::str::FromStr;

/// How the line to the relay is guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all: a relay on this computer or in a closed network.
    Plain,
    /// Plain at first, then TLS, or nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

impl Security {
    /// As pages and addresses write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::StartTls => "starttls",
            Self::Tls => "tls",
        }
    }
}

/// A relay.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is guarded.
    pub security: Security,
    /// Name and password, when it wants them.
    pub sign_in: Option<(String, SecretString)>,
    /// The sender's address, to which bounces go as well.
    pub from: Address,
    /// The Maildir that bounces are read from.
    pub bounces: Option<PathBuf>,
}

/// Whether and how e-mail leaves.
#[derive(Clone, Debug)]
pub enum Mail {
    /// Somebody said that none leaves.
    Off,
    /// Nobody said anything: fine on one's own computer, and nowhere else.
    Unset,
    /// Through a relay.
    Relay(Box<Relay>),
}

const SHAPE: &str = "off, or smtp://HOST:PORT (plain), smtp+starttls://HOST:PORT, smtps://HOST:PORT (TLS)";

fn address(value: &str) -> Option<(String, u16, Security)> {
    let known = [("smtp://", 25, Security::Plain), ("smtp+starttls://", 587, Security::StartTls), ("smtps://", 465, Security::Tls)];
    let (rest, port, security) = known.into_iter().find_map(|(scheme, port, security)| value.strip_prefix(scheme).map(|rest| (rest, port, security)))?;
    let rest = rest.trim_end_matches('/');
    let (host, port) = match rest.rsplit_once(':') {
        // The colons of an IPv6 address stand in brackets.
        Some((host, digits)) if !digits.contains(']') => (host, digits.parse().ok().filter(|p| *p > 0)?),
        _ => (rest, port),
    };
    let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    let good = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:_".contains(c));
    good.then(|| (host.to_owned(), port, security))
}

fn password(raw: &Raw) -> Result<Option<SecretString>, SettingError> {
    match (&raw.mail_password, &raw.mail_password_file) {
        (Some(_), Some(file)) => Err(bad("mail_password_file", file, "only one of mail_password and mail_password_file")),
        (Some(password), None) => Ok(Some(SecretString::from(password.clone()))),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file).map_err(|e| bad("mail_password_file", file, format!("a file with the password that this program may read ({e})")))?;
            Ok(Some(SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned())))
        }
        (None, None) => Ok(None),
    }
}

/// Reads the settings of e-mail.
///
/// # Errors
/// The first one that cannot be used. No password is ever in it.
pub(super) fn read(raw: &Raw) -> Result<Mail, SettingError> {
    let Some(value) = &raw.mail else {
        return match &raw.mail_from {
            Some(from) => Err(bad("mail_from", from, "nothing, as long as the setting `mail` names no relay")),
            None => Ok(Mail::Unset),
        };
    };
    if value.trim() == "off" {
        return Ok(Mail::Off);
    }
    // What is wrong may hold a password that somebody wrote into the address.
    let wrong = || SettingError::Bad { key: "mail", value: "not shown, because it may hold a password".to_owned(), allowed: SHAPE.to_owned() };
    let (host, port, security) = address(value.trim()).ok_or_else(wrong)?;
    let sign_in = match (&raw.mail_user, password(raw)?) {
        (Some(user), Some(password)) if !user.trim().is_empty() => Some((user.trim().to_owned(), password)),
        (Some(user), None) => return Err(bad("mail_user", user, "a name together with mail_password_file or the environment variable MADOGUCHI_MAIL_PASSWORD")),
        (_, Some(_)) => return Err(bad("mail_user", "", "the name that the password belongs to")),
        (None, None) => None,
    };
    let from = raw.mail_from.clone().unwrap_or_default();
    let from = Address::from_str(from.trim()).map_err(|_| bad("mail_from", &from, "the sender's address, such as madoguchi@city.example.jp"))?;
    let bounces = raw.mail_bounces.as_ref().filter(|f| !f.trim().is_empty()).map(PathBuf::from);
    Ok(Mail::Relay(Box::new(Relay { host, port, security, sign_in, from, bounces })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    fn load(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
        Settings::load(None, pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn relays_are_read_in_three_ways() {
        for (value, expected) in [
            ("smtp://relay", Some(("relay", 25, Security::Plain))),
            ("smtp://127.0.0.1:2525", Some(("127.0.0.1", 2525, Security::Plain))),
            ("smtp+starttls://mail.city.example.jp", Some(("mail.city.example.jp", 587, Security::StartTls))),
            ("smtps://mail.city.example.jp/", Some(("mail.city.example.jp", 465, Security::Tls))),
            ("smtp://[::1]:25", Some(("::1", 25, Security::Plain))),
            ("smtp://", None),
            ("smtp://user:secret@relay", None),
            ("relay:25", None),
            ("smtp://relay:0", None),
        ] {
            assert_eq!(address(value), expected.map(|(h, p, s)| (h.to_owned(), p, s)), "{value}");
        }
    }

    #[test]
    fn a_house_that_others_reach_needs_a_relay_or_the_word_that_there_is_none() {
        assert!(load(&[]).unwrap().check_mail().is_ok(), "to try the program out nothing is needed");
        assert!(load(&[("MADOGUCHI_PUBLIC_URL", "http://localhost:4000")]).unwrap().check_mail().is_ok());
        let message = load(&[("MADOGUCHI_PUBLIC_URL", "https://madoguchi.example.jp")]).unwrap().check_mail().unwrap_err().to_string();
        assert!(message.contains("`mail`") && message.contains("off"), "{message}");
        assert!(load(&[("MADOGUCHI_PUBLIC_URL", "https://madoguchi.example.jp"), ("MADOGUCHI_MAIL", "off")]).unwrap().check_mail().is_ok());
        let relay = [("MADOGUCHI_PUBLIC_URL", "https://madoguchi.example.jp"), ("MADOGUCHI_MAIL", "smtp://relay"), ("MADOGUCHI_MAIL_FROM", "madoguchi@example.jp")];
        assert!(load(&relay).unwrap().check_mail().is_ok());
    }

    #[test]
    fn a_bad_setting_is_named_and_no_password_is_shown() {
        for (pairs, key) in [
            (vec![("MADOGUCHI_MAIL", "smtp://user:hunter2@relay")], "mail"),
            (vec![("MADOGUCHI_MAIL", "smtp://relay")], "mail_from"),
            (vec![("MADOGUCHI_MAIL", "smtp://relay"), ("MADOGUCHI_MAIL_FROM", "窓口")], "mail_from"),
            (vec![("MADOGUCHI_MAIL_FROM", "a@example.jp")], "mail_from"),
            (vec![("MADOGUCHI_MAIL", "smtp://relay"), ("MADOGUCHI_MAIL_FROM", "a@example.jp"), ("MADOGUCHI_MAIL_USER", "x")], "mail_user"),
            (vec![("MADOGUCHI_MAIL", "smtp://relay"), ("MADOGUCHI_MAIL_FROM", "a@example.jp"), ("MADOGUCHI_MAIL_PASSWORD", "hunter2")], "mail_user"),
            (vec![("MADOGUCHI_MAIL", "smtp://relay"), ("MADOGUCHI_MAIL_FROM", "a@example.jp"), ("MADOGUCHI_MAIL_PASSWORD_FILE", "/nowhere")], "mail_password_file"),
        ] {
            let message = load(&pairs).unwrap_err().to_string();
            assert!(message.contains(&format!("`{key}`")) && !message.contains("hunter2"), "{message}");
        }
        let settings = load(&[("MADOGUCHI_MAIL", "smtp://r"), ("MADOGUCHI_MAIL_FROM", "a@example.jp"), ("MADOGUCHI_MAIL_USER", "x"), ("MADOGUCHI_MAIL_PASSWORD", "hunter2")]);
        assert!(!format!("{:?}", settings.unwrap()).contains("hunter2"));
    }
}
