//! 退職・休止: what becomes of each patient of a physician who leaves. Everything is proposed, nothing is chosen for anybody, and nothing
//! happens before all are decided.

use super::{hidden, posted};
use crate::api::physician::{LeavePhysician, leaving};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{Typed, failure, field, patient_text, title, use_kept};
use crate::words;
use crate::words::assignment::role;
use crate::words::tenure::step;
use domain::assignment::Role;
use domain::calendar::show_date;
use domain::error::{FieldFlaw, Flaws};
use domain::id::PatientId;
use domain::merge::Fields;
use domain::physician::{LeavingLine, LeavingView, Step, note_field, step_field};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
#[component]
pub fn LeavePage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), leaving);
    let kept = use_kept();
    view! {
        {title("退職・休止の手続き")}
        <Suspense fallback=|| view! { <p class="skeleton">"担当の対象者を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten().filter(|k| k.path == LeavePhysician::url());
                match data.await {
                    Ok(found) => page(&found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// What was typed for one patient in the refused form, under the name that the form has for it.
fn chosen(kept: Option<&Kept>, name: &str) -> String {
    posted(kept, LeavePhysician::url(), name).unwrap_or_default()
}

/// The name of a patient's choice in what is posted: a key that began with a figure would be read as a place in a list.
fn step_name(patient: PatientId) -> String {
    format!("form[leaving_steps][{}]", step_field(patient))
}

/// The same of a patient's note.
fn note_name(patient: PatientId) -> String {
    format!("form[leaving_notes][{}]", note_field(patient))
}

/// What was chosen for a patient, as far as it can still be chosen.
fn choice(line: &LeavingLine, kept: Option<&Kept>) -> Option<Step> {
    Step::from_code(&chosen(kept, &step_name(line.patient.id))).filter(|chosen| line.choices().contains(chosen))
}

/// 9 of 12: how many are decided on the page as it is shown.
fn progress(found: &LeavingView, kept: Option<&Kept>) -> String {
    let decided = found.patients.iter().filter(|l| choice(l, kept).is_some()).count();
    format!("{}人中 {decided}人決定", found.patients.len())
}

fn page(found: &LeavingView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let id = found.physician.id;
    let error = kept.map(|k| k.error.clone());
    let day = posted(kept, LeavePhysician::url(), "form[leaving_on]").unwrap_or_else(|| found.today.to_string());
    let typed = Typed::of_fields("", Fields::from([("leaving_on".to_owned(), day)]), error.clone());
    // A flaw keeps the version that the choices were made on; after somebody else's change the page shows what is there now.
    let version = kept.filter(|k| k.error.flaws().is_some()).and_then(|k| k.value(LeavePhysician::url(), "version")).map_or_else(|| found.version.to_string(), str::to_owned);
    view! {
        <div class="page__crumbs"><a href="/physicians">"医師一覧"</a>" › "<a href=format!("/physicians/{id}")>{found.physician.name.clone()}</a></div>
        <div class="page__head">
            <h1>{format!("{} 先生の退職・休止", found.physician.name)}</h1>
            <p class="page__sub">{found.physician.organization.clone()}</p>
        </div>
        {error.map(|error| refusal(&error, found))}
        {effects(found)}
        <form class="form leave" method="post" action=LeavePhysician::url() novalidate=true>
            {hidden("id", id.to_string())}{hidden("version", version)}
            {field("leaving_on", "退職・休止日").required().hint("例：3/31。この日まで担当します").class("field--short").view(typed)}
            {patients(found, typed, kept)}
            {finish(found)}
        </form>
    }
}

/// Why it was refused; each patient about whom something is wrong is named, with a link to the row.
fn refusal(error: &AppError, found: &LeavingView) -> impl IntoView + use<> {
    let Flaws(flaws) = error.flaws().cloned().unwrap_or_default();
    let items = flaws
        .iter()
        .map(|flaw| {
            let who = found.patients.iter().find(|l| [step_field(l.patient.id), note_field(l.patient.id)].contains(&flaw.field));
            let name = who.map(|l| format!("{}さん：", l.patient.name)).unwrap_or_default();
            view! { <li><a href=format!("#{}", flaw.field) rel="external">{format!("{name}{}", words::flaw_text(&flaw.field, &flaw.flaw))}</a></li> }
        })
        .collect_view();
    let text =
        if flaws.is_empty() { words::error_text(error) } else { format!("まだ何も変更していません。確認が必要な項目が{}件あります。", flaws.len()) };
    view! { <div class="error-summary" role="alert" tabindex="-1"><h2>{text}</h2><ul>{items}</ul></div> }
}

/// What happens at the end, before anything is chosen.
fn effects(found: &LeavingView) -> impl IntoView + use<> {
    let offers = (found.offers > 0).then(|| view! { <li>{format!("この医師への打診・決定が進んでいる調整依頼 {}件は、その分が取り消されます。", found.offers)}</li> });
    let elsewhere = (found.elsewhere > 0)
        .then(|| view! { <li>{format!("ほかの拠点の対象者が{}人います。その拠点の担当者に通知します。その拠点でも、この手続きを行ってください。", found.elsewhere)}</li> });
    view! {
        <div class="notice notice--info">
            <p><strong>"対象者全員の対応を選び、最後に1回で確定します。"</strong></p>
            <ul class="notice__list">
                <li>"全員を選ぶまでは、何も変わりません。"</li>
                <li>"確定すると新規の受入れを停止し、ケースの担当者と関係する医師に通知します。"</li>
                {offers}
                {elsewhere}
            </ul>
        </div>
    }
}

fn patients(found: &LeavingView, typed: Typed, kept: Option<&Kept>) -> AnyView {
    if found.patients.is_empty() {
        return view! { <p class="empty__text">"この拠点の対象者は担当していません。確定すると、受入れの停止だけを行います。"</p> }.into_any();
    }
    let rows = found.patients.iter().map(|l| row(l, found, typed, kept)).collect_view();
    let heads = ["対象者", "役割", "対応"].map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <section class="stack stack--tight" aria-labelledby="leave-patients">
            <h2 id="leave-patients">"担当している対象者"</h2>
            <p role="status" id="leave-progress"><strong>{progress(found, kept)}</strong></p>
            <div class="table__wrap" tabindex="0" role="region" aria-label="担当している対象者の一覧">
                <table class="table leave__table">
                    <caption class="visually-hidden">"担当している対象者と、退職・休止後の対応"</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(line: &LeavingLine, found: &LeavingView, typed: Typed, kept: Option<&Kept>) -> impl IntoView + use<> {
    let patient = &line.patient;
    let who = patient_text(patient.birth, patient.sex.as_ref(), found.today);
    let role_text = role(line.role);
    let since = format!("{}から", show_date(line.from));
    view! {
        <tr>
            <td data-label="対象者"><a href=format!("/patients/{}", patient.id)>{patient.name.clone()}</a><span class="sub">{who}</span></td>
            <td data-label="役割">{role_text}<span class="sub">{since}</span></td>
            <td data-label="対応">{choices(line, typed, kept)}</td>
        </tr>
    }
}

/// The message of a field of one patient.
fn message(typed: Typed, name: &str, id: String) -> Option<AnyView> {
    let text = typed.flaws.with_untracked(|Flaws(all)| all.iter().find(|f: &&FieldFlaw| f.field == name).map(|f| words::flaw_text(name, &f.flaw)))?;
    Some(view! { <p class="field__error" id=id>{text}</p> }.into_any())
}

fn choices(line: &LeavingLine, typed: Typed, kept: Option<&Kept>) -> impl IntoView + use<> {
    let (patient, name) = (line.patient.id, step_field(line.patient.id));
    let (now, proposed) = (choice(line, kept), line.proposal());
    let successor = line.secondary.as_ref().map(|s| s.name.clone()).unwrap_or_default();
    let error_id = format!("{name}-error");
    let error = message(typed, &name, error_id.clone());
    let described = error.is_some().then_some(error_id);
    let radios = line
        .choices()
        .into_iter()
        .enumerate()
        .map(|(at, one)| {
            // The link of the summary goes to the first choice.
            let id = if at == 0 { name.clone() } else { format!("{name}-{at}") };
            let hint = (proposed == Some(one)).then(|| view! { " "<span class="badge badge--info">"提案"</span> });
            let text = match one {
                Step::Rematch if line.is_searching => "次の医師を探す（進行中の調整依頼を続ける）".to_owned(),
                Step::Rematch if line.reopens => "次の医師を探す（終結したケースを再開する）".to_owned(),
                one => step(one, &successor),
            };
            view! {
                <label class="check"><input type="radio" id=id name=step_name(patient) value=one.code() checked={now == Some(one)} aria-describedby=described.clone()/><span>{text}{hint}</span></label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="leave__choices">
            <legend class="visually-hidden">{format!("{}さんの対応", line.patient.name)}</legend>
            {why_not(line)}
            {radios}
            {error}
            {note(line, typed, kept)}
        </fieldset>
    }
}

/// Why a choice is not there that one would look for.
fn why_not(line: &LeavingLine) -> Option<AnyView> {
    let standing = match (&line.secondary, line.role) {
        (Some(secondary), _) if !line.may_promote => Some(format!("副主治医の{}先生は、引き継げません。", secondary.name)),
        (None, Role::Primary) => Some("副主治医はいません。".to_owned()),
        _ => None,
    };
    let case = line.case.is_none().then(|| "ケースがないため、ここからは次の医師を探せません。".to_owned());
    let text: String = standing.into_iter().chain(case).collect();
    (!text.is_empty()).then(|| view! { <p class="field__hint">{text}</p> }.into_any())
}

fn note(line: &LeavingLine, typed: Typed, kept: Option<&Kept>) -> impl IntoView + use<> {
    let patient = line.patient.id;
    let name = note_field(patient);
    let error_id = format!("{name}-error");
    let error = message(typed, &name, error_id.clone());
    let wrong = error.is_some();
    view! {
        <div class="field" class:field--wrong=wrong>
            <label class="field__label" for=name.clone()>"対応の内容"</label>
            <input class="input" type="text" id=name.clone() name=note_name(patient) value=chosen(kept, &note_name(patient)) autocomplete="off" aria-invalid=wrong.then_some("true") aria-describedby=wrong.then(|| error_id.clone())/>
            <p class="field__hint">"担当を終えるだけのときは必須。例：通院に切替え"</p>
            {error}
        </div>
    }
}

/// The button, with a count of what is chosen that the browser keeps by itself.
fn finish(found: &LeavingView) -> impl IntoView + use<> {
    let all = found.patients.len();
    let count = (all > 0).then(|| view! { <p class="leave__count" aria-hidden="true">{format!("{all}人中 ")}<span></span>"人を選択"</p> });
    let button = if all == 0 { "受入れを停止する".to_owned() } else { format!("{all}人の対応を確定する") };
    view! { <div class="form__actions">{count}<button class="btn btn--primary" type="submit">{button}</button><a class="btn btn--quiet" href=format!("/physicians/{}", found.physician.id)>"やめる"</a></div> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::error::{Fault, Flaw};
    use domain::id::{CaseId, PhysicianId};
    use domain::patient::PatientBrief;
    use domain::physician::PhysicianBrief;

    fn line() -> LeavingLine {
        let patient = PatientBrief { id: PatientId::new(), name: "佐藤 キヨ".into(), kana: String::new(), birth: None, sex: None, ended: None };
        let from = "2026-11-01".parse().unwrap();
        LeavingLine { patient, role: Role::Primary, from, secondary: None, may_promote: false, case: Some(CaseId::new()), is_searching: false, reopens: false }
    }

    #[test]
    fn what_was_chosen_counts_as_far_as_it_can_still_be_chosen() {
        let lines = vec![line(), line(), line()];
        let pairs = [(&lines[0], Step::Rematch), (&lines[1], Step::PromoteSecondary(PhysicianId::new()))];
        let pairs = pairs.map(|(l, s)| (step_name(l.patient.id), s.code())).to_vec();
        let mut flaws = Flaws::default();
        flaws.push(&step_field(lines[2].patient.id), Flaw::Required);
        let kept = Kept { path: LeavePhysician::url().to_owned(), pairs, error: AppError::Fault(Fault::Invalid(flaws)) };
        let physician = PhysicianBrief { id: PhysicianId::new(), name: "青葉".into(), organization: String::new() };
        let found = LeavingView { physician, version: 1, accepting: true, patients: lines, elsewhere: 0, offers: 0, today: "2026-11-22".parse().unwrap() };
        assert_eq!(progress(&found, Some(&kept)), "3人中 1人決定");
        assert_eq!(progress(&found, None), "3人中 0人決定");
    }
}
