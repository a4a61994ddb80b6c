//! Which parts of a letter are passed over while weights are learned? Others each time it is read, so that no few words carry
//! all the weight: the next writer uses others. Always the same ones on every machine.

/// Chooses what is passed over in one reading of one letter.
#[derive(Debug)]
pub(crate) struct Dropout {
    part: f32,
    state: u64,
}

impl Dropout {
    /// For the reading of a letter in a round; `part` of what it has is passed over.
    pub(crate) fn new(part: f32, round: u64, letter: usize) -> Self {
        Self { part, state: ((round << 32) | letter as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 }
    }

    /// Whether the next part is passed over.
    pub(crate) fn drop(&mut self) -> bool {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.state >> 40) as f32) < self.part * (1_u64 << 24) as f32
    }

    /// By how much more the others count, so that the letter stays as long as it was.
    pub(crate) fn more(&self) -> f32 {
        1.0 / (1.0 - self.part).sqrt()
    }
}
