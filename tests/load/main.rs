//! How fast is the program, and how much memory does it take? `cargo bench --bench load -- SCENARIO`; README.md beside
//! this file has the figures. Nothing here fails because something is slow.

mod answer;
mod bare;
mod city;
mod client;
mod fill;
mod flood;
mod import;
mod measure;
mod memory;
mod office;
mod pages;
mod scans;
mod search;
mod submit;
mod survey;
mod topic;

use anyhow::{Result, bail};
use kocho::{
    config::{Mode, Settings},
    wiring,
};

/// A line for the person at the terminal.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}
pub(crate) use say;

fn main() -> Result<()> {
    // The log as in production: what it costs is part of every answer.
    let settings = Settings::from_parts(&city::files()?, Mode::Production, std::iter::empty())?;
    wiring::start_log(&settings.log)?;
    kocho_web::load_texts()?;
    // Cargo adds `--bench`.
    let scenarios: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut words = scenarios.iter().peekable();
    while let Some(scenario) = words.next() {
        match scenario.as_str() {
            "submit" => runtime.block_on(submit::run())?,
            "pages" => runtime.block_on(pages::run())?,
            "flood" => runtime.block_on(flood::run(true))?,
            "flood-small" => runtime.block_on(flood::run(false))?,
            "import" => runtime.block_on(import::run())?,
            "memory" => runtime.block_on(memory::run())?,
            "office" => runtime.block_on(office::run())?,
            "answer" => runtime.block_on(answer::run())?,
            "survey" => runtime.block_on(survey::run())?,
            "topic" => runtime.block_on(topic::run())?,
            "scans" => runtime.block_on(scans::run())?,
            "search" => {
                let cases = words.next_if(|word| word.parse::<u32>().is_ok()).map_or("1000000", String::as_str);
                runtime.block_on(search::run(cases))?;
            }
            other => {
                bail!(
                    "{other} is no scenario; there are submit, pages, office, flood, flood-small, import, memory, scans, answer, survey, topic and search"
                )
            }
        }
    }
    if scenarios.is_empty() {
        say!(
            "which? submit, pages, office, flood, flood-small, import, memory, scans, answer, survey, topic, search [cases]"
        );
    }
    Ok(())
}
