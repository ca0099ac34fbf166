//! Japan time, 和暦, fiscal years, and dates as people type and read them. No clock: `now` and `today` are arguments,
//! and the holidays that the desk keeps come as a table, first filled from what the law says.

mod birth;
mod clock;
mod era;
mod fiscal;
mod holiday;
mod normal;
mod parse;
mod show;
mod zone;

pub use birth::{Birth, age_on, parse_birth};
pub use clock::{DAY_MINUTES, parse_clock};
pub use era::Era;
pub use fiscal::FiscalYear;
pub use holiday::{Holidays, add_working_days, is_working_day, national_holidays};
pub use parse::{DateError, parse_absolute, parse_date, parse_near, parse_past};
pub use show::{show_birth, show_date, show_datetime, show_short, show_time, show_wareki};
pub use zone::{jst, jst_date, minutes_between, start_of_day_utc};
