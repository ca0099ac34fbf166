//! Correcting a recorded contact: merging two people's corrections, the history, voiding.

use super::{World, flaw, on_both};
use domain::audit::Deed;
use domain::error::{Fault, Flaw, Refusal};
use domain::id::InquiryId;
use domain::inquiry::{InquiryForm, ListQuery, Recorded};
use domain::merge::{Clash, Conflict};
use domain::ports::{CaseDesk, InquiryDesk};

/// A contact as both people see it: the record and its form.
async fn seen(world: &World) -> (Recorded, InquiryForm) {
    let recorded = world.record(&InquiryForm { caller_name: "佐藤 花".into(), ..world.call("透析の送迎について。") }).await;
    let form = world.see(recorded.id).await.form;
    (recorded, form)
}

#[track_caller]
fn conflict(answer: Result<(), Fault>) -> Conflict {
    match answer {
        Err(Fault::Conflict(conflict)) => *conflict,
        other => panic!("it should have been a conflict: {other:?}"),
    }
}

on_both! {
    async fn what_two_people_correct_in_different_fields_merges_by_itself(world: World) {
        let (record, form) = seen(&world).await;
        let theirs = InquiryForm { telephone: "090-1234-5678".into(), ..form.clone() };
        world.inquiry.edit(&world.taro, record.id, 1, &theirs).await.unwrap();
        let mine = InquiryForm { response: "送迎の事業所を案内した。".into(), ..form };
        world.inquiry.edit(&world.hanako, record.id, 1, &mine).await.unwrap();
        let seen = world.see(record.id).await;
        assert_eq!((seen.version, seen.form.telephone.as_str(), seen.form.response.as_str()), (3, "090-1234-5678", "送迎の事業所を案内した。"));
        assert_eq!(seen.missing, ["minutes"], "what is missing is counted anew");
    }

    async fn corrections_of_different_fields_at_the_same_moment_are_both_kept(world: World) {
        let (record, form) = seen(&world).await;
        let theirs = InquiryForm { telephone: "090-1234-5678".into(), ..form.clone() };
        let mine = InquiryForm { affiliation: "北町病院".into(), ..form };
        let (one, two) = tokio::join!(world.inquiry.edit(&world.taro, record.id, 1, &theirs), world.inquiry.edit(&world.hanako, record.id, 1, &mine));
        assert_eq!((one, two), (Ok(()), Ok(())));
        let seen = world.see(record.id).await;
        assert_eq!((seen.version, seen.form.telephone.as_str(), seen.form.affiliation.as_str()), (3, "090-1234-5678", "北町病院"));
    }

    async fn what_both_corrected_is_shown_with_all_three_values_and_saved_once_chosen(world: World) {
        let (record, form) = seen(&world).await;
        world.pass_minutes(3);
        let theirs = InquiryForm { content: "透析の送迎と費用について。".into(), telephone: "090-1234-5678".into(), ..form.clone() };
        world.inquiry.edit(&world.taro, record.id, 1, &theirs).await.unwrap();
        let before = world.stored().await;
        let mine = InquiryForm { content: "透析の送迎と時間について。".into(), minutes: "12".into(), ..form.clone() };
        let told = conflict(world.inquiry.edit(&world.hanako, record.id, 1, &mine).await);
        assert_eq!(world.stored().await, before);
        assert_eq!(told.clashes, [Clash { field: "content".into(), base: form.content.clone(), theirs: theirs.content.clone(), mine: mine.content.clone() }]);
        assert_eq!((told.version, told.by, told.by_name.as_str(), told.at), (2, world.taro.user_id, "taroさん", world.house.services.now()));
        let merged = form.with_contact(&told.merged);
        assert_eq!((merged.telephone.as_str(), merged.minutes.as_str()), ("090-1234-5678", "12"));
        world.inquiry.edit(&world.hanako, record.id, told.version, &InquiryForm { content: "送迎・費用・時間".into(), ..merged }).await.unwrap();
        let seen = world.see(record.id).await;
        assert_eq!((seen.version, seen.form.content.as_str(), seen.form.telephone.as_str(), seen.form.minutes.as_str()), (3, "送迎・費用・時間", "090-1234-5678", "12"));
    }

    async fn saving_what_is_stored_already_makes_no_version_and_no_history(world: World) {
        let (record, form) = seen(&world).await;
        let before = world.stored().await;
        world.inquiry.edit(&world.hanako, record.id, 1, &form).await.unwrap();
        world.inquiry.edit(&world.hanako, record.id, 1, &InquiryForm { content: format!("  {}\r\n", form.content), ..form }).await.unwrap();
        assert_eq!(world.stored().await, before);
        assert_eq!(world.see(record.id).await.version, 1);
    }

    async fn the_seconds_of_an_unchanged_time_stay_and_a_changed_time_is_taken(world: World) {
        world.house.clock.pass(chrono::Duration::milliseconds(42_123));
        let (record, form) = seen(&world).await;
        let received = world.house.services.now();
        world.inquiry.edit(&world.hanako, record.id, 1, &InquiryForm { urgency: "urgent".into(), ..form.clone() }).await.unwrap();
        assert_eq!(world.see(record.id).await.received_at, received);
        world.inquiry.edit(&world.hanako, record.id, 2, &InquiryForm { received_at: "2026-11-22T09:30".into(), urgency: "urgent".into(), ..form }).await.unwrap();
        assert_eq!(world.see(record.id).await.received_at.to_rfc3339(), "2026-11-22T00:30:00+00:00");
    }

    async fn a_correction_obeys_the_rules_of_the_form_and_names_a_version_that_was(world: World) {
        let (record, form) = seen(&world).await;
        let before = world.stored().await;
        let empty = InquiryForm { content: "　".into(), telephone: "不明".into(), ..form.clone() };
        assert_eq!(flaw(world.inquiry.edit(&world.hanako, record.id, 1, &empty).await, "telephone"), Flaw::Telephone);
        assert_eq!(flaw(world.inquiry.edit(&world.hanako, record.id, 1, &empty).await, "content"), Flaw::Required);
        assert_eq!(world.inquiry.edit(&world.hanako, record.id, 99, &form).await, Err(Fault::NotFound));
        assert_eq!(world.inquiry.edit(&world.hanako, InquiryId::new(), 1, &form).await, Err(Fault::NotFound));
        assert_eq!(world.stored().await, before);
    }

    async fn the_history_keeps_the_earlier_value_and_the_search_follows_the_new_one(world: World) {
        let (record, form) = seen(&world).await;
        world.pass_minutes(5);
        world.inquiry.edit(&world.taro, record.id, 1, &InquiryForm { content: "往診の依頼。".into(), ..form }).await.unwrap();
        let history = world.see(record.id).await.history;
        assert_eq!(history.len(), 1);
        assert_eq!((history[0].deed, history[0].by_name.as_str(), history[0].at), (Deed::Update, "taroさん", world.house.services.now()));
        let change = &history[0].fields[..];
        assert_eq!(change.iter().map(|c| (c.field.as_str(), c.before.as_str(), c.after.as_str())).collect::<Vec<_>>(), [("content", "透析の送迎について。", "往診の依頼。")]);
        for (word, hits) in [("往診", 1), ("透析", 0)] {
            let found = world.inquiry.list(&world.hanako, &ListQuery { q: word.into(), ..ListQuery::default() }).await.unwrap();
            assert_eq!(found.total, hits, "{word}");
        }
    }

    async fn a_moved_inquiry_merges_like_any_other(world: World) {
        let (record, form) = seen(&world).await;
        world.record(&InquiryForm { case_id: record.case_id.to_string(), ..world.call("二件目") }).await;
        let other = world.record(&world.call("別の件")).await;
        world.cases.move_inquiry(&world.hanako, record.id, &other.number, "").await.unwrap();
        world.inquiry.edit(&world.taro, record.id, 2, &InquiryForm { minutes: "5".into(), ..form.clone() }).await.unwrap();
        let before = world.stored().await;
        world.inquiry.edit(&world.hanako, record.id, 2, &form).await.unwrap();
        assert_eq!(world.stored().await, before, "nothing was changed, so nothing is told");
        let told = conflict(world.inquiry.edit(&world.hanako, record.id, 2, &InquiryForm { minutes: "6".into(), ..form.clone() }).await);
        assert_eq!(told.merged.keys().collect::<Vec<_>>(), form.contact_fields().keys().collect::<Vec<_>>());
    }

    async fn a_voided_inquiry_stays_as_it_is_and_says_why(world: World) {
        let (record, form) = seen(&world).await;
        assert_eq!(flaw(world.inquiry.void(&world.hanako, record.id, " ").await, "reason"), Flaw::Required);
        world.inquiry.void(&world.hanako, record.id, "別の人の相談だった").await.unwrap();
        let before = world.stored().await;
        let voided = Err(Fault::Refused(Refusal::Voided));
        assert_eq!(world.inquiry.edit(&world.hanako, record.id, 2, &InquiryForm { content: "直す".into(), ..form }).await, voided);
        assert_eq!(world.inquiry.void(&world.taro, record.id, "もう一度").await, voided);
        assert_eq!(world.stored().await, before);
        let seen = world.see(record.id).await;
        let why = seen.voided.unwrap();
        assert_eq!((why.by_name.as_str(), why.reason.as_str(), why.at), ("hanakoさん", "別の人の相談だった", world.house.services.now()));
        assert_eq!((seen.form.content.as_str(), seen.number.as_str()), ("透析の送迎について。", record.number.as_str()));
        assert_eq!(world.record(&world.call("次の相談")).await.number, "R8-000002", "the number of a voided record is not given again");
    }
}
