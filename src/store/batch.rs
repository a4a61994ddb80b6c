//! What a group of cases gets in one act: how far it has come, which cases are next, and what is written for many at once.

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Permitted,
    case::{Case, MeasureDecision},
    flood::BatchAct,
    id::{BatchId, CaseId, FloodId, PublicKey, SectionId, StaffId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{assignment, batch, case, case_measure, case_submission},
    error::corrupt,
};

/// An act on a group, done chunk by chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Database key; it stands on every line of the histories that the act writes.
    pub id: BatchId,
    /// The group.
    pub flood: FloodId,
    /// What is done.
    pub act: BatchAct,
    /// The leading case.
    pub lead: CaseId,
    /// Who began it.
    pub by: StaffId,
    /// Cases up to this one are done with.
    pub after: CaseId,
    /// How many cases got it.
    pub done: u64,
    /// How many were passed over.
    pub skipped: u64,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was through.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Begins an act on a group.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    key: &PublicKey,
    (flood, act): (FloodId, BatchAct),
    lead: CaseId,
    by: StaffId,
) -> Result<BatchId, StoreError> {
    let row = batch::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        flood_id: Set(flood.0),
        act: Set(act.code().to_owned()),
        lead_id: Set(lead.0),
        staff_id: Set(by.0),
        after_id: Set(0),
        done: Set(0),
        skipped: Set(0),
        created_at: Set(tx.at()),
        ended_at: Set(None),
    };
    Ok(BatchId(row.insert(tx.conn()).await?.id))
}

/// An act by its key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: BatchId) -> Result<Option<Batch>, StoreError> {
    batch::Entity::find_by_id(id.0).one(from.conn()).await?.as_ref().map(read).transpose()
}

/// The acts on a group, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_flood(from: &impl Source, flood: FloodId) -> Result<Vec<Batch>, StoreError> {
    let rows = batch::Entity::find()
        .filter(batch::Column::FloodId.eq(flood.0))
        .order_by_desc(batch::Column::Id)
        .limit(10)
        .all(from.conn())
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &batch::Model) -> Result<Batch, StoreError> {
    Ok(Batch {
        id: BatchId(row.id),
        flood: FloodId(row.flood_id),
        act: BatchAct::parse(&row.act).ok_or_else(|| corrupt("batch act", &row.act))?,
        lead: CaseId(row.lead_id),
        by: StaffId(row.staff_id),
        after: CaseId(row.after_id),
        done: u64::try_from(row.done).unwrap_or(0),
        skipped: u64::try_from(row.skipped).unwrap_or(0),
        created_at: row.created_at,
        ended_at: row.ended_at,
    })
}

/// Writes how far an act has come; `false` when another worker was there first: then nothing of this chunk may stay.
///
/// # Errors
/// What the database says.
pub async fn advance(tx: &mut Tx, before: &Batch, after: &Batch) -> Result<bool, StoreError> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let done = batch::Entity::update_many()
        .col_expr(batch::Column::AfterId, Expr::value(after.after.0))
        .col_expr(batch::Column::Done, Expr::value(number(after.done)))
        .col_expr(batch::Column::Skipped, Expr::value(number(after.skipped)))
        .col_expr(batch::Column::EndedAt, Expr::value(after.ended_at))
        .filter(batch::Column::Id.eq(before.id.0))
        .filter(batch::Column::AfterId.eq(before.after.0))
        .filter(batch::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The next cases of the group in the statuses that the act is for; voices that were split are dealt with by hand.
///
/// # Errors
/// What the database says.
pub async fn next_cases(from: &impl Source, batch: &Batch, size: u64) -> Result<Vec<Case>, StoreError> {
    let rows = case::Entity::find()
        .filter(case::Column::FloodId.eq(batch.flood.0))
        .filter(case::Column::Id.gt(batch.after.0))
        .filter(case::Column::Id.ne(batch.lead.0))
        .filter(case::Column::Status.is_in(batch.act.takes().iter().map(|status| status.code())))
        .filter(Expr::cust(
            "not exists (select 1 from \"case\" k where k.submission_id = \"case\".submission_id and k.id <> \"case\".id)",
        ))
        .order_by_asc(case::Column::Id)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.into_iter().map(|row| convert::case(row, &[])).collect()
}

/// Of these cases, those that were taken to the leading one.
///
/// # Errors
/// What the database says.
pub async fn taken(from: &impl Source, lead: CaseId, cases: &[Case]) -> Result<Vec<Case>, StoreError> {
    let voices: Vec<i64> = case_submission::Entity::find()
        .select_only()
        .column(case_submission::Column::SubmissionId)
        .filter(case_submission::Column::CaseId.eq(lead.0))
        .filter(case_submission::Column::Relation.eq("same_content"))
        .filter(case_submission::Column::SubmissionId.is_in(cases.iter().map(|case| case.submission.0)))
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(cases.iter().filter(|case| voices.contains(&case.submission.0)).cloned().collect())
}

/// Attaches the voices of these cases to the leading one; each keeps its own case, receipt and letter.
///
/// # Errors
/// What the database says.
pub async fn attach(tx: &mut Tx, lead: CaseId, cases: &[Permitted<Case>]) -> Result<(), StoreError> {
    let rows = cases.iter().map(|case| case_submission::ActiveModel {
        id: NotSet,
        case_id: Set(lead.0),
        submission_id: Set(case.get().submission.0),
        relation: Set("same_content".to_owned()),
        created_at: Set(tx.at()),
    });
    if !cases.is_empty() {
        let twice = sea_orm::sea_query::OnConflict::columns([
            case_submission::Column::CaseId,
            case_submission::Column::SubmissionId,
        ]);
        let keep = twice.to_owned().do_nothing().to_owned();
        case_submission::Entity::insert_many(rows).on_conflict(keep).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Assigns sections to these cases from now on, the lead first; the further measures become those of each case.
///
/// # Errors
/// What the database says.
pub async fn assign(tx: &mut Tx, cases: &[Permitted<Case>], sections: &[SectionId]) -> Result<(), StoreError> {
    let ids = || cases.iter().map(|case| case.get().id.0);
    assignment::Entity::update_many()
        .col_expr(assignment::Column::UntilAt, Expr::value(tx.at()))
        .filter(assignment::Column::CaseId.is_in(ids()))
        .filter(assignment::Column::UntilAt.is_null())
        .exec(tx.conn())
        .await?;
    for (place, section) in sections.iter().enumerate() {
        let rows = ids().map(|case| assignment::ActiveModel {
            id: NotSet,
            case_id: Set(case),
            section_id: Set(section.0),
            role: Set(if place == 0 { "lead" } else { "support" }.to_owned()),
            from_at: Set(tx.at()),
            until_at: Set(None),
            suggested_id: Set(None),
        });
        if !cases.is_empty() {
            assignment::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
        }
    }
    case_measure::Entity::delete_many().filter(case_measure::Column::CaseId.is_in(ids())).exec(tx.conn()).await?;
    let further = |case: &Permitted<Case>| match &case.get().measure {
        MeasureDecision::Tagged { others, .. } => others.iter().map(|m| (case.get().id.0, m.0)).collect(),
        MeasureDecision::Undecided | MeasureDecision::None => Vec::new(),
    };
    let pairs: Vec<(i64, i64)> = cases.iter().flat_map(further).collect();
    if !pairs.is_empty() {
        let row = |(case, measure): (i64, i64)| case_measure::ActiveModel {
            id: NotSet,
            case_id: Set(case),
            measure_id: Set(measure),
        };
        case_measure::Entity::insert_many(pairs.into_iter().map(row)).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}
