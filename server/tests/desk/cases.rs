//! Carrying a case on: entries, state, ends and new beginnings, whom it is about.

use super::{World, entry, flaw, on_both};
use domain::audit::Deed;
use domain::cases::{CaseForm, CaseStatus, CloseForm, EntryForm};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{CaseId, UserId};
use domain::inquiry::InquiryForm;
use domain::ports::CaseDesk;

fn stands(status: &str) -> CaseForm {
    CaseForm { status: status.into(), ..CaseForm::default() }
}

fn ends(outcome: &str) -> CloseForm {
    CloseForm { outcome: outcome.into(), remark: "電話で確認".into() }
}

const NOT_NOW: Result<(), Fault> = Err(Fault::Refused(Refusal::NotInThisState));
const CLOSED: Result<(), Fault> = Err(Fault::Refused(Refusal::CaseClosed));
const VOIDED: Result<(), Fault> = Err(Fault::Refused(Refusal::Voided));

on_both! {
    async fn an_entry_is_written_once_however_often_it_is_sent(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        let form = entry("北町クリニックへ打診");
        let at_once = futures::future::join_all((0..3).map(|_| world.cases.add_entry(&world.hanako, case, &form))).await;
        assert_eq!(at_once, [Ok(()), Ok(()), Ok(())]);
        world.pass_minutes(1);
        world.cases.add_entry(&world.hanako, case, &form).await.unwrap();
        let seen = world.see_case(case).await;
        assert_eq!((seen.entries.len(), seen.entries[0].author.as_str(), seen.brief.status), (1, "hanakoさん", CaseStatus::InProgress));
        let before = world.stored().await;
        let recorded = Err(Fault::Refused(Refusal::EntryRecorded));
        assert_eq!(world.cases.add_entry(&world.hanako, case, &EntryForm { text: "南町へも打診".into(), ..form.clone() }).await, recorded);
        let other = world.record(&world.call("別件")).await.case_id;
        assert_eq!(world.cases.add_entry(&world.hanako, other, &form).await, recorded, "the entry belongs to the first case");
        assert_eq!(world.stored().await[4], before[4]);
    }

    /// The browser's "back" shows the text again under a new id.
    async fn the_same_words_under_a_new_id_are_asked_about(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        world.cases.add_entry(&world.hanako, case, &entry("不在")).await.unwrap();
        world.pass_minutes(9);
        let same = Err(Fault::Refused(Refusal::SameEntry));
        assert_eq!(world.cases.add_entry(&world.hanako, case, &entry("不在")).await, same);
        world.cases.add_entry(&world.taro, case, &entry("不在")).await.unwrap();
        world.cases.add_entry(&world.hanako, case, &entry("在宅")).await.unwrap();
        world.cases.add_entry(&world.hanako, case, &EntryForm { again: "1".into(), ..entry("不在") }).await.unwrap();
        world.pass_minutes(10);
        world.cases.add_entry(&world.hanako, case, &entry("不在")).await.unwrap();
        assert_eq!(world.see_case(case).await.entries.len(), 5);
    }

    async fn two_people_s_entries_at_the_same_moment_are_both_kept(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        let (one, two) = (entry("北町へ打診"), entry("南町へ打診"));
        let answers = tokio::join!(world.cases.add_entry(&world.hanako, case, &one), world.cases.add_entry(&world.taro, case, &two));
        assert_eq!(answers, (Ok(()), Ok(())));
        assert_eq!(world.see_case(case).await.entries.len(), 2);
    }

    async fn a_closed_case_takes_no_entry_and_a_voided_one_neither(world: World) {
        let case = world.record(&world.call("終わる件")).await.case_id;
        world.cases.close(&world.hanako, case, 1, &ends("resolved_info")).await.unwrap();
        let before = world.stored().await;
        assert_eq!(world.cases.add_entry(&world.hanako, case, &entry("後から")).await, CLOSED);
        assert_eq!(world.stored().await, before);
        world.cases.void(&world.hanako, case, 2, "誤入力").await.unwrap();
        assert_eq!(world.cases.add_entry(&world.hanako, case, &entry("後から")).await, VOIDED);
    }

    async fn a_case_goes_only_from_state_to_state_that_the_rules_know(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        for end in ["closed", "voided", "reopened"] {
            assert_eq!(world.cases.edit(&world.hanako, case, 1, &stands(end)).await, NOT_NOW, "{end}");
        }
        assert_eq!(flaw(world.cases.edit(&world.hanako, case, 1, &stands("lost")).await, "status"), Flaw::NotAChoice);
        let waiting = CaseForm { status: "waiting_external".into(), owner_id: world.taro.user_id.to_string(), next_date: "2026-11-25".into() };
        world.cases.edit(&world.hanako, case, 1, &waiting).await.unwrap();
        assert_eq!(world.cases.edit(&world.hanako, case, 2, &CaseForm { status: "received".into(), ..waiting.clone() }).await, NOT_NOW);
        let stranger = CaseForm { owner_id: world.kiku.user_id.to_string(), ..waiting.clone() };
        assert_eq!(flaw(world.cases.edit(&world.hanako, case, 2, &stranger).await, "owner_id"), Flaw::UnknownStaff);
        let past = CaseForm { next_date: "2026-11-21".into(), ..waiting };
        assert_eq!(flaw(world.cases.edit(&world.hanako, case, 2, &past).await, "next_date"), Flaw::InPast);
        let seen = world.see_case(case).await;
        assert_eq!((seen.version, seen.brief.status, seen.brief.owner.unwrap().id), (2, CaseStatus::WaitingExternal, world.taro.user_id));
        let told: Vec<_> = seen.history[0].fields.iter().map(|f| (f.field.as_str(), f.before.as_str(), f.after.as_str())).collect();
        let taro = world.taro.user_id.to_string();
        assert_eq!(told, [("next_date", "", "2026-11-25"), ("owner_id", "", taro.as_str()), ("status", "received", "waiting_external")]);
    }

    async fn a_next_date_that_had_passed_when_the_form_was_opened_is_no_flaw_whatever_others_stored_since(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        world.cases.edit(&world.taro, case, 1, &CaseForm { next_date: "2026-11-25".into(), ..stands("received") }).await.unwrap();
        world.pass_minutes(5 * 24 * 60);
        world.cases.edit(&world.taro, case, 2, &CaseForm { next_date: "2026-12-01".into(), ..stands("received") }).await.unwrap();
        let stale = CaseForm { next_date: "2026-11-25".into(), ..stands("arranging") };
        world.cases.edit(&world.hanako, case, 2, &stale).await.unwrap();
        let brief = world.see_case(case).await.brief;
        assert_eq!((brief.status, brief.next_date), (CaseStatus::Arranging, "2026-12-01".parse().ok()));
        assert_eq!(flaw(world.cases.edit(&world.hanako, case, 4, &stale).await, "next_date"), Flaw::InPast);
    }

    async fn two_people_s_changes_of_a_case_merge_or_are_shown_to_the_second(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        world.cases.edit(&world.taro, case, 1, &CaseForm { next_date: "2026-11-25".into(), ..stands("received") }).await.unwrap();
        world.pass_minutes(1);
        world.cases.edit(&world.hanako, case, 1, &stands("arranging")).await.unwrap();
        let brief = world.see_case(case).await.brief;
        assert_eq!((brief.status, brief.next_date), (CaseStatus::Arranging, "2026-11-25".parse().ok()));
        let before = world.stored().await;
        world.cases.edit(&world.hanako, case, 3, &CaseForm { next_date: "2026-11-25".into(), ..stands("arranging") }).await.unwrap();
        assert_eq!(world.stored().await, before, "what is stored already makes no version");
        // An entry changes no field: whoever wrote it is not the one to talk to.
        world.cases.add_entry(&world.taro, case, &entry("打診した")).await.unwrap();
        let mine = CaseForm { next_date: "2026-11-25".into(), ..stands("in_progress") };
        let Err(Fault::Conflict(told)) = world.cases.edit(&world.taro, case, 2, &mine).await else { panic!("both changed the status") };
        assert_eq!(told.clashes.iter().map(|c| (c.field.as_str(), c.base.as_str(), c.theirs.as_str(), c.mine.as_str())).collect::<Vec<_>>(), [("status", "received", "arranging", "in_progress")]);
        assert_eq!((told.version, told.by_name.as_str()), (3, "hanakoさん"));
        world.cases.edit(&world.taro, case, told.version, &mine).await.unwrap();
        assert_eq!(world.see_case(case).await.brief.status, CaseStatus::InProgress);
    }

    async fn a_case_is_closed_reopened_and_voided_with_its_reasons(world: World) {
        let due = InquiryForm { next_date: "2026-11-25".into(), ..world.call("主治医を探している。") };
        let case = world.record(&due).await.case_id;
        assert_eq!(flaw(world.cases.close(&world.hanako, case, 1, &ends("")).await, "outcome"), Flaw::Required);
        assert_eq!(world.cases.reopen(&world.hanako, case, 1, "再び").await, NOT_NOW);
        world.cases.close(&world.hanako, case, 1, &ends("doctor_assigned")).await.unwrap();
        let seen = world.see_case(case).await;
        assert_eq!((seen.brief.status, seen.brief.next_date, seen.closed_at), (CaseStatus::Closed, None, Some(world.house.services.now())));
        world.pass_minutes(1);
        world.cases.close(&world.hanako, case, 1, &ends("doctor_assigned")).await.expect("the same form sent twice");
        assert_eq!(world.cases.close(&world.taro, case, 1, &ends("doctor_assigned")).await, NOT_NOW, "what taro wrote about it would be lost");
        let other_words = CloseForm { remark: "別のメモ".into(), ..ends("doctor_assigned") };
        assert_eq!(world.cases.close(&world.hanako, case, 1, &other_words).await, NOT_NOW);
        assert_eq!(world.cases.close(&world.taro, case, 1, &ends("hospitalized")).await, NOT_NOW);
        assert_eq!(world.cases.edit(&world.taro, case, 2, &stands("in_progress")).await, CLOSED);
        assert_eq!(flaw(world.cases.reopen(&world.hanako, case, 2, "").await, "reason"), Flaw::Required);
        world.cases.reopen(&world.hanako, case, 2, "再び相談があった").await.unwrap();
        world.cases.reopen(&world.hanako, case, 2, "再び相談があった").await.expect("the same form sent twice");
        assert_eq!(world.cases.reopen(&world.taro, case, 2, "別の理由").await, NOT_NOW);
        let seen = world.see_case(case).await;
        assert_eq!((seen.brief.status, seen.brief.outcome, seen.closed_at, seen.version), (CaseStatus::Reopened, None, None, 3));
        assert_eq!(flaw(world.cases.void(&world.hanako, case, 3, "").await, "reason"), Flaw::Required);
        world.cases.void(&world.hanako, case, 3, "二重に作った").await.unwrap();
        assert_eq!(world.cases.void(&world.taro, case, 4, "もう一度").await, VOIDED);
        assert_eq!(world.cases.reopen(&world.taro, case, 4, "やはり").await, VOIDED);
        let seen = world.see_case(case).await;
        assert_eq!(seen.voided.unwrap().reason, "二重に作った");
        let told: Vec<_> = seen.history.iter().map(|c| (c.deed, c.note.as_str())).collect();
        assert_eq!(told, [(Deed::Close, "電話で確認"), (Deed::Reopen, "再び相談があった"), (Deed::Void, "二重に作った")]);
    }

    async fn whoever_ends_a_case_that_changed_meanwhile_looks_at_it_again(world: World) {
        let case = world.record(&world.call("主治医を探している。")).await.case_id;
        world.cases.edit(&world.taro, case, 1, &CaseForm { next_date: "2026-11-25".into(), ..stands("arranging") }).await.unwrap();
        let before = world.stored().await;
        assert_eq!(world.cases.close(&world.hanako, case, 1, &ends("resolved_info")).await, NOT_NOW);
        assert_eq!(world.cases.void(&world.hanako, case, 1, "誤入力").await, NOT_NOW);
        assert_eq!(world.stored().await, before);
        world.cases.close(&world.hanako, case, 2, &ends("resolved_info")).await.unwrap();
    }

    async fn the_patient_of_a_case_is_set_changed_and_taken_away(world: World) {
        let first = world.record(&world.call("主治医を探している。")).await;
        let (_, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let known = InquiryForm::default().linked_to(&patient.to_string());
        world.cases.set_patient(&world.hanako, first.case_id, 1, &known).await.unwrap();
        assert_eq!(world.see(first.id).await.patient.unwrap().id, patient);
        let before = world.stored().await;
        world.cases.set_patient(&world.hanako, first.case_id, 1, &known).await.expect("it is so already");
        let namesake = InquiryForm { patient_mode: "new".into(), patient_name: "佐藤キヨ".into(), ..InquiryForm::default() };
        assert_eq!(flaw(world.cases.set_patient(&world.hanako, first.case_id, 2, &namesake).await, "patient_distinct"), Flaw::Duplicate);
        let other = InquiryForm { patient_name: "田中 ミツ".into(), ..namesake };
        assert_eq!(world.cases.set_patient(&world.taro, first.case_id, 1, &other).await, NOT_NOW, "hanako has said who it is meanwhile");
        assert_eq!(world.stored().await, before);
        world.cases.set_patient(&world.hanako, first.case_id, 2, &other).await.unwrap();
        world.cases.set_patient(&world.hanako, first.case_id, 3, &InquiryForm::default()).await.unwrap();
        let seen = world.see_case(first.case_id).await;
        let told: Vec<_> = seen.history.iter().flat_map(|c| &c.fields).map(|f| (f.before.as_str(), f.after.as_str())).collect();
        assert_eq!((seen.patient, told), (None, vec![("", "佐藤 キヨ"), ("佐藤 キヨ", "田中 ミツ"), ("田中 ミツ", "")]));
        assert_eq!(world.cases.set_patient(&world.hanako, CaseId::new(), 1, &known).await, Err(Fault::NotFound));
    }

    async fn saving_an_unchanged_case_after_its_patient_was_set_tells_nothing(world: World) {
        let first = world.record(&world.call("主治医を探している。")).await;
        let (_, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        world.cases.set_patient(&world.hanako, first.case_id, 1, &InquiryForm::default().linked_to(&patient.to_string())).await.unwrap();
        world.cases.edit(&world.taro, first.case_id, 2, &stands("arranging")).await.unwrap();
        let before = world.stored().await;
        world.cases.edit(&world.hanako, first.case_id, 2, &stands("received")).await.unwrap();
        assert_eq!(world.stored().await, before);
    }

    async fn somebody_who_left_stays_in_charge_until_another_is_named(world: World) {
        let form = InquiryForm { staff_id: world.taro.user_id.to_string(), ..world.call("主治医を探している。") };
        let case = world.record(&form).await.case_id;
        world.house.account.disable("taro").await.unwrap();
        assert!(world.see_case(case).await.people.iter().any(|p| p.id == world.taro.user_id && p.name == "taroさん"), "in charge, hence named");
        let kept = CaseForm { owner_id: world.taro.user_id.to_string(), ..stands("arranging") };
        world.cases.edit(&world.hanako, case, 1, &kept).await.unwrap();
        world.cases.edit(&world.hanako, case, 2, &stands("arranging")).await.unwrap();
        for gone in [world.taro.user_id, UserId::new()] {
            let form = CaseForm { owner_id: gone.to_string(), ..stands("arranging") };
            assert_eq!(flaw(world.cases.edit(&world.hanako, case, 3, &form).await, "owner_id"), Flaw::UnknownStaff);
        }
        let seen = world.see_case(case).await;
        assert!(!seen.staff.iter().any(|p| p.id == world.taro.user_id) && seen.people.iter().any(|p| p.id == world.taro.user_id), "once in charge, named in the history");
    }

    async fn a_case_about_somebody_else_is_linked_no_longer_and_both_tell_of_it(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let apart = world.record(&InquiryForm { separate_case: "1".into(), ..world.call_again(patient) }).await;
        world.cases.link(&world.hanako, first.case_id, apart.case_id).await.unwrap();
        world.cases.set_patient(&world.hanako, apart.case_id, 1, &InquiryForm::default()).await.unwrap();
        for (case, with) in [(&first, &apart), (&apart, &first)] {
            let seen = world.see_case(case.case_id).await;
            assert_eq!(seen.linked, []);
            let told: Vec<_> = seen.history.iter().filter(|c| c.deed == Deed::Link).map(|c| (c.fields[0].before.as_str(), c.fields[0].after.as_str())).collect();
            assert_eq!(told, [("", with.number.as_str()), (with.number.as_str(), "")]);
        }
    }

    async fn two_who_name_the_same_new_person_at_once_are_told_of_each_other(world: World) {
        let (one, two) = (world.record(&world.call("一")).await, world.record(&world.call("二")).await);
        let new = InquiryForm { patient_mode: "new".into(), patient_name: "佐藤 キヨ".into(), ..InquiryForm::default() };
        let (a, b) = tokio::join!(world.cases.set_patient(&world.hanako, one.case_id, 1, &new), world.cases.set_patient(&world.taro, two.case_id, 1, &new));
        assert_eq!([&a, &b].iter().filter(|r| r.is_ok()).count(), 1, "{a:?} {b:?}");
    }
}
