//! The search box: what it finds, whatever way it is written.

use crate::world::{Call, World, call, on_both, person};
use domain::calendar::jst_date;
use domain::code::Codes;
use domain::id::UserId;
use domain::inquiry::{Filter, ListQuery};
use futures::FutureExt;

pub(crate) fn filter(change: impl FnOnce(&mut ListQuery)) -> Filter {
    let mut query = ListQuery::default();
    change(&mut query);
    query.parse(crate::world::now(), UserId::new(), &Codes::seed(jst_date(crate::world::now()))).unwrap()
}

async fn found(world: &World, words: &str) -> Vec<String> {
    let rows = db::inquiry::rows(world.db.read(), &[world.desk], &filter(|q| q.q = words.into())).await.unwrap();
    assert_eq!(rows.total, i64::try_from(rows.rows.len()).unwrap());
    rows.rows.into_iter().map(|r| r.number).collect()
}

fn sato() -> Call {
    call("退院後に訪問診療をお願いしたい。現在 透析 を週3回、在宅酸素も使用。").with(|d| {
        d.caller_name = "佐藤 花子".into();
        d.caller_kana = "さとう はなこ".into();
        d.affiliation = "○○市立病院 地域医療連携室".into();
        d.telephone = "090-1234-5678".into();
        d.response = "近隣の診療所2か所に打診。🐈がいるとのこと。".into();
    })
}

