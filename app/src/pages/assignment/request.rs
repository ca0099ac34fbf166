//! One search in full: what to do now first, then each role, then what is looked for and what happened.

use super::ending::ending;
use super::next::next_box;
use super::role::role_section;
use super::{needs, patient_line, state_badge, urgent_badge};
use crate::api::assignment::{
    AnswerPhysician, ChangeNeeds, ConfirmRequest, DecidePhysician, GiveUpRequest, RequestChanges, SendOffers, StartVisits, WithdrawRequest, match_request,
};
use crate::api::shell::Kept;
use crate::pages::param;
use crate::ui::{Newer, Typed, done_notice, error_notice, failure, history_list, title, use_kept};
use crate::words::assignment as text;
use domain::assignment::{Matching, RequestState, RequestView, Role};
use domain::audit::{Change, Deed};
use domain::calendar::{jst_date, show_date};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What all server functions of this slice begin with.
const SLICE: &str = "/api/assignment/";

/// The page of a search.
#[component]
pub fn RequestPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), match_request);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"調整依頼を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(&found, kept.as_ref()),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// The search with its offers, as the rules know it.
fn matching_of(found: &RequestView) -> Matching {
    Matching { request: found.request.clone(), offers: found.offers.iter().map(|line| line.offer.clone()).collect() }
}

fn page(found: &RequestView, kept: Option<&Kept>) -> AnyView {
    if let Some(conflict) = needs::conflict(found, kept) {
        return view! { {head(found, &matching_of(found))}{conflict} }.into_any();
    }
    let matching = matching_of(found);
    let today = jst_date(found.now);
    let roles = Role::ALL.map(|role| role_section(found, &matching, role, kept)).collect_view();
    view! {
        {head(found, &matching)}
        <Newer ask=RequestChanges::url().to_owned() id=found.request.id.to_string() shown=found.version.to_string() page=format!("/matching/{}", found.request.id) says="この調整に動きがありました。".to_owned()/>
        {done_notice()}
        {problem(kept)}
        {next_box(found, &matching, kept)}
        {patient_line(&found.patient, &found.district, found.request.needs.place.outside, today)}
        <div class="split">
            <div class="stack">{roles}</div>
            <aside class="split__aside split__aside--flow stack" aria-label="依頼の内容と記録">
                {needs::panel(found, kept)}
                {ending(found, kept)}
                <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(history(found))}</section>
            </aside>
        </div>
    }
    .into_any()
}

/// Why the form that was just sent was refused, at the top: the page is long, and its forms stand far below.
fn problem(kept: Option<&Kept>) -> Option<impl IntoView + use<>> {
    let kept = kept.filter(|k| k.path.starts_with(SLICE))?;
    #[cfg(feature = "ssr")]
    crate::context::set_status(&kept.error);
    let way = form_of(kept).map(|form| view! { <p><a href=format!("#{form}") rel="external">"送れなかった内容を確かめる"</a></p> });
    Some(view! { {error_notice(Typed::plain(scope(kept), &kept.path, Some(kept)))}{way} })
}

/// Where the refused form stands, when it is far down the page.
fn form_of(kept: &Kept) -> Option<String> {
    let role = |url: &str| kept.value(url, "role").and_then(Role::from_code).map(Role::code);
    let choose = role(SendOffers::url()).map(|role| format!("{role}-choose"));
    let decide = || role(DecidePhysician::url()).map(|role| format!("{role}-decide"));
    let answer = || kept.value(AnswerPhysician::url(), "offer").map(|offer| format!("offer-{offer}"));
    choose.or_else(decide).or_else(answer)
}

/// What stands before the ids of the refused form's fields.
fn scope(kept: &Kept) -> &'static str {
    let fixed = [
        (ChangeNeeds::url(), "needs"),
        (ConfirmRequest::url(), "confirm"),
        (StartVisits::url(), "start"),
        (GiveUpRequest::url(), "give-up"),
        (WithdrawRequest::url(), "withdraw"),
        (AnswerPhysician::url(), "answer"),
    ];
    let role = || [SendOffers::url(), DecidePhysician::url()].into_iter().find_map(|url| kept.value(url, "role")).and_then(Role::from_code);
    fixed.into_iter().find(|(url, _)| kept.path == *url).map_or_else(|| role().map_or("", Role::code), |(_, scope)| scope)
}

fn head(found: &RequestView, matching: &Matching) -> impl IntoView + use<> {
    let (request, number) = (&found.request, &found.case.number);
    let left = i32::try_from(request.needs.start_on.signed_duration_since(jst_date(found.now)).num_days()).unwrap_or(i32::MAX);
    let left = if request.state.is_ended() { String::new() } else { format!("（{}）", text::days_left(left)) };
    let stall = found.stall.as_ref().map(|stall| view! { <span class="badge badge--overdue">{text::stall(stall)}</span> });
    view! {
        {title(&format!("主治医調整 {number}"))}
        <div class="page__crumbs"><a href="/matching">"主治医調整"</a>" › "<a href=format!("/cases/{}", found.case.id)>{format!("ケース {number}")}</a></div>
        <div class="page__head">
            <h1>{format!("主治医調整　{number}")}</h1>
            <p class="cluster">{state_badge(request.state)}{urgent_badge(request.needs.urgency)}{stall}<span>{format!("開始希望日 {}{left}", show_date(request.needs.start_on))}</span></p>
            <div class="page__actions">{papers(found, matching)}</div>
        </div>
    }
}

/// The prints, from the moment on at which the physicians may know whose they are.
fn papers(found: &RequestView, matching: &Matching) -> Option<impl IntoView + use<>> {
    matches!(found.request.state, RequestState::Confirmed | RequestState::Started).then(|| {
        let id = found.request.id;
        let letters = Role::ALL.into_iter().filter(|role| matching.holder(*role).is_some()).map(|role| {
            view! { <a class="btn btn--quiet" href=format!("/matching/{id}/letter?role={}", role.code())>{format!("依頼書を印刷（{}）", text::role(role))}</a> }
        });
        view! { {letters.collect_view()}<a class="btn btn--quiet" href=format!("/patients/{}/contacts", found.patient.id)>"連絡先を印刷"</a> }
    })
}

/// What changed. That candidates were ranked is seen from the ranking itself.
fn history(found: &RequestView) -> Vec<Change> {
    // A step that changed offers alone stands in their table.
    let bare = |change: &&Change| change.fields.is_empty() && change.deed == Deed::Update && (change.note.is_empty() || change.note.starts_with("ranking "));
    found.history.iter().filter(|change| !bare(change)).cloned().collect()
}
