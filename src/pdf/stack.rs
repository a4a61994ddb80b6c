//! Bars in parts, each row of which is one whole: how does what people said divide? A part has its shade, which the legend
//! names, and its number where there is room; the numbers belong in a table beside it.

use crate::{
    font::Weight,
    page::{Area, Flow, Side, Style, Tone},
    tags::{ROOT, Role},
};

/// Height of a bar, and its gap to the next.
const BAR: f32 = 12.0;
const GAP: f32 = 5.0;
/// Share of the width for names.
const NAMES: f32 = 0.34;
/// White between two parts, so that shades need not be told apart by themselves.
const SEAM: f32 = 1.0;
/// A square of the legend, and what stands around it.
const SQUARE: f32 = 8.0;

/// Rows of parts.
#[derive(Debug, Clone, Default)]
pub struct Stacks {
    /// What it shows.
    pub title: String,
    /// Names of the parts, in their order.
    pub series: Vec<String>,
    /// Names of the rows, each with the number of every part.
    pub rows: Vec<(String, Vec<u64>)>,
}

impl Stacks {
    /// The same in words.
    fn words(&self) -> String {
        let part = |(name, n): (&String, &u64)| format!("{name} {n}");
        let row = |(name, numbers): &(String, Vec<u64>)| {
            format!("{name}：{}", self.series.iter().zip(numbers).map(part).collect::<Vec<_>>().join("、"))
        };
        format!("帯の図「{}」。{}", self.title, self.rows.iter().map(row).collect::<Vec<_>>().join("。"))
    }
}

/// Legend, then a bar a row.
pub(crate) fn place(flow: &mut Flow<'_>, area: Area, stacks: &Stacks) {
    let style = Style { side: Side::Start, ..Style::CELL };
    let names = Area { x: area.x, width: area.width * NAMES };
    let bars = area.indented(names.width + 8.0);
    flow.need(style.leading * 4.0);
    let node = flow.tags.open(ROOT, Role::Figure(stacks.words()));
    legend(flow, area, stacks, node);
    for (name, numbers) in &stacks.rows {
        let lines = flow.lines(name, names, &style);
        let height = (style.leading * lines.len() as f32).max(BAR);
        flow.need(height + GAP);
        let top = flow.y;
        parts(flow, bars, top + (style.leading - BAR) / 2.0, numbers, node);
        flow.write(&lines, names, &style, node);
        flow.y = top + height;
        flow.gap(GAP - 2.0);
    }
    flow.gap(8.0);
}

fn legend(flow: &mut Flow<'_>, area: Area, stacks: &Stacks, node: usize) {
    let style = Style { side: Side::Start, ..Style::SMALL };
    let mut x = 0.0;
    for (place, name) in stacks.series.iter().enumerate() {
        let width = SQUARE + 4.0 + flow.width(name, &style) + 12.0;
        if x > 0.0 && x + width > area.width {
            (x, flow.y) = (0.0, flow.y + style.leading);
        }
        let here = area.indented(x);
        flow.fill((here.x, flow.y + (style.leading - SQUARE) / 2.0), (SQUARE, SQUARE), Tone::Step(place));
        if let Some(line) = flow.lines(name, here.indented(SQUARE + 4.0), &style).first() {
            flow.put(line, here.indented(SQUARE + 4.0), &style, Some(node), flow.y);
        }
        x += width;
    }
    flow.y += style.leading + 3.0;
}

fn parts(flow: &mut Flow<'_>, area: Area, top: f32, numbers: &[u64], node: usize) {
    let all = numbers.iter().sum::<u64>().max(1) as f32;
    let mut x = area.x;
    for (place, n) in numbers.iter().enumerate().filter(|(_, n)| **n > 0) {
        let width = area.width * *n as f32 / all;
        flow.fill((x, top), ((width - SEAM).max(0.4), BAR), Tone::Step(place));
        let tone = if Tone::is_dark(place) { Tone::Paper } else { Tone::Ink };
        let style = Style { side: Side::Centre, tone, weight: Weight::Bold, leading: BAR, ..Style::SMALL };
        let number = n.to_string();
        if flow.width(&number, &style) + 4.0 < width
            && let Some(line) = flow.lines(&number, area, &style).first()
        {
            flow.put(line, Area { x, width: width - SEAM }, &style, Some(node), top);
        }
        x += width;
    }
}
