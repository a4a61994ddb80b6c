//! 回答案・処理結果, version by version.

use kocho_domain::{
    access::Permitted,
    case::Case,
    id::{CaseId, ReplyId, SectionId, StaffId},
    reply::{Enclosure, Form, NewReply, Reply},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{
    Source, StoreError, Tx,
    attachment::{self, File, Owner},
    db::sealed::Conn,
    entity::reply,
    error::corrupt,
};

/// Saves the next version.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved that version at the same moment.
pub async fn insert(
    tx: &mut Tx,
    case: &Permitted<Case>,
    author: StaffId,
    new: &NewReply,
) -> Result<ReplyId, StoreError> {
    let case = case.get();
    let last = latest(tx, case.id).await?.map_or(0, |r| r.version);
    write(tx, (case.id, case.holder), (author, last + 1), new).await
}

/// Saves what was done while a case was heard, in the transaction that opens it: its first and only version.
///
/// # Errors
/// What the database says.
pub async fn insert_first(
    tx: &mut Tx,
    case: CaseId,
    holder: SectionId,
    author: StaffId,
    new: &NewReply,
) -> Result<ReplyId, StoreError> {
    write(tx, (case, holder), (author, 1), new).await
}

async fn write(
    tx: &mut Tx,
    (case, holder): (CaseId, SectionId),
    (author, version): (StaffId, u32),
    new: &NewReply,
) -> Result<ReplyId, StoreError> {
    let row = reply::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        section_id: Set(holder.0),
        version: Set(i64::from(version)),
        form: Set(new.form.code().to_owned()),
        body: Set(new.body.clone()),
        outcome: Set(new.outcome.clone()),
        outcome_note: Set(new.outcome_note.clone()),
        follow_up_on: Set(new.follow_up_on),
        sha256: Set(new.sha256()),
        author_id: Set(author.0),
        created_at: Set(tx.at()),
    };
    Ok(ReplyId(row.insert(tx.conn()).await?.id))
}

/// The newest version.
///
/// # Errors
/// What the database says.
pub async fn latest(from: &impl Source, case: CaseId) -> Result<Option<Reply>, StoreError> {
    let row = reply::Entity::find()
        .filter(reply::Column::CaseId.eq(case.0))
        .order_by_desc(reply::Column::Version)
        .one(from.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let files = attachment::of(from, Owner::Reply(ReplyId(row.id))).await?;
    convert(row, &files).map(Some)
}

/// The case of a version.
///
/// # Errors
/// What the database says.
pub async fn case_of(from: &impl Source, id: ReplyId) -> Result<Option<CaseId>, StoreError> {
    Ok(reply::Entity::find_by_id(id.0).one(from.conn()).await?.map(|row| CaseId(row.case_id)))
}

pub(crate) fn convert(row: reply::Model, files: &[File]) -> Result<Reply, StoreError> {
    Ok(Reply {
        id: ReplyId(row.id),
        case: CaseId(row.case_id),
        section: SectionId(row.section_id),
        version: u32::try_from(row.version).map_err(|_| corrupt("version", row.version))?,
        form: Form::parse(&row.form).ok_or_else(|| corrupt("form", &row.form))?,
        body: row.body,
        outcome: row.outcome,
        outcome_note: row.outcome_note,
        follow_up_on: row.follow_up_on,
        enclosures: files.iter().map(Enclosure::from).collect(),
        sha256: row.sha256,
        author: StaffId(row.author_id),
        created_at: row.created_at,
    })
}
