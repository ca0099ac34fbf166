//! The home page: what waits, for whom, and that its numbers are the lengths of the lists behind them.

use super::{World, entry, on_both};
use domain::cases::CloseForm;
use domain::inquiry::{InquiryForm, ListQuery};
use domain::ports::{CaseDesk, InquiryDesk, TodayDesk};

/// Cases of every kind: mine, a colleague's, nobody's; due, overdue, without a date; open, closed, voided; with one contact and with two.
async fn a_day(world: &World) {
    for (owner, next) in [(&world.hanako, ""), (&world.hanako, "2026-11-22"), (&world.taro, "2026-11-22"), (&world.taro, "2026-11-24"), (&world.hanako, "2026-11-24")] {
        world.record(&InquiryForm { staff_id: owner.user_id.to_string(), next_date: next.into(), ..world.call("担当の決まった件") }).await;
        world.pass_minutes(1);
    }
    let twice = world.record(&world.call("担当の決まらない件")).await;
    world.pass_minutes(1);
    world.record(&InquiryForm { case_id: twice.case_id.to_string(), ..world.call("その続き") }).await;
    world.record(&InquiryForm { next_date: "2026-11-23".into(), ..world.call("もう一つの未定") }).await;
    let mine = InquiryForm { staff_id: world.hanako.user_id.to_string(), next_date: "2026-11-22".into(), ..world.call("終わった件") };
    let closed = world.record(&mine).await;
    world.cases.close(&world.hanako, closed.case_id, 1, &CloseForm { outcome: "resolved_info".into(), remark: String::new() }).await.unwrap();
    let voided = world.record(&InquiryForm { id: domain::id::InquiryId::new().to_string(), ..mine }).await;
    world.cases.void(&world.hanako, voided.case_id, 1, "誤入力").await.unwrap();
    world.inquiry.record(&world.kiku, &InquiryForm { next_date: "2026-11-22".into(), ..world.call_at(&world.kiku, "東部の件") }).await.unwrap();
}

async fn total(world: &World, change: impl FnOnce(&mut ListQuery)) -> i64 {
    let mut query = ListQuery { view: "cases".into(), ..ListQuery::default() };
    change(&mut query);
    let page = world.inquiry.list(&world.hanako, &query).await.unwrap();
    assert_eq!(i64::try_from(page.rows.len()).unwrap(), page.total);
    page.total
}

