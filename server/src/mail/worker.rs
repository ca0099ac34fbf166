//! The worker: takes e-mails out of the outbox, gives them to the relay, and writes down what it said. Any number of servers may have one.

use super::{AT_ONCE, Mailer, Outgoing, compose, default_template, filled, link_hidden, speaks_of_the_address};
use crate::events::Hint;
use crate::service::account::token;
use crate::service::error::Stop;
use crate::service::{Services, notice};
use chrono::{DateTime, Duration, Utc};
use db::Tx;
use db::mail::{Leased, Tried};
use domain::error::Fault;
use domain::id::MailId;
use domain::notice::{Answer, LEASE_SECONDS, MailPurpose, MailState, NoticeKind};
use futures::FutureExt;
use std::time::Instant;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often the outbox is looked into.
const LOOK: std::time::Duration = std::time::Duration::from_secs(1);
/// How long those under way may take when the server stops.
const LAST: std::time::Duration = std::time::Duration::from_secs(8);
/// How often writing an answer down is tried.
const WRITES: u32 = 20;
/// How long the one-time link of an invitation is good.
const LINK_HOURS: i64 = 72;
/// Why nothing is sent in a house without a relay.
const OFF: &str = "メール送信は停止中です（設定 mail = off）";

/// What a worker did since it was asked last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Taken by the relay.
    pub sent: u32,
    /// Put off.
    pub later: u32,
    /// Given up.
    pub failed: u32,
    /// The outbox could be looked into.
    pub looked: bool,
}

/// One worker.
pub struct Worker {
    services: Services,
    id: Uuid,
}

/// An e-mail in a worker's hands.
struct Taken {
    id: MailId,
    outgoing: Outgoing,
}

impl Worker {
    /// A worker of its own name.
    #[must_use]
    pub fn new(services: Services) -> Self {
        Self { services, id: Uuid::now_v7() }
    }

    fn mailer(&self) -> &Mailer {
        &self.services.mail
    }

    /// Works until `stop`, then lets those under way finish. `report` hears what was done, about once a second.
    pub async fn run(self, stop: CancellationToken, report: impl Fn(Done) + Send) {
        let mut under_way = JoinSet::new();
        let most = usize::try_from(AT_ONCE).unwrap_or(1);
        let worker = std::sync::Arc::new(self);
        while !stop.is_cancelled() {
            let free = most.saturating_sub(under_way.len());
            let taken = if free > 0 { worker.take(i64::try_from(free).unwrap_or(1)).await } else { Ok(Vec::new()) };
            let looked = taken.is_ok();
            let taken = taken.unwrap_or_default();
            let none = taken.is_empty();
            for mail in taken {
                let worker = worker.clone();
                under_way.spawn(async move { worker.send(mail).await });
            }
            let mut done = Done { looked, ..Done::default() };
            let pause = tokio::time::sleep(LOOK);
            tokio::select! {
                ended = under_way.join_next(), if !under_way.is_empty() => done.count(ended.and_then(Result::ok).flatten()),
                () = pause, if none || under_way.len() >= most => {}
                () = stop.cancelled() => {}
            }
            while let Some(ended) = under_way.try_join_next() {
                done.count(ended.ok().flatten());
            }
            report(done);
        }
        let _ = tokio::time::timeout(LAST, async { while under_way.join_next().await.is_some() {} }).await;
    }

    /// Sends what is due now, one after the other, and says what came of it: for tests and for a server that is about to stop.
    ///
    /// # Errors
    /// The database's.
    pub async fn once(&self) -> Result<Done, Fault> {
        let mut done = Done::default();
        loop {
            let taken = self.take(i64::from(AT_ONCE)).await?;
            if taken.is_empty() {
                return Ok(done);
            }
            for state in futures::future::join_all(taken.into_iter().map(|mail| self.send(mail))).await {
                done.count(state);
            }
        }
    }

    /// Takes e-mails that are due and puts their words together.
    async fn take(&self, most: i64) -> Result<Vec<Taken>, Fault> {
        let now = self.services.now();
        // A server of which nobody said how e-mail leaves does not empty an outbox that others share.
        if !self.mailer().is_on() && !self.mailer().is_refused() && !self.services.db.is_sqlite() {
            return Ok(Vec::new());
        }
        // Looking costs the one writer of SQLite nothing.
        if !db::mail::is_due(self.services.db.read(), now).await.map_err(crate::service::error::fault)? {
            return Ok(Vec::new());
        }
        let (me, mailer) = (self.id, self.services.mail.clone());
        self.services
            .write(move |tx| {
                async move {
                    if !mailer.is_on() {
                        db::mail::cancel_waiting(tx, OFF, now).await?;
                        return Ok(Vec::new());
                    }
                    let mut taken = Vec::new();
                    for leased in db::mail::lease(tx, me, now, now + Duration::seconds(LEASE_SECONDS), most).await? {
                        if let Some(outgoing) = prepare(tx, &mailer, me, &leased, now).await? {
                            taken.push(Taken { id: leased.id, outgoing });
                        }
                    }
                    Ok(taken)
                }
                .boxed()
            })
            .await
    }

