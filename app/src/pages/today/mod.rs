//! 今日: what waits, for whom; keeps itself up to date.

use crate::api::assignment::count_requests;
use crate::api::notice::untold_colleagues;
use crate::api::practice::{PracticeBrief, practice_waiting};
use crate::api::shell::Me;
use crate::api::today::today;
use crate::error::AppError;
use crate::pages::assignment::matching_today;
use crate::pages::handover::short_list;
use crate::pages::inquiry::row_list;
use crate::pages::practice::home_panel;
use crate::ui::{done_notice, failure, title, when};
use chrono::NaiveDate;
use domain::account::Permission;
use domain::assignment::MatchCounts;
use domain::calendar::{show_date, show_datetime};
use domain::inquiry::{DraftLine, InquiryRow};
use domain::notice::Untold;
use domain::today::{Happening, TodayView};
use leptos::prelude::*;

/// The lists behind the counts.
const OVERDUE: &str = "/inquiries?overdue=1&view=cases&sort=next_date";
const DUE: &str = "/inquiries?overdue=1&today=1&view=cases&sort=next_date";
const MINE: &str = "/inquiries?status=open&staff=me&view=cases&sort=next_date";
const UNASSIGNED: &str = "/inquiries?status=open&staff=none&view=cases";

/// What waits for whoever is a physician.
type Practice = Result<Option<PracticeBrief>, AppError>;

