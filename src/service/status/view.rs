//! What the status page says: the five public words, who has it, by when, and what was answered.

use chrono::NaiveDate;
use kocho_domain::{
    case::Case,
    clock::civil_date,
    deadline::due_on,
    id::{CaseId, PublicKey},
    localized::Localized,
    public_status::{PublicEnding, PublicStatus, public_status},
    receipt::ReceiptNumber,
    rule::Use,
    submission::Submission,
    workflow::{Act, Status, next},
};
use kocho_store::{attachment::File, letter::WithPoints, section::Section, voice_file::VoiceFile};

use crate::{Cx, Error};

/// A voice as the resident sees it.
#[derive(Debug, Clone)]
pub struct StatusView {
    /// 受付番号
    pub number: ReceiptNumber,
    /// 受付日
    pub received_on: NaiveDate,
    /// A reply is owed for some point.
    pub reply_owed: bool,
    /// One a case, the least advanced first; never empty.
    pub points: Vec<PointView>,
    /// Letters that went out, newest first.
    pub letters: Vec<LetterView>,
    /// Days on which something was added later, oldest first.
    pub added_on: Vec<NaiveDate>,
    /// Somebody still works on it: something can be added.
    pub may_add: bool,
    /// Something is left that can be taken back.
    pub may_withdraw: bool,
    /// Until when one may say that the reply did not answer.
    pub reopen_until: Option<NaiveDate>,
}

/// One case as the resident sees it.
#[derive(Debug, Clone)]
pub struct PointView {
    /// Key of the case, for reopening this one.
    pub case: PublicKey,
    /// 枝番
    pub branch: u16,
    /// Its first words.
    pub title: String,
    /// The public word.
    pub status: PublicStatus,
    /// Name of the section in charge; the hearing desk until a section has accepted.
    pub section: Localized,
    /// Only while a reply is owed and not given yet.
    pub due: Option<DueView>,
    /// Why it ended without an answer, in the city's public words.
    pub ending: Option<Localized>,
    /// Whom it was passed on to.
    pub agency: Option<Localized>,
    /// 対応区分 in the city's public words, once it ended.
    pub outcome: Option<Localized>,
    /// その後の対応: when the city looks again.
    pub follow_up_on: Option<NaiveDate>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// Until when this point may be asked again.
    pub reopen_until: Option<NaiveDate>,
}

/// When a reply is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueView {
    /// The day.
    pub on: NaiveDate,
    /// The day that was said first, when it was another one.
    pub first: Option<NaiveDate>,
    /// Why it changed, in the city's public words.
    pub reason: Option<Localized>,
}

/// A letter that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterView {
    /// When it left the house.
    pub sent_on: NaiveDate,
    /// 名義
    pub signature: String,
    /// 文書番号; may be empty.
    pub document_number: String,
    /// As it was decided and sent.
    pub body: String,
    /// 添付資料
    pub enclosures: Vec<File>,
}

