//! Users as those see them who look after them.

use crate::account::{Desk, Role};
use crate::audit::Change;
use crate::error::{Flaw, Flaws};
use crate::id::{DeskId, UserId};
use crate::patient::{NAME_MAX, line};
use crate::text::ascii;
use serde::{Deserialize, Serialize};

/// The most characters of an e-mail address.
const EMAIL_MAX: usize = 254;

/// Whether somebody can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// 利用中
    Active,
    /// 招待中: the first password is not set.
    Invited,
    /// 利用停止
    Disabled,
}

impl UserState {
    /// Every state, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Active, Self::Invited, Self::Disabled];

    /// As the address writes it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
            Self::Disabled => "disabled",
        }
    }
}

/// The list's filter, as the address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserQuery {
    /// Part of a name or of a sign-in name.
    pub name: String,
    /// A state's code; everybody who is not disabled when empty, everybody for "all".
    pub state: String,
}

/// A user in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The id.
    pub id: UserId,
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// E-mail address; empty when none is known.
    pub email: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Desks.
    pub desks: Vec<Desk>,
    /// Whether they can sign in.
    pub state: UserState,
    /// The record's version.
    pub version: i32,
}

/// A user's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// The user.
    pub user: UserRow,
    /// Desks to choose from.
    pub desks: Vec<Desk>,
    /// Open cases that the person is in charge of.
    pub cases: i64,
    /// Signed-in browsers.
    pub sessions: i64,
    /// It is the one asking.
    pub myself: bool,
    /// What was changed.
    pub history: Vec<Change>,
}

/// Somebody who has just been invited: the only moment at which the link's secret exists in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitedUser {
    /// Who.
    pub id: UserId,
    /// The secret of the link.
    pub token: String,
}

/// A user as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserForm {
    /// ログインID; only for a new user.
    pub login: String,
    /// 氏名
    pub user_name: String,
    /// メールアドレス
    pub user_email: String,
    /// 役割
    pub roles: Vec<String>,
    /// 拠点
    pub desks: Vec<String>,
}

/// A user as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserData {
    /// Name.
    pub name: String,
    /// E-mail address; empty when none is known.
    pub email: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Desks; whether they exist is for the service to find out.
    pub desks: Vec<DeskId>,
}

/// Whether it can be a sign-in name: 2 to 64 of a-z 0-9 . - _ @.
#[must_use]
pub fn good_login(login: &str) -> bool {
    (2..=64).contains(&login.len()) && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_@".contains(&b))
}

/// Reads an e-mail address, or nothing.
///
/// # Errors
/// [`Flaw::Email`], or too long.
pub fn read_email(text: &str) -> Result<String, Flaw> {
    let typed = line(&ascii(text), EMAIL_MAX)?;
    let good = typed.split_once('@').is_some_and(|(name, host)| {
        // No mail program can write to names with dots where the standard has none, which some carriers once gave out.
        let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
        !name.is_empty() && !dots && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@') && typed.bytes().all(|b| b.is_ascii_graphic())
    });
    if typed.is_empty() || good { Ok(typed) } else { Err(Flaw::Email) }
}

/// Ticked boxes; a choice among two versions of them comes as one text.
fn ticked(texts: &[String]) -> Vec<&str> {
    texts.iter().flat_map(|t| t.split(',')).map(str::trim).filter(|t| !t.is_empty()).collect()
}

impl UserForm {
    /// Reads the sign-in name of a new user.
    ///
    /// # Errors
    /// Not usable.
    pub fn parse_login(&self) -> Result<String, Flaw> {
        let login = ascii(&self.login).trim().to_lowercase();
        match login.as_str() {
            "" => Err(Flaw::Required),
            login if good_login(login) => Ok(login.to_owned()),
            _ => Err(Flaw::Login),
        }
    }

    /// Reads everything but the sign-in name.
    ///
    /// # Errors
    /// Every flaw at once.
    pub fn parse(&self) -> Result<UserData, Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note("user_name", line(&self.user_name, NAME_MAX).and_then(|n| if n.is_empty() { Err(Flaw::Required) } else { Ok(n) }));
        let email = flaws.note("user_email", read_email(&self.user_email));
        let roles = ticked(&self.roles).into_iter().map(|code| code.parse::<Role>().map_err(|()| Flaw::NotAChoice)).collect::<Result<Vec<_>, _>>();
        let mut roles = flaws.note("roles", roles.and_then(|r| if r.is_empty() { Err(Flaw::Required) } else { Ok(r) }));
        let desks = ticked(&self.desks).into_iter().map(|id| id.parse::<DeskId>().map_err(|_| Flaw::NotAChoice)).collect::<Result<Vec<_>, _>>();
        let mut desks = flaws.note("desks", desks);
        if let Some(roles) = &mut roles {
            roles.sort_unstable();
            roles.dedup();
        }
        if let Some(desks) = &mut desks {
            desks.sort_unstable();
            desks.dedup();
        }
        let data = (|| Some(UserData { name: name?, email: email?, roles: roles?, desks: desks? }))();
        flaws.or(data)
    }

    /// The form that shows `data`.
    #[must_use]
    pub fn of(data: &UserData) -> Self {
        Self {
            login: String::new(),
            user_name: data.name.clone(),
            user_email: data.email.clone(),
            roles: data.roles.iter().map(|r| r.code().to_owned()).collect(),
            desks: data.desks.iter().map(ToString::to_string).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flaw_is_told_at_once() {
        let form = UserForm { user_email: "hanako@".into(), roles: vec!["root".into()], desks: vec!["x".into()], ..UserForm::default() };
        let fields: Vec<String> = form.parse().unwrap_err().0.into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["user_name", "user_email", "roles", "desks"]);
        assert_eq!(UserForm::default().parse().unwrap_err().of("roles"), Some(&Flaw::Required));
    }

    #[test]
    fn roles_and_desks_are_read_once_each_also_out_of_one_text() {
        let desk = DeskId::new();
        let form = UserForm {
            user_name: "加藤 花子".into(),
            user_email: "ｋａｔｏ＠example.jp".into(),
            roles: vec!["manager,desk_staff".into(), "manager".into()],
            desks: vec![desk.to_string(), desk.to_string()],
            ..UserForm::default()
        };
        let data = form.parse().unwrap();
        assert_eq!(data, UserData { name: "加藤 花子".into(), email: "kato@example.jp".into(), roles: vec![Role::DeskStaff, Role::Manager], desks: vec![desk] });
        assert_eq!(UserForm::of(&data).parse(), Ok(data));
    }

    #[test]
    fn sign_in_names_are_small_letters_and_a_few_signs() {
        let login = |text: &str| UserForm { login: text.into(), ..UserForm::default() }.parse_login();
        assert_eq!(login(" Hanako.K "), Ok("hanako.k".into()));
        assert_eq!((login(""), login("花子"), login("a")), (Err(Flaw::Required), Err(Flaw::Login), Err(Flaw::Login)));
    }
}
