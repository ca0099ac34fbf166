//! A physician leaves: what becomes of each of their patients is decided by a person, for all of them at once.

use crate::calendar::{DateError, parse_date};
use crate::error::{Flaw, Flaws};
use crate::id::{PatientId, PhysicianId};
use crate::inquiry::REASON_MAX;
use crate::patient::line;
use chrono::{Duration, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The day of leaving lies at most so many days before or after today.
pub const LEAVING_DAYS: i64 = 366;

/// A patient's secondary physician (副主治医), as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standby {
    /// Who.
    pub id: PhysicianId,
    /// Still practises and does not leave themselves; a time away (不在) changes nothing.
    pub active: bool,
}

/// A patient whom the leaving physician holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingPatient {
    /// Who.
    pub patient: PatientId,
    /// The patient's secondary physician; none where the leaving physician is the secondary.
    pub secondary: Option<Standby>,
}

impl LeavingPatient {
    /// Who can take the patient over when `leaving` leaves.
    #[must_use]
    pub fn successor(&self, leaving: PhysicianId) -> Option<PhysicianId> {
        self.secondary.filter(|s| s.active && s.id != leaving).map(|s| s.id)
    }
}

/// What happens to one patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Another physician is looked for (再調整).
    Rematch,
    /// This secondary becomes the primary (副主治医を主治医に).
    PromoteSecondary(PhysicianId),
    /// Nothing is begun here: somebody sees to it otherwise (対象外).
    Skip,
}

impl Step {
    /// As forms write it. Whom a promotion means is written with it, so that nobody else is promoted when the secondary changes meanwhile.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Rematch => "rematch".to_owned(),
            Self::PromoteSecondary(id) => format!("promote:{id}"),
            Self::Skip => "skip".to_owned(),
        }
    }

    /// Reads what [`Self::code`] wrote.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.trim() {
            "rematch" => Some(Self::Rematch),
            "skip" => Some(Self::Skip),
            code => code.strip_prefix("promote:")?.parse().ok().map(Self::PromoteSecondary),
        }
    }
}

/// The name of the field in which a patient's step is chosen.
#[must_use]
pub fn step_field(patient: PatientId) -> String {
    format!("step_{patient}")
}

/// The name of the field in which it is said what becomes of a patient for whom nothing is begun.
#[must_use]
pub fn note_field(patient: PatientId) -> String {
    format!("note_{patient}")
}

/// The plan, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeavingForm {
    /// 退職・休止日; empty for today.
    pub leaving_on: String,
    /// By the patient's [`step_field`], the step's code. Nothing is chosen for anybody.
    pub leaving_steps: BTreeMap<String, String>,
    /// By the patient's [`note_field`], what becomes of them when nothing is begun here.
    pub leaving_notes: BTreeMap<String, String>,
}

/// One patient's next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who.
    pub patient: PatientId,
    /// What happens.
    pub step: Step,
    /// 対応の内容; never empty for [`Step::Skip`].
    pub note: String,
}

/// The plan: a decision for every patient whom the physician holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Who leaves.
    pub physician: PhysicianId,
    /// 退職・休止日: the day on which they cease to hold patients.
    pub on: NaiveDate,
    /// What happens to each patient, in the order in which they were given.
    pub patients: Vec<Decision>,
}

impl Leaving {
    /// Patients for whom another physician is looked for.
    pub fn rematched(&self) -> impl Iterator<Item = PatientId> {
        self.patients.iter().filter(|d| d.step == Step::Rematch).map(|d| d.patient)
    }

    /// Patients whose secondary takes over, with that physician.
    pub fn promoted(&self) -> impl Iterator<Item = (PatientId, PhysicianId)> {
        self.patients.iter().filter_map(|d| if let Step::PromoteSecondary(id) = d.step { Some((d.patient, id)) } else { None })
    }
}

