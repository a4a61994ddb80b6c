//! One case for staff: finding it, what its page shows, notes, urgent, splitting.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::{Actor, Permission, Permitted, may_see, permit},
    approval::Approval,
    case::{Begin, Case, NewCase},
    id::{PublicKey, ReplyId, SectionId, StaffId},
    personal::Personal,
    refusal::Refusal,
    reply::Reply,
    rule::channel::Base,
    story::{CaseEvent, Story},
    submission::Submission,
    workflow::Act,
};
use kocho_store::{
    Source, Tx,
    attachment::File,
    case_file::{Cleaned, Sheet},
    event::Line,
    intake::{Related, Taken},
    letter::Letter,
    mail_in::MailRef,
    note::Note,
    slip::Paper,
    submission::StoredContact,
};
use kocho_text::personal::Span;

use crate::{
    Cx, Error,
    record::{FromDialogue, from_dialogue},
    survey_result::voice::{self, FromSurvey},
};

/// Loads a case for an act: it exists, may be known, may be changed so, and is still as the clerk saw it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`], [`Error::Stale`] when somebody saved it since `seen`.
pub(crate) async fn open_for(
    cx: &Cx,
    tx: &mut Tx,
    key: &PublicKey,
    act: Act,
    seen: Option<i64>,
) -> Result<Permitted<Case>, Error> {
    let case = kocho_store::case::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    let shared = kocho_store::case::shared_with(tx, case.id).await?;
    let lock = case.lock;
    let permitted = permit(&cx.actor, act, case, &shared)?;
    if seen.is_some_and(|seen| seen != lock) {
        return Err(Error::Stale);
    }
    Ok(permitted)
}

/// Loads a case that this actor may know.
///
/// # Errors
/// [`Error::NotFound`] also when it exists but may not be known.
pub(crate) async fn known(cx: &Cx, from: &impl Source, key: &PublicKey) -> Result<(Case, Vec<SectionId>), Error> {
    let case = kocho_store::case::by_key(from, key).await?.ok_or(Error::NotFound)?;
    let shared = kocho_store::case::shared_with(from, case.id).await?;
    if may_see(&cx.actor, &case, &shared) { Ok((case, shared)) } else { Err(Error::NotFound) }
}

/// Everything that the case page shows.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// Heading.
    pub title: String,
    /// Its voice; the body is masked as this reader may see it.
    pub submission: Submission,
    /// The text of this case alone, when the letter was split; masked likewise.
    pub point: Option<String>,
    /// Personal details found in the body, in characters of the shown text.
    pub masked: Vec<Span>,
    /// What the desk released for the sections instead of the masked text; to sections it is the body.
    pub cleaned: Option<Cleaned>,
    /// The other cases of the same voice.
    pub siblings: Vec<(Case, String)>,
    /// Sections that work on it: lead first.
    pub shared: Vec<SectionId>,
    /// What the last return believed right.
    pub suggested_section: Option<SectionId>,
    /// Is there a contact, and by which ways.
    pub contact: ContactHint,
    /// 連絡してよい時間・方法・避けてほしいこと, with personal details masked for everybody.
    pub manner: Option<String>,
    /// How it was taken in, when somebody else's hand did it; what it says of a person is masked like the letter.
    pub intake: Option<Taken>,
    /// 要望書 that name this one as the earlier one; for the desk.
    pub later: Vec<Related>,
    /// The paper, for the desk, when the voice was typed from a slip.
    pub paper: Option<Paper>,
    /// The point of a dialogue day from which it came.
    pub dialogue: Option<FromDialogue>,
    /// The question of a survey from whose free texts it came.
    pub survey: Option<FromSurvey>,
    /// Attachments.
    pub files: Vec<File>,
    /// The mails that the voice, or a part of it, came by.
    pub mails: Vec<MailRef>,
    /// Versions of the reply, newest first.
    pub replies: Vec<Reply>,
    /// The files of those versions, each with its version's key.
    pub enclosures: Vec<(ReplyId, File)>,
    /// The running approval.
    pub approval: Option<Approval>,
    /// The approval by which the newest text was decided.
    pub decided: Option<Approval>,
    /// The newest letter of the voice.
    pub letter: Option<Letter>,
    /// 内部メモ
    pub notes: Vec<Note>,
    /// History, oldest first.
    pub timeline: Vec<Line>,
    /// The stored suggestion, as JSON; [`crate::suggestion::of_view`] reads it.
    pub suggestion: Option<String>,
    /// The names of the people whom the page mentions.
    pub people: BTreeMap<StaffId, String>,
    /// What the resident added later.
    pub additions: Vec<(DateTime<Utc>, String)>,
    /// Something of that is masked which a reason would open.
    pub additions_masked: bool,
    /// What this person can do now, in the order of work.
    pub acts: Vec<Act>,
    /// This person may look behind the mask, with a reason.
    pub may_reveal: bool,
    /// This person may write notes.
    pub may_note: bool,
}

