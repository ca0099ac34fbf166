//! One's own notices, and what one wants by e-mail.

mod delivery;
mod list;

pub use delivery::DeliveryPage;
pub use list::NoticesPage;
