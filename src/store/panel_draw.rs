//! モニターの抽せん: the sealed seed of each round, what was drawn, and how many rows of a register were erased after it.
//!
//! A round is drawn once; nothing of it changes afterwards.

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{PanelDrawId, PanelId, StaffId},
    panel::DrawSource,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::panel_draw, error::corrupt};

/// A round.
#[derive(Clone, PartialEq, Eq)]
pub struct PanelDraw {
    /// Database key.
    pub id: PanelDrawId,
    /// Which list it is drawn from.
    pub source: DrawSource,
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
    pub drawn: Option<PanelDrawn>,
}

impl std::fmt::Debug for PanelDraw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PanelDraw").field("id", &self.id).field("round", &self.round).field("seed", &"●●●").finish()
    }
}

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelDrawn {
    /// How many places there were.
    pub places: u32,
    /// The numbers of the list, in its order.
    pub list: Vec<String>,
    /// The numbers as drawn.
    pub result: Vec<String>,
    /// The numbers that got a place.
    pub chosen: Vec<String>,
    /// Rows of the register that were erased.
    pub erased: u32,
    /// Who drew.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a draw writes down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How many places there were.
    pub places: u32,
    /// The numbers of the list, in its order.
    pub list: Vec<String>,
    /// The numbers as drawn.
    pub result: Vec<String>,
    /// The numbers that got a place.
    pub chosen: Vec<String>,
    /// Rows of the register that were erased.
    pub erased: u64,
}

/// Seals the seed of a round.
///
/// # Errors
/// [`StoreError::Conflict`] when the panel has that round.
pub async fn insert(
    tx: &mut Tx,
    panel: PanelId,
    (source, round): (DrawSource, u32),
    (seed, seed_sha256): (&str, &str),
    reason: Option<&str>,
) -> Result<PanelDrawId, StoreError> {
    let text = tx.write_free_text(reason).await?;
    let row = panel_draw::ActiveModel {
        id: NotSet,
        panel_id: Set(panel.0),
        source: Set(source.code().to_owned()),
        round: Set(i64::from(round)),
        seed: Set(seed.to_owned()),
        seed_sha256: Set(seed_sha256.to_owned()),
        sealed_at: Set(tx.at()),
        reason_text_id: Set(text),
        places: Set(None),
        list: Set(None),
        result: Set(None),
        chosen: Set(None),
        erased: Set(None),
        drawn_by: Set(None),
        drawn_at: Set(None),
    };
    Ok(PanelDrawId(row.insert(tx.conn()).await?.id))
}

/// The rounds of a panel: those of the call, then those of registers, each the first one first.
///
/// # Errors
/// What the database says.
pub async fn of_panel(from: &impl Source, panel: PanelId) -> Result<Vec<PanelDraw>, StoreError> {
    let rows = panel_draw::Entity::find()
        .filter(panel_draw::Column::PanelId.eq(panel.0))
        .order_by_asc(panel_draw::Column::Source)
        .order_by_asc(panel_draw::Column::Round)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes down what was drawn.
///
/// # Errors
/// [`StoreError::Stale`] when the round was drawn before.
pub async fn finish(tx: &mut Tx, id: PanelDrawId, outcome: &Outcome, by: StaffId) -> Result<(), StoreError> {
    let row = panel_draw::ActiveModel {
        places: Set(Some(i64::from(outcome.places))),
        list: Set(Some(outcome.list.join("\n"))),
        result: Set(Some(outcome.result.join("\n"))),
        chosen: Set(Some(outcome.chosen.join("\n"))),
        erased: Set(Some(i64::try_from(outcome.erased).unwrap_or(i64::MAX))),
        drawn_by: Set(Some(by.0)),
        drawn_at: Set(Some(tx.at())),
        ..Default::default()
    };
    let done = panel_draw::Entity::update_many()
        .set(row)
        .filter(panel_draw::Column::Id.eq(id.0))
        .filter(panel_draw::Column::DrawnAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

fn read(row: panel_draw::Model) -> Result<PanelDraw, StoreError> {
    let count = |value: i64| u32::try_from(value).map_err(|_| corrupt("panel draw", value));
    let lines = |text: Option<String>| text.unwrap_or_default().lines().map(str::to_owned).collect();
    let drawn = match (row.drawn_by, row.drawn_at) {
        (Some(by), Some(at)) => Some(PanelDrawn {
            places: count(row.places.unwrap_or(0))?,
            list: lines(row.list),
            result: lines(row.result),
            chosen: lines(row.chosen),
            erased: count(row.erased.unwrap_or(0))?,
            by: StaffId(by),
            at,
        }),
        _ => None,
    };
    Ok(PanelDraw {
        id: PanelDrawId(row.id),
        source: DrawSource::parse(&row.source).ok_or_else(|| corrupt("draw source", &row.source))?,
        round: count(row.round)?,
        seed: row.seed,
        seed_sha256: row.seed_sha256,
        sealed_at: row.sealed_at,
        reason_text: row.reason_text_id,
        drawn,
    })
}
