//! Physicians and their absences, as the repositories keep them.

use crate::world::{World, at, code, day, now, on_both, person};
use db::physician::{absences, all, find, find_absence, insert, insert_absence, loads, of_organization, of_user, organization_of, update, update_absence, withdraw_absence};
use db::{DbError, Tx};
use domain::assignment::{Assignment, Role};
use domain::code::Codes;
use domain::directory::{ContactData, ContactForm, OrganizationForm};
use domain::district::Places;
use domain::id::{AbsenceId, AssignmentId, ContactId, OrganizationId, PhysicianId, UserId};
use domain::physician::{AbsenceData, PhysicianData};
use futures::FutureExt;
use futures::future::BoxFuture;

fn contact(name: &str) -> ContactData {
    ContactForm { contact_name: name.into(), ..ContactForm::default() }.parse(day("2026-11-22")).unwrap()
}

/// A clinic with a person of this name.
async fn clinic(world: &World, name: &str) -> (OrganizationId, PhysicianId) {
    let (organization, id, by, data) = (OrganizationId::new(), ContactId::new(), world.kato, contact(name));
    let form = OrganizationForm { organization_name: format!("{name}医院"), organization_kind: "clinic".into(), ..OrganizationForm::default() };
    let house = form.parse(&Codes::seed(day("2026-11-22")), &Places::default(), None).unwrap();
    world
        .write(move |tx| {
            async move {
                db::directory::insert(tx, organization, &house, db::directory::Place::default(), by, now()).await?;
                db::directory::insert_contact(tx, organization, id, &data, now()).await
            }
            .boxed()
        })
        .await;
    (organization, PhysicianId(id.0))
}

fn profile(user: Option<UserId>) -> PhysicianData {
    PhysicianData { user, accepting: true, capacity: Some(3), specialties: vec![code("internal")], note: "髙橋 🐈 'x'\n%_".into(), ..PhysicianData::default() }
}

async fn try_write<T, F>(world: &World, job: F) -> Result<T, DbError>
where
    F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, DbError>> + Send + 'static,
    T: Send + 'static,
{
    world.db.write(job).await
}

fn broken<T: std::fmt::Debug>(answer: Result<T, DbError>) -> String {
    match answer {
        Err(DbError::Unique { constraint }) => constraint,
        other => panic!("a rule should have been broken: {other:?}"),
    }
}

