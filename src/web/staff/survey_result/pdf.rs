//! The results of a survey as a report on A4: what was asked of whom, how many answered, every question with its table of bars
//! and of whom it does not speak, and what came of it. Drawn from the page, so it says no number that the page keeps back.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use kocho_domain::{clock::civil_date, era::wareki};
use kocho_pdf::{Block, Column, Paper, Stacks, Table};
use kocho_service::survey_result::INSIDE;

use super::{
    SurveyResultPage,
    door::{self, ResultQuery},
    view::{CellView, CrossView, QuestionView, RowView},
};
use crate::{
    chart::{Stack, StackedChart},
    guard::Signed,
    pdf::{dated, download, head, pairs, shares},
    problem::AppError,
    staff::filters::moment_of,
    state::AppState,
};

/// Groups beside the whole that one table has room for.
const ABREAST: usize = 7;

/// `GET /staff/surveys/{survey}/results/report.pdf`
pub(super) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<ResultQuery>,
) -> Result<Response, AppError> {
    let page = door::page(&state, &signed, &code, &query).await?;
    download(&format!("調査の結果 {code}"), page.paper()).await
}

impl SurveyResultPage {
    /// The same on paper.
    pub(crate) fn paper(&self) -> Paper {
        let mut blocks = vec![
            Block::heading(1, &self.title),
            Block::small(format!("調査の結果　{}の集計", moment_of(self.counted_at))),
            Block::paragraph(&self.purpose),
            pairs(&self.facts),
            Block::paragraph(self.caution),
            Block::small(INSIDE),
        ];
        if !self.weights.words.is_empty() {
            blocks.push(Block::small(&self.weights.words));
        }
        for question in &self.questions {
            blocks.extend(self.question(question));
        }
        blocks.extend(self.written());
        Paper {
            title: format!("調査の結果　{}", self.title),
            author: self.frame.city.clone(),
            head: head(&self.frame, "調査の結果"),
            dated: dated(civil_date(self.counted_at)),
            blocks,
            ..Paper::default()
        }
    }

    fn question(&self, question: &QuestionView) -> Vec<Block> {
        let mut blocks = vec![Block::heading(2, format!("{}　{}", question.number, question.text))];
        blocks.extend(question.shares.as_ref().map(shares));
        if let Some(rows) = &question.rows {
            blocks.extend([Block::Stacks(stacks(rows)), Block::Table(row_table(rows, &question.shares_of_rows))]);
        }
        if !question.numbers.is_empty() {
            blocks.push(pairs(&question.numbers));
        }
        blocks.push(Block::small(format!("{}{}", question.basis, self.caution)));
        blocks.extend(question.crosses.iter().flat_map(|cross| split(question, cross)));
        blocks
    }

    /// What the office says of it, and what came of it.
    fn written(&self) -> Vec<Block> {
        let or_none = |text: &str| Block::paragraph(if text.is_empty() { "まだありません。" } else { text });
        let mut blocks = vec![Block::heading(2, "考察"), or_none(&self.form.comment), Block::heading(2, "反映状況")];
        blocks.push(match self.form.due_on.parse() {
            Ok(due) if self.form.reflection.is_empty() => {
                Block::paragraph(format!("{}までにお知らせします。", wareki(due)))
            }
            _ => or_none(&self.form.reflection),
        });
        blocks
    }
}

fn stacks(chart: &StackedChart) -> Stacks {
    Stacks {
        title: chart.around.title.clone(),
        series: chart.series.iter().map(|series| series.name.clone()).collect(),
        rows: chart.stacks.iter().map(|stack| (stack.name.clone(), stack.numbers.clone())).collect(),
    }
}

/// Percent and people of each row and step, who answered, and the mean.
fn row_table(chart: &StackedChart, shares: &[RowView]) -> Table {
    let numbers = |name: &str| Column::numbers(name, 1.3);
    let mut columns = vec![Column::words(chart.heading, 4.0)];
    columns.extend(chart.series.iter().map(|series| numbers(&series.name)));
    columns.extend([numbers("n"), numbers("平均")]);
    let row = |stack: &Stack| {
        let own = shares.iter().find(|share| share.label == stack.name);
        let percents = own.map(|own| own.percents.as_slice()).unwrap_or_default();
        let cell =
            |(at, n): (usize, &u64)| percents.get(at).map_or_else(|| n.to_string(), |share| format!("{share}%\n{n}人"));
        let cells = stack.numbers.iter().enumerate().map(cell);
        let mean = own.map_or_else(|| "－".to_owned(), |own| own.mean.clone());
        std::iter::once(stack.name.clone()).chain(cells).chain([stack.total.to_string(), mean]).collect()
    };
    Table { about: chart.around.title.clone(), columns, rows: chart.stacks.iter().map(row).collect() }
}

/// The same by groups, a few groups abreast, and what chance has to do with it.
fn split(question: &QuestionView, cross: &CrossView) -> Vec<Block> {
    let of = if cross.label.is_empty() { &question.number } else { &cross.label };
    let groups: Vec<usize> = (1..cross.columns.len()).collect();
    let mut blocks = vec![Block::small(format!("{of}を分けた表（%、下は人数）"))];
    blocks.extend(groups.chunks(ABREAST).map(|some| Block::Table(split_table(of, cross, some))));
    let chance = format!("{}{}", cross.test, cross.warning);
    if !chance.is_empty() {
        blocks.push(Block::small(chance));
    }
    blocks
}

/// Percent, people, and of several answers the percent of all that was ticked, one below the other.
fn cell(cell: &CellView) -> String {
    let of_answers =
        if cell.of_answers.is_empty() { String::new() } else { format!("\n回答数の{}%", cell.of_answers) };
    format!("{}\n{}人{of_answers}", cell.percent, cell.people)
}

/// The whole, and these groups.
fn split_table(of: &str, cross: &CrossView, groups: &[usize]) -> Table {
    let places: Vec<usize> = std::iter::once(0).chain(groups.iter().copied()).collect();
    let columns = places.iter().filter_map(|at| cross.columns.get(*at)).map(|name| Column::numbers(name, 1.2));
    let row = |name: &str, cell: &dyn Fn(usize) -> String| {
        std::iter::once(name.to_owned()).chain(places.iter().map(|at| cell(*at))).collect::<Vec<_>>()
    };
    let option =
        |(label, cells): &(String, Vec<CellView>)| row(label, &|at| cells.get(at).map(cell).unwrap_or_default());
    let mut rows: Vec<Vec<String>> = cross.rows.iter().map(option).collect();
    if !cross.means.is_empty() {
        rows.push(row("平均", &|at| cross.means.get(at).cloned().unwrap_or_default()));
    }
    rows.push(row("回答者（n）", &|at| cross.sizes.get(at).map(ToString::to_string).unwrap_or_default()));
    Table {
        about: format!("{of}を分けた表"),
        columns: std::iter::once(Column::words("選択肢", 3.2)).chain(columns).collect(),
        rows,
    }
}
