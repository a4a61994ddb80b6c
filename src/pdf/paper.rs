//! What can a paper say? Its parts in their order, and how they go on pages one after the other.

use crate::{
    Figure, Letter, Stacks, Table, figure,
    font::Fonts,
    heading, keyvalue, letter, list,
    page::{Area, Flow, Laid},
    paragraph, stack, table,
};

/// A paper: a letter, a brief, a report.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// What the file is called by a reader program.
    pub title: String,
    /// In which language it is read aloud; empty: `ja`.
    pub lang: String,
    /// Who made it: the city.
    pub author: String,
    /// Small at the head of every page; empty: nothing.
    pub head: String,
    /// Boxed at the head of every page, as 案; empty: nothing.
    pub mark: String,
    /// Year, month, day that the file says of itself.
    pub dated: (u16, u8, u8),
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A part of a paper. Line breaks in texts are kept; lines too long for the page are broken.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading of level 1 to 4; it stays with what follows it.
    Heading(u8, String),
    /// A text, every line break of which begins a new line.
    Paragraph(String),
    /// A text somebody else wrote, with a line at its side.
    Quote(String),
    /// Said quietly: sources, sizes, hints.
    Small(String),
    /// Lines that begin with a dot.
    List(Vec<String>),
    /// Names with their values.
    KeyValues(Vec<(String, String)>),
    /// Rows and columns.
    Table(Table),
    /// Bars.
    Figure(Figure),
    /// Bars in parts.
    Stacks(Stacks),
    /// An official letter.
    Letter(Letter),
    /// What follows begins on a new page.
    NewPage,
}

impl Block {
    /// [`Block::Heading`]
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Block::Heading(level, text.into())
    }

    /// [`Block::Paragraph`]
    pub fn paragraph(text: impl Into<String>) -> Self {
        Block::Paragraph(text.into())
    }

    /// [`Block::Quote`]
    pub fn quote(text: impl Into<String>) -> Self {
        Block::Quote(text.into())
    }

    /// [`Block::Small`]
    pub fn small(text: impl Into<String>) -> Self {
        Block::Small(text.into())
    }
}

/// Puts a paper on pages.
pub(crate) fn lay_out(paper: &Paper, fonts: &Fonts) -> Laid {
    let mut flow = Flow::new(fonts);
    let area = Area::whole();
    for block in &paper.blocks {
        match block {
            Block::Heading(level, text) => heading::place(&mut flow, area, *level, text),
            Block::Paragraph(text) => paragraph::text(&mut flow, area, text),
            Block::Quote(text) => paragraph::quote(&mut flow, area, text),
            Block::Small(text) => paragraph::small(&mut flow, area, text),
            Block::List(items) => list::place(&mut flow, area, items),
            Block::KeyValues(pairs) => keyvalue::place(&mut flow, area, pairs),
            Block::Table(table) => table::place(&mut flow, area, table),
            Block::Figure(figure) => figure::place(&mut flow, area, figure),
            Block::Stacks(stacks) => stack::place(&mut flow, area, stacks),
            Block::Letter(letter) => letter::place(&mut flow, area, letter),
            Block::NewPage => flow.begin_page(),
        }
    }
    paragraph::missing(&mut flow, area);
    flow.finish(&paper.head, &paper.mark)
}
