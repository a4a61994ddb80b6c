//! Receiving a voice: one durable transaction from the form to the receipt.

mod many;

use std::{collections::BTreeSet, sync::OnceLock};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kocho_domain::{
    access::may_see,
    body::{Body, Line},
    case::{Begin, NewCase},
    deadline::due_on,
    era::FiscalYear,
    id::{CaseId, PublicKey, SectionId, SubmissionId},
    job::{Job, Mail},
    localized::{Lang, Localized},
    personal::Personal,
    receipt::{ReceiptNumber, Secret},
    reply::NewReply,
    rule::{channel::ReplyPolicy, danger::DangerGroup},
    story::{AuditEvent, CaseEvent, Story},
    submission::{Contact, NewSubmission, ReplyWay, SourceRef, first_words, whole},
    workflow::{Start, Status},
};
use kocho_store::{StoreError, Tx, submission::ContactHashes};
use kocho_text::danger::Screen;

pub(crate) use many::{Ready, WithNote, make_ready, receive_all};

use crate::{Cx, Error};

/// How many characters of a text stand for it in lists.
const TITLE_LENGTH: usize = 32;

/// A voice as it is handed in.
#[derive(Debug, Clone)]
pub struct Submit {
    /// The form's own key; a second identical POST finds the first one's receipt.
    pub form_key: String,
    /// 受付方法 code
    pub channel: String,
    /// screen, paper, voice …
    pub medium: String,
    /// ja, easy or en.
    pub language: String,
    /// When it was received, if not now (paper, demo data).
    pub received_at: Option<DateTime<Utc>>,
    /// The text.
    pub body: Body,
    /// 件名
    pub subject: Option<Line>,
    /// 種別 that the resident chose.
    pub kind_guess: Option<String>,
    /// 場所
    pub place: Option<Line>,
    /// 年代 code
    pub age_group: Option<String>,
    /// 地区 code
    pub district: Option<String>,
    /// 市との関わり code
    pub relation: Option<String>,
    /// 回答希望
    pub reply_wanted: Option<bool>,
    /// 公表してよいか
    pub publish_ok: Option<bool>,
    /// 回答の方法
    pub reply_way: Option<ReplyWay>,
    /// A receipt mail may be sent.
    pub receipt_mail: bool,
    /// 連絡先
    pub contact: Personal<Contact>,
    /// The slip, row or mail that it came from.
    pub source: Option<SourceRef>,
    /// Demo data.
    pub demo: bool,
}

impl Submit {
    /// A text of which nothing more is known: no name, no wish and no place, in Japanese, received now.
    pub fn of_text(form_key: String, channel: &str, medium: &str, body: Body) -> Self {
        Submit {
            form_key,
            channel: channel.to_owned(),
            medium: medium.to_owned(),
            language: Lang::Ja.code().to_owned(),
            received_at: None,
            body,
            subject: None,
            kind_guess: None,
            place: None,
            age_group: None,
            district: None,
            relation: None,
            reply_wanted: None,
            publish_ok: None,
            reply_way: None,
            receipt_mail: false,
            contact: Personal::new(Contact::default()),
            source: None,
            demo: false,
        }
    }
}

/// What the resident holds afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Key of the receipt page.
    pub key: PublicKey,
}

/// What the check page warns of; nothing is blocked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Warnings {
    /// Danger groups found, in the order of their first word.
    pub danger: Vec<DangerGroup>,
    /// A My Number stands in one of the texts.
    pub my_number: bool,
}

/// Looks over what was written before it is sent: subject and text, and the short fields beside them.
pub fn warnings(subject: &str, body: &str, beside: &[&str]) -> Warnings {
    let my_number = [subject, body].iter().chain(beside).any(|text| kocho_text::my_number::stands_in(text));
    Warnings { danger: danger_with(subject, body, beside), my_number }
}

/// The groups of danger words in subject and text, each once.
pub(crate) fn danger_groups(subject: &str, body: &str) -> Vec<DangerGroup> {
    danger_with(subject, body, &[])
}

