//! People who sign in: roles, what each role may do, passwords, sessions and the delay after failures.

mod password;
mod throttle;

pub use password::{PASSWORD_MAX, PASSWORD_MIN, check_password};
pub use throttle::delay_after;

use crate::error::{Fault, Refusal};
use crate::id::{DeskId, SessionId, UserId};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What somebody is at the desk or around it. One person may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 相談員
    DeskStaff,
    /// 当番調整
    RotaManager,
    /// 医師
    Physician,
    /// 病院
    Hospital,
    /// 管理者
    Manager,
    /// システム管理
    Admin,
}

impl Role {
    /// Every role, in the order in which they are listed.
    pub const ALL: [Self; 6] = [Self::DeskStaff, Self::RotaManager, Self::Physician, Self::Hospital, Self::Manager, Self::Admin];

    /// As records and the command line write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DeskStaff => "desk_staff",
            Self::RotaManager => "rota_manager",
            Self::Physician => "physician",
            Self::Hospital => "hospital",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// Whether the role alone allows it.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    const fn permissions(self) -> &'static [Permission] {
        use Permission::{Administer, AuditRead, DataImport, DirectoryRead, DirectoryWrite, InquiryRead, InquiryWrite, OwnAccount, Practice, StatisticsRead, UserManage};
        match self {
            // The association's clerk does the desk's work as well and edits the rota on top of it.
            Self::DeskStaff | Self::RotaManager => &[OwnAccount, InquiryRead, InquiryWrite, DirectoryRead, DirectoryWrite, StatisticsRead],
            Self::Physician => &[OwnAccount, Practice],
            Self::Hospital => &[OwnAccount],
            Self::Manager => &[OwnAccount, DirectoryRead, StatisticsRead, AuditRead],
            Self::Admin => &[OwnAccount, DirectoryRead, DirectoryWrite, DataImport, AuditRead, UserManage, Administer],
        }
    }
}

impl FromStr for Role {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|r| r.code() == s).ok_or(())
    }
}

/// One thing a person may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Permission {
    /// See and change one's own account.
    OwnAccount,
    /// See inquiries, cases and their patients of one's own desks.
    InquiryRead,
    /// Record and change them.
    InquiryWrite,
    /// See organizations, their people and districts.
    DirectoryRead,
    /// Record and change them.
    DirectoryWrite,
    /// Take in a spreadsheet, and take such an import back.
    DataImport,
    /// See statistics.
    StatisticsRead,
    /// See the audit log.
    AuditRead,
    /// Invite, change and disable users.
    UserManage,
    /// Change what the whole house shares: desks, code lists, holidays, districts.
    Administer,
    /// A physician's own offers, patients and absences.
    Practice,
}

impl Permission {
    /// Whether it lets somebody change what others see.
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(self, Self::InquiryWrite | Self::DirectoryWrite | Self::DataImport | Self::UserManage | Self::Administer)
    }
}

/// A desk as its people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// Its id.
    pub id: DeskId,
    /// Its name.
    pub name: String,
}

/// Who is acting: the signed-in person of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub user_id: UserId,
    /// The signed-in browser.
    pub session_id: SessionId,
    /// The person's name.
    pub name: String,
    /// What the person is.
    pub roles: Vec<Role>,
    /// The desks the person belongs to, in order of name; the first is the default.
    pub desks: Vec<Desk>,
    /// From where: the address of the browser.
    pub from: String,
    /// An open page asks by itself; nobody looked just now.
    #[serde(default)]
    pub automatic: bool,
    /// Looks at the pages as another role sees them, and may write nothing meanwhile.
    #[serde(default)]
    pub read_only: bool,
}

impl Actor {
    /// Whether any of the person's roles allows it.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|r| r.may(permission))
    }

    /// Everything that any of the person's roles allows.
    #[must_use]
    pub fn permissions(&self) -> Vec<Permission> {
        let all: std::collections::BTreeSet<Permission> = self.roles.iter().flat_map(|r| r.permissions()).copied().collect();
        all.into_iter().collect()
    }

    /// Refuses whoever lacks the permission.
    ///
    /// # Errors
    /// [`Fault::Forbidden`]; [`Refusal::ReadOnly`] for whoever only looks at what another role sees.
    pub fn require(&self, permission: Permission) -> Result<(), Fault> {
        if self.read_only && permission.writes() {
            return Err(Refusal::ReadOnly.into());
        }
        if self.may(permission) { Ok(()) } else { Err(Fault::Forbidden) }
    }

    /// Refuses whoever lacks the permission, and whoever only looks: for what one permission lets people read and write.
    ///
    /// # Errors
    /// [`Fault::Forbidden`]; [`Refusal::ReadOnly`].
    pub fn require_writing(&self, permission: Permission) -> Result<(), Fault> {
        if self.read_only { Err(Refusal::ReadOnly.into()) } else { self.require(permission) }
    }

    /// Refuses whoever does not belong to the desk.
    ///
    /// # Errors
    /// [`Fault::Forbidden`].
    pub fn require_desk(&self, desk: DeskId) -> Result<(), Fault> {
        if self.desks.iter().any(|d| d.id == desk) { Ok(()) } else { Err(Fault::Forbidden) }
    }
}

