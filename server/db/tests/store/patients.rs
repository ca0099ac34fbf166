//! Patients: records, namesakes, and who fits what is typed.

use crate::world::{World, call, code, day, now, on_both, person};
use domain::calendar::Birth;
use domain::cases::CaseStatus;
use domain::inquiry::{MatchQuery, PatientMatch};
use futures::FutureExt;

fn names(found: &[PatientMatch]) -> Vec<&str> {
    found.iter().map(|m| m.patient.name.as_str()).collect()
}

async fn three(world: &World) {
    let sato = person("佐藤 キヨ", "さとう きよ", "072-555-0101");
    let id = world.patient(sato.clone()).await;
    world.record(call("一").about(id, &sato).standing(CaseStatus::Closed).received("2026-10-01T00:00:00Z")).await;
    let open = world
        .record(call("二").about(id, &sato).received("2026-10-02T00:00:00Z").with(|d| {
            d.telephone = "090-1111-2222".into();
            d.caller_name = "中村 娘".into();
        }))
        .await;
    world.record(call("三").about(id, &sato).of_case(open.case).received("2026-10-03T00:00:00Z")).await;
    world.patient(person("髙橋 ハル", "たかはし はる", "")).await;
    world.patient(person("山﨑 一郎", "やまざき いちろう", "")).await;
}

