//! Does a family name stand here? From a list of common ones, or made of 例, 見本, 試 … as in examples and forms.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::{is_kanji, listed, one_of};

/// Common family names; the ones of examples and forms (見本, 例田 …) too.
const FAMILIES: &str = include_str!("../data/families.txt");
/// Family names that are as well places or words of everyday: a name only with more around it.
const UNSURE: &str = "小川|玉里|森|林|原|東|関|磯|堀|辻|千葉|福島|石川|宮崎|山口|福井|上野|大島|石岡|中|西|南|北|中央|\
    土屋|出口|清水|小林|平野|原田|川上|川口|上原|中里|竹原|大谷|本田|服部|旭|泉|港|緑|本間|中根|植木|金子|荒木|黒石|白石|\
    桜|堀田|花野井|下吉影|羽鳥|納場|堅倉|竹原|橋場|田木谷|高崎|上玉里|幡谷|与沢|野田|中野|中山|前原|立原|倉数|佐才\
    |一条|三島|三条|三田|上山|上条|下山|下条|下田|中丸|中原|中塚|中屋|中平|中庭|中条|中津|中間|丸|二宮|仙波\
    |仲|伊勢|伊豆|会津|保田|八代|前山|前野|勝田|北山|北島|北野|古山|向山|品川|国分|土橋|城田|堀米|塚原|塩原\
    |大原|大友|大和|大坪|大垣|大塚|大宮|大岡|大川|大平|大庭|大森|大沼|大滝|宇都宮|安蔵|宮城|宮部|富山|富岡\
    |寺内|小山|小松|小沼|小町|山上|山城|山宮|山形|山添|山野|山際|岡山|岡見|島根|川原|川添|川端|川辺|市原\
    |平川|徳山|成田|戸沢|手塚|新川|新田|日野|日高|早瀬|春山|春日|有田|木曽|木田|本宮|本庄|東条|松原|松園\
    |松山|松島|松林|松江|板橋|柏原|柏崎|柴|桂|桐山|桐生|桜山|桜川|桜木|椿|楠|榊|榎|水上|水口|水島|水田\
    |池上|沖田|河内|河原|沼田|浅川|浜中|浜口|浜崎|渋谷|瀬戸|片岡|片平|玉川|田上|田井|田原|田家|田端|畑中\
    |畑山|白川|白木|白鳥|目黒|相原|真鍋|石坂|石垣|石山|石渡|神戸|福山|福岡|秋田|稲田|立川|立石|笠間|筑波\
    |築地|結城|船橋|花岡|若松|菅|藤|行方|西山|西条|西谷|豊島|赤坂|赤石|郡山|野中|野尻|野水|野辺|金沢|鉾田\
    |長尾|長岡|長浜|長野|関谷|飛鳥|飯山|高岡|高島|高松|高林|高畑|高見|鳥山|鹿野";
/// Towns and words that residents write of, and that families are called as well.
const TOWNS: &str = "東京 大阪 京都 奈良 大津 神戸 横浜 川崎 千葉 船橋 大宮 浦和 川口 川越 越谷 草加 熊谷 新宿 渋谷 池袋 品川 目黒 豊島 板橋 足立 葛飾 江東 墨田 浅草 上野 秋葉 札幌 函館 旭川 \
    仙台 盛岡 秋田 山形 福島 郡山 会津 水戸 土浦 日立 石岡 笠間 鹿嶋 鹿島 神栖 潮来 行方 鉾田 常総 坂東 結城 古河 下妻 筑西 桜川 守谷 取手 牛久 稲敷 大洗 大子 城里 東海 那珂 高萩 常陸 阿見 河内 \
    八千代 五霞 利根 宇都宮 小山 足利 栃木 日光 那須 前橋 高崎 長野 松本 金沢 富山 新潟 名古屋 豊橋 岐阜 静岡 浜松 三島 沼津 和歌山 岡山 広島 福山 松江 鳥取 高松 松山 高知 徳島 福岡 久留米 佐賀 長崎 \
    熊本 大分 宮崎 鹿児島 那覇 沖縄 北海 沖縄 滋賀 三重 岩手 青森 群馬 埼玉 石川 山梨 愛知 兵庫 島根 山口 香川 愛媛 国会 明治 大正 昭和 平成 令和 友部 内原 岩瀬 協和 明野 真壁 千代田 霞 出島 玉造 麻生 北浦 \
    旭 大野 波崎 柿岡 八郷 園部 新治 谷田部 桜 茎崎 筑波 上郷 緒川 美和 御前山 金砂 瓜連 水府 里美 太田 岩間 百里 五万堀 下玉里 上玉里 川中子 栗又 部室 手堤 柴高 西郷地 小岩戸 張星 三箇 先後 世楽 与沢 幡谷 佐才 飯前 倉数 伏沼 宮田 \
    外之内 山野 前野 中延 羽刈 鶴田 江戸 寺崎 大曲 中台 西南 東西 南北 上下 左右 市原 公平 高原 平和 中里 本郷 本町 新町 仲町 大町 西町 東町 南町 北町 田町 上町 下町 見上 川向 笠松 三本松 荒川 古里 下水 上水 用水 玉川 大川 小川";
