//! Looking after the house: users, desks, holidays, the audit log, sessions, one's own settings.

use crate::error::AppError;
use domain::account::Desk;
#[cfg(feature = "ssr")]
use domain::account::{Permission, Role};
use domain::admin::{AuditPage, AuditQuery, HolidayForm, HolidayPage, HouseSession, SettingsForm, UserForm, UserQuery, UserRow, UserView};
use domain::desk::{ClosureForm, DeskForm, DeskRow, DeskView};
use domain::id::UserId;
use domain::merge::Choice;
use leptos::server;
use serde::{Deserialize, Serialize};

/// A user's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserShown {
    /// The user.
    pub view: UserView,
    /// The invitation link that was made just before: shown once.
    pub link: Option<String>,
    /// The person who asks reads inquiries, and can open the list of cases.
    pub reads: bool,
}

/// What a new user's form needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUserPage {
    /// The id of the new user.
    pub id: UserId,
    /// Desks to choose from.
    pub desks: Vec<Desk>,
}

/// Users in order of name.
///
/// # Errors
/// Not allowed, or a filter that cannot be read.
#[server(prefix = "/api", endpoint = "admin/users")]
pub async fn users(query: UserQuery) -> Result<Vec<UserRow>, AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    crate::context::reply(crate::context::ports().admin.users(&actor, &query).await)
}

/// What a new user's form needs.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "admin/user-blank")]
pub async fn new_user() -> Result<NewUserPage, AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let desks = crate::context::reply(crate::context::ports().admin.desk_choices(&actor).await)?;
    Ok(NewUserPage { id: UserId::new(), desks })
}

/// One user; the link that was made just before is shown once.
///
/// # Errors
/// Not allowed, or unknown.
#[server(prefix = "/api", endpoint = "admin/user")]
pub async fn user_page(id: String) -> Result<UserShown, AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let view = crate::context::reply(crate::context::ports().admin.user(&actor, crate::context::id(&id)?).await)?;
    Ok(UserShown { link: crate::context::take_invitation(view.user.id), view, reads: actor.may(Permission::InquiryRead) })
}

/// Adds a user.
///
/// # Errors
/// Not allowed, or flaws.
#[server(prefix = "/api", endpoint = "admin/user-add")]
pub async fn add_user(id: String, form: UserForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let invited = crate::context::reply(crate::context::ports().admin.add_user(&actor, crate::context::id(&id)?, &form).await)?;
    crate::context::hand_over_invitation(&invited);
    crate::context::go(&format!("/admin/users/{}?done=user-add", invited.id));
    Ok(())
}

/// Changes a user.
///
/// # Errors
/// Not allowed, flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "admin/user-edit")]
pub async fn edit_user(id: String, version: i32, form: UserForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let id: UserId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().admin.edit_user(&actor, id, version, &form).await)?;
    crate::context::go(&format!("/admin/users/{id}?done=user-edit"));
    Ok(())
}

/// Makes a new invitation link.
///
/// # Errors
/// Not allowed, unknown, or disabled.
#[server(prefix = "/api", endpoint = "admin/user-invite")]
pub async fn invite_user(id: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let invited = crate::context::reply(crate::context::ports().admin.invite_user(&actor, crate::context::id(&id)?).await)?;
    crate::context::hand_over_invitation(&invited);
    crate::context::go(&format!("/admin/users/{}?done=user-invite", invited.id));
    Ok(())
}

/// Keeps a user out.
///
/// # Errors
/// Not allowed, without a reason, oneself, or the last administrator.
#[server(prefix = "/api", endpoint = "admin/user-disable")]
pub async fn disable_user(id: String, reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let id: UserId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().admin.disable_user(&actor, id, &reason).await)?;
    crate::context::go(&format!("/admin/users/{id}?done=user-disable"));
    Ok(())
}

/// Lets a user in again.
///
/// # Errors
/// Not allowed, or unknown.
#[server(prefix = "/api", endpoint = "admin/user-restore")]
pub async fn restore_user(id: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let id: UserId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().admin.restore_user(&actor, id).await)?;
    crate::context::go(&format!("/admin/users/{id}?done=user-restore"));
    Ok(())
}

/// Every desk.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "admin/desks")]
pub async fn desks() -> Result<Vec<DeskRow>, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    crate::context::reply(crate::context::ports().admin.desks(&actor).await)
}

/// The id of a new desk.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "admin/desk-blank")]
pub async fn new_desk() -> Result<domain::id::DeskId, AppError> {
    let _actor = crate::context::actor(Permission::Administer)?;
    Ok(domain::id::DeskId::new())
}

/// One desk.
///
/// # Errors
/// Not allowed, or unknown.
#[server(prefix = "/api", endpoint = "admin/desk")]
pub async fn desk_page(id: String) -> Result<DeskView, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    crate::context::reply(crate::context::ports().admin.desk(&actor, crate::context::id(&id)?).await)
}

/// Adds a desk.
///
/// # Errors
/// Not allowed, or flaws.
#[server(prefix = "/api", endpoint = "admin/desk-add")]
pub async fn add_desk(id: String, form: DeskForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let id: domain::id::DeskId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().admin.add_desk(&actor, id, &form).await)?;
    crate::context::go(&format!("/admin/desks/{id}?done=desk-add"));
    Ok(())
}

/// Changes a desk.
///
/// # Errors
/// Not allowed, flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "admin/desk-edit")]
pub async fn edit_desk(id: String, version: i32, form: DeskForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let id: domain::id::DeskId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().admin.edit_desk(&actor, id, version, &form).await)?;
    crate::context::go(&format!("/admin/desks/{id}?done=desk-edit"));
    Ok(())
}

