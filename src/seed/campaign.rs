//! Which letters of one text does the demo city get? A dozen copies on its last morning, one of them with a wish of its own.

use chrono::TimeDelta;
use kocho_text::similar::alter::{Change, altered};

/// The letter that is copied.
const TEXT: &str = "羽鳥駅前のロータリーに屋根のあるバス待合所を作ってください。雨の日は高校生もお年寄りも傘を差して並び、車いすの方は濡れたままです。隣の駅には風よけのついた待合所があり、とても助かっています。運転免許を返した人がバスで病院に通えるように、来年度の予算で考えてほしいと思います。";
/// How many copies there are.
const COPIES: usize = 12;
/// The first one comes in so long before the demo begins, and the others one after another.
pub(crate) const BEGINS_BEFORE: TimeDelta = TimeDelta::minutes(95);
/// Between two of them.
pub(crate) const BETWEEN: TimeDelta = TimeDelta::minutes(5);

/// The letters in the order in which they come in.
pub(crate) fn letters() -> Vec<String> {
    let changes = [Change::Greeting, Change::Order];
    let copy = |n: usize| match n {
        0 => TEXT.to_owned(),
        7 => format!("{TEXT}\nあわせて、説明会を土曜日の午後に公民館でも開いていただけないでしょうか。"),
        n => altered(TEXT, changes[n % changes.len()], n),
    };
    (0..COPIES).map(copy).collect()
}
