//! What moves between cases, what links them, and the number by which open pages learn of it.

use super::{World, entry, flaw, on_both};
use domain::audit::Deed;
use domain::cases::{CaseForm, CaseStatus, CloseForm, Moved, Whose};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::CaseId;
use domain::inquiry::{InquiryForm, Recorded};
use domain::ports::{CaseDesk, InquiryDesk};

/// A second contact in the case of `first`.
async fn joined(world: &World, first: &Recorded) -> Recorded {
    world.record(&InquiryForm { case_id: first.case_id.to_string(), ..world.call("同じケースの二件目") }).await
}

fn refused(refusal: Refusal) -> Result<Moved, Fault> {
    Err(Fault::Refused(refusal))
}

on_both! {
    async fn an_inquiry_moves_to_the_case_with_that_number_and_both_tell_of_it(world: World) {
        let (first, _) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let second = joined(&world, &first).await;
        let (other, patient) = world.patient("鈴木 一郎", "すずき いちろう").await;
        let to = world.cases.move_inquiry(&world.taro, second.id, " ｒ８－００００03 ", &patient.to_string()).await.unwrap();
        assert_eq!(to, Moved { case: other.case_id, whose: Whose::Another });
        let seen = world.see(second.id).await;
        assert_eq!((seen.case.id, seen.patient.unwrap().id, seen.version, seen.number.as_str()), (other.case_id, patient, 2, "R8-000002"));
        let change = &seen.history[0];
        assert_eq!((change.deed, change.by_name.as_str(), change.fields[0].before.as_str(), change.fields[0].after.as_str()), (Deed::Move, "taroさん", "R8-000001", "R8-000003"));
        for (case, before, after) in [(first.case_id, "R8-000002", ""), (other.case_id, "", "R8-000002")] {
            let history = world.see_case(case).await.history;
            let last = history.last().unwrap();
            assert_eq!((last.deed, last.fields[0].before.as_str(), last.fields[0].after.as_str()), (Deed::Move, before, after));
        }
    }

    /// Without a word an inquiry never becomes another person's, and a word about one person is none about another.
    async fn an_inquiry_becomes_another_person_s_only_when_somebody_says_so(world: World) {
        let (first, kiyo) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let second = joined(&world, &first).await;
        let (other, ichiro) = world.patient("鈴木 一郎", "すずき いちろう").await;
        let nobody = world.record(&world.call("一般の質問")).await;
        let lines = world.audit().await.len();
        for confirmed in [String::new(), "1".to_owned(), kiyo.to_string()] {
            let Err(Fault::Refused(Refusal::OtherPatient(asked))) = world.cases.move_inquiry(&world.taro, second.id, &other.number, &confirmed).await else {
                panic!("it should have asked");
            };
            assert_eq!((asked.number.as_str(), asked.name.as_str(), asked.case.as_str(), asked.other_name.as_str()), ("R8-000002", "佐藤 キヨ", "R8-000003", "鈴木 一郎"));
            assert_eq!(asked.other, ichiro);
        }
        let told = world.audit().await.split_off(lines);
        assert_eq!(told.iter().map(|l| (l.deed.as_str(), l.patient)).collect::<Vec<_>>(), [("view", Some(ichiro)); 3], "a name was shown");
        assert_eq!(world.see(second.id).await.patient.unwrap().id, kiyo);
        let moved = world.cases.move_inquiry(&world.taro, second.id, &nobody.number, "").await.unwrap();
        assert_eq!((moved.whose, world.see(second.id).await.patient), (Whose::Lost, None));
        let moved = world.cases.move_inquiry(&world.taro, second.id, &other.number, "").await.unwrap();
        assert_eq!((moved.whose, world.see(second.id).await.patient.unwrap().id), (Whose::Gained, ichiro));
    }

    async fn an_inquiry_moves_to_a_case_of_its_own_about_the_same_person(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let second = joined(&world, &first).await;
        let own = world.cases.move_inquiry(&world.hanako, second.id, "", "").await.unwrap().case;
        let seen = world.see_case(own).await;
        assert_eq!((seen.brief.number, seen.patient.unwrap().id, seen.inquiries.len()), (second.number, patient, 1));
        assert_eq!(world.see_case(first.case_id).await.inquiries.len(), 1);
    }

    async fn a_case_keeps_its_last_inquiry_and_a_move_needs_a_case_to_go_to(world: World) {
        let first = world.record(&world.call("一件目")).await;
        let second = joined(&world, &first).await;
        let elsewhere = world.inquiry.record(&world.kiku, &world.call_at(&world.kiku, "東部の件")).await.unwrap();
        let voided = world.record(&world.call("取り消す件")).await;
        world.cases.void(&world.hanako, voided.case_id, 1, "誤入力").await.unwrap();
        let before = world.stored().await;
        assert_eq!(elsewhere.number, first.number, "each desk counts for itself");
        assert_eq!(world.cases.move_inquiry(&world.hanako, second.id, "R8-000001", "").await, refused(Refusal::SameCase));
        assert_eq!(world.cases.move_inquiry(&world.hanako, second.id, "R8-000002", "").await, refused(Refusal::SameCase), "an inquiry's number names its case");
        for unknown in ["R8-000009", "佐藤", voided.number.as_str()] {
            assert_eq!(flaw(world.cases.move_inquiry(&world.hanako, second.id, unknown, "").await, "case_number"), Flaw::UnknownCase, "{unknown}");
        }
        assert_eq!(world.stored().await, before);
        world.cases.move_inquiry(&world.hanako, second.id, "", "").await.unwrap();
        assert_eq!(world.cases.move_inquiry(&world.hanako, first.id, "", "").await, refused(Refusal::OpensTheCase));
        world.cases.add_entry(&world.hanako, first.case_id, &entry("電話した")).await.unwrap();
        assert_eq!(world.cases.move_inquiry(&world.hanako, first.id, &second.number, "").await, refused(Refusal::LastInquiry));
    }

    async fn no_second_case_takes_the_number_of_one_that_is_there(world: World) {
        let first = world.record(&world.call("一件目")).await;
        joined(&world, &first).await;
        let other = world.record(&world.call("別の件")).await;
        let before = world.stored().await;
        assert_eq!(world.cases.move_inquiry(&world.hanako, first.id, "", "").await, refused(Refusal::OpensTheCase));
        assert_eq!(world.stored().await, before);
        world.cases.move_inquiry(&world.hanako, first.id, &other.number, "").await.unwrap();
        assert_eq!(world.cases.move_inquiry(&world.hanako, first.id, "", "").await, refused(Refusal::OpensTheCase), "its own case goes on without it");
        assert_eq!(world.cases.move_inquiry(&world.hanako, first.id, &first.number, "").await.map(|m| m.case), Ok(first.case_id), "and takes it back");
        let numbers = world.query("SELECT count(*) - count(DISTINCT number) FROM cases").await;
        assert_eq!(numbers[0].try_get_by_index::<i64>(0), Ok(0));
    }

    async fn what_was_moved_by_mistake_goes_back_and_out_again_without_a_second_case(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let second = joined(&world, &first).await;
        let own = world.cases.move_inquiry(&world.hanako, second.id, "", "").await.unwrap().case;
        assert_eq!(world.cases.move_inquiry(&world.taro, second.id, &first.number, "").await.map(|m| m.case), Ok(first.case_id));
        let emptied = world.see_case(own).await;
        assert_eq!((emptied.brief.status, emptied.inquiries.len()), (CaseStatus::Voided, 0));
        assert_eq!(emptied.voided.unwrap().reason, "相談 R8-000002 をケース R8-000001 へ移したため");
        assert_eq!(emptied.history.last().unwrap().deed, Deed::Void);
        assert_eq!(world.see_case(first.case_id).await.inquiries.len(), 2);
        assert_eq!(world.cases.move_inquiry(&world.hanako, second.id, "", "").await.map(|m| m.case), Ok(own));
        let again = world.see_case(own).await;
        assert_eq!((again.brief.status, again.voided, again.patient.unwrap().id, again.inquiries.len()), (CaseStatus::InProgress, None, patient, 1));
        assert_eq!(again.history.iter().filter(|c| c.deed == Deed::Reopen).count(), 1);
        world.cases.add_entry(&world.hanako, own, &entry("電話した")).await.unwrap();
        assert_eq!(world.cases.move_inquiry(&world.hanako, second.id, &first.number, "").await, refused(Refusal::LastInquiry), "what was written of it stays readable in its case");
    }

    async fn a_case_voided_by_somebody_is_not_opened_by_a_move(world: World) {
        let first = world.record(&world.call("一件目")).await;
        joined(&world, &first).await;
        let other = world.record(&world.call("別の件")).await;
        world.cases.move_inquiry(&world.hanako, first.id, &other.number, "").await.unwrap();
        let version = world.see_case(first.case_id).await.version;
        world.cases.void(&world.hanako, first.case_id, version, "誤入力").await.unwrap();
        assert_eq!(world.cases.move_inquiry(&world.hanako, first.id, "", "").await, refused(Refusal::OpensTheCase));
        assert_eq!(world.see_case(first.case_id).await.voided.unwrap().reason, "誤入力");
    }

    /// Each waits for a case that the other one has, unless both ask for them in one order.
    async fn moves_that_cross_do_not_stop_each_other(world: World) {
        let (one, two) = (world.record(&world.call("一")).await, world.record(&world.call("二")).await);
        let (first, second) = (joined(&world, &one).await, joined(&world, &two).await);
        let (there, back) = tokio::join!(world.cases.move_inquiry(&world.hanako, first.id, &two.number, ""), world.cases.move_inquiry(&world.taro, second.id, &one.number, ""));
        assert_eq!((there.map(|m| m.case), back.map(|m| m.case)), (Ok(two.case_id), Ok(one.case_id)));
    }

    async fn of_two_inquiries_moved_out_at_the_same_moment_one_stays(world: World) {
        let first = world.record(&world.call("一件目")).await;
        let second = joined(&world, &first).await;
        let other = world.record(&world.call("別の件")).await;
        world.cases.add_entry(&world.hanako, first.case_id, &entry("電話した")).await.unwrap();
        let (one, two) = tokio::join!(world.cases.move_inquiry(&world.hanako, first.id, &other.number, ""), world.cases.move_inquiry(&world.taro, second.id, "", ""));
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "{one:?} {two:?}");
        assert_eq!(world.see_case(first.case_id).await.inquiries.len(), 1);
    }

    async fn a_voided_inquiry_does_not_move_and_does_not_count_as_the_one_that_stays(world: World) {
        let first = world.record(&world.call("一件目")).await;
        let second = joined(&world, &first).await;
        world.inquiry.void(&world.hanako, second.id, "誤入力").await.unwrap();
        let other = world.record(&world.call("別の件")).await;
        world.cases.add_entry(&world.hanako, first.case_id, &entry("電話した")).await.unwrap();
        assert_eq!(world.cases.move_inquiry(&world.hanako, second.id, "", "").await, refused(Refusal::Voided));
        assert_eq!(world.cases.move_inquiry(&world.hanako, first.id, &other.number, "").await, refused(Refusal::LastInquiry));
    }

    async fn only_cases_of_one_patient_are_linked_and_only_once(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let apart = world.record(&InquiryForm { separate_case: "1".into(), ..world.call_again(patient) }).await;
        let (other, _) = world.patient("鈴木 一郎", "すずき いちろう").await;
        let (nobody, neither) = (world.record(&world.call("一般の質問")).await, world.record(&world.call("一般の質問その2")).await);
        let before = world.stored().await;
        let different = Err(Fault::Refused(Refusal::DifferentPatients));
        assert_eq!(world.cases.link(&world.hanako, first.case_id, other.case_id).await, different);
        assert_eq!(world.cases.link(&world.hanako, nobody.case_id, neither.case_id).await, different);
        assert_eq!(world.cases.link(&world.hanako, first.case_id, first.case_id).await, Err(Fault::Refused(Refusal::SameCase)));
        assert_eq!(world.cases.link(&world.hanako, first.case_id, CaseId::new()).await, Err(Fault::NotFound));
        assert_eq!(world.stored().await, before);
        world.cases.link(&world.hanako, first.case_id, apart.case_id).await.unwrap();
        world.cases.link(&world.taro, apart.case_id, first.case_id).await.unwrap();
        for (case, linked) in [(&first, &apart), (&apart, &first)] {
            let seen = world.see_case(case.case_id).await;
            assert_eq!(seen.linked.iter().map(|c| c.id).collect::<Vec<_>>(), [linked.case_id]);
            let told: Vec<_> = seen.history.iter().filter(|c| c.deed == Deed::Link).map(|c| c.fields[0].after.as_str()).collect();
            assert_eq!(told, [linked.number.as_str()]);
        }
    }

    async fn the_number_of_changes_grows_with_each_change_and_with_nothing_else(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let case = first.case_id;
        let apart = world.record(&InquiryForm { separate_case: "1".into(), ..world.call_again(patient) }).await;
        let mut last = world.cases.changes(&world.hanako, case).await.unwrap();
        let mut grown = async |what: &str| {
            let now = world.cases.changes(&world.taro, case).await.unwrap();
            assert!(now > last, "{what}: {last} → {now}");
            last = now;
        };
        world.cases.add_entry(&world.hanako, case, &entry("打診した")).await.unwrap();
        grown("entry").await;
        world.cases.edit(&world.hanako, case, 2, &CaseForm { status: "arranging".into(), ..CaseForm::default() }).await.unwrap();
        grown("edit").await;
        let form = world.see(first.id).await.form;
        world.inquiry.edit(&world.hanako, first.id, 1, &InquiryForm { minutes: "5".into(), ..form }).await.unwrap();
        grown("inquiry edited").await;
        let second = joined(&world, &first).await;
        grown("inquiry added").await;
        world.cases.link(&world.hanako, case, apart.case_id).await.unwrap();
        grown("linked").await;
        world.cases.move_inquiry(&world.hanako, first.id, &apart.number, "").await.unwrap();
        grown("inquiry moved out").await;
        let third = joined(&world, &apart).await;
        world.cases.move_inquiry(&world.hanako, third.id, &second.number, "").await.unwrap();
        grown("inquiry moved in").await;
        world.inquiry.void(&world.hanako, third.id, "誤入力").await.unwrap();
        grown("inquiry voided").await;
        world.cases.close(&world.hanako, case, 3, &CloseForm { outcome: "resolved_info".into(), remark: String::new() }).await.unwrap();
        grown("closed").await;
        let seen = world.see_case(case).await;
        assert_eq!(seen.changes, world.cases.changes(&world.hanako, case).await.unwrap(), "looking changes nothing");
    }
}
