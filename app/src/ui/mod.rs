//! The kit: the frame of the page, fields, notices, and the keys.

mod checks;
mod conflict;
mod field;
mod frame;
mod kept;
mod keys;
mod live;
mod parts;
mod patient;
mod place;

pub use checks::checks;
pub use conflict::conflict_view;
pub use field::field;
pub use frame::{Frame, provide_root};
pub use kept::{Typed, form_of_pairs, use_kept};
#[cfg(feature = "ssr")]
pub use kept::{answered, settled};
pub use live::Newer;
pub use parts::{done_notice, error_notice, export_links, failure, history_list, patient_text, status_badge, title, urgency_badge, when};
pub use patient::{end_badge, patient_head};
pub use place::{district_badge, place_badge};
