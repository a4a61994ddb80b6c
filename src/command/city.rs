//! `kocho sections|rules import|export`: the city's documents as files. The database is the truth; an import is a
//! new version of it, shown before it is taken in.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use chrono::NaiveDate;
use clap::Subcommand;
use kocho_domain::rule::RuleKind;
use kocho_service::Cx;
use kocho_service::admin::diff::{Change, Difference};
use kocho_service::admin::{rule, section};

use super::house::{self, in_words};
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// A document of one file.
#[derive(Debug, Subcommand)]
pub(crate) enum DocumentCommand {
    /// Show what a file would change, and take it in with --yes
    Import {
        /// The file
        file: PathBuf,
        /// Take it in
        #[arg(long)]
        yes: bool,
    },
    /// Write what is in force as a file
    Export {
        /// Where to; without it, to the terminal
        file: Option<PathBuf>,
    },
}

/// Rules are a folder of files, one a kind.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Show what files would change, and take them in with --yes
    Import {
        /// Files such as channels.toml, or a folder of them
        path: PathBuf,
        /// First day on which they hold [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<NaiveDate>,
        /// Take them in
        #[arg(long)]
        yes: bool,
    },
    /// Write the rules in force into a folder
    Export {
        /// The folder; made when it is missing
        folder: PathBuf,
    },
}

/// `kocho sections`
///
/// # Errors
/// Place, problem and remedy when the file is no list of sections.
pub(crate) async fn sections(command: DocumentCommand, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let house = house::open(files, settings).await?;
    let cx = house::cx(&house);
    match command {
        DocumentCommand::Import { file, yes } => {
            let text = read(&file)?;
            if confirmed(&section::preview(&cx, &text).await.map_err(in_words)?, yes) {
                section::import(&cx, &text).await.map_err(in_words)?;
                say("taken in");
            }
        }
        DocumentCommand::Export { file } => write(file.as_deref(), &section::export(&cx).await.map_err(in_words)?.1)?,
    }
    house::close(&house).await
}

/// `kocho rules`
///
/// # Errors
/// Place, problem and remedy when a file is no such rule.
pub(crate) async fn rules(command: RulesCommand, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let house = house::open(files, settings).await?;
    let cx = house::cx(&house);
    match command {
        RulesCommand::Import { path, from, yes } => import_rules(&cx, &path, from.unwrap_or(cx.today()), yes).await?,
        RulesCommand::Export { folder } => {
            std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
            for kind in RuleKind::ALL {
                let (name, text) = rule::export(&cx, kind).await.map_err(in_words)?;
                write(Some(&folder.join(name)), &text)?;
            }
        }
    }
    house::close(&house).await
}

/// All files are looked at before the first is taken in.
async fn import_rules(cx: &Cx, path: &Path, from: NaiveDate, yes: bool) -> Result<()> {
    let mut changed = Vec::new();
    for (kind, file) in rule_files(path)? {
        let text = read(&file)?;
        let differences =
            rule::preview(cx, kind, &text).await.map_err(in_words).with_context(|| file.display().to_string())?;
        if !differences.is_empty() {
            say(format_args!("{}（{}）", kind.title(), file.display()));
            show(&differences);
            if kind == RuleKind::Terms {
                tried(cx, &text).await?;
            }
            changed.push((kind, text));
        }
    }
    if asked(changed.is_empty(), yes) {
        for (kind, text) in changed {
            let version = rule::import(cx, kind, &text, from).await.map_err(in_words)?;
            say(format_args!("{}: version {version}, in force from {from}", kind.title()));
        }
    }
    Ok(())
}

/// What other key terms would have done with the voices of the last year.
async fn tried(cx: &Cx, text: &str) -> Result<()> {
    let trial = kocho_service::trial::try_document(cx, text).await.map_err(in_words)?;
    say(format_args!(
        "tried on {} decided voices since {}: {} hold a changed word, {} first suggestions change, {} become right, {} become wrong",
        trial.asked, trial.since, trial.compared, trial.changed, trial.better, trial.worse
    ));
    Ok(())
}

/// One file, or those of a folder that are named like a rule.
fn rule_files(path: &Path) -> Result<Vec<(RuleKind, PathBuf)>> {
    if path.is_dir() {
        let files = RuleKind::ALL.into_iter().map(|kind| (kind, path.join(kind.file_name())));
        let files: Vec<_> = files.filter(|(_, file)| file.is_file()).collect();
        return if files.is_empty() {
            Err(anyhow!("{} has no file of rules, such as channels.toml", path.display()))
        } else {
            Ok(files)
        };
    }
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(kind) = RuleKind::from_code(name) else {
        let known: Vec<String> = RuleKind::ALL.into_iter().map(RuleKind::file_name).collect();
        bail!("{} is not named like a rule; known: {}", path.display(), known.join(", "));
    };
    Ok(vec![(kind, path.to_owned())])
}

/// Shows what would change; answers whether it is to be taken in.
pub(super) fn confirmed(differences: &[Difference], yes: bool) -> bool {
    show(differences);
    asked(differences.is_empty(), yes)
}

fn asked(nothing: bool, yes: bool) -> bool {
    match (nothing, yes) {
        (true, _) => say("nothing changes"),
        (false, false) => say("nothing was taken in; do it with --yes"),
        (false, true) => {}
    }
    !nothing && yes
}

fn show(differences: &[Difference]) {
    for difference in differences {
        say(format_args!("{} {}", difference.change.label(), difference.place));
        let (before, after) = (indented('-', &difference.before), indented('+', &difference.after));
        match difference.change {
            Change::Added => say(after),
            Change::Removed => say(before),
            Change::Changed => say(format_args!("{before}\n{after}")),
        }
    }
}

fn indented(sign: char, text: &str) -> String {
    text.lines().map(|line| format!("  {sign} {line}")).collect::<Vec<_>>().join("\n")
}

/// The text of a file.
pub(super) fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// Writes a text into a file, or to the terminal.
pub(super) fn write(file: Option<&Path>, text: &str) -> Result<()> {
    let Some(file) = file else {
        say(text.trim_end());
        return Ok(());
    };
    std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    say(format_args!("written: {}", file.display()));
    Ok(())
}
