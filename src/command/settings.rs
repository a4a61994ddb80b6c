//! `kocho migrate` and `kocho config check`: is everything ready to start?

use anyhow::{Context, Result};
use kocho_domain::{clock::Clock, plan::Plan, rule::Rules, section::Sections};
use kocho_service::SystemClock;

use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;
use crate::wiring;

/// Brings the database up to date and fills it when it is empty.
///
/// # Errors
/// In words, when the database or a file stands in the way.
pub(crate) async fn migrate(files: &ConfigFiles, settings: &Settings) -> Result<()> {
    wiring::start_log(&settings.log)?;
    let db = wiring::open(settings).await?;
    let filled = wiring::fill(&db, files, settings).await?;
    let indexed = kocho_service::search::index_all(&db, SystemClock.now()).await?;
    db.close().await?;
    say("the database is up to date");
    if indexed > 0 {
        say("voices that were there before the search can be found now");
    }
    say(if filled {
        "it was empty and is now filled from the configuration"
    } else {
        "its rules, sections and plan stay as they are"
    });
    Ok(())
}

/// Reads all files and says what holds. The database is not touched.
///
/// # Errors
/// The first file that is wrong, with place and remedy.
pub(crate) fn check(files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let folder =
        files.dir().map_or("none: everything comes from inside the program".to_owned(), |d| d.display().to_string());
    say(format_args!("config folder   {folder}"));
    say(format_args!("server.listen   {}", settings.server.listen));
    say(format_args!("public address  {}", settings.public_url(settings.server.listen)));
    say(format_args!("data.dir        {}", settings.data.dir.display()));
    let database = if settings.database.url.is_empty() { "SQLite in data.dir" } else { "PostgreSQL" };
    say(format_args!("database        {database}"));
    say(format_args!("mail.transport  {:?}", settings.mail.transport));
    say(format_args!("mail_in.kind    {:?}", settings.mail_in.kind));
    let city = files.city(&settings.city.preset, &settings.city.plan)?;
    let rules = Rules::from_documents(city.rules.iter().map(|(kind, body)| (*kind, body.as_str())))
        .with_context(|| format!("presets/{}", settings.city.preset))?;
    let sections = Sections::parse(&city.sections).context("sections.toml")?;
    let plan = Plan::parse(&city.plan).with_context(|| format!("plans/{}.toml", settings.city.plan))?;
    plan.check_sections(|name| sections.named(name).is_some())?;
    say(format_args!(
        "city files      good: {} channels, {} sections, {} measures (they fill an empty database; a filled one stays as it is)",
        rules.channels().len(),
        sections.sections.len(),
        plan.measures().count()
    ));
    Ok(())
}