/// Takes a desk out of use, or back into it.
///
/// # Errors
/// Not allowed, without a reason, or it has open cases.
#[server(prefix = "/api", endpoint = "admin/desk-use")]
pub async fn use_desk(id: String, used: bool, #[server(default)] reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let id: domain::id::DeskId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().admin.use_desk(&actor, id, used, &reason).await)?;
    crate::context::go(&format!("/admin/desks/{id}?done=desk-{}", if used { "restore" } else { "disable" }));
    Ok(())
}

/// Notes days on which a desk is closed.
///
/// # Errors
/// Not allowed, or flaws.
#[server(prefix = "/api", endpoint = "admin/closure-add")]
pub async fn add_closure(desk: String, form: ClosureForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let desk: domain::id::DeskId = crate::context::id(&desk)?;
    crate::context::reply(crate::context::ports().admin.add_closure(&actor, desk, &form).await)?;
    crate::context::go(&format!("/admin/desks/{desk}?done=closure-add"));
    Ok(())
}

/// Takes such days back.
///
/// # Errors
/// Not allowed, or unknown.
#[server(prefix = "/api", endpoint = "admin/closure-remove")]
pub async fn remove_closure(desk: String, closure: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let desk: domain::id::DeskId = crate::context::id(&desk)?;
    crate::context::reply(crate::context::ports().admin.remove_closure(&actor, desk, crate::context::id(&closure)?).await)?;
    crate::context::go(&format!("/admin/desks/{desk}?done=closure-remove"));
    Ok(())
}

/// The holidays of a year.
///
/// # Errors
/// Not allowed, or no year of the table.
#[server(prefix = "/api", endpoint = "admin/holidays")]
pub async fn holidays(year: String) -> Result<HolidayPage, AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let year = if year.is_empty() { None } else { Some(crate::context::id(&year)?) };
    crate::context::reply(crate::context::ports().admin.holidays(&actor, year).await)
}

/// Adds a holiday.
///
/// # Errors
/// Not allowed, or flaws.
#[server(prefix = "/api", endpoint = "admin/holiday-add")]
pub async fn add_holiday(form: HolidayForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let year = crate::context::reply(crate::context::ports().admin.add_holiday(&actor, &form).await)?;
    crate::context::go(&format!("/admin/holidays?year={year}&done=holiday-add"));
    Ok(())
}

/// Changes a holiday's name.
///
/// # Errors
/// Not allowed, flaws, or it was changed meanwhile.
#[server(prefix = "/api", endpoint = "admin/holiday-rename")]
pub async fn rename_holiday(id: String, version: i32, form: HolidayForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let year = crate::context::reply(crate::context::ports().admin.rename_holiday(&actor, crate::context::id(&id)?, version, &form).await)?;
    crate::context::go(&format!("/admin/holidays?year={year}&done=holiday-edit"));
    Ok(())
}

/// Makes a holiday a working day, or a holiday again.
///
/// # Errors
/// Not allowed, or unknown.
#[server(prefix = "/api", endpoint = "admin/holiday-use")]
pub async fn use_holiday(id: String, used: bool) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let year = crate::context::reply(crate::context::ports().admin.use_holiday(&actor, crate::context::id(&id)?, used).await)?;
    crate::context::go(&format!("/admin/holidays?year={year}&done=holiday-{}", if used { "restore" } else { "retire" }));
    Ok(())
}

/// A page of the audit log.
///
/// # Errors
/// Not allowed, or a filter that cannot be read.
#[server(prefix = "/api", endpoint = "admin/audit")]
pub async fn audit(query: AuditQuery) -> Result<AuditPage, AppError> {
    let actor = crate::context::actor(Permission::AuditRead)?;
    crate::context::reply(crate::context::ports().admin.audit(&actor, &query).await)
}

/// Every signed-in browser.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "admin/sessions")]
pub async fn house_sessions() -> Result<Vec<HouseSession>, AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    crate::context::reply(crate::context::ports().admin.sessions(&actor).await)
}

/// Ends a session of somebody, or all of that person's.
///
/// # Errors
/// Not allowed, or there is none.
#[server(prefix = "/api", endpoint = "admin/session-end")]
pub async fn end_house_session(user: String, #[server(default)] session: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let (user, session) = (crate::context::id(&user)?, crate::context::optional_id(&session)?);
    crate::context::reply(crate::context::ports().admin.end_sessions(&actor, user, session).await)?;
    crate::context::go("/admin/sessions?done=house-session");
    Ok(())
}

/// Shows the pages as a role sees them.
///
/// # Errors
/// Not allowed, or no such role.
#[server(prefix = "/api", endpoint = "admin/view-as")]
pub async fn view_as(role: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::UserManage)?;
    let role: Role = role.parse().map_err(|()| AppError::Malformed)?;
    crate::context::reply(crate::context::ports().admin.view_as(&actor, role).await)?;
    crate::context::go("/");
    Ok(())
}

/// Shows them again as oneself.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "admin/view-as-oneself")]
pub async fn view_as_oneself() -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().admin.view_as_oneself(&actor).await)?;
    crate::context::go("/admin/as-role");
    Ok(())
}

/// Changes one's own settings.
///
/// # Errors
/// Flaws.
#[server(prefix = "/api", endpoint = "admin/settings-keep")]
pub async fn keep_settings(form: SettingsForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    crate::context::reply(crate::context::ports().admin.keep_settings(&actor, &form).await)?;
    crate::context::go("/account?done=settings");
    Ok(())
}
