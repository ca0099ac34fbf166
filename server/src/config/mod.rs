//! The settings: from `madoguchi.toml` and the environment, read once. A wrong one stops the program and is named.

mod mail;

pub use mail::{Mail, Relay, Security};

use config::{Config, Environment, File, FileFormat};
use sea_orm_migration::sea_orm::sqlx::sqlite::SqliteConnectOptions;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The settings file that is read when it exists and no other is named.
pub const DEFAULT_FILE: &str = "madoguchi.toml";
/// What every environment variable of the program begins with.
const PREFIX: &str = "MADOGUCHI";

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one object a line.
    Json,
}

/// Where the database is.
#[derive(Clone, Debug)]
pub struct DatabaseUrl(SecretString);

impl DatabaseUrl {
    /// The whole address, password included. Never for a log or a screen.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The file of an SQLite database; `None` for PostgreSQL.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        if self.kind() != "sqlite" {
            return None;
        }
        // Read by the driver itself: the lock, a backup and the connections must mean the same file.
        self.expose().parse::<SqliteConnectOptions>().ok().map(|options| options.get_filename().to_owned())
    }

    /// Which of the two it is, for a log.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.expose().starts_with("sqlite:") { "sqlite" } else { "postgresql" }
    }
}

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address and port that the server listens on.
    pub listen: SocketAddr,
    /// The database.
    pub database: DatabaseUrl,
    /// The folder of the built site.
    pub site: PathBuf,
    /// The folder of the attached files' contents.
    pub attachments: PathBuf,
    /// How browsers reach the server, without a slash at the end.
    pub public_url: String,
    /// Somebody said how browsers reach the server; otherwise it is a guess that no browser is held to.
    pub public_url_is_set: bool,
    /// How log lines are written.
    pub log: LogFormat,
    /// A session ends after so many minutes without a request.
    pub session_idle_minutes: u32,
    /// A session ends so many hours after sign-in.
    pub session_absolute_hours: u32,
    /// A proxy in front sets X-Forwarded-For; without one, that header is a lie.
    pub trusted_proxy: bool,
    /// The largest request that is read, in KiB.
    pub request_limit_kib: u32,
    /// A request that takes longer is given up.
    pub request_timeout_seconds: u32,
    /// Whether and how e-mail leaves.
    pub mail: Mail,
}

/// As written: every value a text, so that a wrong one can be shown as it was written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    listen: Option<String>,
    database: Option<String>,
    site: Option<String>,
    attachments: Option<String>,
    public_url: Option<String>,
    log: Option<String>,
    session_idle_minutes: Option<String>,
    session_absolute_hours: Option<String>,
    trusted_proxy: Option<String>,
    request_limit_kib: Option<String>,
    request_timeout_seconds: Option<String>,
    mail: Option<String>,
    mail_from: Option<String>,
    mail_user: Option<String>,
    mail_password: Option<String>,
    mail_password_file: Option<String>,
    mail_bounces: Option<String>,
}

const KEYS: [&str; 17] = [
    "listen",
    "database",
    "site",
    "attachments",
    "public_url",
    "log",
    "session_idle_minutes",
    "session_absolute_hours",
    "trusted_proxy",
    "request_limit_kib",
    "request_timeout_seconds",
    "mail",
    "mail_from",
    "mail_user",
    "mail_password",
    "mail_password_file",
    "mail_bounces",
];

