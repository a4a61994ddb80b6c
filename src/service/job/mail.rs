//! Mails: which one is due, what it has to say, and what its fate does to the cases of its letter.

use chrono::TimeDelta;
use kocho_domain::{
    access::{Role, permit},
    clock::civil_date,
    id::{CaseId, DecisionNoticeId, InvitationId, LetterId, PanelNoticeId, StaffId, SubmissionId},
    job::{
        APPLICATION_CALL, APPLICATION_TAKEN_BACK, BRIEF_DUE, CommitmentLine, INDICATOR_PROPOSED, MEMO_ASKED, MEMO_DUE,
        Mail, NoticeLine, REFLECTION, SUMMARY_APPROVED, SUMMARY_ASKED, SUMMARY_DUE, SUMMARY_LATE, SUMMARY_MISSING,
        SUMMARY_MISSING_LATE, SUMMARY_SENT_BACK, back_off_minutes,
    },
    localized::Lang,
    personal::Personal,
    receipt::Secret,
    rule::{channel::Base, danger::DangerGroup},
    story::{AuditEvent, CaseEvent, Story, Why},
    submission::Submission,
    workflow::{Act, Status},
};
use kocho_store::{
    Tx, attachment, candidate, case, decision_notice, letter, monitor,
    outbox::{self, Claimed},
    panel_notice::{self, To},
    staff, submission,
};

use super::content::{
    CommitmentText, CommitmentsMail, Enclosed, MailContent, NoticeText, NoticesMail, PanelMail, ReceiptMail, ReplyMail,
    ReplyNoticeMail, Sender, TestMail, UrgentMail, in_plain_text, words,
};
use super::{notice::case_number, worker_name};
use crate::{Cx, Error};

/// A mail ready to be put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// To whom.
    pub recipient: Personal<String>,
    /// The same for every try of the same mail, so that a mail program shows a repeated one once.
    pub message_key: String,
    /// Where an answer goes, when mails come in: an address of this voice alone.
    pub reply_to: Option<Personal<String>>,
    /// What it says.
    pub content: MailContent,
}

/// Claims the next mail that is due; `None` when nothing is.
///
/// # Errors
/// What the database says.
pub async fn claim_mail(cx: &Cx) -> Result<Option<Claimed>, Error> {
    let mut tx = cx.begin().await?;
    let claimed = outbox::claim(&mut tx, &worker_name()).await?;
    if let Some(claimed) = &claimed {
        // Known before it leaves: an answer may be faster than the note that it left.
        outbox::name(&mut tx, claimed.id, &message_key(cx, claimed)).await?;
    }
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    Ok(claimed)
}

/// Reads what the mail has to say.
///
/// # Errors
/// [`Error::NotFound`] when what it speaks of is gone.
pub async fn mail_content(cx: &Cx, claimed: &Claimed) -> Result<Outgoing, Error> {
    let content = match &claimed.mail {
        Mail::Receipt { submission } => MailContent::Receipt(receipt(cx, SubmissionId(*submission)).await?),
        Mail::Reply { letter } => MailContent::Reply(reply(cx, LetterId(*letter)).await?),
        Mail::ReplyNotice { letter } => MailContent::ReplyNotice(reply_notice(cx, LetterId(*letter)).await?),
        Mail::Urgent { case, groups } => MailContent::Urgent(urgent(cx, CaseId(*case), groups).await?),
        Mail::Notices { staff: _, lines } => MailContent::Notices(notices(cx, lines)),
        Mail::Commitments { staff: _, lines } => MailContent::Commitments(commitments(cx, lines)),
        Mail::Dialogue { notice } => {
            MailContent::Dialogue(super::dialogue::content(cx, DecisionNoticeId(*notice), sender).await?)
        }
        Mail::Panel { notice } => MailContent::Panel(panel(cx, PanelNoticeId(*notice)).await?),
        Mail::Digest { staff, pace } => {
            let content = crate::office::digest::content(cx, StaffId(*staff), *pace, sender(cx, Lang::Ja));
            MailContent::Digest(content.await?)
        }
        Mail::Survey { invitation } => {
            MailContent::Survey(crate::invitation::content(cx, InvitationId(*invitation)).await?)
        }
        Mail::Test => MailContent::Test(test(cx)),
    };
    let reply_to = match &claimed.mail {
        Mail::Receipt { submission } => answer_address(cx, SubmissionId(*submission)).await?,
        Mail::Reply { letter } | Mail::ReplyNotice { letter } => {
            let letter = letter::by_id(&cx.reader(), LetterId(*letter)).await?.ok_or(Error::NotFound)?;
            answer_address(cx, letter.submission).await?
        }
        Mail::Urgent { .. }
        | Mail::Notices { .. }
        | Mail::Commitments { .. }
        | Mail::Dialogue { .. }
        | Mail::Panel { .. }
        | Mail::Digest { .. }
        | Mail::Survey { .. }
        | Mail::Test => None,
    };
    Ok(Outgoing { recipient: claimed.recipient.clone(), message_key: message_key(cx, claimed), reply_to, content })
}

