//! Organizations as rows, and lists as files with their filters.

use super::sheets::{admin, look, refusal, sheets, table, take};
use super::{World, on_both};
use domain::account::{Actor, Role};
use domain::directory::{ContactForm, DirectoryQuery, OrganizationForm};
use domain::district::CityForm;
use domain::error::Fault;
use domain::id::{ContactId, OrganizationId};
use domain::patient::{EndForm, PatientQuery};
use domain::ports::{DirectoryDesk, DistrictDesk, Format, PatientDesk, SheetDesk};
use domain::sheet::{Counts, ImportState, SheetKind, SheetRefusal};
use server::service::directory::DirectoryService;
use server::service::district::DistrictService;

const HEAD: &str = "医療機関名,フリガナ,種別,医療機関コード,住所,圏域,電話,月,医療処置\r\n";

fn directory(world: &World) -> DirectoryService {
    DirectoryService(world.house.services.clone())
}

fn file(rows: &[&str]) -> Vec<u8> {
    format!("{HEAD}{}\r\n", rows.join("\r\n")).into_bytes()
}

fn three() -> Vec<u8> {
    file(&[
        "みなと川病院,ミナトガワ,病院,01-1-0113719,みなと川市北町1-2,北部,000-0000-0001,9-12 14-18,在宅酸素",
        "松原クリニック,まつばら,診療所,,みなと川市松原3,北部,000-0000-0002,休診,",
        "隣町薬局,,薬局,,となり市本町1,市外,,,",
    ])
}

/// A city with two districts; the address in 松原 lies in the other one than the file says.
async fn city(world: &World, root: &Actor) {
    let districts = DistrictService(world.house.services.clone());
    districts.save_city(root, &CityForm { prefecture: "みなと県".into(), city: "みなと川市".into() }).await.unwrap();
    districts.paste(root, "北部\t北町\n南部\t松原").await.unwrap();
}

async fn names(world: &World) -> Vec<String> {
    directory(world).list(&world.hanako, &DirectoryQuery::default()).await.unwrap().rows.into_iter().map(|r| r.name).collect()
}

