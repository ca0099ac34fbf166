//! One row of a list: its label, its period, and what can be done with it.

use super::hidden;
use crate::api::code::ChangeCode;
use crate::words;
use domain::code::{CodeForm, CodeListView, Item, List};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The row of `item`; of a code with several periods only the last one can be changed.
pub(super) fn row(found: &CodeListView, item: &Item, refused: Option<&CodeForm>) -> impl IntoView + use<> {
    let last = found.items.iter().filter(|i| i.code == item.code).max_by_key(|i| i.from).is_some_and(|i| i == item);
    let standing = words::standing(item, found.today);
    let badge = match standing {
        "使用中" => "badge badge--open",
        "予定" => "badge badge--info",
        _ => "badge badge--closed",
    };
    let anchor = last.then(|| format!("code-{}", item.code.replace('/', "-")));
    let actions = if last { actions(found, item, refused).into_any() } else { ().into_any() };
    view! {
        <tr id=anchor>
            <td data-label="表示名">{if item.code.contains('/') { "　" } else { "" }}{item.label.clone()}<span class="sub">{if item.group.is_empty() { item.code.clone() } else { format!("{}　{}", item.group, item.code) }}</span></td>
            <td data-label="状態"><span class=badge>{standing}</span><span class="sub">{words::period(item)}</span></td>
            <td data-label="操作">{actions}</td>
        </tr>
    }
}

fn actions(found: &CodeListView, item: &Item, refused: Option<&CodeForm>) -> impl IntoView + use<> {
    let kept = refused.filter(|f| f.code == item.code);
    let ended = item.to.is_some();
    let open = kept.is_some_and(|f| matches!(f.action.as_str(), "rename" | "correct" | "retire"));
    let essential = found.list.essential().contains(&item.code.as_str());
    // The order of the urgencies is their meaning.
    let ordered = found.list != List::Urgency && !ended;
    let shift = ordered.then(|| view! { {button(found, item, "up", "上へ")}{button(found, item, "down", "下へ")} });
    let change = (!ended).then(|| {
        view! {
            <details class="fold fold--inline" open=open>
                <summary>"変更"<span class="visually-hidden">{format!("（{}）", item.label)}</span></summary>
                <div class="stack">
                    {rename(found, item, kept)}
                    {(!essential).then(|| retire(found, item, kept))}
                </div>
            </details>
        }
    });
    let restore = ended.then(|| button(found, item, "restore", "使用を再開する"));
    view! { <div class="cluster">{shift}{restore}{change}</div> }
}

fn button(found: &CodeListView, item: &Item, action: &'static str, text: &'static str) -> impl IntoView + use<> {
    view! {
        <form method="post" action=ChangeCode::url()>
            {hidden(found)}
            <input type="hidden" name="form[action]" value=action/>
            <input type="hidden" name="form[code]" value=item.code.clone()/>
            <button class="btn btn--small btn--quiet" type="submit" aria-label=format!("{}：{text}", item.label)>{text}</button>
        </form>
    }
}

/// An input of a row: the label is unique to the row, so that each can be told from the others.
fn input(item: &Item, name: &'static str, label: &'static str, value: String, hint: &'static str) -> impl IntoView + use<> {
    let id = format!("{}-{name}", item.code.replace('/', "-"));
    view! {
        <div class="field field--short">
            <label class="field__label" for=id.clone()>{label}</label>
            <input class="input" id=id name=format!("form[{}]", name.rsplit('-').next().unwrap_or(name)) value=value autocomplete="off"/>
            <p class="field__hint">{hint}</p>
        </div>
    }
}

fn rename(found: &CodeListView, item: &Item, kept: Option<&CodeForm>) -> impl IntoView + use<> {
    let kept = kept.filter(|f| matches!(f.action.as_str(), "rename" | "correct"));
    let label = kept.map_or_else(|| item.label.clone(), |f| f.label.clone());
    let from = kept.map(|f| f.from.clone()).unwrap_or_default();
    view! {
        <form method="post" action=ChangeCode::url() novalidate=true>
            {hidden(found)}
            <input type="hidden" name="form[code]" value=item.code.clone()/>
            <div class="form__row">{input(item, "label", "新しい表示名", label, "")}{input(item, "rename-from", "適用開始日", from, "空なら今日から")}</div>
            <div class="cluster">
                <button class="btn btn--small" type="submit" name="form[action]" value="rename">"表示名を変える"</button>
                <button class="btn btn--small btn--quiet" type="submit" name="form[action]" value="correct">"誤字を直す（以前の記録の表示も直ります）"</button>
            </div>
        </form>
    }
}

fn retire(found: &CodeListView, item: &Item, kept: Option<&CodeForm>) -> impl IntoView + use<> {
    let from = kept.filter(|f| f.action == "retire").map(|f| f.from.clone()).unwrap_or_default();
    let subs = found.list == List::Category && !item.code.contains('/');
    let hint = if subs { "空なら今日から選べなくなります。下の項目も一緒に廃止します" } else { "空なら今日から選べなくなります" };
    view! {
        <form method="post" action=ChangeCode::url() novalidate=true>
            {hidden(found)}
            <input type="hidden" name="form[code]" value=item.code.clone()/>
            <input type="hidden" name="form[action]" value="retire"/>
            {input(item, "retire-from", "廃止日", from, hint)}
            <button class="btn btn--small btn--danger" type="submit">"廃止する"</button>
        </form>
    }
}
