//! What the program thinks a case is about, with the words that made it think so. A human decides.

use kocho_domain::{
    id::CaseId,
    story::{Story, Why},
};
use kocho_text::classify::{Because, Classification};
use serde::{Deserialize, Serialize};

use crate::{Cx, Error, case::CaseView};

/// A suggestion as it is stored and shown. Offsets count characters of the case's text, half-open.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Suggested {
    /// Measures, best first.
    pub measures: Vec<SuggestedMeasure>,
    /// The plan has nothing for it.
    pub outside: bool,
    /// It is not sure of any.
    pub unsure: bool,
    /// Names of sections, best first.
    pub sections: Vec<String>,
    /// 種別 code
    pub kind: String,
    /// Version of the classifier.
    pub version: String,
    /// Code of the plan whose measures are suggested.
    #[serde(default)]
    pub plan: String,
}

/// One suggested measure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SuggestedMeasure {
    /// 1101
    pub code: String,
    /// 0–1, only for ordering.
    pub score: f32,
    /// The words that made it think so, with their places.
    pub because: Vec<(String, usize, usize)>,
    /// Receipt numbers of past voices that are written alike and were decided so.
    #[serde(default)]
    pub alike: Vec<String>,
}

/// Computes and stores the suggestion of a case; done again, it changes nothing that a human decided.
///
/// # Errors
/// [`Error::NotFound`] when the case is gone.
pub async fn compute(cx: &Cx, case: CaseId) -> Result<(), Error> {
    let text = text_of(cx, case).await?;
    let (version, body) = stored(cx, &text)?;
    let mut tx = cx.begin().await?;
    kocho_store::suggestion::insert(&mut tx, case, &version, &body).await?;
    Ok(tx.commit(Story::Unrecorded(Why::Suggestion)).await?)
}

/// The suggestion for a text as it is stored: the classifier's version and its answer as JSON.
///
/// # Errors
/// [`Error::Internal`] when the answer cannot be written down.
pub fn stored(cx: &Cx, text: &str) -> Result<(String, String), Error> {
    let found = suggest(cx, text);
    let body = serde_json::to_string(&found).map_err(|e| Error::Internal(e.to_string()))?;
    Ok((found.version, body))
}

/// The stored suggestion of a case, or one made now when the job has not come to it yet or another plan was in force.
///
/// # Errors
/// [`Error::NotFound`] when the case is gone.
pub async fn of_view(cx: &Cx, view: &CaseView) -> Result<Suggested, Error> {
    let stored = view.suggestion.as_deref().map(serde_json::from_str::<Suggested>).transpose();
    match stored.map_err(|e| Error::Internal(e.to_string()))? {
        Some(stored) if stored.plan == cx.city.plans.current_code() => Ok(stored),
        Some(_) | None => Ok(suggest(cx, &text_of(cx, view.case.id).await?)),
    }
}

async fn text_of(cx: &Cx, case: CaseId) -> Result<String, Error> {
    let from = cx.reader();
    let row = kocho_store::case::by_id(&from, case).await?.ok_or(Error::NotFound)?;
    if let (_, Some(point)) = kocho_store::case::texts(&from, case).await? {
        return Ok(point);
    }
    Ok(kocho_store::submission::by_id(&from, row.submission).await?.map(|s| s.body).unwrap_or_default())
}

fn suggest(cx: &Cx, text: &str) -> Suggested {
    let found: Classification = cx.city.classifier().classify(text);
    let measures = found.measures.into_iter().take(5).map(|m| SuggestedMeasure {
        code: m.code,
        score: m.score,
        because: m.because.iter().filter_map(words).collect(),
        alike: m.because.iter().filter_map(alike).collect(),
    });
    let sections = found
        .sections
        .into_iter()
        .take(5)
        .filter_map(|s| cx.city.section_in_charge(&s.name, cx.today()).map(|s| s.name.clone()));
    Suggested {
        measures: measures.collect(),
        outside: found.outside,
        unsure: found.unsure,
        sections: sections.collect(),
        kind: found.kind.to_owned(),
        version: found.version.to_owned(),
        plan: cx.city.plans.current_code().to_owned(),
    }
}

fn words(because: &Because) -> Option<(String, usize, usize)> {
    match because {
        Because::Words { text, start, end } => Some((text.clone(), *start, *end)),
        Because::Case { .. } => None,
    }
}

fn alike(because: &Because) -> Option<String> {
    match because {
        Because::Case { id } => Some(id.clone()),
        Because::Words { .. } => None,
    }
}
