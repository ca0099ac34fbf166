//! An answer that came on the telephone: the desk writes it down in the physician's stead.

use super::{called, hidden, refused};
use crate::api::assignment::HearPhysician;
use crate::api::shell::Kept;
use crate::ui::{Typed, field};
use domain::assignment::{OfferLine, RequestView, Role};
use domain::code::List;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

const fn scope(role: Role) -> &'static str {
    match role {
        Role::Primary => "heard-primary",
        Role::Secondary => "heard-secondary",
    }
}

/// The form, as long as an answer is waited for.
pub(super) fn heard(found: &RequestView, role: Role, kept: Option<&Kept>) -> Option<AnyView> {
    let waits = |line: &&OfferLine| line.offer.role == role && line.offer.state.is_out() && !line.offer.is_overdue(found.now);
    let waiting: Vec<(String, String)> = found.offers.iter().filter(waits).map(|l| (l.offer.id.to_string(), called(&l.name, &l.clinic))).collect();
    if waiting.is_empty() || found.request.state.is_ended() {
        return None;
    }
    let url = HearPhysician::url();
    let typed = Typed::plain(scope(role), url, refused(kept, url, "role", role.code()));
    let open = typed.error.with_untracked(Option::is_some);
    let form = view! {
        <form class="form form--static" method="post" action=url novalidate=true>
            {hidden("id", found.request.id.to_string())}{hidden("role", role.code().to_owned())}
            {field("offer", "回答した医師").required().choices(waiting, "選んでください").view(typed)}
            {field("heard", "聞き取った内容").hint("誰から、どのように回答を受けたか").view(typed)}
            {field("decline_reason", "辞退の理由").hint("辞退のときに選んでください").codes(List::DeclineReason, "選んでください").view(typed)}
            <p class="cluster">
                <button class="btn" type="submit" name="accepts" value="true">"受諾として記録する"</button>
                <button class="btn" type="submit" name="accepts" value="false">"辞退として記録する"</button>
            </p>
        </form>
    };
    Some(view! { <details class="fold" open=open><summary>"電話で回答を受けたとき"</summary>{form}</details> }.into_any())
}
