//! The fields of a patient in their groups, for recording and correcting, and the question whether it is somebody known.

use super::GROUPS;
use crate::ui::{Typed, end_badge, field, patient_text};
use crate::words::{self, field_label, flaw_text};
use chrono::NaiveDate;
use domain::code::List;
use domain::patient::{NOTHING, NOTHING_CODE, Suspect, UNKNOWN, UNKNOWN_CODE};
use leptos::prelude::*;

/// All groups.
pub(super) fn groups(typed: Typed) -> impl IntoView {
    let groups = GROUPS
        .into_iter()
        .map(|(title, names)| {
            let (several, single): (Vec<&'static str>, Vec<&'static str>) = names.iter().partition(|name| words::holds_several(name));
            let (wide, row): (Vec<&'static str>, Vec<&'static str>) = single.into_iter().partition(|name| is_area(name));
            let row = row.into_iter().map(|name| one(name, typed)).collect_view();
            let several = several.into_iter().map(|name| checks(name, typed)).collect_view();
            let wide = wide.into_iter().map(|name| one(name, typed)).collect_view();
            view! { <fieldset class="fieldset"><legend>{title}</legend><div class="form__row">{row}</div>{several}{wide}</fieldset> }
        })
        .collect_view();
    view! {
        <datalist id="answers"><option value=UNKNOWN></option><option value=NOTHING></option></datalist>
        <p class="notice notice--info">"聞いても分からなかった項目には「不明」、ないと確かめた項目には「なし」と入力します。空のままの項目は「未入力」（まだ聞いていない）になります。生年月日とふりがなは、分からなければ空のままにします（生年月日は「84歳くらい」とも入力できます）。"</p>
        {groups}
    }
}

fn is_area(name: &str) -> bool {
    matches!(name, "patient_living" | "patient_past" | "patient_wishes" | "patient_consent_scope" | "patient_remarks")
}

fn list_of(name: &str) -> Option<List> {
    Some(match name {
        "patient_sex" => List::Sex,
        "patient_care_level" => List::CareLevel,
        "patient_residence" => List::Residence,
        "patient_household" => List::Household,
        "patient_bedridden" => List::Bedridden,
        "patient_dementia" => List::Dementia,
        "patient_insurance" => List::Insurance,
        "patient_place_of_death" => List::PlaceOfDeath,
        "patient_consent" => List::Consent,
        "patient_procedures" => List::Procedure,
        "patient_infections" => List::Infection,
        "patient_subsidies" => List::Subsidy,
        _ => return None,
    })
}

fn one(name: &'static str, typed: Typed) -> AnyView {
    let base = field(name, field_label(name));
    if let Some(list) = list_of(name) {
        let mut groups = words::codes().groups(list);
        // What the desk's own list does not offer can be answered all the same; of consent there is nothing not to know.
        if !matches!(list, List::Consent | List::Sex) && !words::codes().ever(list, UNKNOWN_CODE) {
            groups.push((String::new(), vec![(UNKNOWN_CODE.to_owned(), UNKNOWN.to_owned())]));
        }
        // The list itself is named too: a choice that is retired by now keeps its label.
        return base.codes(list, "未入力").groups(groups, "未入力").class("field--short").view(typed);
    }
    match name {
        "patient_name" => base.required().view(typed),
        "patient_kana" | "patient_address" | "patient_key_kana" => base.view(typed),
        "patient_birth" => base.hint("例：S15.3.2、1940-03-02、84歳くらい").view(typed),
        "patient_telephone" => base.input("text", "tel", "off").class("field--short").view(typed),
        "patient_key_telephone" => base.input("text", "tel", "off").class("field--short").answers().view(typed),
        "patient_care_from" | "patient_care_to" | "patient_consent_on" | "patient_discharge_on" => base.hint("例：R8.4.1").class("field--short").answers().view(typed),
        "patient_insured_number" => base.hint("10桁").input("text", "numeric", "off").class("field--short").answers().view(typed),
        "patient_emergency" => base.hint("氏名・続柄・電話番号").answers().view(typed),
        "patient_parking" => base.hint("例：敷地内に1台、不可").answers().view(typed),
        name if is_area(name) => base.area(2).view(typed),
        _ => base.answers().view(typed),
    }
}

