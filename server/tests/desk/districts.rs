//! City, districts and towns: changed by the administration, followed by the addresses of organizations.

use super::{World, actor, flaw, on_both};
use crate::common::DESK;
use domain::account::{Actor, Role};
use domain::directory::{DirectoryQuery, OrganizationForm};
use domain::district::{CityForm, DistrictForm, Places, TownForm};
use domain::error::{Fault, Flaw};
use domain::id::OrganizationId;
use domain::ports::{DirectoryDesk, DistrictDesk};
use server::service::directory::DirectoryService;
use server::service::district::DistrictService;

async fn admin(world: &World) -> Actor {
    actor(&world.house, "root", Role::Admin, &[DESK]).await
}

fn districts(world: &World) -> DistrictService {
    DistrictService(world.house.services.clone())
}

async fn table(world: &World) -> Places {
    districts(world).places(&world.hanako).await.unwrap()
}

async fn at(world: &World, name: &str, address: &str) -> OrganizationId {
    let form = OrganizationForm {
        id: OrganizationId::new().to_string(),
        organization_name: name.into(),
        organization_kind: "clinic".into(),
        address: address.into(),
        ..OrganizationForm::default()
    };
    DirectoryService(world.house.services.clone()).add(&world.hanako, &form).await.unwrap()
}

/// 圏域, 市外 or ? of every organization, by name.
async fn places_of(world: &World) -> Vec<(String, String)> {
    let page = DirectoryService(world.house.services.clone()).list(&world.hanako, &DirectoryQuery::default()).await.unwrap();
    let place = |district: Option<_>, outside: bool| match district {
        Some(id) => page.places.district_name(id).to_owned(),
        None => if outside { "市外" } else { "?" }.to_owned(),
    };
    let mut all: Vec<_> = page.rows.iter().map(|r| (r.name.clone(), place(r.district, r.outside))).collect();
    all.sort();
    all
}

