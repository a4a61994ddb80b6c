//! 調査の結果: what the answers of a survey say, to the house and on the command line. What is kept between two looks is in
//! `kept.rs`, weights in `weigh.rs`, what stands beside the figures in `note.rs`, what leaves the house in `public.rs` (never
//! below five) and `file.rs`, words of one's own in `text.rs`, those that the search finds in `found.rs`.

pub mod file;
pub mod found;
pub(crate) mod kept;
pub mod note;
pub mod public;
pub mod quadrant;
pub(crate) mod share;
pub mod text;
pub mod trend;
pub mod voice;
mod weigh;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Permission,
    statistic::{
        finding::{Ask, Findings},
        layout::About,
        margin::response_rate,
        weight::Weights,
    },
    survey::{Method, Question, Questionnaire, Selection, SurveyKind, question::Kind},
};
use kocho_store::survey_result::{self, SurveyResult};
use kocho_store::{Source, invitee, survey::Survey};

use crate::{
    Cx, Error,
    survey::{find, may, writes_for},
};
use kept::Filled;

/// What stands on figures of which nothing is kept back.
pub const INSIDE: &str =
    "庁内用です。5人に満たない数も載せています。外へ出すときは、公表のページかそのPDFを使ってください。";

/// How results are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// A profile field, a question, or a row of a matrix (`Q4_2`); empty: nothing splits the tables.
    pub by: String,
    /// Weigh the answers on the population that was brought.
    pub weighted: bool,
}

/// Results as their page shows them.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The survey.
    pub survey: Survey,
    /// What the answers say.
    pub findings: Findings,
    /// 回答率 in percent, where it is known how many were asked.
    pub rate: Option<f64>,
    /// What stands beside the figures.
    pub result: SurveyResult,
    /// How it stands with weights.
    pub weighing: Weighing,
    /// By what tables can be split: id and words.
    pub banners: Vec<(String, String)>,
    /// How many answers came in which way.
    pub methods: BTreeMap<Method, u64>,
    /// When the answers were counted.
    pub counted_at: DateTime<Utc>,
    /// The person may write beside the figures.
    pub may_write: bool,
    /// The person belongs to the hearing desk: publishes.
    pub may_publish: bool,
    /// Who agreed to the words beside the figures, by name; nobody is told who does not write there.
    pub consents: Vec<String>,
    /// The person is one of them.
    pub agreed: bool,
    /// The day has passed by which it was to be told what the city did with it.
    pub late: bool,
    /// The person may read words of one's own, and take answers along.
    pub may_read_texts: bool,
    /// Ids of the questions to which people write words of their own.
    pub worded: Vec<String>,
    /// The survey is over, and the person may propose values of indicators.
    pub may_propose: bool,
}

/// How it stands with weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weighing {
    /// No population was brought.
    Without,
    /// The figures are as people answered.
    Off,
    /// The figures are weighed.
    On,
    /// They cannot be weighed, and why.
    Impossible(String),
}

/// The results of a survey that the actor may know.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`]; [`Error::NotFound`] too when nothing can be split by what was asked.
pub async fn show(cx: &Cx, code: &str, asked: &Asked) -> Result<Shown, Error> {
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    let filled = kept::filled(cx, &survey).await?;
    let survey = with_asked(&from, survey, &filled).await?;
    let result = survey_result::of(&from, survey.id).await?;
    let (weighing, weights) = weighed(&filled, &result, asked.weighted);
    let by = named(&filled, &asked.by)?;
    let findings = ask(&filled, &survey, by, weights.as_ref()).all();
    let may_write = writes_for(cx, survey.about.section);
    let consents = if may_write { note::consents(&from, &survey, &result).await? } else { Vec::new() };
    let own = cx.actor.staff().ok().map(|staff| staff.id);
    Ok(Shown {
        rate: rate(&survey, findings.responses.total),
        banners: banners(&filled),
        methods: filled.methods.clone(),
        counted_at: filled.at,
        may_write,
        may_publish: may(cx, Permission::SurveyManage).is_ok(),
        may_read_texts: may_write,
        worded: worded(&filled.questionnaire).map(|question| question.id.clone()).collect(),
        agreed: consents.iter().any(|(staff, _)| Some(*staff) == own),
        consents: consents.into_iter().map(|(_, name)| name).collect(),
        late: may_write && survey_result::late(&from, cx.today()).await?.iter().any(|one| one.survey == survey.id),
        may_propose: survey.state.is_over() && may(cx, Permission::IndicatorPropose).is_ok(),
        findings,
        weighing,
        result,
        survey,
    })
}

