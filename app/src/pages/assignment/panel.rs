//! What other pages show of searches: the case its own, the home page how many there are.

use super::{called, state_badge};
use crate::words::assignment as text;
use domain::assignment::{MatchCounts, PatientPhysicians, RequestBrief};
use domain::calendar::show_date;
use domain::id::CaseId;
use leptos::prelude::*;

/// 主治医調整 of a case: what is under way, or how it begins. Physicians are those of whom it is about; none while nobody is linked.
///
/// Plain values: a page waits for all that it shows in one place. A resource that is made while another one is shown may never be waited for.
pub fn case_matching(case: CaseId, linked: bool, doctors: Option<&PatientPhysicians>, open: bool) -> impl IntoView + use<> {
    let body = match doctors {
        Some(found) => of_case(case, open, found),
        None if linked => view! { <p class="quiet">"表示できませんでした。画面を読み込み直してください。"</p> }.into_any(),
        None => view! { <p class="quiet">"対象者を紐付けると、主治医・副主治医を探せます。"</p> }.into_any(),
    };
    view! { <section class="panel stack stack--tight" id="matching"><h2 class="panel__title">"主治医調整"</h2>{body}</section> }
}

fn of_case(case: CaseId, open: bool, found: &PatientPhysicians) -> AnyView {
    let earlier = earlier(found);
    if !found.requests.is_empty() {
        return view! { {found.requests.iter().map(brief).collect_view()}{earlier} }.into_any();
    }
    let holders =
        found.current.iter().map(|line| view! { <li>{format!("{}　{}", text::role(line.assignment.role), called(&line.physician.name, &line.physician.organization))}</li> });
    let holders = (!found.current.is_empty()).then(|| view! { <ul class="plain">{holders.collect_view()}</ul> });
    let none = found.current.is_empty().then(|| view! { <p class="quiet">"主治医の調整は行っていません。"</p> });
    let begin = (open && found.may_write).then(|| view! { <p><a class="btn" href=format!("/cases/{case}/matching/new")>"主治医を探す"</a></p> });
    view! { {holders}{none}{begin}{earlier} }.into_any()
}

/// Searches of the patient that have ended, newest first: why nobody was found, or how it came to the physicians of today.
pub fn earlier(found: &PatientPhysicians) -> Option<impl IntoView + use<>> {
    let lines = found
        .past
        .iter()
        .map(|r| {
            let text = format!("開始希望日 {}", show_date(r.start_on));
            view! { <li class="cluster"><a href=format!("/matching/{}", r.id)>{text}</a>{state_badge(r.state)}</li> }
        })
        .collect_view();
    (!found.past.is_empty())
        .then(|| view! { <details class="fold"><summary>{format!("終わった調整 {}件", found.past.len())}</summary><ul class="plain stack stack--tight">{lines}</ul></details> })
}

fn brief(request: &RequestBrief) -> impl IntoView + use<> {
    let holders = request.holders.iter().map(|(role, p)| view! { <li>{format!("{}　{}", text::role(*role), called(&p.name, &p.organization))}</li> });
    let holders = (!request.holders.is_empty()).then(|| view! { <ul class="plain">{holders.collect_view()}</ul> });
    view! {
        <p class="cluster">{state_badge(request.state)}<span>{format!("開始希望日 {}", show_date(request.start_on))}</span></p>
        {holders}
        <p><strong>{text::state_next(request.state)}</strong></p>
        <p><a class="btn" href=format!("/matching/{}", request.id)>"調整の画面を開く"</a></p>
    }
}

/// 主治医調整 on the home page: how many searches are open, how many get nowhere, and whether anybody is without a physician.
pub fn matching_today(found: &MatchCounts) -> impl IntoView + use<> {
    let uncovered = (found.uncovered > 0).then(|| {
        view! {
            <div class="notice notice--error" role="alert">
                <p><strong>{format!("担当の医師がいなくなる期間が{}件あります", found.uncovered)}</strong></p>
                <p><a href="/matching">"内容を確かめる"</a></p>
            </div>
        }
    });
    let stalled = (found.stalled > 0).then(|| view! { <span class="badge badge--overdue">{format!("停滞 {}件", found.stalled)}</span> });
    let open = (found.open > 0).then(
        || view! { <p class="panel cluster"><strong>"主治医調整"</strong><span>{format!("調整中 {}件", found.open)}</span>{stalled}<a href="/matching">"状況を見る"</a></p> },
    );
    view! { {uncovered}{open} }
}
