//! Users: the list, one user, adding, changing, letting in again.

use super::{AdminService, flawed};
use crate::service::account::is_last_administrator;
use crate::service::common::{Edited, Stop, entry, merge};
use crate::service::error::fault;
use chrono::{DateTime, Utc};
use db::account::{NewUser, UserLine};
use db::{DbError, Tx};
use domain::account::{Actor, Role};
use domain::admin::{InvitedUser, UserData, UserForm, UserQuery, UserRow, UserState, UserView};
use domain::audit::{Change, Deed, RecordKind};
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::UserId;
use domain::merge::{Fields, to_fields};
use domain::text::{fold, one_line};
use futures::FutureExt;

/// The most characters of a name that is searched for.
const WORDS_MAX: usize = 100;

fn row(line: UserLine) -> UserRow {
    let state = match (line.user.disabled, line.user.password_hash.is_some()) {
        (true, _) => UserState::Disabled,
        (false, true) => UserState::Active,
        (false, false) => UserState::Invited,
    };
    let UserLine { user, roles, desks } = line;
    UserRow { id: user.id, login: user.login, name: user.name, email: user.email, roles, desks, state, version: user.version }
}

fn data_of(row: &UserRow) -> UserData {
    let mut desks: Vec<_> = row.desks.iter().map(|d| d.id).collect();
    desks.sort_unstable();
    UserData { name: row.name.clone(), email: row.email.clone(), roles: row.roles.clone(), desks }
}

/// The fields that are compared and logged; the sign-in name never changes.
fn fields_of(data: &UserData) -> Fields {
    let mut fields = to_fields(&UserForm::of(data));
    fields.remove("login");
    fields
}

fn form_of(fields: &Fields) -> UserForm {
    let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
    UserForm { login: String::new(), user_name: text("user_name"), user_email: text("user_email"), roles: vec![text("roles")], desks: vec![text("desks")] }
}

/// What the form alone cannot tell of its flaws.
fn refusal(stop: Stop) -> Fault {
    match stop {
        Stop::Database(DbError::ForeignKey) => flawed("desks", Flaw::NotAChoice),
        stop => stop.fault(),
    }
}

impl AdminService {
    pub(super) async fn list_users(&self, query: &UserQuery) -> Result<Vec<UserRow>, Fault> {
        let mut flaws = Flaws::default();
        let words = flaws.note("name", one_line(&query.name, WORDS_MAX).map_err(Flaw::from));
        let state = match query.state.as_str() {
            "" | "all" => Some(None),
            code => flaws.note("state", UserState::ALL.into_iter().find(|s| s.code() == code).map(Some).ok_or(Flaw::NotAChoice)),
        };
        let (words, state) = flaws.or(words.zip(state))?;
        let words = fold(&words);
        let lines = db::account::users(self.services.db.read()).await.map_err(fault)?;
        let wanted = |row: &UserRow| match state {
            Some(state) => row.state == state,
            None => query.state == "all" || row.state != UserState::Disabled,
        };
        let named = |row: &UserRow| words.is_empty() || fold(&row.name).contains(&words) || fold(&row.login).contains(&words);
        let mut rows: Vec<UserRow> = lines.into_iter().map(row).filter(|r| wanted(r) && named(r)).collect();
        rows.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.login.cmp(&b.login)));
        Ok(rows)
    }

    pub(super) async fn view_user(&self, actor: &Actor, id: UserId) -> Result<UserView, Fault> {
        let conn = self.services.db.read();
        let line = db::account::user_line(conn, id).await.map_err(fault)?.ok_or(Fault::NotFound)?;
        let sessions = self.account.living_sessions(id).await?;
        Ok(UserView {
            user: row(line),
            desks: db::desk::all(conn).await.map_err(fault)?,
            cases: db::account::open_cases(conn, id).await.map_err(fault)?,
            sessions: i64::try_from(sessions).unwrap_or(i64::MAX),
            myself: id == actor.user_id,
            history: db::audit::history(conn, RecordKind::User, &id.to_string()).await.map_err(fault)?.into_iter().filter(|c| is_change(c.deed)).map(without_codes).collect(),
        })
    }

    pub(super) async fn add_person(&self, actor: &Actor, id: UserId, form: &UserForm) -> Result<InvitedUser, Fault> {
        let mut flaws = Flaws::default();
        let login = flaws.note("login", form.parse_login());
        let data = match form.parse() {
            Ok(data) => Some(data),
            Err(more) => {
                flaws.0.extend(more.0);
                None
            }
        };
        let (login, data) = flaws.or(login.zip(data))?;
        let email = (!data.email.is_empty()).then_some(data.email);
        let new = NewUser { id, login, name: data.name, email, roles: data.roles, desks: data.desks };
        Ok(InvitedUser { id, token: self.account.add_by(actor, new).await? })
    }

    pub(super) async fn edit_person(&self, actor: &Actor, id: UserId, version: i32, form: &UserForm) -> Result<(), Fault> {
        let (actor, form, now) = (actor.clone(), form.clone(), self.services.now());
        self.services.db.write(move |tx: &Tx| async move { edit(tx, &actor, id, version, &form, now).await }.boxed()).await.map_err(refusal)
    }

    pub(super) async fn restore_person(&self, actor: &Actor, id: UserId) -> Result<(), Fault> {
        let (actor, now) = (actor.clone(), self.services.now());
        self.write(move |tx| {
            async move {
                db::account::user(tx, id).await?.ok_or(Fault::NotFound)?;
                if db::account::restore(tx, id).await? {
                    db::audit::append(tx, &entry(&actor, now, Deed::Restore, RecordKind::User, id, 0)).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }
}

/// The log notes the first roles of a user as codes; the page shows them above.
fn without_codes(mut change: Change) -> Change {
    if change.deed == Deed::Create {
        change.note.clear();
    }
    change
}

/// Signing in and out is not part of a person's own history; the log tells it.
const fn is_change(deed: Deed) -> bool {
    matches!(deed, Deed::Create | Deed::Update | Deed::Invite | Deed::Disable | Deed::Restore | Deed::Password)
}

async fn edit(tx: &Tx, actor: &Actor, id: UserId, seen: i32, form: &UserForm, now: DateTime<Utc>) -> Result<(), Stop> {
    db::hold::user(tx, id).await?;
    let user = row(db::account::user_line(tx, id).await?.ok_or(Fault::NotFound)?);
    let theirs = fields_of(&data_of(&user));
    let mine = fields_of(&form.parse()?);
    let merged = merge(tx, Edited { kind: RecordKind::User, record: id.to_string(), seen, version: user.version, theirs: &theirs, mine: &mine }).await?;
    if merged == theirs {
        return Ok(());
    }
    let data = form_of(&merged).parse()?;
    if data.email != user.email {
        // What is known against the old address says nothing about the new one.
        db::notice::clear_trouble(tx, id).await?;
    }
    if !data.roles.contains(&Role::Admin) && is_last_administrator(tx, id).await? {
        return Err(Refusal::LastAdministrator.into());
    }
    if !db::account::update_user(tx, id, user.version, &data).await? {
        return Err(Fault::Busy.into());
    }
    let mut log = entry(actor, now, Deed::Update, RecordKind::User, id, user.version + 1);
    (log.before, log.after) = (Some(theirs), Some(fields_of(&data)));
    Ok(db::audit::append(tx, &log).await?)
}
