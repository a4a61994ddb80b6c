//! A case with everything that its page shows, read in one statement.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    approval::Approval,
    case::Case,
    id::{CaseId, PublicKey, ReplyId, SectionId, StaffId},
    personal::Personal,
    reply::Reply,
    submission::Submission,
};

use crate::{
    Source, StoreError,
    approval::approval,
    attachment::{self, File},
    convert,
    entity::{
        self, addition, approval_step, assignment, case_measure, contact, dispatch, incoming_mail, note, transcript,
    },
    event::{CASE_LINES, Line},
    intake::{self, Related, Taken},
    letter::{Letter, sheet},
    mail_in::{self, MailRef},
    note::Note,
    reply,
    submission::{StoredContact, stored_contact, voice},
    together::{Rows, Together, sorted},
};

/// A case of the voice, with what lists say of it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The case.
    pub case: Case,
    /// Heading.
    pub title: String,
    /// Its own text, when the letter was split.
    pub point: Option<String>,
    /// The sections that work on it now: lead first.
    pub shared: Vec<SectionId>,
}

/// A copy of the voice's text without personal details, released by the desk.
#[derive(Debug, Clone)]
pub struct Cleaned {
    /// 2 and up; the original is 1.
    pub version: i64,
    /// Its text.
    pub body: String,
    /// When it was released.
    pub at: DateTime<Utc>,
}

/// A case with its voice, its siblings and its whole history.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The case that was asked for.
    pub own: Sheet,
    /// The other cases of the same voice, by branch.
    pub siblings: Vec<Sheet>,
    /// The voice.
    pub submission: Submission,
    /// The copy that the desk cleaned for the sections, and when.
    pub cleaned: Option<Cleaned>,
    /// How to reach the resident; who shows it writes an audit event.
    pub contact: Option<Personal<StoredContact>>,
    /// How it was taken in, when somebody else's hand did it.
    pub intake: Option<Taken>,
    /// 要望書 that name this one as the earlier one, oldest first.
    pub later: Vec<Related>,
    /// Attachments.
    pub files: Vec<File>,
    /// The mails that it, or what was added to it, came by, oldest first.
    pub mails: Vec<MailRef>,
    /// What the resident added later, oldest first.
    pub additions: Vec<(DateTime<Utc>, String)>,
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
    /// 内部メモ, oldest first.
    pub notes: Vec<Note>,
    /// History, oldest first.
    pub timeline: Vec<Line>,
    /// What the last return believed right.
    pub suggested_section: Option<SectionId>,
    /// The newest suggestion, the classifier's answer as JSON.
    pub suggestion: Option<String>,
    /// The names of the people whom the file mentions.
    pub people: BTreeMap<StaffId, String>,
}

const CASE: &str = "(select k.id from \"case\" k where k.key = $1)";
const VOICE: &str = "(select k.submission_id from \"case\" k where k.key = $1)";

