//! 圏域・町丁: the table by which addresses find their district. Everybody may look, the administration changes.

use super::{hidden, posted};
use crate::api::district::{PasteTowns, SaveCity, SaveDistrict, SaveTown, place_table};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::query;
use crate::ui::{Typed, conflict_view, done_notice, error_notice, failure, field, title, use_kept};
use crate::words;
use domain::district::{CityForm, District, DistrictForm, Places, Town, TownForm};
use domain::error::Fault;
use domain::id::DistrictId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page of the districts.
#[component]
pub fn DistrictsPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| place_table());
    let kept = use_kept();
    let (edit, new, changed, same) = (query("edit"), query("new"), query("changed"), query("same"));
    view! {
        {title("圏域・町丁")}
        <Suspense fallback=|| view! { <p class="skeleton">"圏域を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok((found, may)) => {
                        let counts = [untrack(new), untrack(changed), untrack(same)].map(|n| n.parse::<u32>().ok());
                        view! { {head()}{pasted(counts)}{page(&found, may, kept.as_ref(), &untrack(edit))} }.into_any()
                    }
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn head() -> impl IntoView {
    view! {
        <div class="page__crumbs"><a href="/directory">"機関一覧"</a></div>
        <div class="page__head"><h1>"圏域・町丁"</h1></div>
        {done_notice()}
    }
}

/// What came of a pasted list.
fn pasted(counts: [Option<u32>; 3]) -> impl IntoView {
    let [new, changed, same] = counts;
    new.zip(changed).zip(same).map(|((new, changed), same)| view! { <p class="notice notice--info">{format!("追加 {new}件・変更 {changed}件・変更なし {same}件")}</p> })
}

fn page(found: &Places, may: bool, kept: Option<&Kept>, edit: &str) -> impl IntoView + use<> {
    let city = if found.city.name.is_empty() { "未設定".to_owned() } else { format!("{}{}", found.city.prefecture, found.city.name) };
    let city_form = may.then(|| city_form(found, kept));
    let names = found.clone();
    let names = move |field: &str, value: &str| match value.parse::<DistrictId>() {
        Ok(id) if field == "town_district" => names.district_name(id).to_owned(),
        _ => String::new(),
    };
    for (path, scope) in [(SaveDistrict::url(), "district"), (SaveTown::url(), "town")] {
        let typed = Typed::plain(scope, path, kept);
        if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
            let id = posted(kept, path, "id").unwrap_or_default();
            return conflict_view(*conflict, path, kept, vec![("id", id)], names);
        }
    }
    view! {
        <section class="panel stack stack--tight"><h2 class="panel__title">"この窓口の市区町村"</h2>
            <p><strong>{city}</strong>"　住所に別の市区町村が書かれているときは「市外」と表示します。"</p>
            {city_form}
        </section>
        {districts(found, may, kept, edit)}
        {towns(found, may, kept, edit)}
        {may.then(|| paste(kept))}
    }
    .into_any()
}

fn city_form(found: &Places, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::posted("", SaveCity::url(), &CityForm::of(&found.city), kept);
    let open = found.city.name.is_empty() || typed.error.with_untracked(Option::is_some);
    view! {
        <details class="fold" open=open><summary>"市区町村を変更"</summary>
            <form class="form form--static" method="post" action=SaveCity::url() novalidate=true>
                {error_notice(typed)}
                <div class="form__row">
                    {field("prefecture", "都道府県").view(typed)}
                    {field("city", "市区町村").required().hint("例：みなと川市").view(typed)}
                </div>
                <p><button class="btn" type="submit">"市区町村を保存する"</button></p>
            </form>
        </details>
    }
}

