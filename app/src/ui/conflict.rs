//! Two people changed the same field: both versions side by side, and the second person chooses.

use crate::words::{field_label, value_text};
use domain::calendar::show_datetime;
use domain::merge::{Clash, Conflict};
use leptos::prelude::*;

/// The form that asks. It posts to `action` with the fields that merged by themselves and the chosen ones.
///
/// `hidden` are further parameters (the record's id); `names` turns ids of people into names.
pub fn conflict_view(conflict: Conflict, action: &'static str, hidden: Vec<(&'static str, String)>, names: impl Fn(&str, &str) -> String + 'static) -> AnyView {
    let clashing: Vec<String> = conflict.clashes.iter().map(|c| c.field.clone()).collect();
    let rest = conflict.merged.iter().filter(|(field, _)| !clashing.contains(field)).flat_map(|(field, value)| hidden_field(field, value)).collect_view();
    let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let rows = conflict.clashes.into_iter().map(|clash| row(clash, &names)).collect_view();
    let by = conflict.by_name;
    let at = show_datetime(conflict.at);
    view! {
        <section class="panel" role="alert" aria-labelledby="conflict-title">
            <h2 class="panel__title" id="conflict-title">"ほかの人が先に保存しました"</h2>
            <p>{format!("編集している間に、{by}さんが{at}に保存しました。項目ごとに、残す内容を選んでください。ほかの項目は自動で合わせました。")}</p>
            <form class="form conflict" method="post" action=action novalidate=true>
                {hidden}
                <input type="hidden" name="version" value=conflict.version/>
                {rest}
                {rows}
                <p><button class="btn btn--primary" type="submit">"この内容で保存する"</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// Fields that hold several values.
fn is_list(field: &str) -> bool {
    matches!(field, "other_categories" | "capabilities" | "public")
}

/// Lists are posted item by item, as the form itself posts them.
fn hidden_field(field: &str, value: &str) -> Vec<AnyView> {
    if is_list(field) {
        return value.split(',').filter(|v| !v.is_empty()).map(|v| view! { <input type="hidden" name=format!("form[{field}][]") value=v.to_owned()/> }.into_any()).collect();
    }
    vec![view! { <input type="hidden" name=format!("form[{field}]") value=value.to_owned()/> }.into_any()]
}

fn row(clash: Clash, names: &impl Fn(&str, &str) -> String) -> AnyView {
    let Clash { field, base, theirs, mine } = clash;
    let show = |value: &str| {
        let named = names(&field, value);
        if named.is_empty() { value_text(&field, value, None) } else { named }
    };
    // A list is chosen as one text and taken apart again by the server.
    let name = if is_list(&field) { format!("form[{field}][]") } else { format!("form[{field}]") };
    let original = show(&base);
    let side = |who: &'static str, value: &str, checked: bool| {
        view! {
            <label class="conflict__side">
                <span class="conflict__who"><input type="radio" name=name.clone() value=value.to_owned() checked=checked/>{who}</span>
                <span class="conflict__value">{show(value)}</span>
            </label>
        }
    };
    let (mine, theirs) = (side("あなた", &mine, false), side("相手", &theirs, true));
    view! {
        <fieldset class="conflict__row">
            <legend class="conflict__field">{field_label(&field).to_owned()}</legend>
            <div class="conflict__sides">
                {mine}
                {theirs}
                <div class="conflict__side conflict__side--base"><span class="conflict__who">"元の値"</span><span class="conflict__value">{original}</span></div>
            </div>
        </fieldset>
    }
    .into_any()
}
