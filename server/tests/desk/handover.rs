//! Handing the desk over: lines once each, confirmed by colleagues; what others changed; cases that change hands all or none.

use super::{World, actor, entry, flaw, on_both};
use crate::common::DESK;
use domain::account::{Actor, Role};
use domain::audit::Deed;
use domain::cases::CaseForm;
use domain::error::{Fault, Flaw, Refusal};
use domain::handover::{ChangesPage, HandoverPage, HandoverQuery, NoteForm, ReassignForm, ReassignQuery};
use domain::id::{CaseId, NoteId};
use domain::inquiry::InquiryForm;
use domain::patient::PatientForm;
use domain::ports::{CaseDesk, HandoverDesk, PatientDesk, TodayDesk};
use server::service::handover::HandoverService;

fn desk(world: &World) -> HandoverService {
    HandoverService(world.house.services.clone())
}

fn note(who: &Actor, text: &str) -> NoteForm {
    NoteForm { id: NoteId::new().to_string(), desk_id: who.desks[0].id.to_string(), note: text.into(), ..NoteForm::default() }
}

async fn lines(world: &World, who: &Actor) -> HandoverPage {
    desk(world).page(who, &HandoverQuery::default()).await.unwrap()
}

async fn changes(world: &World, who: &Actor) -> ChangesPage {
    desk(world).changes(who, "").await.unwrap()
}

async fn owned(world: &World, owner: &Actor) -> CaseId {
    world.record(&InquiryForm { staff_id: owner.user_id.to_string(), ..world.call("担当のある件") }).await.case_id
}

fn order(cases: &[(CaseId, i32)], to: &Actor, memo: &str) -> ReassignForm {
    ReassignForm { cases: cases.iter().map(|(id, v)| format!("{id}:{v}")).collect(), new_owner: to.user_id.to_string(), memo: memo.into(), ..ReassignForm::default() }
}