/// The groups of danger words in everything that somebody wrote freely.
pub(crate) fn danger_in(new: &Submit) -> Vec<DangerGroup> {
    danger_with(new.subject.as_ref().map_or("", Line::as_str), new.body.as_str(), &beside(new))
}

/// What stands beside the text is screened for itself, where it is not empty, by the rules alone: the second opinion was
/// learned from whole letters and takes 「夜は電話しないでください」 for a cry.
fn danger_with(subject: &str, body: &str, beside: &[&str]) -> Vec<DangerGroup> {
    static RULES: OnceLock<Screen> = OnceLock::new();
    let rules = || RULES.get_or_init(|| Screen::rules_alone().unwrap_or_default());
    let text = whole(subject, body);
    let noted = beside.iter().filter(|text| !text.trim().is_empty()).flat_map(|text| rules().screen(text));
    let mut seen = BTreeSet::new();
    Screen::built_in()
        .screen(&text)
        .into_iter()
        .chain(noted)
        .filter(|hit| seen.insert(hit.group.code()))
        .filter_map(|hit| DangerGroup::from_code(hit.group.code()))
        .collect()
}

/// The short fields in which people write freely.
fn beside(new: &Submit) -> [&str; 2] {
    let place = new.place.as_ref().map_or("", Line::as_str);
    [place, new.contact.reveal().reach_note.as_ref().map_or("", Body::as_str)]
}

/// Cases of these groups are known only to the hearing desk and to 係長, 課長, 部長 of the section that gets them.
fn is_restricted(groups: &[DangerGroup]) -> bool {
    groups.iter().any(|g| matches!(g, DangerGroup::SelfHarm | DangerGroup::Violence | DangerGroup::Abuse))
}

/// Receives a voice: submission, case, contact, events, mails and the queued suggestion in one transaction.
///
/// # Errors
/// [`Error::Invalid`] when a code is not in the city's lists; [`Error::Busy`] when the database did not answer.
pub async fn submit(cx: &Cx, new: Submit) -> Result<Receipt, Error> {
    check_codes(cx, &new)?;
    match receive_alone(cx, &new).await {
        // A form that is sent twice meets itself at its key, which is unique: the second finds the first one's receipt.
        Err(Error::Stale) => match kocho_store::submission::key_of_form(&cx.reader(), &new.form_key).await? {
            Some(key) => Ok(Receipt { key }),
            None => Err(Error::Busy),
        },
        other => other,
    }
}

/// Refuses codes that are not in the city's lists.
///
/// # Errors
/// [`Error::Invalid`] at the first such field.
pub(crate) fn check_codes(cx: &Cx, new: &Submit) -> Result<(), Error> {
    let rules = &cx.city.rules;
    let city = rules.city();
    let unknown = |list: &[kocho_domain::rule::city::Choice], code: &Option<String>| {
        code.as_ref().is_some_and(|code| !list.iter().any(|choice| choice.code == *code))
    };
    let wrong = [
        ("channel", rules.channel(&new.channel).is_none()),
        ("kind", new.kind_guess.as_ref().is_some_and(|k| rules.kind(k).is_none())),
        ("age_group", unknown(&city.age_groups, &new.age_group)),
        ("district", unknown(&city.districts, &new.district)),
        ("relation", unknown(&city.relations, &new.relation)),
    ];
    match wrong.into_iter().find(|(_, wrong)| *wrong) {
        Some((field, _)) => Err(Error::field(field, "choice_unknown")),
        None => Ok(()),
    }
}

async fn receive_alone(cx: &Cx, new: &Submit) -> Result<Receipt, Error> {
    let mut tx = cx.begin().await?;
    let received = receive(cx, &mut tx, new).await?;
    let before_office = match circulates(cx, &new.channel) {
        true => Some(crate::circulation::by_rule(&mut tx, &received.event).await?),
        false => None,
    };
    tx.commit(Story::all([received.event].into_iter().chain(before_office).collect())).await?;
    cx.house.wake_worker();
    Ok(Receipt { key: received.key })
}

