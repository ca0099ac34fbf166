//! Attached files over HTTP: taken in as a stream, handed out as a download, both behind session, permission and desk.

use super::State;
use super::asked::Asked;
use super::error_page::{of_fault, wants_page};
use super::{forms, guard};
use crate::files::{Files, Incoming, Received};
use crate::service::attachment::AttachmentService;
use crate::service::error::internal;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State as Extracted};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use db::attachment::{NewAttachment, Stored};
use domain::account::{Actor, Permission};
use domain::attachment::{AttachmentForm, FILE_MAX, FILE_MAX_MB, clean_name, sniff};
use domain::error::{Fault, Flaw, Flaws};
use futures::StreamExt;
use multer::{Constraints, Field, Multipart, SizeLimit};
use std::io;

/// The address to which files are sent.
pub const ADDRESS: &str = "/attachments";
/// The most bytes of one typed field.
const FIELD_MAX: u64 = 8 * 1024;
/// So much of a file that is too large is still read, so that the browser gets its answer instead of a broken line.
const PATIENCE: u64 = 5 * FILE_MAX;
/// Bytes that are written or read at once.
const CHUNK: usize = 256 * 1024;

/// What was sent: the typed fields, and the content when there is one.
#[derive(Default)]
struct Sent {
    form: AttachmentForm,
    content: Option<Result<Received, Flaw>>,
}

/// A flaw of the file itself.
fn flaw(flaw: Flaw) -> Fault {
    let mut flaws = Flaws::default();
    flaws.push("file", flaw);
    flaws.into()
}

fn of_disk(error: &io::Error) -> Fault {
    if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        tracing::error!("no room left on the disk of the attachments: nothing can be attached");
        return Fault::Full;
    }
    internal(error)
}

/// Work on the disk, off the threads that answer.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|e| internal(&e))?.map_err(|e| of_disk(&e))
}

fn store(state: &State) -> Files {
    Files::new(state.settings.attachments.clone())
}

/// Takes a file in.
pub async fn take(Extracted(state): Extracted<State>, Extension(asked): Extension<Asked>, request: Request) -> Response {
    let as_page = wants_page(request.headers());
    let Some(actor) = asked.actor else { return guard::to_sign_in_at("/") };
    if !actor.may(Permission::InquiryWrite) {
        let fault = state.account.note_refusal(&actor, ADDRESS).await.err().unwrap_or(Fault::Forbidden);
        return of_fault(&fault, as_page);
    }
    let page = forms::page_of(request.headers());
    let mut sent = Sent::default();
    let done = match receive(&state, &actor, request, &mut sent).await {
        Ok(()) => attach(&state, &actor, &mut sent).await,
        Err(fault) => Err(fault),
    };
    match done {
        Ok(case) => to(&format!("/cases/{case}?done=attach#attachments")),
        // The page that the form stood on shows it again with what was typed.
        Err(fault) if as_page && page.starts_with("/cases/") => {
            let form = &sent.form;
            let pairs = [("description", &form.description), ("file", &form.file), ("case_id", &form.case_id)];
            let pairs = pairs.map(|(name, text)| (name.to_owned(), text.clone())).to_vec();
            forms::keep(&state, actor.user_id, ADDRESS, pairs, fault.into(), &page).await
        }
        Err(fault) => of_fault(&fault, as_page),
    }
}

fn to(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/")));
    response
}

/// Reads the fields in the order in which they come; the content goes to the disk as it comes.
async fn receive(state: &State, actor: &Actor, request: Request, sent: &mut Sent) -> Result<(), Fault> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|t| t.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| flaw(Flaw::Required))?;
    let limits = SizeLimit::new().whole_stream(PATIENCE + 16 * FIELD_MAX).per_field(FIELD_MAX).for_field("file", PATIENCE);
    let mut parts = Multipart::with_constraints(request.into_body().into_data_stream(), boundary, Constraints::new().size_limit(limits));
    let mut fields = 0;
    while let Some(part) = parts.next_field().await.map_err(|e| broken(&e))? {
        fields += 1;
        if fields > 16 {
            return Err(flaw(Flaw::NotAChoice));
        }
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            let text = part.text().await.map_err(|e| broken(&e))?;
            match name.as_str() {
                "id" => sent.form.id = text,
                "case_id" => sent.form.case_id = text,
                "description" => sent.form.description = text,
                _ => {}
            }
        } else if sent.content.is_none() {
            sent.form.file = part.file_name().unwrap_or_default().chars().take(300).collect();
            // The page sends its fields before the file: nothing is written for a case that is not the person's.
            let case_id = sent.form.case_id.trim().parse().map_err(|_| Fault::NotFound)?;
            AttachmentService(state.services.clone()).may_attach(actor, case_id).await?;
            sent.content = Some(content(state, part).await?);
        }
    }
    Ok(())
}

/// The line broke, or somebody sends what no page of ours sends.
fn broken(error: &multer::Error) -> Fault {
    match error {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => flaw(Flaw::FileTooLarge { max: FILE_MAX_MB }),
        _ => flaw(Flaw::Required),
    }
}

