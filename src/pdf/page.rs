//! Where on which page does a thing stand? A4 upright; what has no room goes on the next page.

use std::collections::BTreeSet;

use crate::{
    font::{EM, Fonts, Unit, Weight},
    line::{Line, wrap},
    tags::{ROOT, Role, Tags},
};

/// A4 in points.
pub(crate) const WIDTH: f32 = 595.28;
pub(crate) const HEIGHT: f32 = 841.89;
/// 25 mm at the sides, 22 mm above and 21 below: room for a punch, and 43 signs a line.
const SIDE: f32 = 70.87;
pub(crate) const TOP: f32 = 62.36;
pub(crate) const BOTTOM: f32 = 59.53;
/// Baselines of what stands on every page.
const HEAD: f32 = 41.0;
const FOOT: f32 = HEIGHT - 34.0;

/// How dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    #[default]
    Ink,
    /// For what is read second.
    Quiet,
    /// Lines of tables, sides of quotes.
    Line,
    /// Behind the head of a table.
    Panel,
    /// Bars.
    Bar,
    /// Letters on what is dark.
    Paper,
    /// A part of a bar, by its place: from dark to light.
    Step(usize),
}

impl Tone {
    /// How many parts have a shade of their own.
    pub(crate) const STEPS: usize = 6;

    /// Ink would not be read on this part.
    pub(crate) const fn is_dark(step: usize) -> bool {
        step % Self::STEPS < 2
    }
}

/// At which side of its box a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Side {
    #[default]
    Start,
    Centre,
    End,
    /// Start, and lines that the edge broke reach the edge.
    Both,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    /// In points.
    pub(crate) size: f32,
    /// From baseline to baseline.
    pub(crate) leading: f32,
    pub(crate) tone: Tone,
    pub(crate) side: Side,
    /// Signs by which the first line is shorter.
    pub(crate) indent: u32,
}

impl Style {
    /// Running text.
    pub(crate) const BODY: Style =
        Style { weight: Weight::Regular, size: 10.5, leading: 17.5, tone: Tone::Ink, side: Side::Both, indent: 0 };
    /// Cells of tables.
    pub(crate) const CELL: Style = Style { size: 9.0, leading: 14.0, side: Side::Start, ..Style::BODY };
    /// Sources and hints.
    pub(crate) const SMALL: Style = Style { size: 8.5, leading: 13.5, tone: Tone::Quiet, ..Style::BODY };
}

/// A box that is as wide as this, wherever it ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) width: f32,
}

impl Area {
    /// All between the margins.
    pub(crate) fn whole() -> Self {
        Area { x: SIDE, width: WIDTH - 2.0 * SIDE }
    }

    /// Less at the left.
    pub(crate) fn indented(self, by: f32) -> Self {
        Area { x: self.x + by, width: self.width - by }
    }
}

/// Something drawn.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    Text(TextMark),
    /// A rectangle from its upper left corner; lines are thin ones.
    Fill {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        tone: Tone,
    },
}

/// A line of text, or a part of one.
#[derive(Debug, Clone)]
pub(crate) struct TextMark {
    pub(crate) x: f32,
    /// Of the baseline.
    pub(crate) y: f32,
    pub(crate) size: f32,
    pub(crate) weight: Weight,
    pub(crate) tone: Tone,
    pub(crate) units: Vec<Unit>,
    /// Points added after every sign.
    pub(crate) spread: f32,
    /// Its number in the tree of tags; `None`: it is on every page.
    pub(crate) piece: Option<usize>,
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) marks: Vec<Mark>,
}

/// All pages.
#[derive(Debug)]
pub(crate) struct Laid {
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) tags: Tags,
    pub(crate) missing: BTreeSet<String>,
    /// Of each: page, place down, words.
    pub(crate) headings: Vec<(usize, f32, String)>,
}

/// Pages while they are filled.
pub(crate) struct Flow<'a> {
    pub(crate) fonts: &'a Fonts,
    pub(crate) tags: Tags,
    pub(crate) missing: BTreeSet<String>,
    /// Where the next thing begins.
    pub(crate) y: f32,
    headings: Vec<(usize, f32, String)>,
    sheets: Vec<Sheet>,
}

