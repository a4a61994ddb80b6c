//! What does a mail say? Contents and a template make a subject (the template's first line) and a text.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{era, job::Pace, localized::Lang, participant::Notice, rule::danger::DangerGroup};
use kocho_service::job::{
    CommitmentsMail, DialogueMail, DigestMail, MailContent, NoticesMail, Outgoing, PanelMail, ReceiptMail, ReplyMail,
    ReplyNoticeMail, SurveyMail, TestMail, UrgentMail,
};

use crate::mailer::Letter;

pub use sample::mail_samples;

#[derive(Template)]
#[template(path = "mail/receipt.txt")]
struct ReceiptText<'a> {
    mail: &'a ReceiptMail,
    received: String,
    promise: String,
}

#[derive(Template)]
#[template(path = "mail/reply.txt")]
struct ReplyText<'a> {
    mail: &'a ReplyMail,
    dated: String,
    opening: String,
}

#[derive(Template)]
#[template(path = "mail/reply_notice.txt")]
struct ReplyNoticeText<'a> {
    mail: &'a ReplyNoticeMail,
}

#[derive(Template)]
#[template(path = "mail/urgent.txt")]
struct UrgentText<'a> {
    mail: &'a UrgentMail,
}

#[derive(Template)]
#[template(path = "mail/notices.txt")]
struct NoticesText<'a> {
    mail: &'a NoticesMail,
}

#[derive(Template)]
#[template(path = "mail/commitments.txt")]
struct CommitmentsText<'a> {
    mail: &'a CommitmentsMail,
    /// Deadlines in the order of the lines.
    days: Vec<String>,
}

#[derive(Template)]
#[template(path = "mail/dialogue.txt")]
struct DialogueText<'a> {
    mail: &'a DialogueMail,
}

#[derive(Template)]
#[template(path = "mail/panel.txt")]
struct PanelText<'a> {
    mail: &'a PanelMail,
}

#[derive(Template)]
#[template(path = "mail/digest.txt")]
struct DigestText<'a> {
    mail: &'a DigestMail,
    since: String,
    until: String,
}

#[derive(Template)]
#[template(path = "mail/survey.txt")]
struct SurveyText<'a> {
    mail: &'a SurveyMail,
    until: String,
}

#[derive(Template)]
#[template(path = "mail/test.txt")]
struct TestText<'a> {
    mail: &'a TestMail,
}

/// Puts a mail into words.
///
/// # Errors
/// What the template engine says; none is known.
pub(crate) fn letter(outgoing: &Outgoing, at: DateTime<Utc>) -> askama::Result<Letter> {
    let (kind, text) = match &outgoing.content {
        MailContent::Receipt(mail) => ("receipt", receipt(mail)?),
        MailContent::Reply(mail) => ("reply", reply(mail)?),
        MailContent::ReplyNotice(mail) => ("reply_notice", ReplyNoticeText { mail }.render()?),
        MailContent::Urgent(mail) => ("urgent", UrgentText { mail }.render()?),
        MailContent::Notices(mail) => ("notices", NoticesText { mail }.render()?),
        MailContent::Commitments(mail) => ("commitments", commitments(mail)?),
        MailContent::Dialogue(mail) => ("dialogue", DialogueText { mail }.render()?),
        MailContent::Panel(mail) => ("panel", PanelText { mail }.render()?),
        MailContent::Digest(mail) => {
            let (since, until) = (date(mail.since, Lang::Ja), date(mail.until, Lang::Ja));
            ("digest", DigestText { mail, since, until }.render()?)
        }
        MailContent::Survey(mail) => ("survey", SurveyText { mail, until: date(mail.until, mail.lang) }.render()?),
        MailContent::Test(mail) => ("test", TestText { mail }.render()?),
    };
    let (subject, body) = text.split_once("\n\n").unwrap_or((text.as_str(), ""));
    Ok(Letter {
        recipient: outgoing.recipient.clone(),
        message_key: outgoing.message_key.clone(),
        reply_to: outgoing.reply_to.clone(),
        kind,
        subject: subject.trim().to_owned(),
        body: format!("{}\n", body.trim_end()),
        // A letter is written by people; everything else is not.
        automatic: !matches!(outgoing.content, MailContent::Reply(_)),
        enclosures: match &outgoing.content {
            MailContent::Reply(mail) => mail.enclosures.clone(),
            MailContent::Dialogue(mail) => mail.calendar.iter().cloned().collect(),
            _ => Vec::new(),
        },
        at,
    })
}

fn receipt(mail: &ReceiptMail) -> askama::Result<String> {
    let due = mail.due_on.map(|on| date(on, mail.promise_lang)).unwrap_or_default();
    let received = date(mail.received_on, mail.lang);
    ReceiptText { mail, received, promise: mail.promise.replace("{due}", &due) }.render()
}

fn reply(mail: &ReplyMail) -> askama::Result<String> {
    let opening = mail.opening.replace("{received}", &date(mail.received_on, mail.opening_lang));
    ReplyText { mail, dated: date(mail.dated_on, mail.lang), opening }.render()
}

fn commitments(mail: &CommitmentsMail) -> askama::Result<String> {
    let days = mail.lines.iter().map(|line| date(line.due_on, Lang::Ja)).collect();
    CommitmentsText { mail, days }.render()
}

/// 令和8年5月7日; easy: 2026年5月7日; English: 7 May 2026.
fn date(on: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Ja => era::wareki(on),
        Lang::Easy => on.format("%Y年%-m月%-d日").to_string(),
        Lang::En => on.format("%-d %B %Y").to_string(),
    }
}

mod sample;
#[cfg(test)]
mod tests;
