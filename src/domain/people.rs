//! How many different people speak? Told by keyed hashes of what they left of themselves, never by names; who left nothing
//! is counted apart.

use std::collections::{BTreeMap, BTreeSet};

/// Who wrote a voice, as far as that can be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writer {
    /// Keyed hash of the mail address.
    pub email: Option<String>,
    /// Keyed hash of the telephone number.
    pub phone: Option<String>,
    /// Keyed hash of the name.
    pub name: Option<String>,
    /// The same number for the same text: what one unknown person may have sent many times.
    pub text: i64,
}

/// Different people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct People {
    /// Who left an address, a number or a name.
    pub known: u64,
    /// Different texts of people who left nothing; some may be by one person.
    pub unknown: u64,
}

impl People {
    /// Voices that count as independent.
    pub const fn all(self) -> u64 {
        self.known + self.unknown
    }
}

/// Counts the different people among writers. One who once left a mail address and a number, and later only one of them,
/// is one person; a name alone counts only where there is neither, because many share one.
pub fn people<'a>(writers: impl IntoIterator<Item = &'a Writer>) -> People {
    let mut persons = Persons::default();
    let mut texts = BTreeSet::new();
    for writer in writers {
        let reached = [("email", &writer.email), ("phone", &writer.phone)];
        let mut marks: Vec<(&str, &str)> =
            reached.into_iter().filter_map(|(kind, hash)| Some((kind, hash.as_deref()?))).collect();
        if marks.is_empty() {
            marks.extend(writer.name.as_deref().map(|hash| ("name", hash)));
        }
        match marks.first() {
            None => {
                texts.insert(writer.text);
            }
            Some(first) => marks.iter().for_each(|mark| persons.join(*first, *mark)),
        }
    }
    People { known: persons.count(), unknown: texts.len() as u64 }
}

/// Marks that belong to one person are joined.
#[derive(Default)]
struct Persons<'a> {
    numbers: BTreeMap<(&'a str, &'a str), usize>,
    parents: Vec<usize>,
}

impl<'a> Persons<'a> {
    fn join(&mut self, a: (&'a str, &'a str), b: (&'a str, &'a str)) {
        let (a, b) = (self.root_of(a), self.root_of(b));
        self.parents[a.max(b)] = a.min(b);
    }

    fn root_of(&mut self, mark: (&'a str, &'a str)) -> usize {
        let next = self.parents.len();
        let number = *self.numbers.entry(mark).or_insert(next);
        if number == next {
            self.parents.push(next);
        }
        let mut root = number;
        while self.parents[root] != root {
            root = self.parents[root];
        }
        root
    }

    fn count(&self) -> u64 {
        self.parents.iter().enumerate().filter(|(number, parent)| number == *parent).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(email: &str, phone: &str, name: &str, text: i64) -> Writer {
        let some = |hash: &str| (!hash.is_empty()).then(|| hash.to_owned());
        Writer { email: some(email), phone: some(phone), name: some(name), text }
    }

    #[test]
    fn people_are_told_by_what_they_left() {
        let table: [(&[Writer], u64, u64); 6] = [
            (&[], 0, 0),
            (&[writer("a", "", "", 1), writer("a", "", "", 2)], 1, 0),
            (&[writer("a", "1", "", 1), writer("", "1", "", 2), writer("a", "", "", 3)], 1, 0),
            (&[writer("a", "", "x", 1), writer("b", "", "x", 1), writer("", "", "x", 1)], 3, 0),
            (&[writer("", "", "", 1), writer("", "", "", 1), writer("", "", "", 2)], 0, 2),
            // Two that looked like two are one as soon as somebody leaves both.
            (&[writer("a", "", "", 1), writer("", "1", "", 2), writer("a", "1", "", 3)], 1, 0),
        ];
        for (writers, known, unknown) in table {
            assert_eq!(people(writers), People { known, unknown }, "{writers:?}");
        }
    }
}
