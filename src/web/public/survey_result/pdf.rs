//! Published results as a report on A4, in the reader's language: what the page says, and no number that it keeps back.

use kocho_pdf::{Block, Column, Paper, Table};

use super::{QuestionView, SplitView, SurveyResultsPage, TableView};
use crate::{
    pdf::{dated, head, shares},
    texts::{ResultTexts, Text},
};

/// Groups beside the whole that one table has room for.
const ABREAST: usize = 8;

impl SurveyResultsPage {
    /// The same on paper.
    pub(crate) fn paper(&self) -> Paper {
        let words = &self.frame.texts.result;
        let said = |text: &Text| Block::paragraph(text.plain());
        let facts = self.facts.iter().map(|fact| (fact.label.plain().to_owned(), fact.value.plain().to_owned()));
        let mut blocks = vec![
            Block::heading(1, self.name.plain()),
            Block::paragraph(self.purpose.plain()),
            Block::KeyValues(facts.collect()),
            said(&self.caution),
            Block::small(words.kept_back_note.plain()),
        ];
        blocks.extend(self.questions.iter().flat_map(|one| question(one, words)));
        if !self.comment.is_empty() {
            blocks.extend([Block::heading(2, words.comment.plain()), Block::paragraph(&self.comment)]);
        }
        blocks.push(Block::heading(2, words.reflection.plain()));
        blocks.push(self.reflection_due.as_ref().map_or_else(|| Block::paragraph(&self.reflection), said));
        let title = words.title.with("title", self.name.clone()).text();
        Paper {
            title: title.plain().to_owned(),
            lang: self.frame.lang.html().to_owned(),
            author: self.frame.city.clone(),
            head: head(&self.frame, words.list_title.plain()),
            dated: dated(self.read_on),
            blocks,
            ..Paper::default()
        }
    }
}

fn question(question: &QuestionView, words: &ResultTexts) -> Vec<Block> {
    let mut blocks = vec![Block::heading(2, question.text.plain())];
    if question.in_words {
        blocks.push(Block::paragraph(words.words_note.plain()));
    }
    blocks.extend(question.tables.iter().flat_map(|one| table(one, words)));
    blocks
}

fn table(table: &TableView, words: &ResultTexts) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !table.label.is_empty() {
        blocks.push(Block::heading(3, table.label.plain()));
    }
    blocks.extend(table.chart.as_ref().map(shares));
    if !table.numbers.is_empty() {
        let pair = |(label, value): &(Text, String)| (label.plain().to_owned(), value.clone());
        blocks.push(Block::KeyValues(table.numbers.iter().map(pair).collect()));
    }
    blocks.push(Block::small(table.basis.plain()));
    let groups: Vec<usize> = table.split.iter().flat_map(|split| 1..split.columns.len()).collect();
    let some =
        |split: &SplitView| groups.chunks(ABREAST).map(|some| Block::Table(abreast(split, some, words))).collect();
    blocks.extend(table.split.as_ref().map_or_else(Vec::new, some));
    blocks
}

/// The whole and these groups, in percent.
fn abreast(split: &SplitView, groups: &[usize], words: &ResultTexts) -> Table {
    let places: Vec<usize> = std::iter::once(0).chain(groups.iter().copied()).collect();
    let of = |cells: &[String]| places.iter().filter_map(|at| cells.get(*at)).cloned().collect::<Vec<_>>();
    let row = |(label, cells): &(Text, Vec<String>)| [vec![label.plain().to_owned()], of(cells)].concat();
    let sizes = [vec!["n".to_owned()], of(&split.sizes)].concat();
    let names: Vec<String> = split.columns.iter().map(|name| name.plain().to_owned()).collect();
    Table {
        about: words.split.plain().to_owned(),
        columns: std::iter::once(Column::words(split.heading.plain(), 3.2))
            .chain(of(&names).iter().map(|name| Column::numbers(name, 1.2)))
            .collect(),
        rows: split.rows.iter().map(row).chain([sizes]).collect(),
    }
}
