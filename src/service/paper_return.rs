//! 返送された調査票: keying papers in, a second reading of a sample, and deciding where the two differ. Paper and web are one
//! data set; which way an answer came stands beside it. In a survey with names a paper that comes after the end brings its reward
//! with it.

use std::collections::BTreeMap;

use kocho_domain::{
    participant::{Code, CodeError, ReturnState, is_read_twice},
    story::{AuditEvent, Story, Why},
    survey::{
        Answers, Questionnaire, SurveyState, path,
        state::Method,
        validate::{Extent, Fault, validate},
    },
};
use kocho_store::{
    Tx, answering, invitee,
    paper_return::{self, PaperReturn},
    participant,
    participant::Participant,
    questionnaire,
    questionnaire::Version,
    response::{self, Response},
    survey::{self, Survey},
    survey_text,
};

use crate::{
    Cx, Error,
    invitation::{known, manager},
    reward::{self, Rewarded},
};

/// Papers that a page shows.
const SHOWN: u64 = 100;

/// The papers of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// The survey.
    pub survey: Survey,
    /// Its questions.
    pub version: Version,
    /// The number for the next paper.
    pub next: i64,
    /// The newest papers, or those behind a number.
    pub papers: Vec<PaperReturn>,
    /// The number behind which the next page goes on.
    pub older: Option<i64>,
    /// Papers that somebody has to read again or decide.
    pub open: u64,
    /// The survey is over and brought rewards: how those who answer on paper from now on get theirs.
    pub late: Option<Late>,
}

/// How somebody gets a reward whose paper comes after the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It is entered with the paper.
    WithPaper,
    /// By hand: entered with one paper, it would say whose answer to an anonymous survey that is.
    ByHand,
}

/// Which papers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Those before this number; `None`: the newest.
    pub before: Option<i64>,
    /// Those only that somebody has to read again or decide.
    pub open: bool,
}

/// A paper with the answer that it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The survey.
    pub survey: Survey,
    /// Its questions.
    pub version: Version,
    /// The paper.
    pub paper: PaperReturn,
    /// What is kept of it.
    pub answers: Answers,
    /// Questions in which the second reading differs, with the answers of both.
    pub different: Vec<String>,
}

/// What was read off a paper.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The code on it as it was typed; empty where there is none.
    pub code: String,
    /// Its answers.
    pub answers: Answers,
    /// Classes that stand on it.
    pub profile: BTreeMap<String, String>,
}

/// How keying went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keyed {
    /// It is kept under this number; a second person reads it too.
    Kept {
        /// The number to write on it.
        number: i64,
        /// Of the sample.
        twice: bool,
        /// What it brought, where the survey was over already.
        rewarded: Rewarded,
    },
    /// Somebody has to look again.
    Faults(Vec<Fault>),
}

/// The papers of a survey, and the number for the next one.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn list(cx: &Cx, code: &str, which: Which) -> Result<Papers, Error> {
    let survey = known(cx, code).await?;
    let from = cx.reader();
    let version = questionnaire::newest(&from, survey.id).await?.ok_or(Error::NotFound)?;
    let next = paper_return::next_number(&from, survey.id).await?;
    let wanted = (which.before.unwrap_or(i64::MAX), which.open);
    let mut papers = paper_return::before(&from, survey.id, wanted, SHOWN + 1).await?;
    let more = papers.len() as u64 > SHOWN;
    papers.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
    let older = papers.last().filter(|_| more).map(|last| last.number);
    let open = paper_return::count_open(&from, survey.id).await?;
    let late =
        (survey.state.is_over() && reward::brings_rewards(cx, &survey)).then_some(match survey.about.anonymous {
            true => Late::ByHand,
            false => Late::WithPaper,
        });
    Ok(Papers { survey, version, next, papers, older, open, late })
}

