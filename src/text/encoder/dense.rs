//! How are rows of numbers multiplied with a table of weights, quickly and always in the same order? Each sum is made from
//! the first weight to the last, so every machine comes to the same bits.

/// So many outputs are summed side by side; they fit a processor's registers.
const LANES: usize = 8;
/// So many rows are summed side by side: a weight is fetched once for all of them.
const ROWS: usize = 4;

/// A table of weights, `inputs` × `outputs`; `outputs` is a multiple of [`LANES`].
#[derive(Debug, Default)]
pub(super) struct Table {
    inputs: usize,
    outputs: usize,
    /// For each block of outputs, the weights of all inputs in turn.
    blocks: Vec<[f32; LANES]>,
}

impl Table {
    /// Takes weights as they stand in the file, one row an input; each byte is so many `scale`s.
    pub(super) fn new(inputs: usize, outputs: usize, bytes: &[u8], scale: f32) -> Self {
        let weight = |input: usize, output: usize| scale * f32::from(bytes[input * outputs + output].cast_signed());
        let mut blocks = Vec::with_capacity(inputs * outputs / LANES);
        for first in (0..outputs).step_by(LANES) {
            blocks.extend((0..inputs).map(|input| std::array::from_fn(|lane| weight(input, first + lane))));
        }
        Self { inputs, outputs, blocks }
    }

    /// Adds to each row of `sums` what the row of `input` beside it makes with the weights.
    pub(super) fn add(&self, input: &[f32], sums: &mut [f32]) {
        let inputs = input.chunks(ROWS * self.inputs);
        for (input, sums) in inputs.zip(sums.chunks_mut(ROWS * self.outputs)) {
            if input.len() == ROWS * self.inputs {
                self.add_rows::<ROWS>(input, sums);
            } else {
                let rows = input.chunks_exact(self.inputs).zip(sums.chunks_exact_mut(self.outputs));
                rows.for_each(|(input, sums)| self.add_rows::<1>(input, sums));
            }
        }
    }

    fn add_rows<const N: usize>(&self, input: &[f32], sums: &mut [f32]) {
        let rows: [&[f32]; N] = std::array::from_fn(|row| &input[row * self.inputs..(row + 1) * self.inputs]);
        for (first, block) in (0..self.outputs).step_by(LANES).zip(self.blocks.chunks_exact(self.inputs)) {
            let mut totals = [[0.0_f32; LANES]; N];
            for (at, weights) in block.iter().enumerate() {
                for (total, row) in totals.iter_mut().zip(&rows) {
                    let much = row[at];
                    for (sum, weight) in total.iter_mut().zip(weights) {
                        *sum += much * weight;
                    }
                }
            }
            for (row, total) in totals.iter().enumerate() {
                let place = row * self.outputs + first;
                sums[place..place + LANES].iter_mut().zip(total).for_each(|(sum, total)| *sum += total);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_multiplied_with_all_weights() {
        let (inputs, outputs) = (3, 16);
        let bytes: Vec<u8> = (0..inputs * outputs).map(|i| (i as i8 - 20).cast_unsigned()).collect();
        let table = Table::new(inputs, outputs, &bytes, 0.5);
        let input: Vec<f32> = (0..6 * inputs).map(|i| i as f32).collect();
        let mut sums = vec![1.0; 6 * outputs];
        table.add(&input, &mut sums);
        for (row, sums) in sums.chunks(outputs).enumerate() {
            for (output, sum) in sums.iter().enumerate() {
                let weight = |i: usize| 0.5 * (i as f32 * outputs as f32 + output as f32 - 20.0);
                let wanted: f32 = 1.0 + (0..inputs).map(|i| input[row * inputs + i] * weight(i)).sum::<f32>();
                assert_eq!(*sum, wanted, "row {row}, output {output}");
            }
        }
    }
}
