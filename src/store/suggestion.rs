//! What was suggested for a case, by which version, and what was chosen.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{CaseId, StaffId},
    receipt::ReceiptNumber,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::suggestion,
    together::{Together, truth},
};

/// A stored suggestion; its body is the classifier's answer as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Database key.
    pub id: i64,
    /// Version of the classifier.
    pub version: String,
    /// Its answer, JSON.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Stores a suggestion.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, case: CaseId, version: &str, body: &str) -> Result<(), StoreError> {
    let row = suggestion::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        version: Set(version.to_owned()),
        body: Set(body.to_owned()),
        created_at: Set(tx.at()),
        chosen: Set(None),
        chosen_at: Set(None),
        chosen_by: Set(None),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The newest suggestion of a case.
///
/// # Errors
/// What the database says.
pub async fn latest(from: &impl Source, case: CaseId) -> Result<Option<Suggestion>, StoreError> {
    let row = suggestion::Entity::find()
        .filter(suggestion::Column::CaseId.eq(case.0))
        .order_by_desc(suggestion::Column::Id)
        .one(from.conn())
        .await?;
    Ok(row.map(|r| Suggestion { id: r.id, version: r.version, body: r.body, at: r.created_at }))
}

/// Records what was chosen beside what was suggested.
///
/// # Errors
/// What the database says.
pub async fn choose(tx: &mut Tx, id: i64, by: StaffId, chosen: &str) -> Result<(), StoreError> {
    suggestion::Entity::update_many()
        .col_expr(suggestion::Column::Chosen, Expr::value(chosen))
        .col_expr(suggestion::Column::ChosenAt, Expr::value(tx.at()))
        .col_expr(suggestion::Column::ChosenBy, Expr::value(by.0))
        .filter(suggestion::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// A voice about which people decided.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Decided {
    number_year: i64,
    number_seq: i64,
    /// The text as it came in.
    pub body: String,
    /// Key of the primary measure, of any plan; `None`: the plan of that time had nothing for it.
    pub measure: Option<i64>,
    /// 受付日
    pub received_on: NaiveDate,
    /// Name of the section that has or had it.
    pub section: String,
    /// The holder is the hearing desk: it was not routed.
    #[serde(deserialize_with = "truth")]
    pub at_desk: bool,
    /// 種別 code
    pub kind: Option<String>,
}

impl Decided {
    /// 受付番号
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn number(&self) -> Result<ReceiptNumber, StoreError> {
        convert::number(self.number_year, self.number_seq)
    }
}

/// The newest voices about which people decided, at most `size`; none that only few may know, none that was split.
///
/// # Errors
/// What the database says.
pub async fn decided(from: &impl Source, size: u64) -> Result<Vec<Decided>, StoreError> {
    let query = format!(
        "select b.number_year, b.number_seq, t.body, c.measure_id as measure, c.received_on, h.name as section, h.hearing as at_desk, c.kind \
         from (select k.* from \"case\" k where k.measure_state <> 'undecided' and not k.restricted and k.point is null \
         order by k.id desc limit {size}) c join submission b on b.id = c.submission_id join section h on h.id = c.holder_id \
         join transcript t on t.submission_id = b.id and t.version = 1"
    );
    let columns = ["number_year", "number_seq", "body", "measure", "received_on", "section", "at_desk", "kind"];
    Together::around(from, Vec::new()).with_query("decided", &columns, &query).read(from).await?.take_part("decided")
}
