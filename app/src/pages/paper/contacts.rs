//! 連絡先 in large type, for the door of the refrigerator: whom the family calls, and in which order.

use crate::api::paper::contacts_for_print;
use crate::pages::param;
use crate::ui::{failure, title};
use crate::words::assignment::role;
use crate::words::tenure::doctor;
use domain::assignment::Role;
use domain::calendar::show_wareki;
use domain::desk::{Hours, Span, show_spans};
use domain::paper::{ContactSheet, PaperPhysician};
use domain::patient::{NOTHING, UNKNOWN};
use leptos::prelude::*;

/// The sheet.
#[component]
pub fn ContactsPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), contacts_for_print);
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"連絡先を用意しています"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => sheet(&found).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// Opening hours in words; weekdays that follow each other and are the same stand together. Nothing when none are known.
fn hours_text(hours: &Hours) -> Vec<String> {
    const DAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
    let mut groups: Vec<(&str, &str, &Vec<Span>)> = Vec::new();
    for (day, spans) in DAYS.into_iter().zip(&hours.0) {
        match groups.last_mut() {
            Some((_, last, same)) if *same == spans => *last = day,
            _ => groups.push((day, day, spans)),
        }
    }
    let days = |first: &str, last: &str| if first == last { first.to_owned() } else { format!("{first}～{last}") };
    groups.into_iter().filter(|(.., spans)| !spans.is_empty()).map(|(first, last, spans)| format!("{}　{}", days(first, last), show_spans(spans))).collect()
}

fn sheet(found: &ContactSheet) -> impl IntoView + use<> {
    let patient = &found.patient;
    let missing = found.primary.is_none().then(|| view! { <p class="notice notice--warn no-print">"主治医が決まっていません。決まってから印刷し、お渡しください。"</p> });
    let silent = found
        .desk
        .telephone
        .is_empty()
        .then(|| view! { <p class="notice notice--warn no-print">"相談窓口の電話番号が登録されていません。管理者に登録を依頼してから印刷してください。"</p> });
    let nursing = patient.details.nursing.clone();
    let nursing = (![String::new(), NOTHING.to_owned(), UNKNOWN.to_owned()].contains(&nursing)).then(|| block("訪問看護", nursing, String::new(), None));
    let hours = hours_text(&found.desk.hours);
    let hours = (!hours.is_empty()).then(|| format!("{}（祝日などは休み）", hours.join("、")));
    view! {
        {title("連絡先")}
        <p class="no-print cluster"><a class="btn btn--quiet" href=format!("/patients/{}", patient.id)>"対象者へ戻る"</a><span>"ブラウザーの印刷（Ctrl + P）でA4に印刷し、ご家庭の見えるところに貼っていただきます。この画面を開いたことは印刷として記録されます。"</span></p>
        {missing}{silent}
        <article class="sheet sheet--door">
            <header class="sheet__head"><h1>"連絡先"</h1><p class="sheet__number">{format!("{}　様", patient.name)}</p></header>
            {holder(Role::Primary, found.primary.as_ref())}
            {holder(Role::Secondary, found.secondary.as_ref())}
            <p class="sheet__door-note">{away(found)}</p>
            {nursing}
            {block("相談窓口", found.desk.name.clone(), found.desk.telephone.clone(), hours)}
            <p class="sheet__door-note">"命にかかわる緊急のときは、119番へ。"</p>
            <footer class="sheet__foot"><span>{format!("{} 発行", show_wareki(found.today))}</span><span>"連絡先が変わったら、新しい用紙に貼り替えてください。"</span></footer>
        </article>
    }
}

/// What to do when the primary cannot be reached.
const fn away(found: &ContactSheet) -> &'static str {
    if found.secondary.is_some() {
        "まず主治医へ。主治医が不在のとき、つながらないときは、副主治医へお電話ください。"
    } else {
        "まず主治医へ。主治医が不在のとき、つながらないときは、相談窓口へお電話ください。"
    }
}

/// A physician in large type; a primary who is not there yet is said to be open, a secondary is left out.
fn holder(of: Role, found: Option<&PaperPhysician>) -> Option<AnyView> {
    match found {
        Some(one) => {
            let who = format!("{}　{}", one.physician.organization, doctor(&one.physician.name));
            let from = one.from.map(|day| format!("{}から", show_wareki(day)));
            Some(block(role(of), who, one.telephone.clone(), from))
        }
        None if of == Role::Primary => Some(block(role(of), "決まり次第お知らせします".to_owned(), String::new(), None)),
        None => None,
    }
}

fn block(label: &'static str, who: String, telephone: String, note: Option<String>) -> AnyView {
    let number = (!telephone.is_empty()).then(|| view! { <p class="sheet__door-number">{telephone}</p> });
    let note = note.map(|note| view! { <p>{note}</p> });
    view! { <section class="sheet__door"><h2>{label}</h2><p class="sheet__door-who">{who}</p>{number}{note}</section> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::desk::parse_spans;

    #[test]
    fn weekdays_with_the_same_hours_stand_together() {
        let day = parse_spans("9:00-17:00").unwrap();
        let mut hours = Hours::default();
        assert!(hours_text(&hours).is_empty());
        for place in hours.0.iter_mut().take(5) {
            place.clone_from(&day);
        }
        assert_eq!(hours_text(&hours), ["月～金　9:00-17:00"]);
        hours.0[2] = parse_spans("9:00-12:00").unwrap();
        hours.0[5] = parse_spans("9:00-12:00").unwrap();
        assert_eq!(hours_text(&hours), ["月～火　9:00-17:00", "水　9:00-12:00", "木～金　9:00-17:00", "土　9:00-12:00"]);
    }
}
