//! Handing the desk over: the day's lines, what others changed, and the open cases that can change hands.

mod changes;
mod notes;
mod open;

pub use changes::{Touched, changed, last_session_end, seen, set_seen};
pub use notes::{Scope, confirm, find, insert, notes, unread, void};
pub use open::{OpenRows, open_cases};
