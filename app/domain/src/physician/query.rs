//! The list of physicians as it stands in the address, and the reading of it.

use super::PhysicianData;
use crate::code::{Code, Codes, List};
use crate::district::Places;
use crate::error::{Flaw, Flaws};
use crate::id::DistrictId;
use crate::patient::line;
use crate::text::terms;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of the search box.
const SEARCH_MAX: usize = 200;
/// The last page that can be asked for.
const PAGE_MAX: u32 = 1_000;

/// The list's address, as typed. Empty means "not filtered".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhysicianQuery {
    /// The search box: name, kana, organization.
    pub q: String,
    /// 診療科
    pub specialty: String,
    /// 訪問できる圏域, by id.
    pub district: String,
    /// 対応できる医療処置
    pub procedure: String,
    /// 新規の受入れ: "yes" or "no", as it is today.
    pub accepting: String,
    /// "1": 看取り.
    pub eol: String,
    /// Page, from 1.
    pub page: String,
}

/// [`PhysicianQuery`] as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhysicianFilter {
    /// All of these words.
    pub terms: Vec<String>,
    /// 診療科
    pub specialty: Option<Code>,
    /// 訪問できる圏域
    pub district: Option<DistrictId>,
    /// 対応できる医療処置
    pub procedure: Option<Code>,
    /// Whether new patients are taken on the day of the question.
    pub accepting: Option<bool>,
    /// Only those who see patients through to their end (看取り).
    pub eol: bool,
    /// The day of the question.
    pub on: NaiveDate,
    /// Page, from 1.
    pub page: u32,
}

impl PhysicianQuery {
    /// Parameter names and values that filter, in the form's order; the page is not one of them.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all =
            [("q", &self.q), ("specialty", &self.specialty), ("district", &self.district), ("procedure", &self.procedure), ("accepting", &self.accepting), ("eol", &self.eol)];
        all.into_iter().map(|(name, value)| (name, value.trim())).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Reads the address.
    ///
    /// # Errors
    /// Every value that is no choice, under the parameters' names.
    pub fn parse(&self, today: NaiveDate, codes: &Codes, places: &Places) -> Result<PhysicianFilter, Flaws> {
        let mut flaws = Flaws::default();
        let terms = flaws.note("q", line(&self.q, SEARCH_MAX).map(|q| terms(&q)));
        let specialty = flaws.note("specialty", codes.known(List::Specialty, &self.specialty));
        let district = flaws.note("district", district(&self.district, places));
        let procedure = flaws.note("procedure", codes.known(List::Procedure, &self.procedure));
        let accepting = flaws.note(
            "accepting",
            match self.accepting.trim() {
                "" => Ok(None),
                "yes" => Ok(Some(true)),
                "no" => Ok(Some(false)),
                _ => Err(Flaw::NotAChoice),
            },
        );
        let eol = flaws.note(
            "eol",
            match self.eol.trim() {
                "" | "0" => Ok(false),
                "1" => Ok(true),
                _ => Err(Flaw::NotAChoice),
            },
        );
        let page = flaws.note("page", crate::number::page(&self.page, PAGE_MAX));
        let filter = (|| {
            Some(PhysicianFilter { terms: terms?, specialty: specialty?, district: district?, procedure: procedure?, accepting: accepting?, eol: eol?, on: today, page: page? })
        })();
        flaws.or(filter)
    }
}

impl PhysicianFilter {
    /// Whether a profile passes; the words are looked for where the names are.
    #[must_use]
    pub fn admits(&self, data: &PhysicianData) -> bool {
        self.specialty.as_ref().is_none_or(|code| data.specialties.contains(code))
            && self.district.as_ref().is_none_or(|id| data.districts.contains(id))
            && self.procedure.as_ref().is_none_or(|code| data.procedures.contains(code))
            && self.accepting.is_none_or(|wanted| data.is_accepting(self.on) == wanted)
            && (!self.eol || data.eol)
    }
}

fn district(text: &str, places: &Places) -> Result<Option<DistrictId>, Flaw> {
    match text.trim() {
        "" => Ok(None),
        id => id.parse().ok().filter(|id| places.districts.iter().any(|d| d.id == *id)).map(Some).ok_or(Flaw::NotAChoice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::district::District;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn places() -> Places {
        Places { districts: vec![District { id: DistrictId::new(), name: "旧市街".into(), order: 1, retired: true, version: 1 }], ..Places::default() }
    }

    fn read(query: &PhysicianQuery, places: &Places) -> Result<PhysicianFilter, Flaws> {
        query.parse(today(), &Codes::seed(today()), places)
    }

    #[test]
    fn an_empty_address_is_everybody() {
        let filter = read(&PhysicianQuery::default(), &places()).unwrap();
        assert_eq!(filter, PhysicianFilter { on: today(), page: 1, ..PhysicianFilter::default() });
        assert!(filter.admits(&PhysicianData::default()));
        assert!(PhysicianQuery { page: "3".into(), ..PhysicianQuery::default() }.pairs().is_empty());
    }

    #[test]
    fn every_value_that_is_no_choice_is_named() {
        let bad = "\u{0}x".to_owned();
        let query = PhysicianQuery {
            q: "長".repeat(201),
            specialty: bad.clone(),
            district: DistrictId::new().to_string(),
            procedure: bad.clone(),
            accepting: bad.clone(),
            eol: bad,
            page: "0".into(),
        };
        assert_eq!(read(&query, &places()).unwrap_err().0.len(), 7);
        assert_eq!(query.pairs().len(), 6);
    }

    #[test]
    fn each_filter_admits_only_what_it_asks_for() {
        let places = places();
        let district = places.districts[0].id;
        let data = PhysicianData {
            specialties: vec![Code("internal".into())],
            districts: vec![district],
            procedures: vec![Code("hot".into())],
            eol: true,
            accepting: true,
            accepting_from: Some(today()),
            ..PhysicianData::default()
        };
        for (name, value) in [("specialty", "internal"), ("district", &district.to_string()), ("procedure", "hot"), ("accepting", "yes"), ("eol", "1")] {
            let query: PhysicianQuery = serde_json::from_value(serde_json::json!({ name: value })).unwrap();
            assert_eq!(query.pairs(), [(name, value)]);
            let filter = read(&query, &places).unwrap();
            assert!(filter.admits(&data) && !filter.admits(&PhysicianData::default()), "{name}");
        }
        let refusing = read(&PhysicianQuery { accepting: "no".into(), ..PhysicianQuery::default() }, &places).unwrap();
        assert!(!refusing.admits(&data) && refusing.admits(&PhysicianData::default()));
    }
}