on_both! {
    async fn a_pasted_list_makes_districts_and_towns_and_organizations_find_their_place(world: World) {
        let root = admin(&world).await;
        let d = districts(&world);
        at(&world, "一", "みなと川市北町1-2-3").await;
        at(&world, "二", "隣市本町1").await;
        at(&world, "三", "松原4").await;
        d.save_city(&root, &CityForm { prefecture: "みなと県".into(), city: "みなと川市".into() }).await.unwrap();
        assert_eq!(d.paste(&root, "北部\t北町一丁目\n北部\t北町二丁目\n南部\t松原\tまつばら").await, Ok((3, 0, 0)));
        let shown = |places: [&str; 3]| vec![("一".to_owned(), places[0].to_owned()), ("三".to_owned(), places[1].to_owned()), ("二".to_owned(), places[2].to_owned())];
        assert_eq!(places_of(&world).await, shown(["北部", "南部", "市外"]));
        assert_eq!(d.paste(&root, "南部,北町一丁目\n北部,北町 二丁目\n南部,松原").await, Ok((0, 1, 2)), "spaces and missing kana change nothing");
        assert_eq!(places_of(&world).await, shown(["南部", "南部", "市外"]));
        let found = table(&world).await;
        assert_eq!((found.districts.len(), found.towns.len()), (2, 3));
        let outside = DirectoryQuery { district: "outside".into(), ..DirectoryQuery::default() };
        assert_eq!(DirectoryService(world.house.services.clone()).list(&world.hanako, &outside).await.unwrap().total, 1);
        let id = found.districts[0].id.to_string();
        let own = OrganizationForm { district_id: id.clone(), ..OrganizationForm { id: OrganizationId::new().to_string(), organization_name: "四".into(), organization_kind: "clinic".into(), ..Default::default() } };
        DirectoryService(world.house.services.clone()).add(&world.hanako, &own).await.unwrap();
        let of = DirectoryQuery { district: id, ..DirectoryQuery::default() };
        assert_eq!(DirectoryService(world.house.services.clone()).list(&world.hanako, &of).await.unwrap().rows[0].name, "四", "chosen by hand");
    }

    async fn a_list_with_a_wrong_line_changes_nothing_and_every_line_is_told(world: World) {
        let root = admin(&world).await;
        let Err(Fault::Invalid(flaws)) = districts(&world).paste(&root, "北部,北町\n松原\n南部,髙町,高").await else { panic!("two lines are wrong") };
        assert_eq!(flaws.0.len(), 2);
        assert_eq!(flaws.0[0].flaw, Flaw::Line { number: 2, flaw: Box::new(Flaw::Columns) });
        assert!(table(&world).await.towns.is_empty() && table(&world).await.districts.is_empty());
    }

    async fn districts_and_towns_are_changed_retired_and_never_overwritten_silently(world: World) {
        let root = admin(&world).await;
        let d = districts(&world);
        d.paste(&root, "北部,北町\n南部,松原").await.unwrap();
        let north = table(&world).await.districts[0].clone();
        let form = DistrictForm::of(&north);
        d.save_district(&root, Some((north.id, 1)), &DistrictForm { district_name: "北圏域".into(), ..form.clone() }).await.unwrap();
        d.save_district(&root, Some((north.id, 1)), &DistrictForm { district_order: "9".into(), ..form.clone() }).await.unwrap();
        let Err(Fault::Conflict(told)) = d.save_district(&root, Some((north.id, 1)), &DistrictForm { district_name: "北方".into(), ..form.clone() }).await else { panic!() };
        assert_eq!((told.version, told.clashes.len()), (3, 1));
        let now = table(&world).await;
        assert_eq!(now.districts.iter().map(|d| (d.name.as_str(), d.order)).collect::<Vec<_>>(), [("南部", 2), ("北圏域", 9)]);
        assert_eq!(flaw(d.save_district(&root, None, &DistrictForm { district_name: "南 部".into(), ..DistrictForm::default() }).await, "district_name"), Flaw::Repeated);
        let retired = DistrictForm { district_retired: "1".into(), ..DistrictForm::of(now.districts.iter().find(|x| x.id == north.id).unwrap()) };
        d.save_district(&root, Some((north.id, 3)), &retired).await.unwrap();
        let town = TownForm { town_name: "新町".into(), town_kana: String::new(), town_district: north.id.to_string(), ..TownForm::default() };
        assert_eq!(flaw(d.save_town(&root, None, &town).await, "town_district"), Flaw::NotAChoice);
        let known = now.towns.iter().find(|t| t.name == "松原").unwrap();
        d.save_town(&root, Some((known.id, 1)), &TownForm { town_kana: "マツバラ".into(), ..TownForm::of(known) }).await.unwrap();
        assert_eq!(table(&world).await.towns.iter().find(|t| t.id == known.id).map(|t| t.kana.clone()).as_deref(), Some("まつばら"));
        assert_eq!(flaw(d.save_town(&root, None, &TownForm { town_name: "松原".into(), ..town }).await, "town_name"), Flaw::Repeated);
    }

    async fn only_the_administration_changes_the_table_and_only_the_directory_s_people_see_it(world: World) {
        let d = districts(&world);
        let doctor = actor(&world.house, "doctor", Role::Physician, &[DESK]).await;
        assert_eq!(d.places(&doctor).await.err(), Some(Fault::Forbidden));
        for who in [&world.hanako, &world.taro, &doctor] {
            assert_eq!(d.save_city(who, &CityForm { prefecture: String::new(), city: "市".into() }).await, Err(Fault::Forbidden));
            assert_eq!(d.save_district(who, None, &DistrictForm { district_name: "北部".into(), ..DistrictForm::default() }).await, Err(Fault::Forbidden));
            assert_eq!(d.save_town(who, None, &TownForm::default()).await, Err(Fault::Forbidden));
            assert_eq!(d.paste(who, "北部,北町").await, Err(Fault::Forbidden));
        }
        let found = table(&world).await;
        assert!(found.districts.is_empty() && found.city.name.is_empty());
    }
}
