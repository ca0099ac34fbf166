//! What the desk has to do next about a search, and when a search gets nowhere (停滞).

use super::{Matching, Offer, OfferState, RequestState, Role, Urgency};
use crate::calendar::jst_date;
use crate::id::{OfferId, PhysicianId};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// With so many refusals for one role, asking goes on in vain.
const MANY_REFUSALS: u32 = 3;
/// The desk lets nothing lie longer than this, in hours.
const IDLE_HOURS: i64 = 48;
/// The same when it is urgent.
const IDLE_HOURS_URGENT: i64 = 12;

/// What the desk has to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// 依頼を確認する
    Screen,
    /// 候補を選ぶ: nobody was asked for the role yet.
    Choose {
        /// Which.
        role: Role,
    },
    /// 次の候補に打診する: whoever was asked for the role will not.
    ProposeNext {
        /// Which.
        role: Role,
    },
    /// 決定を記録する: a meeting, or the desk itself, settles the role.
    Decide {
        /// Which.
        role: Role,
    },
    /// 電話で確かめる: the deadline passed without an answer.
    Call {
        /// The offer.
        offer: OfferId,
        /// Whom.
        physician: PhysicianId,
        /// For which role.
        role: Role,
    },
    /// 質問に答える: a physician asked something, and the answer is waited for.
    Answer {
        /// The offer.
        offer: OfferId,
        /// Who asked.
        physician: PhysicianId,
        /// For which role.
        role: Role,
    },
    /// 回答を待つ
    Wait {
        /// The nearest deadline.
        until: DateTime<Utc>,
    },
    /// 確定する
    Confirm,
    /// 開始を記録する
    Start {
        /// 開始希望日
        on: NaiveDate,
    },
    /// Nothing: it has ended.
    Nothing,
}

/// What one role asks of the desk; none when it only waits, or is filled.
fn act(matching: &Matching, role: Role, now: DateTime<Utc>) -> Option<NextStep> {
    let call = |offer: OfferId, physician| NextStep::Call { offer, physician, role };
    if let Some(late) = matching.out(role).find(|o| o.is_overdue(now)) {
        return Some(call(late.id, late.physician));
    }
    if !matching.seeks(role) || matching.out(role).next().is_some() {
        return None;
    }
    if !matching.request.mode.asks() {
        return Some(NextStep::Decide { role });
    }
    // The later of two that ended at one moment is the one that was written later.
    let last = matching.offers.iter().filter(|o| o.role == role && o.state.is_ended()).max_by_key(|o| o.ended_at);
    Some(match last {
        None => NextStep::Choose { role },
        Some(last) if last.state == OfferState::Expired => call(last.id, last.physician),
        Some(_) => NextStep::ProposeNext { role },
    })
}

/// What the desk has to do next at `now`: what can be done comes before what is waited for.
#[must_use]
pub fn next_step(matching: &Matching, now: DateTime<Utc>) -> NextStep {
    match matching.request.state {
        RequestState::Started | RequestState::NoProvider | RequestState::Withdrawn => return NextStep::Nothing,
        RequestState::Requested if matching.request.mode.asks() => return NextStep::Screen,
        RequestState::Confirmed => return NextStep::Start { on: matching.request.needs.start_on },
        RequestState::Requested | RequestState::Screening | RequestState::Offering | RequestState::Accepted | RequestState::Complete => {}
    }
    if let Some(step) = Role::ALL.into_iter().find_map(|role| act(matching, role, now)) {
        return step;
    }
    let until = Role::ALL.into_iter().flat_map(|role| matching.out(role)).filter_map(|o| o.deadline).min();
    until.map_or(NextStep::Confirm, |until| NextStep::Wait { until })
}

/// The same when a physician whose answer is waited for has asked something: `asked` is the offer.
#[must_use]
pub fn with_question(next: NextStep, asked: Option<&Offer>) -> NextStep {
    match (next, asked) {
        (NextStep::Wait { .. }, Some(offer)) => NextStep::Answer { offer: offer.id, physician: offer.physician, role: offer.role },
        (next, _) => next,
    }
}

