//! `kocho survey`: questionnaires and answers from files.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};
use clap::Subcommand;
use kocho_domain::survey::Mistake;
use kocho_service::{
    Cx, Error,
    survey::{
        answers::Taken,
        write::{self, Imported},
    },
};

use super::{
    house::{self, in_words},
    survey_table,
};
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// What can be done with surveys.
#[derive(Debug, Subcommand)]
pub(crate) enum SurveyCommand {
    /// Take a questionnaire in, as a draft; one with mistakes is refused whole
    Import {
        /// JSON: {id, title, purpose, period, target, method, section, anonymous, profile_fields, questions}
        file: PathBuf,
        /// How many are asked: what the response rate is reckoned from
        #[arg(long)]
        asked: Option<u32>,
    },
    /// Take a table of answers in (CSV, .xlsx); one with mistakes is refused whole
    ///
    /// Columns: method, status (complete, partial), the profile fields and the questions by their ids: several answers joined
    /// by ";", Q4_1 for a row of a matrix, Q2_other for the words beside an option. Columns `response_id` and `submitted_at`
    /// are read and not kept. A survey that was still a draft counts as held.
    Answers {
        /// The questionnaire's id
        id: String,
        /// The table
        file: PathBuf,
        /// How many were asked: what the response rate is reckoned from
        #[arg(long)]
        asked: Option<u32>,
    },
    /// Print what the answers say: counts and shares of each question
    ///
    /// n is who was asked and answered; whoever the way did not lead to a question (非該当) stands apart, and partial answers count in
    /// the questions that they answered. Several answers give percent of respondents and of answers. Nothing is kept back: what is
    /// printed is for the house.
    Results {
        /// The questionnaire's id
        id: String,
        /// Split each table: age_group, gender, district, a question (Q1), a row of a matrix (Q4_2)
        #[arg(long, default_value = "", hide_default_value = true)]
        by: String,
        /// Weigh on a population (CSV, .xlsx): one line a cell (age_group,gender,人口) or a class (項目,区分,人口)
        #[arg(long)]
        population: Option<PathBuf>,
        /// As one JSON document
        #[arg(long)]
        json: bool,
    },
}

/// `kocho survey`
///
/// # Errors
/// When a file cannot be read, or is refused: then with all its mistakes.
pub(crate) async fn run(command: SurveyCommand, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    match command {
        SurveyCommand::Import { file, asked } => {
            let text = std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            let house = house::open(files, settings).await?;
            let done = import(&house::cx(&house), &text, asked).await.map_err(in_words);
            house::close(&house).await?;
            match done? {
                Imported::New(survey) => say(format_args!("{} is a draft now", survey.about.code)),
                Imported::Same => say(format_args!("the same questionnaire is there already; nothing changed")),
                Imported::Mistakes(mistakes) => return Err(all(&mistakes)),
            }
        }
        SurveyCommand::Answers { id, file, asked } => {
            let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            let house = house::open(files, settings).await?;
            let cx = house::cx(&house);
            let done = kocho_service::survey::answers::take_of(&cx, &id, bytes, asked).await.map_err(in_words);
            house::close(&house).await?;
            match done? {
                Taken::Done(counts) => {
                    let (total, complete, partial) = (counts.total(), counts.complete, counts.partial);
                    say(format_args!("{total} answers taken in, {complete} complete, {partial} partial"));
                }
                Taken::Mistakes(mistakes) => return Err(all(&mistakes)),
                Taken::Same => bail!("the same file was taken in before; nothing changed"),
            }
        }
        SurveyCommand::Results { id, by, population, json } => {
            let population = population
                .map(|file| std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display())));
            let population = population.transpose()?;
            let house = house::open(files, settings).await?;
            let done =
                kocho_service::survey_result::print(&house::cx(&house), &id, &by, population).await.map_err(in_words);
            house::close(&house).await?;
            let findings = done?;
            if json { say(serde_json::to_string_pretty(&findings)?) } else { say(survey_table::table(&findings)) }
        }
    }
    Ok(())
}

/// A questionnaire, and how many are asked where that is told.
async fn import(cx: &Cx, text: &str, asked: Option<u32>) -> Result<Imported, Error> {
    let done = write::import(cx, text).await?;
    if let (Imported::New(survey), Some(_)) = (&done, asked) {
        write::set_asked(cx, &survey.about.code, asked).await?;
    }
    Ok(done)
}

fn all(mistakes: &[Mistake]) -> anyhow::Error {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    anyhow!("the file is refused whole, {} mistakes:\n{}", lines.len(), lines.join("\n"))
}
