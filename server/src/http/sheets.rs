//! Files in and out: the upload of a spreadsheet, lists as files. Everything else of them are pages and server functions.

use super::State;
use super::asked::Asked;
use super::error_page::{of_fault, refuse, refuse_because};
use super::forms;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, RawQuery, State as Extracted};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use domain::account::Actor;
use domain::error::{Fault, Refusal};
use domain::id::ImportId;
use domain::ports::Format;
use domain::sheet::{FILE_MAX, SheetKind, SheetRefusal};
use serde::de::DeserializeOwned;

/// Where files are posted to.
pub const UPLOAD: &str = "/admin/import/upload";
/// The form that posts them.
const PAGE: &str = "/admin/import";
/// A file and the few fields beside it.
pub const UPLOAD_MAX: usize = FILE_MAX + 64 * 1024;

/// Under this name a query keeps what stood in the address more than once.
const REPEATED: &str = "repeated";

/// The addresses of files.
pub fn routes() -> Router<State> {
    Router::new().route(UPLOAD, post(upload).layer(DefaultBodyLimit::max(UPLOAD_MAX))).route("/admin/import/{id}/errors.csv", get(wrong_rows)).route("/export/{file}", get(export))
}

/// What the upload form holds.
#[derive(Default)]
struct Upload {
    kind: String,
    desk: String,
    name: String,
    file: Vec<u8>,
}

async fn read(mut form: Multipart) -> Result<Upload, Fault> {
    let damaged = |_| Fault::from(SheetRefusal::Damaged);
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(damaged)? {
        match field.name().unwrap_or_default() {
            "kind" => upload.kind = field.text().await.map_err(damaged)?,
            "desk_id" => upload.desk = field.text().await.map_err(damaged)?,
            "file" => {
                // Some browsers send the whole path.
                upload.name = field.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                upload.file = field.bytes().await.map_err(|_| Fault::from(SheetRefusal::TooLarge))?.to_vec();
            }
            _ => {}
        }
    }
    Ok(upload)
}

async fn take(state: &State, actor: &Actor, upload: &mut Upload) -> Result<ImportId, Fault> {
    let mut flaws = domain::error::Flaws::default();
    let kind = flaws.note("kind", SheetKind::from_code(&upload.kind).ok_or(domain::error::Flaw::NotAChoice));
    let desk = flaws.note("desk_id", upload.desk.parse().map_err(|_| domain::error::Flaw::NotAChoice));
    let (kind, desk) = flaws.or(kind.zip(desk))?;
    state.ports.sheets.upload(actor, kind, desk, &upload.name, std::mem::take(&mut upload.file)).await
}

async fn upload(Extracted(state): Extracted<State>, Extension(asked): Extension<Asked>, form: Result<Multipart, MultipartRejection>) -> Response {
    let (Some(actor), Ok(form)) = (asked.actor, form) else {
        return refuse(StatusCode::BAD_REQUEST, true);
    };
    let mut upload = match read(form).await {
        Ok(upload) => upload,
        Err(fault) => return forms::keep(&state, actor.user_id, UPLOAD, Vec::new(), fault.into(), PAGE).await,
    };
    match take(&state, &actor, &mut upload).await {
        Ok(id) => see(&format!("{PAGE}/{id}")),
        Err(fault @ (Fault::Forbidden | Fault::NotFound)) => of_fault(&fault, true),
        Err(fault) => {
            let pairs = vec![("kind".to_owned(), upload.kind), ("desk_id".to_owned(), upload.desk)];
            forms::keep(&state, actor.user_id, UPLOAD, pairs, fault.into(), PAGE).await
        }
    }
}

fn see(page: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(page) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// A file that the browser keeps instead of showing it.
fn attachment(bytes: Vec<u8>, format: Format, name: &str) -> Response {
    let (kind, ending) = match format {
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

async fn failed(state: &State, actor: &Actor, path: &str, fault: &Fault) -> Response {
    if *fault == Fault::Forbidden
        && let Err(fault) = state.account.note_refusal(actor, path).await
    {
        return of_fault(&fault, true);
    }
    match fault {
        Fault::Refused(Refusal::Sheet(SheetRefusal::ExportTooLarge)) => {
            refuse_because(StatusCode::CONFLICT, "出力できません", "100,000件を超えるため、出力できません。ブラウザーの「戻る」で一覧に戻り、期間や条件で絞り込んでください。")
        }
        Fault::Refused(_) | Fault::Invalid(_) => refuse(StatusCode::BAD_REQUEST, true),
        other => of_fault(other, true),
    }
}

async fn wrong_rows(Extracted(state): Extracted<State>, Extension(asked): Extension<Asked>, Path(id): Path<String>) -> Response {
    let (Some(actor), Ok(id)) = (asked.actor, id.parse()) else {
        return refuse(StatusCode::NOT_FOUND, true);
    };
    match state.ports.sheets.wrong_rows(&actor, id).await {
        Ok(bytes) => attachment(bytes, Format::Csv, "errors"),
        Err(fault) => failed(&state, &actor, "/admin/import/errors.csv", &fault).await,
    }
}

/// The list's filters out of the address; a parameter that stands there twice is told, where the list's page tells it.
fn filters<T: DeserializeOwned + Default>(query: &str) -> T {
    let mut object = serde_json::Map::new();
    let mut repeated = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned().filter(|(name, _)| name != REPEATED) {
        if object.insert(name.clone(), value.into()).is_some() {
            repeated.push(serde_json::Value::String(name));
        }
    }
    object.insert(REPEATED.to_owned(), repeated.into());
    serde_json::from_value(object.into()).unwrap_or_default()
}

async fn export(Extracted(state): Extracted<State>, Extension(asked): Extension<Asked>, Path(file): Path<String>, RawQuery(query): RawQuery) -> Response {
    let Some(actor) = asked.actor else { return refuse(StatusCode::NOT_FOUND, true) };
    let (name, format) = match file.rsplit_once('.') {
        Some((name, "xlsx")) => (name, Format::Xlsx),
        Some((name, "csv")) => (name, Format::Csv),
        _ => return refuse(StatusCode::NOT_FOUND, true),
    };
    let (sheets, query) = (&state.ports.sheets, query.as_deref().unwrap_or_default());
    let written = match name {
        "inquiries" => sheets.export_inquiries(&actor, &filters(query), format).await,
        "patients" => sheets.export_patients(&actor, &filters(query), format).await,
        "organizations" => sheets.export_organizations(&actor, &filters(query), format).await,
        _ => Err(Fault::NotFound),
    };
    match written {
        Ok(bytes) => attachment(bytes, format, name),
        Err(fault) => failed(&state, &actor, &format!("/export/{name}"), &fault).await,
    }
}
