//! 対象者: the list, one person, the form, records that may be one person, and the end of a matter.

mod duplicates;
mod edit;
mod end;
mod form;
mod list;
mod merge;
mod page;
mod tenure;

pub use duplicates::DuplicatesPage;
pub use edit::{EditPage, NewPage};
pub use end::EndPage;
pub use list::ListPage;
pub use merge::{MergePage, MergeSearchPage, UnmergePage};
pub use page::PatientPage;
pub use tenure::acting_line;

use crate::api::shell::Kept;

/// The fields of a patient in the groups in which pages show them.
const GROUPS: [(&str, &[&str]); 8] = [
    ("基本", &["patient_name", "patient_kana", "patient_birth", "patient_sex", "patient_telephone", "patient_address"]),
    ("本人同意", &["patient_consent", "patient_consent_on", "patient_consent_by", "patient_consent_scope"]),
    ("介護・保険", &["patient_care_level", "patient_care_from", "patient_care_to", "patient_insured_number", "patient_insurance", "patient_insurance_number", "patient_subsidies"]),
    ("暮らし", &["patient_residence", "patient_facility", "patient_household", "patient_living", "patient_parking"]),
    ("家族・連絡先", &["patient_key_name", "patient_key_kana", "patient_key_relation", "patient_key_telephone", "patient_emergency"]),
    (
        "病状・処置",
        &[
            "patient_illness",
            "patient_past",
            "patient_allergies",
            "patient_procedures",
            "patient_infections",
            "patient_bedridden",
            "patient_dementia",
            "patient_hospital",
            "patient_discharge_on",
        ],
    ),
    ("関係機関", &["patient_physician", "patient_care_manager", "patient_nursing", "patient_pharmacy", "patient_dentist"]),
    ("意向・備考", &["patient_wishes", "patient_place_of_death", "patient_remarks"]),
];

/// What was posted under `name` by the refused form of `path`.
fn posted(kept: Option<&Kept>, path: &str, name: &str) -> Option<String> {
    kept.filter(|k| k.path == path).and_then(|k| k.pairs.iter().find(|(n, _)| n == name)).map(|(_, v)| v.clone())
}
