//! An official letter: number and day at the right, to whom at the left, from whom at the right, title, text, whom to ask.

use crate::{
    font::Weight,
    page::{Area, Flow, Side, Style},
    tags::{ROOT, Role},
};

/// Stands alone above what is listed, and below it.
const LISTED: &str = "記";
const LISTED_END: &str = "以上";

/// A letter.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    /// 秘広第123号; empty while it has none.
    pub number: String,
    /// 令和8年10月15日
    pub dated: String,
    /// Address and name, one line each.
    pub addressee: Vec<String>,
    /// 小美玉市長, and below it （公印省略）.
    pub sender: Vec<String>,
    /// What it is about.
    pub title: String,
    /// Its text. 記 alone in a paragraph stands in the middle, 以上 at the right.
    pub paragraphs: Vec<String>,
    /// What is enclosed.
    pub enclosures: Vec<String>,
    /// 問合せ先, one line each.
    pub inquiry: Vec<String>,
}

const BODY: Style = Style { size: 11.0, leading: 19.0, ..Style::BODY };
const START: Style = Style { side: Side::Start, ..BODY };
const END: Style = Style { side: Side::End, ..BODY };
const TITLE: Style = Style { weight: Weight::Bold, size: 12.5, leading: 21.0, side: Side::Centre, ..Style::BODY };

/// The whole letter.
pub(crate) fn place(flow: &mut Flow<'_>, area: Area, letter: &Letter) {
    head(flow, area, letter);
    let node = flow.heading(1, &letter.title);
    let wide = Area { x: area.x + BODY.size * 2.0, width: area.width - BODY.size * 4.0 };
    let lines = flow.lines(&letter.title, wide, &TITLE);
    flow.write(&lines, wide, &TITLE, node);
    flow.gap(16.0);
    for paragraph in &letter.paragraphs {
        body(flow, area, paragraph);
    }
    if !letter.enclosures.is_empty() {
        flow.need(BODY.leading * 2.0);
        let names = letter.enclosures.iter().zip(1..).map(|(name, at)| format!("{at}　{name}"));
        let lines: Vec<String> = std::iter::once("添付資料".to_owned()).chain(names).collect();
        part(flow, area, &lines.join("\n"), &START);
        flow.gap(8.0);
    }
    inquiry(flow, area, &letter.inquiry);
}

fn head(flow: &mut Flow<'_>, area: Area, letter: &Letter) {
    for line in [&letter.number, &letter.dated] {
        part(flow, area, line, &END);
    }
    flow.gap(16.0);
    for line in &letter.addressee {
        part(flow, area, line, &START);
    }
    flow.gap(16.0);
    // Names below each other, their longest line at the edge.
    block_at_end(flow, area, &letter.sender);
    flow.gap(24.0);
}

/// A paragraph; one that begins with a sign of its own is not moved in.
fn body(flow: &mut Flow<'_>, area: Area, text: &str) {
    let style = match text.trim() {
        LISTED => Style { side: Side::Centre, ..BODY },
        LISTED_END => END,
        text if text.starts_with(is_own_beginning) => BODY,
        _ => Style { indent: 1, ..BODY },
    };
    part(flow, area, text, &style);
    flow.gap(8.0);
}

/// Numbers, dots and brackets stand at the edge; who begins with a blank has moved in already.
fn is_own_beginning(c: char) -> bool {
    c.is_numeric() || c.is_whitespace() || "（(「【・●○■□◆※".contains(c)
}

fn part(flow: &mut Flow<'_>, area: Area, text: &str, style: &Style) {
    if text.is_empty() {
        return;
    }
    let node = flow.tags.open(ROOT, Role::Paragraph);
    let lines = flow.lines(text, area, style);
    flow.write(&lines, area, style, node);
}

/// Lines that begin below each other, as far to the right as the longest allows.
fn block_at_end(flow: &mut Flow<'_>, area: Area, lines: &[String]) {
    let widest = lines.iter().map(|line| flow.width(line, &START)).fold(0.0, f32::max).min(area.width);
    let at_end = area.indented(area.width - widest);
    for line in lines {
        part(flow, at_end, line, &START);
    }
}

/// Whom to ask: at the end of the last page of the text, never parted.
fn inquiry(flow: &mut Flow<'_>, area: Area, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    flow.gap(20.0);
    flow.need(START.leading * lines.len() as f32);
    block_at_end(flow, area, lines);
}