/// What names of examples begin with.
const SAMPLES: &str = "見本|仮名|架空|佐例|田見|例|試|標|仮|架";
/// What family names end with.
pub(super) const ENDINGS: &str = "田川山野村井本原島嶋崎沢木谷口橋林森池塚浜上下中倉尾瀬内坂辺間沼水石屋敷垣羽路辻園城柳貝角脇藤平場戸\
    東西南北江丘海根畑岡岸岩津波関宮安久保松杉竹梅桜滝窪堀越塩須賀見";
/// Words that begin like the name of an example.
const NO_SAMPLES: &str = "見本市|見本台|見本町|見本帳|見本品|見本通|見本区|見本字|見本銀|見本信|見本農|見本小|見本中|見本高|\
    見本大|見本南|見本北|見本東|見本西|見本第|見本園|見本荘|見本寮|見本駅|見本線|見本橋|見本川沿|見本集|見本を|見本に|見本が|見本と|\
    見本も|見本や|見本な|見本は|見本だ|例町|例市|例県|例中学|例小|例高|例台|例浜中|例丘台|例南小|例北小|例東小|例西小|例沼幼|\
    例野台|例が丘|例ヶ丘|標本|標高|架橋|仮名遣|仮名で|仮名文|仮名の|仮名を|仮名に|仮名は|仮名交|仮屋根|架空の|架空請|架空で|\
    架空名|架空会|例中の|例中1|例中2|例中3|試田植|例下さ|例上げ|仮に|例に|標に|試に";

/// How sure it is that a family name is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Sure {
    /// It is a place or a word as well.
    Little,
    /// A common family name.
    Known,
    /// A name of examples and forms.
    Sample,
}

/// The length of the longest family name at `at`, and how sure it is.
pub(super) fn family(chars: &[char], at: usize) -> Option<(usize, Sure)> {
    if !chars.get(at).is_some_and(|c| is_kanji(*c)) {
        return None;
    }
    let inside = at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| is_kanji(*c));
    let own = || !inside || super::ends_before(chars, at, BEFORE);
    sample(chars, at).or_else(|| known(chars, at).or_else(|| shaped(chars, at)).filter(|_| own()))
}

/// Words of one's own that may stand right before a family name.
const BEFORE: &str = "区長|会長|代表|会計|班長|組長|副会長|事務局|幹事|役員|理事|園長|隊長|世話人|委員長|民生委員|持ち主|所有者|代表者|\
    連絡先|保護者|筆者|文責|記入者|担当者|本人|父|母|夫|妻|息子|娘|長男|長女|次男|次女|友人|孫|甥|姪|兄|姉|弟|妹|喪主|責任者|請求者|申請者|\
    申込者|店長|社長|当方|私|旧姓|新姓|名義|会員名|登録名|応募者|担任|顧問|講師|先生|隣人|亡父|亡母|亡夫|亡妻|故|宛名|氏名|名前|世帯主|飼い主|副会長";

