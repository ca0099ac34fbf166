//! What the many inquiries say: made in order of time, in pieces.

use crate::seed::people::{Person, affiliation, caller, telephone};
use crate::seed::random::Random;
use crate::seed::scenes::{self, Scene};
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc, Weekday};
use domain::account::Staff;
use domain::calendar::{Birth, FiscalYear, jst_date, start_of_day_utc};
use domain::cases::{CaseStatus, EntryData};
use domain::code::Code;
use domain::id::{AuditId, CaseId, DeskId, EntryId, InquiryId, PatientId, UserId};
use domain::inquiry::InquiryData;
use domain::patient::PatientData;
use uuid::{Builder, Uuid};

/// Fiscal years, the present one included.
const YEARS: i32 = 10;
/// A desk is open so long.
const OPEN: Duration = Duration::hours(8);
/// Cases opened among the last so many inquiries are mostly open: together with old ones some 600.
const RECENT: u64 = 950;
/// A patient who calls again within so many inquiries carries the case on.
const SAME_CASE: u64 = 1_500;

/// A patient to be stored.
#[derive(Clone)]
pub(super) struct PatientRow {
    pub(super) id: PatientId,
    pub(super) data: PatientData,
}

/// A case to be stored, in its final state.
pub(super) struct CaseRow {
    pub(super) status: CaseStatus,
    pub(super) owner: Option<UserId>,
    pub(super) next_date: Option<NaiveDate>,
    pub(super) outcome: Option<Code>,
    pub(super) closed_at: Option<DateTime<Utc>>,
    pub(super) entries: Vec<EntryData>,
}

/// One inquiry with everything that comes to be with it.
pub(super) struct Item {
    pub(super) id: InquiryId,
    pub(super) audit: AuditId,
    pub(super) desk: DeskId,
    pub(super) by: Staff,
    pub(super) data: InquiryData,
    pub(super) case_id: CaseId,
    pub(super) patient: Option<PatientRow>,
    pub(super) new_patient: bool,
    /// Opened by this inquiry.
    pub(super) case: Option<CaseRow>,
}

struct Known {
    row: PatientRow,
    person: Person,
    case: CaseId,
    at: u64,
}

/// Where the making stands.
pub(super) struct Plan {
    random: Random,
    desk: DeskId,
    staff: Vec<Staff>,
    count: u64,
    next: u64,
    now: DateTime<Utc>,
    days: Vec<NaiveDate>,
    known: Vec<Known>,
}

/// Working days from the beginning of the first fiscal year up to yesterday.
fn working_days(today: NaiveDate) -> Vec<NaiveDate> {
    let this = FiscalYear::of(today);
    let first = FiscalYear(this.0 - YEARS + 1).start();
    let days: Vec<NaiveDate> = first.iter_days().take_while(|d| *d < today).filter(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun)).collect();
    if days.is_empty() { vec![first] } else { days }
}

impl Plan {
    pub(super) fn new(random: Random, desk: DeskId, staff: Vec<Staff>, count: u64, now: DateTime<Utc>) -> Self {
        Self { random, desk, staff, count, next: 0, now, days: working_days(jst_date(now)), known: Vec::new() }
    }

    /// The next inquiries; none at the end.
    pub(super) fn batch(&mut self, most: u64) -> Vec<Item> {
        let end = self.count.min(self.next + most);
        let items = (self.next..end).filter_map(|number| self.item(number)).collect();
        self.next = end;
        items
    }

    /// When the inquiry comes in: later than the one before it.
    fn moment(&mut self, number: u64) -> DateTime<Utc> {
        let open = u64::try_from(OPEN.num_milliseconds()).unwrap_or(1);
        let whole = open * u64::try_from(self.days.len()).unwrap_or(1);
        let slot = (whole / self.count.max(1)).max(1);
        let at = number * slot + self.random.below(slot);
        let day = usize::try_from(at / open).ok().and_then(|d| self.days.get(d)).or_else(|| self.days.last());
        let start = day.map_or(self.now, |d| start_of_day_utc(*d));
        start + Duration::hours(9) + Duration::milliseconds(i64::try_from(at % open).unwrap_or(0))
    }

    fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let bytes = self.random.bytes();
        Builder::from_unix_timestamp_millis(u64::try_from(at.timestamp_millis()).unwrap_or(0), &bytes).into_uuid()
    }

    fn item(&mut self, number: u64) -> Option<Item> {
        let at = self.moment(number);
        let scene = scenes::pick(&mut self.random);
        let by = self.random.pick(&self.staff)?.clone();
        let (patient, person, earlier, new_patient) = self.patient(scene, at, number);
        let data = self.contact(scene, person.as_ref(), at);
        let case_id = earlier.unwrap_or(CaseId(self.id(at)));
        let case = if earlier.is_some() { None } else { Some(self.case(scene, &by, number, at)) };
        if let Some(row) = &patient {
            self.remember(row, person, case_id, number, new_patient);
        }
        Some(Item { id: InquiryId(self.id(at)), audit: AuditId(self.id(at)), desk: self.desk, by, data, case_id, patient, new_patient, case })
    }

    fn remember(&mut self, row: &PatientRow, person: Option<Person>, case: CaseId, at: u64, new: bool) {
        match (new, person) {
            (true, Some(person)) => self.known.push(Known { row: row.clone(), person, case, at }),
            _ => {
                if let Some(known) = self.known.iter_mut().rev().find(|k| k.row.id == row.id) {
                    known.case = case;
                    known.at = at;
                }
            }
        }
    }

    /// Nobody, somebody new (a quarter of all inquiries) or somebody known, and then perhaps the case to carry on.
    fn patient(&mut self, scene: &Scene, at: DateTime<Utc>, number: u64) -> (Option<PatientRow>, Option<Person>, Option<CaseId>, bool) {
        if !scene.about {
            return (None, None, None, false);
        }
        // Three of four scenes are about somebody, so a third of those are new to the desk.
        if self.known.len() < 20 || self.random.percent(33) {
            let person = Person::new(&mut self.random, at.year());
            let row = PatientRow { id: PatientId(self.id(at)), data: patient_data(&person) };
            return (Some(row), Some(person), None, true);
        }
        // People of late call more often than those of ten years ago.
        let back = self.random.place(self.known.len()).min(self.random.place(2_000));
        let Some(known) = self.known.iter().rev().nth(back) else { return (None, None, None, false) };
        let carried_on = number.saturating_sub(known.at) < SAME_CASE;
        (Some(known.row.clone()), Some(known.person.clone()), carried_on.then_some(known.case), false)
    }

    fn contact(&mut self, scene: &Scene, person: Option<&Person>, at: DateTime<Utc>) -> InquiryData {
        let random = &mut self.random;
        let kind = random.word(scene.callers);
        let phrase = person.map(|p| p.phrase(at.year())).unwrap_or_default();
        let (name, number) = match (kind, person) {
            ("self", Some(p)) => (p.name.clone(), p.telephone.clone()),
            ("family" | "relative", Some(p)) => (p.relative(random), p.telephone.clone()),
            _ => (caller(random), telephone(random)),
        };
        let code = |text: &str| Code(text.to_owned());
        let complete = random.percent(93);
        InquiryData {
            received_at: at,
            backdate_reason: String::new(),
            channel: code(random.word(&["phone", "phone", "phone", "visit_in", "fax", "email"])),
            caller_type: code(kind),
            caller_name: if complete { name.written } else { String::new() },
            caller_kana: if complete { name.kana } else { String::new() },
            affiliation: affiliation(random, kind),
            telephone: if random.percent(85) { number } else { String::new() },
            main_category: code(scene.category),
            other_categories: scene.others.iter().map(|c| code(c)).collect(),
            urgency: code(scene.urgency),
            content: scene.content(random, &phrase),
            response: if random.percent(95) { scene.response(random, &phrase) } else { String::new() },
            minutes: i32::try_from(random.between(3, 45)).ok(),
            anonymous: false,
        }
    }

    fn case(&mut self, scene: &Scene, by: &Staff, number: u64, at: DateTime<Utc>) -> CaseRow {
        let recent = number + RECENT >= self.count && self.random.percent(80);
        let open = recent || self.random.below(self.count) < 100;
        let entries = self.entries(scene, at);
        if !open {
            return CaseRow {
                status: CaseStatus::Closed,
                owner: Some(by.id),
                next_date: None,
                outcome: Some(Code(scene.outcome.to_owned())),
                closed_at: Some(at + Duration::days(3)),
                entries,
            };
        }
        let statuses = [CaseStatus::Received, CaseStatus::InProgress, CaseStatus::InProgress, CaseStatus::Arranging, CaseStatus::WaitingExternal, CaseStatus::Reopened];
        let status = self.random.pick(&statuses).copied().unwrap_or(CaseStatus::InProgress);
        let days = self.random.between(-6, 24);
        let today = jst_date(self.now);
        let next_date = if days < 0 { today.checked_sub_days(Days::new(days.unsigned_abs())) } else { today.checked_add_days(Days::new(days.unsigned_abs())) };
        CaseRow { status, owner: self.random.percent(85).then_some(by.id), next_date: next_date.filter(|_| self.random.percent(75)), outcome: None, closed_at: None, entries }
    }

    fn entries(&mut self, scene: &Scene, at: DateTime<Utc>) -> Vec<EntryData> {
        let count = self.random.place(4);
        let mut made = Vec::new();
        for (step, day) in scenes::steps(scene).iter().take(count).zip(1_i64..) {
            let occurred_at = (at + Duration::days(day)).min(self.now);
            let content = scenes::fill(&mut self.random, step.content, "");
            made.push(EntryData {
                id: EntryId(self.id(occurred_at)),
                occurred_at,
                means: Code(step.means.to_owned()),
                counterpart: step.counterpart.to_owned(),
                content,
                next_step: step.next.to_owned(),
                again: false,
            });
        }
        made
    }
}

