//! The holiday table: filled from the law at the first start, kept by hand from then on.

use super::{AdminService, flawed};
use crate::service::common::{Stop, entry};
use crate::service::error::fault;
use chrono::{Datelike, NaiveDate};
use db::{DbError, Tx};
use domain::account::Actor;
use domain::admin::{Holiday, HolidayForm, HolidayPage};
use domain::audit::{Deed, RecordKind};
use domain::calendar::{jst_date, national_holidays};
use domain::error::{Fault, Flaw};
use domain::id::HolidayId;
use domain::merge::Fields;
use futures::FutureExt;

/// The years that are filled in: old calls are counted by working days too.
const FILLED: std::ops::RangeInclusive<i32> = 2019..=2035;

fn fields(holiday: &Holiday) -> Fields {
    let pairs = [("holiday_date", holiday.date.to_string()), ("holiday_name", holiday.name.clone()), ("retired", holiday.retired.to_string())];
    pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

impl AdminService {
    /// Fills an empty table with the national holidays to 2035; does nothing otherwise.
    ///
    /// # Errors
    /// The database's.
    pub async fn fill_holidays(&self) -> Result<(), Fault> {
        if !db::holiday::is_empty(self.services.db.read()).await.map_err(fault)? {
            return Ok(());
        }
        let now = self.services.now();
        let days: Vec<(NaiveDate, &'static str)> = FILLED.flat_map(national_holidays).collect();
        self.write(move |tx| async move { Ok(db::holiday::fill(tx, &days, now).await?) }.boxed()).await
    }

    pub(super) async fn holidays_of(&self, year: Option<i32>) -> Result<HolidayPage, Fault> {
        let (conn, today) = (self.services.db.read(), jst_date(self.services.now()));
        let year = year.unwrap_or_else(|| today.year());
        let years = db::holiday::years(conn).await.map_err(fault)?.unwrap_or((today.year(), today.year()));
        if !(2016..=2099).contains(&year) {
            return Err(Fault::NotFound);
        }
        Ok(HolidayPage { year, years: (years.0.min(year), years.1.max(year)), days: db::holiday::of_year(conn, year).await.map_err(fault)?, today })
    }

    pub(super) async fn insert_holiday(&self, actor: &Actor, form: &HolidayForm) -> Result<i32, Fault> {
        let (actor, now) = (actor.clone(), self.services.now());
        let (date, name) = form.parse(jst_date(now))?;
        let holiday = Holiday { id: HolidayId::new(), date, name, retired: false, version: 1 };
        let write = self.services.db.write(move |tx: &Tx| {
            async move {
                db::holiday::insert(tx, holiday.id, date, &holiday.name, now).await?;
                let mut log = entry(&actor, now, Deed::Create, RecordKind::Holiday, holiday.id, 1);
                log.after = Some(fields(&holiday));
                Ok::<_, Stop>(db::audit::append(tx, &log).await?)
            }
            .boxed()
        });
        write.await.map(|()| date.year()).map_err(|stop| match stop {
            Stop::Database(DbError::Unique { constraint }) if constraint == "uq_holidays_date" => flawed("holiday_date", Flaw::Taken),
            stop => stop.fault(),
        })
    }

    pub(super) async fn change_holiday(&self, actor: &Actor, id: HolidayId, version: i32, form: &HolidayForm) -> Result<i32, Fault> {
        let name = form.parse_name()?;
        self.alter(actor, id, Deed::Update, move |holiday| {
            // A name is one field: whoever saw another one must look again.
            (holiday.version == version || holiday.name == name).then(|| Holiday { name: name.clone(), ..holiday.clone() })
        })
        .await
    }

    pub(super) async fn switch_holiday(&self, actor: &Actor, id: HolidayId, used: bool) -> Result<i32, Fault> {
        let deed = if used { Deed::Restore } else { Deed::Retire };
        self.alter(actor, id, deed, move |holiday| Some(Holiday { retired: !used, ..holiday.clone() })).await
    }

    async fn alter(&self, actor: &Actor, id: HolidayId, deed: Deed, change: impl Fn(&Holiday) -> Option<Holiday> + Send + 'static) -> Result<i32, Fault> {
        let (actor, now) = (actor.clone(), self.services.now());
        self.write(move |tx| {
            async move {
                let before = db::holiday::find(tx, id).await?.ok_or(Fault::NotFound)?;
                let after = change(&before).ok_or(Fault::Busy)?;
                if after != before {
                    if !db::holiday::update(tx, id, before.version, &after.name, after.retired).await? {
                        return Err(Fault::Busy.into());
                    }
                    let mut log = entry(&actor, now, deed, RecordKind::Holiday, id, before.version + 1);
                    (log.before, log.after) = (Some(fields(&before)), Some(fields(&after)));
                    db::audit::append(tx, &log).await?;
                }
                Ok(before.date.year())
            }
            .boxed()
        })
        .await
    }
}
