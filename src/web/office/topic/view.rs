//! From a map's groups to what is drawn and read: names, circles, points, figures in words.

use kocho_domain::people::People;
use kocho_service::topic::{GroupView, Summary};
use kocho_text::topic::{around, radius};

use crate::urls::staff as urls;

/// With more voices than this a map shows its groups without single points.
const POINTS: u64 = 1_500;
/// Characters of a name on the map.
const NAME: usize = 8;
/// Words of a name in a list.
const WORDS: usize = 3;

/// A group as a row, a circle and a branch.
#[derive(Debug, Clone)]
pub(crate) struct GroupRow {
    /// A1: its theme and its number.
    pub(crate) mark: String,
    /// What it is about: its words, or the measure, or the section.
    pub(crate) name: String,
    /// The name as it fits on the map.
    pub(crate) short: String,
    /// All its words.
    pub(crate) words: String,
    /// 1101 name of the measure that most of it is on, or empty.
    pub(crate) measure: String,
    pub(crate) section: String,
    pub(crate) figures: Figures,
    /// Its voices; empty for people who see figures only.
    pub(crate) href: String,
    pub(crate) circle: Circle,
    /// Its voices on the map.
    pub(crate) points: Vec<Point>,
}

/// Figures in words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    /// 件
    pub(crate) voices: u64,
    /// 9人, 9人と不明2件
    pub(crate) people: String,
    /// ウェブ7 提案箱3
    pub(crate) channels: String,
    /// 要望5 苦情2
    pub(crate) kinds: String,
}

/// A circle on a field of 10,000 × 7,000.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Circle {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) r: i32,
    /// Where the first line of the name stands.
    pub(crate) name_y: i32,
    /// Which of the pale fills; the mark says it in letters too.
    pub(crate) tint: usize,
}

/// A voice on the map.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) href: String,
}

/// The figures of some voices.
pub(crate) fn figures(summary: &Summary) -> Figures {
    let list =
        |counts: &[(String, u64)]| counts.iter().map(|(word, n)| format!("{word}{n}")).collect::<Vec<_>>().join("　");
    Figures {
        voices: summary.voices,
        people: people(summary.people),
        channels: list(&summary.channels),
        kinds: list(&summary.kinds),
    }
}

/// People in words; who left nothing is told apart.
pub(crate) fn people(people: People) -> String {
    match (people.known, people.unknown) {
        (0, unknown) => format!("書き手不明{unknown}"),
        (known, 0) => format!("{known}人"),
        (known, unknown) => format!("{known}人＋書き手不明{unknown}"),
    }
}

/// A, B, C …
pub(crate) fn letter(theme: usize) -> char {
    char::from(b'A' + u8::try_from(theme % 26).unwrap_or(0))
}

/// What a group is about, in one line. One word alone (無料, 写真) says less than the measure's name.
pub(crate) fn name(words: &[String], measure: Option<&str>, section: &str) -> String {
    match (words, measure) {
        ([] | [_], Some(measure)) => measure.to_owned(),
        ([], None) if section.is_empty() => "共通の言葉なし".to_owned(),
        ([], None) => format!("{section}への声"),
        (words, _) => words.iter().take(WORDS).map(String::as_str).collect::<Vec<_>>().join("・"),
    }
}

/// The name as it fits on the map: whole words as far as there is room, the first one at least.
pub(crate) fn short(name: &str) -> String {
    let mut fits = String::new();
    for word in name.split('・') {
        let joined = if fits.is_empty() { word.to_owned() } else { format!("{fits}・{word}") };
        if joined.chars().count() > NAME {
            break;
        }
        fits = joined;
    }
    if !fits.is_empty() {
        return fits;
    }
    let first = name.split('・').next().unwrap_or(name);
    if first.chars().count() <= NAME { first.to_owned() } else { first.chars().take(NAME - 1).chain(['…']).collect() }
}

/// A circle for a group of so many among all.
pub(crate) fn circle((x, y): (i32, i32), theme: usize, voices: u64, all: u64) -> Circle {
    let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let r = (10.0 * radius(size(voices), size(all))).round() as i32;
    Circle { x: 10 * x, y: 10 * y, r, name_y: 10 * y + r + 150, tint: theme % 6 }
}

/// A group as the pages show it. `all` are the voices of the whole map, `key` is the map's; `open` leads to the voices.
pub(crate) fn row(group: &GroupView, all: u64, key: &str, open: bool) -> GroupRow {
    let measure = group.measure.as_ref();
    let name = name(&group.words, measure.map(|(_, name)| name.as_str()), &group.section);
    let circle = circle((group.x, group.y), group.theme, group.summary.voices, all);
    let n = group.voices.len();
    let drawn = if all > POINTS { 0 } else { n };
    let href = if open { urls::topic_group(key, group.number, 0) } else { String::new() };
    let point = |(rank, case): (usize, &Option<kocho_domain::id::PublicKey>)| {
        let (x, y) = around(rank, n, circle.r as f32 / 10.0);
        // A text of a survey is read with its group.
        let href = case.as_ref().map_or_else(|| href.clone(), |case| urls::case(case.as_str()));
        Point { x: circle.x + x, y: circle.y + y, href }
    };
    GroupRow {
        mark: format!("{}{}", letter(group.theme), group.number),
        short: short(&name),
        name,
        words: group.words.join("・"),
        measure: measure.map(|(code, name)| format!("{code} {name}")).unwrap_or_default(),
        section: group.section.clone(),
        figures: figures(&group.summary),
        points: group.voices.iter().enumerate().take(drawn).map(point).collect(),
        href,
        circle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_named_by_its_words_or_its_measure_or_its_section() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            name(&words(&["公民館", "通学路", "歩道", "農協"]), Some("公共施設"), "建設課"),
            "公民館・通学路・歩道"
        );
        assert_eq!(name(&[], Some("公共施設の管理"), "建設課"), "公共施設の管理");
        assert_eq!(name(&words(&["無料"]), Some("公共施設の管理"), "建設課"), "公共施設の管理");
        assert_eq!(name(&words(&["無料"]), None, "建設課"), "無料");
        assert_eq!(name(&[], None, "環境課"), "環境課への声");
        assert_eq!(short("公民館・通学路・歩道"), "公民館・通学路");
        assert_eq!(short("市民協働推進のための環境づくり"), "市民協働推進の…");
    }

    #[test]
    fn people_who_left_nothing_are_told_apart() {
        assert_eq!(people(People { known: 3, unknown: 0 }), "3人");
        assert_eq!(people(People { known: 3, unknown: 2 }), "3人＋書き手不明2");
        assert_eq!(people(People { known: 0, unknown: 2 }), "書き手不明2");
    }
}
