//! Finding a patient's physicians, as the desk does it.

use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::account::Permission;
use domain::assignment::{BoardPage, MatchCounts, MatchNew, NeedsForm, RequestView};
#[cfg(feature = "ssr")]
use domain::assignment::{Choice as Chosen, Role};
#[cfg(feature = "ssr")]
use domain::error::{Fault, Flaw, Flaws};
#[cfg(feature = "ssr")]
use domain::id::{OfferId, PhysicianId, RequestId};
use domain::merge::Choice;
use leptos::server;

/// Reads a role of an address or a form.
#[cfg(feature = "ssr")]
fn role_of(text: &str) -> Result<Role, AppError> {
    crate::context::reply(Role::from_code(text).ok_or(Fault::NotFound))
}

/// What is wrong with who was chosen.
#[cfg(feature = "ssr")]
fn wrong_choice(field: &'static str, flaw: Flaw) -> Fault {
    let mut flaws = Flaws::default();
    flaws.push(field, flaw);
    flaws.into()
}

/// A ticked candidate: the id of the offer, a colon, and who.
#[cfg(feature = "ssr")]
fn picked_one(text: &str, reason: &str) -> Result<Chosen, Fault> {
    let read = || {
        let (offer, physician) = text.split_once(':')?;
        Some(Chosen { offer: offer.parse().ok()?, physician: physician.parse().ok()?, reason: reason.to_owned() })
    };
    read().ok_or_else(|| wrong_choice("physician", Flaw::NotAChoice))
}

/// Every open search of one's own desks, and who is without a physician.
///
/// # Errors
/// The server was not reached.
#[server(prefix = "/api", endpoint = "assignment/board")]
pub async fn board() -> Result<BoardPage, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    crate::context::reply(crate::context::ports().assignment.board(&actor).await)
}

/// The board in three numbers; none for whoever does not see it.
///
/// # Errors
/// The server was not reached.
#[server(prefix = "/api", endpoint = "assignment/counts")]
pub async fn count_requests() -> Result<Option<MatchCounts>, AppError> {
    let actor = crate::context::actor(Permission::OwnAccount)?;
    if !actor.may(Permission::InquiryRead) {
        return Ok(None);
    }
    // The home page stays what it is when this part of it cannot be read: no status is set.
    Ok(Some(crate::context::ports().assignment.counts(&actor).await?))
}

/// What a new search of a case begins with.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "assignment/new")]
pub async fn new_request(case: String) -> Result<MatchNew, AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let case = crate::context::id(&case)?;
    crate::context::reply(crate::context::ports().assignment.blank(&actor, case).await)
}

/// Opens a search.
///
/// # Errors
/// Flaws, no patient, or the case has an open one already.
#[server(prefix = "/api", endpoint = "assignment/open")]
pub async fn open_request(id: String, case: String, form: NeedsForm) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (id, case) = (crate::context::id(&id)?, crate::context::id(&case)?);
    let id = crate::context::reply(crate::context::ports().assignment.open(&actor, id, case, &form).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-open"));
    Ok(())
}

/// One search in full.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "assignment/view")]
pub async fn match_request(id: String) -> Result<RequestView, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().assignment.request(&actor, id).await)
}

/// A number that grows whenever something happens to the search.
///
/// # Errors
/// Unknown, or not of one's own desks.
#[server(prefix = "/api", endpoint = "assignment/changes")]
pub async fn request_changes(id: String) -> Result<String, AppError> {
    let actor = crate::context::actor(Permission::InquiryRead)?;
    let id = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().assignment.version(&actor, id).await.map(|version| version.to_string()))
}

/// Changes what is looked for.
///
/// # Errors
/// Flaws, or somebody else changed the same fields.
#[server(prefix = "/api", endpoint = "assignment/change")]
pub async fn change_needs(id: String, version: i32, form: NeedsForm, #[server(default)] choice: Option<Choice>) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (form, version) = crate::ui::settled(form, version, choice.as_ref());
    let id: RequestId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().assignment.change(&actor, id, version, &form).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-needs"));
    Ok(())
}

