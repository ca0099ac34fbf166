//! One inquiry in full: what was said, what is missing, what came before, what changed since.

use super::intake::missing_badge;
use crate::api::cases::MoveInquiry;
use crate::api::inquiry::{VoidInquiry, inquiry};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{Typed, done_notice, error_notice, failure, field, history_list, patient_head, status_badge, title, urgency_badge, use_kept, when};
use crate::words;
use domain::calendar::{jst_date, show_date, show_datetime};
use domain::code::List;
use domain::error::{Fault, Refusal};
use domain::inquiry::{InquiryLine, InquiryView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::params::ParamsMap;

/// The inquiry page.
#[component]
pub fn InquiryPage() -> impl IntoView {
    let id = param("id");
    let data = Resource::new_blocking(id, inquiry);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"相談を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: InquiryView, kept: Option<&Kept>) -> impl IntoView {
    let id = found.id.to_string();
    let number = found.number.clone();
    let voided = found.voided.clone();
    let voided_notice = voided
        .clone()
        .map(|v| view! { <div class="notice notice--warn"><p>{format!("取消済みの相談です（{}　{}）。理由：{}", show_datetime(v.at), v.by_name, v.reason)}</p></div> });
    // Nobody fills in what a voided record lacks.
    let missing = voided.is_none().then(|| found.missing.iter().map(|f| missing_badge(f)).collect_view());
    let voided_badge = voided.is_some().then(|| view! { <span class="badge badge--voided">"取消"</span> });
    let actions = voided.is_none().then(|| view! { <a class="btn btn--primary" href=format!("/inquiries/{id}/edit")>"編集する"</a> });
    let continued = if found.continued { "継続" } else { "新規" };
    let anonymous = found.anonymous.then(|| view! { <span class="badge badge--info">"匿名"</span> });
    let patient = found.patient.clone().map(|p| patient_head(&p, found.today, Some(format!("/inquiries/{id}")), None));
    let recorded = recorded_notice(&number);
    let manage = voided.is_none().then(|| manage(&id, kept));
    view! {
        {title(&format!("相談 {number}"))}
        <div class="page__crumbs"><a href="/inquiries">"相談一覧"</a>" › "<a href=format!("/cases/{}", found.case.id)>{format!("ケース {}", found.case.number)}</a></div>
        <div class="page__head">
            <h1>{format!("受付番号 {number}")}</h1>
            <p class="cluster">{voided_badge}{urgency_badge(&domain::code::Code(found.form.urgency.clone()), jst_date(found.received_at))}{status_badge(found.case.status)}{anonymous}{missing}</p>
            <div class="page__actions">{actions}<a class="btn" href=format!("/cases/{}", found.case.id)>"ケースを開く"</a><a class="btn btn--quiet" href=format!("/inquiries/{id}/print") target="_blank" rel="external noopener">"相談票を印刷"</a></div>
        </div>
        {recorded}
        {voided_notice}
        {patient}
        <div class="split">
            <div class="stack">
                {said(&found)}
                {contact(&found, continued)}
                {after(&found)}
                <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(found.history.clone())}</section>
                {manage}
            </div>
            <aside class="split__aside" aria-labelledby="earlier"><section class="panel">
                <h2 class="panel__title" id="earlier">"これまでの相談"</h2>
                <h3>"対象者の相談"</h3>
                {lines(found.of_patient.clone(), "対象者のほかの相談はありません。")}
                <h3>"同じ電話番号の相談"</h3>
                {lines(found.of_telephone.clone(), "この番号からのほかの相談はありません。")}
            </section></aside>
        </div>
    }
}

/// After saving, the number is the largest thing on the page: the caller is told it.
fn recorded_notice(number: &str) -> impl IntoView + use<> {
    let done = crate::pages::query("done");
    let number = number.to_owned();
    move || {
        if matches!(done().as_str(), "record" | "edit") {
            let number = number.clone();
            view! { <div class="notice notice--success" role="status"><strong>"保存しました"</strong><p class="notice__number">{format!("受付番号 {number}")}</p></div> }.into_any()
        } else {
            done_notice().into_any()
        }
    }
}

/// A value, or that it is missing.
pub(super) fn fact(label: &'static str, value: String) -> impl IntoView {
    let value = if value.is_empty() { view! { <span class="missing">"未入力"</span> }.into_any() } else { view! { <span class="prose">{value}</span> }.into_any() };
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }
}

/// What was said and done: the reason why anybody opens this page.
fn said(found: &InquiryView) -> impl IntoView + use<> {
    let form = &found.form;
    let day = jst_date(found.received_at);
    let others = form.other_categories.iter().map(|c| words::label(List::Category, c, day)).collect::<Vec<_>>().join("、");
    let others = (!others.is_empty()).then(|| view! { <p class="quiet small">{format!("その他：{others}")}</p> });
    let response =
        if form.response.is_empty() { view! { <p class="missing">"未入力"</p> }.into_any() } else { view! { <p class="prose">{form.response.clone()}</p> }.into_any() };
    view! {
        <section class="panel stack--tight"><h2 class="panel__title">{words::label(List::Category, &form.main_category, day)}</h2>
            {others}
            <h3>"相談内容"</h3><p class="prose">{form.content.clone()}</p>
            <h3>"対応内容"</h3>{response}
        </section>
    }
}

