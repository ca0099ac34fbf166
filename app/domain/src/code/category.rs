//! What an inquiry is about (相談内容): a main category, mostly with subs, under the three tasks of the national programme.

/// The programme's grouping of main categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Programme {
    /// A: advice on medical and nursing care.
    Consultation,
    /// B: arranging home care (primary and secondary physician, beds, services).
    Arrangement,
    /// C: strengthening cooperation (training and the like).
    Coordination,
    /// Outside the three.
    None,
}

impl Programme {
    /// The heading over its categories in a form.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Consultation => "A 医療や介護に関する相談",
            Self::Arrangement => "B 調整支援",
            Self::Coordination => "C 連携強化",
            Self::None => "その他",
        }
    }
}

/// A main category.
#[derive(Debug, PartialEq, Eq)]
pub struct Main {
    /// What records keep.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Its task of the programme.
    pub programme: Programme,
    /// Its subs; may be empty.
    pub subs: &'static [Sub],
}

/// A sub-category.
#[derive(Debug, PartialEq, Eq)]
pub struct Sub {
    /// What records keep, after the main code and a slash.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
}

fn split(category: &str) -> (&str, Option<&str>) {
    category.split_once('/').map_or((category, None), |(main, sub)| (main, Some(sub)))
}

/// The main category of `category` ("main" or "main/sub").
#[must_use]
pub fn main_of(category: &str) -> Option<&'static Main> {
    let (main, _) = split(category);
    CATEGORIES.iter().find(|m| m.code == main)
}

/// Whether `category` ("main" or "main/sub") is in the list.
#[must_use]
pub fn is_category(category: &str) -> bool {
    let (_, sub) = split(category);
    main_of(category).is_some_and(|m| sub.is_none_or(|sub| m.subs.iter().any(|s| s.code == sub)))
}

/// "main / sub" in Japanese; the code itself when the list does not know it.
#[must_use]
pub fn category_label(category: &str) -> String {
    let (_, sub) = split(category);
    match (main_of(category), sub) {
        (Some(main), None) => main.label.to_owned(),
        (Some(main), Some(sub)) => match main.subs.iter().find(|s| s.code == sub) {
            Some(sub) => format!("{} / {}", main.label, sub.label),
            None => category.to_owned(),
        },
        (None, _) => category.to_owned(),
    }
}

/// All categories: B first, since arranging is what most calls to a desk are about.
pub static CATEGORIES: &[Main] = &[
    Main {
        code: "doctor_matching",
        label: "在宅医の紹介・調整",
        programme: Programme::Arrangement,
        subs: &[
            Sub { code: "primary", label: "主治医紹介" },
            Sub { code: "secondary", label: "副主治医紹介" },
            Sub { code: "change", label: "主治医変更" },
            Sub { code: "feasibility", label: "訪問診療の可否" },
            Sub { code: "specialist", label: "専門科往診" },
            Sub { code: "eol", label: "看取り対応" },
            Sub { code: "cover", label: "代診" },
        ],
    },
    Main {
        code: "transition",
        label: "入退院",
        programme: Programme::Arrangement,
        subs: &[
            Sub { code: "discharge", label: "退院調整" },
            Sub { code: "transfer", label: "転院" },
            Sub { code: "admission", label: "入院先" },
            Sub { code: "conference", label: "退院前カンファ" },
        ],
    },
    Main {
        code: "backup_bed",
        label: "病床",
        programme: Programme::Arrangement,
        subs: &[
            Sub { code: "emergency", label: "緊急入院" },
            Sub { code: "exam", label: "検査/治療" },
            Sub { code: "respite", label: "レスパイト" },
            Sub { code: "preregistration", label: "事前登録" },
            Sub { code: "vacancy", label: "空床照会" },
        ],
    },
    Main {
        code: "home_service",
        label: "在宅サービス",
        programme: Programme::Arrangement,
        subs: &[
            Sub { code: "nursing", label: "訪問看護" },
            Sub { code: "pharmacy", label: "薬剤" },
            Sub { code: "dental", label: "歯科・口腔" },
            Sub { code: "rehab", label: "リハ" },
            Sub { code: "nutrition", label: "栄養" },
            Sub { code: "care_manager", label: "ケアマネ" },
            Sub { code: "helper", label: "訪問介護" },
            Sub { code: "supplies", label: "福祉用具/医療材料" },
        ],
    },
    Main {
        code: "medical",
        label: "医療",
        programme: Programme::Consultation,
        subs: &[
            Sub { code: "symptom", label: "病気/症状" },
            Sub { code: "procedure_howto", label: "処置の仕方" },
            Sub { code: "medication", label: "服薬" },
            Sub { code: "where_to_go", label: "受診先" },
            Sub { code: "second_opinion", label: "セカンドオピニオン" },
            Sub { code: "dementia", label: "精神・認知症" },
        ],
    },
    Main {
        code: "care",
        label: "介護",
        programme: Programme::Consultation,
        subs: &[
            Sub { code: "application", label: "介護保険申請" },
            Sub { code: "service", label: "サービス内容" },
            Sub { code: "howto", label: "介護方法" },
            Sub { code: "burden", label: "介護負担" },
            Sub { code: "abuse_suspected", label: "虐待疑い" },
        ],
    },
    Main {
        code: "eol_acp",
        label: "看取り・ACP",
        programme: Programme::Consultation,
        subs: &[
            Sub { code: "decision", label: "意思決定" },
            Sub { code: "home_death", label: "在宅看取り" },
            Sub { code: "ending_note", label: "エンディングノート" },
            Sub { code: "grief", label: "グリーフ" },
        ],
    },
    Main {
        code: "residence",
        label: "施設・住まい",
        programme: Programme::Consultation,
        subs: &[Sub { code: "facility", label: "入所" }, Sub { code: "housing", label: "高齢者住宅" }, Sub { code: "home_env", label: "環境" }],
    },
    Main {
        code: "system_money",
        label: "制度・経済",
        programme: Programme::Consultation,
        subs: &[
            Sub { code: "medical_cost", label: "医療費" },
            Sub { code: "subsidy", label: "公費" },
            Sub { code: "welfare", label: "生活保護" },
            Sub { code: "guardianship", label: "後見" },
            Sub { code: "disability", label: "障害/難病" },
        ],
    },
    Main {
        code: "coordination",
        label: "連携",
        programme: Programme::Coordination,
        subs: &[
            Sub { code: "howto", label: "連携の方法" },
            Sub { code: "contact", label: "担当者の紹介" },
            Sub { code: "meeting", label: "多職種会議" },
            Sub { code: "tool", label: "ICT/共通様式" },
            Sub { code: "rule", label: "ルール" },
        ],
    },
    Main {
        code: "training_pr",
        label: "研修・啓発",
        programme: Programme::Coordination,
        subs: &[
            Sub { code: "request", label: "研修依頼" },
            Sub { code: "lecturer", label: "講師斡旋" },
            Sub { code: "accompany", label: "同行訪問" },
            Sub { code: "lecture", label: "出前講座" },
            Sub { code: "material", label: "資料" },
        ],
    },
    Main { code: "complaint", label: "苦情", programme: Programme::None, subs: &[] },
    Main { code: "disaster", label: "災害・感染", programme: Programme::None, subs: &[] },
    Main { code: "other", label: "その他", programme: Programme::None, subs: &[] },
];
