//! How many candidates of a term are how far, by the way they came and their coarse classes? A register has some twenty thousand
//! rows: pages count them in the database and read only those that they show.

use kocho_domain::{
    id::PanelId,
    panel::{CandidateState, CandidateWay, Classes},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{Source, StoreError, entity::candidate, error::corrupt};

/// Candidates who have all of this in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// How far.
    pub state: CandidateState,
    /// How they came.
    pub way: CandidateWay,
    /// Coarse classes.
    pub classes: Classes,
    /// How many.
    pub people: usize,
}

/// A row as the database gives it.
type Row = (String, String, String, String, String, i64);

/// The candidates of a term, counted.
///
/// # Errors
/// What the database says.
pub async fn of_panel(from: &impl Source, panel: PanelId) -> Result<Vec<Counted>, StoreError> {
    use candidate::Column as C;
    let by = [C::State, C::Way, C::AgeGroup, C::Gender, C::District];
    let mut wanted = candidate::Entity::find().select_only();
    for column in by {
        wanted = wanted.column(column).group_by(column).order_by_asc(column);
    }
    let rows: Vec<Row> =
        wanted.column_as(C::Id.count(), "people").filter(C::PanelId.eq(panel.0)).into_tuple().all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

fn read((state, way, age_group, gender, district, people): Row) -> Result<Counted, StoreError> {
    Ok(Counted {
        state: CandidateState::parse(&state).ok_or_else(|| corrupt("candidate state", &state))?,
        way: CandidateWay::parse(&way).ok_or_else(|| corrupt("candidate way", &way))?,
        classes: Classes { age_group, gender, district },
        people: usize::try_from(people).map_err(|_| corrupt("candidates", people))?,
    })
}
