//! `kocho publication import FILE`: published voices with their answers, from a file.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use super::house::{self, in_words};
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// What can be done with published answers.
#[derive(Debug, Subcommand)]
pub(crate) enum PublicationCommand {
    /// Take published answers in; those that came from the same file before stay as they are
    Import {
        /// JSON: {items: [{id, date, title, opinion, reply, section, measure, status}]}
        file: PathBuf,
        /// Somebody looked at the words that may point at a person
        #[arg(long)]
        checked: bool,
    },
}

/// `kocho publication`
///
/// # Errors
/// When the file cannot be read.
pub(crate) async fn run(command: PublicationCommand, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let PublicationCommand::Import { file, checked } = command;
    let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let doubts = kocho_service::publication::doubts(&text).map_err(in_words)?;
    if !checked && !doubts.is_empty() {
        for (source, words) in &doubts {
            say(format_args!("{source}: {}", words.join(", ")));
        }
        bail!(
            "these words may point at a person, and everybody reads them: nothing was taken in; look at them, then repeat with --checked"
        );
    }
    let house = house::open(files, settings).await?;
    let taken = kocho_service::publication::import(&house::cx(&house), &text).await.map_err(in_words);
    house::close(&house).await?;
    say(format_args!("{} answers are new", taken?));
    Ok(())
}
