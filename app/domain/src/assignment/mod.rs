//! Finding a physician who comes home (担当医の調整): what is looked for, who fits, who is asked, who looks after the patient then.
//!
//! Everything here is a rule: the services read and write, and say what time it is.

mod board;
mod card;
mod cover;
mod deadline;
mod form;
mod naming;
mod needs;
mod offer;
mod own;
mod place;
mod rank;
mod request;
mod step;
mod tenure;
mod views;

pub use board::{BoardPage, Choice, MatchNew, PatientPhysicians, RankingView, RequestBrief, TenureLine, Uncovered};
pub use card::{AgeBand, Card};
pub use cover::uncovered;
pub use deadline::{deadline, reminder_at};
pub use form::{NOTE_MAX, NeedsData, NeedsForm};
pub use naming::{MESSAGE_MAX, message, names_patient};
pub use needs::{Mode, Needs, Role, Urgency, Wanted, hard_change};
pub use offer::{CancelWhy, Offer, OfferEvent, OfferState};
pub use own::{OwnOffer, OwnPatient, OwnPatientView, PracticeView};
pub use place::Place;
pub use rank::{Accepting, Candidate, Caution, Contribution, Exclusion, FAR_M, Other, Period, RULES, Ranked, Ranking, ScoreRule, rank};
pub use request::{Closing, Effect, End, EndWhy, Invite, MatchEvent, Matching, Request, RequestState, RequestStep, Standing};
pub use step::{NextStep, Stall, is_stalled, next_step, stall, with_question};
pub use tenure::{Assignment, HandOver, Overlap, Successor, active_on, end_all, hand_over, overlaps};
pub use views::{BoardLine, BoardNames, MatchCounts, OfferLine, OfferView, Question, RequestView, board_line};
