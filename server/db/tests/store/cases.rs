//! Cases: their state with its version, their patient, links, entries, and inquiries that move.

use crate::schema::entry;
use crate::world::{call, code, day, now, on_both, person, state};
use db::Voiding;
use db::cases::CaseState;
use domain::cases::CaseStatus;
use domain::id::{CaseId, PatientId};
use futures::FutureExt;

on_both! {
    async fn a_state_is_set_once_per_version(world) {
        let (case, mori) = (world.record(call("相談")).await.case, world.mori);
        let set = move |version: i32, status: CaseStatus| async move {
            let next = CaseState { owner_id: Some(mori), next_date: Some(day("2026-12-01")), outcome: Some(code("hospitalized")), closed_at: Some(now()), ..state(status) };
            world.write(move |tx| async move { db::cases::update(tx, case, version, &next, now()).await }.boxed()).await
        };
        assert!(set(1, CaseStatus::InProgress).await);
        assert!(!set(1, CaseStatus::Arranging).await);
        assert!(set(2, CaseStatus::Closed).await);
        let found = db::cases::find(world.db.read(), case).await.unwrap().unwrap();
        assert_eq!((found.version, found.brief.status, found.closed_at), (3, CaseStatus::Closed, Some(now())));
        assert_eq!((found.brief.owner.map(|o| o.name).as_deref(), found.brief.outcome, found.desk.name.as_str()), (Some("森"), Some(code("hospitalized")), "在宅医療相談窓口"));
        let void = CaseState { voided: Some(Voiding { at: now(), by: mori, reason: "重複" }), ..state(CaseStatus::Voided) };
        assert!(world.write(move |tx| async move { db::cases::update(tx, case, 3, &void, now()).await }.boxed()).await);
        let found = db::cases::find(world.db.read(), case).await.unwrap().unwrap();
        assert_eq!(found.voided.map(|v| (v.by_name, v.reason)), Some(("森".into(), "重複".into())));
        assert_eq!(db::cases::find(world.db.read(), CaseId::new()).await, Ok(None));
    }

    async fn the_patient_of_a_case_is_set_later_and_found_by(world) {
        let recorded = world.record(call("相談")).await;
        let (case, patient) = (recorded.case, world.patient(person("佐藤 キヨ", "さとう きよ", "")).await);
        assert!(world.write(move |tx| async move { db::cases::set_patient(tx, case, 1, Some(patient), now()).await }.boxed()).await);
        let by_name = crate::search::filter(|q| q.q = "キヨ".into());
        assert_eq!(db::inquiry::rows(world.db.read(), &[world.desk], &by_name).await.unwrap().total, 1);
        assert_eq!(db::cases::open_of_patient(world.db.read(), &[world.desk], patient).await.unwrap()[0].id, case);
        let lines = db::inquiry::of_patient(world.db.read(), &[world.desk], patient, None, 10).await.unwrap();
        assert_eq!((lines[0].id, lines[0].patient_name.as_str()), (recorded.id, "佐藤 キヨ"));
        assert!(db::inquiry::of_patient(world.db.read(), &[world.desk], patient, Some(recorded.id), 10).await.unwrap().is_empty());
        let nobody = world.db.write(move |tx| async move { db::cases::set_patient(tx, case, 2, Some(PatientId::new()), now()).await }.boxed()).await;
        assert_eq!(nobody, Err(db::DbError::ForeignKey));
    }

    async fn links_go_both_ways_and_are_made_once(world) {
        let by = world.kato;
        let (a, b, c) = (world.record(call("一")).await.case, world.record(call("二")).await.case, world.record(call("三")).await.case);
        for (one, other, fresh) in [(a, b, true), (b, a, false), (a, b, false), (c, a, true)] {
            assert_eq!(world.write(move |tx| async move { db::cases::link(tx, one, other, by, now()).await }.boxed()).await, fresh);
        }
        let of = |id| async move { db::cases::links(world.db.read(), &[world.desk], id).await.unwrap().into_iter().map(|c| c.number.replace("R8-00000", "")).collect::<Vec<_>>() };
        let mut of_a = of(a).await;
        of_a.sort();
        assert_eq!((of_a.concat().as_str(), of(b).await.concat().as_str(), of(c).await.concat().as_str()), ("23", "1", "1"));
        assert!(world.db.write(move |tx| async move { db::cases::link(tx, a, a, by, now()).await }.boxed()).await.is_err());
    }

    async fn a_case_is_found_by_its_number_or_that_of_any_of_its_inquiries(world) {
        let first = world.record(call("一")).await;
        world.record(call("二").of_case(first.case)).await;
        let other = world.record(call("三")).await;
        for (number, expected) in [("R8-000001", Some(first.case)), ("ｒ８－０００００２", Some(first.case)), (" r8000003 ", Some(other.case)), ("R8-000004", None), ("", None), ("R9-000001", None)] {
            assert_eq!(db::cases::by_number(world.db.read(), &[world.desk], number).await, Ok(expected), "{number}");
        }
        assert_eq!(db::cases::by_number(world.db.read(), &[], "R8-000001").await, Ok(None));
    }

    async fn an_inquiry_moves_with_its_words(world) {
        let data = person("佐藤 キヨ", "", "");
        let patient = world.patient(data.clone()).await;
        let (from, to) = (world.record(call("一").about(patient, &data)).await, world.record(call("二")).await);
        assert!(world.write(move |tx| async move { db::inquiry::move_to_case(tx, from.id, to.case, now()).await }.boxed()).await);
        let by_name = crate::search::filter(|q| q.q = "キヨ".into());
        assert_eq!(db::inquiry::rows(world.db.read(), &[world.desk], &by_name).await.unwrap().total, 0);
        let thread = db::inquiry::of_case(world.db.read(), to.case).await.unwrap();
        assert_eq!(thread.len(), 2);
        assert!(thread.iter().any(|i| i.id == from.id && i.version == 2 && i.patient.is_none()));
        assert_eq!(db::inquiry::living_in_case(world.db.read(), from.case).await, Ok(0));
    }

    async fn an_entry_sent_twice_is_one(world) {
        let (case, by) = (world.record(call("相談")).await.case, world.mori);
        let (late, early) = (entry("後", crate::world::at("2026-11-22T04:00:00Z")), entry("先", crate::world::at("2026-11-22T03:00:00Z")));
        for (data, fresh) in [(late.clone(), true), (late, false), (early, true)] {
            assert_eq!(world.write(move |tx| async move { db::entries::insert(tx, case, &data, by, now()).await }.boxed()).await, fresh);
        }
        let found = db::entries::of_case(world.db.read(), case).await.unwrap();
        assert_eq!(found.iter().map(|e| (e.content.as_str(), e.author.as_str())).collect::<Vec<_>>(), [("先", "森"), ("後", "森")]);
    }

    async fn an_inquiry_comes_back_as_it_was_recorded(world) {
        let call = call("内容\n二行目").with(|d| {
            d.other_categories = vec![code("complaint"), code("doctor_matching/change")];
            d.minutes = None;
            d.anonymous = true;
            d.backdate_reason = "前日の電話".into();
            d.caller_kana = "さとう".into();
            d.response = "回答".into();
        });
        let data = call.data.clone();
        let saved = world.record(call).await;
        let found = db::inquiry::find(world.db.read(), saved.id).await.unwrap().unwrap();
        assert_eq!((found.data, found.version, found.recorded_by_name.as_str(), found.number.as_str()), (data, 1, "加藤", "R8-000001"));
        assert_eq!(db::inquiry::exists(world.db.read(), saved.id).await, Ok(true));
        assert_eq!(db::inquiry::exists(world.db.read(), domain::id::InquiryId::new()).await, Ok(false));
        let again = call_again(world, saved.id).await;
        assert_eq!(again, Err(db::DbError::Unique { constraint: "pk_inquiries".into() }));
    }
}

async fn call_again(world: &crate::world::World, id: domain::id::InquiryId) -> Result<crate::world::Recorded, db::DbError> {
    let (desk, by) = (world.desk, world.kato);
    let again = crate::world::Call { id, ..call("もう一度") };
    world.db.write(move |tx| crate::world::record(tx, desk, by, again).boxed()).await
}
