//! A physician's own pages: 打診, 担当患者, 不在; and their part of the home page. Nobody's name is on a page about an offer.

mod absences;
mod answer;
mod home;
mod offer;
mod offers;
mod patient;
mod patients;

pub use absences::AbsencesPage;
pub use home::home_panel;
pub use offer::OfferPage;
pub use offers::OffersPage;
pub use patient::OwnPatientPage;
pub use patients::PracticePage;

use crate::ui::title;
use crate::words;
use domain::assignment::{OfferState, Urgency};
use domain::text::Telephone;
use leptos::prelude::*;

fn hidden(name: &'static str, value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// A line of a list of facts.
fn fact(label: &'static str, value: impl IntoView) -> impl IntoView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }
}

/// A number that a telephone calls when it is touched.
fn telephone(number: &str) -> AnyView {
    if number.is_empty() {
        return view! { <span class="missing">"電話番号 未登録"</span> }.into_any();
    }
    match Telephone::parse(number) {
        Ok(read) => view! { <a href=format!("tel:{}", read.digits()) rel="external">{number.to_owned()}</a> }.into_any(),
        Err(_) => view! { <span class="prose">{number.to_owned()}</span> }.into_any(),
    }
}

/// How an offer stands.
fn state_badge(state: OfferState) -> impl IntoView {
    view! { <span class=format!("badge badge--{}", words::practice::offer_badge(state))>{words::practice::offer_state(state)}</span> }
}

/// 至急
fn urgent_badge(urgency: Urgency) -> Option<impl IntoView> {
    (urgency == Urgency::Urgent).then(|| view! { <span class="badge badge--immediate">"至急"</span> })
}

/// Nobody in the directory signs in as this person.
fn no_profile() -> impl IntoView {
    view! {
        <div class="empty">
            <p>"医師の登録がまだありません。窓口に、ログインと医師の登録の結び付けを依頼してください。"</p>
            <p>"結び付けが済むと、打診・担当患者・不在の登録をこの画面で使えます。"</p>
            <a class="btn" href="/">"今日の画面へ"</a>
        </div>
    }
}

/// In place of what is not this person's, or is not there: the status says so, the words say what to do.
fn nothing_here(heading: &'static str, text: &'static str, href: &'static str, link: &'static str) -> AnyView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&crate::error::AppError::Fault(domain::error::Fault::NotFound));
    view! {
        {title(heading)}
        <div class="empty empty--code">
            <h1>{heading}</h1>
            <p>{text}</p>
            <div class="cluster"><a class="btn btn--primary" href=href>{link}</a><a class="btn btn--quiet" href="/">"今日の画面へ"</a></div>
        </div>
    }
    .into_any()
}
