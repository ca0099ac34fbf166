//! Organizations (機関) and their people.

mod contacts;
mod find;
mod write;

pub use contacts::{contacts, insert_contact, update_contact};
pub use find::{Rows, all_ids, by_names, find, fitting, ids, rows, several, similar};
pub use write::{Place, addresses, confirm, insert, set_closed, set_place, update};
