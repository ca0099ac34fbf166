//! A search as the desk goes through it, and what it is refused.

use super::*;
use crate::assignment::needs::tests::{code, needs};
use crate::assignment::{CancelWhy, OfferState, Urgency, Wanted};
use crate::id::OrganizationId;
use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

/// 10:00 on a Tuesday in Japan.
fn now() -> DateTime<Utc> {
    "2026-11-17T01:00:00Z".parse().unwrap()
}

fn start_on() -> NaiveDate {
    needs().start_on
}

fn offer(number: u128) -> OfferId {
    OfferId(Uuid::from_u128(number))
}

fn physician(number: u128) -> PhysicianId {
    PhysicianId(Uuid::from_u128(number))
}

fn invite(number: u128, who: u128) -> Invite {
    let clinic = Some(OrganizationId(Uuid::from_u128(who)));
    Invite { offer: offer(number), physician: physician(who), clinic, distance_m: None, reason: "会議の決定".into() }
}

fn send(role: Role, invites: Vec<Invite>) -> MatchEvent {
    MatchEvent::Send { role, invites }
}

fn accept(number: u128, seen_needs: i32) -> MatchEvent {
    MatchEvent::Accept { offer: offer(number), seen_needs }
}

fn decline(number: u128) -> MatchEvent {
    MatchEvent::Decline { offer: offer(number), reason: code("capacity") }
}

fn change(needs: Needs, mode: Mode) -> MatchEvent {
    MatchEvent::Change { needs: Box::new(needs), mode }
}

fn confirm(without: Option<&str>) -> MatchEvent {
    MatchEvent::Confirm { without_secondary: without.map(str::to_owned) }
}

fn at(matching: &mut Matching, event: MatchEvent, now: DateTime<Utc>) -> Result<Vec<Effect>, Refusal> {
    let before = matching.clone();
    let result = matching.apply(event, now, &Holidays::default());
    assert!(result.is_ok() || *matching == before, "what is refused changes nothing");
    result
}

fn go(matching: &mut Matching, event: MatchEvent) -> Result<Vec<Effect>, Refusal> {
    at(matching, event, now())
}

/// A search for both roles in which offer 1 for the primary went to physician 1, and 2 to 2.
fn broadcast() -> Matching {
    let mut matching = Matching::new(RequestId::new(), needs(), Mode::Broadcast, now());
    go(&mut matching, MatchEvent::Screen).unwrap();
    go(&mut matching, send(Role::Primary, vec![invite(1, 1), invite(2, 2)])).unwrap();
    matching
}

/// Offer 1 accepted as primary by physician 1, offer 3 as secondary by physician 3.
fn complete() -> Matching {
    let mut matching = broadcast();
    go(&mut matching, accept(1, 1)).unwrap();
    go(&mut matching, send(Role::Secondary, vec![invite(3, 3)])).unwrap();
    go(&mut matching, accept(3, 1)).unwrap();
    matching
}

fn closed(number: u128, role: Role, who: u128, why: CancelWhy) -> Effect {
    Effect::OfferClosed { offer: offer(number), role, physician: physician(who), why: Closing::Cancelled(why) }
}

fn state(matching: &Matching, number: u128) -> OfferState {
    matching.offer(offer(number)).unwrap().state
}

#[test]
fn the_first_to_accept_is_taken_and_the_others_are_told() {
    let (role, mut matching) = (Role::Primary, broadcast());
    assert_eq!(matching.request.state, RequestState::Offering);
    assert_eq!(go(&mut matching, MatchEvent::View { offer: offer(2) }).unwrap(), [Effect::OfferViewed { offer: offer(2) }]);
    let effects = go(&mut matching, accept(2, 1)).unwrap();
    assert_eq!(effects, [Effect::Accepted { offer: offer(2), role, physician: physician(2) }, closed(1, role, 1, CancelWhy::Filled)]);
    assert_eq!(matching.request.state, RequestState::Accepted);
    assert_eq!(go(&mut matching, accept(1, 1)), Err(Refusal::OfferSettled));
    assert_eq!(go(&mut matching, accept(2, 1)), Ok(vec![]), "an answer sent twice is one answer");
    assert_eq!(go(&mut matching, send(role, vec![invite(9, 9)])), Err(Refusal::OfferSettled));
}

