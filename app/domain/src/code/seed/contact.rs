//! What the lists about contacts hold before anybody changed them: the field's common vocabulary.

use super::Seed;

/// How the contact came in (受付方法).
pub(super) const CHANNEL: Seed = &[
    ("phone", "電話", ""),
    ("visit_in", "来所", ""),
    ("outreach", "訪問", ""),
    ("email", "メール", ""),
    ("fax", "FAX", ""),
    ("online", "オンライン面談", ""),
    ("web_form", "Webフォーム", ""),
    ("letter", "文書", ""),
    ("ict_tool", "ICT連携ツール", ""),
    ("outpost", "出張相談", ""),
    ("meeting", "会議", ""),
];

/// Who asked (相談者区分), under five headings.
pub(super) const CALLER_TYPE: Seed = &[
    ("self", "本人", "本人・家族"),
    ("family", "家族", "本人・家族"),
    ("relative", "親族", "本人・家族"),
    ("neighbor", "知人近隣", "本人・家族"),
    ("resident", "住民", "本人・家族"),
    ("hospital_msw", "病院MSW/連携室", "医療"),
    ("hospital_nurse", "病棟看護師", "医療"),
    ("hospital_doctor", "病院医師", "医療"),
    ("clinic", "診療所", "医療"),
    ("home_doctor", "在宅医", "医療"),
    ("visiting_nurse", "訪看ST", "医療"),
    ("pharmacy", "薬局", "医療"),
    ("dental", "歯科", "医療"),
    ("rehab", "訪問リハ", "医療"),
    ("care_manager", "ケアマネ", "介護"),
    ("community_support_center", "地域包括", "介護"),
    ("home_helper", "訪問介護", "介護"),
    ("day_short_service", "通所/短期", "介護"),
    ("care_facility", "介護施設", "介護"),
    ("disability_support", "障害相談支援", "介護"),
    ("government", "行政", "行政"),
    ("other_municipality", "他市町村", "行政"),
    ("welfare_commissioner", "民生委員", "行政"),
    ("fire_ems", "消防", "行政"),
    ("police", "警察", "行政"),
    ("association", "医師会等団体", "その他"),
    ("company", "企業", "その他"),
    ("other", "その他", "その他"),
    ("unknown", "不明", "その他"),
];

/// How soon somebody must act (緊急度): today, next working day, within a week, for information.
pub(super) const URGENCY: Seed = &[("immediate", "即時", ""), ("urgent", "急", ""), ("normal", "通常", ""), ("info", "情報提供", "")];

/// Certified need of care (要介護度).
pub(super) const CARE_LEVEL: Seed = &[
    ("none", "未申請", ""),
    ("applying", "申請中", ""),
    ("not_certified", "非該当", ""),
    ("program_target", "事業対象者", ""),
    ("support1", "要支援1", ""),
    ("support2", "要支援2", ""),
    ("care1", "要介護1", ""),
    ("care2", "要介護2", ""),
    ("care3", "要介護3", ""),
    ("care4", "要介護4", ""),
    ("care5", "要介護5", ""),
    ("unknown", "不明", ""),
];

/// How a case ended (転帰).
pub(super) const OUTCOME: Seed = &[
    ("resolved_info", "解決/情報提供で終了", ""),
    ("doctor_assigned", "在宅医決定", ""),
    ("home_started", "在宅療養開始", ""),
    ("hospitalized", "入院", ""),
    ("transferred", "転院", ""),
    ("facility", "施設入所", ""),
    ("handed_over", "他機関引継", ""),
    ("kept_current", "既存主治医で対応", ""),
    ("no_provider", "該当なし", ""),
    ("withdrawn", "本人辞退", ""),
    ("out_of_scope", "対象外", ""),
    ("died_home", "死亡(自宅)", ""),
    ("died_elsewhere", "死亡(自宅外)", ""),
    ("unreachable", "連絡不通", ""),
    ("other", "その他", ""),
];

/// Sex as told (性別).
pub(super) const SEX: Seed = &[("female", "女", ""), ("male", "男", ""), ("other", "その他", ""), ("unknown", "不明", "")];

/// How an entry of a case was done (方法).
pub(super) const MEANS: Seed = &[
    ("phone", "電話", ""),
    ("visit_in", "来所", ""),
    ("outreach", "訪問", ""),
    ("email", "メール", ""),
    ("fax", "FAX", ""),
    ("online", "オンライン", ""),
    ("meeting", "会議", ""),
    ("letter", "文書", ""),
    ("internal", "所内", ""),
];
