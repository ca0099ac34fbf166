//! The log: one line for each deed, with who, from where and about whom, in the deed's own transaction; never changed again.

use super::{Line, World, entry, on_both};
use db::DbError;
use domain::account::Actor;
use domain::cases::{CaseForm, CaseStatus, CloseForm};
use domain::error::Fault;
use domain::id::PatientId;
use domain::inquiry::{InquiryForm, ListQuery, MatchQuery};
use domain::patient::PatientForm;
use domain::ports::{CaseDesk, InquiryDesk, PatientDesk, TodayDesk};
use futures::FutureExt;
use sea_orm_migration::sea_orm::ConnectionTrait;

/// Deed and kind of each line, in the order of writing; where the clock stands still, the ids tell it.
fn deeds(lines: &[Line]) -> Vec<String> {
    lines.iter().map(|l| format!("{} {}", l.deed, l.kind)).collect()
}

/// Checks what was logged since `known` lines: these deeds, by hanako from her browser, about the patient. The new length.
async fn told(world: &World, known: usize, expected: &[&str], patient: Option<PatientId>) -> usize {
    let lines = world.logged(known, expected.len()).await;
    assert_eq!(deeds(&lines), expected);
    for line in &lines {
        assert_eq!((line.user_name.as_str(), line.from.as_str()), ("hanakoさん", "192.0.2.7"), "{line:?}");
        assert_eq!(line.patient, patient, "{line:?}");
        assert_eq!(line.after.is_some(), !matches!(line.deed.as_str(), "view" | "print" | "add_entry"), "{line:?}");
        assert_eq!(line.before.is_some(), !matches!(line.deed.as_str(), "view" | "print" | "add_entry" | "create"), "{line:?}");
    }
    known + lines.len()
}

