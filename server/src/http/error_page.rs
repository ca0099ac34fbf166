//! Answers that no page can give: refused before rendering, or after something broke. No script, no data, always the same look.

use app::error::AppError;
use axum::Json;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use domain::error::{Fault, Refusal};
use std::sync::OnceLock;

/// Address of the style sheet; its name carries a hash that is known only once the site was found.
static STYLE: OnceLock<String> = OnceLock::new();

/// Tells the error pages where the style sheet is.
pub fn use_style(address: String) {
    // A second router in the same process (tests) serves the same site.
    let _ = STYLE.set(address);
}

/// What is said to people.
struct Words {
    title: &'static str,
    text: String,
}

fn words(status: StatusCode, ticket: Option<&str>) -> Words {
    let (title, text) = match status {
        StatusCode::FORBIDDEN => ("この画面を開く権限がありません", "必要なときは、システム管理者に権限の追加を依頼してください。この操作は記録されました。".to_owned()),
        StatusCode::NOT_FOUND => ("ページが見つかりません", "アドレスが正しいか確かめてください。".to_owned()),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("送信された内容が大きすぎます", "入力した文章を短くして、もう一度送信してください。ブラウザーの「戻る」で入力画面に戻れます。".to_owned())
        }
        StatusCode::URI_TOO_LONG => ("アドレスが長すぎます", "検索する言葉や条件を減らして、もう一度お試しください。".to_owned()),
        StatusCode::SERVICE_UNAVAILABLE => {
            ("ただいま混み合っています", "保存は行われていません。少し待って、もう一度お試しください。ブラウザーの「戻る」で入力画面に戻れます。".to_owned())
        }
        StatusCode::INSUFFICIENT_STORAGE => (
            "サーバーの空き容量がありません",
            "保存は行われていません。入力した内容を控えて、システム管理者に連絡してください。ブラウザーの「戻る」で入力画面に戻れます。".to_owned(),
        ),
        StatusCode::METHOD_NOT_ALLOWED => ("このアドレスは画面ではありません", "入力した内容を送るためのアドレスです。今日の画面からお進みください。".to_owned()),
        StatusCode::REQUEST_TIMEOUT => {
            ("送信に時間がかかりすぎました", "保存は行われていません。通信の状態を確かめて、もう一度お試しください。ブラウザーの「戻る」で入力画面に戻れます。".to_owned())
        }
        StatusCode::UNAUTHORIZED => ("ログインが必要です", "ログインしてから、もう一度お試しください。".to_owned()),
        _ if status.is_client_error() => ("要求を受け付けられません", "画面を読み込み直してから、もう一度お試しください。".to_owned()),
        _ => ("処理中に問題が起きました", format!("もう一度お試しください。続くときは、問い合わせ番号 {} をシステム管理者に伝えてください。", ticket.unwrap_or("（なし）"))),
    };
    Words { title, text }
}

fn document(status: StatusCode, words: Words) -> String {
    let Words { title, text } = words;
    let style = STYLE.get().map(|address| format!("<link rel=\"stylesheet\" href=\"{address}\">")).unwrap_or_default();
    format!(
        "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} — 窓口 Madoguchi</title><link rel=\"icon\" href=\"/assets/favicon.svg\" type=\"image/svg+xml\">{style}</head>\
         <body><div class=\"shell\"><header class=\"bar\"><a class=\"bar__brand\" href=\"/\"><span class=\"bar__mark\" aria-hidden=\"true\">窓</span>窓口 Madoguchi</a></header>\
         <main id=\"main\" class=\"page\"><div class=\"empty empty--code\"><p class=\"empty__code\" aria-hidden=\"true\">{code}</p><h1>{title}</h1><p>{text}</p>\
         <div class=\"cluster\"><a class=\"btn btn--primary\" href=\"/\">今日の画面へ</a></div></div></main></div></body></html>",
        code = status.as_u16()
    )
}

fn wire(status: StatusCode, ticket: Option<&str>) -> AppError {
    match status {
        StatusCode::FORBIDDEN => AppError::Fault(Fault::Forbidden),
        StatusCode::NOT_FOUND => AppError::Fault(Fault::NotFound),
        StatusCode::UNAUTHORIZED => AppError::Fault(Fault::SignInRequired),
        StatusCode::SERVICE_UNAVAILABLE => AppError::Fault(Fault::Busy),
        StatusCode::INSUFFICIENT_STORAGE => AppError::Fault(Fault::Full),
        _ if status.is_client_error() => AppError::Malformed,
        _ => AppError::Fault(Fault::Internal { ticket: ticket.unwrap_or_default().to_owned() }),
    }
}

/// Whether the one who asks wants a page rather than data.
#[must_use]
pub fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains("text/html"))
}

/// The answer: a page for people, the wire's error for programs.
#[must_use]
pub fn refuse(status: StatusCode, as_page: bool) -> Response {
    answer(status, as_page, None, words(status, None))
}

/// The answer to a post that no page of ours made.
#[must_use]
pub fn refuse_foreign(as_page: bool) -> Response {
    let text = "安全のため、ほかのサイトや古い画面からの送信は受け付けません。窓口の画面を開き直してから、もう一度お試しください。".to_owned();
    answer(StatusCode::FORBIDDEN, as_page, None, Words { title: "送信を受け付けられません", text })
}

/// The answer to a request that took too long. What it began may still be saved: a job that waits for the database is not called back.
#[must_use]
pub fn refuse_late(as_page: bool) -> Response {
    let text = "保存されたか確かめてください。ブラウザーの「戻る」で入力画面に戻り、同じ画面からもう一度送っても二重にはなりません。".to_owned();
    let words = Words { title: "応答に時間がかかっています", text };
    let mut response = answer(StatusCode::SERVICE_UNAVAILABLE, as_page, None, words);
    if !as_page {
        // Programs are told the same: that no answer came, not that nothing was saved.
        *response.body_mut() = Json(AppError::Offline).into_response().into_body();
    }
    response
}

/// The answer to a rule that says no, in its own words.
#[must_use]
pub fn of_refusal(refusal: Refusal) -> Response {
    let error = AppError::Fault(Fault::Refused(refusal));
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    answer(status, true, None, Words { title: "この操作はできません", text: app::words::error_text(&error) })
}

/// The answer to whoever only looks at what another role sees.
#[must_use]
pub fn refuse_looking(as_page: bool) -> Response {
    if as_page {
        return of_refusal(Refusal::ReadOnly);
    }
    let mut response = Json(AppError::Fault(Fault::Refused(Refusal::ReadOnly))).into_response();
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}

/// The same with words of its own.
#[must_use]
pub fn refuse_because(status: StatusCode, title: &'static str, text: &str) -> Response {
    answer(status, true, None, Words { title, text: text.to_owned() })
}

/// The same for a fault of ours.
#[must_use]
pub fn of_fault(fault: &Fault, as_page: bool) -> Response {
    let status = StatusCode::from_u16(AppError::Fault(fault.clone()).status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let ticket = if let Fault::Internal { ticket } = fault { Some(ticket.as_str()) } else { None };
    answer(status, as_page, ticket, words(status, ticket))
}

fn answer(status: StatusCode, as_page: bool, ticket: Option<&str>, words: Words) -> Response {
    let mut response = if as_page { Html(document(status, words)).into_response() } else { Json(wire(status, ticket)).into_response() };
    *response.status_mut() = status;
    if as_page {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
