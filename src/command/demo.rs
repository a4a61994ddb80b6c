//! `kocho demo --cases N`: a database full of varied, mostly ended cases, for load runs.

use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;
use kocho_domain::clock::Clock;
use kocho_service::SystemClock;
use kocho_store::origin::Origin;

use super::house;
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::seed::{self, bulk};
use crate::terminal::say;

/// How many, and which.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// How many cases to add
    #[arg(long, value_name = "N")]
    cases: u32,
    /// The same seed gives the same cases
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
}

/// Adds them.
///
/// # Errors
/// When the database holds real voices.
pub(crate) async fn run(args: &DemoArgs, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let house = house::open_if(files, settings, refuse_real).await?;
    let city = seed::is_loaded(house.db()).await?;
    let started = Instant::now();
    let samples = bulk::fill(&house::cx(&house), &files.text(seed::OPINIONS)?, args.cases, args.seed).await?;
    if !city {
        // So that `kocho dev` opens it: it is no city's story that stopped halfway.
        seed::note_loaded(house.db(), SystemClock.now(), usize::try_from(args.cases)?).await?;
    }
    house::close(&house).await?;
    say(format_args!("{} cases in {:.1} s", args.cases, started.elapsed().as_secs_f32()));
    for (number, secret) in samples {
        say(format_args!("{number}  {secret}"));
    }
    Ok(())
}

fn refuse_real(there: &Origin) -> Result<()> {
    if there.real_voices {
        bail!(
            "this database holds real voices; demo cases do not go in with them. Use another data.dir or database.url"
        );
    }
    Ok(())
}
