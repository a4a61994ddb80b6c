//! 案件: loading, opening and saving. Saving takes the proof that a right was checked.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    access::Permitted,
    case::{Begin, Case, MeasureDecision, NewCase},
    clock::civil_date,
    deadline::Stage,
    id::{CaseId, PublicKey, SectionId, SubmissionId},
    workflow::{Start, Status},
};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{assignment, case, case_measure, case_submission, deadline},
};

/// Opens a case, where its [`Begin`](kocho_domain::case::Begin) says; urgent ones in 要緊急確認. A section that it begins in is its lead.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    submission: SubmissionId,
    channel: &str,
    holder: SectionId,
    new: NewCase,
) -> Result<CaseId, StoreError> {
    let (due_on, start) = (new.due_on, new.begins().start());
    let row = row(tx, submission, channel, holder, new);
    let id = case::Entity::insert(row).exec(tx.conn()).await?.last_insert_id;
    case_submission::Entity::insert(origin(tx, CaseId(id), submission)).exec_without_returning(tx.conn()).await?;
    add_deadline(tx, CaseId(id), Stage::Reply, due_on).await?;
    if start != Start::Desk {
        insert_assignment(tx, CaseId(id), holder, Part::Lead).await?;
    }
    Ok(CaseId(id))
}

/// Opens many cases like [`insert`], each at the desk and the only one of its voice, with one statement a table; answers their keys in the
/// same order.
///
/// # Errors
/// What the database says.
pub async fn insert_all(
    tx: &mut Tx,
    holder: SectionId,
    cases: Vec<(SubmissionId, &str, NewCase)>,
) -> Result<Vec<CaseId>, StoreError> {
    let voices: Vec<(SubmissionId, chrono::NaiveDate)> =
        cases.iter().map(|(voice, _, new)| (*voice, new.due_on)).collect();
    let rows: Vec<_> = cases.into_iter().map(|(voice, channel, new)| row(tx, voice, channel, holder, new)).collect();
    case::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    let found: Vec<(i64, i64)> = case::Entity::find()
        .select_only()
        .columns([case::Column::SubmissionId, case::Column::Id])
        .filter(case::Column::SubmissionId.is_in(voices.iter().map(|(voice, _)| voice.0)))
        .into_tuple()
        .all(tx.conn())
        .await?;
    let found: BTreeMap<i64, i64> = found.into_iter().collect();
    let id = |(voice, _): &(SubmissionId, _)| found.get(&voice.0).map(|id| CaseId(*id)).ok_or(StoreError::Stale);
    let ids: Vec<CaseId> = voices.iter().map(id).collect::<Result<_, _>>()?;
    let origins: Vec<_> = voices.iter().zip(&ids).map(|((voice, _), id)| origin(tx, *id, *voice)).collect();
    case_submission::Entity::insert_many(origins).exec_without_returning(tx.conn()).await?;
    let dues: Vec<_> = voices.iter().zip(&ids).map(|((_, due), id)| due_row(tx, *id, Stage::Reply, *due)).collect();
    deadline::Entity::insert_many(dues).exec_without_returning(tx.conn()).await?;
    Ok(ids)
}

fn origin(tx: &Tx, case: CaseId, submission: SubmissionId) -> case_submission::ActiveModel {
    case_submission::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        submission_id: Set(submission.0),
        relation: Set("origin".to_owned()),
        created_at: Set(tx.at()),
    }
}

