//! What the program thinks a case is about, with the words that made it think so. A human decides.

use std::collections::BTreeMap;

use kocho_domain::{
    access::case_scope,
    id::{CaseId, PublicKey},
    story::{Story, Why},
    submission::whole,
};
use kocho_store::{Source, Tx, suggestion::Suggestion};
use kocho_text::classify::{Because, Classification};
use serde::{Deserialize, Serialize};

use crate::{Cx, Error, case::CaseView, learning::Learned};

/// A suggestion as it is stored and shown. Offsets count characters, half-open, of what was asked about: the letter's text with its
/// subject on a line above it, or the case's own part. [`Suggested::in_subject`] and [`Suggested::in_text`] take them apart.
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
    /// The words that speak for each of them, with their places; older suggestions have none.
    #[serde(default)]
    pub section_because: BTreeMap<String, Vec<(String, usize, usize)>>,
    /// 種別 code
    pub kind: String,
    /// The words that speak for the kind, with their places; older suggestions have none.
    #[serde(default)]
    pub kind_because: Vec<(String, usize, usize)>,
    /// Version of the classifier.
    pub version: String,
    /// Code of the plan whose measures are suggested.
    #[serde(default)]
    pub plan: String,
    /// The words that speak for "outside", with their places.
    #[serde(default)]
    pub outside_because: Vec<(String, usize, usize)>,
    /// Characters that stand ahead of the text: those of the subject and one for the end of its line. Older suggestions did not read
    /// the subject.
    #[serde(default)]
    pub ahead: usize,
}

/// From this share on a suggestion shows its words.
const LIKELY: f32 = 0.05;

/// What stands for "the plan has nothing for it" among codes of measures.
pub const OUTSIDE: &str = "none";

/// One suggested measure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SuggestedMeasure {
    /// 1101
    pub code: String,
    /// 0–1, only for ordering.
    pub score: f32,
    /// The words that made it think so, with their places.
    pub because: Vec<(String, usize, usize)>,
    /// Past voices that are written alike and were decided so: receipt numbers, `R8-000101-A/2` for a further part of a letter.
    #[serde(default)]
    pub alike: Vec<String>,
}

impl Suggested {
    /// What is suggested, in the order in which it is shown: codes of measures, or [`OUTSIDE`] at the head.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.outside.then_some(OUTSIDE).into_iter().chain(self.measures.iter().map(|measure| measure.code.as_str()))
    }

    /// What stands first; empty when nothing is suggested.
    pub fn first(&self) -> &str {
        self.codes().next().unwrap_or_default()
    }

    /// At which place one of these stands, from 1; 0 when none does.
    pub fn place(&self, wanted: &[String]) -> i64 {
        let found = self.codes().position(|code| wanted.iter().any(|wanted| wanted == code));
        found.and_then(|at| i64::try_from(at + 1).ok()).unwrap_or(0)
    }

    /// At which place a section stands, from 1; 0: not there; `None` when no section is suggested.
    pub fn section_place(&self, name: &str) -> Option<i64> {
        let found = self.sections.iter().position(|section| section == name);
        let place = found.and_then(|at| i64::try_from(at + 1).ok()).unwrap_or(0);
        (!self.sections.is_empty()).then_some(place)
    }

    /// A place as one of the subject; `None` where it lies in the text.
    pub fn in_subject(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        (start < end && end < self.ahead).then_some((start, end))
    }

    /// A place as one of the text; `None` where it lies in the subject, or reaches out of it.
    pub fn in_text(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        Some((start.checked_sub(self.ahead)?, end.checked_sub(self.ahead)?))
    }

    /// Reads what was stored.
    ///
    /// # Errors
    /// [`Error::Internal`] when it is not what a suggestion looks like.
    pub fn read(stored: &str) -> Result<Self, Error> {
        serde_json::from_str(stored).map_err(|e| Error::Internal(e.to_string()))
    }
}

