//! 担当医 of a patient: who acts today, who holds which role, who did before, and the end of an assignment.

use super::posted;
use crate::api::shell::Kept;
use crate::api::tenure::EndTenure;
use crate::pages::assignment::earlier;
use crate::ui::{Typed, error_notice, field};
use crate::words::assignment::{request_state, role};
use crate::words::tenure::{Today, doctor, period, today};
use crate::words::{self, physician};
use domain::assignment::{PatientPhysicians, RequestBrief, TenureLine};
use domain::calendar::{jst_date, show_date};
use domain::cases::CaseBrief;
use domain::code::List;
use domain::id::PatientId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The section 担当医. `open` are the patient's open cases, newest first.
pub(super) fn physicians(patient: PatientId, found: &PatientPhysicians, open: &[CaseBrief], alive: bool, kept: Option<&Kept>) -> impl IntoView + use<> {
    let lines = found.current.iter().map(|l| held(l, false)).chain(found.planned.iter().map(|l| held(l, true))).collect_view();
    let any = !found.current.is_empty() || !found.planned.is_empty();
    let former = (!found.former.is_empty()).then(|| former(&found.former));
    let search = (found.may_write && alive).then(|| search(open, &found.requests));
    let print = any.then(|| view! { <a class="btn btn--quiet" href=format!("/patients/{patient}/contacts")>"連絡先の用紙を印刷"</a> });
    let ending = (found.may_write && any).then(|| ending(patient, found, kept));
    view! {
        <section class="panel stack stack--tight" id="physicians">
            <h2 class="panel__title">"担当医"</h2>
            {acting(found)}
            {any.then(|| view! { <ul class="rows">{lines}</ul> })}
            {requests(&found.requests)}
            <div class="cluster">{search}{print}</div>
            {former}
            {earlier(found)}
            {ending}
        </section>
    }
}

/// Who acts today, or in red that nobody does.
fn acting(found: &PatientPhysicians) -> AnyView {
    match today(found) {
        Today::Somebody { name, why } => {
            let telephone = acting_telephone(found);
            view! { <div class="notice notice--info"><p><strong>{format!("本日の担当：{name}")}</strong></p><p>{why}{telephone}</p></div> }.into_any()
        }
        Today::Nobody(why) => view! {
            <div class="notice notice--error" role="alert">
                <p><strong>"本日は、担当の医師がいません"</strong></p>
                <p>{format!("{why}。下の医療機関へ電話し、代わりの医師を確かめてください。")}</p>
            </div>
        }
        .into_any(),
        Today::Open => view! { <p class="empty__text">"主治医は決まっていません。"</p> }.into_any(),
    }
}

fn acting_telephone(found: &PatientPhysicians) -> Option<AnyView> {
    use domain::physician::Acting;
    let id = match found.acting {
        Acting::Primary(id) | Acting::Secondary { id, .. } => id,
        Acting::Nobody { .. } | Acting::Unassigned => return None,
    };
    let line = found.current.iter().find(|l| l.physician.id == id)?;
    telephone(&line.telephone).map(|link| view! { "　"{link} }.into_any())
}

/// A number that a telephone calls at a touch.
fn telephone(number: &str) -> Option<AnyView> {
    let digits = domain::text::digits(number);
    (!digits.is_empty()).then(|| view! { <a class="nowrap" href=format!("tel:{digits}") rel="external">{number.to_owned()}</a> }.into_any())
}

/// Somebody who holds a role, or will.
fn held(line: &TenureLine, planned: bool) -> impl IntoView + use<> {
    let away = line.away_until.map(|at| view! { " "<span class="badge badge--urgent">{format!("不在（{}まで）", physician::until(at))}</span> });
    let soon = planned.then(|| view! { " "<span class="badge badge--waiting">"予定"</span> });
    let number = telephone(&line.telephone).unwrap_or_else(|| view! { <span class="missing">"電話番号 未入力"</span> }.into_any());
    view! {
        <li>
            <div class="rows__title">{format!("{}　", role(line.assignment.role))}<a href=format!("/physicians/{}", line.physician.id)>{doctor(&line.physician.name)}</a>{away}{soon}</div>
            <div class="rows__meta"><span>{line.physician.organization.clone()}</span>{number}<span>{period(line)}</span></div>
        </li>
    }
}

