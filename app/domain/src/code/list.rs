//! The names of the code lists.

use serde::{Deserialize, Serialize};

macro_rules! names {
    ($($(#[$doc:meta])* $list:ident = $name:literal),+ $(,)?) => {
        /// A list of choices.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum List {
            $($(#[$doc])* $list,)+
        }

        impl List {
            /// Every list, in the order in which the administration shows them.
            pub const ALL: &[Self] = &[$(Self::$list),+];

            /// As tables and addresses write it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$list => $name),+ }
            }

            /// Reads what [`Self::name`] wrote.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$list),)+ _ => None }
            }
        }
    };
}

names! {
    /// 受付方法
    Channel = "channel",
    /// 相談者区分
    CallerType = "caller_type",
    /// 相談内容
    Category = "category",
    /// 緊急度
    Urgency = "urgency",
    /// 転帰
    Outcome = "outcome",
    /// 方法 (of an entry)
    Means = "means",
    /// 情報入手先
    InfoSource = "info_source",
    /// 性別
    Sex = "sex",
    /// 要介護度
    CareLevel = "care_level",
    /// 居所
    Residence = "residence",
    /// 世帯
    Household = "household",
    /// 寝たきり度
    Bedridden = "bedridden",
    /// 認知症自立度
    Dementia = "dementia",
    /// 医療保険
    Insurance = "insurance",
    /// 公費
    Subsidy = "subsidy",
    /// 医療処置
    Procedure = "procedure",
    /// 感染症
    Infection = "infection",
    /// 本人同意
    Consent = "consent",
    /// 看取り場所の希望
    PlaceOfDeath = "place_of_death",
    /// 機関の種別
    OrganizationKind = "organization_kind",
    /// 在宅療養支援診療所・病院の区分
    CareClass = "care_class",
    /// 診療科
    Specialty = "specialty",
    /// 対応言語
    Language = "language",
    /// 不在の種別
    AbsenceKind = "absence_kind",
    /// 打診を断った理由
    DeclineReason = "decline_reason",
    /// 担当を終えた理由
    AssignmentEnd = "assignment_end",
}

impl List {
    /// Codes whose meaning the program itself knows: their label may change, but they are never retired.
    #[must_use]
    pub const fn essential(self) -> &'static [&'static str] {
        match self {
            // The colours, the order of lists and the default of the form hang on them.
            Self::Urgency => &["immediate", "urgent", "normal", "info"],
            // Consent decides what may be done with a person's data.
            Self::Consent => &["consented", "not_yet", "emergency_exception"],
            // Whoever did not answer is written down by the program.
            Self::DeclineReason => &["no_reply"],
            // Ends that follow from others: death, a move, a physician who leaves.
            Self::AssignmentEnd => &["death", "moved", "left", "changed"],
            _ => &[],
        }
    }
}
