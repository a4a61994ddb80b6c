//! 約束: one promise with its steps. Lists and figures stand in `commitment_list.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    commitment::{Commitment, CommitmentNumber, State},
    era::FiscalYear,
    id::{CaseId, CommitmentId, MeasureId, PublicKey, RemarkId, SectionId, SlotId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, Set, Statement, sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx, convert, counter,
    db::sealed::Conn,
    entity::{commitment, commitment_step},
    error::corrupt,
};

/// A promise before it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommitment {
    /// Where on a dialogue day it was made.
    pub slot: Option<SlotId>,
    /// The point that it answers.
    pub remark: Option<RemarkId>,
    /// The case from which it came.
    pub case: Option<CaseId>,
    /// 施策
    pub measure: Option<MeasureId>,
    /// What was promised.
    pub text: String,
    /// The same for residents; may be empty.
    pub public_text: String,
    /// 担当課
    pub section: SectionId,
    /// When.
    pub made_on: NaiveDate,
    /// By when.
    pub due_on: NaiveDate,
    /// When the applicant is told how far it is.
    pub follow_up_on: Option<NaiveDate>,
    /// Demo data.
    pub demo: bool,
}

/// Writes a promise down under the next number of its fiscal year.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, key: &PublicKey, new: &NewCommitment) -> Result<CommitmentId, StoreError> {
    let year = FiscalYear::of(new.made_on).year();
    let sequence = counter::next(tx, &format!("commitment-{year}")).await?;
    let (_, by) = tx.actor();
    let row = commitment::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        number_year: Set(year.into()),
        number_seq: Set(sequence.into()),
        slot_id: Set(new.slot.map(|id| id.0)),
        remark_id: Set(new.remark.map(|id| id.0)),
        case_id: Set(new.case.map(|id| id.0)),
        measure_id: Set(new.measure.map(|id| id.0)),
        text: Set(new.text.clone()),
        public_text: Set(new.public_text.clone()),
        public_outcome: Set(String::new()),
        section_id: Set(new.section.0),
        made_on: Set(new.made_on),
        due_on: Set(new.due_on),
        first_due_on: Set(new.due_on),
        state: Set(State::Open.code().to_owned()),
        closed_on: Set(None),
        evidence_text_id: Set(None),
        evidence_url: Set(String::new()),
        reminded_on: Set(None),
        follow_up_on: Set(new.follow_up_on),
        followed_up_at: Set(None),
        follow_up_told_on: Set(None),
        demo: Set(new.demo),
        created_by: Set(by),
        created_at: Set(tx.at()),
        lock: Set(0),
    };
    let id = CommitmentId(row.insert(tx.conn()).await?.id);
    add_step(tx, id, "made", Some(new.due_on), "").await?;
    Ok(id)
}