/// Voices of this channel are read by the mayor's office and not answered (供覧のみ).
fn circulates(cx: &Cx, channel: &str) -> bool {
    cx.city.rules.channel(channel).is_some_and(|channel| channel.reply_policy == ReplyPolicy::CirculateOnly)
}

/// A voice whose rows are written; it is received when its event is committed.
#[derive(Debug)]
pub(crate) struct Received {
    /// Key of the receipt page.
    pub(crate) key: PublicKey,
    /// What the commit has to tell; it names the voice and its first case.
    pub(crate) event: CaseEvent,
}

/// Writes a voice's rows inside the transaction of a use case that takes in one voice or many. Whoever calls it has
/// looked at the codes ([`check_codes`]) and commits the event.
pub(crate) async fn receive(cx: &Cx, tx: &mut Tx, new: &Submit) -> Result<Received, Error> {
    let voice = write_voice(cx, tx, new).await?;
    let opened = open_case(cx, tx, &voice, Opening::at_the_desk(cx, new)?).await?;
    Ok(Received { key: voice.row.key, event: opened.event })
}

/// A voice whose own rows are written and whose cases are opened next.
pub(crate) struct Voice<'a> {
    /// Its database key.
    pub(crate) id: SubmissionId,
    /// Its row.
    pub(crate) row: NewSubmission,
    new: &'a Submit,
}

/// Writes a voice without its cases.
pub(crate) async fn write_voice<'a>(cx: &Cx, tx: &mut Tx, new: &'a Submit) -> Result<Voice<'a>, Error> {
    let received_at = new.received_at.unwrap_or_else(|| cx.now());
    // What comes in by itself may count as received on the next open day; paper and calls bring their own day.
    let received_on = match new.received_at {
        Some(at) => kocho_domain::clock::civil_date(at),
        None => cx.city.rules.received_on(received_at),
    };
    let fiscal_year = FiscalYear::of(received_on);
    let sequence = kocho_store::counter::next(tx, &format!("receipt-{}", fiscal_year.year())).await?;
    let number = ReceiptNumber { fiscal_year, sequence };
    let row = new_row(cx, new, number, received_at, received_on);
    let secret = Secret::derive(&cx.keys().receipt(), row.key.as_str());
    let hashes = contact_hashes(cx, new.contact.reveal());
    let id = kocho_store::submission::insert(tx, &row, secret.keyed_hash(&cx.keys().receipt()), hashes).await?;
    kocho_store::attachment::adopt(tx, &new.form_key, id, || cx.new_key()).await?;
    if let Some(email) = new.contact.reveal().email.as_ref().filter(|_| new.receipt_mail) {
        let to = Personal::new(email.as_str().to_owned());
        kocho_store::outbox::push(tx, &to, &Mail::Receipt { submission: id.0 }, Some(id), None).await?;
    }
    Ok(Voice { id, row, new })
}

/// How a case of a voice begins.
pub(crate) struct Opening {
    /// 枝番
    pub(crate) branch: u16,
    /// Heading and text of its own, when the voice has several.
    pub(crate) point: Option<(String, String)>,
    /// 種別
    pub(crate) kind: Option<String>,
    /// Where it begins when it does not begin at the desk.
    pub(crate) section: SectionId,
    /// How.
    pub(crate) begin: Begin,
}

impl Opening {
    /// The one case of a voice, at the hearing desk.
    pub(crate) fn at_the_desk(cx: &Cx, new: &Submit) -> Result<Self, Error> {
        let (kind, section) = (new.kind_guess.clone(), cx.city.hearing()?.id);
        Ok(Opening { branch: 1, point: None, kind, section, begin: Begin::Desk })
    }

    /// Heading and text: its own, or the whole voice's.
    fn words<'a>(&'a self, subject: &'a str, body: &'a str) -> (&'a str, &'a str) {
        self.point.as_ref().map_or((subject, body), |(head, text)| (head, text))
    }
}

/// A case whose rows are written.
pub(crate) struct Opened {
    /// Its database key.
    pub(crate) case: CaseId,
    /// Danger words put it before the desk.
    pub(crate) urgent: bool,
    /// What the commit has to tell.
    pub(crate) event: CaseEvent,
}

