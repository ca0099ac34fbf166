//! Looking after the house: users, holidays, sessions, and what each person sets for themselves.

mod audit;
mod settings;
mod user;

pub use audit::{AUDIT_PAGE, AuditFilter, AuditLine, AuditPage, AuditQuery, CSV_MAX, Cursor};
pub use settings::{Contrast, OwnSettings, SettingsForm, StartPage, TextSize};
pub use user::{InvitedUser, UserData, UserForm, UserQuery, UserRow, UserState, UserView, good_login, read_email};

use crate::calendar::parse_date;
use crate::error::{Flaw, Flaws};
use crate::id::{HolidayId, SessionId, UserId};
use crate::patient::line;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The most characters of a holiday's name.
const HOLIDAY_NAME_MAX: usize = 40;
/// The years for which holidays are kept.
const HOLIDAY_YEARS: std::ops::RangeInclusive<i32> = 2016..=2099;

/// A day of the holiday table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Its id.
    pub id: HolidayId,
    /// The day.
    pub date: NaiveDate,
    /// Its name.
    pub name: String,
    /// It counts as a working day by now.
    pub retired: bool,
    /// Its version.
    pub version: i32,
}

/// A holiday as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HolidayForm {
    /// The day.
    pub holiday_date: String,
    /// Its name.
    pub holiday_name: String,
}

fn holiday_name(text: &str) -> Result<String, Flaw> {
    line(text, HOLIDAY_NAME_MAX).and_then(|n| if n.is_empty() { Err(Flaw::Required) } else { Ok(n) })
}

impl HolidayForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every flaw at once.
    pub fn parse(&self, today: NaiveDate) -> Result<(NaiveDate, String), Flaws> {
        let mut flaws = Flaws::default();
        let date = if self.holiday_date.trim().is_empty() { Err(Flaw::Required) } else { parse_date(&self.holiday_date, today).map_err(Flaw::Date) };
        let (first, last) = (i64::from(*HOLIDAY_YEARS.start()), i64::from(*HOLIDAY_YEARS.end()));
        let date = date.and_then(|d| if HOLIDAY_YEARS.contains(&d.year()) { Ok(d) } else { Err(Flaw::OutOfRange { min: first, max: last }) });
        let date = flaws.note("holiday_date", date);
        let name = flaws.note("holiday_name", holiday_name(&self.holiday_name));
        let both = date.zip(name);
        flaws.or(both)
    }

    /// Reads the name alone.
    ///
    /// # Errors
    /// Empty or too long.
    pub fn parse_name(&self) -> Result<String, Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note("holiday_name", holiday_name(&self.holiday_name));
        flaws.or(name)
    }
}

/// The holidays of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayPage {
    /// The year.
    pub year: i32,
    /// The first and the last year that the table holds.
    pub years: (i32, i32),
    /// Its days in order, retired ones too.
    pub days: Vec<Holiday>,
    /// Today.
    pub today: NaiveDate,
}

/// A signed-in browser, as those see it who look after users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseSession {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// That person's name.
    pub user_name: String,
    /// That person's sign-in name.
    pub login: String,
    /// When it signed in.
    pub started_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// The browser's address.
    pub from: String,
    /// The browser's own name of itself.
    pub browser: String,
    /// It is the one asking.
    pub current: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holiday_needs_a_day_within_the_table_and_a_name() {
        let today = "2026-11-22".parse().unwrap();
        let form = |date: &str, name: &str| HolidayForm { holiday_date: date.into(), holiday_name: name.into() };
        assert_eq!(form("R9.7.24", "市制記念日").parse(today), Ok(("2027-07-24".parse().unwrap(), "市制記念日".into())));
        let flaws = form("S15.3.2", " ").parse(today).unwrap_err();
        assert_eq!((flaws.of("holiday_date"), flaws.of("holiday_name")), (Some(&Flaw::OutOfRange { min: 2016, max: 2099 }), Some(&Flaw::Required)));
    }
}