/// Why a search gets nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stall {
    /// 開始希望日を過ぎた
    StartPassed {
        /// Days since.
        days: i32,
    },
    /// 回答期限を過ぎた
    Overdue {
        /// The offer.
        offer: OfferId,
    },
    /// 辞退・期限切れが続いている
    ManyRefusals {
        /// The role that nobody takes.
        role: Role,
        /// How many said no, or nothing.
        count: u32,
    },
    /// 窓口の対応が止まっている
    Idle {
        /// Full hours since something happened last.
        hours: i32,
    },
}

fn refusals(matching: &Matching, role: Role) -> u32 {
    let said_no = matching.offers.iter().filter(|o| o.role == role && matches!(o.state, OfferState::Declined | OfferState::Expired));
    u32::try_from(said_no.count()).unwrap_or(u32::MAX)
}

/// Why the search gets nowhere at `now`, the gravest reason first; none when it goes on or has ended.
#[must_use]
pub fn stall(matching: &Matching, now: DateTime<Utc>) -> Option<Stall> {
    let request = &matching.request;
    if request.state.is_ended() {
        return None;
    }
    let days = jst_date(now).signed_duration_since(request.needs.start_on).num_days();
    if days > 0 {
        return Some(Stall::StartPassed { days: i32::try_from(days).unwrap_or(i32::MAX) });
    }
    if let Some(late) = matching.offers.iter().find(|o| o.is_overdue(now)) {
        return Some(Stall::Overdue { offer: late.id });
    }
    let many = |role: &Role| matching.seeks(*role) && refusals(matching, *role) >= MANY_REFUSALS && matching.out(*role).next().is_none();
    if let Some(role) = Role::ALL.into_iter().find(many) {
        return Some(Stall::ManyRefusals { role, count: refusals(matching, role) });
    }
    let limit = if request.needs.urgency == Urgency::Urgent { IDLE_HOURS_URGENT } else { IDLE_HOURS };
    let idle = now.signed_duration_since(request.touched_at);
    let waits = matches!(next_step(matching, now), NextStep::Wait { .. } | NextStep::Start { .. } | NextStep::Nothing);
    (!waits && idle >= TimeDelta::hours(limit)).then(|| Stall::Idle { hours: i32::try_from(idle.num_hours()).unwrap_or(i32::MAX) })
}

