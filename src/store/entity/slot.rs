//! Table `slot`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "slot")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub day_id: i64,
    pub position: i64,
    pub starts_at: String,
    pub ends_at: String,
    pub evening: bool,
    pub application_id: Option<i64>,
    pub party: String,
    pub party_kind: String,
    pub people: i64,
    pub theme: String,
    pub arrived_at: Option<DateTimeUtc>,
    pub arrived_people: Option<i64>,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