on_both! {
    async fn organizations_come_in_with_their_districts_once_and_go_back_out(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let desk = root.desks[0].id;
        city(&world, &root).await;
        let known = OrganizationForm { id: OrganizationId::new().to_string(), organization_name: "となり薬局".into(), organization_kind: "pharmacy".into(), ..OrganizationForm::default() };
        directory(&world).add(&world.hanako, &known).await.unwrap();
        let bytes = [three(), "となり薬局,,薬局,,,,000-0000-0009,,\r\nみなと川 病院,,病院,,,,000-0000-0001,,\r\n".as_bytes().to_vec()].concat();
        let done = take(&sheets, &root, SheetKind::Organizations, desk, bytes.clone()).await;
        assert_eq!((done.line.state, done.line.counts), (ImportState::Done, Counts { rows: 5, fresh: 3, known: 1, differing: 1, ..Counts::default() }));
        let list = directory(&world).list(&world.hanako, &DirectoryQuery::default()).await.unwrap();
        assert_eq!(list.rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["松原クリニック", "みなと川病院", "となり薬局", "隣町薬局"]);
        let district = |at: usize| list.rows[at].district.map(|id| list.places.district_name(id).to_owned());
        assert_eq!((district(0), district(1), list.rows[3].outside), (Some("北部".into()), Some("北部".into()), true), "chosen in the file, found from the address");
        assert_eq!(look(&sheets, &root, SheetKind::Organizations, desk, bytes).await.line.counts, Counts { rows: 5, known: 3, differing: 2, ..Counts::default() });
        for format in [Format::Xlsx, Format::Csv] {
            let written = sheets.export_organizations(&world.hanako, &DirectoryQuery::default(), format).await.unwrap();
            let seen = look(&sheets, &root, SheetKind::Organizations, desk, written).await;
            assert_eq!(seen.line.counts, Counts { rows: 4, known: 4, ..Counts::default() }, "what was written is all here, and says the same");
        }
        let log = world.audit().await;
        assert_eq!(log.iter().filter(|l| l.deed == "create" && l.kind == "organization" && l.note == "取込み").count(), 3);
        assert!(log.iter().any(|l| l.deed == "export" && l.note == "organizations 4"));
    }

    async fn organizations_are_taken_back_unless_somebody_built_upon_them(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let desk = root.desks[0].id;
        city(&world, &root).await;
        let done = take(&sheets, &root, SheetKind::Organizations, desk, three()).await;
        sheets.undo(&root, done.line.id, done.version, "列を間違えた").await.unwrap();
        assert!(names(&world).await.is_empty());
        assert!(directory(&world).suggest(&world.hanako, "みなと川病院").await.unwrap().found.is_empty());
        let again = take(&sheets, &root, SheetKind::Organizations, desk, three()).await;
        assert_eq!(again.line.counts.fresh, 3, "the file can come again");
        let id = directory(&world).list(&world.hanako, &DirectoryQuery::default()).await.unwrap().rows[0].id;
        let person = ContactForm { contact_name: "港 花".into(), ..ContactForm::default() };
        directory(&world).save_contact(&world.hanako, id, ContactId::new(), 0, &person).await.unwrap();
        assert!(matches!(refusal(sheets.undo(&root, again.line.id, again.version, "取り消したい").await), SheetRefusal::Changed { count: 1, .. }));
        assert_eq!(names(&world).await.len(), 3, "nothing was taken back");
    }

    async fn what_is_wrong_with_an_organization_is_told_at_its_column(world: World) {
        let (sheets, root) = (sheets(&world), admin(&world).await);
        let seen = look(&sheets, &root, SheetKind::Organizations, root.desks[0].id, file(&["病院A,漢字,寺,12345,,東部,不明な番号,午前,念力"])).await;
        let fields: Vec<&str> = seen.flaws.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["organization_kana", "organization_kind", "institution_code", "district_id", "telephone", "hours_mon", "capabilities"]);
    }

    async fn a_list_of_patients_is_written_as_it_is_filtered_and_with_who_died(world: World) {
        let sheets = sheets(&world);
        world.patient("佐藤 キヨ", "さとう きよ").await;
        let (_, haru) = world.patient("髙橋 ハル", "たかはし はる").await;
        let cases = world.patient.end_view(&world.hanako, haru).await.unwrap().shown();
        world.patient.end(&world.hanako, haru, 1, &EndForm { cases, end_kind: "died_home".into(), end_on: "2026-11-20".into(), ..EndForm::default() }).await.unwrap();
        let rows = |bytes: Vec<u8>| table(SheetKind::Patients, &bytes).rows;
        let of = async |query: PatientQuery| rows(sheets.export_patients(&world.hanako, &query, Format::Csv).await.unwrap());
        let living = of(PatientQuery::default()).await;
        assert_eq!((living.len(), living[0].1[0].shown().as_str()), (1, "佐藤 キヨ"));
        let dead = of(PatientQuery { state: "died".into(), q: "高橋".into(), ..PatientQuery::default() }).await;
        let row: Vec<String> = dead[0].1.iter().map(domain::sheet::Cell::shown).collect();
        assert!(row.contains(&"死亡（自宅）".to_owned()) && row.contains(&"2026-11-20".to_owned()), "{row:?}");
        assert!(matches!(sheets.export_patients(&world.hanako, &PatientQuery { state: "x".into(), ..PatientQuery::default() }, Format::Csv).await, Err(Fault::Invalid(_))));
        assert!(world.audit().await.iter().any(|l| l.deed == "export" && l.note == "patients 1"));
        let elsewhere = rows_or_none(sheets.export_patients(&world.kiku, &PatientQuery::default(), Format::Csv).await);
        assert_eq!(elsewhere, 0, "another desk's patients stay there");
        let hospital = Actor { roles: vec![Role::Hospital], ..world.hanako.clone() };
        assert_eq!(sheets.export_patients(&hospital, &PatientQuery::default(), Format::Csv).await, Err(Fault::Forbidden));
    }
}

/// The rows of a file that may have none.
fn rows_or_none(written: Result<Vec<u8>, Fault>) -> usize {
    String::from_utf8(written.unwrap()).unwrap().lines().count() - 1
}
