//! Do the questions of a questionnaire fit together? Dead ends, jumps back, questions that nobody reaches, codes that occur
//! twice, and whatever else would make answers that mean nothing.

mod options;
mod reach;

use std::collections::BTreeSet;

use super::{Kind, Mistake, Question, Questionnaire, question::END};

pub use reach::unreachable;

/// The longest period, in days: a survey that is open for longer is a slip of the pen.
const LONGEST: i64 = 366;

/// Everything that does not fit, in the order of the questions; `is_measure` knows the codes of the plan.
#[must_use]
pub fn check(of: &Questionnaire, is_measure: &dyn Fn(&str) -> bool) -> Vec<Mistake> {
    let mut found = Vec::new();
    frame(of, &mut found);
    let mut seen = BTreeSet::new();
    for (at, question) in of.questions.iter().enumerate() {
        let place = place(at, question);
        if !seen.insert(question.id.as_str()) {
            let remedy = "ほかの設問にない記号にしてください";
            found.push(Mistake::new(&place, format!("記号「{}」の設問が前にもあります", question.id), remedy));
        }
        options::check(&place, question, &mut found);
        measures(&place, question, is_measure, &mut found);
        found.extend(jumps(of, at));
    }
    for at in unreachable(of) {
        let Some(question) = of.questions.get(at) else { continue };
        let what = if question.required { "必須ですが、" } else { "" };
        let problem = format!("{what}どの答え方をしても、ここに来る人がいません");
        found.push(Mistake::new(place(at, question), problem, "前の設問の分岐を直すか、この設問を消してください"));
    }
    found
}

/// What does not fit in the jumps of the question at a position: a jump leads forward, and asks what was asked before.
#[must_use]
pub fn jumps(of: &Questionnaire, at: usize) -> Vec<Mistake> {
    let mut found = Vec::new();
    let Some(question) = of.questions.get(at) else { return found };
    for (n, skip) in question.skip.iter().enumerate() {
        skips(of, at, &format!("{} ＞ 分岐{}", place(at, question), n + 1), skip, &mut found);
    }
    found
}

/// 設問3（Q3）: the third of the document.
#[must_use]
pub fn place(at: usize, question: &Question) -> String {
    if question.id.is_empty() { format!("設問{}", at + 1) } else { format!("設問{}（{}）", at + 1, question.id) }
}

/// What is around the questions.
fn frame(of: &Questionnaire, found: &mut Vec<Mistake>) {
    let days = (of.period.end - of.period.start).num_days();
    if days < 0 {
        found.push(Mistake::new("実施期間", "終わりの日が始まりの日より前です", "終わりの日を後の日にしてください"));
    } else if days > LONGEST {
        found.push(Mistake::new("実施期間", "1年より長い期間です", "年の書き間違いがないか確かめてください"));
    }
    if of.asked().next().is_none() {
        found.push(Mistake::new("設問", "答える設問が1つもありません", "設問を加えてください"));
    }
    let mut ids = BTreeSet::new();
    for (at, field) in of.profile_fields.iter().enumerate() {
        let place = format!("属性{}（{}）", at + 1, field.id);
        if !ids.insert(field.id.as_str()) || of.question(&field.id).is_some() {
            let remedy = "ほかの属性や設問にない記号にしてください";
            found.push(Mistake::new(&place, format!("記号「{}」が2回使われています", field.id), remedy));
        }
        let classes: BTreeSet<&str> = field.options.iter().map(String::as_str).collect();
        if field.options.len() < 2 || classes.len() < field.options.len() {
            let problem = "区分が2つより少ないか、同じ区分が2つあります";
            found.push(Mistake::new(&place, problem, "違う区分を2つ以上書いてください"));
        }
    }
}

fn measures(place: &str, question: &Question, is_measure: &dyn Fn(&str) -> bool, found: &mut Vec<Mistake>) {
    for code in question.all_measures() {
        if !is_measure(code) {
            let problem = format!("施策「{code}」は総合計画にありません");
            found.push(Mistake::new(place, problem, "施策の番号を確かめるか、施策を外してください"));
        }
    }
}

fn skips(of: &Questionnaire, at: usize, place: &str, skip: &super::question::Skip, found: &mut Vec<Mistake>) {
    if skip.go_to != END {
        match of.position(&skip.go_to) {
            None => {
                let problem = format!("行き先の設問「{}」がありません", skip.go_to);
                found.push(Mistake::new(place, problem, "後ろにある設問の記号か、END（終わり）にしてください"));
            }
            Some(to) if to <= at => {
                let problem = format!("行き先の「{}」は、この設問より前か同じ設問です", skip.go_to);
                found.push(Mistake::new(place, problem, "後ろにある設問の記号か、END（終わり）にしてください"));
            }
            Some(_) => {}
        }
    }
    condition(of, at, place, &skip.when, found);
}

fn condition(of: &Questionnaire, at: usize, place: &str, when: &super::question::When, found: &mut Vec<Mistake>) {
    let asked = of.position(&when.question).and_then(|from| of.questions.get(from).map(|question| (from, question)));
    let Some((from, question)) = asked else {
        let problem = format!("条件の設問「{}」がありません", when.question);
        found.push(Mistake::new(place, problem, "この設問か、前にある設問の記号にしてください"));
        return;
    };
    if from > at {
        let problem = format!("条件の「{}」は、まだ聞いていない後ろの設問です", when.question);
        found.push(Mistake::new(place, problem, "この設問か、前にある設問の記号にしてください"));
    }
    if !question.kind.can_decide() {
        let problem = format!("「{}」の答えでは分岐できません（{}）", when.question, question.kind.label());
        let kinds = [Kind::SingleChoice, Kind::MultipleChoice, Kind::Scale].map(Kind::label).join("、");
        found.push(Mistake::new(place, problem, format!("条件には「{kinds}」の設問を選んでください")));
        return;
    }
    if when.codes.is_empty() {
        found.push(Mistake::new(place, "条件の答えが1つもありません", "どの答えのときに移るかを選んでください"));
    }
    let codes = question.codes();
    for code in when.codes.iter().filter(|code| !codes.iter().any(|(known, _)| known == *code)) {
        let problem = format!("「{}」に「{code}」という選択肢はありません", when.question);
        found.push(Mistake::new(place, problem, "選択肢の番号を確かめてください"));
    }
}
