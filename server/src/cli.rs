//! The command line: what an operator asks for, and the words they get back.

use crate::config::{SettingError, Settings};
use crate::database::{self, Trouble};
use crate::files::Files;
use crate::service::Services;
use crate::service::account::{AccountService, NewPerson, Refused};
use crate::{bench, logging, seed, serve};
use clap::{ArgGroup, Args, Parser, Subcommand};
use domain::account::Role;
use domain::error::Fault;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs and looks after Madoguchi, the working desk of a consultation office for home medical care (在宅医療・介護連携の相談窓口).
///
/// Without a command it serves. "madoguchi check" looks at settings, database and site; README.md tells how to operate it.
#[derive(Debug, Parser)]
#[command(name = "madoguchi", version, about)]
pub struct Cli {
    /// Settings file (default: madoguchi.toml, when there is one). MADOGUCHI_… variables win over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages until SIGTERM (the default)
    Serve,
    /// Bring the database to the schema of this program
    Migrate,
    /// Fill the database with fictional data
    Seed(SeedArgs),
    /// Look after the people who sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Look after the desks
    #[command(subcommand)]
    Desk(DeskCommand),
    /// Write a consistent copy of the running SQLite database to a new file
    Backup {
        /// The new file
        file: PathBuf,
    },
    /// Put a backup in the place of the database, after checking it; the server must be stopped
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Check settings, database, schema and site
    Check,
    /// Take a spreadsheet in: all of it or nothing
    Import(crate::import::Args),
    /// Measure list, search, case, save and memory on the database
    Bench(bench::Args),
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
struct SeedArgs {
    /// A fictional city and a few months of its calls
    #[arg(long, group = "what")]
    demo: bool,
    /// So many inquiries, for measuring; always the same ones
    #[arg(long, group = "what", value_name = "N")]
    inquiries: Option<u32>,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a person and print the one-time link
    Add {
        /// Sign-in name
        #[arg(long)]
        login: String,
        /// Name
        #[arg(long)]
        name: String,
        /// desk_staff, rota_manager, physician, hospital, manager or admin; may be repeated
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<Role>,
        /// Name of a desk; may be repeated
        #[arg(long = "desk")]
        desks: Vec<String>,
        /// E-mail address
        #[arg(long)]
        email: Option<String>,
    },
    /// Print a new one-time link; earlier ones stop being good
    Invite {
        /// Sign-in name
        #[arg(long)]
        login: String,
    },
    /// Keep a person out from now on
    Disable {
        /// Sign-in name
        #[arg(long)]
        login: String,
    },
    /// List everybody
    List,
}

#[derive(Debug, Subcommand)]
enum DeskCommand {
    /// Add a desk
    Add {
        /// Name
        #[arg(long)]
        name: String,
    },
    /// List all desks
    List,
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|()| format!("known roles: {}", Role::ALL.map(Role::code).join(", ")))
}

/// Why a command ended without doing what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A setting.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The database.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// A rule.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A service.
    #[error("{0}")]
    Fault(#[from] Fault),
    /// Standard output is gone.
    #[error("standard output: {0}")]
    Output(#[from] std::io::Error),
    /// Something else, in words.
    #[error("{0}")]
    Because(String),
}

fn say(text: &str) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Does what the command line asks.
///
/// # Errors
/// It could not be done; the error says why, in words for the operator.
pub async fn run(cli: Cli) -> Result<(), CliError> {
    let settings = Settings::load(cli.config.as_deref(), std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))))?;
    logging::start(settings.log);
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => Ok(serve::run(settings).await?),
        Command::Migrate => migrate(&settings).await,
        Command::Seed(args) => {
            with_services(&settings, async |services| seed::run(&services, &settings.public_url, args.demo, args.inquiries).await.map_err(|e| CliError::Because(e.to_string())))
                .await
        }
        Command::User(command) => with_services(&settings, async |services| user(command, &account(&services, &settings), &settings).await).await,
        Command::Desk(command) => with_services(&settings, async |services| desk(command, &account(&services, &settings)).await).await,
        Command::Backup { file } => backup(&settings, &file).await,
        Command::Restore { file } => restore(&settings, &file).await,
        Command::Check => check(&settings).await,
        Command::Import(args) => {
            let say = |text: &str| say(text).map_err(|e| e.to_string());
            with_services(&settings, async |services| crate::import::run(&services, &args, say).await.map_err(CliError::Because)).await
        }
        Command::Bench(args) => bench::run(&args).await.map_err(|e| CliError::Because(e.to_string())),
    }
}

fn account(services: &Services, settings: &Settings) -> AccountService {
    AccountService::new(services.clone(), serve::session_rules(settings))
}

async fn with_services(settings: &Settings, job: impl AsyncFnOnce(Services) -> Result<(), CliError>) -> Result<(), CliError> {
    let db = database::open_at_head(settings).await?;
    let done = job(Services::new(db.clone())).await;
    db.close().await;
    done
}

