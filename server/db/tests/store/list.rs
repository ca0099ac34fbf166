//! The list: every filter, every order, paging, and the home page's numbers, which are lengths of lists.

use crate::search::filter;
use crate::world::{Call, World, call, code, day, now, on_both, person, record};
use domain::cases::CaseStatus;
use domain::id::DeskId;
use domain::inquiry::{Filter, ListQuery};
use futures::FutureExt;

/// What a test types into the list's address.
type Change = Box<dyn Fn(&mut ListQuery)>;

async fn numbers(world: &World, filter: &Filter) -> Vec<String> {
    let rows = db::inquiry::rows(world.db.read(), &[world.desk], filter).await.unwrap();
    assert_eq!(rows.total, i64::try_from(rows.rows.len()).unwrap(), "{filter:?}");
    rows.rows.into_iter().map(|r| r.number.replace("R8-00000", "")).collect()
}

/// Numbers 1..=6, one feature each.
async fn six(world: &World) {
    let calls: [Call; 6] = [
        call("一").received("2026-10-01T03:00:00Z").owned(world.kato).standing(CaseStatus::InProgress).due("2026-11-20"),
        call("二").received("2026-10-31T14:59:59Z").with(|d| d.channel = code("fax")).due("2026-11-22"),
        call("三").received("2026-10-31T15:00:00Z").with(|d| d.caller_type = code("care_manager")).standing(CaseStatus::Closed).due("2026-11-01"),
        call("四").received("2026-11-03T00:00:00Z").with(|d| d.main_category = code("doctor_matching/primary")).owned(world.mori),
        call("五").received("2026-11-04T00:00:00Z").with(|d| d.urgency = code("immediate")).standing(CaseStatus::Voided),
        Call { missing: 2, ..call("六").received("2026-11-05T00:00:00Z").with(|d| d.main_category = code("doctor_matching")).standing(CaseStatus::Reopened).due("2026-12-01") },
    ];
    for call in calls {
        world.record(call).await;
    }
}

