//! 依頼書 for A4 paper: to a physician whom the desk has confirmed, and to nobody before.

use crate::api::paper::letter;
use crate::error::AppError;
use crate::pages::{param, query};
use crate::ui::{failure, patient_text, title};
use crate::words;
use crate::words::assignment::role;
use crate::words::tenure::doctor;
use domain::assignment::Role;
use domain::calendar::show_wareki;
use domain::code::List;
use domain::error::{Fault, Refusal};
use domain::paper::{LetterPage as Found, PaperPhysician};
use leptos::prelude::*;

/// The sheet.
#[component]
pub fn LetterPage() -> impl IntoView {
    let (id, of) = (param("id"), query("role"));
    let data = Resource::new_blocking(move || (id(), of()), |(id, of)| letter(id, if of.is_empty() { Role::Primary.code().to_owned() } else { of }));
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"依頼書を用意しています"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => sheet(&found, &untrack(id)).into_any(),
                    Err(AppError::Fault(Fault::Refused(Refusal::NotInThisState))) => too_early(&untrack(id)),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// Nobody is confirmed for the role: nothing that names the patient is printed.
fn too_early(id: &str) -> AnyView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&AppError::Fault(Fault::NotFound));
    view! {
        {title("依頼書")}
        <div class="page__crumbs"><a href=format!("/matching/{id}")>"主治医調整へ戻る"</a></div>
        <div class="page__head"><h1>"依頼書はまだ印刷できません"</h1></div>
        <div class="empty">
            <p>"依頼書には対象者のお名前が載るため、この役割の医師が確定してから印刷できます。先に、主治医調整の画面で「確定する」を押してください。"</p>
            <a class="btn btn--primary" href=format!("/matching/{id}")>"主治医調整を開く"</a>
        </div>
    }
    .into_any()
}

fn row(label: &'static str, value: String) -> impl IntoView {
    view! { <tr><th scope="row">{label}</th><td class="prose">{value}</td></tr> }
}

fn joined(parts: [&str; 3]) -> String {
    parts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("　")
}

/// What the physician is asked to do, as such letters say it.
const fn request(of: Role) -> &'static str {
    match of {
        Role::Primary => {
            "平素より在宅医療の推進にご協力を賜り、厚く御礼申し上げます。このたびは、下記の方の主治医をお引き受けいただき、誠にありがとうございます。つきましては、下記のとおり訪問診療をお願いいたします。"
        }
        Role::Secondary => {
            "平素より在宅医療の推進にご協力を賜り、厚く御礼申し上げます。このたびは、下記の方の副主治医をお引き受けいただき、誠にありがとうございます。主治医が不在の際の診療を、下記のとおりお願いいたします。"
        }
    }
}

fn sheet(found: &Found, id: &str) -> impl IntoView + use<> {
    let of = found.to.role;
    let sender = joined([&found.desk.name, &found.desk.address, ""]);
    let telephone = if found.desk.telephone.is_empty() { String::new() } else { format!("電話　{}", found.desk.telephone) };
    let unknown = found
        .desk
        .telephone
        .is_empty()
        .then(|| view! { <p class="notice notice--warn no-print">"この拠点の電話番号が登録されていません。システム管理者に、拠点の電話番号の登録を依頼してください。"</p> });
    view! {
        {title("依頼書")}
        <p class="no-print cluster"><a class="btn btn--quiet" href=format!("/matching/{id}")>"主治医調整へ戻る"</a><span>"ブラウザーの印刷（Ctrl + P）でA4に印刷できます。この画面を開いたことは印刷として記録されます。"</span></p>
        {unknown}
        <article class="sheet sheet--letter">
            <p class="sheet__date">{show_wareki(found.today)}</p>
            <p class="sheet__to">{found.to.physician.organization.clone()}<br/>{doctor(&found.to.physician.name)}</p>
            <p class="sheet__from">{sender}<br/>{telephone}<br/>{format!("担当　{}", found.sender)}</p>
            <header class="sheet__head"><h1>{format!("{}の依頼書", role(of))}</h1><p class="sheet__number">{format!("照会番号　{}", found.case.number)}</p></header>
            <p>{request(of)}</p>
            {patient(found)}
            {wanted(found)}
            {beside(found.other.as_ref(), of)}
            <p>{format!("ご不明な点や、診療の開始が難しくなった場合は、お手数ですが照会番号 {} を添えて窓口までお電話ください。", found.case.number)}</p>
            <footer class="sheet__foot"><span>"取扱注意：個人情報を含みます"</span><span>{found.desk.name.clone()}</span></footer>
        </article>
    }
}

fn patient(found: &Found) -> impl IntoView + use<> {
    let patient = &found.patient;
    view! {
        <h2>"対象者"</h2>
        <table class="sheet__table"><tbody>
            {row("氏名", format!("{}　様", patient.name))}
            {row("ふりがな", patient.kana.clone())}
            {row("生年月日・性別", patient_text(patient.birth, patient.sex.as_ref(), found.today))}
            {row("住所", joined([&patient.address, &patient.details.facility, ""]))}
            {row("電話番号", patient.telephone.clone())}
        </tbody></table>
    }
}

fn wanted(found: &Found) -> impl IntoView + use<> {
    let needs = &found.needs;
    let procedures = needs.procedures.iter().map(|c| words::label(List::Procedure, c.as_str(), None)).collect::<Vec<_>>().join("、");
    let yes = |is: bool, yes: &str| if is { yes.to_owned() } else { "希望なし".to_owned() };
    view! {
        <h2>"お願いする内容"</h2>
        <table class="sheet__table"><tbody>
            {row("開始希望日", show_wareki(needs.start_on))}
            {row("医療処置", if procedures.is_empty() { "特になし".to_owned() } else { procedures })}
            {row("看取り", yes(needs.end_of_life, "在宅での看取りを希望"))}
            {row("夜間の往診", yes(needs.night, "希望あり"))}
        </tbody></table>
    }
}

/// Whoever holds the other role, with the telephone: the two of them talk to each other.
fn beside(other: Option<&PaperPhysician>, of: Role) -> impl IntoView + use<> {
    let other_role = role(of.other());
    let text = other.map_or_else(|| "決まっていません".to_owned(), |o| joined([&o.physician.organization, &doctor(&o.physician.name), &o.telephone]));
    view! {
        <h2>{other_role}</h2>
        <table class="sheet__table"><tbody>{row("医師・電話番号", text)}</tbody></table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_is_asked_for_its_own_work() {
        assert!(request(Role::Primary).contains("訪問診療をお願い") && request(Role::Secondary).contains("主治医が不在の際"));
        assert_eq!(joined(["甲", "", "乙"]), "甲　乙");
    }
}