/// Opens a case of a voice: its row, its line of the search index, what it has to be told to.
pub(crate) async fn open_case(cx: &Cx, tx: &mut Tx, voice: &Voice<'_>, how: Opening) -> Result<Opened, Error> {
    let (new, row) = (voice.new, &voice.row);
    let subject = new.subject.as_ref().map_or("", Line::as_str);
    let (head, text) = how.words(subject, new.body.as_str());
    // What stands beside the text belongs to the voice: its first case has it.
    let beside = if how.branch == 1 { beside(new) } else { [""; 2] };
    let groups = danger_with(head, text, &beside);
    let section = how.section;
    let opened = new_case(cx, new, row.received_on, how, &groups);
    let begins = opened.begins();
    let holder = if begins.start() == Start::Desk { cx.city.hearing()?.id } else { section };
    let case = kocho_store::case::insert(tx, voice.id, &new.channel, holder, opened.clone()).await?;
    kocho_store::case_text::open(tx, voice.id, case, (row, &opened), holder).await?;
    if let Begin::Done { staff, done } = begins {
        kocho_store::reply::insert_first(tx, case, holder, *staff, &NewReply::from(done)).await?;
    }
    kocho_store::job::push(tx, &Job::Suggest { case: case.0 }).await?;
    push_urgent_mails(cx, tx, case, &groups).await?;
    let event = received_event(case, voice.id, &new.channel, &groups);
    let event = match begins {
        Begin::Desk => event,
        Begin::Section { .. } => event.with("section", holder),
        Begin::Done { done, .. } => event.with("section", holder).with("outcome", &done.outcome),
    };
    Ok(Opened { case, urgent: opened.urgent, event })
}

/// What a case of a voice starts with.
fn new_case(cx: &Cx, new: &Submit, received_on: NaiveDate, how: Opening, groups: &[DangerGroup]) -> NewCase {
    let rules = &cx.city.rules;
    let subject = new.subject.as_ref().map_or("", Line::as_str);
    let (head, text) = how.words(subject, new.body.as_str());
    NewCase {
        key: cx.new_key(),
        branch: how.branch,
        title: title(head, text),
        received_on,
        due_on: due_on(rules.calendar(), received_on, rules.reply_deadline(&new.channel)),
        reply_due: reply_due(cx, new),
        urgent: !groups.is_empty(),
        restricted: is_restricted(groups),
        point: how.point.map(|(_, text)| text),
        kind: how.kind,
        begin: how.begin,
    }
}

/// A reply is owed when the resident wants one and the channel's policy gives individual ones.
fn reply_due(cx: &Cx, new: &Submit) -> bool {
    let individual = cx.city.rules.channel(&new.channel).is_some_and(|c| c.reply_policy == ReplyPolicy::Individual);
    individual && new.reply_wanted == Some(true)
}

fn received_event(case: CaseId, id: SubmissionId, channel: &str, groups: &[DangerGroup]) -> CaseEvent {
    let event = CaseEvent::new(case, id, "received").with("channel", channel);
    if groups.is_empty() {
        return event;
    }
    event.with("danger", groups.iter().map(|g| g.code()).collect::<Vec<_>>().join(","))
}

fn new_row(
    cx: &Cx,
    new: &Submit,
    number: ReceiptNumber,
    received_at: DateTime<Utc>,
    received_on: NaiveDate,
) -> NewSubmission {
    NewSubmission {
        key: cx.new_key(),
        form_key: new.form_key.clone(),
        number,
        channel: new.channel.clone(),
        medium: new.medium.clone(),
        language: new.language.clone(),
        received_on,
        received_at,
        body: new.body.clone(),
        subject: new.subject.clone(),
        kind_guess: new.kind_guess.clone(),
        place: new.place.clone(),
        age_group: new.age_group.clone(),
        district: new.district.clone(),
        relation: new.relation.clone(),
        reply_wanted: new.reply_wanted,
        publish_ok: new.publish_ok,
        reply_way: new.reply_way,
        receipt_mail: new.receipt_mail,
        contact: new.contact.clone(),
        source: new.source,
        has_my_number: has_my_number(new),
        // Whoever writes to the demo city makes demo data: it is never taken for a real voice.
        demo: new.demo || cx.house.demo,
    }
}

