//! What people call a desk about, as nurses note it. `{p}` is the patient, `{h}` a hospital, `{c}` a clinic, `{s}` a nursing station, `{t}` a quarter.

mod arrangement;
mod consultation;
mod coordination;

use super::people::{CLINICS, HOSPITALS, STATIONS, TOWNS};
use super::random::Random;

/// One line of a case's record to come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Code of 方法.
    pub(super) means: &'static str,
    /// 相手
    pub(super) counterpart: &'static str,
    /// 内容
    pub(super) content: &'static str,
    /// 次の予定
    pub(super) next: &'static str,
}

/// One call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene {
    /// Code of 主な相談内容.
    pub(super) category: &'static str,
    /// Codes of その他の相談内容.
    pub(super) others: &'static [&'static str],
    /// Codes of those who call so.
    pub(super) callers: &'static [&'static str],
    /// Code of 緊急度.
    pub(super) urgency: &'static str,
    /// It is about somebody.
    pub(super) about: bool,
    /// 相談内容
    pub(super) content: &'static str,
    /// 対応内容
    pub(super) response: &'static str,
    /// Code of 転帰.
    pub(super) outcome: &'static str,
    /// How it goes on.
    pub(super) steps: &'static [Step],
}

const fn step(means: &'static str, counterpart: &'static str, content: &'static str, next: &'static str) -> Step {
    Step { means, counterpart, content, next }
}

impl Scene {
    const fn new(category: &'static str, callers: &'static [&'static str], urgency: &'static str, content: &'static str, response: &'static str, outcome: &'static str) -> Self {
        Self { category, others: &[], callers, urgency, about: content_names_somebody(content), content, response, outcome, steps: &[] }
    }

    const fn also(mut self, others: &'static [&'static str]) -> Self {
        self.others = others;
        self
    }

    const fn then(mut self, steps: &'static [Step]) -> Self {
        self.steps = steps;
        self
    }

    /// The note with everything put in.
    pub(super) fn content(&self, random: &mut Random, patient: &str) -> String {
        fill(random, self.content, patient)
    }

    /// The answer with everything put in.
    pub(super) fn response(&self, random: &mut Random, patient: &str) -> String {
        fill(random, self.response, patient)
    }
}

/// Scenes that name `{p}` are about somebody.
const fn content_names_somebody(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'{' && matches!(tail, [b'p', b'}', ..]) {
            return true;
        }
        rest = tail;
    }
    false
}

/// A text with everything put in.
pub(super) fn fill(random: &mut Random, text: &str, patient: &str) -> String {
    text.replace("{p}", patient)
        .replace("{h}", random.word(&HOSPITALS))
        .replace("{c}", random.word(&CLINICS))
        .replace("{s}", random.word(&STATIONS))
        .replace("{t}", random.word(&TOWNS))
}

/// One of the scenes: arranging is more than half of what a desk does.
pub(super) fn pick(random: &mut Random) -> &'static Scene {
    let scenes = match random.below(100) {
        0..52 => arrangement::SCENES,
        52..88 => consultation::SCENES,
        _ => coordination::SCENES,
    };
    random.pick(scenes).unwrap_or(&coordination::FALLBACK)
}

/// Steps of a scene; general ones where it has none of its own.
pub(super) const fn steps(scene: &Scene) -> &'static [Step] {
    if scene.steps.is_empty() { GENERAL } else { scene.steps }
}

const GENERAL: &[Step] = &[
    step("phone", "相談者", "折り返し電話。その後の様子を確認。大きな変化はないとのこと。", "1週間後に再度連絡"),
    step("phone", "担当ケアマネ", "相談内容を共有し、サービスの調整状況を確認。担当者会議で取り上げてもらう。", "会議の結果待ち"),
    step("internal", "", "窓口内で対応を共有。資料一式を準備し、相談者へ郵送した。", "到着を確認する"),
    step("phone", "相談者", "案内した内容で見通しが立ったとのこと。困ったときはいつでも連絡をと伝える。", ""),
];

#[cfg(test)]
mod tests {
    use super::*;
    use domain::code::{Codes, List};

    #[test]
    fn every_code_is_in_its_list_and_every_gap_is_filled() {
        let all: Vec<&Scene> = [arrangement::SCENES, consultation::SCENES, coordination::SCENES].concat().leak().iter().collect();
        assert!(all.len() >= 60, "{}", all.len());
        let mut random = Random::new(3);
        let codes = Codes::seed(chrono::NaiveDate::default());
        let has = |list: List, code: &str| codes.ever(list, code);
        for scene in all {
            assert!(has(List::Category, scene.category) && scene.others.iter().all(|c| has(List::Category, c) && *c != scene.category), "{}", scene.category);
            assert!(has(List::Urgency, scene.urgency) && has(List::Outcome, scene.outcome), "{}", scene.content);
            assert!(!scene.callers.is_empty() && scene.callers.iter().all(|c| has(List::CallerType, c)), "{}", scene.content);
            assert!(steps(scene).iter().all(|s| has(List::Means, s.means)), "{}", scene.content);
            let text = scene.content(&mut random, "82歳女性") + &scene.response(&mut random, "82歳女性");
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
}
