//! Lines that begin with a dot; what goes on stands below the words, not below the dot.

use crate::{
    page::{Area, Flow, Side, Style},
    tags::{ROOT, Role},
};

/// Points from the dot to the words.
const HANG: f32 = 10.5;

/// All items.
pub(crate) fn place(flow: &mut Flow<'_>, area: Area, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let style = Style { side: Side::Start, ..Style::BODY };
    let list = flow.tags.open(ROOT, Role::List);
    let inner = area.indented(HANG);
    for item in items {
        let node = flow.tags.open(list, Role::Item);
        let (label, body) = (flow.tags.open(node, Role::Label), flow.tags.open(node, Role::Body));
        let lines = flow.lines(item, inner, &style);
        flow.need(style.leading * lines.len().min(2) as f32);
        if let Some(dot) = flow.lines("・", area, &style).first() {
            flow.put(dot, area, &style, Some(label), flow.y);
        }
        flow.write(&lines, inner, &style, body);
    }
    flow.gap(5.0);
}
