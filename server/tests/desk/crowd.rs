//! Two hundred physicians accept one offer in the same moment: exactly one of them has it, and the others are told so.

use super::World;
use super::matching::{Doctor, choice, desk, doctor, practice, search, see};
use crate::common::Kind;
use domain::account::{Actor, Role as Work};
use domain::assignment::{CancelWhy, Choice, OfferState, Role};
use domain::directory::ContactForm;
use domain::error::{Fault, Refusal};
use domain::id::{ContactId, OfferId, PhysicianId, SessionId, UserId};
use domain::physician::PhysicianData;
use domain::ports::{AssignmentDesk, PracticeDesk};
use futures::FutureExt;
use server::service::practice::PracticeService;

/// Two hundred physicians of one clinic, made in the store.
async fn crowd(world: &World, count: usize) -> Vec<Doctor> {
    let clinic = doctor(world, "clinic").await;
    let organization = db::physician::organization_of(world.house.db.read(), ContactId(clinic.id.0)).await.unwrap().unwrap();
    let people: Vec<(UserId, PhysicianId)> = (0..count).map(|_| (UserId::new(), PhysicianId::new())).collect();
    let (made, now) = (people.clone(), world.house.services.now());
    let made_in_the_store = world.house.db.write_long(std::time::Duration::from_secs(60), move |tx| {
        async move {
            for (number, (user, physician)) in made.into_iter().enumerate() {
                let new = db::account::NewUser { id: user, login: format!("d{number}"), name: format!("医師{number}"), email: None, roles: vec![Work::Physician], desks: vec![] };
                db::account::insert_user(tx, &new, now).await?;
                let contact = ContactForm { contact_name: format!("医師{number}"), ..ContactForm::default() }.parse("2026-11-22".parse().unwrap()).unwrap();
                db::directory::insert_contact(tx, organization, ContactId(physician.0), &contact, now).await?;
                let data = PhysicianData { accepting: true, radius_m: Some(10_000), user: Some(user), ..PhysicianData::default() };
                db::physician::insert(tx, physician, &data, now).await?;
            }
            Ok::<(), db::DbError>(())
        }
        .boxed()
    });
    made_in_the_store.await.unwrap();
    let signed_in = |(user_id, id): (UserId, PhysicianId)| Doctor {
        id,
        actor: Actor {
            user_id,
            session_id: SessionId::new(),
            name: "医師".into(),
            roles: vec![Work::Physician],
            desks: vec![],
            from: "192.0.2.8".into(),
            automatic: false,
            read_only: false,
        },
    };
    people.into_iter().map(signed_in).collect()
}

/// So often, and after such a pause, somebody tries again whom a busy database asks to.
const TRIES: usize = 200;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

/// A busy database asks to try again; a browser does.
async fn until_free<F: Future<Output = Result<(), Fault>>>(ask: impl Fn() -> F) -> Result<(), Fault> {
    for _ in 0..TRIES {
        match ask().await {
            Err(Fault::Busy) => tokio::time::sleep(PAUSE).await,
            answer => return answer,
        }
    }
    panic!("the database stayed busy");
}

async fn accept(practice: PracticeService, who: Actor, offer: OfferId) -> Result<(), Fault> {
    until_free(|| practice.accept(&who, offer, 1)).await
}

async fn two_hundred_at_once(kind: Kind) {
    const CROWD: usize = 200;
    let world = World::on(kind).await;
    let doctors = crowd(&world, CROWD).await;
    let (id, _, _) = search(&world, "broadcast").await;
    let choices: Vec<Choice> = doctors.iter().map(choice).collect();
    // So many at once take longer than the store waits on a machine that has other work; the same form again is the same offers.
    let desk = desk(&world);
    until_free(|| desk.send(&world.hanako, id, Role::Primary, &choices)).await.unwrap();
    let tries = doctors.iter().zip(&choices).map(|(doctor, choice)| tokio::spawn(accept(practice(&world), doctor.actor.clone(), choice.offer)));
    let answers: Vec<Result<(), Fault>> = futures::future::join_all(tries).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1);
    assert_eq!(
        answers.iter().filter(|a| **a == Err(Fault::Refused(Refusal::OfferSettled))).count(),
        CROWD - 1,
        "{:?}",
        answers.iter().find(|a| **a != Err(Fault::Refused(Refusal::OfferSettled)))
    );
    let view = see(&world, id).await;
    let states = |wanted: OfferState| view.offers.iter().filter(|o| o.offer.state == wanted).count();
    assert_eq!((states(OfferState::Accepted), states(OfferState::Cancelled(CancelWhy::Filled))), (1, CROWD - 1));
    let closed = world.query("SELECT count(*) FROM notices WHERE kind = 'offer_closed'").await[0].try_get_by_index::<i64>(0).unwrap();
    assert_eq!(closed, i64::try_from(CROWD - 1).unwrap());
    assert_eq!(world.query("SELECT id FROM offers WHERE holder_key IS NOT NULL").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_acceptances_in_one_moment_are_one_on_sqlite() {
    two_hundred_at_once(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_acceptances_in_one_moment_are_one_on_postgresql() {
    two_hundred_at_once(Kind::Postgres).await;
}
