//! Coming in: by password, with a growing delay after failures, or by a one-time link.

use super::token;
use super::{AccountService, Who, check_new, entry};
use crate::service::error::{Stop, fault};
use crate::service::notice::tell_account;
use chrono::{DateTime, Duration, Utc};
use db::Tx;
use db::account::NewSession;
use domain::account::{SignedIn, delay_after};
use domain::admin::StartPage;
use domain::audit::Deed;
use domain::error::{Fault, Refusal};
use domain::id::{SessionId, UserId};
use domain::notice::{MailPurpose, NoticeKind};
use domain::ports::Origin;
use futures::FutureExt;
use std::sync::PoisonError;

/// One address may be a whole office: it has so many times the failures of one person, a hundred before the first delay.
const PEOPLE_PER_ADDRESS: u32 = 20;
/// An address that was quiet for so long begins anew.
const ADDRESS_FORGETS: Duration = Duration::hours(1);

/// What the keys of addresses begin with.
pub(super) const ADDRESS: &str = "from:";
/// Lines a minute in the log about tries during a delay: they cost whoever tries nothing, and the log must not fill the disk.
const NOTED_A_MINUTE: u32 = 20;

/// Under what failures are counted. The sign-in name is hashed, because people type passwords into that field.
fn keys(login: &str, origin: &Origin) -> Vec<String> {
    let mut keys = vec![format!("login:{}", token::hash(login))];
    if !origin.from.is_empty() {
        keys.push(format!("{ADDRESS}{}", origin.from));
    }
    keys
}

/// What a success takes back: all failures of the person, and of the address only its own try. Else whoever has one password could
/// guess at many others by signing in in between.
pub(super) async fn forgive(tx: &Tx, keys: &[String]) -> Result<(), Stop> {
    for key in keys {
        if key.starts_with(ADDRESS) { db::account::lower_failures(tx, key).await? } else { db::account::clear_failures(tx, key).await? }
    }
    Ok(())
}

/// Sign-in names are compared in lower case and without the spaces that a phone adds.
fn tidy(login: &str) -> String {
    login.trim().to_lowercase()
}

