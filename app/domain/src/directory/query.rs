//! The directory's filters as they stand in the address, and the reading of them.

use super::CONFIRM_AFTER_DAYS;
use crate::code::{Code, Codes, List};
use crate::district::Places;
use crate::error::{Flaw, Flaws};
use crate::id::DistrictId;
use crate::text::terms;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The most characters of the search box.
const SEARCH_MAX: usize = 200;
/// The last page that can be asked for.
const PAGE_MAX: u32 = 1_000;

/// The directory's address, as typed. Empty means "not filtered".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DirectoryQuery {
    /// The search box.
    pub q: String,
    /// 種別
    pub organization_kind: String,
    /// District id, "outside" or "none".
    pub district: String,
    /// 在支診・在支病の区分
    pub care_class: String,
    /// 対応できる医療処置
    pub capability: String,
    /// "1": to be confirmed again.
    pub stale: String,
    /// "1": those that closed.
    pub closed: String,
    /// Page, from 1.
    pub page: String,
}

/// Which district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistrictFilter {
    /// This one.
    Is(DistrictId),
    /// 市外
    Outside,
    /// Not known.
    Unknown,
}

/// [`DirectoryQuery`] as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryFilter {
    /// All of these words.
    pub terms: Vec<String>,
    /// 種別
    pub kind: Option<Code>,
    /// 圏域
    pub district: Option<DistrictFilter>,
    /// 在支診・在支病の区分
    pub care_class: Option<Code>,
    /// 対応できる医療処置
    pub capability: Option<Code>,
    /// Not confirmed since this day.
    pub stale_before: Option<NaiveDate>,
    /// Those that closed, instead of those in use.
    pub closed: bool,
    /// Page, from 1.
    pub page: u32,
}

impl DirectoryQuery {
    /// Parameter names and values that filter, in the form's order; the page is not one of them.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("q", &self.q),
            ("organization_kind", &self.organization_kind),
            ("district", &self.district),
            ("care_class", &self.care_class),
            ("capability", &self.capability),
            ("stale", &self.stale),
            ("closed", &self.closed),
        ];
        all.into_iter().map(|(name, value)| (name, value.trim())).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Reads the address.
    ///
    /// # Errors
    /// Every value that is no choice.
    pub fn parse(&self, today: NaiveDate, codes: &Codes, places: &Places) -> Result<DirectoryFilter, Flaws> {
        let mut flaws = Flaws::default();
        let actual = self.q.chars().count();
        if actual > SEARCH_MAX {
            flaws.push("q", Flaw::TooLong { max: u32::try_from(SEARCH_MAX).unwrap_or(u32::MAX), actual: u32::try_from(actual).unwrap_or(u32::MAX) });
        }
        let kind = flaws.note("organization_kind", codes.known(List::OrganizationKind, &self.organization_kind));
        let district = flaws.note("district", district(&self.district, places));
        let care_class = flaws.note("care_class", codes.known(List::CareClass, &self.care_class));
        let capability = flaws.note("capability", codes.known(List::Procedure, &self.capability));
        let stale = flaws.note("stale", flag(&self.stale));
        let closed = flaws.note("closed", flag(&self.closed));
        let page = flaws.note("page", crate::number::page(&self.page, PAGE_MAX));
        let long_ago = today.checked_sub_days(Days::new(u64::try_from(CONFIRM_AFTER_DAYS).unwrap_or(365))).unwrap_or(today);
        let filter = (|| {
            Some(DirectoryFilter {
                terms: terms(&self.q),
                kind: kind?,
                district: district?,
                care_class: care_class?,
                capability: capability?,
                stale_before: stale?.then_some(long_ago),
                closed: closed?,
                page: page?,
            })
        })();
        flaws.or(filter)
    }
}

fn district(text: &str, places: &Places) -> Result<Option<DistrictFilter>, Flaw> {
    match text.trim() {
        "" => Ok(None),
        "outside" => Ok(Some(DistrictFilter::Outside)),
        "none" => Ok(Some(DistrictFilter::Unknown)),
        id => id.parse().ok().filter(|id| places.districts.iter().any(|d| d.id == *id)).map(|id| Some(DistrictFilter::Is(id))).ok_or(Flaw::NotAChoice),
    }
}

fn flag(text: &str) -> Result<bool, Flaw> {
    match text.trim() {
        "" | "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(Flaw::NotAChoice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &DirectoryQuery) -> Result<DirectoryFilter, Flaws> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        query.parse(today, &Codes::seed(today), &Places::default())
    }

    #[test]
    fn an_empty_address_is_the_whole_directory() {
        assert_eq!(read(&DirectoryQuery::default()), Ok(DirectoryFilter { page: 1, ..Default::default() }));
        assert!(DirectoryQuery { page: "3".into(), ..Default::default() }.pairs().is_empty());
    }

    #[test]
    fn a_year_after_the_last_confirmation_it_is_due() {
        let filter = read(&DirectoryQuery { stale: "1".into(), district: "outside".into(), ..Default::default() }).unwrap();
        assert_eq!(filter.stale_before, NaiveDate::from_ymd_opt(2025, 11, 22));
        assert_eq!(filter.district, Some(DistrictFilter::Outside));
    }

    #[test]
    fn every_value_that_is_no_choice_is_named() {
        let bad = "\u{0}x".to_owned();
        let query = DirectoryQuery {
            q: "長".repeat(201),
            organization_kind: bad.clone(),
            district: DistrictId::new().to_string(),
            care_class: bad.clone(),
            capability: bad.clone(),
            stale: bad.clone(),
            closed: bad.clone(),
            page: "0".into(),
        };
        assert_eq!(read(&query).unwrap_err().0.len(), 8);
    }
}
