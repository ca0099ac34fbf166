//! Patients of the desk and of the file: who is the same, who is new, who bears a known name.

use crate::service::common::Stop;
use chrono::NaiveDate;
use db::ConnectionTrait;
use db::sheets::PatientKeys;
use domain::id::{DeskId, PatientId};
use domain::merge::Fields;
use domain::patient::{Patient, PatientData, PatientForm, name_keys};
use domain::sheet::patients::{birth_date, fields};
use std::collections::{HashMap, HashSet};

type Sure = (String, NaiveDate);

/// The patients that a file speaks of.
#[derive(Default)]
pub(super) struct People {
    /// By kana and day of birth: the same person.
    sure: HashMap<Sure, PatientId>,
    /// Known ones, by name.
    by_name: HashMap<String, Vec<Patient>>,
    known: HashSet<PatientId>,
    all: HashMap<PatientId, Patient>,
    new: Vec<(PatientId, PatientData)>,
}

/// Kana and day of birth, when both are there.
fn sure(data: &PatientData) -> Option<Sure> {
    let (_, kana) = name_keys(&data.name, &data.kana);
    birth_date(data).filter(|_| !kana.is_empty()).map(|born| (kana, born))
}

impl People {
    /// The desk's patients who may be meant.
    pub(super) async fn of<C: ConnectionTrait>(conn: &C, desk: DeskId, wanted: impl Iterator<Item = &PatientData>) -> Result<Self, Stop> {
        let (mut names, mut kana) = (HashSet::new(), HashSet::new());
        for data in wanted {
            let (name_key, kana_key) = name_keys(&data.name, &data.kana);
            names.insert(name_key);
            if !kana_key.is_empty() {
                kana.insert(kana_key);
            }
        }
        let (names, kana): (Vec<String>, Vec<String>) = (names.into_iter().collect(), kana.into_iter().collect());
        let mut people = Self::default();
        for PatientKeys { patient, name_key, kana_key } in db::sheets::patients_by_keys(conn, desk, &names, &kana).await? {
            if let (Some(domain::calendar::Birth::Date(born)), false) = (patient.birth, kana_key.is_empty()) {
                people.sure.insert((kana_key, born), patient.id);
            }
            people.known.insert(patient.id);
            people.by_name.entry(name_key).or_default().push(patient.clone());
            people.all.insert(patient.id, patient);
        }
        Ok(people)
    }

    /// What is known of this very person here: of the one with the same kana and day of birth, or of one of whom the same is known.
    pub(super) fn here(&self, data: &PatientData) -> Option<Vec<Fields>> {
        let of = |patient: &Patient| PatientForm::of(patient).fields();
        if let Some(id) = sure(data).and_then(|key| self.sure.get(&key))
            && let Some(patient) = self.all.get(id)
        {
            return Some(vec![of(patient)]);
        }
        let (name_key, _) = name_keys(&data.name, &data.kana);
        let same: Vec<Fields> = self.by_name.get(&name_key)?.iter().map(of).filter(|known| *known == fields(data)).collect();
        (!same.is_empty()).then_some(same)
    }

    /// The person, known, of an earlier row, or new.
    pub(super) fn find_or_add(&mut self, data: &PatientData) -> PatientId {
        if let Some(id) = sure(data).and_then(|key| self.sure.get(&key)) {
            return *id;
        }
        self.add(data)
    }

    /// A new person; none when an earlier row brought the same one.
    pub(super) fn new_row(&mut self, data: &PatientData) -> Option<PatientId> {
        if sure(data).is_some_and(|key| self.sure.contains_key(&key)) { None } else { Some(self.add(data)) }
    }

    fn add(&mut self, data: &PatientData) -> PatientId {
        let id = PatientId::new();
        if let Some(key) = sure(data) {
            self.sure.insert(key, id);
        }
        self.all.insert(id, Patient::new(id, data.clone()));
        self.new.push((id, data.clone()));
        id
    }

    /// Whether the person was here before the file.
    pub(super) fn is_known(&self, id: PatientId) -> bool {
        self.known.contains(&id)
    }

    /// New people who bear the name of a known one.
    pub(super) fn namesakes(&self) -> u32 {
        let bears = |data: &PatientData| self.by_name.contains_key(&name_keys(&data.name, &data.kana).0);
        u32::try_from(self.new.iter().filter(|(_, data)| bears(data)).count()).unwrap_or(u32::MAX)
    }

    /// Whom to record.
    pub(super) fn new_ones(&self) -> &[(PatientId, PatientData)] {
        &self.new
    }

    /// Somebody that rows are about.
    pub(super) fn get(&self, id: PatientId) -> Option<&Patient> {
        self.all.get(&id)
    }
}
