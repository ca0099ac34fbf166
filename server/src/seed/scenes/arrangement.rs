//! Arranging home care: physicians, discharge, beds, services.

use super::{Scene, Step, step};

const DOCTOR: &[Step] = &[
    step("phone", "訪問診療クリニック 事務", "新規受け入れの可否を照会。診療情報提供書をFAXしてほしいとのことで、病院へ依頼した。", "回答待ち"),
    step("fax", "訪問診療クリニック", "診療情報提供書が届いた旨を確認。主治医が検討し、明日中に返答するとのこと。", "翌日に確認"),
    step("phone", "訪問診療クリニック 医師", "受け入れ可との返答。初回訪問は退院翌日の午後。緊急時は24時間対応してもらえる。", "本人・家族へ連絡"),
    step("phone", "家族", "在宅医が決まったことを伝える。初回訪問の日時と必要書類を説明。安心したと話される。", ""),
];

const DISCHARGE: &[Step] = &[
    step("phone", "病院 退院支援看護師", "退院日の目安と医療処置を確認。家族への手技指導は今週から始める予定。", "カンファの日程待ち"),
    step("meeting", "病棟・ケアマネ・訪問看護", "退院前カンファに参加。物品の手配と急変時の連絡先を確認し、役割分担を決めた。", "退院日に状況確認"),
    step("phone", "担当ケアマネ", "予定どおり退院。初日の訪問看護も問題なく終了したとの報告を受ける。", ""),
];

const BED: &[Step] = &[
    step("phone", "病院 地域連携室", "受け入れを打診。ベッド状況を確認のうえ、本日中に折り返すとのこと。", "折り返し待ち"),
    step("phone", "病院 地域連携室", "受け入れ可。入院は明後日の午前、持参薬とお薬手帳を持って来てほしいとのこと。", "在宅医と家族へ連絡"),
];

