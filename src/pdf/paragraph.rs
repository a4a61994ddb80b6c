//! Running text: what we say, what somebody else wrote, what is said quietly.

use crate::{
    page::{Area, Flow, Style, Tone},
    tags::{ROOT, Role},
};

/// Between paragraphs.
const GAP: f32 = 5.0;

/// A text of our own.
pub(crate) fn text(flow: &mut Flow<'_>, area: Area, text: &str) {
    plain(flow, area, text, &Style::BODY, Role::Paragraph);
}

/// Sources and hints.
pub(crate) fn small(flow: &mut Flow<'_>, area: Area, text: &str) {
    plain(flow, area, text, &Style::SMALL, Role::Paragraph);
}

fn plain(flow: &mut Flow<'_>, area: Area, text: &str, style: &Style, role: Role) {
    let node = flow.tags.open(ROOT, role);
    let lines = flow.lines(text, area, style);
    flow.write(&lines, area, style, node);
    flow.gap(GAP);
}

/// Somebody else's words, with a line at their side on every page they take.
pub(crate) fn quote(flow: &mut Flow<'_>, area: Area, text: &str) {
    let quote = flow.tags.open(ROOT, Role::Quote);
    let node = flow.tags.open(quote, Role::Paragraph);
    let inner = area.indented(12.0);
    for line in flow.lines(text, inner, &Style::BODY) {
        flow.need(Style::BODY.leading);
        flow.fill((area.x, flow.y), (2.0, Style::BODY.leading), Tone::Line);
        flow.write(std::slice::from_ref(&line), inner, &Style::BODY, node);
    }
    flow.gap(GAP);
}

/// Says which signs could not be drawn, at the end of a paper that has any.
pub(crate) fn missing(flow: &mut Flow<'_>, area: Area) {
    if flow.missing.is_empty() {
        return;
    }
    let code = |text: &String| text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" ");
    let codes: Vec<String> = flow.missing.iter().map(code).collect();
    flow.gap(GAP);
    small(flow, area, &format!("〓は、この書体にない字、または字形です（{}）。", codes.join("、")));
}
