//! 調査: one survey with the steps of its way. Its questions stand in `questionnaire.rs`, answers in `response.rs`.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::SurveyScope,
    id::{SectionId, StaffId, SurveyId},
    survey::{Selection, SurveyKind, SurveyState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, NotSet, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set, Statement,
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{survey, survey_step},
    error::corrupt,
};

/// What a survey is about; most of it also stands in its questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The code by which it is called everywhere; it never changes.
    pub code: String,
    /// 件名
    pub title: String,
    /// 実施課
    pub section: SectionId,
    /// 無記名
    pub anonymous: bool,
    /// First day on which answers are taken.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// 対象
    pub target: String,
    /// 方法
    pub method: String,
    /// 目的
    pub purpose: String,
}

/// A survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Database key.
    pub id: SurveyId,
    /// What it is about.
    pub about: About,
    /// How far it is.
    pub state: SurveyState,
    /// Who answers.
    pub kind: SurveyKind,
    /// How those who are asked were chosen.
    pub selection: Selection,
    /// 配布数 or 母数, where it is known.
    pub population: Option<u32>,
    /// Demo data.
    pub demo: bool,
    /// Who wrote it; nobody for a file from the command line.
    pub created_by: Option<StaffId>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who put it before the desk last.
    pub submitted_by: Option<StaffId>,
    /// When it was opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Moves with every change of the survey or its questions.
    pub lock: i64,
}

/// A step on the way of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub code: String,
    /// A remark; may be empty.
    pub text: String,
    /// Name of who did it; may be empty.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes a new survey down as a draft.
///
/// # Errors
/// [`StoreError::Conflict`] when its code is another one's.
pub async fn insert(tx: &mut Tx, about: &About, demo: bool) -> Result<Survey, StoreError> {
    let (_, by) = tx.actor();
    let row = survey::ActiveModel {
        id: NotSet,
        code: Set(about.code.clone()),
        title: Set(about.title.clone()),
        section_id: Set(about.section.0),
        state: Set(SurveyState::Draft.code().to_owned()),
        anonymous: Set(about.anonymous),
        kind: Set(SurveyKind::default().code().to_owned()),
        starts_on: Set(about.starts_on),
        ends_on: Set(about.ends_on),
        target: Set(about.target.clone()),
        method: Set(about.method.clone()),
        purpose: Set(about.purpose.clone()),
        selection: Set(Selection::default().code().to_owned()),
        population: Set(None),
        demo: Set(demo),
        created_by: Set(by),
        created_at: Set(tx.at()),
        submitted_by: Set(None),
        opened_at: Set(None),
        closed_at: Set(None),
        lock: Set(0),
    };
    read(row.insert(tx.conn()).await?)
}

/// A survey by its code.
///
/// # Errors
/// What the database says.
pub async fn by_code(from: &impl Source, code: &str) -> Result<Option<Survey>, StoreError> {
    survey::Entity::find().filter(survey::Column::Code.eq(code)).one(from.conn()).await?.map(read).transpose()
}

/// A survey by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: SurveyId) -> Result<Option<Survey>, StoreError> {
    survey::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// Surveys of a scope with a smaller database key than `before`, newest first; of one state, or all.
