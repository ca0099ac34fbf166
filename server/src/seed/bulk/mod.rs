//! Many inquiries for measuring: always the same ones for the same number and day, spread over ten fiscal years up to yesterday.
//!
//! They go straight into the repositories, with numbers and search index as a save would leave them. Each inquiry has its line in the log;
//! its patient and its case, unlike after a save, have none.

mod plan;
mod write;

use super::random::Random;
use super::{SeedError, require_empty};
use crate::service::Services;
use db::Tx;
use db::account::NewUser;
use domain::account::{Desk, Role, Staff};
use domain::id::{DeskId, UserId};
use futures::FutureExt;

/// Grows whenever other inquiries come out: a database kept from an earlier version is then made anew.
pub const SEED_VERSION: u32 = 1;
/// Inquiries that share a transaction: few enough for a slow computer to finish within the time that a job is given.
const BATCH: u64 = 200;
const SEED: u64 = 0x6265_6E63_6821;

async fn place(services: &Services) -> Result<(Desk, Vec<Staff>), SeedError> {
    let conn = services.db.read();
    let first = db::desk::all(conn).await?.into_iter().next();
    let desk = first.clone().unwrap_or_else(|| Desk { id: DeskId::new(), name: "計測用窓口".to_owned() });
    let staff = db::desk::staff(conn, &[desk.id]).await?;
    if first.is_some() && !staff.is_empty() {
        return Ok((desk, staff));
    }
    let now = services.now();
    let user =
        NewUser {
            id: UserId::new(), login: format!("measure-{}", now.timestamp()), name: "計測 太郎".to_owned(), email: None, roles: vec![Role::DeskStaff], desks: vec![desk.id]
        };
    let (new_desk, new_user) = (desk.clone(), user.clone());
    let made: Result<(), db::DbError> = services.db.write(move |tx: &Tx| async move { write::place(tx, new_desk, first.is_none(), new_user, now).await }.boxed()).await;
    made?;
    let staff = if staff.is_empty() { vec![Staff { id: user.id, name: user.name, unreachable: false }] } else { staff };
    Ok((desk, staff))
}

/// Makes `count` inquiries at the first desk; makes that desk too when there is none.
///
/// # Errors
/// [`SeedError::NotEmpty`], or the database's.
pub async fn inquiries(services: &Services, count: u64) -> Result<(), SeedError> {
    require_empty(services).await?;
    let (desk, staff) = place(services).await?;
    let mut plan = plan::Plan::new(Random::new(SEED), desk.id, staff, count, services.now());
    loop {
        let batch = plan.batch(BATCH);
        if batch.is_empty() {
            return Ok(());
        }
        let done: Result<(), db::DbError> = services.db.write(move |tx: &Tx| async move { write::batch(tx, &batch).await }.boxed()).await;
        done?;
    }
}
