//! A patient's fields, each named once: as typed, as read, and how the one becomes the other.

use super::answer::{Answer, Day, Reading, Words};
use super::{ADDRESS_MAX, NAME_MAX, Patient, PatientData, birth_text, kana, line};
use crate::calendar::{Birth, parse_birth};
use crate::code::{Code, Codes, List};
use crate::error::{Flaw, Flaws};
use crate::merge::{Fields, to_fields};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of a house, a person's role or an illness.
const TEXT_MAX: usize = 200;
/// The most characters of what takes several lines.
const AREA_MAX: usize = 2_000;

macro_rules! details {
    ($($(#[$doc:meta])* $field:ident as $form:ident : $type:ty = $how:expr;)+) => {
        /// What is known of a patient beyond what the intake form asks; each field may stay open.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Details {
            $($(#[$doc])* pub $field: $type,)+
        }

        /// A patient's fields as typed.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct PatientForm {
            /// 氏名
            pub patient_name: String,
            /// ふりがな
            pub patient_kana: String,
            /// 生年月日, in any way of writing.
            pub patient_birth: String,
            /// 性別
            pub patient_sex: String,
            /// 住所
            pub patient_address: String,
            /// 電話番号
            pub patient_telephone: String,
            /// 要介護度
            pub patient_care_level: String,
            /// "1": the person who types knows that those who look alike are somebody else.
            pub patient_distinct: String,
            $($(#[$doc])* pub $form: <$type as Answer>::Text,)+
        }

        impl Details {
            fn read(form: &PatientForm, stored: &[&Self], with: &Reading<'_>, flaws: &mut Flaws) -> Option<Self> {
                $(let $field = {
                    let stored: Vec<&$type> = stored.iter().map(|s| &s.$field).collect();
                    flaws.note(stringify!($form), <$type as Answer>::read(&form.$form, &$how, &stored, with))
                };)+
                Some(Self { $($field: $field?,)+ })
            }

            fn show(&self, form: &mut PatientForm) {
                $(form.$form = self.$field.show();)+
            }
        }
    };
}

details! {
    /// 居所
    residence as patient_residence: Option<Code> = List::Residence;
    /// 施設名
    facility as patient_facility: String = Words::Line(TEXT_MAX);
    /// 世帯
    household as patient_household: Option<Code> = List::Household;
    /// 経済・住環境
    living as patient_living: String = Words::Area(AREA_MAX);
    /// 駐車可否
    parking as patient_parking: String = Words::Line(TEXT_MAX);
    /// 被保険者番号
    insured_number as patient_insured_number: String = Words::Insured;
    /// 認定有効期間の初日
    care_from as patient_care_from: Day = ();
    /// 認定有効期間の末日
    care_to as patient_care_to: Day = ();
    /// キーパーソン氏名
    key_name as patient_key_name: String = Words::Line(NAME_MAX);
    /// キーパーソンふりがな
    key_kana as patient_key_kana: String = Words::Kana;
    /// キーパーソン続柄
    key_relation as patient_key_relation: String = Words::Line(NAME_MAX);
    /// キーパーソン電話番号
    key_telephone as patient_key_telephone: String = Words::Telephone;
    /// 緊急連絡先
    emergency as patient_emergency: String = Words::Line(TEXT_MAX);
    /// 主傷病
    illness as patient_illness: String = Words::Line(TEXT_MAX);
    /// 既往
    past as patient_past: String = Words::Area(AREA_MAX);
    /// 医療処置
    procedures as patient_procedures: Vec<Code> = List::Procedure;
    /// 感染症
    infections as patient_infections: Vec<Code> = List::Infection;
    /// アレルギー
    allergies as patient_allergies: String = Words::Line(TEXT_MAX);
    /// 寝たきり度
    bedridden as patient_bedridden: Option<Code> = List::Bedridden;
    /// 認知症自立度
    dementia as patient_dementia: Option<Code> = List::Dementia;
    /// 医療保険
    insurance as patient_insurance: Option<Code> = List::Insurance;
    /// 医療保険の記号・番号
    insurance_number as patient_insurance_number: String = Words::Line(NAME_MAX);
    /// 公費
    subsidies as patient_subsidies: Vec<Code> = List::Subsidy;
    /// 現主治医
    physician as patient_physician: String = Words::Line(TEXT_MAX);
    /// 入院先
    hospital as patient_hospital: String = Words::Line(TEXT_MAX);
    /// 退院予定日
    discharge_on as patient_discharge_on: Day = ();
    /// ケアマネジャー・地域包括
    care_manager as patient_care_manager: String = Words::Line(TEXT_MAX);
    /// 訪問看護
    nursing as patient_nursing: String = Words::Line(TEXT_MAX);
    /// 薬局
    pharmacy as patient_pharmacy: String = Words::Line(TEXT_MAX);
    /// 歯科
    dentist as patient_dentist: String = Words::Line(TEXT_MAX);
    /// ACP・DNARの意向
    wishes as patient_wishes: String = Words::Area(AREA_MAX);
    /// 看取り場所の希望
    place_of_death as patient_place_of_death: Option<Code> = List::PlaceOfDeath;
    /// 本人同意
    consent as patient_consent: Option<Code> = List::Consent;
    /// 同意の日
    consent_on as patient_consent_on: Day = ();
    /// 同意を得た職員・同意した人
    consent_by as patient_consent_by: String = Words::Line(TEXT_MAX);
    /// 同意の範囲
    consent_scope as patient_consent_scope: String = Words::Area(AREA_MAX);
    /// 備考
    remarks as patient_remarks: String = Words::Area(AREA_MAX);
}

impl Details {
    /// The choices of several: (name of the list, code), for counting.
    pub fn several(&self) -> impl Iterator<Item = (List, &Code)> {
        let lists = [(List::Procedure, &self.procedures), (List::Infection, &self.infections), (List::Subsidy, &self.subsidies)];
        lists.into_iter().flat_map(|(list, codes)| codes.iter().map(move |code| (list, code)))
    }
}

fn birth(text: &str, today: NaiveDate, stored: &[&Patient]) -> Result<Option<Birth>, Flaw> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    // An age by hearsay that nobody touched keeps the day on which it was told.
    if let Some(same) = stored.iter().filter_map(|p| p.birth).find(|b| birth_text(*b) == text.trim()) {
        return Ok(Some(same));
    }
    parse_birth(text, today).map(Some).map_err(Flaw::Date)
}

fn code(list: List, text: &str, codes: &Codes, stored: &[Option<&Code>]) -> Result<Option<Code>, Flaw> {
    let same = stored.iter().flatten().find(|c| c.as_str() == text.trim());
    same.map_or_else(|| codes.optional(list, text, None), |same| Ok(Some((*same).clone())))
}

/// A consent that was given or that an emergency stands for has a day, which has come; one that is still to be asked for has none of it.
/// What is stored already is left as it is.
fn check_consent(details: &Details, stored: &[&Details], today: NaiveDate, flaws: &mut Flaws) {
    if stored
        .iter()
        .any(|s| (s.consent.as_ref(), s.consent_on, &s.consent_by, &s.consent_scope) == (details.consent.as_ref(), details.consent_on, &details.consent_by, &details.consent_scope))
    {
        return;
    }
    if details.consent_on.known().is_some_and(|day| day > today) {
        flaws.push("patient_consent_on", Flaw::InFuture);
    }
    let asked = details.consent_on.known().is_some() || !details.consent_by.is_empty() || !details.consent_scope.is_empty();
    if asked && details.consent.as_ref().is_some_and(|c| c.as_str() == "not_yet") {
        flaws.push("patient_consent", Flaw::ConsentNotGiven);
    }
}

impl PatientForm {
    /// Reads the form of somebody new.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse(&self, today: NaiveDate, codes: &Codes) -> Result<PatientData, Flaws> {
        self.parse_over(&[], today, codes)
    }

    /// Reads the form over records that are stored already: what nobody touched stays, also a code that is retired by now.
    ///
    /// # Errors
    /// Every flaw, under the form's field names.
    pub fn parse_over(&self, stored: &[&Patient], today: NaiveDate, codes: &Codes) -> Result<PatientData, Flaws> {
        let mut flaws = Flaws::default();
        let name = flaws.note("patient_name", line(&self.patient_name, NAME_MAX).and_then(|n| if n.is_empty() { Err(Flaw::Required) } else { Ok(n) }));
        let kana = flaws.note("patient_kana", kana(&self.patient_kana));
        let birth = flaws.note("patient_birth", birth(&self.patient_birth, today, stored));
        let sexes: Vec<_> = stored.iter().map(|p| p.sex.as_ref()).collect();
        let sex = flaws.note("patient_sex", code(List::Sex, &self.patient_sex, codes, &sexes));
        let address = flaws.note("patient_address", line(&self.patient_address, ADDRESS_MAX));
        let telephone = flaws.note("patient_telephone", String::read(&self.patient_telephone, &Words::Telephone, &[], &Reading { today, codes }));
        let levels: Vec<_> = stored.iter().map(|p| p.care_level.as_ref()).collect();
        let care_level = flaws.note("patient_care_level", code(List::CareLevel, &self.patient_care_level, codes, &levels));
        let known: Vec<&Details> = stored.iter().map(|p| &p.details).collect();
        let details = Details::read(self, &known, &Reading { today, codes }, &mut flaws);
        if let Some(details) = &details
            && let (Some(from), Some(to)) = (details.care_from.known(), details.care_to.known())
            && to < from
        {
            flaws.push("patient_care_to", Flaw::EndBeforeStart);
        }
        if let Some(details) = &details {
            check_consent(details, &known, today, &mut flaws);
        }
        let data =
            (|| Some(PatientData { name: name?, kana: kana?, birth: birth?, sex: sex?, address: address?, telephone: telephone?, care_level: care_level?, details: details? }))();
        flaws.or(data)
    }

    /// The form that shows a stored patient.
    #[must_use]
    pub fn of(patient: &Patient) -> Self {
        let code = |c: &Option<Code>| c.as_ref().map(|c| c.0.clone()).unwrap_or_default();
        let mut form = Self {
            patient_name: patient.name.clone(),
            patient_kana: patient.kana.clone(),
            patient_birth: patient.birth.map(birth_text).unwrap_or_default(),
            patient_sex: code(&patient.sex),
            patient_address: patient.address.clone(),
            patient_telephone: patient.telephone.clone(),
            patient_care_level: code(&patient.care_level),
            ..Self::default()
        };
        patient.details.show(&mut form);
        form
    }

    /// The fields that history, merging and the audit log know; whether namesakes are somebody else is no field of the patient.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = to_fields(self);
        fields.remove("patient_distinct");
        fields
    }

    /// The form with these fields; lists stand in one text.
    #[must_use]
    pub fn from_fields(fields: &Fields) -> Self {
        let Ok(serde_json::Value::Object(mut object)) = serde_json::to_value(Self::default()) else {
            return Self::default();
        };
        for (name, value) in &mut object {
            let text = fields.get(name).cloned().unwrap_or_default();
            match value {
                serde_json::Value::Array(items) => items.extend(text.split(',').filter(|t| !t.is_empty()).map(serde_json::Value::from)),
                other => *other = serde_json::Value::from(text),
            }
        }
        serde_json::from_value(serde_json::Value::Object(object)).unwrap_or_default()
    }
}
