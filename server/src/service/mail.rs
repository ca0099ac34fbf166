//! The outbox for the administration: what waits, what was said, trying the relay, the words, the jobs.

use super::Services;
use super::common::entry;
use super::error::{Stop, fault};
use super::notice::{confirm, paged};
use crate::jobs::standing;
use crate::mail::{compose, default_template, deliver, example};
use async_trait::async_trait;
use chrono::Duration;
use db::mail::{Found, Tried, Wanted};
use domain::account::{Actor, Permission};
use domain::audit::{Deed, RecordKind};
use domain::error::{Fault, Flaw, Flaws, Refusal};
use domain::id::{MailId, UserId};
use domain::merge::Fields;
use domain::notice::{JobTurn, LEASE_SECONDS, MailPage, MailPurpose, MailQuery, MailState, MailView, Message, Template, TemplateForm, TemplateLine, TemplateView, render};
use domain::ports::MailDesk;
use domain::text::one_line;
use futures::FutureExt;
use std::time::Instant;
use uuid::Uuid;

/// E-mails on a page.
const PER_PAGE: i64 = 50;
/// So long the page of a test waits for the relay's answer; afterwards it shows that it is under way.
const TEST_WAIT: std::time::Duration = std::time::Duration::from_secs(15);
/// The most characters of a name that is searched for.
const WORDS_MAX: usize = 100;

/// Fulfils [`MailDesk`].
#[derive(Clone)]
pub struct MailService(pub Services);

fn flawed(field: &str, flaw: Flaw) -> Fault {
    let mut flaws = Flaws::default();
    flaws.push(field, flaw);
    flaws.into()
}

fn wanted(query: &MailQuery) -> Result<Wanted, Fault> {
    let mut flaws = Flaws::default();
    let state = if query.state.is_empty() { Some(None) } else { flaws.note("state", MailState::from_code(&query.state).map(Some).ok_or(Flaw::NotAChoice)) };
    let purpose = if query.purpose.is_empty() { Some(None) } else { flaws.note("purpose", MailPurpose::from_code(&query.purpose).map(Some).ok_or(Flaw::NotAChoice)) };
    let to = flaws.note("to", one_line(&query.to, WORDS_MAX).map_err(Flaw::from));
    let read = state.zip(purpose).zip(to).map(|((state, purpose), to)| Wanted { state, purpose, to });
    Ok(flaws.or(read)?)
}

impl MailService {
    async fn found(&self, id: MailId) -> Result<Found, Fault> {
        db::mail::find(self.0.db.read(), id).await.map_err(fault)?.ok_or(Fault::NotFound)
    }

    /// The words that hold, and the version of the stored ones.
    async fn words(&self, purpose: MailPurpose) -> Result<(Template, bool, i32), Fault> {
        let stored = db::mail::template(self.0.db.read(), purpose).await.map_err(fault)?;
        let version = stored.as_ref().map_or(0, |s| s.version);
        let changed = stored.and_then(|s| s.words);
        Ok((changed.clone().unwrap_or_else(|| default_template(purpose)), changed.is_some(), version))
    }

    /// Writes the words of a template, or goes back to those delivered.
    async fn store(&self, actor: &Actor, purpose: MailPurpose, version: i32, words: Option<Template>) -> Result<(), Fault> {
        let (before, _, held) = self.words(purpose).await?;
        let after = words.clone().unwrap_or_else(|| default_template(purpose));
        // The same words sent twice are no second change.
        if held != version && after == before {
            return Ok(());
        }
        let (actor, now) = (actor.clone(), self.0.now());
        self.0
            .write(move |tx| {
                async move {
                    if !db::mail::save_template(tx, purpose, version, words.as_ref()).await? {
                        return Err(Refusal::ChangedMeanwhile.into());
                    }
                    let deed = if words.is_some() { Deed::Update } else { Deed::Restore };
                    let mut log = entry(&actor, now, deed, RecordKind::MailTemplate, purpose.code(), version + 1);
                    log.before = Some(TemplateForm::of(&before).fields());
                    log.after = Some(TemplateForm::of(&after).fields());
                    db::audit::append(tx, &log).await?;
                    Ok::<_, Stop>(())
                }
                .boxed()
            })
            .await
    }
}

