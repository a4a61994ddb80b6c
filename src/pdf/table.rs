//! Rows and columns: cells are broken into lines, a row stays whole, and the head stands again on every page. A column of shares
//! draws each as a bar with its number behind it.

use crate::{
    font::Weight,
    line::Line,
    page::{Area, Flow, Side, Style, Tone},
    tags::{ROOT, Role},
};

/// Points inside a cell, at its sides and above and below.
const PAD: (f32, f32) = (4.0, 3.0);
const RULE: f32 = 0.6;
/// Height of a share's bar, the room that its number takes, and the gap between them.
const BAR: f32 = 9.0;
const NUMBER: f32 = 38.0;
const GAP: f32 = 4.0;

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What it is about, for people who hear it; empty when a heading says so.
    pub about: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The words of its cells, as many in each row as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its share of the width, beside the others' shares.
    pub share: f32,
    /// Where its words stand.
    pub align: Align,
}

/// Where the words of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Start,
    /// Numbers.
    End,
    /// Percent from 0 to 100: a bar, and the number behind it. Other words stand where a bar would begin.
    Bar,
}

impl Column {
    /// A column of words.
    pub fn words(name: &str, share: f32) -> Self {
        Column { name: name.to_owned(), share, align: Align::Start }
    }

    /// A column of numbers.
    pub fn numbers(name: &str, share: f32) -> Self {
        Column { name: name.to_owned(), share, align: Align::End }
    }

    /// A column of shares.
    pub fn bars(name: &str, share: f32) -> Self {
        Column { name: name.to_owned(), share, align: Align::Bar }
    }
}

/// A cell, ready to be drawn.
struct Cell {
    area: Area,
    style: Style,
    lines: Vec<Line>,
    /// From where and how far its bar reaches.
    bar: Option<(f32, f32)>,
}

/// The whole table.
pub(crate) fn place(flow: &mut Flow<'_>, area: Area, table: &Table) {
    let node = flow.tags.open(ROOT, Role::Table(table.about.clone()));
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let head = cells(flow, area, table, &names, Weight::Bold);
    let rows: Vec<Vec<Cell>> = table.rows.iter().map(|row| cells(flow, area, table, row, Weight::Regular)).collect();
    // The head never stands alone.
    flow.need(height(&head) + rows.first().map_or(0.0, |row| height(row).min(Flow::page_height() / 2.0)));
    let heads = flow.tags.open(node, Role::HeadRows);
    let row = flow.tags.open(heads, Role::Row);
    let columns: Vec<usize> = head.iter().map(|_| flow.tags.open(row, Role::ColumnHead)).collect();
    // A head that leaves no room for rows stands once, as a row.
    let again: &[Cell] = if height(&head) <= Flow::page_height() / 3.0 {
        draw_head(flow, area, &head, Some(&columns));
        &head
    } else {
        place_row(flow, area, &[], (&head, &columns));
        &[]
    };
    let body = flow.tags.open(node, Role::BodyRows);
    for cells in &rows {
        let row = flow.tags.open(body, Role::Row);
        let role = |at: usize| if at == 0 { Role::RowHead } else { Role::Cell };
        let nodes: Vec<usize> = (0..cells.len()).map(|at| flow.tags.open(row, role(at))).collect();
        place_row(flow, area, again, (cells, &nodes));
    }
    flow.gap(8.0);
}

fn cells(flow: &Flow<'_>, area: Area, table: &Table, words: &[String], weight: Weight) -> Vec<Cell> {
    let shares: f32 = table.columns.iter().map(|column| column.share).sum();
    let mut x = area.x;
    let cell = |(column, words): (&Column, &String)| {
        let width = area.width * column.share / shares.max(0.01);
        let inner = Area { x: x + PAD.0, width: (width - PAD.0 * 2.0).max(Style::CELL.size) };
        x += width;
        let side = if column.align == Align::End { Side::End } else { Side::Start };
        let style = Style { weight, side, ..Style::CELL };
        let bar = (column.align == Align::Bar).then(|| bar(inner, words)).flatten();
        let area = bar.map_or(inner, |(_, width)| inner.indented(width + GAP));
        Cell { lines: flow.lines(words, area, &style), area, style, bar }
    };
    table.columns.iter().zip(words).map(cell).collect()
}

/// The bar of a share; words that are no number have none.
fn bar(area: Area, words: &str) -> Option<(f32, f32)> {
    let percent = words.parse::<f32>().ok().filter(|percent| percent.is_finite())?;
    Some((area.x, (area.width - NUMBER).max(0.0) * percent.clamp(0.0, 100.0) / 100.0))
}

fn height(cells: &[Cell]) -> f32 {
    let lines = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
    Style::CELL.leading * lines as f32 + PAD.1 * 2.0
}

/// The head; without nodes it is the same again, which nobody needs to hear twice.
fn draw_head(flow: &mut Flow<'_>, area: Area, head: &[Cell], nodes: Option<&[usize]>) {
    if head.is_empty() {
        return;
    }
    let height = height(head);
    flow.fill((area.x, flow.y), (area.width, height), Tone::Panel);
    draw_lines(flow, head, nodes, (0, usize::MAX));
    flow.y += height;
    rule(flow, area);
}

fn rule(flow: &mut Flow<'_>, area: Area) {
    flow.fill((area.x, flow.y - RULE), (area.width, RULE), Tone::Line);
}

/// A row on this page or the next one; one that is taller than a page goes on from page to page.
fn place_row(flow: &mut Flow<'_>, area: Area, head: &[Cell], (cells, nodes): (&[Cell], &[usize])) {
    let fits_a_page = height(cells) + height(head) <= Flow::page_height();
    if fits_a_page && flow.need(height(cells)) {
        draw_head(flow, area, head, None);
    }
    let (lines, mut from) = (cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0), 0);
    loop {
        let room = ((flow.room() - PAD.1 * 2.0) / Style::CELL.leading).floor().max(0.0) as usize;
        let until = if fits_a_page { lines } else { lines.min(from + room) };
        if until > from || lines == 0 {
            draw_lines(flow, cells, Some(nodes), (from, until));
            flow.y += Style::CELL.leading * (until - from) as f32 + PAD.1 * 2.0;
            rule(flow, area);
        }
        if until >= lines {
            return;
        }
        from = until;
        flow.begin_page();
        draw_head(flow, area, head, None);
    }
}

fn draw_lines(flow: &mut Flow<'_>, cells: &[Cell], nodes: Option<&[usize]>, (from, until): (usize, usize)) {
    let top = flow.y + PAD.1;
    for (at, cell) in cells.iter().enumerate() {
        let node = nodes.and_then(|nodes| nodes.get(at)).copied();
        if let Some((x, width)) = cell.bar.filter(|(_, width)| from == 0 && *width > 0.0) {
            flow.fill((x, top + (Style::CELL.leading - BAR) / 2.0), (width, BAR), Tone::Bar);
        }
        for (row, line) in cell.lines.iter().take(until).skip(from).enumerate() {
            flow.put(line, cell.area, &cell.style, node, top + Style::CELL.leading * row as f32);
        }
    }
}