/// Whether the search gets nowhere at `now`.
#[must_use]
pub fn is_stalled(matching: &Matching, now: DateTime<Utc>) -> bool {
    stall(matching, now).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::needs::tests::{code, needs};
    use super::super::{Invite, MatchEvent, Mode, Needs, Wanted};
    use super::*;
    use crate::calendar::Holidays;
    use crate::id::RequestId;

    /// 10:00 on a Tuesday in Japan.
    fn start() -> DateTime<Utc> {
        "2026-11-17T01:00:00Z".parse().unwrap()
    }

    fn search(mode: Mode) -> Matching {
        let mut matching = Matching::new(RequestId::new(), Needs { wanted: Wanted { primary: true, secondary: false }, ..needs() }, mode, start());
        apply(&mut matching, MatchEvent::Screen, start());
        matching
    }

    fn apply(matching: &mut Matching, event: MatchEvent, now: DateTime<Utc>) {
        matching.apply(event, now, &Holidays::default()).unwrap();
    }

    fn invite() -> Invite {
        Invite { offer: OfferId::new(), physician: PhysicianId::new(), clinic: None, distance_m: None, reason: "会議".into() }
    }

    fn send(matching: &mut Matching, now: DateTime<Utc>) -> OfferId {
        let invite = invite();
        let offer = invite.offer;
        apply(matching, MatchEvent::Send { role: Role::Primary, invites: vec![invite] }, now);
        offer
    }

    #[test]
    fn the_desk_is_led_from_request_to_the_first_visit() {
        let (role, now) = (Role::Primary, start());
        assert_eq!(next_step(&Matching::new(RequestId::new(), needs(), Mode::Nominate, now), now), NextStep::Screen);
        let mut matching = search(Mode::Nominate);
        assert_eq!(next_step(&matching, now), NextStep::Choose { role });
        let offer = send(&mut matching, now);
        assert_eq!(next_step(&matching, now), NextStep::Wait { until: now + TimeDelta::days(2) });
        apply(&mut matching, MatchEvent::Decline { offer, reason: code("capacity") }, now);
        assert_eq!(next_step(&matching, now), NextStep::ProposeNext { role });
        let offer = send(&mut matching, now);
        let late = now + TimeDelta::days(2);
        let call = NextStep::Call { offer, physician: matching.offer(offer).unwrap().physician, role };
        assert_eq!(next_step(&matching, late), call);
        apply(&mut matching, MatchEvent::Expire, late);
        assert_eq!(next_step(&matching, late), call, "the deadline has passed, whether that is written down or not");
        let offer = send(&mut matching, late);
        apply(&mut matching, MatchEvent::Accept { offer, seen_needs: 1 }, late);
        assert_eq!(next_step(&matching, late), NextStep::Confirm);
        apply(&mut matching, MatchEvent::Confirm { without_secondary: None }, late);
        assert_eq!(next_step(&matching, late), NextStep::Start { on: needs().start_on });
        apply(&mut matching, MatchEvent::Start { on: needs().start_on }, late);
        assert_eq!(next_step(&matching, late), NextStep::Nothing);
    }

    #[test]
    fn where_a_meeting_decides_the_decision_is_written_down() {
        let mut matching = search(Mode::Committee);
        assert_eq!(next_step(&matching, start()), NextStep::Decide { role: Role::Primary });
        apply(&mut matching, MatchEvent::Decide { role: Role::Primary, invite: invite() }, start());
        assert_eq!(next_step(&matching, start()), NextStep::Confirm);
    }

    #[test]
    fn what_can_be_done_comes_before_what_is_waited_for() {
        let mut matching = search(Mode::Nominate);
        let both = Needs { wanted: Wanted { primary: true, secondary: true }, ..needs() };
        apply(&mut matching, MatchEvent::Change { needs: Box::new(both), mode: Mode::Nominate }, start());
        send(&mut matching, start());
        assert_eq!(next_step(&matching, start()), NextStep::Choose { role: Role::Secondary });
    }

    #[test]
    fn a_search_gets_nowhere_for_a_reason() {
        let now = start();
        let mut matching = search(Mode::Nominate);
        assert_eq!(stall(&matching, now + TimeDelta::hours(47)), None);
        assert_eq!(stall(&matching, now + TimeDelta::hours(49)), Some(Stall::Idle { hours: 49 }));
        assert_eq!(stall(&matching, now + TimeDelta::days(11)), Some(Stall::StartPassed { days: 1 }));
        let offer = send(&mut matching, now);
        assert!(!is_stalled(&matching, now + TimeDelta::hours(47)), "an answer is waited for");
        assert_eq!(stall(&matching, now + TimeDelta::hours(48)), Some(Stall::Overdue { offer }));
        apply(&mut matching, MatchEvent::TakeBack { offer }, now);
        for _ in 0..3 {
            let offer = send(&mut matching, now);
            apply(&mut matching, MatchEvent::Decline { offer, reason: code("distance") }, now);
        }
        assert_eq!(stall(&matching, now), Some(Stall::ManyRefusals { role: Role::Primary, count: 3 }));
        apply(&mut matching, MatchEvent::Died, now);
        assert!(!is_stalled(&matching, now + TimeDelta::days(30)));
    }

    #[test]
    fn what_is_urgent_lies_for_half_a_day_at_most() {
        let mut matching = search(Mode::Broadcast);
        let urgent = Needs { urgency: Urgency::Urgent, ..matching.request.needs.clone() };
        apply(&mut matching, MatchEvent::Change { needs: Box::new(urgent), mode: Mode::Broadcast }, start());
        assert_eq!(stall(&matching, start() + TimeDelta::hours(12)), Some(Stall::Idle { hours: 12 }));
    }
}
