//! Words of the search for physicians: states, roles, reasons, refusals.

mod fields;
mod reasons;
mod steps;

pub use fields::unticked;
pub(super) use fields::{done, flaw, holds_several, label, list_of, value};
pub use reasons::{caution, exclusion, km, score};
pub use steps::{days_left, days_since, moment, next_hint, next_step, stall, state_next};

use domain::assignment::{CancelWhy, Mode, OfferState, RequestState, Role, Urgency};
use domain::error::Refusal;

/// What a physician is for a patient.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Primary => "主治医",
        Role::Secondary => "副主治医",
    }
}

/// How soon an answer is needed.
#[must_use]
pub const fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Normal => "通常（2営業日以内に回答）",
        Urgency::Urgent => "至急（4時間以内に回答）",
    }
}

/// How the search goes.
#[must_use]
pub const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Nominate => "順に打診する（指名）",
        Mode::Broadcast => "一斉に打診する（手挙げ）",
        Mode::Committee => "調整会議で決める",
        Mode::Direct => "決まっている医師を登録する",
    }
}

/// What a way of searching is for.
#[must_use]
pub const fn mode_hint(mode: Mode) -> &'static str {
    match mode {
        Mode::Nominate => "1人ずつ打診します。辞退や期限切れのときは、次の候補を選びます。",
        Mode::Broadcast => "選んだ複数の医師に同時に打診します。先に受諾した医師に決まります。",
        Mode::Committee => "会議で決まった医師を記録します。打診は送りません。",
        Mode::Direct => "すでに承諾を得ている医師を記録します。打診は送りません。",
    }
}

/// How a search stands.
#[must_use]
pub const fn request_state(state: RequestState) -> &'static str {
    match state {
        RequestState::Requested => "依頼受付",
        RequestState::Screening => "候補選定中",
        RequestState::Offering => "打診中",
        RequestState::Accepted => "一部決定",
        RequestState::Complete => "全員受諾",
        RequestState::Confirmed => "確定",
        RequestState::Started => "開始",
        RequestState::NoProvider => "担当医なし",
        RequestState::Withdrawn => "取下げ",
    }
}

/// Why an offer ended without an answer.
const fn cancelled(why: CancelWhy) -> &'static str {
    match why {
        CancelWhy::Filled => "ほかの医師に決定",
        CancelWhy::Withdrawn => "依頼の取下げ",
        CancelWhy::Died => "対象者の死亡",
        CancelWhy::NoProvider => "調整の終了",
        CancelWhy::PhysicianLeft => "医師の退職・休止",
        CancelWhy::Replaced => "別の役割に決定",
        CancelWhy::DeskTookBack => "打診の取下げ",
    }
}

/// How an offer stands.
#[must_use]
pub const fn offer_state(state: OfferState) -> &'static str {
    match state {
        OfferState::Draft => "未送信",
        OfferState::Sent => "回答待ち",
        OfferState::Viewed => "閲覧済み・回答待ち",
        OfferState::Accepted => "受諾",
        OfferState::Reconfirm => "再確認中",
        OfferState::Declined => "辞退",
        OfferState::Expired => "期限切れ",
        OfferState::Cancelled(why) => cancelled(why),
    }
}

/// Why a step of the search was refused.
pub(super) const fn refusal(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::OfferExpired => "この打診は回答期限を過ぎています。引き受けていただける場合は、窓口へお電話ください。",
        Refusal::OfferSettled => "この打診は、ほかの先生にお願いすることが決まりました。ご検討いただき、ありがとうございました。",
        Refusal::OfferWithdrawn => "この打診は取り下げられました。回答は不要です。",
        Refusal::OfferClosed => "この打診は終了しています。回答は不要です。",
        Refusal::NeedsChanged => "表示している間に条件が変わりました。新しい条件を確かめて、もう一度回答してください。",
        Refusal::OneAtATime => "指名で進めているため、打診できるのは1人ずつです。いまの打診の回答を待つか、取り下げてから次の医師に打診してください。",
        Refusal::WrongMode => "この進め方では行えない操作です。進め方（指名・手挙げ・会議・決定済み）を確かめてください。",
        Refusal::AlreadyAsked => "その医師には、すでに打診しています。",
        Refusal::SamePhysician => "主治医と副主治医に同じ医師は選べません。",
        Refusal::RoleNotWanted => "この依頼では求めていない役割です。",
        Refusal::RolesOpen => "まだ決まっていない役割があります。副主治医なしで確定するときは、その理由を入力してください。",
        Refusal::RequestEnded => "この調整依頼は終わっています。",
        Refusal::ReasonMissing => "理由を入力してください。",
        Refusal::AssignmentsOverlap => "同じ期間に、別の担当が登録されています。",
        Refusal::RequestOpen => "このケースには、終わっていない調整依頼があります。その依頼を進めるか、終えてから操作してください。",
        Refusal::PatientMissing => "対象者が決まっていないケースです。先にケースへ対象者を登録してください。",
        Refusal::BothAssigned => "2つの記録の担当医が重なっているため、統合できません。どちらかの担当を終えてから統合してください。",
        _ => "",
    }
}