/// Ranks the physicians for a role.
///
/// # Errors
/// The role is not looked for, or the search has ended.
#[server(prefix = "/api", endpoint = "assignment/rank")]
pub async fn rank_physicians(id: String, role: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (id, role): (RequestId, Role) = (crate::context::id(&id)?, role_of(&role)?);
    crate::context::reply(crate::context::ports().assignment.rank(&actor, id, role).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-rank#{}", role.code()));
    Ok(())
}

/// Asks the ticked physicians.
///
/// # Errors
/// Nobody was ticked, a reason is missing, or the search does not allow it.
#[server(prefix = "/api", endpoint = "assignment/send")]
pub async fn send_offers(id: String, role: String, #[server(default)] picked: Vec<String>, #[server(default)] reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (id, role): (RequestId, Role) = (crate::context::id(&id)?, role_of(&role)?);
    let choices: Vec<Chosen> = crate::context::reply(picked.iter().map(|one| picked_one(one, &reason)).collect())?;
    crate::context::reply(crate::context::ports().assignment.send(&actor, id, role, &choices).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-sent"));
    Ok(())
}

/// Writes down who takes a role.
///
/// # Errors
/// Nobody was chosen, a reason is missing, or the search does not allow it.
#[server(prefix = "/api", endpoint = "assignment/decide")]
pub async fn decide_physician(id: String, role: String, offer: String, #[server(default)] physician: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (id, role): (RequestId, Role) = (crate::context::id(&id)?, role_of(&role)?);
    let offer: OfferId = crate::context::id(&offer)?;
    let flaw = if physician.is_empty() { Flaw::Required } else { Flaw::NotAChoice };
    let physician: PhysicianId = crate::context::reply(physician.parse().map_err(|_| wrong_choice("physician", flaw)))?;
    crate::context::reply(crate::context::ports().assignment.decide(&actor, id, role, &Chosen { offer, physician, reason }).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-decided"));
    Ok(())
}

/// Takes an offer back.
///
/// # Errors
/// It has ended.
#[server(prefix = "/api", endpoint = "assignment/take-back")]
pub async fn take_back_offer(id: String, offer: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (id, offer): (RequestId, OfferId) = (crate::context::id(&id)?, crate::context::id(&offer)?);
    crate::context::reply(crate::context::ports().assignment.take_back(&actor, id, offer).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-back"));
    Ok(())
}

/// Answers a physician's question, or writes to them first.
///
/// # Errors
/// Empty, it says who the patient is, or the offer has ended.
#[server(prefix = "/api", endpoint = "assignment/answer")]
pub async fn answer_physician(id: String, offer: String, message: String, #[server(default)] offer_message: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let (id, offer): (RequestId, OfferId) = (crate::context::id(&id)?, crate::context::id(&offer)?);
    crate::context::reply(crate::context::ports().assignment.answer(&actor, id, offer, &message, &offer_message).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-answer"));
    Ok(())
}

/// Writes down what a physician said on the telephone.
///
/// # Errors
/// A refusal without its reason, or the offer has ended.
#[server(prefix = "/api", endpoint = "assignment/heard")]
pub async fn hear_physician(
    id: String,
    #[server(default)] offer: String,
    accepts: bool,
    #[server(default)] decline_reason: String,
    #[server(default)] heard: String,
) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id: RequestId = crate::context::id(&id)?;
    let flaw = if offer.is_empty() { Flaw::Required } else { Flaw::NotAChoice };
    let offer: OfferId = crate::context::reply(offer.parse().map_err(|_| wrong_choice("offer", flaw)))?;
    crate::context::reply(crate::context::ports().assignment.answer_for(&actor, id, offer, accepts, &decline_reason, &heard).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-heard"));
    Ok(())
}

/// Confirms who takes the roles.
///
/// # Errors
/// A role is open, or something changed since `version`.
#[server(prefix = "/api", endpoint = "assignment/confirm")]
pub async fn confirm_request(id: String, version: i32, #[server(default)] without_secondary: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id: RequestId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().assignment.confirm(&actor, id, version, &without_secondary).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-confirm"));
    Ok(())
}

/// Writes down when the visits begin.
///
/// # Errors
/// No day, or it is not confirmed.
#[server(prefix = "/api", endpoint = "assignment/start")]
pub async fn start_visits(id: String, #[server(default)] assigned_from: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id: RequestId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().assignment.start(&actor, id, &assigned_from).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-start"));
    Ok(())
}

/// Ends a search for which nobody was found.
///
/// # Errors
/// No reason, or it has ended.
#[server(prefix = "/api", endpoint = "assignment/give-up")]
pub async fn give_up_request(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id: RequestId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().assignment.give_up(&actor, id, &reason).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-give-up"));
    Ok(())
}

/// Ends a search that nobody wants any more.
///
/// # Errors
/// No reason, or it has ended.
#[server(prefix = "/api", endpoint = "assignment/withdraw")]
pub async fn withdraw_request(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let actor = crate::context::actor(Permission::InquiryWrite)?;
    let id: RequestId = crate::context::id(&id)?;
    crate::context::reply(crate::context::ports().assignment.withdraw(&actor, id, &reason).await)?;
    crate::context::go(&format!("/matching/{id}?done=matching-withdraw"));
    Ok(())
}