/// The home page.
#[component]
pub fn TodayPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| today());
    let colleagues = Resource::new_blocking(|| (), |()| untold_colleagues());
    let practice = Resource::new_blocking(|| (), |()| practice_waiting());
    let searches = Resource::new_blocking(|| (), |()| count_requests());
    let who = expect_context::<Resource<Result<Option<Me>, AppError>>>();
    view! {
        {title("今日")}
        <Transition fallback=|| view! { <p class="skeleton">"今日の状況を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let me = who.await.ok().flatten();
                match data.await {
                    Ok(found) if found.at_desk => page(found, &colleagues.await.unwrap_or_default(), practice.await, searches.await.ok().flatten().as_ref()).into_any(),
                    Ok(found) => elsewhere(found.today, me.as_ref(), &colleagues.await.unwrap_or_default(), practice.await).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Transition>
    }
}

/// For people who do not work at the desk.
fn elsewhere(today: NaiveDate, me: Option<&Me>, others: &Untold, practice: Practice) -> impl IntoView + use<> {
    let manages = me.is_some_and(|me| me.may(Permission::Administer) || me.may(Permission::AuditRead));
    let practises = me.is_some_and(|me| me.may(Permission::Practice));
    let (text, way) = if manages {
        ("相談の記録は、相談員の画面に表示されます。利用者や記録の管理は「管理」から行えます。", view! { <a class="btn btn--primary" href="/admin">"管理"</a> }.into_any())
    } else {
        ("あなたの役割で今日対応するものはありません。", ().into_any())
    };
    let text = (manages || !practises).then(|| view! { <p>{text}</p> });
    view! {
        <div class="page__head"><h1>"今日"</h1><p class="page__sub">{show_date(today)}</p></div>
        {done_notice()}
        <div id="live" class="stack">{home_panel(practice)}{untold(others)}</div>
        <div class="empty">{text}{way}<p>"パスワードやログイン中の端末は「自分の設定」で確かめられます。"</p><a class="btn" href="/account">"自分の設定"</a></div>
    }
}

/// Colleagues who do not learn by e-mail what they are told.
fn untold(found: &Untold) -> Option<impl IntoView + use<>> {
    let away = found.unreachable.iter().map(|p| format!("{}さん", p.name)).collect::<Vec<_>>().join("、");
    let away = (!away.is_empty()).then(|| view! { <li><strong>"連絡不能"</strong>{format!("：{away}（アドレスにメールが届きません）")}</li> });
    // Of somebody whom nothing reaches it is not said a second time.
    let single = found.undelivered.iter().filter(|u| found.unreachable.iter().all(|p| p.id != u.id));
    let single: Vec<_> =
        single.map(|u| view! { <li><strong>"不達"</strong>{format!("：{}さんへの通知メール{}件（{}）", u.name, u.mails, show_datetime(u.last_at))}</li> }).collect();
    (away.is_some() || !single.is_empty()).then(|| {
        view! {
            <div class="notice notice--warn">
                <p>"メールで伝わっていない通知があります。急ぎの用件は、電話などで直接伝えてください。"</p>
                <ul class="notice__list">{away}{single}</ul>
            </div>
        }
    })
}

fn page(found: TodayView, colleagues: &Untold, practice: Practice, searches: Option<&MatchCounts>) -> impl IntoView + use<> {
    let c = found.counts;
    let today = found.today;
    let due_more = c.overdue + c.due_today - i64::try_from(found.due.len()).unwrap_or(i64::MAX);
    let due_more = (due_more > 0).then(|| view! { <p class="small"><a href=DUE>{format!("ほか{due_more}件")}</a></p> });
    view! {
        <div class="page__head"><h1>"今日"</h1><p class="page__sub">{show_date(today)}</p><div class="page__actions"><a class="btn btn--primary" href="/inquiries/new">"新規受付 "<kbd>"n"</kbd></a></div></div>
        {done_notice()}
        <div id="live" class="stack">
        {home_panel(practice)}
        {untold(colleagues)}
        <ul class="tiles" aria-label="件数">
            {tile("期限超過", c.overdue, OVERDUE, "tile--alert")}
            {tile("本日期限", c.due_today, "/inquiries?today=1&view=cases", "tile--warn")}
            {tile("自分の担当", c.mine, MINE, "")}
            {tile("担当未定", c.unassigned, UNASSIGNED, "")}
        </ul>
        {searches.map(matching_today)}
        <div class="grid-2">
            <div class="stack">
                {section("期限超過・本日期限", found.due, today, "期限を過ぎたもの、今日が期限のものはありません。", DUE, due_more)}
                {section("自分の担当", found.mine, today, "担当している対応中のケースはありません。", MINE, None::<()>)}
            </div>
            <div class="stack">
                {section("担当未定", found.unassigned, today, "担当が決まっていないケースはありません。", UNASSIGNED, None::<()>)}
                <section class="panel"><h2 class="panel__title">"引継ぎ"<a href="/handover">"開く"</a></h2>{short_list(found.handover)}</section>
                <section class="panel"><h2 class="panel__title">"下書き"</h2>{drafts(found.drafts)}</section>
                <section class="panel"><h2 class="panel__title">"ほかの人の最近の記録"</h2>{latest(found.latest)}</section>
            </div>
        </div>
        </div>
    }
}

fn tile(label: &'static str, count: i64, href: &'static str, kind: &'static str) -> impl IntoView {
    let class = if count == 0 { "tile tile--zero".to_owned() } else { format!("tile {kind}") };
    view! { <li><a class=class href=href><span class="tile__count">{count}<small>"件"</small></span><span class="tile__label">{label}</span></a></li> }
}

fn section(heading: &'static str, rows: Vec<InquiryRow>, today: NaiveDate, none: &'static str, all: &'static str, rest: Option<impl IntoView>) -> impl IntoView {
    let more = (!rows.is_empty()).then(|| view! { <a href=all>"一覧で見る"</a> });
    let body = if rows.is_empty() { view! { <p class="quiet">{none}</p> }.into_any() } else { row_list(rows, today).into_any() };
    view! { <section class="panel"><h2 class="panel__title">{heading}{more}</h2>{body}{rest}</section> }
}

fn drafts(drafts: Vec<DraftLine>) -> impl IntoView {
    if drafts.is_empty() {
        return view! { <p class="quiet">"書きかけの下書きはありません。"</p> }.into_any();
    }
    let items = drafts
        .into_iter()
        .map(|d| view! { <li><div class="rows__title"><a href=format!("/inquiries/new?draft={}", d.id) rel="external">{d.excerpt}</a></div><div class="rows__meta"><span>{show_datetime(d.updated_at)}</span></div></li> })
        .collect_view();
    view! { <ul class="rows">{items}</ul> }.into_any()
}

fn latest(latest: Vec<Happening>) -> impl IntoView {
    if latest.is_empty() {
        return view! { <p class="quiet">"ほかの人の新しい記録はありません。"</p> }.into_any();
    }
    let items = latest
        .into_iter()
        .map(|h| {
            let href = h.inquiry.map_or_else(|| format!("/cases/{}", h.case_id), |id| format!("/inquiries/{id}"));
            let what = if h.inquiry.is_some() { "相談を受付" } else { "経過を記録" };
            view! {
                <li>
                    <div class="rows__title"><a href=href>{format!("{} {what}", h.number)}</a></div>
                    <div class="rows__meta"><span>{h.by_name}</span><span>{when(h.at)}</span></div>
                    <p class="clamp small quiet">{h.excerpt}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows">{items}</ul> }.into_any()
}
