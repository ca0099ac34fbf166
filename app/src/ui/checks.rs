//! Several choices of one field, as boxes to tick.

use super::kept::Typed;
use crate::words;
use leptos::prelude::*;

/// Several choices of one field. What a record holds and the list no longer offers stays ticked and can be taken away.
pub fn checks(typed: Typed, name: &'static str, legend: &'static str, mut choices: Vec<(String, String)>) -> impl IntoView {
    let value = typed.value(name);
    let chosen: Vec<&str> = value.split(',').filter(|c| !c.is_empty()).collect();
    for code in &chosen {
        if !choices.iter().any(|(known, _)| known == code) {
            choices.push(((*code).to_owned(), format!("{}（現在は選べません）", words::value_text(name, code, None))));
        }
    }
    let flaw = typed.flaws.with_untracked(|f| f.of(name).map(|flaw| words::flaw_text(name, flaw)));
    let first = typed.id(name);
    let error_id = format!("{first}-error");
    let described = flaw.is_some().then(|| error_id.clone());
    let boxes = choices
        .into_iter()
        .enumerate()
        .map(|(at, (code, text))| {
            let checked = chosen.contains(&code.as_str());
            let id = (at == 0).then(|| first.clone());
            view! { <label><input type="checkbox" id=id name=format!("form[{name}][]") value=code checked=checked/>{text}</label> }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby=described><legend class="field__label">{legend}</legend>
            <div class="checks">{boxes}</div>
            {flaw.map(|text| view! { <p class="field__error" id=error_id>{text}</p> })}
        </fieldset>
    }
}