on_both! {
    async fn a_line_sent_twice_is_one_line_and_with_other_words_it_is_refused(world: World) {
        let (handover, form) = (desk(&world), note(&world.hanako, "夜間に2件の電話。"));
        let at_once = futures::future::join_all((0..3).map(|_| handover.add(&world.hanako, &form))).await;
        assert!(at_once.iter().all(Result::is_ok), "{at_once:?}");
        let other = NoteForm { note: "別の言葉".into(), ..form.clone() };
        assert_eq!(handover.add(&world.hanako, &other).await, Err(Fault::Refused(Refusal::NoteRecorded)));
        assert_eq!(handover.add(&world.taro, &form).await, Err(Fault::Refused(Refusal::NoteRecorded)));
        let seen = lines(&world, &world.hanako).await.notes;
        assert_eq!(seen.iter().map(|n| (n.text.as_str(), n.mine)).collect::<Vec<_>>(), [("夜間に2件の電話。", true)]);
        assert_eq!(world.audit().await.iter().filter(|l| l.kind == "handover" && l.deed == "create").count(), 1);
    }

    async fn important_lines_stand_first_and_name_their_case_by_its_number(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await;
        let handover = desk(&world);
        handover.add(&world.hanako, &note(&world.hanako, "あとで読めばよい")).await.unwrap();
        world.pass_minutes(1);
        let about = NoteForm { important: "1".into(), about: case.number.to_lowercase(), ..note(&world.hanako, "すぐ折り返す") };
        handover.add(&world.hanako, &about).await.unwrap();
        let seen = lines(&world, &world.taro).await.notes;
        assert_eq!((seen[0].text.as_str(), seen[0].case.clone()), ("すぐ折り返す", Some((case.case_id, case.number))));
        let unknown = NoteForm { about: "R8-999999".into(), ..note(&world.hanako, "x") };
        assert_eq!(flaw(handover.add(&world.hanako, &unknown).await, "about"), Flaw::UnknownCase);
    }

    async fn colleagues_confirm_and_only_the_author_takes_back(world: World) {
        let (handover, form) = (desk(&world), note(&world.hanako, "鍵は引き出し"));
        handover.add(&world.hanako, &form).await.unwrap();
        let id: NoteId = form.id.parse().unwrap();
        assert_eq!((lines(&world, &world.taro).await.unread, lines(&world, &world.hanako).await.unread), (1, 0));
        let brief = world.today.today(&world.taro).await.unwrap().handover;
        assert_eq!((brief.unread, brief.latest.len()), (1, 1));
        assert_eq!(handover.confirm(&world.hanako, id).await, Err(Fault::Refused(Refusal::OwnNote)));
        handover.confirm(&world.taro, id).await.unwrap();
        handover.confirm(&world.taro, id).await.unwrap();
        let seen = lines(&world, &world.taro).await;
        assert_eq!((seen.unread, seen.notes[0].confirmed, seen.notes[0].readers.len(), seen.notes[0].readers[0].0.as_str()), (0, true, 1, "taroさん"));
        assert_eq!(handover.void(&world.taro, id, "違う").await, Err(Fault::Refused(Refusal::NotTheAuthor)));
        assert_eq!(flaw(handover.void(&world.hanako, id, " ").await, "reason"), Flaw::Required);
        handover.void(&world.hanako, id, "書き間違い").await.unwrap();
        let seen = &lines(&world, &world.taro).await.notes[0];
        assert_eq!((seen.text.as_str(), seen.voided.as_ref().map(|v| v.reason.as_str())), ("鍵は引き出し", Some("書き間違い")));
        world.until("2026-11-30T09:00");
        handover.add(&world.hanako, &note(&world.hanako, "新しい")).await.unwrap();
        world.until("2026-12-07T09:00");
        assert_eq!(lines(&world, &world.taro).await.unread, 0, "after seven days nothing waits");
    }

    async fn another_desk_and_other_roles_see_and_change_nothing(world: World) {
        let (handover, form) = (desk(&world), note(&world.hanako, "見えないはず"));
        handover.add(&world.hanako, &form).await.unwrap();
        let id: NoteId = form.id.parse().unwrap();
        let case = owned(&world, &world.hanako).await;
        assert!(lines(&world, &world.kiku).await.notes.is_empty());
        assert_eq!(handover.page(&world.kiku, &HandoverQuery { desk: world.hanako.desks[0].id.to_string(), ..HandoverQuery::default() }).await, Err(Fault::Forbidden));
        assert_eq!(handover.add(&world.kiku, &note(&world.hanako, "x")).await, Err(Fault::Forbidden));
        assert_eq!(handover.confirm(&world.kiku, id).await, Err(Fault::Forbidden));
        assert_eq!(handover.void(&world.kiku, id, "x").await, Err(Fault::Forbidden));
        assert_eq!(handover.reassign(&world.kiku, &order(&[(case, 1)], &world.kiku, "")).await, Err(Fault::Forbidden));
        assert!(changes(&world, &world.kiku).await.cases.is_empty());
        let doctor = actor(&world.house, "doctor", Role::Physician, &[DESK]).await;
        assert_eq!(handover.page(&doctor, &HandoverQuery::default()).await, Err(Fault::Forbidden));
        assert_eq!(handover.changes(&doctor, "").await, Err(Fault::Forbidden));
        assert_eq!(handover.seen(&doctor, "2026-11-22T00:00:00Z").await, Err(Fault::Forbidden));
        assert_eq!(handover.reassignable(&doctor, &ReassignQuery::default()).await, Err(Fault::Forbidden));
        assert_eq!(handover.reassign(&doctor, &order(&[(case, 1)], &doctor, "")).await, Err(Fault::Forbidden));
    }

    async fn what_others_changed_is_told_until_one_says_that_one_has_seen_it(world: World) {
        let (case, _) = (world.record(&world.call("主治医を探している。")).await.case_id, world.pass_minutes(1));
        world.cases.add_entry(&world.hanako, case, &entry("北町クリニックへ打診")).await.unwrap();
        world.pass_minutes(1);
        let quiet = world.record(&world.call("太郎は自分の件を知っている")).await.case_id;
        world.cases.add_entry(&world.taro, quiet, &entry("自分で書いた")).await.unwrap();
        let told = changes(&world, &world.taro).await;
        assert_eq!((told.total, told.confirmed), (2, false));
        assert_eq!(told.cases[1].case.id, case, "the one changed last stands first");
        assert!(told.cases[1].changes.iter().any(|c| c.deed == Deed::AddEntry && c.note.contains("北町クリニックへ打診")), "{:?}", told.cases[1]);
        assert!(told.cases.iter().flat_map(|c| &c.changes).all(|c| c.by_name == "hanakoさん"));
        let until = told.until.to_rfc3339();
        world.pass_minutes(1);
        let form = CaseForm { status: "arranging".into(), owner_id: world.taro.user_id.to_string(), next_date: String::new() };
        let version = world.see_case(case).await.version;
        world.cases.edit(&world.hanako, case, version, &form).await.unwrap();
        desk(&world).seen(&world.taro, &until).await.unwrap();
        let told = changes(&world, &world.taro).await;
        assert_eq!((told.total, told.confirmed, told.cases[0].case.id), (1, true, case), "what came after the page was shown is still told");
        let owner = told.cases[0].changes[0].fields.iter().find(|f| f.field == "owner_id").unwrap();
        assert_eq!(owner.after, "taroさん");
        desk(&world).seen(&world.taro, "2020-01-01T00:00:00Z").await.unwrap();
        assert_eq!(changes(&world, &world.taro).await.total, 1, "the moment never moves back");
        assert_eq!(changes(&world, &world.hanako).await.total, 1, "each person's own moment; taro's entry is news to hanako");
    }

    async fn cases_change_hands_together_each_with_the_memo(world: World) {
        let (a, b) = (owned(&world, &world.hanako).await, owned(&world, &world.hanako).await);
        let other = owned(&world, &world.taro).await;
        let shown = desk(&world).reassignable(&world.hanako, &ReassignQuery::default()).await.unwrap();
        assert_eq!(shown.cases.iter().map(|c| c.case.id).collect::<Vec<_>>(), [a, b]);
        let form = ReassignForm {
            cases: vec![],
            shown: shown.cases.iter().map(|c| format!("{}:{}", c.case.id, c.version)).collect(),
            all: "1".into(),
            ..order(&[], &world.taro, "来週から休みます。")
        };
        assert_eq!(desk(&world).reassign(&world.hanako, &form).await, Ok(2));
        assert_eq!(desk(&world).reassign(&world.hanako, &form).await, Ok(0), "sent twice it is done once");
        for case in [a, b] {
            let seen = world.see_case(case).await;
            assert_eq!((seen.brief.owner.unwrap().id, seen.version, seen.entries.len()), (world.taro.user_id, 2, 1));
            assert!(seen.entries[0].content.contains("来週から休みます。"));
            assert_eq!(seen.history.len(), 1);
        }
        assert_eq!(world.see_case(other).await.entries.len(), 0);
    }

    async fn when_one_was_changed_meanwhile_none_changes_hands_and_it_is_named(world: World) {
        let (a, b) = (owned(&world, &world.hanako).await, owned(&world, &world.hanako).await);
        let number = world.see_case(b).await.brief.number;
        world.cases.edit(&world.taro, b, 1, &CaseForm { status: "arranging".into(), owner_id: world.hanako.user_id.to_string(), next_date: String::new() }).await.unwrap();
        let before = world.stored().await;
        let refused = desk(&world).reassign(&world.hanako, &order(&[(a, 1), (b, 1)], &world.taro, "メモ")).await;
        assert_eq!(refused, Err(Fault::Refused(Refusal::CasesChanged { numbers: vec![number] })));
        assert_eq!(flaw(desk(&world).reassign(&world.hanako, &order(&[(a, 1), (b, 2)], &world.kiku, "メモ")).await, "new_owner"), Flaw::UnknownStaff);
        assert_eq!(world.stored().await, before);
        assert_eq!(world.see_case(a).await.brief.owner.unwrap().id, world.hanako.user_id);
    }

    async fn what_others_did_to_a_patient_stands_with_the_case(world: World) {
        let (recorded, id) = world.patient("佐藤 キヨ", "さとう きよ").await;
        world.pass_minutes(1);
        let patient = world.patient.patient(&world.taro, id).await.unwrap();
        let form = PatientForm { patient_allergies: "ペニシリン".into(), ..PatientForm::of(&patient) };
        world.patient.edit(&world.taro, id, patient.version, &form).await.unwrap();
        let page = changes(&world, &world.hanako).await;
        assert_eq!(page.cases.iter().map(|c| c.case.id).collect::<Vec<_>>(), [recorded.case_id]);
        let change = &page.cases[0].changes[0];
        assert_eq!((change.by_name.as_str(), change.deed, change.fields[0].after.as_str()), ("taroさん", Deed::Update, "ペニシリン"));
    }

    async fn what_others_did_elsewhere_takes_no_place_away(world: World) {
        let (case, kiku) = (owned(&world, &world.hanako).await, world.kiku.user_id);
        world.pass_minutes(1);
        world.cases.add_entry(&world.taro, case, &entry("電話した")).await.unwrap();
        world.pass_minutes(1);
        let now = world.house.services.now();
        // More lines than are read at once, all of another desk.
        let lines: Vec<domain::audit::AuditEntry> = (0..3_100)
            .map(|_| domain::audit::AuditEntry {
                id: domain::id::AuditId::new(), at: now, user_id: Some(kiku), user_name: "kikuさん".into(), from: String::new(), deed: Deed::Create,
                kind: domain::audit::RecordKind::Inquiry, record: domain::id::InquiryId::new().to_string(), version: 1, patient: None, before: None, after: None, note: String::new(),
            })
            .collect();
        world.house.services.write(move |tx| futures::FutureExt::boxed(async move { Ok(db::audit::append_all(tx, &lines).await?) })).await.unwrap();
        let page = changes(&world, &world.hanako).await;
        assert_eq!((page.cases.iter().map(|c| c.case.id).collect::<Vec<_>>(), page.cut), (vec![case], false));
    }
}
