//! The search for a patient's physicians: requests with their offers, what was ranked, questions, and who holds which role.

mod count;
mod offer;
mod ranking;
mod request;
mod tenure;

pub use count::{answers, give_requests, request_of, users_of};
pub use offer::{Asked, Due, asked, asked_of, card, due, messages, reminded, said, say, unanswered, viewed};
pub use ranking::{add_ranking, ranking};
pub use request::{Record, confirmed_with, ended_of_patient, find, insert, of_case, of_patient, open, save};
pub use tenure::{HeldBy, add, end, give, histories, history, lasting, of_physician, patients_of};
