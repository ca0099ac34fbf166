//! The database to measure on: filled once, kept, and copied before each use.

use super::{BenchError, tell};
use crate::config::Settings;
use crate::database as whole;
use crate::database::Trouble;
use crate::seed;
use crate::service::Services;
use crate::service::account::{AccountService, NewPerson};
use crate::service::error::fault;
use chrono::Duration;
use db::{Database, Options};
use domain::account::{Role, SessionRules};
use domain::inquiry::Filter;
use domain::ports::{AccountDesk, Origin};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A database in place, and what is needed to use it.
pub struct Prepared {
    /// The SQLite file.
    pub file: PathBuf,
    /// Who signs in.
    pub login: String,
    /// With which password.
    pub password: String,
    /// A colleague with an e-mail address.
    pub colleague: String,
    /// The desk's id.
    pub desk: String,
    /// The desk's name.
    pub desk_name: String,
    /// How many inquiries there are.
    pub inquiries: u64,
    /// Some of them.
    pub known: Vec<KnownInquiry>,
    /// The folder of the built site; none for the program's own setting.
    pub site: Option<PathBuf>,
}

/// An inquiry that is there.
pub struct KnownInquiry {
    /// Its id.
    pub id: String,
    /// Its case.
    pub case: String,
    /// 受付番号
    pub number: String,
    /// 電話番号; may be empty.
    pub telephone: String,
}

fn because(text: impl ToString) -> BenchError {
    BenchError::Trouble(Trouble::Because(text.to_string()))
}

/// Takes files of an SQLite database away.
fn remove(file: &Path) {
    for ending in ["", "-wal", "-shm", ".lock"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        // Mostly there is none.
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}

async fn open(file: &Path) -> Result<Database, BenchError> {
    // Nobody else is waiting, so a slow disk may take its time.
    let options = Options { timeout: std::time::Duration::from_secs(60), ..Options::default() };
    let db = Database::connect(&format!("sqlite:{}", file.display()), &options).await.map_err(Trouble::from)?;
    whole::migrate(&db).await?;
    Ok(db)
}

/// A few letters that change with the schema and with the made-up data.
async fn fingerprint(db: &Database) -> Result<String, BenchError> {
    let statement = Statement::from_string(DbBackend::Sqlite, "SELECT coalesce(sql, '') FROM sqlite_master ORDER BY name");
    let rows = db.read().query_all_raw(statement).await.map_err(|e| Trouble::Database(e.into()))?;
    let mut hash = Sha256::new();
    hash.update(seed::SEED_VERSION.to_le_bytes());
    for row in &rows {
        hash.update(row.try_get_by_index::<String>(0).unwrap_or_default());
    }
    Ok(hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect())
}

/// A fresh copy of the filled database, with somebody who can sign in.
pub(super) async fn prepare(folder: &Path, inquiries: u64) -> Result<Prepared, BenchError> {
    std::fs::create_dir_all(folder)?;
    let filled = filled(folder, inquiries).await?;
    let file = folder.join("running.db");
    remove(&file);
    std::fs::copy(&filled, &file)?;
    let db = open(&file).await?;
    let prepared = sign_up(&db, file, inquiries).await;
    db.close().await;
    prepared
}

async fn filled(folder: &Path, inquiries: u64) -> Result<PathBuf, BenchError> {
    let fresh = folder.join("filling.db");
    remove(&fresh);
    let db = open(&fresh).await?;
    let kept = folder.join(format!("{inquiries}-{}.db", fingerprint(&db).await?));
    if !kept.exists() {
        tell(&format!("making {inquiries} inquiries, once"));
        let began = std::time::Instant::now();
        seed::inquiries(&Services::new(db.clone()), inquiries).await?;
        tell(&format!("made in {:.1} s", began.elapsed().as_secs_f64()));
        // Closing brings everything into the one file.
        db.close().await;
        std::fs::rename(&fresh, &kept)?;
    } else {
        db.close().await;
    }
    remove(&fresh);
    Ok(kept)
}

async fn sign_up(db: &Database, file: PathBuf, inquiries: u64) -> Result<Prepared, BenchError> {
    let services = Services::new(db.clone());
    let account = AccountService::new(services.clone(), SessionRules { idle: Duration::hours(1), absolute: Duration::hours(12) });
    let desk = account.all_desks().await.map_err(because)?.into_iter().next().ok_or_else(|| because("no desk was made"))?;
    let (login, password) = ("bench".to_owned(), "計測のときだけ使う長い言葉".to_owned());
    let person = NewPerson { login: login.clone(), name: "計測 花子".to_owned(), email: None, roles: vec![Role::DeskStaff], desks: vec![desk.name.clone()] };
    let invited = account.add(person).await.map_err(because)?;
    account.accept(invited.token(), &password, &password, &Origin::default()).await.map_err(because)?;
    let other = "計測 次郎".to_owned();
    let person = NewPerson {
        login: "bench-colleague".to_owned(),
        name: other.clone(),
        email: Some("jiro@bench.example".to_owned()),
        roles: vec![Role::DeskStaff],
        desks: vec![desk.name.clone()],
    };
    account.add(person).await.map_err(because)?;
    let staff = db::desk::staff(db.read(), &[desk.id]).await.map_err(Trouble::from)?;
    let colleague = staff.into_iter().find(|s| s.name == other).map(|s| s.id.to_string()).ok_or_else(|| because("no colleague was made"))?;
    let mut known = Vec::new();
    // Some new, some old.
    for page in [1, 5, 40, 150] {
        let rows = db::inquiry::rows(db.read(), &[desk.id], &Filter { page, ..Filter::default() }).await.map_err(Trouble::from)?;
        for row in rows.rows.iter().take(25) {
            if let Some(found) = db::inquiry::find(db.read(), row.id).await.map_err(|e| because(fault(e)))? {
                known.push(KnownInquiry { id: row.id.to_string(), case: row.case.id.to_string(), number: row.number.clone(), telephone: found.data.telephone });
            }
        }
    }
    Ok(Prepared { file, login, password, colleague, desk: desk.id.to_string(), desk_name: desk.name, inquiries, known, site: None })
}

impl Prepared {
    /// An empty database in `folder`, with a desk and somebody who can sign in.
    ///
    /// # Errors
    /// It cannot be made.
    pub async fn empty(folder: &Path) -> Result<Self, BenchError> {
        let file = folder.join("empty.db");
        let settings = Settings::load(None, [("MADOGUCHI_DATABASE".to_owned(), format!("sqlite:{}", file.display()))]).map_err(because)?;
        let db = whole::open_at_head(&settings).await?;
        let account = AccountService::new(Services::new(db.clone()), SessionRules { idle: Duration::hours(1), absolute: Duration::hours(12) });
        account.add_desk("計測用窓口").await.map_err(because)?;
        let prepared = sign_up(&db, file, 0).await;
        db.close().await;
        prepared
    }
}