fn known(chars: &[char], at: usize) -> Option<(usize, Sure)> {
    // The city and one of its towns: no family and no given name.
    if one_of(chars, at, "美野里|小美玉").is_some() {
        return None;
    }
    static UNSURE_SET: OnceLock<HashSet<Vec<char>>> = OnceLock::new();
    static SET: OnceLock<HashSet<Vec<char>>> = OnceLock::new();
    let unsure = UNSURE_SET.get_or_init(|| UNSURE.split('|').map(|name| name.trim().chars().collect()).collect());
    let set = SET.get_or_init(|| FAMILIES.split_whitespace().map(|name| name.chars().collect()).collect());
    let word = |n: usize| chars.get(at..at + n).unwrap_or_default();
    let whole = |n: usize| word(n).len() == n;
    let length = (1..=4).rev().find(|n| {
        let more = *n >= 2 && (listed::is_family(word(*n)) || listed::is_family_or_place(word(*n)));
        whole(*n) && (set.contains(word(*n)) || more)
    })?;
    static TOWNS_SET: OnceLock<HashSet<Vec<char>>> = OnceLock::new();
    let towns = TOWNS_SET.get_or_init(|| TOWNS.split_whitespace().map(|name| name.chars().collect()).collect());
    let little = unsure.contains(word(length)) || (!set.contains(word(length)) && towns.contains(word(length)));
    Some((length, if little { Sure::Little } else { Sure::Known }))
}

/// What many family names begin with.
pub(super) const BEGINNINGS: &str = "青赤秋朝浅東安阿荒有飯池石泉磯市伊今岩上植内宇梅江榎遠大太岡小尾奥落折加笠梶片勝金鎌神亀川河岸北木喜菊桐久国\
    熊倉栗黒桑後五古合近佐斎坂桜笹沢塩篠柴島清白新杉鈴須関瀬高滝竹武立田谷玉千塚津筒鶴寺出土戸徳富豊中永長成西野能橋服浜早原林春樋平広深\
    福藤伏二船星細堀本前牧増松丸三水宮村望森八矢柳山横吉米若渡和海相粟飛常額幡箕";
/// Two such characters that are a word.
const NO_NAMES: &str = "大家|古木|本屋|米屋|市内|市場|石屋|寺家|山城|出場|土木|中間|本家|本場|山場|水田|平場|山中|山林|大木|大林|出口|下屋|金沢|\
    小屋|市井|水戸|国内|木戸|上場|上下|大海|北海|東海|東北|西南|中南|中東|関東|関西|田園|公園|庭園|大安|中安|平安|千人|玉石|金山|古本|古木|石垣|\
    高原|平原|草原|野原|河川|川岸|大川|大津|宮城|石川|山口|長崎|福井|千葉|福島|大島|小島|中島|三島|上海|高山|富山|岡山|松山|新石";

/// A family name that is in no list but made like one: 常見, 額田. As unsure as a place.
fn shaped(chars: &[char], at: usize) -> Option<(usize, Sure)> {
    let made = BEGINNINGS.contains(*chars.get(at)?) && ENDINGS.contains(*chars.get(at + 1)?);
    (made && one_of(chars, at, NO_NAMES).is_none()).then_some((2, Sure::Little))
}

/// 例 + 沢, 見本 + 川, 見本.
fn sample(chars: &[char], at: usize) -> Option<(usize, Sure)> {
    let head = one_of(chars, at, SAMPLES).filter(|_| one_of(chars, at, NO_SAMPLES).is_none())?;
    let tail = chars.get(at + head..)?.iter().take(2).take_while(|c| ENDINGS.contains(**c)).count();
    // A single 例 is a name only before a space: 例 清一.
    let alone = head == 1 && tail == 0;
    let spaced = chars.get(at + head) == Some(&' ')
        && chars.get(at + head + 1).is_some_and(|c| is_kanji(*c) || super::is_kana(*c));
    (!alone || spaced).then_some((head + tail, Sure::Sample))
}
