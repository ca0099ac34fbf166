//! Organizations: recorded once, found by what people type, corrected by two at once, linked from inquiries, closed to strangers.

use super::{World, actor, flaw, on_both};
use crate::common::DESK;
use domain::account::{Actor, Role};
use domain::audit::Deed;
use domain::directory::{ContactForm, DirectoryQuery, OrganizationForm, OrganizationView, RetireForm};
use domain::error::{Fault, Flaw, Refusal};
use domain::id::{ContactId, OrganizationId};
use domain::inquiry::InquiryForm;
use domain::ports::{DirectoryDesk, InquiryDesk};
use server::service::directory::DirectoryService;

fn directory(world: &World) -> DirectoryService {
    DirectoryService(world.house.services.clone())
}

fn named(name: &str, kind: &str) -> OrganizationForm {
    OrganizationForm { id: OrganizationId::new().to_string(), organization_name: name.into(), organization_kind: kind.into(), ..OrganizationForm::default() }
}

async fn add(world: &World, form: &OrganizationForm) -> OrganizationId {
    directory(world).add(&world.hanako, form).await.unwrap()
}

async fn see(world: &World, id: OrganizationId) -> OrganizationView {
    directory(world).organization(&world.hanako, id).await.unwrap()
}

async fn names(world: &World, query: DirectoryQuery) -> Vec<String> {
    directory(world).list(&world.hanako, &query).await.unwrap().rows.into_iter().map(|r| r.name).collect()
}

fn search(words: &str) -> DirectoryQuery {
    DirectoryQuery { q: words.into(), ..DirectoryQuery::default() }
}

async fn every_method(world: &World, who: &Actor, id: OrganizationId) -> (Vec<Result<(), Fault>>, Vec<Result<(), Fault>>) {
    let d = directory(world);
    let form = named("別の名", "clinic");
    let reading = vec![
        d.list(who, &DirectoryQuery::default()).await.map(drop),
        d.organization(who, id).await.map(drop),
        d.similar(who, &form).await.map(drop),
        d.suggest(who, "みなと").await.map(drop),
    ];
    let writing = vec![
        d.add(who, &form).await.map(drop),
        d.edit(who, id, 1, &form).await,
        d.confirm(who, id, 1).await,
        d.retire(who, id, 1, &RetireForm { reason: "閉院".into(), ..RetireForm::default() }).await,
        d.restore(who, id, 1).await,
        d.save_contact(who, id, ContactId::new(), 0, &ContactForm { contact_name: "誰か".into(), ..ContactForm::default() }).await,
        d.add_by_name(who, "新しい所", "clinic").await.map(drop),
    ];
    (reading, writing)
}

