//! Answers as a table: which column is which question, and what a row of somebody's file means. Nothing is repaired: what
//! does not fit is named with its column.

use std::collections::BTreeMap;

use super::{
    Answer, Answers, Kind, Question, Questionnaire,
    state::Method,
    validate::{Extent, What, validate},
};
use crate::import::Cell;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// `response_id`: only to name a row that occurs twice; not kept.
    ResponseId,
    /// `submitted_at`: not kept.
    SubmittedAt,
    /// `method`: web, paper or coded.
    Method,
    /// `status`: complete or partial.
    Status,
    /// A class, by its id.
    Profile(String),
    /// The answer to a question.
    Answer(String),
    /// `Q2_other`: the words beside その他.
    Other(String),
    /// `Q4_1`: a row of a matrix.
    Row(String, String),
}

impl Column {
    /// The head of the column.
    #[must_use]
    pub fn header(&self) -> String {
        match self {
            Column::ResponseId => "response_id".to_owned(),
            Column::SubmittedAt => "submitted_at".to_owned(),
            Column::Method => "method".to_owned(),
            Column::Status => "status".to_owned(),
            Column::Profile(id) | Column::Answer(id) => id.clone(),
            Column::Other(id) => format!("{id}_other"),
            Column::Row(id, row) => format!("{id}_{row}"),
        }
    }

    const fn is_optional(&self) -> bool {
        matches!(self, Column::ResponseId | Column::SubmittedAt | Column::Method | Column::Status | Column::Other(_))
    }
}

/// All columns of a questionnaire's answers, in their order.
#[must_use]
pub fn columns(of: &Questionnaire) -> Vec<Column> {
    let mut all = vec![Column::ResponseId, Column::SubmittedAt, Column::Method, Column::Status];
    all.extend(of.profile_fields.iter().map(|field| Column::Profile(field.id.clone())));
    for question in of.asked() {
        if question.kind == Kind::ScaleMatrix {
            all.extend(question.rows.iter().map(|row| Column::Row(question.id.clone(), row.code.clone())));
        } else {
            all.push(Column::Answer(question.id.clone()));
        }
        if question.kind != Kind::Ranking && question.other().is_some() {
            all.push(Column::Other(question.id.clone()));
        }
    }
    all
}

/// What is wrong in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The head of the column.
    pub header: String,
    /// What is wrong, and what to do.
    pub words: String,
}

fn wrong(header: impl Into<String>, words: impl Into<String>) -> Wrong {
    Wrong { header: header.into(), words: words.into() }
}

/// Which column of a file is which.
///
/// # Errors
/// Columns that are not known, occur twice or are missing.
pub fn headers(of: &Questionnaire, row: &[Cell]) -> Result<Vec<Option<Column>>, Vec<Wrong>> {
    let known = columns(of);
    let (mut found, mut mistakes): (Vec<Option<Column>>, Vec<Wrong>) = (Vec::new(), Vec::new());
    for cell in row {
        let header = words(cell).unwrap_or_default();
        let column = known.iter().find(|column| column.header() == header).cloned();
        if column.is_none() && !header.is_empty() {
            mistakes.push(wrong(&header, "この調査票にない列です。見出しを調査票の記号に直すか、列を消してください"));
        }
        if column.is_some() && found.contains(&column) {
            mistakes.push(wrong(&header, "同じ見出しの列が2つあります。片方を消してください"));
        }
        found.push(column);
    }
    let missing = known.into_iter().filter(|column| !column.is_optional() && !found.contains(&Some(column.clone())));
    let missing = missing
        .map(|column| wrong(column.header(), "この列がありません。答えがなくても、見出しの付いた列を入れてください"));
    mistakes.extend(missing);
    if mistakes.is_empty() { Ok(found) } else { Err(mistakes) }
}

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// How the file names it.
    pub id: Option<String>,
    /// Coarse classes.
    pub profile: BTreeMap<String, String>,
    /// How it came.
    pub method: Method,
    /// Answered to the end.
    pub complete: bool,
    /// What was answered.
    pub answers: Answers,
}

/// Reads one row.
///
/// # Errors
/// Everything that does not fit, with its column.
pub fn row(of: &Questionnaire, columns: &[Option<Column>], cells: &[Cell]) -> Result<Filled, Vec<Wrong>> {
    let mut reading = Reading::default();
    for (at, cell) in cells.iter().enumerate() {
        match columns.get(at).cloned().flatten() {
            Some(column) => reading.cell(of, &column, cell),
            None if *cell == Cell::Empty => {}
            None => {
                reading.wrong.push(wrong(format!("{}列目", at + 1), "見出しのない列に値があります。消してください"));
            }
        }
    }
    reading.finish(of)
}

/// A row that is being read.
#[derive(Default)]
struct Reading {
    id: Option<String>,
    profile: BTreeMap<String, String>,
    method: Option<Method>,
    complete: Option<bool>,
    answers: Answers,
    others: BTreeMap<String, String>,
    rows: BTreeMap<String, BTreeMap<String, i64>>,
    wrong: Vec<Wrong>,
}

