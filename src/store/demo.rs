//! Many voices at once, for load runs: rows as the use cases would have left them, written by the chunk.
//!
//! It is no way for real voices: nothing is checked, nothing is queued, and both histories have one line a step.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{MeasureId, SectionId, StaffId, SubmissionId},
    receipt::ReceiptNumber,
    reply::text_hash,
    workflow::{Act, Status},
};
use sea_orm::{EntityTrait, NotSet, Set, sea_query::OnConflict};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{
        assignment, audit_event, case, case_event, case_submission, counter, deadline, dispatch, letter, letter_point,
        note, reply, submission, suggestion, transcript,
    },
};

/// Lines of a history in one statement.
const LINES: usize = 1_000;

/// A voice with one case, as it stands today.
#[derive(Debug, Clone)]
pub struct Voice {
    /// Key of the voice in addresses.
    pub key: String,
    /// Key of its case in addresses.
    pub case_key: String,
    /// 受付番号
    pub number: ReceiptNumber,
    /// Keyed hash of the receipt's secret.
    pub secret_hash: String,
    /// 受付方法 code
    pub channel: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// 受付日
    pub received_on: NaiveDate,
    /// 回答期限
    pub due_on: NaiveDate,
    /// 件名
    pub subject: String,
    /// The text.
    pub body: String,
    /// 地区 code
    pub district: Option<String>,
    /// 年代 code
    pub age_group: Option<String>,
    /// 種別 code
    pub kind: String,
    /// 主な施策
    pub measure: Option<MeasureId>,
    /// The section that has, or had, it.
    pub holder: SectionId,
    /// 処理状態
    pub status: Status,
    /// Since when.
    pub status_at: DateTime<Utc>,
    /// What was suggested for it: the classifier's version and its answer as JSON; open cases have one.
    pub suggestion: Option<(String, String)>,
    /// What the section wrote, with its 対応区分; ended cases have one.
    pub answer: Option<Answer>,
}

/// What a section wrote.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The text.
    pub body: String,
    /// 対応区分 code
    pub outcome: String,
    /// Who wrote it.
    pub author: StaffId,
}

/// The last number of a year's receipts.
///
/// # Errors
/// What the database says.
pub async fn last_number(from: &impl Source, fiscal_year: i32) -> Result<u32, StoreError> {
    let row = counter::Entity::find_by_id(counter_name(fiscal_year)).one(from.conn()).await?;
    Ok(row.and_then(|r| u32::try_from(r.value).ok()).unwrap_or(0))
}

fn counter_name(fiscal_year: i32) -> String {
    format!("receipt-{fiscal_year}")
}

/// Writes a chunk of at most some hundred voices; the counters of their years move on with them.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, voices: &[Voice]) -> Result<(), StoreError> {
    let submissions = add_submissions(tx, voices).await?;
    let cases = add_cases(tx, voices, &submissions).await?;
    let placed: Vec<Placed<'_>> = voices
        .iter()
        .filter_map(|voice| {
            let (submission, case) = (*submissions.get(&voice.key)?, *cases.get(&voice.case_key)?);
            Some(Placed { voice, submission, case })
        })
        .collect();
    add_belongings(tx, &placed).await?;
    add_events(tx, &placed).await?;
    add_answers(tx, &placed).await?;
    let written: Vec<SubmissionId> = placed.iter().map(|p| SubmissionId(p.submission)).collect();
    crate::case_text::index(tx, &written).await?;
    for voice in voices {
        move_counter(tx, voice.number).await?;
    }
    Ok(())
}

/// A voice with its new database keys.
struct Placed<'a> {
    voice: &'a Voice,
    submission: i64,
    case: i64,
}

