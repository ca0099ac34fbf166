//! The words of who looks after a patient: today's physician, the end of an assignment, and a physician who leaves.

use super::physician::until;
use chrono::{Days, NaiveDate};
use domain::assignment::{PatientPhysicians, Role, TenureLine};
use domain::calendar::show_date;
use domain::code::List;
use domain::error::Flaw;
use domain::id::PhysicianId;
use domain::physician::{Acting, Step};

/// The label of a field of an assignment's end, or of a physician's leaving.
pub(super) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "assignment_end_on" => "最後の担当日",
        "assignment_end" => "終える理由",
        "assignment_note" => "メモ",
        "leaving_on" => "退職・休止日",
        other if other.starts_with("step_") => "対応",
        other if other.starts_with("note_") => "対応の内容",
        _ => return None,
    })
}

/// The list whose codes a field holds.
pub(super) fn list_of(field: &str) -> Option<List> {
    (field == "assignment_end").then_some(List::AssignmentEnd)
}

/// What is wrong, where the general words would not say it.
pub(super) fn flaw(field: &str, flaw: &Flaw) -> Option<String> {
    let text = match (field, flaw) {
        ("assignment_end", Flaw::Required) => "終える理由を選んでください。",
        ("assignment_end_on", Flaw::InFuture) => "最後の担当日は、今日までの日付を入力してください。",
        ("assignment_end_on", Flaw::EndBeforeStart) => "担当が始まる前の日付です。始まった日を確かめてください。",
        (step, Flaw::Required) if step.starts_with("step_") => "対応が選ばれていません。",
        (step, Flaw::NoSecondary) if step.starts_with("step_") => "副主治医が変わったか、引き継げなくなりました。最新の内容を確かめて、選び直してください。",
        (step, Flaw::UnknownPatient) if step.starts_with("step_") => "この医師の担当ではなくなっています。内容を確かめてください。",
        (step, Flaw::UnknownCase) if step.starts_with("step_") => "対応中のケースがないため、次の医師を探せません。ケースを作ってから選んでください。",
        (note, Flaw::Required) if note.starts_with("note_") => "担当を終えるだけのときは、対応の内容を入力してください。",
        _ => return None,
    };
    Some(text.to_owned())
}

/// What happened, after an action.
pub(super) fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "tenure-ended" => "担当の終了を記録しました。",
        "left" => "退職・休止の手続きを終えました。新規の受入れを停止し、対象者ごとの対応を記録しました。",
        _ => return None,
    })
}

/// A physician as letters name them.
#[must_use]
pub fn doctor(name: &str) -> String {
    if name.is_empty() { "（登録のない医師）".to_owned() } else { format!("{name} 先生") }
}

/// The last day of what ends before `until`.
#[must_use]
pub fn last_day(until: NaiveDate) -> NaiveDate {
    until.checked_sub_days(Days::new(1)).unwrap_or(until)
}

/// From when until when, both days included; what never came to be says so.
#[must_use]
pub fn period(line: &TenureLine) -> String {
    let assignment = &line.assignment;
    match assignment.until {
        None => format!("{}から", show_date(assignment.from)),
        Some(until) if until <= assignment.from => format!("{}から（始まる前に取りやめ）", show_date(assignment.from)),
        Some(until) => format!("{}～{}", show_date(assignment.from), show_date(last_day(until))),
    }
}

/// Who acts today, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Today {
    /// Somebody does: the name, and why.
    Somebody {
        /// Who.
        name: String,
        /// In which role, or in whose stead.
        why: String,
    },
    /// Nobody does, though somebody should: what is said in red.
    Nobody(String),
    /// Nobody has been found yet.
    Open,
}

