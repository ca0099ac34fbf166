//! The list's filters as conditions. On SQLite the way through the indexes is written down rather than left to the planner,
//! which has no statistics on a young database.

use crate::cases::open_codes;
use crate::search::{self, Searched, key_at, needs_proof};
use crate::sql::Sql;
use domain::cases::CaseStatus;
use domain::id::DeskId;
use domain::inquiry::{Due, Filter, Sort, StaffFilter, StatusFilter, View};

/// Where the search for rows begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The full-text index.
    Words,
    /// Few cases, then their inquiries.
    Cases,
    /// All inquiries in the list's order.
    List,
    /// All inquiries of a desk in the order of their numbers.
    Numbers,
}

/// Which rows by whether their case has a next date, for the order by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dated {
    Yes,
    No,
    Either,
}

/// A filter within the desks of whoever asks.
#[derive(Debug)]
pub(super) struct Query<'a> {
    pub(super) filter: &'a Filter,
    pub(super) desks: Vec<DeskId>,
}

impl<'a> Query<'a> {
    /// A desk that is not one of `desks` leaves nothing.
    pub(super) fn new(filter: &'a Filter, desks: &[DeskId]) -> Self {
        let desks = desks.iter().copied().filter(|d| filter.desk.is_none_or(|wanted| wanted == *d)).collect();
        Self { filter, desks }
    }

    /// Whether hits must be compared with the text itself, which is slow to count.
    pub(super) fn needs_proof(&self) -> bool {
        self.filter.terms.iter().any(|t| needs_proof(t))
    }

    fn narrows_cases(&self) -> bool {
        self.filter.status.is_some() || self.filter.staff.is_some() || self.filter.due.is_some()
    }

    /// Whether the filters on cases leave few of them. Most cases of a desk are closed, and most have an owner.
    fn few_cases(&self) -> bool {
        let f = self.filter;
        let open = f.due.is_some() || f.status.is_some_and(|s| s != StatusFilter::Is(CaseStatus::Closed));
        open || (f.status.is_none() && f.staff == Some(StaffFilter::Nobody))
    }

    fn way(&self, dated: Dated) -> Way {
        if !self.filter.terms.is_empty() {
            Way::Words
        } else if self.few_cases() || dated == Dated::Yes {
            Way::Cases
        } else if self.by_number_only() {
            Way::Numbers
        } else {
            Way::List
        }
    }

    /// Whether nothing is asked but one desk's inquiries by number: its unique index is that very list.
    fn by_number_only(&self) -> bool {
        let unfiltered = Filter { desk: self.filter.desk, page: self.filter.page, sort: Sort::Number, ..Filter::default() };
        *self.filter == unfiltered && self.desks.len() == 1
    }

    /// Appends " FROM … WHERE …" with inquiries as `i`; cases are joined as `c` when their next date matters.
    pub(super) fn from(&self, sql: &mut Sql, dated: Dated) {
        let way = self.way(dated);
        // Among the hits of a search, few cases are a set to be looked up in; many are joined.
        let as_set = way == Way::Words && self.few_cases();
        let with_case = dated != Dated::Either || (self.narrows_cases() && !as_set);
        if sql.is_sqlite() {
            sql.push(match way {
                Way::Words => " FROM inquiry_search s CROSS JOIN inquiries i INDEXED BY idx_inquiries_list ON i.search_key = s.rowid",
                Way::Cases => " FROM cases c CROSS JOIN inquiries i INDEXED BY idx_inquiries_case ON i.case_id = c.id",
                Way::List => " FROM inquiries i INDEXED BY idx_inquiries_list",
                Way::Numbers => " FROM inquiries i INDEXED BY uq_inquiries_number",
            });
            if with_case && way != Way::Cases {
                sql.push(" CROSS JOIN cases c ON c.id = i.case_id");
            }
        } else {
            sql.push(" FROM inquiries i").push(if with_case { " JOIN cases c ON c.id = i.case_id" } else { "" });
        }
        sql.push(" WHERE i.desk_id IN ").desks(&self.desks);
        self.range(sql, way);
        self.inquiry_conditions(sql, "i");
        search::verify(sql, "i.search_text", &self.filter.terms);
        if as_set {
            sql.push(" AND i.case_id IN (SELECT c.id FROM cases c WHERE ");
            self.case_conditions(sql);
            sql.push(")");
        } else if self.narrows_cases() {
            sql.push(" AND ");
            self.case_conditions(sql);
        }
        sql.push(match dated {
            Dated::Yes => " AND c.next_date IS NOT NULL",
            Dated::No => " AND c.next_date IS NULL",
            Dated::Either => "",
        });
        self.latest_only(sql);
    }