/// 32 hexadecimal digits; the same for every try of a mail, and only this installation can make them.
fn message_key(cx: &Cx, claimed: &Claimed) -> String {
    cx.keys().throttle_hash(&format!("mail {}", claimed.id)).chars().take(32).collect()
}

async fn answer_address(cx: &Cx, voice: SubmissionId) -> Result<Option<Personal<String>>, Error> {
    let voice = submission::by_id(&cx.reader(), voice).await?.ok_or(Error::NotFound)?;
    Ok(crate::mail_in::address_of(cx, &voice).map(Personal::new))
}

/// Answers to mails are read.
fn is_answerable(cx: &Cx) -> bool {
    cx.house.mail_address.is_some()
}

/// A test mail that goes past the queue, for the command line.
pub fn test_mail(cx: &Cx, address: &str) -> Outgoing {
    Outgoing {
        recipient: Personal::new(address.to_owned()),
        message_key: cx.new_token(),
        reply_to: None,
        content: MailContent::Test(test(cx)),
    }
}

async fn receipt(cx: &Cx, id: SubmissionId) -> Result<ReceiptMail, Error> {
    let voice = submission::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)?;
    let cases = case::of_submission(&cx.reader(), id).await?;
    let lang = lang_of(&voice);
    let wanted = voice.reply_wanted.unwrap_or(false);
    let (promise, promise_lang) = cx.city.rules.receipt_text(&voice.channel, wanted).get(lang);
    // Who wrote a mail saw no page with the secret: it goes back to the address that the mail came from.
    let by_mail = cx.city.rules.channel(&voice.channel).is_some_and(|channel| channel.base == Base::Mail);
    Ok(ReceiptMail {
        secret: by_mail.then(|| Secret::derive(&cx.keys().receipt(), voice.key.as_str())),
        answerable: is_answerable(cx),
        lang,
        number: voice.number.to_string(),
        received_on: voice.received_on,
        promise: in_plain_text(promise, promise_lang),
        promise_lang,
        due_on: cases.iter().map(|c| c.due_on).max(),
        status_url: status_url(cx, lang),
        from: sender(cx, lang),
    })
}

async fn reply(cx: &Cx, id: LetterId) -> Result<ReplyMail, Error> {
    let letter = letter::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)?;
    let voice = submission::by_id(&cx.reader(), letter.submission).await?.ok_or(Error::NotFound)?;
    let template = cx.city.rules.letter_or_usual(&letter.template);
    let template = template.ok_or_else(|| Error::Internal("no letter template".into()))?;
    let lang = lang_of(&voice);
    let from = sender(cx, lang);
    let number = voice.number.to_string();
    let section = answering_sections(cx, id, lang).await?;
    let (opening, opening_lang) = template.opening.get(lang);
    let enclosures = enclosed(cx, id).await?;
    Ok(ReplyMail {
        lang,
        document_number: letter.document_number,
        dated_on: civil_date(letter.created_at),
        addressee: name(cx, voice.id).await?.map(|name| words(&template.addressee, lang).replace("{name}", &name)),
        signature: letter.signature,
        opening: in_plain_text(opening, opening_lang).replace("{receipt}", &number),
        opening_lang,
        received_on: voice.received_on,
        body: letter.body,
        closing: words(&template.closing, lang).replace("{section}", &section).replace("{phone}", &from.phone),
        section,
        number,
        answerable: is_answerable(cx),
        enclosures,
        status_url: status_url(cx, lang),
        from,
    })
}

