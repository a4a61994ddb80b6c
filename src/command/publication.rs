//! `kocho publication import FILE`: published voices with their answers, from a file.

use std::path::PathBuf;

use anyhow::{Context, Result};
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
    },
}

/// `kocho publication`
///
/// # Errors
/// When the file cannot be read.
pub(crate) async fn run(command: PublicationCommand, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let PublicationCommand::Import { file } = command;
    let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let house = house::open(files, settings).await?;
    let taken = kocho_service::publication::import(&house::cx(&house), &text).await.map_err(in_words);
    house::close(&house).await?;
    say(format_args!("{} answers are new", taken?));
    Ok(())
}
