//! How does one line of the lexicon match? Words, alternatives `(a|b)`, word lists `{name}`, optional `x?` and gaps.
//!
//! `…` bridges up to 14 characters inside a sentence, `……` up to 40 characters across sentences. Words without katakana
//! also match katakana (シニタイ); words with katakana match only as written (ガス is not in 「においがすごい」).

use std::collections::BTreeMap;

use crate::normalize::{Folded, is_katakana};

const NEAR: usize = 14;
const FAR: usize = 40;

/// A word, folded; knows which writing of the text it is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    chars: Vec<char>,
    exact: bool,
}

impl Word {
    pub(crate) fn new(word: &str) -> Self {
        let chars = Folded::dense(word).chars().to_vec();
        let exact = chars.iter().any(|c| is_katakana(*c));
        Self { chars, exact }
    }

    /// The writing it is compared with and its first character: words are sorted by this.
    fn key(&self) -> (bool, Option<char>) {
        (self.exact, self.chars.first().copied())
    }
}

/// The first one or two characters of a pattern and the writing they are compared with: the key of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Head(bool, char, Option<char>);

impl Head {
    /// How many shelves the index has.
    pub(crate) const SHELVES: usize = 4096;

    /// The shelf of the index; few heads share one.
    pub(crate) fn shelf(self) -> usize {
        let second = self.2.map_or(0, |c| c as usize);
        (self.1 as usize * 31 + second + usize::from(self.0)) % Self::SHELVES
    }

    fn of(chars: &[char], exact: bool) -> Option<Self> {
        Some(Self(exact, *chars.first()?, chars.get(1).copied()))
    }

    /// All keys under which a pattern that begins at `at` may be filed.
    pub(crate) fn at(folded: &Folded, at: usize) -> impl Iterator<Item = Self> {
        let lanes = [(true, folded.chars()), (false, folded.kana())];
        lanes.into_iter().flat_map(move |(exact, lane)| {
            let two = lane.get(at).map(|c| Self(exact, *c, lane.get(at + 1).copied()));
            let one = two.filter(|head| head.2.is_some()).map(|head| Self(exact, head.1, None));
            two.into_iter().chain(one)
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Near,
    Far,
}

/// Alternatives: plain words, sorted by their key, and longer ways.
#[derive(Debug, Default)]
struct Part {
    words: Vec<Word>,
    ways: Vec<Pattern>,
}

#[derive(Debug)]
struct Piece {
    before: Gap,
    part: Part,
    optional: bool,
    firsts: Firsts,
}

/// Which characters a piece may begin with, as a filter of 256 bits: it may say yes too often, never no too often.
#[derive(Debug, Clone, Copy)]
struct Firsts([u64; 4]);

impl Firsts {
    fn of(part: &Part) -> Self {
        let mut heads = Vec::new();
        part.collect_heads(&mut heads);
        let mut bits = if part.may_be_empty() { [u64::MAX; 4] } else { [0; 4] };
        for Head(_, first, _) in heads {
            let (word, bit) = Self::place(first);
            bits.iter_mut().skip(word).take(1).for_each(|w| *w |= bit);
        }
        Self(bits)
    }

    const fn place(c: char) -> (usize, u64) {
        let n = c as u32;
        ((n as usize >> 6) & 3, 1 << (n & 63))
    }

    fn may_begin(self, folded: &Folded, at: usize) -> bool {
        let has = |c: &char| {
            let (word, bit) = Self::place(*c);
            self.0.get(word).is_some_and(|w| w & bit != 0)
        };
        folded.chars().get(at).is_none_or(has) || folded.kana().get(at).is_some_and(has)
    }
}

/// Pieces that must follow each other.
#[derive(Debug)]
pub(crate) struct Pattern(Vec<Piece>);

impl Pattern {
    /// Reads one line; `Err` says in a few words what is wrong.
    pub(crate) fn parse(line: &str, lists: &BTreeMap<String, String>) -> Result<Self, String> {
        let chars: Vec<char> = line.chars().collect();
        let mut reader = Reader { chars: &chars, at: 0, lists };
        let ways = reader.ways()?;
        if reader.at < chars.len() {
            return Err("a bracket is closed that was not opened".to_owned());
        }
        let begins = |way: &Self| way.0.first().is_some_and(|piece| piece.before == Gap::None) && !way.may_be_empty();
        if !ways.iter().all(begins) {
            return Err("a pattern must begin with a word".to_owned());
        }
        Ok(Self(vec![Piece::new(Gap::None, Part::of(ways), false)]))
    }

    /// A pattern that matches where one of the words stands.
    pub(crate) fn any_of(words: impl Iterator<Item = Word>) -> Self {
        Self(vec![Piece::new(Gap::None, Part::of_words(words), false)])
    }

    /// How the pattern may begin, each once.
    pub(crate) fn heads(&self) -> Vec<Head> {
        let mut heads = Vec::new();
        self.collect_heads(&mut heads);
        heads.sort_unstable();
        heads.dedup();
        heads
    }

    /// Where the longest match that begins at `at` ends.
    pub(crate) fn end_from(&self, folded: &Folded, at: usize) -> Option<usize> {
        self.ends(folded, at).into_iter().max()
    }

    fn collect_heads(&self, heads: &mut Vec<Head>) {
        for piece in &self.0 {
            piece.part.collect_heads(heads);
            if !piece.may_be_empty() {
                return;
            }
        }
    }

    fn may_be_empty(&self) -> bool {
        self.0.iter().all(Piece::may_be_empty)
    }

    fn ends(&self, folded: &Folded, at: usize) -> Vec<usize> {
        let Some((first, rest)) = self.0.split_first() else { return vec![at] };
        let mut ends = first.ends(folded, at);
        for piece in rest {
            let mut next: Vec<usize> = ends.iter().flat_map(|end| piece.ends(folded, *end)).collect();
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                return next;
            }
            ends = next;
        }
        ends
    }
}

impl Piece {
    fn new(before: Gap, part: Part, optional: bool) -> Self {
        let firsts = Firsts::of(&part);
        Self { before, part, optional, firsts }
    }

    /// Words alone, that must stand here.
    fn is_plain(&self) -> bool {
        self.before == Gap::None && !self.optional && self.part.ways.is_empty()
    }

    fn may_be_empty(&self) -> bool {
        self.optional || self.part.may_be_empty()
    }

    /// The ends of this piece behind `at`; over a gap the nearest place counts.
    fn ends(&self, folded: &Folded, at: usize) -> Vec<usize> {
        let reach = match self.before {
            Gap::None => 0,
            Gap::Near => NEAR,
            Gap::Far => FAR,
        };
        for start in at..=at + reach {
            let begins = self.firsts.may_begin(folded, start);
            let mut ends = if begins { self.part.ends(folded, start) } else { Vec::new() };
            if !ends.is_empty() || reach == 0 {
                ends.extend(self.optional.then_some(at));
                return ends;
            }
            let here = folded.chars().get(start);
            if here.is_none_or(|c| self.before == Gap::Near && ends_sentence(*c)) {
                break;
            }
        }
        self.optional.then_some(at).into_iter().collect()
    }
}

impl Part {
    /// Ways that are one word each are kept as words.
    fn of(ways: Vec<Pattern>) -> Self {
        let mut part = Self::default();
        for mut way in ways {
            match way.0.as_mut_slice() {
                [only] if only.is_plain() => part.words.append(&mut only.part.words),
                _ => part.ways.push(way),
            }
        }
        part.words.sort_by_key(Word::key);
        part
    }

    fn of_words(words: impl Iterator<Item = Word>) -> Self {
        let mut part = Self { words: words.filter(|word| !word.chars.is_empty()).collect(), ways: Vec::new() };
        part.words.sort_by_key(Word::key);
        part
    }

    fn collect_heads(&self, heads: &mut Vec<Head>) {
        heads.extend(self.words.iter().filter_map(|word| Head::of(&word.chars, word.exact)));
        self.ways.iter().for_each(|way| way.collect_heads(heads));
    }

    fn may_be_empty(&self) -> bool {
        self.ways.iter().any(Pattern::may_be_empty)
    }

    fn ends(&self, folded: &Folded, at: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        for (exact, lane) in [(true, folded.chars()), (false, folded.kana())] {
            let rest = lane.get(at..).unwrap_or_default();
            let key = (exact, rest.first().copied());
            let from = self.words.partition_point(|word| word.key() < key);
            let same = self.words.iter().skip(from).take_while(|word| word.key() == key);
            ends.extend(same.filter(|word| rest.starts_with(&word.chars)).map(|word| at + word.chars.len()));
        }
        ends.extend(self.ways.iter().flat_map(|way| way.ends(folded, at)));
        ends
    }
}

/// Whether a sentence ends with this (folded) character.
pub(crate) const fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '!' | '?')
}

