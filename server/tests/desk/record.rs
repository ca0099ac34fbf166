//! Recording a contact: what it needs, which case and patient it joins, which number it takes.

use super::{World, actor, flaw, on_both};
use crate::common::DESK;
use crate::desk::ELSEWHERE;
use domain::account::Role;
use domain::cases::{CaseStatus, CloseForm};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{CaseId, PatientId, UserId};
use domain::inquiry::InquiryForm;
use domain::ports::{CaseDesk, InquiryDesk};

on_both! {
    async fn four_fields_are_enough_and_the_rest_shows_as_missing(world: World) {
        let recorded = world.record(&world.call("窓口の対応が遅い。")).await;
        assert_eq!((recorded.number.as_str(), recorded.repeated), ("R8-000001", false));
        let seen = world.see(recorded.id).await;
        assert_eq!(seen.missing, ["caller_name", "telephone", "response", "minutes"]);
        assert_eq!((seen.form.urgency.as_str(), seen.continued, seen.recorded_by.as_str(), seen.version), ("normal", false, "hanakoさん", 1));
        assert_eq!(seen.received_at, world.house.services.now());
        assert_eq!((seen.case.status, seen.case.owner, seen.case.number.as_str(), seen.patient), (CaseStatus::Received, None, "R8-000001", None));
        let answered = world.record(&InquiryForm { response: "謝罪し、担当へ伝えた。".into(), ..world.call("二件目") }).await;
        assert_eq!(answered.number, "R8-000002");
        assert_eq!(world.see(answered.id).await.case.status, CaseStatus::InProgress, "what was answered is taken up");
        for field in ["channel", "caller_type", "main_category", "content"] {
            let mut form = world.call("足りない");
            match field {
                "channel" => form.channel.clear(),
                "caller_type" => form.caller_type.clear(),
                "main_category" => form.main_category.clear(),
                _ => form.content.clear(),
            }
            assert_eq!(flaw(world.inquiry.record(&world.hanako, &form).await, field), Flaw::Required);
        }
    }

    async fn a_contact_about_a_known_patient_continues_the_open_case_unless_it_is_another_matter(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        world.pass_minutes(10);
        let again = world.record(&world.call_again(patient)).await;
        assert_eq!(again.case_id, first.case_id);
        let seen = world.see(again.id).await;
        assert_eq!((seen.continued, seen.case.status, seen.patient.unwrap().id), (true, CaseStatus::InProgress, patient));
        world.pass_minutes(10);
        let apart = world.record(&InquiryForm { separate_case: "1".into(), ..world.call_again(patient) }).await;
        assert_ne!(apart.case_id, first.case_id);
        let seen = world.see(apart.id).await;
        assert_eq!((seen.continued, seen.case.number, seen.of_patient.len()), (true, apart.number.clone(), 2));
        world.pass_minutes(10);
        let third = world.record(&world.call_again(patient)).await;
        assert_eq!(third.case_id, apart.case_id, "of two open cases the newer one goes on");
    }

    async fn a_patient_whose_case_is_closed_gets_a_new_case_that_counts_as_continued(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let outcome = CloseForm { outcome: "resolved_info".into(), remark: String::new() };
        world.cases.close(&world.hanako, first.case_id, 1, &outcome).await.unwrap();
        let again = world.record(&world.call_again(patient)).await;
        assert_ne!(again.case_id, first.case_id);
        assert!(world.see(again.id).await.continued);
        assert_eq!(world.see_case(first.case_id).await.brief.status, CaseStatus::Closed);
    }

    async fn a_chosen_case_is_joined_and_lends_its_patient(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let (_, other) = world.patient("鈴木 一郎", "すずき いちろう").await;
        let joined = world.record(&InquiryForm { case_id: first.case_id.to_string(), ..world.call("主治医の件") }).await;
        assert_eq!(joined.case_id, first.case_id);
        assert_eq!(world.see(joined.id).await.patient.unwrap().id, patient);
        let wrong = InquiryForm { case_id: first.case_id.to_string(), ..world.call_again(other) };
        assert_eq!(flaw(world.inquiry.record(&world.hanako, &wrong).await, "patient_id"), Flaw::UnknownCase);
    }

    async fn a_case_without_a_patient_takes_the_one_that_a_later_contact_names(world: World) {
        let first = world.record(&world.call("まだ名前は言えない。")).await;
        let named = InquiryForm { case_id: first.case_id.to_string(), ..world.call_about("佐藤 キヨ", "さとう きよ") };
        assert_eq!(world.record(&named).await.case_id, first.case_id);
        assert_eq!(world.see(first.id).await.patient.unwrap().name, "佐藤 キヨ");
        let history = world.see_case(first.case_id).await.history;
        let change = history[0].fields.iter().find(|f| f.field == "patient").expect("the history tells who was named");
        assert_eq!((change.before.as_str(), change.after.as_str()), ("", "佐藤 キヨ"));
    }

    async fn a_case_that_is_closed_voided_or_unknown_is_not_continued(world: World) {
        let closed = world.record(&InquiryForm { outcome: "resolved_info".into(), ..world.call("終わった件") }).await.case_id;
        let voided = world.record(&world.call("間違い")).await.case_id;
        world.cases.void(&world.hanako, voided, 1, "誤入力のため").await.unwrap();
        for case in [closed, voided, CaseId::new()] {
            let form = InquiryForm { case_id: case.to_string(), ..world.call("続き") };
            assert_eq!(flaw(world.inquiry.record(&world.hanako, &form).await, "case_id"), Flaw::UnknownCase);
        }
    }

    async fn nothing_of_another_desk_can_be_used(world: World) {
        let (theirs, patient) = {
            let form = InquiryForm { patient_mode: "new".into(), patient_name: "佐藤 キヨ".into(), ..world.call_at(&world.kiku, "東部の件") };
            let recorded = world.inquiry.record(&world.kiku, &form).await.unwrap();
            let patient = world.inquiry.inquiry(&world.kiku, recorded.id).await.unwrap().patient.unwrap().id;
            (recorded, patient)
        };
        let before = world.stored().await;
        let at_theirs = world.call_at(&world.kiku, "よその窓口で");
        assert_eq!(world.inquiry.record(&world.hanako, &at_theirs).await, Err(Fault::Forbidden));
        let their_id = InquiryForm { id: theirs.id.to_string(), ..world.call("同じ番号で") };
        assert_eq!(world.inquiry.record(&world.hanako, &their_id).await, Err(Fault::Forbidden));
        let joined = InquiryForm { case_id: theirs.case_id.to_string(), ..world.call("よそのケースへ") };
        assert_eq!(flaw(world.inquiry.record(&world.hanako, &joined).await, "case_id"), Flaw::UnknownCase);
        for unknown in [patient, PatientId::new()] {
            assert_eq!(flaw(world.inquiry.record(&world.hanako, &world.call_again(unknown)).await, "patient_id"), Flaw::UnknownPatient);
        }
        for stranger in [world.kiku.user_id, UserId::new()] {
            let form = InquiryForm { staff_id: stranger.to_string(), ..world.call("担当はよその人") };
            assert_eq!(flaw(world.inquiry.record(&world.hanako, &form).await, "staff_id"), Flaw::UnknownStaff);
        }
        assert_eq!(world.stored().await, before);
        let both = actor(&world.house, "ume", Role::DeskStaff, &[DESK, ELSEWHERE]).await;
        assert_eq!(flaw(world.inquiry.record(&both, &joined).await, "case_id"), Flaw::UnknownCase, "a case stays at its desk whoever asks");
        world.record(&world.call_about("佐藤 キヨ", "")).await;
    }

    async fn a_namesake_is_asked_about_and_recorded_once_it_is_said_to_be_somebody_else(world: World) {
        let (_, known) = world.patient("髙橋 ハル", "たかはし はる").await;
        let before = world.stored().await;
        for (name, kana) in [("高橋ハル", ""), ("高橋 春", "タカバシ　ハル")] {
            let form = world.call_about(name, kana);
            assert_eq!(flaw(world.inquiry.record(&world.hanako, &form).await, "patient_distinct"), Flaw::Duplicate, "{name}");
        }
        assert_eq!(world.stored().await, before);
        let distinct = InquiryForm { patient_distinct: "1".into(), ..world.call_about("高橋ハル", "") };
        let recorded = world.record(&distinct).await;
        assert_eq!(recorded.number, "R8-000002");
        assert_ne!(world.see(recorded.id).await.patient.unwrap().id, known);
    }

    async fn an_outcome_ends_the_case_with_its_contact(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let due = world.record(&InquiryForm { next_date: "2026-12-01".into(), ..world.call_again(patient) }).await;
        assert_eq!(world.see(due.id).await.case.next_date, "2026-12-01".parse().ok());
        let both = InquiryForm { outcome: "doctor_assigned".into(), next_date: "2026-12-01".into(), ..world.call_again(patient) };
        assert_eq!(flaw(world.inquiry.record(&world.hanako, &both).await, "next_date"), Flaw::OutcomeAndNextDate);
        let last = world.record(&InquiryForm { outcome: "doctor_assigned".into(), ..world.call_again(patient) }).await;
        assert_eq!(last.case_id, first.case_id);
        let case = world.see_case(first.case_id).await;
        assert_eq!((case.brief.status, case.brief.next_date, case.closed_at), (CaseStatus::Closed, None, Some(world.house.services.now())));
        assert_eq!(case.brief.outcome.unwrap().as_str(), "doctor_assigned");
    }

    async fn the_person_in_charge_and_the_next_date_carry_over_until_others_are_named(world: World) {
        let first = InquiryForm { staff_id: world.taro.user_id.to_string(), next_date: "R8.12.1".into(), ..world.call_about("佐藤 キヨ", "") };
        let first = world.record(&first).await;
        let patient = world.see(first.id).await.patient.unwrap().id;
        let second = world.record(&world.call_again(patient)).await;
        let case = world.see(second.id).await.case;
        assert_eq!((case.owner.unwrap().id, case.next_date), (world.taro.user_id, "2026-12-01".parse().ok()));
        let third = InquiryForm { staff_id: world.hanako.user_id.to_string(), next_date: "2026-12-08".into(), ..world.call_again(patient) };
        let case = world.see(world.record(&third).await.id).await.case;
        assert_eq!((case.owner.unwrap().id, case.next_date), (world.hanako.user_id, "2026-12-08".parse().ok()));
    }

    async fn a_contact_of_the_last_day_of_march_takes_the_old_year_s_number_even_in_april(world: World) {
        world.until("2027-03-31T17:00");
        assert_eq!(world.record(&world.call("年度末")).await.number, "R8-000001");
        world.until("2027-04-01T09:00");
        let late = InquiryForm { received_at: "2027-03-31T17:30".into(), ..world.call("昨夕の電話") };
        assert_eq!(flaw(world.inquiry.record(&world.hanako, &late).await, "backdate_reason"), Flaw::BackdateReason);
        let explained = world.record(&InquiryForm { backdate_reason: "閉庁後に記録".into(), ..late }).await;
        assert_eq!(explained.number, "R8-000002");
        let seen = world.see(explained.id).await;
        assert_eq!((seen.received_at.to_rfc3339(), seen.recorded_at), ("2027-03-31T08:30:00+00:00".to_owned(), world.house.services.now()));
        assert_eq!(world.record(&world.call("年度初め")).await.number, "R9-000001");
        let midnight = InquiryForm { received_at: "2027-04-01T00:00".into(), ..world.call("零時ちょうど") };
        assert_eq!(world.record(&midnight).await.number, "R9-000002");
    }

    async fn the_draft_ends_with_the_recording_and_does_not_come_back(world: World) {
        let form = world.call("入力途中の相談");
        world.inquiry.keep_draft(&world.hanako, &InquiryForm { content: "入力途".into(), ..form.clone() }, None).await.unwrap();
        world.inquiry.keep_draft(&world.hanako, &form, None).await.unwrap();
        let id = form.id.parse().unwrap();
        let resumed = world.inquiry.blank(&world.hanako, Some(id), None).await.unwrap();
        assert_eq!((resumed.form, resumed.drafts.len()), (form.clone(), 1));
        let number = world.record(&form).await.number;
        assert!(world.inquiry.blank(&world.hanako, None, None).await.unwrap().drafts.is_empty());
        let recorded = Fault::Refused(Refusal::AlreadyRecorded { number });
        assert_eq!(world.inquiry.keep_draft(&world.hanako, &form, None).await, Err(recorded.clone()), "a late draft would be a ghost");
        assert_eq!(world.inquiry.blank(&world.hanako, Some(id), None).await, Err(recorded));
    }

    async fn a_refused_recording_takes_no_number_and_leaves_nothing_behind(world: World) {
        let closed = world.record(&InquiryForm { outcome: "resolved_info".into(), ..world.call("終わった件") }).await.case_id;
        let draft = world.call_about("田中 ミツ", "たなか みつ");
        world.inquiry.keep_draft(&world.hanako, &draft, None).await.unwrap();
        let before = world.stored().await;
        let refused = [
            InquiryForm { staff_id: UserId::new().to_string(), ..draft.clone() },
            InquiryForm { case_id: closed.to_string(), ..draft.clone() },
            InquiryForm { patient_birth: "いつか".into(), ..draft.clone() },
        ];
        for form in refused {
            assert!(matches!(world.inquiry.record(&world.hanako, &form).await, Err(Fault::Invalid(_))));
            assert_eq!(world.stored().await, before);
        }
        assert_eq!(world.record(&draft).await.number, "R8-000002");
    }
}
