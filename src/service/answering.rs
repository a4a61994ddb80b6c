//! 回答する: what somebody does who was asked, or who answers an open survey. Nothing here tells a history: a line with a time
//! would say whose answer it is (`Story::Unrecorded`).

pub(crate) mod marks;
mod save;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    id::SurveyId,
    participant::{Code, CodeError},
    story::{Story, Why},
    survey::{Answers, Questionnaire, SurveyKind, SurveyState, state::Method},
};
use kocho_store::{
    Source, invitee, participant, questionnaire,
    questionnaire::Version,
    response::{self, Response},
    survey::{self, Survey},
};

pub use self::{
    marks::{Marks, settle},
    save::{Saved, Saving, save},
};
use crate::{Cx, Error, session::slow::Gate};

/// What a browser carries while somebody answers: neither the code nor a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Code of the survey.
    pub survey: String,
    /// What stands beside the invitation; empty in an open survey.
    pub participant: String,
    /// Key of the answer.
    pub response: String,
}

impl Pass {
    /// As one text, for a signed cookie.
    #[must_use]
    pub fn written(&self) -> String {
        [self.survey.as_str(), &self.participant, &self.response].join("\n")
    }

    /// Reads [`Pass::written`].
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('\n').map(str::to_owned);
        let pass = Pass { survey: parts.next()?, participant: parts.next()?, response: parts.next()? };
        (!pass.response.is_empty() && parts.next().is_none()).then_some(pass)
    }
}

/// Whether answers are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Now.
    Now,
    /// From this day on.
    From(NaiveDate),
    /// No more; this was the last day.
    Over(NaiveDate),
    /// This one came on paper and is changed by staff only.
    OnPaper,
    /// The code was replaced by a newer one.
    Void,
}

/// A survey as somebody sees it who may answer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The survey.
    pub survey: Survey,
    /// The version of its questions that this answer belongs to.
    pub version: Version,
    /// What was answered so far.
    pub answers: Answers,
    /// Coarse classes that are known beside it.
    pub profile: BTreeMap<String, String>,
    /// Classes that nobody needs to ask for.
    pub known: Vec<String>,
    /// It was sent.
    pub complete: bool,
    /// Something was kept before.
    pub begun: bool,
    /// Whether answers are taken.
    pub taken: Taken,
}

impl Sheet {
    /// Its questions.
    #[must_use]
    pub fn questionnaire(&self) -> &Questionnaire {
        &self.version.questionnaire
    }
}

/// Surveys that anybody may answer today, the first to end first.
///
/// # Errors
/// What the database says.
pub async fn open_ones(cx: &Cx) -> Result<Vec<(Survey, Version)>, Error> {
    let from = cx.reader();
    let scope = kocho_domain::access::survey_scope(&cx.actor);
    let mut open: Vec<Survey> = survey::page(&from, &scope, Some(SurveyState::Open), None, 100).await?;
    open.retain(|survey| survey.kind == SurveyKind::Open && is_taken(survey, cx.today()) == Taken::Now);
    open.sort_by_key(|survey| (survey.about.ends_on, survey.id));
    let mut shown = Vec::with_capacity(open.len());
    for survey in open {
        if let Some(version) = questionnaire::newest(&from, survey.id).await? {
            shown.push((survey, version));
        }
    }
    Ok(shown)
}

/// A survey that has begun, with its questions; what is only planned does not exist for residents.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn about(cx: &Cx, code: &str) -> Result<(Survey, Version, Taken), Error> {
    let from = cx.reader();
    let survey = known(&from, code).await?;
    let version = questionnaire::newest(&from, survey.id).await?.ok_or(Error::NotFound)?;
    let taken = is_taken(&survey, cx.today());
    Ok((survey, version, taken))
}

/// The picture of a question of a survey that has begun: its media type and bytes.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn picture(cx: &Cx, code: &str, question: &str) -> Result<(&'static str, Vec<u8>), Error> {
    let (_, version, _) = about(cx, code).await?;
    version.questionnaire.question(question).and_then(crate::survey::decoded).ok_or(Error::NotFound)
}

async fn known(from: &impl Source, code: &str) -> Result<Survey, Error> {
    let survey = survey::by_code(from, code).await?.ok_or(Error::NotFound)?;
    let shown = survey.state.is_answered() && survey.kind != SurveyKind::Coded;
    if shown { Ok(survey) } else { Err(Error::NotFound) }
}

pub(crate) fn is_taken(survey: &Survey, today: NaiveDate) -> Taken {
    match survey.state {
        SurveyState::Open if today < survey.about.starts_on => Taken::From(survey.about.starts_on),
        SurveyState::Open if today <= survey.about.ends_on => Taken::Now,
        SurveyState::Open | SurveyState::Closed | SurveyState::Reported | SurveyState::Draft | SurveyState::Review => {
            Taken::Over(survey.about.ends_on)
        }
    }
}

