//! Keeping what somebody answered on a page, and sending it off.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kocho_domain::{
    story::{Story, Why},
    survey::{
        Answers, Questionnaire, SurveyKind, path,
        state::Method,
        validate::{Extent, Fault, validate},
    },
};
use kocho_store::{
    Tx, answering,
    response::{self, Response},
    throttle::{self, Counter},
};

use super::{Pass, Sheet, Taken};
use crate::{Cx, Error};

/// So many answers to open surveys may begin at one place, before it waits.
const MOST_FROM_ONE_PLACE: u32 = 30;
/// How long it waits then.
const REST: TimeDelta = TimeDelta::hours(1);

/// What is kept.
#[derive(Debug, Clone, Default)]
pub struct Saving {
    /// Ids of the questions on the page.
    pub page: Vec<String>,
    /// What was answered there.
    pub answers: Answers,
    /// Coarse classes that were asked for.
    pub profile: BTreeMap<String, String>,
    /// Everything is sent off.
    pub finish: bool,
    /// Where the request comes from, for open surveys; never kept in clear.
    pub address: String,
}

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is kept.
    Kept(Box<Sheet>),
    /// What fits is kept; this does not, or is missing.
    Faults(Box<Sheet>, Vec<Fault>),
    /// Nothing is kept: answers are not taken.
    NotTaken(Box<Sheet>),
}

/// Keeps a page of answers. Answers to questions that are not asked any more go; what does not fit is not kept.
///
/// # Errors
/// [`Error::NotFound`] when the survey is gone; [`Error::Slowed`] when very many answers to an open survey came from one place.
pub async fn save(cx: &Cx, pass: &Pass, new: Saving) -> Result<Saved, Error> {
    let before = super::sheet(cx, pass).await?;
    if before.taken != Taken::Now {
        return Ok(Saved::NotTaken(Box::new(before)));
    }
    if before.survey.kind == SurveyKind::Open && !before.begun {
        one_more_from(cx, &new.address).await?;
    }
    let named = match before.survey.about.anonymous {
        true => None,
        false => super::named(&cx.reader(), pass).await?,
    };
    let begun = before.begun;
    let mut tx = cx.begin().await?;
    answering::share_survey(&mut tx, before.survey.id).await?;
    answering::hold(&mut tx, &pass.response).await?;
    // It may have been closed since, and then whoever answered has been paid already. From here on it waits.
    let survey = kocho_store::survey::by_id(&tx, before.survey.id).await?.ok_or(Error::NotFound)?;
    if survey.state.is_over() {
        drop(tx);
        return Ok(Saved::NotTaken(Box::new(super::sheet(cx, pass).await?)));
    }
    // Another page of the same answer may have been kept since.
    let now = response::by_key(&tx, before.survey.id, &pass.response).await?;
    let (mut sheet, faults) = laid_together(before, now, &new);
    let whole = sheet.complete && faults.is_empty();
    // A page that was only leafed through leaves nothing behind.
    if !begun && sheet.answers.is_empty() && !sheet.complete {
        return Ok(if faults.is_empty() {
            Saved::Kept(Box::new(sheet))
        } else {
            Saved::Faults(Box::new(sheet), faults)
        });
    }
    put(&mut tx, pass, &sheet).await?;
    if let Some(person) = named {
        answering::name(&mut tx, &pass.response, sheet.survey.id, person).await?;
    }
    let noted = super::note(cx, sheet.survey.id, whole.then_some(pass.participant.as_str()));
    tx.commit(Story::Unrecorded(Why::Answer)).await?;
    noted.keep();
    sheet.begun = true;
    Ok(if faults.is_empty() { Saved::Kept(Box::new(sheet)) } else { Saved::Faults(Box::new(sheet), faults) })
}

/// What stands after this page, and what is wrong with it.
fn laid_together(mut sheet: Sheet, now: Option<Response>, new: &Saving) -> (Sheet, Vec<Fault>) {
    if let Some(now) = now {
        (sheet.answers, sheet.complete) = (now.answers, now.complete);
    }
    let of = &sheet.version.questionnaire;
    let mut given = sheet.answers.clone();
    for id in &new.page {
        match new.answers.get(id) {
            Some(answer) => given.set(id, answer.clone()),
            None => given.remove(id),
        }
    }
    let given = path::prune(of, &given);
    let extent = if new.finish { Extent::Whole } else { Extent::Page(&new.page) };
    let faults = validate(of, &given, extent);
    sheet.answers = without_faults(of, &given);
    for field in of.profile_fields.iter().filter(|field| !sheet.known.contains(&field.id)) {
        if let Some(class) = new.profile.get(&field.id).filter(|class| field.options.contains(class)) {
            sheet.profile.insert(field.id.clone(), class.clone());
        }
    }
    // Once sent it stays sent, unless a change has opened a question that must be answered.
    sheet.complete = (new.finish || sheet.complete) && validate(of, &sheet.answers, Extent::Whole).is_empty();
    (sheet, faults)
}

/// Only what can be kept; a required question that is empty leaves nothing to keep.
fn without_faults(of: &Questionnaire, given: &Answers) -> Answers {
    let wrong = validate(of, given, Extent::Partial);
    path::prune(of, &given.filtered(|id| !wrong.iter().any(|fault| fault.question == id)))
}

async fn put(tx: &mut Tx, pass: &Pass, sheet: &Sheet) -> Result<(), Error> {
    let row = Response {
        key: pass.response.clone(),
        questionnaire: sheet.version.id,
        profile: sheet.profile.clone(),
        method: Method::Web,
        complete: sheet.complete,
        answers: sheet.answers.clone(),
    };
    Ok(response::put(tx, sheet.survey.id, &row).await?)
}

/// One more answer to an open survey begins at a place. In a transaction of its own: it must not lie beside the answer.
async fn one_more_from(cx: &Cx, address: &str) -> Result<(), Error> {
    let subject = cx.keys().throttle_hash(&format!("survey answers from\n{address}"));
    let mut tx = cx.begin().await?;
    let counter = throttle::get(&tx, &subject).await?;
    if let Some(until) = counter.blocked_until.filter(|until| *until > cx.now()) {
        return Err(Error::Slowed { seconds: (until - cx.now()).num_seconds().max(1) });
    }
    let begun = if counter.blocked_until.is_some() { 1 } else { counter.failures.saturating_add(1) };
    let blocked_until = (begun >= MOST_FROM_ONE_PLACE).then(|| cx.now() + REST);
    throttle::set(&mut tx, &subject, Counter { failures: begun, blocked_until }).await?;
    Ok(tx.commit(Story::Unrecorded(Why::RateCounter)).await?)
}