async fn move_counter(tx: &Tx, number: ReceiptNumber) -> Result<(), StoreError> {
    let name = counter_name(number.fiscal_year.year());
    let row = counter::ActiveModel { name: Set(name), value: Set(i64::from(number.sequence)) };
    let replace = OnConflict::column(counter::Column::Name).update_column(counter::Column::Value).to_owned();
    counter::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn add_submissions(tx: &Tx, voices: &[Voice]) -> Result<HashMap<String, i64>, StoreError> {
    let rows = voices.iter().map(|v| submission::ActiveModel {
        id: NotSet,
        key: Set(v.key.clone()),
        form_key: Set(format!("load-{}", v.key)),
        number_year: Set(i64::from(v.number.fiscal_year.year())),
        number_seq: Set(i64::from(v.number.sequence)),
        channel: Set(v.channel.clone()),
        medium: Set("screen".to_owned()),
        language: Set("ja".to_owned()),
        received_on: Set(v.received_on),
        received_at: Set(v.received_at),
        registered_at: Set(v.received_at),
        registered_by_kind: Set("import".to_owned()),
        registered_by_id: Set(None),
        subject: Set(v.subject.clone()),
        kind_guess: Set(None),
        place: Set(None),
        age_group: Set(v.age_group.clone()),
        district: Set(v.district.clone()),
        relation: Set(None),
        reply_wanted: Set(Some(wants_reply(v))),
        publish_ok: Set(None),
        reply_way: Set(wants_reply(v).then(|| "online".to_owned())),
        receipt_mail: Set(false),
        secret_hash: Set(v.secret_hash.clone()),
        source_noun: Set(None),
        source_id: Set(None),
        has_my_number: Set(false),
        demo: Set(true),
    });
    let saved = submission::Entity::insert_many(rows).exec_with_returning(tx.conn()).await?;
    Ok(saved.into_iter().map(|row| (row.key, row.id)).collect())
}

fn wants_reply(voice: &Voice) -> bool {
    voice.status == Status::Replied || (voice.status.is_open() && voice.number.sequence.is_multiple_of(2))
}

async fn add_cases(
    tx: &Tx,
    voices: &[Voice],
    submissions: &HashMap<String, i64>,
) -> Result<HashMap<String, i64>, StoreError> {
    let rows = voices.iter().filter_map(|v| {
        let submission = *submissions.get(&v.key)?;
        Some(case_row(v, submission))
    });
    let saved = case::Entity::insert_many(rows).exec_with_returning(tx.conn()).await?;
    Ok(saved.into_iter().map(|row| (row.key, row.id)).collect())
}

fn case_row(v: &Voice, submission: i64) -> case::ActiveModel {
    let ended = !v.status.is_open();
    case::ActiveModel {
        id: NotSet,
        key: Set(v.case_key.clone()),
        submission_id: Set(submission),
        branch: Set(1),
        point: Set(None),
        title: Set(kocho_domain::submission::first_words(&v.subject, 32)),
        status: Set(v.status.code().to_owned()),
        status_at: Set(v.status_at),
        holder_id: Set(v.holder.0),
        holder_staff_id: Set(None),
        holder_at: Set(v.received_at),
        restricted: Set(false),
        kind: Set(Some(v.kind.clone())),
        category: Set(None),
        measure_state: Set(if v.measure.is_some() { "tagged" } else { "none" }.to_owned()),
        measure_id: Set(v.measure.map(|m| m.0)),
        outcome: Set(v.answer.as_ref().map(|a| a.outcome.clone())),
        reply_due: Set(wants_reply(v)),
        received_on: Set(v.received_on),
        due_on: Set(v.due_on),
        follow_up_on: Set(None),
        returns: Set(0),
        ruled: Set(false),
        urgent_at: Set(None),
        urgent_taken_at: Set(None),
        ending: Set(None),
        closed_on: Set(ended.then(|| kocho_domain::clock::civil_date(v.status_at))),
        open: Set(!ended),
        channel: Set(v.channel.clone()),
        retention: Set("standard".to_owned()),
        hold: Set(false),
        lock: Set(1),
        flood_id: Set(None),
    }
}

async fn add_belongings(tx: &Tx, placed: &[Placed<'_>]) -> Result<(), StoreError> {
    let texts = placed.iter().map(|p| transcript::ActiveModel {
        id: NotSet,
        submission_id: Set(p.submission),
        version: Set(1),
        body: Set(p.voice.body.clone()),
        actor_kind: Set("import".to_owned()),
        actor_id: Set(None),
        created_at: Set(p.voice.received_at),
    });
    transcript::Entity::insert_many(texts).exec_without_returning(tx.conn()).await?;
    let origins = placed.iter().map(|p| case_submission::ActiveModel {
        id: NotSet,
        case_id: Set(p.case),
        submission_id: Set(p.submission),
        relation: Set("origin".to_owned()),
        created_at: Set(p.voice.received_at),
    });
    case_submission::Entity::insert_many(origins).exec_without_returning(tx.conn()).await?;
    let deadlines = placed.iter().map(|p| deadline::ActiveModel {
        id: NotSet,
        case_id: Set(p.case),
        stage: Set("reply".to_owned()),
        due_on: Set(p.voice.due_on),
        reason_id: Set(None),
        actor_kind: Set("import".to_owned()),
        actor_id: Set(None),
        created_at: Set(p.voice.received_at),
    });
    deadline::Entity::insert_many(deadlines).exec_without_returning(tx.conn()).await?;
    let routed = placed.iter().filter(|p| p.voice.status != Status::Received).map(|p| assignment::ActiveModel {
        id: NotSet,
        case_id: Set(p.case),
        section_id: Set(p.voice.holder.0),
        role: Set("lead".to_owned()),
        from_at: Set(p.voice.received_at),
        until_at: Set(None),
        suggested_id: Set(None),
    });
    assignment::Entity::insert_many(routed).exec_without_returning(tx.conn()).await?;
    let suggested = placed.iter().filter_map(|p| {
        let (version, body) = p.voice.suggestion.clone()?;
        Some(suggestion::ActiveModel {
            id: NotSet,
            case_id: Set(p.case),
            version: Set(version),
            body: Set(body),
            created_at: Set(p.voice.received_at),
            chosen: Set(None),
            chosen_at: Set(None),
            chosen_by: Set(None),
        })
    });
    suggestion::Entity::insert_many(suggested).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The acts that lead to a status, oldest first.
fn way_to(status: Status) -> &'static [Act] {
    match status {
        Status::Received | Status::Urgent => &[],
        Status::Routed | Status::Ruling | Status::EndingProposed => &[Act::Triage, Act::Route],
        Status::Accepted | Status::Drafting | Status::Deciding | Status::Ready | Status::Sending => {
            &[Act::Triage, Act::Route, Act::Accept]
        }
        Status::Replied => &[
            Act::Triage,
            Act::Route,
            Act::Accept,
            Act::Draft,
            Act::RequestApproval,
            Act::ApproveReply,
            Act::DispatchOther,
        ],
        Status::Settled => {
            &[Act::Triage, Act::Route, Act::Accept, Act::Draft, Act::RequestApproval, Act::ApproveResult]
        }
        Status::Transferred => &[Act::ProposeEnding, Act::ConfirmTransfer],
        Status::Withdrawn => &[Act::Withdraw],
    }
}

/// A line of a made-up history.
struct Happened {
    case: i64,
    submission: i64,
    at: DateTime<Utc>,
    code: &'static str,
    /// Who, where it was staff.
    by: Option<i64>,
}

impl Happened {
    /// As a commit would write it.
    fn kind(&self) -> &'static str {
        if self.by.is_some() { "staff" } else { "import" }
    }

    fn sha256(&self) -> String {
        let by = self.by.map(|id| id.to_string()).unwrap_or_default();
        text_hash(&["case", &self.case.to_string(), self.code, "", self.kind(), &by, &self.at.to_rfc3339()])
    }
}

/// Both histories: a commit writes a line of the audit beside each line of a case.
async fn add_events(tx: &Tx, placed: &[Placed<'_>]) -> Result<(), StoreError> {
    let history = |p: &Placed<'_>| {
        let by = p.voice.answer.as_ref().map(|answer| answer.author.0);
        let line = move |code, at, by| Happened { case: p.case, submission: p.submission, at, code, by };
        let acts = way_to(p.voice.status).iter().map(|act| line(act.code(), p.voice.status_at, by)).collect::<Vec<_>>();
        let note = noted(p).map(|(_, at)| line("note", at, by));
        std::iter::once(line("received", p.voice.received_at, None)).chain(acts).chain(note).collect::<Vec<_>>()
    };
    let lines: Vec<Happened> = placed.iter().flat_map(history).collect();
    for some in lines.chunks(LINES) {
        let cases = some.iter().map(|line| case_event::ActiveModel {
            id: NotSet,
            case_id: Set(line.case),
            submission_id: Set(line.submission),
            at: Set(line.at),
            actor_kind: Set(line.kind().to_owned()),
            actor_id: Set(line.by),
            code: Set(line.code.to_owned()),
            data: Set(String::new()),
            free_text_id: Set(None),
            sha256: Set(line.sha256()),
        });
        case_event::Entity::insert_many(cases).exec_without_returning(tx.conn()).await?;
        let audits = some.iter().map(|line| audit_event::ActiveModel {
            id: NotSet,
            at: Set(line.at),
            actor_kind: Set(line.kind().to_owned()),
            actor_id: Set(line.by),
            code: Set(line.code.to_owned()),
            noun: Set("case".to_owned()),
            subject_id: Set(Some(line.case)),
            data: Set(String::new()),
            free_text_id: Set(None),
            sha256: Set(line.sha256()),
        });
        audit_event::Entity::insert_many(audits).exec_without_returning(tx.conn()).await?;
    }
    let notes = placed.iter().filter_map(|p| {
        let (author, at) = noted(p)?;
        let body = "現場を見て、写真を課の簿冊につづった。".to_owned();
        Some(note::ActiveModel {
            id: NotSet,
            case_id: Set(p.case),
            staff_id: Set(author.0),
            body: Set(body),
            created_at: Set(at),
        })
    });
    note::Entity::insert_many(notes).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// On every second case that was answered its section left a note: who, and when.
fn noted(p: &Placed<'_>) -> Option<(StaffId, DateTime<Utc>)> {
    let answer = p.voice.answer.as_ref().filter(|_| p.voice.number.sequence.is_multiple_of(2))?;
    Some((answer.author, p.voice.status_at))
}

async fn add_answers(tx: &Tx, placed: &[Placed<'_>]) -> Result<(), StoreError> {
    let answered: Vec<(&Placed<'_>, &Answer)> =
        placed.iter().filter_map(|p| Some((p, p.voice.answer.as_ref()?))).collect();
    let replies = answered.iter().map(|(p, answer)| {
        let form = if p.voice.status == Status::Replied { "reply" } else { "result" };
        reply::ActiveModel {
            id: NotSet,
            case_id: Set(p.case),
            section_id: Set(p.voice.holder.0),
            version: Set(1),
            form: Set(form.to_owned()),
            body: Set(answer.body.clone()),
            outcome: Set(answer.outcome.clone()),
            outcome_note: Set(String::new()),
            follow_up_on: Set(None),
            sha256: Set(text_hash(&[form, &answer.body, &answer.outcome, "", ""])),
            author_id: Set(answer.author.0),
            created_at: Set(p.voice.status_at),
        }
    });
    let saved = reply::Entity::insert_many(replies).exec_with_returning(tx.conn()).await?;
    let replies: HashMap<i64, reply::Model> = saved.into_iter().map(|row| (row.case_id, row)).collect();
    add_letters(tx, answered.iter().filter(|(p, _)| p.voice.status == Status::Replied), &replies).await
}

async fn add_letters<'a>(
    tx: &Tx,
    answered: impl Iterator<Item = &'a (&'a Placed<'a>, &'a Answer)>,
    replies: &HashMap<i64, reply::Model>,
) -> Result<(), StoreError> {
    let answered: Vec<_> = answered.collect();
    let rows = answered.iter().map(|(p, answer)| letter::ActiveModel {
        id: NotSet,
        submission_id: Set(p.submission),
        is_final: Set(true),
        body: Set(answer.body.clone()),
        sha256: Set(text_hash(&[&answer.body, "市長"])),
        signature: Set("市長".to_owned()),
        document_number: Set(String::new()),
        medium: Set("online".to_owned()),
        template: Set(String::new()),
        created_by: Set(answer.author.0),
        created_at: Set(p.voice.status_at),
    });
    let saved = letter::Entity::insert_many(rows).exec_with_returning(tx.conn()).await?;
    let letters: HashMap<i64, i64> = saved.iter().map(|row| (row.submission_id, row.id)).collect();
    let points = answered.iter().filter_map(|(p, _)| {
        let reply = replies.get(&p.case)?;
        Some(letter_point::ActiveModel {
            id: NotSet,
            letter_id: Set(*letters.get(&p.submission)?),
            case_id: Set(p.case),
            reply_id: Set(Some(reply.id)),
            reply_sha256: Set(Some(reply.sha256.clone())),
            reason: Set(None),
        })
    });
    letter_point::Entity::insert_many(points).exec_without_returning(tx.conn()).await?;
    let dispatches = saved.iter().map(|row| dispatch::ActiveModel {
        id: NotSet,
        letter_id: Set(row.id),
        medium: Set("online".to_owned()),
        recipient: Set(None),
        queued_at: Set(row.created_at),
        sent_at: Set(Some(row.created_at)),
        evidence: Set(None),
        bounced_at: Set(None),
    });
    dispatch::Entity::insert_many(dispatches).exec_without_returning(tx.conn()).await?;
    Ok(())
}
