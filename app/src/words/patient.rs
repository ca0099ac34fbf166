//! The words for patients: labels of their fields, reasons of likeness, 死亡・転出.

use domain::code::List;
use domain::patient::EndKind;
use domain::patient::duplicate::Reason;

/// The label of a patient's field.
pub(super) fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "patient_residence" => "居所",
        "patient_facility" => "施設名",
        "patient_household" => "世帯",
        "patient_living" => "経済・住環境",
        "patient_parking" => "駐車可否",
        "patient_insured_number" => "被保険者番号",
        "patient_care_from" => "認定有効期間の初日",
        "patient_care_to" => "認定有効期間の末日",
        "patient_key_name" => "キーパーソンの氏名",
        "patient_key_kana" => "キーパーソンのふりがな",
        "patient_key_relation" => "キーパーソンの続柄",
        "patient_key_telephone" => "キーパーソンの電話番号",
        "patient_emergency" => "緊急連絡先",
        "patient_illness" => "主傷病",
        "patient_past" => "既往歴",
        "patient_procedures" => "医療処置",
        "patient_infections" => "感染症",
        "patient_allergies" => "アレルギー",
        "patient_bedridden" => "寝たきり度",
        "patient_dementia" => "認知症自立度",
        "patient_insurance" => "医療保険",
        "patient_insurance_number" => "記号・番号",
        "patient_subsidies" => "公費",
        "patient_physician" => "現在の主治医",
        "patient_hospital" => "入院先",
        "patient_discharge_on" => "退院予定日",
        "patient_care_manager" => "ケアマネジャー・地域包括",
        "patient_nursing" => "訪問看護",
        "patient_pharmacy" => "薬局",
        "patient_dentist" => "歯科",
        "patient_wishes" => "ACP・DNARの意向",
        "patient_place_of_death" => "看取り場所の希望",
        "patient_consent" => "本人同意",
        "patient_consent_on" => "同意の日",
        "patient_consent_by" => "同意を確認した人・相手",
        "patient_consent_scope" => "同意の範囲",
        "patient_remarks" => "備考",
        "patient_merged_into" => "統合先",
        "patient_not_same" => "別人とした対象者",
        "end_kind" => "死亡・転出",
        "end_on" => "死亡・転出の日",
        "end_place" => "場所・転出先",
        "end_note" => "死亡・転出のメモ",
        "validity" => "認定有効期間",
        _ => return None,
    })
}

/// The list whose codes a patient's field holds.
pub(super) fn list_of(field: &str) -> Option<List> {
    Some(match field {
        "patient_residence" => List::Residence,
        "patient_household" => List::Household,
        "patient_procedures" => List::Procedure,
        "patient_infections" => List::Infection,
        "patient_bedridden" => List::Bedridden,
        "patient_dementia" => List::Dementia,
        "patient_insurance" => List::Insurance,
        "patient_subsidies" => List::Subsidy,
        "patient_place_of_death" => List::PlaceOfDeath,
        "patient_consent" => List::Consent,
        _ => return None,
    })
}

/// A patient's fields that hold several codes.
pub(super) fn several_codes(field: &str) -> bool {
    matches!(field, "patient_procedures" | "patient_infections" | "patient_subsidies")
}

/// Fields that hold several values.
#[must_use]
pub fn holds_several(field: &str) -> bool {
    several_codes(field)
        || super::physician::holds_several(field)
        || super::assignment::holds_several(field)
        || matches!(field, "other_categories" | "roles" | "desks" | "capabilities" | "public")
}

/// A patient's value that is neither a code nor plain text.
pub(super) fn value(field: &str, value: &str) -> Option<String> {
    Some(match field {
        "patient_care_from" | "patient_care_to" | "patient_discharge_on" | "patient_consent_on" | "end_on" => {
            value.parse().map_or_else(|_| value.to_owned(), domain::calendar::show_date)
        }
        "end_kind" => EndKind::from_code(value).map_or_else(|| value.to_owned(), |kind| end(kind).to_owned()),
        "patient_merged_into" => "ほかの記録に統合".to_owned(),
        "patient_not_same" => "別人と確認".to_owned(),
        _ => return None,
    })
}

/// 死亡・転出
#[must_use]
pub const fn end(kind: EndKind) -> &'static str {
    match kind {
        EndKind::DiedHome => "死亡（自宅）",
        EndKind::DiedElsewhere => "死亡（自宅外）",
        EndKind::Moved => "転出",
    }
}

/// 死亡 or 転出, for a badge.
#[must_use]
pub const fn end_short(kind: EndKind) -> &'static str {
    if kind.is_death() { "死亡" } else { "転出" }
}

/// Why two records look alike.
#[must_use]
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Name => "氏名が同じ",
        Reason::Kana => "ふりがなが同じ",
        Reason::Birth => "生年月日が同じ",
        Reason::BirthNearly => "生年月日が近い",
        Reason::Age => "年齢が合う",
        Reason::Telephone => "電話番号が同じ",
        Reason::Address => "住所が同じ",
    }
}
