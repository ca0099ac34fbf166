//! 打診: those that wait for an answer, the most pressing first, then the earlier ones.

use super::{fact, no_profile, state_badge, urgent_badge};
use crate::api::practice::{OwnOffers, offer_list};
use crate::ui::{done_notice, failure, title};
use crate::words;
use chrono::{DateTime, Utc};
use domain::assignment::{OfferState, OwnOffer};
use domain::calendar::{show_date, show_datetime};
use leptos::prelude::*;

/// The page of one's own offers.
#[component]
pub fn OffersPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| offer_list());
    view! {
        {title("打診")}
        <Suspense fallback=|| view! { <p class="skeleton">"打診を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => page(found).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: OwnOffers) -> impl IntoView {
    let now = found.now;
    let body = match found.offers {
        None => no_profile().into_any(),
        Some(offers) if offers.is_empty() => {
            view! { <div class="empty"><p>"打診はまだ届いていません。届いたときは、通知とメールでお知らせします。"</p><a class="btn" href="/account/notices">"通知の設定"</a></div> }
                .into_any()
        }
        Some(offers) => {
            let (mut waiting, earlier): (Vec<OwnOffer>, Vec<OwnOffer>) = offers.into_iter().partition(|o| o.state.is_out());
            waiting.sort_by_key(|o| (o.card.deadline, o.id));
            view! { {waits(waiting, now)}{rest(earlier)} }.into_any()
        }
    };
    view! {
        <div class="page__head"><h1>"打診"</h1></div>
        {done_notice()}
        <div id="live" class="stack">{body}</div>
    }
}

fn waits(offers: Vec<OwnOffer>, now: DateTime<Utc>) -> impl IntoView {
    let count = offers.len();
    let body = if offers.is_empty() {
        view! { <p class="quiet">"回答をお待ちしている打診はありません。"</p> }.into_any()
    } else {
        let items = offers.into_iter().map(|offer| one(offer, now)).collect_view();
        view! { <ul class="plain stack">{items}</ul> }.into_any()
    };
    let heading = if count == 0 { "回答をお待ちしている打診".to_owned() } else { format!("回答をお待ちしている打診　{count}件") };
    view! { <section class="stack stack--tight"><h2>{heading}</h2>{body}</section> }
}

fn one(offer: OwnOffer, now: DateTime<Utc>) -> impl IntoView {
    let (card, href) = (offer.card, format!("/offers/{}", offer.id));
    let what = format!("{}　{}", words::assignment::role(card.role), words::practice::district(&card));
    let again = (offer.state == OfferState::Reconfirm).then(|| state_badge(offer.state));
    let named = format!("（{what}）");
    view! {
        <li class="panel stack stack--tight">
            <h3 class="cluster"><a href=href.clone()>{what}</a>{urgent_badge(card.urgency)}{again}</h3>
            <p><span class="notice__number">{words::practice::time_left(card.deadline, now)}</span>"　回答期限 "<time datetime=card.deadline.to_rfc3339()>{show_datetime(card.deadline)}</time></p>
            <dl class="facts facts--one">
                {fact("年齢・性別", words::practice::who(&card))}
                {fact("医療処置", words::practice::procedures(&card.procedures))}
                {fact("開始希望日", show_date(card.start_on))}
            </dl>
            <a class="btn btn--primary btn--large" href=href>"内容を見て回答する"<span class="visually-hidden">{named}</span></a>
        </li>
    }
}

fn rest(offers: Vec<OwnOffer>) -> Option<impl IntoView> {
    let heads = ["役割・圏域", "年齢・性別", "打診日時", "状態", "回答日時"].map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    (!offers.is_empty()).then(|| {
        let rows = offers.into_iter().map(row).collect_view();
        view! {
            <section class="stack stack--tight">
                <h2>"これまでの打診"</h2>
                <div class="table__wrap" tabindex="0" role="region" aria-label="これまでの打診の一覧">
                    <table class="table">
                        <caption class="visually-hidden">"これまでの打診の一覧"</caption>
                        <thead><tr>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn row(offer: OwnOffer) -> impl IntoView {
    let (card, moment) = (&offer.card, |at: Option<DateTime<Utc>>| at.map_or_else(|| "—".to_owned(), show_datetime));
    view! {
        <tr>
            <td data-label="役割・圏域"><a href=format!("/offers/{}", offer.id)>{format!("{}　{}", words::assignment::role(card.role), words::practice::district(card))}</a></td>
            <td data-label="年齢・性別">{words::practice::who(card)}</td>
            <td data-label="打診日時">{moment(offer.asked_at)}</td>
            <td data-label="状態">{state_badge(offer.state)}</td>
            <td data-label="回答日時">{moment(offer.answered_at)}</td>
        </tr>
    }
}
