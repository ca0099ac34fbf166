//! What the pages about a search show.

use super::{Card, Matching, NextStep, Offer, OfferState, RankingView, Request, RequestState, Stall, Urgency, next_step, stall};
use crate::account::Staff;
use crate::audit::Change;
use crate::calendar::jst_date;
use crate::cases::CaseBrief;
use crate::id::{CaseId, OfferId, PatientId, RequestId};
use crate::patient::PatientBrief;
use crate::physician::PhysicianBrief;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A question about an offer, or the answer to one (質問).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub author: String,
    /// The desk wrote it.
    pub from_desk: bool,
    /// What was written.
    pub content: String,
}

/// An offer as the physician who is asked sees it: the card and nothing else of the patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// The offer.
    pub id: OfferId,
    /// 匿名の打診票
    pub card: Card,
    /// 状態
    pub state: OfferState,
    /// The version of the needs that the card shows; the answer brings it back.
    pub seen_needs: i32,
    /// When it was asked last; none for a decision.
    pub asked_at: Option<DateTime<Utc>>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// Questions and answers, oldest first.
    pub questions: Vec<Question>,
    /// The needs changed since it was sent first, and it is asked anew.
    pub is_again: bool,
    /// The patient, once the desk has confirmed this physician; none before.
    pub patient: Option<PatientId>,
    /// The desk that asks.
    pub desk: String,
    /// 電話番号 of that desk; empty when it has none.
    pub desk_telephone: String,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

impl OfferView {
    /// Text that changes whenever there is something new to see for whoever is asked.
    #[must_use]
    pub fn standing(&self) -> String {
        let deadline = self.card.deadline.timestamp();
        format!("{}.{}.{}.{deadline}.{}.{}", self.state.code(), self.state.why().map_or("", |why| why.code()), self.seen_needs, self.questions.len(), self.patient.is_some())
    }

    /// The offer as its physician sees it at `now`; who asks is added by whoever knows.
    #[must_use]
    pub fn new(offer: &Offer, seen_needs: i32, card: Card, questions: Vec<Question>, now: DateTime<Utc>) -> Self {
        // The job may not have come round yet: nobody is asked for an answer that will be refused.
        let state = if offer.is_overdue(now) { OfferState::Expired } else { offer.state };
        let is_again = state.is_out() && offer.asked_at != offer.sent_at;
        Self {
            id: offer.id,
            card,
            state,
            seen_needs,
            asked_at: offer.asked_at,
            answered_at: offer.answered_at,
            questions,
            is_again,
            patient: None,
            desk: String::new(),
            desk_telephone: String::new(),
            now,
        }
    }

    /// Yes or no can be said.
    #[must_use]
    pub const fn can_answer(&self) -> bool {
        self.state.is_out()
    }
}

/// An offer as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferLine {
    /// The offer with its times.
    pub offer: Offer,
    /// 医師名
    pub name: String,
    /// 医療機関名; empty when there is none.
    pub clinic: String,
    /// When the physician is reminded, if an answer is waited for.
    pub reminder_at: Option<DateTime<Utc>>,
    /// Questions and answers, oldest first.
    pub questions: Vec<Question>,
}

impl OfferLine {
    /// The offer with the names that belong to it.
    #[must_use]
    pub fn new(offer: Offer, name: String, clinic: String, questions: Vec<Question>) -> Self {
        Self { reminder_at: offer.reminder_at(), offer, name, clinic, questions }
    }
}

/// The board in three numbers, for the home page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchCounts {
    /// Open searches.
    pub open: u32,
    /// Those that get nowhere.
    pub stalled: u32,
    /// Times of the coming days without anybody acting.
    pub uncovered: u32,
}

/// A search in full, for the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// The search.
    pub request: Request,
    /// Its version, for editing.
    pub version: i32,
    /// Its case.
    pub case: CaseBrief,
    /// Whose physicians are looked for.
    pub patient: PatientBrief,
    /// 圏域名; empty when it is not known.
    pub district: String,
    /// Every physician, by kana: who can be chosen, and whom the rankings name.
    pub physicians: Vec<PhysicianBrief>,
    /// 内部メモ
    pub note: String,
    /// Its offers, oldest first.
    pub offers: Vec<OfferLine>,
    /// The latest ranking of each role that was ranked.
    pub rankings: Vec<RankingView>,
    /// Both roles lie with one clinic.
    pub same_clinic: bool,
    /// What the desk has to do next.
    pub next: NextStep,
    /// Why it gets nowhere.
    pub stall: Option<Stall>,
    /// What changed, oldest first.
    pub history: Vec<Change>,
    /// The server's clock.
    pub now: DateTime<Utc>,
}

