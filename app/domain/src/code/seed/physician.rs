//! Physicians: what they practise, why they are away, why they decline, how an assignment ends.

use super::Seed;

/// What a physician practises (診療科).
pub(super) const SPECIALTY: Seed = &[
    ("internal", "内科", ""),
    ("respiratory", "呼吸器内科", ""),
    ("cardiology", "循環器内科", ""),
    ("gastro", "消化器内科", ""),
    ("neurology", "脳神経内科", ""),
    ("nephrology", "腎臓内科", ""),
    ("diabetes", "糖尿病内科", ""),
    ("surgery", "外科", ""),
    ("orthopedics", "整形外科", ""),
    ("neurosurgery", "脳神経外科", ""),
    ("dermatology", "皮膚科", ""),
    ("urology", "泌尿器科", ""),
    ("ophthalmology", "眼科", ""),
    ("ent", "耳鼻咽喉科", ""),
    ("psychiatry", "精神科", ""),
    ("pediatrics", "小児科", ""),
    ("gynecology", "婦人科", ""),
    ("palliative", "緩和ケア", ""),
    ("rehabilitation", "リハビリテーション科", ""),
    ("dental", "歯科・歯科口腔外科", ""),
    ("other", "その他", ""),
];

/// Languages besides Japanese (対応言語).
pub(super) const LANGUAGE: Seed = &[
    ("english", "英語", ""),
    ("chinese", "中国語", ""),
    ("korean", "韓国・朝鮮語", ""),
    ("vietnamese", "ベトナム語", ""),
    ("tagalog", "タガログ語", ""),
    ("portuguese", "ポルトガル語", ""),
    ("spanish", "スペイン語", ""),
    ("nepali", "ネパール語", ""),
    ("sign", "手話", ""),
    ("other", "その他", ""),
];

/// Why a physician is away (不在の種別).
pub(super) const ABSENCE_KIND: Seed =
    &[("conference", "学会・研修", ""), ("vacation", "夏季・年末年始休暇", ""), ("illness", "病気", ""), ("private", "私用", ""), ("other", "その他", "")];

/// Why a physician declines (打診を断った理由).
pub(super) const DECLINE_REASON: Seed = &[
    ("capacity", "受け持ちがいっぱい", ""),
    ("distance", "距離が遠い", ""),
    ("procedure", "処置に対応できない", ""),
    ("specialty", "専門外", ""),
    ("night", "夜間の対応が難しい", ""),
    ("absence", "不在の予定がある", ""),
    ("household", "患家の事情", ""),
    ("history", "過去の経緯", ""),
    ("no_reply", "回答なし", ""),
    ("other", "その他", ""),
];

/// Why an assignment ended (担当を終えた理由).
pub(super) const ASSIGNMENT_END: Seed = &[
    ("death", "死亡", ""),
    ("admission", "入院・入所", ""),
    ("moved", "転居", ""),
    ("recovered", "通院に移行", ""),
    ("changed", "担当の変更", ""),
    ("left", "医師の退職・休止", ""),
    ("wish", "本人・家族の希望", ""),
    ("other", "その他", ""),
];
