//! Spreadsheets: taken in whole or not at all, once, and taken back; written and read again without a difference.

use super::{ELSEWHERE, World, actor, on_both};
use crate::common::DESK;
use domain::account::{Actor, Role};
use domain::error::{Fault, Refusal};
use domain::id::{DeskId, ImportId};
use domain::inquiry::{InquiryForm, ListQuery};
use domain::patient::{PatientForm, PatientQuery};
use domain::ports::{CaseDesk, Format, InquiryDesk, PatientDesk, SheetDesk};
use domain::sheet::{Counts, ImportState, ImportView, SheetKind, SheetRefusal};
use sea_orm_migration::sea_orm::ConnectionTrait;
use server::service::sheets::SheetService;
use server::sheet::{Grid, read};

const HEAD: &str = "No,相談日,受付方法,相談者区分,相談者,主な相談内容,相談内容,対象者,フリガナ,生年月日,ケース番号,転帰\r\n";

fn file(rows: &[&str]) -> Vec<u8> {
    format!("{HEAD}{}\r\n", rows.join("\r\n")).into_bytes()
}

/// Three contacts of two cases, dates as different people wrote them.
fn three() -> Vec<u8> {
    file(&[
        "12,R8.4.1 10:30,電話,家族,佐藤 花,主治医紹介,訪問診療を始めたい,佐藤 キヨ,サトウ キヨ,S15.3.2,A-1,在宅医決定",
        "13,2026/4/3,来所,家族,佐藤 花,主治医紹介,その後の相談,佐藤 キヨ,さとう きよ,1940-03-02,A-1,在宅医決定",
        "14,令和7年12月24日 午後2時5分,FAX,ケアマネ,,苦情,返事がない,,,,,",
    ])
}

pub(super) fn sheets(world: &World) -> SheetService {
    SheetService::new(world.house.services.clone())
}

pub(super) async fn admin(world: &World) -> Actor {
    actor(&world.house, "root", Role::Admin, &[DESK]).await
}

/// Brings a file and has every row looked at.
pub(super) async fn look(sheets: &SheetService, who: &Actor, kind: SheetKind, desk: DeskId, bytes: Vec<u8>) -> ImportView {
    let id = sheets.upload(who, kind, desk, "記録.csv", bytes).await.unwrap();
    let seen = sheets.import(who, id).await.unwrap();
    let fields: Vec<String> = seen.preview.columns.iter().map(|c| c.field.clone()).collect();
    sheets.check_now(who, id, seen.version, &fields).await.unwrap();
    sheets.import(who, id).await.unwrap()
}

pub(super) async fn take(sheets: &SheetService, who: &Actor, kind: SheetKind, desk: DeskId, bytes: Vec<u8>) -> ImportView {
    let seen = look(sheets, who, kind, desk, bytes).await;
    assert_eq!(seen.line.counts.wrong, 0, "{:?}", seen.flaws);
    sheets.run_now(who, seen.line.id, seen.version).await.unwrap();
    sheets.import(who, seen.line.id).await.unwrap()
}

pub(super) fn table(kind: SheetKind, bytes: &[u8]) -> Grid {
    let grid = read(kind, bytes).unwrap();
    Grid { sheet: String::new(), ..grid }
}

pub(super) fn refusal<T: std::fmt::Debug>(answer: Result<T, Fault>) -> SheetRefusal {
    match answer {
        Err(Fault::Refused(Refusal::Sheet(refusal))) => refusal,
        other => panic!("it should have been refused: {other:?}"),
    }
}

