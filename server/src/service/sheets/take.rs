//! Taking in: every new row becomes a record, in one transaction, with its audit entry and the note that makes it repeatable.

use super::Meter;
use super::plan::{Fresh, Plan, own_number};
use crate::service::common::{Stop, entry};
use crate::service::district::place;
use crate::service::inquiry::case_fields;
use chrono::{DateTime, Utc};
use db::cases::{CaseState, NewCase};
use db::inquiry::{NewInquiry, PatientWords};
use db::patient::NewPatient;
use db::sheets::{Made, MadeKind};
use db::{Tx, Voiding};
use domain::account::Actor;
use domain::audit::{AuditEntry, Deed, RecordKind};
use domain::calendar::jst_date;
use domain::cases::CaseStatus;
use domain::district::Atlas;
use domain::id::{CaseId, DeskId, ImportId, InquiryId, OrganizationId, PatientId};
use domain::inquiry::{InquiryForm, missing, number, numbering_year};
use domain::sheet::inquiries::{InquiryRow, REASON};
use domain::sheet::{Record, SheetKind, organizations, patients};
use std::collections::{BTreeMap, HashMap};

/// Records that one statement stores: some forty values each.
const AT_ONCE: usize = 200;

/// One taking in.
pub(super) struct Taking {
    pub actor: Actor,
    pub import: ImportId,
    pub desk: DeskId,
    pub kind: SheetKind,
    pub plan: Plan,
    pub now: DateTime<Utc>,
    pub meter: Meter,
}

/// A new row of 相談 on its way.
struct Line<'a> {
    fresh: &'a Fresh,
    row: &'a InquiryRow,
    number: String,
    year: i32,
    sequence: i64,
    case: CaseId,
    continued: bool,
}

/// What is written at the end, with few statements.
#[derive(Default)]
struct Notes {
    log: Vec<AuditEntry>,
    made: Vec<Made>,
}

impl Taking {
    pub(super) async fn run(&self, tx: &Tx) -> Result<(), Stop> {
        db::hold::desk(tx, self.desk).await?;
        let mut notes = Notes::default();
        self.meter.begin(self.plan.fresh.len() + self.plan.people.new_ones().len());
        self.patients(tx, &mut notes).await?;
        self.organizations(tx, &mut notes).await?;
        let mut lines = self.numbered(tx).await?;
        self.cases(tx, &mut lines, &mut notes).await?;
        for part in lines.chunks(AT_ONCE) {
            self.inquiries(tx, part, &mut notes).await?;
            self.meter.steps(part.len());
        }
        db::sheets::add(tx, self.import, self.desk, &notes.made).await?;
        db::audit::append_all(tx, &notes.log).await?;
        Ok(())
    }

    fn log(&self, kind: RecordKind, record: impl ToString, version: i32, patient: Option<PatientId>, after: domain::merge::Fields) -> AuditEntry {
        let mut log = entry(&self.actor, self.now, Deed::Create, kind, record, version);
        log.patient = patient;
        log.after = Some(after);
        log.note = REASON.to_owned();
        log
    }

    async fn patients(&self, tx: &Tx, notes: &mut Notes) -> Result<(), Stop> {
        let rows: HashMap<PatientId, &Fresh> = match self.kind {
            SheetKind::Patients => self.plan.fresh.iter().filter_map(|f| f.patient.map(|id| (id, f))).collect(),
            SheetKind::Inquiries | SheetKind::Organizations => HashMap::new(),
        };
        for part in self.plan.people.new_ones().chunks(AT_ONCE) {
            let new: Vec<NewPatient<'_>> = part.iter().map(|(id, data)| NewPatient { id: *id, desk_id: self.desk, data, by: self.actor.user_id, at: self.now }).collect();
            db::patient::insert_all(tx, &new).await?;
            self.meter.steps(part.len());
        }
        for (id, data) in self.plan.people.new_ones() {
            notes.log.push(self.log(RecordKind::Patient, id, 1, Some(*id), patients::fields(data)));
            let source = rows.get(id).map_or_else(|| ("beside".to_owned(), id.to_string()), |f| (self.kind.code().to_owned(), f.key.clone()));
            notes.made.push(Made { kind: MadeKind::Patient, record: id.0, version: 1, source, hash: rows.get(id).map(|f| f.hash.clone()).unwrap_or_default() });
        }
        Ok(())
    }

    async fn organizations(&self, tx: &Tx, notes: &mut Notes) -> Result<(), Stop> {
        if self.kind != SheetKind::Organizations {
            return Ok(());
        }
        db::hold::directory(tx).await?;
        let atlas = Atlas::new(db::district::places(tx).await?);
        for fresh in &self.plan.fresh {
            let Record::Organization(row) = &fresh.record else { continue };
            let id = OrganizationId::new();
            db::directory::insert(tx, id, &row.data, place(&atlas, &row.data.address, row.data.district_choice), self.actor.user_id, self.now).await?;
            notes.log.push(self.log(RecordKind::Organization, id, 1, None, organizations::fields(&row.data)));
            let source = (self.kind.code().to_owned(), fresh.key.clone());
            notes.made.push(Made { kind: MadeKind::Organization, record: id.0, version: 1, source, hash: fresh.hash.clone() });
            self.meter.step();
        }
        Ok(())
    }