/// 本日の担当 in words.
#[must_use]
pub fn today(found: &PatientPhysicians) -> Today {
    let name = |id: PhysicianId| found.current.iter().find(|l| l.physician.id == id).map_or_else(|| doctor(""), |l| doctor(&l.physician.name));
    match found.acting {
        Acting::Primary(id) => Today::Somebody { name: name(id), why: "主治医".to_owned() },
        Acting::Secondary { id, primary_back_at } => {
            Today::Somebody { name: name(id), why: format!("主治医が不在（{}まで）のため、副主治医が担当", until(primary_back_at)) }
        }
        Acting::Nobody { until: back } => {
            let both = found.current.iter().any(|l| l.assignment.role == Role::Secondary);
            let why = if both { "主治医・副主治医とも不在です" } else { "主治医が不在で、副主治医がいません" };
            Today::Nobody(format!("{why}（{}まで）", until(back)))
        }
        Acting::Unassigned => Today::Open,
    }
}

/// What becomes of one patient of a physician who leaves, as a choice; `successor` names the secondary.
#[must_use]
pub fn step(step: Step, successor: &str) -> String {
    match step {
        Step::PromoteSecondary(_) => format!("副主治医（{}）を主治医にする", doctor(successor)),
        Step::Rematch => "次の医師を探す（調整依頼を作る）".to_owned(),
        Step::Skip => "担当を終えるだけにする".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use domain::assignment::Assignment;
    use domain::id::{AssignmentId, PatientId};
    use domain::physician::PhysicianBrief;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn line(role: Role, name: &str) -> TenureLine {
        let physician = PhysicianBrief { id: PhysicianId::new(), name: name.into(), organization: "みなと医院".into() };
        let from = "2026-11-01".parse().unwrap();
        let assignment = Assignment { id: AssignmentId::new(), patient: PatientId::new(), role, physician: physician.id, from, until: None, end_reason: None, request: None };
        TenureLine { assignment, physician, telephone: String::new(), away_until: None }
    }

    fn found(current: Vec<TenureLine>, acting: Acting) -> PatientPhysicians {
        PatientPhysicians { current, planned: vec![], former: vec![], acting, requests: vec![], past: vec![], now: at("2026-11-22T01:00:00Z"), may_write: true }
    }

    #[test]
    fn who_acts_today_is_said_with_the_reason() {
        let (a, b) = (line(Role::Primary, "青葉"), line(Role::Secondary, "梅田"));
        let back = at("2026-11-24T15:00:00Z");
        let first = found(vec![a.clone(), b.clone()], Acting::Primary(a.physician.id));
        assert_eq!(today(&first), Today::Somebody { name: "青葉 先生".into(), why: "主治医".into() });
        let Today::Somebody { name, why } = today(&found(vec![a.clone(), b.clone()], Acting::Secondary { id: b.physician.id, primary_back_at: back })) else { panic!() };
        assert!(name == "梅田 先生" && why.contains("主治医が不在") && why.contains(&show_date("2026-11-24".parse().unwrap())));
        let Today::Nobody(both) = today(&found(vec![a.clone(), b], Acting::Nobody { until: back })) else { panic!() };
        let Today::Nobody(one) = today(&found(vec![a], Acting::Nobody { until: back })) else { panic!() };
        assert!(both.contains("とも不在") && one.contains("副主治医がいません"));
        assert_eq!(today(&found(vec![], Acting::Unassigned)), Today::Open);
    }

    #[test]
    fn a_period_ends_on_its_last_day() {
        let mut one = line(Role::Primary, "青葉");
        assert!(period(&one).ends_with("から"));
        one.assignment.until = Some("2026-11-21".parse().unwrap());
        assert!(period(&one).ends_with(&show_date("2026-11-20".parse().unwrap())));
        one.assignment.until = Some(one.assignment.from);
        assert!(period(&one).contains("取りやめ"));
    }

    #[test]
    fn every_choice_has_words_of_its_own() {
        let steps = [Step::Rematch, Step::PromoteSecondary(PhysicianId::new()), Step::Skip].map(|s| step(s, "梅田"));
        assert!(steps.iter().all(|s| !s.is_empty()) && steps[0] != steps[1] && steps[1] != steps[2] && steps[1].contains("梅田"));
        for field in ["assignment_end_on", "assignment_end", "assignment_note", "leaving_on", "step_x", "note_x"] {
            assert_ne!(crate::words::field_label(field), field);
        }
    }
}
