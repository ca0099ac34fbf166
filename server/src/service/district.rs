//! City, districts and towns: changed by whoever administers the house, kept at hand for every page that shows an address.

use super::Services;
use super::common::{Edited, Stop, entry, merge};
use super::error::fault;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use db::Tx;
use db::directory::Place;
use domain::account::{Actor, Permission};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::district::{Atlas, CityForm, DistrictForm, Located, Pasted, Places, Town, TownData, TownForm, read_paste};
use domain::error::{Fault, Flaw, Flaws};
use domain::id::{DistrictId, TownId};
use domain::merge::{Fields, to_fields};
use domain::ports::DistrictDesk;
use domain::text::fold;
use futures::FutureExt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Another server's change is seen after so many seconds.
const FRESH_SECONDS: i64 = 5;

/// The table as it was read last, and when that was.
#[derive(Clone, Debug, Default)]
pub struct AtlasCache {
    atlas: Arc<RwLock<Arc<Atlas>>>,
    asked: Arc<AtomicI64>,
}

impl AtlasCache {
    /// The table.
    #[must_use]
    pub fn get(&self) -> Arc<Atlas> {
        self.atlas.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, places: Places) {
        *self.atlas.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Atlas::new(places));
    }
}

impl Services {
    /// Reads the table again when it changed; at most every few seconds, for several servers may share one database.
    pub async fn refresh_atlas(&self) {
        let now = self.now().timestamp();
        if now - self.atlas.asked.swap(now, Ordering::Relaxed) >= FRESH_SECONDS || self.atlas.get().places().city.version == 0 {
            // An address without its district is better than no page; the next request tries again.
            let _ = self.reload_atlas().await;
        }
    }

    async fn reload_atlas(&self) -> Result<(), Fault> {
        let conn = self.db.read();
        if db::district::version(conn).await.map_err(fault)? != self.atlas.get().places().city.version {
            self.atlas.set(db::district::places(conn).await.map_err(fault)?);
        }
        Ok(())
    }
}

/// Where an address lies, as it is stored.
pub(super) fn place(atlas: &Atlas, address: &str, choice: Option<DistrictId>) -> Place {
    match (choice, atlas.locate(address)) {
        (Some(district), _) => Place { district: Some(district), outside: false },
        (None, Located::Inside { district, .. }) => Place { district: Some(district), outside: false },
        (None, Located::OutsideCity) => Place { district: None, outside: true },
        (None, Located::Unknown) => Place::default(),
    }
}

/// Fulfils [`DistrictDesk`].
#[derive(Clone)]
pub struct DistrictService(pub Services);

#[async_trait]
impl DistrictDesk for DistrictService {
    async fn places(&self, actor: &Actor) -> Result<Places, Fault> {
        actor.require(Permission::DirectoryRead)?;
        db::district::places(self.0.db.read()).await.map_err(fault)
    }

    async fn save_city(&self, actor: &Actor, form: &CityForm) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        let (prefecture, city) = form.parse()?;
        let job = self.job(actor);
        self.change(move |tx| {
            async move {
                let places = begin(tx).await?;
                let after = to_fields(&CityForm { prefecture: prefecture.clone(), city: city.clone() });
                db::district::set_city(tx, &prefecture, &city).await?;
                job.log(tx, "house", 0, Some(to_fields(&CityForm::of(&places.city))), after).await?;
                relocate(tx).await
            }
            .boxed()
        })
        .await
    }

    async fn save_district(&self, actor: &Actor, id: Option<(DistrictId, i32)>, form: &DistrictForm) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        let (job, form) = (self.job(actor), form.clone());
        self.change(move |tx| async move { job.district(tx, id, &form).await }.boxed()).await
    }

    async fn save_town(&self, actor: &Actor, id: Option<(TownId, i32)>, form: &TownForm) -> Result<(), Fault> {
        actor.require(Permission::Administer)?;
        let (job, form) = (self.job(actor), form.clone());
        self.change(move |tx| async move { job.town(tx, id, &form).await }.boxed()).await
    }

    async fn paste(&self, actor: &Actor, lines: &str) -> Result<(u32, u32, u32), Fault> {
        actor.require(Permission::Administer)?;
        let (job, pasted) = (self.job(actor), read_paste(lines)?);
        self.change(move |tx| async move { job.paste(tx, pasted).await }.boxed()).await
    }
}

/// The table as it stands, held until the job ends.
async fn begin(tx: &Tx) -> Result<Places, Stop> {
    db::district::begin_change(tx).await?;
    Ok(db::district::places(tx).await?)
}

/// Finds the district of every organization anew.
async fn relocate(tx: &Tx) -> Result<(), Stop> {
    let atlas = Atlas::new(db::district::places(tx).await?);
    for (id, address, before) in db::directory::addresses(tx).await? {
        let now = place(&atlas, &address, None);
        if now != before {
            db::directory::set_place(tx, id, now).await?;
        }
    }
    Ok(())
}

/// Who changes the table, and when.
struct Job {
    actor: Actor,
    now: DateTime<Utc>,
}

impl DistrictService {
    fn job(&self, actor: &Actor) -> Job {
        Job { actor: actor.clone(), now: self.0.now() }
    }

    async fn change<T, F>(&self, job: F) -> Result<T, Fault>
    where
        F: for<'t> FnOnce(&'t Tx) -> futures::future::BoxFuture<'t, Result<T, Stop>> + Send + 'static,
        T: Send + 'static,
    {
        let done = self.0.db.write(job).await.map_err(Stop::fault)?;
        self.0.reload_atlas().await?;
        Ok(done)
    }
}

/// A district's fields as the log keeps them.
fn district_fields(form: &DistrictForm) -> Fields {
    to_fields(form)
}

