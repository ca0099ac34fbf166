//! The tables as sea-orm sees them. Private to this crate: everybody else sees domain types.

pub(crate) mod absence;
pub(crate) mod attachment;
pub(crate) mod audit;
pub(crate) mod case;
pub(crate) mod case_entry;
pub(crate) mod code_item;
pub(crate) mod contact;
pub(crate) mod desk;
pub(crate) mod desk_closure;
pub(crate) mod district;
pub(crate) mod draft;
pub(crate) mod handover_note;
pub(crate) mod handover_read;
pub(crate) mod holiday;
pub(crate) mod house;
pub(crate) mod import;
pub(crate) mod import_row;
pub(crate) mod inquiry;
pub(crate) mod inquiry_category;
pub(crate) mod job;
pub(crate) mod kept_form;
pub(crate) mod link;
pub(crate) mod mail_template;
pub(crate) mod organization;
pub(crate) mod organization_capability;
pub(crate) mod patient;
pub(crate) mod patient_code;
pub(crate) mod patient_distinct;
pub(crate) mod patient_merge;
pub(crate) mod patient_merge_case;
pub(crate) mod physician;
pub(crate) mod session;
pub(crate) mod sign_in_failure;
pub(crate) mod town;
pub(crate) mod user;
pub(crate) mod user_desk;
pub(crate) mod user_role;
pub(crate) mod user_settings;
pub(crate) mod visit;

#[cfg(test)]
mod tests;
