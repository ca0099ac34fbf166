//! Desks: what is known of them, hours, closures, and whether they are still used.

use super::{AdminService, flawed};
use crate::service::common::{Edited, Stop, entry, merge};
use crate::service::error::fault;
use chrono::{DateTime, Duration, Utc};
use db::{DbError, Tx};
use domain::account::{Actor, Desk};
use domain::audit::{Deed, RecordKind};
use domain::calendar::jst_date;
use domain::desk::{ClosureForm, DeskData, DeskForm, DeskRow, DeskView, is_open, next_open};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{ClosureId, DeskId};
use domain::merge::{Fields, to_fields};
use futures::FutureExt;

fn form_of(fields: &Fields) -> DeskForm {
    let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
    DeskForm {
        desk_name: text("desk_name"),
        desk_telephone: text("desk_telephone"),
        desk_address: text("desk_address"),
        hours_mon: text("hours_mon"),
        hours_tue: text("hours_tue"),
        hours_wed: text("hours_wed"),
        hours_thu: text("hours_thu"),
        hours_fri: text("hours_fri"),
        hours_sat: text("hours_sat"),
        hours_sun: text("hours_sun"),
    }
}

fn fields_of(data: &DeskData) -> Fields {
    to_fields(&DeskForm::of(data))
}

fn refusal(stop: Stop) -> Fault {
    match stop {
        Stop::Database(DbError::Unique { constraint }) if constraint == "uq_desks_name" => flawed("desk_name", Flaw::Taken),
        stop => stop.fault(),
    }
}

impl AdminService {
    pub(super) async fn list_desks(&self) -> Result<Vec<DeskRow>, Fault> {
        let (conn, now) = (self.services.db.read(), self.services.now());
        let today = jst_date(now);
        let holidays = db::holiday::from(conn, today).await.map_err(fault)?;
        let (cases, people) = (db::desk::open_cases(conn).await.map_err(fault)?, db::desk::people(conn).await.map_err(fault)?);
        let mut rows = Vec::new();
        for desk in db::desk::records(conn).await.map_err(fault)? {
            let closures = db::desk::closures(conn, desk.id, today).await.map_err(fault)?;
            rows.push(DeskRow {
                open: !desk.disabled && is_open(&desk.data.hours, &closures, &holidays, now),
                telephone: desk.data.telephone,
                disabled: desk.disabled,
                people: people.get(&desk.id).copied().unwrap_or_default(),
                cases: cases.get(&desk.id).copied().unwrap_or_default(),
                desk: Desk { id: desk.id, name: desk.data.name },
            });
        }
        Ok(rows)
    }

    pub(super) async fn view_desk(&self, id: DeskId) -> Result<DeskView, Fault> {
        let (conn, now) = (self.services.db.read(), self.services.now());
        let today = jst_date(now);
        let desk = db::desk::find_record(conn, id).await.map_err(fault)?.ok_or(Fault::NotFound)?;
        let closures = db::desk::closures(conn, id, today).await.map_err(fault)?;
        let holidays = db::holiday::from(conn, today - Duration::days(1)).await.map_err(fault)?;
        Ok(DeskView {
            id,
            open: !desk.disabled && is_open(&desk.data.hours, &closures, &holidays, now),
            next_open: if desk.disabled { None } else { next_open(&desk.data.hours, &closures, &holidays, now) },
            data: desk.data,
            version: desk.version,
            disabled: desk.disabled,
            closures,
            cases: db::desk::open_cases(conn).await.map_err(fault)?.get(&id).copied().unwrap_or_default(),
            history: db::audit::history(conn, RecordKind::Desk, &id.to_string()).await.map_err(fault)?,
            next_closure: ClosureId::new(),
        })
    }

    pub(super) async fn insert_desk(&self, actor: &Actor, id: DeskId, form: &DeskForm) -> Result<(), Fault> {
        let data = form.parse()?;
        let (actor, now) = (actor.clone(), self.services.now());
        let write = self.services.db.write(move |tx: &Tx| {
            async move {
                if let Some(known) = db::desk::find_record(tx, id).await? {
                    // The same form again; a different one under this id is nobody's.
                    return if known.data == data { Ok(()) } else { Err(Fault::NotFound.into()) };
                }
                db::desk::insert(tx, id, &data.name, now).await?;
                // The first version is the whole form, not only the name.
                db::desk::update(tx, id, 1, &data).await?;
                let mut log = entry(&actor, now, Deed::Create, RecordKind::Desk, id, 2);
                log.after = Some(fields_of(&data));
                Ok::<_, Stop>(db::audit::append(tx, &log).await?)
            }
            .boxed()
        });
        write.await.map_err(refusal)
    }

