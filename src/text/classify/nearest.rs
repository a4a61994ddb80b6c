//! Which texts are written like this one? Their runs of characters are compared by the cosine of their angle.
//! Nothing is trained; a text that is added counts at once.

use super::learned::Run;

/// So many runs of new texts are kept by themselves before they are sorted in among all: sorting all takes a millisecond.
const FRESH: usize = 20_000;
/// A share of a text is kept in so many bits; what is left of a number says which text.
const SHARE_BITS: u32 = 12;
/// A share of 1.
const WHOLE: f32 = ((1 << SHARE_BITS) - 1) as f32;

/// Texts, ready to be compared with. A city remembers some thousand with some hundred runs each, so a run takes eight bytes.
#[derive(Debug, Default)]
pub(crate) struct Nearest {
    texts: u32,
    /// In the order of the runs.
    settled: Vec<Posting>,
    /// Of the newest texts, in the order of the runs.
    fresh: Vec<Posting>,
}

/// That a run stands in a text, and its share of it.
#[derive(Debug, Clone, Copy)]
struct Posting {
    run: u32,
    text_and_share: u32,
}

impl Posting {
    fn new(run: &Run, text: u32) -> Self {
        let share = (run.share.clamp(0.0, 1.0) * WHOLE).round() as u32;
        Self { run: run.key, text_and_share: text << SHARE_BITS | share }
    }

    const fn text(self) -> u32 {
        self.text_and_share >> SHARE_BITS
    }

    fn share(self) -> f32 {
        (self.text_and_share & ((1 << SHARE_BITS) - 1)) as f32 / WHOLE
    }
}

impl Nearest {
    /// Adds a text; it gets the next number. More than a million texts are not kept apart: the last number has no runs.
    pub(crate) fn add(&mut self, runs: &[Run]) {
        if self.texts < u32::MAX >> SHARE_BITS {
            self.fresh.extend(runs.iter().map(|run| Posting::new(run, self.texts)));
            // A stable sort knows the parts that are sorted already.
            self.fresh.sort_by_key(|posting| posting.run);
        }
        self.texts += 1;
        if self.fresh.len() > FRESH {
            self.settled.reserve_exact(self.fresh.len());
            self.settled.append(&mut self.fresh);
            self.settled.sort_by_key(|posting| posting.run);
        }
    }

    /// Takes a text's runs away; its number is not given again.
    pub(crate) fn forget(&mut self, number: usize) {
        self.settled.retain(|posting| posting.text() as usize != number);
        self.fresh.retain(|posting| posting.text() as usize != number);
    }

    /// How alike each text is, from 0 (no run in common) to 1 (the same runs).
    pub(crate) fn alike(&self, runs: &[Run]) -> Vec<f32> {
        let mut alike = vec![0.0; self.texts as usize];
        for (run, postings) in runs.iter().flat_map(|run| [(run, &self.settled), (run, &self.fresh)]) {
            let first = postings.partition_point(|posting| posting.run < run.key);
            for posting in postings[first..].iter().take_while(|posting| posting.run == run.key) {
                alike[posting.text() as usize] += run.share * posting.share();
            }
        }
        alike
    }
}

#[cfg(test)]
mod tests {
    use super::super::{fold::Folded, grams::grams, learned::Learned};
    use super::*;

    #[test]
    fn a_letter_is_most_like_itself() {
        let runs = |text| Learned::default().runs(&grams(&Folded::new(text)));
        let letters =
            ["班長の順番が回ってきました", "入札の結果を公開してください", "体育館の予約をネットで"].map(runs);
        let mut nearest = Nearest::default();
        letters.iter().for_each(|letter| nearest.add(letter));
        let alike = nearest.alike(&letters[1]);
        assert!(alike[1] > 0.99 && alike[0] < 0.2 && alike[2] < 0.2, "{alike:?}");
    }

    #[test]
    fn without_letters_there_is_nothing_to_compare() {
        assert!(Nearest::default().alike(&[]).is_empty());
    }
}
