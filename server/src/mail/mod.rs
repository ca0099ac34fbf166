//! E-mail leaves the house: words into messages, messages to the relay, the relay's answer back. Who is told what is decided elsewhere.

mod bounce;
mod compose;
mod defaults;
mod message;
#[cfg(test)]
mod snapshots;
mod worker;

pub use bounce::{Bounce, MOST_BYTES, read as read_bounce};
pub use compose::{compose, example, filled, link_hidden};
pub use defaults::default_template;
pub use message::html_of;
pub use worker::{Worker, deliver};

use crate::config::{Mail, Relay, Security, Settings};
use domain::notice::{Answer, MailHouse};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use message::build;
use secrecy::ExposeSecret;
use std::error::Error as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// E-mails that are on their way to the relay at the same time.
pub const AT_ONCE: u32 = 8;
/// How long the relay may take for one answer.
const ANSWER: Duration = Duration::from_secs(60);
/// How long a whole exchange may take: less than a worker's lease.
const EXCHANGE: Duration = Duration::from_secs(120);
/// An unused connection is closed after this.
const IDLE: Duration = Duration::from_secs(20);
/// The most characters of an answer that are kept.
const ANSWER_MAX: usize = 500;
/// Answers of class 5xx that speak of our own sign-in at the relay, and not of the recipient.
const OUR_FAULT: [&str; 5] = ["530", "534", "535", "538", "503"];

/// An e-mail, ready to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its Message-ID, the same at every repetition.
    pub message_id: String,
    /// The recipient's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The body as plain text; the other half is made from it.
    pub text: String,
    /// Where the recipient chooses what they get; `None` for what nobody can do without.
    pub choose: Option<String>,
}

/// The way out.
pub struct Mailer {
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Option<Address>,
    house: MailHouse,
    public_url: String,
    bounces: Option<PathBuf>,
}

impl Mailer {
    /// No e-mail leaves; links would lead to `public_url`.
    #[must_use]
    pub fn off(public_url: &str) -> Self {
        Self { transport: None, from: None, house: MailHouse::default(), public_url: public_url.to_owned(), bounces: None }
    }

    /// The way out that the settings describe. The relay is not asked yet.
    ///
    /// # Errors
    /// TLS cannot be used for this host.
    pub fn new(settings: &Settings) -> Result<Self, lettre::transport::smtp::Error> {
        let Mail::Relay(relay) = &settings.mail else { return Ok(Self::off(&settings.public_url)) };
        let house = MailHouse {
            on: true,
            relay: format!("{}:{}", relay.host, relay.port),
            security: relay.security.code().to_owned(),
            user: relay.sign_in.as_ref().map(|(user, _)| user.clone()).unwrap_or_default(),
            from: relay.from.to_string(),
            bounces: relay.bounces.as_ref().map(|f| f.display().to_string()).unwrap_or_default(),
        };
        Ok(Self { transport: Some(transport(relay)?), from: Some(relay.from.clone()), house, public_url: settings.public_url.clone(), bounces: relay.bounces.clone() })
    }

    /// Whether e-mail leaves at all.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.house.on
    }

    /// What the administration shows of it.
    #[must_use]
    pub const fn house(&self) -> &MailHouse {
        &self.house
    }

    /// The address of the page at `path`.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The folder that bounces are read from.
    #[must_use]
    pub const fn bounces(&self) -> Option<&PathBuf> {
        self.bounces.as_ref()
    }

    /// The Message-ID of an e-mail.
    #[must_use]
    pub fn message_id(&self, id: domain::id::MailId, edition: i32) -> String {
        let domain = self.from.as_ref().map_or("localhost", Address::domain);
        format!("<{id}.{edition}@{domain}>")
    }

    /// Gives an e-mail to the relay and answers what it said. However it fails, the answer says what becomes of the e-mail.
    pub async fn send(&self, mail: &Outgoing, now: SystemTime) -> Answer {
        let (Some(transport), Some(from)) = (&self.transport, &self.from) else { return Answer::Later("no relay is set".to_owned()) };
        let message = match build(from, mail, now) {
            Ok(message) => message,
            Err(why) => return Answer::Refused(clip(&why)),
        };
        match tokio::time::timeout(EXCHANGE, transport.send(message)).await {
            Ok(Ok(response)) => Answer::Accepted(clip(&format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" ")))),
            Ok(Err(error)) => read_error(&error),
            Err(_) => Answer::Later("the relay did not finish in time".to_owned()),
        }
    }
}

fn transport(relay: &Relay) -> Result<AsyncSmtpTransport<Tokio1Executor>, lettre::transport::smtp::Error> {
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&relay.host).port(relay.port).timeout(Some(ANSWER));
    builder = builder.pool_config(PoolConfig::new().max_size(AT_ONCE).idle_timeout(IDLE));
    builder = builder.tls(match relay.security {
        Security::Plain => Tls::None,
        Security::StartTls => Tls::Required(TlsParameters::new(relay.host.clone())?),
        Security::Tls => Tls::Wrapper(TlsParameters::new(relay.host.clone())?),
    });
    if let Some((user, password)) = &relay.sign_in {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
    }
    Ok(builder.build())
}

fn clip(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(ANSWER_MAX).collect()
}

fn read_error(error: &lettre::transport::smtp::Error) -> Answer {
    let mut text = error.to_string();
    if let Some(source) = error.source().map(ToString::to_string).filter(|source| !text.contains(source.as_str())) {
        text = format!("{text}: {source}");
    }
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    if error.is_permanent() && !OUR_FAULT.contains(&code.as_str()) { Answer::Refused(clip(&text)) } else { Answer::Later(clip(&text)) }
}

/// Whether a refusal speaks of the address, and not of the message or of who may send (5.6.x, 5.7.x).
#[must_use]
pub fn speaks_of_the_address(answer: &str) -> bool {
    !["5.7.", "5.6.", "5.3.4", "552"].iter().any(|other| answer.contains(other))
}