    async fn send(&self, mail: Taken) -> Option<MailState> {
        let began = Instant::now();
        let answer = self.mailer().send(&mail.outgoing, self.services.now().into()).await;
        let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let tried = Tried { answer, at: self.services.now(), took_ms };
        for attempt in 0..WRITES {
            match deliver(&self.services, self.id, mail.id, &tried).await {
                Ok(state) => return state,
                // What the relay took must be written down, or it is sent twice.
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(u64::from(attempt + 1) * 100)).await,
            }
        }
        tracing::warn!(mail = %mail.id, "the relay's answer could not be written down; the e-mail is sent again with the same Message-ID");
        None
    }
}

impl Done {
    const fn count(&mut self, state: Option<MailState>) {
        match state {
            Some(MailState::Sent) => self.sent += 1,
            Some(MailState::Waiting) => self.later += 1,
            Some(MailState::Failed) => self.failed += 1,
            _ => {}
        }
    }
}

/// The words of an e-mail that was taken; `None` when nobody can get it.
async fn prepare(tx: &Tx, mailer: &Mailer, worker: Uuid, leased: &Leased, now: DateTime<Utc>) -> Result<Option<Outgoing>, Stop> {
    if leased.purpose == MailPurpose::Test {
        db::mail::give_back(tx, leased.id, worker, "送信テストの途中でサーバーが停止しました", now).await?;
        return Ok(None);
    }
    let Some((user, name, address)) = &leased.to else {
        db::mail::give_back(tx, leased.id, worker, "宛先の利用者が利用停止中か、メールアドレスがありません", now).await?;
        return Ok(None);
    };
    if leased.purpose == MailPurpose::Notice(NoticeKind::Invited) && !db::mail::is_wanted_invitation(tx, leased.id, *user).await? {
        db::mail::give_back(tx, leased.id, worker, "招待はすでに使われたか、新しいものに置き換えられています", now).await?;
        return Ok(None);
    }
    let lines = db::notice::of_mail(tx, leased.id).await?;
    // The one-time secret exists in this e-mail alone; each repetition has one of its own, and all of them stay good.
    let secret = if leased.purpose == MailPurpose::Notice(NoticeKind::Invited) { Some(token::new()?) } else { None };
    if let Some(secret) = &secret {
        db::account::add_link(tx, &token::hash(secret), *user, now, now + Duration::hours(LINK_HOURS)).await?;
    }
    let template = db::mail::template(tx, leased.purpose).await?.and_then(|t| t.words).unwrap_or_else(|| default_template(leased.purpose));
    let message = filled(mailer, name, &lines, secret.as_deref());
    let outgoing = compose(mailer, (leased.id, leased.edition), leased.purpose, address, &template, &message);
    db::mail::fill(tx, leased.id, address, &outgoing.subject, &link_hidden(&outgoing.text, &message.link, secret.as_deref())).await?;
    Ok(Some(outgoing))
}

/// Writes down what the relay said, and tells the administrators of what was given up: in one transaction.
///
/// # Errors
/// The database's.
pub async fn deliver(services: &Services, worker: Uuid, id: MailId, tried: &Tried) -> Result<Option<MailState>, Fault> {
    let tried = tried.clone();
    let settled = services
        .write(move |tx| {
            async move {
                let Some(settled) = db::mail::answered(tx, id, worker, &tried).await? else { return Ok(None) };
                if settled.state == MailState::Failed {
                    let of_address = matches!(&tried.answer, Answer::Refused(text) if speaks_of_the_address(text));
                    notice::given_up(tx, id, &settled, of_address.then(|| tried.answer.text()), tried.at).await?;
                }
                Ok(Some(settled.state))
            }
            .boxed()
        })
        .await?;
    if settled == Some(MailState::Failed) {
        // The pages of whoever works with that person say so.
        services.hints.send(Hint::of_anything());
    }
    Ok(settled)
}
