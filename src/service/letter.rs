//! 回答書と発送: one letter per submission, put together from decided replies; status, letter, dispatch and mail in one transaction.

mod sheet;

use std::collections::BTreeMap;

use kocho_domain::{
    access::{Permission, Permitted, permit},
    case::Case,
    era::FiscalYear,
    id::{PublicKey, SectionId},
    job::Mail,
    letter::{Answer, Point, assemble, decided, letter_hash},
    localized::Lang,
    personal::Personal,
    refusal::Refusal,
    rule::{
        Use,
        letter::{Counter, LetterTemplate},
    },
    story::{CaseEvent, Story},
    submission::{ReplyWay, Submission},
    workflow::{Act, Status},
};
use kocho_store::{
    Source, Tx,
    attachment::{File, Owner},
    letter::NewLetter,
    section::Section,
    submission::StoredContact,
};

pub use self::sheet::{SentLetter, Sheet, addressed, masked, sent};
use crate::{Cx, Error};

/// What the desk decides when it sends.
#[derive(Debug, Clone, Default)]
pub struct Send {
    /// Typed 文書番号; empty draws the next one.
    pub document_number: String,
    /// Another way than the resident chose.
    pub way: Option<ReplyWay>,
    /// Code of the template, under whose name it goes (名義); empty: the city's usual one.
    pub template: String,
    /// Reasons for points that stay unanswered: case key → reason code.
    pub unanswered: BTreeMap<String, String>,
}

/// The letter before it goes.
#[derive(Debug, Clone)]
pub struct LetterView {
    /// The voice.
    pub submission: Submission,
    /// Its points in the order of the resident's letter.
    pub points: Vec<(Case, Point)>,
    /// The text as it would go; `None` while a point is missing.
    pub body: Option<String>,
    /// 名義
    pub signature: String,
    /// Code of the template with which it is shown.
    pub template: String,
    /// How it will go.
    pub way: ReplyWay,
    /// The contact has what that way needs.
    pub reachable: bool,
    /// What the next drawn number would look like.
    pub number_format: String,
    /// 添付資料 of the decided replies, in the order of the points.
    pub enclosures: Vec<File>,
    /// The case that this person came from may be sent now.
    pub ready: bool,
}

/// The letter of a voice as it stands, under the name that this template gives (empty: the city's usual one).
///
/// # Errors
/// [`Error::Denied`] outside the hearing desk, [`Error::NotFound`], [`Error::Invalid`] for `template`.
pub async fn preview(cx: &Cx, key: &PublicKey, template: &str) -> Result<LetterView, Error> {
    if !cx.actor.staff()?.may(Permission::LetterDispatch) {
        return Err(Error::Denied);
    }
    let template = chosen(cx, template)?;
    let from = cx.reader();
    let mut submission = kocho_store::submission::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let points = points(cx, &from, &submission, &BTreeMap::new()).await?;
    let contact = contact(&from, &submission).await?;
    let way = submission.reply_way.unwrap_or(ReplyWay::Online);
    crate::case::mask_submission(&mut submission, false);
    let list: Vec<Point> = points.iter().map(|(_, p)| p.clone()).collect();
    let mark = answering(cx, &points)?.mark.clone();
    let mut enclosures = Vec::new();
    for point in &list {
        if let Answer::Reply { reply, .. } = &point.answer {
            enclosures.extend(kocho_store::attachment::of(&from, Owner::Reply(*reply)).await?);
        }
    }
    Ok(LetterView {
        enclosures,
        body: assemble(&list).ok(),
        ready: points.iter().any(|(c, _)| c.status == Status::Ready),
        signature: signature(cx, template, &submission, &points)?,
        template: template.code.clone(),
        points,
        reachable: address(&contact, way).is_ok(),
        number_format: format!("{mark}第　号"),
        way,
        submission,
    })
}

