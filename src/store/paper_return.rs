//! 返送された調査票: the number that a clerk wrote on a paper, which answer it became, and what a second person read.

use kocho_domain::{
    id::{PaperReturnId, StaffId, SurveyId},
    participant::ReturnState,
    survey::Answers,
};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::paper_return};

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperReturn {
    /// Database key.
    pub id: PaperReturnId,
    /// Of which survey.
    pub survey: SurveyId,
    /// The number on it.
    pub number: i64,
    /// The answer that it became.
    pub response: String,
    /// Who read it first.
    pub first_by: StaffId,
    /// Who read it a second time.
    pub second_by: Option<StaffId>,
    /// What that person read, until the differences are decided.
    pub second: Option<Answers>,
    /// How far it is.
    pub state: ReturnState,
    /// In how many questions the two readings differed.
    pub differences: u32,
}

/// Notes a paper that was read.
///
/// # Errors
/// [`StoreError::Conflict`] when its number is there.
pub async fn insert(
    tx: &mut Tx,
    survey: SurveyId,
    (number, response): (i64, &str),
    by: StaffId,
    state: ReturnState,
) -> Result<(), StoreError> {
    let row = paper_return::ActiveModel {
        id: NotSet,
        survey_id: Set(survey.0),
        number: Set(number),
        response_key: Set(response.to_owned()),
        first_by: Set(by.0),
        second_by: Set(None),
        second_answers: Set(None),
        decided_by: Set(None),
        state: Set(state.code().to_owned()),
        differences: Set(0),
    };
    paper_return::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The paper with a number.
///
/// # Errors
/// What the database says.
pub async fn by_number(from: &impl Source, survey: SurveyId, number: i64) -> Result<Option<PaperReturn>, StoreError> {
    let found = paper_return::Entity::find()
        .filter(paper_return::Column::SurveyId.eq(survey.0))
        .filter(paper_return::Column::Number.eq(number));
    found.one(from.conn()).await?.map(read).transpose()
}

/// The number after the greatest one.
///
/// # Errors
/// What the database says.
pub async fn next_number(from: &impl Source, survey: SurveyId) -> Result<i64, StoreError> {
    let last = paper_return::Entity::find()
        .filter(paper_return::Column::SurveyId.eq(survey.0))
        .order_by_desc(paper_return::Column::Number)
        .one(from.conn())
        .await?;
    Ok(last.map_or(1, |row| row.number + 1))
}

/// States of papers with which somebody has to go on.
fn open() -> impl Iterator<Item = &'static str> {
    [ReturnState::Waiting, ReturnState::Different].into_iter().map(ReturnState::code)
}

/// How many papers of a survey somebody has to go on with.
///
/// # Errors
/// What the database says.
pub async fn count_open(from: &impl Source, survey: SurveyId) -> Result<u64, StoreError> {
    let found = paper_return::Entity::find()
        .filter(paper_return::Column::SurveyId.eq(survey.0))
        .filter(paper_return::Column::State.is_in(open()));
    Ok(found.count(from.conn()).await?)
}

/// Papers of a survey before a number, the newest first; all of them, or those only with which somebody has to go on.
///
/// # Errors
/// What the database says.
pub async fn before(
    from: &impl Source,
    survey: SurveyId,
    (number, only_open): (i64, bool),
    most: u64,
) -> Result<Vec<PaperReturn>, StoreError> {
    let mut wanted = paper_return::Entity::find()
        .filter(paper_return::Column::SurveyId.eq(survey.0))
        .filter(paper_return::Column::Number.lt(number));
    if only_open {
        wanted = wanted.filter(paper_return::Column::State.is_in(open()));
    }
    let rows = wanted.order_by_desc(paper_return::Column::Number).limit(most).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// What the second person read.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster.
pub async fn second(
    tx: &mut Tx,
    paper: &PaperReturn,
    by: StaffId,
    (state, differences): (ReturnState, u32),
    answers: Option<&Answers>,
) -> Result<(), StoreError> {
    let row = paper_return::ActiveModel {
        second_by: Set(Some(by.0)),
        second_answers: Set(answers.map(Answers::to_json)),
        state: Set(state.code().to_owned()),
        differences: Set(i64::from(differences)),
        ..Default::default()
    };
    step(tx, paper, ReturnState::Waiting, row).await
}

/// The differences are decided: what the second person read is not needed any more.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster.
pub async fn decide(tx: &mut Tx, paper: &PaperReturn, by: StaffId) -> Result<(), StoreError> {
    let row = paper_return::ActiveModel {
        second_answers: Set(None),
        decided_by: Set(Some(by.0)),
        state: Set(ReturnState::Decided.code().to_owned()),
        ..Default::default()
    };
    step(tx, paper, ReturnState::Different, row).await
}

async fn step(
    tx: &mut Tx,
    paper: &PaperReturn,
    from: ReturnState,
    row: paper_return::ActiveModel,
) -> Result<(), StoreError> {
    let done = paper_return::Entity::update_many()
        .set(row)
        .filter(paper_return::Column::Id.eq(paper.id.0))
        .filter(paper_return::Column::State.eq(from.code()))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

fn read(row: paper_return::Model) -> Result<PaperReturn, StoreError> {
    let second = row.second_answers.as_deref().map(|text| {
        Answers::from_json(text).ok_or_else(|| StoreError::Corrupt("paper_return.second_answers".to_owned()))
    });
    Ok(PaperReturn {
        id: PaperReturnId(row.id),
        survey: SurveyId(row.survey_id),
        number: row.number,
        response: row.response_key,
        first_by: StaffId(row.first_by),
        second_by: row.second_by.map(StaffId),
        second: second.transpose()?,
        state: ReturnState::parse(&row.state)
            .ok_or_else(|| StoreError::Corrupt(format!("paper_return.state {}", row.state)))?,
        differences: u32::try_from(row.differences).unwrap_or(0),
    })
}
