//! How does a text become pieces with marks? Offsets count characters, half-open, as every floor below gives them.

use kocho_domain::rule::danger::DangerGroup;
use kocho_service::suggestion::Suggested;
use kocho_text::{danger::Screen, personal::Span};

use super::{
    show::{Mark, PieceView},
    words::{danger_word, personal_word},
};

/// A place in a text and why it is marked.
pub(crate) type Place = (usize, usize, Mark);

/// How many suggestions are marked: those that are shown.
pub(crate) const SHOWN: usize = 3;

/// Cuts a text at its marks. Where two meet, the earlier one in the list stays.
pub(crate) fn pieces(text: &str, places: Vec<Place>) -> Vec<PieceView> {
    let chars: Vec<char> = text.chars().collect();
    let mut kept: Vec<Place> = Vec::new();
    for (start, end, mark) in places {
        let free = kept.iter().all(|(from, to, _)| end <= *from || *to <= start);
        if free && start < end && end <= chars.len() {
            kept.push((start, end, mark));
        }
    }
    kept.sort_by_key(|(start, ..)| *start);
    let part = |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
    let mut pieces = Vec::new();
    let mut at = 0;
    for (start, end, mark) in kept {
        pieces.push(PieceView { text: part(at, start), mark: Mark::None });
        pieces.push(PieceView { text: part(start, end), mark });
        at = end;
    }
    pieces.push(PieceView { text: part(at, chars.len()), mark: Mark::None });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Hidden details: each one `●●●●` with the word of its kind.
pub(crate) fn hidden(spans: &[Span]) -> Vec<Place> {
    spans.iter().map(|span| (span.start, span.end, Mark::Masked(personal_word(span.kind)))).collect()
}

/// Details that are shown after a reveal.
pub(crate) fn shown(text: &str) -> Vec<Place> {
    let spans = kocho_text::personal::find(text);
    spans.iter().map(|span| (span.start, span.end, Mark::Personal(personal_word(span.kind)))).collect()
}

/// Words of danger.
pub(crate) fn dangers(text: &str) -> Vec<Place> {
    let hits = Screen::built_in().screen(text);
    let group = |code| DangerGroup::from_code(code).map_or("危険", danger_word);
    hits.iter().map(|hit| (hit.start, hit.end, Mark::Danger(group(hit.group.code())))).collect()
}

/// The words that made the first suggestions, by rank: those of the subject, and those of the text.
pub(crate) fn hints(suggested: &Suggested) -> (Vec<Place>, Vec<Place>) {
    let ranked = suggested.measures.iter().take(SHOWN).map(|measure| &measure.because).zip(1..);
    // 0 is the key of 「計画に該当なし」.
    let all = std::iter::once((&suggested.outside_because, 0)).chain(ranked);
    let (mut subject, mut text) = (Vec::new(), Vec::new());
    for (because, rank) in all {
        for (_, start, end) in because {
            let place = |(start, end)| (start, end, Mark::Suggested(rank));
            subject.extend(suggested.in_subject(*start, *end).map(place));
            text.extend(suggested.in_text(*start, *end).map(place));
        }
    }
    (subject, text)
}

#[cfg(test)]
mod tests {
    use kocho_service::suggestion::{Suggested, SuggestedMeasure};

    use super::{Mark, hints, pieces};

    #[test]
    fn marks_cut_the_text_and_lose_nothing_of_it() {
        let text = "回覧板が𠮷野さんへ。\n電話は0299";
        let marked = pieces(
            text,
            vec![
                (4, 6, Mark::Masked("氏名")),
                (0, 3, Mark::Suggested(1)),
                (5, 9, Mark::Suggested(2)),
                (90, 99, Mark::Suggested(1)),
            ],
        );
        let joined: String = marked.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(joined, text);
        assert_eq!(
            marked.iter().filter(|p| p.mark != Mark::None).count(),
            2,
            "an overlap and an end outside are left out"
        );
        assert_eq!((marked[2].text.as_str(), &marked[2].mark), ("𠮷野", &Mark::Masked("氏名")));
    }

    #[test]
    fn an_empty_text_has_no_pieces() {
        assert!(pieces("", Vec::new()).is_empty());
    }

    #[test]
    fn words_of_the_subject_are_marked_there_and_those_of_the_text_where_they_stand_in_it() {
        let because = vec![("件名".to_owned(), 2, 4), ("市道".to_owned(), 6, 8)];
        let measure = SuggestedMeasure { because, ..SuggestedMeasure::default() };
        // 道の件名, the end of its line, and the text.
        let suggested = Suggested {
            measures: vec![measure],
            outside_because: vec![("穴".to_owned(), 9, 10)],
            ahead: 5,
            ..Suggested::default()
        };
        let (subject, text) = hints(&suggested);
        let marked = |pieces: Vec<super::PieceView>| {
            let marked = pieces.into_iter().filter(|piece| piece.mark != Mark::None);
            marked.map(|piece| (piece.text, piece.mark)).collect::<Vec<_>>()
        };
        assert_eq!(marked(pieces("道の件名", subject)), [("件名".to_owned(), Mark::Suggested(1))]);
        let words = [("市道".to_owned(), Mark::Suggested(1)), ("穴".to_owned(), Mark::Suggested(0))];
        assert_eq!(marked(pieces("の市道に穴", text)), words);
    }
}