fn districts(found: &Places, may: bool, kept: Option<&Kept>, edit: &str) -> impl IntoView + use<> {
    let rows = found
        .districts
        .iter()
        .map(|d| {
            let count = found.towns.iter().filter(|t| t.district_id == d.id).count();
            let retired = d.retired.then(|| view! { " "<span class="badge badge--voided">"廃止"</span> });
            let change = may.then(|| change_link(&d.id.to_string(), &d.name, "#district"));
            view! {
                <tr class:is-voided=d.retired>
                    <td data-label="圏域">{d.name.clone()}{retired}</td>
                    <td data-label="並び順">{d.order}</td>
                    <td data-label="町丁">{format!("{count}件")}</td>
                    <td data-label="機関"><a href=format!("/directory?district={}", d.id)>"機関を見る"<span class="visually-hidden">{format!("（{}）", d.name)}</span></a>{change}</td>
                </tr>
            }
        })
        .collect_view();
    let table = if found.districts.is_empty() {
        view! { <p class="empty__text">"圏域は登録されていません。"</p> }.into_any()
    } else {
        view! {
            <div class="table__wrap" tabindex="0" role="region" aria-label="圏域の一覧"><table class="table">
                <caption class="visually-hidden">"圏域の一覧"</caption>
                <thead><tr><th scope="col">"圏域"</th><th scope="col">"並び順"</th><th scope="col">"町丁"</th><th scope="col">"機関"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        }
        .into_any()
    };
    let form = may.then(|| district_form(found, kept, edit));
    view! { <section class="panel stack stack--tight"><h2 class="panel__title">"圏域"</h2>{table}{form}</section> }
}

fn change_link(id: &str, name: &str, to: &str) -> impl IntoView + use<> {
    view! { " "<a href=format!("/directory/districts?edit={id}{to}")>"変更"<span class="visually-hidden">{format!("（{name}）")}</span></a> }
}

/// Which record the form changes: the refused form's own, or the one that the address names; and the version seen.
fn target(kept: Option<&Kept>, path: &str, edit: &str, version: impl Fn(&str) -> Option<i32>) -> (String, String) {
    let id = if kept.is_some_and(|k| k.path == path) { posted(kept, path, "id").unwrap_or_default() } else { edit.to_owned() };
    match version(&id) {
        Some(now) => {
            let seen = posted(kept, path, "version").unwrap_or_else(|| now.to_string());
            (id, seen)
        }
        None => (String::new(), "0".to_owned()),
    }
}

fn district_form(found: &Places, kept: Option<&Kept>, edit: &str) -> impl IntoView + use<> {
    let path = SaveDistrict::url();
    let of = |id: &str| found.districts.iter().find(|d| d.id.to_string() == id).cloned();
    let (id, version) = target(kept, path, edit, |id| of(id).map(|d: District| d.version));
    let known = of(&id);
    let typed = Typed::posted("district", path, &known.as_ref().map(DistrictForm::of).unwrap_or_default(), kept);
    let open = known.is_some() || typed.error.with_untracked(Option::is_some);
    let (summary, button) = if known.is_some() { ("圏域を変更", "圏域を保存する") } else { ("圏域を追加", "圏域を追加する") };
    let retired = known.is_some().then(|| {
        let checked = typed.value("district_retired") == "1";
        view! { <label class="check"><input type="checkbox" name="form[district_retired]" value="1" checked=checked/>"廃止する（新しく選べなくなります）"</label> }
    });
    view! {
        <details class="fold" open=open id="district"><summary>{summary}</summary>
            <form class="form form--static" method="post" action=path novalidate=true>
                {error_notice(typed)}{hidden("id", id)}{hidden("version", version)}
                <div class="form__row">
                    {field("district_name", "圏域名").required().view(typed)}
                    {field("district_order", "並び順").hint("空のままなら最後").input("text", "numeric", "off").class("field--short").view(typed)}
                </div>
                {retired}
                <p><button class="btn" type="submit">{button}</button></p>
            </form>
        </details>
    }
}

