//! Two records of one person: choosing what stays, field by field, and taking it back.

use super::page::cases;
use super::{GROUPS, posted};
use crate::api::patient::{MergePatients, UnmergePatients, merge_page, merge_search, unmerge_page};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::{param, query};
use crate::ui::{Typed, error_notice, failure, patient_text, title, use_kept};
use crate::words::{self, field_label, value_text};
use domain::calendar::show_datetime;
use domain::error::{Fault, Refusal};
use domain::inquiry::PatientMatch;
use domain::merge::Fields;
use domain::patient::{MergeView, Patient, PatientForm, UnmergeView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Looking for the other record.
#[component]
pub fn MergeSearchPage() -> impl IntoView {
    let (id, find) = (param("id"), query("find"));
    let data = Resource::new_blocking(move || (id(), find()), |(id, find)| merge_search(id, find));
    view! {
        {title("統合する記録を探す")}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok((patient, found)) => searching(&patient, found, untrack(find)).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn searching(patient: &Patient, found: Vec<PatientMatch>, find: String) -> impl IntoView + use<> {
    let id = patient.id;
    let today = words::codes().today();
    let nothing = (found.is_empty() && !find.is_empty()).then(|| view! { <p class="empty__text">"見つかりませんでした。言葉を短くして探してください。"</p> });
    let items = found
        .into_iter()
        .map(|m| {
            view! {
                <li class="match">
                    <span class="match__name">{m.patient.name}" "<span class="small quiet">{m.patient.kana}</span></span>
                    <p class="match__meta">{patient_text(m.patient.birth, m.patient.sex.as_ref(), today)}</p>
                    <div class="match__actions"><a class="btn btn--small" href=format!("/patients/{id}/merge/{}", m.patient.id)>"並べて確かめる"</a></div>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="page__crumbs"><a href="/patients">"対象者"</a>" › "<a href=format!("/patients/{id}")>{patient.name.clone()}</a></div>
        <div class="page__head"><h1>"統合する記録を探す"</h1></div>
        <form class="form panel" method="get" action=format!("/patients/{id}/merge") role="search" aria-label="統合する記録の検索">
            <div class="field"><label class="field__label" for="find">{format!("{}と同じ人の記録", patient.name)}</label>
                <div class="cluster"><input class="input field--medium" id="find" name="find" value=find maxlength="200" aria-describedby="find-hint"/><button class="btn" type="submit">"探す"</button></div>
                <p class="field__hint" id="find-hint">"氏名・ふりがな・電話番号"</p>
            </div>
        </form>
        {nothing}
        <ul class="matches">{items}</ul>
    }
}

/// Two records side by side.
#[component]
pub fn MergePage() -> impl IntoView {
    let (id, other) = (param("id"), param("other"));
    let data = Resource::new_blocking(move || (id(), other()), |(id, other)| merge_page(id, other));
    let kept = use_kept();
    view! {
        {title("対象者の統合")}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => side_by_side(&found, kept.as_ref()).into_any(),
                    Err(error @ AppError::Fault(Fault::Refused(Refusal::PatientMerged))) => {
                        let way = format!("/patients/{}", untrack(id));
                        view! { {failure(&error)}<p><a class="btn btn--primary" href=way>"統合先の対象者を開く"</a></p> }.into_any()
                    }
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// A record among two that may bear the same name.
fn who(patient: &Patient, today: chrono::NaiveDate) -> String {
    let mut parts = vec![patient.name.clone()];
    parts.extend([patient.kana.clone(), patient_text(patient.birth, patient.sex.as_ref(), today), patient.address.clone()].into_iter().filter(|t| !t.is_empty()));
    parts.extend(patient.ended.as_ref().map(ended_text));
    parts.join("　")
}

fn ended_text(ended: &domain::patient::Ended) -> String {
    let on = ended.on.map(|d| format!("（{}）", domain::calendar::show_date(d))).unwrap_or_default();
    format!("{}{on}", words::end(ended.kind))
}

/// Said before anything is chosen: such records are not merged.
fn ends_differ(a: &Patient, b: &Patient) -> Option<impl IntoView + use<>> {
    let living = match (&a.ended, &b.ended) {
        (None, Some(_)) => a.id,
        (Some(_), None) => b.id,
        _ => return None,
    };
    let text = words::refusal_text(&Refusal::EndsDiffer);
    Some(view! { <div class="notice notice--warn"><p>{text}</p><a class="btn btn--small" href=format!("/patients/{living}/end")>"もう一方にも死亡・転出を記録する"</a></div> })
}

/// What is chosen at first: what the record that stays says, and the other's word where it says nothing.
fn proposal(stays: &Fields, goes: &Fields) -> Fields {
    stays.iter().map(|(name, text)| (name.clone(), if text.is_empty() { goes.get(name).cloned().unwrap_or_default() } else { text.clone() })).collect()
}

fn side_by_side(found: &MergeView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let path = MergePatients::url();
    let (stays, goes) = (&found.survivor, &found.absorbed);
    let (a, b) = (PatientForm::of(stays).fields(), PatientForm::of(goes).fields());
    let typed = Typed::posted("", path, &PatientForm::from_fields(&proposal(&a, &b)), kept);
    // A form refused for its own flaws goes on from what it showed; one refused because something changed shows what is there now.
    let flawed = kept.filter(|k| k.path == path && k.error.flaws().is_some());
    let version = |name: &str, now: i32| posted(flawed, path, name).and_then(|v| v.parse().ok()).unwrap_or(now);
    let (version, other_version) = (version("version", stays.version), version("other_version", goes.version));
    // Where only one record says something, there is hardly a choice: folded away, unless the choice was refused.
    let one_sided = |name: &str| a.get(name).is_none_or(String::is_empty) || b.get(name).is_none_or(String::is_empty);
    let (folded, rows): (Vec<&'static str>, Vec<&'static str>) =
        GROUPS.into_iter().flat_map(|(_, names)| names.iter().copied()).partition(|name| a.get(*name) != b.get(*name) && one_sided(name));
    let open = folded.iter().any(|name| typed.flaws.with_untracked(|f| f.of(name).is_some()));
    let count = folded.len();
    let folded = folded.into_iter().map(|name| row(name, &a, &b, typed)).collect_view();
    let rows = rows.into_iter().map(|name| row(name, &a, &b, typed)).collect_view();
    let folded = (count > 0).then(|| view! { <details class="fold" open=open><summary>{format!("片方だけに入力がある項目（{count}件）：入力がある方を残します")}</summary><div class="conflict">{folded}</div></details> });
    let elsewhere = found.all_cases - i64::try_from(found.cases.len()).unwrap_or(0);
    let elsewhere = (elsewhere > 0).then(|| view! { <p class="quiet">{format!("ほかの拠点・取消済みのケース {elsewhere}件も移ります。")}</p> });
    view! {
        <div class="page__crumbs"><a href="/patients">"対象者"</a>" › "<a href=format!("/patients/{}", stays.id)>{stays.name.clone()}</a></div>
        <div class="page__head"><h1>"対象者の統合"</h1>
            <div class="page__actions"><a class="btn btn--quiet" href=format!("/patients/{}/merge/{}", goes.id, stays.id)>"残す記録を入れ替える"</a></div>
        </div>
        <p>{format!("残す記録：{}", who(stays, found.today))}<br/>{format!("まとめる記録：{}", who(goes, found.today))}</p>
        <p>"値が違う項目は、残す方を選んでください。統合は後から取り消せます。"</p>
        {ends_differ(stays, goes)}
        <form class="form conflict" method="post" action=path novalidate=true>
            {error_notice(typed)}
            <input type="hidden" name="id" value=stays.id.to_string()/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="other" value=goes.id.to_string()/>
            <input type="hidden" name="other_version" value=other_version/>
            {rows}
            {folded}
            <section class="panel"><h2 class="panel__title">{format!("移るケース（{}件・相談{}件）", found.all_cases, found.inquiries)}</h2>{cases(found.cases.clone(), "移るケースはありません。")}{elsewhere}</section>
            <div class="form__actions"><button class="btn btn--primary" type="submit">"統合する"</button><a class="btn btn--quiet" href=format!("/patients/{}", stays.id)>"やめる"</a></div>
        </form>
    }
}

fn row(field: &'static str, a: &Fields, b: &Fields, typed: Typed) -> AnyView {
    let text = |side: &Fields| side.get(field).cloned().unwrap_or_default();
    let (stays, goes) = (text(a), text(b));
    // A list is chosen as one text and taken apart again by the server.
    let name = if words::holds_several(field) { format!("form[{field}][]") } else { format!("form[{field}]") };
    if stays == goes {
        return (!stays.is_empty()).then(|| view! { <input type="hidden" name=name value=stays/> }).into_any();
    }
    let chosen = typed.value(field);
    let wrong = typed.flaws.with_untracked(|f| f.of(field).map(|flaw| words::flaw_text(field, flaw)));
    let first = typed.id(field);
    let side = |who: &'static str, value: String, id: Option<String>| {
        let shown = if value.is_empty() { "未入力".to_owned() } else { value_text(field, &value, None) };
        let checked = value == chosen;
        view! {
            <label class="conflict__side">
                <span class="conflict__who"><input type="radio" id=id name=name.clone() value=value checked=checked/>{who}</span>
                <span class="conflict__value">{shown}</span>
            </label>
        }
    };
    let sides = (side("残す記録", stays, Some(first)), side("まとめる記録", goes, None));
    view! {
        <fieldset class="conflict__row">
            <legend class="conflict__field">{field_label(field)}</legend>
            <div class="conflict__sides">{sides.0}{sides.1}</div>
            {wrong.map(|text| view! { <p class="field__error">{text}</p> })}
        </fieldset>
    }
    .into_any()
}

/// Taking a merge back.
#[component]
pub fn UnmergePage() -> impl IntoView {
    let id = param("id");
    let data = Resource::new_blocking(param("merge"), unmerge_page);
    let kept = use_kept();
    view! {
        {title("統合の取消")}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => apart(&found, kept.as_ref()).into_any(),
                    Err(error @ AppError::Fault(Fault::Refused(Refusal::MergeUndone | Refusal::LaterMerge))) => {
                        let way = format!("/patients/{}", untrack(id));
                        view! { {failure(&error)}<p><a class="btn btn--primary" href=way>"対象者を開く"</a></p> }.into_any()
                    }
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn apart(found: &UnmergeView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("", UnmergePatients::url(), kept);
    let (stays, goes) = (&found.survivor, &found.absorbed);
    let changed = found.kept.iter().map(|f| field_label(f).to_owned()).collect::<Vec<_>>().join("、");
    let changed = (!changed.is_empty())
        .then(|| view! { <p class="notice notice--info">{format!("統合した後に変更された項目は、いまの値のまま「{}」に残ります：{changed}", stays.name)}</p> });
    view! {
        <div class="page__crumbs"><a href="/patients">"対象者"</a>" › "<a href=format!("/patients/{}", stays.id)>{stays.name.clone()}</a></div>
        <div class="page__head"><h1>"統合の取消"</h1></div>
        <p>{format!("{}に{}さんが統合した記録を、次の2つに戻します。項目は統合する前の値に戻ります。", show_datetime(found.at), found.by_name)}</p>
        <p>{format!("残した記録：{}", who(stays, found.today))}<br/>{format!("まとめた記録：{}", who(goes, found.today))}</p>
        {changed}
        <section class="panel"><h2 class="panel__title">{"まとめた記録に戻るケース"}</h2>{cases(found.back.clone(), "戻るケースはありません。")}</section>
        <section class="panel"><h2 class="panel__title">{"残した記録に残るケース"}</h2>{cases(found.stay.clone(), "残るケースはありません。")}</section>
        <form class="form" method="post" action=UnmergePatients::url()>
            {error_notice(typed)}
            <input type="hidden" name="merge" value=found.id.to_string()/>
            <div class="form__actions"><button class="btn btn--danger" type="submit">"統合を取り消す"</button><a class="btn btn--quiet" href=format!("/patients/{}", stays.id)>"やめる"</a></div>
        </form>
    }
}
