//! Sending: the first letters with codes, reminders without, a new code for an old one; and what the fate of a mail means.

use kocho_domain::{
    id::{InvitationId, InviteeId, SurveyId},
    job::Mail,
    localized::Lang,
    participant::{Code, Medium, Notice, SEED},
    personal::Personal,
    story::{AuditEvent, Story},
    survey::{Questionnaire, SurveyKind},
};
use kocho_store::{
    Tx, invitation,
    invitee::{self, Invitee},
    outbox, participant, questionnaire,
    survey::{self, Survey},
};

use super::{known, medium, while_open};
use crate::{
    Cx, Error,
    answering::marks,
    job::{Sender, SurveyMail},
};

/// People that one transaction writes to.
const CHUNK: u64 = 200;

/// How many were written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// By mail.
    pub mails: u64,
    /// By letters, which are to be printed.
    pub letters: u64,
}

impl Sent {
    fn count(&mut self, medium: Medium) {
        match medium {
            Medium::Mail => self.mails += 1,
            Medium::Letter => self.letters += 1,
        }
    }
}

/// Gives a code to everybody who has none, and writes to them; some at a time, so that it can be begun again.
///
/// # Errors
/// [`Error::Invalid`] when answers are not taken; [`Error::NotFound`], [`Error::Denied`].
pub async fn invite(cx: &Cx, code: &str) -> Result<Sent, Error> {
    let survey = known(cx, code).await?;
    while_open(cx, &survey)?;
    if survey.kind != SurveyKind::Panel {
        return Err(Error::field("survey", "この調査は、番号を使う調査ではありません。"));
    }
    let mut sent = Sent::default();
    loop {
        let people = invitee::without_code(&cx.reader(), survey.id, CHUNK).await?;
        if people.is_empty() {
            break;
        }
        let mut tx = cx.begin().await?;
        for person in &people {
            sent.count(with_code(cx, &mut tx, person, Notice::First, medium(person, None)).await?);
        }
        let told = AuditEvent::new("survey_invited", "survey", Some(survey.id.0)).with("count", people.len());
        tx.commit(Story::audit(told)).await?;
    }
    cx.house.wake_worker();
    Ok(sent)
}

/// Writes to everybody who did not answer, as far as is known once the marks are set. A reminder carries no code: it points to
/// the first letter. Whoever has lost it asks for a new one.
///
/// # Errors
/// [`Error::Invalid`] when answers are not taken; [`Error::NotFound`], [`Error::Denied`].
pub async fn remind(cx: &Cx, code: &str) -> Result<Sent, Error> {
    let survey = known(cx, code).await?;
    while_open(cx, &survey)?;
    marks::settle_one(cx, survey.id, false).await?;
    let people = invitee::unanswered(&cx.reader(), survey.id, u64::from(u32::MAX)).await?;
    let mut sent = Sent::default();
    for some in people.chunks(usize::try_from(CHUNK).unwrap_or(200)) {
        let ids: Vec<InviteeId> = some.iter().map(|person| person.id).collect();
        let last = invitation::newest_of(&cx.reader(), &ids).await?;
        let mut tx = cx.begin().await?;
        let mut written = 0_u64;
        for person in some.iter().filter(|person| !person.asked_no_more) {
            let last = last.get(&person.id.0);
            // What has not even left yet needs no reminder.
            if last.is_some_and(|last| last.state == "waiting") {
                continue;
            }
            let medium = medium(person, last);
            let id = invitation::insert(&mut tx, (survey.id, person.id), (Notice::Reminder, medium), None).await?;
            mail(&mut tx, person, medium, id).await?;
            sent.count(medium);
            written += 1;
        }
        let told = AuditEvent::new("survey_reminded", "survey", Some(survey.id.0)).with("count", written);
        tx.commit(Story::audit(told)).await?;
    }
    cx.house.wake_worker();
    Ok(sent)
}

/// Gives somebody a new code; the old one is void. What was answered under the old one cannot be found, so it stays where it
/// is: whoever is marked as answered gets no new code and is asked nothing more.
///
/// # Errors
/// [`Error::Invalid`] when they have answered, or answers are not taken; [`Error::NotFound`], [`Error::Denied`].
pub async fn again(cx: &Cx, code: &str, number: i64) -> Result<Sent, Error> {
    let survey = known(cx, code).await?;
    while_open(cx, &survey)?;
    let person = invitee::by_number(&cx.reader(), survey.id, number).await?.ok_or(Error::NotFound)?;
    marks::settle_one(cx, survey.id, false).await?;
    let mut tx = cx.begin().await?;
    if participant::has_answered(&tx, person.id).await? {
        return Err(Error::field("number", "この方は回答済みです。新しい番号は出せません。"));
    }
    let last = invitation::newest(&tx, person.id).await?;
    participant::void(&mut tx, person.id).await?;
    invitation::take_back(&mut tx, person.id).await?;
    let mut sent = Sent::default();
    sent.count(with_code(cx, &mut tx, &person, Notice::Again, medium(&person, last.as_ref())).await?);
    let told = AuditEvent::new("survey_code_again", "invitee", Some(person.id.0)).with("survey", survey.id);
    tx.commit(Story::audit(told)).await?;
    cx.house.wake_worker();
    Ok(sent)
}

