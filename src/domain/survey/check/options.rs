//! Do the options, steps, rows and limits of one question fit together?

use std::collections::BTreeSet;

use crate::survey::{Kind, Mistake, Question};

/// The longest text that a limit may allow, in characters.
const LONGEST_TEXT: u32 = 10_000;

/// Adds what does not fit.
pub(super) fn check(place: &str, question: &Question, found: &mut Vec<Mistake>) {
    if question.kind.has_options() {
        choices(place, question, found);
    }
    if question.kind.has_scale() {
        scale(place, question, found);
    }
    if question.kind == Kind::ScaleMatrix {
        rows(place, question, found);
    }
    if question.kind == Kind::Number && question.min.zip(question.max).is_some_and(|(min, max)| min > max) {
        found.push(Mistake::new(place, "最小の数が最大の数より大きくなっています", "数を入れ替えてください"));
    }
    if question.max_length.is_some_and(|length| length == 0 || length > LONGEST_TEXT) {
        let remedy = format!("1から{LONGEST_TEXT}までにしてください");
        found.push(Mistake::new(place, "字数の上限がおかしな数です", remedy));
    }
    if question.kind == Kind::Image && question.image.is_none() {
        found.push(Mistake::new(place, "画像がありません", "画像を入れるか、この項目を消してください"));
    }
    if question.kind == Kind::Image && question.alt.as_deref().is_none_or(|alt| alt.trim().is_empty()) {
        let remedy = "画像が見えない人のために、何が写っているかを書いてください";
        found.push(Mistake::new(place, "画像の説明（alt）がありません", remedy));
    }
    if !question.kind.is_answered() && question.required {
        found.push(Mistake::new(place, "答えのない項目が必須になっています", "必須を外してください"));
    }
}

fn choices(place: &str, question: &Question, found: &mut Vec<Mistake>) {
    let many = question.options.len();
    if many < 2 {
        found.push(Mistake::new(place, "選択肢が2つより少なくなっています", "選択肢を2つ以上書いてください"));
    }
    doubles(place, "選択肢", question.options.iter().map(|o| (o.code.as_str(), o.label.as_str())), found);
    if question.options.iter().filter(|option| option.free_text).count() > 1 {
        let remedy = "文を書ける選択肢（free_text）は1つにしてください";
        found.push(Mistake::new(place, "文を書ける選択肢が2つ以上あります", remedy));
    }
    let exclusive = question.options.iter().filter(|option| option.exclusive).count();
    if exclusive > 0 && question.kind != Kind::MultipleChoice {
        let remedy = "単独でしか選べない印（exclusive）を外してください";
        found.push(Mistake::new(place, "1つしか選べないか順位を付ける設問に、単独の選択肢があります", remedy));
    }
    let Some(most) = question.max_select else { return };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if question.kind == Kind::SingleChoice {
        found.push(Mistake::new(
            place,
            "1つ選ぶ設問に、選べる数（max_select）があります",
            "消すか、種類を「いくつか選ぶ」にしてください",
        ));
    } else if most == 0 || most > many - exclusive.min(many) {
        let problem = format!("選べる数が{most}ですが、一緒に選べる選択肢は{}つです", many - exclusive.min(many));
        found.push(Mistake::new(place, problem, "選べる数を、選択肢の数までにしてください"));
    }
}

fn scale(place: &str, question: &Question, found: &mut Vec<Mistake>) {
    if !(2..=11).contains(&question.scale.len()) {
        found.push(Mistake::new(place, "段階の数が2から11までではありません", "ふつうは5段階にしてください"));
    }
    let mut values = BTreeSet::new();
    for step in &question.scale {
        if !values.insert(step.value) {
            let problem = format!("段階「{}」が2つあります", step.value);
            found.push(Mistake::new(place, problem, "段階ごとに違う数にしてください"));
        }
    }
}

fn rows(place: &str, question: &Question, found: &mut Vec<Mistake>) {
    if question.rows.is_empty() {
        found.push(Mistake::new(place, "表の項目が1つもありません", "項目を書いてください"));
    }
    doubles(place, "項目", question.rows.iter().map(|row| (row.code.as_str(), row.label.as_str())), found);
}

/// Codes and labels that occur twice.
fn doubles<'a>(place: &str, what: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>, found: &mut Vec<Mistake>) {
    let (mut codes, mut labels) = (BTreeSet::new(), BTreeSet::new());
    for (code, label) in pairs {
        if !codes.insert(code) {
            let problem = format!("{what}の番号「{code}」が2つあります");
            found.push(Mistake::new(place, problem, "番号を違うものにしてください"));
        }
        if !labels.insert(label.trim()) {
            let problem = format!("同じ{what}「{}」が2つあります", label.trim());
            found.push(Mistake::new(place, problem, "片方を直すか消してください"));
        }
    }
}
