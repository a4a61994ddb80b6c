//! What the hearing desk does with mails that became no voice: looks them over, opens one with a reason, makes a voice of
//! it by hand, puts it away.

use chrono::TimeDelta;
use kocho_document::mail_in::{Mail, read, rough};
use kocho_domain::{
    access::{Permission, StaffActor},
    body::{Body, BodyError},
    id::{PublicKey, StaffId},
    mail_in::may_be_answered,
    rule::Use,
    story::{AuditEvent, Story, Why},
};
use kocho_store::{
    attachment, event,
    mail_in::{self as store, DeskMail, Place},
};

use super::voice::submit;
use crate::{
    Cx, Error,
    reveal::open_since,
    route::reason_given,
    submission::{Submit, check_codes, receive},
};

/// Rows of a page.
const PAGE: u64 = 50;
/// Characters that are shown of a mail that cannot be taken apart.
const ROUGH: usize = 20_000;

/// A page of mails.
#[derive(Debug, Clone)]
pub struct MailList {
    /// Newest first.
    pub mails: Vec<DeskMail>,
    /// Behind which key the next page begins.
    pub next: Option<i64>,
}

/// One mail.
#[derive(Debug, Clone)]
pub struct MailView {
    /// What is known of it.
    pub mail: DeskMail,
    /// Its content, while it is open to this person.
    pub opened: Option<Opened>,
}

/// A mail's content.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// Name and address of the sender.
    pub sender: String,
    /// 件名
    pub subject: String,
    /// Its text, or its bytes as text.
    pub text: String,
    /// Names of its files.
    pub files: Vec<String>,
    /// A receipt can be sent to its sender.
    pub may_answer: bool,
    /// Its bytes are erased; the text says so.
    pub erased: bool,
}

/// Mails whose bytes one sweep gives up.
const ERASED_A_SWEEP: u64 = 100;
/// What is said of a mail without its bytes.
const ERASED: &str = "届いたままのメールは、保存期間が過ぎたので消しました。";

/// Gives up the bytes of mails that are older than the city's rule keeps them.
pub(crate) async fn erase_old(cx: &Cx) -> Result<(), Error> {
    let days = TimeDelta::days(cx.city.rules.limits().mail_raw_days.into());
    let mut tx = cx.begin().await?;
    let mut story = Story::Unrecorded(Why::JobLease);
    for mail in store::erase_raw(&mut tx, cx.now() - days, ERASED_A_SWEEP).await? {
        story = story.and(AuditEvent::new("mail_raw_erased", "incoming_mail", Some(mail)));
    }
    Ok(tx.commit(story).await?)
}

/// Mails that became no voice by themselves.
///
/// # Errors
/// [`Error::Denied`] outside the hearing desk.
pub async fn list(cx: &Cx, waiting: bool, before: Option<i64>) -> Result<MailList, Error> {
    desk(cx)?;
    let mut mails = store::page(&cx.reader(), waiting, before, PAGE + 1).await?;
    let more = mails.len() as u64 > PAGE;
    mails.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok(MailList { next: mails.last().filter(|_| more).map(|mail| mail.id), mails })
}

fn desk(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    if staff.is_hearing() { Ok(staff) } else { Err(Error::Denied) }
}

/// A mail of the list; its content when this person gave a reason within the last half hour.
///
/// # Errors
/// [`Error::Denied`] outside the hearing desk, [`Error::NotFound`], also for one that is a voice by itself.
pub async fn view(cx: &Cx, key: &PublicKey) -> Result<MailView, Error> {
    let mail = listed(cx, key).await?;
    let opened = if is_open(cx, &mail).await? { Some(content(cx, &mail).await?) } else { None };
    Ok(MailView { mail, opened })
}

async fn listed(cx: &Cx, key: &PublicKey) -> Result<DeskMail, Error> {
    desk(cx)?;
    let mail = store::by_key(&cx.reader(), key).await?;
    mail.filter(|mail| mail.place != Place::None).ok_or(Error::NotFound)
}

async fn is_open(cx: &Cx, mail: &DeskMail) -> Result<bool, Error> {
    let subject = ("incoming_mail", mail.id);
    Ok(event::opened_since(&cx.reader(), desk(cx)?.id, subject, open_since(cx)).await?)
}

async fn content(cx: &Cx, mail: &DeskMail) -> Result<Opened, Error> {
    let Some(raw) = attachment::bytes(&cx.reader(), &mail.blob).await? else {
        return Ok(Opened { text: ERASED.to_owned(), erased: true, ..Opened::default() });
    };
    let whole = mail.whole;
    let work = move || match read(&raw).ok().filter(|_| whole) {
        Some(mail) => opened(mail),
        None => Opened { text: rough(&raw, ROUGH), ..Opened::default() },
    };
    let mut opened = tokio::task::spawn_blocking(work).await.unwrap_or_default();
    opened.text = crate::case::mask_text(&opened.text, false);
    opened.subject = crate::case::mask_text(&opened.subject, false);
    Ok(opened)
}