/// What the board shows beside the search itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardNames {
    /// The case.
    pub case_id: CaseId,
    /// 受付番号 of the case.
    pub number: String,
    /// 担当者
    pub owner: Option<Staff>,
    /// 圏域名; empty when it is not known.
    pub district: String,
}

/// An open search in one line of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardLine {
    /// The search.
    pub id: RequestId,
    /// Case, person in charge and district.
    pub names: BoardNames,
    /// 状態
    pub state: RequestState,
    /// 急ぎ
    pub urgency: Urgency,
    /// 開始希望日
    pub start_on: NaiveDate,
    /// Days since it was asked for.
    pub days: i32,
    /// Days until the start; negative when it has passed.
    pub days_left: i32,
    /// What the desk has to do next.
    pub next: NextStep,
    /// Why it gets nowhere.
    pub stall: Option<Stall>,
}

impl BoardLine {
    /// Lines are sorted by this: what gets nowhere, what is urgent, what starts first, what waits longest.
    #[must_use]
    pub fn order(&self) -> impl Ord + use<> {
        (self.stall.is_none(), self.urgency != Urgency::Urgent, self.start_on, std::cmp::Reverse(self.days), self.id)
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> i32 {
    i32::try_from(to.signed_duration_since(from).num_days()).unwrap_or(i32::MAX)
}

/// The line of a search on the board at `now`.
#[must_use]
pub fn board_line(matching: &Matching, names: BoardNames, now: DateTime<Utc>) -> BoardLine {
    let (request, today) = (&matching.request, jst_date(now));
    BoardLine {
        id: request.id,
        names,
        state: request.state,
        urgency: request.needs.urgency,
        start_on: request.needs.start_on,
        days: days(jst_date(request.made_at), today).max(0),
        days_left: days(today, request.needs.start_on),
        next: next_step(matching, now),
        stall: stall(matching, now),
    }
}

#[cfg(test)]
mod tests {
    use super::super::needs::tests::needs;
    use super::super::{Invite, MatchEvent, Mode, Needs, Role};
    use super::*;
    use crate::calendar::Holidays;
    use crate::id::PhysicianId;
    use chrono::TimeDelta;

    fn now() -> DateTime<Utc> {
        "2026-11-17T01:00:00Z".parse().unwrap()
    }

    fn names() -> BoardNames {
        BoardNames { case_id: CaseId::new(), number: "R8-000123".into(), owner: None, district: "中部".into() }
    }

    #[test]
    fn a_line_counts_days_as_the_calendar_of_japan_does() {
        let matching = Matching::new(RequestId::new(), needs(), Mode::Nominate, "2026-11-17T14:59:00Z".parse().unwrap());
        let line = board_line(&matching, names(), "2026-11-17T15:00:00Z".parse().unwrap());
        assert_eq!((line.days, line.days_left, line.next, line.stall), (1, 9, NextStep::Screen, None));
        assert_eq!(board_line(&matching, names(), now() + TimeDelta::days(11)).days_left, -1);
    }

    #[test]
    fn what_gets_nowhere_and_what_is_urgent_stand_first() {
        let line = |needs: Needs, made_at| board_line(&Matching::new(RequestId::new(), needs, Mode::Nominate, made_at), names(), now());
        let urgent = line(Needs { urgency: Urgency::Urgent, ..needs() }, now());
        let stalled = line(needs(), now() - TimeDelta::days(9));
        let (fresh, soon) = (line(needs(), now()), line(Needs { start_on: needs().start_on.pred_opt().unwrap(), ..needs() }, now()));
        let mut lines = [fresh.clone(), soon.clone(), urgent.clone(), stalled.clone()];
        lines.sort_by_key(BoardLine::order);
        assert_eq!(lines, [stalled, urgent, soon, fresh]);
    }

    #[test]
    fn a_physician_is_not_asked_for_an_answer_that_comes_too_late() {
        let mut matching = Matching::new(RequestId::new(), needs(), Mode::Nominate, now());
        let invite = Invite { offer: OfferId::new(), physician: PhysicianId::new(), clinic: None, distance_m: None, reason: String::new() };
        for event in [MatchEvent::Screen, MatchEvent::Send { role: Role::Primary, invites: vec![invite] }] {
            matching.apply(event, now(), &Holidays::default()).unwrap();
        }
        let offer = &matching.offers[0];
        let deadline = offer.deadline.unwrap();
        let view = |at| OfferView::new(offer, 1, Card::of(&needs(), None, None, "中部", jst_date(at), Role::Primary, deadline), vec![], at);
        assert!(view(now()).can_answer());
        assert!(!view(deadline).can_answer());
        assert_eq!(OfferLine::new(offer.clone(), "医師".into(), String::new(), vec![]).reminder_at, Some(deadline - TimeDelta::hours(1)));
    }
}