async fn migrate(settings: &Settings) -> Result<(), CliError> {
    let db = database::open(settings).await?;
    let steps = database::migrate(&db).await;
    db.close().await;
    say(&format!("{} migrations applied; the schema is up to date", steps?))
}

async fn user(command: UserCommand, account: &AccountService, settings: &Settings) -> Result<(), CliError> {
    match command {
        UserCommand::Add { login, name, roles, desks, email } => {
            let invited = account.add(NewPerson { login, name, email, roles, desks }).await?;
            say("One-time link, good for 72 hours:")?;
            say(&invited.link(&settings.public_url))
        }
        UserCommand::Invite { login } => {
            let invited = account.invite(&login).await?;
            say("One-time link, good for 72 hours; earlier links no longer work:")?;
            say(&invited.link(&settings.public_url))
        }
        UserCommand::Disable { login } => {
            account.disable(&login).await?;
            say(&format!("{login} is disabled; all sessions are ended"))
        }
        UserCommand::List => {
            for line in account.people().await? {
                let roles = line.roles.iter().map(|r| r.code()).collect::<Vec<_>>().join(",");
                let desks = line.desks.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join(",");
                let state = match (line.user.disabled, line.user.password_hash.is_some()) {
                    (true, _) => "disabled",
                    (false, true) => "active",
                    (false, false) => "invited",
                };
                say(&format!("{}\t{}\t{roles}\t{desks}\t{state}", line.user.login, line.user.name))?;
            }
            Ok(())
        }
    }
}

async fn desk(command: DeskCommand, account: &AccountService) -> Result<(), CliError> {
    match command {
        DeskCommand::Add { name } => {
            account.add_desk(&name).await?;
            say(&format!("desk \"{}\" added", name.trim()))
        }
        DeskCommand::List => {
            for desk in account.all_desks().await? {
                say(&desk.name)?;
            }
            Ok(())
        }
    }
}

async fn backup(settings: &Settings, file: &Path) -> Result<(), CliError> {
    if settings.database.sqlite_file().is_some_and(|f| !f.exists()) {
        return Err(CliError::Because("there is no database to back up".to_owned()));
    }
    if file.exists() {
        return Err(CliError::Because(format!("{} exists already; a backup goes to a new file", file.display())));
    }
    let db = database::open(settings).await?;
    let done = db.backup(file).await;
    db.close().await;
    done.map_err(Trouble::from)?;
    say(&format!("backup written and checked: {}", file.display()))?;
    // After the database: every file that its copy speaks of is there by now, and none is ever changed.
    let folder = files_beside(file);
    let count = Files::new(settings.attachments.clone()).copy_to(&folder)?;
    if count == 0 { say("no files are attached to cases yet") } else { say(&format!("{count} attached files copied: {}; keep this folder with the backup", folder.display())) }
}

/// Where a backup keeps the contents of attached files.
fn files_beside(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(".attachments");
    PathBuf::from(name)
}

async fn restore(settings: &Settings, file: &Path) -> Result<(), CliError> {
    let stamp = chrono::Utc::now().format("%Y%m%dT%H%M%SZ").to_string();
    let kept = database::restore(settings, file, &stamp).await?;
    say(&format!("{} is restored", file.display()))?;
    let folder = files_beside(file);
    if folder.is_dir() {
        let count = Files::new(folder).copy_to(&settings.attachments)?;
        say(&format!("{count} attached files are in {}", settings.attachments.display()))?;
    } else {
        say(&format!("the backup has no attached files beside it ({}); those in {} are left as they are", folder.display(), settings.attachments.display()))?;
    }
    match kept {
        Some(kept) => say(&format!("the replaced database is kept as {}", kept.display())),
        None => Ok(()),
    }
}

async fn check(settings: &Settings) -> Result<(), CliError> {
    let mut wrong = Vec::new();
    say("settings: good")?;
    if !settings.has_site() {
        wrong.push(format!("site: {} has no pkg and assets; build it with .ci/build", settings.site.display()));
    }
    if settings.database.sqlite_file().is_some_and(|file| !file.exists()) {
        wrong.push("database: there is none yet; \"madoguchi serve\" or \"madoguchi migrate\" makes it".to_owned());
    } else {
        let db = database::open(settings).await?;
        let sound = db.integrity().await.map_err(Trouble::from)?;
        wrong.extend(sound.into_iter().map(|what| format!("database: {what}")));
        if !database::at_head(&db).await? {
            wrong.push("schema: migrations are missing; run \"madoguchi migrate\"".to_owned());
        }
        db.close().await;
    }
    if wrong.is_empty() { say("database, schema and site: good") } else { Err(CliError::Because(wrong.join("\n"))) }
}
