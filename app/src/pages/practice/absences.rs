//! One's own 不在: entered and withdrawn by the physician.

use super::{hidden, no_profile};
use crate::api::practice::{AddOwnAbsence, WithdrawOwnAbsence, practice};
use crate::api::shell::Kept;
use crate::pages::physician::{absence_fields, absence_id, absence_table};
use crate::ui::{Typed, done_notice, error_notice, failure, title, use_kept};
use domain::assignment::{PracticeView, Role};
use domain::physician::AbsenceForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page of one's own absences.
#[component]
pub fn AbsencesPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| practice());
    let kept = use_kept();
    view! {
        {title("不在")}
        <Suspense fallback=|| view! { <p class="skeleton">"不在の登録を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(&found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: &PracticeView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let body = if found.profile.is_some() { view! { {editor(found, kept)}{list(found, kept)} }.into_any() } else { no_profile().into_any() };
    view! {
        <div class="page__crumbs"><a href="/practice">"担当患者"</a></div>
        <div class="page__head"><h1>"不在"</h1></div>
        {done_notice()}
        {body}
    }
}

/// Patients for whom nobody stands in.
fn alone(found: &PracticeView) -> Option<impl IntoView + use<>> {
    let count = found.patients.iter().filter(|p| p.role == Role::Primary && p.other.is_none() && p.patient.ended.is_none()).count();
    (count > 0).then(|| view! { <p class="notice notice--warn">{format!("副主治医のいない担当患者が{count}人います。不在にするときは、窓口にもお電話ください。")}</p> })
}

fn editor(found: &PracticeView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let url = AddOwnAbsence::url();
    let typed = Typed::posted("absence", url, &AbsenceForm::default(), kept);
    let absence = absence_id(typed, kept, url, found.next_absence);
    view! {
        <section class="panel stack stack--tight no-print">
            <h2 class="panel__title">"不在を登録"</h2>
            <p>"不在中は副主治医が担当します。登録すると、「本日の担当」の表示が自動で切り替わります。"</p>
            {alone(found)}
            <form class="form form--static" method="post" action=url novalidate=true id="absence">
                {error_notice(typed)}
                {hidden("absence", absence)}
                {absence_fields(typed)}
                <p><button class="btn btn--primary btn--large" type="submit">"不在を登録する"</button></p>
            </form>
        </section>
    }
}

fn list(found: &PracticeView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let withdrawing = Typed::plain("withdraw", WithdrawOwnAbsence::url(), kept);
    let table = if found.absences.is_empty() {
        view! { <p class="empty__text">"これからの不在の登録はありません。"</p> }.into_any()
    } else {
        absence_table(&found.absences, found.now, Some(WithdrawOwnAbsence::url())).into_any()
    };
    view! { <section class="panel stack stack--tight" id="absences"><h2 class="panel__title">"登録した不在"</h2>{error_notice(withdrawing)}{table}</section> }
}