fn row(tx: &Tx, submission: SubmissionId, channel: &str, holder: SectionId, new: NewCase) -> case::ActiveModel {
    let status = new.status();
    let begin = new.begins().clone();
    let at = tx.at();
    case::ActiveModel {
        id: NotSet,
        key: Set(new.key.as_str().to_owned()),
        submission_id: Set(submission.0),
        branch: Set(i64::from(new.branch)),
        point: Set(new.point),
        title: Set(new.title),
        status: Set(status.code().to_owned()),
        status_at: Set(at),
        holder_id: Set(holder.0),
        holder_staff_id: Set(begin.staff().map(|s| s.0)),
        holder_at: Set(at),
        restricted: Set(new.restricted),
        kind: Set(new.kind),
        category: Set(None),
        measure_state: Set("undecided".to_owned()),
        measure_id: Set(None),
        outcome: Set(outcome(&begin)),
        reply_due: Set(new.reply_due),
        received_on: Set(new.received_on),
        due_on: Set(new.due_on),
        follow_up_on: Set(None),
        returns: Set(0),
        ruled: Set(false),
        urgent_at: Set(new.urgent.then_some(at)),
        urgent_taken_at: Set(None),
        ending: Set(None),
        closed_on: Set((!status.is_open()).then(|| civil_date(at))),
        open: Set(status.is_open()),
        channel: Set(channel.to_owned()),
        retention: Set("standard".to_owned()),
        hold: Set(false),
        lock: Set(1),
        flood_id: Set(None),
    }
}

/// What came of a case that ends as it begins.
fn outcome(begin: &Begin) -> Option<String> {
    match begin {
        Begin::Done { done, .. } => Some(done.outcome.clone()),
        Begin::Desk | Begin::Section { .. } => None,
    }
}

/// Records a deadline; the case carries the one in force.
///
/// # Errors
/// What the database says.
pub async fn add_deadline(
    tx: &mut Tx,
    case: CaseId,
    stage: Stage,
    due_on: chrono::NaiveDate,
) -> Result<(), StoreError> {
    deadline::Entity::insert(due_row(tx, case, stage, due_on)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn due_row(tx: &Tx, case: CaseId, stage: Stage, due_on: chrono::NaiveDate) -> deadline::ActiveModel {
    let (actor_kind, actor_id) = tx.actor();
    deadline::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        stage: Set(stage.code().to_owned()),
        due_on: Set(due_on),
        reason_id: Set(None),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        created_at: Set(tx.at()),
    }
}

/// A case by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: CaseId) -> Result<Option<Case>, StoreError> {
    let row = case::Entity::find_by_id(id.0).one(from.conn()).await?;
    with_measures(from, row).await
}

/// An open case with its deadline, for reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The case.
    pub case: CaseId,
    /// Who holds it.
    pub holder: SectionId,
    /// Known to few only.
    pub restricted: bool,
    /// 受付日
    pub received_on: NaiveDate,
    /// 回答期限
    pub due_on: NaiveDate,
}

/// The cases by whose deadline the city still owes something, due in these days, the nearest first.
///
/// # Errors
/// What the database says.
pub async fn due_between(from: &impl Source, since: NaiveDate, until: NaiveDate) -> Result<Vec<Due>, StoreError> {
    let rows = case::Entity::find()
        .filter(case::Column::Open.eq(true))
        .filter(case::Column::Status.is_in(Status::BEFORE_A_DECISION.map(Status::code)))
        .filter(case::Column::DueOn.between(since, until))
        .order_by_asc(case::Column::DueOn)
        .order_by_asc(case::Column::Id)
        .all(from.conn())
        .await?;
    let due = |row: case::Model| Due {
        case: CaseId(row.id),
        holder: SectionId(row.holder_id),
        restricted: row.restricted,
        received_on: row.received_on,
        due_on: row.due_on,
    };
    Ok(rows.into_iter().map(due).collect())
}

/// Ended cases that are to be looked at again on one of these days, the earliest first.
///
/// # Errors
/// What the database says.
pub async fn follow_ups_between(
    from: &impl Source,
    since: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<FollowUp>, StoreError> {
    let rows = case::Entity::find()
        .filter(case::Column::Open.eq(false))
        .filter(case::Column::FollowUpOn.between(since, until))
        .order_by_asc(case::Column::FollowUpOn)
        .order_by_asc(case::Column::Id)
        .all(from.conn())
        .await?;
    let found = |row: case::Model| FollowUp {
        case: CaseId(row.id),
        holder: SectionId(row.holder_id),
        restricted: row.restricted,
    };
    Ok(rows.into_iter().map(found).collect())
}

/// A case whose 再確認日 has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUp {
    /// The case.
    pub case: CaseId,
    /// The section that answered.
    pub holder: SectionId,
    /// 要配慮
    pub restricted: bool,
}