#[test]
fn a_search_is_confirmed_and_begins() {
    let mut matching = broadcast();
    assert_eq!(go(&mut matching, confirm(None)), Err(Refusal::RolesOpen));
    go(&mut matching, accept(1, 1)).unwrap();
    assert_eq!(go(&mut matching, confirm(None)), Err(Refusal::RolesOpen));
    go(&mut matching, send(Role::Secondary, vec![invite(3, 3)])).unwrap();
    assert!(go(&mut matching, accept(3, 1)).unwrap().contains(&Effect::Settled));
    assert_eq!(go(&mut matching, MatchEvent::Start { on: start_on() }), Err(Refusal::NotInThisState));
    assert_eq!(go(&mut matching, confirm(None)).unwrap(), [Effect::Confirmed]);
    let effects = go(&mut matching, MatchEvent::Start { on: start_on() }).unwrap();
    let assign = |role, who| Effect::Assign { role, physician: physician(who), from: start_on() };
    assert_eq!(effects, [assign(Role::Primary, 1), assign(Role::Secondary, 3), Effect::Ended { why: EndWhy::Started }]);
    assert_eq!(go(&mut matching, MatchEvent::Died), Err(Refusal::RequestEnded));
    assert_eq!(go(&mut matching, MatchEvent::PhysicianLeft { physician: physician(1) }), Ok(vec![]));
    assert_eq!(matching.request.ended.unwrap().why, EndWhy::Started);
}

#[test]
fn the_desk_does_without_a_secondary_for_a_reason() {
    let mut matching = broadcast();
    go(&mut matching, accept(1, 1)).unwrap();
    go(&mut matching, send(Role::Secondary, vec![invite(3, 3)])).unwrap();
    assert_eq!(go(&mut matching, confirm(Some(" "))), Err(Refusal::ReasonMissing));
    let effects = go(&mut matching, confirm(Some("引き受け手がない"))).unwrap();
    assert_eq!(effects, [closed(3, Role::Secondary, 3, CancelWhy::DeskTookBack), Effect::Settled, Effect::Confirmed]);
    assert_eq!(go(&mut matching, accept(3, 1)), Err(Refusal::OfferWithdrawn));
    go(&mut matching, send(Role::Secondary, vec![invite(4, 3)])).unwrap();
    assert_eq!((matching.request.state, &matching.request.waiver), (RequestState::Accepted, &None), "whoever looks again does not do without");
    let only = Needs { wanted: Wanted { primary: false, secondary: true }, ..needs() };
    go(&mut matching, change(only, Mode::Broadcast)).unwrap();
    assert_eq!(go(&mut matching, confirm(Some("引き受け手がない"))), Err(Refusal::RolesOpen), "without the only role there is nothing to confirm");
}

#[test]
fn one_physician_is_nominated_at_a_time() {
    let mut matching = Matching::new(RequestId::new(), needs(), Mode::Nominate, now());
    assert_eq!(go(&mut matching, send(Role::Primary, vec![invite(1, 1)])), Err(Refusal::NotInThisState));
    go(&mut matching, MatchEvent::Screen).unwrap();
    assert_eq!(go(&mut matching, send(Role::Primary, vec![invite(1, 1), invite(2, 2)])), Err(Refusal::OneAtATime));
    assert_eq!(go(&mut matching, send(Role::Primary, vec![])), Err(Refusal::NotInThisState));
    let deadline = now() + TimeDelta::days(2);
    let sent = Effect::OfferSent { offer: offer(1), role: Role::Primary, physician: physician(1), deadline };
    assert_eq!(go(&mut matching, send(Role::Primary, vec![invite(1, 1)])).unwrap(), [sent]);
    assert_eq!(go(&mut matching, send(Role::Primary, vec![invite(2, 2)])), Err(Refusal::OneAtATime));
    go(&mut matching, send(Role::Secondary, vec![invite(3, 3)])).unwrap();
    let effects = go(&mut matching, decline(1)).unwrap();
    let declined = Effect::OfferClosed { offer: offer(1), role: Role::Primary, physician: physician(1), why: Closing::Declined };
    assert_eq!(effects, [declined, Effect::ProposeNext { role: Role::Primary }]);
    assert_eq!(matching.offer(offer(1)).unwrap().reason, Some(code("capacity")));
    assert_eq!(go(&mut matching, accept(1, 1)), Err(Refusal::OfferClosed));
    assert_eq!(go(&mut matching, MatchEvent::Decide { role: Role::Primary, invite: invite(2, 2) }), Err(Refusal::WrongMode));
}

