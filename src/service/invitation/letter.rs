//! Letters: what stands on each sheet until it is printed, and that its code is forgotten afterwards.

use kocho_document::qr::{self, Drawn};
use kocho_domain::{
    id::InvitationId,
    localized::Lang,
    participant::{Code, Notice, SEED},
    story::{AuditEvent, Story},
};
use kocho_store::{
    invitation,
    invitee::{self, Invitee},
    questionnaire,
    questionnaire::Version,
    survey::Survey,
};

use super::known;
use crate::{Cx, Error};

/// Letters that one page prints.
const MOST: u64 = 500;

/// A sheet for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub person: Invitee,
    /// What it says.
    pub notice: Notice,
    /// Their language.
    pub lang: Lang,
    /// The code; a reminder has none.
    pub code: Option<Code>,
    /// The address that opens the survey, and how a camera reads it.
    pub url: String,
    /// Drawn.
    pub drawn: Option<Drawn>,
}

/// Letters that wait to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    /// The survey.
    pub survey: Survey,
    /// Its questions, for the title in each language.
    pub version: Version,
    /// The sheets.
    pub letters: Vec<Letter>,
    /// The newest of them: what comes later is not marked as printed with these.
    pub up_to: Option<InvitationId>,
}

/// The code of a seed that still stands; `None` once it was blanked.
pub(crate) fn code_of(cx: &Cx, seed: Option<&str>) -> Option<Code> {
    let seed: [u8; SEED] = data_encoding::HEXLOWER.decode(seed?.as_bytes()).ok()?.try_into().ok()?;
    Some(Code::of_seed(&cx.keys().code(), &seed))
}

/// The letters that wait. Seeing them is noted: they hold names and codes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn letters(cx: &Cx, code: &str) -> Result<Letters, Error> {
    let survey = known(cx, code).await?;
    let from = cx.reader();
    let version = questionnaire::newest(&from, survey.id).await?.ok_or(Error::NotFound)?;
    let waiting = invitation::letters(&from, survey.id, MOST).await?;
    let up_to = waiting.last().map(|last| last.id);
    let ids: Vec<_> = waiting.iter().map(|one| one.invitee).collect();
    let mut people = invitee::by_ids(&from, &ids).await?;
    let mut letters = Vec::with_capacity(waiting.len());
    for one in waiting {
        let Some(person) = people.remove(&one.invitee.0) else { continue };
        letters.push(sheet(cx, person, one.notice, code_of(cx, one.seed.as_deref())));
    }
    if !letters.is_empty() {
        let tx = cx.begin().await?;
        let told = AuditEvent::new("survey_letters_seen", "survey", Some(survey.id.0)).with("count", letters.len());
        tx.commit(Story::audit(told)).await?;
    }
    Ok(Letters { survey, version, letters, up_to })
}

fn sheet(cx: &Cx, person: Invitee, notice: Notice, code: Option<Code>) -> Letter {
    let lang = Lang::from_code(&person.language).unwrap_or_default();
    let home = format!("{}{}", cx.house.public_url, lang.prefix());
    let linked = code.as_ref().map(|code| format!("{home}/s/{}", code.plain()));
    let drawn = qr::draw(linked.as_deref().unwrap_or(&format!("{home}/survey")));
    Letter { person, notice, lang, code, url: format!("{home}/survey"), drawn }
}

/// The letters up to this one were printed: their codes are forgotten.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn printed(cx: &Cx, code: &str, up_to: InvitationId) -> Result<(), Error> {
    let survey = known(cx, code).await?;
    let mut tx = cx.begin().await?;
    invitation::mark_printed(&mut tx, survey.id, up_to).await?;
    tx.commit(Story::audit(AuditEvent::new("survey_letters_printed", "survey", Some(survey.id.0)))).await?;
    Ok(cx.house.db().clear_traces().await?)
}