impl<'a> Flow<'a> {
    /// An empty page.
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        Flow {
            fonts,
            tags: Tags::new(),
            missing: BTreeSet::new(),
            y: TOP,
            headings: Vec::new(),
            sheets: vec![Sheet::default()],
        }
    }

    /// Points that a whole page has.
    pub(crate) const fn page_height() -> f32 {
        HEIGHT - TOP - BOTTOM
    }

    /// Points left on this page.
    pub(crate) fn room(&self) -> f32 {
        HEIGHT - BOTTOM - self.y
    }

    /// Nothing stands on this page yet.
    pub(crate) fn is_top(&self) -> bool {
        self.y <= TOP
    }

    /// Goes on to a new page, unless this one is empty.
    pub(crate) fn begin_page(&mut self) {
        if !self.is_top() {
            self.sheets.push(Sheet::default());
            self.y = TOP;
        }
    }

    /// Room for so many points here, or else a new page; answers whether it is a new one.
    pub(crate) fn need(&mut self, height: f32) -> bool {
        let turns = height > self.room() && !self.is_top();
        if turns {
            self.begin_page();
        }
        turns
    }

    /// Leaves a gap; at the head of a page there is none.
    pub(crate) fn gap(&mut self, height: f32) {
        if !self.is_top() {
            self.y += height;
        }
    }

    /// The lines of a text in an area.
    pub(crate) fn lines(&self, text: &str, area: Area, style: &Style) -> Vec<Line> {
        // Half a thousandth is forgiven: points are not whole signs.
        let width = (area.width / style.size * EM as f32 + 1.0) as u32;
        wrap(self.fonts, text, style.weight, (width, style.indent * EM))
    }

    /// How wide a text is on one line, in points.
    pub(crate) fn width(&self, text: &str, style: &Style) -> f32 {
        let units = self.fonts.units(text, style.weight);
        units.iter().map(|unit| unit.width).sum::<u32>() as f32 / EM as f32 * style.size
    }

    /// A heading that begins here: its node, and a line in the list that reader programs show.
    pub(crate) fn heading(&mut self, level: u8, text: &str) -> usize {
        // A heading without words is none.
        if text.trim().is_empty() {
            return self.tags.open(ROOT, Role::Paragraph);
        }
        self.headings.push((self.sheets.len() - 1, self.y, text.to_owned()));
        self.tags.open(ROOT, Role::Heading(level, text.to_owned()))
    }

    /// Writes lines below each other; two of them at least stay together at the foot and at the head of a page.
    pub(crate) fn write(&mut self, lines: &[Line], area: Area, style: &Style, node: usize) {
        for (at, line) in lines.iter().enumerate() {
            let left = lines.len() - at;
            let together = if at == 0 || left == 2 { left.min(2) } else { 1 };
            self.need(style.leading * together as f32);
            self.put(line, area, style, Some(node), self.y);
            self.y += style.leading;
        }
    }

    /// Writes one line whose upper edge is at `top`, with no thought of pages.
    pub(crate) fn put(&mut self, line: &Line, area: Area, style: &Style, node: Option<usize>, top: f32) {
        let seen = line.seen();
        if line.units.is_empty() {
            return;
        }
        self.missing.extend(line.units.iter().filter(|unit| unit.missing).map(|unit| unit.text.clone()));
        let points = line.width as f32 / EM as f32 * style.size;
        let area = area.indented(if line.begins { style.indent as f32 * style.size } else { 0.0 });
        let slack = (area.width - points).max(0.0);
        let x = match style.side {
            Side::Start | Side::Both => area.x,
            Side::Centre => area.x + slack / 2.0,
            Side::End => area.x + slack,
        };
        let reaches = style.side == Side::Both && !line.ended && seen > 1 && slack < style.size * 2.0;
        let spread = if reaches { slack / (seen - 1) as f32 } else { 0.0 };
        // The middle of a sign stands in the middle of its line: this font goes 0.88 up and 0.12 down.
        let y = top + (style.leading - style.size) / 2.0 + style.size * 0.88;
        let piece = node.map(|node| self.tags.piece(node));
        let mark = TextMark {
            x,
            y,
            size: style.size,
            weight: style.weight,
            tone: style.tone,
            units: line.units.clone(),
            spread,
            piece,
        };
        self.mark(Mark::Text(mark));
    }

    /// A rectangle on this page.
    pub(crate) fn fill(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), tone: Tone) {
        self.mark(Mark::Fill { x, y, width, height, tone });
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(mark);
        }
    }
    /// The pages, each with its head, its mark and its number.
    pub(crate) fn finish(mut self, head: &str, mark: &str) -> Laid {
        let sheets = std::mem::take(&mut self.sheets);
        let (count, mut done) = (sheets.len(), Vec::with_capacity(sheets.len()));
        for (at, sheet) in sheets.into_iter().enumerate() {
            self.sheets = vec![sheet];
            let mark_width = self.stamp(mark);
            let area = Area { width: Area::whole().width - mark_width, ..Area::whole() };
            self.running(head, (HEAD, area), Side::Start);
            self.running(&format!("{} / {count}", at + 1), (FOOT, Area::whole()), Side::Centre);
            done.append(&mut self.sheets);
        }
        Laid { sheets: done, tags: self.tags, missing: self.missing, headings: self.headings }
    }

    /// One line on every page, or two that end there.
    fn running(&mut self, text: &str, (bottom, area): (f32, Area), side: Side) {
        let style = Style { side, ..Style::SMALL };
        let lines = self.lines(text, area, &style);
        let count = lines.len().min(2);
        for (at, line) in lines.iter().take(count).enumerate() {
            self.put(line, area, &style, None, bottom - style.leading * (count - at) as f32);
        }
    }

    /// A word in a box at the right, above everything; answers the width that it takes.
    fn stamp(&mut self, mark: &str) -> f32 {
        let style = Style { weight: Weight::Bold, size: 14.0, leading: 22.0, side: Side::Centre, ..Style::BODY };
        let all = Area::whole();
        let Some(line) = self.lines(mark, all, &style).into_iter().next().filter(|line| !line.units.is_empty()) else {
            return 0.0;
        };
        let width = line.width as f32 / EM as f32 * style.size + 20.0;
        let (x, top) = (all.x + all.width - width, HEAD - style.leading);
        self.frame((x, top), (width, style.leading));
        self.put(&line, Area { x, width }, &style, None, top);
        width + style.size
    }

    /// The four sides of a box.
    pub(crate) fn frame(&mut self, (x, y): (f32, f32), (width, height): (f32, f32)) {
        const STROKE: f32 = 1.2;
        for (at, size) in [
            ((x, y), (width, STROKE)),
            ((x, y + height - STROKE), (width, STROKE)),
            ((x, y), (STROKE, height)),
            ((x + width - STROKE, y), (STROKE, height)),
        ] {
            self.fill(at, size, Tone::Ink);
        }
    }
}
