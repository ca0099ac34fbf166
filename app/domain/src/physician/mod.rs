//! Physicians (医師) of home medical care: what each of them takes on, when they are away, who is responsible meanwhile, and what
//! becomes of their patients when they leave.
//!
//! A physician is a person of an organization in the directory; what stands here is the profile beside that person.

mod absence;
mod acting;
mod form;
mod interval;
mod leaving;
mod query;
mod views;

pub use absence::{ABSENCE_MAX_DAYS, Absence, AbsenceData, AbsenceForm, away_until, union};
pub use acting::{Acting, acting, both_absent, time_line};
pub use form::{CAPACITY_MAX, PARTNERS_MAX, PhysicianData, PhysicianForm, RADIUS_MAX_KM};
pub use interval::{Interval, merged};
pub use leaving::{Decision, LEAVING_DAYS, Leaving, LeavingForm, LeavingPatient, Standby, Step, note_field, step_field};
pub use query::{PhysicianFilter, PhysicianQuery};
pub use views::{LeavingLine, LeavingView, PhysicianBrief, PhysicianLine, PhysicianPage, PhysicianView};

use crate::id::{ContactId, OrganizationId, PhysicianId};
use serde::{Deserialize, Serialize};

/// A physician as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Physician {
    /// Its id: the person's in the directory.
    pub id: PhysicianId,
    /// 所属機関
    pub organization: OrganizationId,
    /// What they take on, and who they are when they sign in.
    pub data: PhysicianData,
    /// Grows by one with each change.
    pub version: i32,
}

impl Physician {
    /// The person in the directory.
    #[must_use]
    pub const fn contact(&self) -> ContactId {
        ContactId(self.id.0)
    }
}
