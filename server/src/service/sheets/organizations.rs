//! Organizations of the directory and of the file: which are the same, which are new.

use crate::service::common::Stop;
use db::ConnectionTrait;
use domain::directory::OrganizationData;
use domain::district::{Atlas, Located};
use domain::merge::Fields;
use domain::sheet::organizations::{fields, same};
use domain::text::fold;
use std::collections::HashMap;

/// Organizations that are read at once.
const PART: usize = 500;

/// The organizations that are here, and those that earlier rows of the file brought.
#[derive(Default)]
pub(super) struct Organizations {
    all: Vec<OrganizationData>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    /// So many of them were here before the file.
    known: usize,
    namesakes: u32,
}

impl Organizations {
    /// The whole directory.
    pub(super) async fn here<C: ConnectionTrait>(conn: &C, atlas: &Atlas) -> Result<Self, Stop> {
        let mut found = Self::default();
        for part in db::directory::all_ids(conn).await?.chunks(PART) {
            for organization in db::directory::several(conn, part).await? {
                let mut data = organization.data;
                // What was chosen as the address has it says no more than the address.
                if let Located::Inside { district, .. } = atlas.locate(&data.address)
                    && data.district_choice == Some(district)
                {
                    data.district_choice = None;
                }
                found.put(data);
            }
        }
        found.known = found.all.len();
        Ok(found)
    }

    fn put(&mut self, data: OrganizationData) {
        let at = self.all.len();
        if !data.code.is_empty() {
            self.by_code.insert(data.code.clone(), at);
        }
        self.by_name.entry(fold(&data.name)).or_default().push(at);
        self.all.push(data);
    }

    fn alike(&self, data: &OrganizationData) -> impl Iterator<Item = (usize, &OrganizationData)> {
        let by_name = self.by_name.get(&fold(&data.name)).into_iter().flatten();
        let places = by_name.chain(self.by_code.get(&data.code).filter(|_| !data.code.is_empty()));
        places.filter_map(|at| self.all.get(*at).map(|other| (*at, other))).filter(|(_, other)| same(data, other))
    }

    /// What is known here of the organization that the row speaks of.
    pub(super) fn known(&self, data: &OrganizationData) -> Option<Vec<Fields>> {
        let found: Vec<Fields> = self.alike(data).filter(|(at, _)| *at < self.known).map(|(_, other)| fields(other)).collect();
        (!found.is_empty()).then_some(found)
    }

    /// Notes a new one; false when an earlier row of the file spoke of it.
    pub(super) fn is_new(&mut self, data: &OrganizationData) -> bool {
        if self.alike(data).next().is_some() {
            return false;
        }
        let bears = |at: &usize| *at < self.known;
        self.namesakes += u32::from(self.by_name.get(&fold(&data.name)).is_some_and(|places| places.iter().any(bears)));
        self.put(data.clone());
        true
    }

    /// New ones that bear the name of one that is here.
    pub(super) const fn namesakes(&self) -> u32 {
        self.namesakes
    }
}