fn opened(mail: Mail) -> Opened {
    let sender = mail.sender.as_ref();
    Opened {
        may_answer: sender.is_some_and(|sender| may_be_answered(&sender.address)),
        sender: sender.map(|s| format!("{} <{}>", s.name, s.address).trim().to_owned()).unwrap_or_default(),
        files: mail.files.into_iter().map(|file| file.name).collect(),
        subject: mail.subject,
        text: mail.text,
        erased: false,
    }
}

/// Opens a mail's content for half an hour to a person who says why.
///
/// # Errors
/// [`kocho_domain::refusal::Refusal::ReasonMissing`], [`Error::Denied`], [`Error::NotFound`].
pub async fn reveal(cx: &Cx, key: &PublicKey, reason_code: &str, reason: &str) -> Result<(), Error> {
    let mail = listed(cx, key).await?;
    if !cx.actor.staff()?.may(Permission::PersonalReveal) {
        return Err(Error::Denied);
    }
    reason_given(cx, Use::Reveal, reason_code, reason)?;
    let event = AuditEvent::new("revealed", "incoming_mail", Some(mail.id)).with("reason", reason_code).saying(reason);
    Ok(cx.begin().await?.commit(Story::audit(event)).await?)
}

/// The mail as it arrived, while it is open to this person.
///
/// # Errors
/// [`Error::Denied`] when no reason was given, [`Error::NotFound`].
pub async fn raw(cx: &Cx, key: &PublicKey) -> Result<Vec<u8>, Error> {
    let mail = listed(cx, key).await?;
    if !is_open(cx, &mail).await? {
        return Err(Error::Denied);
    }
    attachment::bytes(&cx.reader(), &mail.blob).await?.ok_or(Error::NotFound)
}

/// Somebody looked; nothing is left to do.
///
/// # Errors
/// [`Error::Denied`], [`Error::NotFound`].
pub async fn done(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let mail = listed(cx, key).await?;
    let staff = desk(cx)?.id;
    let mut tx = cx.begin().await?;
    store::mark_done(&mut tx, mail.id, staff).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("mail_done", "incoming_mail", Some(mail.id)))).await?)
}

/// What the desk makes of a mail.
#[derive(Debug, Clone, Default)]
pub struct ByHand {
    /// 件名, as it shall stand.
    pub subject: String,
    /// The text, as it shall stand.
    pub text: String,
    /// A receipt goes to the sender.
    pub receipt: bool,
}

/// Makes a voice of a mail that was not taken for one; answers the key of its first case.
///
/// # Errors
/// [`Error::Invalid`] for `text`, [`Error::Denied`] while the mail is not open, [`Error::Stale`] when it is a voice.
pub async fn make_voice(cx: &Cx, key: &PublicKey, by_hand: &ByHand) -> Result<PublicKey, Error> {
    let mail = listed(cx, key).await?;
    if !is_open(cx, &mail).await? {
        return Err(Error::Denied);
    }
    let body = Body::parse(by_hand.text.trim()).map_err(|error| Error::field("text", in_words(error)))?;
    let raw = attachment::bytes(&cx.reader(), &mail.blob).await?.ok_or(Error::NotFound)?;
    let whole = mail.whole;
    let known = tokio::task::spawn_blocking(move || read(&raw).ok().filter(|_| whole)).await.unwrap_or(None);
    let new = voice_of(cx, &mail, known.as_ref(), by_hand, body);
    check_codes(cx, &new)?;
    write(cx, &mail, desk(cx)?.id, &new).await
}

fn voice_of(cx: &Cx, mail: &DeskMail, known: Option<&Mail>, by_hand: &ByHand, body: Body) -> Submit {
    let nobody = Mail::unknown();
    let source = known.unwrap_or(&nobody);
    let said = Mail { subject: by_hand.subject.trim().to_owned(), ..source.without_files() };
    let may = known.and_then(|known| known.sender.as_ref()).is_some_and(|sender| may_be_answered(&sender.address));
    Submit {
        received_at: Some(mail.arrived_at),
        receipt_mail: by_hand.receipt && may,
        ..submit(cx, &said, body, format!("mail-by-hand-{}", mail.key.as_str()), mail.id)
    }
}

async fn write(cx: &Cx, mail: &DeskMail, staff: StaffId, new: &Submit) -> Result<PublicKey, Error> {
    let mut tx = cx.begin().await?;
    let received = receive(cx, &mut tx, new).await?;
    store::became(&mut tx, mail.id, received.event.submission, Some(staff)).await?;
    let case = kocho_store::case::by_id(&tx, received.event.case).await?.ok_or(Error::NotFound)?.key;
    let event = AuditEvent::new("mail_made_voice", "incoming_mail", Some(mail.id));
    tx.commit(Story::of(received.event.with("source", "mail")).and(event)).await?;
    cx.house.wake_worker();
    Ok(case)
}

fn in_words(error: BodyError) -> &'static str {
    match error {
        BodyError::Empty => "本文を入れてください。",
        BodyError::TooLong { .. } | BodyError::TooManyBytes { .. } => "本文は10,000文字までです。",
        BodyError::Control { .. } | BodyError::LineBreak { .. } => "使えない文字が入っています。",
    }
}
