//! Why a physician stands where they stand: points, cautions, exclusions.

use crate::words::label;
use chrono::NaiveDate;
use domain::assignment::{Caution, Exclusion, ScoreRule};
use domain::calendar::show_short;
use domain::code::{Code, List};

/// Metres as kilometres.
#[must_use]
pub fn km(metres: u32) -> String {
    let tenths = metres.saturating_add(50) / 100;
    format!("{}.{}km", tenths / 10, tenths % 10)
}

fn last(until: NaiveDate) -> String {
    show_short(until.pred_opt().unwrap_or(until))
}

fn labels(list: List, codes: &[Code]) -> String {
    codes.iter().map(|code| label(list, code.as_str(), None)).collect::<Vec<_>>().join("、")
}

/// What points are for.
#[must_use]
pub fn score(rule: &ScoreRule) -> String {
    match rule {
        ScoreRule::Existing => "これまでの担当医".to_owned(),
        ScoreRule::SameDistrict => "訪問できる圏域".to_owned(),
        ScoreRule::Distance { distance_m } => format!("直線距離 {}", km(*distance_m)),
        ScoreRule::SpareCapacity { free: Some(free) } => format!("受入れ余力 あと{free}人"),
        ScoreRule::SpareCapacity { free: None } => "受入れ余力（上限の登録なし）".to_owned(),
        ScoreRule::Specialty => "希望の診療科".to_owned(),
        ScoreRule::CareClass => "在支診・在支病の区分".to_owned(),
        ScoreRule::Night => "夜間・休日の往診に対応".to_owned(),
        ScoreRule::PastAcceptance { accepted: 0, declined: 0 } => "この1年の打診なし".to_owned(),
        ScoreRule::PastAcceptance { accepted, declined } => format!("この1年の受諾 {accepted}件（辞退など {declined}件）"),
        ScoreRule::Fairness { load, average_tenths } => format!("受け持ちが少ない {load}人（平均 {}.{}人）", average_tenths / 10, average_tenths % 10),
        ScoreRule::Partner => "もう一方の担当医と連携".to_owned(),
        ScoreRule::StartFeasible => "開始後2週間に不在なし".to_owned(),
    }
}

/// What is to be looked at before a physician is asked.
#[must_use]
pub fn caution(caution: &Caution) -> String {
    match caution {
        Caution::Beyond16Km { distance_m } => format!("16km超（{}）。算定には絶対的な理由が必要です", km(*distance_m)),
        Caution::SameClinicAsOtherRole => "もう一方の担当医と同じ医療機関です".to_owned(),
        Caution::NearCapacity { free } => format!("受け持ちの上限まで、あと{free}人です"),
        Caution::Unreachable => "メールが届きません。電話で連絡してください".to_owned(),
        Caution::PlaceUnknown => "訪問できる範囲か判定できません。住所と圏域を確かめてください".to_owned(),
    }
}

/// Why a physician cannot be asked.
#[must_use]
pub fn exclusion(exclusion: &Exclusion) -> String {
    match exclusion {
        Exclusion::Left => "退職・退会".to_owned(),
        Exclusion::NotAccepting { from, until } => match (from, until) {
            (None, None) => "新規の受入れを停止中".to_owned(),
            (from, until) => {
                format!("開始希望日は受入れ期間の外（{}～{}）", from.map(show_short).unwrap_or_default(), until.map(last).unwrap_or_default())
            }
        },
        Exclusion::Absent { from, until } => format!("開始希望日に不在（{}～{}）", show_short(*from), until.map(last).unwrap_or_default()),
        Exclusion::Full { capacity, load } => format!("受け持ちが上限（{load}人／{capacity}人）"),
        Exclusion::OutOfArea { distance_m, radius_m, .. } => match (distance_m, radius_m) {
            (Some(distance), Some(radius)) => format!("訪問できる範囲の外（直線距離 {}、範囲 {}）", km(*distance), km(*radius)),
            (Some(distance), None) => format!("訪問できる圏域の外（直線距離 {}）", km(*distance)),
            _ => "訪問できる圏域の外".to_owned(),
        },
        Exclusion::Procedures { missing } => format!("対応できない医療処置：{}", labels(List::Procedure, missing)),
        Exclusion::NoEndOfLife => "看取りに対応しない".to_owned(),
        Exclusion::NoNightVisits => "夜間・休日の往診に対応しない".to_owned(),
        Exclusion::Sex { wanted } => format!("性別の希望（{}）と合わない", label(List::Sex, wanted.as_str(), None)),
        Exclusion::Language { wanted } => format!("対応言語の希望（{}）に対応しない", label(List::Language, wanted.as_str(), None)),
        Exclusion::HoldsOtherRole => "もう一方の担当医に決まっている".to_owned(),
        Exclusion::NotSecondary => "副主治医を引き受けない".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all_own(texts: &[String]) {
        assert!(texts.iter().all(|text| !text.is_empty()));
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len(), "{texts:?}");
    }

    #[test]
    fn every_rule_of_the_score_has_words_of_its_own() {
        let rules = [
            ScoreRule::Existing,
            ScoreRule::SameDistrict,
            ScoreRule::Distance { distance_m: 1_849 },
            ScoreRule::SpareCapacity { free: Some(3) },
            ScoreRule::SpareCapacity { free: None },
            ScoreRule::Specialty,
            ScoreRule::CareClass,
            ScoreRule::Night,
            ScoreRule::PastAcceptance { accepted: 2, declined: 1 },
            ScoreRule::PastAcceptance { accepted: 0, declined: 0 },
            ScoreRule::Fairness { load: 5, average_tenths: 73 },
            ScoreRule::Partner,
            ScoreRule::StartFeasible,
        ];
        all_own(&rules.iter().map(score).collect::<Vec<_>>());
        assert_eq!((km(1_849), km(16_050)), ("1.8km".to_owned(), "16.1km".to_owned()));
    }

    #[test]
    fn every_caution_has_words_of_its_own() {
        let cautions = [Caution::Beyond16Km { distance_m: 17_000 }, Caution::SameClinicAsOtherRole, Caution::NearCapacity { free: 1 }, Caution::Unreachable, Caution::PlaceUnknown];
        all_own(&cautions.iter().map(caution).collect::<Vec<_>>());
    }

    #[test]
    fn every_exclusion_has_words_of_its_own() {
        let day: NaiveDate = "2026-12-01".parse().unwrap();
        let code = |text: &str| Code(text.to_owned());
        let exclusions = [
            Exclusion::Left,
            Exclusion::NotAccepting { from: None, until: None },
            Exclusion::NotAccepting { from: Some(day), until: None },
            Exclusion::Absent { from: day, until: Some(day) },
            Exclusion::Full { capacity: 10, load: 10 },
            Exclusion::OutOfArea { district: None, distance_m: Some(5_000), radius_m: Some(4_000) },
            Exclusion::OutOfArea { district: None, distance_m: Some(5_000), radius_m: None },
            Exclusion::OutOfArea { district: None, distance_m: None, radius_m: None },
            Exclusion::Procedures { missing: vec![code("hot")] },
            Exclusion::NoEndOfLife,
            Exclusion::NoNightVisits,
            Exclusion::Sex { wanted: code("female") },
            Exclusion::Language { wanted: code("sign") },
            Exclusion::HoldsOtherRole,
            Exclusion::NotSecondary,
        ];
        all_own(&exclusions.iter().map(exclusion).collect::<Vec<_>>());
    }
}
