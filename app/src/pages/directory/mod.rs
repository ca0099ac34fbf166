//! 機関: the list, one organization, its form; and the districts of the city.

mod detail;
mod districts;
mod form;
mod list;
mod people;

pub use detail::OrganizationPage;
pub use districts::DistrictsPage;
pub use form::{EditPage, NewPage};
pub use list::ListPage;

use crate::api::shell::Kept;
use leptos::prelude::*;

fn hidden(name: &'static str, value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// What was posted under `name` by the refused form of `path`.
fn posted(kept: Option<&Kept>, path: &str, name: &str) -> Option<String> {
    kept.and_then(|k| k.value(path, name)).map(str::to_owned)
}

/// The address that a telephone calls.
fn telephone_link(number: &str) -> AnyView {
    let digits = domain::text::digits(number);
    if digits.is_empty() { ().into_any() } else { view! { <a href=format!("tel:{digits}") rel="external">{number.to_owned()}</a> }.into_any() }
}