/// Sends the letter: freezes it, gives it a number, queues the mail or notes it as sent.
///
/// # Errors
/// [`Refusal::PointUnanswered`], [`Refusal::TextChanged`], [`Refusal::NoAddress`], [`Refusal::NotNow`].
pub async fn send(cx: &Cx, key: &PublicKey, new: &Send) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let submission = kocho_store::submission::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let events = send_in(cx, &mut tx, &submission, new).await?;
    tx.commit(Story::all(events)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// [`send`] inside a transaction that does more; answers what happened.
pub(crate) async fn send_in(
    cx: &Cx,
    tx: &mut Tx,
    submission: &Submission,
    new: &Send,
) -> Result<Vec<CaseEvent>, Error> {
    let staff = cx.actor.staff()?.clone();
    if !staff.may(Permission::LetterDispatch) {
        return Err(Error::Denied);
    }
    let points = points(cx, tx, submission, &new.unanswered).await?;
    let list: Vec<Point> = points.iter().map(|(_, p)| p.clone()).collect();
    let body = assemble(&list)?;
    let contact = contact(tx, submission).await?;
    let way = new.way.or(submission.reply_way).unwrap_or(ReplyWay::Online);
    let recipient = address(&contact, way)?;
    let act = if way == ReplyWay::Mail { Act::DispatchMail } else { Act::DispatchOther };
    let sent = step_all(cx, tx, &points, act).await?;
    let excused = excuse_all(cx, tx, &points).await?;
    let template = chosen(cx, &new.template)?;
    let signature = signature(cx, template, submission, &points)?;
    let letter = NewLetter {
        template: template.code.clone(),
        submission: submission.id,
        sha256: letter_hash(&body, &signature),
        body,
        signature,
        document_number: document_number(cx, tx, answering(cx, &points)?, &new.document_number).await?,
        medium: way.code().to_owned(),
        by: staff.id,
        points: points.iter().map(|(c, p)| point_row(c, p)).collect(),
    };
    let number = letter.document_number.clone();
    let left_at = (act == Act::DispatchOther).then(|| cx.now());
    let (letter_id, dispatch) = kocho_store::letter::insert(tx, letter, &recipient, left_at).await?;
    if let Some(to) = recipient.reveal().clone().filter(|_| way == ReplyWay::Mail) {
        let mail = if contact.notice_only {
            Mail::ReplyNotice { letter: letter_id.0 }
        } else {
            Mail::Reply { letter: letter_id.0 }
        };
        kocho_store::outbox::push(tx, &Personal::new(to), &mail, Some(submission.id), Some(dispatch)).await?;
    }
    let event = |c: &Case| {
        CaseEvent::act(c.id, c.submission, act)
            .with("letter", letter_id)
            .with("way", way.code())
            .with("number", &number)
    };
    let excuse = |(case, reason): &(Case, String)| {
        CaseEvent::act(case.id, case.submission, Act::Excuse).with("letter", letter_id).with("reason", reason)
    };
    Ok(sent.iter().map(event).chain(excused.iter().map(excuse)).collect())
}

/// The contact has what the resident's way of reply needs.
pub(crate) async fn can_reach(from: &impl Source, submission: &Submission) -> Result<bool, Error> {
    let way = submission.reply_way.unwrap_or(ReplyWay::Online);
    Ok(address(&contact(from, submission).await?, way).is_ok())
}

/// Moves every decided case of the letter along the table.
async fn step_all(cx: &Cx, tx: &mut Tx, points: &[(Case, Point)], act: Act) -> Result<Vec<Case>, Error> {
    let mut sent = Vec::new();
    for (case, _) in
        points.iter().filter(|(c, p)| c.status == Status::Ready && matches!(p.answer, Answer::Reply { .. }))
    {
        let shared = kocho_store::case::shared_with(tx, case.id).await?;
        let case: Permitted<Case> = permit(&cx.actor, act, case.clone(), &shared)?.apply(|c| c.step(act, cx.now()))?;
        kocho_store::case::save(tx, &case).await?;
        sent.push(case.get().clone());
    }
    match points.first() {
        Some((case, _)) if sent.is_empty() => Err(Refusal::NotNow { from: case.status, act }.into()),
        Some(_) => Ok(sent),
        None => Err(Error::NotFound),
    }
}

/// Ends the open points for which the letter gives a reason instead of an answer: nobody works on them any more.
async fn excuse_all(cx: &Cx, tx: &mut Tx, points: &[(Case, Point)]) -> Result<Vec<(Case, String)>, Error> {
    let mut excused = Vec::new();
    for (case, point) in points.iter().filter(|(case, _)| case.status.is_open()) {
        let Answer::Unanswered { reason, .. } = &point.answer else { continue };
        let shared = kocho_store::case::shared_with(tx, case.id).await?;
        let case = permit(&cx.actor, Act::Excuse, case.clone(), &shared)?.apply(|c| {
            let mut c = c.step(Act::Excuse, cx.now())?;
            c.ending = Some(reason.clone());
            Ok::<_, Refusal>(c)
        })?;
        kocho_store::case::save(tx, &case).await?;
        excused.push((case.get().clone(), reason.clone()));
    }
    Ok(excused)
}

fn point_row(case: &Case, point: &Point) -> kocho_store::letter::NewPoint {
    match &point.answer {
        Answer::Reply { reply, sha256, .. } => (case.id, Some((*reply, sha256.clone())), None),
        Answer::Unanswered { reason, .. } => (case.id, None, Some(reason.clone())),
        Answer::Missing => (case.id, None, None),
    }
}

/// The points of a letter: decided replies, ended ones with the public words of their reason, reasons given now. What was
/// taken back or answered by an earlier letter has no place in it.
async fn points(
    cx: &Cx,
    from: &impl Source,
    submission: &Submission,
    reasons: &BTreeMap<String, String>,
) -> Result<Vec<(Case, Point)>, Error> {
    let cases = kocho_store::case::of_submission(from, submission.id).await?;
    let ids: Vec<_> = cases.iter().map(|c| c.id).collect();
    let titles = kocho_store::case::titles(from, &ids).await?;
    let lang = Lang::from_code(&submission.language).unwrap_or_default();
    let mut points = Vec::new();
    for case in cases.into_iter().filter(|c| !matches!(c.status, Status::Withdrawn | Status::Replied | Status::Sending))
    {
        let answer = answer(cx, from, submission, &case, reasons.get(case.key.as_str())).await?;
        let point = Point {
            case: case.id,
            branch: case.branch,
            title: titles.get(&case.id.0).cloned().unwrap_or_default(),
            section: section_in(cx, case.holder, lang).to_owned(),
            answer,
        };
        points.push((case, point));
    }
    Ok(points)
}

/// A section's name as the resident reads it.
fn section_in(cx: &Cx, id: SectionId, lang: Lang) -> &str {
    let english = cx.city.section(id).map(|section| section.name_en.as_str());
    english.filter(|name| lang == Lang::En && !name.is_empty()).unwrap_or_else(|| cx.city.section_name(id))
}

async fn answer(
    cx: &Cx,
    from: &impl Source,
    submission: &Submission,
    case: &Case,
    reason: Option<&String>,
) -> Result<Answer, Error> {
    if case.status == Status::Ready {
        let approval = kocho_store::approval::decided_of(from, case.id).await?.ok_or(Refusal::TextChanged)?;
        let reply = kocho_store::reply::latest(from, case.id).await?.ok_or(Refusal::TextChanged)?;
        if reply.id != approval.reply {
            return Err(Refusal::TextChanged.into());
        }
        return Ok(decided(&reply, &approval.text_sha256)?);
    }
    let given = reason.filter(|code| cx.city.rules.reasons_for(Use::UnansweredPoint).any(|r| r.code == **code));
    let code = if case.status.is_open() { given.cloned() } else { case.ending.clone() };
    let lang = Lang::from_code(&submission.language).unwrap_or(Lang::Ja);
    let public = code.and_then(|code| cx.city.rules.reason(&code).and_then(|r| r.public.clone().map(|p| (code, p))));
    Ok(match public {
        Some((reason, wording)) => Answer::Unanswered { reason, wording: wording.get(lang).0.to_owned() },
        None if case.status.is_open() => Answer::Missing,
        None => Answer::Unanswered { reason: "settled".into(), wording: settled_wording(cx, case, lang) },
    })
}

/// What the resident reads of a point that ended before the letter: the public words of its outcome, which point to no
/// reply of its own.
fn settled_wording(cx: &Cx, case: &Case, lang: Lang) -> String {
    let outcome = case.outcome.as_ref().and_then(|code| cx.city.rules.outcome(code));
    outcome.map(|o| o.without_letter().get(lang).0.to_owned()).unwrap_or_default()
}

async fn contact(from: &impl Source, submission: &Submission) -> Result<StoredContact, Error> {
    Ok(kocho_store::submission::contact(from, submission.id).await?.map(Personal::into_inner).unwrap_or_default())
}

fn address(contact: &StoredContact, way: ReplyWay) -> Result<Personal<Option<String>>, Refusal> {
    let needed = match way {
        ReplyWay::Mail => contact.email.clone(),
        ReplyWay::Letter => contact.address.clone(),
        ReplyWay::Phone => contact.phone.clone(),
        ReplyWay::Online => return Ok(Personal::new(None)),
    };
    match needed {
        Some(address) => Ok(Personal::new(Some(address))),
        None => Err(Refusal::NoAddress { medium: way.label() }),
    }
}

/// The one section that answers; where several answer, the hearing section.
fn answering<'a>(cx: &'a Cx, points: &[(Case, Point)]) -> Result<&'a Section, Error> {
    let mut holders: Vec<_> = points.iter().filter(|(c, _)| c.status == Status::Ready).map(|(c, _)| c.holder).collect();
    holders.sort_unstable();
    holders.dedup();
    Ok(match holders.as_slice() {
        [only] => cx.city.section(*only).map_or_else(|| cx.city.hearing(), Ok)?,
        _ => cx.city.hearing()?,
    })
}