pub(super) const SCENES: &[Scene] = &[
    Scene::new(
        "doctor_matching/primary",
        &["hospital_msw", "hospital_nurse"],
        "urgent",
        "退院後の訪問診療医を探している。{p}。膵がん末期で、本人・家族とも自宅での看取りを希望。{h}を来週中に退院予定。内服の麻薬あり、PCAは未導入。",
        "24時間対応で看取りまで可能な近隣の医療機関を3か所候補として案内。まず{c}へ照会することで了承を得た。",
        "doctor_assigned",
    )
    .also(&["eol_acp/home_death", "transition/discharge"])
    .then(DOCTOR),
    Scene::new(
        "doctor_matching/primary",
        &["care_manager"],
        "normal",
        "{p}。通院していた整形外科への移動が難しくなり、訪問診療に切り替えたい。独居、{t}の団地4階でエレベーターなし。内科の持病は高血圧と糖尿病。",
        "かかりつけ医に訪問診療の可否を先に確認するよう助言。難しい場合に備え、{t}を訪問範囲とする診療所の一覧をFAXした。",
        "kept_current",
    )
    .then(DOCTOR),
    Scene::new(
        "doctor_matching/primary",
        &["family"],
        "normal",
        "母を自宅で看たい。{p}。最近は食事量が減り、外来に連れて行くのも一苦労。往診してくれる先生を知りたい。",
        "訪問診療の仕組みと費用の目安を説明。現在の主治医に相談のうえ、紹介状をもらえるか確認してもらう。",
        "doctor_assigned",
    )
    .also(&["system_money/medical_cost"])
    .then(DOCTOR),
    Scene::new(
        "doctor_matching/primary",
        &["community_support_center"],
        "urgent",
        "民生委員から連絡を受けた方。{p}。十年以上受診なし、下肢の浮腫と息切れが強い。受診を拒んでおり、自宅に来てくれる医師を探したい。",
        "初回は包括職員と同行できる診療所をあたることとし、緊急性が高い場合の救急要請の目安を共有した。",
        "doctor_assigned",
    )
    .also(&["medical/symptom"])
    .then(DOCTOR),
    Scene::new(
        "doctor_matching/secondary",
        &["home_doctor", "clinic"],
        "normal",
        "来月に学会で4日間不在となる。{p}を含む在宅患者について、不在中の副主治医をお願いできる医師を紹介してほしい。",
        "対象患者の人数と医療処置を確認。副主治医制度の登録医のうち、訪問範囲が重なる2名へ打診することとした。",
        "doctor_assigned",
    )
    .also(&["doctor_matching/cover"])
    .then(DOCTOR),
    Scene::new(
        "doctor_matching/change",
        &["family", "care_manager"],
        "normal",
        "{p}。今の訪問診療は夜間の連絡がつきにくく、家族が不安を感じている。主治医の変更はできるか。",
        "不満の内容を傾聴。まず現主治医へ夜間体制を確認することを提案し、変更する場合の手順も説明した。",
        "kept_current",
    ),
    Scene::new(
        "doctor_matching/feasibility",
        &["hospital_msw"],
        "normal",
        "{p}。在宅酸素2Lと膀胱留置カテーテルあり。{t}の自宅へ退院した場合に訪問診療が可能か、対応できる診療所を教えてほしい。",
        "在宅酸素とカテーテル管理に対応可能な診療所2か所を案内。訪問看護は{s}が空きありとの情報を伝えた。",
        "doctor_assigned",
    )
    .also(&["home_service/nursing"])
    .then(DOCTOR),
    Scene::new(
        "doctor_matching/feasibility",
        &["visiting_nurse"],
        "normal",
        "{p}。腹膜透析を自宅で続けている。主治医が高齢で訪問を縮小するとのこと。透析の管理ができる在宅医はいるか。",
        "市内で対応可能な医療機関は限られることを説明。{h}腎臓内科と連携できる診療所へ照会する。",
        "doctor_assigned",
    )
    .then(DOCTOR),
    Scene::new(
        "doctor_matching/specialist",
        &["care_facility"],
        "normal",
        "入居中の{p}。仙骨部の褥瘡が悪化傾向。皮膚科の往診に来てくれる医師を探している。",
        "皮膚科の往診に対応する医療機関2か所を案内。内科主治医からの情報提供書を用意してもらうよう依頼した。",
        "doctor_assigned",
    ),
    Scene::new(
        "doctor_matching/specialist",
        &["community_support_center"],
        "normal",
        "{p}。物盗られ妄想が強く、家族が疲弊している。精神科の往診は可能か。本人は受診を拒否。",
        "認知症初期集中支援チームの利用を提案。あわせて精神科往診を行う診療所の連絡先を伝えた。",
        "handed_over",
    )
    .also(&["medical/dementia", "care/burden"]),
    Scene::new(
        "doctor_matching/eol",
        &["home_doctor"],
        "urgent",
        "{p}。老衰で経口摂取がほとんどできなくなった。自宅での看取りを希望しているが、夜間の死亡診断まで単独では難しい。連携できる医師を探したい。",
        "当番の副主治医制度を案内し、連携医2名に打診。訪問看護{s}の24時間体制も確認した。",
        "died_home",
    )
    .also(&["eol_acp/home_death"])
    .then(DOCTOR),
    Scene::new(
        "doctor_matching/cover",
        &["clinic"],
        "immediate",
        "院長が急病で本日から入院。訪問予定の患者が午後に3名あり、うち{p}は点滴の継続が必要。代診を探してほしい。",
        "直ちに近隣の登録医へ連絡し、{c}の協力を得た。患者情報は医師間で直接引き継いでもらう。",
        "doctor_assigned",
    ),
    Scene::new(
        "transition/discharge",
        &["hospital_msw", "hospital_nurse"],
        "normal",
        "{p}。脳梗塞後で右片麻痺、胃瘻造設済み。自宅退院の方向だが、主介護者の妻も要支援で不安が強い。利用できる資源を知りたい。",
        "訪問看護・訪問リハ・短期入所の組み合わせを提案。退院前カンファへの参加を申し出た。",
        "home_started",
    )
    .also(&["home_service/nursing", "care/burden"])
    .then(DISCHARGE),
    Scene::new(
        "transition/discharge",
        &["hospital_nurse"],
        "urgent",
        "{p}。明後日の退院が急に決まった。吸引器の手配が間に合わない可能性がある。貸し出しできるところはないか。",
        "医師会の貸し出し用吸引器に空きがあることを確認。{s}が受け取りと家族指導を担当する。",
        "home_started",
    )
    .also(&["home_service/supplies"])
    .then(DISCHARGE),
    Scene::new(
        "transition/discharge",
        &["family"],
        "normal",
        "父が{h}に入院中。{p}。病院から来月までに退院先を決めるよう言われたが、何から始めればよいか分からない。",
        "病院の相談員と話し合う際の要点を整理してお渡しした。介護保険の区分変更申請についても説明。",
        "home_started",
    )
    .also(&["care/application"])
    .then(DISCHARGE),
    Scene::new(
        "transition/transfer",
        &["hospital_msw"],
        "normal",
        "{p}。急性期の治療は終了。中心静脈栄養を継続したまま療養できる病院を探している。家族は市内を希望。",
        "市内の療養病床2か所と隣市1か所を案内。空床の有無は直接確認してもらう。",
        "transferred",
    )
    .then(BED),
    Scene::new(
        "transition/admission",
        &["home_doctor", "visiting_nurse"],
        "immediate",
        "{p}。昨夜から38.9度の発熱、SpO2 88%。誤嚥性肺炎の疑い。本人は入院に同意。受け入れ先を探してほしい。",
        "{h}へ受け入れを依頼し、救急外来で対応可との返答。救急要請のうえ搬送となった。",
        "hospitalized",
    )
    .also(&["backup_bed/emergency"]),
    Scene::new(
        "transition/conference",
        &["care_manager"],
        "normal",
        "{p}の退院前カンファレンスに在宅側の医師が参加できない。情報共有の方法について助言がほしい。",
        "オンライン参加と、事前の情報シートによる共有の二通りを提案。市の共通様式をメールで送付した。",
        "resolved_info",
    )
    .also(&["coordination/tool"]),
    Scene::new(
        "backup_bed/emergency",
        &["home_doctor"],
        "immediate",
        "在宅療養中の{p}。心不全の増悪で呼吸苦が強い。後方支援病床を利用したい。事前登録あり。",
        "登録先の{h}に連絡し受け入れ可。診療情報をFAXし、家族へ入院の持ち物を伝えた。",
        "hospitalized",
    ),
    Scene::new(
        "backup_bed/respite",
        &["care_manager", "family"],
        "normal",
        "人工呼吸器を使用中の{p}。主介護者が手術を受けるため、2週間のレスパイト入院を希望。ショートステイは医療処置のため断られた。",
        "受け入れ実績のある病院3か所へ順に打診することとし、必要な情報提供書を在宅医へ依頼。",
        "hospitalized",
    )
    .also(&["care/burden"])
    .then(BED),
    Scene::new(
        "backup_bed/respite",
        &["visiting_nurse"],
        "normal",
        "{p}。夜間の吸引で妻がほとんど眠れていない。定期的なレスパイト入院を計画したい。",
        "協力病院の利用条件（14日以内、在宅医の紹介が必要）を説明。担当者会議での検討を提案した。",
        "resolved_info",
    )
    .also(&["care/burden"])
    .then(BED),
    Scene::new(
        "backup_bed/preregistration",
        &["home_doctor", "clinic"],
        "normal",
        "{p}。急変時に備えて後方支援病床の事前登録をしたい。必要な書類と、登録できる病院を教えてほしい。",
        "登録票の様式と記載例を送付。希望病院は1か所とし、重複がないか病院側で確認することを説明した。",
        "resolved_info",
    ),
    Scene::new(
        "backup_bed/vacancy",
        &["hospital_msw"],
        "info",
        "地域包括ケア病床の空きについて情報提供。男性2床、女性1床。認知症の方も受け入れ可能とのこと。",
        "空床情報の一覧を更新し、登録医へ案内することを伝えた。",
        "resolved_info",
    ),
    Scene::new(
        "backup_bed/exam",
        &["clinic"],
        "normal",
        "{p}。貧血が進行しており、輸血を短期入院で行いたい。受けてくれる病院はあるか。",
        "日帰りまたは1泊で対応できる病院2か所を案内。血液型と直近の検査データの添付をお願いした。",
        "hospitalized",
    )
    .then(BED),
    Scene::new(
        "home_service/nursing",
        &["care_manager"],
        "normal",
        "{p}。ストーマ管理に慣れた訪問看護を探している。週2回、{t}。できれば皮膚・排泄ケアの認定看護師がいるところ。",
        "該当する2事業所を案内。{s}は来週から新規受け入れ可とのこと。",
        "handed_over",
    ),
    Scene::new(
        "home_service/nursing",
        &["hospital_nurse"],
        "urgent",
        "{p}。麻薬の持続皮下注射を自宅で行う予定。PCAポンプの交換ができる訪問看護と薬局を至急探したい。",
        "24時間対応でポンプ管理の実績がある{s}に照会。無菌調製が可能な薬局も併せて案内した。",
        "home_started",
    )
    .also(&["home_service/pharmacy"])
    .then(DISCHARGE),
    Scene::new(
        "home_service/pharmacy",
        &["visiting_nurse", "care_manager"],
        "normal",
        "{p}。薬が10種類以上あり飲み忘れが多い。残薬も大量にある。訪問薬剤管理を頼める薬局はあるか。",
        "訪問対応の薬局3か所を案内。主治医の指示が必要なこと、一包化と服薬カレンダーの活用も助言した。",
        "resolved_info",
    )
    .also(&["medical/medication"]),
    Scene::new(
        "home_service/dental",
        &["care_facility", "care_manager"],
        "normal",
        "{p}。義歯が合わず食事が進まない。訪問歯科を希望。左下の歯ぐきの腫れもある。",
        "歯科医師会の訪問歯科窓口を案内。抗凝固薬を内服中のため、必ず申し送るよう伝えた。",
        "handed_over",
    ),
    Scene::new(
        "home_service/rehab",
        &["family", "self"],
        "normal",
        "{p}。大腿骨頸部骨折で手術後、退院して1か月。家の中の移動が不安定なので訪問リハビリを受けたい。",
        "主治医の指示書が必要なことと、訪問看護からのリハビリとの違いを説明。担当ケアマネへつないだ。",
        "handed_over",
    ),
    Scene::new(
        "home_service/nutrition",
        &["visiting_nurse"],
        "normal",
        "{p}。とろみをつけてもむせが増え、体重が3か月で4kg減少。管理栄養士の訪問を利用できないか。",
        "栄養ケア・ステーションの連絡先を案内。嚥下評価のできる訪問歯科との連携も提案した。",
        "resolved_info",
    ),
    Scene::new(
        "home_service/care_manager",
        &["family"],
        "normal",
        "{p}。要介護の認定が出たが、ケアマネジャーの探し方が分からない。医療に詳しい人を希望。",
        "居住地の{t}を担当する事業所の一覧をお渡しし、看護師資格のあるケアマネが在籍する事業所に印を付けた。",
        "resolved_info",
    ),
    Scene::new(
        "home_service/supplies",
        &["care_manager"],
        "normal",
        "{p}。気管カニューレのガーゼや吸引カテーテルが足りない。医療材料はどこから支給されるのか。",
        "在宅療養指導管理料に含まれる物品は医療機関からの支給となることを説明。主治医への確認を依頼した。",
        "resolved_info",
    ),
];
