//! Table `summary`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "summary")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub slot_id: i64,
    pub audience: String,
    pub state: String,
    pub version: i64,
    pub due_on: Option<Date>,
    pub sent_at: Option<DateTimeUtc>,
    pub published_at: Option<DateTimeUtc>,
    pub published_version: Option<i64>,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
