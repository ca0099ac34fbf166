//! Whatever happens in whatever order, these hold.

use super::*;
use crate::assignment::needs::tests::{code, needs};
use crate::assignment::{CancelWhy, OfferState, Wanted, next_step, stall};
use crate::id::OrganizationId;
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// One thing that happens; numbers choose among physicians, offers and needs as they stand.
#[derive(Clone, Debug)]
enum Act {
    Screen,
    Send(Role, Vec<u8>),
    Decide(Role, u8),
    View(u8),
    Accept(u8, bool),
    Decline(u8),
    Wait(i64),
    TakeBack(u8),
    Change([bool; 5], u8),
    Confirm(bool),
    Start,
    GiveUp,
    Withdraw,
    Died,
    Left(u8),
}

fn any_role() -> impl Strategy<Value = Role> {
    proptest::sample::select(Role::ALL.to_vec())
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        40 => Just(Act::Screen),
        200 => (any_role(), proptest::collection::vec(0..8_u8, 1..4)).prop_map(|(role, who)| Act::Send(role, who)),
        60 => (any_role(), 0..8_u8).prop_map(|(role, who)| Act::Decide(role, who)),
        60 => any::<u8>().prop_map(Act::View),
        160 => (any::<u8>(), prop::bool::weighted(0.2)).prop_map(|(offer, stale)| Act::Accept(offer, stale)),
        100 => any::<u8>().prop_map(Act::Decline),
        100 => (0..60_i64).prop_map(Act::Wait),
        40 => any::<u8>().prop_map(Act::TakeBack),
        60 => (any::<[bool; 5]>(), any::<u8>()).prop_map(|(flags, mode)| Act::Change(flags, mode)),
        60 => any::<bool>().prop_map(Act::Confirm),
        3 => Just(Act::Start),
        1 => Just(Act::GiveUp),
        1 => Just(Act::Withdraw),
        1 => Just(Act::Died),
        20 => (0..8_u8).prop_map(Act::Left),
    ]
}

struct World {
    matching: Matching,
    now: DateTime<Utc>,
    sent: u128,
}

fn physician(number: u8) -> PhysicianId {
    PhysicianId(Uuid::from_u128(u128::from(number)))
}

impl World {
    fn new(mode: Mode) -> Self {
        let now = "2026-11-17T01:00:00Z".parse().unwrap();
        Self { matching: Matching::new(RequestId::new(), needs(), mode, now), now, sent: 0 }
    }

    fn invite(&mut self, who: u8) -> Invite {
        self.sent += 1;
        let clinic = Some(OrganizationId(Uuid::from_u128(u128::from(who / 2))));
        Invite { offer: OfferId(Uuid::from_u128(self.sent)), physician: physician(who), clinic, distance_m: None, reason: "理由".into() }
    }

    /// The later offers are chosen more often: those are the ones that are out.
    fn offer(&self, number: u8) -> OfferId {
        let from_end = usize::from(number) % 6;
        let place = self.matching.offers.len().saturating_sub(1 + from_end);
        self.matching.offers.get(place).map_or_else(OfferId::new, |o| o.id)
    }

    fn event(&mut self, act: Act) -> MatchEvent {
        let reason = || "理由".to_owned();
        match act {
            Act::Screen => MatchEvent::Screen,
            Act::Send(role, who) => MatchEvent::Send { role, invites: who.into_iter().map(|who| self.invite(who)).collect() },
            Act::Decide(role, who) => MatchEvent::Decide { role, invite: self.invite(who) },
            Act::View(number) => MatchEvent::View { offer: self.offer(number) },
            Act::Accept(number, stale) => MatchEvent::Accept { offer: self.offer(number), seen_needs: self.matching.request.needs_version - i32::from(stale) },
            Act::Decline(number) => MatchEvent::Decline { offer: self.offer(number), reason: code("capacity") },
            Act::Wait(hours) => {
                self.now += TimeDelta::hours(hours);
                MatchEvent::Expire
            }
            Act::TakeBack(number) => MatchEvent::TakeBack { offer: self.offer(number) },
            Act::Change([primary, secondary, night, specialty, keep], mode) => {
                let wanted = if keep { self.matching.request.needs.wanted } else { Wanted { primary, secondary } };
                let changed = Needs { wanted, night, specialty: specialty.then(|| code("internal")), ..needs() };
                MatchEvent::Change { needs: Box::new(changed), mode: Mode::ALL[usize::from(mode) % 4] }
            }
            Act::Confirm(without) => MatchEvent::Confirm { without_secondary: without.then(reason) },
            Act::Start => MatchEvent::Start { on: needs().start_on },
            Act::GiveUp => MatchEvent::GiveUp { reason: reason() },
            Act::Withdraw => MatchEvent::Withdraw { reason: reason() },
            Act::Died => MatchEvent::Died,
            Act::Left(who) => MatchEvent::PhysicianLeft { physician: physician(who) },
        }
    }
}

fn states(matching: &Matching) -> BTreeMap<OfferId, OfferState> {
    matching.offers.iter().map(|o| (o.id, o.state)).collect()
}

