//! What people decide about a voice improves the next suggestion at once: no training, only past voices that are remembered.

use kocho_domain::case::{Case, MeasureDecision};
use kocho_store::{Source, suggestion};
use kocho_text::classify::Example;

use crate::{Cx, Error};

/// How many decided voices are remembered: a town's year or two, and no page waits for the comparison.
const REMEMBERED: u64 = 500;

/// The newest decided voices, oldest first.
///
/// # Errors
/// What the database says.
pub(crate) async fn past(from: &impl Source) -> Result<Vec<Example>, Error> {
    let mut examples = Vec::new();
    for voice in suggestion::decided(from, REMEMBERED).await?.into_iter().rev() {
        examples.push(Example {
            id: voice.number()?.to_string(),
            measures: voice.measure.into_iter().collect(),
            sections: Some(voice.section).filter(|_| !voice.at_desk).into_iter().collect(),
            kind: voice.kind.unwrap_or_default(),
            text: voice.body,
        });
    }
    Ok(examples)
}

/// Remembers a decision; the same voice again corrects it. What only few may know, and parts of a letter, are left out.
///
/// # Errors
/// What the database says; the decision itself is saved already.
pub(crate) async fn learn(cx: &Cx, case: &Case) -> Result<(), Error> {
    let measures = match &case.measure {
        MeasureDecision::Undecided => return Ok(()),
        MeasureDecision::None => Vec::new(),
        MeasureDecision::Tagged { primary, others } => std::iter::once(primary).chain(others).copied().collect(),
    };
    let from = cx.reader();
    let (_, point) = kocho_store::case::texts(&from, case.id).await?;
    if case.restricted || point.is_some() {
        return Ok(());
    }
    let voice = kocho_store::submission::by_id(&from, case.submission).await?.ok_or(Error::NotFound)?;
    let code = |id| cx.city.measures.iter().find(|measure| measure.id == id).map(|measure| measure.code.clone());
    let routed = cx.city.section(case.holder).filter(|section| !section.hearing);
    cx.house.city().classifier().learn(Example {
        id: voice.number.to_string(),
        text: voice.body,
        measures: measures.into_iter().filter_map(code).collect(),
        sections: routed.map(|section| section.name.clone()).into_iter().collect(),
        kind: case.kind.clone().unwrap_or_default(),
    });
    Ok(())
}
