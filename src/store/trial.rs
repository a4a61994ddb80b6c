//! Trials: decided cases asked again with other key terms or by another version of the classifier, before it is used.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::CaseScope,
    id::{CaseId, PublicKey},
    receipt::ReceiptNumber,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QueryResult, Set,
    Statement, Unchanged,
};

use crate::{
    Source, StoreError, Tx,
    case_list::Where,
    convert,
    db::sealed::Conn,
    entity::{trial, trial_case},
    error::corrupt,
};

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// Key terms: the body is their document.
    Terms,
    /// A version of the classifier: the body is its name.
    Model,
}

/// Where a trial stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Cases are still being asked.
    Running,
    /// All were asked; people decide.
    Done,
    /// It was taken into use.
    Used,
}

impl Noun {
    const ALL: [(Self, &'static str); 2] = [(Self::Terms, "terms"), (Self::Model, "model")];

    const fn code(self) -> &'static str {
        match self {
            Noun::Terms => "terms",
            Noun::Model => "model",
        }
    }
}

impl State {
    const ALL: [(Self, &'static str); 3] = [(Self::Running, "running"), (Self::Done, "done"), (Self::Used, "used")];

    const fn code(self) -> &'static str {
        match self {
            State::Running => "running",
            State::Done => "done",
            State::Used => "used",
        }
    }
}

/// A trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Database key; 0 for a new one.
    pub id: i64,
    /// What is tried.
    pub noun: Noun,
    /// What was in use when it began: a version of the terms, or of the classifier.
    pub base: String,
    /// What is tried.
    pub body: String,
    /// Where it stands.
    pub state: State,
    /// Cases received from this day on are asked.
    pub since: NaiveDate,
    /// The case asked last; the next ones lie below it.
    pub below: CaseId,
    /// How many cases were looked at.
    pub asked: u64,
    /// How many are to be looked at.
    pub total: u64,
    /// How many of those looked at could change at all: they hold a changed word, or a suggestion of the version before.
    pub compared: u64,
    /// How many first suggestions change.
    pub changed: u64,
    /// Of these, how many become right.
    pub better: u64,
    /// Of these, how many become wrong.
    pub worse: u64,
    /// When it began.
    pub created_at: DateTime<Utc>,
}

/// A case whose first suggestion changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The case.
    pub case: CaseId,
    /// First suggestion now.
    pub before: String,
    /// First suggestion with what is tried.
    pub after: String,
    /// What people decided.
    pub wanted: String,
    /// The one now is right.
    pub was_right: bool,
    /// The one tried is right.
    pub is_right: bool,
}

/// Begins a trial; answers its key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, new: &Trial) -> Result<i64, StoreError> {
    let (_, by) = tx.actor();
    let row = trial::ActiveModel {
        id: NotSet,
        noun: Set(new.noun.code().to_owned()),
        base: Set(new.base.clone()),
        body: Set(new.body.clone()),
        state: Set(new.state.code().to_owned()),
        since: Set(new.since),
        below: Set(new.below.0),
        asked: Set(count(new.asked)),
        total: Set(count(new.total)),
        compared: Set(0),
        changed: Set(0),
        better: Set(0),
        worse: Set(0),
        created_by: Set(by),
        created_at: Set(tx.at()),
        finished_at: Set(None),
        decided_at: Set(None),
    };
    Ok(row.insert(tx.conn()).await?.id)
}

/// A trial.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: i64) -> Result<Option<Trial>, StoreError> {
    trial::Entity::find_by_id(id).one(from.conn()).await?.map(read).transpose()
}

/// The newest trial of something.
///
/// # Errors
/// What the database says.
pub async fn latest(from: &impl Source, noun: Noun) -> Result<Option<Trial>, StoreError> {
    let newest = trial::Entity::find()
        .filter(trial::Column::Noun.eq(noun.code()))
        .order_by_desc(trial::Column::Id)
        .one(from.conn())
        .await?;
    newest.map(read).transpose()
}