/// Keys a paper in. What is missing on it may be missing; what is there must fit, else somebody has to look again.
///
/// # Errors
/// [`Error::Invalid`] beside `code` when the code on it is not right, or an answer came under it already; [`Error::NotFound`],
/// [`Error::Denied`].
pub async fn key_in(cx: &Cx, code: &str, read: Read) -> Result<Keyed, Error> {
    let by = manager(cx)?.id;
    let Papers { survey, version, .. } = list(cx, code, Which::default()).await?;
    takes_papers(&survey)?;
    let faults = validate(&version.questionnaire, &read.answers, Extent::Partial);
    if !faults.is_empty() {
        return Ok(Keyed::Faults(faults));
    }
    let found = participant_of(cx, &survey, &read.code).await?;
    if read.answers.is_empty() {
        return Err(Error::field("code", "答えが1つも入っていません。白紙の調査票は入力しません。"));
    }
    let key = match &found {
        Some((code, _)) => code.response(&cx.keys().response(), &survey.about.code),
        None => data_encoding::HEXLOWER.encode(&cx.random()),
    };
    let complete = validate(&version.questionnaire, &read.answers, Extent::Whole).is_empty();
    let profile = profile(cx, &version.questionnaire, found.as_ref(), read.profile).await?;
    let row = Response {
        key: key.clone(),
        questionnaire: version.id,
        profile,
        method: Method::Paper,
        complete,
        answers: path::prune(&version.questionnaire, &read.answers),
    };
    let mut tx = cx.begin().await?;
    // Alone: two people who key papers in get two numbers, and nobody answers on the web under the code meanwhile.
    answering::hold_survey(&mut tx, survey.id).await?;
    // It may have been ended since, and then whoever answered before has been paid already.
    let survey = survey::by_id(&tx, survey.id).await?.ok_or(Error::NotFound)?;
    takes_papers(&survey)?;
    if response::by_key(&tx, survey.id, &key).await?.is_some() {
        return Err(Error::field(
            "code",
            "この番号の回答は、もう届いています。この紙は入力しないで、紙に「重複」と書いてください。",
        ));
    }
    let number = paper_return::next_number(&tx, survey.id).await?;
    let state = if is_read_twice(number) { ReturnState::Waiting } else { ReturnState::Single };
    response::put(&mut tx, survey.id, &row).await?;
    survey_text::note_change(&mut tx, survey.id).await?;
    paper_return::insert(&mut tx, survey.id, (number, &key), by, state).await?;
    // A paper that was sent back is an answer, whole or not: nobody is asked again.
    let asked = found.as_ref().map(|(_, asked)| asked);
    let (rewarded, events) = match asked.filter(|_| !survey.about.anonymous) {
        Some(asked) => named(cx, &mut tx, &survey, (&key, asked)).await?,
        None => (Rewarded::default(), Vec::new()),
    };
    let noted = crate::answering::note(cx, survey.id, asked.map(|asked| asked.code_hash.as_str()));
    tx.commit(events.into_iter().fold(Story::Unrecorded(Why::Answer), Story::and)).await?;
    noted.keep();
    Ok(Keyed::Kept { number, twice: state == ReturnState::Waiting, rewarded })
}

fn takes_papers(survey: &Survey) -> Result<(), Error> {
    if survey.state.is_answered() && survey.state != SurveyState::Reported {
        return Ok(());
    }
    Err(Error::field("code", "この調査には、いま回答を入れられません。"))
}

/// In a survey with names: whose answer it is, and after the end what it brings to them.
async fn named(
    cx: &Cx,
    tx: &mut Tx,
    survey: &Survey,
    (key, asked): (&str, &Participant),
) -> Result<(Rewarded, Vec<AuditEvent>), Error> {
    answering::name(tx, key, survey.id, asked.invitee).await?;
    if !survey.state.is_over() {
        return Ok((Rewarded::default(), Vec::new()));
    }
    participant::mark(tx, survey.id, std::slice::from_ref(&asked.code_hash)).await?;
    reward::enter_late(cx, tx, survey, asked.invitee).await
}

async fn participant_of(cx: &Cx, survey: &Survey, typed: &str) -> Result<Option<(Code, Participant)>, Error> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let code = Code::parse(typed).map_err(|why| {
        Error::field(
            "code",
            match why {
                CodeError::Malformed => "回答番号は15文字の英数字です。もう一度見てください。",
                CodeError::WrongCheck => "回答番号のどこか1文字が違っています。紙ともう一度くらべてください。",
            },
        )
    })?;
    let found = participant::by_hash(&cx.reader(), &code.standing(&cx.keys().participant())).await?;
    match found.filter(|found| found.survey == survey.id) {
        None => Err(Error::field("code", "この調査に、この番号はありません。")),
        Some(found) if found.void => {
            Err(Error::field("code", "この番号は、再発行により無効です。番号なしで入力してください。"))
        }
        Some(found) => Ok(Some((code, found))),
    }
}

