//! What people see: the pages of the desk, their words and the server functions they call.
//!
//! Pages are rendered by the server and work as they are. Where a page must answer to each key (the intake form, the
//! live parts, the keys) an island takes over in the browser; only islands are in the wasm, and only their data is sent.

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
compile_error!("choose a feature: ssr for the server, hydrate for the browser");

pub mod access;
mod address;
#[expect(missing_docs, reason = "the server macro makes an undocumented struct of each function's arguments")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod context;
pub mod error;
mod pages;
mod ui;
pub mod words;

#[cfg(feature = "ssr")]
pub use words::{flaw_text, refusal_text};

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::any_nested_route::IntoAnyNestedRoute;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// Makes the islands ready; each then comes to life where it stands.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}

/// The document around the application.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="ja">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light"/>
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"/>
                <link rel="preload" href="/assets/font/MadoguchiSans-Regular.woff2" r#as="font" type="font/woff2" crossorigin="anonymous"/>
                <HashedStylesheet options=options.clone() id="style"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options islands=true/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The application: header, page, keys.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    ui::provide_root();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "窓口 Madoguchi".to_owned() } else { format!("{title} — 窓口 Madoguchi") }/>
        <Router>
            <ui::Frame>
                <Routes fallback=pages::NotFound>
                    <Route path=path!("/") view=pages::today::TodayPage ssr=SsrMode::Async/>
                    <Route path=path!("/forbidden") view=pages::Forbidden ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view=pages::account::SignInPage ssr=SsrMode::Async/>
                    <Route path=path!("/welcome/:token") view=pages::account::WelcomePage ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=pages::account::AccountPage ssr=SsrMode::Async/>
                    <Route path=path!("/account/notices") view=pages::notice::DeliveryPage ssr=SsrMode::Async/>
                    <Route path=path!("/notices") view=pages::notice::NoticesPage ssr=SsrMode::Async/>
                    <AdminRoutes/>
                    <PracticeRoutes/>
                    <TenureRoutes/>
                    <Route path=path!("/inquiries") view=pages::inquiry::ListPage ssr=SsrMode::Async/>
                    <Route path=path!("/inquiries/new") view=pages::inquiry::IntakePage ssr=SsrMode::Async/>
                    <Route path=path!("/inquiries/:id") view=pages::inquiry::InquiryPage ssr=SsrMode::Async/>
                    <Route path=path!("/inquiries/:id/edit") view=pages::inquiry::EditPage ssr=SsrMode::Async/>
                    <Route path=path!("/inquiries/:id/print") view=pages::inquiry::SheetPage ssr=SsrMode::Async/>
                    <Route path=path!("/cases/:id") view=pages::cases::CasePage ssr=SsrMode::Async/>
                    <Route path=path!("/cases/:id/patient") view=pages::cases::CasePatientPage ssr=SsrMode::Async/>
                    <Route path=path!("/patients") view=pages::patient::ListPage ssr=SsrMode::Async/>
                    <Route path=path!("/patients/new") view=pages::patient::NewPage ssr=SsrMode::Async/>
                    <Route path=path!("/patients/duplicates") view=pages::patient::DuplicatesPage ssr=SsrMode::Async/>
                    <Route path=path!("/patients/:id") view=pages::patient::PatientPage ssr=SsrMode::Async/>
                    <Route path=path!("/directory") view=pages::directory::ListPage ssr=SsrMode::Async/>
                    <Route path=path!("/directory/new") view=pages::directory::NewPage ssr=SsrMode::Async/>
                    <Route path=path!("/directory/districts") view=pages::directory::DistrictsPage ssr=SsrMode::Async/>
                    <Route path=path!("/matching") view=pages::assignment::BoardPage ssr=SsrMode::Async/>
                    <Route path=path!("/matching/:id") view=pages::assignment::RequestPage ssr=SsrMode::Async/>
                    <Route path=path!("/cases/:id/matching/new") view=pages::assignment::NewPage ssr=SsrMode::Async/>
                    <Route path=path!("/physicians") view=pages::physician::ListPage ssr=SsrMode::Async/>
                    <Route path=path!("/physicians/:id") view=pages::physician::PhysicianPage ssr=SsrMode::Async/>
                    <Route path=path!("/directory/:id") view=pages::directory::OrganizationPage ssr=SsrMode::Async/>
                    <Route path=path!("/directory/:id/edit") view=pages::directory::EditPage ssr=SsrMode::Async/>
                    <Route path=path!("/cases/:id/print") view=pages::paper::OverviewPage ssr=SsrMode::Async/>
                    <Route path=path!("/cases/:id/fax") view=pages::paper::FaxPage ssr=SsrMode::Async/>
                    <Route path=path!("/handover") view=pages::handover::HandoverPage ssr=SsrMode::Async/>
                    <Route path=path!("/handover/changes") view=pages::handover::ChangesPage ssr=SsrMode::Async/>
                    <Route path=path!("/handover/reassign") view=pages::handover::ReassignPage ssr=SsrMode::Async/>
                    <Route path=path!("/patients/:id/edit") view=pages::patient::EditPage ssr=SsrMode::Async/>
                    <Route path=path!("/patients/:id/end") view=pages::patient::EndPage ssr=SsrMode::Async/>
                    <Route path=path!("/patients/:id/merge") view=pages::patient::MergeSearchPage ssr=SsrMode::Async/>
                    <Route path=path!("/patients/:id/merge/:other") view=pages::patient::MergePage ssr=SsrMode::Async/>
                    <Route path=path!("/patients/:id/unmerge/:merge") view=pages::patient::UnmergePage ssr=SsrMode::Async/>
                </Routes>
            </ui::Frame>
        </Router>
    }
}

