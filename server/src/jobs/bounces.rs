//! Reading the Maildir of bounces: each report once, then it goes to `cur`.

use super::Job;
use crate::events::Hint;
use crate::mail::{MOST_BYTES, read_bounce, speaks_of_the_address};
use crate::service::error::Stop;
use crate::service::{Services, notice};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::error::Fault;
use futures::FutureExt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Reports of one turn.
const MOST: usize = 500;

pub(super) struct Bounces(pub(super) Services);

/// What lies in the folder `new`, oldest name first; nothing when no report has come yet.
fn reports(folder: &Path) -> io::Result<Vec<PathBuf>> {
    // A folder that is not there at all is a slip in the settings, which nobody would notice.
    std::fs::metadata(folder)?;
    let entries = match std::fs::read_dir(folder.join("new")) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            found.push(entry.path());
        }
    }
    found.sort();
    found.truncate(MOST);
    Ok(found)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    std::fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut raw)?;
    Ok(raw)
}

/// Puts a report away, marked as seen.
fn put_away(folder: &Path, path: &Path) -> io::Result<()> {
    let Some(name) = path.file_name().and_then(|n| n.to_str()) else { return std::fs::remove_file(path) };
    let name = name.split(':').next().unwrap_or(name);
    std::fs::create_dir_all(folder.join("cur"))?;
    std::fs::rename(path, folder.join("cur").join(format!("{name}:2,S")))
}

fn trouble(error: &io::Error) -> Fault {
    let ticket = uuid::Uuid::now_v7().to_string();
    tracing::warn!(%error, ticket, "the folder of bounces cannot be read");
    Fault::Internal { ticket }
}

#[async_trait]
impl Job for Bounces {
    fn name(&self) -> &'static str {
        "bounces"
    }

    async fn turn(&self, now: DateTime<Utc>) -> Result<String, Fault> {
        let Some(folder) = self.0.mail.bounces() else { return Ok("read=0".to_owned()) };
        let (mut looked, mut known, mut unread) = (0, 0, None);
        for path in reports(folder).map_err(|e| trouble(&e))? {
            // One that cannot be read keeps none of the others.
            let raw = match read(&path) {
                Ok(raw) => raw,
                Err(error) => {
                    unread = Some(error);
                    continue;
                }
            };
            if let Some(bounce) = read_bounce(&raw)
                && self.note(bounce, now).await?
            {
                known += 1;
            }
            // Only now: a report that was not worked through is read again.
            put_away(folder, &path).map_err(|e| trouble(&e))?;
            looked += 1;
        }
        if known > 0 {
            self.0.hints.send(Hint::of_anything());
        }
        match unread {
            Some(error) => Err(trouble(&error)),
            None => Ok(format!("read={looked} bounced={known}")),
        }
    }
}

impl Bounces {
    async fn note(&self, bounce: crate::mail::Bounce, now: DateTime<Utc>) -> Result<bool, Fault> {
        self.0
            .write(move |tx| {
                async move {
                    let Some(settled) = db::mail::bounced(tx, (bounce.mail, bounce.edition), &bounce.words, now).await? else { return Ok(false) };
                    let said = format!("{} {}", bounce.status, bounce.words);
                    let of_address = bounce.status.starts_with("5.") && speaks_of_the_address(&said);
                    notice::given_up(tx, bounce.mail, &settled, of_address.then_some(bounce.words.as_str()), now).await?;
                    Ok::<_, Stop>(true)
                }
                .boxed()
            })
            .await
    }
}
