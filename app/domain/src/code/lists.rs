//! The flat lists, seeded from the field's common vocabulary.

use super::{CodeList, Item};

/// How the contact came in (受付方法).
pub static CHANNEL: CodeList = CodeList {
    name: "channel",
    items: &[
        Item { code: "phone", label: "電話", group: "" },
        Item { code: "visit_in", label: "来所", group: "" },
        Item { code: "outreach", label: "訪問", group: "" },
        Item { code: "email", label: "メール", group: "" },
        Item { code: "fax", label: "FAX", group: "" },
        Item { code: "online", label: "オンライン面談", group: "" },
        Item { code: "web_form", label: "Webフォーム", group: "" },
        Item { code: "letter", label: "文書", group: "" },
        Item { code: "ict_tool", label: "ICT連携ツール", group: "" },
        Item { code: "outpost", label: "出張相談", group: "" },
        Item { code: "meeting", label: "会議", group: "" },
    ],
};

/// Who asked (相談者区分), under five headings.
pub static CALLER_TYPE: CodeList = CodeList {
    name: "caller_type",
    items: &[
        Item { code: "self", label: "本人", group: "本人・家族" },
        Item { code: "family", label: "家族", group: "本人・家族" },
        Item { code: "relative", label: "親族", group: "本人・家族" },
        Item { code: "neighbor", label: "知人近隣", group: "本人・家族" },
        Item { code: "resident", label: "住民", group: "本人・家族" },
        Item { code: "hospital_msw", label: "病院MSW/連携室", group: "医療" },
        Item { code: "hospital_nurse", label: "病棟看護師", group: "医療" },
        Item { code: "hospital_doctor", label: "病院医師", group: "医療" },
        Item { code: "clinic", label: "診療所", group: "医療" },
        Item { code: "home_doctor", label: "在宅医", group: "医療" },
        Item { code: "visiting_nurse", label: "訪看ST", group: "医療" },
        Item { code: "pharmacy", label: "薬局", group: "医療" },
        Item { code: "dental", label: "歯科", group: "医療" },
        Item { code: "rehab", label: "訪問リハ", group: "医療" },
        Item { code: "care_manager", label: "ケアマネ", group: "介護" },
        Item { code: "community_support_center", label: "地域包括", group: "介護" },
        Item { code: "home_helper", label: "訪問介護", group: "介護" },
        Item { code: "day_short_service", label: "通所/短期", group: "介護" },
        Item { code: "care_facility", label: "介護施設", group: "介護" },
        Item { code: "disability_support", label: "障害相談支援", group: "介護" },
        Item { code: "government", label: "行政", group: "行政" },
        Item { code: "other_municipality", label: "他市町村", group: "行政" },
        Item { code: "welfare_commissioner", label: "民生委員", group: "行政" },
        Item { code: "fire_ems", label: "消防", group: "行政" },
        Item { code: "police", label: "警察", group: "行政" },
        Item { code: "association", label: "医師会等団体", group: "その他" },
        Item { code: "company", label: "企業", group: "その他" },
        Item { code: "other", label: "その他", group: "その他" },
        Item { code: "unknown", label: "不明", group: "その他" },
    ],
};

/// How soon somebody must act (緊急度): today, next working day, within a week, for information.
pub static URGENCY: CodeList = CodeList {
    name: "urgency",
    items: &[
        Item { code: "immediate", label: "即時", group: "" },
        Item { code: "urgent", label: "急", group: "" },
        Item { code: "normal", label: "通常", group: "" },
        Item { code: "info", label: "情報提供", group: "" },
    ],
};

/// Certified need of care (要介護度).
pub static CARE_LEVEL: CodeList = CodeList {
    name: "care_level",
    items: &[
        Item { code: "none", label: "未申請", group: "" },
        Item { code: "applying", label: "申請中", group: "" },
        Item { code: "not_certified", label: "非該当", group: "" },
        Item { code: "program_target", label: "事業対象者", group: "" },
        Item { code: "support1", label: "要支援1", group: "" },
        Item { code: "support2", label: "要支援2", group: "" },
        Item { code: "care1", label: "要介護1", group: "" },
        Item { code: "care2", label: "要介護2", group: "" },
        Item { code: "care3", label: "要介護3", group: "" },
        Item { code: "care4", label: "要介護4", group: "" },
        Item { code: "care5", label: "要介護5", group: "" },
        Item { code: "unknown", label: "不明", group: "" },
    ],
};

/// How a case ended (転帰).
pub static OUTCOME: CodeList = CodeList {
    name: "outcome",
    items: &[
        Item { code: "resolved_info", label: "解決/情報提供で終了", group: "" },
        Item { code: "doctor_assigned", label: "在宅医決定", group: "" },
        Item { code: "home_started", label: "在宅療養開始", group: "" },
        Item { code: "hospitalized", label: "入院", group: "" },
        Item { code: "transferred", label: "転院", group: "" },
        Item { code: "facility", label: "施設入所", group: "" },
        Item { code: "handed_over", label: "他機関引継", group: "" },
        Item { code: "kept_current", label: "既存主治医で対応", group: "" },
        Item { code: "no_provider", label: "該当なし", group: "" },
        Item { code: "withdrawn", label: "本人辞退", group: "" },
        Item { code: "out_of_scope", label: "対象外", group: "" },
        Item { code: "died_home", label: "死亡(自宅)", group: "" },
        Item { code: "died_elsewhere", label: "死亡(自宅外)", group: "" },
        Item { code: "unreachable", label: "連絡不通", group: "" },
        Item { code: "other", label: "その他", group: "" },
    ],
};

/// Sex as told (性別).
pub static SEX: CodeList = CodeList {
    name: "sex",
    items: &[
        Item { code: "female", label: "女", group: "" },
        Item { code: "male", label: "男", group: "" },
        Item { code: "other", label: "その他", group: "" },
        Item { code: "unknown", label: "不明", group: "" },
    ],
};

/// How an entry of a case was done (方法).
pub static MEANS: CodeList = CodeList {
    name: "means",
    items: &[
        Item { code: "phone", label: "電話", group: "" },
        Item { code: "visit_in", label: "来所", group: "" },
        Item { code: "outreach", label: "訪問", group: "" },
        Item { code: "email", label: "メール", group: "" },
        Item { code: "fax", label: "FAX", group: "" },
        Item { code: "online", label: "オンライン", group: "" },
        Item { code: "meeting", label: "会議", group: "" },
        Item { code: "letter", label: "文書", group: "" },
        Item { code: "internal", label: "所内", group: "" },
    ],
};
