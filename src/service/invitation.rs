//! 調査の案内: who is asked in a survey, what they are sent, who has not answered yet. Never what anybody answered.

pub mod bring;
mod erase;
mod letter;
pub mod panel;
mod send;

use std::collections::BTreeMap;

use kocho_domain::{
    access::{Permission, StaffActor},
    id::InviteeId,
    participant::Medium,
    survey::{Answers, Questionnaire, SurveyKind, SurveyState},
};
use kocho_store::{
    answering,
    invitation::{self, Invitation},
    invitee::{self, Invitee},
    participant, questionnaire, response,
    survey::{self, Survey},
};

pub(crate) use self::{
    erase::erase_due,
    letter::code_of,
    send::{content, mail_failed, mail_sent},
};
pub use self::{
    letter::{Letter, Letters, letters, printed},
    send::{Sent, again, invite, remind},
};
use crate::{Cx, Error, answering::Taken};

/// People without an answer that a page shows.
const SHOWN: usize = 100;
/// Kinds of equal answers that a page shows.
const EQUAL: u64 = 20;

/// Where the sending of a survey stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The survey.
    pub survey: Survey,
    /// Whether answers are taken.
    pub taken: Taken,
    /// How many are asked.
    pub asked: u64,
    /// How many of them have no code yet.
    pub without_code: bool,
    /// People with a code, and how many are marked as answered.
    pub codes: participant::Counts,
    /// Answers, whole and in part.
    pub answers: response::Counts,
    /// What was sent how, and how far it is.
    pub sent: Vec<invitation::Count>,
    /// Who did not answer, as far as the marks are set, with what was sent last.
    pub unanswered: Vec<(Invitee, Option<Invitation>)>,
    /// The number after which the next page begins.
    pub next: Option<i64>,
    /// Equal answers, where anybody may answer, with how often each was given, most first.
    pub equal: Vec<(Answers, u64)>,
    /// The questions by which those are read.
    pub questions: Option<Questionnaire>,
}

/// Staff who run surveys.
///
/// # Errors
/// [`Error::Denied`].
pub(crate) fn manager(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    if staff.may(Permission::SurveyManage) { Ok(staff) } else { Err(Error::Denied) }
}

/// The survey of a code; drafts too.
pub(crate) async fn known(cx: &Cx, code: &str) -> Result<Survey, Error> {
    manager(cx)?;
    survey::by_code(&cx.reader(), code).await?.ok_or(Error::NotFound)
}

/// Where the sending stands; of those without an answer, a page of the numbers after `after`.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn overview(cx: &Cx, code: &str, after: i64) -> Result<Overview, Error> {
    let survey = known(cx, code).await?;
    let from = cx.reader();
    let codes = participant::counts(&from, survey.id).await?;
    let mut people = invitee::unanswered_after(&from, survey.id, after, SHOWN as u64 + 1).await?;
    let goes_on = people.len() > SHOWN;
    people.truncate(SHOWN);
    let next = people.last().filter(|_| goes_on).map(|last| last.number);
    let ids: Vec<InviteeId> = people.iter().map(|person| person.id).collect();
    let mut newest: BTreeMap<i64, Invitation> = invitation::newest_of(&from, &ids).await?;
    let unanswered = people.into_iter().map(|person| {
        let last = newest.remove(&person.id.0);
        (person, last)
    });
    let open = survey.kind == SurveyKind::Open;
    let equal = if open { answering::equal(&from, survey.id, EQUAL).await? } else { Vec::new() };
    let read = |equal: answering::Equal| {
        let answers = Answers::from_json(&equal.answers);
        answers
            .map(|answers| (answers, equal.n))
            .ok_or_else(|| Error::Internal("answers that cannot be read".to_owned()))
    };
    let questions = if open { questionnaire::newest(&from, survey.id).await? } else { None };
    Ok(Overview {
        taken: crate::answering::is_taken(&survey, cx.today()),
        asked: invitee::count(&from, survey.id).await?,
        without_code: !invitee::without_code(&from, survey.id, 1).await?.is_empty(),
        codes,
        answers: response::counts(&from, survey.id).await?,
        sent: invitation::counts(&from, survey.id).await?,
        unanswered: unanswered.collect(),
        next,
        equal: equal.into_iter().map(read).collect::<Result<_, _>>()?,
        questions: questions.map(|version| version.questionnaire),
        survey,
    })
}

/// Refuses what only goes while answers are taken.
fn while_open(cx: &Cx, survey: &Survey) -> Result<(), Error> {
    let today = cx.today();
    if survey.state == SurveyState::Open && today <= survey.about.ends_on {
        return Ok(());
    }
    Err(Error::field("survey", "実施中の調査ではないため、送れません。"))
}

/// How somebody is written to: by mail where there is an address that works.
fn medium(person: &Invitee, last: Option<&Invitation>) -> Medium {
    let failed = last.is_some_and(|last| ["failed", "returned"].contains(&last.state.as_str()));
    if person.addressee.reveal().email.is_some() && !failed { Medium::Mail } else { Medium::Letter }
}
