//! What each mail has to say, without its words: numbers, dates and texts in the reader's language.

use chrono::NaiveDate;
use kocho_domain::{
    job::Pace,
    localized::{Lang, Localized, ruby},
    participant::Notice,
    receipt::Secret,
    rule::{city::City, danger::DangerGroup},
};

/// A mail's contents. Mails to staff are Japanese and hold numbers and links only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailContent {
    /// To the resident: it is received.
    Receipt(ReceiptMail),
    /// To the resident: the letter.
    Reply(ReplyMail),
    /// To the resident: a letter is there.
    ReplyNotice(ReplyNoticeMail),
    /// To the duty address.
    Urgent(UrgentMail),
    /// To a member of staff.
    Notices(NoticesMail),
    /// To a member of staff.
    Commitments(CommitmentsMail),
    /// To who applied for a dialogue day.
    Dialogue(DialogueMail),
    /// To a candidate or monitor.
    Panel(PanelMail),
    /// To somebody of the office.
    Digest(DigestMail),
    /// To who is asked in a survey.
    Survey(SurveyMail),
    /// From the command line.
    Test(TestMail),
}

/// Who writes: what stands under every mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// 小美玉市
    pub city: String,
    /// 秘書広聴課
    pub section: String,
    /// Telephone.
    pub phone: String,
    /// Opening hours in words.
    pub hours: String,
    /// The mail says that it comes from a demo.
    pub demo: bool,
}

impl Sender {
    /// The hearing desk, in the reader's language.
    #[must_use]
    pub fn of(city: &City, lang: Lang, demo: bool) -> Self {
        Sender {
            city: words(&city.name, lang),
            section: words(&city.office.name, lang),
            phone: city.office.phone.clone(),
            hours: words(&city.office.hours, lang),
            demo,
        }
    }
}

/// It is received. Neither text nor subject of the voice; the secret only to who wrote by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptMail {
    /// The secret, for a voice that came by mail: its writer saw no page.
    pub secret: Option<Secret>,
    /// An answer to the mail is added to the voice.
    pub answerable: bool,
    /// Language of the voice.
    pub lang: Lang,
    /// R8-000123-K
    pub number: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// What the channel's rule promises for this wish; `{due}` still stands in it.
    pub promise: String,
    /// The language in which the promise is really written.
    pub promise_lang: Lang,
    /// Expected day of the reply.
    pub due_on: Option<NaiveDate>,
    /// Where the status can be seen, without number or secret.
    pub status_url: String,
    /// Who writes.
    pub from: Sender,
}

/// The letter itself: the frozen text with the city's opening and closing around it, nothing added inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyMail {
    /// Language of the voice.
    pub lang: Lang,
    /// R8-000123-K
    pub number: String,
    /// 文書番号; may be empty.
    pub document_number: String,
    /// 発送日
    pub dated_on: NaiveDate,
    /// 小美玉 花子 様; `None` when no name was given.
    pub addressee: Option<String>,
    /// 名義
    pub signature: String,
    /// The rule's first paragraph; `{received}` still stands in it.
    pub opening: String,
    /// The language in which the opening is really written.
    pub opening_lang: Lang,
    /// 受付日
    pub received_on: NaiveDate,
    /// Frozen text.
    pub body: String,
    /// An answer to the mail is added to the voice.
    pub answerable: bool,
    /// The rule's last paragraph.
    pub closing: String,
    /// The section that answers.
    pub section: String,
    /// 添付資料, in the order of the points.
    pub enclosures: Vec<Enclosed>,
    /// Where the resident can say that it did not answer.
    pub status_url: String,
    /// Who sends it.
    pub from: Sender,
}

/// A file that goes with the mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Enclosed {
    /// Its name, as the resident sees it.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Enclosed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}, {} bytes)", self.name, self.media_type, self.bytes.len())
    }
}

/// A letter is there, to be read with number and secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyNoticeMail {
    /// An answer to the mail is added to the voice.
    pub answerable: bool,
    /// Language of the voice.
    pub lang: Lang,
    /// R8-000123-K
    pub number: String,
    /// Where the status can be seen, without number or secret.
    pub status_url: String,
    /// Who writes.
    pub from: Sender,
}

/// Somebody is asked in a survey, or reminded of it. The code is in no other mail.
#[derive(Clone, PartialEq, Eq)]
pub struct SurveyMail {
    /// Language of who is asked.
    pub lang: Lang,
    /// What it is about: the first mail, a reminder, a new code.
    pub notice: Notice,
    /// 件名 of the survey.
    pub title: String,
    /// 目的
    pub purpose: String,
    /// `K7M3A-9XCF4-TW2PH`; a reminder has none.
    pub code: Option<String>,
    /// Where it is answered; with a code, the address that opens it at once.
    pub url: String,
    /// The last day.
    pub until: NaiveDate,
    /// 無記名
    pub anonymous: bool,
    /// Who writes.
    pub from: Sender,
}

