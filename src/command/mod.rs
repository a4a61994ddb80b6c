//! What can be asked of the program on the command line? Each command has a file of its own.

mod city;
mod classify;
mod demo;
mod dev;
mod doors;
mod house;
mod import;
mod mail;
mod plan;
mod publication;
mod serve;
mod settings;
mod staff;
mod survey;
mod survey_table;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use crate::config::{Mode, Settings};
use crate::embedded::ConfigFiles;
use crate::terminal::complain;

/// Kōchō 広聴: a city receives voices, routes them, answers them and follows them to the end.
#[derive(Debug, Parser)]
#[command(
    name = "kocho",
    version,
    after_help = "Without a command: kocho dev. Settings: config/default.toml explains every key."
)]
struct Cli {
    /// Folder of configuration files; what it lacks comes from inside the program [default: ./config where it exists]
    #[arg(long, global = true, value_name = "DIR")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try it out: a demo city on this machine, mails as files, accounts printed
    ///
    /// Makes a SQLite database under data.dir, fills it with the demo city when it is new, and listens on this machine
    /// only. Refuses a database that holds real voices.
    Dev,
    /// Run the service for a city
    ///
    /// Migrates the database, fills it from the configuration when it is empty, and serves until SIGTERM or Ctrl-C.
    /// Refuses to start while demo accounts or demo voices exist.
    Serve,
    /// Bring the database up to date and fill it when it is empty, without serving
    Migrate,
    /// Settings and city files
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Accounts
    #[command(subcommand)]
    Staff(staff::StaffCommand),
    /// The comprehensive plans 総合計画
    #[command(subcommand)]
    Plan(plan::PlanCommand),
    /// The sections 課
    #[command(subcommand)]
    Sections(city::DocumentCommand),
    /// The city's rules: channels, deadlines, approval routes, reasons …
    #[command(subcommand)]
    Rules(city::RulesCommand),
    /// Published answers 公表
    #[command(subcommand)]
    Publication(publication::PublicationCommand),
    /// Surveys 調査: questionnaires and answers
    #[command(subcommand)]
    Survey(survey::SurveyCommand),
    /// Take a table of voices (CSV, .xlsx) in, or check it: what would become of each row
    ///
    /// Rows are judged and taken in as on the page 取込み, for the account of --as; with --check the verdicts are printed, one
    /// JSON object a row, and nothing is taken in. The exit status is 2 when a row was refused, and 1 when the file cannot be
    /// read or was brought before.
    Import(import::ImportArgs),
    /// Mail
    #[command(subcommand)]
    Mail(MailCommand),
    /// Suggest measures, sections and kind for voices, one JSON object a line: kocho classify < in.jsonl > out.jsonl
    ///
    /// Input {id, channel, text}; output {id, measures, outside, sections, kind, urgent, danger, personal_info, version}.
    /// Uses the plan and sections of the configuration and the demo voices as examples; no database is needed. A bad
    /// line is named on stderr with its number and why; the others are answered, and the exit status is 1.
    Classify,
    /// Fill a database with many varied cases for load runs
    Demo(demo::DemoArgs),
    /// Every address with who may open it, for tests
    #[command(hide = true)]
    Doors,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Read settings, rules, sections and plan, and say what is wrong or what holds
    Check,
}

#[derive(Debug, Subcommand)]
enum MailCommand {
    /// Send a test mail with the settings in force
    Test {
        /// Where to send it
        address: String,
    },
    /// Ask the mailbox of the settings in force how many mails lie there; nothing is taken in
    Check,
}

/// Runs the program with the process's arguments.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match start(cli) {
        Ok(code) => code,
        Err(error) => {
            complain(format_args!("kocho: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn start(cli: Cli) -> Result<ExitCode> {
    let files = ConfigFiles::find(cli.config)?;
    let command = cli.command.unwrap_or(Command::Dev);
    if matches!(command, Command::Classify) {
        return classify::run(&files);
    }
    if let Command::Import(args) = &command
        && args.is_check()
    {
        return import::check(args, &files);
    }
    let mode = if matches!(command, Command::Dev) { Mode::Development } else { Mode::Production };
    let settings = Settings::read(&files, mode)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the program cannot start its threads")?;
    if let Command::Import(args) = &command {
        return runtime.block_on(import::take(args, &files, &settings));
    }
    runtime.block_on(perform(command, &files, &settings))?;
    Ok(ExitCode::SUCCESS)
}

async fn perform(command: Command, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    match command {
        Command::Dev => dev::run(files, settings).await,
        Command::Serve => serve::run(files, settings).await,
        Command::Migrate => settings::migrate(files, settings).await,
        Command::Config(ConfigCommand::Check) => settings::check(files, settings),
        Command::Staff(command) => staff::run(command, files, settings).await,
        Command::Plan(command) => plan::plan(command, files, settings).await,
        Command::Sections(command) => city::sections(command, files, settings).await,
        Command::Rules(command) => city::rules(command, files, settings).await,
        Command::Publication(command) => publication::run(command, files, settings).await,
        Command::Survey(command) => survey::run(command, files, settings).await,
        Command::Mail(MailCommand::Test { address }) => mail::test(&address, files, settings).await,
        Command::Mail(MailCommand::Check) => mail::check(settings).await,
        Command::Demo(args) => demo::run(&args, files, settings).await,
        Command::Doors => doors::run(files, settings).await,
        // Answered before: they say more than whether they went well.
        Command::Classify | Command::Import(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