/// Writes a content to the disk. One that is too large is read on for a while and thrown away.
async fn content(state: &State, mut part: Field<'_>) -> Result<Result<Received, Flaw>, Fault> {
    let files = store(state);
    let mut incoming = Some(on_disk(move || files.begin()).await?);
    let mut waiting: Vec<u8> = Vec::with_capacity(CHUNK);
    while let Some(bytes) = part.chunk().await.map_err(|e| broken(&e))? {
        let Some(open) = incoming.as_ref() else { continue };
        if open.size() + lengths(&waiting, &bytes) > FILE_MAX {
            incoming = None;
            waiting = Vec::new();
            continue;
        }
        waiting.extend_from_slice(&bytes);
        if waiting.len() >= CHUNK {
            incoming = write(incoming, std::mem::take(&mut waiting)).await?;
        }
    }
    match write(incoming, waiting).await? {
        Some(incoming) => on_disk(move || incoming.finish()).await.map(Ok),
        None => Ok(Err(Flaw::FileTooLarge { max: FILE_MAX_MB })),
    }
}

fn lengths(waiting: &[u8], bytes: &Bytes) -> u64 {
    u64::try_from(waiting.len().saturating_add(bytes.len())).unwrap_or(u64::MAX)
}

async fn write(incoming: Option<Incoming>, bytes: Vec<u8>) -> Result<Option<Incoming>, Fault> {
    let Some(mut incoming) = incoming else { return Ok(None) };
    on_disk(move || incoming.write(&bytes).map(|()| Some(incoming))).await
}

/// The content is on the disk: looks at what it is, gives it its name, writes it down.
async fn attach(state: &State, actor: &Actor, sent: &mut Sent) -> Result<String, Fault> {
    let data = sent.form.parse()?;
    let received = match sent.content.take() {
        None => return Err(flaw(Flaw::Required)),
        Some(Err(wrong)) => return Err(flaw(wrong)),
        Some(Ok(received)) if received.size == 0 => return Err(flaw(Flaw::Required)),
        Some(Ok(received)) => received,
    };
    let kind = sniff(&received.head, &received.tail, received.size).ok_or_else(|| flaw(Flaw::FileKind))?;
    let name = clean_name(&sent.form.file, kind);
    let new = NewAttachment { id: data.id, case_id: data.case_id, name, kind, size: received.size, sha256: received.sha256.clone(), description: data.description };
    let files = store(state);
    on_disk(move || files.keep(data.id, &received)).await?;
    AttachmentService(state.services.clone()).attach(actor, new).await?;
    Ok(data.case_id.to_string())
}

/// Hands a file out, as a download and nothing else.
pub async fn send(Extracted(state): Extracted<State>, Extension(asked): Extension<Asked>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let as_page = wants_page(&headers);
    let Some(actor) = asked.actor else { return guard::to_sign_in_at(&format!("{ADDRESS}/{id}")) };
    if !actor.may(Permission::InquiryRead) {
        let fault = state.account.note_refusal(&actor, ADDRESS).await.err().unwrap_or(Fault::Forbidden);
        return of_fault(&fault, as_page);
    }
    match opened(&state, &actor, &id).await {
        Ok((file, stored)) => answer(file, &stored),
        Err(fault) => of_fault(&fault, as_page),
    }
}

async fn opened(state: &State, actor: &Actor, id: &str) -> Result<(std::fs::File, Stored), Fault> {
    let id = id.parse().map_err(|_| Fault::NotFound)?;
    let stored = AttachmentService(state.services.clone()).open(actor, id).await?;
    let (files, sha256) = (store(state), stored.sha256.clone());
    let file = on_disk(move || files.open(id, &sha256)).await?;
    let file = file.ok_or_else(|| internal(&format!("the content of the attached file {id} is missing, or is not what was sent")))?;
    Ok((file, stored))
}

fn answer(file: std::fs::File, stored: &Stored) -> Response {
    let mut response = Body::from_stream(chunks(file)).into_response();
    let name: String = percent_encoding::utf8_percent_encode(&stored.file.name, percent_encoding::NON_ALPHANUMERIC).to_string();
    // Old programs read the first name, which has to be ASCII.
    let disposition = format!("attachment; filename=\"file.{}\"; filename*=UTF-8''{name}", stored.file.kind.ending());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(stored.file.kind.media_type()));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(stored.file.size));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The content piece by piece, so that memory holds one piece at a time.
fn chunks(file: std::fs::File) -> impl futures::Stream<Item = io::Result<Bytes>> {
    futures::stream::try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            use std::io::Read;
            let mut buffer = Vec::new();
            let most = u64::try_from(CHUNK).unwrap_or(u64::MAX);
            (&mut file).take(most).read_to_end(&mut buffer).map(|_| (buffer, file))
        });
        let (buffer, file) = read.await.map_err(io::Error::other)??;
        Ok(if buffer.is_empty() { None } else { Some((Bytes::from(buffer), file)) })
    })
    .boxed()
}
