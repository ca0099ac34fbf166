//! Who was asked for a role, with the times, and what was asked and answered beside it.

use super::{called, hidden, posted, refused};
use crate::api::assignment::{AnswerPhysician, TakeBackOffer};
use crate::api::shell::Kept;
use crate::ui::{Typed, when};
use crate::words::{self, assignment as text};
use chrono::{DateTime, Utc};
use domain::assignment::{MESSAGE_MAX, OfferLine, OfferState, RequestView, Role};
use domain::code::List;
use domain::id::EntryId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

fn of(found: &RequestView, role: Role) -> Vec<&OfferLine> {
    found.offers.iter().filter(|line| line.offer.role == role).collect()
}

/// The offers of a role.
pub(super) fn offers(found: &RequestView, role: Role) -> Option<AnyView> {
    let lines = of(found, role);
    if lines.is_empty() {
        return None;
    }
    let caption = format!("{}の打診", text::role(role));
    let label = caption.clone();
    let rows = lines.into_iter().rev().map(|line| row(found, line)).collect_view();
    let heads = ["医師", "状態", "経過", "回答期限", "理由", "操作"].map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    Some(
        view! {
            <div class="table__wrap" tabindex="0" role="region" aria-label=label>
                <table class="table">
                    <caption class="visually-hidden">{caption}</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}

fn badge(line: &OfferLine, now: DateTime<Utc>) -> impl IntoView + use<> {
    let (kind, text) = match line.offer.state {
        // The job may not have come round yet.
        _ if line.offer.is_overdue(now) => ("overdue", "期限切れ"),
        state @ OfferState::Accepted => ("open", text::offer_state(state)),
        state if state.is_out() => ("waiting", text::offer_state(state)),
        state => ("closed", text::offer_state(state)),
    };
    view! { <span class=format!("badge badge--{kind}")>{text}</span> }
}

fn time(label: &'static str, at: Option<DateTime<Utc>>) -> Option<impl IntoView + use<>> {
    at.map(|at| view! { <span class="sub">{format!("{label} {}", text::moment(at))}</span> })
}

fn row(found: &RequestView, line: &OfferLine) -> impl IntoView + use<> {
    let offer = &line.offer;
    let deadline = offer.deadline.filter(|_| offer.state.is_out()).map(|at| view! { <strong>{text::moment(at)}</strong> });
    let declined = offer.reason.as_ref().map(|code| view! { <span>{words::label(List::DeclineReason, code.as_str(), None)}</span> });
    let remark = (!offer.remark.is_empty()).then(|| view! { <span class="sub">{format!("選んだ理由：{}", offer.remark)}</span> });
    let since = if offer.sent_at == offer.asked_at { None } else { offer.asked_at };
    view! {
        <tr>
            <td data-label="医師"><a href=format!("/physicians/{}", offer.physician)>{words::tenure::doctor(&line.name)}</a><span class="sub">{line.clinic.clone()}</span></td>
            <td data-label="状態">{badge(line, found.now)}</td>
            <td data-label="経過">{time("打診", offer.sent_at)}{time("再確認", since)}{time("閲覧", offer.viewed_at)}{time("回答", offer.answered_at)}{time("終了", offer.ended_at)}</td>
            <td data-label="回答期限">{deadline}{time("督促", line.reminder_at)}</td>
            <td data-label="理由">{declined}{remark}</td>
            <td data-label="操作">{take_back(found, line)}</td>
        </tr>
    }
}

/// Takes the offer back, answered or not, as long as the search goes on.
fn take_back(found: &RequestView, line: &OfferLine) -> Option<AnyView> {
    let offer = &line.offer;
    if offer.state.is_ended() || offer.is_overdue(found.now) || found.request.state.is_ended() {
        return None;
    }
    let named = format!("（{}）", called(&line.name, &line.clinic));
    let form = |label: &'static str| {
        view! {
            <form method="post" action=TakeBackOffer::url()>
                {hidden("id", found.request.id.to_string())}{hidden("offer", offer.id.to_string())}
                <button class="btn btn--small" type="submit">{label}<span class="visually-hidden">{named.clone()}</span></button>
            </form>
        }
    };
    if offer.state.holds() {
        // Whoever has accepted is not dismissed by a slip of the hand.
        let body = form("決定を取り消し、医師に知らせる");
        return Some(view! { <details class="fold fold--inline"><summary>"取り消す"</summary>{body}</details> }.into_any());
    }
    Some(form("取り下げる").into_any())
}

/// What was asked and answered about the offers of a role.
pub(super) fn threads(found: &RequestView, role: Role, kept: Option<&Kept>) -> impl IntoView + use<> {
    of(found, role).into_iter().rev().filter_map(|line| thread(found, line, kept)).collect_view()
}

fn thread(found: &RequestView, line: &OfferLine, kept: Option<&Kept>) -> Option<impl IntoView + use<>> {
    let offer = &line.offer;
    // Nobody reads what is written about a decision that nobody was asked for, or about an offer that has ended.
    let may_write = offer.asked_at.is_some() && !offer.state.is_ended() && !offer.is_overdue(found.now);
    if line.questions.is_empty() && !may_write {
        return None;
    }
    let refused = refused(kept, AnswerPhysician::url(), "offer", &offer.id.to_string());
    let asked = line.questions.last().is_some_and(|q| !q.from_desk);
    let items = line
        .questions
        .iter()
        .map(|q| {
            let who = if q.from_desk { format!("窓口　{}", q.author) } else { words::tenure::doctor(&q.author) };
            view! {
                <li class="timeline__item">
                    <div class="timeline__head"><span class="timeline__when">{when(q.at)}</span><span class="timeline__who">{who}</span></div>
                    <p class="timeline__body prose">{q.content.clone()}</p>
                </li>
            }
        })
        .collect_view();
    let list = (!line.questions.is_empty()).then(|| view! { <ol class="timeline">{items}</ol> });
    let waiting = (asked && may_write).then(|| view! { <span class="badge badge--urgent">"質問に未回答"</span> });
    let form = may_write.then(|| answer_form(found, line, asked, refused));
    let open = (asked && may_write) || refused.is_some();
    let count = line.questions.len();
    Some(view! {
        <details class="fold" open=open id=format!("offer-{}", offer.id)>
            <summary>{format!("{}との連絡（{count}件）", words::tenure::doctor(&line.name))}{waiting}</summary>
            <div class="stack stack--tight">{list}{form}</div>
        </details>
    })
}

fn answer_form(found: &RequestView, line: &OfferLine, asked: bool, refused: Option<&Kept>) -> impl IntoView + use<> {
    let url = AnswerPhysician::url();
    let typed = Typed::plain("answer", url, refused);
    // The id is made with the form, so that a message sent twice is one message.
    let message = posted(refused, url, "message").unwrap_or_else(|| EntryId::new().to_string());
    // Several such forms stand on the page: the refused one is the one that the summary of flaws leads to.
    let id = if refused.is_some() { typed.id("offer_message") } else { format!("message-{}", line.offer.id) };
    let flaw = typed.flaws.with_untracked(|f| f.of("offer_message").map(|flaw| words::flaw_text("offer_message", flaw)));
    let (error_id, hint_id, wrong) = (format!("{id}-error"), format!("{id}-hint"), flaw.is_some());
    let described = if wrong { format!("{error_id} {hint_id}") } else { hint_id.clone() };
    let flaw = flaw.map(|text| view! { <p class="field__error" id=error_id>{text}</p> });
    let (label, button) = if asked { ("質問への回答", "回答を送る") } else { ("医師への連絡", "連絡を送る") };
    view! {
        <form class="form form--static" method="post" action=url novalidate=true>
            {hidden("id", found.request.id.to_string())}{hidden("offer", line.offer.id.to_string())}{hidden("message", message)}
            <div class="field" class:field--wrong=wrong>
                <label class="field__label" for=id.clone()>{label}</label>
                <textarea class="input" id=id name="offer_message" rows="3" maxlength=MESSAGE_MAX aria-invalid=wrong.then_some("true") aria-describedby=described>{typed.value("offer_message")}</textarea>
                <p class="field__hint" id=hint_id>"確定するまでは、対象者の氏名・住所・電話番号などを書かないでください"</p>
                {flaw}
            </div>
            <p><button class="btn" type="submit">{button}</button></p>
        </form>
    }
}
