//! The same form again: after a lost answer, pressed twice, or changed in between.

use super::{World, entry, on_both};
use domain::account::Actor;
use domain::cases::EntryForm;
use domain::error::{Fault, Refusal};
use domain::inquiry::{InquiryForm, Recorded};
use domain::ports::{CaseDesk, InquiryDesk};

on_both! {
    async fn the_same_form_sent_again_is_the_same_record(world: World) {
        let form = InquiryForm { opened_at: world.house.services.now().to_rfc3339(), ..world.call_about("佐藤 キヨ", "さとう きよ") };
        let first = world.record(&form).await;
        let before = world.stored().await;
        world.pass_minutes(7);
        // The clock of the page went on meanwhile.
        for form in [form.clone(), InquiryForm { minutes: "8".into(), ..form }] {
            assert_eq!(world.record(&form).await, Recorded { repeated: true, ..first.clone() });
        }
        assert_eq!(world.stored().await, before, "not even the log tells of it twice");
    }

    async fn the_same_form_sent_several_times_at_once_is_one_record_and_everybody_gets_its_number(world: World) {
        let form = InquiryForm { outcome: "resolved_info".into(), ..world.call_about("佐藤 キヨ", "さとう きよ") };
        let answers = futures::future::join_all((0..4).map(|_| world.inquiry.record(&world.hanako, &form))).await;
        let answers: Vec<Recorded> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|a| !a.repeated).count(), 1);
        assert!(answers.iter().all(|a| a.number == "R8-000001" && a.case_id == answers[0].case_id));
        let stored = world.stored().await;
        assert_eq!((stored[0], stored[2], stored[5], *stored.last().unwrap()), (1, 1, 1, 1), "inquiries, cases, patients, numbers");
    }

    async fn two_contacts_about_one_patient_at_once_share_the_case(world: World) {
        let (first, patient) = world.patient("佐藤 キヨ", "さとう きよ").await;
        let due = InquiryForm { next_date: "2026-12-01".into(), ..world.call_again(patient) };
        let taken = InquiryForm { staff_id: world.taro.user_id.to_string(), ..world.call_again(patient) };
        let (one, two) = tokio::join!(world.inquiry.record(&world.hanako, &due), world.inquiry.record(&world.taro, &taken));
        assert_eq!((one.unwrap().case_id, two.unwrap().case_id), (first.case_id, first.case_id));
        let case = world.see_case(first.case_id).await.brief;
        assert_eq!((case.next_date, case.owner.map(|o| o.id)), ("2026-12-01".parse().ok(), Some(world.taro.user_id)), "neither overwrote the other");
    }

    async fn the_same_id_with_anything_else_in_the_form_is_refused_and_the_first_stays(world: World) {
        let (_, patient) = world.patient("鈴木 一郎", "すずき いちろう").await;
        let form = world.call("最初の内容");
        let first = world.record(&form).await;
        let before = world.stored().await;
        let f = || form.clone();
        let both = Actor { desks: [&world.hanako.desks[..], &world.kiku.desks[..]].concat(), ..world.hanako.clone() };
        let changed = [
            ("content", InquiryForm { content: "別の内容".into(), ..f() }),
            ("response", InquiryForm { response: "答えた".into(), ..f() }),
            ("telephone", InquiryForm { telephone: "090-1234-5678".into(), ..f() }),
            ("a known patient", f().linked_to(&patient.to_string())),
            ("a new patient", InquiryForm { patient_mode: "new".into(), patient_name: "田中 ミツ".into(), ..f() }),
            ("desk", InquiryForm { desk_id: both.desks[1].id.to_string(), ..f() }),
            ("outcome", InquiryForm { outcome: "resolved_info".into(), ..f() }),
            ("next date", InquiryForm { next_date: "2026-12-01".into(), ..f() }),
            ("person in charge", InquiryForm { staff_id: world.hanako.user_id.to_string(), ..f() }),
        ];
        let refused = Err(Fault::Refused(Refusal::AlreadyRecorded { number: first.number.clone() }));
        for (what, form) in changed {
            assert_eq!(world.inquiry.record(&both, &form).await, refused, "{what} would be lost without a word");
        }
        assert_eq!(world.stored().await, before);
        assert_eq!(world.see(first.id).await.form.content, "最初の内容");
        assert!(world.record(&form).await.repeated, "the form itself is still the same");
    }

    async fn an_entry_sent_again_with_another_time_is_another_entry(world: World) {
        let case = world.record(&world.call("相談")).await.case_id;
        let now = entry("電話した");
        world.cases.add_entry(&world.hanako, case, &now).await.unwrap();
        world.pass_minutes(3);
        world.cases.add_entry(&world.hanako, case, &now).await.expect("the clock filled the time in");
        let timed = EntryForm { occurred_at: "2026-11-22T09:30".into(), ..now };
        assert_eq!(world.cases.add_entry(&world.hanako, case, &timed).await, Err(Fault::Refused(Refusal::EntryRecorded)));
        let other = EntryForm { occurred_at: "2026-11-22T09:30".into(), again: "1".into(), ..entry("電話した") };
        world.cases.add_entry(&world.hanako, case, &other).await.unwrap();
        world.cases.add_entry(&world.hanako, case, &other).await.unwrap();
        assert_eq!(world.see_case(case).await.entries.len(), 2);
    }

    async fn a_form_is_known_again_even_after_its_record_was_corrected(world: World) {
        let form = world.call("最初の内容");
        let first = world.record(&form).await;
        world.inquiry.edit(&world.taro, first.id, 1, &InquiryForm { content: "直した内容".into(), ..form.clone() }).await.unwrap();
        assert!(world.record(&form).await.repeated);
        assert_eq!(world.see(first.id).await.form.content, "直した内容");
    }
}