/// Reads the file of a case.
///
/// # Errors
/// What the database says.
pub async fn read(from: &impl Source, key: &PublicKey) -> Result<Option<CaseFile>, StoreError> {
    let of_cases = format!("t.case_id in (select s.id from \"case\" s where s.submission_id = {VOICE})");
    let of_case = format!("t.case_id = {CASE}");
    let of_voice = format!("t.submission_id = {VOICE}");
    let mut rows = Together::around(from, vec![key.as_str().into()])
        .with::<entity::case::Entity>(&of_voice)
        .with::<case_measure::Entity>(&of_cases)
        .with::<assignment::Entity>(&of_cases)
        .with::<entity::submission::Entity>(&format!("t.id = {VOICE}"))
        .with::<transcript::Entity>(&of_voice)
        .with::<contact::Entity>(&of_voice)
        .with::<entity::attachment::Entity>(&format!(
            "(t.owner_noun = 'submission' and t.owner_id = {VOICE}) \
             or (t.owner_noun = 'reply' and t.owner_id in (select r.id from reply r where r.case_id = {CASE}))"
        ))
        .with::<incoming_mail::Entity>(&format!("{of_voice} and t.verdict in ('voice', 'addition', 'reopened')"))
        .with::<addition::Entity>(&of_voice)
        .with::<entity::reply::Entity>(&of_case)
        .with::<entity::approval::Entity>(&of_case)
        .with::<approval_step::Entity>(&format!(
            "t.approval_id in (select a.id from approval a where a.case_id = {CASE})"
        ))
        .with::<entity::letter::Entity>(&of_voice)
        .with::<dispatch::Entity>(&format!(
            "t.letter_id in (select l.id from letter l where l.submission_id = {VOICE})"
        ))
        .with::<note::Entity>(&of_case)
        .with_query::<Line>("line", &format!("{CASE_LINES} where e.case_id = {CASE}"))
        .with_query::<Suggested>(
            "suggestion",
            &format!("select g.body from suggestion g where g.case_id = {CASE} order by g.id desc limit 1"),
        )
        .with_query::<Taken>("intake", &intake::of_voice(VOICE))
        .with_query::<Related>("later", &intake::later_than(VOICE))
        .with_query::<Named>("people", &people_of())
        .read(from)
        .await?;
    assemble(&mut rows, key)
}

/// Who wrote, asked, decided, took it or left a note.
fn people_of() -> String {
    format!(
        "select p.id, p.name from staff p where p.id in (\
         select r.author_id from reply r where r.case_id = {CASE} \
         union select n.staff_id from note n where n.case_id = {CASE} \
         union select a.started_by from approval a where a.case_id = {CASE} \
         union select s.done_by from approval_step s join approval a on a.id = s.approval_id where a.case_id = {CASE} \
         union select k.holder_staff_id from \"case\" k where k.key = $1)"
    )
}

fn assemble(rows: &mut Rows, key: &PublicKey) -> Result<Option<CaseFile>, StoreError> {
    let assignments = sorted(rows.take::<assignment::Entity>()?, |a| a.id);
    let (own, siblings): (Vec<Sheet>, Vec<Sheet>) =
        sheets(rows, &assignments)?.into_iter().partition(|sheet| sheet.case.key == *key);
    let Some(own) = own.into_iter().next() else { return Ok(None) };
    let Some(submission) = rows.take::<entity::submission::Entity>()?.pop() else { return Ok(None) };
    let mut texts = sorted(rows.take::<transcript::Entity>()?, |t| t.version).into_iter();
    let body = texts.next().map(|t| t.body).unwrap_or_default();
    let cleaned = texts.next_back().map(|t| Cleaned { version: t.version, body: t.body, at: t.created_at });
    let people: BTreeMap<StaffId, String> =
        rows.take_part::<Named>("people")?.into_iter().map(|p| (StaffId(p.id), p.name)).collect();
    let mine = |a: &&assignment::Model| a.case_id == own.case.id.0;
    let (sent, received): (Vec<_>, Vec<_>) = sorted(rows.take::<entity::attachment::Entity>()?, |f| f.id)
        .into_iter()
        .partition(|row| row.owner_noun == "reply");
    let enclosures: Vec<(ReplyId, File)> = sent
        .into_iter()
        .map(|row| Ok((ReplyId(row.owner_id), attachment::file(row)?)))
        .collect::<Result<_, StoreError>>()?;
    let replies = sorted(rows.take::<entity::reply::Entity>()?, |r| -r.version);
    let mut approvals = Approvals {
        case: own.case.id,
        rows: sorted(rows.take::<entity::approval::Entity>()?, |a| a.id),
        steps: sorted(rows.take::<approval_step::Entity>()?, |s| (s.position, s.id)),
    };
    Ok(Some(CaseFile {
        siblings,
        submission: voice(submission, body)?,
        cleaned,
        contact: rows.take::<contact::Entity>()?.pop().map(stored_contact),
        intake: rows.take_part::<Taken>("intake")?.pop(),
        later: sorted(rows.take_part::<Related>("later")?, |voice| (voice.year, voice.sequence)),
        files: received.into_iter().map(attachment::file).collect::<Result<_, _>>()?,
        mails: sorted(rows.take::<incoming_mail::Entity>()?, |m| m.id)
            .iter()
            .map(mail_in::mail_ref)
            .collect::<Result<_, _>>()?,
        additions: sorted(rows.take::<addition::Entity>()?, |a| a.id)
            .into_iter()
            .map(|a| (a.created_at, a.body))
            .collect(),
        replies: replies.into_iter().map(|row| with_files(row, &enclosures)).collect::<Result<_, _>>()?,
        enclosures,
        approval: approvals.newest("open")?,
        decided: approvals.newest("decided")?,
        letter: letter(rows)?,
        notes: sorted(rows.take::<note::Entity>()?, |n| n.id)
            .into_iter()
            .map(|n| Note {
                by: people.get(&StaffId(n.staff_id)).cloned().unwrap_or_default(),
                at: n.created_at,
                body: n.body,
            })
            .collect(),
        timeline: sorted(rows.take_part::<Line>("line")?, |line| line.id),
        suggested_section: assignments.iter().filter(mine).filter_map(|a| a.suggested_id).next_back().map(SectionId),
        suggestion: rows.take_part::<Suggested>("suggestion")?.pop().map(|s| s.body),
        people,
        own,
    }))
}

