//! What a draw has to know of a candidate: number, classes, and by what the same person and household are found. A register has
//! some twenty thousand rows; who somebody is is read of those only whom the draw names.

use kocho_domain::{
    id::{CandidateId, MonitorId, PanelId},
    panel::{CandidateState, CandidateWay, Classes, DrawSource},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use crate::{Source, StoreError, candidate::Candidate, entity::candidate, monitor::PersonHashes};

/// Rows of one statement.
const CHUNK: u64 = 2_000;

/// A candidate as the rules judge them, without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Database key.
    pub id: CandidateId,
    /// Its number as printed.
    pub number: String,
    /// How they came.
    pub is_register: bool,
    /// Coarse classes.
    pub classes: Classes,
    /// 市との関わり code
    pub relation: Option<String>,
    /// 職業 code
    pub occupation: Option<String>,
    /// The monitor of an earlier term who goes on.
    pub renews: Option<MonitorId>,
    /// By which the same person and household are found.
    pub hashes: PersonHashes,
}

impl From<&Candidate> for Lot {
    fn from(one: &Candidate) -> Self {
        Lot {
            id: one.id,
            number: one.about.number.clone(),
            is_register: one.about.way == CandidateWay::Register,
            classes: one.about.classes.clone(),
            relation: one.about.relation.clone(),
            occupation: one.about.occupation.clone(),
            renews: one.about.renews,
            hashes: one.hashes.clone(),
        }
    }
}

/// The columns of a [`Lot`].
#[derive(Debug, FromQueryResult)]
struct Row {
    id: i64,
    number: String,
    way: String,
    age_group: String,
    gender: String,
    district: String,
    relation: Option<String>,
    occupation: Option<String>,
    renews: Option<i64>,
    name_hash: Option<String>,
    phone_hash: Option<String>,
    email_hash: Option<String>,
    home_hash: Option<String>,
}

/// Candidates of a list that no draw and nobody has decided on, by number.
///
/// # Errors
/// What the database says.
pub async fn undrawn(from: &impl Source, panel: PanelId, source: DrawSource) -> Result<Vec<Lot>, StoreError> {
    use candidate::Column as C;
    let ways = CandidateWay::ALL.iter().filter(|way| way.source() == Some(source)).map(|way| way.code());
    let wanted = candidate::Entity::find()
        .select_only()
        .columns([C::Id, C::Number, C::Way, C::AgeGroup, C::Gender, C::District, C::Relation, C::Occupation])
        .columns([C::Renews, C::NameHash, C::PhoneHash, C::EmailHash, C::HomeHash])
        .filter(C::PanelId.eq(panel.0))
        .filter(C::State.eq(CandidateState::Received.code()))
        .filter(C::Way.is_in(ways))
        .order_by_asc(C::Number)
        .limit(CHUNK);
    let mut lots: Vec<Lot> = Vec::new();
    loop {
        let after = lots.last().map(|lot| lot.number.clone()).unwrap_or_default();
        let rows = wanted.clone().filter(C::Number.gt(after)).into_model::<Row>().all(from.conn()).await?;
        let is_last = (rows.len() as u64) < CHUNK;
        lots.extend(rows.into_iter().map(lot));
        if is_last {
            return Ok(lots);
        }
    }
}

fn lot(row: Row) -> Lot {
    Lot {
        id: CandidateId(row.id),
        number: row.number,
        is_register: row.way == CandidateWay::Register.code(),
        classes: Classes { age_group: row.age_group, gender: row.gender, district: row.district },
        relation: row.relation,
        occupation: row.occupation,
        renews: row.renews.map(MonitorId),
        hashes: PersonHashes { name: row.name_hash, phone: row.phone_hash, email: row.email_hash, home: row.home_hash },
    }
}
