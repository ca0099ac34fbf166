//! What pages show after something went wrong on them, and where they lead.

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
    let desk = house.account.all_desks().await.unwrap()[0].id.to_string();
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
    let edit = page.text.split("href=\"/patients/").nth(1).unwrap().split('?').next().unwrap().to_owned();
    for (back, expected) in [("/%5Cevil.example", "/"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/inquiries", "/inquiries")] {
        let page = house.get(&format!("/patients/{edit}?back={back}"), Some(&session)).await;
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
