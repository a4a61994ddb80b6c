//! 自由記述をご意見として受け付ける: texts of a survey that is over become voices of the channel for surveys, as the desk chooses them.
//!
//! Nothing leads from a voice back to an answer, and so to whoever wrote it: a voice carries no class of its writer, its day is the
//! survey's last, voices come in in the order of the answers' random keys, and an answer's key is written nowhere. That no text comes in
//! twice is known by a keyed hash of survey, question and text, which stands as the key of the voice's form: it says of a text that it
//! was taken in and, to who has not the text, nothing. Equal texts of several people are told apart by counting them, not by who wrote them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    body::Body,
    clock::{civil_date, day_begins},
    refusal::Refusal,
    rule::channel::Base,
    story::{AuditEvent, Story},
    submission::{SourceRef, Submission},
    survey::{Answer, Question, Questionnaire, SurveyKind},
};
use kocho_store::{
    StoreError, response,
    survey::{self, Survey},
    survey_intake,
};

use super::kept;
use crate::{
    Cx, Error,
    desk::masked,
    submission::{Ready, Submit, WithNote, make_ready, receive_all},
    survey::{find, may},
};

/// Texts of a page.
const SIZE: usize = 50;
/// Texts that one transaction takes in.
const CHUNK: usize = 100;

/// Texts that can be taken in.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The survey's title.
    pub title: String,
    /// Why nothing can be taken in, if so.
    pub refusal: Option<String>,
    /// Questions that are answered in words of one's own: id and text.
    pub questions: Vec<(String, String)>,
    /// Q12
    pub question: String,
    /// What was asked.
    pub asked: String,
    /// The texts of this page, in no order that says when they came.
    pub texts: Vec<OfferedText>,
    /// Texts that say something, and how many of them were taken in.
    pub n: (usize, usize),
    /// Texts that say nothing: 特になし.
    pub nothing: usize,
    /// Which page it is, from 1 on, of how many.
    pub page: (usize, usize),
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedText {
    /// By which a form names it.
    pub key: String,
    /// With personal details as ●.
    pub text: String,
    /// It is a voice already.
    pub taken: bool,
}

/// Which texts are taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// All that say something.
    All,
    /// Those with these keys.
    Some(Vec<String>),
}

/// What was taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// So many voices.
    pub voices: usize,
    /// So many of them have to be read today.
    pub urgent: usize,
    /// So many texts were voices already.
    pub before: usize,
}

/// The question from which a case came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromSurvey {
    /// The survey's code.
    pub code: String,
    /// 市政モニター調査「…」問12 の自由記述
    pub words: String,
}

/// The texts to a question of a survey, for the desk.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn page(cx: &Cx, code: &str, question: &str, page: usize) -> Result<Offered, Error> {
    may(cx, Permission::SurveyManage)?;
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    let questionnaire = kept::questions(cx, &survey).await?;
    let wanted = worded(&questionnaire, question).ok_or(Error::NotFound)?;
    let found = texts(cx, &survey, &wanted.id).await?;
    let pages = found.texts.len().div_ceil(SIZE).max(1);
    let page = page.max(1);
    if page > pages {
        return Err(Error::NotFound);
    }
    let shown: Vec<&(String, Body)> = found.texts.iter().skip((page - 1) * SIZE).take(SIZE).collect();
    let keys: Vec<String> = found.texts.iter().map(|(key, _)| key.clone()).collect();
    let taken = survey_intake::taken(&from, &keys).await?;
    let offered = |(key, text): &&(String, Body)| OfferedText {
        taken: taken.contains(key),
        key: key.clone(),
        text: masked(text.as_str()),
    };
    Ok(Offered {
        refusal: (!survey.state.is_over()).then(|| Refusal::ResultOpen { state: survey.state }.to_string()),
        questions: all_worded(&questionnaire).map(|q| (q.id.clone(), q.text.clone())).collect(),
        question: wanted.id.clone(),
        asked: wanted.text.clone(),
        texts: shown.iter().map(offered).collect(),
        n: (found.texts.len(), taken.len()),
        nothing: found.nothing,
        page: (page, pages),
        title: survey.about.title,
    })
}

