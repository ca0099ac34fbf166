//! City, districts and towns.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::district::{CityForm, DistrictForm, Places, TownForm};
use domain::merge::Choice;
use leptos::server;

/// The whole table, and whether the person may change it.
///
/// # Errors
/// The person may not see it.
#[server(prefix = "/api", endpoint = "district/table")]
pub async fn place_table() -> Result<(Places, bool), AppError> {
    let actor = crate::context::actor(Permission::DirectoryRead)?;
    let places = crate::context::reply(crate::context::ports().district.places(&actor).await)?;
    Ok((places, actor.may(Permission::Administer)))
}

/// Names the city.
///
/// # Errors
/// Flaws.
#[server(prefix = "/api", endpoint = "district/city")]
pub async fn save_city(form: CityForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    crate::context::reply(crate::context::ports().district.save_city(&actor, &form).await)?;
    crate::context::go("/directory/districts?done=edit");
    Ok(())
}

/// Adds a district, or changes one.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "district/district")]
pub async fn save_district(#[server(default)] id: String, #[server(default)] version: i32, form: DistrictForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let known = crate::context::optional_id(&id)?.map(|id| (id, version));
    crate::context::reply(crate::context::ports().district.save_district(&actor, known, &form).await)?;
    crate::context::go("/directory/districts?done=edit");
    Ok(())
}

/// Adds a town, or changes one.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "district/town")]
pub async fn save_town(#[server(default)] id: String, #[server(default)] version: i32, form: TownForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let known = crate::context::optional_id(&id)?.map(|id| (id, version));
    crate::context::reply(crate::context::ports().district.save_town(&actor, known, &form).await)?;
    crate::context::go("/directory/districts?done=edit#towns");
    Ok(())
}

/// Takes in a pasted list of towns.
///
/// # Errors
/// Every wrong line.
#[server(prefix = "/api", endpoint = "district/paste")]
pub async fn paste_towns(lines: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Administer)?;
    let (new, changed, same) = crate::context::reply(crate::context::ports().district.paste(&actor, &lines).await)?;
    crate::context::go(&format!("/directory/districts?done=pasted&new={new}&changed={changed}&same={same}"));
    Ok(())
}