#[async_trait]
impl MailDesk for MailService {
    async fn mails(&self, actor: &Actor, query: &MailQuery) -> Result<MailPage, Fault> {
        actor.require(Permission::Administer)?;
        let wanted = wanted(query)?;
        let conn = self.0.db.read();
        let (_, total) = db::mail::page(conn, &wanted, 0, 0).await.map_err(fault)?;
        let (page, pages) = paged(&query.page, total, PER_PAGE);
        let (lines, _) = db::mail::page(conn, &wanted, (page - 1) * PER_PAGE, PER_PAGE).await.map_err(fault)?;
        let counts = db::mail::counts(conn).await.map_err(fault)?;
        let unreachable = db::notice::unreachable(conn, None).await.map_err(fault)?;
        Ok(MailPage { lines, total, page, pages, counts, house: self.0.mail.house().clone(), unreachable })
    }

    async fn mail(&self, actor: &Actor, id: MailId) -> Result<MailView, Fault> {
        actor.require(Permission::Administer)?;
        let found = self.found(id).await?;
        let conn = self.0.db.read();
        let notices = db::notice::of_mail(conn, id).await.map_err(fault)?;
        let (subject, body) = if found.subject.is_empty() {
            let (template, ..) = self.words(found.line.purpose).await?;
            let message = crate::mail::filled(&self.0.mail, &found.line.name, &notices, None);
            render(&template, &message)
        } else {
            (found.subject, found.body)
        };
        Ok(MailView {
            message_id: self.0.mail.message_id(id, found.edition),
            line: found.line,
            subject,
            body,
            attempts: db::mail::attempts(conn, id).await.map_err(fault)?,
            notices,
            trouble_since: found.trouble_since,
            history: db::audit::history(conn, RecordKind::Mail, &id.to_string()).await.map_err(fault)?,
        })
    }

    async fn test(&self, actor: &Actor, address: &str) -> Result<MailId, Fault> {
        actor.require(Permission::Administer)?;
        let address = domain::admin::read_email(address).map_err(|flaw| flawed("test_address", flaw))?;
        if address.is_empty() {
            return Err(flawed("test_address", Flaw::Required));
        }
        if !self.0.mail.is_on() {
            return Err(Refusal::MailOff.into());
        }
        let (id, worker, now) = (MailId::new(), Uuid::now_v7(), self.0.now());
        let (template, ..) = self.words(MailPurpose::Test).await?;
        let message = Message { recipient: actor.name.clone(), link: self.0.mail.link("/"), ..Message::default() };
        let outgoing = compose(&self.0.mail, (id, 1), MailPurpose::Test, &address, &template, &message);
        let (copy, by) = (outgoing.clone(), actor.clone());
        self.0
            .write(move |tx| {
                async move {
                    db::mail::insert_test(tx, id, &copy.to, worker, now, now + Duration::seconds(LEASE_SECONDS)).await?;
                    db::mail::fill(tx, id, &copy.to, &copy.subject, &copy.text).await?;
                    let mut log = entry(&by, now, Deed::Create, RecordKind::Mail, id, 1);
                    log.after = Some(Fields::from([("test_address".to_owned(), copy.to.clone())]));
                    db::audit::append(tx, &log).await?;
                    Ok::<_, Stop>(())
                }
                .boxed()
            })
            .await?;
        let services = self.0.clone();
        // It goes on when nobody waits any more: a relay may take longer to answer than a page may.
        let sending = tokio::spawn(async move {
            let began = Instant::now();
            let answer = services.mail.send(&outgoing, now.into()).await;
            let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
            deliver(&services, worker, id, &Tried { answer, at: services.now(), took_ms }).await
        });
        match tokio::time::timeout(TEST_WAIT, sending).await {
            Ok(Ok(delivered)) => delivered.map(|_| id),
            _ => Ok(id),
        }
    }