fn with_files(row: entity::reply::Model, enclosures: &[(ReplyId, File)]) -> Result<Reply, StoreError> {
    let own: Vec<File> = enclosures.iter().filter(|(id, _)| id.0 == row.id).map(|(_, file)| file.clone()).collect();
    reply::convert(row, &own)
}

/// The cases of the voice, by branch.
fn sheets(rows: &mut Rows, assignments: &[assignment::Model]) -> Result<Vec<Sheet>, StoreError> {
    let measures = sorted(rows.take::<case_measure::Entity>()?, |m| m.id);
    let cases = sorted(rows.take::<entity::case::Entity>()?, |c| c.branch);
    let sheet = |mut row: entity::case::Model| {
        let further: Vec<_> = measures.iter().filter(|m| m.case_id == row.id).cloned().collect();
        let at_work = assignments.iter().filter(|a| a.case_id == row.id && a.until_at.is_none());
        Ok(Sheet {
            title: std::mem::take(&mut row.title),
            point: row.point.take(),
            shared: at_work.map(|a| SectionId(a.section_id)).collect(),
            case: convert::case(row, &further)?,
        })
    };
    cases.into_iter().map(sheet).collect()
}

struct Approvals {
    case: CaseId,
    rows: Vec<entity::approval::Model>,
    steps: Vec<approval_step::Model>,
}

impl Approvals {
    fn newest(&mut self, state: &str) -> Result<Option<Approval>, StoreError> {
        let Some(row) = self.rows.iter().rfind(|row| row.state == state) else { return Ok(None) };
        let steps = self.steps.iter().filter(|step| step.approval_id == row.id).cloned().collect();
        approval(row.clone(), self.case, steps).map(Some)
    }
}

fn letter(rows: &mut Rows) -> Result<Option<Letter>, StoreError> {
    let sent = sorted(rows.take::<dispatch::Entity>()?, |d| d.id);
    let newest = sorted(rows.take::<entity::letter::Entity>()?, |l| l.id).pop();
    Ok(newest.map(|row| {
        let sent = sent.into_iter().rfind(|d| d.letter_id == row.id);
        sheet(row, sent)
    }))
}

#[derive(serde::Deserialize)]
struct Named {
    id: i64,
    name: String,
}

#[derive(serde::Deserialize)]
struct Suggested {
    body: String,
}
