//! Which letters is the second opinion learned from? Reads the bank of invented voices (`data/voices`), the sentences of
//! `tests/it/urgent.toml` and the second look at some labels (`data/danger/labels.tsv`). The program itself never reads them.

use super::Group;
use super::learn::{Letter, fingerprint};
use crate::voices::{self, Line};

/// The files of the bank, one writer each, so that a writer can be left out when figures are measured.
pub const WRITERS: [&str; 17] = [
    "elderly",
    "young",
    "families",
    "leaders",
    "memos",
    "newcomers",
    "neighbours",
    "callers",
    "visitors",
    "witnesses",
    "townsfolk",
    "signers",
    "wayfarers",
    "lodgers",
    "borderers",
    "scribes",
    "novelists",
];

/// The texts of the files.
#[derive(Debug, Clone)]
pub struct Bank {
    /// In the order of [`WRITERS`]: `codes<TAB>sections<TAB>flag<TAB>text` a line.
    pub voices: [String; WRITERS.len()],
    /// `tests/it/urgent.toml`.
    pub sentences: String,
    /// `flag<TAB>how the text begins<TAB>why` a line: a second reader's flag counts instead of the writer's.
    pub labels: String,
}

#[derive(serde::Deserialize)]
struct Sentences {
    urgent: Vec<Sentence>,
    harmless: Vec<Sentence>,
}

#[derive(serde::Deserialize)]
struct Sentence {
    text: String,
    group: Option<Group>,
}

impl Bank {
    /// The letters of one writer of [`WRITERS`].
    ///
    /// # Errors
    /// The line and what is wrong with it.
    pub fn letters(&self, writer: usize) -> Result<Vec<Letter>, String> {
        let file = self.voices.get(writer).map(String::as_str).unwrap_or_default();
        let line = |(n, line): (usize, &str)| self.letter(line).ok_or_else(|| format!("line {}: {line}", n + 1));
        file.lines().enumerate().map(line).collect()
    }

    /// The sentences, urgent and harmless.
    ///
    /// # Errors
    /// When they are not of the form of `tests/it/urgent.toml`.
    pub fn sentences(&self) -> Result<Vec<Letter>, toml::de::Error> {
        let sentences: Sentences = toml::from_str(&self.sentences)?;
        let all = sentences.urgent.into_iter().chain(sentences.harmless);
        Ok(all.map(|sentence| Letter { text: sentence.text, group: sentence.group }).collect())
    }

    /// Of all that is learned from: the flags and texts, and the word families.
    pub fn fingerprint(&self) -> u64 {
        let lines = self.voices.iter().flat_map(|file| file.lines());
        let learned = lines.map(|line| line.splitn(3, '\t').nth(2).unwrap_or_default());
        let rest = [self.sentences.as_str(), &self.labels, super::families::Families::BUILT_IN];
        fingerprint(learned.chain(rest))
    }

    fn letter(&self, line: &str) -> Option<Letter> {
        let Line { flag, text, .. } = voices::line(line).ok()?;
        let second = self.labels.lines().filter_map(|line| line.split_once('\t'));
        let mut second = second.filter(|(_, rest)| text.starts_with(rest.split('\t').next().unwrap_or("\t")));
        let flag = second.next().map_or(flag, |(flag, _)| flag);
        let group = if flag == "-" { None } else { Some(Group::of(flag)?) };
        Some(Letter { text, group })
    }
}
