//! What pages show after something went wrong on them, and where they lead.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use axum::http::StatusCode;
use common::{Answer, House};
use domain::account::Role;
use uuid::Uuid;

const LEAST: [(&str, &str); 4] = [("form[channel]", "phone"), ("form[caller_type]", "family"), ("form[main_category]", "complaint"), ("form[content]", "デイサービスについて。")];

/// A house with one person of the desk: the house, and the person's session.
async fn desk() -> (House, String) {
    let house = House::open().await;
    let session = house.person("hanako", Role::DeskStaff).await;
    (house, session)
}

/// The least form with that id and `more` instead of or beside the least fields.
async fn record(house: &House, session: &str, id: &str, more: &[(&str, &str)]) -> Answer {
    let least = LEAST.iter().copied().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let desk = house.account.all_desks().await.unwrap().first().unwrap().id.to_string();
    let form: Vec<_> = [("form[id]", id), ("form[desk_id]", desk.as_str())].into_iter().chain(least).chain(more.iter().copied()).collect();
    house.post("/api/inquiry/record", &format!("/inquiries/new?draft={id}"), Some(session), &form).await
}

/// The page to which a refused form leads back.
async fn shown_again(house: &House, session: &str, refused: &Answer) -> Answer {
    assert_eq!(refused.status, StatusCode::SEE_OTHER, "{}", refused.text);
    house.get(refused.header("location"), Some(session)).await
}

/// The address of the case of an inquiry.
async fn case_of(house: &House, session: &str, inquiry: &str) -> String {
    let page = house.get(&format!("/inquiries/{inquiry}"), Some(session)).await;
    let rest = page.text.split("href=\"/cases/").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_refused_form_of_another_kind_leaves_the_intake_form_as_it_is() {
    let (house, session) = desk().await;
    let id = Uuid::now_v7().to_string();
    let draft = [("form[id]", id.as_str()), ("form[content]", "書きかけの相談")];
    assert_eq!(house.post("/api/inquiry/keep-draft", "/inquiries/new", Some(&session), &draft).await.status, StatusCode::FOUND);
    let from = format!("/inquiries/new?draft={id}");
    let refused = house.post("/api/inquiry/discard-draft", &from, Some(&session), &[("id", "no-id-at-all")]).await;
    let page = shown_again(&house, &session, &refused).await;
    assert!(page.text.contains("書きかけの相談</textarea>"), "the draft is gone from the form");
    let drafts = page.text.split("aria-label=\"下書き\"").nth(1).expect("the message stands beside the drafts");
    assert!(drafts.split("</section>").next().unwrap().contains("見つかりませんでした"), "{drafts}");
}

#[tokio::test]
async fn the_address_of_a_form_leads_to_the_record_once_it_was_saved() {
    let (house, session) = desk().await;
    let id = Uuid::now_v7().to_string();
    assert_eq!(record(&house, &session, &id, &[]).await.header("location"), format!("/inquiries/{id}?done=record"));
    let back = house.get(&format!("/inquiries/new?draft={id}"), Some(&session)).await;
    assert_eq!((back.status, back.header("location")), (StatusCode::FOUND, format!("/inquiries/{id}").as_str()));
}

#[tokio::test]
async fn what_is_sent_a_second_time_with_other_contents_is_shown_again_with_the_reason() {
    let (house, session) = desk().await;
    let id = Uuid::now_v7().to_string();
    record(&house, &session, &id, &[]).await;
    let refused = record(&house, &session, &id, &[("form[content]", "書き直した相談")]).await;
    let page = shown_again(&house, &session, &refused).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("書き直した相談</textarea>") && page.text.contains("保存済みです"), "{}", page.text);
}

#[tokio::test]
async fn ending_a_session_that_is_none_says_so_on_the_page() {
    let (house, session) = desk().await;
    for strange in ["x", "01900000-0000-7000-8000-000000000000"] {
        let refused = house.post("/api/account/end-session", "/account", Some(&session), &[("session", strange)]).await;
        let page = shown_again(&house, &session, &refused).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("role=\"alert\"") && page.text.contains("見つかりませんでした"), "{strange}: {}", page.text);
    }
}