/// Searches that are open: where to go on.
fn requests(open: &[RequestBrief]) -> Option<AnyView> {
    let items = open
        .iter()
        .map(|r| {
            let holders = r.holders.iter().map(|(of, who)| view! { <span>{format!("{}：{}", role(*of), doctor(&who.name))}</span> }).collect_view();
            view! {
                <li>
                    <div class="rows__title"><a href=format!("/matching/{}", r.id)>"主治医調整を開く"</a></div>
                    <div class="rows__meta"><span class="badge badge--open">{request_state(r.state)}</span><span>{format!("開始希望日 {}", show_date(r.start_on))}</span>{holders}</div>
                </li>
            }
        })
        .collect_view();
    (!open.is_empty()).then(|| view! { <ul class="rows" aria-label="進行中の主治医調整">{items}</ul> }.into_any())
}

/// Where a search begins: with the open case; a choice when there are several.
fn search(open: &[CaseBrief], requests: &[RequestBrief]) -> AnyView {
    if !requests.is_empty() {
        return ().into_any();
    }
    match open {
        [] => {
            view! { <p class="field__hint">"対応中のケースがないため、主治医を探せません。先に「新規受付」で相談を受け付けるか、終結したケースを再開してください。"</p> }.into_any()
        }
        [case] => view! { <a class="btn btn--primary" href=format!("/cases/{}/matching/new", case.id)>"主治医・副主治医を探す"</a> }.into_any(),
        several => several
            .iter()
            .map(|case| view! { <a class="btn" href=format!("/cases/{}/matching/new", case.id)>{format!("主治医・副主治医を探す（ケース {}）", case.number)}</a> })
            .collect_view()
            .into_any(),
    }
}

fn former(lines: &[TenureLine]) -> impl IntoView + use<> {
    let items = lines
        .iter()
        .map(|l| {
            let reason = l.assignment.end_reason.as_ref().map(|c| view! { <span>{words::label(List::AssignmentEnd, c.as_str(), None)}</span> });
            view! {
                <li>
                    <div class="rows__title">{format!("{}　{}", role(l.assignment.role), doctor(&l.physician.name))}</div>
                    <div class="rows__meta"><span>{l.physician.organization.clone()}</span><span>{period(l)}</span>{reason}</div>
                </li>
            }
        })
        .collect_view();
    view! { <details class="fold"><summary>{format!("これまでの担当医（{}人）", lines.len())}</summary><ul class="rows">{items}</ul></details> }
}

/// The form that ends an assignment.
fn ending(patient: PatientId, found: &PatientPhysicians, kept: Option<&Kept>) -> impl IntoView + use<> {
    let url = EndTenure::url();
    let typed = Typed::plain("tenure", url, kept);
    let open = typed.error.with_untracked(Option::is_some);
    let roles: Vec<(String, String)> = domain::assignment::Role::ALL
        .into_iter()
        .filter_map(|of| {
            let line = found.current.iter().chain(&found.planned).find(|l| l.assignment.role == of)?;
            Some((of.code().to_owned(), format!("{}　{}", role(of), doctor(&line.physician.name))))
        })
        .collect();
    let day = posted(kept, url, "assignment_end_on").unwrap_or_else(|| jst_date(found.now).to_string());
    view! {
        <details class="fold" open=open id="end-tenure">
            <summary>"担当を終える"</summary>
            <form class="form form--static" method="post" action=url novalidate=true>
                {error_notice(typed)}
                <input type="hidden" name="patient" value=patient.to_string()/>
                <p class="field__hint">"医師が替わるときは、先に「主治医・副主治医を探す」で次の医師を決めると、前の担当は自動で終わります。"</p>
                <div class="form__row">
                    {field("match_role", "終える担当").required().choices(roles, "").view(typed)}
                    {field("assignment_end_on", "最後の担当日").required().hint("例：11/30。この日まで担当").value(day).class("field--short").view(typed)}
                    {field("assignment_end", "終える理由").required().codes(List::AssignmentEnd, "選んでください").class("field--short").view(typed)}
                </div>
                {field("assignment_note", "メモ").view(typed)}
                <p><button class="btn btn--primary" type="submit">"担当を終える"</button></p>
            </form>
        </details>
    }
}

/// 本日の担当 in one line, for the top of another page; nothing where it is not known.
pub fn acting_line(patient: PatientId, found: &PatientPhysicians) -> Option<AnyView> {
    let more = format!("/patients/{patient}#physicians");
    Some(match today(found) {
        Today::Somebody { name, why } => {
            let number = acting_telephone(found);
            view! { <p class="acting"><a href=more>"本日の担当"</a>"："<strong>{name}</strong>{format!("（{why}）")}{number}</p> }.into_any()
        }
        Today::Nobody(why) => {
            view! { <div class="notice notice--error" role="alert"><p><strong>"本日は、担当の医師がいません。"</strong>{why}"　"<a href=more>"担当医を確かめる"</a></p></div> }
                .into_any()
        }
        Today::Open => return None,
    })
}