impl Reading {
    fn cell(&mut self, of: &Questionnaire, column: &Column, cell: &Cell) {
        let text = match words(cell) {
            Ok(text) if text.is_empty() => return,
            Ok(text) => text,
            Err(problem) => return self.wrong.push(wrong(column.header(), problem)),
        };
        let mut refuse = |words: &str| self.wrong.push(wrong(column.header(), words));
        match column {
            Column::ResponseId => self.id = Some(text),
            Column::SubmittedAt => {}
            Column::Method => match Method::parse(&text) {
                Some(method) => self.method = Some(method),
                None => refuse("web、paper、coded のどれかにしてください"),
            },
            Column::Status => match text.as_str() {
                "complete" => self.complete = Some(true),
                "partial" => self.complete = Some(false),
                _ => refuse("complete か partial にしてください"),
            },
            Column::Profile(id) => {
                let known = of.profile_field(id).is_some_and(|field| field.options.contains(&text));
                if known {
                    self.profile.insert(id.clone(), text);
                } else {
                    refuse("調査票の区分にない値です。区分のとおりに書くか、空にしてください");
                }
            }
            Column::Answer(id) => match of.question(id).map(|question| answer(question, &text)) {
                Some(Ok(answer)) => self.answers.set(id, answer),
                Some(Err(problem)) => refuse(problem),
                None => {}
            },
            Column::Other(id) => drop(self.others.insert(id.clone(), text)),
            Column::Row(id, row) => match text.parse() {
                Ok(value) => drop(self.rows.entry(id.clone()).or_default().insert(row.clone(), value)),
                Err(_) => refuse("段階の数（半角の整数）にしてください"),
            },
        }
    }

    fn finish(mut self, of: &Questionnaire) -> Result<Filled, Vec<Wrong>> {
        for (id, rows) in std::mem::take(&mut self.rows) {
            self.answers.set(&id, Answer::Rows(rows));
        }
        for (id, words) in std::mem::take(&mut self.others) {
            let codes = match self.answers.get(&id) {
                Some(Answer::Codes { codes, .. }) => codes.clone(),
                _ => vec![],
            };
            self.answers.set(&id, Answer::Codes { codes, other: Some(words) });
        }
        // A row that says nothing of itself is complete when nothing is missing.
        let is_whole = || validate(of, &self.answers, Extent::Whole).is_empty();
        let complete = self.complete.unwrap_or_else(is_whole);
        let extent = if complete { Extent::Whole } else { Extent::Partial };
        // A cell that could not be read is not missing as well.
        let known: Vec<String> = self.wrong.iter().map(|wrong| wrong.header.clone()).collect();
        for fault in validate(of, &self.answers, extent) {
            let header = match &fault.what {
                What::RowMissing { code, .. } => format!("{}_{code}", fault.question),
                What::OtherWithoutChoice => format!("{}_other", fault.question),
                What::Missing
                | What::NoQuestion
                | What::NotAsked
                | What::Shape
                | What::NoOption(_)
                | What::Twice(_)
                | What::TooMany { .. }
                | What::Exclusive { .. }
                | What::NoRow(_)
                | What::NoStep(_)
                | What::Range { .. }
                | What::TooLong { .. } => fault.question.clone(),
            };
            if !known.contains(&header) {
                self.wrong.push(wrong(header, fault.what.to_string()));
            }
        }
        if !self.wrong.is_empty() {
            return Err(self.wrong);
        }
        Ok(Filled {
            id: self.id,
            profile: self.profile,
            method: self.method.unwrap_or(Method::Coded),
            complete,
            answers: self.answers,
        })
    }
}

/// The text of a cell without spaces around it; whole numbers of spreadsheets as digits.
fn words(cell: &Cell) -> Result<String, &'static str> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) => Ok(text.trim().to_owned()),
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => Ok(format!("{number:.0}")),
        Cell::Number(_) => Err("整数にしてください"),
        Cell::Day(day) => Ok(day.to_string()),
        Cell::Fault(_) => Err("表計算の式が間違っています。値に直してください"),
        Cell::Quotes(_) => Err("「\"」の書き方が正しくなく、どこまでが文か分かりません。「\"」を確かめてください"),
    }
}

/// What a cell of a question means.
fn answer(question: &Question, text: &str) -> Result<Answer, &'static str> {
    let codes = || text.split(';').map(|code| code.trim().to_owned()).filter(|code| !code.is_empty());
    Ok(match question.kind {
        Kind::SingleChoice | Kind::MultipleChoice => Answer::Codes { codes: in_order(question, codes()), other: None },
        Kind::Ranking => Answer::Ranking(codes().collect()),
        Kind::Scale => Answer::Scale(text.parse().map_err(|_| "段階の数（半角の整数）にしてください")?),
        Kind::Number => Answer::Number(text.parse().map_err(|_| "半角の整数にしてください")?),
        Kind::Date => Answer::Date(text.parse().map_err(|_| "2026-09-01 の形の、ある日付にしてください")?),
        Kind::ShortText | Kind::FreeText => Answer::Text(text.to_owned()),
        Kind::ScaleMatrix | Kind::SectionText | Kind::Image => return Err("この設問には1つの列で答えられません"),
    })
}

/// Codes in the order of the questionnaire; unknown ones last, so that they are named.
fn in_order(question: &Question, codes: impl Iterator<Item = String>) -> Vec<String> {
    let mut codes: Vec<String> = codes.collect();
    let place = |code: &String| question.options.iter().position(|option| option.code == *code).unwrap_or(usize::MAX);
    codes.sort_by_key(place);
    codes
}
