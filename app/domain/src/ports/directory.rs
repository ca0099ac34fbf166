//! Organizations, their people, and the districts of the city.

use crate::account::Actor;
use crate::directory::{ContactForm, DirectoryPage, DirectoryQuery, OrganizationForm, OrganizationLine, OrganizationView, RetireForm, Suggestions};
use crate::district::{CityForm, DistrictForm, Places, TownForm};
use crate::error::Fault;
use crate::id::{ContactId, DistrictId, OrganizationId, TownId};
use async_trait::async_trait;

/// Organizations and their people.
#[async_trait]
pub trait DirectoryDesk: Send + Sync {
    /// One page of the directory.
    async fn list(&self, actor: &Actor, query: &DirectoryQuery) -> Result<DirectoryPage, Fault>;
    /// One organization in full.
    async fn organization(&self, actor: &Actor, id: OrganizationId) -> Result<OrganizationView, Fault>;
    /// Organizations that may be the one of the form: the same code, or the same name and telephone number.
    async fn similar(&self, actor: &Actor, form: &OrganizationForm) -> Result<Vec<OrganizationLine>, Fault>;
    /// Records an organization: once, however often the form is sent.
    async fn add(&self, actor: &Actor, form: &OrganizationForm) -> Result<OrganizationId, Fault>;
    /// Changes an organization that was seen at `version`.
    async fn edit(&self, actor: &Actor, id: OrganizationId, version: i32, form: &OrganizationForm) -> Result<(), Fault>;
    /// Says that what was seen at `version` is right today.
    async fn confirm(&self, actor: &Actor, id: OrganizationId, version: i32) -> Result<(), Fault>;
    /// Takes an organization that was seen at `version` out of use.
    async fn retire(&self, actor: &Actor, id: OrganizationId, version: i32, form: &RetireForm) -> Result<(), Fault>;
    /// Takes it back into use.
    async fn restore(&self, actor: &Actor, id: OrganizationId, version: i32) -> Result<(), Fault>;
    /// Adds a person, or changes one that was seen at `version` (0 for a new one).
    async fn save_contact(&self, actor: &Actor, organization: OrganizationId, contact: ContactId, version: i32, form: &ContactForm) -> Result<(), Fault>;
    /// Organizations that fit a typed 所属機関.
    async fn suggest(&self, actor: &Actor, typed: &str) -> Result<Suggestions, Fault>;
    /// Records an organization by its name alone, while the intake form is open; one of that name is taken instead.
    async fn add_by_name(&self, actor: &Actor, name: &str, caller_type: &str) -> Result<Suggestions, Fault>;
}

/// The city, its districts and towns.
#[async_trait]
pub trait DistrictDesk: Send + Sync {
    /// The whole table.
    async fn places(&self, actor: &Actor) -> Result<Places, Fault>;
    /// Names the city.
    async fn save_city(&self, actor: &Actor, form: &CityForm) -> Result<(), Fault>;
    /// Adds a district, or changes one that was seen at a version.
    async fn save_district(&self, actor: &Actor, id: Option<(DistrictId, i32)>, form: &DistrictForm) -> Result<(), Fault>;
    /// Adds a town, or changes one that was seen at a version.
    async fn save_town(&self, actor: &Actor, id: Option<(TownId, i32)>, form: &TownForm) -> Result<(), Fault>;
    /// Takes in a pasted list: how many towns came, changed and stayed.
    async fn paste(&self, actor: &Actor, lines: &str) -> Result<(u32, u32, u32), Fault>;
}