    /// The rows in the order of their own numbers, else of their times, with the desk's next numbers.
    async fn numbered(&self, tx: &Tx) -> Result<Vec<Line<'_>>, Stop> {
        let mut lines: Vec<Line<'_>> = Vec::with_capacity(self.plan.fresh.len());
        for fresh in &self.plan.fresh {
            let Record::Inquiry(row) = &fresh.record else { continue };
            let year = numbering_year(jst_date(row.data.received_at)).0;
            let sequence = own_number(&row.number).filter(|(own, _)| *own == year).map_or(i64::MAX, |(_, sequence)| sequence);
            lines.push(Line { fresh, row, number: String::new(), year, sequence, case: CaseId::default(), continued: false });
        }
        lines.sort_by_key(|line| (line.year, line.sequence, line.row.data.received_at));
        let mut counts: BTreeMap<i32, i64> = BTreeMap::new();
        for line in &lines {
            *counts.entry(line.year).or_default() += 1;
        }
        let mut next: HashMap<i32, i64> = HashMap::new();
        for (year, count) in counts {
            next.insert(year, db::sequence::take(tx, self.desk, year, count).await?);
        }
        for line in &mut lines {
            let sequence = next.entry(line.year).or_insert(1);
            line.sequence = *sequence;
            line.number = number(domain::calendar::FiscalYear(line.year), *sequence);
            *sequence += 1;
        }
        Ok(lines)
    }

    /// Opens the cases: one for rows with the same case number, one for each other row.
    async fn cases(&self, tx: &Tx, lines: &mut [Line<'_>], notes: &mut Notes) -> Result<(), Stop> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut by_number: HashMap<&str, usize> = HashMap::new();
        for (at, line) in lines.iter().enumerate() {
            let of_case = line.row.case_number.as_str();
            match by_number.get(of_case).and_then(|group| groups.get_mut(*group)) {
                Some(group) => group.push(at),
                None => {
                    if !of_case.is_empty() {
                        by_number.insert(of_case, groups.len());
                    }
                    groups.push(vec![at]);
                }
            }
        }
        let (mut new, mut cases) = (Vec::new(), Vec::with_capacity(groups.len()));
        for group in &groups {
            let members: Vec<&Line<'_>> = group.iter().filter_map(|at| lines.get(*at)).collect();
            let joins = members.iter().find_map(|line| line.fresh.joins);
            let opened = if joins.is_none() { self.open(&members, notes) } else { None };
            cases.push((joins, joins.or(opened.as_ref().map(|case| case.id)).unwrap_or_default()));
            new.extend(opened);
        }
        for part in new.chunks(AT_ONCE) {
            db::cases::insert_all(tx, part).await?;
        }
        drop(new);
        for (group, (joins, case)) in groups.into_iter().zip(cases) {
            for (place, at) in group.into_iter().enumerate() {
                if let Some(line) = lines.get_mut(at) {
                    line.case = case;
                    line.continued = place > 0 || joins.is_some() || line.fresh.patient.is_some_and(|id| self.plan.people.is_known(id));
                }
            }
        }
        Ok(())
    }

    /// The case of these rows.
    fn open<'a>(&'a self, members: &[&'a Line<'a>], notes: &mut Notes) -> Option<NewCase<'a>> {
        let id = CaseId::new();
        let (first, last) = (members.iter().min_by_key(|l| l.row.data.received_at)?, members.iter().max_by_key(|l| l.row.data.received_at)?);
        let named = members.iter().find(|line| line.row.number == line.row.case_number).or(members.first()).unwrap_or(first);
        let patient = members.iter().find_map(|line| line.fresh.patient);
        let row = last.row;
        let state = CaseState {
            status: row.status,
            owner_id: row.staff_id,
            next_date: row.next_date,
            outcome: row.outcome.clone(),
            closed_at: (row.status == CaseStatus::Closed).then_some(row.data.received_at),
            voided: (row.status == CaseStatus::Voided).then_some(Voiding { at: self.now, by: self.actor.user_id, reason: REASON }),
        };
        let after = case_fields(state.status, state.owner_id, state.next_date, state.outcome.as_ref());
        let new = NewCase {
            id,
            desk_id: self.desk,
            number: &named.number,
            patient_id: patient,
            state,
            main_category: &first.row.data.main_category,
            opened_at: first.row.data.received_at,
        };
        notes.log.push(self.log(RecordKind::Case, id, 1, patient, after));
        notes.made.push(Made { kind: MadeKind::Case, record: id.0, version: 1, source: ("beside".to_owned(), id.to_string()), hash: String::new() });
        Some(new)
    }

    async fn inquiries(&self, tx: &Tx, lines: &[Line<'_>], notes: &mut Notes) -> Result<(), Stop> {
        let new: Vec<NewInquiry<'_>> = lines.iter().map(|line| self.contact(line)).collect();
        db::inquiry::insert_all(tx, &new).await?;
        for (new, line) in new.iter().zip(lines) {
            let voided = !line.row.void_reason.is_empty();
            if voided {
                db::inquiry::void(tx, new.id, &Voiding { at: self.now, by: self.actor.user_id, reason: &line.row.void_reason }).await?;
            }
            notes.log.push(self.log(RecordKind::Inquiry, new.id, 1, line.fresh.patient, InquiryForm::of(new.data).contact_fields()));
            let source = (self.kind.code().to_owned(), line.fresh.key.clone());
            notes.made.push(Made { kind: MadeKind::Inquiry, record: new.id.0, version: 1 + i32::from(voided), source, hash: line.fresh.hash.clone() });
        }
        Ok(())
    }

    fn contact<'a>(&'a self, line: &'a Line<'_>) -> NewInquiry<'a> {
        let data = &line.row.data;
        NewInquiry {
            id: InquiryId::new(),
            desk_id: self.desk,
            case_id: line.case,
            fiscal_year: line.year,
            sequence: line.sequence,
            number: &line.number,
            data,
            recorded_at: self.now,
            recorded_by: self.actor.user_id,
            continued: line.continued,
            missing: i32::try_from(missing(data).len()).unwrap_or(i32::MAX),
            patient: line.fresh.patient.and_then(|id| self.plan.people.get(id)).map(PatientWords::from),
        }
    }
}
