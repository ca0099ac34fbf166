//! Old and variant forms of kanji and the form they are searched by. One character for one character,
//! and nothing is guessed: 阪 and 坂 are different names and stay so.

use std::sync::LazyLock;

/// Groups of characters: the form in common use first, then its variants. Characters that NFKC unifies
/// by itself (神 of the compatibility block and its like) are not listed.
const GROUPS: &str = "
万萬 与與 両兩 並竝 乗乘 乱亂 亀龜 予豫 争爭 亜亞 仏佛 仙僊 仮假 会會 伝傳 体軆體
余餘 併倂 価價 侭儘 侯矦 倹儉 偽僞 傑杰 兎兔 児兒 党黨 内內 円圓 冊册 写寫 冴冱
凛凜 処處 凶兇 刊刋 剣剱劍劒 剤劑 剥剝 剰剩 励勵 労勞 効效 勅敕 勧勸 勲勳 区區
医醫 卒卆 単單 即卽 却卻 厳嚴 参參 双雙 収收 叙敍敘 叡睿 台臺 号號 吉𠮷 呉吳 呑吞
啓啟 善譱 喜㐂 営營 嘘噓 嘱囑 噛嚙 器噐 嚢囊 回囘廻 団團 囲圍 図圖 国囯圀國 圏圈
園薗 土圡𡈽 圧壓 堕墮 場塲 塁壘 塩鹽 填塡 増增 壊壞 壌壤 壮壯 声聲 壱壹 売賣 壷壺
変變 多夛 夢梦 奇竒 奥奧 奨獎 妊姙 姉姊 姫姬 娯娛 婿壻聟 嬢孃 学學斈 宜冝 宝寳寶
実實 富冨 寛寬 寝寢 寧寍 対對 寿壽 専專 将將 尚尙 尭堯 尽盡 届屆 屏屛 属屬 岡崗
岳嶽 峡峽 峨峩 峰峯 島㠀嶋嶌 崎㟢嵜﨑 巌巖 巣巢 巻卷 帯帶 帰歸 庁廳 広廣 廃廢
弁瓣辨辯 弐貳 弥彌 弯彎 強强 弾彈 当當 彦彥 径徑 従從 徳德 応應 恋戀 恒恆 恥耻
恵惠 悦悅 悩惱 悪惡 惨慘 慎愼 慚慙 戦戰 戯戲 戸戶 戻戾 払拂 抜拔 択擇 担擔 拝拜
拠據 拡擴 挙擧 挟挾 挿插 捜搜 掴摑 掻搔 揺搖 携攜 摂攝 撃擊 撹攪 教敎 数數
斎斉齊齋 断斷 既旣 旧舊 昂昻 昇曻 明朙 昼晝 晃晄 晋晉 晩晚 暁曉 暦曆 曹曺 曽曾
最冣 朗朖 杉杦 村邨 条條 来來 杯盃 松枀枩 枢樞 柏栢 柳栁桺 栄榮 桑桒 桜櫻 桝枡
桟棧 桧檜 梅楳 棄弃 検檢 楕橢 楼樓 楽樂 概槪 様樣 槙槇 権權 横橫 橋槗𣘺 欠缺 欧歐
歓歡 歩步 歯齒 歳歲 歴歷 残殘 殻殼 毎每 気氣 氷冰 没沒 沢澤 浄淨 浅淺 浜濱濵 涙淚
涛濤 涜瀆 涼凉 清淸 渇渴 済濟 渋澁 渓溪 渕淵渊 温溫 湧涌 湾灣 湿濕 満滿 溌潑 滝瀧
滞滯 潜潛 潟泻 瀬瀨 灯燈 災灾 炉爐 点點 為爲 焼燒 煕凞熙 煙烟 爾尓尔 犠犧 状狀
独獨 狭狹 猟獵 猪豬 献獻 獣獸 珍珎 瑶瑤 瓶甁 産產 画畫畵 留畄畱 略畧 異异 畳疊
痩瘦 痴癡 発發 皐皋臯 皓皜 盗盜 県縣 真眞 研硏 砕碎 砺礪 碍礙 礼禮 祢禰 祷禱 禄祿
禅禪 秋秌龝 秘祕 称稱 税稅 稚穉 稲稻 稿稾 穂穗 穏穩 穣穰 窃竊 窓窗 竃竈 竜龍 箪簞
籠篭 粋粹 粛肅 糸絲 紙帋 経經 絵繪 絶絕 継繼 続續 綿緜 総緫總 緑綠 緒緖 縁緣 縄繩
縦縱 繊纖 繋繫 缶罐 群羣 翠翆 翻飜 耕畊 聡聰 聴聽 胆膽 脇脋 脱脫 脳腦 膣腟 臓臟
舗舖 船舩 艶艷 芦蘆 芸藝 苺莓 茎莖 草艸 荘莊 莱萊 華蕐 蒋蔣 蓋盖葢 蓑簑 蔵藏 薫薰
薬藥 薮籔藪 虎乕 虚虛 虫蟲 蚕蠶 蛍螢 蛎蠣 蛮蠻 蝉蟬 蝋蠟 衆眾 衛衞 装裝 裏裡 覇霸
覚覺 覧覽 観觀 解觧 触觸 訛譌 訳譯 証證 誉譽 説說 読讀 諌諫 謡謠 譲讓 讃讚 豊豐
賎賤 賛贊 躯軀 軟輭 転轉 軽輕 輌輛 辞辭 辺邉邊 迩邇 逓遞 遅遲 達逹 遥遙 遷迁 郎郞
郷鄉鄕 酔醉 醤醬 醸釀 釈釋 野埜 釜釡 鈎鉤 鉄銕鐡鐵 鉱礦鑛 銭錢 鋭銳 鋳鑄 錬鍊 録錄
鎌鐮 鎮鎭 閉閇 関關 闊濶 闘鬪 陥陷 陰隂 険險 随隨 隠隱 隷隸 雁鴈 雑雜 霊靈 青靑
静靜 靭靱 頚頸 頬頰 頴穎 頼賴 顔顏 顕顯 顛顚 飲飮 餅餠 養飬 館舘 駅驛 駆駈驅 騒騷
験驗 騨驒 髄髓 高髙 髪髮 鬱欝 鯵鰺 鴎鷗 鴬鶯 鶏雞鷄 鶴靍靏鸖 鹸鹼 麦麥 麹麴 麺麵
黄黃 黒黑 黙默 鼠鼡 齢齡
";