impl LeavingForm {
    /// Reads the form for the patients whom `physician` holds now: no more of them and no fewer are decided.
    ///
    /// # Errors
    /// Every flaw, under `leaving_on`, the patient's [`step_field`] or [`note_field`]: [`Flaw::Required`] without a decision, [`Flaw::NoSecondary`]
    /// for a promotion of somebody who cannot take over, [`Flaw::UnknownPatient`] for somebody whom the physician does not hold (any more).
    pub fn parse(&self, physician: PhysicianId, held: &[LeavingPatient], today: NaiveDate) -> Result<Leaving, Flaws> {
        let mut flaws = Flaws::default();
        let on = flaws.note("leaving_on", leaving_day(&self.leaving_on, today));
        let mut asked: BTreeMap<PatientId, &str> = BTreeMap::new();
        for (field, code) in &self.leaving_steps {
            match held.iter().find(|h| step_field(h.patient) == field.trim()) {
                Some(one) => {
                    asked.insert(one.patient, code.trim());
                }
                None => flaws.push(field.trim(), Flaw::UnknownPatient),
            }
        }
        let mut patients = Vec::new();
        for one in held {
            let code = asked.get(&one.patient).copied().unwrap_or_default();
            let step = flaws.note(&step_field(one.patient), decided(code, one, physician));
            let note = flaws.note(&note_field(one.patient), self.note(one.patient, step));
            if let (Some(step), Some(note)) = (step, note) {
                patients.push(Decision { patient: one.patient, step, note });
            }
        }
        flaws.or(on.map(|on| Leaving { physician, on, patients }))
    }
}

impl LeavingForm {
    fn note(&self, patient: PatientId, step: Option<Step>) -> Result<String, Flaw> {
        let typed = self.leaving_notes.get(&note_field(patient)).map(String::as_str).unwrap_or_default();
        match line(typed, REASON_MAX)? {
            note if note.is_empty() && step == Some(Step::Skip) => Err(Flaw::Required),
            note => Ok(note),
        }
    }
}

fn decided(code: &str, one: &LeavingPatient, leaving: PhysicianId) -> Result<Step, Flaw> {
    if code.is_empty() {
        return Err(Flaw::Required);
    }
    match Step::from_code(code).ok_or(Flaw::NotAChoice)? {
        Step::PromoteSecondary(id) if one.successor(leaving) != Some(id) => Err(Flaw::NoSecondary),
        step => Ok(step),
    }
}

