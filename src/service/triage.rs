//! 種別・分野・施策: what a case is about, decided by a human beside what was suggested.

use kocho_domain::{
    case::MeasureDecision,
    id::{MeasureId, PublicKey},
    refusal::Refusal,
    story::{CaseEvent, Story},
    workflow::Act,
};

use crate::{Cx, Error, case::open_for};

/// What a clerk decides.
#[derive(Debug, Clone, Default)]
pub struct Triage {
    /// 種別 code; empty leaves it open.
    pub kind: String,
    /// 分野 code; empty leaves it open.
    pub category: String,
    /// 施策
    pub measure: MeasureChoice,
}

/// The decision about the plan, in codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MeasureChoice {
    /// 未定
    #[default]
    Undecided,
    /// 該当施策なし
    None,
    /// Tagged.
    Tagged {
        /// Code of the primary measure.
        primary: String,
        /// Codes of further ones.
        others: Vec<String>,
    },
}

/// Saves what a case is about.
///
/// # Errors
/// [`Refusal::UnknownCode`], [`Refusal::MeasureUnclear`], [`Error::Stale`].
pub async fn triage(cx: &Cx, key: &PublicKey, seen: i64, new: &Triage) -> Result<(), Error> {
    let rules = &cx.city.rules;
    let kind = listed(&new.kind, |c| rules.kind(c).is_some())?;
    let category = listed(&new.category, |c| rules.category(c).is_some())?;
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::Triage, Some(seen)).await?.apply(|case| {
        let measure = decision(cx, &new.measure, &case.measure)?;
        let mut case = case.step(Act::Triage, cx.now())?;
        (case.kind, case.category, case.measure) = (kind, category, measure);
        Ok::<_, Refusal>(case)
    })?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::case::save_measures(&mut tx, &case).await?;
    let chosen = code_of(&new.measure);
    let case = case.get();
    let mut event = CaseEvent::act(case.id, case.submission, Act::Triage)
        .with("measure", &chosen)
        .with("plan", cx.city.plans.current_code());
    if let Some(kind) = &case.kind {
        event = event.with("kind", kind);
    }
    let suggestion = crate::suggestion::seen(cx, &mut tx, case.id).await?;
    kocho_store::suggestion::choose(&mut tx, suggestion.id, cx.actor.staff()?.id, &chosen).await?;
    event = event.with("version", &suggestion.version);
    crate::accuracy::note(cx, &mut tx, case, &suggestion).await?;
    Ok(tx.commit(Story::of(event)).await?)
}

fn listed(code: &str, known: impl Fn(&str) -> bool) -> Result<Option<String>, Refusal> {
    match code {
        "" => Ok(None),
        code if known(code) => Ok(Some(code.to_owned())),
        code => Err(Refusal::UnknownCode(code.to_owned())),
    }
}

/// New decisions name measures of the plan in force; one of another plan may only stay as it was.
fn decision(cx: &Cx, choice: &MeasureChoice, before: &MeasureDecision) -> Result<MeasureDecision, Refusal> {
    let kept: Vec<MeasureId> = match before {
        MeasureDecision::Undecided | MeasureDecision::None => Vec::new(),
        MeasureDecision::Tagged { primary, others } => std::iter::once(primary).chain(others).copied().collect(),
    };
    let find = |word: &String| {
        let found = cx.city.measure_named(word);
        let found = found.filter(|m| Some(m.plan) == cx.city.plans.in_force || kept.contains(&m.id));
        found.map(|m| m.id).ok_or_else(|| Refusal::UnknownCode(word.clone()))
    };
    match choice {
        MeasureChoice::Undecided => Ok(MeasureDecision::Undecided),
        MeasureChoice::None => Ok(MeasureDecision::None),
        MeasureChoice::Tagged { primary, .. } if primary.is_empty() => Err(Refusal::MeasureUnclear),
        MeasureChoice::Tagged { primary, others } => {
            let first = find(primary)?;
            let mut rest = others.iter().filter(|c| *c != primary).map(find).collect::<Result<Vec<_>, _>>()?;
            rest.sort_unstable();
            rest.dedup();
            Ok(MeasureDecision::Tagged { primary: first, others: rest })
        }
    }
}

fn code_of(choice: &MeasureChoice) -> String {
    match choice {
        MeasureChoice::Undecided => "undecided".into(),
        MeasureChoice::None => "none".into(),
        MeasureChoice::Tagged { primary, others } => {
            std::iter::once(primary).chain(others).map(String::as_str).collect::<Vec<_>>().join(",")
        }
    }
}
