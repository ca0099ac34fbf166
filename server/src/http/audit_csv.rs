//! `/admin/audit/csv`: the filtered lines of the audit log as a file, sent while they are read.

use super::State;
use super::asked::Asked;
use super::error_page::{of_fault, of_refusal, refuse};
use crate::csv::{BOM, line};
use crate::service::admin::{AdminService, AuditFile};
use app::words;
use app::words::admin::{logged_deed, logged_kind};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Query, State as Extracted};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::admin::{AuditLine, AuditQuery};
use domain::calendar::jst;
use domain::error::Fault;

const HEADINGS: [&str; 9] = ["日時", "利用者", "操作", "記録の種類", "記録のID", "受付番号", "変更した項目", "備考", "接続元"];

fn row(entry: &AuditLine) -> String {
    let fields = entry.fields.iter().map(|field| words::field_label(field)).collect::<Vec<_>>().join("、");
    let at = jst(entry.at).format("%Y-%m-%d %H:%M:%S").to_string();
    let (deed, kind) = (logged_deed(&entry.deed), logged_kind(&entry.kind));
    line([at.as_str(), &entry.user_name, &deed, &kind, &entry.record, &entry.number, &fields, &entry.note, &entry.from])
}

/// The next part of the file; the headings come before the first lines.
async fn part(mut file: AuditFile, first: bool) -> Result<Option<(String, AuditFile)>, std::io::Error> {
    let lines = file.next().await.map_err(|fault| std::io::Error::other(fault.to_string()))?;
    let head = if first { format!("{BOM}{}", line(HEADINGS)) } else { String::new() };
    match lines {
        None if head.is_empty() => Ok(None),
        None => Ok(Some((head, file))),
        Some(lines) => Ok(Some((lines.iter().map(row).fold(head, |text, line| text + &line), file))),
    }
}

/// Sends the file. What is wrong with the filter is told by the page of the log itself.
pub async fn download(Extracted(state): Extracted<State>, Extension(asked): Extension<Asked>, uri: Uri) -> Response {
    let Some(actor) = asked.actor else { return refuse(StatusCode::UNAUTHORIZED, true) };
    let Ok(Query(query)) = Query::<AuditQuery>::try_from_uri(&uri) else { return refuse(StatusCode::BAD_REQUEST, true) };
    let service = AdminService::new(state.services.clone(), state.account.clone());
    let file = match service.audit_file(&actor, &query).await {
        Ok(file) => file,
        Err(Fault::Invalid(_)) => {
            let page = format!("/admin/audit?{}", uri.query().unwrap_or_default());
            let mut response = StatusCode::SEE_OTHER.into_response();
            response.headers_mut().insert(LOCATION, HeaderValue::from_str(&page).unwrap_or(HeaderValue::from_static("/admin/audit")));
            return response;
        }
        Err(Fault::Refused(refusal)) => return of_refusal(refusal),
        Err(fault) => return of_fault(&fault, true),
    };
    let parts = futures::stream::try_unfold((file, true), async |(file, first)| Ok::<_, std::io::Error>(part(file, first).await?.map(|(text, file)| (text, (file, false)))));
    let mut response = Body::from_stream(parts).into_response();
    let name = format!("attachment; filename=\"audit-{}.csv\"", jst(asked.now).format("%Y%m%d"));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}