static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut pairs: Vec<(char, char)> = GROUPS.split_whitespace().flat_map(group).collect();
    pairs.sort_unstable();
    pairs
});

fn group(text: &str) -> Vec<(char, char)> {
    let mut chars = text.chars();
    let Some(common) = chars.next() else { return Vec::new() };
    chars.map(|variant| (variant, common)).collect()
}

/// The form in common use of `c`; `c` itself when it is that already.
pub(super) fn common_form(c: char) -> char {
    // Every variant is a kanji; kana, digits and Latin letters need no lookup.
    if c < '\u{3400}' {
        return c;
    }
    PAIRS.binary_search_by_key(&c, |pair| pair.0).ok().and_then(|at| PAIRS.get(at)).map_or(c, |pair| pair.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn the_table_leads_to_one_place_in_one_step() {
        assert!(PAIRS.len() > 400);
        for window in PAIRS.windows(2) {
            assert_ne!(window[0].0, window[1].0, "listed twice");
        }
        for &(variant, common) in PAIRS.iter() {
            assert_eq!(common_form(common), common, "{variant} leads to {common}, which leads on");
            for c in [variant, common] {
                assert!(c >= '\u{3400}' && c.nfkc().eq([c]), "{c} does not reach the table as it is");
            }
        }
    }

    #[test]
    fn names_that_really_differ_stay_apart() {
        for c in "坂阪碕埼藤籐川河沖仲弘".chars() {
            assert_eq!(common_form(c), c);
        }
    }
}
