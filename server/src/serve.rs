//! Serving: from the settings to an open port, and to an orderly end.

use crate::config::Settings;
use crate::database::{self, Trouble};
use crate::files::Files;
use crate::http::{self, State};
use crate::jobs::Jobs;
use crate::mail::Mailer;
use crate::service::account::AccountService;
use crate::service::admin::AdminService;
use crate::service::{Services, code};
use chrono::Duration as Span;
use domain::account::SessionRules;
use futures::FutureExt;
use std::future::IntoFuture;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long requests under way may take to finish when the server stops.
const LAST_REQUESTS: Duration = Duration::from_secs(10);
/// How soon a change of the code lists by another server is seen.
const FOLLOW: Duration = Duration::from_secs(5);
/// How long a worker may take to put its e-mails down when the server stops.
const LAST_MAILS: Duration = Duration::from_secs(9);

/// How long sessions last by the settings.
#[must_use]
pub fn session_rules(settings: &Settings) -> SessionRules {
    SessionRules { idle: Span::minutes(i64::from(settings.session_idle_minutes)), absolute: Span::hours(i64::from(settings.session_absolute_hours)) }
}

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// The database, the address or the signals cannot be used.
pub async fn run(settings: Settings) -> Result<(), Trouble> {
    // Before anything else: a signal that comes while starting must not cut a migration in two.
    let stop = stop_on_signal()?;
    if !settings.has_site() {
        // Pages without script and style look broken, and nobody would know why.
        return Err(Trouble::Because(format!("setting `site` is \"{}\", where there are no folders pkg and assets: name the folder of the built site", settings.site.display())));
    }
    settings.check_mail().map_err(|e| Trouble::Because(e.to_string()))?;
    let mailer = Mailer::new(&settings).map_err(|e| Trouble::Because(format!("setting `mail`: TLS to the relay cannot be used: {e}")))?;
    let _lock = database::lock(&settings)?;
    let db = database::open_at_head(&settings).await?;
    let services = Services { mail: Arc::new(mailer), ..Services::new(db.clone()) };
    take_over(&services).await?;
    let account = AccountService::new(services.clone(), session_rules(&settings));
    prepare(&services).await?;
    let lists = tokio::spawn(follow_lists(services.clone(), stop.clone()));
    announce_administrator(&account, &settings).await?;
    let filled = AdminService::new(services.clone(), account.clone()).fill_holidays().await;
    filled.map_err(|fault| Trouble::Because(format!("the holidays could not be filled in: {fault}")))?;
    let listener = TcpListener::bind(settings.listen).await.map_err(|e| Trouble::File(format!("listening on {}", settings.listen), e))?;
    tracing::info!(listen = %settings.listen, database = settings.database.kind(), "serving");
    if http::hash_file().is_none() {
        tracing::warn!("hash.txt is not beside the program: the site's files are served under plain names and not cached");
    }
    let (jobs, worker, last_mail) = Jobs::new(services.clone(), account.clone(), Files::new(settings.attachments.clone()));
    let jobs = tokio::spawn(jobs.run(stop.clone()));
    let worker = tokio::spawn(worker);
    let sharing = tokio::spawn(crate::events::share(services.hints.clone(), db.clone()));
    let router = http::router(State::new(services, account, settings, stop.clone()));
    let served = until_stopped(listener, router, stop).await;
    last_mail.cancel();
    let _ = tokio::time::timeout(LAST_MAILS, worker).await;
    jobs.abort();
    lists.abort();
    sharing.abort();
    db.close().await;
    tracing::info!("stopped");
    served
}

/// Cancelled by SIGTERM or SIGINT.
fn stop_on_signal() -> Result<CancellationToken, Trouble> {
    let failed = |e| Trouble::File("signals".to_owned(), e);
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate()).map_err(failed)?, signal(SignalKind::interrupt()).map_err(failed)?);
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        token.cancel();
    });
    Ok(stop)
}

async fn until_stopped(listener: TcpListener, router: axum::Router, stop: CancellationToken) -> Result<(), Trouble> {
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(stop.clone().cancelled_owned());
    let mut server = std::pin::pin!(server.into_future());
    tokio::select! {
        ended = &mut server => return ended.map_err(|e| Trouble::File("serving".to_owned(), e)),
        () = stop.cancelled() => {}
    }
    tracing::info!("stopping: requests under way may finish");
    match tokio::time::timeout(LAST_REQUESTS, server).await {
        Ok(ended) => ended.map_err(|e| Trouble::File("serving".to_owned(), e)),
        Err(_) => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    }
}

/// Brings what the database must hold before the first request, beside its schema.
async fn prepare(services: &Services) -> Result<(), Trouble> {
    code::start(services).await.map_err(|fault| Trouble::Because(format!("the code lists could not be read: {fault}")))
}

/// What a server that was killed had in hand: on SQLite nobody else can have it.
async fn take_over(services: &Services) -> Result<(), Trouble> {
    if !services.db.is_sqlite() {
        return Ok(());
    }
    let now = services.now();
    let released = services.write(move |tx| {
        async move {
            db::job::release_all(tx).await?;
            Ok(db::mail::release_all(tx, now).await?)
        }
        .boxed()
    });
    match released.await {
        Ok(0) => Ok(()),
        Ok(mails) => {
            tracing::info!(mails, "e-mails that were being sent when the program ended are sent again");
            Ok(())
        }
        Err(fault) => Err(Trouble::Because(format!("the outbox could not be taken over: {fault}"))),
    }
}

/// Reads the code lists anew after another server on the same database changed them.
async fn follow_lists(services: Services, stop: CancellationToken) {
    let mut seen = None;
    while !stop.is_cancelled() {
        if let Ok(state) = code::state(&services).await
            && seen.is_none_or(|seen| seen != state)
            && code::read(&services).await.is_ok()
        {
            seen = Some(state);
        }
        tokio::time::sleep(FOLLOW).await;
    }
}

async fn announce_administrator(account: &AccountService, settings: &Settings) -> Result<(), Trouble> {
    let invited = account.first_administrator().await.map_err(|fault| Trouble::Because(format!("the first administrator could not be made: {fault}")))?;
    if let Some(invited) = invited {
        let text = format!("The administrator \"admin\" has no password yet. This link sets it, once, within 72 hours:\n{}\n", invited.link(&settings.public_url));
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Trouble::File("standard output".to_owned(), e))?;
    }
    Ok(())
}
