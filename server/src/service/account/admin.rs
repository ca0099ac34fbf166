//! What the command line does for people: adding, inviting, disabling, and the first administrator.

use super::token;
use super::{AccountService, Who, entry};
use crate::service::error::{Stop, fault};
use crate::service::notice::tell_account;
use chrono::{DateTime, Duration, Utc};
use db::account::{NewUser, UserLine};
use db::{DbError, Tx};
use domain::account::{Actor, Desk, Role};
use domain::admin::{UserData, UserForm, good_login};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{DeskId, UserId};
use domain::merge::to_fields;
use domain::notice::{MailPurpose, NoticeKind};
use futures::FutureExt;

/// How long an invitation is good.
const LINK_HOURS: i64 = 72;
/// The desk that an empty database gets.
const FIRST_DESK: &str = "在宅医療相談窓口";
/// The administrator that an empty database gets.
const FIRST_LOGIN: &str = "admin";
const FIRST_NAME: &str = "システム管理者";
/// As whom the log names the command line.
const COMMAND_LINE: Who<'static> = Who { id: None, name: "コマンド", from: "" };

/// A person to be added.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// What the person is.
    pub roles: Vec<Role>,
    /// Names of the desks.
    pub desks: Vec<String>,
}

/// Why the command line was refused, in words for its user.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The words.
    #[error("{0}")]
    Because(String),
    /// The database, or a mistake of ours.
    #[error("{0}")]
    Fault(Fault),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The secret of a one-time link.
#[derive(Clone)]
pub struct Invited {
    token: String,
}

impl Invited {
    /// The address that is handed to the person.
    #[must_use]
    pub fn link(&self, public_url: &str) -> String {
        format!("{public_url}/welcome/{}", self.token)
    }

    /// The secret itself.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }
}

async fn invite_in(tx: &Tx, who: &Who<'_>, user: UserId, secret: &str, now: DateTime<Utc>) -> Result<(), Stop> {
    db::account::insert_link(tx, &token::hash(secret), user, now, now + Duration::hours(LINK_HOURS)).await?;
    let log = entry(now, who, Deed::Invite, Some(user), "");
    db::audit::append(tx, &log).await?;
    db::mail::cancel_of(tx, user, MailPurpose::Notice(NoticeKind::Invited), "新しい招待に置き換えられました", now).await?;
    tell_account(tx, NoticeKind::Invited, log.id, user, now).await
}

/// A further link beside earlier ones, which stay good.
async fn invite_besides(tx: &Tx, user: UserId, secret: &str, now: DateTime<Utc>) -> Result<(), Stop> {
    db::account::add_link(tx, &token::hash(secret), user, now, now + Duration::hours(LINK_HOURS)).await?;
    db::audit::append(tx, &entry(now, &COMMAND_LINE, Deed::Invite, Some(user), "")).await?;
    Ok(())
}

async fn add_desk_in(tx: &Tx, name: &str, now: DateTime<Utc>) -> Result<DeskId, Stop> {
    let id = DeskId::new();
    db::desk::insert(tx, id, name, now).await?;
    let line = AuditEntry { kind: RecordKind::Desk, record: id.to_string(), version: 1, ..entry(now, &COMMAND_LINE, Deed::Create, None, name) };
    db::audit::append(tx, &line).await?;
    Ok(id)
}

async fn add_in(tx: &Tx, who: &Who<'_>, new: &NewUser, secret: &str, now: DateTime<Utc>) -> Result<(), Stop> {
    db::account::insert_user(tx, new, now).await?;
    let roles = new.roles.iter().map(|r| r.code()).collect::<Vec<_>>().join(" ");
    let mut created = entry(now, who, Deed::Create, Some(new.id), &roles);
    // What the first person to edit the record saw: two who edit it at once are compared with it.
    let data = UserData { name: new.name.clone(), email: new.email.clone().unwrap_or_default(), roles: new.roles.clone(), desks: new.desks.clone() };
    (created.version, created.after) = (1, Some(to_fields(&UserForm::of(&data))));
    db::audit::append(tx, &created).await?;
    invite_in(tx, who, new.id, secret, now).await
}

/// Whether nobody else could look after people and desks. Holds who the administrators are until the job ends, so
/// that two of them who keep each other out at once do not both succeed.
pub(in crate::service) async fn is_last_administrator(tx: &Tx, leaving: UserId) -> Result<bool, db::DbError> {
    db::account::hold_administrators(tx).await?;
    Ok(db::account::administrators(tx).await? == [leaving])
}

async fn disable_in(tx: &Tx, who: &Who<'_>, user: UserId, reason: &str, now: DateTime<Utc>) -> Result<(), Stop> {
    if is_last_administrator(tx, user).await? {
        return Err(Refusal::LastAdministrator.into());
    }
    if db::account::disable(tx, user, now).await? {
        db::account::end_sessions(tx, user, None, now).await?;
        db::audit::append(tx, &entry(now, who, Deed::Disable, Some(user), reason)).await?;
    }
    Ok(())
}

