//! 連絡用FAX送付状: filled on the screen, shown as an A4 sheet, noted in the case when asked. No name of the patient unless a reason is given.

use crate::api::paper::{RecordFax, fax};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title, use_kept};
use domain::calendar::show_wareki;
use domain::paper::{Fax, FaxForm, FaxPage as Found};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn read(map: &ParamsMap) -> FaxForm {
    let get = |name: &str| map.get(name).unwrap_or_default();
    FaxForm {
        id: String::new(),
        to_name: get("to_name"),
        to_fax: get("to_fax"),
        sender: get("sender"),
        sheets: get("sheets"),
        subject: get("subject"),
        body: get("body"),
        with_name: get("with_name"),
        name_reason: get("name_reason"),
        show: get("show"),
    }
}

/// The page.
#[component]
pub fn FaxPage() -> impl IntoView {
    let map = use_query_map();
    let id = param("id");
    let form = Memo::new(move |_| map.with(read));
    let data = Resource::new_blocking(move || (id(), form.get()), |(id, form)| fax(id, form));
    let kept = use_kept();
    view! {
        {title("FAX送付状")}
        <Suspense fallback=|| view! { <p class="skeleton">"送付状を用意しています"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                let case = id();
                match data.await {
                    Ok(found) => page(found, form.get_untracked(), kept.as_ref()).into_any(),
                    Err(error) if error.flaws().is_some() => refused(&case, &form.get_untracked(), error).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// What was typed, with what is wrong.
fn refused(case: &str, form: &FaxForm, error: AppError) -> impl IntoView + use<> {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&error);
    let typed = Typed::address(form, Some(error));
    view! { <div class="page__crumbs"><a href=format!("/cases/{case}")>"ケースへ戻る"</a></div><div class="page__head"><h1>"FAX送付状"</h1></div>{error_notice(typed)}{fields(case, typed)} }
}

fn fields(case: &str, typed: Typed) -> impl IntoView + use<> {
    let named = typed.value("with_name") == "1";
    view! {
        <form class="form panel no-print" method="get" action=format!("/cases/{case}/fax") novalidate=true id="fax">
            <input type="hidden" name="show" value="1"/>
            <div class="form__row">
                {field("to_name", "宛先").required().hint("例：北町クリニック 地域連携室").view(typed)}
                {field("to_fax", "FAX番号").required().input("tel", "tel", "off").class("field--short").view(typed)}
            </div>
            <div class="form__row">
                {field("sender", "送信者").required().view(typed)}
                {field("sheets", "枚数").required().hint("この送付状を含む").input("text", "numeric", "off").class("field--short").view(typed)}
            </div>
            {field("subject", "件名").required().hint("対象者の氏名や病名は書かないでください").view(typed)}
            {field("body", "本文").hint("500文字まで。個人が分かることは書かないでください").area(5).view(typed)}
            <div class="checks"><label class="check"><input type="checkbox" name="with_name" value="1" checked=named/>"氏名を載せる"</label></div>
            {field("name_reason", "氏名を載せる理由").hint("氏名を載せるときは必須。理由は記録されます").view(typed)}
            <p><button class="btn btn--primary" type="submit">"送付状を表示する"</button></p>
        </form>
    }
}

fn page(found: Found, typed: FaxForm, kept: Option<&Kept>) -> impl IntoView {
    let case = found.case.id.to_string();
    let Some(fax) = found.fax.clone() else {
        let fresh = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        let form = FaxForm { sender: fresh(&typed.sender, &found.sender), sheets: fresh(&typed.sheets, "1"), ..typed };
        return view! {
            <div class="page__crumbs"><a href=format!("/cases/{case}")>{format!("ケース {}", found.case.number)}</a></div>
            <div class="page__head"><h1>"FAX送付状"</h1></div>
            <p>"氏名は載せず、ケース番号で問い合わせられる送付状を作ります。"</p>
            {fields(&case, Typed::address(&form, None))}
        }
        .into_any();
    };
    let recording = Typed::posted("record", RecordFax::url(), &typed, kept);
    let record = found.case.status.is_open().then(|| record_form(&case, &found, &typed));
    view! {
        <div class="page__crumbs"><a href=format!("/cases/{case}")>{format!("ケース {}", found.case.number)}</a></div>
        {done_notice()}
        {error_notice(recording)}
        <div class="no-print stack">
            <div class="cluster">{record}<span>"ブラウザーの印刷（Ctrl + P）でA4に印刷できます。"</span></div>
            <details class="fold"><summary>"内容を直す"</summary>{fields(&case, Typed::address(&typed, None))}</details>
        </div>
        {sheet(&found, &fax)}
    }
    .into_any()
}

/// The same sheet, noted in the case. Its entry's id comes with the page, so that a repeated post is one entry.
fn record_form(case: &str, found: &Found, typed: &FaxForm) -> impl IntoView + use<> {
    let inputs = typed.pairs().into_iter().map(|(name, value)| view! { <input type="hidden" name=format!("form[{name}]") value=value.to_owned()/> }).collect_view();
    view! {
        <form method="post" action=RecordFax::url()>
            <input type="hidden" name="id" value=case.to_owned()/>
            <input type="hidden" name="form[id]" value=found.next_entry.to_string()/>
            {inputs}
            <button class="btn btn--primary" type="submit">"経過に記録して印刷"</button>
        </form>
    }
}

fn row(label: &'static str, value: String) -> impl IntoView {
    view! { <tr><th scope="row">{label}</th><td class="prose">{value}</td></tr> }
}

fn sheet(found: &Found, fax: &Fax) -> impl IntoView + use<> {
    // Whoever got it by mistake must be able to say so.
    let sender = [found.desk.name.clone(), found.address.clone(), found.telephone.clone()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("　");
    let unknown = found
        .telephone
        .is_empty()
        .then(|| view! { <p class="notice notice--warn no-print">"この拠点の電話番号が登録されていません。システム管理者に、拠点の電話番号の登録を依頼してください。"</p> });
    let name = found.patient.clone().map(|name| row("対象者", format!("{name}　様")));
    view! {
        {unknown}
        <article class="sheet sheet--fax">
            <header class="sheet__head"><div><h1>"FAX送付状"</h1><p class="sheet__number">{format!("ケース番号 {}", found.case.number)}</p></div><p>{show_wareki(found.today)}</p></header>
            <p class="sheet__to">{format!("{}　御中", fax.to_name)}</p>
            <table class="sheet__table"><tbody>
                {row("FAX番号", fax.to_fax.clone())}
                {row("送信元", sender)}
                {row("送信者", fax.sender.clone())}
                {row("枚数", format!("{}枚（この送付状を含む）", fax.sheets))}
                {row("件名", fax.subject.clone())}
                {name}
            </tbody></table>
            <h2>"本文"</h2>
            <div class="sheet__box sheet__box--tall prose">{fax.body.clone()}</div>
            <p>"お問い合わせの際は、上記のケース番号をお知らせください。"</p>
            <p>"このFAXに心当たりのない方は、お手数ですが送信元へご連絡のうえ、破棄してください。"</p>
            <footer class="sheet__foot"><span>"取扱注意"</span><span>{found.desk.name.clone()}</span></footer>
        </article>
    }
}
