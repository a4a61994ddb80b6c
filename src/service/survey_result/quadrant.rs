//! 満足度×重要度: two matrices over the same rows or measures, each row's score in both, and beside it how many voices the city
//! got on the same measure in twelve months.

use std::collections::BTreeMap;

use kocho_domain::{
    figure::Year,
    statistic::{
        finding::scale,
        layout::About,
        score::{Method, Quadrant, quadrants},
        tally::Tally,
    },
    survey::{Question, Selection, question::Kind},
};
use kocho_store::figure;

use super::{
    kept::{self, Filled},
    rate, with_asked,
};
use crate::{Cx, Error, survey::find};

/// What is put against each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Axes {
    /// The matrix that says how satisfied people are; empty: the first.
    pub satisfaction: String,
    /// The matrix that says how important it is to them; empty: none.
    pub importance: String,
    /// How scales become numbers; empty: by the mean.
    pub method: String,
}

/// A row of the matrix of satisfaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// As it is read.
    pub label: String,
    /// Code and name of its measure.
    pub measure: Option<(String, String)>,
    /// Who answered.
    pub n: u64,
    /// Its score.
    pub satisfaction: f64,
    /// The score of the row on the same measure (or of the same code) in the other matrix.
    pub importance: Option<f64>,
    /// In which field it lies.
    pub quadrant: Option<Quadrant>,
    /// Voices on the same measure.
    pub voices: Option<u64>,
}

/// Scores of a survey.
#[derive(Debug, Clone)]
pub struct Scores {
    /// The survey's title.
    pub title: String,
    /// How those who were asked were chosen.
    pub selection: Selection,
    /// 回答率 in percent, where it is known how many were asked.
    pub rate: Option<f64>,
    /// Matrices: id and text.
    pub matrices: Vec<(String, String)>,
    /// What was put against each other.
    pub axes: Axes,
    /// How scales became numbers.
    pub method: Method,
    /// The rows in their order.
    pub points: Vec<Point>,
    /// Means of all rows: where the axes cross.
    pub cross: Option<(f64, f64)>,
    /// The months in which voices were counted.
    pub year: Year,
}

/// The scores of a survey's rows.
///
/// # Errors
/// [`Error::NotFound`] also when there is no such matrix; [`Error::Denied`].
pub async fn show(cx: &Cx, code: &str, mut axes: Axes) -> Result<Scores, Error> {
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    let filled = kept::filled(cx, &survey).await?;
    let survey = with_asked(&from, survey, &filled).await?;
    let matrices: Vec<&Question> =
        filled.questionnaire.questions.iter().filter(|q| q.kind == Kind::ScaleMatrix).collect();
    if axes.satisfaction.is_empty() {
        axes.satisfaction = matrices.first().map(|question| question.id.clone()).ok_or(Error::NotFound)?;
    }
    let method =
        if axes.method.is_empty() { Method::Mean } else { Method::parse(&axes.method).ok_or(Error::NotFound)? };
    let matrix = |id: &str| matrices.iter().copied().find(|question| question.id == id).ok_or(Error::NotFound);
    let satisfaction = scored(&filled, matrix(&axes.satisfaction)?, method);
    let importance = match axes.importance.as_str() {
        "" => vec![],
        id => scored(&filled, matrix(id)?, method),
    };
    let year = Year::ending(cx.today());
    let voices = voices(cx, &year).await?;
    let mut points: Vec<Point> = satisfaction.iter().map(|row| point(cx, row, &importance, &voices)).collect();
    let cross = place(&mut points);
    Ok(Scores {
        rate: rate(&survey, filled.sheet.people() as u64),
        selection: survey.selection,
        title: survey.about.title,
        matrices: matrices.iter().map(|question| (question.id.clone(), question.text.clone())).collect(),
        axes,
        method,
        points,
        cross,
        year,
    })
}

/// A row of a matrix with its score.
struct Scored {
    code: String,
    label: String,
    measure: Option<String>,
    n: u64,
    score: f64,
}

/// Rows that somebody answered.
fn scored(filled: &Filled, question: &Question, method: Method) -> Vec<Scored> {
    let values = scale(question);
    let row = |(part, row): (usize, &kocho_domain::survey::Row)| {
        let place = filled.questionnaire.position(&question.id)?;
        let column = filled.sheet.column(filled.layout.place(About::Part(place, part))?)?;
        let everybody = kocho_domain::statistic::banner::Banner::EVERYBODY;
        let group = Tally::of(&filled.sheet, column, &everybody, None).groups.pop()?;
        let score = method.score(&group, &values)?;
        // A question on one measure is about it in every row.
        let only = question.measures.first().filter(|_| question.measures.len() == 1);
        let measure = row.measure.as_ref().or(only).cloned();
        Some(Scored { code: row.code.clone(), label: row.label.clone(), measure, n: group.answered, score })
    };
    question.rows.iter().enumerate().filter_map(row).collect()
}

fn point(cx: &Cx, row: &Scored, importance: &[Scored], voices: &BTreeMap<String, u64>) -> Point {
    let same_measure = |other: &&Scored| row.measure.is_some() && other.measure == row.measure;
    let other = {
        let mut on_it = importance.iter().filter(same_measure);
        // Where several rows are on a measure, the code decides.
        match (on_it.next(), on_it.next()) {
            (Some(only), None) => Some(only),
            _ => importance.iter().find(|other| other.code == row.code),
        }
    };
    let named = |code: &String| {
        let all = cx.city.measures.iter().chain(&cx.city.plans.others);
        let name = all.clone().find(|measure| measure.code == *code).map(|measure| measure.name.clone());
        (code.clone(), name.unwrap_or_default())
    };
    Point {
        label: row.label.clone(),
        measure: row.measure.as_ref().map(named),
        n: row.n,
        satisfaction: row.score,
        importance: other.map(|other| other.score),
        quadrant: None,
        voices: row.measure.as_ref().map(|code| voices.get(code).copied().unwrap_or(0)),
    }
}

/// Puts points with both scores into their fields; where the axes cross.
fn place(points: &mut [Point]) -> Option<(f64, f64)> {
    let scores: Vec<(f64, f64)> = points.iter().filter_map(|p| Some((p.satisfaction, p.importance?))).collect();
    if scores.is_empty() {
        return None;
    }
    let (fields, cross) = quadrants(&scores);
    let both = points.iter_mut().filter(|point| point.importance.is_some());
    both.zip(fields).for_each(|(point, field)| point.quadrant = Some(field));
    Some(cross)
}

/// Voices of twelve months by the measure of the plan in force; restricted cases are in none.
async fn voices(cx: &Cx, year: &Year) -> Result<BTreeMap<String, u64>, Error> {
    let mut counted = BTreeMap::new();
    for came in figure::came(&cx.reader(), year.from, year.until).await? {
        if let Some((_, code)) = came.decision.measure {
            *counted.entry(code).or_insert(0) += came.n;
        }
    }
    Ok(counted)
}
