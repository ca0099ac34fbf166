//! Records that may be one person: merged, or remembered as two people.

use super::form::suspect_text;
use crate::api::patient::{SetDistinct, duplicates};
use crate::ui::{done_notice, failure, title, when};
use chrono::NaiveDate;
use domain::id::PatientId;
use domain::patient::{DistinctPair, DuplicatePage, DuplicatePair};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
#[component]
pub fn DuplicatesPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| duplicates());
    view! {
        {title("重複の確認")}
        <div class="page__crumbs"><a href="/patients">"対象者"</a></div>
        <div class="page__head"><h1>"重複の確認"</h1></div>
        {done_notice()}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(page) => lists(page).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn lists(page: DuplicatePage) -> impl IntoView {
    let today = page.today;
    let none = page.pairs.is_empty();
    let pairs = page.pairs.into_iter().map(|p| pair(p, today)).collect_view();
    let nobody = page.distinct.is_empty().then(|| view! { <p class="quiet">"別人とした組はありません。"</p> });
    let distinct = page.distinct.into_iter().map(said).collect_view();
    let more = page.more.then(|| view! { <p class="notice notice--info">"件数が多いため、可能性の高いものから表示しています。"</p> });
    let found = if none {
        view! { <p class="empty__text">"同じ人と思われる記録はありません。"</p> }.into_any()
    } else {
        view! { <ul class="stack">{pairs}</ul> }.into_any()
    };
    view! {
        <p class="notice notice--info">"氏名・ふりがな・生年月日・電話番号・住所が似ている記録です。同じ人であれば統合し、別の人であれば「別人です」を押してください。"</p>
        {more}
        {found}
        <section class="panel"><h2 class="panel__title">"別人とした組"</h2>{nobody}<ul class="rows">{distinct}</ul></section>
    }
}

fn decide(a: PatientId, b: PatientId, distinct: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=SetDistinct::url()>
            <input type="hidden" name="a" value=a.to_string()/>
            <input type="hidden" name="b" value=b.to_string()/>
            <input type="hidden" name="distinct" value=distinct/>
            <button class="btn btn--small" type="submit">{label}</button>
        </form>
    }
}

fn pair(pair: DuplicatePair, today: NaiveDate) -> impl IntoView {
    let (a, b) = (pair.a.patient.id, pair.b.patient.id);
    let kind = if pair.a.likeness.is_probable() {
        view! { <span class="badge badge--due">"同じ人の可能性が高い"</span> }.into_any()
    } else {
        view! { <span class="badge badge--info">"同じ人かもしれない"</span> }.into_any()
    };
    view! {
        <li class="panel stack stack--tight">
            <h2 class="panel__title">{format!("{}　／　{}", pair.a.patient.name, pair.b.patient.name)}" "{kind}</h2>
            <ul class="matches"><li class="match">{suspect_text(&pair.a, today)}</li><li class="match">{suspect_text(&pair.b, today)}</li></ul>
            <div class="cluster"><a class="btn btn--small btn--primary" href=format!("/patients/{a}/merge/{b}")>"並べて統合する"</a>{decide(a, b, "1", "別人です")}</div>
        </li>
    }
}

fn said(pair: DistinctPair) -> impl IntoView {
    let (a, b) = (pair.a.id, pair.b.id);
    view! {
        <li>
            <div class="rows__title"><a href=format!("/patients/{a}")>{pair.a.name}</a>"　／　"<a href=format!("/patients/{b}")>{pair.b.name}</a></div>
            <div class="rows__meta"><span>{when(pair.at)}</span><span>{pair.by_name}</span></div>
            {decide(a, b, "", "取り消す")}
        </li>
    }
}
