//! Code lists: kept in the database, held in memory, changed by the administration.

use super::Services;
use super::common::{Stop, entry};
use async_trait::async_trait;
use db::Tx;
use domain::account::{Actor, Permission};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::code::{CodeChange, CodeForm, CodeListView, Codes, Item, List, apply};
use domain::error::{Fault, Refusal};
use domain::merge::Fields;
use domain::ports::CodeDesk;
use futures::FutureExt;
use std::sync::PoisonError;

/// Fulfils [`CodeDesk`].
#[derive(Clone)]
pub struct CodeService(pub Services);

/// Stores the lists that the database does not have yet, and reads all of them. To be called before the first request.
///
/// # Errors
/// The database's.
pub async fn start(services: &Services) -> Result<(), Fault> {
    let seed = Codes::seed(jst_date(services.now()));
    services
        .write(move |tx: &Tx| {
            async move {
                for list in List::ALL {
                    if db::code::make(tx, *list).await? {
                        db::code::put(tx, *list, seed.all(*list)).await?;
                    }
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
    read(services).await
}

/// Reads all lists anew.
///
/// # Errors
/// The database's.
pub async fn read(services: &Services) -> Result<(), Fault> {
    let items = db::code::all(services.db.read()).await.map_err(super::error::fault)?;
    let codes = Codes::new(jst_date(services.now()), items);
    *services.lists.write().unwrap_or_else(PoisonError::into_inner) = codes;
    Ok(())
}

/// A number that changes whenever any list does: whoever shares the database reads the lists anew then.
///
/// # Errors
/// The database's.
pub async fn state(services: &Services) -> Result<i64, Fault> {
    db::code::state(services.db.read()).await.map_err(super::error::fault)
}

#[async_trait]
impl CodeDesk for CodeService {
    async fn list(&self, actor: &Actor, list: List) -> Result<CodeListView, Fault> {
        actor.require(Permission::Administer)?;
        self.view(list).await.map_err(Stop::fault)
    }

    async fn change(&self, actor: &Actor, list: List, version: i32, form: &CodeForm) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        let now = self.0.now();
        let change = form.parse(jst_date(now))?;
        let actor = actor.clone();
        self.0.db.write(move |tx: &Tx| async move { store(tx, &actor, (list, version), &change, now).await }.boxed()).await.map_err(Stop::fault)?;
        read(&self.0).await
    }
}

impl CodeService {
    async fn view(&self, list: List) -> Result<CodeListView, Stop> {
        let conn = self.0.db.read();
        let version = db::code::version(conn, list).await?.ok_or(Fault::NotFound)?;
        let items = db::code::of(conn, list).await?;
        let history = db::audit::history(conn, RecordKind::Code, list.name()).await?;
        Ok(CodeListView { list, version, items, today: jst_date(self.0.now()), history })
    }
}

const fn deed(change: &CodeChange) -> Deed {
    match change {
        CodeChange::Add { .. } => Deed::Create,
        CodeChange::Retire { .. } => Deed::Retire,
        CodeChange::Restore { .. } => Deed::Restore,
        CodeChange::Rename { .. } | CodeChange::Correct { .. } | CodeChange::Shift { .. } => Deed::Update,
    }
}

/// A list as the log keeps it: code → label with its periods, after the place.
fn fields(items: &[Item]) -> Fields {
    let mut fields = Fields::new();
    for item in items {
        let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        let period = if item.from.is_none() && item.to.is_none() { String::new() } else { format!("（{}〜{}）", day(item.from), day(item.to)) };
        let text = fields.entry(item.code.clone()).or_insert_with(|| format!("{}番：", item.order));
        text.push_str(&item.label);
        text.push_str(&period);
    }
    fields
}

async fn store(tx: &Tx, actor: &Actor, (list, version): (List, i32), change: &CodeChange, now: chrono::DateTime<chrono::Utc>) -> Result<(), Stop> {
    // Taking the list to its next version holds it until the end: of two changes at once one is told to look again.
    if !db::code::advance(tx, list, version).await? {
        return Err(if db::code::version(tx, list).await?.is_some() { Refusal::ChangedMeanwhile.into() } else { Fault::NotFound.into() });
    }
    let before = db::code::of(tx, list).await?;
    let after = apply(list, &before, change, jst_date(now))?;
    db::code::put(tx, list, &after).await?;
    let (before, after) = (fields(&before), fields(&after));
    let mut log = entry(actor, now, deed(change), RecordKind::Code, list.name(), version + 1);
    let differs = |code: &String| before.get(code) != after.get(code);
    log.before = Some(before.iter().filter(|(code, _)| differs(code)).map(|(c, t)| (c.clone(), t.clone())).collect());
    log.after = Some(after.iter().filter(|(code, _)| differs(code)).map(|(c, t)| (c.clone(), t.clone())).collect());
    db::audit::append(tx, &log).await?;
    Ok(())
}