on_both! {
    async fn a_file_becomes_records_with_numbers_of_their_year_cases_and_patients(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let desk = root.desks[0].id;
        let sjis = encoding_rs::SHIFT_JIS.encode(std::str::from_utf8(&three()).unwrap()).0.into_owned();
        let done = take(&sheets, &root, SheetKind::Inquiries, desk, sjis).await;
        assert_eq!((done.line.state, done.line.counts), (ImportState::Done, Counts { rows: 3, fresh: 3, ..Counts::default() }));
        let list = world.inquiry.list(&world.hanako, &ListQuery { sort: "number".into(), ..ListQuery::default() }).await.unwrap();
        let numbers: Vec<&str> = list.rows.iter().map(|r| r.number.as_str()).collect();
        assert_eq!(numbers, ["R8-000002", "R8-000001", "R7-000001"]);
        let first = world.see(list.rows[1].id).await;
        assert_eq!((first.form.received_at.as_str(), first.form.backdate_reason.as_str(), first.recorded_by.as_str()), ("2026-04-01T10:30", "取込み", "rootさん"));
        let (patient, case) = (first.patient.unwrap(), first.case);
        assert_eq!((patient.name.as_str(), patient.kana.as_str(), case.outcome.unwrap().as_str()), ("佐藤 キヨ", "さとう きよ", "doctor_assigned"));
        assert_eq!((list.rows[0].case.id, list.rows[0].patient.as_ref().map(|p| p.id)), (case.id, Some(patient.id)), "one case, one patient");
        assert_eq!(list.rows[2].case.status.code(), "closed", "an old record without a state does not wait for anybody");
        assert_eq!(world.inquiry.list(&world.hanako, &ListQuery { q: "さとうきよ".into(), ..ListQuery::default() }).await.unwrap().total, 2, "found as any record is");
        // The next call takes the next number.
        assert_eq!(world.record(&world.call("新しい相談")).await.number, "R8-000003");
        let log = world.audit().await;
        assert!(log.iter().any(|l| l.deed == "import" && l.kind == "import" && l.note == "inquiries 3"));
        assert_eq!(log.iter().filter(|l| l.deed == "create" && l.kind == "inquiry" && l.note == "取込み").count(), 3);
    }

    async fn the_same_file_again_adds_nothing_and_what_changed_in_it_is_told(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let desk = root.desks[0].id;
        take(&sheets, &root, SheetKind::Inquiries, desk, three()).await;
        let before = world.stored().await;
        let again = look(&sheets, &root, SheetKind::Inquiries, desk, three()).await;
        assert_eq!(again.line.counts, Counts { rows: 3, known: 3, ..Counts::default() });
        assert_eq!(refusal(sheets.run_now(&root, again.line.id, again.version).await), SheetRefusal::NothingToTake);
        let more = String::from_utf8(three()).unwrap().replace("返事がない", "返事が来ない") + "15,R8.5.1,電話,家族,佐藤 花,主治医紹介,続き,佐藤 キヨ,サトウ キヨ,S15.3.2,A-1,\r\n";
        let seen = look(&sheets, &root, SheetKind::Inquiries, desk, more.into_bytes()).await;
        assert_eq!(seen.line.counts, Counts { rows: 4, fresh: 1, known: 2, differing: 1, ..Counts::default() });
        sheets.run_now(&root, seen.line.id, seen.version).await.unwrap();
        let after = world.stored().await;
        assert_eq!((after[0] - before[0], after[2] - before[2], after[5] - before[5]), (1, 0, 0), "the new row joins its case");
        let texts = world.inquiry.list(&world.hanako, &ListQuery { q: "返事が来ない".into(), ..ListQuery::default() }).await.unwrap();
        assert_eq!(texts.total, 0, "a known row is left alone");
    }

    async fn rows_without_a_number_are_known_again_by_what_they_say_twins_too(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let desk = root.desks[0].id;
        let bytes = "受付日時,受付方法,相談者区分,主な相談内容,相談内容\n2026-04-01,電話,家族,苦情,同じ\n2026-04-01,電話,家族,苦情,同じ\n".as_bytes().to_vec();
        assert_eq!(take(&sheets, &root, SheetKind::Inquiries, desk, bytes.clone()).await.line.counts.fresh, 2);
        assert_eq!(look(&sheets, &root, SheetKind::Inquiries, desk, bytes).await.line.counts.known, 2);
    }

    async fn one_wrong_row_keeps_everything_out_and_is_told_with_its_reasons(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let desk = root.desks[0].id;
        let before = world.stored().await;
        let bytes = file(&["1,R8.4.1,電話,家族,,苦情,よい行,,,,,", "2,R8.13.1,伝書鳩,家族,,苦情,,,,,,", "1,R8.4.2,電話,家族,,苦情,番号が同じ,,,,,", "3,R8.4.1,電話,家族,,苦情,甲,佐藤 キヨ,,,B,", "4,R8.4.1,電話,家族,,苦情,乙,鈴木 一郎,,,B,"]);
        let seen = look(&sheets, &root, SheetKind::Inquiries, desk, bytes).await;
        assert_eq!((seen.line.counts.wrong, seen.line.counts.fresh), (3, 2));
        let told: Vec<(u32, &str)> = seen.flaws.iter().map(|f| (f.row, f.field.as_str())).collect();
        assert_eq!(told, [(3, "received_at"), (3, "channel"), (3, "content"), (4, "number"), (6, "case_number")]);
        assert_eq!(refusal(sheets.run_now(&root, seen.line.id, seen.version).await), SheetRefusal::NothingToTake);
        let csv = String::from_utf8(sheets.wrong_rows(&root, seen.line.id).await.unwrap()).unwrap();
        assert!(csv.starts_with("\u{feff}行,理由,No,相談日") && csv.contains("伝書鳩") && csv.contains("その日付は暦にありません"), "{csv}");
        assert_eq!(world.stored().await[..6], before[..6], "nothing was stored");
    }

    async fn an_import_is_taken_back_whole_unless_somebody_built_upon_it(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let desk = root.desks[0].id;
        let done = take(&sheets, &root, SheetKind::Inquiries, desk, three()).await;
        assert!(matches!(sheets.undo(&root, done.line.id, done.version, " ").await, Err(Fault::Invalid(_))), "a reason is asked for");
        sheets.undo(&root, done.line.id, done.version, "列を間違えた").await.unwrap();
        assert_eq!(sheets.import(&root, done.line.id).await.unwrap().line.state, ImportState::Undone);
        assert_eq!(world.inquiry.list(&world.hanako, &ListQuery { status: "open".into(), ..ListQuery::default() }).await.unwrap().total, 0);
        let list = world.inquiry.list(&world.hanako, &ListQuery::default()).await.unwrap();
        assert!(list.rows.iter().all(|r| r.voided && r.case.status.code() == "voided"), "nothing is deleted");
        assert!(world.patient.find(&world.hanako, "佐藤").await.unwrap().is_empty(), "its patients are in no list");
        let listed = world.patient.list(&world.hanako, &PatientQuery { state: "all".into(), ..PatientQuery::default() }).await.unwrap();
        let doubles = world.patient.duplicates(&world.hanako).await.unwrap();
        assert_eq!((listed.total, doubles.pairs.len()), (0, 0));
        assert_eq!(world.see(list.rows[0].id).await.voided.unwrap().reason, "列を間違えた");
        assert_eq!(refusal(sheets.undo(&root, done.line.id, done.version + 1, "もう一度").await), SheetRefusal::NotNow);
        // The file can come again; this time a colleague goes on with one of the cases.
        let again = take(&sheets, &root, SheetKind::Inquiries, desk, three()).await;
        assert_eq!(again.line.counts.fresh, 3);
        let row = world.inquiry.list(&world.hanako, &ListQuery { q: "訪問診療".into(), ..ListQuery::default() }).await.unwrap().rows.into_iter().find(|r| !r.voided).unwrap();
        world.cases.reopen(&world.hanako, row.case.id, 1, "続きがあった").await.unwrap();
        let refused = refusal(sheets.undo(&root, again.line.id, again.version, "取り消したい").await);
        assert_eq!(refused, SheetRefusal::Changed { count: 1, some: vec![row.case.number] });
        assert!(world.see(row.id).await.voided.is_none(), "nothing was voided");
    }

    async fn what_is_written_reads_back_into_an_empty_desk_as_the_same_table(world: World) {
        let sheets = sheets(&world);
        world.until("2026-11-22T11:00");
        let about = InquiryForm { patient_birth: "S15.3.2".into(), patient_sex: "female".into(), patient_address: "北町1-2".into(), minutes: "15".into(), ..world.call_about("髙橋 ハル", "たかはし はる") };
        let first = world.record(&InquiryForm { telephone: "+81-90-1234-5678".into(), response: "-折り返し".into(), ..about }).await;
        let tricky = InquiryForm { other_categories: vec!["medical/symptom".into(), "complaint".into()], main_category: "other".into(), caller_name: "'=花子".into(), ..world.call("=SUM(A1)\n\"二行目\",、") };
        world.pass_minutes(1);
        let second = world.record(&InquiryForm { staff_id: world.hanako.user_id.to_string(), next_date: "2026-12-01".into(), ..tricky }).await;
        world.pass_minutes(1);
        let third = world.record(&InquiryForm { outcome: "resolved_info".into(), ..world.call("@終わり") }).await;
        world.pass_minutes(1);
        world.record(&InquiryForm { case_id: first.case_id.to_string(), ..world.call("同じケースの続き") }).await;
        world.pass_minutes(1);
        world.record(&InquiryForm { patient_birth: "84歳くらい".into(), ..world.call_about("山田 太郎", "") }).await;
        world.inquiry.void(&world.hanako, third.id, "二重に記録した").await.unwrap();
        assert!(second.number.ends_with("2"));
        let both = actor(&world.house, "both", Role::Admin, &[ELSEWHERE]).await;
        // Whoever is in charge must be at the other desk as well.
        let sql = format!("INSERT INTO user_desks (user_id, desk_id) SELECT u.id, d.id FROM users u, desks d WHERE u.login = 'hanako' AND d.name = '{ELSEWHERE}'");
        world.house.db.connection().execute_unprepared(&sql).await.unwrap();
        let here = ListQuery { sort: "received_asc".into(), ..ListQuery::default() };
        for format in [Format::Xlsx, Format::Csv] {
            let written = sheets.export_inquiries(&world.taro, &here, format).await.unwrap();
            let seen = look(&sheets, &both, SheetKind::Inquiries, both.desks[0].id, written.clone()).await;
            if format == Format::Xlsx {
                assert_eq!(seen.line.counts, Counts { rows: 5, fresh: 5, ..Counts::default() }, "{:?}", seen.flaws);
                sheets.run_now(&both, seen.line.id, seen.version).await.unwrap();
            } else {
                assert_eq!(seen.line.counts, Counts { rows: 5, known: 5, ..Counts::default() }, "the other format says the same");
            }
            let again = sheets.export_inquiries(&world.kiku, &here, format).await.unwrap();
            assert_eq!(table(SheetKind::Inquiries, &again), table(SheetKind::Inquiries, &written), "{format:?}");
            // Back into the desk where it came from: everything is there already.
            let root = Actor { roles: vec![Role::Admin], ..world.taro.clone() };
            let back = look(&sheets, &root, SheetKind::Inquiries, root.desks[0].id, written).await;
            assert_eq!(back.line.counts, Counts { rows: 5, known: 5, ..Counts::default() });
        }
        let text = String::from_utf8(sheets.export_inquiries(&world.taro, &here, Format::Csv).await.unwrap()).unwrap();
        for defused in ["\"'=SUM(A1)", "'@終わり", "'-折り返し", "'+81-90-1234-5678", "''=花子"] {
            assert!(text.contains(defused), "{defused} in {text}");
        }
        assert!(text.starts_with('\u{feff}') && text.contains("\r\n"));
    }

    async fn patients_go_out_and_come_in_the_same_way(world: World) {
        let sheets = sheets(&world);
        let (_, haru) = world.patient("髙橋 ハル", "たかはし はる").await;
        world.patient.edit(&world.hanako, haru, 1, &PatientForm { patient_name: "髙橋 ハル".into(), patient_kana: "たかはし はる".into(), patient_birth: "S7.1.9".into(), patient_care_level: "care2".into(), ..PatientForm::default() }).await.unwrap();
        world.patient("山田 太郎", "").await;
        let root = Actor { roles: vec![Role::Admin], ..world.kiku.clone() };
        let written = sheets.export_patients(&world.hanako, &PatientQuery::default(), Format::Xlsx).await.unwrap();
        let done = take(&sheets, &root, SheetKind::Patients, root.desks[0].id, written.clone()).await;
        assert_eq!(done.line.counts, Counts { rows: 2, fresh: 2, ..Counts::default() });
        let again = sheets.export_patients(&world.kiku, &PatientQuery::default(), Format::Xlsx).await.unwrap();
        let sorted = |bytes: &[u8]| {
            let mut rows: Vec<String> = table(SheetKind::Patients, bytes).rows.into_iter().map(|(_, cells)| format!("{cells:?}")).collect();
            rows.sort();
            rows
        };
        assert_eq!(sorted(&again), sorted(&written));
        let known = look(&sheets, &root, SheetKind::Patients, root.desks[0].id, again).await;
        assert_eq!(known.line.counts.known, 2);
        // The same kana and day of birth with another address is the same person, and is left alone; a mere namesake is somebody new.
        let bytes = "氏名,ふりがな,生年月日,住所\n高橋 春,タカハシ ハル,S7.1.9,南町3\n山田 太郎,やまだ たろう,S10.1.1,\n".as_bytes().to_vec();
        let seen = look(&sheets, &root, SheetKind::Patients, root.desks[0].id, bytes).await;
        assert_eq!(seen.line.counts, Counts { rows: 2, fresh: 1, differing: 1, namesakes: 1, ..Counts::default() });
    }

    async fn a_row_about_a_known_person_is_linked_by_kana_and_birth_and_by_nothing_less(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let form = InquiryForm { patient_birth: "S15.3.2".into(), ..world.call_about("佐藤 キヨ", "さとう きよ") };
        let known = world.record(&form).await;
        let known = world.see(known.id).await.patient.unwrap().id;
        let bytes = file(&["1,R8.4.1,電話,家族,,苦情,本人,佐藤きよ,サトウ キヨ,1940/3/2,,", "2,R8.4.2,電話,家族,,苦情,別人かもしれない,佐藤 キヨ,さとう きよ,,,"]);
        let done = take(&sheets, &root, SheetKind::Inquiries, root.desks[0].id, bytes).await;
        assert_eq!((done.line.counts.linked, done.line.counts.namesakes), (1, 1));
        let who = |rows: &[domain::inquiry::InquiryRow], text: &str| rows.iter().find(|r| r.excerpt == text).unwrap().patient.as_ref().unwrap().id;
        let rows = world.inquiry.list(&world.hanako, &ListQuery::default()).await.unwrap().rows;
        assert!(who(&rows, "本人") == known && who(&rows, "別人かもしれない") != known);
    }

    async fn only_who_may_takes_in_and_only_for_the_own_desk(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let desk = root.desks[0].id;
        let seen = look(&sheets, &root, SheetKind::Inquiries, desk, three()).await;
        let id: ImportId = seen.line.id;
        let other = Actor { desks: world.kiku.desks.clone(), ..root.clone() };
        let before = world.stored().await;
        for who in [&world.hanako, &world.taro, &other] {
            let answers = [
                sheets.upload(who, SheetKind::Inquiries, desk, "x.csv", three()).await.map(drop),
                sheets.import(who, id).await.map(drop),
                sheets.check(who, id, seen.version, &[]).await,
                sheets.run(who, id, seen.version).await,
                sheets.undo(who, id, seen.version, "理由").await,
                sheets.discard(who, id, seen.version).await,
                sheets.wrong_rows(who, id).await.map(drop),
            ];
            assert!(answers.iter().all(|a| *a == Err(Fault::Forbidden)), "{answers:?}");
        }
        assert!(sheets.imports(&other).await.unwrap().imports.is_empty());
        assert_eq!(sheets.imports(&world.hanako).await.map(drop), Err(Fault::Forbidden));
        assert_eq!(sheets.export_inquiries(&root, &ListQuery::default(), Format::Csv).await.map(drop), Err(Fault::Forbidden), "an administrator sees nobody's data");
        assert_eq!(sheets.export_patients(&root, &PatientQuery::default(), Format::Csv).await.map(drop), Err(Fault::Forbidden));
        assert_eq!(world.stored().await[..6], before[..6]);
        world.record(&world.call("本部の件")).await;
        let theirs = String::from_utf8(sheets.export_inquiries(&world.kiku, &ListQuery::default(), Format::Csv).await.unwrap()).unwrap();
        assert_eq!(theirs.lines().count(), 1, "another desk's list is empty: {theirs}");
        let line = world.audit().await.into_iter().rfind(|l| l.deed == "export").unwrap();
        assert_eq!((line.kind.as_str(), line.note.as_str(), line.user_name.as_str()), ("list", "inquiries 0", "kikuさん"));
    }

    async fn two_people_pressing_at_once_take_it_in_once(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let seen = look(&sheets, &root, SheetKind::Inquiries, root.desks[0].id, three()).await;
        let (one, two) = futures::join!(sheets.run_now(&root, seen.line.id, seen.version), sheets.run_now(&root, seen.line.id, seen.version));
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
        assert_eq!(world.stored().await[0], 3);
    }
}