/// The results as the command line prints them; `population`: a file to weigh on.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] in `by` and `population`.
pub async fn print(cx: &Cx, code: &str, by: &str, population: Option<Vec<u8>>) -> Result<Findings, Error> {
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    let filled = kept::filled(cx, &survey).await?;
    let survey = with_asked(&from, survey, &filled).await?;
    let about = named(&filled, by).map_err(|_| {
        let known: Vec<String> = banners(&filled).into_iter().map(|(id, _)| id).collect();
        Error::field("by", format!("「{by}」では分けられません。使えるのは {} です。", known.join("、")))
    })?;
    let weights = match population {
        Some(bytes) => Some(weigh::weights(&filled, &weigh::rows(bytes)?)?),
        None => None,
    };
    Ok(ask(&filled, &survey, about, weights.as_ref()).all())
}

/// The survey with how many were asked: as it was written down, or else as many monitors as were invited here.
async fn with_asked(from: &impl Source, survey: Survey, filled: &Filled) -> Result<Survey, Error> {
    if survey.population.is_some() || survey.kind != SurveyKind::Panel {
        return Ok(survey);
    }
    let invited = u32::try_from(invitee::count(from, survey.id).await?).ok();
    // Answers that came as a table besides were asked for elsewhere: then the invitations say nothing of how many.
    let population = invited.filter(|n| *n > 0 && usize::try_from(*n).is_ok_and(|n| n >= filled.sheet.people()));
    Ok(Survey { population, ..survey })
}

/// Questions to which people write words of their own.
fn worded(of: &Questionnaire) -> impl Iterator<Item = &Question> {
    of.questions.iter().filter(|question| question.kind.is_text() || question.other().is_some())
}

/// 回答率 in percent, where it is known how many were asked.
fn rate(survey: &Survey, answered: u64) -> Option<f64> {
    survey.population.and_then(|all| response_rate(answered, u64::from(all)))
}

fn weighed(filled: &Filled, result: &SurveyResult, wanted: bool) -> (Weighing, Option<Weights>) {
    if result.population.is_empty() {
        return (Weighing::Without, None);
    }
    if !wanted {
        return (Weighing::Off, None);
    }
    let rows: Vec<Vec<String>> = serde_json::from_str(&result.population).unwrap_or_default();
    match weigh::weights(filled, &rows) {
        Ok(weights) => (Weighing::On, Some(weights)),
        Err(Error::Invalid(fields)) => (Weighing::Impossible(fields.into_values().collect()), None),
        Err(_) => (Weighing::Impossible("重みを計算できませんでした。".to_owned()), None),
    }
}

fn ask<'a>(filled: &'a Filled, survey: &Survey, by: Option<About>, weights: Option<&'a Weights>) -> Ask<'a> {
    Ask {
        questionnaire: &filled.questionnaire,
        layout: &filled.layout,
        sheet: &filled.sheet,
        by,
        weights,
        population: everybody(survey),
    }
}

/// How many the figures speak of, where they speak of those only who were asked. Of a random sample the number is how many
/// letters went out, and the residents behind it are many more: no correction.
fn everybody(survey: &Survey) -> Option<u64> {
    match survey.selection {
        Selection::Panel | Selection::Everybody => survey.population.map(u64::from),
        Selection::Random | Selection::Voluntary => None,
    }
}

/// What an address names as a banner; empty: nothing.
fn named(filled: &Filled, name: &str) -> Result<Option<About>, Error> {
    if name.is_empty() {
        return Ok(None);
    }
    let about = filled.layout.named(&filled.questionnaire, name);
    about.filter(|about| filled.splits(*about)).map(Some).ok_or(Error::NotFound)
}

/// By what tables can be split.
fn banners(filled: &Filled) -> Vec<(String, String)> {
    let fields = filled.questionnaire.profile_fields.iter().map(|field| (field.id.clone(), field.label.clone()));
    let can = |kind: Kind| matches!(kind, Kind::SingleChoice | Kind::MultipleChoice | Kind::Scale);
    let questions = filled.questionnaire.questions.iter().filter(|question| can(question.kind));
    let short = |text: &str| {
        let first: String = text.chars().take(28).collect();
        if first.len() < text.len() { format!("{first}…") } else { first }
    };
    fields
        .chain(questions.map(|question| (question.id.clone(), format!("{} {}", question.id, short(&question.text)))))
        .collect()
}