fn contact(found: &InquiryView, continued: &'static str) -> impl IntoView + use<> {
    let form = &found.form;
    let day = jst_date(found.received_at);
    let reason = (!form.backdate_reason.is_empty()).then(|| fact("さかのぼって入力する理由", form.backdate_reason.clone()));
    view! {
        <section class="panel"><h2 class="panel__title">"受付"</h2>
            <dl class="facts">
                {fact("受付日時", show_datetime(found.received_at))}
                {reason}
                {fact("新規・継続", continued.to_owned())}
                {fact("受付方法", words::label(List::Channel, &form.channel, day))}
                {fact("相談者区分", words::label(List::CallerType, &form.caller_type, day))}
                {fact("相談者氏名", form.caller_name.clone())}
                {fact("相談者ふりがな", form.caller_kana.clone())}
                {affiliation(found)}
                {fact("電話番号", form.telephone.clone())}
                {fact("所要時間", if form.minutes.is_empty() { String::new() } else { format!("{}分", form.minutes) })}
                {fact("受付者", format!("{}（{}に記録・{}）", found.recorded_by, show_datetime(found.recorded_at), found.desk.name))}
            </dl>
        </section>
    }
}

/// 所属機関: a link to what the directory knows, or the way to put it there.
fn affiliation(found: &InquiryView) -> AnyView {
    let form = &found.form;
    let typed = form.affiliation.clone();
    match &found.organization {
        _ if typed.is_empty() => fact("所属機関", typed).into_any(),
        Some(known) => view! { <div><dt>"所属機関"</dt><dd><a href=format!("/directory/{}", known.id)>{typed}</a></dd></div> }.into_any(),
        None => {
            let mut query = ParamsMap::new();
            for (name, value) in [("name", &form.affiliation), ("caller_type", &form.caller_type)] {
                query.insert(name.to_owned(), value.clone());
            }
            let href = format!("/directory/new{}", query.to_query_string());
            view! { <div><dt>"所属機関"</dt><dd><span class="prose">{typed}</span>" "<a class="small" href=href>"機関に登録する"</a></dd></div> }.into_any()
        }
    }
}

fn after(found: &InquiryView) -> impl IntoView + use<> {
    let case = &found.case;
    let next = case.next_date.map(show_date).unwrap_or_default();
    let outcome = case.outcome.as_ref().map(|o| words::label(List::Outcome, o.as_str(), None));
    let outcome = outcome.map(|o| fact("転帰", o));
    view! {
        <section class="panel"><h2 class="panel__title">"この後の対応"</h2>
            <dl class="facts">
                {fact("担当者", case.owner.as_ref().map_or_else(|| "未定".to_owned(), |o| o.name.clone()))}
                {fact("次回対応予定日", if next.is_empty() { "予定なし".to_owned() } else { next })}
                {outcome}
            </dl>
        </section>
    }
}

fn lines(lines: Vec<InquiryLine>, none: &'static str) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p class="quiet">{none}</p> }.into_any();
    }
    let items = lines
        .into_iter()
        .map(|l| {
            view! {
                <li>
                    <div class="rows__title"><a href=format!("/inquiries/{}", l.id)>{format!("{} {}", l.number, words::label(List::Category, l.main_category.as_str(), jst_date(l.received_at)))}</a></div>
                    <div class="rows__meta"><span>{when(l.received_at)}</span><span>{words::label(List::CallerType, l.caller_type.as_str(), jst_date(l.received_at))}</span></div>
                    <p class="clamp small quiet">{l.excerpt}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows">{items}</ul> }.into_any()
}

/// Moving to another case and voiding: rare, so folded away.
fn manage(id: &str, kept: Option<&Kept>) -> impl IntoView + use<> {
    let moving = Typed::plain("move", MoveInquiry::url(), kept);
    let voiding = Typed::plain("void", VoidInquiry::url(), kept);
    let sure = moving.error.with_untracked(|e| match e {
        Some(AppError::Fault(Fault::Refused(Refusal::OtherPatient(asked)))) => Some(asked.other.to_string()),
        _ => None,
    });
    // The tick names the person: another number typed beside it is asked about anew.
    let sure = sure.map(|other| view! { <label class="check"><input type="checkbox" name="confirmed" value=other/>"対象者が異なることを確認しました"</label> });
    let open = [moving, voiding].iter().any(|t| t.error.with_untracked(Option::is_some));
    view! {
        <details class="fold" open=open>
            <summary>"別のケースへ移す・取消にする"</summary>
            <form class="form" method="post" action=MoveInquiry::url()>
                {error_notice(moving)}
                <input type="hidden" name="inquiry" value=id.to_owned()/>
                {field("case_number", "移動先のケース番号").hint("空のままにすると、新しいケースを作って移します").view(moving)}
                {sure}
                <button class="btn" type="submit">"ケースを移す"</button>
            </form>
            <form class="form" method="post" action=VoidInquiry::url()>
                {error_notice(voiding)}
                <input type="hidden" name="id" value=id.to_owned()/>
                {field("reason", "取消の理由").required().hint("記録は消えず、受付番号も欠番になりません").view(voiding)}
                <button class="btn btn--danger" type="submit">"この相談を取消にする"</button>
            </form>
        </details>
    }
}
