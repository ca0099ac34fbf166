//! What the desk learned of its patients beyond the first call, and one person who was written down twice.

use super::story::Story;
use crate::seed::SeedError;
use crate::service::patient::PatientService;
use chrono::{Days, Duration, NaiveDate};
use domain::calendar::{Birth, jst_date};
use domain::error::Fault;
use domain::id::PatientId;
use domain::patient::{EndForm, NOTHING, PatientForm, UNKNOWN, birth_text};
use domain::ports::PatientDesk;

/// 主傷病, 医療処置 and 認知症自立度 that go together.
const ILLNESSES: [(&str, &[&str], &str); 6] = [
    ("脳梗塞後遺症", &["peg", "suction"], "iib"),
    ("慢性閉塞性肺疾患", &["hot"], "independent"),
    ("膵がん（終末期）", &["opioid_pca", "palliative"], "i"),
    ("アルツハイマー型認知症", &["none"], "iiia"),
    ("慢性心不全", &["none"], "i"),
    ("パーキンソン病", &["foley"], "unknown"),
];

fn day(from: NaiveDate, days: u64) -> String {
    from.checked_add_days(Days::new(days)).unwrap_or(from).to_string()
}

impl Story {
    /// Every third patient is known better; some ends are near or past, some things nobody knows.
    pub(super) async fn details(&mut self) -> Result<(), SeedError> {
        let service = PatientService(self.services.clone());
        self.set_clock(self.now - Duration::minutes(90));
        let known: Vec<(PatientId, usize)> = self.patients.iter().map(|k| (k.id, k.desk)).collect();
        for (number, (id, desk)) in known.iter().enumerate().filter(|(number, _)| number.is_multiple_of(3)) {
            let Some(actor) = self.cast.staff.get(*desk).and_then(|people| people.first()).cloned() else { continue };
            let patient = service.patient(&actor, *id).await?;
            let form = self.learned(PatientForm::of(&patient), number);
            match service.edit(&actor, *id, patient.version, &form).await {
                Ok(()) | Err(Fault::Refused(_)) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        self.written_twice(&service, &known).await?;
        self.ended(&service, &known).await
    }

    fn learned(&mut self, form: PatientForm, number: usize) -> PatientForm {
        // Shortly after midnight, what was learned a while ago was learned yesterday.
        let today = jst_date(self.services.now());
        let (illness, procedures, dementia) = ILLNESSES.get(number / 3 % ILLNESSES.len()).copied().unwrap_or(("不明", &[], "unknown"));
        let certified = !matches!(form.patient_care_level.as_str(), "" | "none" | "unknown" | "applying" | "not_certified");
        let start = today.checked_sub_days(Days::new(700)).unwrap_or(today);
        let in_hospital = self.random.percent(20);
        let consent = self.random.word(&["consented", "consented", "consented", "not_yet", "emergency_exception"]);
        let given = |text: String| if consent == "not_yet" { String::new() } else { text };
        PatientForm {
            patient_consent: consent.to_owned(),
            patient_consent_on: given(day(today, 0)),
            patient_consent_by: given("電話にて家族から".to_owned()),
            patient_consent_scope: given("在宅医療の調整に必要な範囲で、医療機関・介護事業所と共有する。".to_owned()),
            patient_residence: if in_hospital { "in_hospital" } else { "home" }.to_owned(),
            patient_hospital: if in_hospital { "みなと川中央病院" } else { NOTHING }.to_owned(),
            patient_discharge_on: if in_hospital { UNKNOWN.to_owned() } else { String::new() },
            patient_household: self.random.word(&["alone", "elderly_only", "with_family", "daytime_alone"]).to_owned(),
            patient_care_from: if certified { start.to_string() } else { String::new() },
            patient_care_to: if certified { day(start, 640 + self.random.below(400)) } else { String::new() },
            patient_insured_number: if certified { format!("00{:08}", self.random.below(100_000_000)) } else { String::new() },
            patient_illness: illness.to_owned(),
            patient_procedures: procedures.iter().map(|p| (*p).to_owned()).collect(),
            patient_infections: vec![self.random.word(&["none", "none", "mrsa", "unknown"]).to_owned()],
            patient_allergies: self.random.word(&[NOTHING, NOTHING, "ペニシリン", UNKNOWN]).to_owned(),
            patient_bedridden: self.random.word(&["j2", "a1", "a2", "b1", "b2", "c1"]).to_owned(),
            patient_dementia: dementia.to_owned(),
            patient_insurance: "late_elderly".to_owned(),
            patient_physician: self.random.word(&["浜風クリニック", "北町内科医院", NOTHING, UNKNOWN]).to_owned(),
            patient_care_manager: "ケアプランセンター浜風".to_owned(),
            patient_key_relation: self.random.word(&["長女", "長男", "妻", "姪"]).to_owned(),
            patient_place_of_death: self.random.word(&["home", "hospital", "undecided", "unknown"]).to_owned(),
            patient_parking: self.random.word(&["敷地内に1台", "不可", UNKNOWN]).to_owned(),
            ..form
        }
    }

    /// The same person under another spelling, as a colleague wrote it down at the counter.
    async fn written_twice(&self, service: &PatientService, known: &[(PatientId, usize)]) -> Result<(), SeedError> {
        let Some(((id, _), actor)) = known.iter().find(|(_, desk)| *desk == 0).zip(self.cast.staff.first().and_then(|people| people.get(1))) else { return Ok(()) };
        let Some(desk) = self.cast.desks.first() else { return Ok(()) };
        let first = service.patient(actor, *id).await?;
        let form = PatientForm {
            patient_name: first.kana.clone(),
            patient_kana: first.kana.clone(),
            patient_birth: first.birth.filter(|b| matches!(b, Birth::Date(_))).map(birth_text).unwrap_or_default(),
            patient_telephone: first.telephone.clone(),
            patient_remarks: "窓口に本人が来所。氏名の漢字は未確認。".to_owned(),
            patient_distinct: "1".to_owned(),
            ..PatientForm::default()
        };
        let second = PatientId::new();
        service.create(actor, second, desk.id, &form).await?;
        // Later it was no longer so sure that these are two people.
        Ok(service.set_distinct(actor, *id, second, false).await?)
    }

    /// One of them has died.
    async fn ended(&self, service: &PatientService, known: &[(PatientId, usize)]) -> Result<(), SeedError> {
        let Some(((id, _), actor)) = known.iter().rev().find(|(_, desk)| *desk == 0).zip(self.cast.staff.first().and_then(|people| people.first())) else { return Ok(()) };
        let view = service.end_view(actor, *id).await?;
        let form = EndForm {
            end_kind: "died_home".to_owned(),
            end_on: jst_date(self.now).pred_opt().map(|d| d.to_string()).unwrap_or_default(),
            end_place: "自宅".to_owned(),
            end_note: "訪問看護ステーションから連絡。".to_owned(),
            cases: view.shown(),
            ..EndForm::default()
        };
        Ok(service.end(actor, *id, view.patient.version, &form).await?)
    }
}
