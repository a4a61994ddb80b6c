//! Which words of a case does a hit show? A few around the first place in each text that has some, marked as found.

use kocho_store::case_text::Part;
use kocho_text::search::{Searched, Wanted, Word};

/// Characters before the first place.
const BEFORE: usize = 18;
/// Characters of one snippet.
const LENGTH: usize = 90;
/// The most snippets of a hit.
const MOST: usize = 3;

/// A piece of text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// It is what was looked for.
    pub is_marked: bool,
}

/// Some words of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// 本文, 回答, メモ …
    pub place: &'static str,
    /// The words in order; … stands where something was left out.
    pub pieces: Vec<Piece>,
}

/// The heading with the words marked.
pub(super) fn heading(title: &str, wanted: &Wanted) -> Vec<Piece> {
    let searched = Searched::of(title);
    pieces(title, merged(wanted.words.iter().flat_map(|word| word.places(&searched)).collect()))
}

/// The snippets of a case's texts, under its heading. Where no word stands in any but the heading (or a receipt number was
/// looked for), the first words.
pub(super) fn of(parts: &[(Part, String)], heading: &[Piece], wanted: &Wanted) -> Vec<Snippet> {
    let mut snippets: Vec<Snippet> = Vec::new();
    let mut seen: Vec<&Word> = Vec::new();
    for (part, text) in parts {
        let searched = Searched::of(text);
        let mut new = false;
        let mut places = Vec::new();
        for word in &wanted.words {
            let found = word.places(&searched);
            if !found.is_empty() && !seen.contains(&word) {
                seen.push(word);
                new = true;
            }
            places.extend(found);
        }
        // The heading stands above the snippets already; a second text of one kind only for a word that is new.
        let is_shown = *part == Part::Title || (*part == Part::Subject && heading.iter().any(|piece| piece.is_marked));
        let known = snippets.iter().any(|snippet| snippet.place == part.label());
        if !places.is_empty() && !is_shown && (new || !known) && snippets.len() < MOST {
            snippets.push(Snippet { place: part.label(), pieces: pieces(text, merged(places)) });
        }
    }
    if snippets.is_empty() {
        let first = parts.iter().find(|(part, _)| matches!(part, Part::Body | Part::Point));
        snippets.extend(first.map(|(part, text)| Snippet { place: part.label(), pieces: pieces(text, Vec::new()) }));
    }
    snippets
}

/// The snippets of other texts: those in which a word stands.
pub(super) fn of_texts(texts: &[(&'static str, &str)], wanted: &Wanted) -> Vec<Snippet> {
    let marked = texts.iter().filter_map(|(place, text)| {
        let searched = Searched::of(text);
        let places = merged(wanted.words.iter().flat_map(|word| word.places(&searched)).collect());
        (!places.is_empty()).then(|| Snippet { place, pieces: pieces(text, places) })
    });
    marked.collect()
}

/// Places in order, those that touch as one.
fn merged(mut places: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    places.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (start, end) in places {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

fn pieces(text: &str, places: Vec<(usize, usize)>) -> Vec<Piece> {
    let signs: Vec<char> = text.chars().collect();
    let first = places.first().map_or(0, |(start, _)| *start);
    let from = if first <= BEFORE + 6 { 0 } else { first - BEFORE };
    let until = signs.len().min(from + LENGTH);
    let plain = |start: usize, end: usize| -> String {
        signs.get(start..end).unwrap_or_default().iter().map(|c| if c.is_whitespace() { ' ' } else { *c }).collect()
    };
    let mut pieces = Vec::new();
    let mut add = |text: String, is_marked: bool| {
        if !text.is_empty() {
            pieces.push(Piece { text, is_marked });
        }
    };
    let mut at = from;
    if from > 0 {
        add("…".to_owned(), false);
    }
    for (start, end) in places.into_iter().filter(|(start, _)| *start < until) {
        add(plain(at, start), false);
        add(plain(start, end), true);
        at = end;
    }
    add(plain(at, until), false);
    if at.max(until) < signs.len() {
        add("…".to_owned(), false);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(parts: &[(Part, &str)], words: &[&str]) -> Vec<String> {
        let parts: Vec<(Part, String)> = parts.iter().map(|(part, text)| (*part, (*text).to_owned())).collect();
        let wanted = Wanted::of(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(), &[]);
        let mark = |piece: &Piece| if piece.is_marked { format!("[{}]", piece.text) } else { piece.text.clone() };
        of(&parts, &[], &wanted)
            .iter()
            .map(|s| format!("{}: {}", s.place, s.pieces.iter().map(mark).collect::<String>()))
            .collect()
    }

    #[test]
    fn what_was_found_is_marked_as_it_was_written() {
        let body = "朝の ｶﾞｿﾘﾝ\nｽﾀﾝﾄﾞがこみます。";
        assert_eq!(shown(&[(Part::Body, body)], &["ガソリン", "りんスタ"]), ["本文: 朝の [ｶﾞｿﾘﾝ ｽﾀ]ﾝﾄﾞがこみます。"]);
    }

    #[test]
    fn what_the_heading_shows_is_not_shown_again() {
        let parts = [(Part::Subject, "街灯のこと".to_owned()), (Part::Body, "夜が暗い。".to_owned())];
        let wanted = Wanted::of(&["街灯".to_owned()], &[]);
        let marked = heading("街灯のこと", &wanted);
        assert!(marked[0].is_marked && marked[0].text == "街灯" && !marked[1].is_marked);
        assert_eq!(of(&parts, &marked, &wanted)[0].place, "本文");
        assert_eq!(of(&parts, &heading("別の見出し", &wanted), &wanted)[0].place, "件名");
    }

    #[test]
    fn a_long_text_is_shown_around_its_first_place() {
        let body = format!("{}道路{}", "あ".repeat(100), "い".repeat(100));
        let snippet = &shown(&[(Part::Body, &body)], &["道路"])[0];
        assert!(
            snippet.starts_with("本文: …あ") && snippet.contains("あ[道路]い") && snippet.ends_with("い…"),
            "{snippet}"
        );
    }

    #[test]
    fn each_text_that_has_a_word_is_named_once() {
        let parts = [
            (Part::Title, "給食の件"),
            (Part::Body, "給食の件です。"),
            (Part::Reply, "給食はアレルギーに…"),
            (Part::Note, "給食"),
            (Part::Note, "給食は予算"),
        ];
        let places: Vec<String> =
            shown(&parts, &["給食", "予算"]).iter().map(|s| s.split(':').next().unwrap().to_owned()).collect();
        assert_eq!(places, ["本文", "回答", "メモ"]);
        assert_eq!(shown(&parts, &["ない語"]), ["本文: 給食の件です。"]);
    }
}
