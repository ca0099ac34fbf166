//! The list of patients as it stands in the address, and the reading of it.

use super::{UNKNOWN_CODE, line};
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::text::terms;
use serde::{Deserialize, Serialize};

/// The most characters of the search box.
const SEARCH_MAX: usize = 200;
/// The last page that can be asked for.
const PAGE_MAX: u32 = 200;

/// The list's address, as typed. Empty means "not filtered".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientQuery {
    /// The search box.
    pub q: String,
    /// 要介護度
    pub patient_care_level: String,
    /// 居所
    pub patient_residence: String,
    /// 本人同意, or "open" for 未入力.
    pub patient_consent: String,
    /// 認定有効期間: "ending" or "ended".
    pub validity: String,
    /// 死亡・転出: "died", "moved", "all"; nobody of them when empty.
    pub state: String,
    /// "kana": by kana instead of the newest first.
    pub sort: String,
    /// Page, from 1.
    pub page: String,
}

/// Whose 認定有効期間.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// It ends soon.
    Ending,
    /// It has ended.
    Ended,
}

/// Who is listed, by 死亡・転出.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PatientState {
    /// Those for whom something can be arranged.
    #[default]
    Living,
    /// 死亡
    Died,
    /// 転出
    Moved,
    /// Everybody.
    All,
}

/// Order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PatientSort {
    /// Newest record first.
    #[default]
    Newest,
    /// By kana.
    Kana,
}

/// The filters as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatientFilter {
    /// Folded words, all of which must be found.
    pub terms: Vec<String>,
    /// 要介護度
    pub care_level: Option<Code>,
    /// 居所
    pub residence: Option<Code>,
    /// 本人同意: a code, or nothing for 未入力.
    pub consent: Option<Option<Code>>,
    /// 認定有効期間
    pub validity: Option<Validity>,
    /// 死亡・転出
    pub state: PatientState,
    /// Order.
    pub sort: PatientSort,
    /// Page, from 1.
    pub page: u32,
}

fn code(codes: &Codes, list: List, text: &str) -> Result<Option<Code>, Flaw> {
    if text.trim() == UNKNOWN_CODE { Ok(Some(Code(UNKNOWN_CODE.to_owned()))) } else { codes.known(list, text) }
}

impl PatientQuery {
    /// The parameters that filter, with their values; those that are not set are left out.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("q", &self.q),
            ("patient_care_level", &self.patient_care_level),
            ("patient_residence", &self.patient_residence),
            ("patient_consent", &self.patient_consent),
            ("validity", &self.validity),
            ("state", &self.state),
        ];
        all.into_iter().map(|(name, value)| (name, value.as_str())).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Reads the address.
    ///
    /// # Errors
    /// Every flaw, under the parameters' names.
    pub fn parse(&self, codes: &Codes) -> Result<PatientFilter, Flaws> {
        let mut flaws = Flaws::default();
        let terms = flaws.note("q", line(&self.q, SEARCH_MAX).map(|t| terms(&t)));
        let care_level = flaws.note("patient_care_level", code(codes, List::CareLevel, &self.patient_care_level));
        let residence = flaws.note("patient_residence", code(codes, List::Residence, &self.patient_residence));
        let consent = flaws
            .note("patient_consent", if self.patient_consent.trim() == "open" { Ok(Some(None)) } else { codes.known(List::Consent, &self.patient_consent).map(|c| c.map(Some)) });
        let validity = flaws.note(
            "validity",
            match self.validity.trim() {
                "" => Ok(None),
                "ending" => Ok(Some(Validity::Ending)),
                "ended" => Ok(Some(Validity::Ended)),
                _ => Err(Flaw::NotAChoice),
            },
        );
        let state = flaws.note(
            "state",
            match self.state.trim() {
                "" => Ok(PatientState::Living),
                "died" => Ok(PatientState::Died),
                "moved" => Ok(PatientState::Moved),
                "all" => Ok(PatientState::All),
                _ => Err(Flaw::NotAChoice),
            },
        );
        let sort = flaws.note(
            "sort",
            match self.sort.trim() {
                "" => Ok(PatientSort::Newest),
                "kana" => Ok(PatientSort::Kana),
                _ => Err(Flaw::NotAChoice),
            },
        );
        let page = flaws.note("page", crate::number::page(&self.page, PAGE_MAX));
        let filter = (|| {
            Some(PatientFilter { terms: terms?, care_level: care_level?, residence: residence?, consent: consent?, validity: validity?, state: state?, sort: sort?, page: page? })
        })();
        flaws.or(filter)
    }
}
