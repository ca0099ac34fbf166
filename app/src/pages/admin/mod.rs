//! 管理: users, desks, holidays, the audit log, sessions, and what another role sees.

mod as_role;
mod audit;
mod desk;
mod desks;
mod holidays;
mod sessions;
mod user;
mod users;

pub use as_role::AsRolePage;
pub use audit::AuditPage;
pub use desk::{DeskPage, NewDeskPage};
pub use desks::DesksPage;
pub use holidays::HolidaysPage;
pub use sessions::SessionsPage;
pub use user::{NewUserPage, UserPage};
pub use users::UsersPage;

use crate::api::shell::{Kept, Me};
use crate::error::AppError;
use crate::ui::{Typed, failure, title};
use crate::words::flaw_text;
use domain::account::Permission;
use domain::error::Fault;
use leptos::prelude::*;

/// What is looked after where: address, name, permission, what it is for.
const PAGES: [(&str, &str, Permission, &str); 12] = [
    ("/admin/users", "利用者", Permission::UserManage, "利用者の登録、役割と拠点の変更、招待リンク、利用停止"),
    ("/admin/desks", "拠点", Permission::Administer, "拠点の名称・電話番号・所在地、開所時間、休業日"),
    ("/admin/holidays", "祝日", Permission::Administer, "祝日の表。開所時間と営業日の計算に使います"),
    ("/directory/districts", "圏域・町丁", Permission::Administer, "町丁と日常生活圏域の対応"),
    ("/admin/import", "取込み", Permission::DataImport, "表計算ファイルからの相談・対象者の取込みと取消"),
    ("/admin/codes", "コード表", Permission::Administer, "受付方法や相談内容などの選択肢"),
    ("/admin/mail", "メール", Permission::Administer, "送信の状態、送信テスト、届かなかったメール、連絡不能の人"),
    ("/admin/mail/templates", "メールの文面", Permission::Administer, "お知らせメールの件名と本文の変更"),
    ("/admin/jobs", "定期処理", Permission::Administer, "お知らせや整理などの自動の処理が動いているか"),
    ("/admin/audit", "操作記録", Permission::AuditRead, "だれが・いつ・何を見て、何を変えたか"),
    ("/admin/sessions", "ログイン中の端末", Permission::UserManage, "すべての利用者の端末の確認とログアウト"),
    ("/admin/as-role", "役割ごとの見え方", Permission::UserManage, "ほかの役割にはどの画面がどう見えるかの確認（閲覧のみ）"),
];

/// The page that shows each person the administration pages that are theirs.
#[component]
pub fn AdminPage() -> impl IntoView {
    let who = expect_context::<Resource<Result<Option<Me>, AppError>>>();
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let me = who.await.ok().flatten();
                let items = PAGES
                    .into_iter()
                    .filter(|(_, _, permission, _)| me.as_ref().is_some_and(|m| m.may(*permission)))
                    .map(|(address, name, _, what)| view! { <li class="panel"><h2 class="panel__title"><a href=address>{name}</a></h2><p>{what}</p></li> })
                    .collect::<Vec<_>>();
                if items.is_empty() {
                    return failure(&AppError::Fault(Fault::Forbidden));
                }
                view! { {title("管理")}<div class="page__head"><h1>"管理"</h1></div><ul class="grid-3 plain">{items}</ul> }.into_any()
            })}
        </Suspense>
    }
}

/// The way back up, above a page's heading.
pub(in crate::pages) fn crumbs(more: Vec<(&'static str, &'static str)>) -> impl IntoView {
    let items = std::iter::once(("/admin", "管理")).chain(more).map(|(address, name)| view! { <li><a href=address>{name}</a></li> }).collect_view();
    view! { <nav class="page__crumbs" aria-label="上の画面"><ol>{items}</ol></nav> }
}

/// A value of the refused form.
fn kept_value(kept: Option<&Kept>, path: &str, name: &str) -> Option<String> {
    kept.filter(|k| k.path == path).and_then(|k| k.pairs.iter().find(|(n, _)| n == name)).map(|(_, v)| v.clone())
}

/// A list of boxes to tick; what is ticked is posted as a list.
fn boxes(typed: Typed, name: &'static str, label: &'static str, required: bool, choices: Vec<(String, String)>) -> impl IntoView {
    let ticked: Vec<String> = typed.value(name).split(',').map(str::to_owned).collect();
    let id = typed.id(name);
    let message = typed.flaws.with_untracked(|f| f.of(name).map(|flaw| flaw_text(name, flaw)));
    let error_id = format!("{id}-error");
    let described = message.is_some().then(|| error_id.clone());
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(i, (value, text))| {
            // The first box carries the field's id, so that the error above the form leads here.
            let id = if i == 0 { id.clone() } else { format!("{id}-{i}") };
            let checked = ticked.contains(&value);
            view! { <label class="check"><input type="checkbox" id=id name=format!("form[{name}][]") value=value checked=checked/>{text}</label> }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend class="field__label">{label}</legend>
            {required.then(|| view! { <span class="required">"必須"</span> })}
            <div class="checks">{items}</div>
            {message.map(|text| view! { <p class="field__error" id=error_id>{text}</p> })}
        </fieldset>
    }
}
