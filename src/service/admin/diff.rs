//! What would change: two documents compared entry by entry, for people who know them.

use std::collections::BTreeMap;

/// How an entry differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// 追加
    Added,
    /// 変更
    Changed,
    /// 廃止
    Removed,
}

impl Change {
    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Change::Added => "追加",
            Change::Changed => "変更",
            Change::Removed => "廃止",
        }
    }
}

/// An entry that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How.
    pub change: Change,
    /// Where: 個別施策 1101, channels「web」.
    pub place: String,
    /// What stood there; empty when it is new.
    pub before: String,
    /// What will stand there; empty when it goes.
    pub after: String,
}

/// Named entries compared: those of the old text in their order, then the new ones.
pub(super) fn compare(before: &[(String, String)], after: &[(String, String)]) -> Vec<Difference> {
    let new: BTreeMap<&str, &str> = after.iter().map(|(place, text)| (place.as_str(), text.as_str())).collect();
    let old: BTreeMap<&str, &str> = before.iter().map(|(place, text)| (place.as_str(), text.as_str())).collect();
    let difference = |change, place: &str, before: &str, after: &str| Difference {
        change,
        place: place.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    let mut found = Vec::new();
    for (place, text) in before {
        match new.get(place.as_str()) {
            None => found.push(difference(Change::Removed, place, text, "")),
            Some(now) if *now != text => found.push(difference(Change::Changed, place, text, now)),
            Some(_) => {}
        }
    }
    let added = after.iter().filter(|(place, _)| !old.contains_key(place.as_str()));
    found.extend(added.map(|(place, text)| difference(Change::Added, place, "", text)));
    found
}

/// The entries of a TOML text that was read without error: a line for each field outside tables, a block for each table,
/// named by its `code` (or `name`, `group`) so that moving it is no change. Comments and empty lines say nothing.
pub(super) fn entries(toml: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for block in blocks(toml) {
        let header =
            block.first().filter(|line| line.starts_with('[')).map(|line| line.trim_matches(['[', ']']).to_owned());
        let place = match &header {
            None => block.first().and_then(|line| line.split_once('=')).map(|(field, _)| field.trim().to_owned()),
            Some(header) => Some(match identity(&block) {
                Some(name) => format!("{header}「{name}」"),
                None => header.clone(),
            }),
        };
        let place = place.unwrap_or_default();
        let count = seen.entry(place.clone()).and_modify(|n| *n += 1).or_insert(1);
        let place = if *count > 1 { format!("{place} ({count})") } else { place };
        let text = block.iter().skip(usize::from(header.is_some())).map(String::as_str).collect::<Vec<_>>().join("\n");
        found.push((place, text));
    }
    found
}

/// Lines that belong together: a table with its fields, or a field outside tables with the lines of its value.
fn blocks(toml: &str) -> Vec<Vec<String>> {
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut in_table = false;
    let mut depth = 0_i32;
    for line in toml.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let is_header = depth == 0 && line.starts_with('[');
        let is_field = depth == 0 && !in_table;
        depth = (depth + if is_header { 0 } else { nesting(line) }).max(0);
        match blocks.last_mut() {
            Some(block) if !is_header && !is_field => block.push(line.to_owned()),
            Some(_) | None => blocks.push(vec![line.to_owned()]),
        }
        in_table = in_table || is_header;
    }
    blocks
}

/// How many brackets a line leaves open; those in quotes do not count.
fn nesting(line: &str) -> i32 {
    let mut depth = 0;
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for sign in line.chars() {
        match (quote, sign) {
            (Some('"'), '\\') if !escaped => escaped = true,
            (Some(open), sign) => {
                if sign == open && !escaped {
                    quote = None;
                }
                escaped = false;
            }
            (None, '"' | '\'') => quote = Some(sign),
            (None, '#') => break,
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, _) => {}
        }
    }
    depth
}

/// By what a table is known.
fn identity(block: &[String]) -> Option<String> {
    ["code", "group", "name"].into_iter().find_map(|field| {
        let fields = block.iter().filter_map(|line| line.split_once('='));
        let value = fields.filter(|(name, _)| name.trim() == field).map(|(_, value)| value.trim()).next()?;
        value.strip_prefix('"')?.split('"').next().map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::{Change, compare, entries};

    const OLD: &str = "# 期限\ndays = 10\nlist = [\n  1,\n  2,\n]\n\n[[channels]]\ncode = \"web\"\nlabel = { ja = \"[ウェブ]\" }\n\n[[channels]]\ncode = \"fax\"\n[city]\nname = \"市\"\n";

    #[test]
    fn moving_an_entry_or_a_comment_changes_nothing() {
        let new = "list = [\n  1,\n  2,\n]\ndays = 10\n[[channels]]\ncode = \"fax\"\n\n# ウェブ\n[[channels]]\ncode = \"web\"\nlabel = { ja = \"[ウェブ]\" }\n[city]\nname = \"市\"\n";
        assert_eq!(compare(&entries(OLD), &entries(new)), []);
    }

    #[test]
    fn each_difference_names_its_place() {
        let new = OLD
            .replace("days = 10", "days = 14")
            .replace("code = \"fax\"", "code = \"phone\"")
            .replace("  2,\n", "  3,\n");
        let found = compare(&entries(OLD), &entries(&new));
        let seen: Vec<(Change, &str)> = found.iter().map(|d| (d.change, d.place.as_str())).collect();
        assert_eq!(
            seen,
            [
                (Change::Changed, "days"),
                (Change::Changed, "list"),
                (Change::Removed, "channels「fax」"),
                (Change::Added, "channels「phone」"),
            ]
        );
        assert_eq!((found[0].before.as_str(), found[0].after.as_str()), ("days = 10", "days = 14"));
    }
}
