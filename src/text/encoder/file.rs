//! How are the encoder's weights kept as bytes? Reads `data/encoder.bin`, which `make.py` writes. All numbers are little-endian:
//! `KOCHOE01`; how many pieces (u32); the length of each name (u8), the names, sorted, and their scores (f32); for the
//! unknown piece, the two that stand around a text and all the others, which of the 17 steps its vector is counted in (u8);
//! the steps' lowest values and widths (f32); the vectors, four numbers of 6 bits in 3 bytes; the network as [`network`] reads it.

use super::dense::Table;
use super::network::{BRANCH, BRANCHES, Branch, Layer, Look, Network, Norm, PIECE, PLACE};
use super::pieces::Pieces;

const MAGIC: &[u8] = b"KOCHOE01";
/// Pieces that no text is cut into: the unknown one, the beginning and the end.
const AROUND: usize = 3;
/// How many bytes a vector takes.
const PACKED: usize = PIECE / 4 * 3;
const STEPS: usize = 17;

/// What the file holds. Vectors are unpacked when they are asked for.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) pieces: Pieces,
    pub(super) network: Network,
    steps: Vec<(f32, f32)>,
    step_of: &'static [u8],
    packed: &'static [u8],
}

impl File {
    pub(super) fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        (reader.take(MAGIC.len())? == MAGIC).then_some(())?;
        let count = usize::try_from(u32::from_le_bytes(reader.take(4)?.try_into().ok()?)).ok()?;
        let lengths = reader.take(count)?;
        let name = |length: &u8| std::str::from_utf8(reader.take(usize::from(*length))?).ok();
        let names: Vec<&'static str> = lengths.iter().map(name).collect::<Option<_>>()?;
        let pieces = Pieces::new(names, reader.numbers(count)?);
        let step_of = reader.take(count + AROUND)?;
        let steps = reader.numbers(STEPS)?.into_iter().zip(reader.numbers(STEPS)?).collect();
        let packed = reader.take((count + AROUND) * PACKED)?;
        let network = network(&mut reader)?;
        reader.0.is_empty().then_some(Self { pieces, network, steps, step_of, packed })
    }

    /// Adds the vector of a piece; none is the unknown one.
    pub(super) fn push(&self, piece: Option<usize>, vectors: &mut Vec<f32>) {
        self.unpack(piece.map_or(0, |piece| piece + AROUND), vectors);
    }

    /// Adds what stands before a text.
    pub(super) fn begin(&self, vectors: &mut Vec<f32>) {
        self.unpack(1, vectors);
    }

    /// Adds what stands behind a text.
    pub(super) fn end(&self, vectors: &mut Vec<f32>) {
        self.unpack(2, vectors);
    }

    fn unpack(&self, row: usize, vectors: &mut Vec<f32>) {
        let step = self.step_of.get(row).and_then(|step| self.steps.get(usize::from(*step)));
        let Some((lowest, width)) = step else { return };
        for three in self.packed[row * PACKED..(row + 1) * PACKED].chunks_exact(3) {
            let bits = u32::from(three[0]) | u32::from(three[1]) << 8 | u32::from(three[2]) << 16;
            vectors.extend([0, 6, 12, 18].map(|shift| lowest + width * ((bits >> shift) & 63) as f32));
        }
    }
}

/// For each branch the way in (scale, weights, bias) and its two looks (scale, weights, bias); then the two norms.
fn network(reader: &mut Reader) -> Option<Network> {
    let mut branches = Vec::with_capacity(BRANCHES.len());
    for (width, _) in BRANCHES {
        let table = reader.table(PIECE)?;
        let way_in = Layer { table, bias: reader.numbers(BRANCH)? };
        branches.push(Branch { way_in, looks: [reader.look(width)?, reader.look(width)?] });
    }
    Some(Network { branches, norm_in: reader.norm(BRANCHES.len() * BRANCH)?, norm: reader.norm(PLACE)? })
}

struct Reader(&'static [u8]);

impl Reader {
    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    fn numbers(&mut self, count: usize) -> Option<Vec<f32>> {
        let number = |four: &[u8]| four.try_into().ok().map(f32::from_le_bytes);
        self.take(4 * count)?.chunks_exact(4).map(number).collect()
    }

    fn scale(&mut self) -> Option<f32> {
        self.numbers(1)?.first().copied()
    }

    fn table(&mut self, inputs: usize) -> Option<Table> {
        let scale = self.scale()?;
        Some(Table::new(inputs, BRANCH, self.take(inputs * BRANCH)?, scale))
    }

    fn look(&mut self, width: usize) -> Option<Look> {
        let scale = self.scale()?;
        let table = |_| Some(Table::new(BRANCH, BRANCH, self.take(BRANCH * BRANCH)?, scale));
        Some(Look { tables: (0..width).map(table).collect::<Option<_>>()?, bias: self.numbers(BRANCH)? })
    }

    fn norm(&mut self, width: usize) -> Option<Norm> {
        Some(Norm { stretch: self.numbers(width)?, shift: self.numbers(width)? })
    }
}
