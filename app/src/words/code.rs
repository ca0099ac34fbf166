//! Words of the code lists' administration.

use chrono::NaiveDate;
use domain::calendar::show_date;
use domain::code::{Item, List};

/// What a list is called.
#[must_use]
pub const fn list_name(list: List) -> &'static str {
    match list {
        List::Channel => "受付方法",
        List::CallerType => "相談者区分",
        List::Category => "相談内容",
        List::Urgency => "緊急度",
        List::Outcome => "転帰",
        List::Means => "経過の方法",
        List::InfoSource => "情報入手先",
        List::Sex => "性別",
        List::CareLevel => "要介護度",
        List::Residence => "居所",
        List::Household => "世帯",
        List::Bedridden => "寝たきり度",
        List::Dementia => "認知症自立度",
        List::Insurance => "医療保険",
        List::Subsidy => "公費",
        List::Procedure => "医療処置",
        List::Infection => "感染症",
        List::Consent => "本人同意",
        List::PlaceOfDeath => "看取り場所の希望",
        List::OrganizationKind => "機関の種別",
        List::CareClass => "在宅療養支援診療所・病院の区分",
        List::Specialty => "診療科",
        List::Language => "対応言語",
        List::AbsenceKind => "不在の種別",
        List::DeclineReason => "打診を断った理由",
        List::AssignmentEnd => "担当を終えた理由",
    }
}

/// From when to when an item is offered; empty when always.
#[must_use]
pub fn period(item: &Item) -> String {
    match (item.from, item.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("{}から", show_date(from)),
        (None, Some(to)) => format!("{}の前日まで", show_date(to)),
        (Some(from), Some(to)) => format!("{}から{}の前日まで", show_date(from), show_date(to)),
    }
}

/// 使用中, 廃止 or 予定.
#[must_use]
pub fn standing(item: &Item, today: NaiveDate) -> &'static str {
    if item.is_active(today) {
        "使用中"
    } else if item.from.is_some_and(|from| from > today) {
        "予定"
    } else {
        "廃止"
    }
}