/// What is known of a contact without looking at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContactHint {
    /// A name was given.
    pub name: bool,
    /// An address was given.
    pub address: bool,
    /// A phone number was given.
    pub phone: bool,
    /// A mail address was given.
    pub email: bool,
    /// Since when it is known that mails to that address do not arrive.
    pub bounced_at: Option<DateTime<Utc>>,
    /// Wishes about how to be reached were given.
    pub reach_note: bool,
}

/// The page of a case.
///
/// # Errors
/// [`Error::NotFound`], also when it exists but may not be known.
pub async fn view(cx: &Cx, key: &PublicKey) -> Result<CaseView, Error> {
    let staff = cx.actor.staff()?;
    let mask_all = !staff.is_hearing();
    let knows = |sheet: &Sheet| may_see(&cx.actor, &sheet.case, &sheet.shared);
    let found = kocho_store::case_file::read(&cx.reader(), key).await?;
    let file = found.filter(|file| knows(&file.own)).ok_or(Error::NotFound)?;
    let mut submission = file.submission;
    let masked = match &file.cleaned {
        Some(copy) if mask_all => show_copy(&mut submission, copy),
        _ => mask_submission(&mut submission, mask_all),
    };
    let wishes = file.contact.as_ref().and_then(|contact| contact.reveal().reach_note.clone());
    Ok(CaseView {
        acts: acts(cx, &file.own.case, file.approval.as_ref()),
        masked,
        // What the desk typed itself is no less a number that the city may not keep.
        cleaned: file.cleaned.map(|copy| Cleaned { body: mask_text(&copy.body, false), ..copy }),
        manner: wishes.map(|wishes| mask_text(&wishes, true)),
        point: file.own.point.map(|point| mask_text(&point, mask_all)),
        siblings: file.siblings.into_iter().filter(knows).map(|sheet| (sheet.case, sheet.title)).collect(),
        suggested_section: file.suggested_section,
        contact: contact_hint(file.contact.as_ref()),
        intake: file.intake.map(|taken| masked_intake(taken, mask_all)),
        later: if mask_all { Vec::new() } else { file.later },
        paper: paper(cx, &submission, mask_all).await?,
        dialogue: dialogue(cx, &submission, &file.own.case).await?,
        survey: survey(cx, &submission).await?,
        files: file.files,
        mails: file.mails,
        replies: file.replies,
        enclosures: file.enclosures,
        approval: file.approval,
        decided: file.decided,
        letter: file.letter,
        notes: file.notes,
        timeline: timeline(file.timeline, mask_all),
        additions_masked: mask_all && file.additions.iter().any(|(_, text)| opens(text)),
        additions: file.additions.into_iter().map(|(at, text)| (at, mask_text(&text, mask_all))).collect(),
        suggestion: file.suggestion,
        people: file.people,
        may_reveal: staff.may(Permission::PersonalReveal),
        may_note: staff.may(Permission::CaseNote),
        shared: file.own.shared,
        title: file.own.title,
        case: file.own.case,
        submission,
    })
}

/// The paper of a voice, for the desk.
async fn paper(cx: &Cx, voice: &Submission, mask_all: bool) -> Result<Option<Paper>, Error> {
    let base = cx.city.rules.channel(&voice.channel).map(|channel| channel.base);
    if mask_all || base != Some(Base::Paper) {
        return Ok(None);
    }
    Ok(kocho_store::slip::paper(&cx.reader(), voice.id).await?)
}

/// The point of a dialogue day from which a case came, for voices that came by a meeting.
async fn dialogue(cx: &Cx, voice: &Submission, case: &Case) -> Result<Option<FromDialogue>, Error> {
    let base = cx.city.rules.channel(&voice.channel).map(|channel| channel.base);
    if base != Some(Base::Meeting) {
        return Ok(None);
    }
    from_dialogue(cx, case.id).await
}

