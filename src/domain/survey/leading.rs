//! What should a second reader look at before a survey is opened? Hints against leading questions; none of them blocks, and
//! many are wrong: a person decides.

use super::{Kind, Question, Questionnaire, estimate};

/// The most questions that a monitor answers without tiring.
const MANY: usize = 20;
/// The same in minutes.
const LONG: u32 = 15;
/// A question longer than this is read twice.
const LONG_TEXT: usize = 120;

/// Words that push towards an answer.
const PUSHING: [&str; 13] = [
    "当然",
    "べきだと思いますか",
    "べきではないでしょうか",
    "と思いませんか",
    "ではありませんか",
    "やはり",
    "もちろん",
    "ご存じのとおり",
    "言うまでもなく",
    "誰もが",
    "すばらしい",
    "大切な取組",
    "重要な取組",
];
/// Words that ask two things at once.
const DOUBLE: [&str; 8] = ["および", "及び", "並びに", "ならびに", "かつ", "やその", "とともに", "と同時に"];
/// Denials, of which two are hard to answer.
const DENIAL: [&str; 6] = ["ない", "ません", "なく", "ずに", "不要", "反対"];
/// Words that people understand differently.
const VAGUE: [&str; 6] = ["よく", "たまに", "適切", "十分", "普段", "最近"];

/// A hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Id of the question; none for the questionnaire as a whole.
    pub question: Option<String>,
    /// What may be wrong.
    pub what: String,
    /// What to ask oneself.
    pub ask: &'static str,
}

/// The hints of a questionnaire, in the order of its questions.
#[must_use]
pub fn hints(of: &Questionnaire) -> Vec<Hint> {
    let mut found = Vec::new();
    let whole = |what: String, ask| Hint { question: None, what, ask };
    let asked = of.asked().count();
    if asked > MANY {
        found.push(whole(
            format!("設問が{asked}問あります。"),
            "答える人の負担になりませんか。削れる設問はありませんか。",
        ));
    }
    let minutes = estimate::minutes(of).most;
    if minutes > LONG {
        found.push(whole(format!("答えるのに{minutes}分ほどかかります。"), "15分までに収まりませんか。"));
    }
    for question in of.asked() {
        words(question, &mut found);
        options(question, &mut found);
    }
    found
}

fn hint(question: &Question, what: String, ask: &'static str) -> Hint {
    Hint { question: Some(question.id.clone()), what, ask }
}

fn words(question: &Question, found: &mut Vec<Hint>) {
    let text = question.text.as_str();
    let first = |words: &[&'static str]| words.iter().find(|word| text.contains(**word)).copied();
    if let Some(word) = first(&PUSHING) {
        found.push(hint(question, format!("「{word}」とあります。"), "答えを一方に誘っていませんか。"));
    }
    if let Some(word) = first(&DOUBLE) {
        found.push(hint(question, format!("「{word}」とあります。"), "1つの設問で2つのことを聞いていませんか。"));
    }
    if DENIAL.iter().map(|word| text.matches(word).count()).sum::<usize>() > 1 {
        found.push(hint(
            question,
            "打消しの言葉が2つ以上あります。".into(),
            "「はい」と「いいえ」の意味が入れ替わりませんか。",
        ));
    }
    if let Some(word) = first(&VAGUE) {
        found.push(hint(
            question,
            format!("「{word}」とあります。"),
            "人によって違う意味に取りませんか。回数や期間で聞けませんか。",
        ));
    }
    let length = text.chars().count();
    if length > LONG_TEXT {
        found.push(hint(question, format!("設問の文が{length}字あります。"), "短くできませんか。説明は注に移せます。"));
    }
}

fn options(question: &Question, found: &mut Vec<Hint>) {
    if question.kind.has_scale() {
        balance(question, found);
    }
    if !matches!(question.kind, Kind::SingleChoice | Kind::MultipleChoice) {
        return;
    }
    let is_way_out = |label: &str| {
        ["その他", "ない", "分からない", "わからない", "なし", "いいえ", "あてはまらない"]
            .iter()
            .any(|w| label.contains(w))
    };
    let has_way_out = question.options.iter().any(|o| o.free_text || o.exclusive || is_way_out(&o.label));
    if question.required && !has_way_out && !question.options.is_empty() {
        let what = "必須ですが、「その他」や「分からない」がありません。";
        found.push(hint(question, what.into(), "どれにも当てはまらない人が答えられますか。"));
    }
    if question.options.len() > 15 {
        let what = format!("選択肢が{}個あります。", question.options.len());
        found.push(hint(question, what, "後ろの選択肢ほど選ばれにくくなります。まとめられませんか。"));
    }
}

/// As many steps above the middle as below it, by what they say.
fn balance(question: &Question, found: &mut Vec<Hint>) {
    let is_low = |label: &str| ["不", "ない", "悪", "低", "反対"].iter().any(|word| label.contains(word));
    let is_middle = |label: &str| ["ふつう", "普通", "どちらと", "分から", "わから"].iter().any(|w| label.contains(w));
    let steps = question.scale.iter().map(|step| step.label.as_str()).filter(|label| !is_middle(label));
    let (low, high): (Vec<&str>, Vec<&str>) = steps.partition(|label| is_low(label));
    if low.len() != high.len() && !question.scale.is_empty() {
        let what = format!("段階は、良いほうが{}つ、悪いほうが{}つのようです。", high.len(), low.len());
        found.push(hint(question, what, "左右の数がそろっていますか。"));
    }
}
