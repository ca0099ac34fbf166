//! Two people changed the same field: both versions side by side, and the second person chooses.

use crate::api::shell::Kept;
use crate::words::{field_label, holds_several, value_text};
use domain::calendar::show_datetime;
use domain::merge::{Clash, Conflict};
use leptos::prelude::*;

/// The form that asks. It posts to `action` with the fields that merged by themselves and the chosen ones.
///
/// `hidden` are further parameters (the record's id); `names` turns ids of people into names.
/// `kept` is the refused form, which tells what version the person had opened.
pub fn conflict_view(
    conflict: Conflict,
    action: &'static str,
    kept: Option<&Kept>,
    hidden: Vec<(&'static str, String)>,
    names: impl Fn(&str, &str) -> String + 'static,
) -> AnyView {
    let posted = |name: &str| kept.and_then(|k| k.pairs.iter().find(|(n, _)| n == name)).map(|(_, v)| v.clone());
    let asked = kept.iter().flat_map(|k| &k.pairs).filter_map(|(name, _)| name.strip_prefix("choice[theirs]"));
    let asked_before = asked.clone().any(|field| posted(&format!("choice[pick]{field}")).is_none()).then(|| posted("choice[seen]")).flatten();
    let unanswered = asked_before.is_some().then(|| view! { <p class="field__error">"選んでいない項目があります。すべての項目で、残す内容を選んでください。"</p> });
    let seen = asked_before.or_else(|| posted("version")).unwrap_or_else(|| conflict.version.to_string());
    // One's own text goes along whatever is chosen, so that nothing is lost while nothing is.
    let rest = conflict.merged.iter().flat_map(|(field, value)| hidden_field(field, value)).collect_view();
    let hidden = hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let rows = conflict.clashes.into_iter().map(|clash| row(clash, &conflict.by_name, &names)).collect_view();
    let by = conflict.by_name;
    let at = show_datetime(conflict.at);
    view! {
        <section class="panel" role="alert" aria-labelledby="conflict-title">
            <h2 class="panel__title" id="conflict-title">"ほかの人が先に保存しました"</h2>
            <p>{format!("編集している間に、{by}さんが{at}に保存しました。項目ごとに、残す内容を選んでください。ほかの項目は自動で合わせました。")}</p>
            <form class="form conflict" method="post" action=action >
                {unanswered}
                {hidden}
                <input type="hidden" name="version" value=conflict.version/>
                <input type="hidden" name="choice[seen]" value=seen/>
                {rest}
                {rows}
                <p><button class="btn btn--primary" type="submit">"この内容で保存する"</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// Lists are posted item by item, as the form itself posts them.
fn hidden_field(field: &str, value: &str) -> Vec<AnyView> {
    if holds_several(field) {
        return value.split(',').filter(|v| !v.is_empty()).map(|v| view! { <input type="hidden" name=format!("form[{field}][]") value=v.to_owned()/> }.into_any()).collect();
    }
    vec![view! { <input type="hidden" name=format!("form[{field}]") value=value.to_owned()/> }.into_any()]
}

fn row(clash: Clash, by: &str, names: &impl Fn(&str, &str) -> String) -> AnyView {
    let Clash { field, base, theirs, mine } = clash;
    let show = |value: &str| {
        let named = names(&field, value);
        if named.is_empty() { value_text(&field, value, None) } else { named }
    };
    let name = format!("choice[pick][{field}]");
    let other = view! { <input type="hidden" name=format!("choice[theirs][{field}]") value=theirs.clone()/> };
    let original = show(&base);
    let side = |who: String, pick: &'static str, value: &str| {
        view! {
            <label class="conflict__side">
                <span class="conflict__who"><input type="radio" name=name.clone() value=pick required=true/>{who}</span>
                <span class="conflict__value">{show(value)}</span>
            </label>
        }
    };
    let (mine, theirs) = (side("あなた".to_owned(), "mine", &mine), side(format!("相手（{by}さん）"), "theirs", &theirs));
    view! {
        <fieldset class="conflict__row">
            {other}
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

#[cfg(test)]
mod tests {
    use crate::words::holds_several as is_list;
    use domain::admin::UserForm;
    use domain::directory::OrganizationForm;
    use domain::inquiry::InquiryForm;
    use domain::physician::PhysicianForm;

    #[test]
    fn the_fields_that_hold_several_values_are_those_of_the_forms() {
        let (inquiry, user) = (serde_json::to_value(InquiryForm::default()), serde_json::to_value(UserForm::default()));
        for form in [inquiry, user, serde_json::to_value(OrganizationForm::default()), serde_json::to_value(PhysicianForm::default())] {
            for (field, value) in form.unwrap().as_object().unwrap() {
                assert_eq!(is_list(field), value.is_array(), "{field}");
            }
        }
    }
}