/// Reads a line from left to right.
struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    lists: &'a BTreeMap<String, String>,
}

impl Reader<'_> {
    fn next_is(&mut self, wanted: char) -> bool {
        let found = self.chars.get(self.at) == Some(&wanted);
        self.at += usize::from(found);
        found
    }

    /// One or more sequences with `|` between them.
    fn ways(&mut self) -> Result<Vec<Pattern>, String> {
        let mut ways = vec![self.sequence()?];
        while self.next_is('|') {
            ways.push(self.sequence()?);
        }
        Ok(ways)
    }

    /// Pieces up to the end, a `|` or a `)`.
    fn sequence(&mut self) -> Result<Pattern, String> {
        let mut pieces = Vec::new();
        loop {
            let before = self.gap();
            let part = match self.chars.get(self.at) {
                None | Some('|' | ')') => break,
                Some('(') => self.either()?,
                Some('{') => self.list()?,
                Some(_) => self.word(),
            };
            pieces.push(Piece::new(before, part, self.next_is('?')));
        }
        Ok(Pattern(pieces))
    }

    fn gap(&mut self) -> Gap {
        match (self.next_is('…'), self.next_is('…')) {
            (false, _) => Gap::None,
            (true, false) => Gap::Near,
            (true, true) => Gap::Far,
        }
    }

    fn either(&mut self) -> Result<Part, String> {
        self.at += 1;
        let ways = self.ways()?;
        if self.next_is(')') { Ok(Part::of(ways)) } else { Err("( is not closed".to_owned()) }
    }

    fn list(&mut self) -> Result<Part, String> {
        let rest = self.chars.get(self.at + 1..).unwrap_or_default();
        let name: String = rest.iter().take_while(|c| **c != '}').collect();
        self.at += name.chars().count() + 2;
        let words = self.lists.get(&name).ok_or_else(|| format!("the word list {name} is not known"))?;
        Ok(Part::of_words(words.split('|').map(Word::new)))
    }

    /// Plain characters; one that is followed by `?` stands alone.
    fn word(&mut self) -> Part {
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let mut length = rest.iter().take_while(|c| !matches!(c, '…' | '(' | ')' | '{' | '|' | '?')).count().max(1);
        if length > 1 && rest.get(length) == Some(&'?') {
            length -= 1;
        }
        self.at += length;
        let word = Word::new(&rest.iter().take(length).collect::<String>());
        Part::of_words(std::iter::once(word))
    }
}