impl std::fmt::Debug for SurveyMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SurveyMail").field("notice", &self.notice).finish_non_exhaustive()
    }
}

/// Somebody has to look now. Number and groups, no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrgentMail {
    /// R8-000123-K, with the branch where there are several.
    pub number: String,
    /// Groups of danger words.
    pub groups: Vec<DangerGroup>,
    /// Address of the case.
    pub case_url: String,
    /// Who writes.
    pub from: Sender,
}

/// What happened to cases of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticesMail {
    /// One line a case and event.
    pub lines: Vec<NoticeText>,
    /// Address of the inbox.
    pub inbox_url: String,
    /// Who writes.
    pub from: Sender,
}

/// One line of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeText {
    /// Receipt number with branch; of an indicator or an application its number, of a memo or a summary the day's number and the
    /// time.
    pub number: String,
    /// What happened.
    pub code: String,
    /// Address of the case, or of what else it is.
    pub url: String,
}

/// Promises that are due or late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentsMail {
    /// One line a promise.
    pub lines: Vec<CommitmentText>,
    /// Address of the list.
    pub list_url: String,
    /// Who writes.
    pub from: Sender,
}

/// How much came, waits and is late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestMail {
    /// How often the person gets it.
    pub pace: Pace,
    /// The first day that is counted.
    pub since: NaiveDate,
    /// The last one: today.
    pub until: NaiveDate,
    /// Letters that came in.
    pub arrived: u64,
    /// Urgent ones that nobody took; `None` for people who read figures only.
    pub urgent: Option<u64>,
    /// Decisions whose turn the person is; `None` for people who decide nothing.
    pub turns: Option<u64>,
    /// Open cases.
    pub open: u64,
    /// Of these, past their day.
    pub overdue: u64,
    /// Cases that no section owns; `None` for people who read figures only.
    pub orphans: Option<u64>,
    /// Address of the office's morning page.
    pub office_url: String,
    /// Address of the week's page; a daily digest has none.
    pub week_url: Option<String>,
    /// Address of the same as a PDF, opened by who signs in; none where there are no such files.
    pub pdf_url: Option<String>,
    /// Who writes.
    pub from: Sender,
}

/// What was decided on an application for a dialogue day, or that the day is near: the frozen text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialogueMail {
    /// Language of the application.
    pub lang: Lang,
    /// Of the notice.
    pub title: String,
    /// Of the notice.
    pub body: String,
    /// Where the application can be seen, without number or secret.
    pub status_url: String,
    /// It can be taken back there now.
    pub may_cancel: bool,
    /// The meeting for a calendar, or that it does not take place.
    pub calendar: Option<Enclosed>,
    /// The calendar file takes the meeting away.
    pub calls_off: bool,
    /// Who writes.
    pub from: Sender,
}

/// What a candidate or monitor is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelMail {
    /// Their language.
    pub lang: Lang,
    /// Of the notice.
    pub title: String,
    /// Of the notice.
    pub body: String,
    /// Who writes.
    pub from: Sender,
}

/// One line of a reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentText {
    /// R8-約束012
    pub number: String,
    /// soon, late, follow_up
    pub code: String,
    /// The deadline in force.
    pub due_on: NaiveDate,
    /// Address of the promise.
    pub url: String,
}

/// A test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestMail {
    /// Where residents reach the service.
    pub public_url: String,
    /// Who writes.
    pub from: Sender,
}

/// A rule's text for a plain-text mail: in easy Japanese a reading follows its word in brackets.
pub(crate) fn words(text: &Localized, lang: Lang) -> String {
    let (text, written_in) = text.get(lang);
    in_plain_text(text, written_in)
}

pub(crate) fn in_plain_text(text: &str, lang: Lang) -> String {
    if lang != Lang::Easy {
        return ruby::strip(text);
    }
    ruby::segments(text)
        .into_iter()
        .map(|segment| match segment {
            ruby::Segment::Plain(plain) => plain.to_owned(),
            ruby::Segment::Ruby { base, reading } => format!("{base}（{reading}）"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_japanese_keeps_its_readings_in_brackets_and_placeholders_stay() {
        let easy = "{due}ごろまでに{返事|へんじ}を{送|おく}ります。";
        assert_eq!(in_plain_text(easy, Lang::Easy), "{due}ごろまでに返事（へんじ）を送（おく）ります。");
        assert_eq!(in_plain_text(easy, Lang::Ja), "{due}ごろまでに返事を送ります。");
    }
}

/// An invented mail, in words: what administrators look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSample {
    /// The kind's code ([`kocho_domain::job::Mail::code`]).
    pub code: &'static str,
    /// In which language.
    pub lang: Lang,
    /// 件名
    pub subject: String,
    /// 本文
    pub body: String,
}
