//! Where the contents of attached files are: a folder outside of the site, one file each, named by id and hash, never changed.
//!
//! A content is complete under its name before any record speaks of it; what no record speaks of is swept out after a day.

use db::Database;
use domain::attachment::FILE_MAX;
use domain::id::AttachmentId;
use sha2::{Digest, Sha256};
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// What is looked at of a file's beginning and end, to know what it is.
const LOOKED_AT: usize = 64 * 1024;
/// How a file is called that is still being written.
const UNFINISHED: &str = "part";
/// What no record speaks of is kept for so long: its record may be on its way.
const ORPHAN_AGE: Duration = Duration::from_secs(24 * 3600);
/// Bytes read at once.
const CHUNK: usize = 128 * 1024;

/// The folder.
#[derive(Clone, Debug)]
pub struct Files(PathBuf);

/// A content that is being written.
#[derive(Debug)]
pub struct Incoming {
    file: File,
    path: PathBuf,
    hash: Sha256,
    size: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
}

/// A content that is complete, though not yet under its name.
#[derive(Debug)]
pub struct Received {
    path: PathBuf,
    /// SHA-256 in hexadecimal figures.
    pub sha256: String,
    /// Its size.
    pub size: u64,
    /// Its first bytes.
    pub head: Vec<u8>,
    /// Its last bytes.
    pub tail: Vec<u8>,
}

impl Drop for Received {
    fn drop(&mut self) {
        // Under its own name by now, or refused: in both cases this name is not needed.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Files {
    /// The contents in `folder`, which is made when the first one comes.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    fn path(&self, id: AttachmentId, sha256: &str) -> PathBuf {
        self.0.join(format!("{id}.{sha256}"))
    }

    /// Begins a content under a name of its own, so that nobody meets half of it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn begin(&self) -> io::Result<Incoming> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let path = self.0.join(format!("{}.{UNFINISHED}", Uuid::now_v7()));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Incoming { file, path, hash: Sha256::new(), size: 0, head: Vec::new(), tail: Vec::new() })
    }

    /// Gives a complete content its name. The same content of the same id has the same name, so doing it twice does no harm.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn keep(&self, id: AttachmentId, received: &Received) -> io::Result<()> {
        std::fs::rename(&received.path, self.path(id, &received.sha256))?;
        // The name is on the disk before the record is.
        File::open(&self.0)?.sync_all()
    }

    /// The content, when it is still the one that was sent; `None` when it is not there or was changed.
    ///
    /// # Errors
    /// The disk's.
    pub fn open(&self, id: AttachmentId, sha256: &str) -> io::Result<Option<File>> {
        let path = self.path(id, sha256);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut hash = Sha256::new();
        let mut buffer = vec![0_u8; CHUNK];
        let mut left = FILE_MAX + 1;
        loop {
            let read = file.read(&mut buffer)?;
            left = left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
            match buffer.get(..read) {
                Some(bytes) if !bytes.is_empty() && left > 0 => hash.update(bytes),
                _ => break,
            }
        }
        if hex(&hash.finalize()) != sha256 { Ok(None) } else { File::open(&path).map(Some) }
    }

    /// Removes contents older than a day that no record speaks of. Answers how many.
    ///
    /// # Errors
    /// The disk's, or the database's.
    pub async fn sweep(&self, db: &Database, now: SystemTime) -> io::Result<u64> {
        let mut removed = 0;
        let mut old: Vec<(AttachmentId, PathBuf)> = Vec::new();
        for path in self.paths()? {
            let age = std::fs::metadata(&path).and_then(|m| m.modified()).ok().and_then(|at| now.duration_since(at).ok());
            if age.is_none_or(|age| age < ORPHAN_AGE) {
                continue;
            }
            if path.extension().is_some_and(|e| e == UNFINISHED) {
                std::fs::remove_file(&path)?;
                removed += 1;
            } else if let Some(id) = path.file_stem().and_then(|s| s.to_str()).and_then(|s| s.parse().ok()) {
                old.push((id, path));
            }
        }
        for some in old.chunks(500) {
            let ids: Vec<AttachmentId> = some.iter().map(|(id, _)| *id).collect();
            let unknown = db::attachment::unknown(db.read(), &ids).await.map_err(io::Error::other)?;
            for (_, path) in some.iter().filter(|(id, _)| unknown.contains(id)) {
                std::fs::remove_file(path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn paths(&self) -> io::Result<Vec<PathBuf>> {
        match std::fs::read_dir(&self.0) {
            Ok(entries) => entries.map(|e| e.map(|e| e.path())).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Copies every content that is not there yet into `to`. Answers how many there are now.
    ///
    /// # Errors
    /// The disk's.
    pub fn copy_to(&self, to: &Path) -> io::Result<u64> {
        let mut count = 0;
        for from in self.paths()? {
            let Some(name) = from.file_name().filter(|_| from.extension().is_none_or(|e| e != UNFINISHED)) else { continue };
            DirBuilder::new().recursive(true).mode(0o700).create(to)?;
            count += 1;
            let target = to.join(name);
            if target.exists() {
                continue;
            }
            let part = to.join(format!("{}.{UNFINISHED}", Uuid::now_v7()));
            std::fs::copy(&from, &part)?;
            std::fs::set_permissions(&part, Permissions::from_mode(0o600))?;
            File::open(&part)?.sync_all()?;
            std::fs::rename(&part, &target)?;
        }
        Ok(count)
    }
}

impl Incoming {
    /// Bytes so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends some bytes.
    ///
    /// # Errors
    /// The disk's.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let missing = LOOKED_AT.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(missing));
        self.tail.extend(bytes.iter().skip(bytes.len().saturating_sub(LOOKED_AT)));
        let spare = self.tail.len().saturating_sub(LOOKED_AT);
        self.tail.drain(..spare);
        Ok(())
    }

    /// Everything is there: brings it to the disk.
    ///
    /// # Errors
    /// The disk's.
    pub fn finish(mut self) -> io::Result<Received> {
        self.file.sync_all()?;
        let (head, tail) = (std::mem::take(&mut self.head), std::mem::take(&mut self.tail));
        let sha256 = hex(&std::mem::take(&mut self.hash).finalize());
        // From here on the other one removes it.
        let path = std::mem::take(&mut self.path);
        Ok(Received { path, sha256, size: self.size, head, tail })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