/// Opens a survey by a code as it was typed. A code that is right writes nothing: not even that somebody came.
///
/// # Errors
/// [`Error::Invalid`] with the codes `code_needed`, `code_shape`, `code_check`, `code_unknown`, `code_void`;
/// [`Error::Slowed`] after too many codes that nobody has.
pub async fn open(cx: &Cx, typed: &str, address: &str) -> Result<Pass, Error> {
    let code = Code::parse(typed).map_err(|why| {
        Error::field(
            "code",
            match why {
                _ if typed.trim().is_empty() => "code_needed",
                CodeError::Malformed => "code_shape",
                CodeError::WrongCheck => "code_check",
            },
        )
    })?;
    let gate = Gate::new(cx.keys(), "survey", "", address);
    gate.is_open(cx).await?;
    let from = cx.reader();
    let Some(found) = participant::by_hash(&from, &code.standing(&cx.keys().participant())).await? else {
        let mut tx = cx.begin().await?;
        gate.failed(cx, &mut tx).await?;
        tx.commit(Story::Unrecorded(Why::RateCounter)).await?;
        return Err(Error::field("code", "code_unknown"));
    };
    if found.void {
        return Err(Error::field("code", "code_void"));
    }
    let survey = survey::by_id(&from, found.survey).await?.ok_or(Error::NotFound)?;
    let response = code.response(&cx.keys().response(), &survey.about.code);
    Ok(Pass { survey: survey.about.code, participant: found.code_hash, response })
}

/// A pass for somebody who begins to answer an open survey. Nothing is kept before the first answer.
///
/// # Errors
/// [`Error::NotFound`] for surveys that want a code.
pub async fn begin_open(cx: &Cx, code: &str) -> Result<Pass, Error> {
    let survey = known(&cx.reader(), code).await?;
    if survey.kind != SurveyKind::Open {
        return Err(Error::NotFound);
    }
    let response = data_encoding::HEXLOWER.encode(&cx.random());
    Ok(Pass { survey: survey.about.code, participant: String::new(), response })
}

/// What somebody with a pass sees.
///
/// # Errors
/// [`Error::NotFound`] when the survey is gone.
pub async fn sheet(cx: &Cx, pass: &Pass) -> Result<Sheet, Error> {
    let from = cx.reader();
    let survey = known(&from, &pass.survey).await?;
    let given = response::by_key(&from, survey.id, &pass.response).await?;
    let (profile, void) = frozen(&from, pass).await?;
    let version = match &given {
        Some(given) => questionnaire::by_id(&from, given.questionnaire).await?,
        None => questionnaire::newest(&from, survey.id).await?,
    };
    let version = version.ok_or(Error::NotFound)?;
    let taken = match &given {
        _ if void => Taken::Void,
        Some(given) if given.method != Method::Web => Taken::OnPaper,
        _ => is_taken(&survey, cx.today()),
    };
    Ok(put_together(survey, version, given, profile, taken))
}

fn put_together(
    survey: Survey,
    version: Version,
    given: Option<Response>,
    mut profile: BTreeMap<String, String>,
    taken: Taken,
) -> Sheet {
    let fields = &version.questionnaire.profile_fields;
    profile.retain(|id, class| fields.iter().any(|field| field.id == *id && field.options.contains(class)));
    let known = profile.keys().cloned().collect();
    let (begun, complete, answers) = match given {
        Some(given) => {
            for (id, class) in given.profile {
                profile.entry(id).or_insert(class);
            }
            (true, given.complete, given.answers)
        }
        None => (false, false, Answers::default()),
    };
    Sheet { survey, version, answers, profile, known, complete, begun, taken }
}

/// The classes that were frozen with the invitation, and whether its code is out of force.
async fn frozen(from: &impl Source, pass: &Pass) -> Result<(BTreeMap<String, String>, bool), Error> {
    if pass.participant.is_empty() {
        return Ok((BTreeMap::new(), false));
    }
    let Some(found) = participant::by_hash(from, &pass.participant).await? else {
        return Ok((BTreeMap::new(), true));
    };
    let person = invitee::by_id(from, found.invitee).await?;
    Ok((person.map(|person| person.profile).unwrap_or_default(), found.void))
}

/// For whom a named survey keeps an answer.
async fn named(from: &impl Source, pass: &Pass) -> Result<Option<kocho_domain::id::InviteeId>, Error> {
    Ok(participant::by_hash(from, &pass.participant).await?.map(|found| found.invitee))
}

/// The survey gets an answer; see [`Marks::note`].
pub(crate) fn note<'a>(cx: &'a Cx, survey: SurveyId, participant: Option<&str>) -> marks::Noted<'a> {
    cx.house.marks.note(survey, participant)
}

#[cfg(test)]
mod tests {
    use super::Pass;

    #[test]
    fn a_pass_is_read_back_and_half_of_one_is_none() {
        let pass = Pass { survey: "monitor-2026-02".into(), participant: String::new(), response: "ab".into() };
        assert_eq!(Pass::read(&pass.written()), Some(pass));
        for half in ["", "a\nb", "a\nb\n", "a\nb\nc\nd"] {
            assert_eq!(Pass::read(half), None, "{half}");
        }
    }
}
