//! Which texts are written like this one? Their runs of characters are compared by the cosine of their angle.
//! Nothing is trained; a text that is added counts at once.

use std::collections::HashMap;

use super::learned::Run;

/// Texts, ready to be compared with.
#[derive(Debug, Default)]
pub(crate) struct Nearest {
    texts: usize,
    /// For each run the texts that have it, with its share of the text.
    postings: HashMap<u32, Vec<(u32, f32)>>,
}

impl Nearest {
    /// Adds a text; it gets the next number.
    pub(crate) fn add(&mut self, runs: &[Run]) {
        let number = u32::try_from(self.texts).unwrap_or(u32::MAX);
        for run in runs {
            self.postings.entry(run.key).or_default().push((number, run.share));
        }
        self.texts += 1;
    }

    /// Takes a text's runs away; its number is not given again.
    pub(crate) fn forget(&mut self, number: usize) {
        for texts in self.postings.values_mut() {
            texts.retain(|(text, _)| *text as usize != number);
        }
        self.postings.retain(|_, texts| !texts.is_empty());
    }

    /// How alike each text is, from 0 (no run in common) to 1 (the same runs).
    pub(crate) fn alike(&self, runs: &[Run]) -> Vec<f32> {
        let mut alike = vec![0.0; self.texts];
        for run in runs {
            for (text, share) in self.postings.get(&run.key).into_iter().flatten() {
                alike[*text as usize] += run.share * share;
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
