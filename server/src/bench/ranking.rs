//! Ranking of physicians, which the desk waits for: a pure reckoning on made-up candidates.

use super::BenchError;
use super::report::{Report, Row};
use super::sample::Sample;
use chrono::{Days, NaiveDate};
use domain::assignment::{Accepting, Candidate, Needs, Period, Place, Role, Urgency, Wanted, rank};
use domain::code::Code;
use domain::district::Point;
use domain::id::{DistrictId, OrganizationId, PhysicianId};
use std::time::Duration;

/// As many as a large city has.
const PHYSICIANS: i32 = 500;
const TARGET: Duration = Duration::from_millis(5);

fn code(text: &str) -> Code {
    Code(text.to_owned())
}

/// The candidate of this number: no two alike.
fn candidate(number: i32, districts: &[DistrictId], today: NaiveDate) -> Candidate {
    let part = |of: i32| number.rem_euclid(of);
    let count = |n: i32| u32::try_from(n).unwrap_or(0);
    let later = |days: i32| today.checked_add_days(Days::new(u64::from(count(days))));
    Candidate {
        id: PhysicianId::new(),
        clinic: Some(OrganizationId::new()),
        active: part(50) != 0,
        accepting: Accepting { yes: part(9) != 0, from: None, until: later(part(60) + 10) },
        acts_as_secondary: part(2) == 0,
        districts: districts.iter().skip(usize::try_from(part(5)).unwrap_or(0)).take(2).copied().collect(),
        radius_m: Some(count(part(20) * 1_000)),
        clinic_point: Some(Point { x_m: part(41) * 700 - 14_000, y_m: part(37) * 700 - 13_000 }),
        procedures: ["hot", "tpn", "catheter", "gastrostomy"].into_iter().skip(usize::try_from(part(3)).unwrap_or(0)).map(code).collect(),
        end_of_life: part(4) != 0,
        night_visits: part(3) != 0,
        languages: vec![code("english")],
        sex: Some(code(if part(3) == 0 { "female" } else { "male" })),
        specialties: vec![code("internal"), code("palliative")],
        care_class: Some(code("enhanced_joint")),
        capacity: Some(count(part(40) + 5)),
        load: count(part(30)),
        absences: (0..part(4)).filter_map(|n| Some(Period { from: later(n * 20)?, until: later(n * 20 + 5) })).collect(),
        partners: Vec::new(),
        accepted: count(part(12)),
        declined: count(part(7)),
        is_existing: number == 7,
        reachable: part(11) != 0,
    }
}

/// Measures how long the desk waits for a ranking of all of them.
pub(super) fn ranking(runs: usize, report: &mut Report) -> Result<(), BenchError> {
    let today = NaiveDate::default();
    let districts: Vec<DistrictId> = (0..6).map(|_| DistrictId::new()).collect();
    let pool: Vec<Candidate> = (0..PHYSICIANS).map(|number| candidate(number, &districts, today)).collect();
    let needs = Needs {
        wanted: Wanted { primary: true, secondary: true },
        start_on: today.checked_add_days(Days::new(7)).unwrap_or(today),
        place: Place { district: districts.get(2).copied(), outside: false, point: Some(Point { x_m: 500, y_m: -300 }) },
        procedures: vec![code("catheter")],
        end_of_life: true,
        night: true,
        sex: None,
        language: None,
        specialty: Some(code("internal")),
        urgency: Urgency::Normal,
        existing: None,
    };
    let sample = Sample::take(runs, |_| {
        let ranked = rank(&needs, Role::Primary, None, &pool, today);
        if ranked.len() == pool.len() { Ok(()) } else { Err(BenchError::Unexpected("a ranking lost somebody".to_owned())) }
    })?;
    report.add(Row::time("ranking of 500 physicians", &sample, Some(TARGET)));
    Ok(())
}
