//! One contact with the desk (相談): what is typed, what is read from it, what is shown.

mod filter;
mod form;
mod read;
mod views;

pub use filter::{Due, Filter, ListQuery, PAGE_SIZE, Sort, StaffFilter, StatusFilter, View};
pub use form::{CONTENT_MAX, InquiryData, InquiryForm, Intake, PatientChoice, REASON_MAX};
pub(crate) use read::{next_date, past_time};
pub use views::{Blank, DraftLine, InquiryLine, InquiryRow, InquiryView, ListPage, MatchQuery, Matches, PatientMatch, Recorded, Voided};

use crate::calendar::FiscalYear;
use chrono::NaiveDate;

/// 受付番号: fiscal year and a sequence per desk, as in R8-000123.
#[must_use]
pub fn number(year: FiscalYear, sequence: i64) -> String {
    format!("{}-{sequence:06}", year.label())
}

/// The fiscal year whose sequence a contact received on `date` takes.
#[must_use]
pub fn numbering_year(date: NaiveDate) -> FiscalYear {
    FiscalYear::of(date)
}

/// What a complete record would have and this one lacks, as form field names; shown as 未入力.
#[must_use]
pub fn missing(data: &InquiryData) -> Vec<&'static str> {
    let lacks = [
        ("caller_name", data.caller_name.is_empty()),
        ("telephone", data.telephone.is_empty() && !data.anonymous && data.channel.as_str() == "phone"),
        ("response", data.response.is_empty()),
        ("minutes", data.minutes.is_none()),
    ];
    lacks.into_iter().filter_map(|(field, lacking)| lacking.then_some(field)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_carries_the_fiscal_year_of_the_day_it_was_received() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(number(numbering_year(date(2026, 11, 22)), 123), "R8-000123");
        assert_eq!(number(numbering_year(date(2027, 3, 31)), 1), "R8-000001");
        assert_eq!(number(numbering_year(date(2027, 4, 1)), 1), "R9-000001");
        assert_eq!(number(numbering_year(date(2026, 4, 1)), 1_234_567), "R8-1234567");
    }
}
