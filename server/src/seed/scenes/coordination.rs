//! Working together, training, and what fits nowhere else.

use super::{Scene, Step, step};

const COURSE: &[Step] = &[
    step("email", "講師候補の医師", "講義のテーマと日時の候補を送り、講師を依頼した。", "返信待ち"),
    step("phone", "依頼元", "講師が決まったことを伝える。会場はオンライン併用、定員は40名で調整。", "案内文を作成"),
    step("meeting", "依頼元・講師", "打ち合わせを実施。事例を2つ用意し、後半は意見交換とすることを決めた。", ""),
];

/// Stands where a list has nothing.
pub(super) const FALLBACK: Scene =
    Scene::new("other", &["other"], "info", "開館時間と駐車場についての問い合わせ。", "平日9時から17時まで、駐車場は正面に3台分あることを伝えた。", "resolved_info");

pub(super) const SCENES: &[Scene] = &[
    Scene::new(
        "coordination/howto",
        &["care_manager"],
        "info",
        "主治医への連絡はFAXと電話のどちらがよいか。診療の妨げにならない時間帯を知りたい。",
        "医師会がまとめた「連絡のとりやすい時間帯一覧」を案内。初回は書面で要件を伝えるよう助言した。",
        "resolved_info",
    ),
    Scene::new(
        "coordination/contact",
        &["other_municipality"],
        "info",
        "{p}が子の住む当市へ転居予定。当市の窓口と、{t}を担当する地域包括を教えてほしい。",
        "担当の包括を案内し、医療情報の引継ぎは当窓口でも受けられることを伝えた。",
        "handed_over",
    ),
    Scene::new(
        "coordination/meeting",
        &["community_support_center"],
        "normal",
        "地域ケア会議で在宅酸素の事例を取り上げる。助言者として医師と薬剤師に出席を依頼したい。",
        "医師会と薬剤師会へ依頼文を送付。候補日を3日挙げてもらうこととした。",
        "resolved_info",
    )
    .then(COURSE),
    Scene::new(
        "coordination/tool",
        &["visiting_nurse", "pharmacy"],
        "normal",
        "ICT連携ツールの患者グループに入れない。招待を受けたはずだが、画面に表示されないとのこと。",
        "登録のメールアドレスの違いを確認。管理者である在宅医に再招待を依頼し、表示されたことを確認した。",
        "resolved_info",
    ),
    Scene::new(
        "coordination/rule",
        &["fire_ems"],
        "normal",
        "施設から救急要請があった{p}。心肺蘇生を望まないとの書面があったが、主治医と連絡がとれなかった。今後の取り扱いを相談したい。",
        "経過を伺い、急変時ルールの見直しを検討する部会の議題とすることを伝えた。施設と主治医へも経緯を確認する。",
        "resolved_info",
    ),
    Scene::new(
        "training_pr/request",
        &["home_helper", "care_facility"],
        "normal",
        "職員向けに喀痰吸引と感染対策の研修を開きたい。参加は15名程度、夕方を希望。",
        "研修の目的と職種を確認。訪問看護ステーション連絡会に講師を打診する。",
        "resolved_info",
    )
    .then(COURSE),
    Scene::new(
        "training_pr/lecturer",
        &["association"],
        "normal",
        "多職種研修会で、心不全の在宅管理について話せる医師を紹介してほしい。対象は約60名。",
        "循環器を専門とする在宅医2名を候補として伝え、窓口から意向を確認することとした。",
        "resolved_info",
    )
    .then(COURSE),
    Scene::new(
        "training_pr/accompany",
        &["clinic"],
        "normal",
        "これから訪問診療を始めたい。経験のある医師の訪問に同行させてもらうことはできるか。",
        "同行訪問の受け入れ医を紹介。必要な届出と費用に関する資料も送付した。",
        "resolved_info",
    ),
    Scene::new(
        "training_pr/lecture",
        &["resident", "welfare_commissioner"],
        "info",
        "老人会で在宅医療と看取りの話をしてほしい。30名ほど、来月の例会で1時間。",
        "出前講座の申込書を送付。看護師と医師会の医師で対応できる日を調整する。",
        "resolved_info",
    )
    .also(&["eol_acp/ending_note"])
    .then(COURSE),
    Scene::new(
        "training_pr/material",
        &["community_support_center", "pharmacy"],
        "info",
        "窓口のリーフレットが残り少ない。50部追加でほしい。外国語版があるかも知りたい。",
        "日本語版を50部発送。英語版とやさしい日本語版のデータをメールで送付した。",
        "resolved_info",
    ),
    Scene::new(
        "complaint",
        &["family"],
        "urgent",
        "{p}。訪問の約束の時間に医師が来ず、連絡もなかった。電話をしても「分かりません」と言われた。",
        "お詫びと傾聴。事実関係を診療所へ確認し、本日中に折り返すことを約束した。所長へ報告済み。",
        "resolved_info",
    ),
    Scene::new(
        "disaster",
        &["visiting_nurse", "care_manager"],
        "urgent",
        "台風の接近で停電が心配。在宅酸素と吸引器を使用する{p}の電源確保と避難先を確認したい。",
        "酸素業者の緊急連絡先と予備ボンベの有無を確認。福祉避難所の受け入れを市の担当課へ照会した。",
        "resolved_info",
    ),
    Scene::new(
        "disaster",
        &["care_facility"],
        "normal",
        "施設内で感染性胃腸炎が5名発生。訪問診療と訪問リハの受け入れをどうすべきか。",
        "保健所への報告の要否を確認。訪問の順番を最後にすること、必要な防護具を関係機関へ伝えることを助言した。",
        "resolved_info",
    ),
    Scene::new(
        "other",
        &["company", "other"],
        "info",
        "見守り機器の紹介をしたいとの電話。パンフレットを置いてほしいとのこと。",
        "特定の商品の紹介は行っていないことを説明し、お断りした。",
        "out_of_scope",
    ),
];
