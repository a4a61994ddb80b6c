//! 抽せん: the sealed seed of each round, and what was drawn. A round is drawn once; nothing of it changes afterwards.

use chrono::{DateTime, Utc};
use kocho_domain::id::{DialogueDayId, DrawId, StaffId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::draw, error::corrupt};

/// A round.
#[derive(Clone, PartialEq, Eq)]
pub struct Draw {
    /// Database key.
    pub id: DrawId,
    /// Its day.
    pub day: DialogueDayId,
    /// From 1.
    pub round: u32,
    /// The seed; shown to nobody before it was drawn with.
    pub seed: String,
    /// Its SHA-256, shown from the beginning.
    pub seed_sha256: String,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
    /// Where the reason of a further round stands.
    pub reason_text: Option<i64>,
    /// What was drawn.
    pub drawn: Option<Drawn>,
}

impl std::fmt::Debug for Draw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draw").field("id", &self.id).field("round", &self.round).field("seed", &"●●●").finish()
    }
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// How many places there were.
    pub places: u32,
    /// The numbers of the list, in its order.
    pub list: Vec<String>,
    /// The numbers as drawn.
    pub result: Vec<String>,
    /// Who drew.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Seals the seed of a round.
///
/// # Errors
/// [`StoreError::Conflict`] when the day has that round.
pub async fn insert(
    tx: &mut Tx,
    day: DialogueDayId,
    round: u32,
    (seed, seed_sha256): (&str, &str),
    reason: Option<&str>,
) -> Result<DrawId, StoreError> {
    let text = tx.write_free_text(reason).await?;
    let row = draw::ActiveModel {
        id: NotSet,
        day_id: Set(day.0),
        round: Set(i64::from(round)),
        seed: Set(seed.to_owned()),
        seed_sha256: Set(seed_sha256.to_owned()),
        sealed_at: Set(tx.at()),
        reason_text_id: Set(text),
        places: Set(None),
        list: Set(None),
        result: Set(None),
        drawn_by: Set(None),
        drawn_at: Set(None),
    };
    Ok(DrawId(row.insert(tx.conn()).await?.id))
}

/// The rounds of a day, the first one first.
///
/// # Errors
/// What the database says.
pub async fn of_day(from: &impl Source, day: DialogueDayId) -> Result<Vec<Draw>, StoreError> {
    let rows = draw::Entity::find()
        .filter(draw::Column::DayId.eq(day.0))
        .order_by_asc(draw::Column::Round)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes down what was drawn.
///
/// # Errors
/// [`StoreError::Stale`] when the round was drawn before.
pub async fn finish(
    tx: &mut Tx,
    id: DrawId,
    places: u32,
    (list, result): (&[String], &[String]),
    by: StaffId,
) -> Result<(), StoreError> {
    let row = draw::ActiveModel {
        places: Set(Some(i64::from(places))),
        list: Set(Some(list.join("\n"))),
        result: Set(Some(result.join("\n"))),
        drawn_by: Set(Some(by.0)),
        drawn_at: Set(Some(tx.at())),
        ..Default::default()
    };
    let done = draw::Entity::update_many()
        .set(row)
        .filter(draw::Column::Id.eq(id.0))
        .filter(draw::Column::DrawnAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

fn read(row: draw::Model) -> Result<Draw, StoreError> {
    let count = |value: i64| u32::try_from(value).map_err(|_| corrupt("draw", value));
    let lines = |text: Option<String>| text.unwrap_or_default().lines().map(str::to_owned).collect();
    let drawn = match (row.drawn_by, row.drawn_at) {
        (Some(by), Some(at)) => Some(Drawn {
            places: count(row.places.unwrap_or(0))?,
            list: lines(row.list),
            result: lines(row.result),
            by: StaffId(by),
            at,
        }),
        _ => None,
    };
    Ok(Draw {
        id: DrawId(row.id),
        day: DialogueDayId(row.day_id),
        round: count(row.round)?,
        seed: row.seed,
        seed_sha256: row.seed_sha256,
        sealed_at: row.sealed_at,
        reason_text: row.reason_text_id,
        drawn,
    })
}
