//! What the lists about patients and organizations hold before anybody changed them.

use super::Seed;

/// Where the person lives now (居所).
pub(super) const RESIDENCE: Seed = &[
    ("home", "自宅", ""),
    ("in_hospital", "入院中", ""),
    ("roken", "老健", ""),
    ("tokuyo", "特養", ""),
    ("kaigo_iryoin", "介護医療院", ""),
    ("group_home", "グループホーム", ""),
    ("sakoju", "サ高住", ""),
    ("yuryo", "有料老人ホーム", ""),
    ("short_stay", "ショートステイ", ""),
    ("other", "その他", ""),
    ("unknown", "不明", ""),
];

/// With whom the person lives (世帯).
pub(super) const HOUSEHOLD: Seed =
    &[("alone", "独居", ""), ("elderly_only", "高齢者のみ", ""), ("daytime_alone", "日中独居", ""), ("with_family", "同居", ""), ("facility", "施設", ""), ("unknown", "不明", "")];

/// Independence in daily life (障害高齢者の日常生活自立度, 寝たきり度).
pub(super) const BEDRIDDEN: Seed = &[
    ("independent", "自立", ""),
    ("j1", "J1", ""),
    ("j2", "J2", ""),
    ("a1", "A1", ""),
    ("a2", "A2", ""),
    ("b1", "B1", ""),
    ("b2", "B2", ""),
    ("c1", "C1", ""),
    ("c2", "C2", ""),
    ("unknown", "不明", ""),
];

/// Independence in life with dementia (認知症高齢者の日常生活自立度).
pub(super) const DEMENTIA: Seed = &[
    ("independent", "自立", ""),
    ("i", "Ⅰ", ""),
    ("iia", "Ⅱa", ""),
    ("iib", "Ⅱb", ""),
    ("iiia", "Ⅲa", ""),
    ("iiib", "Ⅲb", ""),
    ("iv", "Ⅳ", ""),
    ("m", "M", ""),
    ("unknown", "不明", ""),
];

/// Health insurance (医療保険).
pub(super) const INSURANCE: Seed = &[
    ("nhi", "国保", ""),
    ("late_elderly", "後期高齢", ""),
    ("kyokai", "協会けんぽ", ""),
    ("kumiai", "組合健保", ""),
    ("kyosai", "共済", ""),
    ("public_assistance", "生活保護（医療扶助）", ""),
    ("accident", "労災・自賠", ""),
    ("none", "無保険", ""),
    ("unknown", "不明", ""),
];

/// Public subsidies (公費).
pub(super) const SUBSIDY: Seed = &[
    ("intractable", "指定難病", ""),
    ("physical", "身体障害", ""),
    ("self_support", "自立支援医療", ""),
    ("child_chronic", "小児慢性", ""),
    ("hibakusha", "被爆者", ""),
    ("other", "その他", ""),
];

/// Medical procedures that home care must be able to do (医療処置).
pub(super) const PROCEDURE: Seed = &[
    ("suction", "吸引", ""),
    ("tracheostomy", "気管切開", ""),
    ("tppv", "人工呼吸器（TPPV）", ""),
    ("nppv", "NPPV", ""),
    ("hot", "在宅酸素", ""),
    ("peg", "胃瘻", ""),
    ("ng_tube", "経鼻栄養", ""),
    ("tpn", "中心静脈栄養", ""),
    ("cv_port", "CVポート", ""),
    ("iv", "点滴", ""),
    ("opioid_pca", "麻薬・PCA", ""),
    ("pressure_ulcer", "褥瘡", ""),
    ("foley", "膀胱留置カテーテル", ""),
    ("cic", "自己導尿", ""),
    ("nephrostomy", "腎瘻・膀胱瘻", ""),
    ("stoma", "ストーマ", ""),
    ("capd", "腹膜透析", ""),
    ("hd", "血液透析", ""),
    ("insulin", "インスリン", ""),
    ("paracentesis", "胸腹水穿刺", ""),
    ("transfusion", "輸血", ""),
    ("drain", "ドレーン", ""),
    ("palliative", "緩和ケア", ""),
    ("eol", "在宅看取り", ""),
    ("bpsd", "認知症BPSD", ""),
    ("psychiatric", "精神", ""),
    ("pediatric", "小児", ""),
];

/// Infections that those who visit must know of (感染症).
pub(super) const INFECTION: Seed = &[
    ("mrsa", "MRSA", ""),
    ("tuberculosis", "結核", ""),
    ("hepatitis_b", "B型肝炎", ""),
    ("hepatitis_c", "C型肝炎", ""),
    ("scabies", "疥癬", ""),
    ("syphilis", "梅毒", ""),
    ("hiv", "HIV", ""),
    ("mdro", "多剤耐性菌", ""),
    ("other", "その他", ""),
];

/// Whether the person agreed to the use of their data (本人同意).
pub(super) const CONSENT: Seed = &[("consented", "あり", ""), ("not_yet", "未取得", ""), ("emergency_exception", "緊急でやむを得ず", "")];

/// Where the person wishes to die (看取り場所の希望).
pub(super) const PLACE_OF_DEATH: Seed = &[
    ("home", "自宅", ""),
    ("hospital", "病院", ""),
    ("facility", "施設", ""),
    ("hospice", "ホスピス・緩和ケア病棟", ""),
    ("undecided", "迷っている", ""),
    ("other", "その他", ""),
];

/// How the caller learned of the desk (情報入手先).
pub(super) const INFO_SOURCE: Seed = &[
    ("city_office", "市役所", ""),
    ("professional", "医療福祉従事者", ""),
    ("pr_magazine", "広報", ""),
    ("newspaper", "新聞", ""),
    ("tv", "テレビ", ""),
    ("internet", "インターネット", ""),
    ("acquaintance", "知人", ""),
    ("family", "家族", ""),
    ("leaflet", "チラシ", ""),
    ("repeat", "以前に利用", ""),
    ("unknown", "不明", ""),
];

/// What an organization is (機関の種別).
pub(super) const ORGANIZATION_KIND: Seed = &[
    ("hospital", "病院", ""),
    ("clinic_bed", "有床診療所", ""),
    ("clinic", "診療所", ""),
    ("dental", "歯科診療所", ""),
    ("pharmacy", "薬局", ""),
    ("visiting_nurse", "訪問看護ステーション", ""),
    ("rehab", "訪問リハビリ", ""),
    ("care_manager", "居宅介護支援事業所", ""),
    ("community_support_center", "地域包括支援センター", ""),
    ("home_helper", "訪問介護", ""),
    ("day_short_service", "通所・短期入所", ""),
    ("care_facility", "介護施設", ""),
    ("disability_support", "障害相談支援", ""),
    ("government", "行政", ""),
    ("fire_ems", "消防", ""),
    ("police", "警察", ""),
    ("association", "団体", ""),
    ("company", "企業", ""),
    ("other", "その他", ""),
];

/// Class of a clinic that supports home care (在宅療養支援診療所・病院の区分).
pub(super) const CARE_CLASS: Seed =
    &[("enhanced_single", "機能強化型（単独）", ""), ("enhanced_joint", "機能強化型（連携）", ""), ("ordinary", "従来型", ""), ("none", "届出なし", "")];
