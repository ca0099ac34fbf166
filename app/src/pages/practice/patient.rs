//! One of one's own patients: everything that a visit needs, on the telephone and on paper.

use super::patients::{acting, other};
use super::{fact, nothing_here, telephone};
use crate::api::practice::own_patient;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{end_badge, failure, patient_text, title};
use crate::words::{self, field_label, value_text};
use chrono::NaiveDate;
use domain::assignment::OwnPatientView;
use domain::calendar::show_date;
use domain::error::Fault;
use domain::merge::Fields;
use domain::patient::PatientForm;
use leptos::prelude::*;

/// What else is known, in groups; what nobody filled in is left out.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "病状・処置",
        &[
            "patient_illness",
            "patient_past",
            "patient_allergies",
            "patient_procedures",
            "patient_infections",
            "patient_bedridden",
            "patient_dementia",
            "patient_hospital",
            "patient_discharge_on",
        ],
    ),
    ("意向・備考", &["patient_wishes", "patient_place_of_death", "patient_remarks"]),
    ("暮らし", &["patient_residence", "patient_facility", "patient_household", "patient_living", "patient_parking"]),
    (
        "関係機関・保険",
        &[
            "patient_care_manager",
            "patient_nursing",
            "patient_pharmacy",
            "patient_dentist",
            "patient_care_level",
            "patient_insurance",
            "patient_insurance_number",
            "patient_subsidies",
        ],
    ),
];

/// The page of one's own patient.
#[component]
pub fn OwnPatientPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), own_patient);
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"担当患者を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => page(&found).into_any(),
                    Err(AppError::Fault(Fault::NotFound)) => nothing_here(
                        "担当患者ではありません",
                        "担当が確定していないか、担当が終わっています。別の利用者でログインしていないか確かめてください。",
                        "/practice",
                        "担当患者を見る",
                    ),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: &OwnPatientView) -> impl IntoView + use<> {
    let facts = PatientForm::of(&found.patient).fields();
    let groups = GROUPS.into_iter().map(|(title, names)| group(title, names, &facts, found.today)).collect_view();
    view! {
        {title(&format!("担当患者 {}", found.patient.name))}
        <div class="page__crumbs"><a href="/practice">"担当患者"</a></div>
        {head(found)}
        <div class="grid-2">{charge(found)}{contacts(found, &facts)}</div>
        <div class="grid-2">{care(found)}{groups}</div>
        <p class="quiet small no-print">"この画面はブラウザーの印刷（Ctrl + P）で印刷できます。開いたことは記録されます。"</p>
    }
}

/// Who it is, and where the visit goes.
fn head(found: &OwnPatientView) -> impl IntoView + use<> {
    let patient = &found.patient;
    let unknown = |text: &'static str| view! { <span class="missing">{text}</span> }.into_any();
    let kana = if patient.kana.is_empty() { unknown("ふりがな 未入力") } else { view! { {patient.kana.clone()} }.into_any() };
    let who = patient_text(patient.birth, patient.sex.as_ref(), found.today);
    let who = if who.is_empty() { unknown("生年月日 未入力") } else { view! { {who} }.into_any() };
    let address = if patient.address.is_empty() { unknown("住所 未入力") } else { view! { <strong>{patient.address.clone()}</strong> }.into_any() };
    let ended = patient.ended.as_ref().map(|e| view! { <li>{end_badge(e.kind)}</li> });
    view! {
        <section class="patient-head" aria-label="対象者">
            <div class="patient-head__name"><span class="patient-head__kana">{kana}</span><h1>{patient.name.clone()}</h1></div>
            <ul class="patient-head__facts"><li>{who}</li><li>{address}</li><li>{telephone(&patient.telephone)}</li>{ended}</ul>
        </section>
    }
}

/// Who looks after the patient, and whom to call.
fn charge(found: &OwnPatientView) -> impl IntoView + use<> {
    let line = &found.line;
    let from = if line.planned { format!("{}（予定）", show_date(line.from)) } else { show_date(line.from) };
    let until = line.until.and_then(|day| day.pred_opt()).map(|day| fact("担当の末日", show_date(day)));
    let second = line.other.as_ref().map(|p| view! { {other(Some(p))}<br/>{telephone(&found.other_telephone)} });
    let second = second.map_or_else(|| "なし".into_any(), IntoAny::into_any);
    let desk = (!found.desk.is_empty()).then(|| view! { {found.desk.clone()}<br/> });
    view! {
        <section class="panel"><h2 class="panel__title">"担当"</h2>
            <dl class="facts facts--one">
                {fact("本日の担当", acting(line))}
                {fact("あなたの役割", words::assignment::role(line.role))}
                {fact("開始", from)}
                {until}
                {fact(words::assignment::role(line.role.other()), second)}
                {fact("窓口", view! { {desk}{telephone(&found.desk_telephone)} })}
            </dl>
        </section>
    }
}

/// The family.
fn contacts(found: &OwnPatientView, facts: &Fields) -> impl IntoView + use<> {
    let details = &found.patient.details;
    let key = ["patient_key_name", "patient_key_kana", "patient_key_relation"].map(|name| item(name, facts, found.today)).collect_view();
    let number = |label: &'static str, value: &str| (!value.is_empty()).then(|| fact(label, telephone(value)));
    let unknown = details.key_name.is_empty() && details.key_telephone.is_empty() && details.emergency.is_empty();
    let none = unknown.then(|| view! { <p class="quiet">"家族などの連絡先は登録されていません。"</p> });
    view! {
        <section class="panel"><h2 class="panel__title">"家族・連絡先"</h2>
            {none}
            <dl class="facts facts--one">{key}{number("電話番号", &details.key_telephone)}{number("緊急連絡先", &details.emergency)}</dl>
        </section>
    }
}

/// What was asked for when the physician was found.
fn care(found: &OwnPatientView) -> impl IntoView + use<> {
    let asked = |yes: bool| if yes { "求めています" } else { "求めていません" };
    view! {
        <section class="panel"><h2 class="panel__title">"求められている診療"</h2>
            <dl class="facts facts--one">
                {fact("医療処置", words::practice::procedures(&found.procedures))}
                {fact("看取り", asked(found.end_of_life))}
                {fact("夜間の往診", asked(found.night))}
            </dl>
        </section>
    }
}

fn item(name: &'static str, facts: &Fields, today: NaiveDate) -> Option<impl IntoView + use<>> {
    let value = facts.get(name).filter(|v| !v.is_empty())?;
    Some(view! { <div><dt>{field_label(name)}</dt><dd><span class="prose">{value_text(name, value, today)}</span></dd></div> })
}

fn group(title: &'static str, names: &'static [&'static str], facts: &Fields, today: NaiveDate) -> Option<impl IntoView + use<>> {
    let items: Vec<_> = names.iter().filter_map(|name| item(name, facts, today)).collect();
    (!items.is_empty()).then(|| view! { <section class="panel"><h2 class="panel__title">{title}</h2><dl class="facts facts--one">{items}</dl></section> })
}