/// Someone who can be put in charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The person.
    pub id: UserId,
    /// The person's name.
    pub name: String,
    /// E-mails to the person come back (連絡不能): whoever gives them work tells them otherwise.
    #[serde(default)]
    pub unreachable: bool,
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRules {
    /// Ends after so long without a request.
    pub idle: Duration,
    /// Ends so long after sign-in, whatever happens.
    pub absolute: Duration,
}

impl SessionRules {
    /// Whether a session is over at `now`. The end itself belongs to "over" (half-open).
    #[must_use]
    pub fn is_over(&self, started: DateTime<Utc>, last_seen: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        now >= started + self.absolute || now >= last_seen + self.idle
    }
}

/// A signed-in browser as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// When it signed in.
    pub started_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// The browser's address.
    pub from: String,
    /// The browser's own name of itself, shortened.
    pub browser: String,
    /// It is the one asking.
    pub current: bool,
}

/// The owner's account page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
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
    /// Signed-in browsers, newest first.
    pub sessions: Vec<SessionView>,
}

/// What a one-time link shows before it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
}

/// A fresh session: the only moment at which its secret exists in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The cookie's value.
    pub token: String,
    /// When the cookie may be forgotten, seconds from now.
    pub max_age: i64,
    /// The page to begin with when no other was asked for.
    pub start: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(roles: &[Role]) -> Actor {
        Actor {
            user_id: UserId::new(),
            session_id: SessionId::new(),
            name: "相談 花子".into(),
            roles: roles.to_vec(),
            desks: vec![],
            from: String::new(),
            automatic: false,
            read_only: false,
        }
    }

    #[test]
    fn only_the_desk_and_the_rota_manager_see_inquiries() {
        for role in Role::ALL {
            let expected = matches!(role, Role::DeskStaff | Role::RotaManager);
            assert_eq!(actor(&[role]).may(Permission::InquiryRead), expected, "{role:?}");
            assert_eq!(actor(&[role]).may(Permission::InquiryWrite), expected, "{role:?}");
            assert!(actor(&[role]).may(Permission::OwnAccount));
        }
    }

    #[test]
    fn several_roles_add_up_and_no_role_may_do_nothing() {
        let both = actor(&[Role::Manager, Role::DeskStaff]);
        assert!(both.may(Permission::AuditRead) && both.may(Permission::InquiryWrite));
        assert_eq!(actor(&[]).require(Permission::OwnAccount), Err(Fault::Forbidden));
        assert_eq!(both.require_desk(DeskId::new()), Err(Fault::Forbidden));
    }

    #[test]
    fn whoever_looks_as_another_role_reads_and_writes_nothing() {
        for role in Role::ALL {
            let looking = Actor { read_only: true, ..actor(&[role]) };
            for permission in looking.permissions() {
                let expected = if permission.writes() { Err(Fault::Refused(Refusal::ReadOnly)) } else { Ok(()) };
                assert_eq!(looking.require(permission), expected, "{role:?} {permission:?}");
            }
        }
    }

    #[test]
    fn a_session_ends_by_idleness_and_by_age_the_moment_included() {
        let rules = SessionRules { idle: Duration::minutes(30), absolute: Duration::hours(12) };
        let start = DateTime::<Utc>::UNIX_EPOCH;
        assert!(!rules.is_over(start, start, start + Duration::minutes(30) - Duration::milliseconds(1)));
        assert!(rules.is_over(start, start, start + Duration::minutes(30)));
        let late = start + Duration::hours(12);
        assert!(rules.is_over(start, late - Duration::seconds(1), late));
    }

    #[test]
    fn role_codes_read_back() {
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(role));
        }
        assert_eq!("root".parse::<Role>(), Err(()));
    }
}