/// Takes texts in, some at a time; what is a voice already stays one voice, however often and by whomever it is asked for.
///
/// # Errors
/// [`Refusal::ResultOpen`], [`Refusal::NothingToTake`]; [`Error::NotFound`], [`Error::Denied`].
pub async fn take(cx: &Cx, code: &str, question: &str, chosen: &Chosen) -> Result<Taken, Error> {
    may(cx, Permission::SurveyManage)?;
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    if !survey.state.is_over() {
        return Err(Refusal::ResultOpen { state: survey.state }.into());
    }
    let questionnaire = kept::questions(cx, &survey).await?;
    let wanted = worded(&questionnaire, question).filter(|q| q.id == question).ok_or(Error::NotFound)?;
    let mut found = texts(cx, &survey, &wanted.id).await?.texts;
    if let Chosen::Some(keys) = chosen {
        let keys: HashSet<&str> = keys.iter().map(String::as_str).collect();
        found.retain(|(key, _)| keys.contains(key.as_str()));
    }
    if found.is_empty() {
        return Err(Refusal::NothingToTake.into());
    }
    let intake = begin(cx, &survey, &wanted.id).await?;
    let mut done = Taken::default();
    for some in found.chunks(CHUNK) {
        let some = chunk(cx, (&survey, intake), some).await?;
        done.voices += some.voices;
        done.urgent += some.urgent;
        done.before += some.before;
    }
    cx.house.wake_worker();
    Ok(done)
}

/// The question under which voices name where they came from.
async fn begin(cx: &Cx, survey: &Survey, question: &str) -> Result<i64, Error> {
    if let Some(known) = survey_intake::find(&cx.reader(), survey.id, question).await? {
        return Ok(known);
    }
    let mut tx = cx.begin().await?;
    let intake = survey_intake::open(&mut tx, survey.id, question).await?;
    tx.commit(Story::audit(AuditEvent::new("survey_texts_begun", "survey", Some(survey.id.0)))).await?;
    Ok(intake)
}

/// Makes some texts ready and writes those that are no voice yet, in one transaction.
async fn chunk(cx: &Cx, (survey, intake): (&Survey, i64), some: &[(String, Body)]) -> Result<Taken, Error> {
    let keys: Vec<String> = some.iter().map(|(key, _)| key.clone()).collect();
    let known = survey_intake::taken(&cx.reader(), &keys).await?;
    let (channel, last) = (channel(cx)?, closing_day(cx, survey));
    let new = some.iter().filter(|(key, _)| !known.contains(key));
    let new = new.map(|(key, text)| voice(&channel, (key, text), (last, intake))).collect();
    let mut ready = read(cx, new).await?;
    let mut tx = cx.begin().await?;
    survey_intake::hold(&mut tx, intake).await?;
    // Another desk may have taken some of them in while these were read.
    let known = survey_intake::taken(&tx, &keys).await?;
    ready.retain(|(key, _)| !known.contains(key));
    let before = known.len();
    if ready.is_empty() {
        return Ok(Taken { before, ..Taken::default() });
    }
    let ready = ready.into_iter().map(|(_, ready)| ready).collect();
    let events = receive_all(cx, &mut tx, cx.actor.staff()?.id, ready).await?;
    let urgent = events.iter().filter(|event| event.data.iter().any(|(key, _)| *key == "danger")).count();
    let done = Taken { voices: events.len(), urgent, before };
    let audit = AuditEvent::new("survey_texts_taken", "survey", Some(survey.id.0)).with("voices", done.voices);
    tx.commit(Story::all(events).and(audit)).await?;
    Ok(done)
}