async fn enclosed(cx: &Cx, letter: LetterId) -> Result<Vec<Enclosed>, Error> {
    let from = cx.reader();
    let mut enclosed = Vec::new();
    for file in attachment::of_letter(&from, letter).await? {
        let bytes = attachment::bytes(&from, &file.blob).await?.ok_or(Error::NotFound)?;
        enclosed.push(Enclosed { name: file.name, media_type: file.media_type, bytes });
    }
    Ok(enclosed)
}

async fn name(cx: &Cx, voice: SubmissionId) -> Result<Option<String>, Error> {
    let contact = submission::contact(&cx.reader(), voice).await?;
    Ok(contact.and_then(|contact| contact.into_inner().name).filter(|name| !name.trim().is_empty()))
}

/// The sections that hold the letter's cases, each once.
async fn answering_sections(cx: &Cx, id: LetterId, lang: Lang) -> Result<String, Error> {
    let mut names: Vec<String> = Vec::new();
    for id in letter::cases(&cx.reader(), id).await? {
        let Some(case) = case::by_id(&cx.reader(), id).await? else { continue };
        let Some(section) = cx.city.section(case.holder) else { continue };
        let english = lang == Lang::En && !section.name_en.is_empty();
        let name = if english { section.name_en.clone() } else { section.name.clone() };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names.join(if lang == Lang::En { ", " } else { "、" }))
}

async fn reply_notice(cx: &Cx, id: LetterId) -> Result<ReplyNoticeMail, Error> {
    let letter = letter::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)?;
    let voice = submission::by_id(&cx.reader(), letter.submission).await?.ok_or(Error::NotFound)?;
    let lang = lang_of(&voice);
    Ok(ReplyNoticeMail {
        answerable: is_answerable(cx),
        lang,
        number: voice.number.to_string(),
        status_url: status_url(cx, lang),
        from: sender(cx, lang),
    })
}

async fn panel(cx: &Cx, id: PanelNoticeId) -> Result<PanelMail, Error> {
    let from = cx.reader();
    let notice = panel_notice::by_id(&from, id).await?.ok_or(Error::NotFound)?;
    let language = match notice.to {
        To::Candidate(id) => candidate::by_id(&from, id).await?.map(|one| one.about.language),
        To::Monitor(id) => monitor::by_id(&from, id).await?.map(|one| one.about.language),
    };
    let lang = Lang::from_code(&language.ok_or(Error::NotFound)?).unwrap_or_default();
    let (title, body) = notice.told.body.split_once("\n\n").unwrap_or((notice.told.body.as_str(), ""));
    Ok(PanelMail { lang, title: title.to_owned(), body: body.to_owned(), from: sender(cx, lang) })
}

async fn urgent(cx: &Cx, id: CaseId, groups: &[String]) -> Result<UrgentMail, Error> {
    let case = case::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)?;
    let number = case_number(&cx.reader(), &case).await?.ok_or(Error::NotFound)?;
    let groups = DangerGroup::ALL.into_iter().filter(|group| groups.iter().any(|code| code == group.code())).collect();
    Ok(UrgentMail { number, groups, case_url: case_url(cx, case.key.as_str()), from: sender(cx, Lang::Ja) })
}