/// A promise by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Commitment>, StoreError> {
    let row = commitment::Entity::find().filter(commitment::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// Saves what the rules made of it.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn save(tx: &mut Tx, now: &Commitment) -> Result<(), StoreError> {
    let row = commitment::ActiveModel {
        public_text: Set(now.public_text.clone()),
        public_outcome: Set(now.public_outcome.clone()),
        due_on: Set(now.due_on),
        state: Set(now.state.code().to_owned()),
        closed_on: Set(now.closed_on),
        evidence_url: Set(now.evidence_url.clone()),
        lock: Set(now.lock + 1),
        ..Default::default()
    };
    let done = commitment::Entity::update_many()
        .set(row)
        .filter(commitment::Column::Id.eq(now.id.0))
        .filter(commitment::Column::Lock.eq(now.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Adds a step to a promise's history; its words stand in an erasable row. Answers that row's key.
///
/// # Errors
/// What the database says.
pub async fn add_step(
    tx: &mut Tx,
    id: CommitmentId,
    code: &str,
    due_on: Option<NaiveDate>,
    text: &str,
) -> Result<Option<i64>, StoreError> {
    let text_id = tx.write_free_text(Some(text.trim()).filter(|text| !text.is_empty())).await?;
    let (actor_kind, actor_id) = tx.actor();
    let row = commitment_step::ActiveModel {
        id: NotSet,
        commitment_id: Set(id.0),
        code: Set(code.to_owned()),
        due_on: Set(due_on),
        text_id: Set(text_id),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        at: Set(tx.at()),
    };
    commitment_step::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(text_id)
}

/// Notes where the evidence stands.
///
/// # Errors
/// What the database says.
pub async fn set_evidence(tx: &mut Tx, id: CommitmentId, text: Option<i64>) -> Result<(), StoreError> {
    commitment::Entity::update_many()
        .col_expr(commitment::Column::EvidenceTextId, Expr::value(text))
        .filter(commitment::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that sections were reminded of these promises.
///
/// # Errors
/// What the database says.
pub async fn mark_reminded(tx: &mut Tx, ids: &[CommitmentId], on: NaiveDate) -> Result<(), StoreError> {
    commitment::Entity::update_many()
        .col_expr(commitment::Column::RemindedOn, Expr::value(on))
        .filter(commitment::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the desk heard that applicants are to be told of these promises.
///
/// # Errors
/// What the database says.
pub async fn mark_follow_up_told(tx: &mut Tx, ids: &[CommitmentId], on: NaiveDate) -> Result<(), StoreError> {
    commitment::Entity::update_many()
        .col_expr(commitment::Column::FollowUpToldOn, Expr::value(on))
        .filter(commitment::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the applicant was told of these promises; answers how many were new.
///
/// # Errors
/// What the database says.
pub async fn mark_followed_up(tx: &mut Tx, ids: &[CommitmentId]) -> Result<u64, StoreError> {
    let at = tx.at();
    let done = commitment::Entity::update_many()
        .col_expr(commitment::Column::FollowedUpAt, Expr::value(at))
        .filter(commitment::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(commitment::Column::FollowedUpAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

/// A step of a promise, newest last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// made, note, moved, kept, dropped, published
    pub code: String,
    /// The deadline from then on.
    pub due_on: Option<NaiveDate>,
    /// What was written; empty when it was erased.
    pub text: String,
    /// Who, by office; empty for the program itself.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The history of a promise, oldest first.
///
/// # Errors
/// What the database says.
pub async fn steps(from: &impl Source, id: CommitmentId) -> Result<Vec<Step>, StoreError> {
    let sql = "select s.code, s.due_on, coalesce(f.body, '') as text, coalesce(p.name, '') as who, s.at from commitment_step s \
        left join free_text f on f.id = s.text_id left join staff p on p.id = s.actor_id and s.actor_kind = 'staff' \
        where s.commitment_id = $1 order by s.id";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [id.0.into()]);
    let rows = conn.query_all_raw(statement).await?;
    let step = |row: &sea_orm::QueryResult| {
        Ok(Step {
            code: row.try_get("", "code")?,
            due_on: row.try_get("", "due_on")?,
            text: row.try_get("", "text")?,
            by: row.try_get("", "who")?,
            at: row.try_get("", "at")?,
        })
    };
    rows.iter().map(step).collect()
}

pub(crate) fn read(row: commitment::Model) -> Result<Commitment, StoreError> {
    let number = convert::number(row.number_year, row.number_seq)?;
    Ok(Commitment {
        id: CommitmentId(row.id),
        key: convert::key(&row.key)?,
        number: CommitmentNumber { fiscal_year: number.fiscal_year, sequence: number.sequence },
        slot: row.slot_id.map(SlotId),
        remark: row.remark_id.map(RemarkId),
        case: row.case_id.map(CaseId),
        measure: row.measure_id.map(MeasureId),
        text: row.text,
        public_text: row.public_text,
        public_outcome: row.public_outcome,
        section: SectionId(row.section_id),
        made_on: row.made_on,
        first_due_on: row.first_due_on,
        due_on: row.due_on,
        state: State::parse(&row.state).ok_or_else(|| corrupt("commitment state", &row.state))?,
        closed_on: row.closed_on,
        evidence_url: row.evidence_url,
        reminded_on: row.reminded_on,
        follow_up_on: row.follow_up_on,
        followed_up: row.followed_up_at.is_some(),
        lock: row.lock,
    })
}