fn leaving_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Flaw> {
    if text.trim().is_empty() {
        return Ok(today);
    }
    let day = parse_date(text, today).map_err(Flaw::Date)?;
    match day - today {
        days if days > Duration::days(LEAVING_DAYS) => Err(Flaw::Date(DateError::Future)),
        days if days < Duration::days(-LEAVING_DAYS) => Err(Flaw::Date(DateError::TooOld)),
        _ => Ok(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn held(secondary: Option<(PhysicianId, bool)>) -> LeavingPatient {
        LeavingPatient { patient: PatientId::new(), secondary: secondary.map(|(id, active)| Standby { id, active }) }
    }

    fn form(day: &str, steps: &[(&LeavingPatient, Step)]) -> LeavingForm {
        let leaving_steps = steps.iter().map(|(held, step)| (step_field(held.patient), step.code())).collect();
        let leaving_notes = steps.iter().map(|(held, _)| (note_field(held.patient), "通院に切替え".to_owned())).collect();
        LeavingForm { leaving_on: day.into(), leaving_steps, leaving_notes }
    }

    #[test]
    fn every_patient_gets_the_step_that_was_chosen() {
        let (leaving, standby) = (PhysicianId::new(), PhysicianId::new());
        let patients = [held(None), held(Some((standby, true))), held(Some((standby, false)))];
        let steps = [(&patients[0], Step::Rematch), (&patients[1], Step::PromoteSecondary(standby)), (&patients[2], Step::Skip)];
        let plan = form("R9.3.31", &steps).parse(leaving, &patients, today()).unwrap();
        assert_eq!((plan.physician, plan.on, plan.patients.len()), (leaving, NaiveDate::from_ymd_opt(2027, 3, 31).unwrap(), 3));
        assert_eq!(plan.rematched().collect::<Vec<_>>(), [patients[0].patient]);
        assert_eq!(plan.promoted().collect::<Vec<_>>(), [(patients[1].patient, standby)]);
        assert_eq!(LeavingForm::default().parse(leaving, &[], today()).unwrap().on, today(), "nobody to decide about");
    }

    #[test]
    fn nobody_is_left_without_a_decision_and_nobody_else_is_decided_about() {
        let leaving = PhysicianId::new();
        let (mine, other) = (held(None), held(None));
        let flaws = form("", &[(&other, Step::Skip)]).parse(leaving, &[mine], today()).unwrap_err();
        assert_eq!(flaws.of(&step_field(mine.patient)), Some(&Flaw::Required));
        assert_eq!(flaws.of(&step_field(other.patient)), Some(&Flaw::UnknownPatient));
        let nonsense = LeavingForm { leaving_steps: BTreeMap::from([(step_field(mine.patient), "promote".into())]), ..LeavingForm::default() };
        assert_eq!(nonsense.parse(leaving, &[mine], today()).unwrap_err().of(&step_field(mine.patient)), Some(&Flaw::NotAChoice));
    }

    #[test]
    fn whoever_is_left_to_others_has_it_said_to_whom() {
        let one = held(None);
        let mut silent = form("", &[(&one, Step::Skip)]);
        silent.leaving_notes.clear();
        assert_eq!(silent.parse(PhysicianId::new(), &[one], today()).unwrap_err().of(&note_field(one.patient)), Some(&Flaw::Required));
        let said = form("", &[(&one, Step::Skip)]).parse(PhysicianId::new(), &[one], today()).unwrap();
        assert_eq!(said.patients[0].note, "通院に切替え");
    }

    #[test]
    fn only_an_active_secondary_who_is_somebody_else_takes_over() {
        let (leaving, standby) = (PhysicianId::new(), PhysicianId::new());
        for (secondary, chosen, good) in [
            (Some((standby, true)), standby, true),
            (Some((standby, false)), standby, false),
            (Some((leaving, true)), leaving, false),
            (Some((standby, true)), PhysicianId::new(), false),
            (None, standby, false),
        ] {
            let one = held(secondary);
            let read = form("", &[(&one, Step::PromoteSecondary(chosen))]).parse(leaving, &[one], today());
            assert_eq!(read.is_ok(), good);
            assert!(good || read.unwrap_err().of(&step_field(one.patient)) == Some(&Flaw::NoSecondary));
        }
    }

    #[test]
    fn the_day_of_leaving_is_near() {
        for (day, good) in [("", true), ("今日", true), ("2025-11-21", true), ("2025-11-20", false), ("2027-11-23", true), ("2027-11-24", false), ("いつか", false)] {
            assert_eq!(form(day, &[]).parse(PhysicianId::new(), &[], today()).is_ok(), good, "{day}");
        }
    }

    fn steps() -> impl Strategy<Value = String> {
        prop_oneof![Just("rematch".to_owned()), Just("skip".to_owned()), Just("own".to_owned()), Just("self".to_owned()), "[a-z:]{0,8}", "promote:[0-9a-f-]{0,36}"]
    }

    proptest! {
        #[test]
        fn a_plan_decides_about_exactly_those_who_are_held(given in prop::collection::vec((prop::option::of((any::<bool>(), any::<bool>())), prop::option::weighted(0.9, steps())), 0..8)) {
            let leaving = PhysicianId::new();
            let mut typed = LeavingForm::default();
            let mut patients = Vec::new();
            for (secondary, step) in &given {
                let one = held(secondary.map(|(active, own)| (if own { leaving } else { PhysicianId::new() }, active)));
                if let Some(step) = step {
                    let code = match (step.as_str(), one.secondary) {
                        ("own", Some(s)) => Step::PromoteSecondary(s.id).code(),
                        ("self", _) => Step::PromoteSecondary(leaving).code(),
                        (step, _) => step.to_owned(),
                    };
                    typed.leaving_steps.insert(step_field(one.patient), code);
                }
                patients.push(one);
            }
            match typed.parse(leaving, &patients, today()) {
                Ok(plan) => {
                    prop_assert_eq!(plan.patients.iter().map(|d| d.patient).collect::<Vec<_>>(), patients.iter().map(|p| p.patient).collect::<Vec<_>>());
                    for (decision, one) in plan.patients.iter().zip(&patients) {
                        prop_assert_eq!(Step::from_code(&typed.leaving_steps[&step_field(one.patient)]), Some(decision.step));
                        if let Step::PromoteSecondary(id) = decision.step {
                            let able = Standby { id, active: true };
                            prop_assert!(id != leaving && one.secondary == Some(able));
                        }
                    }
                }
                Err(flaws) => prop_assert!(!flaws.is_empty()),
            }
        }

        #[test]
        fn a_step_reads_back(n in 0..3_usize) {
            let step = [Step::Rematch, Step::PromoteSecondary(PhysicianId::new()), Step::Skip][n];
            prop_assert_eq!(Step::from_code(&step.code()), Some(step));
        }
    }
}
