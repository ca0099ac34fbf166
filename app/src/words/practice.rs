//! Words of a physician's own pages: how an offer stands for whoever is asked, the time that is left, who is responsible today.

use super::assignment::role;
use super::physician::until;
use chrono::{DateTime, Utc};
use domain::assignment::{CancelWhy, Card, OfferState, OwnPatient, Role};
use domain::code::List;
use domain::error::Refusal;
use domain::id::PhysicianId;
use domain::physician::Acting;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// How long an answer can still be given. Never more than there is.
#[must_use]
pub fn time_left(deadline: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let left = deadline.signed_duration_since(now);
    if left <= chrono::TimeDelta::zero() {
        return "期限を過ぎました".to_owned();
    }
    let minutes = left.num_minutes();
    let (days, hours) = (minutes / DAY, minutes % DAY / HOUR);
    match (days, hours, minutes) {
        (0, 0, 0) => "まもなく期限です".to_owned(),
        (0, 0, minutes) => format!("あと{minutes}分"),
        (0, hours, _) => format!("あと{hours}時間"),
        (days, 0, _) => format!("あと{days}日"),
        (days, hours, _) => format!("あと{days}日{hours}時間"),
    }
}

/// How an offer stands, to the physician who was asked. Why it ended is told no further than they are told who it was about.
#[must_use]
pub const fn offer_state(state: OfferState) -> &'static str {
    match state {
        OfferState::Draft => "準備中",
        OfferState::Sent | OfferState::Viewed => "未回答",
        OfferState::Reconfirm => "再回答のお願い",
        OfferState::Accepted => "引受け",
        OfferState::Declined => "辞退",
        OfferState::Expired => "期限切れ",
        OfferState::Cancelled(CancelWhy::Filled) => "ほかの医師に決定",
        OfferState::Cancelled(CancelWhy::Withdrawn | CancelWhy::Died | CancelWhy::NoProvider | CancelWhy::DeskTookBack) => "取下げ",
        OfferState::Cancelled(CancelWhy::PhysicianLeft | CancelWhy::Replaced) => "終了",
    }
}

/// The kind of badge that goes with it.
#[must_use]
pub const fn offer_badge(state: OfferState) -> &'static str {
    match state {
        OfferState::Sent | OfferState::Viewed => "waiting",
        OfferState::Reconfirm => "urgent",
        OfferState::Accepted => "open",
        OfferState::Draft | OfferState::Declined | OfferState::Expired | OfferState::Cancelled(_) => "closed",
    }
}

/// What is said about an offer that can no longer be answered; nothing about one that can, or that was accepted.
#[must_use]
pub fn offer_ended(state: OfferState) -> Option<String> {
    let refusal = match state {
        OfferState::Draft | OfferState::Sent | OfferState::Viewed | OfferState::Reconfirm | OfferState::Accepted => return None,
        OfferState::Declined => return Some("辞退のご回答をいただきました。ご検討いただき、ありがとうございました。お気持ちが変わったときは、窓口へお電話ください。".to_owned()),
        OfferState::Expired => Refusal::OfferExpired,
        OfferState::Cancelled(CancelWhy::Filled) => Refusal::OfferSettled,
        OfferState::Cancelled(CancelWhy::Withdrawn | CancelWhy::Died | CancelWhy::NoProvider | CancelWhy::DeskTookBack) => Refusal::OfferWithdrawn,
        OfferState::Cancelled(CancelWhy::PhysicianLeft | CancelWhy::Replaced) => Refusal::OfferClosed,
    };
    Some(super::refusal_text(&refusal))
}

/// 年齢層・性別
#[must_use]
pub fn who(card: &Card) -> String {
    let sex = card.sex.as_ref().map_or_else(|| "性別不明".to_owned(), |sex| super::label(List::Sex, sex.as_str(), None));
    let age = if card.age == domain::assignment::AgeBand::Unknown { "年齢不明" } else { card.age.label() };
    format!("{age}・{sex}")
}

/// 圏域
#[must_use]
pub fn district(card: &Card) -> String {
    if card.district.is_empty() { "圏域不明".to_owned() } else { card.district.clone() }
}

/// 医療処置
#[must_use]
pub fn procedures(codes: &[domain::code::Code]) -> String {
    if codes.is_empty() { "特になし".to_owned() } else { codes.iter().map(|c| super::label(List::Procedure, c.as_str(), None)).collect::<Vec<_>>().join("、") }
}