/// A new code for somebody, and the mail or letter that brings it.
async fn with_code(cx: &Cx, tx: &mut Tx, person: &Invitee, notice: Notice, medium: Medium) -> Result<Medium, Error> {
    let mut seed = [0; SEED];
    seed.copy_from_slice(&cx.random()[..SEED]);
    let hash = Code::of_seed(&cx.keys().code(), &seed).standing(&cx.keys().participant());
    participant::insert(tx, person.survey, &[(hash, person.id)]).await?;
    let seed = data_encoding::HEXLOWER.encode(&seed);
    let id = invitation::insert(tx, (person.survey, person.id), (notice, medium), Some(&seed)).await?;
    mail(tx, person, medium, id).await?;
    Ok(medium)
}

async fn mail(tx: &mut Tx, person: &Invitee, medium: Medium, id: InvitationId) -> Result<(), Error> {
    let Some(email) = person.addressee.reveal().email.clone().filter(|_| medium == Medium::Mail) else {
        return Ok(());
    };
    let mail = outbox::push_kept(tx, &Personal::new(email), &Mail::Survey { invitation: id.0 }).await?;
    Ok(invitation::carried_by(tx, id, mail).await?)
}

/// What a mail of a survey says. A mail whose code was replaced before it left says nothing any more.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn content(cx: &Cx, id: InvitationId) -> Result<SurveyMail, Error> {
    let from = cx.reader();
    let invitation = invitation::by_id(&from, id).await?.ok_or(Error::NotFound)?;
    if invitation.state != "waiting" {
        return Err(Error::NotFound);
    }
    let person = invitee::by_id(&from, invitation.invitee).await?.ok_or(Error::NotFound)?;
    let survey = survey::by_id(&from, invitation.survey).await?.ok_or(Error::NotFound)?;
    let questions = newest(cx, survey.id).await?;
    let lang = Lang::from_code(&person.language).unwrap_or_default();
    let code = super::code_of(cx, invitation.seed.as_deref());
    let (title, purpose) = (questions.title_in(lang).0.to_owned(), questions.purpose_in(lang).0.to_owned());
    Ok(written(cx, &survey, (lang, title, purpose), (invitation.notice, code)))
}

async fn newest(cx: &Cx, survey: SurveyId) -> Result<Questionnaire, Error> {
    Ok(questionnaire::newest(&cx.reader(), survey).await?.ok_or(Error::NotFound)?.questionnaire)
}

fn written(
    cx: &Cx,
    survey: &Survey,
    (lang, title, purpose): (Lang, String, String),
    (notice, code): (Notice, Option<Code>),
) -> SurveyMail {
    let home = format!("{}{}", cx.house.public_url, lang.prefix());
    SurveyMail {
        lang,
        notice,
        title: crate::job::in_plain_text(&title, lang),
        purpose: crate::job::in_plain_text(&purpose, lang),
        code: code.as_ref().map(ToString::to_string),
        // The address with the code opens the survey at once; the other one asks for it.
        url: code.map_or_else(|| format!("{home}/survey"), |code| format!("{home}/s/{}", code.plain())),
        until: survey.about.ends_on,
        anonymous: survey.about.anonymous,
        from: Sender::of(cx.city.rules.city(), lang, cx.house.demo),
    }
}

/// A mail of a survey left the house.
///
/// # Errors
/// What the database says.
pub(crate) async fn mail_sent(cx: &Cx, tx: &mut Tx, id: InvitationId) -> Result<(), Error> {
    cx.house.marks.left_traces();
    Ok(invitation::mark_sent(tx, id).await?)
}

/// A mail was refused for good, or came back: somebody is to be written to in another way. Nothing for other mails.
///
/// # Errors
/// What the database says.
pub(crate) async fn mail_failed(tx: &mut Tx, mail: i64, came_back: bool) -> Result<bool, Error> {
    Ok(invitation::mark_failed(tx, mail, if came_back { "returned" } else { "failed" }).await?)
}