/// Cases by their database keys, in no order; which further measures they have is not read.
///
/// # Errors
/// What the database says.
pub async fn by_ids(from: &impl Source, ids: &[CaseId]) -> Result<Vec<Case>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = case::Entity::find().filter(case::Column::Id.is_in(ids.iter().map(|id| id.0))).all(from.conn()).await?;
    rows.into_iter().map(|row| convert::case(row, &[])).collect()
}

/// A case by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Case>, StoreError> {
    let row = case::Entity::find().filter(case::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    with_measures(from, row).await
}

async fn with_measures(from: &impl Source, row: Option<case::Model>) -> Result<Option<Case>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let others = case_measure::Entity::find().filter(case_measure::Column::CaseId.eq(row.id)).all(from.conn()).await?;
    Ok(Some(convert::case(row, &others)?))
}

/// All cases of a voice, by branch.
///
/// # Errors
/// What the database says.
pub async fn of_submission(from: &impl Source, submission: SubmissionId) -> Result<Vec<Case>, StoreError> {
    let rows = case::Entity::find()
        .filter(case::Column::SubmissionId.eq(submission.0))
        .order_by_asc(case::Column::Branch)
        .all(from.conn())
        .await?;
    let ids: Vec<i64> = rows.iter().map(|r| r.id).collect();
    let measures =
        case_measure::Entity::find().filter(case_measure::Column::CaseId.is_in(ids)).all(from.conn()).await?;
    rows.into_iter()
        .map(|row| {
            let own: Vec<_> = measures.iter().filter(|m| m.case_id == row.id).cloned().collect();
            convert::case(row, &own)
        })
        .collect()
}

/// The texts that a case has of its own: (heading for lists, the point's text when the letter was split).
///
/// # Errors
/// What the database says.
pub async fn texts(from: &impl Source, id: CaseId) -> Result<(String, Option<String>), StoreError> {
    let row = case::Entity::find_by_id(id.0).one(from.conn()).await?;
    Ok(row.map(|r| (r.title, r.point)).unwrap_or_default())
}

