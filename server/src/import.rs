//! The command `import`: the same steps as the page's, and how long each took.

use crate::service::Services;
use crate::service::sheets::SheetService;
use domain::account::{Actor, Desk, Role};
use domain::error::Fault;
use domain::id::{ImportId, SessionId};
use domain::ports::SheetDesk;
use domain::sheet::{ImportView, SheetKind};
use std::path::PathBuf;
use std::time::Instant;

/// What is asked for.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// inquiries, patients or organizations
    #[arg(long, value_parser = kind)]
    kind: SheetKind,
    /// Name of the desk
    #[arg(long)]
    desk: String,
    /// Sign-in name of the person who answers for it
    #[arg(long)]
    login: String,
    /// Look at every row and take nothing in
    #[arg(long)]
    dry_run: bool,
    /// The spreadsheet: XLSX or CSV
    file: PathBuf,
}

fn kind(text: &str) -> Result<SheetKind, String> {
    SheetKind::from_code(text).ok_or_else(|| "inquiries, patients or organizations".to_owned())
}

fn because(fault: Fault) -> String {
    match fault {
        Fault::Refused(refusal) => app::refusal_text(&refusal),
        other => other.to_string(),
    }
}

async fn actor(services: &Services, args: &Args) -> Result<(Actor, Desk), String> {
    let failed = |e: db::DbError| e.to_string();
    let desk = db::desk::by_name(services.db.read(), &args.desk).await.map_err(failed)?.ok_or_else(|| format!("there is no desk \"{}\"", args.desk))?;
    let user = db::account::user_by_login(services.db.read(), &args.login).await.map_err(failed)?.ok_or_else(|| format!("there is no person \"{}\"", args.login))?;
    let actor = Actor {
        user_id: user.id,
        session_id: SessionId::new(),
        name: user.name,
        roles: vec![Role::Admin],
        desks: vec![desk.clone()],
        from: "command line".to_owned(),
        automatic: false,
        read_only: false,
    };
    Ok((actor, desk))
}

/// Takes a file in, telling each step.
///
/// # Errors
/// Why it was not taken in, in words for the operator.
pub async fn run(services: &Services, args: &Args, say: impl Fn(&str) -> Result<(), String>) -> Result<(), String> {
    let (actor, desk) = actor(services, args).await?;
    let sheets = SheetService::new(services.clone());
    let file = std::fs::read(&args.file).map_err(|e| format!("{}: {e}", args.file.display()))?;
    let name = args.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let begun = Instant::now();
    let id = sheets.upload(&actor, args.kind, desk.id, &name, file).await.map_err(because)?;
    let seen = sheets.import(&actor, id).await.map_err(because)?;
    let fields: Vec<String> = seen.preview.columns.iter().map(|c| c.field.clone()).collect();
    sheets.check_now(&actor, id, seen.version, &fields).await.map_err(because)?;
    let seen = found(&sheets, &actor, id).await?;
    let counts = seen.line.counts;
    say(&format!(
        "looked at {} rows in {:.1} s: {} new, {} known, {} known and different, {} wrong",
        counts.rows,
        begun.elapsed().as_secs_f64(),
        counts.fresh,
        counts.known,
        counts.differing,
        counts.wrong
    ))?;
    for flaw in seen.flaws.iter().take(20) {
        say(&format!("row {}, {}: {}", flaw.row, flaw.field, app::flaw_text(&flaw.field, &flaw.flaw)))?;
    }
    if args.dry_run || counts.fresh == 0 {
        return Ok(());
    }
    let begun = Instant::now();
    sheets.run_now(&actor, id, seen.version).await.map_err(because)?;
    found(&sheets, &actor, id).await?;
    say(&format!("{} rows taken in, in {:.1} s", counts.fresh, begun.elapsed().as_secs_f64()))
}

/// How the import stands, unless the last step came to nothing.
async fn found(sheets: &SheetService, actor: &Actor, id: ImportId) -> Result<ImportView, String> {
    let seen = sheets.import(actor, id).await.map_err(because)?;
    match seen.failed {
        Some(fault) => Err(because(fault)),
        None => Ok(seen),
    }
}
