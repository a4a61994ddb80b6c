//! A heading: never the last thing on a page.

use crate::{
    font::Weight,
    page::{Area, Flow, Side, Style},
};

/// How a level looks, and the gap above it.
fn style(level: u8) -> (Style, f32) {
    let (size, leading, gap) = match level {
        1 => (16.0, 26.0, 0.0),
        2 => (12.5, 21.0, 10.0),
        3 => (10.5, 18.0, 7.0),
        _ => (10.5, 18.0, 4.0),
    };
    (Style { weight: Weight::Bold, size, leading, side: Side::Start, ..Style::BODY }, gap)
}

/// A heading with room for two lines below it.
pub(crate) fn place(flow: &mut Flow<'_>, area: Area, level: u8, text: &str) {
    let (style, gap) = style(level);
    let lines = flow.lines(text, area, &style);
    let height = style.leading * lines.len() as f32;
    flow.gap(gap);
    flow.need(height + Style::BODY.leading * 2.0);
    let node = flow.heading(level.clamp(1, 6), text);
    flow.write(&lines, area, &style, node);
    flow.gap(if level == 1 { 6.0 } else { 2.0 });
}