fn towns(found: &Places, may: bool, kept: Option<&Kept>, edit: &str) -> impl IntoView + use<> {
    let groups = found
        .districts
        .iter()
        .filter_map(|d| {
            let towns: Vec<&Town> = found.towns.iter().filter(|t| t.district_id == d.id).collect();
            (!towns.is_empty()).then(|| {
                let items = towns
                    .iter()
                    .map(|t| {
                        let kana = (!t.kana.is_empty()).then(|| view! { <span class="quiet small">{format!("（{}）", t.kana)}</span> });
                        let change = may.then(|| change_link(&t.id.to_string(), &t.name, "#town"));
                        view! { <li>{t.name.clone()}{kana}{change}</li> }
                    })
                    .collect_view();
                view! { <h3>{format!("{}（{}件）", d.name, towns.len())}</h3><ul class="towns">{items}</ul> }
            })
        })
        .collect_view();
    let none = found.towns.is_empty().then(|| view! { <p class="empty__text">"町丁は登録されていません。"</p> });
    let form = may.then(|| town_form(found, kept, edit));
    view! { <section class="panel stack stack--tight" id="towns"><h2 class="panel__title">"町丁"</h2>{none}{groups}{form}</section> }
}

fn town_form(found: &Places, kept: Option<&Kept>, edit: &str) -> impl IntoView + use<> {
    let path = SaveTown::url();
    let of = |id: &str| found.towns.iter().find(|t| t.id.to_string() == id).cloned();
    let (id, version) = target(kept, path, edit, |id| of(id).map(|t| t.version));
    let known = of(&id);
    let typed = Typed::posted("town", path, &known.as_ref().map(TownForm::of).unwrap_or_default(), kept);
    let open = known.is_some() || typed.error.with_untracked(Option::is_some);
    let (summary, button) = if known.is_some() { ("町丁を変更", "町丁を保存する") } else { ("町丁を追加", "町丁を追加する") };
    let districts = found.offered(known.map(|t| t.district_id)).map(|d| (d.id.to_string(), d.name.clone())).collect();
    view! {
        <details class="fold" open=open id="town"><summary>{summary}</summary>
            <form class="form form--static" method="post" action=path novalidate=true>
                {error_notice(typed)}{hidden("id", id)}{hidden("version", version)}
                <div class="form__row">
                    {field("town_name", "町丁名").required().hint("例：北町一丁目").view(typed)}
                    {field("town_kana", "ふりがな").view(typed)}
                    {field("town_district", "圏域").required().choices(districts, "選んでください").view(typed)}
                </div>
                <div class="form__row">
                    {field("town_x", "中心の東西座標（m）").hint("平面直角座標。東が正。医療機関からの距離の計算に使います").class("field--short").view(typed)}
                    {field("town_y", "中心の南北座標（m）").hint("北が正").class("field--short").view(typed)}
                </div>
                <p><button class="btn" type="submit">{button}</button></p>
            </form>
        </details>
    }
}

fn paste(kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("", PasteTowns::url(), kept);
    let open = typed.error.with_untracked(Option::is_some);
    // Every wrong line is named, not only the first.
    let wrong = typed.flaws.with_untracked(|f| f.0.iter().skip(1).map(|f| words::flaw_text(&f.field, &f.flaw)).collect::<Vec<_>>());
    let more = wrong.into_iter().map(|text| view! { <li class="field__error">{text}</li> }).collect_view();
    view! {
        <details class="fold" open=open><summary>"町丁をまとめて登録"</summary>
            <form class="form form--static" method="post" action=PasteTowns::url() novalidate=true>
                {error_notice(typed)}
                {field("lines", "町丁の一覧").required().hint("1行に1件、「圏域」と「町丁」をタブかカンマで区切ります（ふりがなを3列目に加えられます）。表計算ソフトからそのまま貼り付けられます。まだない圏域は新しく作ります。").area(8).view(typed)}
                <ul>{more}</ul>
                <p><button class="btn" type="submit">"町丁を取り込む"</button></p>
            </form>
        </details>
    }
}