fn notices(cx: &Cx, lines: &[NoticeLine]) -> NoticesMail {
    let text = |line: &NoticeLine| NoticeText {
        number: line.number.clone(),
        code: line.code.clone(),
        url: match line.code.as_str() {
            INDICATOR_PROPOSED => format!("{}/staff/indicators/{}", cx.house.public_url, line.case_key),
            MEMO_ASKED | MEMO_DUE => format!("{}/staff/dialogues/memos/{}", cx.house.public_url, line.case_key),
            SUMMARY_ASKED | SUMMARY_SENT_BACK | SUMMARY_APPROVED | SUMMARY_DUE | SUMMARY_LATE => {
                format!("{}/staff/summaries/{}", cx.house.public_url, line.case_key)
            }
            SUMMARY_MISSING | SUMMARY_MISSING_LATE => {
                format!("{}/staff/dialogues/{}/record", cx.house.public_url, line.case_key)
            }
            APPLICATION_TAKEN_BACK | APPLICATION_CALL => {
                format!("{}/staff/dialogues/applications/{}", cx.house.public_url, line.case_key)
            }
            BRIEF_DUE => format!("{}/staff/dialogues/slots/{}/brief", cx.house.public_url, line.case_key),
            _ => case_url(cx, &line.case_key),
        },
    };
    NoticesMail {
        lines: lines.iter().map(text).collect(),
        inbox_url: format!("{}/staff/cases", cx.house.public_url),
        from: sender(cx, Lang::Ja),
    }
}

fn commitments(cx: &Cx, lines: &[CommitmentLine]) -> CommitmentsMail {
    let list_url = format!("{}/staff/commitments", cx.house.public_url);
    let text = |line: &CommitmentLine| CommitmentText {
        number: line.number.clone(),
        code: line.code.clone(),
        due_on: line.due_on,
        url: match line.code.as_str() {
            REFLECTION => format!("{}/staff/surveys/{}/results", cx.house.public_url, line.key),
            _ => format!("{list_url}/{}", line.key),
        },
    };
    CommitmentsMail { lines: lines.iter().map(text).collect(), from: sender(cx, Lang::Ja), list_url }
}

fn test(cx: &Cx) -> TestMail {
    TestMail { public_url: cx.house.public_url.clone(), from: sender(cx, Lang::Ja) }
}

fn sender(cx: &Cx, lang: Lang) -> Sender {
    Sender::of(cx.city.rules.city(), lang, cx.house.demo)
}

fn lang_of(voice: &Submission) -> Lang {
    Lang::from_code(&voice.language).unwrap_or_default()
}

/// No number and no secret stands in an address: mail programs and servers on the way keep addresses.
fn status_url(cx: &Cx, lang: Lang) -> String {
    format!("{}{}/status", cx.house.public_url, lang.prefix())
}

fn case_url(cx: &Cx, key: &str) -> String {
    format!("{}/staff/cases/{key}", cx.house.public_url)
}

/// The mail left the house: it is marked, its evidence kept, and the cases of its letter are 回答済.
///
/// # Errors
/// [`Error::Stale`] or [`Error::Busy`] when somebody saved a case meanwhile: call it again, or the mail goes twice.
pub async fn mail_sent(cx: &Cx, claimed: &Claimed, evidence: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    outbox::mark_sent(&mut tx, claimed.id, evidence).await?;
    if let Mail::Dialogue { notice } = &claimed.mail {
        decision_notice::mark_sent(&mut tx, DecisionNoticeId(*notice)).await?;
    }
    if let Mail::Survey { invitation } = &claimed.mail {
        crate::invitation::mail_sent(cx, &mut tx, InvitationId(*invitation)).await?;
    }
    if let Mail::Panel { notice } = &claimed.mail {
        panel_notice::mark_sent(&mut tx, &[PanelNoticeId(*notice)]).await?;
    }
    let mut events = Vec::new();
    if let Some(dispatch) = claimed.dispatch
        && let Some(letter) = letter::mark_sent(&mut tx, dispatch, evidence).await?
    {
        events = move_cases(cx, &mut tx, letter, Act::MailSent, &[Status::Sending]).await?;
    }
    Ok(tx.commit(told(events)).await?)
}