/// What holds at every moment.
fn check(matching: &Matching, now: DateTime<Utc>) {
    let holders = |role: Role| matching.offers.iter().filter(|o| o.role == role && o.state.holds()).map(|o| o.physician).collect::<Vec<_>>();
    let (primary, secondary) = (holders(Role::Primary), holders(Role::Secondary));
    assert!(primary.len() <= 1 && secondary.len() <= 1, "one role, one holder");
    assert!(primary.is_empty() || primary != secondary, "one physician, one role");
    assert!(matching.offers.iter().all(|o| o.state != OfferState::Draft && !o.is_overdue(now)));
    assert!(matching.offers.iter().all(|o| o.state.is_ended() == o.ended_at.is_some()));
    let request = &matching.request;
    if request.state.is_ended() {
        assert!(matching.offers.iter().all(|o| !o.state.is_out()), "nothing is open after the end");
        assert!(request.state == RequestState::Started || matching.offers.iter().all(|o| o.state.is_ended()));
    }
    assert_eq!(request.state.is_ended(), request.ended.is_some());
    if matches!(request.state, RequestState::Complete | RequestState::Confirmed | RequestState::Started) {
        for role in request.needs.wanted.roles() {
            let waived = role == Role::Secondary && request.waiver.is_some();
            assert!(waived || matching.holder(role).is_some_and(|o| o.state == OfferState::Accepted), "every role is held, or waived");
        }
        assert!(!primary.is_empty() || !secondary.is_empty());
    }
    for role in Role::ALL {
        let asked: Vec<PhysicianId> = matching.out(role).map(|o| o.physician).collect();
        assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), asked.len(), "nobody is asked twice at a time");
    }
    let _ = (next_step(matching, now), stall(matching, now));
}

/// What holds between two moments.
fn compare(before: &Matching, after: &Matching, effects: &[Effect], now: DateTime<Utc>) {
    let (old, new) = (states(before), states(after));
    let mut ended: Vec<OfferId> = new.iter().filter(|(id, state)| state.is_ended() && old.get(id).is_none_or(|old| !old.is_ended())).map(|(id, _)| *id).collect();
    let mut told: Vec<OfferId> = effects.iter().filter_map(|e| if let Effect::OfferClosed { offer, .. } = e { Some(*offer) } else { None }).collect();
    ended.sort_unstable();
    told.sort_unstable();
    assert_eq!(ended, told, "each offer that ended is told of once");
    for (id, state) in &old {
        assert!(!state.is_ended() || new[id] == *state, "what ended stays as it is");
        if new[id] == OfferState::Accepted && *state != OfferState::Accepted {
            assert!(before.offer(*id).unwrap().deadline.is_none_or(|deadline| now < deadline), "nobody accepts too late");
        }
    }
    assert!(!before.request.state.is_ended() || before == after);
    assert!(before.request.needs_version <= after.request.needs_version);
    let ends = effects.iter().filter(|e| matches!(e, Effect::Ended { .. })).count();
    assert_eq!(ends == 1, before.request.state.is_ended() != after.request.state.is_ended());
    for effect in effects {
        if let Effect::ProposeNext { role } = effect {
            assert!(after.seeks(*role) && after.out(*role).next().is_none());
        }
    }
}

#[test]
fn the_sequences_reach_every_state() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let acts = proptest::collection::vec(any_act(), 300);
    let (mut requests, mut offers) = (BTreeSet::new(), BTreeSet::new());
    for mode in Mode::ALL.into_iter().cycle().take(80) {
        let mut world = World::new(mode);
        requests.insert(world.matching.request.state);
        for act in std::iter::once(Act::Screen).chain(acts.new_tree(&mut runner).unwrap().current()) {
            let event = world.event(act);
            let _ = world.matching.apply(event, world.now, &Holidays::default());
            requests.insert(world.matching.request.state);
            offers.extend(world.matching.offers.iter().map(|o| (o.state.code(), o.state.why())));
        }
    }
    assert_eq!(requests, RequestState::ALL.into());
    // All but drafts, which are sent at once: six plain states, and every way of being cancelled.
    assert_eq!(offers.len(), 6 + CancelWhy::ALL.len(), "{offers:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_happens_the_roles_stay_sound(acts in proptest::collection::vec(any_act(), 0..400), mode in 0..4_usize) {
        let mut world = World::new(Mode::ALL[mode]);
        for act in std::iter::once(Act::Screen).chain(acts) {
            let event = world.event(act);
            let before = world.matching.clone();
            match world.matching.apply(event.clone(), world.now, &Holidays::default()) {
                Ok(effects) => {
                    compare(&before, &world.matching, &effects, world.now);
                    check(&world.matching, world.now);
                    if world.matching.request.mode == Mode::Nominate && matches!(event, MatchEvent::Send { .. }) {
                        prop_assert!(Role::ALL.into_iter().all(|role| before.out(role).next().is_none() || world.matching.out(role).count() <= before.out(role).count()));
                    }
                }
                Err(_) => prop_assert_eq!(&before, &world.matching, "what is refused changes nothing"),
            }
        }
    }

    #[test]
    fn the_last_word_of_an_ended_offer_is_a_refusal(acts in proptest::collection::vec(any_act(), 0..120)) {
        let mut world = World::new(Mode::Broadcast);
        for act in std::iter::once(Act::Screen).chain(acts) {
            let event = world.event(act);
            let _ = world.matching.apply(event, world.now, &Holidays::default());
        }
        for offer in world.matching.offers.iter().filter(|o| o.state.is_ended()) {
            let yes = MatchEvent::Accept { offer: offer.id, seen_needs: i32::MAX };
            let answer = world.matching.clone().apply(yes, world.now, &Holidays::default());
            prop_assert!(matches!(answer, Err(Refusal::OfferExpired | Refusal::OfferSettled | Refusal::OfferWithdrawn | Refusal::OfferClosed)));
        }
    }
}
