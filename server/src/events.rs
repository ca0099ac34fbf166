//! Hints to open pages that something changed: what to ask for again, never the thing itself.
//!
//! Only this process' own saves are announced. A second server on the same PostgreSQL would need LISTEN/NOTIFY;
//! it would feed [`Hints::send`] and nothing else would change.

use domain::id::DeskId;
use serde::Serialize;
use tokio::sync::broadcast;
use uuid::Uuid;

/// How many hints a slow page may lag behind; after that it is told to ask for everything again.
const BACKLOG: usize = 256;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// Which slice changed: `inquiry`, `cases`, `patient`, `draft`.
    pub slice: &'static str,
    /// Which record.
    pub id: Uuid,
    /// Its version now.
    pub version: i32,
    /// Whose people are told. Never sent to the browser.
    #[serde(skip)]
    pub desk: DeskId,
}

/// The channel between the services and the open pages.
#[derive(Clone, Debug)]
pub struct Hints(broadcast::Sender<Hint>);

impl Default for Hints {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Hints {
    /// Announces a change; to be called after the commit.
    pub fn send(&self, hint: Hint) {
        // Nobody listening is the ordinary case at night.
        let _ = self.0.send(hint);
    }

    /// Listens from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Hint> {
        self.0.subscribe()
    }
}