on_both! {
    async fn profiles_come_back_and_one_user_is_one_physician(world) {
        let ((house, first), (_, second), user) = (clinic(world, "青葉").await, clinic(world, "白帆").await, world.mori);
        assert_eq!((find(world.db.read(), first).await.unwrap(), organization_of(world.db.read(), ContactId(first.0)).await.unwrap()), (None, Some(house)));
        world.write(move |tx| async move { insert(tx, first, &profile(Some(user)), now()).await }.boxed()).await;
        let known = find(world.db.read(), first).await.unwrap().unwrap();
        assert_eq!((known.physician.data.clone(), known.physician.version, known.name.as_str(), known.organization.name.as_str()), (profile(Some(user)), 1, "青葉", "青葉医院"));
        assert!(known.unreachable, "no address is known");
        assert_eq!(of_user(world.db.read(), user).await.unwrap().as_ref(), Some(&known));
        assert_eq!((of_user(world.db.read(), world.kato).await.unwrap(), of_organization(world.db.read(), house).await.unwrap()), (None, vec![first]));
        assert_eq!(broken(try_write(world, move |tx| async move { insert(tx, second, &profile(Some(user)), now()).await }.boxed()).await), "uq_physicians_user");
        assert_eq!(broken(try_write(world, move |tx| async move { insert(tx, first, &profile(None), now()).await }.boxed()).await), "pk_physicians");
        world.write(move |tx| async move { insert(tx, second, &profile(None), now()).await }.boxed()).await;
        assert_eq!(broken(try_write(world, move |tx| async move { update(tx, second, 1, &profile(Some(user)), now()).await }.boxed()).await), "uq_physicians_user");
        let changed = world.write(move |tx| async move { Ok((update(tx, first, 7, &profile(None), now()).await?, update(tx, first, 1, &profile(None), now()).await?)) }.boxed()).await;
        assert_eq!(changed, (false, true));
        assert_eq!(all(world.db.read()).await.unwrap().iter().map(|k| (k.physician.version, k.physician.data.user)).collect::<Vec<_>>(), [(1, None), (2, None)]);
    }

    async fn absences_are_changed_and_withdrawn_by_version_only(world) {
        let ((_, physician), by, id) = (clinic(world, "青葉").await, world.kato, AbsenceId::new());
        let time = |until: &str| AbsenceData { from: at("2026-12-01T00:00:00Z"), until: at(until), kind: code("illness"), note: "髙".into() };
        let (first, later) = (time("2026-12-02T00:00:00Z"), time("2026-12-03T00:00:00Z"));
        world.write(move |tx| async move { insert(tx, physician, &profile(None), now()).await }.boxed()).await;
        let data = first.clone();
        world.write(move |tx| async move { insert_absence(tx, id, physician, &data, by, now()).await }.boxed()).await;
        let again = first.clone();
        assert_eq!(broken(try_write(world, move |tx| async move { insert_absence(tx, id, physician, &again, by, now()).await }.boxed()).await), "pk_absences");
        let changed = world.write(move |tx| async move { Ok((update_absence(tx, id, 7, &later).await?, update_absence(tx, id, 1, &later).await?)) }.boxed()).await;
        assert_eq!(changed, (false, true));
        for (from, count) in [("2026-12-02T23:59:59Z", 1), ("2026-12-03T00:00:00Z", 0)] {
            assert_eq!(absences(world.db.read(), Some(physician), at(from)).await.unwrap().len(), count, "{from}");
            assert_eq!(absences(world.db.read(), None, at(from)).await.unwrap().len(), count, "{from}");
        }
        assert!(absences(world.db.read(), Some(PhysicianId::new()), now()).await.unwrap().is_empty());
        let gone = world.write(move |tx| async move { Ok((withdraw_absence(tx, id, 1, now()).await?, withdraw_absence(tx, id, 2, now()).await?, withdraw_absence(tx, id, 3, now()).await?)) }.boxed()).await;
        assert_eq!(gone, (false, true, false));
        let found = find_absence(world.db.read(), id).await.unwrap().unwrap();
        assert_eq!((found.withdrawn_at, found.version, found.until, found.note.as_str(), found.time()), (Some(now()), 3, at("2026-12-03T00:00:00Z"), "髙", None));
        let data = first;
        assert!(!world.write(move |tx| async move { update_absence(tx, id, 3, &data).await }.boxed()).await, "withdrawn for good");
    }

    async fn load_counts_patients_as_primary_today(world) {
        let ((_, physician), by) = (clinic(world, "青葉").await, world.kato);
        world.write(move |tx| async move { insert(tx, physician, &profile(None), now()).await }.boxed()).await;
        for (role, until) in [(Role::Primary, None), (Role::Primary, Some("2026-11-22")), (Role::Primary, Some("2026-11-23")), (Role::Secondary, None)] {
            let patient = world.patient(person("佐藤", "", "")).await;
            let held = Assignment { id: AssignmentId::new(), patient, role, physician, from: day("2026-11-01"), until: until.map(day), end_reason: None, request: None };
            world.write(move |tx| async move { db::assignment::add(tx, &held, by, now()).await }.boxed()).await;
        }
        assert_eq!(loads(world.db.read(), day("2026-11-22")).await.unwrap().get(&physician), Some(&2), "who ends today is not held today");
        assert_eq!(loads(world.db.read(), day("2026-11-23")).await.unwrap().get(&physician), Some(&1));
    }
}