/// 本日の担当
#[must_use]
pub fn acting(line: &OwnPatient) -> String {
    let named = |asked: Role, id: PhysicianId| match line.other.as_ref().filter(|o| o.id == id) {
        _ if line.mine => format!("あなた（{}）", role(asked)),
        Some(other) => format!("{}（{}）", other.name, role(asked)),
        None => role(asked).to_owned(),
    };
    match line.acting {
        Acting::Primary(id) => named(Role::Primary, id),
        Acting::Secondary { id, primary_back_at } => format!("{}　主治医の不在：{}まで", named(Role::Secondary, id), until(primary_back_at)),
        Acting::Nobody { until: back } => format!("担当できる医師がいません（{}まで）。窓口へお電話ください。", until(back)),
        Acting::Unassigned if line.planned => "開始前".to_owned(),
        Acting::Unassigned => "主治医が決まっていません".to_owned(),
    }
}

/// What happened, after an answer or a question.
pub(super) fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "offer-accepted" => "「引き受ける」と回答しました。",
        "offer-declined" => "「辞退する」と回答しました。",
        "offer-asked" => "窓口に質問を送りました。返信があると、通知でお知らせします。",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use domain::id::PatientId;
    use domain::patient::PatientBrief;
    use domain::physician::PhysicianBrief;

    fn now() -> DateTime<Utc> {
        "2026-11-20T06:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_time_left_is_said_in_the_largest_units_and_never_too_long() {
        for (minutes, text) in [
            (-1, "期限を過ぎました"),
            (0, "期限を過ぎました"),
            (1, "あと1分"),
            (59, "あと59分"),
            (60, "あと1時間"),
            (239, "あと3時間"),
            (24 * 60 - 1, "あと23時間"),
            (24 * 60, "あと1日"),
            (47 * 60 + 59, "あと1日23時間"),
            (5 * 24 * 60, "あと5日"),
        ] {
            assert_eq!(time_left(now() + TimeDelta::minutes(minutes), now()), text, "{minutes}");
        }
        assert_eq!(time_left(now() + TimeDelta::seconds(59), now()), "まもなく期限です");
        let _ = (time_left(DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC), time_left(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC));
    }

    fn states() -> Vec<OfferState> {
        let plain = [OfferState::Draft, OfferState::Sent, OfferState::Viewed, OfferState::Accepted, OfferState::Reconfirm, OfferState::Declined, OfferState::Expired];
        plain.into_iter().chain(CancelWhy::ALL.map(OfferState::Cancelled)).collect()
    }

    #[test]
    fn every_state_is_said_and_every_end_is_explained() {
        for state in states() {
            assert!(!offer_state(state).is_empty() && !offer_badge(state).is_empty());
            assert_eq!(offer_ended(state).is_some_and(|text| !text.is_empty()), state.is_ended(), "{state:?}");
        }
    }

    #[test]
    fn nobody_learns_from_an_offer_that_its_patient_died() {
        let died = OfferState::Cancelled(CancelWhy::Died);
        assert_eq!(offer_state(died), offer_state(OfferState::Cancelled(CancelWhy::Withdrawn)));
        assert!(!offer_ended(died).unwrap().contains("亡"));
    }

    fn line(role: Role, planned: bool, acting: Acting, mine: bool, other: Option<&PhysicianBrief>) -> OwnPatient {
        let patient = PatientBrief { id: PatientId::new(), name: "青葉 花子".into(), kana: String::new(), birth: None, sex: None, ended: None };
        OwnPatient { patient, role, from: "2026-11-01".parse().unwrap(), until: None, planned, mine, other: other.cloned(), acting }
    }

    #[test]
    fn it_is_said_who_is_responsible_today() {
        let (me, other) = (PhysicianId::new(), PhysicianBrief { id: PhysicianId::new(), name: "北村 誠".into(), organization: "北村医院".into() });
        let away = Acting::Secondary { id: other.id, primary_back_at: now() };
        assert_eq!(acting(&line(Role::Primary, false, Acting::Primary(me), true, Some(&other))), "あなた（主治医）");
        assert!(acting(&line(Role::Primary, false, away, false, Some(&other))).starts_with("北村 誠（副主治医）"));
        let instead = Acting::Secondary { id: me, primary_back_at: now() };
        assert!(acting(&line(Role::Secondary, false, instead, true, Some(&other))).starts_with("あなた（副主治医）"));
        let before = line(Role::Primary, true, Acting::Primary(PhysicianId::new()), false, Some(&other));
        assert_eq!(acting(&before), "主治医", "somebody who is followed still acts");
        assert_eq!(acting(&line(Role::Primary, true, Acting::Unassigned, false, None)), "開始前");
        assert_ne!(acting(&line(Role::Secondary, false, Acting::Unassigned, false, None)), "開始前");
        assert!(acting(&line(Role::Primary, false, Acting::Nobody { until: now() }, false, None)).contains("窓口へ"));
    }

    #[test]
    fn every_outcome_has_its_words() {
        assert!(["offer-accepted", "offer-declined", "offer-asked"].into_iter().all(|code| crate::words::done(code).is_some()));
    }
}
