//! What becomes of who asks: too slowly, by itself, or for what belongs to another desk.

mod common;

use axum::http::{StatusCode, header};
use common::{House, Kind, page};
use domain::account::Role;

#[tokio::test]
async fn a_request_that_takes_too_long_is_told_that_it_may_still_be_saved() {
    use futures::FutureExt;
    let house = House::on(Kind::Sqlite, &[("MADOGUCHI_REQUEST_TIMEOUT_SECONDS", "1")]).await;
    let db = house.db.clone();
    let slow = tokio::spawn(async move {
        let job = db.write(|_| {
            async {
                tokio::time::sleep(std::time::Duration::from_secs(3)).await;
                Ok::<_, db::DbError>(())
            }
            .boxed()
        });
        job.await
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let form = [("login", "hanako"), ("password", "wrong")];
    let answer = house.post("/api/account/sign-in", "/sign-in", None, &form).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
    assert!(answer.text.contains("保存されたか確かめてください") && !answer.text.contains("保存は行われていません"), "{}", answer.text);
    slow.await.unwrap().unwrap();
}

/// A screen that nobody sits at asks again and again by itself.
#[tokio::test]
async fn what_an_open_page_asks_by_itself_keeps_no_session_and_is_marked_in_the_log() {
    let house = House::open().await;
    let session = house.person("hanako", Role::DeskStaff).await;
    let live = |path: &'static str| {
        let mut request = page(path, Some(&session));
        request.headers_mut().insert("x-madoguchi-live", header::HeaderValue::from_static("1"));
        request
    };
    for path in ["/", "/events"] {
        house.clock.pass(chrono::Duration::minutes(25));
        let request = if path == "/events" { page(path, Some(&session)) } else { live(path) };
        let answer = tower::ServiceExt::oneshot(house.router.clone(), request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
    house.clock.pass(chrono::Duration::minutes(11));
    assert_eq!(house.get("/", Some(&session)).await.status, StatusCode::FOUND, "an hour after somebody looked");
}

#[tokio::test]
async fn what_is_refused_across_desks_is_in_the_log_once_before_the_answer() {
    use domain::ports::InquiryDesk;
    let house = House::open().await;
    let session = house.person("hanako", Role::DeskStaff).await;
    house.account.add_desk("東部相談窓口").await.unwrap();
    let other =
        server::service::account::NewPerson { login: "kiku".into(), name: "菊".into(), email: None, roles: vec![Role::DeskStaff], desks: vec!["東部相談窓口".into()] };
    let link = house.account.add(other).await.unwrap().token().to_owned();
    let kiku = domain::ports::AccountDesk::accept(&house.account, &link, common::PASSWORD, common::PASSWORD, &common::here()).await.unwrap().token;
    let hanako = house.account.actor_of(&session, &common::here()).await.unwrap().unwrap();
    let form = domain::inquiry::InquiryForm {
        id: domain::id::InquiryId::new().to_string(),
        desk_id: hanako.desks[0].id.to_string(),
        channel: "phone".into(),
        caller_type: "family".into(),
        main_category: "complaint".into(),
        content: "相談".into(),
        ..Default::default()
    };
    let recorded = server::service::inquiry::InquiryService(house.services.clone()).record(&hanako, &form).await.unwrap();
    let count = async || house.log().await.iter().filter(|deed| *deed == "refused").count();
    let answer = house.get(&format!("/inquiries/{}", recorded.id), Some(&kiku)).await;
    assert_eq!((answer.status, count().await), (StatusCode::FORBIDDEN, 1), "{}", answer.text);
    let void = [("id", recorded.id.to_string()), ("reason", "理由".to_owned())];
    let void: Vec<(&str, &str)> = void.iter().map(|(k, v)| (*k, v.as_str())).collect();
    house.post("/api/inquiry/void", &format!("/inquiries/{}", recorded.id), Some(&kiku), &void).await;
    assert_eq!(count().await, 2);
    // What the role may not do at all is noted once as well, though guard and page both ask.
    let physician = house.person("physician", Role::Physician).await;
    house.get("/inquiries", Some(&physician)).await;
    assert_eq!(count().await, 3);
}