/// Reads voices for danger and makes their lines of the index, beside the server's threads.
async fn read(cx: &Cx, new: Vec<Submit>) -> Result<Vec<(String, Ready)>, Error> {
    let cx = cx.clone();
    let ready = move |voice: Submit| {
        let key = voice.form_key.clone();
        let brought = WithNote { voice, note: None, past: false, from_today: true, danger: None };
        make_ready(&cx, brought).map(|ready| (key, ready))
    };
    let work = tokio::task::spawn_blocking(move || new.into_iter().map(ready).collect());
    work.await.map_err(|error| Error::Internal(error.to_string()))?
}

/// What is written of a text: the text, and nothing of who wrote it.
fn voice(channel: &str, (key, text): (&str, &Body), (last, intake): (NaiveDate, i64)) -> Submit {
    Submit {
        received_at: Some(day_begins(last)),
        reply_wanted: Some(false),
        source: Some(SourceRef { noun: survey_intake::NOUN, id: intake }),
        ..Submit::of_text(key.to_owned(), channel, "screen", text.clone())
    }
}

/// The channel that the city has for surveys.
fn channel(cx: &Cx) -> Result<String, Error> {
    let found = cx.city.rules.channels_on(cx.today()).find(|channel| channel.base == Base::Survey);
    found.map(|channel| channel.code.clone()).ok_or_else(|| Refusal::UnknownCode("survey".to_owned()).into())
}

/// The day on which the survey was closed; its last day where nobody closed it by hand.
fn closing_day(cx: &Cx, survey: &Survey) -> NaiveDate {
    survey.closed_at.map_or(survey.about.ends_on, civil_date).min(cx.today())
}

/// Texts with their keys, in the order of the answers' random keys, and how many say nothing.
struct Found {
    texts: Vec<(String, Body)>,
    nothing: usize,
}

async fn texts(cx: &Cx, survey: &Survey, question: &str) -> Result<Found, Error> {
    let mut found = Found { texts: Vec::new(), nothing: 0 };
    let mut seen: HashMap<String, u32> = HashMap::new();
    response::each(&cx.reader(), survey.id, |response| {
        let Some(Answer::Text(text)) = response.answers.get(question) else { return Ok(()) };
        let body = Body::parse(text).ok().filter(|body| !kocho_text::nothing::says_nothing(body.as_str()));
        let Some(body) = body else {
            found.nothing += usize::from(!text.trim().is_empty());
            return Ok(());
        };
        let nth = seen.entry(body.as_str().to_owned()).or_insert(0);
        *nth += 1;
        let key = cx.keys().survey_text(&format!("{}\n{question}\n{nth}\n{}", survey.id, body.as_str()));
        found.texts.push((key, body));
        Ok::<(), StoreError>(())
    })
    .await?;
    Ok(found)
}

/// Questions that are answered in words of one's own.
fn all_worded(questionnaire: &Questionnaire) -> impl Iterator<Item = &Question> {
    questionnaire.questions.iter().filter(|question| question.kind.is_text())
}

/// The question with this id; without one, the last: there most people write what they have at heart.
fn worded<'a>(questionnaire: &'a Questionnaire, id: &str) -> Option<&'a Question> {
    let mut all = all_worded(questionnaire);
    if id.is_empty() { all.last() } else { all.find(|question| question.id == id) }
}

/// The question from which a voice came, for the page of its case.
///
/// # Errors
/// What the database says.
pub(crate) async fn origin(cx: &Cx, voice: &Submission) -> Result<Option<FromSurvey>, Error> {
    let from = cx.reader();
    let Some(asked) = survey_intake::origin(&from, voice.id).await? else { return Ok(None) };
    let Some(survey) = survey::by_id(&from, asked.survey).await? else { return Ok(None) };
    let questionnaire = kept::questions(cx, &survey).await?;
    let number = questionnaire.question(&asked.question).and_then(|question| question.no);
    let number = number.map_or_else(|| asked.question.clone(), |no| format!("問{no}"));
    let noun = if survey.kind == SurveyKind::Panel { "市政モニター調査" } else { "調査" };
    let words = format!("{noun}「{}」{number} の自由記述", survey.about.title);
    Ok(Some(FromSurvey { code: survey.about.code, words }))
}