/// The status page's content. Who holds the key has shown number and secret; that is asked before.
///
/// # Errors
/// [`Error::NotFound`] for an unknown key.
pub async fn view(cx: &Cx, key: &PublicKey) -> Result<StatusView, Error> {
    let known = kocho_store::voice_file::read(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
    let cases: Vec<&Case> = known.cases.iter().map(|(case, _)| case).collect();
    let with_title = known.cases.iter().map(|(case, title)| point(cx, &known, case, title.clone()));
    let mut points = with_title.collect::<Result<Vec<_>, _>>()?;
    points.sort_by_key(|p| (p.status, p.branch));
    let mut added_on: Vec<NaiveDate> = known.additions.iter().map(|at| civil_date(*at)).collect();
    added_on.dedup();
    Ok(StatusView {
        number: known.submission.number,
        received_on: known.submission.received_on,
        reply_owed: cases.iter().any(|c| c.reply_due),
        letters: letters(&known),
        added_on,
        may_add: cases.iter().any(|c| c.status.is_open()),
        may_withdraw: cases.iter().any(|c| next(c.status, Act::Withdraw).is_some()),
        reopen_until: points.iter().filter_map(|p| p.reopen_until).max(),
        points,
    })
}

fn point(cx: &Cx, known: &VoiceFile, case: &Case, title: String) -> Result<PointView, Error> {
    let rules = &cx.city.rules;
    let sent_on = sent_on(&known.letters, case.id);
    let ended = !case.status.is_open();
    let ending = case.ending.as_deref().filter(|_| ended);
    let refused = case.reply_due && ending.is_some_and(|code| !is_thanks(cx, code));
    let status = public_status(case.status, case.reply_due, sent_on.is_some(), refused);
    let agency = agency(cx, known, case.id).filter(|_| case.status == Status::Transferred);
    let outcome = case.outcome.as_deref().filter(|_| ended && case.status != Status::Withdrawn);
    let is_replied = status == PublicStatus::Ended(PublicEnding::Replied);
    Ok(PointView {
        case: case.key.clone(),
        branch: case.branch,
        title,
        status,
        section: section_name(section_in_charge(cx, case)?),
        due: (case.reply_due && !ended).then(|| due(cx, known, case)),
        ending: ending.and_then(|code| rules.reason(code)).and_then(|reason| reason.public.clone()),
        agency,
        outcome: outcome.and_then(|code| rules.outcome(code)).map(|outcome| match sent_on {
            Some(_) => outcome.public.clone(),
            None => outcome.without_letter().clone(),
        }),
        follow_up_on: case.follow_up_on.filter(|_| ended),
        ended_on: case.closed_on,
        reopen_until: sent_on.filter(|_| is_replied).and_then(|on| reopen_until(cx, &known.submission, on)),
    })
}

/// A letter of thanks ends without an answer, but nobody was refused one.
fn is_thanks(cx: &Cx, reason: &str) -> bool {
    cx.city.rules.reason(reason).is_some_and(|reason| reason.uses.contains(&Use::EndThanks))
}

/// The day on which a letter with this case last went out.
pub(super) fn sent_on(letters: &[WithPoints], case: CaseId) -> Option<NaiveDate> {
    let with_case = letters.iter().filter(|(_, points)| points.iter().any(|(id, _)| *id == case));
    with_case.filter_map(|(letter, _)| letter.sent_at).max().map(civil_date)
}

/// The last day on which a reply may be called no answer; `None` when it has passed.
pub(super) fn reopen_until(cx: &Cx, submission: &Submission, sent_on: NaiveDate) -> Option<NaiveDate> {
    let rules = &cx.city.rules;
    let until = due_on(rules.calendar(), sent_on, rules.reopen_period(&submission.channel));
    Some(until).filter(|until| *until >= cx.today())
}

/// Before a section has accepted, the hearing desk answers for the case; also when it never got one.
fn section_in_charge<'a>(cx: &'a Cx, case: &Case) -> Result<&'a Section, Error> {
    match case.status {
        Status::Received
        | Status::Urgent
        | Status::Routed
        | Status::Ruling
        | Status::EndingProposed
        | Status::Transferred
        | Status::Withdrawn => cx.city.hearing(),
        Status::Accepted
        | Status::Drafting
        | Status::Deciding
        | Status::Ready
        | Status::Sending
        | Status::Replied
        | Status::Settled => cx.city.section(case.holder).map_or_else(|| cx.city.hearing(), Ok),
    }
}

/// The name with its reading as ruby for easy Japanese, and the English one.
fn section_name(section: &Section) -> Localized {
    let ruby = (!section.reading.is_empty()).then(|| format!("{{{}|{}}}", section.name, section.reading));
    Localized {
        ja: section.name.clone(),
        easy: ruby,
        en: Some(section.name_en.clone()).filter(|name| !name.is_empty()),
    }
}

/// Whom the case was passed on to: the last agency that its history names.
fn agency(cx: &Cx, known: &VoiceFile, case: CaseId) -> Option<Localized> {
    let of_case = known.events.iter().rev().filter(|line| line.subject == Some(case.0));
    let code = of_case.filter_map(|line| line.value("agency")).next()?;
    cx.city.rules.agency(code).map(|agency| agency.name.clone())
}

/// The day in force, and the one that was said first where it was moved; a reopened point counts anew.
fn due(cx: &Cx, known: &VoiceFile, case: &Case) -> DueView {
    let moved = known.events.iter().rev().filter(|line| line.subject == Some(case.id.0));
    let moved = moved
        .take_while(|line| line.code != Act::Reopen.code())
        .find(|line| line.code == "due_changed" || line.value("due_on").is_some());
    let Some(moved) = moved else { return DueView { on: case.due_on, first: None, reason: None } };
    let first = known.deadlines.iter().find(|(id, _)| *id == case.id).map(|(_, on)| *on);
    let reason = moved.value("reason").and_then(|code| cx.city.rules.reason(code));
    DueView {
        on: case.due_on,
        first: first.filter(|on| *on != case.due_on),
        reason: reason.and_then(|reason| reason.public.clone()),
    }
}

fn letters(known: &VoiceFile) -> Vec<LetterView> {
    let sent = known.letters.iter().rev().filter_map(|(letter, _)| letter.sent_at.map(|at| (letter, at)));
    sent.map(|(letter, at)| LetterView {
        sent_on: civil_date(at),
        signature: letter.signature.clone(),
        document_number: letter.document_number.clone(),
        body: letter.body.clone(),
        enclosures: known.enclosures.iter().filter(|(id, _)| *id == letter.id).map(|(_, file)| file.clone()).collect(),
    })
    .collect()
}
