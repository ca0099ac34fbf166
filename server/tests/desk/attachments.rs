//! Attached files: written down once, counted per case, voided with a reason; their contents sent, checked and swept.

use super::{World, on_both};
use crate::common::{House, OWN};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use db::attachment::NewAttachment;
use domain::account::Role;
use domain::attachment::{CASE_MAX, FILE_MAX, MediaKind};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{AttachmentId, CaseId};
use domain::ports::{AttachmentDesk, InquiryDesk};
use server::files::Files;
use server::service::attachment::AttachmentService;
use std::path::PathBuf;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n";

fn new(case_id: CaseId, size: u64) -> NewAttachment {
    let id = AttachmentId::new();
    NewAttachment { id, case_id, name: "同意書.pdf".into(), kind: MediaKind::Pdf, size, sha256: format!("{id}"), description: "原本".into() }
}

on_both! {
    async fn a_file_is_written_down_once_logged_and_told_in_the_case(world: World) {
        let files = AttachmentService(world.house.services.clone());
        let case = world.record(&world.call("書類がある")).await.case_id;
        let changes = world.see_case(case).await.changes;
        let file = new(case, 10);
        files.attach(&world.hanako, file.clone()).await.unwrap();
        files.attach(&world.hanako, file.clone()).await.unwrap();
        let other = NewAttachment { sha256: "別".into(), ..file.clone() };
        assert_eq!(files.attach(&world.hanako, other).await, Err(Fault::Refused(Refusal::FileRecorded)));
        let found = files.of_case(&world.taro, case).await.unwrap();
        assert_eq!(found.files.iter().map(|f| (f.name.as_str(), f.size, f.by_name.as_str())).collect::<Vec<_>>(), [("同意書.pdf", 10, "hanakoさん")]);
        assert_eq!(world.audit().await.iter().filter(|l| l.kind == "attachment" && l.deed == "attach").count(), 1);
        let seen = world.see_case(case).await;
        assert!(seen.changes > changes && seen.history.iter().any(|c| c.fields.iter().any(|f| f.after == "同意書.pdf")));
        files.open(&world.taro, file.id).await.unwrap();
        assert!(world.audit().await.iter().any(|l| l.kind == "attachment" && l.deed == "view" && l.user_name == "taroさん"));
        assert_eq!(crate::desk::flaw(files.void(&world.taro, file.id, "").await, "reason"), Flaw::Required);
        assert_eq!(files.void(&world.taro, file.id, "別の人の書類").await, Ok(case));
        assert_eq!(files.open(&world.taro, file.id).await, Err(Fault::NotFound));
        assert_eq!(files.of_case(&world.hanako, case).await.unwrap().files[0].voided.as_ref().unwrap().reason, "別の人の書類");
    }

    async fn a_case_holds_so_much_and_no_more(world: World) {
        let files = AttachmentService(world.house.services.clone());
        let case = world.record(&world.call("書類が多い")).await.case_id;
        for _ in 0..CASE_MAX / FILE_MAX {
            files.attach(&world.hanako, new(case, FILE_MAX)).await.unwrap();
        }
        assert_eq!(crate::desk::flaw(files.attach(&world.hanako, new(case, 1)).await, "file"), Flaw::CaseFilesFull { max: 200 });
        let first = files.of_case(&world.hanako, case).await.unwrap().files[0].id;
        files.void(&world.hanako, first, "重複").await.unwrap();
        files.attach(&world.hanako, new(case, 1)).await.unwrap();
    }

    async fn another_desk_and_other_roles_neither_see_nor_attach(world: World) {
        let files = AttachmentService(world.house.services.clone());
        let case = world.record(&world.call("書類がある")).await.case_id;
        let file = new(case, 10);
        files.attach(&world.hanako, file.clone()).await.unwrap();
        let doctor = crate::desk::actor(&world.house, "doctor", Role::Physician, &[crate::common::DESK]).await;
        for who in [&world.kiku, &doctor] {
            assert_eq!(files.of_case(who, case).await, Err(Fault::Forbidden));
            assert_eq!(files.may_attach(who, case).await, Err(Fault::Forbidden));
            assert_eq!(files.attach(who, new(case, 1)).await, Err(Fault::Forbidden));
            assert_eq!(files.open(who, file.id).await, Err(Fault::Forbidden));
            assert_eq!(files.void(who, file.id, "x").await, Err(Fault::Forbidden));
        }
    }
}

/// What a browser sends.
fn sent(session: &str, case: CaseId, id: AttachmentId, name: &str, content: &[u8], site: &str) -> Request<Body> {
    let mut body = Vec::new();
    for (field, text) in [("id", id.to_string()), ("case_id", case.to_string()), ("description", "原本は金庫".to_owned())] {
        body.extend(format!("--line\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n").into_bytes());
    }
    body.extend(format!("--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n").into_bytes());
    body.extend(content);
    body.extend(b"\r\n--line--\r\n");
    let request = Request::post("/attachments").header(header::ACCEPT, "text/html").header(header::CONTENT_TYPE, "multipart/form-data; boundary=line");
    let request = request.header(header::ORIGIN, site).header("sec-fetch-site", if site == OWN { "same-origin" } else { "cross-site" });
    let request = request.header(header::REFERER, format!("{OWN}/cases/{case}")).header(header::COOKIE, format!("madoguchi_session={session}"));
    request.body(Body::from(body)).unwrap()
}