fn read(row: trial::Model) -> Result<Trial, StoreError> {
    let noun = Noun::ALL.into_iter().find(|(_, code)| *code == row.noun);
    let state = State::ALL.into_iter().find(|(_, code)| *code == row.state);
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(Trial {
        id: row.id,
        noun: noun.ok_or_else(|| corrupt("trial", &row.noun))?.0,
        state: state.ok_or_else(|| corrupt("trial state", &row.state))?.0,
        base: row.base,
        body: row.body,
        since: row.since,
        below: CaseId(row.below),
        asked: number(row.asked),
        total: number(row.total),
        compared: number(row.compared),
        changed: number(row.changed),
        better: number(row.better),
        worse: number(row.worse),
        created_at: row.created_at,
    })
}

/// Writes down how far a trial has come, if it still stood at `seen`, and what changed on the way. Answers false when
/// somebody else has done this part meanwhile; then nothing is written.
///
/// # Errors
/// What the database says.
pub async fn advance(tx: &mut Tx, now: &Trial, seen: CaseId, changes: &[Change]) -> Result<bool, StoreError> {
    let finished = (now.state == State::Done).then(|| tx.at());
    let moved = trial::Entity::update_many()
        .set(trial::ActiveModel {
            state: Set(now.state.code().to_owned()),
            below: Set(now.below.0),
            asked: Set(count(now.asked)),
            compared: Set(count(now.compared)),
            changed: Set(count(now.changed)),
            better: Set(count(now.better)),
            worse: Set(count(now.worse)),
            finished_at: Set(finished),
            ..Default::default()
        })
        .filter(trial::Column::Id.eq(now.id))
        .filter(trial::Column::Below.eq(seen.0))
        .filter(trial::Column::State.eq(State::Running.code()))
        .exec(tx.conn())
        .await?;
    if moved.rows_affected == 0 {
        return Ok(false);
    }
    let rows = changes.iter().map(|change| trial_case::ActiveModel {
        id: NotSet,
        trial_id: Set(now.id),
        case_id: Set(change.case.0),
        before: Set(change.before.clone()),
        after: Set(change.after.clone()),
        wanted: Set(change.wanted.clone()),
        was_right: Set(change.was_right),
        is_right: Set(change.is_right),
    });
    if !changes.is_empty() {
        trial_case::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(true)
}

/// A trial is taken into use.
///
/// # Errors
/// What the database says.
pub async fn mark_used(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    let row = trial::ActiveModel {
        id: Unchanged(id),
        state: Set(State::Used.code().to_owned()),
        decided_at: Set(Some(tx.at())),
        ..Default::default()
    };
    row.update(tx.conn()).await?;
    Ok(())
}

/// A change with the case it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedCase {
    /// The row, for the next page.
    pub id: i64,
    /// The case's key in addresses.
    pub key: PublicKey,
    /// 受付番号
    pub number: ReceiptNumber,
    /// Heading, not masked yet.
    pub title: String,
    /// What changes.
    pub change: Change,
}

/// The changed cases of a trial that the scope reaches: those that become wrong first, then those that become right;
/// at most `size`.
///
/// # Errors
/// What the database says.
pub async fn changes(
    from: &impl Source,
    scope: &CaseScope,
    trial: i64,
    size: u64,
) -> Result<Vec<ChangedCase>, StoreError> {
    let mut conditions = Where::default();
    conditions.scope(scope);
    let mark = conditions.bind(trial);
    conditions.add(format!("t.trial_id = {mark}"));
    let sql = format!(
        "select t.*, c.key as case_key, c.title, b.number_year, b.number_seq from trial_case t \
         join \"case\" c on c.id = t.case_id join submission b on b.id = c.submission_id where {} \
         order by case when t.was_right and not t.is_right then 0 when t.is_right and not t.was_right then 1 else 2 end, t.id limit {size}",
        conditions.sql()
    );
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, conditions.values));
    rows.await?.iter().map(changed_case).collect()
}

fn changed_case(row: &QueryResult) -> Result<ChangedCase, StoreError> {
    Ok(ChangedCase {
        id: row.try_get("", "id")?,
        key: convert::key(&row.try_get::<String>("", "case_key")?)?,
        number: convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?,
        title: row.try_get("", "title")?,
        change: Change {
            case: CaseId(row.try_get("", "case_id")?),
            before: row.try_get("", "before")?,
            after: row.try_get("", "after")?,
            wanted: row.try_get("", "wanted")?,
            was_right: row.try_get("", "was_right")?,
            is_right: row.try_get("", "is_right")?,
        },
    })
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
