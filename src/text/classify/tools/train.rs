//! Learns the weights of `classify` from the bank of example letters and writes `data/weights.bin` and `data/meaning.bin`:
//! `cargo run --release -p kocho-text --example train`. Takes about three minutes; the same letters give the same weights.

use std::error::Error;
use std::fs;

use kocho_text::classify::{PlanText, training, voices};

fn main() -> Result<(), Box<dyn Error>> {
    let here = env!("CARGO_MANIFEST_DIR");
    let plan = PlanText::from_toml(&fs::read_to_string(format!("{here}/../../config/plans/omitama-2-1.toml"))?)?;
    let letters = voices::all(&plan)?.concat();
    let weights = training::learn(&letters, &plan, training::Settings::default());
    fs::write(format!("{here}/data/weights.bin"), weights)?;
    let meanings = training::meanings(&letters);
    let meanings: Vec<&[f32]> = meanings.iter().map(Vec::as_slice).collect();
    Ok(fs::write(format!("{here}/data/meaning.bin"), training::learn_meaning(&letters, &meanings, &plan))?)
}
