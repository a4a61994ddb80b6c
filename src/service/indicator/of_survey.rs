//! この結果で指標を更新: a share of the answers of a survey that is over becomes the proposed value of an indicator. The program
//! reckons it; the formula, the survey and the version of its questions are kept with it.

use kocho_domain::{
    access::Permission,
    id::{PublicKey, SurveyId},
    indicator::{Formula, Origin, Unfit, has_shares, rounded},
    refusal::Refusal,
    survey::Question,
};
use kocho_store::{
    indicator::{Basis, NewActual},
    survey::{self, Survey},
};

use super::{Line, propose};
use crate::{
    Cx, Error, FieldErrors,
    survey::find,
    survey_result::{
        kept,
        share::{self, Counted},
    },
};

/// What the page offers.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The survey.
    pub survey: Survey,
    /// Why its result cannot be used, if it cannot.
    pub refusal: Option<String>,
    /// Questions of which a share can be taken.
    pub questions: Vec<Question>,
    /// Indicators in percent for which the person may propose.
    pub lines: Vec<Line>,
    /// There is a population to weigh on.
    pub can_weigh: bool,
}

/// What was chosen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Which indicator (12-1).
    pub indicator: String,
    /// The fiscal year, 西暦.
    pub year: Option<u16>,
    /// Which share.
    pub formula: Formula,
    /// A remark; may be empty.
    pub note: String,
}

/// A value as it came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Reckoned {
    /// In percent with one digit.
    pub value: f64,
    /// The formula in words.
    pub words: String,
    /// The version of the questions.
    pub version: i64,
    /// How many people chose one of the options.
    pub chosen: u64,
    /// Of how many.
    pub n: u64,
}

/// What can be proposed from a survey.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn offer(cx: &Cx, code: &str) -> Result<Offer, Error> {
    allow(cx)?;
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    let questionnaire = kept::questions(cx, &survey).await?;
    let lines = super::list(cx).await?.lines;
    Ok(Offer {
        refusal: is_over(&survey).err().map(|refusal| refusal.to_string()),
        questions: questionnaire.questions.into_iter().filter(|question| has_shares(question.kind)).collect(),
        lines: lines.into_iter().filter(|line| line.may_propose && in_percent(line)).collect(),
        can_weigh: !kocho_store::survey_result::of(&from, survey.id).await?.population.is_empty(),
        survey,
    })
}

/// Reckons the value that a formula gives now.
///
/// # Errors
/// [`Error::Invalid`] in `question`, `row`, `codes`, `indicator`, `year` or `weighted`; [`Refusal::ResultOpen`], [`Refusal::ResultFew`];
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn reckon(cx: &Cx, code: &str, wanted: &Wanted) -> Result<Reckoned, Error> {
    Ok(checked(cx, code, wanted).await?.1)
}

/// Proposes it. The value is reckoned here, not taken from a form.
///
/// # Errors
/// As [`reckon`]; [`Error::Invalid`] in `year` when another proposal waits, in `note`.
pub async fn propose(cx: &Cx, code: &str, wanted: &Wanted) -> Result<(String, PublicKey), Error> {
    let (new, _) = checked(cx, code, wanted).await?;
    propose::remark(&wanted.note).map_err(|wrong| Error::field("note", wrong))?;
    let key = propose::write(cx, &NewActual { note: wanted.note.trim().to_owned(), ..new }).await?;
    Ok((wanted.indicator.clone(), key))
}

async fn checked(cx: &Cx, code: &str, wanted: &Wanted) -> Result<(NewActual, Reckoned), Error> {
    allow(cx)?;
    let survey = find(cx, &cx.reader(), code).await?;
    if wanted.indicator.is_empty() {
        return Err(Error::field("indicator", "指標を選んでください。"));
    }
    let (line, which) = propose::open(cx, &wanted.indicator).await?;
    if !in_percent(&line) {
        return Err(Error::field("indicator", "割合（%）の指標を選んでください。"));
    }
    let year = propose::year(cx, &line.indicator, wanted.year).map_err(|wrong| Error::field("year", wrong))?;
    let reckoned = of(cx, &survey, &wanted.formula).await?;
    let formula = serde_json::to_string(&wanted.formula).map_err(|error| Error::Internal(error.to_string()))?;
    let basis = Basis {
        survey: survey.id,
        version: reckoned.version,
        formula,
        words: reckoned.words.clone(),
        chosen: reckoned.chosen,
        n: reckoned.n,
    };
    let new = NewActual {
        which,
        year,
        value: reckoned.value,
        origin: Origin::Survey,
        source: survey.about.title,
        note: String::new(),
        basis: Some(basis),
    };
    Ok((new, reckoned))
}

/// What the formula of a proposal gives now.
pub(super) async fn again(cx: &Cx, survey: SurveyId, formula: &Formula) -> Result<Reckoned, Error> {
    let survey = survey::by_id(&cx.reader(), survey).await?.ok_or(Error::NotFound)?;
    of(cx, &survey, formula).await
}

async fn of(cx: &Cx, survey: &Survey, formula: &Formula) -> Result<Reckoned, Error> {
    is_over(survey)?;
    let Counted { question, version, share, tells_few } = match share::counted(cx, survey, formula).await? {
        Ok(counted) => counted,
        Err(unfit) => return Err(wrong(unfit)),
    };
    let Some(percent) = share.percent.filter(|_| !tells_few) else { return Err(Refusal::ResultFew.into()) };
    let words = formula.words(&question, share.n);
    Ok(Reckoned { value: rounded(percent), words, version, chosen: share.chosen, n: share.n })
}

fn wrong(unfit: Unfit) -> Error {
    let (field, words) = match unfit {
        Unfit::Question => ("question", "選択肢のある質問を選んでください。"),
        Unfit::Row => ("row", "項目を選んでください。"),
        Unfit::Codes => ("codes", "数える選択肢を選んでください。"),
    };
    Error::Invalid(FieldErrors::from([(field, words.to_owned())]))
}

/// A result stands still when the survey is over.
fn is_over(survey: &Survey) -> Result<(), Refusal> {
    if survey.state.is_over() { Ok(()) } else { Err(Refusal::ResultOpen { state: survey.state }) }
}

fn allow(cx: &Cx) -> Result<(), Error> {
    if cx.actor.staff()?.may(Permission::IndicatorPropose) { Ok(()) } else { Err(Error::Denied) }
}

fn in_percent(line: &Line) -> bool {
    matches!(line.indicator.unit.trim(), "%" | "％" | "パーセント")
}