on_both! {
    /// The one who renames the person must not put back the text that the other one has just corrected.
    async fn two_who_change_person_and_contact_at_once_are_both_found(world) {
        let data = person("佐藤 花子", "さとう はなこ", "");
        let patient = world.patient(data.clone()).await;
        let first = world.record(call("退院の相談").about(patient, &data)).await;
        let (id, mut contact) = (first.id, call("往診の相談").data);
        contact.received_at = db::inquiry::find(world.db.read(), id).await.unwrap().unwrap().data.received_at;
        let correct = world.write(move |tx| async move {
            let done = db::inquiry::update(tx, id, 1, &contact, 0, crate::world::now()).await?;
            tokio::time::sleep(std::time::Duration::from_millis(600)).await;
            Ok(done)
        }.boxed());
        let rename = async {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            world.write(move |tx| async move { db::patient::update(tx, patient, 1, &person("高橋 花子", "たかはし はなこ", ""), crate::world::now()).await }.boxed()).await
        };
        assert_eq!(tokio::join!(correct, rename), (true, true));
        assert_eq!((found(world, "往診 高橋").await, found(world, "退院").await), (vec![first.number], vec![]));
    }

    async fn the_box_finds_it_in_any_way_of_writing(world) {
        let first = world.record(sato().received("2026-11-01T01:00:00Z")).await.number;
        let takahashi = person("髙橋 ハル", "たかはし はる", "(06) 6555-0101");
        let patient = world.patient(takahashi.clone()).await;
        let second = world.record(call("山﨑クリニックへ").about(patient, &takahashi).received("2026-11-02T01:00:00Z")).await.number;
        for words in [
            "さとう", "サトウ", "ｻﾄｳ", "佐藤", "佐藤花子", "花子　佐藤", "透析", "透析 佐藤", "訪問診療 ｻﾄｳ 酸素", "09012345678", "090-1234-5678", "０９０（１２３４）５６７８",
            "12345678", "R8-000001", "ｒ8000001", "000001", "🐈", "週3回", "週３回", "連携室", "析", "退院後に訪問診療をお願い",
        ] {
            assert_eq!(found(world, words).await, [first.as_str()], "{words}");
        }
        for words in ["高橋", "髙橋", "ﾀｶﾊｼ", "たかはしはる", "山崎", "山﨑", "山崎 高橋", "06-6555-0101", "0665550101", "R8-000002", "ハル"] {
            assert_eq!(found(world, words).await, [second.as_str()], "{words}");
        }
        assert_eq!(found(world, "R8-0000").await, [second.as_str(), first.as_str()]);
        // Pairs that stand apart, words across two fields, half of the words: not found.
        for words in ["在酸", "花子さとう", "透析 高橋", "さとはな", "子さ", "R8-000003", "%", "' OR 1=1", "\"", "診療訪問"] {
            assert!(found(world, words).await.is_empty(), "{words}");
        }
    }

    async fn an_excerpt_shows_the_place_of_the_words(world) {
        let long = format!("{}ここに透析の話。{}", "前置き。".repeat(60), "後書き。".repeat(60));
        world.record(call(&long)).await;
        world.record(call("短い相談").with(|d| d.response = "透析可の病院を案内".into())).await;
        let rows = db::inquiry::rows(world.db.read(), &[world.desk], &filter(|q| q.q = "透析".into())).await.unwrap().rows;
        assert!(rows.iter().all(|r| r.excerpt.contains("透析") && r.excerpt.chars().count() < 90), "{rows:?}");
        let rows = db::inquiry::rows(world.db.read(), &[world.desk], &filter(|_| ())).await.unwrap().rows;
        assert!(rows.iter().any(|r| r.excerpt.starts_with("前置き。")));
    }

    async fn a_changed_record_is_found_by_its_new_words_only(world) {
        let mut call = sato();
        let saved = world.record(call.clone()).await;
        call.data.content = "胃ろうの相談".into();
        call.data.response = String::new();
        call.data.received_at = crate::world::at("2026-10-01T00:00:00Z");
        let data = call.data.clone();
        let done = world.write(move |tx| futures::FutureExt::boxed(async move { db::inquiry::update(tx, saved.id, 1, &data, 0, crate::world::now()).await })).await;
        assert!(done);
        assert_eq!(found(world, "胃ろう").await.len(), 1);
        assert!(found(world, "透析").await.is_empty());
        let october = filter(|q| { q.from = "2026-10-01".into(); q.to = "2026-10-01".into(); q.q = "胃ろう".into(); });
        assert_eq!(db::inquiry::rows(world.db.read(), &[world.desk], &october).await.unwrap().total, 1);
        let stale = { let data = call.data.clone(); world.write(move |tx| futures::FutureExt::boxed(async move { db::inquiry::update(tx, saved.id, 1, &data, 0, crate::world::now()).await })).await };
        assert!(!stale, "a version that is gone changes nothing");
    }

    async fn a_renamed_patient_takes_all_inquiries_along(world) {
        let data = person("佐籐 キヨ", "さとう きよ", "");
        let patient = world.patient(data.clone()).await;
        let first = world.record(call("一回目").about(patient, &data)).await;
        world.record(call("二回目").about(patient, &data).of_case(first.case)).await;
        let renamed = person("佐東 キヨ", "さとう きよ", "072-555-0101");
        let done = world.write(move |tx| futures::FutureExt::boxed(async move { db::patient::update(tx, patient, 1, &renamed, crate::world::now()).await })).await;
        assert!(done);
        assert_eq!(found(world, "佐東").await.len(), 2);
        assert_eq!(found(world, "0725550101").await.len(), 2);
        assert!(found(world, "佐籐").await.is_empty());
    }

    async fn records_of_the_same_millisecond_are_all_indexed(world) {
        let (desk, by) = (world.desk, world.kato);
        for hundred in 0..11 {
            world
                .write(move |tx| {
                    futures::FutureExt::boxed(async move {
                        for n in 0..100 {
                            crate::world::record(tx, desk, by, call(&format!("同時刻{hundred}の{n}"))).await?;
                        }
                        Ok(())
                    })
                })
                .await;
        }
        let rows = db::inquiry::rows(world.db.read(), &[desk], &filter(|q| q.q = "同時刻".into())).await.unwrap();
        assert!(rows.total == 1_000 && rows.more);
        let rows = db::inquiry::rows(world.db.read(), &[desk], &filter(|q| q.q = "同時".into())).await.unwrap();
        assert!(rows.total == 1_100 && !rows.more);
    }
}