#[tokio::test]
async fn giving_up_a_correction_never_leads_off_the_site() {
    let (house, session) = desk().await;
    let id = Uuid::now_v7().to_string();
    let patient = [("form[patient_mode]", "new"), ("form[patient_name]", "鈴木 トラ"), ("form[patient_kana]", "すずき とら")];
    record(&house, &session, &id, &patient).await;
    let page = house.get(&format!("/inquiries/{id}"), Some(&session)).await;
    let edit = page.text.split("href=\"/patients/").nth(1).unwrap().split(['?', '"', '/']).next().unwrap().to_owned();
    for (back, expected) in [("/%5Cevil.example", "/"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/inquiries", "/inquiries")] {
        let page = house.get(&format!("/patients/{edit}/edit?back={back}"), Some(&session)).await;
        assert!(page.text.contains(&format!("href=\"{expected}\" class=\"btn btn--quiet\">やめる")), "{back}: {}", page.text);
    }
}

#[tokio::test]
async fn after_a_flaw_the_patient_of_a_case_is_still_chosen_for_the_version_that_was_seen() {
    let (house, session) = desk().await;
    let id = Uuid::now_v7().to_string();
    record(&house, &session, &id, &[]).await;
    let case = case_of(&house, &session, &id).await;
    let from = format!("/cases/{case}/patient");
    let nameless = [("id", case.as_str()), ("version", "1"), ("form[patient_mode]", "new")];
    let refused = house.post("/api/cases/patient", &from, Some(&session), &nameless).await;
    let colleague = [("id", case.as_str()), ("version", "1"), ("form[status]", "in_progress")];
    assert_eq!(house.post("/api/cases/edit", &format!("/cases/{case}"), Some(&session), &colleague).await.status, StatusCode::FOUND);
    let page = shown_again(&house, &session, &refused).await;
    assert!(page.text.contains("name=\"version\" value=\"1\""), "{}", page.text);
    let named = [("id", case.as_str()), ("version", "1"), ("form[patient_mode]", "new"), ("form[patient_name]", "鈴木 トラ")];
    let refused = house.post("/api/cases/patient", &from, Some(&session), &named).await;
    let page = shown_again(&house, &session, &refused).await;
    assert!(page.text.contains("状態が変わっている") && page.text.contains("name=\"version\" value=\"2\""), "{}", page.text);
}

#[tokio::test]
async fn somebody_signed_in_is_led_past_the_sign_in_page() {
    let (house, session) = desk().await;
    for (page, leads) in [("/sign-in", "/"), ("/sign-in?next=%2Finquiries", "/inquiries"), ("/sign-in?next=%2F%5Cevil.example", "/")] {
        let answer = house.get(page, Some(&session)).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, leads), "{page}");
        assert_eq!(house.get(page, None).await.status, StatusCode::OK, "{page}");
    }
}

#[tokio::test]
async fn an_administrator_is_not_sent_to_the_administrator() {
    let house = House::open().await;
    let session = house.person("root", Role::Admin).await;
    let home = house.get("/", Some(&session)).await;
    assert!(home.text.contains("href=\"/admin\" class=\"btn btn--primary\"") && !home.text.contains("今日対応するものはありません"), "{}", home.text);
    let account = house.get("/account", Some(&session)).await;
    assert!(!account.text.contains("システム管理者に依頼"), "{}", account.text);
}

#[tokio::test]
async fn a_heap_of_drafts_does_not_push_the_form_away_and_the_latest_change_stands_first() {
    let (house, session) = desk().await;
    for n in 0..5 {
        let id = Uuid::now_v7().to_string();
        let content = format!("下書き{n}");
        let draft = [("form[id]", id.as_str()), ("form[content]", content.as_str())];
        house.post("/api/inquiry/keep-draft", "/inquiries/new", Some(&session), &draft).await;
    }
    let form = house.get(&format!("/inquiries/new?draft={}", Uuid::now_v7()), Some(&session)).await;
    assert!(form.text.contains("<summary>ほか2件の下書き<"), "{}", form.text);
    let id = Uuid::now_v7().to_string();
    record(&house, &session, &id, &[]).await;
    for (version, text) in [("1", "最初の訂正"), ("2", "次の訂正")] {
        let change =
            [("id", id.as_str()), ("version", version), ("form[content]", text), ("form[channel]", "phone"), ("form[caller_type]", "family"), ("form[main_category]", "complaint")];
        house.clock.pass(chrono::Duration::minutes(1));
        house.post("/api/inquiry/edit", &format!("/inquiries/{id}/edit"), Some(&session), &change).await;
    }
    let page = house.get(&format!("/inquiries/{id}"), Some(&session)).await;
    let history = page.text.split("変更の記録").nth(1).unwrap();
    assert!(history.find("<ins>次の訂正").unwrap() < history.find("<ins>最初の訂正").unwrap(), "{history}");
}
