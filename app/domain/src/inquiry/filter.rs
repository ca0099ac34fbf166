//! The list's filters as they stand in the address, and the reading of them.

use crate::calendar::{jst_date, parse_near, start_of_day_utc};
use crate::cases::CaseStatus;
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::id::{DeskId, UserId};
use crate::text::terms;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Rows on one page of a list.
pub const PAGE_SIZE: u32 = 50;
/// The most characters of the search box.
const SEARCH_MAX: usize = 200;
/// The last page that can be asked for.
const PAGE_MAX: u32 = 200;

/// The list's address, as typed. Empty means "not filtered".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// The search box.
    pub q: String,
    /// First day of the period.
    pub from: String,
    /// Last day of the period, included.
    pub to: String,
    /// Desk id.
    pub desk: String,
    /// A status code, or "open" for every case that is not ended.
    pub status: String,
    /// User id, "me" or "none".
    pub staff: String,
    /// 受付方法
    pub channel: String,
    /// 相談者区分
    pub caller_type: String,
    /// Main category, or main/sub.
    pub category: String,
    /// 緊急度
    pub urgency: String,
    /// "1": the next date has passed.
    pub overdue: String,
    /// "1": the next date is today.
    pub today: String,
    /// "1": something is 未入力.
    pub missing: String,
    /// "cases": one row per case (the latest inquiry of each).
    pub view: String,
    /// received · received_asc · number · next_date · urgency
    pub sort: String,
    /// Page, from 1.
    pub page: String,
    /// Parameters that stand in the address more than once: which of them is meant cannot be known.
    pub repeated: Vec<String>,
}

/// Rows are inquiries (延数) or cases (実数).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum View {
    /// One row per contact.
    #[default]
    Inquiries,
    /// One row per case.
    Cases,
}

/// Order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// Newest contact first.
    #[default]
    Received,
    /// Oldest contact first.
    ReceivedAsc,
    /// Highest number first.
    Number,
    /// Nearest next date first; without a date last.
    NextDate,
    /// Most urgent first.
    Urgency,
}

/// Which cases by state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    /// Every case that is neither closed nor voided.
    Open,
    /// Exactly this status.
    Is(CaseStatus),
}

/// Which cases by owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffFilter {
    /// Nobody.
    Nobody,
    /// This person.
    Is(UserId),
}

/// Which cases by next date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Before this day.
    Before(NaiveDate),
    /// On this day.
    On(NaiveDate),
}

/// The filters as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Folded words, all of which must be found.
    pub terms: Vec<String>,
    /// Received from this moment.
    pub from: Option<DateTime<Utc>>,
    /// Received before this moment.
    pub until: Option<DateTime<Utc>>,
    /// Of this desk.
    pub desk: Option<DeskId>,
    /// By state of the case.
    pub status: Option<StatusFilter>,
    /// By owner of the case.
    pub staff: Option<StaffFilter>,
    /// By channel.
    pub channel: Option<Code>,
    /// By caller.
    pub caller_type: Option<Code>,
    /// By main category, or main/sub.
    pub category: Option<Code>,
    /// By urgency.
    pub urgency: Option<Code>,
    /// By next date.
    pub due: Option<Due>,
    /// Something is missing.
    pub missing: bool,
    /// Rows.
    pub view: View,
    /// Order.
    pub sort: Sort,
    /// Page, from 1.
    pub page: u32,
}

fn day(text: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Flaw> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    parse_near(text, today).map(Some).map_err(Flaw::Date)
}

fn flag(text: &str) -> Result<bool, Flaw> {
    match text.trim() {
        "" | "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(Flaw::NotAChoice),
    }
}

fn status(text: &str) -> Result<Option<StatusFilter>, Flaw> {
    match text.trim() {
        "" => Ok(None),
        "open" => Ok(Some(StatusFilter::Open)),
        code => CaseStatus::from_code(code).map(|s| Some(StatusFilter::Is(s))).ok_or(Flaw::NotAChoice),
    }
}

fn staff(text: &str, me: UserId) -> Result<Option<StaffFilter>, Flaw> {
    match text.trim() {
        "" => Ok(None),
        "none" => Ok(Some(StaffFilter::Nobody)),
        "me" => Ok(Some(StaffFilter::Is(me))),
        id => id.parse().map(|id| Some(StaffFilter::Is(id))).map_err(|_| Flaw::NotAChoice),
    }
}

fn view(text: &str) -> Result<View, Flaw> {
    match text.trim() {
        "" | "inquiries" => Ok(View::Inquiries),
        "cases" => Ok(View::Cases),
        _ => Err(Flaw::NotAChoice),
    }
}

fn sort(text: &str) -> Result<Sort, Flaw> {
    match text.trim() {
        "" | "received" => Ok(Sort::Received),
        "received_asc" => Ok(Sort::ReceivedAsc),
        "number" => Ok(Sort::Number),
        "next_date" => Ok(Sort::NextDate),
        "urgency" => Ok(Sort::Urgency),
        _ => Err(Flaw::NotAChoice),
    }
}

fn due(overdue: bool, on_today: bool, today: NaiveDate) -> Option<Due> {
    match (overdue, on_today) {
        // Both ticked: everything that should have been done by tonight.
        (true, true) => Some(Due::Before(today.succ_opt().unwrap_or(today))),
        (true, false) => Some(Due::Before(today)),
        (false, true) => Some(Due::On(today)),
        (false, false) => None,
    }
}

fn search(text: &str) -> Result<Vec<String>, Flaw> {
    crate::patient::line(text, SEARCH_MAX).map(|t| terms(&t))
}