///
/// # Errors
/// What the database says.
pub async fn page(
    from: &impl Source,
    scope: &SurveyScope,
    state: Option<SurveyState>,
    before: Option<SurveyId>,
    size: u64,
) -> Result<Vec<Survey>, StoreError> {
    let mut query = survey::Entity::find();
    if !scope.everything() {
        let begun = SurveyState::ALL.into_iter().filter(|state| state.is_answered()).map(SurveyState::code);
        let known = Condition::any()
            .add(survey::Column::State.is_in(begun))
            .add(survey::Column::SectionId.is_in(scope.sections().iter().map(|id| id.0)));
        query = query.filter(known);
    }
    if let Some(state) = state {
        query = query.filter(survey::Column::State.eq(state.code()));
    }
    if let Some(before) = before {
        query = query.filter(survey::Column::Id.lt(before.0));
    }
    let rows = query.order_by_desc(survey::Column::Id).limit(size).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// How many surveys of monitors, beside this one, were opened whose first day is one of these.
///
/// # Errors
/// What the database says.
pub async fn count_of_panels(
    from: &impl Source,
    days: &RangeInclusive<NaiveDate>,
    beside: SurveyId,
) -> Result<u64, StoreError> {
    let begun = SurveyState::ALL.into_iter().filter(|state| state.is_answered()).map(SurveyState::code);
    let found = survey::Entity::find()
        .filter(survey::Column::Kind.eq(SurveyKind::Panel.code()))
        .filter(survey::Column::State.is_in(begun))
        .filter(survey::Column::StartsOn.between(*days.start(), *days.end()))
        .filter(survey::Column::Id.ne(beside.0));
    Ok(found.count(from.conn()).await?)
}

/// Saves what the rules made of it; its code, author and beginning stay.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn save(tx: &mut Tx, now: &Survey) -> Result<(), StoreError> {
    let row = survey::ActiveModel {
        title: Set(now.about.title.clone()),
        section_id: Set(now.about.section.0),
        state: Set(now.state.code().to_owned()),
        anonymous: Set(now.about.anonymous),
        kind: Set(now.kind.code().to_owned()),
        starts_on: Set(now.about.starts_on),
        ends_on: Set(now.about.ends_on),
        target: Set(now.about.target.clone()),
        method: Set(now.about.method.clone()),
        purpose: Set(now.about.purpose.clone()),
        selection: Set(now.selection.code().to_owned()),
        population: Set(now.population.map(i64::from)),
        submitted_by: Set(now.submitted_by.map(|id| id.0)),
        opened_at: Set(now.opened_at),
        closed_at: Set(now.closed_at),
        lock: Set(now.lock + 1),
        ..Default::default()
    };
    let done = survey::Entity::update_many()
        .set(row)
        .filter(survey::Column::Id.eq(now.id.0))
        .filter(survey::Column::Lock.eq(now.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Adds a step to its way; a remark stands in an erasable row.
///
/// # Errors
/// What the database says.
pub async fn add_step(tx: &mut Tx, id: SurveyId, code: &str, text: &str) -> Result<(), StoreError> {
    let text_id = tx.write_free_text(Some(text.trim()).filter(|text| !text.is_empty())).await?;
    let (actor_kind, actor_id) = tx.actor();
    let row = survey_step::ActiveModel {
        id: NotSet,
        survey_id: Set(id.0),
        code: Set(code.to_owned()),
        text_id: Set(text_id),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        at: Set(tx.at()),
    };
    survey_step::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Its steps, oldest first.
///
/// # Errors
/// What the database says.
pub async fn steps(from: &impl Source, id: SurveyId) -> Result<Vec<Step>, StoreError> {
    let sql = "select s.code, coalesce(f.body, '') as text, coalesce(p.name, '') as who, s.at from survey_step s \
        left join free_text f on f.id = s.text_id left join staff p on p.id = s.actor_id and s.actor_kind = 'staff' \
        where s.survey_id = $1 order by s.id";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [id.0.into()]);
    let rows = conn.query_all_raw(statement).await?;
    let step = |row: &sea_orm::QueryResult| {
        Ok(Step {
            code: row.try_get("", "code")?,
            text: row.try_get("", "text")?,
            by: row.try_get("", "who")?,
            at: row.try_get("", "at")?,
        })
    };
    rows.iter().map(step).collect()
}

fn read(row: survey::Model) -> Result<Survey, StoreError> {
    let population = row.population.map(u32::try_from).transpose();
    Ok(Survey {
        id: SurveyId(row.id),
        about: About {
            code: row.code,
            title: row.title,
            section: SectionId(row.section_id),
            anonymous: row.anonymous,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            target: row.target,
            method: row.method,
            purpose: row.purpose,
        },
        state: SurveyState::parse(&row.state).ok_or_else(|| corrupt("survey state", &row.state))?,
        kind: SurveyKind::parse(&row.kind).ok_or_else(|| corrupt("survey kind", &row.kind))?,
        selection: Selection::parse(&row.selection).ok_or_else(|| corrupt("selection", &row.selection))?,
        population: population.map_err(|_| corrupt("population", row.id))?,
        demo: row.demo,
        created_by: row.created_by.map(StaffId),
        created_at: row.created_at,
        submitted_by: row.submitted_by.map(StaffId),
        opened_at: row.opened_at,
        closed_at: row.closed_at,
        lock: row.lock,
    })
}
