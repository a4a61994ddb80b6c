//! Table `attachment`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Deserialize)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub key: String,
    pub owner_noun: String,
    pub owner_id: i64,
    pub blob_hash: String,
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
    pub scan_state: String,
    pub created_at: DateTimeUtc,
    pub small_hash: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
