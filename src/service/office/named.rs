//! What are the codes called that the office's figures are counted by?

use kocho_domain::localized::ruby;

use crate::Cx;

/// Name of a 受付方法.
pub(super) fn channel(cx: &Cx, code: &str) -> String {
    cx.city.rules.channel(code).map_or_else(|| code.to_owned(), |channel| ruby::strip(&channel.label.ja))
}

/// Name of a 種別; 未定 while there is none.
pub(super) fn kind(cx: &Cx, code: Option<&str>) -> String {
    let known = code.and_then(|code| cx.city.rules.kind(code));
    known.map_or_else(|| "未定".to_owned(), |kind| kind.label.ja.clone())
}

/// Name of a 対応区分.
pub(super) fn outcome(cx: &Cx, code: &str) -> String {
    cx.city.rules.outcome(code).map_or_else(|| code.to_owned(), |outcome| outcome.label.ja.clone())
}

/// Name of a section.
pub(super) fn section(cx: &Cx, id: kocho_domain::id::SectionId) -> String {
    cx.city.section(id).map(|section| section.name.clone()).unwrap_or_default()
}
