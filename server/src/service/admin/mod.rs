//! Looking after the house: users, desks, holidays, the audit log, sessions, and one's own settings.

mod audit;
mod desks;
mod holidays;
mod sessions;
mod users;

pub use audit::AuditFile;

use super::Services;
use super::account::AccountService;
use super::common::{Stop, entry};
use async_trait::async_trait;
use db::Tx;
use domain::account::{Actor, Desk, Permission, Role};
use domain::admin::{AuditPage, AuditQuery, HolidayForm, HolidayPage, HouseSession, InvitedUser, OwnSettings, SettingsForm, UserForm, UserQuery, UserRow, UserView};
use domain::audit::{Deed, RecordKind};
use domain::desk::{ClosureForm, DeskForm, DeskRow, DeskView};
use domain::error::{Fault, Flaw, Flaws};
use domain::id::{ClosureId, DeskId, HolidayId, SessionId, UserId};
use domain::merge::{Fields, to_fields};
use domain::ports::AdminDesk;
use domain::text::one_line;
use futures::FutureExt;
use futures::future::BoxFuture;

/// The most characters of a reason.
const REASON_MAX: usize = 200;

/// Fulfils [`AdminDesk`].
#[derive(Clone)]
pub struct AdminService {
    services: Services,
    account: AccountService,
}

impl AdminService {
    /// The service.
    #[must_use]
    pub const fn new(services: Services, account: AccountService) -> Self {
        Self { services, account }
    }

    async fn write<T, F>(&self, job: F) -> Result<T, Fault>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, Stop>> + Send + 'static,
        T: Send + 'static,
    {
        self.services.db.write(job).await.map_err(Stop::fault)
    }
}

fn flawed(field: &str, flaw: Flaw) -> Fault {
    let mut flaws = Flaws::default();
    flaws.push(field, flaw);
    flaws.into()
}

/// Reads a reason that has to be given.
fn reason(text: &str) -> Result<String, Fault> {
    let reason = one_line(text, REASON_MAX).map_err(|e| flawed("reason", e.into()))?;
    if reason.is_empty() { Err(flawed("reason", Flaw::Required)) } else { Ok(reason) }
}

/// Text of one field, as the log compares it.
fn one(field: &str, value: impl ToString) -> Option<Fields> {
    Some(Fields::from([(field.to_owned(), value.to_string())]))
}

#[async_trait]
impl AdminDesk for AdminService {
    async fn users(&self, actor: &Actor, query: &UserQuery) -> Result<Vec<UserRow>, Fault> {
        actor.require(Permission::UserManage)?;
        self.list_users(query).await
    }

    async fn desk_choices(&self, actor: &Actor) -> Result<Vec<Desk>, Fault> {
        actor.require(Permission::UserManage)?;
        db::desk::all(self.services.db.read()).await.map_err(super::error::fault)
    }

    async fn user(&self, actor: &Actor, id: UserId) -> Result<UserView, Fault> {
        actor.require(Permission::UserManage)?;
        self.view_user(actor, id).await
    }

    async fn add_user(&self, actor: &Actor, id: UserId, form: &UserForm) -> Result<InvitedUser, Fault> {
        actor.require(Permission::UserManage)?;
        self.add_person(actor, id, form).await
    }

    async fn edit_user(&self, actor: &Actor, id: UserId, version: i32, form: &UserForm) -> Result<(), Fault> {
        actor.require(Permission::UserManage)?;
        self.edit_person(actor, id, version, form).await
    }

    async fn invite_user(&self, actor: &Actor, id: UserId) -> Result<InvitedUser, Fault> {
        actor.require(Permission::UserManage)?;
        Ok(InvitedUser { id, token: self.account.invite_by(actor, id).await? })
    }

    async fn disable_user(&self, actor: &Actor, id: UserId, why: &str) -> Result<(), Fault> {
        actor.require(Permission::UserManage)?;
        let reason = reason(why)?;
        self.account.disable_by(actor, id, &reason).await
    }

    async fn restore_user(&self, actor: &Actor, id: UserId) -> Result<(), Fault> {
        actor.require(Permission::UserManage)?;
        self.restore_person(actor, id).await
    }

