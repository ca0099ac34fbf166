//! Where an address lies: its district, or 市外.

use domain::district::{Atlas, Located};
use leptos::prelude::*;
use std::sync::Arc;

/// The badge of a place that is known; nothing for an unknown one.
pub fn district_badge(name: &str, outside: bool) -> Option<AnyView> {
    if outside {
        return Some(view! { <span class="badge badge--waiting">"市外"</span> }.into_any());
    }
    (!name.is_empty()).then(|| view! { <span class="badge badge--info">{name.to_owned()}</span> }.into_any())
}

/// The badge of an address, by the table of districts that the server gives to every page.
pub fn place_badge(address: &str) -> Option<AnyView> {
    if address.is_empty() {
        return None;
    }
    let atlas = use_context::<Arc<Atlas>>()?;
    match atlas.locate(address) {
        Located::Inside { district, .. } => district_badge(atlas.places().district_name(district), false),
        Located::OutsideCity => district_badge("", true),
        Located::Unknown => None,
    }
}
