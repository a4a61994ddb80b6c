//! Learns the weights of `classify` from the bank of example letters and writes `data/weights.bin`:
//! `cargo run --release -p kocho-text --example train`. Takes about a minute; the same letters give the same weights.

use std::error::Error;
use std::fs;

use kocho_text::classify::{PlanText, training, voices};

fn main() -> Result<(), Box<dyn Error>> {
    let here = env!("CARGO_MANIFEST_DIR");
    let plan = PlanText::from_toml(&fs::read_to_string(format!("{here}/../../config/plans/omitama-2-1.toml"))?)?;
    let letters = voices::all(&plan)?.concat();
    let weights = training::learn(&letters, &plan, training::Settings::default());
    Ok(fs::write(format!("{here}/data/weights.bin"), weights)?)
}
