//! From a table of the population to a weight a person.

use std::collections::HashMap;

use kocho_document::sheet::Sheet as Table;
use kocho_domain::{
    import::Cell,
    statistic::{
        layout::About,
        population::{self, Field, Margin},
        sheet::Mark,
        weight::{self, Unweighable, Weights, weigh},
    },
    survey::Questionnaire,
};

use super::kept::Filled;
use crate::Error;

/// Mistakes that are told at once.
const TOLD: usize = 5;

/// The rows of a file of a population.
///
/// # Errors
/// [`Error::Invalid`] in `population`.
pub(super) fn rows(bytes: Vec<u8>) -> Result<Vec<Vec<String>>, Error> {
    let unreadable = |why: kocho_document::sheet::Unreadable| Error::field("population", format!("{why}。"));
    let text = |cell: Cell| match cell {
        Cell::Text(text) => text,
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        _ => String::new(),
    };
    let table = Table::open(bytes).map_err(unreadable)?;
    table.rows().map(|row| Ok(row.map_err(unreadable)?.1.into_iter().map(text).collect())).collect()
}

/// The margins that rows of a population say, for this questionnaire.
///
/// # Errors
/// [`Error::Invalid`] in `population`.
pub(super) fn margins(questionnaire: &Questionnaire, rows: &[Vec<String>]) -> Result<Vec<Margin>, Error> {
    population::read(rows, &fields(questionnaire)).map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().take(TOLD).map(|m| format!("{}行目：{}", m.line, m.what)).collect();
        let more = mistakes.len().saturating_sub(TOLD);
        let rest = if more > 0 { format!("ほかに{more}か所あります。") } else { String::new() };
        Error::field("population", format!("{}{rest}", told.join("")))
    })
}

/// A weight a person.
///
/// # Errors
/// [`Error::Invalid`] in `population`.
pub(super) fn weights(filled: &Filled, rows: &[Vec<String>]) -> Result<Weights, Error> {
    let margins = margins(&filled.questionnaire, rows)?;
    let people: Vec<weight::Margin> = margins.iter().map(|margin| placed(filled, margin)).collect();
    weigh(filled.sheet.people(), &people).map_err(|why| {
        let cell = |(margin, cell): &(usize, usize)| named(&filled.questionnaire, &margins[*margin], *cell);
        let what = match &why {
            Unweighable::Empty(cells) => {
                let names: Vec<String> = cells.iter().map(cell).collect();
                format!("回答のない区分があります（{}）。近い区分とまとめた人口にしてください。", names.join("、"))
            }
            Unweighable::Apart => "項目ごとの人口の組合せに合う重みがありません。区分を大きくしてください。".to_owned(),
        };
        Error::field("population", what)
    })
}

fn fields(questionnaire: &Questionnaire) -> Vec<Field> {
    let field = |field: &kocho_domain::survey::ProfileField| Field {
        id: field.id.clone(),
        label: field.label.clone(),
        classes: field.options.clone(),
    };
    questionnaire.profile_fields.iter().map(field).collect()
}

/// In which cell of a margin each person is.
fn placed(filled: &Filled, margin: &Margin) -> weight::Margin {
    let place: HashMap<&[usize], usize> =
        margin.cells.iter().enumerate().map(|(place, (classes, _))| (classes.as_slice(), place)).collect();
    let columns: Vec<_> = margin
        .fields
        .iter()
        .filter_map(|field| filled.layout.place(About::Profile(*field)).and_then(|place| filled.sheet.column(place)))
        .collect();
    let mut classes = Vec::with_capacity(columns.len());
    let mut cell = |person: usize| {
        classes.clear();
        for column in &columns {
            let Mark::Answered(class) = column.mark(person) else { return None };
            classes.push(class);
        }
        place.get(classes.as_slice()).copied()
    };
    weight::Margin {
        cells: (0..filled.sheet.people()).map(&mut cell).collect(),
        population: margin.cells.iter().map(|(_, people)| *people).collect(),
    }
}

fn named(questionnaire: &Questionnaire, margin: &Margin, cell: usize) -> String {
    let Some((classes, _)) = margin.cells.get(cell) else { return String::new() };
    let class = |(field, class): (&usize, &usize)| {
        questionnaire.profile_fields.get(*field).and_then(|field| field.options.get(*class)).cloned()
    };
    margin.fields.iter().zip(classes).filter_map(class).collect::<Vec<_>>().join("・")
}
