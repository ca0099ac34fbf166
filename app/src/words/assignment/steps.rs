//! What the desk does next about a search, and why one gets nowhere.

use super::role;
use chrono::{DateTime, Utc};
use domain::assignment::{NextStep, RequestState, Stall};
use domain::calendar::{jst_date, show_short, show_time};

/// A moment of these weeks: 11月22日（日）14:05.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    format!("{} {}", show_short(jst_date(at)), show_time(at))
}

/// What the desk has to do next, in a few words.
#[must_use]
pub fn next_step(step: &NextStep) -> String {
    match step {
        NextStep::Answer { role: asked, .. } => format!("医師の質問に答える（{}）", role(*asked)),
        NextStep::Screen => "依頼の内容を確かめて、候補を並べる".to_owned(),
        NextStep::Choose { role: of } => format!("{}の候補を選んで打診する", role(*of)),
        NextStep::ProposeNext { role: of } => format!("{}の次の候補に打診する", role(*of)),
        NextStep::Decide { role: of } => format!("{}の決定を記録する", role(*of)),
        NextStep::Call { role: of, .. } => format!("電話で確かめる（{}）", role(*of)),
        NextStep::Wait { until } => format!("回答を待つ（{}まで）", moment(*until)),
        NextStep::Confirm => "担当を確定する".to_owned(),
        NextStep::Start { on } => format!("訪問の開始を記録する（{}予定）", show_short(*on)),
        NextStep::Nothing => "することはありません".to_owned(),
    }
}

/// How to go about it.
#[must_use]
pub const fn next_hint(step: &NextStep) -> &'static str {
    match step {
        NextStep::Answer { .. } => "質問に答えると、医師が回答できます。回答期限は変わりません。",
        NextStep::Screen => "条件に漏れがなければ、候補の医師を並べてください。",
        NextStep::Choose { .. } => "順位と理由を確かめて、打診する医師を選んでください。医師には、対象者の氏名を伏せた打診票が届きます。",
        NextStep::ProposeNext { .. } => "前の打診は終わりました。次の候補を選んでください。",
        NextStep::Decide { .. } => "会議や電話で決まった医師を、理由とともに記録してください。",
        NextStep::Call { .. } => "回答期限を過ぎても回答がありません。電話で意向を確かめてから、もう一度打診するか、次の候補に打診してください。",
        NextStep::Wait { .. } => "回答があると通知が届きます。期限を過ぎたら、電話で確かめてください。",
        NextStep::Confirm => "確定すると、担当の医師に対象者の氏名と連絡先が表示されます。間違いがないか確かめてください。",
        NextStep::Start { .. } => "依頼書を渡し、訪問が始まったら開始日を記録してください。担当が正式に始まります。",
        NextStep::Nothing => "この調整依頼は終わっています。",
    }
}

/// Why a search gets nowhere.
#[must_use]
pub fn stall(stall: &Stall) -> String {
    match stall {
        Stall::StartPassed { days } => format!("開始希望日を{days}日超過"),
        Stall::Overdue { .. } => "回答期限を超過".to_owned(),
        Stall::ManyRefusals { role: of, count } => format!("{}の辞退・期限切れ {count}件", role(*of)),
        Stall::Idle { hours } if *hours < 48 => format!("{hours}時間 動きなし"),
        Stall::Idle { hours } => format!("{}日間 動きなし", hours / 24),
    }
}

/// What comes next in a state, where no more of the search is known.
#[must_use]
pub const fn state_next(state: RequestState) -> &'static str {
    match state {
        RequestState::Requested => "候補の医師を並べてください。",
        RequestState::Screening => "候補を選んで打診してください。",
        RequestState::Offering => "打診の回答を確かめてください。",
        RequestState::Accepted => "残りの役割の医師を探してください。",
        RequestState::Complete => "担当を確定してください。",
        RequestState::Confirmed => "訪問が始まったら、開始日を記録してください。",
        RequestState::Started => "訪問が始まっています。",
        RequestState::NoProvider => "担当医なしで終わりました。",
        RequestState::Withdrawn => "取り下げられました。",
    }
}

/// So many days since something was asked for.
#[must_use]
pub fn days_since(days: i32) -> String {
    if days == 0 { "本日".to_owned() } else { format!("{days}日") }
}

/// So many days until something begins.
#[must_use]
pub fn days_left(days: i32) -> String {
    match days {
        0 => "本日".to_owned(),
        ..0 => format!("{}日超過", days.unsigned_abs()),
        _ => format!("あと{days}日"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::assignment::Role;
    use domain::id::{OfferId, PhysicianId};
    use std::collections::BTreeSet;

    fn all_own(texts: &[String]) {
        assert!(texts.iter().all(|text| !text.is_empty()));
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len(), "{texts:?}");
    }

    #[test]
    fn every_next_step_has_words_of_its_own() {
        let (on, until) = ("2026-12-01".parse().unwrap(), "2026-11-24T06:00:00Z".parse().unwrap());
        let mut steps = vec![NextStep::Screen, NextStep::Wait { until }, NextStep::Confirm, NextStep::Start { on }, NextStep::Nothing];
        for role in Role::ALL {
            let call = NextStep::Call { offer: OfferId::new(), physician: PhysicianId::new(), role };
            steps.push(NextStep::Answer { offer: OfferId::new(), physician: PhysicianId::new(), role });
            steps.extend([NextStep::Choose { role }, NextStep::ProposeNext { role }, NextStep::Decide { role }, call]);
        }
        all_own(&steps.iter().map(next_step).collect::<Vec<_>>());
        assert!(steps.iter().all(|step| next_hint(step).ends_with('。')));
    }

    #[test]
    fn every_reason_to_get_nowhere_has_words_of_its_own() {
        let stalls = [
            Stall::StartPassed { days: 3 },
            Stall::Overdue { offer: OfferId::new() },
            Stall::ManyRefusals { role: Role::Primary, count: 3 },
            Stall::ManyRefusals { role: Role::Secondary, count: 3 },
            Stall::Idle { hours: 13 },
            Stall::Idle { hours: 49 },
        ];
        all_own(&stalls.iter().map(stall).collect::<Vec<_>>());
        assert_eq!(stall(&Stall::Idle { hours: 49 }), "2日間 動きなし");
    }

    #[test]
    fn every_state_says_what_it_is_and_what_comes_next() {
        all_own(&RequestState::ALL.map(|state| super::super::request_state(state).to_owned()));
        all_own(&RequestState::ALL.map(|state| state_next(state).to_owned()));
    }

    #[test]
    fn days_are_counted_as_people_say_them() {
        assert_eq!([days_left(-3), days_left(0), days_left(5)], ["3日超過", "本日", "あと5日"]);
        assert_eq!([days_since(0), days_since(4)], ["本日", "4日"]);
    }
}
