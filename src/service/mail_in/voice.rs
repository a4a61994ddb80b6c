//! A mail becomes a voice: the same intake as the form's, with everything that comes with it.

use kocho_document::mail_in::Mail;
use kocho_domain::{
    body::{BODY_BYTES, BODY_LIMIT, Body, Line},
    mail_in::{Verdict, language_of, may_be_answered, wants_reply},
    personal::Personal,
    rule::channel::Base,
    story::Story,
    submission::{Contact, ReplyWay, SourceRef, first_words},
};
use kocho_store::{
    Tx, attachment,
    mail_in::{self as store, NewMail},
};

use super::{Read, note, note::Incoming, taken};
use crate::{
    Cx, Error,
    submission::{Submit, check_codes, receive},
};

/// The longest line of a contact or a subject, in graphemes.
const LINE: usize = 200;
/// Room for the mark behind a text that was cut.
const MARK: usize = 10;

/// Takes a mail in as a voice.
pub(super) async fn take(
    cx: &Cx,
    incoming: &Incoming<'_>,
    read: &Read,
    reason: &'static str,
) -> Result<Verdict, Error> {
    let mail = &read.mail;
    let Some((body, cut)) = body_of(mail) else {
        return super::write_down(cx, incoming, Verdict::Unread, note::EMPTY).await;
    };
    let mut tx = cx.begin().await?;
    let answered = note::may_answer(cx, &tx, mail, incoming.sender_hash.as_deref()).await?;
    let row = NewMail { answered, cut, ..incoming.row(cx, Verdict::Voice, reason) };
    let id = note::insert(&mut tx, incoming, &row).await?;
    let new = Submit {
        received_at: Some(row.arrived_at),
        receipt_mail: answered,
        ..submit(cx, mail, body, format!("mail-{}", incoming.digest), id)
    };
    check_codes(cx, &new)?;
    keep_files(&mut tx, &new.form_key, read).await?;
    let received = receive(cx, &mut tx, &new).await?;
    store::became(&mut tx, id, received.event.submission, None).await?;
    let story = Story::of(received.event.with("source", "mail")).and(taken(id, Verdict::Voice, reason));
    tx.commit(story).await?;
    Ok(Verdict::Voice)
}

async fn keep_files(tx: &mut Tx, form_key: &str, read: &Read) -> Result<(), Error> {
    for cleaned in &read.files {
        cleaned.keep(tx).await?;
        attachment::add_upload(tx, form_key, &cleaned.file).await?;
    }
    Ok(())
}

/// The text, or the subject where there is nothing else; true when it had to be cut.
pub(super) fn body_of(mail: &Mail) -> Option<(Body, bool)> {
    let text = if mail.text.trim().is_empty() { &mail.subject } else { &mail.text };
    body(text)
}

/// A text as a body; a longer one is cut, the mail itself is kept.
pub(super) fn body(text: &str) -> Option<(Body, bool)> {
    if let Ok(body) = Body::parse(text) {
        return Some((body, false));
    }
    let bytes = text.char_indices().map(|(at, _)| at).take_while(|at| *at < BODY_BYTES - MARK).last().unwrap_or(0);
    let head = kocho_domain::body::head(&text[..bytes], BODY_LIMIT - MARK);
    Body::parse(&format!("{head}\n（…）")).ok().filter(|_| !head.trim().is_empty()).map(|body| (body, true))
}

/// The voice that a mail asks for.
pub(super) fn submit(cx: &Cx, mail: &Mail, body: Body, form_key: String, id: i64) -> Submit {
    let usable = mail.sender.as_ref().filter(|sender| may_be_answered(&sender.address));
    let reply_wanted = usable.map(|_| wants_reply(body.as_str()));
    Submit {
        form_key,
        channel: channel(cx),
        medium: "mail".to_owned(),
        language: language_of(body.as_str()).to_owned(),
        received_at: None,
        subject: Line::parse(&first_words(&mail.subject, LINE - 1), LINE).ok(),
        kind_guess: None,
        place: None,
        age_group: None,
        district: None,
        relation: None,
        reply_wanted,
        publish_ok: None,
        reply_way: (reply_wanted == Some(true)).then_some(ReplyWay::Mail),
        receipt_mail: false,
        contact: Personal::new(contact(mail)),
        source: Some(SourceRef { noun: "incoming_mail", id }),
        demo: false,
        body,
    }
}

fn contact(mail: &Mail) -> Contact {
    let Some(sender) = &mail.sender else { return Contact::default() };
    let line = |text: &str| Line::parse(text.trim(), LINE).ok();
    Contact { name: line(&sender.name), email: line(&sender.address), ..Contact::default() }
}

/// 受付方法: the channel in use by which mails arrive.
fn channel(cx: &Cx) -> String {
    let mut used = cx.city.rules.channels_on(cx.today());
    used.find(|channel| channel.base == Base::Mail).map_or_else(|| "email".to_owned(), |channel| channel.code.clone())
}
