//! Who fits: the ranking of a role with every point and reason, and the choice of whom to ask.

use super::{anchor, called, hidden, refused};
use crate::api::assignment::{RankPhysicians, SendOffers};
use crate::api::shell::Kept;
use crate::ui::{Typed, field};
use crate::words::{self, assignment as text};
use domain::assignment::{Matching, Mode, Offer, Ranked, RankingView, RequestView, Role};
use domain::calendar::show_datetime;
use domain::id::{OfferId, PhysicianId};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use std::collections::HashMap;

/// So many candidates stand in the open, the others in a fold.
const OPEN: usize = 8;

/// The latest ranking of a role.
pub(super) fn ranking_of(found: &RequestView, role: Role) -> Option<&RankingView> {
    found.rankings.iter().find(|r| r.role == role)
}

/// The button that ranks.
pub(super) fn rank_form(found: &RequestView, role: Role, label: &'static str, first: bool) -> impl IntoView + use<> {
    let named = format!("（{}）", text::role(role));
    view! {
        <form method="post" action=RankPhysicians::url()>
            {hidden("id", found.request.id.to_string())}{hidden("role", role.code().to_owned())}
            <button class=if first { "btn btn--primary" } else { "btn btn--small" } type="submit">{label}<span class="visually-hidden">{named}</span></button>
        </form>
    }
}

/// How candidates are chosen: one, several, or not now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choosing {
    One,
    Several,
    Nobody,
}

/// What the items of the list share.
struct Ground<'a> {
    found: &'a RequestView,
    names: HashMap<PhysicianId, (&'a str, &'a str)>,
    role: Role,
    choosing: Choosing,
    /// Physicians ticked, with the ids of their offers.
    ticked: Vec<(OfferId, PhysicianId)>,
}

impl Ground<'_> {
    /// The latest offer of this role to somebody.
    fn offer(&self, id: PhysicianId) -> Option<&Offer> {
        self.found.offers.iter().rev().map(|line| &line.offer).find(|o| o.role == self.role && o.physician == id)
    }
}

/// What a refused form had ticked.
fn ticked(kept: &Kept) -> Vec<(OfferId, PhysicianId)> {
    let one = |text: &str| {
        let (offer, physician) = text.split_once(':')?;
        Some((offer.parse().ok()?, physician.parse().ok()?))
    };
    kept.pairs.iter().filter(|(name, _)| name.starts_with("picked")).filter_map(|(_, text)| one(text)).collect()
}

/// The ranking of a role, and the form that asks.
pub(super) fn candidates(found: &RequestView, matching: &Matching, role: Role, kept: Option<&Kept>) -> AnyView {
    let Some(ranking) = ranking_of(found, role) else {
        let hint = "条件に合う医師を、理由と点数を付けて並べます。";
        return view! { <h3>"候補"</h3><p>{hint}</p>{rank_form(found, role, "候補を並べる", true)} }.into_any();
    };
    let stale = (!ranking.is_current).then(|| {
        view! { <div class="notice notice--warn"><p>"条件が変わったため、並べ直してください。"</p>{rank_form(found, role, "候補を並べ直す", true)}</div> }
    });
    let again = ranking.is_current.then(|| rank_form(found, role, "最新の登録内容で並べ直す", false));
    let waits = found.request.mode == Mode::Nominate && matching.out(role).any(|o| !o.is_overdue(found.now));
    let choosing = match found.request.mode {
        _ if waits => Choosing::Nobody,
        Mode::Nominate => Choosing::One,
        Mode::Broadcast => Choosing::Several,
        Mode::Committee | Mode::Direct => Choosing::Nobody,
    };
    let note = waits.then(|| view! { <p class="field__hint">"回答を待っています。次の医師に打診するときは、先にいまの打診を取り下げてください。"</p> });
    let body = if choosing == Choosing::Nobody { lists(found, ranking, choosing, Vec::new()).into_any() } else { form(found, ranking, choosing, kept).into_any() };
    view! {
        <div class="cluster"><h3>"候補"</h3><span class="quiet small">{format!("{}に並べた順位（規則 第{}版）", show_datetime(ranking.made_at), ranking.rules)}</span>{again}</div>
        {stale}
        {note}
        {body}
    }
    .into_any()
}

fn form(found: &RequestView, ranking: &RankingView, choosing: Choosing, kept: Option<&Kept>) -> impl IntoView + use<> {
    let (role, url) = (ranking.role, SendOffers::url());
    let kept = refused(kept, url, "role", role.code());
    let typed = Typed::plain(role.code(), url, kept);
    let flaw = typed.flaws.with_untracked(|f| f.of("physician").map(|flaw| words::flaw_text("physician", flaw)));
    let flaw = flaw.map(|text| view! { <p class="field__error">{text}</p> });
    let (legend, button) = match choosing {
        Choosing::Several => ("一斉に打診する医師", "選んだ医師に一斉に打診する"),
        _ => ("打診する医師", "選んだ医師に打診する"),
    };
    view! {
        <form class="form form--static" method="post" action=url novalidate=true id=format!("{}-choose", anchor(role))>
            {hidden("id", found.request.id.to_string())}{hidden("role", role.code().to_owned())}
            <fieldset class="fieldset" id=typed.id("physician") tabindex="-1"><legend>{legend}</legend>
                {flaw}
                {lists(found, ranking, choosing, kept.map(ticked).unwrap_or_default())}
            </fieldset>
            {field("reason", "選んだ理由").hint("「理由が必要」の医師を選ぶときは必ず入力してください。上位の医師を選ばないときも、後で説明できるように書いておきます").view(typed)}
            <p><button class="btn btn--primary" type="submit">{button}</button></p>
        </form>
    }
}