/// A setting that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// The value of a known key is wrong.
    #[error("setting `{key}` is {value}, which is not allowed: {allowed}")]
    Bad {
        /// The key.
        key: &'static str,
        /// The value, quoted; hidden where it may hold a secret.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// There is no such key.
    #[error("unknown setting `{key}`: known are {}", KEYS.join(", "))]
    Unknown {
        /// The key.
        key: String,
    },
    /// The file cannot be read.
    #[error("settings file {file}: {reason}")]
    File {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
}

impl Settings {
    /// Reads the settings: defaults, then the file, then the environment, which wins.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn load(file: Option<&Path>, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, SettingError> {
        let environment: HashMap<String, String> = environment.into_iter().filter(|(key, _)| key.to_ascii_uppercase().starts_with("MADOGUCHI_")).collect();
        let shown = file.unwrap_or_else(|| Path::new(DEFAULT_FILE)).display().to_string();
        let unreadable = |reason: String| SettingError::File { file: shown.clone(), reason };
        let mut sources = Config::builder();
        if let Some(text) = file_text(file).map_err(|e| unreadable(e.to_string()))? {
            sources = sources.add_source(File::from_str(&text, FileFormat::Toml));
        }
        let all = sources.add_source(Environment::with_prefix(PREFIX).source(Some(environment))).build().map_err(|e| unreadable(first_line(&e)))?;
        let table: HashMap<String, config::Value> = all.clone().try_deserialize().map_err(|e| unreadable(first_line(&e)))?;
        let mut strange: Vec<&String> = table.keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
        strange.sort();
        if let Some(key) = strange.first() {
            return Err(SettingError::Unknown { key: (*key).clone() });
        }
        let raw: Raw = all.try_deserialize().map_err(|e| unreadable(first_line(&e)))?;
        raw.check()
    }

    /// Whether the site's folder holds a built site.
    #[must_use]
    pub fn has_site(&self) -> bool {
        self.site.join("pkg").is_dir() && self.site.join("assets").is_dir()
    }

    /// Refuses a house that others reach and that nobody said anything about e-mail for: what people are told by e-mail must not be
    /// lost without a word.
    ///
    /// # Errors
    /// The setting `mail`.
    pub fn check_mail(&self) -> Result<(), SettingError> {
        let host = self.public_url.split_once("://").map_or("", |(_, rest)| rest);
        let own = ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| host == *own || host.strip_prefix(own).is_some_and(|rest| rest.starts_with(':')));
        match self.mail {
            Mail::Unset if !own => Err(bad("mail", "", "a relay such as smtp://relay.example.jp:25, or the word off when no e-mail is to be sent")),
            _ => Ok(()),
        }
    }

    /// Whether browsers reach the server over TLS.
    #[must_use]
    pub fn behind_tls(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn file_text(file: Option<&Path>) -> std::io::Result<Option<String>> {
    match std::fs::read_to_string(file.unwrap_or_else(|| Path::new(DEFAULT_FILE))) {
        Ok(text) => Ok(Some(text)),
        // Nobody has to write a file; but one that was named has to be there.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => Ok(None),
        Err(error) => Err(error),
    }
}

fn first_line(error: &config::ConfigError) -> String {
    error.to_string().lines().filter(|l| !l.trim().is_empty()).take(3).collect::<Vec<_>>().join(" / ")
}

fn bad(key: &'static str, value: &str, allowed: impl Into<String>) -> SettingError {
    SettingError::Bad { key, value: format!("\"{value}\""), allowed: allowed.into() }
}

fn number(key: &'static str, value: Option<String>, default: u32, least: u32, most: u32) -> Result<u32, SettingError> {
    let Some(value) = value else { return Ok(default) };
    value.trim().parse().ok().filter(|n| (least..=most).contains(n)).ok_or_else(|| bad(key, &value, format!("a whole number from {least} to {most}")))
}

impl Raw {
    fn check(self) -> Result<Settings, SettingError> {
        let mail = mail::read(&self)?;
        let listen = self.listen.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let trusted_proxy = self.trusted_proxy.unwrap_or_else(|| "false".to_owned());
        let idle = number("session_idle_minutes", self.session_idle_minutes, 60, 1, 24 * 60)?;
        let absolute = number("session_absolute_hours", self.session_absolute_hours, 12, 1, 24 * 7)?;
        let database = database(self.database.unwrap_or_else(|| "sqlite:./data/madoguchi.db".to_owned()))?;
        Ok(Settings {
            listen: SocketAddr::from_str(&listen).map_err(|_| bad("listen", &listen, "an address and a port such as 127.0.0.1:3000 or [::1]:3000"))?,
            attachments: attachments(self.attachments, &database)?,
            database,
            site: match self.site {
                Some(site) if site.trim().is_empty() => return Err(bad("site", &site, "the folder of the built site, such as target/site")),
                Some(site) => PathBuf::from(site),
                None => PathBuf::from("target/site"),
            },
            public_url_is_set: self.public_url.is_some(),
            public_url: public_url(self.public_url.unwrap_or_else(|| "http://127.0.0.1:3000".to_owned()))?,
            log: match self.log.as_deref() {
                None | Some("text") => LogFormat::Text,
                Some("json") => LogFormat::Json,
                Some(other) => return Err(bad("log", other, "text or json")),
            },
            session_idle_minutes: idle,
            session_absolute_hours: absolute,
            trusted_proxy: trusted_proxy.parse().map_err(|_| bad("trusted_proxy", &trusted_proxy, "true or false"))?,
            request_limit_kib: number("request_limit_kib", self.request_limit_kib, 2048, 64, 16 * 1024)?,
            request_timeout_seconds: number("request_timeout_seconds", self.request_timeout_seconds, 30, 1, 600)?,
            mail,
        })
    }
}

/// Beside the SQLite file, unless another folder is named.
fn attachments(value: Option<String>, database: &DatabaseUrl) -> Result<PathBuf, SettingError> {
    match value {
        Some(value) if value.trim().is_empty() => Err(bad("attachments", &value, "a folder that only this program writes to, such as data/attachments")),
        Some(value) => Ok(PathBuf::from(value)),
        None => Ok(database.sqlite_file().map_or_else(|| PathBuf::from("./data/attachments"), |file| file.with_file_name("attachments"))),
    }
}

fn database(value: String) -> Result<DatabaseUrl, SettingError> {
    let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| value.strip_prefix(scheme).is_some_and(|rest| !rest.trim_matches('/').is_empty()));
    let unreadable = value.starts_with("sqlite:") && value.parse::<SqliteConnectOptions>().is_err();
    if !known || unreadable || value.contains(":memory:") {
        // The value may hold a password, and people paste it into the wrong place.
        let value = "not shown, because it may hold a password".to_owned();
        return Err(SettingError::Bad { key: "database", value, allowed: "sqlite:FILE or postgres://USER@HOST/NAME".to_owned() });
    }
    Ok(DatabaseUrl(SecretString::from(value)))
}

