//! What a physician sees of their own work. Nobody's name is in an offer; patients are those whom the desk confirmed.

use super::{Card, Offer, OfferState, Role};
use crate::code::Code;
use crate::id::{AbsenceId, OfferId};
use crate::patient::{Patient, PatientBrief};
use crate::physician::{Absence, Acting, PhysicianBrief};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One's own offer in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnOffer {
    /// The offer.
    pub id: OfferId,
    /// 匿名の打診票
    pub card: Card,
    /// 状態
    pub state: OfferState,
    /// When it was asked last; none for a decision.
    pub asked_at: Option<DateTime<Utc>>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
}

impl OwnOffer {
    /// The offer as its physician sees it at `now`.
    #[must_use]
    pub fn new(offer: &Offer, card: Card, now: DateTime<Utc>) -> Self {
        let state = if offer.is_overdue(now) { OfferState::Expired } else { offer.state };
        Self { id: offer.id, card, state, asked_at: offer.asked_at, answered_at: offer.answered_at }
    }
}

/// One's own patient in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPatient {
    /// The patient.
    pub patient: PatientBrief,
    /// One's own role.
    pub role: Role,
    /// The first day: 開始希望日 while the visits have not begun.
    pub from: NaiveDate,
    /// The first day after it; none while no end is known.
    pub until: Option<NaiveDate>,
    /// The visits have not been recorded as begun.
    pub planned: bool,
    /// The physician whose line this is acts today.
    pub mine: bool,
    /// Who holds the other role.
    pub other: Option<PhysicianBrief>,
    /// Who is responsible now.
    pub acting: Acting,
}

/// One's own patient in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPatientView {
    /// The patient in one line.
    pub line: OwnPatient,
    /// Everything that is known of the patient.
    pub patient: Patient,
    /// 電話番号 of whoever holds the other role; empty when there is none.
    pub other_telephone: String,
    /// 医療処置 that were asked for.
    pub procedures: Vec<Code>,
    /// 看取り was asked for.
    pub end_of_life: bool,
    /// 夜間往診 was asked for.
    pub night: bool,
    /// The desk.
    pub desk: String,
    /// Its telephone number; empty when unknown.
    pub desk_telephone: String,
    /// Today in Japan.
    pub today: NaiveDate,
}

/// A physician's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeView {
    /// Who the person is in the directory; none without a profile.
    pub profile: Option<PhysicianBrief>,
    /// Offers whose answer is waited for.
    pub waiting: u32,
    /// The patients, primary role first.
    pub patients: Vec<OwnPatient>,
    /// 不在 that are not over, earliest first, those that were withdrawn too.
    pub absences: Vec<Absence>,
    /// The id of the absence that may be entered next.
    pub next_absence: AbsenceId,
    /// The server's clock.
    pub now: DateTime<Utc>,
}
