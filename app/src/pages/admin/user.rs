//! One user: registering, changing, inviting, keeping out and letting in again.

use super::users::state_badge;
use super::{boxes, crumbs, kept_value};
use crate::api::admin::{AddUser, DisableUser, EditUser, InviteUser, RestoreUser, UserShown, new_user, user_page};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{Typed, conflict_view, done_notice, error_notice, failure, field, history_list, title, use_kept};
use crate::words;
use domain::account::{Desk, Role};
use domain::admin::{UserData, UserForm, UserState, UserView};
use domain::error::Fault;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page that registers a user.
#[component]
pub fn NewUserPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| new_user());
    let kept = use_kept();
    view! {
        {title("利用者の登録")}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => {
                        let typed = Typed::posted("", AddUser::url(), &UserForm::default(), kept.as_ref());
                        let id = kept_value(kept.as_ref(), AddUser::url(), "id").unwrap_or_else(|| found.id.to_string());
                        view! {
                            {crumbs(vec![("/admin/users", "利用者")])}
                            <div class="page__head"><h1>"利用者の登録"</h1></div>
                            <form class="form" method="post" action=AddUser::url() novalidate=true>
                                {error_notice(typed)}
                                <input type="hidden" name="id" value=id/>
                                {field("login", "ログインID").required().hint("半角の英小文字・数字と . - _ @。あとから変更できません").view(typed)}
                                {fields(typed, &found.desks)}
                                <div class="form__actions"><button class="btn btn--primary" type="submit">"登録して招待リンクを作る"</button><a class="btn btn--quiet" href="/admin/users">"やめる"</a></div>
                            </form>
                        }
                        .into_any()
                    }
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn fields(typed: Typed, desks: &[Desk]) -> impl IntoView + use<> {
    let roles = Role::ALL.map(|r| (r.code().to_owned(), words::role(r).to_owned())).to_vec();
    let desks = desks.iter().map(|d| (d.id.to_string(), d.name.clone())).collect();
    view! {
        <div class="form__row">
            {field("user_name", "氏名").required().view(typed)}
            {field("user_email", "メールアドレス").input("text", "email", "off").view(typed)}
        </div>
        {boxes(typed, "roles", "役割", true, roles)}
        {boxes(typed, "desks", "拠点", false, desks)}
    }
}

/// The page of one user.
#[component]
pub fn UserPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), user_page);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"利用者を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: UserShown, kept: Option<&Kept>) -> impl IntoView + use<> {
    let UserShown { view: shown, link, reads } = found;
    let heading = format!("利用者　{}", shown.user.name);
    let link = link.map(|link| {
        view! {
            <section class="panel" aria-labelledby="link-title">
                <h2 class="panel__title" id="link-title">"招待リンク"</h2>
                <p>"このリンクを本人に渡してください。いま一度だけ表示しています。72時間有効で、一度使うと無効になります。"</p>
                <p><code class="secret-link">{link}</code></p>
                <p class="field__hint">"リンクを選んでコピーし、本人だけに届く方法で渡してください。"</p>
            </section>
        }
    });
    view! {
        {title(&heading)}
        {crumbs(vec![("/admin/users", "利用者")])}
        <div class="page__head"><h1>{heading}</h1>{state_badge(shown.user.state)}</div>
        {done_notice()}
        {link}
        {edit(&shown, kept)}
        {in_hand(&shown, reads)}
        {actions(&shown, kept)}
        <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(shown.history)}</section>
    }
}

fn form_of(shown: &UserView) -> UserForm {
    let user = &shown.user;
    UserForm::of(&UserData { name: user.name.clone(), email: user.email.clone(), roles: user.roles.clone(), desks: user.desks.iter().map(|d| d.id).collect() })
}

fn edit(shown: &UserView, kept: Option<&Kept>) -> AnyView {
    let typed = Typed::posted("", EditUser::url(), &form_of(shown), kept);
    let id = shown.user.id.to_string();
    // A desk out of use that somebody still belongs to stays visible, so that saving does not drop it unseen.
    let mut desks = shown.desks.clone();
    desks.extend(shown.user.desks.iter().filter(|d| !shown.desks.contains(d)).cloned());
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        let names = move |field: &str, value: &str| {
            let name = |id: &str| desks.iter().find(|d| d.id.to_string() == id).map_or_else(|| id.to_owned(), |d| d.name.clone());
            if field == "desks" && !value.is_empty() { value.split(',').map(name).collect::<Vec<_>>().join("、") } else { String::new() }
        };
        return conflict_view(*conflict, EditUser::url(), kept, vec![("id", id)], names);
    }
    let version = kept_value(kept, EditUser::url(), "version").unwrap_or_else(|| shown.user.version.to_string());
    view! {
        <form class="form form--static panel" method="post" action=EditUser::url() novalidate=true>
            {error_notice(typed)}
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version/>
            <p>"ログインID "<strong>{shown.user.login.clone()}</strong></p>
            {fields(typed, &desks)}
            <div class="form__actions"><button class="btn btn--primary" type="submit">"変更を保存する"</button></div>
        </form>
    }
    .into_any()
}

fn in_hand(shown: &UserView, reads: bool) -> impl IntoView + use<> {
    let cases = format!("{}件", shown.cases);
    let cases = if reads && shown.cases > 0 {
        view! { <a href=format!("/inquiries?staff={}&status=open&view=cases", shown.user.id)>{cases}</a> }.into_any()
    } else {
        view! { {cases} }.into_any()
    };
    view! {
        <section class="panel"><h2 class="panel__title">"いま持っているもの"</h2>
            <dl class="facts">
                <div><dt>"担当中のケース"</dt><dd>{cases}</dd></div>
                <div><dt>"ログイン中の端末"</dt><dd><a href="/admin/sessions">{format!("{}台", shown.sessions)}</a></dd></div>
            </dl>
        </section>
    }
}

fn actions(shown: &UserView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let id = shown.user.id.to_string();
    if shown.user.state == UserState::Disabled {
        return view! {
            <section class="panel"><h2 class="panel__title">"利用再開"</h2>
                <form method="post" action=RestoreUser::url()><input type="hidden" name="id" value=id/><button class="btn btn--primary" type="submit">"利用を再開する"</button></form>
            </section>
        }
        .into_any();
    }
    let typed = Typed::plain("disable", DisableUser::url(), kept);
    let warning = (shown.cases > 0)
        .then(|| view! { <p class="notice notice--warn">{format!("担当中のケースが{}件あります。停止しても担当者のまま残るので、先に引き継いでください。", shown.cases)}</p> });
    let disable = (!shown.myself).then(|| {
        view! {
            <section class="panel"><h2 class="panel__title">"利用停止"</h2>
                {warning}
                <form class="form form--static" method="post" action=DisableUser::url() novalidate=true>
                    {error_notice(typed)}
                    <input type="hidden" name="id" value=id.clone()/>
                    {field("reason", "停止の理由").required().view(typed)}
                    <p><button class="btn btn--danger" type="submit">"利用を停止する"</button></p>
                </form>
            </section>
        }
    });
    view! {
        <div class="grid-2">
            <section class="panel"><h2 class="panel__title">"招待リンクの再発行"</h2>
                <p>"パスワードを忘れたときや、リンクの期限が切れたときに使います。前のリンクは使えなくなります。"</p>
                <form method="post" action=InviteUser::url()><input type="hidden" name="id" value=id/><button class="btn" type="submit">"新しい招待リンクを作る"</button></form>
            </section>
            {disable}
        </div>
    }
    .into_any()
}
