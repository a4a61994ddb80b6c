//! Table `crosswalk`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "crosswalk")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub older_id: i64,
    pub newer_id: i64,
    pub subject_plan_id: i64,
    pub subject: String,
    pub relation: String,
    pub decided: bool,
    pub words: String,
    pub note: String,
    pub actor_kind: Option<String>,
    pub actor_id: Option<i64>,
    pub decided_at: Option<DateTimeUtc>,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