#[test]
fn a_meeting_decides_above_what_was_answered() {
    let mut matching = broadcast();
    go(&mut matching, accept(1, 1)).unwrap();
    go(&mut matching, change(needs(), Mode::Committee)).unwrap();
    assert_eq!(go(&mut matching, send(Role::Secondary, vec![invite(3, 3)])), Err(Refusal::WrongMode));
    let decide = |invite| MatchEvent::Decide { role: Role::Primary, invite };
    assert_eq!(go(&mut matching, decide(Invite { reason: " ".into(), ..invite(5, 5) })), Err(Refusal::ReasonMissing));
    let effects = go(&mut matching, decide(invite(5, 5))).unwrap();
    assert_eq!(effects, [closed(1, Role::Primary, 1, CancelWhy::Replaced), Effect::Accepted { offer: offer(5), role: Role::Primary, physician: physician(5) }]);
    assert_eq!(matching.offer(offer(5)).unwrap().remark, "会議の決定");
    assert_eq!(go(&mut matching, decide(invite(6, 5))), Err(Refusal::OfferSettled));
    assert_eq!(go(&mut matching, MatchEvent::Decide { role: Role::Secondary, invite: invite(7, 5) }), Err(Refusal::SamePhysician));
}

#[test]
fn an_offer_expires_by_the_clock_whether_the_job_came_round_or_not() {
    let (mut matching, late) = (broadcast(), now() + TimeDelta::days(2));
    assert_eq!(at(&mut matching, accept(1, 1), late), Err(Refusal::OfferExpired));
    assert_eq!(at(&mut matching, MatchEvent::Expire, late - TimeDelta::seconds(1)), Ok(vec![]));
    let effects = at(&mut matching, MatchEvent::Expire, late).unwrap();
    assert_eq!(effects.len(), 3);
    assert_eq!(effects.last(), Some(&Effect::ProposeNext { role: Role::Primary }));
    assert_eq!(matching.offer(offer(1)).unwrap().reason, Some(code("no_reply")));
    assert_eq!(at(&mut matching, MatchEvent::Expire, late), Ok(vec![]), "an offer expires once");
    assert_eq!(go(&mut matching, accept(1, 1)), Err(Refusal::OfferExpired));
}

#[test]
fn what_changes_in_earnest_is_asked_again() {
    let mut matching = complete();
    go(&mut matching, confirm(None)).unwrap();
    let hard = Needs { night: true, ..needs() };
    let later = now() + TimeDelta::hours(5);
    let effects = at(&mut matching, change(hard, Mode::Broadcast), later).unwrap();
    let again = |number, who| Effect::AskAgain { offer: offer(number), physician: physician(who), deadline: later + TimeDelta::days(2) };
    assert_eq!(effects, [Effect::NeedsChanged { version: 2, hard: true }, again(1, 1), again(3, 3)]);
    assert_eq!((matching.request.state, state(&matching, 1)), (RequestState::Offering, OfferState::Reconfirm));
    assert_eq!(at(&mut matching, accept(1, 1), later), Err(Refusal::NeedsChanged));
    assert_eq!(at(&mut matching, send(Role::Primary, vec![invite(9, 9)]), later), Err(Refusal::OfferSettled), "the role is kept free");
    at(&mut matching, accept(1, 2), later).unwrap();
    let effects = at(&mut matching, decline(3), later).unwrap();
    assert_eq!(effects.last(), Some(&Effect::ProposeNext { role: Role::Secondary }));
    assert_eq!(matching.request.state, RequestState::Accepted);
}