/// The template of this code among those that may be chosen; the city's usual one when none was.
fn chosen<'a>(cx: &'a Cx, code: &str) -> Result<&'a LetterTemplate, Error> {
    if code.is_empty() {
        return cx.city.rules.letter(None).ok_or_else(|| Error::Internal("no letter template".into()));
    }
    let found = cx.city.rules.letters_to_choose().find(|template| template.code == code);
    found.ok_or_else(|| Error::field("template", "名義を選んでください。"))
}

/// 名義, e.g. the head of the one section that answers; where several answer, the hearing section's.
fn signature(
    cx: &Cx,
    template: &LetterTemplate,
    submission: &Submission,
    points: &[(Case, Point)],
) -> Result<String, Error> {
    let lang = Lang::from_code(&submission.language).unwrap_or(Lang::Ja);
    let section = answering(cx, points)?;
    let name = if lang == Lang::En { &section.name_en } else { &section.name };
    let (text, written_in) = template.signature.get(lang);
    let text = if written_in == Lang::Easy { kocho_domain::localized::ruby::strip(text) } else { text.to_owned() };
    Ok(text.replace("{section}", name).replace("{head}", &section.head_title()))
}

/// 文書番号: as typed, or the next of the answering section's series in this fiscal year.
async fn document_number(cx: &Cx, tx: &mut Tx, section: &Section, typed: &str) -> Result<String, Error> {
    if !typed.trim().is_empty() {
        return Ok(typed.trim().to_owned());
    }
    let rule = &cx.city.rules.letters().number;
    if rule.counter == Counter::Typed {
        return Err(Error::field("document_number", "文書番号を入れてください。"));
    }
    let year = FiscalYear::of(cx.today());
    let n = kocho_store::counter::next(tx, &format!("document-{}-{}", section.code, year.year())).await?;
    Ok(rule.print(&section.mark, n, &year.short()))
}