/// A choice of several; 「なし」 and 「不明」 stand alone.
fn checks(name: &'static str, typed: Typed) -> AnyView {
    let Some(list) = list_of(name) else { return ().into_any() };
    let chosen: Vec<String> = typed.value(name).split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect();
    let answers = [(NOTHING_CODE.to_owned(), NOTHING.to_owned()), (UNKNOWN_CODE.to_owned(), UNKNOWN.to_owned())];
    let offered: Vec<(String, String)> = answers.into_iter().chain(words::codes().groups(list).into_iter().flat_map(|(_, items)| items)).collect();
    // A code that is retired by now stays on the form of whoever bears it.
    let retired = chosen.iter().filter(|c| !offered.iter().any(|(code, _)| code == *c)).map(|c| (c.clone(), format!("{}（現在は選べません）", words::label(list, c, None))));
    let retired: Vec<(String, String)> = retired.collect();
    let id = typed.id(name);
    let error_id = format!("{id}-error");
    let wrong = typed.flaws.with_untracked(|f| f.of(name).map(|flaw| flaw_text(name, flaw)));
    let described = wrong.is_some().then(|| error_id.clone());
    let error = wrong.map(|text| view! { <p class="field__error" id=error_id>{text}</p> });
    let boxes = offered
        .into_iter()
        .chain(retired)
        .enumerate()
        .map(|(i, (code, label))| {
            let id = (i == 0).then(|| id.clone());
            let checked = chosen.contains(&code);
            view! { <label><input type="checkbox" id=id name=format!("form[{name}][]") value=code checked=checked/>{label}</label> }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend class="field__label">{field_label(name)}</legend>
            <div class="checks">{boxes}</div>
            {error}
        </fieldset>
    }
    .into_any()
}

/// Whoever looks alike, and the box that says it is somebody else.
pub(super) fn question(typed: Typed, suspects: Vec<Suspect>, today: NaiveDate) -> impl IntoView {
    let flaw = typed.flaws.with_untracked(|f| f.of("patient_distinct").map(|flaw| flaw_text("patient_distinct", flaw)));
    let ticked = typed.value("patient_distinct") == "1";
    (flaw.is_some() || ticked).then(|| {
        let described = flaw.is_some().then_some("patient_distinct-error");
        let items = suspects.into_iter().map(|s| suspect_item(s, today)).collect_view();
        view! {
            <section class="panel stack stack--tight" aria-labelledby="suspects"><h2 class="panel__title" id="suspects">"同じ人かもしれません"</h2>
                <ul class="matches">{items}</ul>
                <label class="check"><input type="checkbox" id="patient_distinct" name="form[patient_distinct]" value="1" checked=ticked aria-describedby=described/>"別人として登録する"</label>
                {flaw.map(|text| view! { <p class="field__error" id="patient_distinct-error">{text}</p> })}
            </section>
        }
    })
}

fn suspect_item(suspect: Suspect, today: NaiveDate) -> impl IntoView {
    view! { <li class="match match--duplicate">{suspect_text(&suspect, today)}</li> }
}

/// Who it is, and what speaks for it.
pub(super) fn suspect_text(suspect: &Suspect, today: NaiveDate) -> impl IntoView + use<> {
    let patient = &suspect.patient;
    let who = patient_text(patient.birth, patient.sex.as_ref(), today);
    let ended = patient.ended.map(end_badge);
    let reasons = suspect.likeness.reasons.iter().map(|r| view! { <span class="badge badge--info">{words::reason(*r)}</span>" " }).collect_view();
    view! {
        <span class="match__name"><a href=format!("/patients/{}", patient.id)>{patient.name.clone()}</a>" "<span class="small quiet">{patient.kana.clone()}</span>" "{ended}</span>
        <p class="match__meta">{who}<br/>{suspect.address.clone()}</p>
        <p class="match__meta">{reasons}</p>
    }
}
