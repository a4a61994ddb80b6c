//! Which letters of the past are written like this one? Runs of two and three characters, weighed by how rare they are,
//! are compared by the cosine of their angle. Nothing is trained; a letter that is added counts at once.

use std::collections::{BTreeMap, HashMap};

use super::fold::Folded;

/// Runs of so many characters are compared.
const RUNS: [usize; 2] = [2, 3];

/// Past letters, ready to be compared with.
#[derive(Debug, Default)]
pub(crate) struct Nearest {
    letters: usize,
    rarity: HashMap<u64, f32>,
    /// For each run the letters that have it, with its share of the letter.
    postings: HashMap<u64, Vec<(u32, f32)>>,
}

impl Nearest {
    /// Indexes texts; they are numbered in their order.
    pub(crate) fn new<'a>(texts: impl Iterator<Item = &'a Folded>) -> Self {
        let letters: Vec<BTreeMap<u64, f32>> = texts.map(runs).collect();
        let mut spread: HashMap<u64, f32> = HashMap::new();
        for run in letters.iter().flat_map(BTreeMap::keys) {
            *spread.entry(*run).or_default() += 1.0;
        }
        let all = letters.len() as f32;
        let rarity: HashMap<u64, f32> =
            spread.into_iter().map(|(run, n)| (run, ((1.0 + all) / (0.5 + n)).ln())).collect();
        let mut index = Self { letters: letters.len(), rarity, postings: HashMap::new() };
        for (letter, runs) in letters.iter().enumerate() {
            for (run, share) in index.shares(runs) {
                index.postings.entry(run).or_default().push((u32::try_from(letter).unwrap_or(u32::MAX), share));
            }
        }
        index
    }

    /// How alike each letter is, from 0 (no run in common) to 1 (the same runs).
    pub(crate) fn alike(&self, text: &Folded) -> Vec<f32> {
        let mut alike = vec![0.0; self.letters];
        for (run, share) in self.shares(&runs(text)) {
            for (letter, their_share) in self.postings.get(&run).into_iter().flatten() {
                alike[*letter as usize] += share * their_share;
            }
        }
        alike
    }

    /// Each known run's share of a letter; the squares of the shares sum up to 1.
    fn shares(&self, runs: &BTreeMap<u64, f32>) -> Vec<(u64, f32)> {
        let unknown = (1.0 + self.letters as f32).ln();
        let weighed = |(run, n): (&u64, &f32)| (*run, (1.0 + n.ln()) * self.rarity.get(run).unwrap_or(&unknown));
        let shares: Vec<(u64, f32)> = runs.iter().map(weighed).collect();
        let length = shares.iter().map(|(_, share)| share * share).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        shares.into_iter().map(|(run, share)| (run, share / length)).collect()
    }
}

/// Each run of a text and how often it stands there, without runs over punctuation or of hiragana only two long.
fn runs(text: &Folded) -> BTreeMap<u64, f32> {
    let mut runs = BTreeMap::new();
    for size in RUNS {
        for run in text.chars.windows(size) {
            let plain = run.iter().all(|c| ('ぁ'..='ん').contains(c));
            if run.iter().all(|c| c.is_alphanumeric() || *c == 'ー') && !(plain && size == 2) {
                let key = run.iter().fold(0_u64, |key, c| (key << 21) | u64::from(u32::from(*c)));
                *runs.entry(key).or_insert(0.0) += 1.0;
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_most_like_itself() {
        let letters =
            ["班長の順番が回ってきました", "入札の結果を公開してください", "体育館の予約をネットで"].map(Folded::new);
        let nearest = Nearest::new(letters.iter());
        let alike = nearest.alike(&letters[1]);
        assert!(alike[1] > 0.99 && alike[0] < 0.2 && alike[2] < 0.2, "{alike:?}");
    }

    #[test]
    fn without_letters_there_is_nothing_to_compare() {
        assert!(Nearest::default().alike(&Folded::new("入札")).is_empty());
    }
}