/// The pages of who looks after a patient: prints, and a physician who leaves.
#[component(transparent)]
fn TenureRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/matching/:id/letter") view=pages::paper::LetterPage ssr=SsrMode::Async/>
        <Route path=path!("/patients/:id/contacts") view=pages::paper::ContactsPage ssr=SsrMode::Async/>
        <Route path=path!("/physicians/:id/leave") view=pages::physician::LeavePage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// A physician's own pages.
#[component(transparent)]
fn PracticeRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/offers") view=pages::practice::OffersPage ssr=SsrMode::Async/>
        <Route path=path!("/offers/:id") view=pages::practice::OfferPage ssr=SsrMode::Async/>
        <Route path=path!("/practice") view=pages::practice::PracticePage ssr=SsrMode::Async/>
        <Route path=path!("/practice/absences") view=pages::practice::AbsencesPage ssr=SsrMode::Async/>
        <Route path=path!("/practice/patients/:id") view=pages::practice::OwnPatientPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The pages of the administration.
#[component(transparent)]
fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/admin/mail") view=pages::mail::OutboxPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/mail/templates") view=pages::mail::TemplatesPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/mail/templates/:purpose") view=pages::mail::TemplatePage ssr=SsrMode::Async/>
        <Route path=path!("/admin/mail/:id") view=pages::mail::MailPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/jobs") view=pages::mail::JobsPage ssr=SsrMode::Async/>
        <Route path=path!("/admin") view=pages::admin::AdminPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/users") view=pages::admin::UsersPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/users/new") view=pages::admin::NewUserPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/users/:id") view=pages::admin::UserPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/desks") view=pages::admin::DesksPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/desks/new") view=pages::admin::NewDeskPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/desks/:id") view=pages::admin::DeskPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/holidays") view=pages::admin::HolidaysPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/audit") view=pages::admin::AuditPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/sessions") view=pages::admin::SessionsPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/as-role") view=pages::admin::AsRolePage ssr=SsrMode::Async/>
        <Route path=path!("/admin/codes") view=pages::code::CodeListsPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/codes/:name") view=pages::code::CodeListPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/import") view=pages::sheets::StartPage ssr=SsrMode::Async/>
        <Route path=path!("/admin/import/:id") view=pages::sheets::ImportPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