/// The question of a survey from which a voice came, for voices of surveys.
async fn survey(cx: &Cx, voice: &Submission) -> Result<Option<FromSurvey>, Error> {
    let base = cx.city.rules.channel(&voice.channel).map(|channel| channel.base);
    if base != Some(Base::Survey) {
        return Ok(None);
    }
    voice::origin(cx, voice).await
}

/// The history; a resident's own words in it are masked like the letter.
fn timeline(mut lines: Vec<Line>, mask_all: bool) -> Vec<Line> {
    for line in lines.iter_mut().filter(|line| line.actor_kind == "resident") {
        line.free_text = line.free_text.take().map(|text| mask_text(&text, mask_all));
    }
    lines
}

/// For whom and by whom it was written is as personal as the letter; another voice's case is the desk's to know.
fn masked_intake(mut taken: Taken, mask_all: bool) -> Taken {
    for words in [&mut taken.proxy_for, &mut taken.proxy_writer] {
        *words = words.take().map(|words| mask_text(&words, mask_all));
    }
    if mask_all {
        taken.earlier_case = None;
    }
    taken
}

fn contact_hint(contact: Option<&Personal<StoredContact>>) -> ContactHint {
    contact.map_or_else(ContactHint::default, |contact| {
        let contact = contact.reveal();
        ContactHint {
            name: contact.name.is_some(),
            address: contact.address.is_some(),
            phone: contact.phone.is_some(),
            email: contact.email.is_some(),
            bounced_at: contact.bounced_at,
            reach_note: contact.reach_note.is_some(),
        }
    })
}

/// The workflow's acts, less those of an approval when it is not this person's turn.
fn acts(cx: &Cx, case: &Case, approval: Option<&Approval>) -> Vec<Act> {
    let last = approval.is_some_and(|a| a.steps.iter().filter(|s| s.done.is_none()).count() == 1);
    let turn = match &cx.actor {
        Actor::Staff(staff) => approval.is_some_and(|a| a.step_for(staff).is_some()),
        Actor::Resident | Actor::Worker | Actor::Import => false,
    };
    let form = if case.reply_due { Act::ApproveReply } else { Act::ApproveResult };
    case.acts_for(&cx.actor, cx.city.rules.deadlines().returns_until_ruling)
        .into_iter()
        .filter(|act| match act {
            Act::ApproveStep => turn && !last,
            Act::ApproveReply | Act::ApproveResult => turn && last && *act == form,
            Act::SendBack => turn,
            // Done to many at once, on the group's page.
            Act::MailSent | Act::AdoptReply | Act::AdoptResult | Act::Excuse => false,
            Act::ConfirmEnding => !is_transfer(cx, case),
            Act::ConfirmTransfer => is_transfer(cx, case),
            _ => true,
        })
        .collect()
}

/// True when the proposed ending hands the case to another agency.
pub(crate) fn is_transfer(cx: &Cx, case: &Case) -> bool {
    let reason = case.ending.as_ref().and_then(|code| cx.city.rules.reason(code));
    reason.is_some_and(|r| r.uses.contains(&kocho_domain::rule::Use::Transfer))
}

/// Masks the body: personal details for readers outside the hearing desk, a My Number for everyone.
pub(crate) fn mask_submission(submission: &mut Submission, mask_all: bool) -> Vec<Span> {
    let spans = kocho_text::personal::hidden(&submission.body, mask_all);
    submission.body = kocho_text::personal::mask(&submission.body, &spans);
    submission.subject = mask_text(&submission.subject, mask_all);
    if let Some(place) = &mut submission.place {
        *place = mask_text(place, mask_all);
    }
    spans
}

/// What a section reads when the desk has released a copy: its text, for which the desk answers. The subject stays masked.
fn show_copy(submission: &mut Submission, copy: &Cleaned) -> Vec<Span> {
    mask_submission(submission, true);
    let numbers = kocho_text::personal::hidden(&copy.body, false);
    submission.body = kocho_text::personal::mask(&copy.body, &numbers);
    numbers
}

/// A text as sections read it while no copy was released.
pub fn mask_for_sections(text: &str) -> String {
    mask_text(text, true)
}

