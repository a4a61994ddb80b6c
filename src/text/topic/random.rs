//! Where do the map's random numbers come from? A fixed seed: they are only directions to begin a search in.

/// Splitmix64: small, and the same everywhere.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Nearly normally distributed: the sum of twelve even numbers, so that no logarithm can differ between machines.
    pub(super) fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.even()).sum::<f32>() - 6.0
    }

    /// Between 0 and 1.
    fn even(&mut self) -> f32 {
        (self.next() >> 40) as f32 / 16_777_216.0
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