#[test]
fn what_changes_a_little_leaves_every_answer_as_it_is() {
    let mut matching = broadcast();
    let soft = Needs { specialty: Some(code("palliative")), ..needs() };
    assert_eq!(go(&mut matching, change(soft.clone(), Mode::Broadcast)).unwrap(), [Effect::NeedsChanged { version: 2, hard: false }]);
    assert_eq!(go(&mut matching, change(soft.clone(), Mode::Nominate)), Ok(vec![]), "the same needs are no new version");
    go(&mut matching, accept(1, 1)).unwrap();
    let nobody = Needs { wanted: Wanted::default(), ..soft.clone() };
    assert_eq!(go(&mut matching, change(nobody, Mode::Nominate)), Err(Refusal::RoleNotWanted));
    let primary = Needs { wanted: Wanted { primary: true, secondary: false }, ..soft };
    assert!(go(&mut matching, change(primary, Mode::Nominate)).unwrap().contains(&Effect::Settled), "a role that nobody wants any more is no hindrance");
    assert_eq!(go(&mut matching, send(Role::Secondary, vec![invite(3, 3)])), Err(Refusal::RoleNotWanted));
}

#[test]
fn what_becomes_urgent_is_answered_sooner_and_no_answer_is_taken_back() {
    let mut matching = broadcast();
    go(&mut matching, send(Role::Secondary, vec![invite(3, 3)])).unwrap();
    go(&mut matching, accept(1, 1)).unwrap();
    let urgent = Needs { urgency: Urgency::Urgent, ..needs() };
    let later = now() + TimeDelta::hours(1);
    let again = Effect::AskAgain { offer: offer(3), physician: physician(3), deadline: later + TimeDelta::hours(4) };
    assert_eq!(at(&mut matching, change(urgent.clone(), Mode::Broadcast), later).unwrap(), [Effect::NeedsChanged { version: 2, hard: false }, again]);
    assert_eq!((state(&matching, 1), state(&matching, 3)), (OfferState::Accepted, OfferState::Sent));
    assert_eq!(matching.offer(offer(3)).unwrap().reminder_at(), Some(later + TimeDelta::hours(3)));
    at(&mut matching, accept(3, 1), later).unwrap();
    // What ends sooner anyway is not given more time, and what is usual again keeps its deadline.
    let mut near = broadcast();
    let last = now() + TimeDelta::days(2) - TimeDelta::hours(1);
    assert_eq!(at(&mut near, change(urgent, Mode::Broadcast), last).unwrap(), [Effect::NeedsChanged { version: 2, hard: false }]);
    assert_eq!(at(&mut near, change(needs(), Mode::Broadcast), last).unwrap(), [Effect::NeedsChanged { version: 3, hard: false }]);
    assert_eq!(near.offer(offer(1)).unwrap().deadline, Some(now() + TimeDelta::days(2)));
}

#[test]
fn one_physician_never_holds_both_roles() {
    let mut matching = broadcast();
    go(&mut matching, send(Role::Secondary, vec![invite(3, 1)])).unwrap();
    let effects = go(&mut matching, accept(1, 1)).unwrap();
    assert!(effects.contains(&closed(3, Role::Secondary, 1, CancelWhy::Replaced)));
    assert_eq!(effects.last(), Some(&Effect::ProposeNext { role: Role::Secondary }));
    assert_eq!(go(&mut matching, accept(3, 1)), Err(Refusal::OfferClosed));
    assert_eq!(go(&mut matching, send(Role::Secondary, vec![invite(4, 1)])), Err(Refusal::SamePhysician));
    assert_eq!(matching.role_of(physician(1)), Some(Role::Primary));
}

#[test]
fn one_clinic_for_both_roles_is_told_and_not_refused() {
    let mut matching = broadcast();
    go(&mut matching, accept(1, 1)).unwrap();
    go(&mut matching, send(Role::Secondary, vec![Invite { clinic: invite(1, 1).clinic, ..invite(3, 3) }])).unwrap();
    assert!(go(&mut matching, accept(3, 1)).unwrap().contains(&Effect::SameClinic));
    assert!(matching.same_clinic() && matching.request.state == RequestState::Complete);
}

#[test]
fn the_same_offer_does_not_go_out_twice_and_a_far_one_needs_a_reason() {
    let mut matching = broadcast();
    assert_eq!(go(&mut matching, send(Role::Primary, vec![invite(3, 2)])), Err(Refusal::AlreadyAsked));
    assert_eq!(go(&mut matching, send(Role::Primary, vec![invite(1, 7)])), Err(Refusal::AlreadyAsked));
    let far = |metres, reason: &str| Invite { distance_m: Some(metres), reason: reason.into(), ..invite(3, 3) };
    assert_eq!(go(&mut matching, send(Role::Primary, vec![far(16_001, " ")])), Err(Refusal::ReasonMissing));
    assert!(go(&mut matching.clone(), send(Role::Primary, vec![far(16_000, "")])).is_ok());
    assert!(go(&mut matching, send(Role::Primary, vec![far(16_001, "専門の処置ができる医師が他にいない")])).is_ok());
}