/// A My Number stands in something that was written freely.
fn has_my_number(new: &Submit) -> bool {
    let contact = new.contact.reveal();
    let lines = [&new.subject, &contact.name, &contact.address].into_iter().flatten().map(Line::as_str);
    lines.chain([new.body.as_str()]).chain(beside(new)).any(kocho_text::my_number::stands_in)
}

/// What stands for a voice in lists: the subject, or the first words, with personal details masked.
pub(crate) fn title(subject: &str, body: &str) -> String {
    let text = if subject.trim().is_empty() { body } else { subject };
    first_words(&kocho_text::personal::mask(text, &kocho_text::personal::find(text)), TITLE_LENGTH)
}

fn contact_hashes(cx: &Cx, contact: &Contact) -> ContactHashes {
    let hash = |line: &Option<Line>| {
        line.as_ref().map(|l| cx.keys().contact_hash(&kocho_text::normalize::search_key(l.as_str())))
    };
    let digits = contact.phone.as_ref().map(|p| {
        kocho_text::normalize::search_key(p.as_str()).chars().filter(char::is_ascii_digit).collect::<String>()
    });
    ContactHashes {
        name: hash(&contact.name),
        phone: digits.map(|d| cx.keys().contact_hash(&d)),
        email: hash(&contact.email),
    }
}

/// One mail to each duty address of the groups found: number and group only, no content.
pub(crate) async fn push_urgent_mails(
    cx: &Cx,
    tx: &mut Tx,
    case: CaseId,
    groups: &[DangerGroup],
) -> Result<(), StoreError> {
    let addresses: BTreeSet<&String> =
        groups.iter().filter_map(|g| cx.city.rules.danger(*g)).flat_map(|response| &response.duty_mails).collect();
    let codes: Vec<String> = groups.iter().map(|g| g.code().to_owned()).collect();
    for address in addresses {
        let to = Personal::new(address.clone());
        kocho_store::outbox::push(tx, &to, &Mail::Urgent { case: case.0, groups: codes.clone() }, None, None).await?;
    }
    Ok(())
}

/// What the receipt page shows.
#[derive(Debug, Clone)]
pub struct ReceiptView {
    /// 受付番号
    pub number: ReceiptNumber,
    /// The secret, derived again; it is stored nowhere.
    pub secret: Secret,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// 受付日
    pub received_on: NaiveDate,
    /// By when the section answers or has dealt with it.
    pub due_on: NaiveDate,
    /// True only when a reply is promised.
    pub reply_due: bool,
    /// How the reply comes.
    pub reply_way: Option<ReplyWay>,
    /// What the channel's policy says about replies.
    pub promise: Localized,
    /// How many files were taken in.
    pub files: usize,
    /// A receipt mail goes out.
    pub mailed: bool,
    /// Until when this page can be shown again.
    pub again_until: DateTime<Utc>,
}

/// The receipt page's content, while it may be shown again.
///
/// # Errors
/// [`Error::NotFound`] for an unknown key or when the time is over.
pub async fn receipt(cx: &Cx, key: &PublicKey) -> Result<ReceiptView, Error> {
    let from = cx.reader();
    let submission = kocho_store::submission::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let hours = TimeDelta::hours(i64::from(cx.city.rules.limits().receipt_again_hours));
    let case =
        kocho_store::case::of_submission(&from, submission.id).await?.into_iter().next().ok_or(Error::NotFound)?;
    let again_until = submission.received_at + hours;
    if cx.now() > again_until {
        return Err(Error::NotFound);
    }
    Ok(ReceiptView {
        number: submission.number,
        secret: Secret::derive(&cx.keys().receipt(), key.as_str()),
        received_at: submission.received_at,
        received_on: submission.received_on,
        due_on: case.due_on,
        reply_due: case.reply_due,
        reply_way: submission.reply_way,
        promise: cx.city.rules.receipt_text(&submission.channel, submission.reply_wanted == Some(true)).clone(),
        files: kocho_store::attachment::of(&from, kocho_store::attachment::Owner::Submission(submission.id))
            .await?
            .len(),
        mailed: mailed(&from, submission.id).await?,
        again_until,
    })
}