/// The moment until which nothing is looked at. Tries at the same time are told one after the other.
/// `known` is somebody who signed in from the address before: others' failures there do not keep them out.
async fn barred_until(tx: &Tx, keys: &[String], known: bool, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Stop> {
    let mut until = None;
    for key in keys {
        db::account::hold_failures(tx, key, now).await?;
        if let Some(failures) = db::account::failures(tx, key).await? {
            let of_address = key.starts_with(ADDRESS);
            if of_address && now - failures.last_at > ADDRESS_FORGETS {
                db::account::clear_failures(tx, key).await?;
                continue;
            }
            let counted = match of_address {
                true if known => continue,
                true => failures.failures / PEOPLE_PER_ADDRESS,
                false => failures.failures,
            };
            until = until.max(Some(failures.last_at + delay_after(counted)));
        }
    }
    Ok(until)
}

async fn try_in(tx: &Tx, keys: Vec<String>, known: bool, now: DateTime<Utc>) -> Result<Vec<String>, Stop> {
    if let Some(until) = barred_until(tx, &keys, known, now).await?.filter(|until| now < *until) {
        return Err(Refusal::SignInDelayed { seconds: seconds(until - now) }.into());
    }
    for key in &keys {
        db::account::count_failure(tx, key, now).await?;
    }
    Ok(keys)
}

fn seconds(delay: Duration) -> u32 {
    let whole = delay.num_seconds() + i64::from(delay.subsec_nanos() > 0);
    u32::try_from(whole.max(1)).unwrap_or(u32::MAX)
}

impl AccountService {
    /// Begins a try: refused while delayed, else counted as a failure at once. Counting before looking keeps many
    /// tries at the same time from slipping through; success takes it back.
    pub(super) async fn attempt(&self, login: &str, origin: &Origin) -> Result<Vec<String>, Fault> {
        let (keys, now) = (keys(login, origin), self.now());
        let (name, from) = (login.to_owned(), origin.from.clone());
        let tried = self
            .services
            .write(move |tx| {
                async move {
                    let known = db::account::signed_in_from(tx, &name, &from).await?;
                    try_in(tx, keys, known, now).await
                }
                .boxed()
            })
            .await;
        if matches!(tried, Err(Fault::Refused(Refusal::SignInDelayed { .. }))) && self.may_note(now) {
            let user = db::account::user_by_login(self.services.db.read(), login).await.map_err(crate::service::error::fault)?;
            self.note_failure(user.map(|u| u.id), origin, "delayed").await?;
        }
        tried
    }

    /// Whether one more line about a try during a delay may be written in this minute.
    fn may_note(&self, now: DateTime<Utc>) -> bool {
        let minute = now.timestamp() / 60;
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        *noted = if noted.0 == minute { (minute, noted.1.saturating_add(1)) } else { (minute, 1) };
        noted.1 <= NOTED_A_MINUTE
    }

    pub(super) async fn sign_in_with(&self, login: &str, password: &str, origin: &Origin) -> Result<SignedIn, Fault> {
        let login = tidy(login);
        let keys = self.attempt(&login, origin).await?;
        let user = db::account::user_by_login(self.services.db.read(), &login).await.map_err(crate::service::error::fault)?;
        let hash = user.as_ref().filter(|user| !user.disabled).and_then(|user| user.password_hash.clone());
        let good = self.passwords.check(password, hash).await?;
        match user {
            Some(user) if good => self.open(user, keys, None, origin).await,
            user => {
                self.note_failure(user.map(|u| u.id), origin, "").await?;
                Err(Refusal::SignInFailed.into())
            }
        }
    }

    /// Logs a failed try; `why` when it was not simply a wrong name or password at the door.
    pub(super) async fn note_failure(&self, user: Option<UserId>, origin: &Origin, why: &'static str) -> Result<(), Fault> {
        let (now, from) = (self.now(), origin.from.clone());
        self.services
            .write(move |tx| {
                async move {
                    let nobody = Who { id: None, name: "", from: &from };
                    db::audit::append(tx, &entry(now, &nobody, Deed::SignInFailed, user, why)).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
    }

    /// Uses a one-time link: the password is set and a session opened, in one transaction.
    pub(super) async fn accept_link(&self, link: &str, password: &str, again: &str, origin: &Origin) -> Result<SignedIn, Fault> {
        let (link_hash, user) = self.good_link(link).await?;
        check_new(password, again, &user)?;
        let hash = self.passwords.hash(password).await?;
        // Nothing was counted for the address here, so nothing is taken back.
        let keys = keys(&user.login, &Origin::default());
        self.open(user, keys, Some(NewPassword { link_hash, hash }), origin).await
    }

    async fn open(&self, user: db::account::User, keys: Vec<String>, new: Option<NewPassword>, origin: &Origin) -> Result<SignedIn, Fault> {
        let now = self.now();
        let secret = token::new()?;
        let start = self.start_page(user.id).await?;
        let session = NewSession { id: SessionId::new(), token_hash: token::hash(&secret), user: user.id, at: now, from: origin.from.clone(), browser: origin.browser.clone() };
        self.services
            .write(move |tx| {
                async move {
                    let who = Who { id: Some(user.id), name: &user.name, from: &session.from };
                    if let Some(NewPassword { link_hash, hash }) = new {
                        if !db::account::use_link(tx, &link_hash, now).await? {
                            return Err(Refusal::LinkInvalid.into());
                        }
                        db::account::end_links(tx, user.id, now).await?;
                        db::account::set_password(tx, user.id, &hash).await?;
                        db::account::end_sessions(tx, user.id, None, now).await?;
                        let log = entry(now, &who, Deed::Password, Some(user.id), "");
                        db::audit::append(tx, &log).await?;
                        db::mail::cancel_of(tx, user.id, MailPurpose::Notice(NoticeKind::Invited), "招待リンクは使用済みです", now).await?;
                        if user.password_hash.is_some() {
                            tell_account(tx, NoticeKind::PasswordChanged, log.id, user.id, now).await?;
                        }
                    }
                    forgive(tx, &keys).await?;
                    let strange = is_new_place(tx, &user, &session.from).await?;
                    db::account::insert_session(tx, &session).await?;
                    let log = entry(now, &who, Deed::SignIn, Some(user.id), "");
                    db::audit::append(tx, &log).await?;
                    if strange {
                        tell_account(tx, NoticeKind::NewPlace, log.id, user.id, now).await?;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await?;
        Ok(SignedIn { token: secret, max_age: self.rules.absolute.num_seconds(), start })
    }

    /// Where the person wants to begin, while their roles still open that page.
    async fn start_page(&self, user: UserId) -> Result<String, Fault> {
        let conn = self.services.db.read();
        let page = db::account::settings(conn, user).await.map_err(fault)?.start_page;
        let roles = db::account::roles(conn, user).await.map_err(fault)?;
        let open = page.is_open_to(|permission| roles.iter().any(|role| role.may(permission)));
        Ok(if open { page } else { StartPage::default() }.path().to_owned())
    }
}

/// Whether the person signed in before, and never from this address. The first time is no news: they were invited.
async fn is_new_place(tx: &Tx, user: &db::account::User, from: &str) -> Result<bool, Stop> {
    let known = from.is_empty() || db::account::signed_in_from(tx, &user.login, from).await?;
    Ok(!known && db::account::has_signed_in(tx, user.id).await?)
}

struct NewPassword {
    link_hash: String,
    hash: String,
}
