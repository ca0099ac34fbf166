//! Who has looked after whom for long: what the house wrote down when it began to keep such a list, and two who are away at once.

use super::Story;
use crate::seed::SeedError;
use crate::service::assignment::AssignmentService;
use crate::service::error::Stop;
use crate::service::physician::PhysicianService;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use domain::account::Actor;
use domain::assignment::{Assignment, Role};
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::error::Fault;
use domain::id::{AbsenceId, AssignmentId, AuditId, PatientId};
use domain::merge::Fields;
use domain::physician::AbsenceForm;
use domain::ports::{AssignmentDesk, PhysicianDesk};
use futures::FutureExt;

/// 主治医, 副主治医 (empty: nobody), and days since the first visit. Whoever is alone has a physician who is not away in these weeks, and only
/// one patient has both of [`AWAY`]: one time without anybody is enough to look at.
const PAIRS: [(&str, &str, u64); 13] = [
    ("森山 直人", "潮田 千尋", 210),
    ("森山 直人", "青葉 圭介", 96),
    ("森山 直人", "燈 浩司", 41),
    ("潮田 千尋", "森山 直人", 150),
    ("潮田 千尋", "", 25),
    ("鴎 理恵", "浜 健太郎", 320),
    ("鴎 理恵", "緑川 修", 64),
    ("青葉 圭介", "入江 真由", 88),
    ("青葉 圭介", "森山 直人", 33),
    ("燈 浩司", "川口 誠一", 130),
    ("川口 誠一", "森山 直人", 75),
    ("汐見 和子", "", 400),
    ("緑川 修", "鴎 理恵", 52),
];

/// Who looked after somebody who goes to a clinic by now, and for how many days up to then.
const FORMER: (&str, u64) = ("燈 浩司", 240);

/// Who is away next week: from, until (days after its Monday), why.
const AWAY: [(&str, u64, u64, &str, &str); 2] = [("燈 浩司", 0, 2, "vacation", ""), ("川口 誠一", 1, 3, "conference", "学術集会で発表。緊急時は病院へ連絡。")];

fn back(from: NaiveDate, days: u64) -> NaiveDate {
    from.checked_sub_days(Days::new(days)).unwrap_or(from)
}

fn line(actor: &Actor, assignment: &Assignment, at: DateTime<Utc>) -> AuditEntry {
    let after = Fields::from([
        ("physician".to_owned(), assignment.physician.to_string()),
        ("match_role".to_owned(), assignment.role.code().to_owned()),
        ("assigned_from".to_owned(), assignment.from.to_string()),
        ("assigned_until".to_owned(), String::new()),
        ("assignment_end".to_owned(), String::new()),
    ]);
    AuditEntry {
        id: AuditId::new(),
        at,
        user_id: Some(actor.user_id),
        user_name: actor.name.clone(),
        from: actor.from.clone(),
        deed: Deed::Create,
        kind: RecordKind::Assignment,
        record: assignment.id.to_string(),
        version: 1,
        patient: Some(assignment.patient),
        before: None,
        after: Some(after),
        note: String::new(),
    }
}

impl Story {
    /// Writes down who looks after patients of the desks already, as no search of the house led to it.
    pub(in crate::seed::demo) async fn tenures(&mut self, at: DateTime<Utc>) -> Result<(), SeedError> {
        let today = jst_date(at);
        let mut patients = self.well_known().into_iter();
        for ((primary, secondary, days), (patient, desk)) in PAIRS.iter().zip(patients.by_ref()) {
            let from = back(today, *days);
            let roles = [(Role::Primary, *primary), (Role::Secondary, *secondary)];
            let held = roles.into_iter().filter(|(_, name)| !name.is_empty());
            let begun = held.map(|(role, name)| self.tenure(patient, role, name, from)).collect::<Result<Vec<_>, _>>()?;
            self.write_down(desk, begun, at).await?;
        }
        let Some((patient, desk)) = patients.next() else { return Ok(()) };
        let begun = vec![self.tenure(patient, Role::Primary, FORMER.0, back(today, FORMER.1))?];
        self.write_down(desk, begun, at).await?;
        let Some(actor) = self.cast.staff.get(desk).and_then(|people| people.first()) else { return Ok(()) };
        let note = "歩行が安定し、外来への通院に切り替え。";
        Ok(AssignmentService(self.services.clone()).end(actor, patient, Role::Primary, &back(today, 1).to_string(), "recovered", note).await?)
    }

    /// Patients with their desks: first those of whom the desk learns most. The very first one is written down twice.
    fn well_known(&self) -> Vec<(PatientId, usize)> {
        let mut known: Vec<_> = self.patients.iter().enumerate().skip(1).collect();
        known.sort_by_key(|(number, _)| !number.is_multiple_of(3));
        known.into_iter().map(|(_, k)| (k.id, k.desk)).collect()
    }

    fn tenure(&self, patient: PatientId, role: Role, name: &str, from: NaiveDate) -> Result<Assignment, Fault> {
        Ok(Assignment { id: AssignmentId::new(), patient, role, physician: self.doctor(name)?, from, until: None, end_reason: None, request: None })
    }

    async fn write_down(&self, desk: usize, begun: Vec<Assignment>, at: DateTime<Utc>) -> Result<(), SeedError> {
        let Some(actor) = self.cast.staff.get(desk).and_then(|people| people.first()).cloned() else { return Ok(()) };
        let job = self.services.write(move |tx| {
            async move {
                for assignment in &begun {
                    db::assignment::add(tx, assignment, actor.user_id, at).await?;
                    db::audit::append(tx, &line(&actor, assignment, at)).await?;
                }
                Ok::<_, Stop>(())
            }
            .boxed()
        });
        job.await.map_err(SeedError::Fault)
    }

    /// Both physicians of one patient say that they are away next week.
    pub(in crate::seed::demo) async fn away(&self) -> Result<(), SeedError> {
        let Some(actor) = self.cast.staff.first().and_then(|people| people.first()) else { return Ok(()) };
        let today = jst_date(self.now);
        let monday = today + Days::new(7 - u64::from(today.weekday().num_days_from_monday()));
        for (name, from, until, kind, note) in AWAY {
            let form = AbsenceForm {
                absence_from: (monday + Days::new(from)).to_string(),
                absence_until: (monday + Days::new(until)).to_string(),
                absence_kind: kind.to_owned(),
                absence_note: note.to_owned(),
                ..AbsenceForm::default()
            };
            PhysicianService(self.services.clone()).add_absence(actor, self.doctor(name)?, AbsenceId::new(), &form).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_both_roles_and_one_patient_alone_has_both_who_are_away() {
        let both = |pair: &(&str, &str, u64)| AWAY.iter().all(|(name, ..)| *name == pair.0 || *name == pair.1);
        assert_eq!(PAIRS.iter().filter(|p| both(p)).count(), 1);
        assert!(PAIRS.iter().all(|(primary, secondary, _)| primary != secondary));
    }
}