/// The suggestion that a clerk saw: the stored one; when the job has not come to it yet, it is made and stored now.
///
/// # Errors
/// What the database says.
pub(crate) async fn seen(cx: &Cx, tx: &mut Tx, case: CaseId) -> Result<Suggestion, Error> {
    if let Some(stored) = kocho_store::suggestion::latest(tx, case).await? {
        return Ok(stored);
    }
    let (subject, text) = asked(tx, case).await?;
    let (version, body) = stored(cx, &subject, &text)?;
    let id = kocho_store::suggestion::insert(tx, case, &version, &body).await?;
    Ok(Suggestion { id, version, body, at: cx.now() })
}

/// Computes and stores the suggestion of a case; done again, it changes nothing that a human decided.
///
/// # Errors
/// [`Error::NotFound`] when the case is gone.
pub async fn compute(cx: &Cx, case: CaseId) -> Result<(), Error> {
    let (subject, text) = asked(&cx.reader(), case).await?;
    crate::learning::follow(cx).await?;
    let (version, body) = stored(cx, &subject, &text)?;
    let mut tx = cx.begin().await?;
    let latest = kocho_store::suggestion::latest(&tx, case).await?;
    if latest.is_some_and(|latest| latest.version == version && latest.body == body) {
        return Ok(());
    }
    kocho_store::suggestion::insert(&mut tx, case, &version, &body).await?;
    Ok(tx.commit(Story::Unrecorded(Why::Suggestion)).await?)
}

/// The suggestion for a letter as it is stored: the classifier's version and its answer as JSON.
///
/// # Errors
/// [`Error::Internal`] when the answer cannot be written down.
pub fn stored(cx: &Cx, subject: &str, text: &str) -> Result<(String, String), Error> {
    let found = suggest(cx, subject, text);
    let body = serde_json::to_string(&found).map_err(|e| Error::Internal(e.to_string()))?;
    Ok((found.version, body))
}

/// The stored suggestion of a case, or one made now when the job has not come to it yet or another plan was in force.
///
/// # Errors
/// [`Error::NotFound`] when the case is gone.
pub async fn of_view(cx: &Cx, view: &CaseView) -> Result<Suggested, Error> {
    let stored = view.suggestion.as_deref().map(Suggested::read).transpose()?;
    match stored {
        Some(stored) if stored.plan == cx.city.plans.current_code() => Ok(stored),
        Some(_) | None => {
            crate::learning::follow(cx).await?;
            let (subject, text) = asked(&cx.reader(), view.case.id).await?;
            Ok(suggest(cx, &subject, &text))
        }
    }
}

/// Where the past voices of a suggestion can be read: as they are called in it → key of the case, as far as this person may know it.
///
/// # Errors
/// What the database says.
pub async fn links(cx: &Cx, suggested: &Suggested) -> Result<BTreeMap<String, PublicKey>, Error> {
    let alike = suggested.measures.iter().flat_map(|measure| &measure.alike);
    let mut voices: Vec<Learned> = alike.filter_map(|name| Learned::parse(name)).collect();
    voices.sort_unstable();
    voices.dedup();
    let voices: Vec<_> = voices.into_iter().map(|voice| (voice.number, voice.branch)).collect();
    let found = kocho_store::suggestion::keys_of(&cx.reader(), &case_scope(&cx.actor), &voices).await?;
    Ok(found.into_iter().map(|((number, branch), key)| (Learned { number, branch }.to_string(), key)).collect())
}

/// What is asked about: the letter's subject and text, or the case's own part, which has no subject.
async fn asked(from: &impl Source, case: CaseId) -> Result<(String, String), Error> {
    let row = kocho_store::case::by_id(from, case).await?.ok_or(Error::NotFound)?;
    if let (_, Some(point)) = kocho_store::case::texts(from, case).await? {
        return Ok((String::new(), point));
    }
    let voice = kocho_store::submission::by_id(from, row.submission).await?;
    Ok(voice.map(|voice| (voice.subject, voice.body)).unwrap_or_default())
}