/// A voice's text as this reader may see it: others than the desk read the copy that the desk released, where there is one.
pub(crate) fn voice_text(body: &str, copy: Option<&str>, mask_all: bool) -> String {
    match copy.filter(|_| mask_all) {
        Some(copy) => mask_text(copy, false),
        None => mask_text(body, mask_all),
    }
}

/// A text as this reader may see it.
pub(crate) fn mask_text(text: &str, mask_all: bool) -> String {
    kocho_text::personal::mask(text, &kocho_text::personal::hidden(text, mask_all))
}

/// More of a text can be read by who gives a reason.
fn opens(text: &str) -> bool {
    mask_text(text, true) != mask_text(text, false)
}

/// 内部メモ.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`], [`Error::Invalid`] for an empty note.
pub async fn note(cx: &Cx, key: &PublicKey, text: &str) -> Result<(), Error> {
    let staff = cx.actor.staff()?.clone();
    if !staff.may(Permission::CaseNote) {
        return Err(Error::Denied);
    }
    if text.trim().is_empty() {
        return Err(Error::field("text", "メモを書いてください。"));
    }
    let mut tx = cx.begin().await?;
    let (case, _) = known(cx, &tx, key).await?;
    kocho_store::note::insert(&mut tx, case.id, staff.id, text.trim()).await?;
    Ok(tx.commit(Story::of(CaseEvent::new(case.id, case.submission, "note"))).await?)
}

/// 緊急を引き受ける: a human has it now.
///
/// # Errors
/// See [`open_for`]; [`Refusal::NotNow`] when it is not urgent any more.
pub async fn take_urgent(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let case =
        open_for(cx, &mut tx, key, Act::TakeUrgent, Some(seen)).await?.apply(|c| c.step(Act::TakeUrgent, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    let event = CaseEvent::act(case.get().id, case.get().submission, Act::TakeUrgent);
    Ok(tx.commit(Story::of(event)).await?)
}

/// 件分け: this case keeps the first point, each further point becomes a case of its own with the same dates.
///
/// # Errors
/// [`Refusal::NothingToSplit`] for fewer than two points.
pub async fn split(cx: &Cx, key: &PublicKey, seen: i64, points: &[String]) -> Result<(), Error> {
    let points: Vec<&str> = points.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
    let [first, rest @ ..] = points.as_slice() else { return Err(Refusal::NothingToSplit.into()) };
    if rest.is_empty() {
        return Err(Refusal::NothingToSplit.into());
    }
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::Split, Some(seen)).await?.apply(|c| c.step(Act::Split, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::case::set_texts(&mut tx, &case, &crate::submission::title("", first), Some(first)).await?;
    let origin = case.get().clone();
    let channel = kocho_store::submission::by_id(&tx, origin.submission).await?.ok_or(Error::NotFound)?.channel;
    let branches = kocho_store::case::of_submission(&tx, origin.submission).await?.len();
    let mut events = vec![CaseEvent::act(origin.id, origin.submission, Act::Split).with("points", points.len())];
    for (i, point) in rest.iter().enumerate() {
        let branch = u16::try_from(branches + i + 1).map_err(|_| Refusal::NothingToSplit)?;
        let new = branch_of(cx, &origin, branch, point);
        let id = kocho_store::case::insert(&mut tx, origin.submission, &channel, origin.holder, new).await?;
        kocho_store::job::push(&mut tx, &kocho_domain::job::Job::Suggest { case: id.0 }).await?;
        events.push(CaseEvent::new(id, origin.submission, "received").with("split_from", origin.branch));
    }
    kocho_store::job::push(&mut tx, &kocho_domain::job::Job::Suggest { case: origin.id.0 }).await?;
    tx.commit(Story::all(events)).await?;
    cx.house.wake_worker();
    Ok(())
}

fn branch_of(cx: &Cx, origin: &Case, branch: u16, point: &str) -> NewCase {
    NewCase {
        key: cx.new_key(),
        branch,
        point: Some(point.to_owned()),
        title: crate::submission::title("", point),
        received_on: origin.received_on,
        due_on: origin.due_on,
        reply_due: origin.reply_due,
        kind: origin.kind.clone(),
        urgent: !crate::submission::danger_groups("", point).is_empty(),
        restricted: origin.restricted,
        begin: Begin::Desk,
    }
}
