//! What taking a file in would do: every row read, and compared with what is here. The dry run and the import itself both begin so.

use super::Meter;
use super::organizations::Organizations;
use super::people::People;
use crate::service::common::Stop;
use crate::sheet::{Grid, read};
use chrono::{DateTime, Utc};
use db::ConnectionTrait;
use db::inquiry::InquiryRecord;
use db::sheets::SourceRow;
use domain::account::Staff;
use domain::calendar::FiscalYear;
use domain::cases::CaseStatus;
use domain::code::Codes;
use domain::district::Atlas;
use domain::error::{Fault, Flaw, Flaws};
use domain::id::{CaseId, DeskId, PatientId};
use domain::merge::Fields;
use domain::patient::{PatientData, PatientForm};
use domain::sheet::inquiries::InquiryRow;
use domain::sheet::{Cell, Column, Counts, Preview, Reading, Record, RowFlaw, SheetKind, SheetRefusal, read_row};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Fiscal years that a number of ours can be of.
const YEARS: std::ops::Range<i32> = 1990..2100;

/// A row to be taken in.
pub(super) struct Fresh {
    /// Its key in its source.
    pub key: String,
    /// What it says, in short.
    pub hash: String,
    /// The row.
    pub record: Record,
    /// Whom it is about.
    pub patient: Option<PatientId>,
    /// The case here that earlier rows of its case became.
    pub joins: Option<CaseId>,
}

/// What would be done.
pub(super) struct Plan {
    pub counts: Counts,
    pub wrong: Vec<(u32, Vec<Cell>, Flaws)>,
    pub fresh: Vec<Fresh>,
    pub people: People,
    pub organizations: Organizations,
    pub headings: Vec<String>,
}

impl Plan {
    /// The first flaws, for the page.
    pub(super) fn flaws(&self, most: usize) -> Vec<RowFlaw> {
        let all = self.wrong.iter().flat_map(|(row, _, flaws)| flaws.0.iter().map(|f| RowFlaw { row: *row, field: f.field.clone(), flaw: f.flaw.clone() }));
        all.take(most).collect()
    }
}

/// What a plan is made from.
pub(super) struct Source {
    pub kind: SheetKind,
    pub desk: DeskId,
    pub preview: Preview,
    pub file: Vec<u8>,
    pub now: DateTime<Utc>,
    pub staff: Vec<Staff>,
    pub codes: Codes,
    pub atlas: Atlas,
}

type ReadRow = (u32, Vec<Cell>, Result<Record, Flaws>);

/// The rows, read where blocking is no harm.
fn read_all(source: &Source, meter: &Meter) -> Result<(Grid, Vec<ReadRow>, Vec<&'static str>), SheetRefusal> {
    let mut grid = read(source.kind, &source.file)?;
    let columns: Vec<Option<&'static Column>> = source.preview.columns.iter().map(|c| source.kind.column(&c.field)).collect();
    let rows = std::mem::take(&mut grid.rows);
    meter.begin(rows.len());
    let reading = Reading { kind: source.kind, columns: &columns, codes: &source.codes, now: source.now, staff: &source.staff, atlas: &source.atlas };
    let mut found = Vec::with_capacity(rows.len());
    for (number, cells) in rows {
        let record = read_row(&reading, &cells);
        // Only of wrong rows the cells are wanted again.
        let cells = if record.is_err() { cells } else { Vec::new() };
        found.push((number, cells, record));
        meter.step();
    }
    Ok((grid, found, columns.into_iter().flatten().map(|c| c.field).collect()))
}