on_both! {
    async fn every_filter_keeps_what_it_names(world) {
        six(world).await;
        let me = world.kato.to_string();
        let desk = world.desk.to_string();
        let table: Vec<(Change, &str)> = vec![
            (Box::new(|_| ()), "654321"),
            (Box::new(|q| q.from = "2026-11-01".into()), "6543"),
            (Box::new(|q| q.to = "2026-10-31".into()), "21"),
            (Box::new(|q| { q.from = "2026-11-03".into(); q.to = "2026-11-04".into(); }), "54"),
            (Box::new(move |q| q.desk = desk.clone()), "654321"),
            (Box::new(|q| q.desk = DeskId::new().to_string()), ""),
            (Box::new(|q| q.status = "open".into()), "6421"),
            (Box::new(|q| q.status = "closed".into()), "3"),
            (Box::new(|q| q.status = "in_progress".into()), "1"),
            (Box::new({ let me = me.clone(); move |q| q.staff = me.clone() }), "1"),
            (Box::new(|q| q.staff = "none".into()), "6532"),
            (Box::new(|q| { q.staff = "none".into(); q.status = "open".into(); }), "62"),
            (Box::new(move |q| { q.staff = me.clone(); q.status = "closed".into(); }), ""),
            (Box::new(|q| q.channel = "fax".into()), "2"),
            (Box::new(|q| q.caller_type = "care_manager".into()), "3"),
            (Box::new(|q| q.category = "doctor_matching".into()), "64"),
            (Box::new(|q| q.category = "doctor_matching/primary".into()), "4"),
            (Box::new(|q| q.urgency = "immediate".into()), "5"),
            (Box::new(|q| q.overdue = "1".into()), "1"),
            (Box::new(|q| q.today = "1".into()), "2"),
            (Box::new(|q| { q.overdue = "1".into(); q.status = "closed".into(); }), ""),
            (Box::new(|q| q.missing = "1".into()), "6"),
            (Box::new(|q| { q.q = "五".into(); q.urgency = "immediate".into(); }), "5"),
            (Box::new(|q| { q.q = "五".into(); q.status = "open".into(); }), ""),
            (Box::new(|q| { q.q = "R8-00000".into(); q.status = "open".into(); q.to = "2026-10-31".into(); }), "21"),
        ];
        for (n, (change, expected)) in table.iter().enumerate() {
            for view in ["", "cases"] {
                let filter = filter(|q| { change(q); q.view = view.into(); });
                assert_eq!(numbers(world, &filter).await.concat(), *expected, "filter {n} {view}");
            }
        }
    }

    async fn every_order_puts_the_right_row_first(world) {
        six(world).await;
        for (sort, expected) in [("", "654321"), ("received_asc", "123456"), ("number", "654321"), ("next_date", "312654"), ("urgency", "564321")] {
            for view in ["", "cases"] {
                assert_eq!(numbers(world, &filter(|q| { q.sort = sort.into(); q.view = view.into(); })).await.concat(), expected, "{sort} {view}");
            }
        }
        let searched = filter(|q| { q.q = "R8-00000".into(); q.sort = "next_date".into(); });
        assert_eq!(numbers(world, &searched).await.concat(), "312654");
    }

    async fn cases_show_their_latest_inquiry_that_matches(world) {
        let first = world.record(call("透析の相談").received("2026-10-01T00:00:00Z")).await;
        world.record(call("その続き").received("2026-10-02T00:00:00Z").of_case(first.case)).await;
        world.record(call("別件の透析").received("2026-10-03T00:00:00Z")).await;
        assert_eq!(numbers(world, &filter(|q| q.view = "cases".into())).await.concat(), "32");
        assert_eq!(numbers(world, &filter(|q| { q.view = "cases".into(); q.q = "透析".into(); })).await.concat(), "31");
        assert_eq!(numbers(world, &filter(|q| { q.view = "cases".into(); q.q = "透析".into(); q.sort = "received_asc".into(); })).await.concat(), "13");
    }

    async fn a_page_holds_fifty_rows_and_the_next_one_goes_on(world) {
        let (desk, by) = (world.desk, world.kato);
        world
            .write(move |tx| {
                async move {
                    for n in 0..120 {
                        record(tx, desk, by, call(&format!("相談{n}")).with(|d| d.received_at = now() + chrono::Duration::minutes(n))).await?;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await;
        let mut seen = Vec::new();
        for (page, length) in [(1, 50), (2, 50), (3, 20), (4, 0)] {
            let rows = db::inquiry::rows(world.db.read(), &[desk], &filter(|q| q.page = format!("{page}"))).await.unwrap();
            assert_eq!((rows.rows.len(), rows.total, rows.more), (length, 120, false), "page {page}");
            seen.extend(rows.rows.into_iter().map(|r| r.number));
        }
        seen.dedup();
        assert_eq!((seen.len(), seen[0].as_str(), seen[119].as_str()), (120, "R8-000120", "R8-000001"));
    }

    async fn nobody_sees_another_desk(world) {
        let mine = world.record(call("うちの相談").with(|d| d.telephone = "0725550101".into())).await;
        let other = DeskId::new();
        let by = world.kato;
        let theirs = world
            .write(move |tx| {
                async move {
                    db::desk::insert(tx, other, "北支所", now()).await?;
                    record(tx, other, by, call("よその相談").with(|d| d.telephone = "0725550101".into())).await
                }
                .boxed()
            })
            .await;
        let (conn, telephone) = (world.db.read(), domain::inquiry::MatchQuery { telephone: "0725550101".into(), ..Default::default() });
        for (desks, expected) in [(vec![world.desk], vec![mine.id]), (vec![other], vec![theirs.id]), (vec![world.desk, other], vec![theirs.id, mine.id]), (vec![], vec![])] {
            for words in ["", "相談", "0725550101"] {
                let rows = db::inquiry::rows(conn, &desks, &filter(|q| q.q = words.into())).await.unwrap();
                let mut ids: Vec<_> = rows.rows.iter().map(|r| r.id).collect();
                let mut expected = expected.clone();
                ids.sort();
                expected.sort();
                assert_eq!((ids, rows.total), (expected.clone(), i64::try_from(expected.len()).unwrap()), "{words}");
            }
            assert_eq!(db::inquiry::matches(conn, &desks, &telephone, 10).await.unwrap().len(), expected.len());
        }
    }

    async fn the_numbers_of_the_home_page_are_lengths_of_lists(world) {
        six(world).await;
        world.record(call("七").received("2026-11-06T00:00:00Z").owned(world.kato).due("2026-11-22")).await;
        let (conn, desks, today) = (world.db.read(), [world.desk], day("2026-11-22"));
        let counts = db::today::counts(conn, &desks, world.kato, today).await.unwrap();
        assert_eq!((counts.mine, counts.due_today, counts.overdue, counts.unassigned), (2, 2, 1, 2));
        let me = world.kato.to_string();
        let lists: [(i64, Change); 4] = [
            (counts.mine, Box::new(move |q| { q.staff = me.clone(); q.status = "open".into(); })),
            (counts.due_today, Box::new(|q| q.today = "1".into())),
            (counts.overdue, Box::new(|q| q.overdue = "1".into())),
            (counts.unassigned, Box::new(|q| { q.staff = "none".into(); q.status = "open".into(); })),
        ];
        for (count, change) in lists {
            let list = filter(|q| { change(q); q.view = "cases".into(); });
            assert_eq!(db::inquiry::rows(conn, &desks, &list).await.unwrap().total, count);
        }
        let short = |rows: Vec<domain::inquiry::InquiryRow>| rows.into_iter().map(|r| r.number.replace("R8-00000", "")).collect::<String>();
        assert_eq!(short(db::today::due(conn, &desks, today, 10, 10).await.unwrap()), "172");
        assert_eq!(short(db::today::mine(conn, &desks, world.kato, 10).await.unwrap()), "17");
        assert_eq!(short(db::today::unassigned(conn, &desks, 10).await.unwrap()), "62");
        assert_eq!(short(db::today::unassigned(conn, &desks, 1).await.unwrap()), "6");
    }

    async fn the_latest_of_others_mixes_inquiries_and_entries(world) {
        let first = world.record(call("一").received("2026-11-01T00:00:00Z")).await;
        let (case, by) = (first.case, world.mori);
        world.write(move |tx| async move { db::entries::insert(tx, case, &crate::schema::entry("病院へ電話", now()), by, now()).await }.boxed()).await;
        world.record(call("二").received("2026-11-20T00:00:00Z")).await;
        let seen = |happenings: Vec<domain::today::Happening>| happenings.into_iter().map(|h| (h.by_name, h.excerpt, h.inquiry.is_some())).collect::<Vec<_>>();
        let line = |who: &str, what: &str, inquiry: bool| (who.to_owned(), what.to_owned(), inquiry);
        let nobody = domain::id::UserId::new();
        let all = db::today::latest(world.db.read(), &[world.desk], nobody, 10).await.unwrap();
        assert_eq!(seen(all), [line("森", "病院へ電話", false), line("加藤", "二", true), line("加藤", "一", true)]);
        assert_eq!(seen(db::today::latest(world.db.read(), &[world.desk], world.kato, 10).await.unwrap()), [line("森", "病院へ電話", false)]);
        assert_eq!(seen(db::today::latest(world.db.read(), &[world.desk], world.mori, 1).await.unwrap()), [line("加藤", "二", true)]);
    }

    async fn rows_carry_what_the_list_shows(world) {
        let data = person("髙橋 ハル", "たかはし はる", "");
        let patient = world.patient(data.clone()).await;
        let saved = world.record(call("相談").about(patient, &data).owned(world.mori).due("2026-12-01").with(|d| d.caller_name = "佐藤".into())).await;
        let rows = db::inquiry::rows(world.db.read(), &[world.desk], &filter(|_| ())).await.unwrap().rows;
        let row = &rows[0];
        assert_eq!((row.id, row.case.id, row.case.number.as_str(), row.voided, row.missing), (saved.id, saved.case, "R8-000001", false, 0));
        assert_eq!(row.case.owner.as_ref().map(|o| o.name.as_str()), Some("森"));
        assert_eq!(row.patient.as_ref().map(|p| p.name.as_str()), Some("髙橋 ハル"));
        let by = world.kato;
        let voided = world.write(move |tx| async move { db::inquiry::void(tx, saved.id, &db::Voiding { at: now(), by, reason: "誤入力" }).await }.boxed()).await;
        assert!(voided);
        assert!(db::inquiry::rows(world.db.read(), &[world.desk], &filter(|_| ())).await.unwrap().rows[0].voided);
        assert_eq!(db::inquiry::living_in_case(world.db.read(), saved.case).await, Ok(0));
        let found = db::inquiry::find(world.db.read(), saved.id).await.unwrap().unwrap().voided.unwrap();
        assert_eq!((found.by_name.as_str(), found.reason.as_str()), ("加藤", "誤入力"));
    }
}