impl ListQuery {
    /// Every parameter of the address.
    pub const NAMES: [&'static str; 16] =
        ["q", "from", "to", "desk", "status", "staff", "channel", "caller_type", "category", "urgency", "overdue", "today", "missing", "view", "sort", "page"];

    /// Reads the address; `me` stands for the person asking.
    ///
    /// # Errors
    /// Every value that is no choice, under its parameter's name.
    pub fn parse(&self, now: DateTime<Utc>, me: UserId, codes: &Codes) -> Result<Filter, Flaws> {
        let today = jst_date(now);
        let mut flaws = Flaws::default();
        let f = &mut flaws;
        for name in &self.repeated {
            f.push(name, Flaw::Repeated);
        }
        let words = f.note("q", search(&self.q));
        let from = f.note("from", day(&self.from, today));
        let to = f.note("to", day(&self.to, today));
        let desk = f.note("desk", if self.desk.trim().is_empty() { Ok(None) } else { self.desk.trim().parse().map(Some).map_err(|_| Flaw::NotAChoice) });
        let status = f.note("status", status(&self.status));
        let staff = f.note("staff", staff(&self.staff, me));
        let channel = f.note("channel", codes.known(List::Channel, &self.channel));
        let caller_type = f.note("caller_type", codes.known(List::CallerType, &self.caller_type));
        let category = f.note("category", codes.known(List::Category, &self.category));
        let urgency = f.note("urgency", codes.known(List::Urgency, &self.urgency));
        let overdue = f.note("overdue", flag(&self.overdue));
        let on_today = f.note("today", flag(&self.today));
        let missing = f.note("missing", flag(&self.missing));
        let view = f.note("view", view(&self.view));
        let sort = f.note("sort", sort(&self.sort));
        let page = f.note("page", crate::number::page(&self.page, PAGE_MAX));
        let filter = (|| {
            Some(Filter {
                terms: words?,
                from: from?.map(start_of_day_utc),
                until: to?.and_then(|d| d.checked_add_days(Days::new(1))).map(start_of_day_utc),
                desk: desk?,
                status: status?,
                staff: staff?,
                channel: channel?,
                caller_type: caller_type?,
                category: category?,
                urgency: urgency?,
                due: due(overdue?, on_today?, today),
                missing: missing?,
                view: view?,
                sort: sort?,
                page: page?,
            })
        })();
        flaws.or(filter)
    }

    /// The filters that are set, as (parameter, value), without page and sort: the address of the same list.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        [
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
            ("desk", &self.desk),
            ("status", &self.status),
            ("staff", &self.staff),
            ("channel", &self.channel),
            ("caller_type", &self.caller_type),
            ("category", &self.category),
            ("urgency", &self.urgency),
            ("overdue", &self.overdue),
            ("today", &self.today),
            ("missing", &self.missing),
            ("view", &self.view),
        ]
        .into_iter()
        .filter(|(_, v)| !v.trim().is_empty())
        .map(|(k, v)| (k, v.as_str()))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> Codes {
        Codes::seed(jst_date(now()))
    }

    fn now() -> DateTime<Utc> {
        // Already the 23rd in Japan.
        "2026-11-22T20:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_empty_address_is_the_whole_list() {
        let filter = ListQuery::default().parse(now(), UserId::new(), &codes()).unwrap();
        assert_eq!(filter, Filter { page: 1, ..Default::default() });
    }

    #[test]
    fn days_are_days_in_japan_and_the_last_one_is_included() {
        let query = ListQuery { from: "R8.11.1".into(), to: "2026-11-22".into(), ..Default::default() };
        let filter = query.parse(now(), UserId::new(), &codes()).unwrap();
        assert_eq!(filter.from.unwrap().to_rfc3339(), "2026-10-31T15:00:00+00:00");
        assert_eq!(filter.until.unwrap().to_rfc3339(), "2026-11-22T15:00:00+00:00");
        let overdue = ListQuery { overdue: "1".into(), ..Default::default() }.parse(now(), UserId::new(), &codes()).unwrap();
        assert_eq!(overdue.due, Some(Due::Before(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap())));
        let both = ListQuery { overdue: "1".into(), today: "1".into(), ..Default::default() }.parse(now(), UserId::new(), &codes()).unwrap();
        assert_eq!(both.due, Some(Due::Before(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap())));
    }

    #[test]
    fn me_is_the_person_asking_and_none_is_nobody() {
        let me = UserId::new();
        let of = |staff: &str| ListQuery { staff: staff.into(), ..Default::default() }.parse(now(), me, &codes()).map(|f| f.staff);
        assert_eq!(of("me"), Ok(Some(StaffFilter::Is(me))));
        assert_eq!(of("none"), Ok(Some(StaffFilter::Nobody)));
        assert!(of("root").is_err());
    }

    #[test]
    fn every_value_that_is_no_choice_is_named() {
        let bad = "\u{0}x".to_owned();
        let query = ListQuery {
            q: "長".repeat(201),
            from: bad.clone(),
            to: bad.clone(),
            desk: bad.clone(),
            status: bad.clone(),
            staff: bad.clone(),
            channel: bad.clone(),
            caller_type: bad.clone(),
            category: bad.clone(),
            urgency: bad.clone(),
            overdue: bad.clone(),
            today: bad.clone(),
            missing: bad.clone(),
            view: bad.clone(),
            sort: bad.clone(),
            page: "-1".into(),
            repeated: vec!["q".into()],
        };
        assert_eq!(query.parse(now(), UserId::new(), &codes()).unwrap_err().0.len(), 17);
        for page in ["0", "99999999999999", "1.5", "201"] {
            assert!(ListQuery { page: page.into(), ..Default::default() }.parse(now(), UserId::new(), &codes()).is_err(), "{page}");
        }
    }
}
