//! What people decide about a voice improves the next suggestion at once: no training, only past voices that are remembered.

use kocho_domain::{
    case::{Case, MeasureDecision},
    id::MeasureId,
};
use kocho_store::{Source, suggestion};
use kocho_text::classify::Example;

use crate::{City, Cx, Error};

/// How many decided voices are remembered: a town's year or two, and no page waits for the comparison.
const REMEMBERED: u64 = 500;

/// The newest decided voices, oldest first. What was decided in another plan counts where the crosswalk leaves no doubt.
///
/// # Errors
/// What the database says.
pub(crate) async fn past(from: &impl Source, city: &City) -> Result<Vec<Example>, Error> {
    let widened_on = city.plans.current().and_then(|plan| plan.widened_on);
    let mut examples = Vec::new();
    for voice in suggestion::decided(from, REMEMBERED).await?.into_iter().rev() {
        let measures = match voice.measure {
            Some(id) => today(city, [MeasureId(id)]),
            // Nothing fitted at a time when the plan had other measures: that says nothing of this one.
            None if widened_on.is_some_and(|day| voice.received_on < day) => continue,
            None => Vec::new(),
        };
        if voice.measure.is_some() && measures.is_empty() {
            continue;
        }
        examples.push(Example {
            id: voice.number()?.to_string(),
            measures,
            sections: Some(voice.section).filter(|_| !voice.at_desk).into_iter().collect(),
            kind: voice.kind.unwrap_or_default(),
            text: voice.body,
        });
    }
    Ok(examples)
}

/// What measures of any plan are in the one in force, as far as that is beyond doubt.
fn today(city: &City, measures: impl IntoIterator<Item = MeasureId>) -> Vec<String> {
    let code = |id| city.measure(id).and_then(|measure| city.plans.certain(measure));
    measures.into_iter().filter_map(code).collect()
}

/// Remembers a decision; the same voice again corrects it. What only few may know, and parts of a letter, are left out.
///
/// # Errors
/// What the database says; the decision itself is saved already.
pub(crate) async fn learn(cx: &Cx, case: &Case) -> Result<(), Error> {
    let measures = match &case.measure {
        MeasureDecision::Undecided => return Ok(()),
        MeasureDecision::None => Vec::new(),
        MeasureDecision::Tagged { primary, others } => {
            let primary = today(&cx.city, [*primary]);
            if primary.is_empty() {
                return Ok(());
            }
            primary.into_iter().chain(today(&cx.city, others.iter().copied())).collect()
        }
    };
    let from = cx.reader();
    let (_, point) = kocho_store::case::texts(&from, case.id).await?;
    if case.restricted || point.is_some() {
        return Ok(());
    }
    let voice = kocho_store::submission::by_id(&from, case.submission).await?.ok_or(Error::NotFound)?;
    let routed = cx.city.section(case.holder).filter(|section| !section.hearing);
    cx.house.city().classifier().learn(Example {
        id: voice.number.to_string(),
        text: voice.body,
        measures,
        sections: routed.map(|section| section.name.clone()).into_iter().collect(),
        kind: case.kind.clone().unwrap_or_default(),
    });
    Ok(())
}