impl AccountService {
    /// Adds a person and makes the first link.
    ///
    /// # Errors
    /// The sign-in name is taken or unusable, or a desk does not exist.
    pub async fn add(&self, person: NewPerson) -> Result<Invited, Refused> {
        let because = |text: String| Err(Refused::Because(text));
        let login = person.login.trim().to_lowercase();
        if !good_login(&login) {
            return because(format!("login \"{}\": 2 to 64 of the characters a-z 0-9 . - _ @ are allowed", person.login));
        }
        let name = person.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 100 {
            return because("name: 1 to 100 characters are allowed".to_owned());
        }
        if person.roles.is_empty() {
            return because("a user needs at least one --role".to_owned());
        }
        if person.desks.is_empty() && person.roles.iter().any(|r| matches!(r, Role::DeskStaff | Role::RotaManager)) {
            return because("desk_staff and rota_manager work at a desk: name it with --desk".to_owned());
        }
        let mut desks = Vec::new();
        for name in &person.desks {
            let Some(desk) = db::desk::by_name(self.services.db.read(), name).await.map_err(fault)? else {
                return because(format!("there is no desk \"{name}\"; add it with: madoguchi desk add --name {name}"));
            };
            desks.push(desk.id);
        }
        desks.sort_unstable();
        desks.dedup();
        let (roles, secret, now) = (unique(person.roles), token::new()?, self.now());
        let new = NewUser { id: UserId::new(), login: login.clone(), name, email: person.email.filter(|e| !e.trim().is_empty()), roles, desks };
        let (copy, job_secret) = (new, secret.clone());
        let done = self.services.db.write(move |tx| async move { add_in(tx, &COMMAND_LINE, &copy, &job_secret, now).await }.boxed()).await;
        match done {
            Ok(()) => Ok(Invited { token: secret }),
            Err(Stop::Database(DbError::Unique { constraint })) if constraint == "uq_users_login" => because(format!("login \"{login}\" is taken")),
            Err(stop) => Err(Refused::Fault(stop.into())),
        }
    }

    /// Makes a new link; earlier ones stop being good.
    ///
    /// # Errors
    /// There is no such person, or the account is disabled.
    pub async fn invite(&self, login: &str) -> Result<Invited, Refused> {
        let user = self.known(login).await?;
        if user.disabled {
            return Err(Refused::Because(format!("\"{}\" is disabled", user.login)));
        }
        let (secret, now) = (token::new()?, self.now());
        let job_secret = secret.clone();
        self.services.write(move |tx| async move { invite_in(tx, &COMMAND_LINE, user.id, &job_secret, now).await }.boxed()).await?;
        Ok(Invited { token: secret })
    }

    /// Keeps a person out from now on and ends their sessions.
    ///
    /// # Errors
    /// There is no such person.
    pub async fn disable(&self, login: &str) -> Result<(), Refused> {
        let (user, now) = (self.known(login).await?, self.now());
        let done = self.services.write(move |tx| async move { disable_in(tx, &COMMAND_LINE, user.id, "", now).await }.boxed()).await;
        match done {
            Err(Fault::Refused(Refusal::LastAdministrator)) => Err(Refused::Because("nobody else is an administrator who can sign in; make somebody one first".to_owned())),
            done => Ok(done?),
        }
    }

    /// Adds a person on behalf of an administrator; a form that is sent again gets another link for the same person.
    ///
    /// # Errors
    /// The sign-in name is taken, or a desk does not exist.
    pub async fn add_by(&self, actor: &Actor, new: NewUser) -> Result<String, Fault> {
        let (secret, now, actor) = (token::new()?, self.now(), actor.clone());
        let job_secret = secret.clone();
        let write = self.services.db.write(move |tx| {
            async move {
                match db::account::user(tx, new.id).await? {
                    Some(known) if known.login == new.login && known.password_hash.is_none() => invite_in(tx, &Who::from(&actor), known.id, &job_secret, now).await,
                    Some(_) => Err(Fault::NotFound.into()),
                    None => add_in(tx, &Who::from(&actor), &new, &job_secret, now).await,
                }
            }
            .boxed()
        });
        match write.await {
            Ok(()) => Ok(secret),
            Err(Stop::Database(DbError::Unique { constraint })) if constraint == "uq_users_login" => Err(flawed("login", Flaw::Taken)),
            Err(Stop::Database(DbError::ForeignKey)) => Err(flawed("desks", Flaw::NotAChoice)),
            Err(stop) => Err(stop.into()),
        }
    }

