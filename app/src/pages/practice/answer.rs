//! The forms of an offer: yes, no with a reason, a question. Each posts by itself and works without JavaScript.

use super::hidden;
use crate::api::practice::{AcceptOffer, AskDesk, AskedOffer, DeclineOffer};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::ui::{Typed, error_notice, field};
use crate::words;
use domain::assignment::{OfferState, OfferView};
use domain::code::List;
use domain::error::{Fault, Refusal};
use domain::id::EntryId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The three forms, one of which may have been refused just before.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    accept: Typed,
    decline: Typed,
    ask: Typed,
}

impl Forms {
    pub(super) fn new(kept: Option<&Kept>) -> Self {
        Self {
            accept: Typed::plain("accept", AcceptOffer::url(), kept),
            decline: Typed::plain("decline", DeclineOffer::url(), kept),
            ask: Typed::plain("ask", AskDesk::url(), kept),
        }
    }

    /// An answer that was refused gives its page the status that says the same.
    pub(super) fn set_status(self) {
        #[cfg(feature = "ssr")]
        for error in [self.accept, self.decline, self.ask].into_iter().filter_map(|typed| typed.error.get_untracked()) {
            crate::context::set_status(&error);
        }
    }

    /// Why a form was refused, at the top of the page.
    pub(super) fn errors(self, state: OfferState) -> impl IntoView {
        let too_late = |typed: Typed| {
            let refused = typed.error.with_untracked(|e| matches!(e, Some(AppError::Fault(Fault::Refused(Refusal::NotInThisState)))));
            refused && state == OfferState::Accepted
        };
        // The general words speak of a case, which nobody here has before their eyes.
        if too_late(self.decline) {
            return view! {
                <div class="error-summary" role="alert" tabindex="-1"><h2>"すでに引き受けていただいています。辞退をご希望のときは、窓口へお電話ください。"</h2></div>
            }
            .into_any();
        }
        view! { {error_notice(self.accept)}{error_notice(self.decline)}{error_notice(self.ask)} }.into_any()
    }
}

fn refused(typed: Typed) -> bool {
    typed.error.with_untracked(Option::is_some)
}

/// Yes or no, while it can be said.
pub(super) fn answer(offer: &OfferView, forms: Forms) -> Option<impl IntoView + use<>> {
    offer.can_answer().then(|| {
        let id = offer.id.to_string();
        view! {
            <section class="panel stack no-print" id="answer">
                <h2 class="panel__title">"回答"</h2>
                <form class="stack" method="post" action=AcceptOffer::url()>
                    {hidden("id", id.clone())}{hidden("seen_needs", offer.seen_needs.to_string())}
                    <button class="btn btn--primary btn--large" type="submit">"引き受ける"</button>
                </form>
                {decline(id, forms.decline)}
            </section>
        }
    })
}

/// Reasons that a physician can give: that nobody replied is written down by the program.
fn reasons() -> Vec<(String, Vec<(String, String)>)> {
    let program = List::DeclineReason.essential();
    let groups = words::codes().groups(List::DeclineReason).into_iter();
    groups.map(|(group, items)| (group, items.into_iter().filter(|(code, _)| !program.contains(&code.as_str())).collect())).collect()
}

fn decline(id: String, typed: Typed) -> impl IntoView {
    let open = refused(typed);
    view! {
        <details class="fold" open=open>
            <summary>"辞退する"</summary>
            <form class="form form--static" method="post" action=DeclineOffer::url() novalidate=true id="decline">
                {hidden("id", id)}
                {field("decline_reason", "辞退の理由").required().codes(List::DeclineReason, "選んでください").groups(reasons(), "選んでください").view(typed)}
                {field("offer_message", "窓口への連絡").hint("任意。対象者のお名前などは書かないでください。").area(3).view(typed)}
                <p><button class="btn btn--large" type="submit">"この内容で辞退する"</button></p>
            </form>
        </details>
    }
}

/// 窓口に質問する. The question's id comes with the page, so that a repeated post is the same question.
pub(super) fn ask(found: &AskedOffer, forms: Forms, kept: Option<&Kept>) -> impl IntoView + use<> {
    let again = kept.and_then(|k| k.value(AskDesk::url(), "message")).filter(|id| id.parse::<EntryId>().is_ok());
    let message = again.map_or_else(|| found.next_message.clone(), str::to_owned);
    view! {
        <form class="form form--static no-print" method="post" action=AskDesk::url() novalidate=true id="ask">
            {hidden("id", found.offer.id.to_string())}{hidden("message", message)}
            {field("offer_message", "窓口への質問").required().hint("対象者のお名前などは書かないでください。").area(4).view(forms.ask)}
            <p><button class="btn btn--large" type="submit">"窓口に質問する"</button></p>
        </form>
    }
}

/// What was typed before the offer ended: it cannot be sent any more, but it is not lost.
pub(super) fn unsent(offer: &OfferView, forms: Forms) -> Option<impl IntoView + use<>> {
    let lost = |typed: Typed, possible: bool| Some(typed.value("offer_message")).filter(|text| !possible && !text.is_empty());
    let text = lost(forms.decline, offer.can_answer()).or_else(|| lost(forms.ask, !offer.state.is_ended()));
    text.map(|text| {
        view! {
            <section class="panel stack stack--tight">
                <h2 class="panel__title">"送信できなかった文章"</h2>
                <p>"必要なときは、窓口へお電話でお伝えください。"</p>
                <p class="prose">{text}</p>
            </section>
        }
    })
}
