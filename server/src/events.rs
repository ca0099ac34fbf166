//! Hints to open pages that something changed: what to ask for again, never the thing itself.
//!
//! What this process saves is announced to its own pages at once, and to other servers on the same PostgreSQL by [`share`].

use db::{Database, DbError, News};
use domain::id::DeskId;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

/// How many hints a slow page may lag behind; after that it is told to ask for everything again.
const BACKLOG: usize = 256;
/// What servers on one PostgreSQL call their line.
const CHANNEL: &str = "madoguchi_hints";
/// How soon a lost line is tried again.
const AGAIN: Duration = Duration::from_secs(2);
/// The slices that are told by name. A page that hears of any other asks for everything again, which is never wrong.
const SLICES: [&str; 5] = ["inquiry", "cases", "patient", "draft", "assignment"];
/// The slice of a hint that stands for all hints, because some were missed.
const ALL: &str = "all";

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// Which slice changed: `inquiry`, `cases`, `patient`, `draft`, `assignment`.
    pub slice: &'static str,
    /// Which record.
    pub id: Uuid,
    /// Its version now.
    pub version: i32,
    /// Whose people are told. Never sent to the browser.
    #[serde(skip)]
    pub desk: DeskId,
}

impl Hint {
    /// That anything may have changed, at any desk.
    #[must_use]
    pub fn of_anything() -> Self {
        Self { slice: ALL, id: Uuid::nil(), version: 0, desk: DeskId(Uuid::nil()) }
    }

    /// Whether the people of these desks are told.
    #[must_use]
    pub fn is_for(&self, desks: &[DeskId]) -> bool {
        self.slice == ALL || desks.contains(&self.desk)
    }
}

/// The channel between the services and the open pages.
#[derive(Clone, Debug)]
pub struct Hints {
    /// To the pages of this process.
    pages: broadcast::Sender<Hint>,
    /// To other servers.
    others: broadcast::Sender<Hint>,
}

impl Default for Hints {
    fn default() -> Self {
        Self { pages: broadcast::channel(BACKLOG).0, others: broadcast::channel(BACKLOG).0 }
    }
}

impl Hints {
    /// Announces a change; to be called after the commit.
    pub fn send(&self, hint: Hint) {
        // Nobody listening is the ordinary case at night, and with one server only.
        let _ = self.pages.send(hint.clone());
        let _ = self.others.send(hint);
    }

    /// Listens from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Hint> {
        self.pages.subscribe()
    }

    /// Passes on what another server announced.
    fn pass_on(&self, hint: Hint) {
        let _ = self.pages.send(hint);
    }
}

/// A hint on its way between servers.
#[derive(Debug, Serialize, Deserialize)]
struct Message {
    /// The process that saved: its own pages know already.
    from: Uuid,
    slice: String,
    id: Uuid,
    version: i32,
    desk: Uuid,
}

impl Message {
    fn hint(&self) -> Hint {
        let slice = SLICES.into_iter().find(|known| *known == self.slice);
        slice.map_or_else(Hint::of_anything, |slice| Hint { slice, id: self.id, version: self.version, desk: DeskId(self.desk) })
    }
}

/// Keeps this process' pages and those of other servers on one PostgreSQL informed of each other's saves, until it is dropped.
/// On SQLite it has nothing to do.
pub async fn share(hints: Hints, db: Database) {
    if db.is_sqlite() {
        return;
    }
    let me = Uuid::now_v7();
    tokio::join!(tell(&hints, &db, me), hear(&hints, &db, me));
}

async fn tell(hints: &Hints, db: &Database, me: Uuid) {
    let mut own = hints.others.subscribe();
    loop {
        let hint = match own.recv().await {
            Ok(hint) => hint,
            Err(RecvError::Lagged(_)) => Hint::of_anything(),
            Err(RecvError::Closed) => return,
        };
        let message = Message { from: me, slice: hint.slice.to_owned(), id: hint.id, version: hint.version, desk: hint.desk.0 };
        let Ok(text) = serde_json::to_string(&message) else { continue };
        if let Err(error) = db.tell(CHANNEL, &text).await {
            // Pages of other servers learn of it with their next look.
            tracing::warn!(%error, "other servers could not be told of a change");
        }
    }
}

async fn hear(hints: &Hints, db: &Database, me: Uuid) {
    loop {
        match db.listen(CHANNEL).await {
            Ok(Some(line)) => {
                if let Err(error) = follow(hints, line, me).await {
                    tracing::warn!(%error, "the line to other servers was lost");
                }
            }
            Ok(None) => return,
            Err(error) => tracing::warn!(%error, "no line to other servers"),
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn follow(hints: &Hints, mut line: News, me: Uuid) -> Result<(), DbError> {
    // Whatever was said before is missed.
    hints.pass_on(Hint::of_anything());
    loop {
        let Some(text) = line.next().await? else {
            hints.pass_on(Hint::of_anything());
            continue;
        };
        if let Ok(message) = serde_json::from_str::<Message>(&text)
            && message.from != me
        {
            hints.pass_on(message.hint());
        }
    }
}
