//! Which columns do answers have in a file, and what do they mean?

use kocho_domain::survey::{Answer, Question, Questionnaire, question::Kind};
use kocho_store::response::Response;

use crate::desk::masked;

/// The head of the answers.
pub(super) fn head(questionnaire: &Questionnaire) -> Vec<String> {
    let mut head = vec!["method".to_owned(), "status".to_owned()];
    head.extend(questionnaire.profile_fields.iter().map(|field| field.id.clone()));
    head.extend(questionnaire.asked().flat_map(columns));
    head
}

fn columns(question: &Question) -> Vec<String> {
    if question.kind == Kind::ScaleMatrix {
        return question.rows.iter().map(|row| format!("{}_{}", question.id, row.code)).collect();
    }
    let other = question.other().map(|_| format!("{}_other", question.id));
    std::iter::once(question.id.clone()).chain(other).collect()
}

/// One person's answers.
pub(super) fn cells(questionnaire: &Questionnaire, response: &Response) -> Vec<String> {
    let status = if response.complete { "complete" } else { "partial" };
    let mut cells = vec![response.method.code().to_owned(), status.to_owned()];
    let class = |id: &String| response.profile.get(id).cloned().unwrap_or_default();
    cells.extend(questionnaire.profile_fields.iter().map(|field| class(&field.id)));
    cells.extend(questionnaire.asked().flat_map(|question| answer(question, response.answers.get(&question.id))));
    cells
}

fn answer(question: &Question, answer: Option<&Answer>) -> Vec<String> {
    if question.kind == Kind::ScaleMatrix {
        let step = |code: &String| match answer {
            Some(Answer::Rows(rows)) => rows.get(code).map(ToString::to_string).unwrap_or_default(),
            _ => String::new(),
        };
        return question.rows.iter().map(|row| step(&row.code)).collect();
    }
    let (own, words) = match answer {
        None | Some(Answer::Rows(_)) => (String::new(), None),
        Some(Answer::Codes { codes, other }) => (codes.join(";"), other.as_deref()),
        Some(Answer::Ranking(codes)) => (codes.join(";"), None),
        Some(Answer::Scale(number) | Answer::Number(number)) => (number.to_string(), None),
        Some(Answer::Date(date)) => (date.to_string(), None),
        Some(Answer::Text(text)) => (masked(text), None),
    };
    let other = question.other().map(|_| words.map(masked).unwrap_or_default());
    std::iter::once(own).chain(other).collect()
}

/// The code book, its head first: one line a code, or one a column without codes.
pub(super) fn code_book(questionnaire: &Questionnaire) -> Vec<Vec<String>> {
    let line = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
    let mut lines = vec![line(["列", "質問", "形式", "符号", "意味"])];
    for (code, meaning) in [("web", "ウェブ"), ("paper", "紙"), ("coded", "取込み")] {
        lines.push(line(["method", "回答方法", "", code, meaning]));
    }
    for (code, meaning) in [("complete", "最後まで回答"), ("partial", "途中まで回答")] {
        lines.push(line(["status", "回答の状態", "", code, meaning]));
    }
    for field in &questionnaire.profile_fields {
        lines.extend(field.options.iter().map(|class| line([&field.id, &field.label, "属性", class, class])));
    }
    for question in questionnaire.asked() {
        let rows = question
            .rows
            .iter()
            .map(|row| (format!("{}_{}", question.id, row.code), format!("{}／{}", question.text, row.label)));
        let own = (question.id.clone(), question.text.clone());
        let of: Vec<(String, String)> = if question.rows.is_empty() { vec![own] } else { rows.collect() };
        for (column, text) in of {
            let codes = question.codes();
            if codes.is_empty() {
                lines.push(line([&column, &text, question.kind.label(), "", ""]));
            }
            lines.extend(codes.iter().map(|(code, label)| line([&column, &text, question.kind.label(), code, label])));
        }
        if question.other().is_some() {
            lines.push(line([&format!("{}_other", question.id), &question.text, "その他の内容", "", ""]));
        }
    }
    lines
}