fn suggest(cx: &Cx, subject: &str, text: &str) -> Suggested {
    let letter = whole(subject, text);
    let ahead = letter.chars().count() - text.chars().count();
    let found: Classification = cx.city.classifier().classify(&letter);
    let placed = |because: &[Because]| because.iter().filter_map(|because| words(because, ahead)).collect::<Vec<_>>();
    let measures = found.measures.into_iter().take(5).map(|m| SuggestedMeasure {
        code: m.code,
        score: m.score,
        // Words that speak for what is hardly likely would only puzzle.
        because: if m.score >= LIKELY { placed(&m.because) } else { Vec::new() },
        alike: m.because.iter().filter_map(alike).collect(),
    });
    let in_charge = |name: &str| cx.city.section_in_charge(name, cx.today()).map(|section| section.name.clone());
    let sections: Vec<_> =
        found.sections.into_iter().take(5).filter_map(|s| Some((in_charge(&s.name)?, s.score, s.because))).collect();
    let likely = sections.iter().filter(|(_, score, _)| *score >= LIKELY);
    let section_because = likely.map(|(name, _, because)| (name.clone(), placed(because))).collect();
    Suggested {
        measures: measures.collect(),
        outside: found.outside,
        unsure: found.unsure,
        sections: sections.into_iter().map(|(name, ..)| name).collect(),
        section_because,
        kind: found.kind.to_owned(),
        kind_because: placed(&found.kind_because),
        version: found.version.to_owned(),
        plan: cx.city.plans.current_code().to_owned(),
        outside_because: placed(&found.outside_because),
        ahead,
    }
}

/// Words with their place. What begins in the subject and ends in the text is no word that stands anywhere.
fn words(because: &Because, ahead: usize) -> Option<(String, usize, usize)> {
    match because {
        Because::Words { start, end, .. } if *start < ahead && *end >= ahead => None,
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

#[cfg(test)]
mod tests {
    use kocho_domain::submission::whole;

    use super::{Because, Suggested, words};

    #[test]
    fn a_suggestion_that_was_stored_before_kinds_and_sections_had_words_is_read() {
        let stored =
            r#"{"measures":[],"outside":true,"unsure":false,"sections":["建設課"],"kind":"request","version":"1"}"#;
        let read = Suggested::read(stored).unwrap();
        assert!(read.section_because.is_empty() && read.kind_because.is_empty());
        assert_eq!((read.sections, read.kind.as_str()), (vec!["建設課".to_owned()], "request"));
    }

    #[test]
    fn a_place_lies_in_the_subject_or_in_the_text_and_nowhere_between() {
        for (subject, text) in [("", "市道に穴"), ("件名", "市道に穴"), ("𠮷野の件", "が\nぎ"), (" ", "本文")]
        {
            let letter: Vec<char> = whole(subject, text).chars().collect();
            let ahead = letter.len() - text.chars().count();
            let suggested = Suggested { ahead, ..Suggested::default() };
            let part =
                |of: &str, (start, end): (usize, usize)| of.chars().skip(start).take(end - start).collect::<String>();
            for start in 0..letter.len() {
                for end in start + 1..=letter.len() {
                    let word: String = letter[start..end].iter().collect();
                    let because = Because::Words { text: word.clone(), start, end };
                    let kept = words(&because, ahead);
                    let places = (suggested.in_subject(start, end), suggested.in_text(start, end));
                    match (kept, places) {
                        (Some(_), (Some(place), None)) => assert_eq!(part(subject, place), word),
                        (Some(_), (None, Some(place))) => assert_eq!(part(text, place), word),
                        (None, (None, None)) => assert!(start < ahead && end >= ahead, "{subject} {start} {end}"),
                        other => panic!("{subject} {start} {end}: {other:?}"),
                    }
                }
            }
        }
    }
}
