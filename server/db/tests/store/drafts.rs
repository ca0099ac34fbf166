//! Drafts and kept forms: one's own, and only as long as they are needed.

use crate::world::{World, at, call, now, on_both};
use db::draft::{Kept, discard, find, keep, of_user};
use domain::id::{InquiryId, UserId};
use domain::inquiry::InquiryForm;
use futures::FutureExt;
use uuid::Uuid;

async fn kept(world: &World, user: UserId, id: InquiryId, content: &str, time: &str) -> Kept {
    let form = InquiryForm { content: content.into(), desk_id: "まだ".into(), ..InquiryForm::default() };
    let (content, time) = (content.to_owned(), at(time));
    world.write(move |tx| async move { keep(tx, user, id, &form, &content, None, time).await }.boxed()).await
}

on_both! {
    async fn a_draft_is_its_owners_and_the_last_state_counts(world) {
        let (kato, mori, id) = (world.kato, world.mori, InquiryId::new());
        assert_eq!(kept(world, kato, id, "書きかけ", "2026-11-22T01:00:00Z").await, Kept::Kept(1));
        assert_eq!(kept(world, kato, id, "もう少し", "2026-11-22T02:00:00Z").await, Kept::Kept(2));
        assert_eq!(kept(world, mori, id, "よその", "2026-11-22T03:00:00Z").await, Kept::NotYours);
        assert_eq!(find(world.db.read(), kato, id).await.unwrap().map(|(f, _)| f.content).as_deref(), Some("もう少し"));
        assert_eq!(find(world.db.read(), mori, id).await, Ok(None));
        assert_eq!(kept(world, kato, InquiryId::new(), "二つ目", "2026-11-22T04:00:00Z").await, Kept::Kept(1));
        let lines = of_user(world.db.read(), kato).await.unwrap();
        assert_eq!(lines.iter().map(|l| l.excerpt.as_str()).collect::<Vec<_>>(), ["二つ目", "もう少し"]);
        assert!(!world.write(move |tx| discard(tx, mori, id).boxed()).await);
        assert!(world.write(move |tx| discard(tx, kato, id).boxed()).await);
        assert_eq!(of_user(world.db.read(), kato).await.unwrap().len(), 1);
    }

    async fn a_person_has_fifty_drafts_and_none_older_than_wanted(world) {
        for n in 0..52 {
            assert_eq!(kept(world, world.kato, InquiryId::new(), &format!("{n}"), &format!("2026-11-22T01:{n:02}:00Z")).await, Kept::Kept(1));
        }
        kept(world, world.mori, InquiryId::new(), "よその", "2026-11-20T01:00:00Z").await;
        let lines = of_user(world.db.read(), world.kato).await.unwrap();
        assert_eq!((lines.len(), lines[0].excerpt.as_str(), lines[49].excerpt.as_str()), (50, "51", "2"), "the oldest two went");
        world.write(|tx| db::draft::purge(tx, at("2026-11-22T01:30:00Z")).boxed()).await;
        assert_eq!(of_user(world.db.read(), world.kato).await.unwrap().len(), 22);
        assert!(of_user(world.db.read(), world.mori).await.unwrap().is_empty());
    }

    async fn a_draft_is_kept_over_the_state_that_was_seen_and_no_other(world) {
        let (kato, id) = (world.kato, InquiryId::new());
        let state = async |content: &str, seen: Option<i32>| {
            let form = InquiryForm { content: content.into(), ..InquiryForm::default() };
            world.write(move |tx| async move { keep(tx, kato, id, &form, "x", seen, now()).await }.boxed()).await
        };
        assert_eq!(state("一", Some(0)).await, Kept::Kept(1));
        assert_eq!(state("二", Some(1)).await, Kept::Kept(2));
        assert_eq!(state("別の画面", Some(1)).await, Kept::Stale);
        assert_eq!(state("二", Some(1)).await, Kept::Kept(2), "an answer was lost");
        assert_eq!(find(world.db.read(), kato, id).await.unwrap().map(|(f, v)| (f.content, v)), Some(("二".into(), 2)));
        assert_eq!(state("別の画面", None).await, Kept::Kept(3));
        assert!(world.write(move |tx| discard(tx, kato, id).boxed()).await);
        assert_eq!(state("破棄のあと", Some(3)).await, Kept::Kept(4));
    }

    async fn a_recorded_form_leaves_no_draft_behind(world) {
        let call = call("相談");
        let id = call.id;
        assert_eq!(kept(world, world.kato, id, "相談", "2026-11-22T01:00:00Z").await, Kept::Kept(1));
        world.record(call).await;
        world.write(move |tx| db::draft::delete(tx, id).boxed()).await;
        assert_eq!(kept(world, world.kato, id, "遅れて届いた", "2026-11-22T02:00:00Z").await, Kept::Recorded);
        assert!(of_user(world.db.read(), world.kato).await.unwrap().is_empty());
    }

    async fn a_kept_form_is_for_the_same_person_and_not_for_long(world) {
        let (id, anonymous, kato) = (Uuid::now_v7(), Uuid::now_v7(), world.kato);
        world
            .write(move |tx| {
                async move {
                    db::kept_form::keep(tx, id, Some(kato), "{\"a\":1}", now()).await?;
                    db::kept_form::keep(tx, anonymous, None, "{}", now()).await
                }
                .boxed()
            })
            .await;
        let conn = world.db.read();
        let hour_ago = now() - chrono::Duration::hours(1);
        assert_eq!(db::kept_form::find(conn, id, Some(kato), hour_ago).await.unwrap().as_deref(), Some("{\"a\":1}"));
        assert_eq!(db::kept_form::find(conn, anonymous, None, hour_ago).await.unwrap().as_deref(), Some("{}"));
        for (user, not_before) in [(None, hour_ago), (Some(world.mori), hour_ago), (Some(kato), now() + chrono::Duration::seconds(1))] {
            assert_eq!(db::kept_form::find(conn, id, user, not_before).await, Ok(None));
        }
        assert_eq!(world.write(move |tx| db::kept_form::purge(tx, now()).boxed()).await, 0);
        assert_eq!(world.write(move |tx| db::kept_form::purge(tx, now() + chrono::Duration::seconds(1)).boxed()).await, 2);
    }
}
