//! What the router refuses, what it lets in, and what every answer carries.

mod common;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use common::{House, OWN, PASSWORD, page};
use domain::account::Role;
use domain::ports::AccountDesk;

#[tokio::test]
async fn strangers_are_led_to_the_sign_in_page_and_back_to_where_they_wanted() {
    let house = House::open().await;
    let answer = house.get("/inquiries?channel=fax&q=%E9%80%8F%E6%9E%90", None).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(answer.header("location"), "/sign-in?next=%2Finquiries%3Fchannel%3Dfax%26q%3D%25E9%2580%258F%25E6%259E%2590");
    assert_eq!(house.get("//evil.example/", None).await.header("location"), "/evil.example");
    let form = [("login", "hanako"), ("password", PASSWORD), ("next", "/api/shell/me")];
    house.person("hanako", Role::DeskStaff).await;
    assert_eq!(house.post("/api/account/sign-in", "/sign-in", None, &form).await.header("location"), "/", "what answers programs is no page");
    assert_eq!(house.get("/no-such-page", None).await.status, StatusCode::FOUND);
    let sign_in = house.get("/sign-in", None).await;
    assert_eq!(sign_in.status, StatusCode::OK);
    assert!(sign_in.text.contains("ログインID") && sign_in.text.contains("<html lang=\"ja\">"), "{}", sign_in.text);
}

#[tokio::test]
async fn the_sign_in_form_works_without_scripts_and_its_cookie_is_out_of_reach() {
    let house = House::open().await;
    house.person("hanako", Role::DeskStaff).await;
    let form = [("login", "hanako"), ("password", PASSWORD), ("next", "/account")];
    let answer = house.post("/api/account/sign-in", "/sign-in?next=%2Faccount", None, &form).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, "/account"));
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["madoguchi_session=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    let session = cookie.split(['=', ';']).nth(1).unwrap();
    let account = house.get("/account", Some(session)).await;
    assert_eq!(account.status, StatusCode::OK);
    assert!(account.text.contains("hanakoさん"));
}

#[tokio::test]
async fn behind_tls_the_cookie_is_bound_to_the_host_and_the_browser_stays_with_tls() {
    let house = House::on(common::Kind::Sqlite, &[("MADOGUCHI_PUBLIC_URL", "https://desk.example")]).await;
    house.person("hanako", Role::DeskStaff).await;
    let request = Request::post("/api/account/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, "https://desk.example")
        .body(Body::from(format!("login=hanako&password={}&next=", form_urlencoded::byte_serialize(PASSWORD.as_bytes()).collect::<String>())))
        .unwrap();
    let answer = house.ask(request).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.header("set-cookie").starts_with("__Host-madoguchi_session=") && answer.header("set-cookie").contains("; Secure"), "{}", answer.header("set-cookie"));
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
}

#[tokio::test]
async fn a_refused_form_comes_back_with_everything_typed_except_the_password() {
    let house = House::open().await;
    let form = [("login", "花子<&>"), ("password", "himitsu himitsu"), ("next", "/account")];
    let answer = house.post("/api/account/sign-in", "/sign-in?next=%2Faccount&kept=old&__err=x", None, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let back = answer.header("location").to_owned();
    assert!(back.starts_with("/sign-in?next=%2Faccount&kept="), "{back}");
    let again = house.get(&back, None).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.text.contains("花子&lt;&amp;&gt;"), "{}", again.text);
    assert!(again.text.contains("ログインIDまたはパスワードが違います"), "{}", again.text);
    assert!(!again.text.contains("himitsu"));
    house.clock.pass(Duration::minutes(61));
    assert!(!house.get(&back, None).await.text.contains("花子&lt;"), "an hour later it is gone");
}