#[test]
fn a_physician_who_leaves_is_replaced() {
    let mut matching = complete();
    go(&mut matching, confirm(None)).unwrap();
    let effects = go(&mut matching, MatchEvent::PhysicianLeft { physician: physician(1) }).unwrap();
    assert_eq!(effects, [closed(1, Role::Primary, 1, CancelWhy::PhysicianLeft), Effect::ProposeNext { role: Role::Primary }]);
    assert_eq!(matching.request.state, RequestState::Accepted);
    assert_eq!(go(&mut matching, MatchEvent::PhysicianLeft { physician: physician(8) }), Ok(vec![]));
}

#[test]
fn the_desk_takes_one_offer_back() {
    let mut matching = broadcast();
    assert_eq!(go(&mut matching, MatchEvent::TakeBack { offer: offer(1) }).unwrap(), [closed(1, Role::Primary, 1, CancelWhy::DeskTookBack)]);
    assert_eq!(go(&mut matching, MatchEvent::TakeBack { offer: offer(1) }), Err(Refusal::OfferWithdrawn));
    assert_eq!(go(&mut matching, MatchEvent::TakeBack { offer: offer(77) }), Err(Refusal::OfferClosed));
    go(&mut matching, accept(2, 1)).unwrap();
    assert_eq!(go(&mut matching, MatchEvent::TakeBack { offer: offer(2) }).unwrap().last(), Some(&Effect::ProposeNext { role: Role::Primary }));
}

#[test]
fn every_end_closes_what_is_open() {
    for (event, why, end, refusal) in [
        (MatchEvent::Died, CancelWhy::Died, EndWhy::Died, Refusal::OfferWithdrawn),
        (MatchEvent::Withdraw { reason: "入院が延びた".into() }, CancelWhy::Withdrawn, EndWhy::Withdrawn, Refusal::OfferWithdrawn),
        (MatchEvent::GiveUp { reason: "全員辞退".into() }, CancelWhy::NoProvider, EndWhy::NoProvider, Refusal::OfferWithdrawn),
    ] {
        let mut matching = broadcast();
        let effects = go(&mut matching, event).unwrap();
        assert_eq!(effects, [closed(1, Role::Primary, 1, why), closed(2, Role::Primary, 2, why), Effect::Ended { why: end }]);
        assert_eq!(go(&mut matching, accept(1, 1)), Err(refusal));
        assert_eq!(go(&mut matching, MatchEvent::Screen), Err(Refusal::RequestEnded));
        assert_eq!(go(&mut matching, change(needs(), Mode::Direct)), Err(Refusal::RequestEnded));
    }
    assert_eq!(go(&mut broadcast(), MatchEvent::Withdraw { reason: " ".into() }), Err(Refusal::ReasonMissing));
    assert_eq!(go(&mut complete(), MatchEvent::GiveUp { reason: "全員辞退".into() }), Err(Refusal::NotInThisState));
}

#[test]
fn what_is_urgent_is_answered_within_four_hours_and_everything_travels() {
    let mut matching = Matching::new(RequestId::new(), Needs { urgency: Urgency::Urgent, ..needs() }, Mode::Nominate, now());
    go(&mut matching, MatchEvent::Screen).unwrap();
    let effects = go(&mut matching, send(Role::Primary, vec![invite(1, 1)])).unwrap();
    assert_eq!(matching.offers[0].deadline, Some(now() + TimeDelta::hours(4)));
    assert_eq!(matching.offers[0].reminder_at(), Some(now() + TimeDelta::hours(3)));
    assert_eq!(serde_json::from_str::<Matching>(&serde_json::to_string(&matching).unwrap()).unwrap(), matching);
    assert_eq!(serde_json::from_str::<Vec<Effect>>(&serde_json::to_string(&effects).unwrap()).unwrap(), effects);
}
