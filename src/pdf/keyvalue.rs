//! Names with their values: the name small and quiet at the left, the value beside it.

use crate::{
    page::{Area, Flow, Side, Style, Tone},
    tags::{ROOT, Role},
};

/// Points that the longest name gets at most.
const NAME: f32 = 110.0;
const GAP: f32 = 12.0;

/// All pairs, as a table whose first column names the rows.
pub(crate) fn place(flow: &mut Flow<'_>, area: Area, pairs: &[(String, String)]) {
    if pairs.is_empty() {
        return;
    }
    let name_style = Style { size: 9.5, leading: 17.5, tone: Tone::Quiet, side: Side::Start, ..Style::BODY };
    let value_style = Style { side: Side::Start, ..Style::BODY };
    let widest = pairs.iter().map(|(name, _)| flow.width(name, &name_style)).fold(0.0, f32::max);
    let names = Area { x: area.x, width: widest.min(NAME) };
    let values = area.indented(names.width + GAP);
    let table = flow.tags.open(ROOT, Role::Table(String::new()));
    for (name, value) in pairs {
        let row = flow.tags.open(table, Role::Row);
        let (head, cell) = (flow.tags.open(row, Role::RowHead), flow.tags.open(row, Role::Cell));
        let (left, right) = (flow.lines(name, names, &name_style), flow.lines(value, values, &value_style));
        let leading = value_style.leading;
        let height = leading * left.len().max(right.len()) as f32;
        // A value longer than a page goes on; every other stays beside its name.
        let whole = height <= Flow::page_height();
        flow.need(if whole { height } else { leading * left.len() as f32 });
        let top = flow.y;
        for (at, line) in left.iter().enumerate() {
            flow.put(line, names, &name_style, Some(head), top + leading * at as f32);
        }
        flow.write(&right, values, &value_style, cell);
        if whole {
            flow.y = top + height;
        }
    }
    flow.gap(5.0);
}