/// Classes that were frozen with the invitation win over those on the paper.
async fn profile(
    cx: &Cx,
    of: &Questionnaire,
    found: Option<&(Code, Participant)>,
    mut typed: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Error> {
    if let Some((_, participant)) = found
        && let Some(person) = invitee::by_id(&cx.reader(), participant.invitee).await?
    {
        typed.extend(person.profile);
    }
    typed.retain(|id, class| of.profile_field(id).is_some_and(|field| field.options.contains(class)));
    Ok(typed)
}

/// A paper with what is kept of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, code: &str, number: i64) -> Result<Reading, Error> {
    let survey = known(cx, code).await?;
    let from = cx.reader();
    let paper = paper_return::by_number(&from, survey.id, number).await?.ok_or(Error::NotFound)?;
    let kept = response::by_key(&from, survey.id, &paper.response).await?.ok_or(Error::NotFound)?;
    let version = questionnaire::by_id(&from, kept.questionnaire).await?.ok_or(Error::NotFound)?;
    let different = match &paper.second {
        Some(second) => different(&version.questionnaire, &kept.answers, second),
        None => Vec::new(),
    };
    Ok(Reading { survey, version, paper, answers: kept.answers, different })
}

/// Ids of questions in which two readings differ, in the order of the questionnaire.
fn different(of: &Questionnaire, first: &Answers, second: &Answers) -> Vec<String> {
    of.asked().map(|question| &question.id).filter(|id| first.get(id) != second.get(id)).cloned().collect()
}

/// Keys a paper of the sample in a second time, without seeing what the first person read.
///
/// # Errors
/// [`Error::Invalid`] when the same person reads it again; [`Error::Stale`] when somebody was faster; [`Error::NotFound`],
/// [`Error::Denied`].
pub async fn read_again(cx: &Cx, code: &str, number: i64, answers: &Answers) -> Result<Result<u32, Vec<Fault>>, Error> {
    let by = manager(cx)?.id;
    let reading = show(cx, code, number).await?;
    if reading.paper.first_by == by {
        return Err(Error::field("number", "1人目と同じ人は、2人目の入力ができません。"));
    }
    if reading.paper.state != ReturnState::Waiting {
        return Err(Error::Stale);
    }
    let of = &reading.version.questionnaire;
    let faults = validate(of, answers, Extent::Partial);
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let second = path::prune(of, answers);
    let differences = u32::try_from(different(of, &reading.answers, &second).len()).unwrap_or(u32::MAX);
    let state = if differences == 0 { ReturnState::Same } else { ReturnState::Different };
    let mut tx = cx.begin().await?;
    paper_return::second(&mut tx, &reading.paper, by, (state, differences), (differences > 0).then_some(&second))
        .await?;
    tx.commit(Story::Unrecorded(Why::Answer)).await?;
    Ok(Ok(differences))
}

/// Decides what really stands on the paper.
///
/// # Errors
/// [`Error::Stale`] when somebody was faster; [`Error::NotFound`], [`Error::Denied`].
pub async fn decide(cx: &Cx, code: &str, number: i64, answers: &Answers) -> Result<Vec<Fault>, Error> {
    let by = manager(cx)?.id;
    let reading = show(cx, code, number).await?;
    let of = &reading.version.questionnaire;
    let faults = validate(of, answers, Extent::Partial);
    if !faults.is_empty() {
        return Ok(faults);
    }
    let mut tx = cx.begin().await?;
    answering::share_survey(&mut tx, reading.survey.id).await?;
    let kept = response::by_key(&tx, reading.survey.id, &reading.paper.response).await?.ok_or(Error::NotFound)?;
    let answers = path::prune(of, answers);
    let complete = validate(of, &answers, Extent::Whole).is_empty();
    response::put(&mut tx, reading.survey.id, &Response { answers, complete, ..kept }).await?;
    survey_text::note_change(&mut tx, reading.survey.id).await?;
    paper_return::decide(&mut tx, &reading.paper, by).await?;
    let told = AuditEvent::new("survey_paper_decided", "survey", Some(reading.survey.id.0)).with("number", number);
    tx.commit(Story::audit(told)).await?;
    Ok(Vec::new())
}
