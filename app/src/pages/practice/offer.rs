//! One offer, as the physician who is asked sees it: how it stands, the card without a name, the answer, the questions.

use super::answer::{Forms, answer, ask, unsent};
use super::{fact, nothing_here, state_badge, telephone, urgent_badge};
use crate::api::practice::{AskedOffer, OfferStanding, look_at_offer};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{Newer, done_notice, failure, title, use_kept, when};
use crate::words;
use domain::assignment::{OfferState, OfferView, Question};
use domain::calendar::show_date;
use domain::code::List;
use domain::error::Fault;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page of one offer.
#[component]
pub fn OfferPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), look_at_offer);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"打診を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(&found, kept.as_ref()).into_any(),
                    Err(AppError::Fault(Fault::NotFound)) => {
                        nothing_here("打診が見つかりません", "この打診は見つかりません。別の利用者でログインしていないか確かめてください。", "/offers", "自分の打診を見る")
                    }
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: &AskedOffer, kept: Option<&Kept>) -> impl IntoView + use<> {
    let offer = &found.offer;
    let forms = Forms::new(kept);
    forms.set_status();
    view! {
        {title("打診")}
        <div class="page__crumbs"><a href="/offers">"打診"</a></div>
        <div class="page__head"><h1>{format!("{}の打診", words::assignment::role(offer.card.role))}</h1><p class="cluster">{state_badge(offer.state)}{urgent_badge(offer.card.urgency)}</p></div>
        <Newer ask=OfferStanding::url().to_owned() id=offer.id.to_string() shown=offer.standing() page=format!("/offers/{}", offer.id) says="この打診に動きがありました。".to_owned()/>
        {done_notice()}
        {forms.errors(offer.state)}
        {standing(offer)}
        {unsent(offer, forms)}
        <div class="split">
            {card(offer)}
            <div class="stack">
                {answer(offer, forms)}
                {questions(found, forms, kept)}
            </div>
        </div>
    }
}

/// What is to be done now, before everything else.
fn standing(offer: &OfferView) -> AnyView {
    let deadline = || {
        let left = words::practice::time_left(offer.card.deadline, offer.now);
        view! { <p><span class="notice__number">{left}</span>"　回答期限 "{when(offer.card.deadline)}</p> }
    };
    match (offer.state, words::practice::offer_ended(offer.state)) {
        (OfferState::Accepted, _) if offer.patient.is_some() => {
            let patient = offer.patient.map(|id| format!("/practice/patients/{id}")).unwrap_or_default();
            view! { <div class="notice notice--success"><p><strong>"担当が確定しました。"</strong></p><a class="btn btn--primary btn--large" href=patient>"対象者のお名前と連絡先を見る"</a></div> }.into_any()
        }
        (OfferState::Accepted, _) => view! {
            <div class="notice notice--success">
                <p><strong>"お引き受けいただき、ありがとうございます。"</strong></p>
                <p>"窓口が確定すると、対象者のお名前と連絡先が「担当患者」に表示されます。確定したときは通知でお知らせします。"</p>
                <p>"ご都合が変わったときは、窓口へお電話ください。"{desk(offer)}</p>
            </div>
        }
        .into_any(),
        (_, Some(text)) => view! { <div class="notice"><p><strong>{text}</strong>{desk(offer)}</p><a class="btn" href="/offers">"打診の一覧へ"</a></div> }.into_any(),
        (OfferState::Reconfirm, None) => view! {
            <div class="notice notice--warn">
                <p><strong>"条件が変わりました。"</strong></p>
                <p>"新しい条件を確かめて、もう一度回答してください。回答をいただくまで、ほかの医師には決まりません。"</p>
                {deadline()}
            </div>
        }
        .into_any(),
        (_, None) if offer.is_again => view! {
            <div class="notice notice--warn">
                <p><strong>"条件が変わりました。"</strong></p>
                <p>"新しい条件を確かめて、回答してください。"</p>
                {deadline()}
            </div>
        }
        .into_any(),
        (_, None) => view! { <div class="notice notice--info"><p><strong>"条件を確かめて、回答してください。"</strong></p>{deadline()}</div> }.into_any(),
    }
}

/// Who asks, and where they are reached.
fn desk(offer: &OfferView) -> impl IntoView + use<> {
    let number = (!offer.desk_telephone.is_empty()).then(|| view! { "　"{telephone(&offer.desk_telephone)} });
    view! { "　"{offer.desk.clone()}{number} }
}

/// 匿名の打診票 in full.
fn card(offer: &OfferView) -> impl IntoView + use<> {
    let card = &offer.card;
    let asked = |yes: bool| if yes { "求めています" } else { "求めていません" };
    let language = card.language.as_ref().map_or_else(|| "指定なし".to_owned(), |c| words::label(List::Language, c.as_str(), None));
    let asked_at = offer.asked_at.map(|at| fact("打診日時", when(at)));
    let answered_at = offer.answered_at.map(|at| fact("回答日時", when(at)));
    view! {
        <section class="panel">
            <h2 class="panel__title">"打診の内容"</h2>
            <dl class="facts facts--one">
                {fact("役割", words::assignment::role(card.role))}
                {fact("圏域", words::practice::district(card))}
                {fact("年齢・性別", words::practice::who(card))}
                {fact("開始希望日", show_date(card.start_on))}
                {fact("医療処置", words::practice::procedures(&card.procedures))}
                {fact("看取り", asked(card.end_of_life))}
                {fact("夜間の往診", asked(card.night))}
                {fact("言語の希望", language)}
                {fact("急ぎ", words::assignment::urgency(card.urgency))}
                {fact("回答期限", when(card.deadline))}
                {asked_at}
                {answered_at}
            </dl>
            {offer.patient.is_none().then(|| view! { <p class="quiet small">"対象者のお名前・住所・電話番号は、担当が確定した後に表示されます。"</p> })}
        </section>
    }
}

/// 窓口とのやり取り: what was asked and answered, and the next question.
fn questions(found: &AskedOffer, forms: Forms, kept: Option<&Kept>) -> Option<impl IntoView + use<>> {
    let offer = &found.offer;
    let open = !offer.state.is_ended();
    let form = open.then(|| ask(found, forms, kept));
    let thread = (!offer.questions.is_empty()).then(|| {
        let items = offer.questions.iter().map(question).collect_view();
        view! { <ol class="timeline">{items}</ol> }
    });
    (open || thread.is_some()).then(|| view! { <section class="panel stack stack--tight" id="questions"><h2 class="panel__title">"窓口とのやり取り"</h2>{thread}{form}</section> })
}

fn question(question: &Question) -> impl IntoView + use<> {
    let who = if question.from_desk { format!("窓口　{}", question.author) } else { question.author.clone() };
    view! {
        <li class="timeline__item">
            <div class="timeline__head"><span class="timeline__when">{when(question.at)}</span><span class="timeline__who">{who}</span></div>
            <p class="timeline__body">{question.content.clone()}</p>
        </li>
    }
}
