//! A physician's own work: offers without a name, patients whom the desk confirmed, absences.

use crate::error::AppError;
use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::assignment::{OfferView, OwnOffer, OwnPatientView, PracticeView};
#[cfg(feature = "ssr")]
use domain::error::Fault;
use domain::physician::{Absence, AbsenceForm};
use leptos::server;
use serde::{Deserialize, Serialize};

/// The person's offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnOffers {
    /// Newest first; none when nobody in the directory signs in as this person.
    pub offers: Option<Vec<OwnOffer>>,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// One offer, with what its forms need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedOffer {
    /// The offer.
    pub offer: OfferView,
    /// The id of the question that may be asked next.
    pub next_message: String,
}

/// What waits for a physician, without anybody's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeBrief {
    /// Somebody in the directory signs in as this person.
    pub known: bool,
    /// Offers whose answer is waited for.
    pub waiting: u32,
    /// The nearest of their deadlines.
    pub deadline: Option<DateTime<Utc>>,
    /// How many patients.
    pub patients: usize,
    /// The absence of now, or else the next one.
    pub absence: Option<Absence>,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// How an offer stands for the physician who is asked, without looking at it.
///
/// # Errors
/// Unknown, or somebody else's.
#[server(prefix = "/api", endpoint = "practice/standing")]
pub async fn offer_standing(id: String) -> Result<String, AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().practice.standing(&actor, id).await)
}

/// What the home page shows a physician; nothing to anybody else.
///
/// # Errors
/// Not signed in.
#[server(prefix = "/api", endpoint = "practice/brief")]
pub async fn practice_waiting() -> Result<Option<PracticeBrief>, AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    // Whoever only looks at what a physician sees has no patients of their own.
    if !actor.may(Permission::Practice) || actor.read_only {
        return Ok(None);
    }
    let port = crate::context::ports().practice;
    // The home page stays what it is when this part of it cannot be read: no status is set.
    let view = port.practice(&actor).await?;
    let offers = if view.waiting > 0 { port.offers(&actor).await? } else { Vec::new() };
    Ok(Some(PracticeBrief {
        known: view.profile.is_some(),
        waiting: view.waiting,
        deadline: offers.iter().filter(|o| o.state.is_out()).map(|o| o.card.deadline).min(),
        patients: view.patients.len(),
        absence: view.absences.into_iter().find(|a| a.withdrawn_at.is_none() && a.until > view.now),
        now: view.now,
    }))
}

/// Patients and absences.
///
/// # Errors
/// Not a physician's sign-in.
#[server(prefix = "/api", endpoint = "practice/view")]
pub async fn practice() -> Result<PracticeView, AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    crate::context::reply(crate::context::ports().practice.practice(&actor).await)
}

/// One of one's own patients in full.
///
/// # Errors
/// Not one's own patient.
#[server(prefix = "/api", endpoint = "practice/patient")]
pub async fn own_patient(id: String) -> Result<OwnPatientView, AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().practice.patient(&actor, id).await)
}

/// The person's offers.
///
/// # Errors
/// Not a physician's sign-in.
#[server(prefix = "/api", endpoint = "practice/offers")]
pub async fn offer_list() -> Result<OwnOffers, AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let offers = match crate::context::ports().practice.offers(&actor).await {
        Err(Fault::NotFound) => None,
        other => Some(crate::context::reply(other)?),
    };
    Ok(OwnOffers { offers, now: crate::context::now() })
}

/// One offer.
///
/// # Errors
/// Not sent to this person.
#[server(prefix = "/api", endpoint = "practice/offer")]
pub async fn look_at_offer(id: String) -> Result<AskedOffer, AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let id = crate::context::id(&id)?;
    let offer = crate::context::reply(crate::context::ports().practice.offer(&actor, id).await)?;
    Ok(AskedOffer { offer, next_message: domain::id::EntryId::new().to_string() })
}

/// Takes the patient on, as they were described at version `seen_needs`.
///
/// # Errors
/// The offer has ended, or asks about something else by now.
#[server(prefix = "/api", endpoint = "practice/accept")]
pub async fn accept_offer(id: String, seen_needs: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let id: domain::id::OfferId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().practice.accept(&actor, id, seen_needs).await)?;
    crate::context::go(&format!("/offers/{id}?done=offer-accepted"));
    Ok(())
}

/// Declines.
///
/// # Errors
/// No reason, or the offer has ended.
#[server(prefix = "/api", endpoint = "practice/decline")]
pub async fn decline_offer(id: String, #[server(default)] decline_reason: String, #[server(default)] offer_message: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let id: domain::id::OfferId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().practice.decline(&actor, id, &decline_reason, &offer_message).await)?;
    crate::context::go(&format!("/offers/{id}?done=offer-declined"));
    Ok(())
}

/// Asks the desk something about an offer.
///
/// # Errors
/// Nothing was asked, the patient is named, or the offer has ended.
#[server(prefix = "/api", endpoint = "practice/ask")]
pub async fn ask_desk(id: String, message: String, #[server(default)] offer_message: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let id: domain::id::OfferId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().practice.ask(&actor, id, &message, &offer_message).await)?;
    crate::context::go(&format!("/offers/{id}?done=offer-asked#questions"));
    Ok(())
}

/// Enters an own absence.
///
/// # Errors
/// Flaws.
#[server(prefix = "/api", endpoint = "practice/absence")]
pub async fn add_own_absence(absence: String, form: AbsenceForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let absence = crate::context::id(&absence)?;
    crate::context::reply(crate::context::ports().practice.add_absence(&actor, absence, &form).await)?;
    crate::context::go("/practice/absences?done=absence");
    Ok(())
}

/// Withdraws an own absence.
///
/// # Errors
/// It changed since it was seen.
#[server(prefix = "/api", endpoint = "practice/withdraw-absence")]
pub async fn withdraw_own_absence(absence: String, version: i32) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::Practice)?;
    let absence = crate::context::id(&absence)?;
    crate::context::reply(crate::context::ports().practice.withdraw_absence(&actor, absence, version).await)?;
    crate::context::go("/practice/absences?done=absence-withdrawn");
    Ok(())
}
