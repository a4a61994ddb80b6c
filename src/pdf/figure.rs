//! Horizontal bars with their names and numbers: how many of each?

use crate::{
    font::Weight,
    page::{Area, Flow, Side, Style, Tone},
    tags::{ROOT, Role},
};

/// Height of a bar, and its gap to the next.
const BAR: f32 = 10.0;
const GAP: f32 = 5.0;
/// Shares of the width for names and for numbers.
const NAMES: f32 = 0.42;
const NUMBER: f32 = 44.0;

/// A chart of bars.
#[derive(Debug, Clone, Default)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// From how many, and by which ways they came.
    pub basis: String,
    /// 件
    pub unit: String,
    /// Names and numbers, in their order.
    pub bars: Vec<(String, u64)>,
}

impl Figure {
    /// The same in words.
    fn words(&self) -> String {
        let bars: Vec<String> = self.bars.iter().map(|(name, n)| format!("{name} {n}{}", self.unit)).collect();
        format!("横棒の図「{}」。{}", self.title, bars.join("、"))
    }
}

/// Title, bars, basis.
pub(crate) fn place(flow: &mut Flow<'_>, area: Area, figure: &Figure) {
    let style = Style { side: Side::Start, ..Style::CELL };
    let bold = Style { weight: Weight::Bold, ..style };
    let names = Area { x: area.x, width: area.width * NAMES };
    let bars = area.indented(names.width + 8.0);
    let longest = figure.bars.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    flow.need(style.leading * 4.0);
    let node = flow.tags.open(ROOT, Role::Figure(figure.words()));
    let title = flow.lines(&figure.title, area, &bold);
    flow.write(&title, area, &bold, node);
    for (name, n) in &figure.bars {
        let lines = flow.lines(name, names, &style);
        let height = style.leading * lines.len() as f32;
        flow.need(height + GAP);
        let top = flow.y;
        let width = (bars.width - NUMBER) * (*n as f32 / longest as f32);
        flow.fill((bars.x, top + (style.leading - BAR) / 2.0), (width.max(0.8), BAR), Tone::Bar);
        let beside = bars.indented(width + 5.0);
        if let Some(number) = flow.lines(&format!("{n}{}", figure.unit), area, &bold).first() {
            flow.put(number, beside, &bold, Some(node), top);
        }
        flow.write(&lines, names, &style, node);
        flow.gap(GAP - 2.0);
    }
    if !figure.basis.is_empty() {
        let lines = flow.lines(&figure.basis, area, &Style::SMALL);
        flow.write(&lines, area, &Style::SMALL, node);
    }
    flow.gap(8.0);
}
