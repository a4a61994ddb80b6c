//! `kocho doors`: which doors does the program have, and who may use each? The browser tests read it.

use anyhow::Result;
use kocho_web::AppState;

use super::house;
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// Prints method, path and access of every door, one a line with tabs between; those for development too.
///
/// # Errors
/// In words, when the database or a file stands in the way.
pub(crate) async fn run(files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let house = house::open(files, settings).await?;
    let state = AppState::new(house.clone(), Some(settings.data.dir.join("mail")));
    for door in kocho_web::doors(&state) {
        say(format_args!("{}\t{}\t{:?}", door.method, door.path, door.access));
    }
    house::close(&house).await
}