on_both! {
    async fn a_patient_comes_back_and_changes_once_per_version(world) {
        let mut data = person("佐藤 キヨ", "さとう きよ", "072-555-0101");
        data.birth = Some(Birth::AgeAbout { age: 84, as_of: day("2026-11-22") });
        data.sex = Some(code("female"));
        let id = world.patient(data.clone()).await;
        let found = db::patient::find(world.db.read(), id).await.unwrap().unwrap();
        assert_eq!((found.patient.birth, found.patient.sex, found.patient.version, found.desk_id), (data.birth, data.sex.clone(), 1, world.desk));
        data.birth = Some(Birth::Date(day("1940-03-02")));
        data.care_level = Some(code("care3"));
        for (version, done) in [(1, true), (1, false), (2, true)] {
            let data = data.clone();
            assert_eq!(world.write(move |tx| async move { db::patient::update(tx, id, version, &data, now()).await }.boxed()).await, done);
        }
        let found = db::patient::find(world.db.read(), id).await.unwrap().unwrap().patient;
        assert_eq!((found.birth, found.care_level, found.version), (data.birth, data.care_level, 3));
    }

    async fn namesakes_bear_the_very_name_in_characters_or_kana(world) {
        three(world).await;
        for (name, kana, expected) in [("佐藤キヨ", "", vec!["佐藤 キヨ"]), ("高橋ハル", "", vec!["髙橋 ハル"]), ("別人", "ヤマサキ イチロウ", vec!["山﨑 一郎"]), ("佐藤", "さとう", vec![]), ("", "", vec![])] {
            let found = db::patient::namesakes(world.db.read(), &[world.desk], name, kana).await.unwrap();
            assert_eq!(names(&found), expected, "{name} {kana}");
        }
        assert!(db::patient::namesakes(world.db.read(), &[], "佐藤キヨ", "").await.unwrap().is_empty());
    }

    async fn the_search_finds_by_every_word(world) {
        three(world).await;
        for (words, expected) in [("さとう", vec!["佐藤 キヨ"]), ("キヨ 佐藤", vec!["佐藤 キヨ"]), ("高橋", vec!["髙橋 ハル"]), ("0725550101", vec!["佐藤 キヨ"]), ("一郎 佐藤", vec![]), ("", vec![]), ("は", vec!["髙橋 ハル"])] {
            assert_eq!(names(&db::patient::search(world.db.read(), &[world.desk], words, 10).await.unwrap()), expected, "{words}");
        }
    }

    async fn a_match_shows_the_open_case_the_count_and_the_last_day(world) {
        three(world).await;
        let found = db::patient::search(world.db.read(), &[world.desk], "佐藤", 10).await.unwrap();
        let first = &found[0];
        assert_eq!((first.inquiries, first.last, first.open_case.as_ref().map(|c| c.number.as_str())), (3, Some(crate::world::at("2026-10-03T00:00:00Z")), Some("R8-000002")));
        let quiet = db::patient::search(world.db.read(), &[world.desk], "高橋", 10).await.unwrap();
        assert_eq!((quiet[0].inquiries, quiet[0].last, &quiet[0].open_case), (0, None, &None));
        assert_eq!(db::patient::matching(world.db.read(), &[world.desk], first.patient.id).await.unwrap().as_ref(), Some(first));
    }

    async fn what_is_typed_brings_patients_and_earlier_inquiries(world) {
        three(world).await;
        let fit = |change: fn(&mut MatchQuery)| async move {
            let mut query = MatchQuery::default();
            change(&mut query);
            let patients = db::patient::fitting(world.db.read(), &[world.desk], &query, 10).await.unwrap();
            let lines = db::inquiry::matches(world.db.read(), &[world.desk], &query, 10).await.unwrap();
            (names(&patients).join(" "), lines.len())
        };
        assert_eq!(fit(|_| ()).await, (String::new(), 0));
        assert_eq!(fit(|q| q.patient_kana = "サト".into()).await, ("佐藤 キヨ".into(), 0));
        assert_eq!(fit(|q| q.patient_kana = "やまさき".into()).await, ("山﨑 一郎".into(), 0));
        assert_eq!(fit(|q| q.patient_name = "高".into()).await, ("髙橋 ハル".into(), 0));
        assert_eq!(fit(|q| q.telephone = "0901111".into()).await, ("佐藤 キヨ".into(), 1));
        assert_eq!(fit(|q| q.telephone = "０９０－１１１１－２２２２".into()).await, ("佐藤 キヨ".into(), 1));
        assert_eq!(fit(|q| q.telephone = "090".into()).await, (String::new(), 0));
        assert_eq!(fit(|q| q.telephone = "072555".into()).await, ("佐藤 キヨ".into(), 0));
        assert_eq!(fit(|q| q.caller_name = "中村".into()).await, ("佐藤 キヨ".into(), 1));
        assert_eq!(fit(|q| q.search = "ハル".into()).await, ("髙橋 ハル".into(), 0));
        let named = db::patient::search(world.db.read(), &[world.desk], "佐藤", 1).await.unwrap()[0].patient.id;
        let query = MatchQuery { patient_id: named.to_string(), caller_name: "中村".into(), ..MatchQuery::default() };
        assert_eq!(names(&db::patient::fitting(world.db.read(), &[world.desk], &query, 10).await.unwrap()), ["佐藤 キヨ"]);
        let lines = db::inquiry::matches(world.db.read(), &[world.desk], &query, 10).await.unwrap();
        assert_eq!(lines.iter().map(|l| l.number.as_str()).collect::<Vec<_>>(), ["R8-000003", "R8-000002", "R8-000001"]);
        let of = db::inquiry::of_telephone(world.db.read(), &[world.desk], "09011112222", None, 10).await.unwrap();
        assert_eq!((of.len(), of[0].number.as_str(), of[0].patient_name.as_str()), (1, "R8-000002", "佐藤 キヨ"));
        assert!(db::inquiry::of_telephone(world.db.read(), &[world.desk], "", None, 10).await.unwrap().is_empty());
    }

    async fn people_in_charge_are_enabled_and_do_the_desks_work(world) {
        let (admin, gone) = (domain::id::UserId::new(), domain::id::UserId::new());
        world.user(admin, "admin", "管理", "admin", world.desk).await;
        world.user(gone, "gone", "退職", "desk_staff", world.desk).await;
        world.run("UPDATE users SET disabled_at = created_at WHERE login = 'gone'", vec![]).await.unwrap();
        let staff = db::desk::staff(world.db.read(), &[world.desk]).await.unwrap();
        let mut names: Vec<&str> = staff.iter().map(|s| s.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["加藤", "森"]);
        assert!(db::desk::staff(world.db.read(), &[]).await.unwrap().is_empty());
        assert_eq!(db::desk::by_name(world.db.read(), "在宅医療相談窓口").await.unwrap().map(|d| d.id), Some(world.desk));
        assert_eq!(db::desk::find(world.db.read(), world.desk).await.unwrap().map(|d| d.name).as_deref(), Some("在宅医療相談窓口"));
    }
}