/// Sets the texts of a case: when a letter is split, the first case keeps the first point.
///
/// # Errors
/// What the database says.
pub async fn set_texts(
    tx: &mut Tx,
    case: &Permitted<Case>,
    title: &str,
    point: Option<&str>,
) -> Result<(), StoreError> {
    case::Entity::update_many()
        .col_expr(case::Column::Title, Expr::value(title))
        .col_expr(case::Column::Point, Expr::value(point.map(str::to_owned)))
        .filter(case::Column::Id.eq(case.get().id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Saves a changed case.
///
/// # Errors
/// [`StoreError::Stale`] when somebody saved it since it was read.
pub async fn save(tx: &mut Tx, permitted: &Permitted<Case>) -> Result<(), StoreError> {
    let case = permitted.get();
    let (state, primary) = convert::measure(&case.measure);
    let row = case::ActiveModel {
        status: Set(case.status.code().to_owned()),
        status_at: Set(case.status_at),
        holder_id: Set(case.holder.0),
        holder_staff_id: Set(case.holder_staff.map(|s| s.0)),
        holder_at: Set(case.holder_at),
        restricted: Set(case.restricted),
        kind: Set(case.kind.clone()),
        category: Set(case.category.clone()),
        measure_state: Set(state.to_owned()),
        measure_id: Set(primary),
        outcome: Set(case.outcome.clone()),
        reply_due: Set(case.reply_due),
        due_on: Set(case.due_on),
        follow_up_on: Set(case.follow_up_on),
        returns: Set(i64::from(case.returns)),
        ruled: Set(case.ruled),
        urgent_at: Set(case.urgent_at),
        urgent_taken_at: Set(case.urgent_taken_at),
        ending: Set(case.ending.clone()),
        closed_on: Set(case.closed_on),
        open: Set(case.status.is_open()),
        lock: Set(case.lock + 1),
        ..Default::default()
    };
    let done = case::Entity::update_many()
        .set(row)
        .filter(case::Column::Id.eq(case.id.0))
        .filter(case::Column::Lock.eq(case.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Stale);
    }
    Ok(())
}

/// Replaces the further measures of a case.
///
/// # Errors
/// What the database says.
pub async fn save_measures(tx: &mut Tx, permitted: &Permitted<Case>) -> Result<(), StoreError> {
    let case = permitted.get();
    case_measure::Entity::delete_many().filter(case_measure::Column::CaseId.eq(case.id.0)).exec(tx.conn()).await?;
    if let MeasureDecision::Tagged { others, .. } = &case.measure {
        let rows = others.iter().map(|m| case_measure::ActiveModel {
            id: NotSet,
            case_id: Set(case.id.0),
            measure_id: Set(m.0),
        });
        case_measure::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// The part a section has in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// 主管
    Lead,
    /// 協力
    Support,
}

impl Part {
    const fn code(self) -> &'static str {
        match self {
            Part::Lead => "lead",
            Part::Support => "support",
        }
    }
}

/// Assigns a section from now on; an earlier lead ends now.
///
/// # Errors
/// What the database says.
pub async fn assign(
    tx: &mut Tx,
    permitted: &Permitted<Case>,
    section: SectionId,
    part: Part,
) -> Result<(), StoreError> {
    if part == Part::Lead {
        end_assignments(tx, permitted, None).await?;
    }
    insert_assignment(tx, permitted.get().id, section, part).await
}

async fn insert_assignment(tx: &mut Tx, case: CaseId, section: SectionId, part: Part) -> Result<(), StoreError> {
    let row = assignment::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        section_id: Set(section.0),
        role: Set(part.code().to_owned()),
        from_at: Set(tx.at()),
        until_at: Set(None),
        suggested_id: Set(None),
    };
    assignment::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Ends all assignments of a case, noting which section the returning one believes right.
///
/// # Errors
/// What the database says.
pub async fn end_assignments(
    tx: &mut Tx,
    permitted: &Permitted<Case>,
    suggested: Option<SectionId>,
) -> Result<(), StoreError> {
    assignment::Entity::update_many()
        .col_expr(assignment::Column::UntilAt, Expr::value(tx.at()))
        .col_expr(assignment::Column::SuggestedId, Expr::value(suggested.map(|s| s.0)))
        .filter(assignment::Column::CaseId.eq(permitted.get().id.0))
        .filter(assignment::Column::UntilAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The numbers of the last saves of some cases.
///
/// # Errors
/// What the database says.
pub async fn locks(from: &impl Source, ids: &[CaseId]) -> Result<BTreeMap<CaseId, i64>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(i64, i64)> = case::Entity::find()
        .select_only()
        .columns([case::Column::Id, case::Column::Lock])
        .filter(case::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(|(id, lock)| (CaseId(id), lock)).collect())
}

/// The sections that work on a case now: lead first, then supports.
///
/// # Errors
/// What the database says.
pub async fn shared_with(from: &impl Source, id: CaseId) -> Result<Vec<SectionId>, StoreError> {
    let rows: Vec<i64> = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::SectionId)
        .filter(assignment::Column::CaseId.eq(id.0))
        .filter(assignment::Column::UntilAt.is_null())
        .order_by_asc(assignment::Column::Id)
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(SectionId).collect())
}

/// Headings of several cases, for letters and status pages.
///
/// # Errors
/// What the database says.
pub async fn titles(from: &impl Source, ids: &[CaseId]) -> Result<BTreeMap<i64, String>, StoreError> {
    let rows: Vec<(i64, String)> = case::Entity::find()
        .select_only()
        .column(case::Column::Id)
        .column(case::Column::Title)
        .filter(case::Column::Id.is_in(ids.iter().map(|i| i.0)))
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().collect())
}
