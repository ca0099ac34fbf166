//! One folder per slice.

pub mod account;
pub mod admin;
pub mod assignment;
pub mod cases;
pub mod code;
pub mod directory;
pub mod handover;
pub mod inquiry;
pub mod mail;
pub mod notice;
pub mod paper;
pub mod patient;
pub mod physician;
pub mod practice;
pub mod sheets;
pub mod today;

use crate::error::AppError;
use crate::ui;
use domain::error::Fault;
use leptos::prelude::*;

/// The page for addresses that lead nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    ui::failure(&AppError::Fault(Fault::NotFound))
}

/// The page in place of one that the person may not see; the server puts it there.
#[component]
pub fn Forbidden() -> impl IntoView {
    ui::failure(&AppError::Fault(Fault::Forbidden))
}

/// The text of a route's parameter.
pub(crate) fn param(name: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let params = leptos_router::hooks::use_params_map();
    move || params.with(|p| p.get(name)).unwrap_or_default()
}

/// The text of an address's query parameter.
pub(crate) fn query(name: &'static str) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let query = leptos_router::hooks::use_query_map();
    move || query.with(|q| q.get(name)).unwrap_or_default()
}
