//! 主治医調整の状況: every open search, what needs the desk most first.

use super::{called, state_badge, urgent_badge};
use crate::api::assignment::board;
use crate::ui::{done_notice, failure, title};
use crate::words::{self, assignment as text};
use domain::assignment::{BoardLine, BoardPage as Found, Uncovered, Urgency};
use domain::calendar::show_short;
use leptos::prelude::*;

/// The board.
#[component]
pub fn BoardPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| board());
    view! {
        {title("主治医調整の状況")}
        <Transition fallback=|| view! { <p class="skeleton">"調整の状況を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => page(&found).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Transition>
    }
}

fn page(found: &Found) -> impl IntoView + use<> {
    let stalled = found.lines.iter().filter(|line| line.stall.is_some()).count();
    let stalled = if stalled > 0 { format!("（うち停滞 {stalled}件）") } else { String::new() };
    let body = if found.lines.is_empty() { empty().into_any() } else { table(&found.lines).into_any() };
    view! {
        <div class="page__head"><h1>"主治医調整の状況"</h1></div>
        {done_notice()}
        <div id="live" class="stack">
            {uncovered(&found.uncovered)}
            <p class="page__sub" role="status">{format!("調整中 {}件{stalled}", found.lines.len())}</p>
            {body}
        </div>
    }
}

fn empty() -> impl IntoView {
    view! {
        <div class="empty">
            <p>"調整中の依頼はありません。"</p>
            <p>"新しい依頼は、ケースの画面の「主治医を探す」から作成します。"</p>
            <a class="btn" href="/inquiries?status=open&view=cases">"対応中のケースを開く"</a>
        </div>
    }
}

/// Patients for whom nobody acts, above everything else.
fn uncovered(times: &[Uncovered]) -> Option<impl IntoView + use<>> {
    let items = times.iter().map(one_uncovered).collect_view();
    (!times.is_empty()).then(|| {
        view! {
            <section class="notice notice--error" role="alert" aria-labelledby="uncovered">
                <h2 id="uncovered">"担当の医師がいなくなる期間があります"</h2>
                <p>"不在の間に往診する医師を決め、対象者とご家族に伝えてください。"</p>
                <ul class="notice__list">{items}</ul>
            </section>
        }
    })
}

fn one_uncovered(time: &Uncovered) -> impl IntoView + use<> {
    let period = format!("{}～{}", words::physician::since(time.time.from), words::physician::until(time.time.until));
    let secondary = time.secondary.as_ref().map_or_else(|| "副主治医なし".to_owned(), |s| format!("副主治医 {}", called(&s.name, &s.organization)));
    let physicians = format!("主治医 {}・{secondary}", called(&time.primary.name, &time.primary.organization));
    view! { <li><a href=format!("/patients/{}", time.patient.id)>{time.patient.name.clone()}</a>"　"<strong>{period}</strong><br/>{physicians}</li> }
}

fn table(lines: &[BoardLine]) -> impl IntoView + use<> {
    let rows = lines.iter().map(row).collect_view();
    let heads = ["次にすること", "状態", "ケース", "圏域", "担当者", "依頼から", "開始希望日"].map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="調整中の依頼">
            <table class="table">
                <caption class="visually-hidden">"調整中の依頼"</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(line: &BoardLine) -> impl IntoView + use<> {
    let href = format!("/matching/{}", line.id);
    let stall = line.stall.as_ref().map(|stall| view! { <span class="badge badge--overdue">{text::stall(stall)}</span> });
    let owner = line.names.owner.as_ref().map_or_else(|| view! { <span class="missing">"未定"</span> }.into_any(), |o| view! { {o.name.clone()} }.into_any());
    let district = if line.names.district.is_empty() { view! { <span class="missing">"不明"</span> }.into_any() } else { view! { {line.names.district.clone()} }.into_any() };
    let urgent = line.urgency == Urgency::Urgent;
    view! {
        <tr class:is-urgent=urgent class:is-overdue=line.stall.is_some()>
            <th scope="row"><a class="step" href=href.clone()>{text::next_step(&line.next)}</a><div class="cluster">{urgent_badge(line.urgency)}{stall}</div></th>
            <td data-label="状態">{state_badge(line.state)}</td>
            <td data-label="ケース" class="nowrap"><a href=href>{line.names.number.clone()}</a></td>
            <td data-label="圏域">{district}</td>
            <td data-label="担当者">{owner}</td>
            <td data-label="依頼から" class="nowrap">{text::days_since(line.days)}</td>
            <td data-label="開始希望日">{show_short(line.start_on)}<span class="sub">{text::days_left(line.days_left)}</span></td>
        </tr>
    }
}
