//! `kocho plan import|export|list|use`: the comprehensive plans beside each other, and the day from which one is in force.

use std::path::PathBuf;

use anyhow::Result;
use chrono::NaiveDate;
use clap::Subcommand;
use kocho_service::Cx;
use kocho_service::admin::plan;
use kocho_service::plan::InForce;

use super::city::{confirmed, read, write};
use super::house::{self, in_words};
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// What can be done with plans.
#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Show what a file would change, and take it in with --yes
    ///
    /// A plan with a new code stands beside the others; a file with a known code adds to that plan and takes nothing away.
    Import {
        /// The file
        file: PathBuf,
        /// Take it in
        #[arg(long)]
        yes: bool,
    },
    /// Write a plan as a file
    Export {
        /// Where to; without it, to the terminal
        file: Option<PathBuf>,
        /// Code of the plan [default: the plan in force]
        #[arg(long, value_name = "CODE")]
        plan: Option<String>,
    },
    /// All plans, when they are in force, and what of their crosswalks is open
    List,
    /// Decide from which day on a plan is in force
    Use {
        /// Code of the plan
        code: String,
        /// First day, today or later [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: Option<NaiveDate>,
    },
}

/// `kocho plan`
///
/// # Errors
/// Place, problem and remedy when the file is no plan, or the day cannot be chosen.
pub(crate) async fn plan(command: PlanCommand, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let house = house::open(files, settings).await?;
    let cx = house::cx(&house);
    match command {
        PlanCommand::Import { file, yes } => {
            let text = read(&file)?;
            let preview = plan::preview(&cx, &text).await.map_err(in_words)?;
            if let Some(name) = &preview.beside {
                say(format_args!("{name}: new, beside the plans that there are; compared with the plan in force"));
            }
            // A new plan is worth taking in even when it says the same as the one in force.
            if confirmed(&preview.differences, yes) || (preview.beside.is_some() && yes) {
                plan::import(&cx, &text).await.map_err(in_words)?;
                say("taken in");
            }
        }
        PlanCommand::Export { file, plan } => {
            let code = plan.unwrap_or_default();
            write(file.as_deref(), &plan::export(&cx, &code).await.map_err(in_words)?.1)?;
        }
        PlanCommand::List => list(&cx).await?,
        PlanCommand::Use { code, from } => {
            let from = from.unwrap_or(cx.today());
            plan::use_from(&cx, &code, from).await.map_err(in_words)?;
            say(format_args!("{code}: in force from {from}"));
        }
    }
    house::close(&house).await
}

async fn list(cx: &Cx) -> Result<()> {
    for version in plan::list(cx).await.map_err(in_words)? {
        let state = match version.in_force {
            InForce::Since(None) => "in force".to_owned(),
            InForce::Since(Some(day)) => format!("in force since {day}"),
            InForce::From(day) => format!("in force from {day}"),
            InForce::Beside => "not in force".to_owned(),
        };
        say(format_args!("{}  {}  {state}", version.code, version.name));
        for (older, open) in version.older {
            say(format_args!("  crosswalk from {older}: {open} rows open"));
        }
    }
    Ok(())
}
