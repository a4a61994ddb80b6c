//! Topic maps: what was asked, how far the work is, what was found. Which voices stand in them: `topic_voice.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::id::{PublicKey, StaffId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{topic_map, topic_member},
    error::corrupt,
};

/// Rows that one statement writes.
const CHUNK: usize = 500;

/// Which voices are asked for. Everything that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Received on or after.
    pub from: NaiveDate,
    /// Received on or before.
    pub until: NaiveDate,
    /// Primary measure's code, or `none`, or `undecided`.
    pub measure: Option<String>,
    /// 地区 code.
    pub district: Option<String>,
    /// 受付方法 code.
    pub channel: Option<String>,
    /// What people wrote to a question of a survey that is over, instead of cases; then the days are the survey's.
    #[serde(default)]
    pub asked: Option<Asked>,
}

/// A question of a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Database key of the survey.
    pub survey: i64,
    /// Its code.
    pub code: String,
    /// Id of the question.
    pub question: String,
    /// 「第2回市政モニターアンケート」問12
    pub words: String,
}

/// How far a map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Asked for; the worker is at it, or will be.
    Waiting,
    /// It can be read.
    Done,
}

/// A map without its voices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicMap {
    /// Database key.
    pub id: i64,
    /// Key in addresses.
    pub key: PublicKey,
    /// What was asked for.
    pub chosen: Chosen,
    /// How far it is.
    pub state: State,
    /// Hundredths of the work.
    pub progress: u8,
    /// Version of the method.
    pub version: String,
    /// The groups as JSON; empty while it waits.
    pub body: String,
    /// Who asked.
    pub created_by: StaffId,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
}

/// A voice's place in a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The case; below nought a text of a survey.
    pub case: i64,
    /// Its group, counted from 1; 0 when it stands alone.
    pub group: i64,
    /// Its rank in the group.
    pub place: i64,
    /// The first case with the same text.
    pub same_text: i64,
}

/// Asks for a map; answers its database key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, key: &PublicKey, chosen: &Chosen, by: StaffId) -> Result<i64, StoreError> {
    let row = topic_map::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        asked: Set(serde_json::to_string(chosen).map_err(|e| corrupt("asked", e))?),
        state: Set("waiting".to_owned()),
        progress: Set(0),
        version: Set(String::new()),
        body: Set(String::new()),
        created_by: Set(by.0),
        created_at: Set(tx.at()),
        done_at: Set(None),
    };
    Ok(row.insert(tx.conn()).await?.id)
}

/// The newest maps, at most `size`.
///
/// # Errors
/// What the database says.
pub async fn newest(from: &impl Source, size: u64) -> Result<Vec<TopicMap>, StoreError> {
    let rows = topic_map::Entity::find().order_by_desc(topic_map::Column::Id).limit(size).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// A map by its key.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<TopicMap>, StoreError> {
    let row = topic_map::Entity::find().filter(topic_map::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// A map by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: i64) -> Result<Option<TopicMap>, StoreError> {
    topic_map::Entity::find_by_id(id).one(from.conn()).await?.map(read).transpose()
}

/// Writes down how far the work is.
///
/// # Errors
/// What the database says.
pub async fn progress(tx: &mut Tx, id: i64, hundredths: u8) -> Result<(), StoreError> {
    topic_map::Entity::update_many()
        .col_expr(topic_map::Column::Progress, Expr::value(i64::from(hundredths)))
        .filter(topic_map::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Writes down what was found; places that were written before are replaced.
///
/// # Errors
/// What the database says.
pub async fn finish(tx: &mut Tx, id: i64, version: &str, body: &str, places: &[Place]) -> Result<(), StoreError> {
    forget_places(tx, id).await?;
    for chunk in places.chunks(CHUNK) {
        let rows = chunk.iter().map(|place| topic_member::ActiveModel {
            id: NotSet,
            map_id: Set(id),
            case_id: Set(place.case),
            group_no: Set(place.group),
            place: Set(place.place),
            same_text: Set(place.same_text),
        });
        topic_member::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    topic_map::Entity::update_many()
        .col_expr(topic_map::Column::State, Expr::value("done"))
        .col_expr(topic_map::Column::Progress, Expr::value(100_i64))
        .col_expr(topic_map::Column::Version, Expr::value(version))
        .col_expr(topic_map::Column::Body, Expr::value(body))
        .col_expr(topic_map::Column::DoneAt, Expr::value(tx.at()))
        .filter(topic_map::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes a map.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    forget_places(tx, id).await?;
    topic_map::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

async fn forget_places(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    topic_member::Entity::delete_many().filter(topic_member::Column::MapId.eq(id)).exec(tx.conn()).await?;
    Ok(())
}

fn read(row: topic_map::Model) -> Result<TopicMap, StoreError> {
    let state = match row.state.as_str() {
        "waiting" => State::Waiting,
        "done" => State::Done,
        other => return Err(corrupt("state of a topic map", other)),
    };
    Ok(TopicMap {
        id: row.id,
        key: convert::key(&row.key)?,
        chosen: serde_json::from_str(&row.asked).map_err(|e| corrupt("asked", e))?,
        state,
        progress: u8::try_from(row.progress).unwrap_or(100),
        version: row.version,
        body: row.body,
        created_by: StaffId(row.created_by),
        created_at: row.created_at,
        done_at: row.done_at,
    })
}
