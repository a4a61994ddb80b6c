//! Table `collection`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "collection")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub channel: String,
    pub place: Option<String>,
    pub edition_id: Option<i64>,
    pub collected_on: Date,
    pub collected_by: String,
    pub witness: String,
    pub found: i64,
    pub kept_at: String,
    pub note: String,
    pub created_by: i64,
    pub created_at: DateTimeUtc,
    pub closed_by: Option<i64>,
    pub closed_at: Option<DateTimeUtc>,
    pub lock: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