fn patient_data(person: &Person) -> PatientData {
    PatientData {
        name: person.name.written.clone(),
        kana: person.name.kana.clone(),
        birth: NaiveDate::from_ymd_opt(person.birth_year, person.birth_month, person.birth_day).map(Birth::Date),
        sex: Some(Code(person.sex.to_owned())),
        address: person.address.clone(),
        telephone: person.telephone.clone(),
        care_level: Some(Code(person.care_level.to_owned())),
        ..PatientData::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(count: u64) -> Vec<Item> {
        let staff = vec![Staff { id: UserId(Uuid::nil()), name: "計測".into(), unreachable: false }];
        let now = "2026-11-22T05:00:00Z".parse().unwrap();
        let mut plan = Plan::new(Random::new(5), DeskId(Uuid::nil()), staff, count, now);
        let mut items = plan.batch(500);
        loop {
            let more = plan.batch(500);
            if more.is_empty() {
                return items;
            }
            items.extend(more);
        }
    }

    #[test]
    fn the_same_number_gives_the_same_inquiries_in_order_of_time() {
        let (a, b) = (plan(3_000), plan(3_000));
        assert_eq!(a.len(), 3_000);
        assert!(a.iter().zip(&b).all(|(x, y)| x.id == y.id && x.data == y.data && x.case_id == y.case_id));
        assert!(a.windows(2).all(|w| w[0].data.received_at < w[1].data.received_at));
        let years: std::collections::BTreeSet<i32> = a.iter().map(|i| FiscalYear::of(jst_date(i.data.received_at)).0).collect();
        assert_eq!(years.len(), 10);
    }

    #[test]
    fn a_quarter_of_them_is_about_somebody_new_and_some_hundred_cases_are_open() {
        let items = plan(20_000);
        let new = items.iter().filter(|i| i.new_patient).count();
        assert!((4_000..6_500).contains(&new), "{new}");
        let open = items.iter().filter_map(|i| i.case.as_ref()).filter(|c| c.status.is_open()).count();
        assert!((450..750).contains(&open), "{open}");
    }
}