fn public_url(value: String) -> Result<String, SettingError> {
    let url = value.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    // Only the root of a host: pages and cookies are made for "/".
    let good = host.is_some_and(|host| !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c)));
    if good { Ok(url.to_ascii_lowercase()) } else { Err(bad("public_url", &value, "http:// or https:// and a host, without a path, such as https://madoguchi.example.jp")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(pairs: &[(&str, &str)]) -> Result<Settings, SettingError> {
        Settings::load(None, pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn without_anything_the_desk_opens_on_this_computer_only() {
        let settings = load(&[("HOME", "/root"), ("PATH", "")]).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(settings.database.sqlite_file(), Some(PathBuf::from("./data/madoguchi.db")));
        assert_eq!((settings.session_idle_minutes, settings.session_absolute_hours, settings.trusted_proxy), (60, 12, false));
    }

    #[test]
    fn a_bad_setting_is_named_with_its_value_and_what_is_allowed() {
        for (variable, value, key, allowed) in [
            ("MADOGUCHI_LISTEN", "localhost", "listen", "127.0.0.1:3000"),
            ("MADOGUCHI_LISTEN", "", "listen", "127.0.0.1:3000"),
            ("MADOGUCHI_LOG", "xml", "log", "text or json"),
            ("MADOGUCHI_SITE", " ", "site", "target/site"),
            ("MADOGUCHI_PUBLIC_URL", "madoguchi.example.jp", "public_url", "https://"),
            ("MADOGUCHI_PUBLIC_URL", "https://x/desk", "public_url", "without a path"),
            ("MADOGUCHI_SESSION_IDLE_MINUTES", "0", "session_idle_minutes", "from 1 to 1440"),
            ("MADOGUCHI_SESSION_ABSOLUTE_HOURS", "twelve", "session_absolute_hours", "from 1 to 168"),
            ("MADOGUCHI_TRUSTED_PROXY", "yes", "trusted_proxy", "true or false"),
            ("MADOGUCHI_REQUEST_LIMIT_KIB", "-1", "request_limit_kib", "from 64"),
        ] {
            let message = load(&[(variable, value)]).unwrap_err().to_string();
            assert!(message.contains(&format!("`{key}`")) && message.contains(&format!("\"{value}\"")) && message.contains(allowed), "{message}");
        }
    }

    #[test]
    fn unknown_keys_are_refused_in_the_environment_and_in_the_file() {
        assert_eq!(load(&[("MADOGUCHI_LISTN", "x")]).unwrap_err(), SettingError::Unknown { key: "listn".into() });
        let file = std::env::temp_dir().join(format!("madoguchi-{}.toml", uuid::Uuid::now_v7()));
        std::fs::write(&file, "listen = \"127.0.0.1:4000\"\nsession_idle_minutes = 15\n").unwrap();
        let settings = Settings::load(Some(&file), [("MADOGUCHI_LISTEN".to_owned(), "127.0.0.1:5000".to_owned())]).unwrap();
        assert_eq!((settings.listen.port(), settings.session_idle_minutes), (5000, 15));
        std::fs::write(&file, "[postbox]\nhost = \"x\"\n").unwrap();
        assert_eq!(Settings::load(Some(&file), []).unwrap_err(), SettingError::Unknown { key: "postbox".into() });
        std::fs::write(&file, "listen = \n").unwrap();
        assert!(matches!(Settings::load(Some(&file), []), Err(SettingError::File { .. })));
        std::fs::remove_file(&file).unwrap();
        assert!(matches!(Settings::load(Some(&file), []), Err(SettingError::File { .. })));
    }

    #[test]
    fn attached_files_lie_beside_the_database_unless_a_folder_is_named() {
        assert_eq!(load(&[("MADOGUCHI_DATABASE", "sqlite:/srv/desk/a.db")]).unwrap().attachments, PathBuf::from("/srv/desk/attachments"));
        assert_eq!(load(&[("MADOGUCHI_DATABASE", "postgres://desk@db/x")]).unwrap().attachments, PathBuf::from("./data/attachments"));
        assert_eq!(load(&[("MADOGUCHI_ATTACHMENTS", "/srv/files")]).unwrap().attachments, PathBuf::from("/srv/files"));
        assert!(load(&[("MADOGUCHI_ATTACHMENTS", " ")]).unwrap_err().to_string().contains("`attachments`"));
    }

    #[test]
    fn the_database_address_is_never_shown() {
        let message = load(&[("MADOGUCHI_DATABASE", "mysql://root:hunter2@db/x")]).unwrap_err().to_string();
        assert!(message.contains("`database`") && !message.contains("hunter2"), "{message}");
        let settings = load(&[("MADOGUCHI_DATABASE", "postgres://desk:hunter2@db/x")]).unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert_eq!((settings.database.kind(), settings.database.sqlite_file()), ("postgresql", None));
    }

    #[test]
    fn the_sqlite_file_is_found_in_every_way_of_writing_it() {
        for (url, file) in [
            ("sqlite:a.db", "a.db"),
            ("sqlite:///srv/a.db", "/srv/a.db"),
            ("sqlite:/srv/a.db?mode=rwc", "/srv/a.db"),
            ("sqlite://a.db", "a.db"),
            ("sqlite:%E7%AA%93%20a.db", "窓 a.db"),
        ] {
            assert_eq!(load(&[("MADOGUCHI_DATABASE", url)]).unwrap().database.sqlite_file(), Some(PathBuf::from(file)));
        }
    }
}
