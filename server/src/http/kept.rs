//! Where refused forms are kept: in the database, and in memory for a moment when the database is the reason of the refusal.

use crate::service::Services;
use chrono::{DateTime, Duration, Utc};
use domain::id::UserId;
use futures::FutureExt;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Forms in memory: enough for a bad minute of one desk.
const IN_MEMORY: usize = 32;

/// How long a kept form is there.
#[must_use]
pub const fn lifetime() -> Duration {
    Duration::hours(1)
}

struct InMemory {
    id: Uuid,
    owner: Option<UserId>,
    text: String,
    at: DateTime<Utc>,
}

/// The kept forms.
#[derive(Clone, Default)]
pub struct KeptForms(Arc<Mutex<VecDeque<InMemory>>>);

impl KeptForms {
    /// Keeps a form, wherever that is possible.
    pub async fn keep(&self, services: &Services, id: Uuid, owner: Option<UserId>, text: &str) {
        let at = services.now();
        let payload = text.to_owned();
        let kept: Result<(), db::DbError> = services.db.write(move |tx| async move { db::kept_form::keep(tx, id, owner, &payload, at).await }.boxed()).await;
        if kept.is_err() {
            let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if memory.len() >= IN_MEMORY {
                memory.pop_front();
            }
            memory.push_back(InMemory { id, owner, text: text.to_owned(), at });
        }
    }

    /// Finds a form of the last hour again: the person's own, or one that nobody owns because it was typed before signing in.
    pub async fn find(&self, services: &Services, id: Uuid, asking: Option<UserId>) -> Option<String> {
        let since = services.now() - lifetime();
        let remembered = {
            let memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            memory.iter().find(|form| form.id == id && form.at > since && (form.owner.is_none() || form.owner == asking)).map(|form| form.text.clone())
        };
        if remembered.is_some() {
            return remembered;
        }
        let conn = services.db.read();
        if asking.is_some()
            && let Ok(Some(text)) = db::kept_form::find(conn, id, asking, since).await
        {
            return Some(text);
        }
        db::kept_form::find(conn, id, None, since).await.ok().flatten()
    }
}