    async fn resend(&self, actor: &Actor, id: MailId) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        let found = self.found(id).await?;
        let state = found.line.state;
        if found.line.purpose == MailPurpose::Test || !state.can_resend() {
            return Err(Refusal::MailChanged.into());
        }
        let (actor, now) = (actor.clone(), self.0.now());
        self.0
            .write(move |tx| {
                async move {
                    if !db::mail::resend(tx, id, state, now).await? {
                        return Err(Refusal::MailChanged.into());
                    }
                    let mut log = entry(&actor, now, Deed::Update, RecordKind::Mail, id, 0);
                    log.before = Some(Fields::from([("mail_state".to_owned(), state.code().to_owned())]));
                    log.after = Some(Fields::from([("mail_state".to_owned(), MailState::Waiting.code().to_owned())]));
                    Ok(db::audit::append(tx, &log).await?)
                }
                .boxed()
            })
            .await
    }

    async fn cancel(&self, actor: &Actor, id: MailId) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        self.found(id).await?;
        let (actor, now) = (actor.clone(), self.0.now());
        self.0
            .write(move |tx| {
                async move {
                    if !db::mail::cancel(tx, id, "管理者が取り消しました", now).await? {
                        return Err(Refusal::MailChanged.into());
                    }
                    let mut log = entry(&actor, now, Deed::Update, RecordKind::Mail, id, 0);
                    log.before = Some(Fields::from([("mail_state".to_owned(), MailState::Waiting.code().to_owned())]));
                    log.after = Some(Fields::from([("mail_state".to_owned(), MailState::Cancelled.code().to_owned())]));
                    Ok(db::audit::append(tx, &log).await?)
                }
                .boxed()
            })
            .await
    }

    async fn confirm(&self, actor: &Actor, user: UserId) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        confirm(&self.0, actor, user).await
    }

    async fn templates(&self, actor: &Actor) -> Result<Vec<TemplateLine>, Fault> {
        actor.require(Permission::Administer)?;
        let stored = db::mail::templates(self.0.db.read()).await.map_err(fault)?;
        let line = |purpose: MailPurpose| {
            let changed = stored.iter().find(|(p, _)| *p == purpose).and_then(|(_, s)| s.words.clone());
            TemplateLine { purpose, changed: changed.is_some(), subject: changed.unwrap_or_else(|| default_template(purpose)).subject }
        };
        Ok(MailPurpose::all().into_iter().map(line).collect())
    }

    async fn template(&self, actor: &Actor, purpose: MailPurpose, form: Option<&TemplateForm>) -> Result<TemplateView, Fault> {
        actor.require(Permission::Administer)?;
        let (template, changed, version) = self.words(purpose).await?;
        let shown = form.map(|form| Template { subject: form.mail_subject.clone(), body: form.mail_body.clone() });
        let preview = render(shown.as_ref().unwrap_or(&template), &example(&self.0.mail, purpose));
        let history = db::audit::history(self.0.db.read(), RecordKind::MailTemplate, purpose.code()).await.map_err(fault)?;
        Ok(TemplateView { purpose, template, default: default_template(purpose), changed, version, preview, history })
    }

    async fn save_template(&self, actor: &Actor, purpose: MailPurpose, version: i32, form: &TemplateForm) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        let words = form.parse()?;
        self.store(actor, purpose, version, Some(words)).await
    }

    async fn reset_template(&self, actor: &Actor, purpose: MailPurpose, version: i32) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        self.store(actor, purpose, version, None).await
    }

    async fn jobs(&self, actor: &Actor) -> Result<Vec<JobTurn>, Fault> {
        actor.require(Permission::Administer)?;
        standing(&self.0).await
    }
}
