//! The fields of a contact, as the intake page and the correction page both show them.

use super::affiliation::{Affiliation, LIST};
use crate::ui::{Typed, field};
use crate::words;
use domain::code::{List, MainCategory};
use leptos::prelude::*;

/// How the contact came in, and who asked; `opens` puts the cursor there.
pub fn caller_fields(typed: Typed, opens: bool, directory: Option<Affiliation>) -> impl IntoView {
    let affiliation = field("affiliation", "所属機関");
    let affiliation = if directory.is_some() { affiliation.list(LIST) } else { affiliation };
    view! {
        <div class="form__row">
            {field("channel", "受付方法").required().first(opens).codes(List::Channel, "選んでください").class("field--short").view(typed)}
            {field("caller_type", "相談者区分").required().codes(List::CallerType, "選んでください").class("field--short").view(typed)}
            {field("telephone", "電話番号").input("text", "tel", "off").class("field--short").view(typed)}
        </div>
        <div class="form__row">
            {field("caller_name", "相談者氏名").hint("匿名の希望があるときは「匿名」").view(typed)}
            {field("caller_kana", "相談者ふりがな").view(typed)}
            <div class="stack stack--tight">{affiliation.view(typed)}{directory.map(Affiliation::view)}</div>
        </div>
    }
}

/// What it is about: one main category, further ones folded away.
pub fn category_fields(typed: Typed) -> impl IntoView {
    let chosen: Vec<String> = typed.value("other_categories").split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
    let flaw = Memo::new(move |_| typed.flaws.with(|f| f.of("other_categories").map(|flaw| words::flaw_text("other_categories", flaw))));
    let wrong = move || flaw.with(Option::is_some);
    let chose = !chosen.is_empty();
    let boxes = words::codes().categories().into_iter().map(|main| further(main, &chosen)).collect_view();
    view! {
        <div class="form__row">
            {field("main_category", "主な相談内容").required().codes(List::Category, "選んでください").view(typed)}
            {field("urgency", "緊急度").segments(List::Urgency).value(match typed.value("urgency") { v if v.is_empty() => "normal".to_owned(), v => v }).view(typed)}
        </div>
        <details class="fold" class:field--wrong=wrong open=move || chose || wrong()>
            <summary id=typed.id("other_categories") aria-describedby=move || wrong().then_some("other_categories-error")>"その他の相談内容"</summary>
            <div>{move || flaw.get().map(|text| view! { <p class="field__error" id="other_categories-error">{text}</p> })}{boxes}</div>
        </details>
    }
}

fn further((main, label, subs): MainCategory, chosen: &[String]) -> impl IntoView + use<> {
    let one = |code: String, text: String| {
        let checked = chosen.contains(&code);
        // Subs of different mains share words (ケアマネ, 主治医…): the name says which.
        let name = words::label(List::Category, &code, None);
        view! { <label><input type="checkbox" name="form[other_categories][]" value=code checked=checked aria-label=name/>{text}</label> }
    };
    let items: Vec<_> = if subs.is_empty() { vec![one(main, label.clone())] } else { subs.into_iter().map(|(code, name)| one(code, name)).collect() };
    view! { <p class="checks__group">{label}</p><div class="checks">{items}</div> }
}

/// What was said and done.
pub fn content_fields(typed: Typed) -> impl IntoView {
    view! {
        {field("content", "相談内容").required().area(6).view(typed)}
        {field("response", "対応内容").area(4).view(typed)}
    }
}

/// When it was received, and why it is written down so late.
pub fn time_fields(typed: Typed) -> impl IntoView {
    view! {
        <div class="form__row">
            {field("received_at", "受付日時").input("datetime-local", "", "off").class("field--short").view(typed)}
            {field("backdate_reason", "さかのぼって入力する理由").hint("前の日の相談を記録するときに入力").view(typed)}
        </div>
    }
}