on_both! {
    async fn an_organization_is_recorded_once_and_every_desk_finds_it_by_what_people_type(world: World) {
        let form = OrganizationForm {
            organization_kana: "みなとがわ".into(),
            institution_code: "01-1-0113719".into(),
            telephone: "000-0000-0101".into(),
            address: "みなと川市髙町1-2".into(),
            capabilities: vec!["peg".into(), "hot".into()],
            care_class: "ordinary".into(),
            hours_mon: "9-12".into(),
            ..named("みなと川クリニック", "clinic")
        };
        let id = add(&world, &form).await;
        let before = world.stored().await;
        assert_eq!(add(&world, &form).await, id, "sent twice it is one record");
        assert_eq!(world.stored().await, before);
        add(&world, &named("北浜薬局", "pharmacy")).await;
        for words in ["ミナトガワ", "みなと川 ｸﾘﾆｯｸ", "00000000101", "0110113719", "高町"] {
            let found = directory(&world).list(&world.kiku, &search(words)).await.unwrap();
            assert_eq!(found.rows.iter().map(|r| r.id).collect::<Vec<_>>(), [id], "{words}");
        }
        let query = DirectoryQuery::default;
        assert_eq!(names(&world, DirectoryQuery { organization_kind: "pharmacy".into(), ..query() }).await, ["北浜薬局"]);
        assert_eq!(names(&world, DirectoryQuery { capability: "hot".into(), ..query() }).await, ["みなと川クリニック"]);
        assert_eq!(names(&world, DirectoryQuery { care_class: "ordinary".into(), ..query() }).await, ["みなと川クリニック"]);
        assert_eq!(names(&world, query()).await, ["みなと川クリニック", "北浜薬局"], "without kana last");
        let seen = see(&world, id).await;
        assert_eq!((seen.form.hours_mon.as_str(), seen.form.capabilities.join(",").as_str(), seen.history.len()), ("9:00–12:00", "hot,peg", 0));
        assert_eq!(directory(&world).organization(&world.hanako, OrganizationId::new()).await.err(), Some(Fault::NotFound));
    }

    async fn a_double_is_asked_about_and_may_be_recorded_all_the_same(world: World) {
        let first = OrganizationForm { telephone: "000-0000-0101".into(), institution_code: "0110113719".into(), ..named("みなと医院", "clinic") };
        let id = add(&world, &first).await;
        let doubles = [
            OrganizationForm { telephone: "０００ー００００ー０１０１".into(), ..named("みなと 医院", "hospital") },
            named("ミナト医院", "clinic"),
            OrganizationForm { institution_code: "0110113719".into(), ..named("別の名", "clinic") },
        ];
        let before = world.stored().await;
        for form in [&doubles[0], &doubles[2]] {
            assert_eq!(flaw(directory(&world).add(&world.taro, form).await, "distinct"), Flaw::DuplicateOrganization);
            assert_eq!(directory(&world).similar(&world.taro, form).await.unwrap()[0].id, id);
        }
        assert_eq!(world.stored().await, before);
        let other = OrganizationForm { telephone: "000-0000-0999".into(), ..named("みなと医院", "clinic") };
        add(&world, &other).await;
        add(&world, &OrganizationForm { distinct: "1".into(), ..doubles[2].clone() }).await;
        assert!(directory(&world).similar(&world.taro, &first).await.unwrap().iter().all(|o| o.id != id), "never itself");
    }

    async fn two_people_s_corrections_merge_or_are_shown_to_the_second(world: World) {
        let id = add(&world, &named("みなと医院", "clinic")).await;
        let form = see(&world, id).await.form;
        let d = directory(&world);
        world.pass_minutes(1);
        d.edit(&world.taro, id, 1, &OrganizationForm { telephone: "000-0000-0101".into(), capabilities: vec!["peg".into()], ..form.clone() }).await.unwrap();
        world.pass_minutes(1);
        d.edit(&world.hanako, id, 1, &OrganizationForm { fax: "000-0000-0102".into(), ..form.clone() }).await.unwrap();
        let now = see(&world, id).await;
        assert_eq!((now.form.telephone.as_str(), now.form.fax.as_str(), now.form.capabilities.len(), now.version), ("000-0000-0101", "000-0000-0102", 1, 3));
        d.edit(&world.hanako, id, 3, &now.form).await.unwrap();
        assert_eq!(see(&world, id).await.version, 3, "an unchanged form changes nothing");
        let Err(Fault::Conflict(told)) = d.edit(&world.kiku, id, 1, &OrganizationForm { telephone: "000-0000-0909".into(), ..form }).await else { panic!("both changed it") };
        assert_eq!((told.clashes.len(), told.clashes[0].field.as_str(), told.version, told.by_name.as_str()), (1, "telephone", 3, "hanakoさん"));
        let chosen = OrganizationForm::of_fields(&told.merged);
        d.edit(&world.kiku, id, told.version, &chosen).await.unwrap();
        let history = see(&world, id).await.history;
        assert_eq!(history.len(), 3);
        assert!(history[2].fields.iter().any(|f| (f.before.as_str(), f.after.as_str()) == ("000-0000-0101", "000-0000-0909")));
        assert_eq!(d.edit(&world.kiku, id, 99, &chosen).await, Err(Fault::NotFound));
    }

    async fn confirming_and_closing_need_the_version_that_was_seen(world: World) {
        let id = add(&world, &named("みなと医院", "clinic")).await;
        let d = directory(&world);
        let stale = DirectoryQuery { stale: "1".into(), ..DirectoryQuery::default() };
        assert_eq!(names(&world, stale.clone()).await, ["みなと医院"]);
        d.confirm(&world.hanako, id, 1).await.unwrap();
        d.confirm(&world.hanako, id, 1).await.unwrap();
        let seen = see(&world, id).await;
        assert_eq!((seen.version, seen.confirmed_on, seen.confirmed_by.as_str()), (2, "2026-11-22".parse().ok(), "hanakoさん"));
        assert!(names(&world, stale.clone()).await.is_empty());
        world.until("2027-11-24T10:00");
        assert_eq!(names(&world, stale).await, ["みなと医院"], "after a year it is due again");
        let why = RetireForm { closed_on: "R9.3.31".into(), reason: "閉院".into() };
        assert_eq!(d.retire(&world.taro, id, 1, &why).await, Err(Fault::Refused(Refusal::ChangedMeanwhile)));
        assert_eq!(flaw(d.retire(&world.taro, id, 2, &RetireForm::default()).await, "reason"), Flaw::Required);
        d.retire(&world.taro, id, 2, &why).await.unwrap();
        assert!(names(&world, DirectoryQuery::default()).await.is_empty());
        assert_eq!(names(&world, DirectoryQuery { closed: "1".into(), ..DirectoryQuery::default() }).await, ["みなと医院"]);
        assert!(d.suggest(&world.hanako, "みなと医院").await.unwrap().named.is_none(), "closed ones are not offered");
        d.restore(&world.taro, id, 3).await.unwrap();
        let seen = see(&world, id).await;
        assert_eq!((seen.closed_on, seen.history.iter().map(|c| c.deed).collect::<Vec<_>>()), (None, vec![Deed::Update, Deed::Retire, Deed::Restore]));
    }

    async fn people_of_an_organization_come_change_and_leave(world: World) {
        let id = add(&world, &named("みなと病院", "hospital")).await;
        let (d, person) = (directory(&world), ContactId::new());
        let form = ContactForm { contact_name: "鈴木 一郎".into(), contact_role: "MSW".into(), ..ContactForm::default() };
        d.save_contact(&world.hanako, id, person, 0, &form).await.unwrap();
        d.save_contact(&world.hanako, id, person, 0, &form).await.unwrap();
        assert_eq!(see(&world, id).await.people.len(), 1, "sent twice it is one person");
        world.pass_minutes(1);
        d.save_contact(&world.taro, id, person, 1, &ContactForm { contact_telephone: "000-0000-0101".into(), ..form.clone() }).await.unwrap();
        let Err(Fault::Conflict(_)) = d.save_contact(&world.hanako, id, person, 1, &ContactForm { contact_telephone: "000-0000-0909".into(), ..form.clone() }).await else { panic!() };
        d.save_contact(&world.hanako, id, person, 1, &ContactForm { left_on: "R8.11.20".into(), ..form.clone() }).await.unwrap();
        let people = see(&world, id).await.people;
        assert_eq!((people[0].data.telephone.as_str(), people[0].data.left_on, people[0].version), ("000-0000-0101", "2026-11-20".parse().ok(), 3));
        assert_eq!(flaw(d.save_contact(&world.hanako, id, ContactId::new(), 0, &ContactForm::default()).await, "contact_name"), Flaw::Required);
        assert_eq!(d.save_contact(&world.hanako, OrganizationId::new(), ContactId::new(), 0, &form).await, Err(Fault::NotFound));
    }

    async fn an_inquiry_is_linked_to_the_organization_that_its_caller_names(world: World) {
        let id = add(&world, &named("みなと川中央病院", "hospital")).await;
        let call = |affiliation: &str| InquiryForm { affiliation: affiliation.into(), caller_type: "hospital_msw".into(), ..world.call("退院の相談") };
        for (typed, linked) in [("みなと川中央病院", true), ("ﾐﾅﾄ川中央病院", true), ("みなと川中央病院　地域連携室", true), ("みなと川中央病院附属クリニック", false), ("", false)] {
            let seen = world.see(world.record(&call(typed)).await.id).await;
            assert_eq!(seen.organization.map(|o| o.id), linked.then_some(id), "{typed}");
        }
        let later = world.record(&call("はまなすクリニック")).await;
        assert_eq!(world.see(later.id).await.organization, None);
        let found = directory(&world).add_by_name(&world.hanako, "はまなすクリニック", "clinic").await.unwrap();
        let new = found.named.unwrap();
        assert_eq!((new.kind.as_str(), world.see(later.id).await.organization.map(|o| o.id)), ("clinic", Some(new.id)));
        assert_eq!(directory(&world).add_by_name(&world.hanako, "はまなす クリニック", "clinic").await.unwrap().named.map(|o| o.id), Some(new.id), "once only");
        let form = world.see(later.id).await.form;
        world.inquiry.edit(&world.hanako, later.id, 1, &InquiryForm { affiliation: "みなと川中央病院".into(), ..form }).await.unwrap();
        assert_eq!(world.see(later.id).await.organization.map(|o| o.id), Some(id));
        let seen = see(&world, id).await;
        directory(&world).edit(&world.hanako, id, 1, &OrganizationForm { organization_name: "みなと川医療センター".into(), ..seen.form }).await.unwrap();
        assert_eq!(world.see(later.id).await.organization.map(|o| o.name).as_deref(), Some("みなと川医療センター"), "the link outlives the name");
    }

    async fn who_may_not_look_or_change_is_refused_by_every_method(world: World) {
        let id = add(&world, &named("みなと医院", "clinic")).await;
        for (login, role, reads) in [("doctor", Role::Physician, false), ("hospital", Role::Hospital, false), ("officer", Role::Manager, true)] {
            let who = actor(&world.house, login, role, &[DESK]).await;
            let (reading, writing) = every_method(&world, &who, id).await;
            for answer in reading {
                assert_eq!(answer.is_ok(), reads, "{role:?}");
                assert!(reads || answer == Err(Fault::Forbidden));
            }
            assert!(writing.iter().all(|a| *a == Err(Fault::Forbidden)), "{role:?}");
        }
        assert_eq!(see(&world, id).await.version, 1);
    }
}
