//! 担当患者: whose physician one is, who is responsible today, and what waits.

use super::home::{coming, tile};
use super::no_profile;
use crate::api::practice::practice;
use crate::ui::{done_notice, end_badge, failure, title};
use crate::words;
use domain::assignment::{OwnPatient, PracticeView};
use domain::calendar::show_date;
use domain::physician::PhysicianBrief;
use leptos::prelude::*;

/// The page of one's own patients.
#[component]
pub fn PracticePage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| practice());
    view! {
        {title("担当患者")}
        <Suspense fallback=|| view! { <p class="skeleton">"担当患者を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => page(found).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: PracticeView) -> impl IntoView {
    let sub = found.profile.as_ref().map(|p| view! { <p class="page__sub">{format!("{}（{}）", p.name, p.organization)}</p> });
    let body = if found.profile.is_some() { known(found).into_any() } else { no_profile().into_any() };
    view! {
        <div class="page__head"><h1>"担当患者"</h1>{sub}</div>
        {done_notice()}
        <div id="live" class="stack">{body}</div>
    }
}

fn known(found: PracticeView) -> impl IntoView {
    let absences: Vec<_> = found.absences.iter().filter(|a| a.withdrawn_at.is_none() && a.until > found.now).take(3).map(|a| coming(a, found.now)).collect();
    let absences = if absences.is_empty() {
        view! { <p class="quiet">"不在の予定はありません。"</p> }.into_any()
    } else {
        let items = absences.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
        view! { <ul class="rows">{items}</ul> }.into_any()
    };
    let waiting = usize::try_from(found.waiting).unwrap_or(usize::MAX);
    let patients = if found.patients.is_empty() {
        view! { <div class="empty"><p>"担当している対象者はいません。打診を引き受け、窓口が確定すると表示されます。"</p><a class="btn" href="/offers">"打診を見る"</a></div> }
            .into_any()
    } else {
        table(found.patients).into_any()
    };
    view! {
        <ul class="tiles no-print" aria-label="件数">{tile("打診（未回答）", waiting, "件", "/offers", "tile--warn")}</ul>
        {patients}
        <section class="panel"><h2 class="panel__title">"不在"<a href="/practice/absences">"登録・取消"</a></h2>{absences}</section>
    }
}

fn table(lines: Vec<OwnPatient>) -> impl IntoView {
    let rows = lines.into_iter().map(row).collect_view();
    let heads = ["氏名", "本日の担当", "役割", "開始", "もう一人の医師"].map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="担当患者の一覧">
            <table class="table">
                <caption class="visually-hidden">"担当患者の一覧"</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(line: OwnPatient) -> impl IntoView {
    let planned = line.planned.then(|| view! { " "<span class="badge badge--waiting">"開始前"</span> });
    let ended = line.patient.ended.map(|kind| view! { " "{end_badge(kind)} });
    let from = if line.planned { format!("{}（予定）", show_date(line.from)) } else { show_date(line.from) };
    let until = line.until.and_then(|day| day.pred_opt()).map(|day| view! { <span class="sub">{format!("{}まで", show_date(day))}</span> });
    view! {
        <tr>
            <td data-label="氏名"><a href=format!("/practice/patients/{}", line.patient.id)>{line.patient.name.clone()}</a>{planned}{ended}<span class="sub">{line.patient.kana.clone()}</span></td>
            <td data-label="本日の担当">{acting(&line)}</td>
            <td data-label="役割">{words::assignment::role(line.role)}</td>
            <td data-label="開始">{from}{until}</td>
            <td data-label="もう一人の医師">{other(line.other.as_ref())}</td>
        </tr>
    }
}

/// 本日の担当; that it is oneself must be seen at once.
pub(super) fn acting(line: &OwnPatient) -> impl IntoView + use<> {
    let text = words::practice::acting(line);
    if line.mine { view! { <strong>{text}</strong> }.into_any() } else { view! { {text} }.into_any() }
}

/// Who holds the other role.
pub(super) fn other(physician: Option<&PhysicianBrief>) -> String {
    physician.map_or_else(|| "なし".to_owned(), |p| if p.organization.is_empty() { p.name.clone() } else { format!("{}（{}）", p.name, p.organization) })
}