/// A receipt mail was allowed and there is an address for it.
async fn mailed(from: &impl kocho_store::Source, id: SubmissionId) -> Result<bool, Error> {
    let contact = kocho_store::submission::contact(from, id).await?;
    let address = contact.is_some_and(|c| c.reveal().email.is_some());
    Ok(address && kocho_store::submission::wants_receipt_mail(from, id).await?)
}

/// What the slip says that is handed over at the counter or read out on the telephone.
#[derive(Debug, Clone)]
pub struct Slip {
    /// 受付番号
    pub number: ReceiptNumber,
    /// The secret, while the receipt may be shown again.
    pub secret: Option<Secret>,
    /// 受付日
    pub received_on: NaiveDate,
    /// 受付方法 code
    pub channel_code: String,
    /// Name of the 受付方法.
    pub channel: Localized,
    /// In which language it is handed over: ja, easy or en.
    pub language: String,
    /// Expected day of the reply, where one is promised.
    pub expected_on: Option<NaiveDate>,
    /// The voice's first case, when this person may open it.
    pub case: Option<PublicKey>,
    /// 要望書: who brought it, and how many items it has.
    pub petition: Option<(String, usize)>,
    /// It waits for the desk, because it may be dangerous.
    pub urgent: bool,
}

/// The receipt slip: for the hearing desk, and for whoever wrote the voice down. That it was shown, and whether with the
/// secret, stands in the audit.
///
/// # Errors
/// [`Error::NotFound`], also for what somebody else wrote down.
pub async fn slip(cx: &Cx, key: &PublicKey) -> Result<Slip, Error> {
    seen_receipt(cx, key, "receipt_printed").await
}

/// The same numbers on the screen, to be read out.
///
/// # Errors
/// See [`slip`].
pub async fn numbers(cx: &Cx, key: &PublicKey) -> Result<Slip, Error> {
    seen_receipt(cx, key, "receipt_shown").await
}

async fn seen_receipt(cx: &Cx, key: &PublicKey, code: &'static str) -> Result<Slip, Error> {
    let staff = cx.actor.staff()?;
    let tx = cx.begin().await?;
    let submission = kocho_store::submission::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if !staff.is_hearing() && kocho_store::intake::writer(&tx, submission.id).await? != Some(staff.id) {
        return Err(Error::NotFound);
    }
    let cases = kocho_store::case::of_submission(&tx, submission.id).await?;
    let items = cases.len();
    let case = cases.into_iter().next().ok_or(Error::NotFound)?;
    let organisation = kocho_store::intake::organisation(&tx, submission.id).await?;
    let hours = TimeDelta::hours(i64::from(cx.city.rules.limits().receipt_again_hours));
    let shared = kocho_store::case::shared_with(&tx, case.id).await?;
    // Paper and memos may be typed days later: the hours count from when the number was given.
    let shown = cx.now() <= kocho_store::submission::registered_at(&tx, submission.id).await? + hours;
    let event = AuditEvent::new(code, "submission", Some(submission.id.0)).with("secret", shown);
    tx.commit(Story::audit(event)).await?;
    let channel = cx.city.rules.channel(&submission.channel);
    Ok(Slip {
        number: submission.number,
        secret: shown.then(|| Secret::derive(&cx.keys().receipt(), key.as_str())),
        received_on: submission.received_on,
        channel: channel.map(|c| c.label.clone()).unwrap_or_default(),
        channel_code: submission.channel,
        language: submission.language,
        expected_on: case.reply_due.then_some(case.due_on),
        urgent: case.status == Status::Urgent,
        petition: organisation.map(|organisation| (organisation, items)),
        case: may_see(&cx.actor, &case, &shared).then_some(case.key),
    })
}
