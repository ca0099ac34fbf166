//! Looking after the house: users, desks, holidays, the audit log, sessions, and one's own settings.

use crate::account::{Actor, Desk, Role};
use crate::admin::{AuditPage, AuditQuery, HolidayForm, HolidayPage, HouseSession, InvitedUser, OwnSettings, SettingsForm, UserForm, UserQuery, UserRow, UserView};
use crate::desk::{ClosureForm, DeskForm, DeskRow, DeskView};
use crate::error::Fault;
use crate::id::{ClosureId, DeskId, HolidayId, SessionId, UserId};
use async_trait::async_trait;

/// Looking after the house.
#[async_trait]
pub trait AdminDesk: Send + Sync {
    /// Users in order of name.
    async fn users(&self, actor: &Actor, query: &UserQuery) -> Result<Vec<UserRow>, Fault>;
    /// Desks that a user can be given.
    async fn desk_choices(&self, actor: &Actor) -> Result<Vec<Desk>, Fault>;
    /// One user.
    async fn user(&self, actor: &Actor, id: UserId) -> Result<UserView, Fault>;
    /// Adds a user and makes the first link. The same form sent again makes a new link, not a second user.
    async fn add_user(&self, actor: &Actor, id: UserId, form: &UserForm) -> Result<InvitedUser, Fault>;
    /// Changes a user.
    async fn edit_user(&self, actor: &Actor, id: UserId, version: i32, form: &UserForm) -> Result<(), Fault>;
    /// Makes a new link; earlier ones stop being good.
    async fn invite_user(&self, actor: &Actor, id: UserId) -> Result<InvitedUser, Fault>;
    /// Keeps a user out from now on and ends their sessions.
    async fn disable_user(&self, actor: &Actor, id: UserId, reason: &str) -> Result<(), Fault>;
    /// Lets a user in again.
    async fn restore_user(&self, actor: &Actor, id: UserId) -> Result<(), Fault>;

    /// Desks, disabled ones too.
    async fn desks(&self, actor: &Actor) -> Result<Vec<DeskRow>, Fault>;
    /// One desk.
    async fn desk(&self, actor: &Actor, id: DeskId) -> Result<DeskView, Fault>;
    /// Adds a desk; the same form sent again is the same desk.
    async fn add_desk(&self, actor: &Actor, id: DeskId, form: &DeskForm) -> Result<(), Fault>;
    /// Changes a desk.
    async fn edit_desk(&self, actor: &Actor, id: DeskId, version: i32, form: &DeskForm) -> Result<(), Fault>;
    /// Closes a desk for good, or opens it again.
    async fn use_desk(&self, actor: &Actor, id: DeskId, used: bool, reason: &str) -> Result<(), Fault>;
    /// Notes days on which a desk is closed.
    async fn add_closure(&self, actor: &Actor, desk: DeskId, form: &ClosureForm) -> Result<(), Fault>;
    /// Takes such days back.
    async fn remove_closure(&self, actor: &Actor, desk: DeskId, closure: ClosureId) -> Result<(), Fault>;

    /// The holidays of a year; this year's when none is given.
    async fn holidays(&self, actor: &Actor, year: Option<i32>) -> Result<HolidayPage, Fault>;
    /// Adds a holiday.
    async fn add_holiday(&self, actor: &Actor, form: &HolidayForm) -> Result<i32, Fault>;
    /// Changes a holiday's name.
    async fn rename_holiday(&self, actor: &Actor, id: HolidayId, version: i32, form: &HolidayForm) -> Result<i32, Fault>;
    /// Makes a holiday a working day, or a holiday again.
    async fn use_holiday(&self, actor: &Actor, id: HolidayId, used: bool) -> Result<i32, Fault>;

    /// A page of the audit log; looking is logged too.
    async fn audit(&self, actor: &Actor, query: &AuditQuery) -> Result<AuditPage, Fault>;

    /// Every signed-in browser, last used first.
    async fn sessions(&self, actor: &Actor) -> Result<Vec<HouseSession>, Fault>;
    /// Ends one session of a person, or all of them.
    async fn end_sessions(&self, actor: &Actor, user: UserId, session: Option<SessionId>) -> Result<(), Fault>;
    /// Shows the pages as a role sees them, from now on in this browser.
    async fn view_as(&self, actor: &Actor, role: Role) -> Result<(), Fault>;
    /// Shows them again as the person's own roles see them.
    async fn view_as_oneself(&self, actor: &Actor) -> Result<(), Fault>;

    /// One's own settings.
    async fn settings(&self, actor: &Actor) -> Result<OwnSettings, Fault>;
    /// Changes them.
    async fn keep_settings(&self, actor: &Actor, form: &SettingsForm) -> Result<(), Fault>;
}