on_both! {
    async fn every_count_is_the_length_of_the_list_behind_it(world: World) {
        a_day(&world).await;
        for (day, expected) in [("2026-11-22T18:00", [3, 2, 0, 2]), ("2026-11-24T09:00", [3, 2, 3, 2])] {
            world.until(day);
            let counts = world.today.today(&world.hanako).await.unwrap().counts;
            assert_eq!([counts.mine, counts.due_today, counts.overdue, counts.unassigned], expected, "{day}");
            let lists = [
                total(&world, |q| (q.staff, q.status) = ("me".into(), "open".into())).await,
                total(&world, |q| q.today = "1".into()).await,
                total(&world, |q| q.overdue = "1".into()).await,
                total(&world, |q| (q.staff, q.status) = ("none".into(), "open".into())).await,
            ];
            assert_eq!(lists, expected, "{day}");
        }
    }

    async fn the_rows_under_each_heading_are_those_of_its_list(world: World) {
        a_day(&world).await;
        world.until("2026-11-24T09:00");
        let view = world.today.today(&world.hanako).await.unwrap();
        assert!(view.at_desk);
        assert_eq!((view.today, view.due.len(), view.mine.len(), view.unassigned.len()), ("2026-11-24".parse().unwrap(), 5, 3, 2));
        assert!(view.due.iter().all(|r| r.case.next_date.is_some_and(|d| d <= view.today)));
        assert_eq!(view.mine.iter().map(|r| r.case.next_date).collect::<Vec<_>>(), ["2026-11-22".parse().ok(), "2026-11-24".parse().ok(), None]);
        assert_eq!(view.unassigned.iter().filter(|r| r.excerpt == "その続き").count(), 1, "a case shows its latest contact");
    }

    /// Many urgent matters of today do not push out one that has waited for days.
    async fn what_is_overdue_is_never_cut_off_and_stands_before_today_s(world: World) {
        for day in ["2026-11-24", "2026-11-23"] {
            for _ in 0..5 {
                world.record(&InquiryForm { next_date: day.into(), urgency: "normal".into(), ..world.call("待っている件") }).await;
                world.pass_minutes(1);
            }
        }
        world.until("2026-11-25T09:00");
        for _ in 0..9 {
            world.record(&InquiryForm { next_date: "2026-11-25".into(), urgency: "immediate".into(), ..world.call("今日の件") }).await;
            world.pass_minutes(1);
        }
        let view = world.today.today(&world.hanako).await.unwrap();
        let days: Vec<_> = view.due.iter().filter_map(|r| r.case.next_date).map(|d| d.to_string()).collect();
        let expected = [["2026-11-23"; 5].as_slice(), &["2026-11-24"; 5], &["2026-11-25"; 7]].concat();
        assert_eq!(days, expected);
        assert_eq!(total(&world, |q| (q.overdue, q.today) = ("1".into(), "1".into())).await, 19);
        let session = world.house.person("jiro", domain::account::Role::DeskStaff).await;
        let page = world.house.get("/", Some(&session)).await;
        assert!(page.text.contains("ほか2件") && page.text.contains("/inquiries?overdue=1&amp;today=1&amp;view=cases"), "{}", page.text);
    }

    async fn the_colleagues_latest_are_shown_and_neither_mine_nor_another_desk_s(world: World) {
        let case = world.record(&world.call("私の相談")).await.case_id;
        world.pass_minutes(1);
        let theirs = world.inquiry.record(&world.taro, &world.call("太郎の相談")).await.unwrap();
        world.pass_minutes(1);
        world.cases.add_entry(&world.taro, case, &entry("太郎の記録")).await.unwrap();
        world.inquiry.record(&world.kiku, &world.call_at(&world.kiku, "東部の件")).await.unwrap();
        let latest = world.today.today(&world.hanako).await.unwrap().latest;
        let told: Vec<_> = latest.iter().map(|h| (h.excerpt.as_str(), h.inquiry, h.by_name.as_str())).collect();
        assert_eq!(told, [("太郎の記録", None, "taroさん"), ("太郎の相談", Some(theirs.id), "taroさん")]);
    }

    async fn an_unfinished_form_is_its_writer_s_alone(world: World) {
        let draft = InquiryForm { caller_name: "中村 真".into(), ..world.call("書きかけ") };
        let id = draft.id.parse().unwrap();
        world.inquiry.keep_draft(&world.hanako, &draft, None).await.unwrap();
        let mine = world.today.today(&world.hanako).await.unwrap().drafts;
        assert_eq!(mine.iter().map(|d| (d.id, d.excerpt.as_str())).collect::<Vec<_>>(), [(id, "中村 真　書きかけ")]);
        assert!(world.today.today(&world.taro).await.unwrap().drafts.is_empty());
        let blank = world.inquiry.blank(&world.taro, Some(id), None).await.unwrap();
        assert_eq!((blank.drafts.len(), blank.form.content.as_str(), blank.form.caller_name.as_str()), (0, "", ""));
        assert_eq!(world.inquiry.keep_draft(&world.taro, &draft, None).await, Err(domain::error::Fault::Forbidden));
        assert_eq!(world.inquiry.discard_draft(&world.taro, id).await, Err(domain::error::Fault::NotFound));
        world.inquiry.discard_draft(&world.hanako, id).await.unwrap();
        assert!(world.today.today(&world.hanako).await.unwrap().drafts.is_empty());
    }
}