fn digest(fields: &Fields) -> String {
    let text = serde_json::to_string(fields).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 受付番号 as ours are: fiscal year and sequence.
pub(super) fn own_number(text: &str) -> Option<(i32, i64)> {
    let (label, sequence) = text.split_once('-')?;
    let year = YEARS.into_iter().find(|year| FiscalYear(*year).label() == label)?;
    Some((year, sequence.parse().ok().filter(|_| sequence.len() >= 6)?))
}

/// A recorded inquiry as a row would say it.
fn row_of(found: &InquiryRecord, codes: &Codes) -> InquiryRow {
    let day = domain::calendar::jst_date(found.data.received_at);
    InquiryRow {
        number: found.number.clone(),
        case_number: found.case.number.clone(),
        data: found.data.clone(),
        patient: found.patient.as_ref().and_then(|p| PatientForm::of(p).parse(day, codes).ok()),
        status: found.case.status,
        outcome: found.case.outcome.clone(),
        next_date: found.case.next_date.filter(|_| !matches!(found.case.status, CaseStatus::Closed | CaseStatus::Voided)),
        staff_id: found.case.owner.as_ref().map(|o| o.id),
        void_reason: found.voided.as_ref().map(|v| v.reason.clone()).unwrap_or_default(),
    }
}

/// Reads the file and compares it with what is here.
pub(super) async fn make<C: ConnectionTrait>(conn: &C, source: Source, meter: Meter) -> Result<Plan, Stop> {
    let (kind, desk, codes) = (source.kind, source.desk, source.codes.clone());
    let organizations = if kind == SheetKind::Organizations { Organizations::here(conn, &source.atlas).await? } else { Organizations::default() };
    let read = tokio::task::spawn_blocking(move || read_all(&source, &meter)).await;
    let (grid, rows, mapped) = read.map_err(|e| crate::service::error::internal(&e))?.map_err(Fault::from)?;
    let mut plan = Plan { counts: Counts::default(), wrong: Vec::new(), fresh: Vec::new(), people: People::default(), organizations, headings: grid.headings };
    plan.counts.rows = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut keyed = Vec::with_capacity(rows.len());
    let mut taken: HashMap<String, u32> = HashMap::new();
    for (number, cells, record) in rows {
        match record {
            Ok(record) => match key_of(&record, &mut taken) {
                Some((key, hash)) => keyed.push((number, key, hash, record)),
                None => plan.wrong.push((number, Vec::new(), flaw("number", Flaw::Repeated))),
            },
            Err(flaws) => plan.wrong.push((number, cells, flaws)),
        }
    }
    let keys: Vec<String> = keyed.iter().map(|(_, key, _, _)| key.clone()).collect();
    let known = db::sheets::known(conn, desk, kind.code(), &keys).await?;
    let own = own_records(conn, desk, keyed.iter().map(|(_, _, _, r)| r.key())).await?;
    plan.people = People::of(conn, desk, keyed.iter().filter_map(|(_, _, _, r)| patient_of(r))).await?;
    let mut comparing = Comparing { known, own, mapped: mapped.into_iter().collect(), codes, cases: HashMap::new() };
    let mut fresh = Vec::new();
    for (number, key, hash, record) in keyed {
        match comparing.look(&key, &hash, &record, &plan) {
            Seen::Same => plan.counts.known += 1,
            Seen::Differs => plan.counts.differing += 1,
            Seen::Not => fresh.push((number, key, hash, record)),
        }
    }
    add_fresh(&mut plan, fresh, &comparing);
    plan.wrong.sort_by_key(|(number, _, _)| *number);
    plan.counts.wrong = u32::try_from(plan.wrong.len()).unwrap_or(u32::MAX);
    plan.counts.fresh = u32::try_from(plan.fresh.len()).unwrap_or(u32::MAX);
    Ok(plan)
}

fn flaw(field: &str, flaw: Flaw) -> Flaws {
    let mut flaws = Flaws::default();
    flaws.push(field, flaw);
    flaws
}

fn patient_of(record: &Record) -> Option<&PatientData> {
    match record {
        Record::Inquiry(row) => row.patient.as_ref(),
        Record::Patient(row) => Some(&row.data),
        Record::Organization(_) => None,
    }
}

/// The row's key and what it says, in short; none when its number stands in the file before. Rows without a number that say the same
/// are counted, so that each of them stays one.
fn key_of(record: &Record, taken: &mut HashMap<String, u32>) -> Option<(String, String)> {
    let hash = digest(&record.fields());
    if !record.key().is_empty() {
        let key = format!("n {}", record.key());
        return taken.insert(key.clone(), 1).is_none().then_some((key, hash));
    }
    let count = taken.entry(format!("h {hash}")).or_insert(0);
    *count += 1;
    Some((format!("h {hash} {count}"), hash))
}

/// The desk's own records that bear one of these numbers.
async fn own_records<C: ConnectionTrait>(conn: &C, desk: DeskId, numbers: impl Iterator<Item = &str>) -> Result<HashMap<String, InquiryRecord>, Stop> {
    let mut years: BTreeMap<i32, Vec<i64>> = BTreeMap::new();
    for (year, sequence) in numbers.filter_map(own_number) {
        years.entry(year).or_default().push(sequence);
    }
    let mut found = HashMap::new();
    // What an import made that was taken back may come again.
    let undone = if years.is_empty() { HashSet::new() } else { db::sheets::undone(conn, desk).await? };
    for (year, sequences) in years {
        for record in db::inquiry::of_year(conn, desk, year, &sequences).await?.into_iter().filter(|r| !undone.contains(&r.id.0)) {
            found.insert(record.number.clone(), record);
        }
    }
    Ok(found)
}

enum Seen {
    Not,
    Same,
    Differs,
}

/// What rows are compared with.
struct Comparing {
    known: HashMap<String, SourceRow>,
    own: HashMap<String, InquiryRecord>,
    mapped: HashSet<&'static str>,
    codes: Codes,
    /// Cases here, by the file's own number of the case.
    cases: HashMap<String, CaseId>,
}

impl Comparing {
    fn look(&mut self, key: &str, hash: &str, record: &Record, plan: &Plan) -> Seen {
        let (same, case) = match record {
            Record::Inquiry(row) => match self.own.get(&row.number).filter(|own| minute(own.data.received_at) == minute(row.data.received_at)) {
                // A list that was written here and comes back.
                Some(own) => (Some(self.agree(&record.fields(), &row_of(own, &self.codes).fields())), Some(own.case.id)),
                None => {
                    let known = self.known.get(key);
                    (known.map(|k| k.hash == hash), known.and_then(|k| k.case))
                }
            },
            Record::Patient(row) => match self.known.get(key) {
                Some(known) => (Some(known.hash == hash), None),
                None => (plan.people.here(&row.data).map(|here| here.iter().any(|fields| self.agree(&record.fields(), fields))), None),
            },
            Record::Organization(row) => match self.known.get(key) {
                Some(known) => (Some(known.hash == hash), None),
                None => (plan.organizations.known(&row.data).map(|here| here.iter().any(|fields| self.agree(&record.fields(), fields))), None),
            },
        };
        if let (Record::Inquiry(row), Some(case)) = (record, case)
            && !row.case_number.is_empty()
        {
            self.cases.insert(row.case_number.clone(), case);
        }
        match same {
            None => Seen::Not,
            Some(true) => Seen::Same,
            Some(false) => Seen::Differs,
        }
    }

    /// Whether both say the same in what the file speaks of.
    fn agree(&self, one: &Fields, other: &Fields) -> bool {
        let text = |fields: &Fields, name: &str| fields.get(name).cloned().unwrap_or_default();
        self.mapped.iter().all(|name| text(one, name) == text(other, name))
    }
}

fn minute(time: DateTime<Utc>) -> i64 {
    time.timestamp().div_euclid(60)
}

/// Finds for each new row whom it is about, and sees to it that rows of one case are about one person.
fn add_fresh(plan: &mut Plan, rows: Vec<(u32, String, String, Record)>, comparing: &Comparing) {
    let mut of_case: HashMap<String, (PatientId, PatientData)> = HashMap::new();
    for (number, key, hash, record) in rows {
        let mut joins = None;
        let patient = match &record {
            Record::Patient(row) => match plan.people.new_row(&row.data) {
                Some(id) => Some(id),
                None => {
                    plan.counts.known += 1;
                    continue;
                }
            },
            Record::Organization(row) => {
                if !plan.organizations.is_new(&row.data) {
                    plan.counts.known += 1;
                    continue;
                }
                None
            }
            Record::Inquiry(row) => {
                joins = comparing.cases.get(&row.case_number).copied();
                match (&row.patient, of_case.get(&row.case_number).filter(|_| !row.case_number.is_empty())) {
                    (None, known) => known.map(|(id, _)| *id),
                    (Some(data), Some((_, first))) if !domain::sheet::inquiries::same_person(data, first) => {
                        plan.wrong.push((number, Vec::new(), flaw("case_number", Flaw::OtherPatient)));
                        continue;
                    }
                    (Some(_), Some((id, _))) => Some(*id),
                    // The case here has its patient already.
                    (Some(_), None) if joins.is_some() => None,
                    (Some(data), None) => {
                        let id = plan.people.find_or_add(data);
                        of_case.insert(row.case_number.clone(), (id, data.clone()));
                        Some(id)
                    }
                }
            }
        };
        plan.counts.linked += u32::from(matches!(record, Record::Inquiry(_)) && patient.is_some_and(|id| plan.people.is_known(id)));
        plan.fresh.push(Fresh { key, hash, record, patient, joins });
    }
    plan.counts.namesakes = plan.people.namesakes() + plan.organizations.namesakes();
}

#[cfg(test)]
mod tests {
    use super::own_number;

    #[test]
    fn numbers_of_ours_are_told_from_others() {
        assert_eq!(own_number("R8-000123"), Some((2026, 123)));
        assert_eq!(own_number("H30-1234567"), Some((2018, 1_234_567)));
        for other in ["R8-123", "123", "A-000001", "R8-00000x", ""] {
            assert_eq!(own_number(other), None, "{other}");
        }
    }
}
