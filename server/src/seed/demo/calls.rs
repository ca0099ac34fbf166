//! A call comes in: who it is, what the form then holds, and what is planned from there on.

use super::story::{Event, Filed, Known, Story, open_day};
use crate::seed::SeedError;
use crate::seed::people::{Name, Person, affiliation, caller, telephone};
use crate::seed::scenes::{self, Scene};
use crate::service::inquiry::InquiryService;
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc};
use domain::account::Actor;
use domain::calendar::{jst, jst_date};
use domain::id::InquiryId;
use domain::inquiry::InquiryForm;
use domain::ports::InquiryDesk;

/// How a call goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Answered at once.
    Done,
    /// Carried on step by step.
    CarriedOn,
    /// Nobody has taken it yet.
    Unassigned,
    /// Somebody has to do something today.
    DueToday,
    /// Somebody should have done something.
    Forgotten,
}

fn is_private(caller_type: &str) -> bool {
    matches!(caller_type, "self" | "family" | "relative" | "neighbor" | "resident" | "welfare_commissioner")
}

impl Story {
    /// Somebody calls.
    pub(super) async fn call(&mut self, at: DateTime<Utc>) -> Result<(), SeedError> {
        let minutes = self.random.between(4, 38);
        let ended = at + Duration::minutes(minutes);
        if ended > self.now {
            return Ok(());
        }
        let scene = scenes::pick(&mut self.random);
        let desk = usize::from(self.random.percent(28));
        let Some(actor) = self.actor_at(desk) else { return Ok(()) };
        let fate = self.fate(at);
        let mut form = InquiryForm { id: InquiryId::new().to_string(), opened_at: at.to_rfc3339(), ..InquiryForm::default() };
        form.desk_id = self.cast.desks.get(desk).map(|d| d.id.to_string()).unwrap_or_default();
        let patient = if scene.about { Some(self.patient(&mut form, desk, at.year())) } else { None };
        let phrase = patient.as_ref().map(|p| p.phrase(at.year())).unwrap_or_default();
        self.contact(&mut form, scene, patient.as_ref(), &phrase);
        form.minutes = if self.random.percent(94) { minutes.to_string() } else { String::new() };
        if fate == Fate::Unassigned {
            // Taken down and left for whoever comes next: 受付.
            form.response.clear();
        }
        self.dates(&mut form, scene, fate, &actor, at);
        self.set_clock(ended);
        let recorded = InquiryService(self.services.clone()).record(&actor, &form).await?;
        if form.patient_mode == "new"
            && let Some(person) = patient
            && let Some(id) = db::inquiry::find(self.services.db.read(), recorded.id).await?.and_then(|r| r.patient).map(|p| p.id)
        {
            self.patients.push(Known { id, person, desk });
        }
        self.filed.push(Filed { inquiry: recorded.id, case: recorded.case_id, scene, phrase, actor });
        self.plan_rest(self.filed.len() - 1, fate, ended);
        Ok(())
    }

    fn actor_at(&mut self, desk: usize) -> Option<Actor> {
        let staff = self.cast.staff.get(desk)?;
        self.random.pick(staff).cloned()
    }

    fn fate(&mut self, at: DateTime<Utc>) -> Fate {
        let age = (jst_date(self.now) - jst_date(at)).num_days();
        match (age, self.random.below(100)) {
            (0..=9, 0..28) => Fate::Unassigned,
            (1..=12, 28..38) => Fate::DueToday,
            (6..=21, 0..15) => Fate::Forgotten,
            (_, 38..74) => Fate::Done,
            _ => Fate::CarriedOn,
        }
    }

    /// A known patient of the desk, or a new one typed into the form.
    fn patient(&mut self, form: &mut InquiryForm, desk: usize, year: i32) -> Person {
        let known: Vec<&Known> = self.patients.iter().filter(|p| p.desk == desk).collect();
        let old = if known.len() > 3 && self.random.percent(68) { self.random.pick(&known).map(|k| (k.id, k.person.clone())) } else { None };
        if let Some((id, person)) = old {
            "existing".clone_into(&mut form.patient_mode);
            form.patient_id = id.to_string();
            return person;
        }
        let person = Person::new(&mut self.random, year);
        "new".clone_into(&mut form.patient_mode);
        form.patient_name.clone_from(&person.name.written);
        form.patient_kana.clone_from(&person.name.kana);
        form.patient_birth = match self.random.below(10) {
            0..7 => format!("{}-{:02}-{:02}", person.birth_year, person.birth_month, person.birth_day),
            7 | 8 => format!("{}歳くらい", year - person.birth_year),
            _ => String::new(),
        };
        person.sex.clone_into(&mut form.patient_sex);
        person.care_level.clone_into(&mut form.patient_care_level);
        if self.random.percent(85) {
            form.patient_address.clone_from(&person.address);
        }
        // Namesakes happen; here they are always two people.
        "1".clone_into(&mut form.patient_distinct);
        person
    }