#[tokio::test]
async fn a_kept_form_is_shown_to_its_own_person_only_also_when_the_session_had_ended() {
    let house = House::open().await;
    let hanako = house.person("hanako", Role::DeskStaff).await;
    house.person("taro", Role::DeskStaff).await;
    house.clock.pass(Duration::minutes(61));
    let form = [("password_present", "secret one"), ("password", "secret two"), ("password_again", "x"), ("mark", "typed")];
    let answer = house.post("/api/account/password", "/account", Some(&hanako), &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let back = answer.header("location").to_owned();
    let leads = house.get(&back, Some(&hanako)).await;
    assert_eq!(leads.status, StatusCode::FOUND);
    assert!(leads.header("location").contains("kept%3D"), "{}", leads.header("location"));
    let sign_in = house.get(leads.header("location"), None).await;
    assert!(sign_in.text.contains("入力した内容は残っています"), "{}", sign_in.text);
    let again = house.account.sign_in("hanako", PASSWORD, &common::here()).await.unwrap().token;
    let shown = house.get(&back, Some(&again)).await;
    assert!(shown.text.contains("ログインし直しました。") && !shown.text.contains("有効期限が切れました"), "{}", shown.text);
    let conn = house.db.read();
    let id = back.rsplit('=').next().unwrap().parse().unwrap();
    let owner = db::account::user_by_login(conn, "hanako").await.unwrap().unwrap().id;
    let other = db::account::user_by_login(conn, "taro").await.unwrap().unwrap().id;
    let long_ago = chrono::DateTime::UNIX_EPOCH;
    let payload = db::kept_form::find(conn, id, Some(owner), long_ago).await.unwrap().unwrap();
    assert!(payload.contains("typed") && !payload.contains("secret"), "{payload}");
    assert_eq!(db::kept_form::find(conn, id, Some(other), long_ago).await.unwrap(), None);
    assert_eq!(db::kept_form::find(conn, id, None, long_ago).await.unwrap(), None);
}

#[tokio::test]
async fn whoever_lacks_the_permission_gets_a_403_page_and_a_line_in_the_log() {
    let house = House::open().await;
    let physician = house.person("physician", Role::Physician).await;
    for path in ["/inquiries", "/inquiries/new", "/cases/01900000-0000-7000-8000-000000000000", "/patients/01900000-0000-7000-8000-000000000000/edit"] {
        let answer = house.get(path, Some(&physician)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.text.contains("<h1>") && answer.text.contains("href=\"/\"") && answer.text.contains("権限がありません"), "{}", answer.text);
    }
    let answer = house.post("/api/account/end-session", "/account", None, &[("session", "x")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    for _ in 0..100 {
        if house.log().await.iter().filter(|deed| *deed == "refused").count() == 4 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{:?}", house.log().await);
}

#[tokio::test]
async fn a_server_function_called_by_a_program_answers_with_the_right_status() {
    let house = House::open().await;
    let physician = house.person("physician", Role::Physician).await;
    let call = |path: &'static str, session: Option<String>, body: &'static str| {
        Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .header(header::ORIGIN, OWN)
            .header(header::COOKIE, session.map(|s| format!("madoguchi_session={s}")).unwrap_or_default())
            .body(Body::from(body))
            .unwrap()
    };
    assert_eq!(house.ask(call("/api/account/view", None, "")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.ask(call("/api/account/view", Some(physician.clone()), "")).await.status, StatusCode::OK);
    assert_eq!(house.ask(call("/api/inquiry/record", Some(physician.clone()), "form[channel]=phone")).await.status.as_u16() / 100, 4);
    assert_eq!(house.ask(call("/api/account/sign-in", None, "login=%ff%fe")).await.status.as_u16() / 100, 4);
    assert_eq!(house.ask(call("/api/no/such", Some(physician), "")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn posts_from_other_sites_are_refused() {
    let house = House::open().await;
    let post = |headers: &[(&'static str, &'static str)]| {
        let request = Request::post("/api/account/sign-in").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = headers.iter().fold(request, |r, (name, value)| r.header(*name, *value));
        request.body(Body::from("login=a&password=b&next=")).unwrap()
    };
    for foreign in [
        &[("origin", "http://evil.example")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", OWN)],
        &[("sec-fetch-site", "same-origin"), ("origin", "http://evil.example")],
        &[("referer", "http://evil.example/?http://desk.example")],
        &[],
    ] {
        assert_eq!(house.ask(post(foreign)).await.status, StatusCode::FORBIDDEN, "{foreign:?}");
    }
    assert_eq!(house.ask(post(&[("origin", OWN)])).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn every_document_has_the_protecting_headers_and_a_nonce_of_its_own() {
    let house = House::open().await;
    let session = house.person("hanako", Role::DeskStaff).await;
    let mut nonces = std::collections::BTreeSet::new();
    for (path, session) in [("/sign-in", None), ("/account", Some(session.as_str())), ("/no-such-page", Some(session.as_str())), ("/inquiries/none", Some(session.as_str()))] {
        let answer = house.get(path, session).await;
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        assert!(nonce.len() >= 16 && !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        for part in ["default-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert_eq!((answer.header("x-content-type-options"), answer.header("referrer-policy"), answer.header("cache-control")), ("nosniff", "same-origin", "no-store"));
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        for script in answer.text.split("<script").skip(1) {
            assert!(script.split('>').next().unwrap().contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{}", script.split('>').next().unwrap());
        }
        assert!(!answer.text.contains(" style="), "{path}");
        nonces.insert(nonce);
    }
    assert_eq!(nonces.len(), 4);
}

#[tokio::test]
async fn an_address_that_is_no_text_is_refused() {
    let house = House::open().await;
    let session = house.person("hanako", Role::DeskStaff).await;
    for bad in ["/inquiries?q=%FF%FE", "/inquiries?q=%00", "/inquiries?q=a%1Bb", "/inquiries/%FF", "/inquiries?%C3%28=1", "/inquiries?q=%E3%81"] {
        assert_eq!(house.get(bad, Some(&session)).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    for good in ["/inquiries?q=%E9%80%8F%E6%9E%90+%E9%80%81%E8%BF%8E", "/inquiries?q=100%25", "/inquiries?q=%F0%9F%90%88", "/inquiries?q=a%09b"] {
        assert_eq!(house.get(good, Some(&session)).await.status, StatusCode::OK, "{good}");
    }
}

#[tokio::test]
async fn what_is_too_long_or_too_large_is_refused_before_anything_is_read() {
    let house = House::open().await;
    let long = format!("/sign-in?next=/{}", "a".repeat(8 * 1024));
    assert_eq!(house.get(&long, None).await.status, StatusCode::URI_TOO_LONG);
    let big = "x".repeat(2 * 1024 * 1024);
    let answer = house.post("/api/account/sign-in", "/sign-in", None, &[("login", &big), ("password", "x"), ("next", "")]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("大きすぎます"));
}

#[tokio::test]
async fn unknown_pages_are_real_404s_and_files_stay_in_their_folders() {
    let house = House::open().await;
    let session = house.person("hanako", Role::DeskStaff).await;
    let answer = house.get("/no-such-page", Some(&session)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("id=\"main\"") && answer.text.contains("href=\"/\""), "{}", answer.text);
    assert_eq!(house.get("/pkg/madoguchi.js", None).await.status, StatusCode::OK);
    for path in ["/pkg/nothing.js", "/assets/../../madoguchi.db", "/assets/%2e%2e/%2e%2e/madoguchi.db", "/pkg/", "/assets"] {
        let status = house.get(path, None).await.status;
        assert!([StatusCode::NOT_FOUND, StatusCode::FOUND, StatusCode::PERMANENT_REDIRECT].contains(&status), "{path}: {status}");
    }
    assert_eq!(house.get("/pkg/nothing.js", None).await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn odd_cookies_and_addresses_get_an_answer_and_never_a_500() {
    let house = House::open().await;
    for cookie in [&b"madoguchi_session="[..], b"\xff\xfe\x80", b"madoguchi_session=\xe3\x81\x82", b";;;==;", b"madoguchi_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let request = Request::get("/").header(header::COOKIE, header::HeaderValue::from_bytes(cookie).unwrap()).body(Body::empty()).unwrap();
        assert_eq!(house.ask(request).await.status, StatusCode::FOUND);
    }
    let session = house.person("hanako", Role::DeskStaff).await;
    for path in [
        "/inquiries?page=-1&page=2&page=x",
        "/inquiries?q=%00%01",
        "/inquiries?from=%FF",
        "/inquiries/%FF%FE",
        "/welcome/%00",
        "/account?kept=x&kept=y",
        "/?kept=01900000-0000-7000-8000-000000000000",
    ] {
        let status = house.get(path, Some(&session)).await.status;
        assert!(status.as_u16() < 500, "{path}: {status}");
    }
}

#[tokio::test]
async fn a_page_has_one_address() {
    let house = House::open().await;
    for (path, plain) in [("/inquiries/?q=a%2Fb", "/inquiries?q=a%2Fb"), ("/inquiries/./x/../new", "/inquiries/new"), ("/x/%2e%2E//..", "/"), ("///", "/")] {
        let answer = house.get(path, None).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::PERMANENT_REDIRECT, plain), "{path}");
    }
}

#[tokio::test]
async fn what_is_no_form_is_refused_and_an_address_for_forms_is_no_page() {
    let house = House::open().await;
    for (accept, kind) in [("text/html", "text/plain"), ("application/json", "text/plain"), ("text/html", "application/json"), ("text/html", "")] {
        let request = Request::post("/api/account/sign-in").header(header::ACCEPT, accept).header(header::CONTENT_TYPE, kind).header(header::ORIGIN, OWN);
        let answer = house.ask(request.body(Body::from("login=a&password=b")).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{accept} {kind}");
    }
    let answer = house.get("/api/account/sign-in", None).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.text.contains("このアドレスは画面ではありません"), "{}", answer.text);
}

#[tokio::test]
async fn a_refused_sign_in_of_a_browser_that_hides_where_it_comes_from_is_shown() {
    let house = House::open().await;
    let request =
        Request::post("/api/account/sign-in").header(header::ACCEPT, "text/html").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").header(header::ORIGIN, OWN);
    let answer = house.ask(request.body(Body::from("login=hanako&password=x")).unwrap()).await;
    assert!(answer.header("location").starts_with("/sign-in?kept="), "{}", answer.header("location"));
    let shown = house.get(answer.header("location"), None).await;
    assert!(shown.text.contains("ログインIDまたはパスワードが違います"), "{}", shown.text);
}

#[tokio::test]
async fn health_needs_no_session_and_ready_says_no_when_the_server_stops() {
    let house = House::open().await;
    for path in ["/health/live", "/health/ready"] {
        let answer = house.get(path, None).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
        assert!(answer.text.len() < 50);
    }
    house.stop.cancel();
    assert_eq!(house.get("/health/ready", None).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(house.get("/health/live", None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn hints_reach_the_people_of_the_desk_only_and_the_stream_ends_with_the_server() {
    use domain::id::DeskId;
    use futures::StreamExt;
    use server::events::Hint;
    let house = House::open().await;
    let session = house.person("hanako", Role::DeskStaff).await;
    let physician = house.person("physician", Role::Physician).await;
    assert_eq!(house.get("/events", None).await.status, StatusCode::UNAUTHORIZED);
    let desk = house.account.all_desks().await.unwrap()[0].id;
    let response = tower::ServiceExt::oneshot(house.router.clone(), page("/events", Some(&session))).await.unwrap();
    assert_eq!((response.status(), response.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "text/event-stream"));
    let id = uuid::Uuid::now_v7();
    house.services.hints.send(Hint { slice: "inquiry", id: uuid::Uuid::now_v7(), version: 1, desk: DeskId::new() });
    house.services.hints.send(Hint { slice: "inquiry", id, version: 3, desk });
    // Whoever does not read the desk's records hears that something changed, and not what.
    let beside = tower::ServiceExt::oneshot(house.router.clone(), page("/events", Some(&physician))).await.unwrap();
    let mut beside = beside.into_body().into_data_stream();
    house.services.hints.send(Hint { slice: "inquiry", id, version: 3, desk });
    let mut heard = String::new();
    while !heard.contains("data:") {
        heard.push_str(std::str::from_utf8(&beside.next().await.unwrap().unwrap()).unwrap());
    }
    assert!(heard.contains(r#""slice":"all""#) && !heard.contains(&id.to_string()), "{heard}");
    let mut stream = response.into_body().into_data_stream();
    let mut text = String::new();
    let reading = async {
        while let Some(piece) = stream.next().await {
            text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
            if text.contains("data:") {
                house.stop.cancel();
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), reading).await.expect("the stream ends with the server");
    assert!(text.contains(&format!(r#"data: {{"slice":"inquiry","id":"{id}","version":3}}"#)), "{text}");
    assert_eq!(text.matches("data:").count(), 1, "{text}");
}

#[tokio::test]
async fn a_document_is_compressed_and_the_stream_of_hints_is_not() {
    let house = House::open().await;
    let session = house.person("hanako", Role::DeskStaff).await;
    let compressed = |path: &'static str| {
        let mut request = page(path, Some(&session));
        request.headers_mut().insert(header::ACCEPT_ENCODING, header::HeaderValue::from_static("br, gzip"));
        request
    };
    assert_eq!(house.ask(compressed("/account")).await.header("content-encoding"), "br");
    let stream = tower::ServiceExt::oneshot(house.router.clone(), compressed("/events")).await.unwrap();
    assert!(!stream.headers().contains_key("content-encoding"));
}
