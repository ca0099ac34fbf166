//! The search for a patient's physicians: requests with their offers, what was ranked, questions, and who holds which role.

mod offer;
mod ranking;
mod request;
mod tenure;

pub use offer::{Asked, Due, asked, asked_of, card, due, messages, reminded, say};
pub use ranking::{add_ranking, rankings};
pub use request::{Record, find, insert, of_case, of_patient, open, save};
pub use tenure::{HeldBy, add, end, history, of_physician, patients_of};