    /// The words and the period. The bounds also let SQLite take the list's index, whatever else is asked.
    fn range(&self, sql: &mut Sql, way: Way) {
        let f = self.filter;
        if !f.terms.is_empty() {
            sql.push(" AND ");
            search::condition(sql, Searched::Inquiries, "i", &f.terms);
        }
        if way == Way::Numbers {
            return;
        }
        let column = if sql.is_sqlite() && way == Way::Words { "s.rowid" } else { "i.search_key" };
        sql.push(" AND ").push(column).push(" >= ").bind(f.from.map_or(i64::MIN, key_at));
        sql.push(" AND ").push(column).push(" < ").bind(f.until.map_or(i64::MAX, key_at));
    }

    /// What is asked of the contact itself, but for words and period.
    fn inquiry_conditions(&self, sql: &mut Sql, alias: &str) {
        let f = self.filter;
        for (column, code) in [(".channel", &f.channel), (".caller_type", &f.caller_type), (".urgency", &f.urgency)] {
            if let Some(code) = code {
                sql.push(" AND ").push(alias).push(column).push(" = ").bind(code.as_str());
            }
        }
        if let Some(category) = &f.category {
            // A main category includes its subs.
            sql.push(" AND (").push(alias).push(".main_category = ").bind(category.as_str());
            sql.push(" OR ").push(alias).push(".main_category LIKE ").bind(format!("{}/%", category.as_str())).push(")");
        }
        if f.missing {
            sql.push(" AND ").push(alias).push(".missing > 0");
        }
    }

    /// For one row per case: no later inquiry of the case fits as well.
    fn latest_only(&self, sql: &mut Sql) {
        if self.filter.view != View::Cases {
            return;
        }
        sql.push(" AND NOT EXISTS (SELECT 1 FROM inquiries l WHERE l.case_id = i.case_id AND l.search_key > i.search_key");
        if let Some(until) = self.filter.until {
            sql.push(" AND l.search_key < ").bind(key_at(until));
        }
        self.inquiry_conditions(sql, "l");
        search::contains(sql, "l.search_text", &self.filter.terms);
        sql.push(")");
    }

    fn case_conditions(&self, sql: &mut Sql) {
        let f = self.filter;
        // Whoever is asked for by name has fewer cases than a desk: the plus leaves the desk's index aside.
        let of_one = matches!(f.staff, Some(StaffFilter::Is(_)));
        sql.either(if of_one { "+" } else { "" }, "").push("c.desk_id IN ").desks(&self.desks);
        match f.status {
            Some(StatusFilter::Is(status)) => sql.push(" AND c.status = ").bind(status.code()),
            Some(StatusFilter::Open) => sql.push(" AND c.status IN ").list(open_codes()),
            None => sql,
        };
        match f.staff {
            Some(StaffFilter::Is(user)) => sql.push(" AND c.owner_id = ").bind(user.0),
            Some(StaffFilter::Nobody) => sql.push(" AND c.owner_id IS NULL"),
            None => sql,
        };
        match f.due {
            Some(Due::Before(day)) => sql.push(" AND c.next_date < ").bind(day),
            Some(Due::On(day)) => sql.push(" AND c.next_date = ").bind(day),
            None => sql,
        };
        // A date on an ended case waits for nobody.
        if f.due.is_some() && f.status != Some(StatusFilter::Open) {
            sql.push(" AND c.status IN ").list(open_codes());
        }
    }
}

/// The order of rows, with inquiries as `i` and, among dated ones, cases as `c`.
pub(super) const fn order(sort: Sort, dated: Dated) -> &'static str {
    match (sort, dated) {
        (Sort::NextDate, Dated::Yes) => " ORDER BY c.next_date, i.search_key DESC",
        (Sort::Received | Sort::NextDate, _) => " ORDER BY i.search_key DESC",
        (Sort::ReceivedAsc, _) => " ORDER BY i.search_key",
        (Sort::Number, _) => " ORDER BY i.fiscal_year DESC, i.sequence DESC, i.search_key DESC",
        (Sort::Urgency, _) => " ORDER BY CASE i.urgency WHEN 'immediate' THEN 0 WHEN 'urgent' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, i.search_key DESC",
    }
}
