//! What the searches are about, and what happens in each until it stands where somebody who looks around finds it.

use domain::assignment::Role::{self, Primary, Secondary};

/// When something happens, as seen from the moment at which the city is made.
#[derive(Clone, Copy)]
pub(super) enum When {
    /// So many working days before, at this hour and minute in Japan.
    Days(usize, i64, i64),
    /// So many minutes before.
    Minutes(i64),
}

/// What happens; physicians by their names.
pub(super) enum Act {
    Call,
    Open,
    Rank(Role),
    Send(Role, &'static [&'static str]),
    View(&'static str),
    Accept(&'static str),
    /// With the coded reason and a remark.
    Decline(&'static str, &'static str, &'static str),
    Ask(&'static str, &'static str),
    Answer(&'static str, &'static str),
    Decide(Role, &'static str, &'static str),
    Change(Wants),
    Expire,
    Confirm,
    Start,
    Withdraw(&'static str),
    GiveUp(&'static str),
    /// The case ends, with the coded outcome and a remark.
    Close(&'static str, &'static str),
}

/// Whose physicians are looked for.
pub(super) struct Patient {
    pub(super) name: &'static str,
    pub(super) kana: &'static str,
    pub(super) sex: &'static str,
    pub(super) age: i32,
    pub(super) birthday: &'static str,
    pub(super) care_level: &'static str,
    pub(super) address: &'static str,
}

/// Who calls.
pub(super) struct Caller {
    pub(super) kind: &'static str,
    pub(super) name: &'static str,
    pub(super) kana: &'static str,
    pub(super) house: &'static str,
}

/// What is looked for.
pub(super) struct Wants {
    /// Days from the making of the city to the first visit.
    pub(super) start: i64,
    pub(super) procedures: &'static str,
    pub(super) dying: bool,
    pub(super) night: bool,
    pub(super) urgent: bool,
    pub(super) mode: &'static str,
    /// A secondary as well.
    pub(super) both: bool,
    pub(super) note: &'static str,
}

/// One search.
pub(super) struct Search {
    pub(super) desk: usize,
    pub(super) who: usize,
    pub(super) person: Patient,
    pub(super) caller: Caller,
    pub(super) content: &'static str,
    pub(super) wants: Wants,
    pub(super) acts: &'static [(When, Act)],
}

const NOMINATE: Wants = Wants { start: 8, procedures: "", dying: false, night: false, urgent: false, mode: "nominate", both: false, note: "" };

const fn day(days: usize, hour: i64, minute: i64) -> When {
    When::Days(days, hour, minute)
}

const fn ago(minutes: i64) -> When {
    When::Minutes(minutes)
}

const fn woman(name: &'static str, kana: &'static str, age: i32, birthday: &'static str, care_level: &'static str, address: &'static str) -> Patient {
    Patient { name, kana, sex: "female", age, birthday, care_level, address }
}

const fn man(name: &'static str, kana: &'static str, age: i32, birthday: &'static str, care_level: &'static str, address: &'static str) -> Patient {
    Patient { name, kana, sex: "male", age, birthday, care_level, address }
}

const fn caller(kind: &'static str, name: &'static str, kana: &'static str, house: &'static str) -> Caller {
    Caller { kind, name, kana, house }
}

/// The searches, in the order in which a search goes on.
pub(super) static SEARCHES: [Search; 13] =
    [FRESH, RANKED, WAITING, DECLINED, FIRST_OF_THREE, ASKED_BACK, CHANGED, AT_THE_MEETING, CONFIRMED, WITHDRAWN, NOBODY, STARTED, NO_ANSWER];

const FRESH: Search = Search {
    desk: 0,
    who: 1,
    person: woman("宮本 静江", "みやもと しずえ", 84, "03-12", "care3", "浜風町2-8-3"),
    caller: caller("hospital_msw", "大野 香織", "おおの かおり", "みなと川中央病院 地域連携室"),
    content: "心不全で入院中、再来週に自宅退院の見込み。在宅酸素を導入予定で、訪問診療の主治医と副主治医をお願いしたい。夫と二人暮らし。",
    wants: Wants { start: 12, procedures: "hot", both: true, note: "退院前カンファレンスの日程は病院と調整中。", ..NOMINATE },
    acts: &[(ago(180), Act::Call), (ago(160), Act::Open)],
};

const RANKED: Search = Search {
    desk: 0,
    who: 0,
    person: man("久保 辰男", "くぼ たつお", 79, "07-01", "care2", "白帆台4-11-2"),
    caller: caller("care_manager", "増田 直美", "ますだ なおみ", "みどり野ケアプラン"),
    content: "パーキンソン病で通院していたが、転倒が増え通院が難しくなった。膀胱留置カテーテルあり。訪問診療に切り替えたい。",
    wants: Wants { start: 14, procedures: "foley", ..NOMINATE },
    acts: &[(day(1, 10, 20), Act::Call), (day(1, 10, 45), Act::Open), (day(1, 11, 5), Act::Rank(Primary))],
};

const WAITING: Search = Search {
    desk: 0,
    who: 0,
    person: woman("大塚 ミツ", "おおつか みつ", 91, "11-23", "care4", "川口町1-20-6"),
    caller: caller("hospital_msw", "谷口 聡", "たにぐち さとし", "汐見総合病院 地域連携室"),
    content: "誤嚥性肺炎で入院、胃瘻造設後に自宅退院の方針。吸引あり。長女が同居し介護する。訪問診療医を探してほしい。",
    wants: Wants { procedures: "peg,suction", ..NOMINATE },
    acts: &[
        (day(2, 14, 0), Act::Call),
        (day(2, 14, 25), Act::Open),
        (day(2, 14, 40), Act::Rank(Primary)),
        (day(1, 16, 10), Act::Send(Primary, &["森山 直人"])),
        (ago(55), Act::View("森山 直人")),
    ],
};

const DECLINED: Search = Search {
    desk: 0,
    who: 1,
    person: man("岩崎 正雄", "いわさき まさお", 74, "02-08", "care5", "かもめ台3-5-14"),
    caller: caller("hospital_nurse", "松井 由美", "まつい ゆみ", "白帆台病院 病棟"),
    content: "胃がん末期。中心静脈栄養と緩和ケアを続けながら、自宅で過ごすことを本人が強く希望。今週末にも退院したい。",
    wants: Wants { start: 6, procedures: "tpn,palliative", dying: true, ..NOMINATE },
    acts: &[
        (day(3, 9, 40), Act::Call),
        (day(3, 10, 0), Act::Open),
        (day(3, 10, 15), Act::Rank(Primary)),
        (day(2, 9, 30), Act::Send(Primary, &["鴎 理恵"])),
        (day(2, 12, 40), Act::View("鴎 理恵")),
        (day(1, 13, 5), Act::Decline("鴎 理恵", "capacity", "看取りの方が重なっており、今月はお受けできません。来月中旬以降であれば可能です。")),
    ],
};

const FIRST_OF_THREE: Search = Search {
    desk: 0,
    who: 2,
    person: woman("千葉 綾子", "ちば あやこ", 88, "05-30", "care3", "白帆台1-7-9"),
    caller: caller("community_support_center", "高田 純", "たかだ じゅん", "中央地域包括支援センター"),
    content: "独居。認知症が進み、糖尿病の通院と服薬が途絶えている。インスリンの管理を含め、訪問診療に切り替えたい。",
    wants: Wants { start: 5, procedures: "insulin", mode: "broadcast", both: true, ..NOMINATE },
    acts: &[
        (day(3, 13, 20), Act::Call),
        (day(3, 13, 50), Act::Open),
        (day(3, 14, 10), Act::Rank(Primary)),
        (day(2, 10, 0), Act::Send(Primary, &["潮田 千尋", "青葉 圭介", "入江 真由"])),
        (day(2, 12, 10), Act::View("青葉 圭介")),
        (day(2, 12, 31), Act::View("潮田 千尋")),
        (day(2, 12, 46), Act::Accept("潮田 千尋")),
        (day(1, 9, 30), Act::Rank(Secondary)),
    ],
};

const ASKED_BACK: Search = Search {
    desk: 0,
    who: 0,
    person: man("野口 喜一", "のぐち きいち", 68, "09-17", "applying", "灯台前2-3-11"),
    caller: caller("hospital_doctor", "平野 雅之", "ひらの まさゆき", "みなと川中央病院"),
    content: "膵がん末期。病状の進行が早く、明後日までに退院して自宅で看取りたい。麻薬の持続皮下注射あり。至急、訪問診療医を探してほしい。",
    wants: Wants { start: 2, procedures: "opioid_pca,palliative", dying: true, night: true, urgent: true, note: "訪問看護は調整済み。", ..NOMINATE },
    acts: &[
        (ago(255), Act::Call),
        (ago(240), Act::Open),
        (ago(236), Act::Rank(Primary)),
        (ago(170), Act::Send(Primary, &["森山 直人"])),
        (ago(152), Act::View("森山 直人")),
        (ago(148), Act::Ask("森山 直人", "持続皮下注射のポンプは、病院からの貸出しのまま退院となりますか。")),
        (ago(117), Act::Answer("森山 直人", "はい。退院後2週間は病院のポンプを使用し、その間に在宅用へ切り替える予定です。")),
        (ago(35), Act::Ask("森山 直人", "初回訪問は退院当日の18時以降になりますが、差し支えありませんか。")),
    ],
};

const CHANGED: Search = Search {
    desk: 1,
    who: 1,
    person: woman("桜井 初枝", "さくらい はつえ", 82, "12-05", "care2", "北浜5-2-7"),
    caller: caller("hospital_msw", "今井 真由美", "いまい まゆみ", "北浜リハビリテーション病院 地域連携室"),
    content: "大腿骨骨折のリハビリを終え、自宅退院予定。間質性肺炎の既往があり、通院は困難。訪問診療をお願いしたい。",
    wants: Wants { start: 11, ..NOMINATE },
    acts: &[
        (day(5, 11, 10), Act::Call),
        (day(5, 11, 30), Act::Open),
        (day(5, 11, 45), Act::Rank(Primary)),
        (day(4, 10, 0), Act::Send(Primary, &["青葉 圭介"])),
        (day(4, 12, 15), Act::View("青葉 圭介")),
        (day(3, 12, 20), Act::Accept("青葉 圭介")),
        (day(1, 11, 0), Act::Change(Wants { start: 8, procedures: "hot", note: "在宅酸素の導入が決まり、退院が3日早まった。", ..NOMINATE })),
    ],
};

const AT_THE_MEETING: Search = Search {
    desk: 1,
    who: 1,
    person: man("平野 貞夫", "ひらの さだお", 86, "04-19", "care4", "汐見町3-14-1"),
    caller: caller("visiting_nurse", "内田 恵子", "うちだ けいこ", "訪問看護ステーション白帆"),
    content: "脳梗塞後遺症。主治医の高齢化で訪問が終了する。褥瘡の処置を続けられる主治医と、夜間も頼れる副主治医をお願いしたい。",
    wants: Wants { start: 7, procedures: "pressure_ulcer", mode: "committee", both: true, ..NOMINATE },
    acts: &[
        (day(6, 15, 0), Act::Call),
        (day(6, 15, 20), Act::Open),
        (day(5, 9, 50), Act::Rank(Primary)),
        (day(1, 14, 30), Act::Decide(Primary, "青葉 圭介", "在宅医療調整会議で決定。北部を訪問しており、褥瘡の処置に対応できるため。")),
        (day(1, 14, 34), Act::Decide(Secondary, "入江 真由", "在宅医療調整会議で決定。自宅に近く、副主治医を引き受けられるため。")),
    ],
};

const CONFIRMED: Search = Search {
    desk: 0,
    who: 1,
    person: woman("古川 照子", "ふるかわ てるこ", 77, "08-21", "care3", "松原4-9-8"),
    caller: caller("hospital_msw", "大野 香織", "おおの かおり", "みなと川中央病院 地域連携室"),
    content: "慢性閉塞性肺疾患の増悪で入院。在宅酸素2Lで退院が決まった。夜間の往診も含め、訪問診療医を2名体制でお願いしたい。",
    wants: Wants { start: 4, procedures: "hot", night: true, both: true, ..NOMINATE },
    acts: &[
        (day(6, 9, 20), Act::Call),
        (day(6, 9, 45), Act::Open),
        (day(6, 10, 0), Act::Rank(Primary)),
        (day(6, 10, 20), Act::Send(Primary, &["森山 直人"])),
        (day(5, 12, 30), Act::View("森山 直人")),
        (day(5, 12, 42), Act::Accept("森山 直人")),
        (day(5, 13, 30), Act::Rank(Secondary)),
        (day(5, 13, 45), Act::Send(Secondary, &["青葉 圭介"])),
        (day(4, 12, 50), Act::View("青葉 圭介")),
        (day(3, 12, 35), Act::Accept("青葉 圭介")),
        (day(3, 15, 0), Act::Confirm),
    ],
};

const WITHDRAWN: Search = Search {
    desk: 1,
    who: 0,
    person: man("松尾 重雄", "まつお しげお", 90, "01-27", "care4", "浜風町5-1-12"),
    caller: caller("family", "松尾 雅之", "まつお まさゆき", ""),
    content: "父を自宅で看たい。肺気腫で在宅酸素を使っている。足腰が弱り通院できないので、来てくれる先生を探してほしい。",
    wants: Wants { start: 10, procedures: "hot", ..NOMINATE },
    acts: &[
        (day(9, 10, 30), Act::Call),
        (day(9, 10, 55), Act::Open),
        (day(9, 11, 10), Act::Rank(Primary)),
        (day(9, 13, 0), Act::Send(Primary, &["緑川 修"])),
        (day(8, 16, 0), Act::Withdraw("介護老人保健施設への入所が決まり、訪問診療は不要になったとご家族から連絡があったため")),
        (day(8, 16, 10), Act::Close("facility", "入所先の相談員へ、これまでの経過を伝えた。")),
    ],
};

const NOBODY: Search = Search {
    desk: 0,
    who: 2,
    person: woman("市川 玉枝", "いちかわ たまえ", 73, "06-14", "care1", "みどり野5-26-4"),
    caller: caller("care_manager", "浜田 誠", "はまだ まこと", "ケアプランセンター灯"),
    content: "慢性心不全。夜間に息苦しさを訴えて救急車を呼ぶことが続いている。夜間の往診ができる医師を探してほしい。",
    wants: Wants { start: 3, night: true, ..NOMINATE },
    acts: &[
        (day(12, 11, 0), Act::Call),
        (day(12, 11, 20), Act::Open),
        (day(12, 11, 35), Act::Rank(Primary)),
        (day(11, 9, 20), Act::Send(Primary, &["燈 浩司"])),
        (day(10, 14, 10), Act::Decline("燈 浩司", "distance", "診療所から遠く、夜間にすぐ伺えない。")),
        (day(10, 14, 40), Act::Send(Primary, &["緑川 修"])),
        (day(9, 9, 15), Act::Decline("緑川 修", "night", "夜間は一人体制のため、頻回の往診は難しい。")),
        (day(9, 9, 40), Act::Send(Primary, &["川口 誠一"])),
        (day(8, 11, 25), Act::Decline("川口 誠一", "specialty", "心不全の管理は循環器の先生にお願いしたい。")),
        (day(7, 10, 0), Act::GiveUp("夜間の往診まで対応できる医師が市内に見つからず、隣市の在宅療養支援診療所へ引き継いだため")),
        (day(7, 10, 15), Act::Close("handed_over", "隣市の在宅医療・介護連携支援センターへ情報を引き継いだ。")),
    ],
};

const STARTED: Search = Search {
    desk: 0,
    who: 0,
    person: man("水野 敏夫", "みずの としお", 81, "10-02", "care5", "かもめ台1-16-5"),
    caller: caller("hospital_msw", "谷口 聡", "たにぐち さとし", "汐見総合病院 地域連携室"),
    content: "入院前から診ていた医師が、退院後も訪問診療を引き受けるとのこと。副主治医も決まっている。依頼書の発行と記録をお願いしたい。",
    wants: Wants { start: -6, procedures: "peg,foley", mode: "direct", both: true, ..NOMINATE },
    acts: &[
        (day(12, 14, 0), Act::Call),
        (day(12, 14, 20), Act::Open),
        (day(12, 14, 30), Act::Decide(Primary, "鴎 理恵", "入院前からの主治医で、病院・ご家族とも合意済みのため")),
        (day(12, 14, 33), Act::Decide(Secondary, "緑川 修", "主治医からの依頼を電話で確認し、承諾を得ているため")),
        (day(11, 9, 30), Act::Confirm),
        (day(3, 10, 0), Act::Start),
        (day(2, 16, 30), Act::Close("doctor_assigned", "初回訪問を確認し、終結とした。")),
    ],
};

const NO_ANSWER: Search = Search {
    desk: 0,
    who: 0,
    person: woman("横山 トシ", "よこやま とし", 93, "03-03", "care4", "入船3-12-2"),
    caller: caller("care_manager", "久保 さおり", "くぼ さおり", "居宅介護支援事業所しおさい"),
    content: "老衰が進み、食事量が減っている。孫と同居。通院の負担が大きく、訪問診療に切り替えたい。",
    wants: Wants { start: 9, ..NOMINATE },
    acts: &[
        (day(7, 10, 0), Act::Call),
        (day(7, 10, 20), Act::Open),
        (day(7, 10, 30), Act::Rank(Primary)),
        (day(6, 10, 0), Act::Send(Primary, &["入江 真由"])),
        (day(2, 10, 30), Act::Expire),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use domain::code::{Codes, List};
    use domain::text::is_kana;

    #[test]
    fn the_searches_say_what_the_lists_know() {
        let codes = Codes::seed(chrono::NaiveDate::default());
        let known = |list, code: &str| assert!(codes.required(list, code, None).is_ok(), "{code}");
        for search in &SEARCHES {
            assert!([search.person.kana, search.caller.kana].iter().all(|kana| is_kana(&kana.replace(' ', ""))), "{}", search.person.name);
            known(List::Sex, search.person.sex);
            known(List::CareLevel, search.person.care_level);
            known(List::CallerType, search.caller.kind);
            search.wants.procedures.split(',').filter(|code| !code.is_empty()).for_each(|code| known(List::Procedure, code));
            for (_, act) in search.acts {
                match act {
                    Act::Decline(_, reason, _) => known(List::DeclineReason, reason),
                    Act::Close(outcome, _) => known(List::Outcome, outcome),
                    _ => {}
                }
            }
        }
    }
}