/// The mail did not go. It is tried again later; an address that was refused for good is given up, the cases of its
/// letter go back to 発送待ち and the hearing desk is told.
///
/// # Errors
/// What the database says; then the lease runs out and the mail is tried again.
pub async fn mail_failed(cx: &Cx, claimed: &Claimed, error: &str, permanent: bool) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    if !permanent {
        let again = cx.now() + TimeDelta::minutes(back_off_minutes(claimed.attempts.saturating_sub(1)));
        outbox::put_back(&mut tx, claimed.id, error, again).await?;
        return Ok(tx.commit(Story::Unrecorded(Why::JobLease)).await?);
    }
    outbox::give_up(&mut tx, claimed.id, error).await?;
    if let Some(dispatch) = claimed.dispatch {
        letter::mark_bounced(&mut tx, dispatch, error).await?;
    }
    let mut events = Vec::new();
    if let Some(letter) = letter_of(&claimed.mail).filter(|_| claimed.dispatch.is_some()) {
        events = move_cases(cx, &mut tx, letter, Act::Bounced, &[Status::Sending]).await?;
        for event in &events {
            tell_desk(cx, &mut tx, event.case).await?;
        }
    }
    if let Mail::Receipt { submission } = claimed.mail {
        submission::mark_bounced(&mut tx, SubmissionId(submission)).await?;
    }
    let posted = super::post::post_instead(&mut tx, &claimed.mail).await?.event();
    crate::invitation::mail_failed(&mut tx, claimed.id, false).await?;
    let refused = AuditEvent::new("mail_refused", "outbox_mail", Some(claimed.id)).with("kind", claimed.mail.code());
    Ok(tx.commit(posted.into_iter().fold(told(events).and(refused), Story::and)).await?)
}

const fn letter_of(mail: &Mail) -> Option<LetterId> {
    match mail {
        Mail::Reply { letter } | Mail::ReplyNotice { letter } => Some(LetterId(*letter)),
        Mail::Receipt { .. }
        | Mail::Urgent { .. }
        | Mail::Notices { .. }
        | Mail::Commitments { .. }
        | Mail::Dialogue { .. }
        | Mail::Panel { .. }
        | Mail::Digest { .. }
        | Mail::Survey { .. }
        | Mail::Test => None,
    }
}

/// Moves the letter's cases that stand in one of these statuses; one that moved on meanwhile is left alone.
async fn move_cases(
    cx: &Cx,
    tx: &mut Tx,
    letter: LetterId,
    act: Act,
    standing: &[Status],
) -> Result<Vec<CaseEvent>, Error> {
    let mut events = Vec::new();
    for id in letter::cases(tx, letter).await? {
        // A case that a later letter answered is not this letter's any more.
        if letter::newest_with(tx, id).await? != Some(letter) {
            continue;
        }
        let Some(case) = case::by_id(tx, id).await?.filter(|c| standing.contains(&c.status)) else { continue };
        let event = CaseEvent::act(case.id, case.submission, act).with("letter", letter.0);
        let shared = case::shared_with(tx, id).await?;
        let permitted = permit(&cx.actor, act, case, &shared)?.apply(|case| case.step(act, cx.now()))?;
        case::save(tx, &permitted).await?;
        events.push(event);
    }
    Ok(events)
}

/// A letter came back although the mail server had taken it: its cases wait for another dispatch, the hearing desk is
/// told. Nothing when that is known already.
pub(crate) async fn came_back(cx: &Cx, tx: &mut Tx, dispatch: i64) -> Result<Vec<CaseEvent>, Error> {
    let Some(letter) = letter::came_back(tx, dispatch).await? else { return Ok(Vec::new()) };
    let events = move_cases(cx, tx, letter, Act::Bounced, &[Status::Sending, Status::Replied]).await?;
    for event in &events {
        tell_desk(cx, tx, event.case).await?;
    }
    Ok(events)
}

async fn tell_desk(cx: &Cx, tx: &mut Tx, case: CaseId) -> Result<(), Error> {
    let desk = cx.city.hearing()?.id;
    for person in staff::holders(tx, Role::HearingClerk, desk, cx.today()).await? {
        outbox::add_notice(tx, person, case, Act::Bounced.code()).await?;
    }
    Ok(())
}

fn told(events: Vec<CaseEvent>) -> Story {
    if events.is_empty() { Story::Unrecorded(Why::JobLease) } else { Story::all(events) }
}
