//! 決裁: the running approval of a case and its steps.

use kocho_domain::{
    access::{Permitted, Role},
    approval::{Approval, NewStep, Step, StepAct, StepDone},
    case::Case,
    id::{ApprovalId, CaseId, ReplyId, SectionId, StaffId},
    reply::Reply,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{approval, approval_step},
    error::corrupt,
};

/// How an approval ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// 決裁済
    Decided,
    /// 差戻し
    SentBack,
    /// 取下げ
    Withdrawn,
    /// The text changed; the decisions count no more.
    Void,
}

impl Ending {
    const fn code(self) -> &'static str {
        match self {
            Ending::Decided => "decided",
            Ending::SentBack => "sent_back",
            Ending::Withdrawn => "withdrawn",
            Ending::Void => "void",
        }
    }
}

/// Starts an approval of a version, with the route's steps copied.
///
/// # Errors
/// What the database says.
pub async fn start(
    tx: &mut Tx,
    case: &Permitted<Case>,
    reply: &Reply,
    by: StaffId,
    route: &str,
    steps: &[NewStep],
) -> Result<ApprovalId, StoreError> {
    let row = approval::ActiveModel {
        id: NotSet,
        subject_noun: Set("reply".to_owned()),
        subject_id: Set(reply.id.0),
        subject_sha256: Set(reply.sha256.clone()),
        case_id: Set(Some(case.get().id.0)),
        route: Set(route.to_owned()),
        state: Set("open".to_owned()),
        started_by: Set(by.0),
        started_at: Set(tx.at()),
        ended_at: Set(None),
    };
    let id = row.insert(tx.conn()).await?.id;
    let rows = steps.iter().map(|step| approval_step::ActiveModel {
        id: NotSet,
        approval_id: Set(id),
        position: Set(i64::from(step.position)),
        label: Set(step.label.clone()),
        role: Set(step.role.code().to_owned()),
        section_id: Set(step.section.0),
        act: Set(step.act.code().to_owned()),
        done_by: Set(None),
        done_for: Set(None),
        done_at: Set(None),
    });
    approval_step::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(ApprovalId(id))
}

/// The running approval of a case.
///
/// # Errors
/// What the database says.
pub async fn open_of(from: &impl Source, case: CaseId) -> Result<Option<Approval>, StoreError> {
    newest(from, case, "open").await
}

/// The approval by which the case's text was last decided; `None` after the text changed.
///
/// # Errors
/// What the database says.
pub async fn decided_of(from: &impl Source, case: CaseId) -> Result<Option<Approval>, StoreError> {
    newest(from, case, "decided").await
}

async fn newest(from: &impl Source, case: CaseId, state: &str) -> Result<Option<Approval>, StoreError> {
    let row = approval::Entity::find()
        .filter(approval::Column::CaseId.eq(case.0))
        .filter(approval::Column::State.eq(state))
        .order_by_desc(approval::Column::Id)
        .one(from.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let steps = approval_step::Entity::find()
        .filter(approval_step::Column::ApprovalId.eq(row.id))
        .order_by_asc(approval_step::Column::Position)
        .order_by_asc(approval_step::Column::Id)
        .all(from.conn())
        .await?;
    Ok(Some(approval(row, case, steps)?))
}

/// A row and its steps in their order.
pub(crate) fn approval(
    row: approval::Model,
    case: CaseId,
    steps: Vec<approval_step::Model>,
) -> Result<Approval, StoreError> {
    Ok(Approval {
        id: ApprovalId(row.id),
        case,
        reply: ReplyId(row.subject_id),
        text_sha256: row.subject_sha256,
        started_by: StaffId(row.started_by),
        steps: steps.into_iter().map(step).collect::<Result<_, _>>()?,
    })
}

fn step(row: approval_step::Model) -> Result<Step, StoreError> {
    let done =
        row.done_by.zip(row.done_at).map(|(by, at)| StepDone { by: StaffId(by), for_office: row.done_for.clone(), at });
    Ok(Step {
        id: row.id,
        plan: NewStep {
            position: convert::small(row.position)?,
            role: Role::parse(&row.role).ok_or_else(|| corrupt("role", &row.role))?,
            act: StepAct::parse(&row.act).ok_or_else(|| corrupt("step", &row.act))?,
            label: row.label,
            section: SectionId(row.section_id),
        },
        done,
    })
}

/// Saves a step that was done.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else did it meanwhile.
pub async fn save_step(tx: &mut Tx, _case: &Permitted<Case>, step: &Step) -> Result<(), StoreError> {
    let Some(done) = &step.done else { return Ok(()) };
    let saved = approval_step::Entity::update_many()
        .col_expr(approval_step::Column::DoneBy, Expr::value(done.by.0))
        .col_expr(approval_step::Column::DoneFor, Expr::value(done.for_office.clone()))
        .col_expr(approval_step::Column::DoneAt, Expr::value(done.at))
        .filter(approval_step::Column::Id.eq(step.id))
        .filter(approval_step::Column::DoneAt.is_null())
        .exec(tx.conn())
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The decision of another case counts for a version with the very same text.
///
/// # Errors
/// What the database says.
pub async fn adopt(
    tx: &mut Tx,
    case: &Permitted<Case>,
    reply: (ReplyId, &str),
    decided: &Approval,
) -> Result<(), StoreError> {
    let row = approval::ActiveModel {
        id: NotSet,
        subject_noun: Set("reply".to_owned()),
        subject_id: Set(reply.0.0),
        subject_sha256: Set(reply.1.to_owned()),
        case_id: Set(Some(case.get().id.0)),
        route: Set("same_content".to_owned()),
        state: Set(Ending::Decided.code().to_owned()),
        started_by: Set(decided.started_by.0),
        started_at: Set(tx.at()),
        ended_at: Set(Some(tx.at())),
    };
    approval::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Ends approvals of a case: the open one, or (when the text changes) those that were decided too.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, case: &Permitted<Case>, ending: Ending) -> Result<(), StoreError> {
    let states: &[&str] = if ending == Ending::Void { &["open", "decided"] } else { &["open"] };
    approval::Entity::update_many()
        .col_expr(approval::Column::State, Expr::value(ending.code()))
        .col_expr(approval::Column::EndedAt, Expr::value(tx.at()))
        .filter(approval::Column::CaseId.eq(case.get().id.0))
        .filter(approval::Column::State.is_in(states.iter().copied()))
        .exec(tx.conn())
        .await?;
    Ok(())
}
