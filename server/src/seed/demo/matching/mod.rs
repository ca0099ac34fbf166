//! The search for physicians: searches that stand at every point of their way, and patients whom physicians have looked after for long.

mod act;
mod searches;
mod tenures;

use super::story::{Event, Story, open_day};
use crate::seed::SeedError;
use crate::service::inquiry::InquiryService;
use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use domain::account::Actor;
use domain::assignment::NeedsForm;
use domain::calendar::{jst_date, start_of_day_utc};
use domain::error::Fault;
use domain::id::{CaseId, InquiryId, PhysicianId, RequestId};
use domain::inquiry::InquiryForm;
use domain::ports::InquiryDesk;
use searches::{Act, SEARCHES, Search, Wants, When};

/// A call that leads to a search.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    case: CaseId,
    request: RequestId,
}

impl When {
    /// The moment, as seen from `now`.
    fn before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Minutes(minutes) => now - Duration::minutes(minutes),
            Self::Days(days, hour, minute) => start_of_day_utc(weekday_before(jst_date(now), days)) + Duration::minutes(60 * hour + minute),
        }
    }
}

/// So many days before `date` on which the desk is open.
fn weekday_before(date: NaiveDate, days: usize) -> NaiveDate {
    let back = std::iter::successors(date.pred_opt(), NaiveDate::pred_opt);
    back.filter(|day| open_day(*day) == *day).nth(days.saturating_sub(1)).unwrap_or(date)
}

fn tick(is: bool) -> String {
    if is { "1".to_owned() } else { String::new() }
}

impl Wants {
    /// What is looked for, with the first visit so many days from `now`.
    fn form(&self, now: DateTime<Utc>) -> NeedsForm {
        NeedsForm {
            start_on: (jst_date(now) + Duration::days(self.start)).to_string(),
            procedures: self.procedures.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            end_of_life: tick(self.dying),
            night: tick(self.night),
            match_urgency: if self.urgent { "urgent" } else { "normal" }.to_owned(),
            match_mode: self.mode.to_owned(),
            want_primary: tick(true),
            want_secondary: tick(self.both),
            match_note: self.note.to_owned(),
            ..NeedsForm::default()
        }
    }
}

impl Story {
    /// Notes everything that will happen to every search, and when the house wrote down who looks after whom.
    pub(super) fn plan_searches(&mut self) {
        self.plan(When::Days(13, 9, 30).before(self.now), Event::Tenures);
        self.plan(When::Days(1, 15, 30).before(self.now), Event::Away);
        for (of, search) in SEARCHES.iter().enumerate() {
            for (number, (when, _)) in search.acts.iter().enumerate() {
                self.plan(when.before(self.now), Event::Search { of, number });
            }
        }
    }

    /// One step of a search.
    pub(super) async fn search(&mut self, of: usize, number: usize, at: DateTime<Utc>) -> Result<(), SeedError> {
        let Some((search, (_, act))) = SEARCHES.get(of).and_then(|s| Some((s, s.acts.get(number)?))) else { return Ok(()) };
        let Some(actor) = self.cast.staff.get(search.desk).and_then(|people| people.get(search.who)).cloned() else { return Ok(()) };
        if matches!(act, Act::Call) {
            let case = self.search_call(search, &actor, of, at).await?;
            self.searches.insert(of, Begun { case, request: RequestId::new() });
            return Ok(());
        }
        let begun = self.searches.get(&of).copied().ok_or(Fault::NotFound)?;
        self.act(search, begun, &actor, act).await
    }

    /// Somebody calls about a patient whom the desk does not know yet; the call ends at `at`.
    async fn search_call(&self, search: &Search, actor: &Actor, of: usize, at: DateTime<Utc>) -> Result<CaseId, SeedError> {
        let (person, caller) = (&search.person, &search.caller);
        let form = InquiryForm {
            id: InquiryId::new().to_string(),
            opened_at: (at - Duration::minutes(14)).to_rfc3339(),
            desk_id: self.cast.desks.get(search.desk).map(|d| d.id.to_string()).unwrap_or_default(),
            channel: "phone".to_owned(),
            caller_type: caller.kind.to_owned(),
            caller_name: caller.name.to_owned(),
            caller_kana: caller.kana.to_owned(),
            affiliation: caller.house.to_owned(),
            telephone: format!("000-0471-{:04}", 1_213 + 37 * of),
            patient_mode: "new".to_owned(),
            patient_name: person.name.to_owned(),
            patient_kana: person.kana.to_owned(),
            patient_birth: format!("{}-{}", at.year() - person.age, person.birthday),
            patient_sex: person.sex.to_owned(),
            patient_care_level: person.care_level.to_owned(),
            patient_address: format!("みなと川市{}", person.address),
            patient_distinct: "1".to_owned(),
            main_category: "doctor_matching/primary".to_owned(),
            urgency: if search.wants.urgent { "urgent" } else { "normal" }.to_owned(),
            content: search.content.to_owned(),
            response: "希望条件を確認し、訪問診療を担う医師を探すこととした。".to_owned(),
            minutes: "14".to_owned(),
            next_date: open_day(jst_date(self.now) + Duration::days(1)).to_string(),
            staff_id: actor.user_id.to_string(),
            ..InquiryForm::default()
        };
        Ok(InquiryService(self.services.clone()).record(actor, &form).await?.case_id)
    }

    /// A physician of the city by name.
    fn doctor(&self, name: &str) -> Result<PhysicianId, Fault> {
        self.doctors.iter().find(|(known, _)| *known == name).map(|(_, id)| *id).ok_or(Fault::NotFound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lie_on_days_when_the_desk_is_open() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (date, days, expected) in [("2026-11-22", 1, "2026-11-20"), ("2026-11-22", 3, "2026-11-18"), ("2026-11-23", 1, "2026-11-20"), ("2026-11-24", 1, "2026-11-23")] {
            assert_eq!(weekday_before(day(date), days), day(expected), "{date}");
        }
    }

    #[test]
    fn what_happens_to_a_search_happens_in_order_whenever_the_city_is_made() {
        let first: DateTime<Utc> = "2026-11-20T15:00:00Z".parse().unwrap();
        for now in (0..168).map(|hours| first + Duration::hours(hours)) {
            for search in &SEARCHES {
                let times: Vec<_> = search.acts.iter().map(|(when, _)| when.before(now)).collect();
                assert!(times.is_sorted() && times.iter().all(|at| *at < now), "{} at {now}", search.person.name);
                let first_visit = jst_date(now) + Duration::days(search.wants.start);
                let starts = search.acts.iter().filter(|(_, act)| matches!(act, Act::Start)).map(|(when, _)| jst_date(when.before(now)));
                assert!(starts.into_iter().all(|written| first_visit <= written), "{} at {now}: no visit begins ahead of its day", search.person.name);
            }
        }
    }
}
