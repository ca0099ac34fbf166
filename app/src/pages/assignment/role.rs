//! One role of a search: who has it, who was asked, and how somebody is found.

use super::candidates::candidates;
use super::heard::heard;
use super::next::{confirm_alone, waived};
use super::offers::{offers, threads};
use super::{anchor, called, hidden, named, posted, refused};
use crate::api::assignment::DecidePhysician;
use crate::api::shell::Kept;
use crate::ui::{Typed, field};
use crate::words::assignment as text;
use domain::assignment::{Matching, Mode, OfferState, RequestState, RequestView, Role};
use domain::id::OfferId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The section of a role; none for one that nobody was ever looked for.
pub(super) fn role_section(found: &RequestView, matching: &Matching, role: Role, kept: Option<&Kept>) -> Option<AnyView> {
    let asked = found.offers.iter().any(|line| line.offer.role == role);
    if !found.request.needs.wanted.includes(role) && !asked {
        return None;
    }
    let holder = matching.holder(role).map(|offer| {
        let again = (offer.state == OfferState::Reconfirm)
            .then(|| view! { <p class="notice notice--warn">"条件が変わったため、この医師に再確認をお願いしています。回答を待ってください。"</p> });
        view! { <p><strong>{named(found, offer.physician)}</strong>" "<span class="badge badge--open">{text::offer_state(offer.state)}</span></p>{again} }
    });
    let seeking = seeking(found, matching, role, kept);
    let alone = may_do_without(matching, role).then(|| confirm_alone(found, kept));
    Some(
        view! {
            <section class="panel stack stack--tight" id=anchor(role)>
                <h2 class="panel__title">{text::role(role)}</h2>
                {holder}
                {offers(found, role)}
                {heard(found, role, kept)}
                {threads(found, role, kept)}
                {seeking}
                {alone}
            </section>
        }
        .into_any(),
    )
}

/// The secondary alone is missing, and can be done without.
fn may_do_without(matching: &Matching, role: Role) -> bool {
    let firm = |role| matching.holder(role).is_some_and(|o| o.state == OfferState::Accepted);
    let under_way = matches!(matching.request.state, RequestState::Screening | RequestState::Offering | RequestState::Accepted);
    role == Role::Secondary && under_way && matching.needs_role(role) && !firm(role) && firm(Role::Primary)
}

/// How somebody is found, as long as somebody is looked for.
fn seeking(found: &RequestView, matching: &Matching, role: Role, kept: Option<&Kept>) -> Option<AnyView> {
    let request = &found.request;
    if request.state.is_ended() || !request.needs.wanted.includes(role) {
        return None;
    }
    let held = matching.holder(role).is_some();
    let body = if request.mode.asks() {
        if held {
            return None;
        }
        candidates(found, matching, role, kept)
    } else {
        let settled = (!held).then(|| view! { <details class="fold"><summary>"候補の順位を参考にする"</summary>{candidates(found, matching, role, kept)}</details> });
        view! { {decide(found, role, held, kept)}{settled} }.into_any()
    };
    if matching.needs_role(role) {
        return Some(body);
    }
    Some(view! { {waived(found)}<details class="fold"><summary>"副主治医を改めて探す"</summary><div class="stack stack--tight">{body}</div></details> }.into_any())
}

/// Writes down a decision that was made elsewhere.
fn decide(found: &RequestView, role: Role, held: bool, kept: Option<&Kept>) -> AnyView {
    let url = DecidePhysician::url();
    let kept = refused(kept, url, "role", role.code());
    let typed = Typed::plain(role.code(), url, kept);
    // The id is made with the form, so that a form sent twice is one decision.
    let offer = posted(kept, url, "offer").unwrap_or_else(|| OfferId::new().to_string());
    let physicians = found.physicians.iter().map(|p| (p.id.to_string(), called(&p.name, &p.organization))).collect();
    let hint = if found.request.mode == Mode::Committee { "会議の日付と、決まった理由" } else { "いつ、誰が承諾を得たか" };
    let form = view! {
        <form class="form form--static" method="post" action=url novalidate=true id=format!("{}-decide", role.code())>
            {hidden("id", found.request.id.to_string())}{hidden("role", role.code().to_owned())}{hidden("offer", offer)}
            {field("physician", "医師").required().choices(physicians, "選んでください").view(typed)}
            {field("reason", "決定の経緯・理由").required().hint(hint).view(typed)}
            <p><button class="btn btn--primary" type="submit">{format!("{}の決定を記録する", text::role(role))}</button></p>
        </form>
    };
    if held {
        let open = kept.is_some();
        return view! { <details class="fold" open=open><summary>"別の医師に変える"</summary>{form}</details> }.into_any();
    }
    form.into_any()
}
