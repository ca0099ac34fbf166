//! What the lists hold on the first start. A table takes over from then on: the desk changes it in the administration.

mod category;
mod contact;
mod person;
mod physician;

use super::List;

/// Code, label, group.
type Seed = &'static [(&'static str, &'static str, &'static str)];

/// The choices of a list on the first start, in their order.
pub(super) const fn of(list: List) -> Seed {
    match list {
        List::Channel => contact::CHANNEL,
        List::CallerType => contact::CALLER_TYPE,
        List::Category => category::CATEGORY,
        List::Urgency => contact::URGENCY,
        List::Outcome => contact::OUTCOME,
        List::Means => contact::MEANS,
        List::InfoSource => person::INFO_SOURCE,
        List::Sex => contact::SEX,
        List::CareLevel => contact::CARE_LEVEL,
        List::Residence => person::RESIDENCE,
        List::Household => person::HOUSEHOLD,
        List::Bedridden => person::BEDRIDDEN,
        List::Dementia => person::DEMENTIA,
        List::Insurance => person::INSURANCE,
        List::Subsidy => person::SUBSIDY,
        List::Procedure => person::PROCEDURE,
        List::Infection => person::INFECTION,
        List::Consent => person::CONSENT,
        List::PlaceOfDeath => person::PLACE_OF_DEATH,
        List::OrganizationKind => person::ORGANIZATION_KIND,
        List::CareClass => person::CARE_CLASS,
        List::Specialty => physician::SPECIALTY,
        List::Language => physician::LANGUAGE,
        List::AbsenceKind => physician::ABSENCE_KIND,
        List::DeclineReason => physician::DECLINE_REASON,
        List::AssignmentEnd => physician::ASSIGNMENT_END,
    }
}
