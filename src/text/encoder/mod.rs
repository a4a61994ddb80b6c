//! What does a text mean, as a row of numbers? Texts on the same matter in other words come out alike. A small network that
//! others trained on much text of many languages; see `README.md` beside this file. It knows nothing of plans.

mod dense;
mod file;
mod kept;
pub(crate) mod learn;
mod network;
mod pieces;

use std::sync::{Arc, OnceLock};

use kept::Kept;

use file::File;
#[cfg(test)]
use network::PLACE;
pub(crate) use network::SAID;

/// So many pieces of a text are read; of a longer one its beginning and its end.
const MOST: usize = 320;
/// … and so many of them at the end.
const LAST: usize = 96;
/// The weights that come with the program.
static BYTES: &[u8] = include_bytes!("../data/encoder.bin");

/// The built-in encoder; its memory is taken when it is first asked.
#[derive(Debug)]
pub(crate) struct Encoder {
    file: File,
    kept: Kept,
}

impl Encoder {
    /// The weights that come with the program. A test keeps them readable.
    pub(crate) fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Encoder> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self { file: File::read(BYTES).unwrap_or_default(), kept: Kept::default() })
    }

    /// A number for the built-in weights (FNV-1a): what was learned from other ones does not belong to them.
    pub(crate) fn digest() -> u64 {
        BYTES.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    }

    /// What a text means: [`SAID`] numbers.
    pub(crate) fn read(&self, text: &str) -> Arc<[f32]> {
        self.kept.or_read(text, |text| self.read_anew(text).into())
    }

    /// What texts mean, read on all cores.
    pub(crate) fn read_all(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let parts = texts.chunks(texts.len().div_ceil(cores).max(1));
        let read = |part: &[&str]| part.iter().map(|text| self.read_anew(text)).collect::<Vec<_>>();
        std::thread::scope(|scope| {
            let threads: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
        })
    }

    fn read_anew(&self, text: &str) -> Vec<f32> {
        let mut pieces = self.file.pieces.cut(text);
        if pieces.len() > MOST {
            pieces.drain(MOST - LAST..pieces.len() - LAST);
        }
        let mut vectors = Vec::with_capacity((pieces.len() + 2) * network::PIECE);
        self.file.begin(&mut vectors);
        pieces.iter().for_each(|piece| self.file.push(*piece, &mut vectors));
        self.file.end(&mut vectors);
        self.file.network.say(&vectors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLE: &str = "道路に穴が空いていて危ないです。";

    fn read(text: &str) -> Arc<[f32]> {
        Encoder::built_in().read(text)
    }

    fn alike(a: &str, b: &str) -> f32 {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let (a, b) = (read(a), read(b));
        let (a, b) = (&a[..PLACE], &b[..PLACE]);
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
    }

    #[test]
    fn the_committed_weights_can_be_read() {
        assert!(File::read(BYTES).is_some());
        assert!(File::read(&BYTES[..BYTES.len() - 1]).is_none());
    }

    #[test]
    fn the_numbers_are_those_of_the_package_that_the_weights_came_from() {
        let numbers = read(HOLE);
        let places = [0, 1, 2, 3, 600, 601, 602, 603, 1276, 1277, 1278, 1279];
        let wanted =
            [-0.0001, 0.043, -0.0321, -0.0208, -0.0609, -0.1137, -0.0602, -0.0068, 0.0326, -0.0387, -0.0046, -0.0115];
        for (place, wanted) in places.into_iter().zip(wanted) {
            assert!((numbers[place] - wanted).abs() < 1e-4, "{place}: {} instead of {wanted}", numbers[place]);
        }
    }

    #[test]
    fn beside_the_average_stands_the_most_that_one_place_says() {
        let said = read(HOLE);
        assert_eq!(said.len(), SAID);
        assert!(said[..PLACE].iter().zip(&said[PLACE..]).all(|(average, most)| average <= most));
    }

    #[test]
    fn the_same_matter_in_other_words_is_alike() {
        let (bumps, lunch) = ("家の前の道がでこぼこで、車が跳ねます。", "給食の献立をもっと増やしてほしいです。");
        assert!(alike(HOLE, bumps) > 0.35 && alike(HOLE, lunch) < 0.15 && alike(bumps, lunch) < 0.2);
    }

    #[test]
    fn of_a_long_text_the_beginning_and_the_end_are_read() {
        let long = |middle: &str| format!("{}{}{}", HOLE.repeat(40), middle.repeat(40), HOLE.repeat(40));
        assert_eq!(read(&long("給食。")), read(&long("図書。")));
        assert_eq!(read("").len(), SAID);
    }
}
