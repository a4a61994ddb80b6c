//! What was learned, as bytes: `data/danger/weights.bin`, written by `learn.rs`. All numbers are little-endian:
//! `KDO1`, fingerprint of the bank (u64), families and runs (u32 each), two scales (f32), biases (f32, one a group), then
//! one signed byte a group for each family, for each pair of families and for each run, and the names of the runs (u32, sorted).

/// What the file begins with.
const MAGIC: &[u8] = b"KDO1";
/// How many groups of danger there are.
pub(super) const GROUPS: usize = 6;

/// A weight for each group.
pub(super) type Row = [i8; GROUPS];

/// The learned weights; a row says how much more than "no danger" its group is spoken of.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Weights {
    /// Of the bank that was learned from.
    pub(super) fingerprint: u64,
    pub(super) biases: [f32; GROUPS],
    /// What one step of a family's or a pair's byte counts.
    pub(super) family_scale: f32,
    pub(super) families: Vec<Row>,
    pub(super) pairs: Vec<Row>,
    /// What one step of a run's byte counts.
    pub(super) run_scale: f32,
    /// Sorted.
    pub(super) names: Vec<u32>,
    pub(super) runs: Vec<Row>,
}

/// How many pairs `families` make.
pub(super) const fn pairs(families: usize) -> usize {
    families * families.saturating_sub(1) / 2
}

/// The place of the pair `low < high` in the list of pairs.
pub(super) const fn pair(low: usize, high: usize) -> usize {
    pairs(high) + low
}

impl Weights {
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        (reader.take(MAGIC.len())? == MAGIC).then_some(())?;
        let fingerprint = u64::from_le_bytes(reader.word()?);
        let families = reader.count()?;
        let runs = reader.count()?;
        let (family_scale, run_scale) = (reader.number()?, reader.number()?);
        let mut biases = [0.0; GROUPS];
        for bias in &mut biases {
            *bias = reader.number()?;
        }
        let weights = Self {
            fingerprint,
            biases,
            family_scale,
            families: reader.rows(families)?,
            pairs: reader.rows(pairs(families))?,
            run_scale,
            runs: reader.rows(runs)?,
            names: (0..runs).map(|_| reader.word().map(u32::from_le_bytes)).collect::<Option<_>>()?,
        };
        (reader.0.is_empty() && weights.names.is_sorted()).then_some(weights)
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.fingerprint.to_le_bytes());
        bytes.extend(count(self.families.len()));
        bytes.extend(count(self.names.len()));
        let numbers = [self.family_scale, self.run_scale].into_iter().chain(self.biases);
        bytes.extend(numbers.flat_map(f32::to_le_bytes));
        let rows = self.families.iter().chain(&self.pairs).chain(&self.runs);
        bytes.extend(rows.flatten().flat_map(|weight| weight.to_le_bytes()));
        bytes.extend(self.names.iter().flat_map(|name| name.to_le_bytes()));
        bytes
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    fn word<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.word()?)).ok()
    }

    fn number(&mut self) -> Option<f32> {
        self.word().map(f32::from_le_bytes)
    }

    fn rows(&mut self, count: usize) -> Option<Vec<Row>> {
        let bytes = self.take(count.checked_mul(GROUPS)?)?;
        bytes
            .chunks_exact(GROUPS)
            .map(|row| row.try_into().ok().map(|row: [u8; GROUPS]| row.map(u8::cast_signed)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_as_they_were_written_and_cut_files_are_refused() {
        let weights = Weights {
            fingerprint: 7,
            families: vec![[1, -2, 3, 4, 5, 6]; 3],
            pairs: vec![[0; GROUPS]; 3],
            names: vec![3, 9],
            runs: vec![[-128; GROUPS], [127; GROUPS]],
            ..Weights::default()
        };
        let bytes = weights.write();
        assert_eq!(Weights::read(&bytes), Some(weights));
        assert!((0..bytes.len()).all(|end| Weights::read(&bytes[..end]).is_none()));
    }

    #[test]
    fn every_pair_has_its_own_place() {
        let mut places: Vec<usize> = (0..9).flat_map(|high| (0..high).map(move |low| pair(low, high))).collect();
        places.sort_unstable();
        assert_eq!(places, (0..pairs(9)).collect::<Vec<_>>());
    }
}
