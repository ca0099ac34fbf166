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

    /// Whether rows are the latest inquiries of cases that match only in part, so that the part must be grouped.
    pub(super) fn grouped(&self) -> bool {
        self.filter.view == View::Cases && self.narrows_inquiries()
    }

    fn narrows_inquiries(&self) -> bool {
        let f = self.filter;
        !f.terms.is_empty()
            || f.from.is_some()
            || f.until.is_some()
            || f.channel.is_some()
            || f.caller_type.is_some()
            || f.category.is_some()
            || f.urgency.is_some()
            || f.missing
    }

    fn narrows_cases(&self) -> bool {
        self.filter.status.is_some() || self.filter.staff.is_some() || self.filter.due.is_some()
    }

    fn way(&self) -> Way {
        let mostly_closed = matches!(self.filter.status, Some(StatusFilter::Is(CaseStatus::Closed)));
        if !self.filter.terms.is_empty() {
            Way::Words
        } else if self.narrows_cases() && !(mostly_closed && self.filter.staff.is_none() && self.filter.due.is_none()) {
            Way::Cases
        } else {
            Way::List
        }
    }

    /// Appends " FROM … WHERE …" with inquiries as `i` and, when needed, cases as `c`.
    pub(super) fn from(&self, sql: &mut Sql, order_needs_case: bool) {
        let with_case = self.narrows_cases() || order_needs_case;
        if sql.is_sqlite() {
            sql.push(match self.way() {
                Way::Words => " FROM inquiry_search s CROSS JOIN inquiries i INDEXED BY idx_inquiries_list ON i.search_key = s.rowid",
                Way::Cases => " FROM cases c CROSS JOIN inquiries i INDEXED BY idx_inquiries_case ON i.case_id = c.id",
                Way::List => " FROM inquiries i INDEXED BY idx_inquiries_list",
            });
            if with_case && self.way() != Way::Cases {
                sql.push(" CROSS JOIN cases c ON c.id = i.case_id");
            }
        } else {
            sql.push(" FROM inquiries i").push(if with_case { " JOIN cases c ON c.id = i.case_id" } else { "" });
        }
        sql.push(" WHERE ");
        self.conditions(sql);
    }

    fn conditions(&self, sql: &mut Sql) {
        let f = self.filter;
        sql.push("i.desk_id IN ").desks(&self.desks);
        if !f.terms.is_empty() {
            sql.push(" AND ");
            search::condition(sql, Searched::Inquiries, "i", &f.terms);
        }
        // The bounds also let SQLite take the list's index, whatever else is asked.
        let column = if sql.is_sqlite() && self.way() == Way::Words { "s.rowid" } else { "i.search_key" };
        sql.push(" AND ").push(column).push(" >= ").bind(f.from.map_or(i64::MIN, key_at));
        sql.push(" AND ").push(column).push(" < ").bind(f.until.map_or(i64::MAX, key_at));
        for (column, code) in [("i.channel", &f.channel), ("i.caller_type", &f.caller_type), ("i.urgency", &f.urgency)] {
            if let Some(code) = code {
                sql.push(" AND ").push(column).push(" = ").bind(code.as_str());
            }
        }
        if let Some(category) = &f.category {
            // A main category includes its subs.
            sql.push(" AND (i.main_category = ").bind(category.as_str());
            sql.push(" OR i.main_category LIKE ").bind(format!("{}/%", category.as_str())).push(")");
        }
        if f.missing {
            sql.push(" AND i.missing > 0");
        }
        self.case_conditions(sql);
        search::verify(sql, "i.search_text", &f.terms);
        if f.view == View::Cases && !self.grouped() {
            sql.push(" AND NOT EXISTS (SELECT 1 FROM inquiries l WHERE l.case_id = i.case_id AND l.search_key > i.search_key)");
        }
    }

    fn case_conditions(&self, sql: &mut Sql) {
        let f = self.filter;
        if self.narrows_cases() {
            // Whoever is asked for by name has fewer cases than a desk: the plus leaves the desk's index aside.
            let of_one = matches!(f.staff, Some(StaffFilter::Is(_)));
            sql.push(" AND ").either(if of_one { "+" } else { "" }, "").push("c.desk_id IN ").desks(&self.desks);
        }
        match f.status {
            Some(StatusFilter::Is(status)) => {
                sql.push(" AND c.status = ").bind(status.code());
            }
            Some(StatusFilter::Open) => {
                sql.push(" AND c.status IN ").list(open_codes());
            }
            None => {}
        }
        match f.staff {
            Some(StaffFilter::Is(user)) => {
                sql.push(" AND c.owner_id = ").bind(user.0);
            }
            Some(StaffFilter::Nobody) => {
                sql.push(" AND c.owner_id IS NULL");
            }
            None => {}
        }
        match f.due {
            Some(Due::Before(day)) => {
                sql.push(" AND c.next_date < ").bind(day);
            }
            Some(Due::On(day)) => {
                sql.push(" AND c.next_date = ").bind(day);
            }
            None => {}
        }
        // A date on an ended case waits for nobody.
        if f.due.is_some() && f.status != Some(StatusFilter::Open) {
            sql.push(" AND c.status IN ").list(open_codes());
        }
    }
}

/// The order of rows, with inquiries as `i` and cases as `c`.
pub(super) const fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Received => " ORDER BY i.search_key DESC",
        Sort::ReceivedAsc => " ORDER BY i.search_key",
        Sort::Number => " ORDER BY i.fiscal_year DESC, i.sequence DESC, i.search_key DESC",
        Sort::NextDate => " ORDER BY c.next_date IS NULL, c.next_date, i.search_key DESC",
        Sort::Urgency => " ORDER BY CASE i.urgency WHEN 'immediate' THEN 0 WHEN 'urgent' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END, i.search_key DESC",
    }
}

/// Whether the order looks at the case.
pub(super) fn order_needs_case(sort: Sort) -> bool {
    sort == Sort::NextDate
}
