//! What one is told: the bell, one's own list, what one wants by e-mail.

mod tell;

pub(in crate::service) use tell::{CaseNews, handover_line, tell_account};
pub(crate) use tell::{given_up, staff_of};

use super::Services;
use super::common::{desks, entry};
use super::error::{Stop, fault};
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use domain::account::{Actor, Permission};
use domain::audit::{Deed, RecordKind};
use domain::error::{Fault, Refusal};
use domain::id::{NoticeId, UserId};
use domain::merge::Fields;
use domain::notice::{Bell, MailDelivery, NoticeKind, NoticePage, NoticeQuery, Place, PreferencesForm, Untold};
use domain::ports::NoticeDesk;
use futures::FutureExt;

/// Notices on a page.
const PER_PAGE: i64 = 50;
/// So many days the home page speaks of an e-mail that was given up and whose notices nobody has read since.
const UNDELIVERED_DAYS: i64 = 30;

/// Fulfils [`NoticeDesk`].
#[derive(Clone)]
pub struct NoticeService(pub Services);

/// The page that is asked for: from 1 to the last one.
pub(in crate::service) fn paged(page: &str, total: i64, per_page: i64) -> (i64, i64) {
    let pages = ((total + per_page - 1) / per_page).max(1);
    (page.trim().parse::<i64>().unwrap_or(1).clamp(1, pages), pages)
}

/// Whoever looks as another role sees the pages, and changes nothing in their own name either.
fn own(actor: &Actor) -> Result<(), Fault> {
    actor.require(Permission::OwnAccount)?;
    if actor.read_only { Err(Refusal::ReadOnly.into()) } else { Ok(()) }
}

/// Notes that e-mails to a person arrive again, by whom it was said.
pub(in crate::service) async fn confirm(services: &Services, actor: &Actor, user: UserId) -> Result<(), Fault> {
    let (actor, now) = (actor.clone(), services.now());
    services
        .write(move |tx| {
            async move {
                db::account::user(tx, user).await?.ok_or(Fault::NotFound)?;
                if db::notice::clear_trouble(tx, user).await? {
                    let mut log = entry(&actor, now, Deed::Update, RecordKind::User, user, 0);
                    log.before = Some(Fields::from([("mail_trouble".to_owned(), "true".to_owned())]));
                    log.after = Some(Fields::from([("mail_trouble".to_owned(), String::new())]));
                    db::audit::append(tx, &log).await?;
                }
                Ok::<_, Stop>(())
            }
            .boxed()
        })
        .await
}

#[async_trait]
impl NoticeDesk for NoticeService {
    async fn bell(&self, actor: &Actor) -> Result<Bell, Fault> {
        actor.require(Permission::OwnAccount)?;
        Ok(Bell { unread: db::notice::bell(self.0.db.read(), actor.user_id).await.map_err(fault)? })
    }

    async fn notices(&self, actor: &Actor, query: &NoticeQuery) -> Result<NoticePage, Fault> {
        actor.require(Permission::OwnAccount)?;
        let conn = self.0.db.read();
        let only_unread = query.show == "unread";
        let unread = db::notice::bell(conn, actor.user_id).await.map_err(fault)?;
        let (_, total) = db::notice::page(conn, actor.user_id, only_unread, 0, 0).await.map_err(fault)?;
        let (page, pages) = paged(&query.page, total, PER_PAGE);
        let (lines, _) = db::notice::page(conn, actor.user_id, only_unread, (page - 1) * PER_PAGE, PER_PAGE).await.map_err(fault)?;
        Ok(NoticePage { lines, unread, total, page, pages, only_unread })
    }

    async fn open(&self, actor: &Actor, id: NoticeId) -> Result<Place, Fault> {
        own(actor)?;
        let (user, now) = (actor.user_id, self.0.now());
        self.0.write(move |tx| async move { Ok(db::notice::open(tx, user, id, now).await?.ok_or(Fault::NotFound)?.facts.place) }.boxed()).await
    }

    async fn read_all(&self, actor: &Actor, until: &str) -> Result<(), Fault> {
        own(actor)?;
        let (user, now) = (actor.user_id, self.0.now());
        let until = until.trim().parse::<DateTime<Utc>>().unwrap_or(now).min(now);
        self.0.write(move |tx| async move { Ok(db::notice::read_all(tx, user, until, now).await.map(drop)?) }.boxed()).await
    }

    async fn delivery(&self, actor: &Actor) -> Result<MailDelivery, Fault> {
        actor.require(Permission::OwnAccount)?;
        let conn = self.0.db.read();
        let preferences = db::notice::preferences(conn, actor.user_id).await.map_err(fault)?;
        let user = db::account::user(conn, actor.user_id).await.map_err(fault)?.ok_or(Fault::NotFound)?;
        Ok(MailDelivery {
            kinds: NoticeKind::ALL.into_iter().filter(|kind| kind.concerns(actor)).collect(),
            form: PreferencesForm::of(&preferences),
            email: Some(user.email).filter(|e| !e.trim().is_empty()),
            trouble_since: user.mail_trouble_at,
            mail_on: self.0.mail.is_on(),
        })
    }

    async fn choose(&self, actor: &Actor, form: &PreferencesForm) -> Result<(), Fault> {
        own(actor)?;
        let (actor, form, now) = (actor.clone(), form.clone(), self.0.now());
        self.0
            .write(move |tx| {
                async move {
                    db::hold::user(tx, actor.user_id).await?;
                    let before = db::notice::preferences(tx, actor.user_id).await?;
                    let after = form.parse(&before).map_err(Fault::from)?;
                    if after == before {
                        return Ok(());
                    }
                    db::notice::choose(tx, actor.user_id, &after).await?;
                    let mut log = entry(&actor, now, Deed::Update, RecordKind::Settings, actor.user_id, 0);
                    log.before = Some(PreferencesForm::of(&before).fields());
                    log.after = Some(PreferencesForm::of(&after).fields());
                    Ok(db::audit::append(tx, &log).await?)
                }
                .boxed()
            })
            .await
    }

    async fn confirm_own(&self, actor: &Actor) -> Result<(), Fault> {
        own(actor)?;
        confirm(&self.0, actor, actor.user_id).await
    }

    async fn untold(&self, actor: &Actor) -> Result<Untold, Fault> {
        actor.require(Permission::OwnAccount)?;
        // The home page asks for everybody; nothing of the desk's is for those who do not work there.
        if !actor.may(Permission::InquiryRead) {
            return Ok(Untold::default());
        }
        let (conn, desks) = (self.0.db.read(), desks(actor));
        Ok(Untold {
            unreachable: db::notice::unreachable(conn, Some(&desks)).await.map_err(fault)?,
            undelivered: db::notice::undelivered(conn, &desks, self.0.now() - Duration::days(UNDELIVERED_DAYS)).await.map_err(fault)?,
        })
    }
}