    async fn desks(&self, actor: &Actor) -> Result<Vec<DeskRow>, Fault> {
        actor.require(Permission::Administer)?;
        self.list_desks().await
    }

    async fn desk(&self, actor: &Actor, id: DeskId) -> Result<DeskView, Fault> {
        actor.require(Permission::Administer)?;
        self.view_desk(id).await
    }

    async fn add_desk(&self, actor: &Actor, id: DeskId, form: &DeskForm) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        self.insert_desk(actor, id, form).await
    }

    async fn edit_desk(&self, actor: &Actor, id: DeskId, version: i32, form: &DeskForm) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        self.change_desk(actor, id, version, form).await
    }

    async fn use_desk(&self, actor: &Actor, id: DeskId, used: bool, why: &str) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        let reason = if used { String::new() } else { reason(why)? };
        self.switch_desk(actor, id, used, reason).await
    }

    async fn add_closure(&self, actor: &Actor, desk: DeskId, form: &ClosureForm) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        self.insert_closure(actor, desk, form).await
    }

    async fn remove_closure(&self, actor: &Actor, desk: DeskId, closure: ClosureId) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        self.take_closure_back(actor, desk, closure).await
    }

    async fn holidays(&self, actor: &Actor, year: Option<i32>) -> Result<HolidayPage, Fault> {
        actor.require(Permission::Administer)?;
        self.holidays_of(year).await
    }

    async fn add_holiday(&self, actor: &Actor, form: &HolidayForm) -> Result<i32, Fault> {
        actor.require(Permission::Administer)?;
        self.insert_holiday(actor, form).await
    }

    async fn rename_holiday(&self, actor: &Actor, id: HolidayId, version: i32, form: &HolidayForm) -> Result<i32, Fault> {
        actor.require(Permission::Administer)?;
        self.change_holiday(actor, id, version, form).await
    }

    async fn use_holiday(&self, actor: &Actor, id: HolidayId, used: bool) -> Result<i32, Fault> {
        actor.require(Permission::Administer)?;
        self.switch_holiday(actor, id, used).await
    }

    async fn audit(&self, actor: &Actor, query: &AuditQuery) -> Result<AuditPage, Fault> {
        actor.require(Permission::AuditRead)?;
        self.audit_page(actor, query).await
    }

    async fn sessions(&self, actor: &Actor) -> Result<Vec<HouseSession>, Fault> {
        actor.require(Permission::UserManage)?;
        self.list_sessions(actor).await
    }

    async fn end_sessions(&self, actor: &Actor, user: UserId, session: Option<SessionId>) -> Result<(), Fault> {
        actor.require(Permission::UserManage)?;
        self.end_house_sessions(actor, user, session).await
    }

    async fn view_as(&self, actor: &Actor, role: Role) -> Result<(), Fault> {
        actor.require(Permission::UserManage)?;
        self.look_as(actor, Some(role)).await
    }

    async fn view_as_oneself(&self, actor: &Actor) -> Result<(), Fault> {
        actor.require(Permission::OwnAccount)?;
        self.look_as(actor, None).await
    }

    async fn settings(&self, actor: &Actor) -> Result<OwnSettings, Fault> {
        actor.require(Permission::OwnAccount)?;
        db::account::settings(self.services.db.read(), actor.user_id).await.map_err(super::error::fault)
    }

    async fn keep_settings(&self, actor: &Actor, form: &SettingsForm) -> Result<(), Fault> {
        actor.require(Permission::OwnAccount)?;
        if actor.read_only {
            return Err(domain::error::Refusal::ReadOnly.into());
        }
        let settings = form.parse(actor)?;
        let (actor, now) = (actor.clone(), self.services.now());
        self.write(move |tx| {
            async move {
                let mut log = entry(&actor, now, Deed::Update, RecordKind::Settings, actor.user_id, 0);
                log.before = Some(to_fields(&SettingsForm::of(&db::account::settings(tx, actor.user_id).await?)));
                log.after = Some(to_fields(&SettingsForm::of(&settings)));
                db::account::keep_settings(tx, actor.user_id, &settings, now).await?;
                Ok(db::audit::append(tx, &log).await?)
            }
            .boxed()
        })
        .await
    }
}