fn form_of<T: serde::de::DeserializeOwned + Default>(fields: &Fields) -> T {
    serde_json::to_value(fields).ok().and_then(|v| serde_json::from_value(v).ok()).unwrap_or_default()
}

fn of_data(id: TownId, data: TownData, version: i32) -> Town {
    Town { id, name: data.name, kana: data.kana, district_id: data.district_id, point: data.point, version }
}

impl Job {
    async fn log(&self, tx: &Tx, record: &str, version: i32, before: Option<Fields>, after: Fields) -> Result<(), Stop> {
        let deed = if before.is_some() { Deed::Update } else { Deed::Create };
        let line = AuditEntry { before, after: Some(after), ..entry(&self.actor, self.now, deed, RecordKind::District, record, version) };
        Ok(db::audit::append(tx, &line).await?)
    }

    async fn district(&self, tx: &Tx, id: Option<(DistrictId, i32)>, form: &DistrictForm) -> Result<(), Stop> {
        let places = begin(tx).await?;
        let Some((id, seen)) = id else {
            let district = form.parse(&places, None)?;
            db::district::put_district(tx, &district).await?;
            return self.log(tx, &district.id.to_string(), 1, None, district_fields(&DistrictForm::of(&district))).await;
        };
        let known = places.districts.iter().find(|d| d.id == id).ok_or(Fault::NotFound)?;
        let theirs = district_fields(&DistrictForm::of(known));
        let mine = district_fields(&DistrictForm::of(&form.parse(&places, Some(known))?));
        let merged = merge(tx, Edited { kind: RecordKind::District, record: id.to_string(), seen, version: known.version, theirs: &theirs, mine: &mine }).await?;
        if merged == theirs {
            return Ok(());
        }
        let district = form_of::<DistrictForm>(&merged).parse(&places, Some(known))?;
        db::district::put_district(tx, &district).await?;
        self.log(tx, &id.to_string(), district.version, Some(theirs), merged).await
    }

    async fn town(&self, tx: &Tx, id: Option<(TownId, i32)>, form: &TownForm) -> Result<(), Stop> {
        let places = begin(tx).await?;
        let Some((id, seen)) = id else {
            let town = of_data(TownId::new(), form.parse(&places, None)?, 1);
            self.put_town(tx, &town, None).await?;
            return relocate(tx).await;
        };
        let known = places.towns.iter().find(|t| t.id == id).ok_or(Fault::NotFound)?;
        let read = |form: &TownForm| form.parse(&places, Some(known)).map(|data| of_data(id, data, known.version + 1));
        let theirs = to_fields(&TownForm::of(known));
        let mine = to_fields(&TownForm::of(&read(form)?));
        let merged = merge(tx, Edited { kind: RecordKind::District, record: id.to_string(), seen, version: known.version, theirs: &theirs, mine: &mine }).await?;
        if merged == theirs {
            return Ok(());
        }
        self.put_town(tx, &read(&form_of(&merged))?, Some(known)).await?;
        relocate(tx).await
    }

    async fn put_town(&self, tx: &Tx, town: &Town, before: Option<&Town>) -> Result<(), Stop> {
        db::district::put_town(tx, town).await?;
        self.log(tx, &town.id.to_string(), town.version, before.map(|t| to_fields(&TownForm::of(t))), to_fields(&TownForm::of(town))).await
    }

    /// The districts that the list names, the new ones recorded; in the order of the list.
    async fn pasted_districts(&self, tx: &Tx, places: &mut Places, pasted: &[Pasted]) -> Result<(), Stop> {
        let mut flaws = Flaws::default();
        for line in pasted {
            match places.districts.iter().find(|d| fold(&d.name) == fold(&line.district)) {
                Some(known) if known.retired => flaws.push("lines", Flaw::Line { number: line.number, flaw: Box::new(Flaw::NotAChoice) }),
                Some(_) => {}
                None => {
                    let form = DistrictForm { district_name: line.district.clone(), ..DistrictForm::default() };
                    let district = form.parse(places, None)?;
                    db::district::put_district(tx, &district).await?;
                    self.log(tx, &district.id.to_string(), 1, None, district_fields(&DistrictForm::of(&district))).await?;
                    places.districts.push(district);
                }
            }
        }
        Ok(flaws.or(Some(()))?)
    }

    async fn paste(&self, tx: &Tx, pasted: Vec<Pasted>) -> Result<(u32, u32, u32), Stop> {
        let mut places = begin(tx).await?;
        self.pasted_districts(tx, &mut places, &pasted).await?;
        let known: std::collections::HashMap<String, &Town> = places.towns.iter().map(|t| (fold(&t.name), t)).collect();
        let (mut new, mut changed, mut same) = (0, 0, 0);
        for line in pasted {
            let district = places.districts.iter().find(|d| fold(&d.name) == fold(&line.district)).ok_or(Fault::NotFound)?;
            match known.get(&fold(&line.town)) {
                None => {
                    new += 1;
                    self.put_town(tx, &Town { id: TownId::new(), name: line.town, kana: line.kana, district_id: district.id, point: line.point, version: 1 }, None).await?;
                }
                Some(town) => {
                    // A list without kana or coordinates says nothing against those that are known.
                    let kana = if line.kana.is_empty() { town.kana.clone() } else { line.kana };
                    let point = line.point.or(town.point);
                    if (town.district_id, &town.kana, town.point) == (district.id, &kana, point) {
                        same += 1;
                    } else {
                        changed += 1;
                        self.put_town(tx, &Town { kana, district_id: district.id, point, version: town.version + 1, ..(*town).clone() }, Some(town)).await?;
                    }
                }
            }
        }
        relocate(tx).await?;
        Ok((new, changed, same))
    }
}