on_both! {
    async fn recording_logs_each_record_that_it_makes_or_changes(world: World) {
        let known = world.audit().await.len();
        let first = world.record(&world.call("一般の質問")).await;
        let known = told(&world, known, &["create case", "create inquiry"], None).await;
        let (second, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let known = told(&world, known, &["create patient", "create case", "create inquiry", "view inquiry"], Some(patient)).await;
        world.record(&world.call_again(patient)).await;
        let known = told(&world, known, &["update case", "create inquiry"], Some(patient)).await;
        world.record(&world.call_again(patient)).await;
        let known = told(&world, known, &["create inquiry"], Some(patient)).await;
        world.record(&InquiryForm { outcome: "resolved_info".into(), ..world.call_again(patient) }).await;
        told(&world, known, &["close case", "create inquiry"], Some(patient)).await;
        let lines = world.audit().await;
        let of = |record: String| lines.iter().filter(|l| l.record == record).map(|l| l.version).collect::<Vec<_>>();
        assert_eq!((of(first.id.to_string()), of(second.case_id.to_string())), (vec![1], vec![1, 2, 3]));
    }

    async fn each_change_of_a_case_leaves_one_line(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let second = world.record(&InquiryForm { separate_case: "1".into(), response: "案内した".into(), ..world.call_again(patient) }).await;
        let (who, case, p) = (&world.hanako, second.case_id, Some(patient));
        let known = world.audit().await.len();
        world.cases.edit(who, case, 1, &CaseForm { status: "arranging".into(), ..CaseForm::default() }).await.unwrap();
        let known = told(&world, known, &["update case"], p).await;
        world.cases.add_entry(who, case, &entry("打診した")).await.unwrap();
        let known = told(&world, known, &["add_entry case"], p).await;
        world.cases.add_entry(who, first.case_id, &entry("打診した")).await.unwrap();
        let known = told(&world, known, &["add_entry case", "update case"], p).await;
        world.cases.link(who, case, first.case_id).await.unwrap();
        let known = told(&world, known, &["link case", "link case"], p).await;
        world.cases.close(who, case, 2, &CloseForm { outcome: "resolved_info".into(), remark: String::new() }).await.unwrap();
        let known = told(&world, known, &["close case"], p).await;
        world.cases.reopen(who, case, 3, "再び").await.unwrap();
        let known = told(&world, known, &["reopen case"], p).await;
        world.cases.void(who, case, 4, "誤入力").await.unwrap();
        let known = told(&world, known, &["void case"], p).await;
        world.cases.set_patient(who, first.case_id, 2, &InquiryForm::default()).await.unwrap();
        told(&world, known, &["update case", "link case", "link case"], p).await;
    }

    async fn corrections_moves_and_voidings_leave_one_line_for_each_record(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let second = world.record(&world.call_again(patient)).await;
        let form = world.see(first.id).await.form;
        let (who, p) = (&world.hanako, Some(patient));
        let known = world.audit().await.len();
        world.inquiry.edit(who, first.id, 1, &InquiryForm { minutes: "5".into(), ..form }).await.unwrap();
        let known = told(&world, known, &["update inquiry"], p).await;
        world.cases.move_inquiry(who, second.id, "", "").await.unwrap();
        let known = told(&world, known, &["create case", "move inquiry", "move case", "move case"], p).await;
        world.inquiry.void(who, second.id, "誤入力").await.unwrap();
        let known = told(&world, known, &["void inquiry"], p).await;
        let form = PatientForm { patient_name: "佐藤 清".into(), ..PatientForm::default() };
        world.patient.edit(who, patient, 1, &form).await.unwrap();
        told(&world, known, &["update patient"], p).await;
        let line = world.audit().await.pop().unwrap();
        assert!(line.before.unwrap().contains("さとう きよ") && line.after.unwrap().contains("佐藤 清"));
    }

    async fn what_was_refused_leaves_no_line(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let known = world.audit().await.len();
        assert!(world.inquiry.record(&world.hanako, &world.call_about("佐藤キヨ", "")).await.is_err());
        assert!(world.inquiry.edit(&world.hanako, first.id, 1, &InquiryForm::default()).await.is_err());
        assert!(world.cases.reopen(&world.hanako, first.case_id, 1, "再び").await.is_err());
        assert!(world.cases.move_inquiry(&world.hanako, first.id, "", "").await.is_err());
        assert!(world.patient.edit(&world.hanako, patient, 1, &PatientForm::default()).await.is_err());
        assert!(world.inquiry.inquiry(&world.kiku, first.id).await.is_err());
        assert!(world.cases.case(&world.kiku, first.case_id).await.is_err());
        assert_eq!(deeds(&world.audit().await.split_off(known)), Vec::<String>::new());
    }

    async fn whoever_sees_a_patient_s_data_is_logged_with_the_patient(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let (who, p) = (&world.hanako, Some(patient));
        let known = world.audit().await.len();
        world.inquiry.sheet(who, first.id).await.unwrap();
        let known = told(&world, known, &["print inquiry"], p).await;
        world.inquiry.inquiry(who, first.id).await.unwrap();
        let known = told(&world, known, &["view inquiry"], p).await;
        world.cases.case(who, first.case_id).await.unwrap();
        let known = told(&world, known, &["view case"], p).await;
        world.patient.patient(who, patient).await.unwrap();
        let known = told(&world, known, &["view patient"], p).await;
        world.inquiry.blank(who, None, Some(first.case_id)).await.unwrap();
        let known = told(&world, known, &["view patient"], p).await;
        world.inquiry.blank(who, None, None).await.unwrap();
        world.cases.changes(who, first.case_id).await.unwrap();
        told(&world, known, &[], p).await;
        let seen: Vec<String> = world.audit().await.split_off(known - 4).into_iter().map(|l| l.record).collect();
        assert_eq!(seen, [first.id.to_string(), first.case_id.to_string(), patient.to_string(), patient.to_string()]);
    }

    async fn other_callers_from_the_same_number_are_named_in_the_look_and_what_a_page_asks_by_itself_is_marked(world: World) {
        let call = InquiryForm { telephone: "090-1234-5678".into(), ..world.call("一件目") };
        let first = world.record(&call).await;
        let second = world.record(&InquiryForm { telephone: "090-1234-5678".into(), ..world.call_about("佐藤 キヨ", "さとう きよ") }).await;
        world.see(first.id).await;
        let line = world.audit().await.pop().unwrap();
        assert_eq!((line.deed.as_str(), line.note.as_str()), ("view", ""));
        assert!(line.after.unwrap().contains(&second.id.to_string()));
        let page = Actor { automatic: true, ..world.hanako.clone() };
        world.today.today(&page).await.unwrap();
        assert_eq!(world.audit().await.pop().unwrap().note, "today 2 auto");
        world.inquiry.inquiry(&page, second.id).await.unwrap();
        assert_eq!(world.audit().await.pop().unwrap().note, "auto");
    }

    async fn a_draft_that_is_thrown_away_leaves_a_line_of_its_own(world: World) {
        let form = world.call("書きかけ");
        let id = form.id.parse().unwrap();
        world.inquiry.keep_draft(&world.hanako, &form, None).await.unwrap();
        let known = world.audit().await.len();
        world.inquiry.discard_draft(&world.hanako, id).await.unwrap();
        assert!(world.inquiry.discard_draft(&world.hanako, id).await.is_err());
        let lines = world.audit().await.split_off(known);
        assert_eq!((deeds(&lines), lines[0].note.as_str(), lines[0].record.as_str()), (vec!["void list".to_owned()], "draft", form.id.as_str()));
        assert_eq!(world.see(world.record(&form).await.id).await.history, [], "it is no part of a record that comes of it after all");
    }

    async fn a_list_leaves_one_line_that_names_what_was_on_it(world: World) {
        let call = InquiryForm { telephone: "090-1234-5678".into(), ..world.call_about("佐藤 キヨ", "さとう きよ") };
        let first = world.record(&call).await;
        let patient = world.see(first.id).await.patient.unwrap().id.to_string();
        let inquiry = first.id.to_string();
        let who = &world.hanako;
        let mut known = world.audit().await.len();
        world.inquiry.list(who, &ListQuery::default()).await.unwrap();
        known = listed(&world, known, "list 1", &[&inquiry]).await;
        world.inquiry.matches(who, &MatchQuery { telephone: "0901".into(), ..MatchQuery::default() }).await.unwrap();
        known = listed(&world, known, "matches 2", &[&patient, &inquiry]).await;
        world.patient.find(who, "佐藤").await.unwrap();
        known = listed(&world, known, "patients 1", &[&patient]).await;
        world.today.today(who).await.unwrap();
        known = listed(&world, known, "today 1", &[&inquiry]).await;
        world.inquiry.list(who, &ListQuery { q: "無い言葉".into(), ..ListQuery::default() }).await.unwrap();
        assert_eq!(world.audit().await.len(), known, "who saw nobody is not logged");
    }

    async fn no_line_of_the_log_or_of_a_case_s_record_is_ever_changed_or_taken_out(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        world.cases.add_entry(&world.hanako, case, &entry("打診した")).await.unwrap();
        let before = (world.audit().await, world.stored().await);
        for sql in ["UPDATE audit SET note = 'x'", "DELETE FROM audit", "UPDATE case_entries SET content = 'x'", "DELETE FROM case_entries"] {
            assert!(execute(&world, sql).await.is_err(), "{sql}");
        }
        assert_eq!((world.audit().await, world.stored().await), before);
    }

    async fn what_cannot_be_logged_does_not_happen_and_is_not_shown(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let form = world.see(first.id).await.form;
        let stuck = if world.house.db.is_sqlite() {
            "CREATE TRIGGER stuck BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'stuck'); END"
        } else {
            "CREATE TRIGGER stuck BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        };
        execute(&world, stuck).await.unwrap();
        let (before, who) = (world.stored().await, &world.hanako);
        let renamed = PatientForm { patient_name: "佐藤 清".into(), ..PatientForm::default() };
        let answers = [
            world.inquiry.record(who, &world.call_about("田中 ミツ", "たなか みつ")).await.map(drop),
            world.inquiry.edit(who, first.id, 1, &InquiryForm { minutes: "5".into(), ..form }).await,
            world.inquiry.void(who, first.id, "誤入力").await,
            world.cases.edit(who, first.case_id, 1, &CaseForm { status: "arranging".into(), ..CaseForm::default() }).await,
            world.cases.add_entry(who, first.case_id, &entry("打診した")).await,
            world.patient.edit(who, patient, 1, &renamed).await,
            world.inquiry.inquiry(who, first.id).await.map(drop),
            world.cases.case(who, first.case_id).await.map(drop),
            world.patient.patient(who, patient).await.map(drop),
            world.inquiry.list(who, &ListQuery::default()).await.map(drop),
            world.inquiry.matches(who, &MatchQuery { patient_name: "佐藤".into(), ..MatchQuery::default() }).await.map(drop),
            world.patient.find(who, "佐藤").await.map(drop),
            world.today.today(who).await.map(drop),
        ];
        for answer in answers {
            assert!(matches!(answer, Err(Fault::Internal { .. })), "{answer:?}");
        }
        assert_eq!(world.stored().await, before);
        execute(&world, if world.house.db.is_sqlite() { "DROP TRIGGER stuck" } else { "DROP TRIGGER stuck ON audit" }).await.unwrap();
        let seen = world.see(first.id).await;
        assert_eq!((seen.version, seen.case.status, seen.voided, seen.patient.unwrap().name.as_str()), (1, CaseStatus::Received, None, "佐藤 キヨ"));
        assert_eq!(world.record(&world.call("次の相談")).await.number, "R8-000002");
    }
}

/// Runs one statement as a write.
async fn execute(world: &World, sql: &'static str) -> Result<(), DbError> {
    world.house.db.write(move |tx| async move { tx.execute_unprepared(sql).await.map(drop).map_err(DbError::from) }.boxed()).await
}

/// Checks that one list was logged since `known` lines. The new length.
async fn listed(world: &World, known: usize, note: &str, ids: &[&str]) -> usize {
    let lines = world.logged(known, 1).await;
    assert_eq!((deeds(&lines), lines[0].note.as_str(), lines[0].user_name.as_str()), (vec!["view list".to_owned()], note, "hanakoさん"));
    let after = lines[0].after.as_deref().unwrap();
    assert!(ids.iter().all(|id| after.contains(id)), "{after}");
    known + 1
}
