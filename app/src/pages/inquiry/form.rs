//! The fields of a contact, as the intake page and the correction page both show them.

use crate::ui::{Typed, field};
use crate::words;
use domain::code::{CALLER_TYPE, CATEGORIES, CHANNEL, Programme, URGENCY};
use leptos::prelude::*;

/// How the contact came in, and who asked; `opens` puts the cursor there.
pub fn caller_fields(typed: Typed, opens: bool) -> impl IntoView {
    view! {
        <div class="form__row">
            {field("channel", "受付方法").required().first(opens).codes(&CHANNEL, "選んでください").class("field--short").view(typed)}
            {field("caller_type", "相談者区分").required().codes(&CALLER_TYPE, "選んでください").class("field--short").view(typed)}
            {field("telephone", "電話番号").input("text", "tel", "off").class("field--short").view(typed)}
        </div>
        <div class="form__row">
            {field("caller_name", "相談者氏名").hint("匿名の希望があるときは「匿名」").view(typed)}
            {field("caller_kana", "相談者ふりがな").view(typed)}
            {field("affiliation", "所属機関").view(typed)}
        </div>
    }
}

/// All categories under the programme's three tasks; a main category can be chosen without a sub.
fn category_groups() -> Vec<(String, Vec<(String, String)>)> {
    [Programme::Arrangement, Programme::Consultation, Programme::Coordination, Programme::None]
        .into_iter()
        .map(|programme| {
            let items = CATEGORIES
                .iter()
                .filter(|m| m.programme == programme)
                .flat_map(|m| {
                    let subs = m.subs.iter().map(|s| (format!("{}/{}", m.code, s.code), format!("{} / {}", m.label, s.label)));
                    std::iter::once((m.code.to_owned(), m.label.to_owned())).chain(subs)
                })
                .collect();
            (programme.label().to_owned(), items)
        })
        .collect()
}

/// What it is about: one main category, further ones folded away.
pub fn category_fields(typed: Typed) -> impl IntoView {
    let chosen: Vec<String> = typed.value("other_categories").split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
    let flaw = Memo::new(move |_| typed.flaws.with(|f| f.of("other_categories").map(|flaw| words::flaw_text("other_categories", flaw))));
    let wrong = move || flaw.with(Option::is_some);
    let chose = !chosen.is_empty();
    let boxes = CATEGORIES.iter().map(|main| further(main, &chosen)).collect_view();
    view! {
        <div class="form__row">
            {field("main_category", "主な相談内容").required().groups(category_groups(), "選んでください").view(typed)}
            {field("urgency", "緊急度").segments(&URGENCY).value(match typed.value("urgency") { v if v.is_empty() => "normal".to_owned(), v => v }).view(typed)}
        </div>
        <details class="fold" class:field--wrong=wrong open=move || chose || wrong()>
            <summary id=typed.id("other_categories") aria-describedby=move || wrong().then_some("other_categories-error")>"その他の相談内容"</summary>
            <div>{move || flaw.get().map(|text| view! { <p class="field__error" id="other_categories-error">{text}</p> })}{boxes}</div>
        </details>
    }
}

fn further(main: &'static domain::code::Main, chosen: &[String]) -> impl IntoView {
    let one = |code: String, label: &'static str| {
        let checked = chosen.contains(&code);
        // Subs of different mains share words (ケアマネ, 主治医…): the name says which.
        let name = domain::code::category_label(&code);
        view! { <label><input type="checkbox" name="form[other_categories][]" value=code checked=checked aria-label=name/>{label}</label> }
    };
    let items: Vec<_> =
        if main.subs.is_empty() { vec![one(main.code.to_owned(), main.label)] } else { main.subs.iter().map(|s| one(format!("{}/{}", main.code, s.code), s.label)).collect() };
    view! { <p class="checks__group">{main.label}</p><div class="checks">{items}</div> }
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
