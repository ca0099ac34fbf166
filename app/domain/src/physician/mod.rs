//! Physicians (医師) of home medical care: what each of them takes on, when they are away, who is responsible meanwhile, and what
//! becomes of their patients when they leave.
//!
//! A physician is a person of an organization in the directory; what stands here is the profile beside that person.

mod absence;
mod acting;
mod interval;
mod leaving;

pub use absence::{ABSENCE_MAX_DAYS, Absence, AbsenceData, AbsenceForm, away_until, union};
pub use acting::{Acting, acting, both_absent, time_line};
pub use interval::{Interval, merged};
pub use leaving::{Decision, LEAVING_DAYS, Leaving, LeavingForm, LeavingPatient, Standby, Step, step_field};