/// A house with one case, somebody signed in, and the folder of the contents.
async fn house() -> (House, String, CaseId, PathBuf) {
    let folder = std::env::temp_dir().join(format!("madoguchi-files-{}", uuid::Uuid::now_v7()));
    let house = House::on(crate::common::Kind::Sqlite, &[("MADOGUCHI_ATTACHMENTS", folder.to_str().unwrap())]).await;
    let session = house.person("hanako", Role::DeskStaff).await;
    let actor = house.account.actor_of(&session, &crate::common::here()).await.unwrap().unwrap();
    let form = domain::inquiry::InquiryForm {
        id: domain::id::InquiryId::new().to_string(),
        desk_id: actor.desks[0].id.to_string(),
        channel: "phone".into(),
        caller_type: "family".into(),
        main_category: "complaint".into(),
        content: "書類がある".into(),
        ..Default::default()
    };
    let case = server::service::inquiry::InquiryService(house.services.clone()).record(&actor, &form).await.unwrap().case_id;
    (house, session, case, folder)
}

fn names(folder: &std::path::Path) -> Vec<String> {
    std::fs::read_dir(folder).map(|d| d.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect()).unwrap_or_default()
}

#[tokio::test]
async fn a_file_goes_in_and_comes_out_as_a_download_and_nothing_else() {
    let (house, session, case, folder) = house().await;
    let id = AttachmentId::new();
    for _ in 0..2 {
        let answer = house.ask(sent(&session, case, id, "..\\悪い<名前>.html", PDF, OWN)).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, format!("/cases/{case}?done=attach#attachments").as_str()), "{}", answer.text);
    }
    assert_eq!(names(&folder).len(), 1, "sent twice it is one file");
    let got = house.get(&format!("/attachments/{id}"), Some(&session)).await;
    assert_eq!((got.status, got.text.as_bytes()), (StatusCode::OK, PDF));
    assert_eq!((got.header("content-type"), got.header("x-content-type-options"), got.header("cache-control")), ("application/pdf", "nosniff", "no-store"));
    assert!(got.header("content-disposition").starts_with("attachment; filename=\"file.pdf\"; filename*=UTF-8''%E6%82%AA"), "{}", got.header("content-disposition"));
    assert!(got.header("content-security-policy").contains("sandbox"));
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let path = folder.join(&names(&folder)[0]);
    assert_eq!((mode(&folder), mode(&path)), (0o700, 0o600));
    assert_eq!(house.get(&format!("/attachments/{id}"), None).await.status, StatusCode::FOUND, "strangers sign in first");
    assert_eq!(house.get("/attachments/none", Some(&session)).await.status, StatusCode::NOT_FOUND);
    let doctor = house.person("doctor", Role::Physician).await;
    assert_eq!(house.get(&format!("/attachments/{id}"), Some(&doctor)).await.status, StatusCode::FORBIDDEN);
    std::fs::write(&path, "変えられた").unwrap();
    let broken = house.get(&format!("/attachments/{id}"), Some(&session)).await;
    assert!(broken.status == StatusCode::INTERNAL_SERVER_ERROR && broken.text.contains("問い合わせ番号") && !broken.text.contains("変えられた"), "{}", broken.text);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind_and_comes_back_with_what_was_typed() {
    let (house, session, case, folder) = house().await;
    let large = vec![b'x'; usize::try_from(FILE_MAX).unwrap() + 1];
    for (content, message) in [(&b"<html><script>1</script>"[..], "この種類のファイルは添付できません"), (&large, "ファイルは20MBまでです"), (b"", "ファイルを選んでください")]
    {
        let answer = house.ask(sent(&session, case, AttachmentId::new(), "写真.pdf", content, OWN)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let back = answer.header("location").to_owned();
        assert!(back.starts_with(&format!("/cases/{case}?kept=")), "{back}");
        let page = house.get(&back, Some(&session)).await;
        assert!(page.text.contains(message) && page.text.contains("原本は金庫") && page.text.contains("写真.pdf"), "{message}");
        assert!(names(&folder).is_empty(), "{message}: {:?}", names(&folder));
    }
    let foreign = house.ask(sent(&session, case, AttachmentId::new(), "a.pdf", PDF, "https://evil.example")).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(house.ask(sent("", case, AttachmentId::new(), "a.pdf", PDF, OWN)).await.status, StatusCode::FOUND);
    let nowhere = house.ask(sent(&session, CaseId::new(), AttachmentId::new(), "a.pdf", PDF, OWN)).await;
    assert!(nowhere.status != StatusCode::OK && names(&folder).is_empty());
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test]
async fn contents_without_a_record_are_swept_out_after_a_day_and_copies_are_complete() {
    let (house, session, case, folder) = house().await;
    let id = AttachmentId::new();
    house.ask(sent(&session, case, id, "a.pdf", PDF, OWN)).await;
    std::fs::write(folder.join(format!("{}.abc", AttachmentId::new())), "孤児").unwrap();
    std::fs::write(folder.join("x.part"), "途中").unwrap();
    let (files, now) = (Files::new(folder.clone()), std::time::SystemTime::now());
    assert_eq!(files.sweep(&house.db, now).await.unwrap(), 0, "its record may be on its way");
    let tomorrow = now + std::time::Duration::from_secs(25 * 3600);
    assert_eq!(files.sweep(&house.db, tomorrow).await.unwrap(), 2);
    assert_eq!(house.get(&format!("/attachments/{id}"), Some(&session)).await.status, StatusCode::OK);
    let copy = folder.with_extension("copy");
    assert_eq!((files.copy_to(&copy).unwrap(), files.copy_to(&copy).unwrap()), (1, 1));
    assert_eq!(names(&copy), names(&folder));
    std::fs::remove_dir_all(copy).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}