    /// Makes a new link on behalf of an administrator; earlier ones stop being good.
    ///
    /// # Errors
    /// There is no such person, or the account is disabled.
    pub async fn invite_by(&self, actor: &Actor, user: UserId) -> Result<String, Fault> {
        let (secret, now, actor) = (token::new()?, self.now(), actor.clone());
        let job_secret = secret.clone();
        let write = self.services.write(move |tx| {
            async move {
                db::account::user(tx, user).await?.filter(|u| !u.disabled).ok_or(Fault::NotFound)?;
                invite_in(tx, &Who::from(&actor), user, &job_secret, now).await
            }
            .boxed()
        });
        write.await?;
        Ok(secret)
    }

    /// Keeps a person out on behalf of an administrator, and ends their sessions.
    ///
    /// # Errors
    /// There is no such person, it is oneself, or nobody else is an administrator.
    pub async fn disable_by(&self, actor: &Actor, user: UserId, reason: &str) -> Result<(), Fault> {
        if user == actor.user_id {
            return Err(Refusal::OwnAccount.into());
        }
        self.user(user).await?;
        let (now, actor, reason) = (self.now(), actor.clone(), reason.to_owned());
        self.services.write(move |tx| async move { disable_in(tx, &Who::from(&actor), user, &reason, now).await }.boxed()).await
    }

    /// Everybody, in order of sign-in name.
    ///
    /// # Errors
    /// The database's.
    pub async fn people(&self) -> Result<Vec<UserLine>, Fault> {
        db::account::users(self.services.db.read()).await.map_err(fault)
    }

    /// Adds a desk.
    ///
    /// # Errors
    /// The name is taken or unusable.
    pub async fn add_desk(&self, name: &str) -> Result<(), Refused> {
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 100 {
            return Err(Refused::Because("name: 1 to 100 characters are allowed".to_owned()));
        }
        let (now, copy) = (self.now(), name.clone());
        let done = self.services.db.write(move |tx| async move { add_desk_in(tx, &copy, now).await }.boxed()).await;
        match done {
            Ok(_) => Ok(()),
            Err(Stop::Database(DbError::Unique { .. })) => Err(Refused::Because(format!("there is a desk \"{name}\" already"))),
            Err(stop) => Err(Refused::Fault(stop.into())),
        }
    }

    /// All desks.
    ///
    /// # Errors
    /// The database's.
    pub async fn all_desks(&self) -> Result<Vec<Desk>, Fault> {
        db::desk::all(self.services.db.read()).await.map_err(fault)
    }

    /// The administrator's link while the first password is not set: makes desk and administrator on an empty database.
    ///
    /// Only its hash is kept, so a link cannot be shown again: each start makes a further one. Earlier ones stay good, because another
    /// server on the same database may have just shown one; the first that is used ends them all.
    ///
    /// # Errors
    /// The database's.
    pub async fn first_administrator(&self) -> Result<Option<Invited>, Fault> {
        match self.administrator_in(token::new()?).await {
            // Another server made desk or administrator in the same moment: now they are there.
            Err(Stop::Database(DbError::Unique { .. })) => self.administrator_in(token::new()?).await.map_err(Fault::from),
            other => other.map_err(Fault::from),
        }
    }

    async fn administrator_in(&self, secret: String) -> Result<Option<Invited>, Stop> {
        let now = self.now();
        let made = self.services.db.write(move |tx| async move { Ok::<_, Stop>(waiting_administrator(tx, &secret, now).await?.then_some(secret)) }.boxed()).await?;
        Ok(made.map(|token| Invited { token }))
    }

    async fn known(&self, login: &str) -> Result<db::account::User, Refused> {
        let login = login.trim().to_lowercase();
        let user = db::account::user_by_login(self.services.db.read(), &login).await.map_err(fault)?;
        user.ok_or_else(|| Refused::Because(format!("there is no user \"{login}\"")))
    }
}

/// Links the administrator who has no password yet, made now on an empty database; false when there is nobody to link.
async fn waiting_administrator(tx: &Tx, secret: &str, now: DateTime<Utc>) -> Result<bool, Stop> {
    if db::account::any_user(tx).await? {
        let admin = db::account::user_by_login(tx, FIRST_LOGIN).await?.filter(|user| user.password_hash.is_none() && !user.disabled);
        if let Some(admin) = &admin {
            invite_besides(tx, admin.id, secret, now).await?;
        }
        return Ok(admin.is_some());
    }
    let desk = match db::desk::by_name(tx, FIRST_DESK).await? {
        Some(desk) => desk.id,
        None => add_desk_in(tx, FIRST_DESK, now).await?,
    };
    let new = NewUser { id: UserId::new(), login: FIRST_LOGIN.to_owned(), name: FIRST_NAME.to_owned(), email: None, roles: vec![Role::Admin], desks: vec![desk] };
    add_in(tx, &COMMAND_LINE, &new, secret, now).await?;
    Ok(true)
}

fn flawed(field: &str, flaw: Flaw) -> Fault {
    let mut flaws = Flaws::default();
    flaws.push(field, flaw);
    flaws.into()
}

fn unique(mut roles: Vec<Role>) -> Vec<Role> {
    roles.sort_unstable();
    roles.dedup();
    roles
}
