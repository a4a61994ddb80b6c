//! Table `indicator_actual`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator_actual")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: Option<String>,
    pub plan_id: i64,
    pub policy_code: String,
    pub name: String,
    pub year: i64,
    pub value: f64,
    pub origin: String,
    pub source: String,
    pub note: String,
    pub survey_id: Option<i64>,
    pub version: Option<i64>,
    pub formula: String,
    pub words: String,
    pub chosen: Option<i64>,
    pub n: Option<i64>,
    pub state: String,
    pub proposed_by: Option<i64>,
    pub proposed_at: DateTimeUtc,
    pub decided_by: Option<i64>,
    pub decided_at: Option<DateTimeUtc>,
    pub reason: String,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