    /// Who calls and what about.
    fn contact(&mut self, form: &mut InquiryForm, scene: &'static Scene, patient: Option<&Person>, phrase: &str) {
        let random = &mut self.random;
        let kind = random.word(scene.callers);
        let (name, own_telephone) = match (kind, patient) {
            ("self", Some(person)) => (person.name.clone(), Some(person.telephone.clone())),
            ("family" | "relative", Some(person)) => (person.relative(random), Some(person.telephone.clone())),
            ("resident" | "neighbor", _) if random.percent(35) => (Name { written: "匿名希望".to_owned(), kana: String::new() }, None),
            _ => (caller(random), Some(telephone(random))),
        };
        kind.clone_into(&mut form.caller_type);
        let channels: &[&str] = if is_private(kind) {
            &["phone", "phone", "phone", "phone", "visit_in", "visit_in", "web_form"]
        } else {
            &["phone", "phone", "phone", "phone", "phone", "fax", "email", "ict_tool"]
        };
        random.word(channels).clone_into(&mut form.channel);
        form.affiliation = affiliation(random, kind);
        if random.percent(90) {
            form.caller_name = name.written;
            form.caller_kana = if random.percent(70) { name.kana } else { String::new() };
        }
        if random.percent(88) {
            form.telephone = own_telephone.unwrap_or_default();
        }
        scene.category.clone_into(&mut form.main_category);
        form.other_categories = scene.others.iter().map(|c| (*c).to_owned()).collect();
        scene.urgency.clone_into(&mut form.urgency);
        form.content = scene.content(random, phrase);
        if random.percent(92) {
            form.response = scene.response(random, phrase);
        }
    }

    /// Who is in charge, until when, or how it ended; sometimes it is recorded a day late.
    fn dates(&mut self, form: &mut InquiryForm, scene: &Scene, fate: Fate, actor: &Actor, at: DateTime<Utc>) {
        let day = jst_date(at);
        let next = |days: i64| open_day(day + Duration::days(days)).to_string();
        match fate {
            Fate::Done => scene.outcome.clone_into(&mut form.outcome),
            Fate::Unassigned => {}
            Fate::CarriedOn => form.next_date = next(self.random.between(1, 4)),
            Fate::DueToday => form.next_date = jst_date(self.now).to_string(),
            Fate::Forgotten => form.next_date = next(self.random.between(1, 3)),
        }
        if fate != Fate::Unassigned {
            form.staff_id = actor.user_id.to_string();
        }
        if self.random.percent(3) {
            let (channel, reason) = if self.random.percent(50) {
                ("outpost", "出張相談会で受けた相談を、翌日窓口に戻って入力したため")
            } else {
                ("outreach", "訪問先で受けた相談を、翌日入力したため")
            };
            channel.clone_into(&mut form.channel);
            reason.clone_into(&mut form.backdate_reason);
            form.received_at = jst(at - Duration::hours(20)).format("%Y-%m-%dT%H:%M").to_string();
        }
    }

    /// What follows from the call.
    fn plan_rest(&mut self, place: usize, fate: Fate, ended: DateTime<Utc>) {
        let day = jst_date(ended);
        if fate == Fate::CarriedOn {
            self.plan_steps(place, day);
        }
        let chance = self.random.below(100);
        let later = |days: u64| open_day(day + Days::new(days));
        match chance {
            0..9 => self.plan_on(later(1), Event::Correct(place)),
            // Whoever records a call twice mostly sees it at once.
            9 | 10 => self.plan(ended + Duration::minutes(6), Event::VoidInquiry(place)),
            11 | 12 => self.plan_on(later(2), Event::VoidCase(place)),
            13..17 => self.plan_on(later(9), Event::Patient(place)),
            17..23 if fate == Fate::Done => {
                self.plan_on(later(6), Event::Reopen(place));
                self.plan_on(later(20), Event::Close(place));
            }
            23..28 => self.plan_on(later(1), Event::Link(place)),
            _ => {}
        }
    }

    fn plan_on(&mut self, day: NaiveDate, event: Event) {
        let at = self.moment(day);
        self.plan(at, event);
    }

    /// One step after the other, and at last the end; some cases wait for somebody outside and stay open.
    fn plan_steps(&mut self, place: usize, from: NaiveDate) {
        let Some(filed) = self.filed.get(place) else { return };
        let count = scenes::steps(filed.scene).len();
        let mut day = from;
        for number in 0..count {
            day = open_day(day + Duration::days(self.random.between(1, 5)));
            let at = self.moment(day);
            self.plan(at, Event::Step { of: place, number });
        }
        if self.random.percent(96) {
            let end = open_day(day + Duration::days(self.random.between(1, 6)));
            let at = self.moment(end);
            self.plan(at, Event::Close(place));
        }
    }
}