fn lists(found: &RequestView, ranking: &RankingView, choosing: Choosing, ticked: Vec<(OfferId, PhysicianId)>) -> impl IntoView + use<> {
    let names = found.physicians.iter().map(|p| (p.id, (p.name.as_str(), p.organization.as_str()))).collect();
    let ground = Ground { found, names, role: ranking.role, choosing, ticked };
    let (admitted, excluded): (Vec<&Ranked>, Vec<&Ranked>) = ranking.ranked.iter().partition(|r| r.is_admitted());
    let numbered = |at: usize, r: &&Ranked| item(&ground, r, Some(at + 1));
    let first = admitted.iter().enumerate().take(OPEN).map(|(at, r)| numbered(at, r)).collect_view();
    let rest = admitted.iter().enumerate().skip(OPEN).map(|(at, r)| numbered(at, r)).collect_view();
    let ticked_in = |these: &[&Ranked]| these.iter().any(|r| ground.ticked.iter().any(|(_, id)| *id == r.physician));
    let rest_open = admitted.get(OPEN..).is_some_and(ticked_in);
    let more = admitted.len().saturating_sub(OPEN);
    let rest = (more > 0)
        .then(|| view! { <details class="fold" open=rest_open><summary>{format!("ほかの候補 {more}人")}</summary><ol class="matches" start=OPEN + 1>{rest}</ol></details> });
    let outside = excluded.iter().map(|r| item(&ground, r, None)).collect_view();
    let outside_open = ticked_in(&excluded);
    let count = excluded.len();
    let outside =
        (count > 0).then(|| view! { <details class="fold" open=outside_open><summary>{format!("対象外の医師 {count}人")}</summary><ul class="matches">{outside}</ul></details> });
    let nobody = admitted.is_empty().then(|| {
        view! { <p class="notice notice--warn">"条件に合う医師がいません。対象外の理由を確かめて、条件を見直すか、理由を添えて打診してください。"</p> }
    });
    view! { {nobody}<ol class="matches">{first}</ol>{rest}{outside} }
}

/// One physician: place, points and what they are for, what to look at.
fn item(ground: &Ground<'_>, ranked: &Ranked, place: Option<usize>) -> impl IntoView + use<> {
    let (name, clinic) = ground.names.get(&ranked.physician).copied().unwrap_or_default();
    let place = place.map(|number| format!("{number}位　")).unwrap_or_default();
    let title = format!("{place}{}", called(name, clinic));
    let offer = ground.offer(ranked.physician);
    let asked = offer.map(|o| view! { <span class="badge badge--info">{text::offer_state(o.state)}</span> });
    let busy = offer.is_some_and(|o| !o.state.is_ended() && !o.is_overdue(ground.found.now));
    let reason = (ranked.asks_reason() || !ranked.is_admitted()).then(|| view! { <span class="badge badge--missing">"理由が必要"</span> });
    let title = if busy || ground.choosing == Choosing::Nobody { view! { <span>{title}</span> }.into_any() } else { choice(ground, ranked.physician, title).into_any() };
    let distance = ranked.distance_m.map(|d| format!("　直線距離 {}", text::km(d))).unwrap_or_default();
    let points = ranked.contributions.iter().map(|c| view! { <li>{text::score(&c.rule)}" "<b>{format!("+{}", c.points)}</b></li> }).collect_view();
    let against = ranked.exclusions.iter().map(|e| view! { <li class="against">{text::exclusion(e)}</li> }).collect_view();
    let cautions = ranked.cautions.iter().map(|c| view! { <li class="caution">{text::caution(c)}</li> }).collect_view();
    view! {
        <li class="match">
            <div class="match__name">{title}</div>
            <div class="match__key num">{format!("{}点", ranked.score)}</div>
            <div class="match__meta cluster">{asked}{reason}<span>{format!("受け持ち {}人{distance}", ranked.load)}</span></div>
            <ul class="match__meta points" aria-label="点数と理由">{against}{cautions}{points}</ul>
        </li>
    }
}

fn choice(ground: &Ground<'_>, physician: PhysicianId, title: String) -> impl IntoView + use<> {
    let known = ground.ticked.iter().find(|(_, id)| *id == physician);
    // The id is made with the form, so that a form sent twice asks once.
    let offer = known.map_or_else(OfferId::new, |(offer, _)| *offer);
    let kind = if ground.choosing == Choosing::Several { "checkbox" } else { "radio" };
    view! { <label class="check"><input type=kind name="picked[]" value=format!("{offer}:{physician}") checked=known.is_some()/>{title}</label> }
}
