//! 終了する: nobody was found, or nothing is wanted any more.

use super::hidden;
use crate::api::assignment::{GiveUpRequest, WithdrawRequest};
use crate::api::shell::Kept;
use crate::ui::{Typed, field};
use domain::assignment::{RequestState, RequestView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The fold with both ways to end; none after the end.
pub(super) fn ending(found: &RequestView, kept: Option<&Kept>) -> Option<impl IntoView + use<>> {
    let state = found.request.state;
    if state.is_ended() {
        return None;
    }
    let give_up = Typed::plain("give-up", GiveUpRequest::url(), kept);
    let withdraw = Typed::plain("withdraw", WithdrawRequest::url(), kept);
    let open = [give_up, withdraw].iter().any(|typed| typed.error.with_untracked(Option::is_some));
    // Once everybody has accepted there is somebody.
    let sought = matches!(state, RequestState::Requested | RequestState::Screening | RequestState::Offering | RequestState::Accepted);
    let id = found.request.id.to_string();
    let nobody = sought.then(|| {
        view! {
            <form class="form form--static" method="post" action=GiveUpRequest::url() novalidate=true>
                <h3>"担当医なしとして終了"</h3>
                {hidden("id", id.clone())}
                {field("reason", "理由").required().hint("引き受ける医師が見つからなかった経緯と、その後の方針").view(give_up)}
                <p><button class="btn btn--danger" type="submit">"担当医なしとして終了する"</button></p>
            </form>
        }
    });
    Some(view! {
        <details class="fold" open=open>
            <summary>"この依頼を終了する"</summary>
            <p class="field__hint">"打診中の医師には、回答が不要になったことをお知らせします。"</p>
            {nobody}
            <form class="form form--static" method="post" action=WithdrawRequest::url() novalidate=true>
                <h3>"取下げ"</h3>
                {hidden("id", id.clone())}
                {field("reason", "理由").required().hint("例：入院が延びた、ご家族の意向が変わった").view(withdraw)}
                <p><button class="btn btn--danger" type="submit">"調整依頼を取り下げる"</button></p>
            </form>
        </details>
    })
}