    pub(super) async fn change_desk(&self, actor: &Actor, id: DeskId, version: i32, form: &DeskForm) -> Result<(), Fault> {
        let (actor, form, now) = (actor.clone(), form.clone(), self.services.now());
        self.services.db.write(move |tx: &Tx| async move { change(tx, &actor, id, version, &form, now).await }.boxed()).await.map_err(refusal)
    }

    pub(super) async fn switch_desk(&self, actor: &Actor, id: DeskId, used: bool, reason: String) -> Result<(), Fault> {
        let (actor, now) = (actor.clone(), self.services.now());
        self.write(move |tx| {
            async move {
                // Recordings at the desk wait: no case comes between counting and closing.
                db::hold::desk(tx, id).await?;
                db::desk::find_record(tx, id).await?.ok_or(Fault::NotFound)?;
                let cases = db::desk::open_cases(tx).await?.get(&id).copied().unwrap_or_default();
                if !used && cases > 0 {
                    return Err(Refusal::DeskInUse { cases }.into());
                }
                if db::desk::set_disabled(tx, id, (!used).then_some(now)).await? {
                    let mut log = entry(&actor, now, if used { Deed::Restore } else { Deed::Disable }, RecordKind::Desk, id, 0);
                    log.note = reason;
                    db::audit::append(tx, &log).await?;
                }
                Ok(())
            }
            .boxed()
        })
        .await
    }

    pub(super) async fn insert_closure(&self, actor: &Actor, desk: DeskId, form: &ClosureForm) -> Result<(), Fault> {
        let (actor, now) = (actor.clone(), self.services.now());
        let closure = form.parse(jst_date(now))?;
        self.write(move |tx| {
            async move {
                db::hold::desk(tx, desk).await?;
                db::desk::find_record(tx, desk).await?.ok_or(Fault::NotFound)?;
                // The same form again.
                if db::desk::closures(tx, desk, closure.from).await?.iter().any(|c| c.id == closure.id) {
                    return Ok(());
                }
                db::desk::insert_closure(tx, desk, &closure, now).await?;
                let mut log = entry(&actor, now, Deed::Update, RecordKind::Desk, desk, 0);
                (log.before, log.after) = (super::one("closure", ""), super::one("closure", closure_text(&closure)));
                Ok(db::audit::append(tx, &log).await?)
            }
            .boxed()
        })
        .await
    }

    pub(super) async fn take_closure_back(&self, actor: &Actor, desk: DeskId, id: ClosureId) -> Result<(), Fault> {
        let (actor, now) = (actor.clone(), self.services.now());
        self.write(move |tx| {
            async move {
                let known = db::desk::closures(tx, desk, jst_date(now)).await?.into_iter().find(|c| c.id == id).ok_or(Fault::NotFound)?;
                if !db::desk::remove_closure(tx, desk, id, now).await? {
                    return Err(Fault::NotFound.into());
                }
                let mut log = entry(&actor, now, Deed::Update, RecordKind::Desk, desk, 0);
                (log.before, log.after) = (super::one("closure", closure_text(&known)), super::one("closure", ""));
                Ok(db::audit::append(tx, &log).await?)
            }
            .boxed()
        })
        .await
    }
}

fn closure_text(closure: &domain::desk::Closure) -> String {
    use domain::calendar::show_date;
    format!("{}から{}まで　{}", show_date(closure.from), show_date(closure.to), closure.reason)
}

async fn change(tx: &Tx, actor: &Actor, id: DeskId, seen: i32, form: &DeskForm, now: DateTime<Utc>) -> Result<(), Stop> {
    db::hold::desk(tx, id).await?;
    let desk = db::desk::find_record(tx, id).await?.ok_or(Fault::NotFound)?;
    let theirs = fields_of(&desk.data);
    let mine = fields_of(&form.parse()?);
    let merged = merge(tx, Edited { kind: RecordKind::Desk, record: id.to_string(), seen, version: desk.version, theirs: &theirs, mine: &mine }).await?;
    if merged == theirs {
        return Ok(());
    }
    let data = form_of(&merged).parse()?;
    if !db::desk::update(tx, id, desk.version, &data).await? {
        return Err(Fault::Busy.into());
    }
    let mut log = entry(actor, now, Deed::Update, RecordKind::Desk, id, desk.version + 1);
    (log.before, log.after) = (Some(theirs), Some(fields_of(&data)));
    Ok(db::audit::append(tx, &log).await?)
}
